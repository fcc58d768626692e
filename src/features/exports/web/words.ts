// The words of the list of exports, in both languages.
import { defineWords } from '../../../web/i18n.ts';

export const useExportWords = defineWords('exports', {
	title: { 'zh-CN': '导出记录', en: 'Exports' },
	lead: {
		'zh-CN': '较长的列表在后台导出，完成后在这里下载。',
		en: 'Long lists are exported in the background; download them here when they are done.',
	},
	empty: { 'zh-CN': '还没有导出过', en: 'Nothing exported yet' },
	empty_why: {
		'zh-CN': '在客户列表中筛选出需要的客户，然后点击“导出”。',
		en: 'Filter the list of customers to those you want and press Export.',
	},
	to_list: { 'zh-CN': '打开客户列表', en: 'Open the list' },
	format: { 'zh-CN': '格式', en: 'Format' },
	state: { 'zh-CN': '状态', en: 'State' },
	rows: { 'zh-CN': '行数', en: 'Rows' },
	size: { 'zh-CN': '大小', en: 'Size' },
	state_waiting: { 'zh-CN': '等待批准', en: 'Waits for approval' },
	state_queued: { 'zh-CN': '排队中', en: 'Waiting' },
	state_running: { 'zh-CN': '导出中', en: 'Running' },
	state_cancelled: { 'zh-CN': '已取消', en: 'Cancelled' },
	state_failed: { 'zh-CN': '失败', en: 'Failed' },
	state_done: { 'zh-CN': '完成', en: 'Done' },
	left_out_one: { 'zh-CN': '排除 {number} 位：{message}', en: '{number} left out: {message}' },
	left_out_other: { 'zh-CN': '排除 {number} 位：{message}', en: '{number} left out: {message}' },
	download: { 'zh-CN': '下载', en: 'Download' },
	download_of: { 'zh-CN': '下载导出 {id}', en: 'Download export {id}' },
	cancel_of: { 'zh-CN': '取消导出 {id}', en: 'Cancel export {id}' },
});
