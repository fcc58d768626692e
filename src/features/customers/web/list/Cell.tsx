// What stands in a cell of the list, and a row of it on a phone.
import { ActionIcon, Tooltip } from '@mantine/core';
import {
	IconAlertTriangle,
	IconBuilding,
	IconChevronRight,
	IconLayoutSidebarRightExpand,
	IconLoader2,
	IconPhone,
	IconUser,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../../../../web/shared/format.ts';
import { PersonName } from '../../../access/web/PersonName.tsx';
import { Reference, TagBadges, useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { useListWords } from '../words.ts';
import type { Row } from './chunks.ts';
import type { CellEdit } from './edits.ts';
import classes from './Grid.module.css';

interface CellContentProps {
	readonly field: ShownField;
	readonly row: Row;
	/** What is stored, or what is being saved. */
	readonly value: unknown;
	readonly edit: CellEdit | undefined;
	/** Whether Tab comes to the link inside. */
	readonly reachable: boolean;
	readonly onPeek: (id: number | null) => void;
}

export function CellContent({ field, row, value, edit, reachable, onPeek }: CellContentProps) {
	return (
		<>
			{field.name === 'name' ? (
				<Name row={edit ? { ...row, name: String(value ?? '') } : row} reachable={reachable} onPeek={onPeek} />
			) : (
				<Value field={field} value={value} />
			)}
			{edit && <EditState edit={edit} />}
		</>
	);
}

function EditState({ edit }: { readonly edit: CellEdit }) {
	const say = useListWords();
	if (edit.state === 'saving') return <IconLoader2 size={14} className={classes.saving} aria-label={say('saving')} />;
	return (
		<Tooltip label={edit.message ?? say('cell_conflict')} multiline maw={320}>
			<IconAlertTriangle size={15} className={classes.failed} role="img" aria-label={edit.message ?? say('cell_conflict')} />
		</Tooltip>
	);
}

function Name({ row, reachable, onPeek }: Pick<CellContentProps, 'row' | 'reachable' | 'onPeek'>) {
	const say = useListWords();
	const Icon = row.kind === 'organisation' ? IconBuilding : IconUser;
	const name = row.name || row.company || say('nameless');
	return (
		<>
			<Icon size={16} className={classes.icon} aria-hidden="true" />
			<Link
				to="/customers/$id"
				params={{ id: String(row.id) }}
				search={{}}
				data-main
				dir="auto"
				tabIndex={reachable ? 0 : -1}
				className={classes.name}
			>
				{name}
			</Link>
			<Tooltip label={say('peek_keys')}>
				<ActionIcon
					size="sm"
					variant="default"
					tabIndex={-1}
					className={classes.peek}
					aria-label={say('peek', { name })}
					onClick={() => onPeek(row.id)}
				>
					<IconLayoutSidebarRightExpand size={15} />
				</ActionIcon>
			</Tooltip>
		</>
	);
}

/** Of a moment the list shows the day; the time stands behind it. */
function Value({ field, value }: { readonly field: ShownField; readonly value: unknown }) {
	const valueText = useValueText();
	const format = useFormat();
	if (field.name === 'tags') return <TagBadges tags={Array.isArray(value) ? value.map(String) : []} />;
	if (typeof value === 'number' && field.type === 'reference')
		return <span className={classes.value}>{field.name === 'owner_id' ? <PersonName id={value} /> : <Reference id={value} />}</span>;
	const text = valueText(field, value);
	if (text === '') return null;
	const numeric = field.type === 'number' || field.type === 'money';
	return (
		<span className={numeric ? `${classes.value} ${classes.number}` : classes.value} title={text} dir="auto">
			{field.type === 'timestamp' && typeof value === 'string' ? format.date(value) : text}
		</span>
	);
}

/** A customer on a phone: two lines to press, and a button to call. */
export function NarrowRow({ row }: { readonly row: Row }) {
	const say = useListWords();
	const Icon = row.kind === 'organisation' ? IconBuilding : IconUser;
	const name = row.name || row.company || say('nameless');
	const below = [row.company !== row.name && row.company, row.phone ?? row.email, row.city].filter(Boolean).join(' · ');
	return (
		<>
			<Link to="/customers/$id" params={{ id: String(row.id) }} search={{}} data-main className={classes.narrowRow}>
				<Icon size={18} className={classes.icon} aria-hidden="true" />
				<span className={classes.who}>
					<span className={classes.name} dir="auto">
						{name}
					</span>
					<span className={classes.below} dir="auto">
						{below}
					</span>
				</span>
			</Link>
			{row.phone ? (
				<ActionIcon component="a" href={`tel:${row.phone}`} variant="subtle" size="lg" aria-label={say('call', { name })}>
					<IconPhone size={18} />
				</ActionIcon>
			) : (
				<IconChevronRight size={16} className={classes.icon} aria-hidden="true" />
			)}
		</>
	);
}
