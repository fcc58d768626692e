// What an import proposes for a file before a person has said anything: targets of the columns, kind, match rule.

import type { PersonalData } from '../../platform/field.ts';
import type { TableFile } from '../../platform/files/types.ts';
import { guessDateOrder, normaliseDate } from '../../values/date.ts';
import { fold } from '../../values/text.ts';
import type { AttributeDefinition } from '../customers/schema.ts';
import { findPersonal } from '../privacy/rules-findings.ts';
import { labelsOf } from './attribute-words.ts';
import { plainHeading, recognise } from './headings.ts';
import { kindOfFile } from './kinds.ts';
import { targets } from './mapping.ts';
import type { ImportOptions, MappedColumn } from './schema.ts';

/** Rows that are looked at for recognising columns and for previews. */
export const sampleRows = 200;

export interface ProposedColumn {
	readonly column: string;
	readonly field: string | null;
	readonly recognised_by: 'remembered' | 'header' | 'content' | 'chosen' | null;
	readonly attribute: NonNullable<MappedColumn['attribute']> | null;
	readonly samples: readonly string[];
	readonly filled_percent: number;
}

/** How the columns of a file differ from those of the last import of its source. */
export interface Difference {
	/** False where so few are the same that the file was recognised anew. */
	readonly used: boolean;
	readonly added: readonly string[];
	/** Columns that went somewhere then and are not in this file. */
	readonly missing: readonly string[];
}

export interface Proposal {
	/** null: nothing is remembered, or the columns are the same. */
	readonly difference: Difference | null;
	readonly options: ImportOptions;
	readonly columns: readonly ProposedColumn[];
	readonly rows: readonly (readonly (string | null)[])[];
}

/** A name for a custom attribute made from a heading: letters and digits, else "field_3". */
export function attributeName(heading: string, index: number): string {
	const name = fold(heading)
		.normalize('NFD')
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_+|_+$/g, '')
		.slice(0, 50);
	return /^[a-z]/.test(name) ? name : `field_${index + 1}`;
}

/** The type that all filled cells fit, surest first. Never a choice: rows further down may hold values that the first ones do not. */
function typeOf(filled: readonly string[]): 'text' | 'number' | 'date' | 'boolean' {
	if (filled.length === 0) return 'text';
	// A leading zero is part of a code, and lost in a number.
	if (filled.every((value) => /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(value.trim()))) return 'number';
	if (filled.every((value) => /^(?:yes|no|true|false|是|否|y|n)$/i.test(value.trim()))) return 'boolean';
	const order = guessDateOrder(filled);
	return filled.every((value) => normaliseDate(value, { order }).value !== null) ? 'date' : 'text';
}

/** The kinds of what may be found in a cell. */
const kindsFound = { identity: 'identity', card: 'sensitive', phone: 'contact', email: 'contact' } as const;

/** The kind of personal data that most filled cells hold: numbers that pass as one by chance are few in a column. */
function personalOf(filled: readonly string[]): PersonalData {
	const counts = new Map<PersonalData, number>();
	for (const cell of filled) {
		const found = findPersonal(cell.slice(0, 200), 'CN')[0];
		if (found) counts.set(kindsFound[found.kind], (counts.get(kindsFound[found.kind]) ?? 0) + 1);
	}
	return [...counts].find(([, count]) => count >= filled.length * 0.6)?.[0] ?? 'none';
}

function attributeFor(
	column: string,
	index: number,
	values: readonly string[],
	taken: ReadonlySet<string>,
): NonNullable<MappedColumn['attribute']> {
	let name = attributeName(column, index);
	while (taken.has(name)) name = `${name}_${index + 1}`;
	const filled = values.filter(Boolean);
	const personal = personalOf(filled);
	// Identity numbers and cards are no numbers to reckon with.
	return { name, ...labelsOf(column), type: personal === 'none' ? typeOf(filled) : 'text', personal };
}

/** Where a remembered column goes now: what was a new attribute then is one of the attributes since. */
const fieldOf = ({ field, attribute }: MappedColumn): string | null =>
	field === 'new' && attribute ? `attributes.${attribute.name}` : field;

