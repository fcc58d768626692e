// Imports of customers from files: the shapes of options, mapping, preview, progress, result, undo. Safe in a browser.
import { z } from 'zod';
import { personalKinds } from '../../platform/field.ts';
import { personal } from '../../platform/personal.ts';
import type { Severity } from '../../values/value.ts';
import { ofOwnFile, target } from '../customers/personal.ts';
import { customerKinds, customerName } from '../customers/schema.ts';

export const importStates = [
	'draft',
	'queued',
	'running',
	'paused',
	'cancelled',
	'failed',
	'done',
	'undoing',
	'undone',
	'redoing',
] as const;
export type ImportState = (typeof importStates)[number];

/**
 * Where a column goes: a field of customers (name, company, email, phone, city …), address parts (line1, line2, city …), external_id,
 * stated_at, a contact kind (wechat …), tags, attributes.NAME, or `new` (becomes a custom attribute). null: left out.
 */
export const mappedColumn = z.strictObject({
	column: z.string().max(1000),
	field: personal(z.string().max(80).nullable(), target),
	/** For `new`: name, words and type of the attribute to be made. */
	attribute: z
		.strictObject({
			name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
			label_en: z.string().min(1).max(200),
			label_zh: z.string().min(1).max(200),
			type: z.enum(['text', 'number', 'date', 'boolean', 'choice']),
			/** Which kind of personal data it holds: guessed from its values, of none where nothing is said. */
			personal: z.enum(personalKinds).optional(),
		})
		.optional(),
	label: z.string().max(100).optional(),
});
export type MappedColumn = z.output<typeof mappedColumn>;

/** By what an existing customer is recognised, tried in this order. external_id belongs to the source. */
export const matchRules = ['external_id', 'email', 'phone'] as const;
export type MatchRule = (typeof matchRules)[number];

/** The limit of a full copy where none is given, in percent. */
export const usualMaxAbsent = 20;

export const importOptions = z.strictObject({
	source: z.string().min(1).max(200).optional(),
	columns: z.array(mappedColumn).max(1000).optional(),
	match: z.array(z.enum(matchRules)).max(3).optional(),
	/** delta: what is absent stays; full: rows of this source that are absent are no longer stated. */
	mode: z.enum(['delta', 'full']).optional(),
	/** full: stop when more than this share of the source's records (percent) would go. */
	max_absent_percent: z.number().min(0).max(100).optional(),
	kind: z.enum([...customerKinds.filter((kind) => kind !== 'anonymous'), 'auto'] as ['person', 'organisation', 'auto']).optional(),
	country: z
		.string()
		.regex(/^[A-Z]{2}$/)
		.optional(),
	date_order: z.enum(['dmy', 'mdy', 'ymd', 'auto']).optional(),
	/** Rows that belong to a customer in the trash bring him back; otherwise they are refused. */
	revive: z.boolean().optional(),
	tags: z.array(z.string().min(1).max(100)).max(20).optional(),
	encoding: z.string().max(30).optional(),
	delimiter: z.string().min(1).max(1).optional(),
	sheet: z.string().max(100).optional(),
	has_header: z.boolean().optional(),
});
export type ImportOptions = z.output<typeof importOptions>;

export const problem = z.object({
	column: z.string().nullable(),
	code: z.string(),
	/** error: the value (or the row) is left out; warning: it is stored, but doubtful; repaired: it was put right and nobody needs to look. */
	severity: z.enum(['error', 'warning', 'repaired'] as const satisfies readonly Severity[]),
	message: personal(z.string(), ofOwnFile),
	/** Of a repaired value. */
	repair: z.object({ was: personal(z.string(), ofOwnFile), now: personal(z.string(), ofOwnFile) }).nullable(),
});
export type RowProblem = z.output<typeof problem>;

/** Whether there is nothing to tell of a row but what was put right. */
export function isRepaired(problems: readonly { readonly severity: Severity }[]): boolean {
	return problems.length > 0 && problems.every(({ severity }) => severity === 'repaired');
}

export const importRow = z.object({
	id: z.number(),
	source: z.string(),
	file_name: z.string(),
	format: z.string().nullable(),
	state: z.enum(importStates),
	/** Rows in the file; null until counted. */
	total_rows: z.number().nullable(),
	rows: z.number(),
	/** Rows that made a customer, that changed one who was there before, that said more of a record of an earlier row, that said nothing new, that were not taken. They add up to `rows`. */
	created: z.number(),
	updated: z.number(),
	further: z.number(),
	unchanged: z.number(),
	refused: z.number(),
	/** Rows taken with a value left out or doubtful. */
	problems: z.number(),
	/** Rows taken without a problem, in which a value was put right. */
	repaired: z.number(),
	rows_per_second: z.number().nullable(),
	seconds_left: z.number().nullable(),
	/** Customers whose search entries are still being written. */
	indexing: z.number(),
	seconds: z.number(),
	error: z.object({ code: z.string(), message: z.string() }).nullable(),
	options: importOptions,
	created_at: z.string(),
	finished_at: z.string().nullable(),
	undone_at: z.string().nullable(),
	can_undo: z.boolean(),
	can_redo: z.boolean(),
});
export type ImportRow = z.output<typeof importRow>;

