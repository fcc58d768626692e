// One row of a file, made ready for the staging tables: its statement, the golden values it gives a new customer. Pure.

import { CopyRows, fitJson, jsonb } from '../../platform/copy.ts';
import type { Words } from '../../platform/errors.ts';
import type { RowProblem as FileProblem } from '../../platform/files/types.ts';
import { normaliseTimestamp } from '../../values/timestamp.ts';
import type { Repair, Severity, ValueProblem } from '../../values/value.ts';
import { identifiersOf } from '../customers/erased.ts';
import { type GoldenColumn, goldenColumns, primaryColumns } from '../customers/golden.ts';
import { type Sayings, sealedWith, sourceHash } from '../customers/sealing.ts';
import {
	type Content,
	canonicalJson,
	type FieldDoubt,
	hashAsUuid,
	type StatedAddress,
	type StatedPoint,
	type StateOptions,
	saysSomething,
	state,
} from '../customers/statement.ts';
import { type Corrections, correct } from './corrections.ts';
import type { Hidden } from './hidden.ts';
import type { Mapping } from './mapping.ts';
import { rowWords } from './messages.ts';
import { isRepaired, type MatchRule } from './schema.ts';

/** Golden columns of a new customer, in the order in which stageRow writes them. */
export const stagedColumns: readonly string[] = [...goldenColumns.map(({ name }) => name), ...primaryColumns];

/** What is wrong with a row, for its list of problems. */
export interface Trouble {
	readonly column: string | null;
	readonly code: string;
	readonly severity: Severity;
	readonly words: Words;
	readonly repair?: Repair | undefined;
}

/** What became of a row of which there is something to tell: taken with a value left out or doubtful (kept), or put right (repaired). */
export type TroubleKind = 'refused' | 'kept' | 'repaired';

export interface RowTrouble {
	readonly row: number;
	readonly kind: TroubleKind;
	readonly problems: readonly Trouble[];
	readonly cells: readonly (string | null)[];
}

/** The primary contact point of each kind of a new customer: as golden_customers() ranks the points of a single statement. */
export function primaryPoints(points: readonly StatedPoint[]): readonly StatedPoint[] {
	const primary: StatedPoint[] = [];
	for (const point of points) {
		const known = primary.findIndex(({ kind }) => kind === point.kind);
		if (known < 0) primary.push(point);
		else if (point.is_primary && !primary[known]!.is_primary) primary[known] = point;
	}
	return primary;
}

/** The primary address of a new customer. */
export function primaryAddress(addresses: readonly StatedAddress[]): StatedAddress | undefined {
	return addresses.find((one) => one.is_primary) ?? addresses[0];
}

/** What was read of a row, for its preview. */
export interface StatedRow {
	readonly content: Content;
	readonly cells: readonly (string | null)[];
	readonly problems: readonly Trouble[];
	/** Under which it is recorded; null of a row that is refused. */
	readonly key: string | null;
}

/** What the reader of the file, or an earlier run, has to say of a row. */
type Told = Pick<FileProblem, 'code' | 'words'>;

/** Which columns the lines of a staged batch fill, table by table. The first is a temporary table; the others are those of the golden record. */
export const copyTargets = {
	staging: 'staging ("row", customer_id, record_id, key, token, content_hash, stated_at, sort_name, match)',
	customers: `customers (id, golden_id, scope_id, kind, ${stagedColumns.join(', ')}, tags, attributes)`,
	records:
		'source_records (customer_id, id, source_id, key, content, raw, content_hash, stated_at, recorded_by, import_id, import_row, scope_id)',
	assignments: 'assignments (customer_id, source_record_id, cause)',
	points: 'contact_points (customer_id, kind, value, label, is_primary, scope_id)',
	addresses: 'addresses (customer_id, key, label, line1, line2, city, region, postal_code, country, is_primary, scope_id)',
	keys: 'lookup (token, customer_id, scope_id)',
	dataKeys: 'data_keys (customer_id, id, master, wrapped)',
} as const;

export type CopyTarget = keyof typeof copyTargets;

/** Numbers for the customer and the statement of one row: taken from the sequences before anybody knows which rows need them. */
export interface Ids {
	readonly customer: number;
	readonly record: number;
}

