// The requests of imports: files, preview, corrections, start, progress, problems, undo, remembered columns. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { ofOwnFile } from '../customers/personal.ts';
import { id } from '../customers/schema.ts';
import { correction, importOptions, importRow, mappingRow, mostAtOnce, preview, problem, undoPreview } from './schema.ts';

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
		summary: {
			'zh-CN': '有问题的行，或有值被修复的行，及原因',
			en: 'Rows with problems, or those in which a value was put right, and why',
		},
		params: idParams,
		query: z.strictObject({
			/** problems when left out. */
			show: z.enum(['problems', 'repaired']).optional(),
			after: z.coerce.number().int().optional(),
			limit: z.coerce.number().int().min(1).max(500).optional(),
		}),
		reply: z.object({
			items: z.array(
				z.object({
					row: z.number(),
					kind: z.string(),
					problems: z.array(problem),
					cells: z.array(personal(z.string().nullable(), ofOwnFile)).nullable(),
					/** Positions (from 0) of the cells that were mended since the row was imported last. */
					mended: z.array(z.number()),
					can_mend: z.boolean(),
					customer_id: z.number().nullable(),
				}),
			),
			next: z.number().nullable(),
			/** Rows that wait to be imported again, of the whole import. */
			mended_rows: z.number(),
		}),
	}),
	correctImport: endpoint({
		method: 'PATCH',
		path: '/imports/{id}/corrections',
		permission: run,
		tag,
		summary: {
			'zh-CN': '修改文件中的单元格：导入前任意行，导入后有问题的行',
			en: 'Type over cells of the file: of any row before the import, of rows with problems after it',
		},
		params: idParams,
		body: z.strictObject({ corrections: z.array(correction).min(1).max(mostAtOnce) }),
		reply: z.object({ corrections: z.number(), mended_rows: z.number() }),
	}),
	mendImport: endpoint({
		method: 'POST',
		path: '/imports/{id}/mend',
		permission: run,
		tag,
		summary: {
			'zh-CN': '再次导入改好的行（每次最多一千行；还有剩余时再次请求）',
			en: 'Import the mended rows again, at most a thousand at a time; ask again while some are left',
		},
		params: idParams,
		reply: z.object({
			import: importRow,
			/** Rows that are in without a problem now, and those that still have one. */
			mended: z.number(),
			still: z.number(),
			left: z.number(),
		}),
	}),
	listImportMappings: endpoint({
		method: 'GET',
		path: '/import-mappings',
		permission: 'settings.read',
		tag,
		summary: { 'zh-CN': '按来源记住的列对应关系', en: 'How the columns of each source are remembered' },
		query: z.strictObject({ after: z.coerce.number().int().optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(mappingRow), next: z.number().nullable() }),
	}),
	forgetImportMapping: endpoint({
		method: 'DELETE',
		path: '/import-mappings/{id}',
		permission: 'settings.manage',
		tag,
		status: 204,
		summary: {
			'zh-CN': '忘记一个来源的列对应关系；已导入的数据不变',
			en: 'Forget how the columns of a source were understood; what was imported stays',
		},
		params: idParams,
		reply: z.null(),
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
