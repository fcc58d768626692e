// The words of exports in both languages: columns that are no field of customers, names of files, errors.
import { defineErrors, type Words } from '../../platform/errors.ts';

/** Columns of an export that repeat more than one value of a customer, or that only an address has. */
export const extraLabels = {
	other_emails: { 'zh-CN': '其他邮箱', en: 'Other e-mails' },
	other_phones: { 'zh-CN': '其他电话', en: 'Other phones' },
	other_contacts: { 'zh-CN': '其他联系方式', en: 'Other contact points' },
	other_addresses: { 'zh-CN': '其他地址', en: 'Other addresses' },
	line1: { 'zh-CN': '地址', en: 'Address' },
	line2: { 'zh-CN': '地址（第二行）', en: 'Address line 2' },
} as const satisfies Readonly<Record<string, Words>>;

export const booleanWords = {
	true: { 'zh-CN': '是', en: 'yes' },
	false: { 'zh-CN': '否', en: 'no' },
} as const satisfies Readonly<Record<string, Words>>;

/** What a downloaded file is called, before the date. */
export const fileWords: Words = { 'zh-CN': '客户', en: 'customers' };

export const exportError = defineErrors({
	export_not_found: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的导出，或它属于别人。',
		en: 'There is no export {id}, or it is somebody else’s.',
	},
	export_not_done: {
		status: 409,
		'zh-CN': '导出 {id} 尚未完成（{state}）。请等它完成后再下载。',
		en: 'Export {id} is not done ({state}). Wait until it is before you download it.',
	},
	export_finished: { status: 409, 'zh-CN': '导出 {id} 已结束，不能取消。', en: 'Export {id} has ended and cannot be cancelled.' },
	export_file_gone: {
		status: 410,
		'zh-CN': '导出 {id} 的文件已删除（保留 {days} 天）。请重新导出。',
		en: 'The file of export {id} was deleted (files are kept for {days} days). Export again.',
	},
	export_user_gone: {
		status: 403,
		'zh-CN': '要求导出的人已停用，或不再有导出权限。',
		en: 'Who asked for this export was disabled or may not export any more.',
	},
	export_failed: {
		status: 500,
		'zh-CN': '导出时程序出错，已记录。请重试；仍失败时请管理员查看日志。',
		en: 'The program failed while exporting; it was recorded. Try again; if it fails again, ask an administrator to look at the log.',
	},
	export_folder: {
		status: 400,
		'zh-CN': '无法写入“{path}”：{reason}。请检查文件夹是否存在、是否可写。',
		en: 'Cannot write “{path}”: {reason}. Check that the folder exists and can be written to.',
	},
});
