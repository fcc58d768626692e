// One row of a file, made ready for the staging tables: its statement, the golden values it gives a new customer, its look-up tokens. Pure.

import type { Words } from '../../platform/errors.ts';
import type { RowProblem as FileProblem } from '../../platform/files/types.ts';
import { normaliseTimestamp } from '../../values/timestamp.ts';
import { goldenColumns, primaryColumns } from '../customers/golden.ts';
import { tokensOf } from '../customers/rules.ts';
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

/** Escapes a text for COPY's text format; null becomes \N. */
export function copyText(value: string | null | undefined): string {
	if (value === null || value === undefined) return '\\N';
	return /[\\\t\n\r]/.test(value) ? value.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r') : value;
}

/** A text[] as COPY's text format writes it. */
export function copyArray(values: readonly string[]): string {
	if (values.length === 0) return '{}';
	return copyText(
		`{${values.map((value) => (/^[^\s"\\{},]+$/.test(value) && value.toUpperCase() !== 'NULL' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`,
	);
}

/**
 * JSON that PostgreSQL takes as jsonb: without NUL characters and without halves of surrogate pairs (an emoji cut in two), neither of which is
 * text to it.
 */
export function jsonb(value: unknown): string {
	const json = JSON.stringify(value);
	// Escapes of this kind are rare, so the second, slow pass is as well.
	if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
	return JSON.stringify(value, (_key, one) => (typeof one === 'string' ? one.replaceAll('\0', '').toWellFormed() : one));
}

/** Columns of the staging table that hold golden values, in the order in which stageRow writes them. */
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

/** The contact points of a new customer, each kind with its primary one: as golden_customers() ranks the points of a single statement. */
export function rankedPoints(points: readonly StatedPoint[]): (StatedPoint & { is_primary: boolean })[] {
	const first = new Map<string, StatedPoint>();
	for (const point of points) {
		const known = first.get(point.kind);
		if (!known || (point.is_primary && !known.is_primary)) first.set(point.kind, point);
	}
	return points.map((point) => ({ ...point, is_primary: first.get(point.kind) === point }));
}

/** The addresses of a new customer, the primary one first. */
export function rankedAddresses(addresses: readonly StatedAddress[]): (StatedAddress & { is_primary: boolean })[] {
	const first = addresses.find((one) => one.is_primary) ?? addresses[0];
	return [...addresses].sort((a, b) => Number(b === first) - Number(a === first)).map((one) => ({ ...one, is_primary: one === first }));
}

/** The golden columns of a customer about whom only this statement exists. */
export function goldenOfOne(
	content: Content,
	points: ReturnType<typeof rankedPoints>,
	addresses: ReturnType<typeof rankedAddresses>,
): (string | null)[] {
	const name = content.name as Record<string, string> | undefined;
	const values = goldenColumns.map(({ name: column, unit }) =>
		unit === 'name' ? (name?.[column] ?? null) : ((content[unit] as string | undefined) ?? null),
	);
	const primary = (kind: string) => points.find((point) => point.kind === kind && point.is_primary)?.value ?? null;
	const [address] = addresses;
	return [
		...values,
		primary('email'),
		primary('phone'),
		address?.city ?? null,
		address?.region ?? null,
		address?.postal_code ?? null,
		address?.country ?? null,
	];
}

/** Characters of lines that are turned into bytes together. */
const chunkSize = 1 << 18;

/**
 * Lines for one COPY, kept as bytes: outside the heap, half the size of text in two-byte letters, and gone as soon as they were sent.
 */
export class CopyLines {
	readonly chunks: Buffer[] = [];
	#open: string[] = [];
	#size = 0;

