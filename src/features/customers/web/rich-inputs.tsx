// The larger inputs of fields, loaded when one of them is opened.
import { type InputWrapperProps, MultiSelect, NumberInput, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { tagsQuery } from './queries.ts';

/** What FieldInput hands on: label, error, size, focus. */
interface Shared extends Pick<InputWrapperProps, 'label' | 'error'> {
	readonly size: 'xs' | 'sm';
	readonly autoFocus?: boolean;
	readonly onChange: (value: unknown) => void;
}

interface ListProps extends Shared {
	readonly value: string[];
}

export function NumberField({ value, onChange, ...rest }: Shared & { readonly value: unknown }) {
	return (
		<NumberInput
			{...rest}
			hideControls
			value={typeof value === 'number' ? value : ''}
			onChange={(next) => onChange(typeof next === 'number' ? next : null)}
		/>
	);
}

interface ChoicesProps extends ListProps {
	readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export function ChoicesField({ choices, onChange, ...rest }: ChoicesProps) {
	return <MultiSelect {...rest} data={[...choices]} onChange={(list) => onChange(list.length > 0 ? list : null)} searchable />;
}

export function TagField({ onChange, ...rest }: ListProps) {
	const known = useQuery(tagsQuery).data?.items.map(({ name }) => name) ?? [];
	return <TagsInput {...rest} data={known} onChange={onChange} maxTags={1000} acceptValueOnBlur splitChars={[',', '，', ';', '；']} />;
}
