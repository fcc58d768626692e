// The endpoints of files attached to customers, with their shapes. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { id, idParams } from './schema.ts';

/** Characters of a file's name. */
export const maxFileName = 255;

export const fileRow = z.object({
	id: z.number(),
	name: personal(z.string(), 'sensitive', { field: 'file' }),
	/** Told by the content. */
	media_type: z.string(),
	bytes: z.number(),
	sha256: personal(z.string(), 'sensitive', { field: 'file' }),
	created_by: z.string().nullable(),
	created_at: z.string(),
	/** In the trash since then. */
	deleted_at: z.string().nullable(),
	version: z.number(),
	/** Pictures and PDFs are shown in the browser when asked for with `inline=1`; everything else is only downloaded. */
	inline: z.boolean(),
});
export type FileRow = z.output<typeof fileRow>;

const fileParams = idParams.extend({ file_id: personal(id, 'sensitive', { field: 'file' }) });
const fileName = personal(z.string().min(1).max(4_000), 'sensitive', { field: 'file' });
const tag = 'files';

export const fileEndpoints = {
	listFiles: endpoint({
		method: 'GET',
		path: '/customers/{id}/files',
		permission: 'customers.read',
		tag,
		summary: {
			'zh-CN': '一位客户的文件，最新在前；state=deleted 列出三十天内删除的',
			en: 'The files of a customer, newest first; state=deleted lists those removed within thirty days',
		},
		params: idParams,
		query: z.strictObject({
			state: z.enum(['active', 'deleted']).optional(),
			after: z.coerce.number().int().min(1).optional(),
			limit: z.coerce.number().int().min(1).max(200).optional(),
		}),
		/** `max_bytes`: the largest file that may be added. */
		reply: z.object({ items: z.array(fileRow), next: z.number().nullable(), max_bytes: z.number() }),
	}),
	addFile: endpoint({
		method: 'POST',
		path: '/customers/{id}/files',
		permission: 'customers.write',
		tag,
		status: 201,
		accepts: 'file',
		// The limit is a matter of configuration: the handler counts.
		bodyLimit: Number.MAX_SAFE_INTEGER,
		summary: {
			'zh-CN': '添加文件（请求体即文件内容，application/octet-stream）',
			en: 'Attach a file (the body is the file, as application/octet-stream)',
		},
		params: idParams,
		query: z.strictObject({ name: fileName }),
		reply: fileRow,
	}),
	downloadFile: endpoint({
		method: 'GET',
		path: '/customers/{id}/files/{file_id}',
		permission: 'customers.read',
		tag,
		answers: 'file',
		summary: {
			'zh-CN': '下载文件；inline=1 在浏览器中显示图片和 PDF',
			en: 'Download a file; inline=1 shows a picture or PDF in the browser',
		},
		params: fileParams,
		query: z.strictObject({ inline: z.literal('1').optional() }),
		reply: z.null(),
	}),
	renameFile: endpoint({
		method: 'PATCH',
		path: '/customers/{id}/files/{file_id}',
		permission: 'customers.write',
		tag,
		versioned: true,
		summary: { 'zh-CN': '重命名文件', en: 'Rename a file' },
		params: fileParams,
		body: z.strictObject({ name: fileName }),
		reply: fileRow,
	}),
	removeFile: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/files/{file_id}',
		permission: 'customers.write',
		tag,
		status: 204,
		versioned: true,
		summary: { 'zh-CN': '删除文件，三十天内可恢复', en: 'Remove a file; it can be brought back for thirty days' },
		params: fileParams,
		reply: z.null(),
	}),
	restoreFile: endpoint({
		method: 'POST',
		path: '/customers/{id}/files/{file_id}/restore',
		permission: 'customers.write',
		tag,
		summary: { 'zh-CN': '恢复已删除的文件', en: 'Bring back a removed file' },
		params: fileParams,
		reply: fileRow,
	}),
} as const;
