// The words of the bell, in both languages.
import { defineWords } from '../../../web/i18n.ts';

export const useNotificationWords = defineWords('notifications', {
	title: { 'zh-CN': '通知', en: 'Notifications' },
	bell: { 'zh-CN': '通知', en: 'Notifications' },
	bell_unread_one: { 'zh-CN': '通知，{count} 条未读', en: 'Notifications, {count} unread' },
	bell_unread_other: { 'zh-CN': '通知，{count} 条未读', en: 'Notifications, {count} unread' },
	bell_many: { 'zh-CN': '通知，超过 99 条未读', en: 'Notifications, more than 99 unread' },
	read_all: { 'zh-CN': '全部标为已读', en: 'Mark all as read' },
	empty: { 'zh-CN': '没有通知', en: 'Nothing to tell' },
	empty_why: {
		'zh-CN': '导入和导出完成、有客户分配给您、有人在备注中提到您时，会显示在这里。',
		en: 'Here you learn when an import or export has ended, when a customer is given to you, or a note mentions you.',
	},
	unread: { 'zh-CN': '未读', en: 'Unread' },
	somebody: { 'zh-CN': '有人', en: 'Somebody' },
	nameless: { 'zh-CN': '未命名客户', en: 'a customer without a name' },
	unseen: { 'zh-CN': '一位您已不能查看的客户', en: 'a customer that you cannot see any more' },
	import_done_one: { 'zh-CN': '“{file}”已导入：{rows} 行', en: '“{file}” is imported: {rows} row' },
	import_done_other: { 'zh-CN': '“{file}”已导入：{rows} 行', en: '“{file}” is imported: {rows} rows' },
	import_refused_one: { 'zh-CN': '“{file}”已导入，{refused} 行被拒绝', en: '“{file}” is imported; {refused} row was refused' },
	import_refused_other: { 'zh-CN': '“{file}”已导入，{refused} 行被拒绝', en: '“{file}” is imported; {refused} rows were refused' },
	import_failed: { 'zh-CN': '“{file}”导入失败', en: 'Importing “{file}” failed' },
	export_done_one: { 'zh-CN': '导出已完成：{rows} 行，可以下载', en: 'Your export of {rows} row is ready to download' },
	export_done_other: { 'zh-CN': '导出已完成：{rows} 行，可以下载', en: 'Your export of {rows} rows is ready to download' },
	export_failed: { 'zh-CN': '导出失败', en: 'An export failed' },
	customer_assigned: { 'zh-CN': '{who}把{customer}分配给了您', en: '{who} gave {customer} to you' },
	mention: { 'zh-CN': '{who}在{customer}的备注中提到了您', en: '{who} mentioned you in a note on {customer}' },
	bulk_edit_done_one: { 'zh-CN': '批量修改已完成：{rows} 位客户', en: 'Your bulk change is done: {rows} customer' },
	bulk_edit_done_other: { 'zh-CN': '批量修改已完成：{rows} 位客户', en: 'Your bulk change is done: {rows} customers' },
	bulk_edit_undone_one: {
		'zh-CN': '批量修改已撤销：{rows} 位客户恢复原状',
		en: 'Your bulk change is undone: {rows} customer is as before',
	},
	bulk_edit_undone_other: {
		'zh-CN': '批量修改已撤销：{rows} 位客户恢复原状',
		en: 'Your bulk change is undone: {rows} customers are as before',
	},
	bulk_edit_failed: { 'zh-CN': '批量修改失败', en: 'Your bulk change failed' },
});