/** further: the row says more of a record that an earlier row of the file has stated. */
export const rowActions = ['create', 'update', 'further', 'unchanged', 'refuse'] as const;
export type RowAction = (typeof rowActions)[number];

const previewRow = z.object({
	row: z.number(),
	/** As they count: with what was typed over them. */
	cells: z.array(personal(z.string().nullable(), ofOwnFile)),
	/** Positions (from 0) of the cells that a person mended. */
	mended: z.array(z.number()),
	/** False where the row cannot be read so far that typing over cells would help. */
	can_mend: z.boolean(),
	action: z.enum(rowActions),
	customer_id: z.number().nullable(),
	/** Name of the customer that the row is about, as far as the person may see him. */
	customer_name: customerName,
	/** By what he was recognised; `content`: the source has said the very same before. */
	known_by: z.enum([...matchRules, 'content']).nullable(),
	/** The earlier row of the file that has stated the same record. */
	first_row: z.number().nullable(),
	values: personal(z.record(z.string(), z.unknown()), ofOwnFile),
	problems: z.array(problem),
});
export type PreviewRow = z.output<typeof previewRow>;

export const preview = z.object({
	import: importRow,
	format: z.string(),
	encoding: z.string().nullable(),
	delimiter: z.string().nullable(),
	sheet: z.string().nullable(),
	/** All sheets of a workbook, to choose from; the first fifty. */
	sheets: z.array(z.string()),
	/** One for each column of the file: how it was understood, by what, and what stands in it. */
	columns: z.array(
		z.object({
			column: z.string(),
			field: z.string().nullable(),
			recognised_by: z.enum(['remembered', 'header', 'content', 'chosen']).nullable(),
			attribute: mappedColumn.shape.attribute.nullable(),
			samples: z.array(personal(z.string(), ofOwnFile)),
			filled_percent: z.number(),
		}),
	),
	options: importOptions,
	/** Of the rows looked at the first ones, and the first of each action and of those with problems, as they would be stored. */
	rows: z.array(previewRow),
	/** How many rows were looked at, and whether that was the whole file. */
	checked_rows: z.number(),
	checked_all: z.boolean(),
	/** Rows of the file, estimated where not all of them were looked at. */
	file_rows: z.number(),
	/** Of the rows looked at. */
	would: z.record(z.enum(rowActions), z.number()),
	/** Rows looked at that have a problem, refused ones included. */
	with_problems: z.number(),
	/** Rows looked at in which a value is put right, and that have no problem. */
	with_repairs: z.number(),
	/** Cells of the whole file that a person mended. */
	corrections: z.number(),
	/** Problems of the file as a whole. */
	warnings: z.array(z.string()),
	/** Targets a column may be given, with their words. */
	targets: z.array(z.object({ field: z.string(), label: z.string(), group: z.string() })),
});
export type Preview = z.output<typeof preview>;

/** How the columns of a source were understood when it was imported last. */
export const mappingRow = z.object({
	/** Of the source. */
	id: z.number(),
	source: z.string(),
	columns: z.array(z.object({ column: z.string(), field: z.string().nullable(), label: z.string().nullable() })),
	match: z.array(z.enum(matchRules)).nullable(),
	kind: z.string().nullable(),
	imports: z.number(),
	last_used: z.string().nullable(),
});
export type MappingRow = z.output<typeof mappingRow>;

export const undoPreview = z.object({
	/** Customers that go, since nothing else states them. */
	removed: z.number(),
	/** Customers that stay as the remaining statements say. */
	reverted: z.number(),
	/** Customers that stay although this import created them or alone still stated them, because something else states or refers to them; the first 100. */
	kept: z.array(z.object({ customer_id: z.number(), name: customerName, reason: z.string() })),
	kept_count: z.number(),
	/** Of those who go or are put back, how many now belong to teams whose customers this person may not change: an undo reaches them as well. */
	others: z.number(),
	/** True where the counts of a large import are taken from its first rows. */
	estimated: z.boolean(),
});
export type UndoPreview = z.output<typeof undoPreview>;

/** Most characters that a person may type over a cell, and most cells in one request. */
export const longestCorrection = 2_000;
export const mostAtOnce = 500;

export const correction = z.strictObject({
	row: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
	/** Of the column in the file, from 0. */
	position: z.number().int().min(0).max(16_383),
	/** null: what the file says counts again. */
	value: personal(
		z
			.string()
			.max(longestCorrection)
			.refine((text) => !text.includes('\0'))
			.nullable(),
		ofOwnFile,
	),
});
