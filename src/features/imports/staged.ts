// One row of a file, made ready for the staging tables: its statement, the golden values it gives a new customer. Pure.

import { arrayText, CopyRows, jsonb } from '../../platform/copy.ts';
import type { Words } from '../../platform/errors.ts';
import type { RowProblem as FileProblem } from '../../platform/files/types.ts';
import { normaliseTimestamp } from '../../values/timestamp.ts';
import { goldenColumns, primaryColumns } from '../customers/golden.ts';
import {
	type Content,
	contentHash,
	type FieldDoubt,
	type StatedAddress,
	type StatedPoint,
	type StateOptions,
	saysSomething,
	state,
} from '../customers/statement.ts';
import type { Mapping } from './mapping.ts';
import { rowWords } from './messages.ts';
import type { MatchRule } from './schema.ts';

/** Golden columns of a new customer, in the order in which stageRow writes them. */
export const stagedColumns: readonly string[] = [...goldenColumns.map(({ name }) => name), ...primaryColumns];

/** What is wrong with a row, for its list of problems. */
export interface Trouble {
	readonly column: string | null;
	readonly code: string;
	readonly words: Words;
}

export interface RowTrouble {
	readonly row: number;
	readonly kind: 'refused' | 'kept';
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
	};
	/** Of each staged row: its number in the file, and the customer and statement that a new one becomes. */
	readonly rows: number[] = [];
	readonly customers: number[] = [];
	readonly records: number[] = [];
	/** The staged row (from 0) in which a key of the source came first, and all those whose key comes again in this batch. */
	readonly firstOf = new Map<string, number>();
	readonly repeated = new Set<number>();
	readonly troubles: RowTrouble[] = [];
	/** IDs in the source of rows that were refused, as far as they have one. */
	readonly refusedKeys: string[] = [];
	/** Cells of the rows from `first` on, for those that turn out to belong to somebody in the trash. */
	readonly cells: (readonly (string | null)[])[] = [];
	/** The number of the first row. */
	first = 0;
	/** Characters of text held, roughly: long rows make small batches. */
	size = 0;
	refused = 0;
	kept = 0;
	/** The number of the first row after this batch. */
	next = 0;
	/** How many rows of the file lie in this batch, refused ones included. */
	count = 0;
	readonly tags = new Set<string>();
	/** What was read, by row: only for previews. */
	readonly stated = new Map<number, { content: Content; cells: readonly (string | null)[]; problems: readonly Trouble[] }>();

	/** Forgets everything but the room it has for lines. */
	clear(): void {
		for (const rows of Object.values(this.lines)) rows.clear();
		for (const list of [this.rows, this.customers, this.records, this.troubles, this.refusedKeys, this.cells]) list.length = 0;
		for (const set of [this.firstOf, this.repeated, this.tags, this.stated]) set.clear();
		this.first = this.size = this.refused = this.kept = this.next = this.count = 0;
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
	/** Keeps contents and cells for a preview. */
	readonly keep?: boolean;
}

/** A time as COPY reads a timestamptz, from microseconds since 1970. */
export function microTime(micros: number): string {
	const second = Math.floor(micros / 1e6);
	if (second !== lastSecond.second) {
		lastSecond.second = second;
		lastSecond.text = new Date(second * 1_000).toISOString().slice(0, 19);
	}
	return `${lastSecond.text}.${String(micros - second * 1e6).padStart(6, '0')}Z`;
}

/** Rows follow each other by a microsecond: the text of a second serves a million of them. */
const lastSecond = { second: Number.NaN, text: '' };

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

const trouble = (column: string | null, code: string, words: Words): Trouble => ({ column, code, words });

/**
 * Reads one row into the batch, with what the reader of the file has to say of it. Never throws for what stands in the row.
 * @param ids the numbers of the row if it is about somebody new
 * @returns false where the row was refused and needs no numbers
 */
