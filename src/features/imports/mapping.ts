// From the cells of a row to what is typed of a customer: checks a mapping and makes the function that applies it. Pure.
import type { Principal } from '../../platform/auth.ts';
import { type Field, unitOf } from '../../platform/field.ts';
import { demandWritable } from '../../platform/masking.ts';
import { fieldNature } from '../customers/natures.ts';
import type { AttributeDefinition, ContactKind } from '../customers/schema.ts';
import { contactKinds, customerFields } from '../customers/schema.ts';
import type { Typed } from '../customers/statement.ts';
import { extraTargets } from './headings.ts';
import { importError as error } from './messages.ts';
import type { ImportOptions, MappedColumn } from './schema.ts';

const addressTargets = new Set(['line1', 'line2', 'city', 'region', 'postal_code', 'country']);
/** Parts of an address that may come in several columns (number and street): put together in the order of the file. */
const joined = new Set(['line1', 'line2']);
const contactTargets: ReadonlySet<string> = new Set(contactKinds);
/** A customer has several of these, so several columns may go there. */
export const manyTargets: ReadonlySet<string> = new Set([...contactKinds, 'tags']);
/** Fields that cannot be mapped: computed, or better mapped otherwise. */
const unmapped = new Set(['sort_name']);

/** Throws unless this person may write everything that columns go to. @throws AppError field_not_writable */
export function demandMapping(
	principal: Pick<Principal, 'field_rights'>,
	columns: readonly MappedColumn[] | undefined,
	attributes: ReadonlyMap<string, AttributeDefinition>,
): void {
	for (const { field, attribute } of columns ?? []) {
		if (field === 'new' && attribute) {
			demandWritable(principal, { kind: attribute.personal ?? 'none', field: `attributes.${attribute.name}` });
		} else if (field !== null && field !== 'new') demandWritable(principal, fieldNature(field, attributes));
	}
}

/** Everything a column may go to. */
export function targets(attributes: ReadonlyMap<string, AttributeDefinition>): string[] {
	const fields = Object.keys(customerFields).filter((field) => !unmapped.has(field));
	return [...new Set([...extraTargets, ...fields, ...[...attributes.keys()].map((name) => `attributes.${name}`)])];
}

/** What a row says besides the customer's values. */
export interface MappedRow {
	readonly typed: Typed;
	readonly external_id: string | null;
	readonly stated_at: string | null;
}

export interface Mapping {
	/** Turns the cells of a row (in the order of the file's columns) into what it says. */
	readonly apply: (cells: readonly (string | null)[]) => MappedRow;
	/** What the row has as its ID in the source, for rows that cannot be used otherwise. */
	readonly keyOf: (cells: readonly (string | null)[]) => string | null;
	/** The column behind each field, for telling where a problem lies. */
	readonly columnOf: ReadonlyMap<string, string>;
	/** Units that the file speaks about; what it has no column for is left as its source said it before. */
	readonly units: readonly string[];
	/** Kinds of contact points that it speaks about. */
	readonly kinds: readonly ContactKind[];
	readonly hasKey: boolean;
}

/**
 * A cell without the apostrophe in front of what a spreadsheet would run as a formula: exports and files of refused rows write it so, and people
 * type it into spreadsheets.
 */
function bare(cell: string | null | undefined): string | null {
	if (!cell) return null;
	return cell.startsWith("'") && harmfulStart.test(cell) ? cell.slice(1) : cell;
}

/** The key of its source that a cell holds. */
const keyIn = (cell: string | null | undefined): string | null => bare(cell)?.replaceAll('\0', '').trim() || null;

/** The places, from 0, of the columns whose fields are wanted. */
export function columnsIn({ columns = [] }: Pick<ImportOptions, 'columns'>, wanted: (field: string) => boolean): Set<number> {
	const chosen = new Set(columns.filter(({ field }) => field !== null && wanted(field)).map(({ column }) => column));
	return new Set([...new Set(columns.map(({ column }) => column))].flatMap((name, position) => (chosen.has(name) ? [position] : [])));
}

/** The key of the source in the cells of a row; null where there is none, or no column for it. */
export function keyOfCells(options: Pick<ImportOptions, 'columns'>, cells: readonly (string | null | undefined)[]): string | null {
	const [place] = columnsIn(options, (field) => field === 'external_id');
	return place === undefined ? null : keyIn(cells[place]);
}

const harmfulStart = /^'[=+\-@\t\r\n＝＋－＠]/;

