// One condition of a filter: field, comparison, value.
import { Button, MultiSelect, NativeSelect, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSpoken } from '../../../../web/i18n.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { operatorWords } from '../../messages.ts';
import type { Condition, Operator } from '../../schema.ts';
import { FieldInput } from '../FieldInput.tsx';
import { operatorsOf, type ShownField, useFields } from '../fields.ts';
import { useListWords } from '../words.ts';

interface ConditionEditorProps {
	/** The condition to change; a new one where there is none. */
	readonly condition?: Condition;
	/** The field that a new condition begins with. */
	readonly field?: string;
	readonly apply: (condition: Condition) => void;
}

type Value = Condition['value'];

const needsNoValue = (op: Operator) => op === 'empty' || op === 'not_empty';

export function ConditionEditor({ condition, field: begin = 'city', apply }: ConditionEditorProps) {
	const say = useListWords();
	const common = useCommonWords();
	const spoken = useSpoken();
	const fields = useFields().filter(({ readable }) => readable !== false);
	const [name, setName] = useState(condition?.field ?? begin);
	const field = fields.find((one) => one.name === name) ?? fields[0]!;
	const [op, setOp] = useState<Operator>(condition?.op ?? operatorsOf(field)[0]!);
	const [value, setValue] = useState<Value | null>(condition?.value ?? null);
	const [missing, setMissing] = useState(false);

	const chooseField = (next: string) => {
		setName(next);
		setOp(operatorsOf(fields.find((one) => one.name === next) ?? field)[0]!);
		setValue(null);
	};
	const chooseOp = (next: Operator) => {
		// A list of values belongs to "is one of" alone.
		if ((next === 'in') !== (op === 'in')) setValue(null);
		setOp(next);
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (needsNoValue(op)) return apply({ field: name, op });
		if (value === null || (Array.isArray(value) && value.length === 0)) return setMissing(true);
		apply({ field: name, op, value });
	};

	return (
		<form onSubmit={submit}>
			<Stack gap="xs" w={260}>
				<NativeSelect
					label={say('filter_field')}
					data={fields.map((one) => ({ value: one.name, label: one.label }))}
					value={name}
					onChange={(event) => chooseField(event.currentTarget.value)}
				/>
				<NativeSelect
					label={say('filter_operator')}
					data={operatorsOf(field).map((one) => ({ value: one, label: spoken(operatorWords(one, field.type)) }))}
					value={op}
					onChange={(event) => chooseOp(event.currentTarget.value as Operator)}
				/>
				{!needsNoValue(op) && (
					<ValueInput
						field={field}
						op={op}
						value={value}
						error={missing && value === null && common('required')}
						onChange={(next) => setValue(next as Value | null)}
					/>
				)}
				<Button type="submit" mt="xs">
					{say('filter_apply')}
				</Button>
			</Stack>
		</form>
	);
}

interface ValueInputProps {
	readonly field: ShownField;
	readonly op: Operator;
	readonly value: Value | null;
	readonly error: string | false;
	readonly onChange: (value: unknown) => void;
}

function ValueInput({ field, op, value, error, onChange }: ValueInputProps) {
	const say = useListWords();
	const labelled = { ...field, label: say('filter_value') };
	if (field.name === 'tags' || field.type === 'choices') {
		return <FieldInput withLabel field={{ ...labelled, type: 'choices' }} value={value} error={error} onChange={onChange} />;
	}
	if (op === 'in') {
		return (
			<MultiSelect
				label={labelled.label}
				data={[...(field.choices ?? [])]}
				value={Array.isArray(value) ? value.map(String) : []}
				error={error}
				comboboxProps={{ withinPortal: false }}
				onChange={(list) => onChange(list.length > 0 ? list : null)}
			/>
		);
	}
	// An amount is compared by its number.
	const type = field.type === 'money' ? 'number' : field.type;
	return <FieldInput withLabel field={{ ...labelled, type }} value={value} error={error} onChange={onChange} />;
}