/**
 * Rows made ready for the database: for each the lines that it puts into every table if it turns out to be about somebody new, as most
 * rows of an import are. Filled, applied and cleared again, so that an import needs no more memory for its last row than for its first.
 */
export class StagedBatch {
	readonly lines: Readonly<Record<CopyTarget, CopyRows>> = {
		staging: new CopyRows(),
		customers: new CopyRows(),
		records: new CopyRows(),
		assignments: new CopyRows(),
		points: new CopyRows(),
		addresses: new CopyRows(),
		keys: new CopyRows(),
		dataKeys: new CopyRows(),
	};
	/** Of each staged row: its number in the file, and the customer that a new one becomes. */
	readonly rows: number[] = [];
	readonly customers: number[] = [];
	/** The staged row (from 0) in which a key of the source came first, and all those whose key comes again in this batch. */
	readonly firstOf = new Map<string, number>();
	readonly repeated = new Set<number>();
	readonly troubles: RowTrouble[] = [];
	/** IDs in the source of rows that were refused, as far as they have one. */
	readonly refusedKeys: string[] = [];
	/** Cells of each row, for those that turn out to belong to somebody in the trash. */
	readonly cells = new Map<number, readonly (string | null)[]>();
	/** Characters of text held, roughly: long rows make small batches. */
	size = 0;
	refused = 0;
	kept = 0;
	repaired = 0;
	/** The number of the first row after this batch. */
	next = 0;
	/** How many rows of the file lie in this batch, refused ones included. */
	count = 0;
	readonly tags = new Set<string>();
	/** Rows with encrypted values as they were read, by row: whom they are about is known when they are planned. */
	readonly open = new Map<number, Sayings>();
	/** What tells who somebody is, by row: only where anybody was erased. */
	readonly identifiers = new Map<number, readonly string[]>();
	/** What was read, by row: only for previews. */
	readonly stated = new Map<number, StatedRow>();

	/** Forgets everything but the room it has for lines. */
	clear(): void {
		for (const rows of Object.values(this.lines)) rows.clear();
		for (const list of [this.rows, this.customers, this.troubles, this.refusedKeys]) list.length = 0;
		for (const set of [this.firstOf, this.repeated, this.tags, this.stated, this.cells, this.open, this.identifiers]) set.clear();
		this.size = this.refused = this.kept = this.repaired = this.next = this.count = 0;
	}
}

export interface StageOptions extends StateOptions {
	readonly source_id: number;
	readonly import_id: number;
	readonly user_id: number;
	readonly scope_id: number;
	/** When the import began, in microseconds since 1970: the time of statements whose source names none, a microsecond later for each row. */
	readonly began: number;
	readonly match: readonly MatchRule[];
	readonly mapping: Mapping;
	readonly zone: string;
	/** Columns with encrypted values. */
	readonly hidden?: Hidden | undefined;
	/** Keeps contents and cells for a preview. */
	readonly keep?: boolean;
	/** Whether anybody was erased who must not come back. */
	readonly identify?: boolean;
	/** Cells that a person mended, which take the place of those of the file. */
	readonly corrections?: Corrections | undefined;
	/** Keys under which rows without an ID are recorded already; all others are known by the hash of their content. */
	readonly keys?: ReadonlyMap<number, string>;
}

