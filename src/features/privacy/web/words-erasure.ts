// The words of erasing customers and of the list of erasures, in both languages.
import { defineWords } from '../../../web/i18n.ts';

export const useErasureWords = defineWords('erasure', {
	erase: { 'zh-CN': '清除', en: 'Erase' },
	erase_for_good: { 'zh-CN': '永久清除…', en: 'Erase for good …' },
	erase_title: { 'zh-CN': '清除“{name}”？', en: 'Erase “{name}”?' },
	erase_why: {
		'zh-CN': '销毁关于此客户的全部内容，任何人都无法恢复。只留下编号，之后也不会再次录入此人，除非有人允许。',
		en: 'Everything known of this customer is destroyed, and nobody can bring it back. The number alone stays, and the person is not recorded again unless somebody allows it.',
	},
	goes: { 'zh-CN': '会消失的内容', en: 'What goes' },
	stays: { 'zh-CN': '会保留的内容', en: 'What stays' },
	members: { 'zh-CN': '连同已合并的客户，共 {count} 个。', en: 'With those merged into it, {count} customers.' },
	elsewhere: {
		'zh-CN': '此外：保留的导出文件、含有此人的上传文件，以及提到此人的视图、规则和应答。',
		en: 'Besides: kept exports, uploaded files that hold the person, views, rules and replies that name them.',
	},
	disk: {
		'zh-CN': '内容立即无法读取；磁盘上的残留最迟于 {date} 清除。',
		en: 'Nobody can read it from that moment on; what is left on the disk goes by {date}.',
	},
	held: { 'zh-CN': '法律保全“{hold}”禁止清除。请先解除保全。', en: 'The legal hold “{hold}” forbids it. Release the hold first.' },
	reason: { 'zh-CN': '原因', en: 'Reason' },
	reason_hint: { 'zh-CN': '会一直保留：不要写出此人的姓名或联系方式。', en: 'It is kept: do not write the person’s name or contacts.' },
	reason_request: { 'zh-CN': '应请求 {id}', en: 'request {id}' },
	confirm_name: { 'zh-CN': '输入姓名以确认：{name}', en: 'Type the name to confirm: {name}' },
	erased: { 'zh-CN': '客户已清除', en: 'The customer is erased' },
	erasures: { 'zh-CN': '清除记录', en: 'Erasures' },
	lead: {
		'zh-CN': '谁在何时被清除、为什么，以及磁盘是否已跟上。这里没有任何个人内容。',
		en: 'Who was erased when and why, and whether the disk has followed. Nothing of the persons is in here.',
	},
	empty: { 'zh-CN': '还没有清除过客户', en: 'Nobody has been erased yet' },
	empty_why: {
		'zh-CN': '在客户页面的“更多”菜单中清除，或在处理清除请求时进行。',
		en: 'Erase from the menu of a customer’s page, or when you answer a request for erasure.',
	},
	number: { 'zh-CN': '编号', en: 'Number' },
	of_customers: { 'zh-CN': '客户 {ids}', en: 'Customer {ids}' },
	when: { 'zh-CN': '清除时间', en: 'Erased' },
	by: { 'zh-CN': '操作人', en: 'By' },
	on_disk: { 'zh-CN': '磁盘', en: 'Disk' },
	disk_done: { 'zh-CN': '已清除', en: 'Gone' },
	disk_until: { 'zh-CN': '最迟 {date}', en: 'By {date}' },
	cause_ledger: { 'zh-CN': '恢复后再次清除', en: 'Done again after a restore' },
	cause_retention: { 'zh-CN': '按保留期限', en: 'By retention policy' },
	cause_request: { 'zh-CN': '应请求', en: 'On request' },
	allow: { 'zh-CN': '允许录入', en: 'Allow' },
	allow_of: { 'zh-CN': '允许再次录入清除记录 {id} 的人', en: 'Allow that the person of erasure {id} is recorded again' },
	allow_title: { 'zh-CN': '允许再次录入此人？', en: 'Allow that this person is recorded again?' },
	allow_why: {
		'zh-CN': '已销毁的内容不会回来；之后的导入、表单和接口可以重新录入此人。',
		en: 'What was destroyed does not come back. Imports, forms and the interface may record the person anew from then on.',
	},
	allowed: { 'zh-CN': '已允许再次录入', en: 'May be recorded again' },
});