function check(mapped: readonly MappedColumn[], columns: readonly string[], possible: readonly string[]): void {
	const single = new Map<string, string[]>();
	let says = false;
	for (const { column, field } of mapped) {
		if (field === null) continue;
		if (!columns.includes(column)) throw error('column_unknown', { column, columns: columns.join(', ').slice(0, 500) });
		if (field !== 'new' && !possible.includes(field)) throw error('target_unknown', { column, field, fields: possible.join(', ') });
		if (!manyTargets.has(field) && !joined.has(field) && field !== 'new') single.set(field, [...(single.get(field) ?? []), column]);
		if (contactTargets.has(field) || ['name', 'family_name', 'given_name', 'company'].includes(field)) says = true;
	}
	for (const [field, twice] of single) if (twice.length > 1) throw error('target_twice', { field, columns: twice.join(', ') });
	if (!says) throw error('nothing_mapped');
}

/** The units of a statement that columns with these targets can say. */
function unitsOf(targets: readonly string[], tagged: boolean): string[] {
	const units = new Set<string>();
	for (const target of targets) {
		const field = (customerFields as Readonly<Record<string, Field>>)[target];
		const unit = field && unitOf(field);
		if (addressTargets.has(target)) units.add('addresses');
		else if (target.startsWith('attributes.') || target === 'tags') units.add(target);
		else if (unit) units.add(unit);
	}
	if (units.has('name')) units.add('kind');
	if (tagged) units.add('tags');
	return [...units];
}

/** Checks a mapping against the file and makes it. Columns marked `new` must have been made attributes before. */
export function makeMapping(
	mapped: readonly MappedColumn[],
	columns: readonly string[],
	attributes: ReadonlyMap<string, AttributeDefinition>,
	extraTags: readonly string[] = [],
): Mapping {
	check(mapped, columns, targets(attributes));
	const fields: [number, string][] = [];
	const contacts: [number, ContactKind, string | undefined][] = [];
	const address: [number, string][] = [];
	const customs: [number, string][] = [];
	const tagColumns: number[] = [];
	const columnOf = new Map<string, string>();
	let key = -1;
	let time = -1;
	for (const { column, field, attribute, label } of mapped) {
		if (field === null) continue;
		const index = columns.indexOf(column);
		const target = field === 'new' && attribute ? `attributes.${attribute.name}` : field;
		columnOf.set(target, columnOf.has(target) ? `${columnOf.get(target)}, ${column}` : column);
		if (target === 'external_id') key = index;
		else if (target === 'stated_at') time = index;
		else if (contactTargets.has(target)) contacts.push([index, target as ContactKind, label]);
		else if (addressTargets.has(target)) address.push([index, target]);
		else if (target.startsWith('attributes.')) customs.push([index, target.slice('attributes.'.length)]);
		else if (target === 'tags') tagColumns.push(index);
		else if (target !== 'new') fields.push([index, target]);
	}
	address.sort(([a], [b]) => a - b);
	const keyOf = (cells: readonly (string | null)[]) => (key < 0 ? null : keyIn(cells[key]));
	const apply = (cells: readonly (string | null)[]): MappedRow => {
		const typed = {
			fields: {} as Record<string, string>,
			contacts: [] as Typed['contacts'][number][],
			addresses: [] as Typed['addresses'][number][],
			tags: [...extraTags],
			attributes: {} as Record<string, unknown>,
		};
		for (const [index, field] of fields) {
			const cell = bare(cells[index]);
			if (cell) typed.fields[field] = cell;
		}
		for (const [index, kind, label] of contacts) {
			const cell = bare(cells[index]);
			if (cell) typed.contacts.push({ kind, value: cell, label });
		}
		if (address.length > 0) {
			const parts: Record<string, string> = {};
			let any = false;
			for (const [index, part] of address) {
				const cell = bare(cells[index]);
				if (!cell) continue;
				parts[part] = parts[part] ? `${parts[part]} ${cell}` : cell;
				any = true;
			}
			if (any) typed.addresses.push(parts);
		}
		for (const [index, name] of customs) {
			const cell = bare(cells[index]);
			if (cell || attributes.get(name)?.required) typed.attributes[name] = cell ?? '';
		}
		for (const index of tagColumns) {
			const cell = bare(cells[index]);
			if (cell)
				typed.tags.push(
					...cell
						.split(/[;,；，、|]/)
						.map((tag) => tag.trim())
						.filter(Boolean),
				);
		}
		return { typed, external_id: keyOf(cells), stated_at: time < 0 ? null : bare(cells[time]) };
	};
	return {
		apply,
		keyOf,
		columnOf,
		units: unitsOf([...columnOf.keys()], extraTags.length > 0),
		kinds: contacts.map(([, kind]) => kind),
		hasKey: key >= 0,
	};
}
