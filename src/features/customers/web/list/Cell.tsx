// What stands in a cell of the list, and a row of it on a phone.
import {
	IconAlertTriangle,
	IconBuilding,
	IconChevronRight,
	IconLayoutSidebarRightExpand,
	IconLoader2,
	IconPhone,
	IconUser,
} from '@tabler/icons-react';
import { phoneText } from '../../../../web/shared/phone-text.ts';
import { PersonName } from '../../../access/web/PersonName.tsx';
import { Reference, TagBadges } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { useCellTools } from './cell-tools.ts';
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
	const { say } = useCellTools();
	if (edit.state === 'saving') return <IconLoader2 size={14} className={classes.saving} aria-label={say('saving')} />;
	const why = edit.message ?? say('cell_conflict');
	return (
		<span className={classes.failed} role="img" aria-label={why} title={why}>
			<IconAlertTriangle size={15} aria-hidden="true" />
		</span>
	);
}

function Name({ row, reachable, onPeek }: Pick<CellContentProps, 'row' | 'reachable' | 'onPeek'>) {
	const { say } = useCellTools();
	const Icon = row.kind === 'organisation' ? IconBuilding : IconUser;
	const name = row.name || row.company || say('nameless');
	return (
		<>
			<Icon size={16} className={classes.icon} aria-hidden="true" />
			{/* A plain link: the grid opens it inside the page, and the router's own costs half a millisecond a row. */}
			<a href={`/customers/${row.id}`} data-main data-id={row.id} dir="auto" tabIndex={reachable ? 0 : -1} className={classes.name}>
				{name}
			</a>
			<button
				type="button"
				tabIndex={-1}
				className={classes.peek}
				title={say('peek_keys')}
				aria-label={say('peek', { name })}
				onClick={() => onPeek(row.id)}
			>
				<IconLayoutSidebarRightExpand size={15} aria-hidden="true" />
			</button>
		</>
	);
}

/** Of a moment the list shows the day; the time stands behind it. */
function Value({ field, value }: { readonly field: ShownField; readonly value: unknown }) {
	const { valueText, format } = useCellTools();
	if (field.name === 'tags') return Array.isArray(value) && value.length > 0 ? <TagBadges tags={value.map(String)} /> : null;
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
	const { say } = useCellTools();
	const Icon = row.kind === 'organisation' ? IconBuilding : IconUser;
	const name = row.name || row.company || say('nameless');
	const below = [row.company !== row.name && row.company, row.phone ? phoneText(row.phone) : row.email, row.city]
		.filter(Boolean)
		.join(' · ');
	return (
		<>
			<a href={`/customers/${row.id}`} data-main data-id={row.id} className={classes.narrowRow}>
				<Icon size={18} className={classes.icon} aria-hidden="true" />
				<span className={classes.who}>
					<span className={classes.name} dir="auto">
						{name}
					</span>
					<span className={classes.below} dir="auto">
						{below}
					</span>
				</span>
			</a>
			{row.phone && !row.phone.includes('*') ? (
				<a href={`tel:${row.phone}`} className={classes.call} aria-label={say('call', { name })}>
					<IconPhone size={18} aria-hidden="true" />
				</a>
			) : (
				<IconChevronRight size={16} className={classes.icon} aria-hidden="true" />
			)}
		</>
	);
}
