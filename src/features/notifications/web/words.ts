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
	new_device: { 'zh-CN': '您的账户在新的浏览器中登录（{address}）', en: 'Your account was used in a new browser ({address})' },
	guessing_slowed: {
		'zh-CN': '有人多次尝试登录您的账户（{address}），已被放慢',
		en: 'Somebody tried several times to sign in to your account ({address}) and was slowed down',
	},
	webhook_failing: {
		'zh-CN': '发往 {host} 的 Webhook 多次失败，已停用',
		en: 'The webhook to {host} failed again and again and was switched off',
	},
	approval_needed_export_one: { 'zh-CN': '{who}请求导出 {rows} 位客户，等待批准', en: '{who} asks to export {rows} customer' },
	approval_needed_export_other: { 'zh-CN': '{who}请求导出 {rows} 位客户，等待批准', en: '{who} asks to export {rows} customers' },
	approval_needed_delete_one: { 'zh-CN': '{who}请求删除 {rows} 位客户，等待批准', en: '{who} asks to delete {rows} customer' },
	approval_needed_delete_other: { 'zh-CN': '{who}请求删除 {rows} 位客户，等待批准', en: '{who} asks to delete {rows} customers' },
	approval_allowed: { 'zh-CN': '{who}批准了您的请求', en: '{who} let your request go ahead' },
	approval_refused: { 'zh-CN': '{who}拒绝了您的请求', en: '{who} refused your request' },
	approval_rules: { 'zh-CN': '{who}修改了需要批准的数量', en: '{who} changed from which number on approval is needed' },
	person_erased: {
		'zh-CN': '您用 SQL 录入的客户此前已被清除（清除记录 {erasure}），现已再次清除',
		en: 'A customer that you added in SQL had been erased before (erasure {erasure}) and was erased again',
	},
	privacy_request_due: {
		'zh-CN': '{customer}的个人信息请求将于 {due} 到期',
		en: 'The privacy request of {customer} is due on {due}',
	},
	privacy_request_overdue: {
		'zh-CN': '{customer}的个人信息请求已过期限（{due}）',
		en: 'The privacy request of {customer} was due on {due}',
	},
	privacy_request_unconfirmed: {
		'zh-CN': '须在 {due} 前向{customer}确认收到个人信息请求',
		en: '{customer} has to hear by {due} that the privacy request has come',
	},
	privacy_breach_due_one: {
		'zh-CN': '泄露事件 {breach}：通知主管机关还剩 {count} 小时',
		en: 'Breach {breach}: {count} hour left to tell the authority',
	},
	privacy_breach_due_other: {
		'zh-CN': '泄露事件 {breach}：通知主管机关还剩 {count} 小时',
		en: 'Breach {breach}: {count} hours left to tell the authority',
	},
	privacy_breach_overdue: {
		'zh-CN': '泄露事件 {breach}：72 小时已过，主管机关还未得到通知',
		en: 'Breach {breach}: the 72 hours are over, and the authority does not know',
	},
	privacy_policy_off: {
		'zh-CN': '保存期限规则“{policy}”的条件提到了已清除的人：已移除该值，规则已停用',
		en: 'Retention policy {policy} named somebody who was erased: the value is gone, and the policy is switched off',
	},
	bulk_edit_failed: { 'zh-CN': '批量修改失败', en: 'Your bulk change failed' },
});