function differenceOf(columns: readonly string[], known: ReadonlyMap<string, MappedColumn>, used: boolean): Difference | null {
	if (known.size === 0) return null;
	const added = columns.filter((column) => !known.has(column));
	const missing = [...known.values()]
		.filter(({ column, field }) => field !== null && !columns.includes(column))
		.map(({ column }) => column);
	return added.length + missing.length > 0 ? { used, added, missing } : null;
}

async function firstRows(table: TableFile): Promise<(string | null)[][]> {
	const rows: (string | null)[][] = [];
	for await (const batch of table.rows()) {
		rows.push(...batch.rows);
		if (rows.length >= sampleRows) break;
	}
	return rows.slice(0, sampleRows);
}

/** Proposes options: what was given stands, then what this source's last import used, then headings and contents. */
export async function proposeOptions(
	table: TableFile,
	given: ImportOptions,
	remembered: ImportOptions | null,
	attributes: ReadonlyMap<string, AttributeDefinition>,
	writes: (field: string) => boolean,
): Promise<Proposal> {
	const rows = await firstRows(table);
	const values = table.columns.map((_, index) => rows.map((cells) => cells[index] ?? ''));
	const possible = new Set(targets(attributes).filter(writes));
	const recognised = recognise(table.columns, values, table.hasHeader);
	const byLabel = new Map(
		[...attributes.values()].flatMap((one) =>
			[one.name, one.label_en, one.label_zh].map((label): [string, string] => [plainHeading(label), one.name]),
		),
	);
	const chosen = new Map((given.columns ?? []).map((one) => [one.column, one]));
	const known = new Map((remembered?.columns ?? []).map((one) => [one.column, one]));
	const usesMemory = table.columns.filter((column) => known.has(column)).length >= table.columns.length * 0.8;
	const taken = new Set(attributes.keys());
	const columns = table.columns.map((column, index): ProposedColumn => {
		const samples = [...new Set(values[index]!.filter(Boolean))].slice(0, 5).map((value) => value.slice(0, 200));
		const filled_percent = rows.length === 0 ? 0 : Math.round((values[index]!.filter(Boolean).length / rows.length) * 100);
		const base = { column, samples, filled_percent };
		const own = proposalOf(column, index, base);
		if (!given.columns) return own;
		const one = chosen.get(column);
		// What was proposed and left as it was is nobody's choice, also in a draft that is opened again.
		if ((one?.field ?? null) === own.field) return { ...own, attribute: one?.attribute ?? own.attribute };
		return { ...base, field: one?.field ?? null, recognised_by: one ? 'chosen' : null, attribute: one?.attribute ?? null };
	});
	const options: ImportOptions = {
		...(usesMemory && remembered ? { match: remembered.match, kind: remembered.kind } : {}),
		...given,
		columns: given.columns ?? columns.map(({ column, field }) => ({ column, field })),
	};
	options.kind ??= kindOfFile(columns, new Map(table.columns.map((column, index) => [column, values[index]!]))) ?? undefined;
	return { options, columns, rows, difference: differenceOf(table.columns, known, usesMemory) };

	function proposalOf(column: string, index: number, base: Pick<ProposedColumn, 'column' | 'samples' | 'filled_percent'>): ProposedColumn {
		const before = usesMemory ? known.get(column) : undefined;
		const last = before ? fieldOf(before) : undefined;
		if (last === null || (last !== undefined && last !== 'new' && possible.has(last)))
			return { ...base, field: last, recognised_by: 'remembered', attribute: null };
		const { field, recognised_by } = recognised[index]!;
		if (field && possible.has(field)) return { ...base, field, recognised_by, attribute: null };
		const attribute = byLabel.get(plainHeading(column));
		if (attribute && possible.has(`attributes.${attribute}`))
			return { ...base, field: `attributes.${attribute}`, recognised_by: 'header', attribute: null };
		const proposed = attributeFor(column, index, values[index]!, taken);
		taken.add(proposed.name);
		return { ...base, field: null, recognised_by: null, attribute: proposed };
	}
}
