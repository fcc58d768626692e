// The larger inputs of fields, loaded when one of them is opened.
import { type InputWrapperProps, MultiSelect, NumberInput } from '@mantine/core';
import { spaceBefore } from '../../../web/shared/formats.ts';
import { TagInput } from './TagInput.tsx';

/** What FieldInput hands on: label, error, size, focus. */
interface Shared extends Pick<InputWrapperProps, 'label' | 'error'> {
	readonly size: 'xs' | 'sm';
	readonly autoFocus?: boolean;
	readonly onChange: (value: unknown) => void;
}

interface ListProps extends Shared {
	readonly value: string[];
}

interface NumberProps extends Shared {
	readonly value: unknown;
	readonly unit: string | undefined;
}

export function NumberField({ value, unit, onChange, ...rest }: NumberProps) {
	return (
		<NumberInput
			{...rest}
			hideControls
			suffix={unit && `${spaceBefore(unit)}${unit}`}
			value={typeof value === 'number' ? value : ''}
			onChange={(next) => onChange(typeof next === 'number' ? next : null)}
		/>
	);
}

interface ChoicesProps extends ListProps {
	readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export function ChoicesField({ choices, onChange, ...rest }: ChoicesProps) {
	return <MultiSelect {...rest} data={[...choices]} onChange={(list) => onChange(list.length > 0 ? list : null)} searchable limit={100} />;
}

export function TagField({ onChange, ...rest }: ListProps) {
	return <TagInput {...rest} onChange={onChange} maxTags={1000} />;
}