export function stageRow(
	batch: StagedBatch,
	row: number,
	cells: readonly (string | null)[],
	told: { readonly problem?: FileProblem | undefined; readonly note?: FileProblem | undefined },
	ids: Ids,
	options: StageOptions,
): boolean {
	if (batch.count === 0) batch.first = row;
	batch.count++;
	batch.cells.push(cells);
	for (const cell of cells) batch.size += cell?.length ?? 0;
	const refuse = (problems: readonly Trouble[]): false => {
		batch.refused++;
		batch.troubles.push({ row, kind: 'refused', problems, cells });
		const key = options.mapping.keyOf(cells);
		if (key && key.length <= longestKey) batch.refusedKeys.push(key);
		if (options.keep) batch.stated.set(row, { content: {}, cells, problems });
		return false;
	};
	if (told.problem) return refuse([trouble(null, told.problem.code, told.problem.words)]);
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
	if (told.note) problems.push(trouble(null, told.note.code, told.note.words));
	if (time?.problem) problems.push(trouble(options.mapping.columnOf.get('stated_at') ?? null, time.problem.code, time.problem.words));
	if (problems.length > 0) {
		batch.kept++;
		batch.troubles.push({ row, kind: 'kept', problems, cells });
	}
	if (options.keep) batch.stated.set(row, { content, cells, problems });
	const hash = contentHash(content);
	const key = (external_id ?? `#${hash}`).toWellFormed();
	noteKey(batch, key);
	batch.rows.push(row);
	batch.customers.push(ids.customer);
	batch.records.push(ids.record);
	writeLines(batch, { row, key, hash, stated_at: time?.value ?? null, content, raw: stated.raw }, ids, options);
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
	readonly raw: unknown;
}

/** The lines of one row for every table, as those of somebody new. */
function writeLines({ lines, tags: known }: StagedBatch, read: ReadRow, ids: Ids, options: StageOptions): void {
	const { key, hash, content } = read;
	const customer = String(ids.customer);
	const record = String(ids.record);
	const scope = String(options.scope_id);
	const row = String(read.row);
	const name = content.name as Readonly<Record<string, string>> | undefined;
	const points = content.contact_points ?? [];
	const primary = primaryPoints(points);
	const addresses = content.addresses ?? [];
	const address = primaryAddress(addresses);
	const tags = content.tags ?? [];
	for (const tag of tags) known.add(tag);
	const token = `x${options.source_id}:${key}`;
	const stated_at = read.stated_at ?? microTime(options.began + read.row);
	lines.staging.field(row).field(customer).field(record).field(key).field(token).field(hash).field(stated_at).field(name?.sort_name);
	lines.staging.field(arrayText(matchTokens(points, options.match))).endLine();
	const { customers } = lines;
	customers.field(customer).field(customer).field(scope).field(content.kind);
	for (const { name: column, unit } of goldenColumns)
		customers.field(unit === 'name' ? name?.[column] : (content[unit] as string | undefined));
	for (const kind of ['email', 'phone']) customers.field(primary.find((point) => point.kind === kind)?.value);
	customers.field(address?.city).field(address?.region).field(address?.postal_code).field(address?.country);
	customers.field(arrayText(tags)).field(attributesOf(content)).endLine();
	lines.records.field(customer).field(record).field(options.source_id).field(key).field(jsonb(content));
	lines.records
		.field(read.raw ? jsonb(read.raw) : null)
		.field(hash)
		.field(stated_at);
	lines.records.field(options.user_id).field(options.import_id).field(row).field(scope).endLine();
	lines.assignments.field(customer).field(record).field('created').endLine();
	for (const point of points)
		lines.points
			.field(customer)
			.field(point.kind)
			.field(point.value)
			.field(point.label)
			.field(primary.includes(point) ? 't' : 'f')
			.field(scope)
			.endLine();
	for (const one of addresses) {
		const { addresses: rows } = lines;
		rows.field(customer).field(one.key).field(one.label).field(one.line1).field(one.line2).field(one.city).field(one.region);
		rows
			.field(one.postal_code)
			.field(one.country)
			.field(one === address ? 't' : 'f')
			.field(scope)
			.endLine();
	}
	lines.keys.field(token).field(customer).field(scope).endLine();
	for (const target of targets) lines[target].endRow();
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
	const column =
		mapping.columnOf.get(field) ??
		(field === 'address' ? (mapping.columnOf.get('line1') ?? mapping.columnOf.get('postal_code')) : undefined);
	return trouble(column ?? null, problem.code, problem.words);
}