	push(line: string): void {
		this.#open.push(line);
		this.#size += line.length;
		if (this.#size >= chunkSize) this.close();
	}

	/** Turns what is still text into bytes. */
	close(): void {
		if (this.#open.length === 0) return;
		this.chunks.push(Buffer.from(`${this.#open.join('\n')}\n`));
		this.#open = [];
		this.#size = 0;
	}
}

/** Text for the three staging tables, collected row by row. */
export class StagedBatch {
	readonly rows = new CopyLines();
	readonly points = new CopyLines();
	readonly addresses = new CopyLines();
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
	/** Cells by row, only for previews. */
	readonly stated = new Map<number, { content: Content; cells: readonly (string | null)[]; problems: readonly Trouble[] }>();
}

export interface StageOptions extends StateOptions {
	readonly source_id: number;
	readonly match: readonly MatchRule[];
	readonly mapping: Mapping;
	readonly zone: string;
	/** Keeps contents and cells for a preview. */
	readonly keep?: boolean;
}

function matchTokens(content: Content, rules: readonly MatchRule[]): string[] {
	const tokens: string[] = [];
	for (const rule of rules) {
		if (rule === 'external_id') continue;
		for (const point of content.contact_points ?? []) {
			if (point.kind !== rule) continue;
			tokens.push(rule === 'email' ? `e${point.value.toLowerCase()}` : `p${point.value.replace(/\D/g, '')}`);
		}
	}
	return tokens;
}

/** Characters of an ID in the source; longer ones do not fit into an index. */
const longestKey = 500;

const trouble = (column: string | null, code: string, words: Words): Trouble => ({ column, code, words });

/** Reads one row into the batch, with what the reader of the file has to say of it. Never throws for what stands in the row. */
export function stageRow(
	batch: StagedBatch,
	row: number,
	cells: readonly (string | null)[],
	told: { readonly problem?: FileProblem | undefined; readonly note?: FileProblem | undefined },
	options: StageOptions,
): void {
	if (batch.count === 0) batch.first = row;
	batch.count++;
	batch.cells.push(cells);
	for (const cell of cells) batch.size += cell?.length ?? 0;
	const refuse = (problems: readonly Trouble[]) => {
		batch.refused++;
		batch.troubles.push({ row, kind: 'refused', problems, cells });
		const key = options.mapping.keyOf(cells);
		if (key && key.length <= longestKey) batch.refusedKeys.push(key);
		if (options.keep) batch.stated.set(row, { content: {}, cells, problems });
	};
	if (told.problem) {
		refuse([trouble(null, told.problem.code, told.problem.words)]);
		return;
	}
	const { typed, external_id, stated_at } = options.mapping.apply(cells);
	const stated = state(typed, options);
	const { content } = stated;
	const problems = stated.doubts.map((doubt) => doubtTrouble(doubt, options.mapping));
	// A name that cannot be stored leaves nobody to recognise: the row goes back rather than in without it.
	if (!content.name && stated.doubts.some(({ field, problem }) => field === 'name' && problem.severity === 'error')) {
		refuse(problems);
		return;
	}
	if (!saysSomething(content)) {
		refuse([...problems, trouble(null, 'nothing_stated', rowWords.nothing_stated)]);
		return;
	}
	if (external_id && external_id.length > longestKey) {
		refuse([trouble(options.mapping.columnOf.get('external_id') ?? null, 'key_too_long', rowWords.key_too_long)]);
		return;
	}
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
	const points = rankedPoints(content.contact_points ?? []);
	const addresses = rankedAddresses(content.addresses ?? []);
	const tags = content.tags ?? [];
	for (const tag of tags) batch.tags.add(tag);
	const attributes: Record<string, unknown> = {};
	for (const unit of Object.keys(content)) if (unit.startsWith('attributes.')) attributes[unit.slice('attributes.'.length)] = content[unit];
	const tokens = tokensOf({
		kind: content.kind!,
		name: content.name?.name ?? null,
		company: (content.company as string | undefined) ?? null,
		tags,
		contacts: points,
	});
	batch.rows.push(
		[
			row,
			copyText(key),
			copyText(`x${options.source_id}:${key}`),
			hash,
			copyText(time?.value),
			copyText(jsonb(content)),
			stated.raw ? copyText(jsonb(stated.raw)) : '\\N',
			copyArray(matchTokens(content, options.match)),
			content.kind,
			...goldenOfOne(content, points, addresses).map(copyText),
			copyArray(tags),
			copyText(jsonb(attributes)),
			copyArray(tokens),
		].join('\t'),
	);
	for (const point of points)
		batch.points.push(`${row}\t${point.kind}\t${copyText(point.value)}\t${copyText(point.label)}\t${point.is_primary ? 't' : 'f'}`);
	for (const one of addresses) {
		batch.addresses.push(
			[
				row,
				one.key,
				copyText(one.label),
				copyText(one.line1),
				copyText(one.line2),
				copyText(one.city),
				copyText(one.region),
				copyText(one.postal_code),
				copyText(one.country),
				one.is_primary ? 't' : 'f',
			].join('\t'),
		);
	}
}

function doubtTrouble({ field, problem }: FieldDoubt, mapping: Mapping): Trouble {
	const column =
		mapping.columnOf.get(field) ??
		(field === 'address' ? (mapping.columnOf.get('line1') ?? mapping.columnOf.get('postal_code')) : undefined);
	return trouble(column ?? null, problem.code, problem.words);
}
