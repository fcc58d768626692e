// One value that a change changed, in the person's words: the field, before, after; of sets what came or went.
import { Badge, Spoiler, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage, useSpoken } from '../../../../web/i18n.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { choiceLabels, contactLabels, fieldLabels } from '../../messages.ts';
import type { ContactKind } from '../../schema.ts';
import { FieldText, Reference } from '../FieldValue.tsx';
import { useFields } from '../fields.ts';
import { useCustomerWords } from '../words.ts';
import { useHistoryWords } from '../words-history.ts';
import { useAddressText } from './Addresses.tsx';
import classes from './History.module.css';
import { useTypeWords } from './Relationships.tsx';
import { useUnitLabel } from './Statements.tsx';

export interface Difference {
	readonly unit: string;
	readonly before?: unknown;
	readonly after?: unknown;
}

type Parts = Readonly<Record<string, unknown>>;

const setOf = (unit: string) => /^(tags|contact_points|addresses)\//.exec(unit)?.[1];

/** A unit by its label: of a member of a set the label of its kind. */
export function useDifferenceLabel(): (unit: string) => string {
	const language = useLanguage();
	const spoken = useSpoken();
	const say = useCustomerWords();
	const unitLabel = useUnitLabel();
	return (unit) => {
		const set = setOf(unit);
		if (set === 'contact_points') {
			const kind = unit.slice('contact_points/'.length).split(':')[0] as ContactKind;
			return contactLabels[kind] ? spoken(contactLabels[kind]) : say('contacts');
		}
		if (set === 'tags') return fieldLabels.tags[language];
		if (set === 'addresses') return say('addresses');
		if (unit === 'note') return say('notes');
		if (unit === 'relationship') return say('relationships');
		return unitLabel(unit);
	};
}

/** A value of a unit, as the page shows it elsewhere. */
function useDifferenceValue(): (unit: string, value: unknown) => ReactNode {
	const language = useLanguage();
	const say = useCustomerWords();
	const history = useHistoryWords();
	const addressText = useAddressText();
	const { wordsOf } = useTypeWords();
	const fields = useFields();
	return (unit, value) => {
		const parts = value as Parts;
		const set = setOf(unit);
		const marks = () => [parts.label, parts.is_primary && say('primary')].filter(Boolean).join(' · ');
		if (set === 'contact_points') return [parts.value, marks()].filter(Boolean).join(' · ');
		if (set === 'addresses') return [addressText(parts as never), marks()].filter(Boolean).join(' · ');
		if (unit === 'owner_id') return String(parts.name ?? `#${parts.id}`);
		if (unit === 'scope_id') return history('scope', { id: Number(value) });
		if (unit === 'state') return choiceLabels.state[value as keyof typeof choiceLabels.state]?.[language] ?? String(value);
		if (unit === 'relationship')
			return (
				<>
					{wordsOf(String(parts.type), parts.direction as 'in' | 'out')} <Reference id={Number(parts.other_id)} />
					{[parts.starts_on, parts.ends_on, parts.note].filter(Boolean).map((part) => ` · ${part}`)}
				</>
			);
		const field = fields.find(({ name }) => name === unit);
		return field ? <FieldText field={field} value={value} /> : typeof value === 'object' ? JSON.stringify(value) : String(value);
	};
}

const isAbsent = (value: unknown) => value === null || value === undefined;

/** Long texts are folded; each text keeps its own direction. */
function Value({ children, gone }: { readonly children: ReactNode; readonly gone?: boolean }) {
	const common = useCommonWords();
	return (
		<Spoiler maxHeight={96} showLabel={common('more')} hideLabel={common('close')} className={classes.side}>
			<span dir="auto" className={gone ? classes.gone : classes.text}>
				{children}
			</span>
		</Spoiler>
	);
}

export function ChangeLine({ change, labelled = true }: { readonly change: Difference; readonly labelled?: boolean }) {
	const say = useHistoryWords();
	const labelOf = useDifferenceLabel();
	const valueText = useDifferenceValue();
	const { unit, before, after } = change;
	const member = setOf(unit) !== undefined || unit === 'note' || unit === 'relationship';
	const [was, is] = [!isAbsent(before), !isAbsent(after)];
	const side = (value: unknown) =>
		unit.startsWith('tags/') ? (
			<Badge variant="light" color="gray" tt="none" radius="sm">
				{String(value)}
			</Badge>
		) : (
			valueText(unit, value)
		);
	return (
		<div className={classes.change}>
			{labelled && <dt>{labelOf(unit)}</dt>}
			<dd>
				{!was && !is && <span className={classes.absent}>{say('changed')}</span>}
				{was && (
					<Value gone>
						<VisuallyHidden>{say(member && !is ? 'removed' : 'before')}</VisuallyHidden>
						{side(before)}
					</Value>
				)}
				{!was && is && !member && <span className={classes.absent}>{say('nothing')}</span>}
				{(is || (was && !member)) && (was || !member) && (
					<span aria-hidden="true" className={classes.arrow}>
						{say('to')}
					</span>
				)}
				{is ? (
					<Value>
						<VisuallyHidden>{say(member && !was ? 'added' : 'after')}</VisuallyHidden>
						{member && !was && <span aria-hidden="true">+ </span>}
						{side(after)}
					</Value>
				) : (
					was && !member && <span className={classes.absent}>{say('nothing')}</span>
				)}
			</dd>
		</div>
	);
}
