// The filter as chips, each a condition that can be changed or taken away.
import { ActionIcon, Button, Popover, Skeleton } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { useSpoken } from '../../../../web/i18n.ts';
import { Labelled } from '../../../../web/shared/Labelled.tsx';
import { later } from '../../../../web/shared/later.tsx';
import { operatorWords } from '../../messages.ts';
import type { Condition } from '../../schema.ts';
import { useFieldText } from '../FieldValue.tsx';
import { type ShownField, useFields } from '../fields.ts';
import { useListWords } from '../words.ts';
import classes from './FilterBar.module.css';

const ConditionEditor = later(() => import('./ConditionEditor.tsx').then((module) => module.ConditionEditor));

interface FilterBarProps {
	readonly filter: readonly Condition[];
	readonly onChange: (filter: Condition[]) => void;
	/** The field with which a new condition is to begin: asked for from the head of a column. */
	readonly begin: string | null;
	readonly onBegun: () => void;
	/** On a phone. */
	readonly iconAlone: boolean;
}

export function FilterBar({ filter, onChange, begin, onBegun, iconAlone }: FilterBarProps) {
	const say = useListWords();
	// -1: a new condition; null: none is open.
	const [open, setOpen] = useState<number | null>(null);
	useEffect(() => {
		if (begin !== null) setOpen(-1);
	}, [begin]);
	const close = () => {
		setOpen(null);
		onBegun();
	};
	const put = (place: number, condition: Condition) => {
		onChange(place < 0 ? [...filter, condition] : filter.map((one, at) => (at === place ? condition : one)));
		close();
	};
	const editor = (place: number) => (
		<Popover.Dropdown>
			<Suspense fallback={<Skeleton w={260} h={230} />}>
				<ConditionEditor key={begin} condition={filter[place]} field={begin ?? undefined} apply={(condition) => put(place, condition)} />
			</Suspense>
		</Popover.Dropdown>
	);
	return (
		<div className={classes.bar}>
			{filter.map((condition, place) => (
				<Chip
					key={JSON.stringify(condition)}
					condition={condition}
					opened={open === place}
					setOpened={(on) => setOpen(on ? place : null)}
					remove={() => onChange(filter.filter((_, at) => at !== place))}
				>
					{editor(place)}
				</Chip>
			))}
			<Popover position="bottom-start" trapFocus opened={open === -1} onChange={(on) => (on ? setOpen(-1) : close())}>
				<Popover.Target>
					<Labelled
						iconAlone={iconAlone}
						icon={<IconFilter size={iconAlone ? 18 : 16} aria-hidden="true" />}
						label={say('add_filter')}
						onClick={() => setOpen(open === -1 ? null : -1)}
					/>
				</Popover.Target>
				{editor(-1)}
			</Popover>
			{filter.length > 1 && (
				<Button variant="subtle" color="gray" className={classes.clear} onClick={() => onChange([])}>
					{say('filter_clear')}
				</Button>
			)}
		</div>
	);
}

interface ChipProps {
	readonly condition: Condition;
	readonly opened: boolean;
	readonly setOpened: (opened: boolean) => void;
	readonly remove: () => void;
	/** The editor that opens below. */
	readonly children: ReactNode;
}

function Chip({ condition, opened, setOpened, remove, children }: ChipProps) {
	const say = useListWords();
	const text = useConditionText(condition);
	return (
		<span className={classes.chip}>
			<Popover position="bottom-start" trapFocus opened={opened} onChange={setOpened}>
				<Popover.Target>
					<button type="button" className={classes.text} aria-label={say('filter_edit', { text })} onClick={() => setOpened(!opened)}>
						{text}
					</button>
				</Popover.Target>
				{children}
			</Popover>
			<ActionIcon size="sm" variant="transparent" color="gray" aria-label={say('filter_remove', { text })} onClick={remove}>
				<IconX size={14} />
			</ActionIcon>
		</span>
	);
}

/** A condition as a person reads it: "City is Berlin". */
function useConditionText({ field: name, op, value }: Condition): string {
	const spoken = useSpoken();
	const field = useFields().find((one) => one.name === name) ?? { ...unknown, name, label: name };
	const shown = useFieldText(field, value);
	return [field.label, spoken(operatorWords(op, field.type)), shown].filter(Boolean).join(' ');
}

/** A custom attribute that was removed since, or is not read yet. */
const unknown: Omit<ShownField, 'name' | 'label'> = { type: 'text', index: 'none', personal: 'none', listed: false };
