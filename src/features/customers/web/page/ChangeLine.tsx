// One value that a change changed, in the person's words: the field, before, after; of sets what came or went.
import { Badge, Button, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useLanguage, useSpoken } from '../../../../web/i18n.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { plainOf } from '../../mentions.ts';
import { choiceLabels, contactLabels, fieldLabels } from '../../messages.ts';
import type { ContactKind } from '../../schema.ts';
import { FieldText, Reference } from '../FieldValue.tsx';
import { useFields } from '../fields.ts';
import { useCustomerWords, useFileWords } from '../words.ts';
import { useHistoryWords } from '../words-history.ts';
import { useAddressText } from './Addresses.tsx';
import { contactText } from './contact-links.ts';
import classes from './History.module.css';
import { useUnitLabel } from './Statements.tsx';
import { useTypeWords } from './useTypeWords.ts';

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
	const files = useFileWords();
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
		if (unit === 'file') return files('title');
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
		if (set === 'contact_points') return [contactText(parts.kind as ContactKind, String(parts.value)), marks()].filter(Boolean).join(' · ');
		if (set === 'addresses') return [addressText(parts as never), marks()].filter(Boolean).join(' · ');
		if (unit === 'note') return plainOf(String(value));
		if (unit === 'owner_id') return String(parts.name ?? `#${parts.id}`);
		if (unit === 'scope_id' && !fields.some(({ name }) => name === unit)) return history('scope', { id: Number(value) });
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

/** Characters of a text that are shown at once. */
const folded = 240;

/** Long texts are folded; each text keeps its own direction. */
function Value({ children, gone, sign }: { readonly children: ReactNode; readonly gone?: boolean; readonly sign?: '+' | '−' }) {
	const common = useCommonWords();
	const [open, setOpen] = useState(false);
	const long = typeof children === 'string' && children.length > folded;
	return (
		<span className={classes.side}>
			{sign && (
				<span aria-hidden="true" className={classes.arrow}>
					{sign}{' '}
				</span>
			)}
			<span dir="auto" className={gone ? classes.gone : classes.text}>
				{long && !open ? `${children.slice(0, folded)}…` : children}
			</span>
			{long && (
				<Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
					{common(open ? 'close' : 'more')}
				</Button>
			)}
		</span>
	);
}

interface ChangeLineProps {
	readonly change: Difference;
	/** There was nothing before, of any field. */
	readonly first?: boolean;
}

export function ChangeLine({ change, first = false }: ChangeLineProps) {
	const say = useHistoryWords();
	const labelOf = useDifferenceLabel();
	const valueText = useDifferenceValue();
	const { unit, before, after } = change;
	const member = setOf(unit) !== undefined || unit === 'note' || unit === 'relationship' || unit === 'file';
	const [was, is] = [!isAbsent(before), !isAbsent(after)];
	const side = (value: unknown) =>
		unit.startsWith('tags/') ? (
			<Badge variant="light" color="gray" tt="none" radius="sm">
				{String(value)}
			</Badge>
		) : (
			valueText(unit, value)
		);
	const empty = <span className={classes.absent}>{say('nothing')}</span>;
	const turned = was === is ? was : !member && !first;
	return (
		<div className={classes.change}>
			<dt>{labelOf(unit)}</dt>
			<dd>
				{!was && !is && <span className={classes.absent}>{say('changed')}</span>}
				{was ? (
					<>
						<VisuallyHidden>{say(turned ? 'before' : 'removed')}</VisuallyHidden>
						<Value gone sign={turned ? undefined : '−'}>
							{side(before)}
						</Value>
					</>
				) : (
					turned && empty
				)}
				{turned && (
					<span aria-hidden="true" className={classes.arrow}>
						{say('to')}
					</span>
				)}
				{is ? (
					<>
						<VisuallyHidden>{say(turned ? 'after' : 'added')}</VisuallyHidden>
						<Value sign={turned || first ? undefined : '+'}>{side(after)}</Value>
					</>
				) : (
					turned && empty
				)}
			</dd>
		</div>
	);
}