/** Microseconds since 1970 of a time as ISO 8601 and PostgreSQL's JSON write it, with any number of digits behind the second. */
export function microseconds(time: string): number {
	const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
	return Math.floor(Date.parse(time) / 1_000) * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function matchTokens(points: readonly StatedPoint[], rules: readonly MatchRule[]): string[] {
	const tokens: string[] = [];
	for (const rule of rules) {
		if (rule === 'external_id') continue;
		for (const point of points) {
			if (point.kind !== rule) continue;
			tokens.push(rule === 'email' ? `e${point.value.toLowerCase()}` : `p${point.value.replace(/\D/g, '')}`);
		}
	}
	return tokens;
}

/** Characters of an ID in the source; longer ones do not fit into an index. */
const longestKey = 500;

const trouble = (column: string | null, code: string, words: Words): Trouble => ({ column, code, severity: 'error', words });

/** What is told of a value, at its column. */
const troubleOf = (column: string | null, { code, severity, words, repair }: ValueProblem): Trouble => ({
	column,
	code,
	severity,
	words,
	repair,
});

/**
 * Reads one row into the batch, with what the reader of the file has to say of it. Never throws for what stands in the row.
 * @param ids the numbers of the row if it is about somebody new
 * @returns false where the row was refused and needs no numbers
 */
export function stageRow(
	batch: StagedBatch,
	row: number,
	read: readonly (string | null)[],
	told: { readonly problem?: Told | undefined; readonly note?: Told | undefined },
	ids: Ids,
	options: StageOptions,
): boolean {
	const correction = options.corrections?.get(row);
	const { cells, problem } = correction ? correct(read, told.problem, correction) : { cells: read, problem: told.problem };
	batch.count++;
	batch.cells.set(row, cells);
	for (const cell of cells) batch.size += cell?.length ?? 0;
	const refuse = (problems: readonly Trouble[]): false => {
		batch.refused++;
		batch.troubles.push({ row, kind: 'refused', problems, cells });
		const key = options.mapping.keyOf(cells);
		if (key && key.length <= longestKey) batch.refusedKeys.push(key);
		if (options.keep) batch.stated.set(row, { content: {}, cells, problems, key: null });
		return false;
	};
	if (problem) return refuse([trouble(null, problem.code, problem.words)]);
	const { typed, external_id, stated_at } = options.mapping.apply(cells);
	const stated = state(typed, options);
	const { content } = stated;
	const problems = stated.doubts.map((doubt) => doubtTrouble(doubt, options.mapping));
	// A name that cannot be stored leaves nobody to recognise: the row goes back rather than in without it.
	if (!content.name && stated.doubts.some(({ field, problem }) => field === 'name' && problem.severity === 'error'))
		return refuse(problems);
	if (!saysSomething(content)) return refuse([...problems, trouble(null, 'nothing_stated', rowWords.nothing_stated)]);
	if (external_id && external_id.length > longestKey)
		return refuse([trouble(options.mapping.columnOf.get('external_id') ?? null, 'key_too_long', rowWords.key_too_long)]);
	const time = stated_at === null ? null : normaliseTimestamp(stated_at, { order: options.dateOrder, zone: options.zone });
	if (told.note) problems.push({ ...trouble(null, told.note.code, told.note.words), severity: 'warning' });
	if (time?.problem) problems.push(troubleOf(options.mapping.columnOf.get('stated_at') ?? null, time.problem));
	if (problems.length > 0) {
		const kind = isRepaired(problems) ? 'repaired' : 'kept';
		batch[kind]++;
		batch.troubles.push({ row, kind, problems, cells });
	}
	const { hidden } = options;
	// Of a preview nothing but the key is staged.
	const dataKey = hidden && !options.keep ? hidden.keyring.newKey(ids.customer) : null;
	const sealed = hidden && dataKey ? sealedWith({ content, raw: stated.raw }, hidden.attributes, dataKey.seal) : stated;
	const json = canonicalJson(sealed.content);
	const hash = hidden ? sourceHash(hidden.keyring, stated, hidden.attributes) : hashAsUuid(json);
	const key = (external_id ?? options.keys?.get(row) ?? `#${hash}`).toWellFormed();
	if (options.keep) batch.stated.set(row, { content, cells, problems, key });
	if (options.identify) batch.identifiers.set(row, identifiersOf({ content, source_id: options.source_id, key }));
	noteKey(batch, key);
	batch.rows.push(row);
	batch.customers.push(ids.customer);
	if (dataKey && sealed.content !== content) {
		batch.open.set(row, { content, raw: stated.raw });
		batch.lines.dataKeys.line(4).bigint(ids.customer).bigint(dataKey.id).text(dataKey.master).bytea(dataKey.wrapped);
	}
	writeLines(batch, { row, key, hash, stated_at: time?.value ?? null, content: sealed.content, json, raw: sealed.raw }, ids, options);
	return true;
}

/** Two rows of one key are one record of the source in two versions: which of them counts is for the database to say. */
function noteKey(batch: StagedBatch, key: string): void {
	const place = batch.rows.length;
	const first = batch.firstOf.get(key);
	if (first === undefined) batch.firstOf.set(key, place);
	else batch.repeated.add(first).add(place);
}

interface ReadRow {
	readonly row: number;
	readonly key: string;
	readonly hash: string;
	readonly stated_at: string | null;
	readonly content: Content;
	/** The content as canonicalJson() writes it. */
	readonly json: string;
	readonly raw: unknown;
}

/** The lines of one row for every table, as those of somebody new. */
function writeLines({ lines, tags: known }: StagedBatch, read: ReadRow, { customer, record }: Ids, options: StageOptions): void {
	const { row, key, hash, content } = read;
	const { scope_id, source_id } = options;
	const name = content.name as Readonly<Record<string, string>> | undefined;
	const points = content.contact_points ?? [];
	const primary = primaryPoints(points);
	const addresses = content.addresses ?? [];
	const address = primaryAddress(addresses);
	const tags = content.tags ?? [];
	for (const tag of tags) known.add(tag);
	const token = `x${source_id}:${key}`;
	const stated_at = read.stated_at === null ? options.began + row : microseconds(read.stated_at);
	const { staging } = lines;
	staging.line(9).bigint(row).bigint(customer).bigint(record).text(key).text(token).uuid(hash).time(stated_at);
	staging.text(name?.sort_name).texts(matchTokens(points, options.match));
	const { customers } = lines;
	customers.line(customerColumns).bigint(customer).bigint(customer).integer(scope_id).text(content.kind);
	for (const column of goldenColumns) writeGolden(customers, column, column.unit === 'name' ? name?.[column.name] : content[column.unit]);
	for (const kind of ['email', 'phone']) customers.text(primary.find((point) => point.kind === kind)?.value);
	customers.text(address?.city).text(address?.region).text(address?.postal_code).text(address?.country);
	customers.texts(tags).jsonb(attributesOf(content));
	const { records } = lines;
	records.line(12).bigint(customer).bigint(record).integer(source_id).text(key).jsonb(fitJson(read.json));
	records
		.jsonb(read.raw ? jsonb(read.raw) : null)
		.uuid(hash)
		.time(stated_at);
	records.bigint(options.user_id).bigint(options.import_id).bigint(row).integer(scope_id);
	lines.assignments.line(3).bigint(customer).bigint(record).text('created');
	for (const point of points) {
		lines.points.line(6).bigint(customer).text(point.kind).text(point.value).text(point.label);
		lines.points.boolean(primary.includes(point)).integer(scope_id);
	}
	for (const one of addresses) {
		const { addresses: rows } = lines;
		rows.line(11).bigint(customer).uuid(one.key).text(one.label).text(one.line1).text(one.line2).text(one.city).text(one.region);
		rows
			.text(one.postal_code)
			.text(one.country)
			.boolean(one === address)
			.integer(scope_id);
	}
	lines.keys.line(3).text(token).bigint(customer).integer(scope_id);
	for (const target of targets) lines[target].endRow();
}

const customerColumns = 4 + stagedColumns.length + 2;

/** Writes a golden value by the type of its column. */
function writeGolden(rows: CopyRows, { type }: GoldenColumn, value: unknown): void {
	if (value === undefined || value === null) rows.null();
	else if (type === 'text') rows.text(value as string);
	else if (type === 'date') rows.date(value as string);
	else if (type === 'boolean') rows.boolean(value as boolean);
	else rows.numeric(String(value));
}

/** The custom attributes of a statement, as jsonb. */
function attributesOf(content: Content): string {
	let attributes: Record<string, unknown> | null = null;
	for (const unit in content) {
		if (!unit.startsWith('attributes.')) continue;
		attributes ??= {};
		attributes[unit.slice('attributes.'.length)] = content[unit];
	}
	return attributes ? jsonb(attributes) : '{}';
}

const targets = Object.keys(copyTargets) as CopyTarget[];

function doubtTrouble({ field, problem }: FieldDoubt, mapping: Mapping): Trouble {
	const parts = problem.code.startsWith('postal_code') ? ['postal_code', 'line1'] : ['line1', 'postal_code'];
	const column = [field, ...(field === 'address' ? parts : [])].map((one) => mapping.columnOf.get(one)).find(Boolean);
	return troubleOf(column ?? null, problem);
}
