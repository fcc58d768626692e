// Exports of customers: any list or search, in five formats, streamed. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { id, listQuery } from '../customers/schema.ts';
import { channelsOrAny, reasons } from '../privacy/schema.ts';

export const exportFormats = ['csv', 'xlsx', 'ndjson', 'parquet', 'vcard'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Ids, in an address with commas. */
const ids = z
	.union([
		z.array(z.number()).max(10_000),
		z
			.string()
			.max(200_000)
			.transform((text) => text.split(',').map(Number)),
	])
	.pipe(z.array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).max(10_000));

export const exportOptions = listQuery.pick({ search: true, filter: true, sort: true, fields: true, state: true }).extend({
	/** These customers alone, of those whom the list has. */
	ids: ids.optional(),
	/** All of the list but these. */
	except: ids.optional(),
	format: z.enum(exportFormats),
	/** Headings in this language; the technical names where nothing is said. */
	language: z.enum(['zh-CN', 'en']).optional(),
	/** What the file is for: customers whose data may not be used for this purpose (over this channel) are left out. */
	purpose: id.optional(),
	channel: z.enum(channelsOrAny).optional(),
});

export const exportRow = z.object({
	id: z.number(),
	format: z.enum(exportFormats),
	/** 'waiting': until another person lets it go. */
	state: z.enum(['waiting', 'queued', 'running', 'cancelled', 'failed', 'done']),
	rows: z.number(),
	bytes: z.number(),
	error: z.object({ code: z.string(), message: z.string() }).nullable(),
	/** Of an export for a purpose: whom it leaves out, and why. */
	left_out: z.array(z.object({ reason: z.enum(reasons), message: z.string(), count: z.number() })),
	created_at: z.string(),
	finished_at: z.string().nullable(),
});
export type ExportRow = z.output<typeof exportRow>;

const idParams = z.strictObject({ id });
const permission = 'exports.run' as const;
const tag = 'exports';

export const exportEndpoints = {
	streamExport: endpoint({
		method: 'GET',
		path: '/customers/export',
		permission,
		tag,
		answers: 'file',
		summary: { 'zh-CN': '直接下载列表或搜索结果', en: 'Download a list or search at once, streamed' },
		query: exportOptions,
		reply: z.null(),
	}),
	createExport: endpoint({
		method: 'POST',
		path: '/exports',
		permission,
		tag,
		status: 202,
		idempotent: true,
		summary: { 'zh-CN': '在后台导出', en: 'Export in the background' },
		body: exportOptions,
		reply: exportRow,
	}),
	listExports: endpoint({
		method: 'GET',
		path: '/exports',
		permission,
		tag,
		summary: { 'zh-CN': '导出记录，最新在前', en: 'Exports, newest first' },
		query: z.strictObject({ after: z.coerce.number().int().optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(exportRow), next: z.number().nullable() }),
	}),
	getExport: endpoint({
		method: 'GET',
		path: '/exports/{id}',
		permission,
		tag,
		summary: { 'zh-CN': '一次导出的进度', en: 'Progress of an export' },
		params: idParams,
		reply: exportRow,
	}),
	cancelExport: endpoint({
		method: 'POST',
		path: '/exports/{id}/cancel',
		permission,
		tag,
		summary: { 'zh-CN': '取消导出', en: 'Cancel an export' },
		params: idParams,
		reply: exportRow,
	}),
	downloadExport: endpoint({
		method: 'GET',
		path: '/exports/{id}/file',
		permission,
		tag,
		answers: 'file',
		summary: { 'zh-CN': '下载导出的文件', en: 'Download the exported file' },
		params: idParams,
		reply: z.null(),
	}),
	createExportLink: endpoint({
		method: 'POST',
		path: '/exports/{id}/link',
		permission,
		tag,
		status: 201,
		summary: {
			'zh-CN': '一小时内有效的下载链接，无需登录，可交给下载工具',
			en: 'A link that downloads the file without sign-in, for one hour: for a program that downloads',
		},
		params: idParams,
		reply: z.object({ url: z.string(), expires_at: z.string() }),
	}),
	downloadByLink: endpoint({
		method: 'GET',
		path: '/downloads/{link}',
		permission: 'public',
		tag,
		answers: 'file',
		summary: { 'zh-CN': '用签名链接下载导出的文件', en: 'Download an exported file by a signed link' },
		params: z.strictObject({ link: z.string().max(500) }),
		reply: z.null(),
	}),
} as const;
