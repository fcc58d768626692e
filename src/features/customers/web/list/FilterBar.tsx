// The filter as chips, each a condition that can be changed or taken away.
import { ActionIcon, Button, Popover, Skeleton } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useSpoken } from '../../../../web/i18n.ts';
import { operatorLabels } from '../../messages.ts';
import type { Condition } from '../../schema.ts';
import { useValueText } from '../FieldValue.tsx';
import { useFields } from '../fields.ts';
import { useListWords } from '../words.ts';
import classes from './FilterBar.module.css';

const ConditionEditor = lazy(() => import('./ConditionEditor.tsx').then((module) => ({ default: module.ConditionEditor })));

interface FilterBarProps {
	readonly filter: readonly Condition[];
	readonly onChange: (filter: Condition[]) => void;
}

export function FilterBar({ filter, onChange }: FilterBarProps) {
	const say = useListWords();
	const textOf = useConditionText();
	// -1: a new condition; null: none is open.
	const [open, setOpen] = useState<number | null>(null);
	const put = (place: number, condition: Condition) => {
		onChange(place < 0 ? [...filter, condition] : filter.map((one, at) => (at === place ? condition : one)));
		setOpen(null);
	};
	const editor = (place: number) => (
		<Popover.Dropdown>
			<Suspense fallback={<Skeleton w={260} h={230} />}>
				<ConditionEditor condition={filter[place]} apply={(condition) => put(place, condition)} />
			</Suspense>
		</Popover.Dropdown>
	);
	return (
		<div className={classes.bar}>
			{filter.map((condition, place) => {
				const text = textOf(condition);
				return (
					<span key={JSON.stringify(condition)} className={classes.chip}>
						<Popover position="bottom-start" trapFocus opened={open === place} onChange={(on) => setOpen(on ? place : null)}>
							<Popover.Target>
								<button
									type="button"
									className={classes.text}
									aria-label={say('filter_edit', { text })}
									onClick={() => setOpen(open === place ? null : place)}
								>
									{text}
								</button>
							</Popover.Target>
							{editor(place)}
						</Popover>
						<ActionIcon
							size="sm"
							variant="transparent"
							color="gray"
							aria-label={say('filter_remove', { text })}
							onClick={() => onChange(filter.filter((_, at) => at !== place))}
						>
							<IconX size={14} />
						</ActionIcon>
					</span>
				);
			})}
			<Popover position="bottom-start" trapFocus opened={open === -1} onChange={(on) => setOpen(on ? -1 : null)}>
				<Popover.Target>
					<Button
						variant="default"
						leftSection={<IconFilter size={16} aria-hidden="true" />}
						onClick={() => setOpen(open === -1 ? null : -1)}
					>
						{say('add_filter')}
					</Button>
				</Popover.Target>
				{editor(-1)}
			</Popover>
			{filter.length > 1 && (
				<Button variant="subtle" color="gray" onClick={() => onChange([])}>
					{say('filter_clear')}
				</Button>
			)}
		</div>
	);
}

/** A condition as a person reads it: "City is Berlin". */
function useConditionText(): (condition: Condition) => string {
	const fields = useFields();
	const spoken = useSpoken();
	const valueText = useValueText();
	return ({ field: name, op, value }) => {
		const field = fields.find((one) => one.name === name);
		const shown = field ? valueText(field, value) : String(value ?? '');
		return [field?.label ?? name, spoken(operatorLabels[op]), shown].filter(Boolean).join(' ');
	};
}
