// The input that suits a field: in the editor in place, in the filter, in the form of a new customer.
import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { later } from '../../../web/shared/later.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { CustomerInputProps } from './CustomerPicker.tsx';
import type { ShownField } from './fields.ts';
import { referenceQuery } from './references.ts';
import { useCustomerWords } from './words.ts';

// Inputs that bring much script of their own come when one is first opened: the list must be there at once.
const CustomerPicker = later(() => import('./CustomerPicker.tsx').then((module) => module.CustomerPicker));
const PersonInput = later(() => import('../../access/web/people.tsx').then((module) => module.PersonInput));
const NumberField = later(() => import('./rich-inputs.tsx').then((module) => module.NumberField));
const ChoicesField = later(() => import('./rich-inputs.tsx').then((module) => module.ChoicesField));
const TagField = later(() => import('./rich-inputs.tsx').then((module) => module.TagField));

export interface FieldInputProps {
	readonly field: ShownField;
	readonly value: unknown;
	readonly onChange: (value: unknown) => void;
	readonly error?: string | boolean;
	/** Shown above; else only told to screen readers. */
	readonly withLabel?: boolean;
	readonly autoFocus?: boolean;
	readonly size?: 'xs' | 'sm';
}

/** Shows and changes one value. '' and an empty list become null: nothing is stated. */
export function FieldInput(props: FieldInputProps) {
	const { field, size = 'sm', withLabel } = props;
	return (
		<Suspense fallback={<TextInput label={withLabel ? field.label : undefined} aria-label={field.label} size={size} disabled />}>
			<Input {...props} />
		</Suspense>
	);
}

function Input({ field, value, onChange, error, withLabel = false, autoFocus, size = 'sm' }: FieldInputProps) {
	const common = useCommonWords();
	const label = withLabel ? { label: field.label } : { 'aria-label': field.label };
	const shared = { ...label, error, size, 'data-autofocus': autoFocus || undefined, autoFocus };
	const empty = { value: '', label: '' };
	switch (field.type) {
		case 'boolean':
			return (
				<NativeSelect
					{...shared}
					data={[empty, { value: 'true', label: common('yes') }, { value: 'false', label: common('no') }]}
					value={value === null || value === undefined ? '' : String(value)}
					onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value === 'true')}
				/>
			);
		case 'choice':
			return (
				<NativeSelect
					{...shared}
					data={[...(field.name === 'kind' ? [] : [empty]), ...(field.choices ?? [])]}
					value={String(value ?? '')}
					onChange={(event) => onChange(event.currentTarget.value || null)}
				/>
			);
		case 'choices':
			return field.name === 'tags' ? (
				<TagField {...shared} value={asList(value)} onChange={onChange} />
			) : (
				<ChoicesField {...shared} choices={field.choices ?? []} value={asList(value)} onChange={onChange} />
			);
		case 'reference':
			if (field.name === 'owner_id')
				return (
					<PersonInput
						label={field.label}
						withLabel={withLabel}
						error={error}
						size={size}
						autoFocus={autoFocus}
						comboboxProps={{ withinPortal: false }}
						value={typeof value === 'number' ? value : null}
						onChange={onChange}
					/>
				);
			return <ReferenceInput {...shared} value={value} onChange={onChange} />;
		case 'number':
			return <NumberField {...shared} unit={field.unit} value={value} onChange={onChange} />;
		case 'money':
			return <MoneyInput {...{ field, value, onChange, error, withLabel, autoFocus, size }} />;
		case 'date':
		case 'timestamp':
			return (
				<TextInput
					{...shared}
					type="date"
					value={String(value ?? '').slice(0, 10)}
					onChange={(event) => onChange(event.currentTarget.value || null)}
				/>
			);
		default:
			return (
				<TextInput
					{...shared}
					dir="auto"
					autoComplete="off"
					value={String(value ?? '')}
					onChange={(event) => onChange(event.currentTarget.value || null)}
				/>
			);
	}
}

function asList(value: unknown): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}

interface ReferenceInputProps extends CustomerInputProps {
	readonly value: unknown;
	readonly onChange: (value: unknown) => void;
}

function ReferenceInput({ value, onChange, ...rest }: ReferenceInputProps) {
	const [stood] = useState(value);
	const id = typeof stood === 'number' ? stood : null;
	const found = useQuery({ ...referenceQuery(id ?? 0), enabled: id !== null });
	// Text that picks nobody takes nothing away; an emptied input does.
	const pick = (picked: number | null, text: string) => onChange(picked ?? (text === '' ? null : stood));
	// The picker starts from the name: it waits for it.
	if (id !== null && found.isPending) return <TextInput {...rest} disabled />;
	return <CustomerPicker {...rest} inPlace initial={id === null ? '' : (found.data?.name ?? `#${id}`)} onPick={pick} />;
}

function MoneyInput({ field, value, onChange, error, withLabel, autoFocus, size }: FieldInputProps) {
	const say = useCustomerWords();
	const { amount = '', currency = '' } = (value ?? {}) as { amount?: string; currency?: string };
	const change = (next: { amount: string; currency: string }) => onChange(next.amount === '' && next.currency === '' ? null : next);
	return (
		<Group gap="xs" wrap="nowrap" align="flex-end">
			<TextInput
				label={withLabel ? field.label : undefined}
				aria-label={`${field.label}: ${say('amount')}`}
				inputMode="decimal"
				autoFocus={autoFocus}
				size={size}
				error={error}
				value={amount}
				onChange={(event) => change({ amount: event.currentTarget.value.trim(), currency })}
			/>
			<TextInput
				aria-label={`${field.label}: ${say('currency')}`}
				placeholder="CNY"
				maxLength={3}
				w={80}
				size={size}
				value={currency}
				onChange={(event) => change({ amount, currency: event.currentTarget.value.toUpperCase() })}
			/>
		</Group>
	);
}
