// Imports of customers from files: options, mapping, progress, result, undo. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { customerKinds, id } from '../customers/schema.ts';

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
	field: z.string().max(80).nullable(),
	/** For `new`: name, words and type of the attribute to be made. */
	attribute: z
		.strictObject({
			name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
			label_en: z.string().min(1).max(200),
			label_zh: z.string().min(1).max(200),
			type: z.enum(['text', 'number', 'date', 'boolean', 'choice']),
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

const problem = z.object({ column: z.string().nullable(), code: z.string(), message: z.string() });
export type RowProblem = z.output<typeof problem>;

export const importRow = z.object({
	id: z.number(),
	source: z.string(),
	file_name: z.string(),
	format: z.string().nullable(),
	state: z.enum(importStates),
	/** Rows in the file; null until counted. */
	total_rows: z.number().nullable(),
	rows: z.number(),
	created: z.number(),
	updated: z.number(),
	unchanged: z.number(),
	refused: z.number(),
	/** Rows taken with a value left out that could not be used. */
	problems: z.number(),
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

export const preview = z.object({
	import: importRow,
	format: z.string(),
	encoding: z.string().nullable(),
	delimiter: z.string().nullable(),
	sheet: z.string().nullable(),
	/** One for each column of the file: how it was understood, by what, and what stands in it. */
	columns: z.array(
		z.object({
			column: z.string(),
			field: z.string().nullable(),
			recognised_by: z.enum(['remembered', 'header', 'content', 'chosen']).nullable(),
			attribute: mappedColumn.shape.attribute.nullable(),
			samples: z.array(z.string()),
			filled_percent: z.number(),
		}),
	),
	options: importOptions,
	/** The first rows as they would be stored. */
	rows: z.array(
		z.object({
			row: z.number(),
			cells: z.array(z.string().nullable()),
			action: z.enum(['create', 'update', 'unchanged', 'refuse']),
			customer_id: z.number().nullable(),
			values: z.record(z.string(), z.unknown()),
			problems: z.array(problem),
		}),
	),
	/** Of the rows looked at. */
	checked_rows: z.number(),
	would: z.object({ create: z.number(), update: z.number(), unchanged: z.number(), refuse: z.number() }),
	/** Problems of the file as a whole. */
	warnings: z.array(z.string()),
	/** Targets a column may be given, with their words. */
	targets: z.array(z.object({ field: z.string(), label: z.string(), group: z.string() })),
});
export type Preview = z.output<typeof preview>;

export const undoPreview = z.object({
	/** Customers that go, since nothing else states them. */
	removed: z.number(),
	/** Customers that stay as the remaining statements say. */
	reverted: z.number(),
	/** Customers that stay although this import created them or alone still stated them, because something else states or refers to them; the first 100. */
	kept: z.array(z.object({ customer_id: z.number(), name: z.string().nullable(), reason: z.string() })),
	kept_count: z.number(),
	/** True where the counts of a large import are taken from its first rows. */
	estimated: z.boolean(),
});
export type UndoPreview = z.output<typeof undoPreview>;

const idParams = z.strictObject({ id });
const run = 'imports.run' as const;
const tag = 'imports';

export const importEndpoints = {
	listImports: endpoint({
		method: 'GET',
		path: '/imports',
		permission: run,
		tag,
		summary: { 'zh-CN': '导入记录，最新在前', en: 'Imports, newest first' },
		query: z.strictObject({ after: z.coerce.number().int().optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(importRow), next: z.number().nullable() }),
	}),
	uploadImport: endpoint({
		method: 'POST',
		path: '/imports',
		permission: run,
		tag,
		status: 201,
		accepts: 'file',
		bodyLimit: Number.MAX_SAFE_INTEGER,
		summary: {
			'zh-CN': '上传文件（请求体即文件内容），返回识别结果',
			en: 'Upload a file (the body is the file); returns what was recognised',
		},
		query: z.strictObject({ file_name: z.string().min(1).max(255), source: z.string().min(1).max(200).optional() }),
		reply: preview,
	}),
	getImport: endpoint({
		method: 'GET',
		path: '/imports/{id}',
		permission: run,
		tag,
		summary: { 'zh-CN': '一次导入的进度和结果', en: 'Progress and result of an import' },
		params: idParams,
		reply: importRow,
	}),
	previewImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/preview',
		permission: run,
		tag,
		summary: { 'zh-CN': '按给定的对应关系预览', en: 'Preview with the mapping given' },
		params: idParams,
		body: importOptions,
		reply: preview,
	}),
	startImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/start',
		permission: run,
		tag,
		status: 202,
		summary: { 'zh-CN': '在后台开始导入', en: 'Start the import in the background' },
		params: idParams,
		body: importOptions,
		reply: importRow,
	}),
	pauseImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/pause',
		permission: run,
		tag,
		summary: { 'zh-CN': '暂停', en: 'Pause' },
		params: idParams,
		reply: importRow,
	}),
	resumeImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/resume',
		permission: run,
		tag,
		status: 202,
		summary: {
			'zh-CN': '继续；因缺失过多而停下的完整副本可提高上限',
			en: 'Resume; a full copy that stopped because too much was absent may be given a higher limit',
		},
		params: idParams,
		body: importOptions.pick({ max_absent_percent: true }).nullish(),
		reply: importRow,
	}),
	cancelImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/cancel',
		permission: run,
		tag,
		summary: { 'zh-CN': '取消：已导入的行保留，可撤销', en: 'Cancel: rows already imported stay and can be undone' },
		params: idParams,
		reply: importRow,
	}),
	previewUndo: endpoint({
		method: 'GET',
		path: '/imports/{id}/undo',
		permission: run,
		tag,
		summary: {
			'zh-CN': '撤销会带来什么；已撤销的导入：撤销做了什么',
			en: 'What an undo would do; of an import that is undone, what its undo did',
		},
		params: idParams,
		reply: undoPreview,
	}),
	undoImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/undo',
		permission: run,
		tag,
		status: 202,
		summary: { 'zh-CN': '撤销整个导入', en: 'Undo the whole import' },
		params: idParams,
		reply: importRow,
	}),
	redoImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/redo',
		permission: run,
		tag,
		status: 202,
		summary: { 'zh-CN': '重做已撤销的导入', en: 'Redo an import that was undone' },
		params: idParams,
		reply: importRow,
	}),
	listImportProblems: endpoint({
		method: 'GET',
		path: '/imports/{id}/problems',
		permission: run,
		tag,
		summary: { 'zh-CN': '不能使用的行及原因', en: 'Rows that could not be used, and why' },
		params: idParams,
		query: z.strictObject({ after: z.coerce.number().int().optional(), limit: z.coerce.number().int().min(1).max(500).optional() }),
		reply: z.object({
			items: z.array(
				z.object({
					row: z.number(),
					kind: z.string(),
					problems: z.array(problem),
					cells: z.array(z.string().nullable()).nullable(),
					customer_id: z.number().nullable(),
				}),
			),
			next: z.number().nullable(),
		}),
	}),
	downloadImportProblems: endpoint({
		method: 'GET',
		path: '/imports/{id}/problems.csv',
		permission: run,
		tag,
		answers: 'file',
		summary: {
			'zh-CN': '下载被拒绝的行和略去了值的行（CSV，附原因）',
			en: 'Rows that were refused or taken without a bad value, as CSV with the reason beside each',
		},
		params: idParams,
		reply: z.null(),
	}),
} as const;
