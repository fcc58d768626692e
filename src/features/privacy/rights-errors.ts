// What is refused where the laws differ: agents, reviews, limits, sensitive data, the text that was read; in both languages.
import { defineErrors } from '../../platform/errors.ts';

export const rightsError = defineErrors({
	agent_open: {
		status: 409,
		'zh-CN': '请先核对代理人是否有权代为请求。',
		en: 'Check first whether the agent may ask in the person’s name.',
	},
	agent_missing: { status: 409, 'zh-CN': '这项请求由本人提出，没有代理人。', en: 'The person asked; there is no agent.' },
	sensitive_without_consent: {
		status: 409,
		'zh-CN': '没有处理敏感个人信息的单独同意，不能录入这一项。请先在“同意与隐私”中记录单独同意；新客户请先保存其他内容。',
		en: 'There is no separate consent to sensitive data, so this value is not taken. Record the consent first, under Consent and privacy; of a new customer save the rest before.',
	},
	sensitive_by_import: {
		status: 409,
		'zh-CN': '“{field}”是敏感信息：按隐私设置，只能在客户单独同意后逐个录入。请去掉这一列。',
		en: '“{field}” is sensitive: by the settings of privacy it is recorded only of who consented to that. Leave the column out.',
	},
	term_fixed: {
		status: 409,
		'zh-CN': '拒绝出售和限制使用的请求不能延期：须在 15 个工作日内生效。',
		en: 'This term cannot be extended: it has to take effect within 15 business days.',
	},
	review_missing: {
		status: 409,
		'zh-CN': '请先记录人工复核的结果。',
		en: 'Record first what the person who reviewed it found.',
	},
	request_not_review: {
		status: 409,
		'zh-CN': '请求 {id} 要求的不是人工复核。',
		en: 'Request {id} does not ask for a review.',
	},
	limit_stands: { status: 409, 'zh-CN': '该客户已有这项限制。', en: 'This stands already.' },
	placeholder_left: {
		status: 400,
		'zh-CN': '答复中还有未填写的占位 {place}。请写好后再发送。',
		en: 'The answer still holds {place}. Write what belongs there, then send it.',
	},
	text_changed: {
		status: 409,
		'zh-CN': '同意书刚刚更新。请重新打开页面，阅读后再选择。',
		en: 'The text has just changed. Open the page anew, read it, and choose then.',
	},
	asked_within_year: {
		status: 409,
		'zh-CN': '客户于 {day} 拒绝出售和共享，或限制了敏感信息的使用：十二个月内不得再次征求同意。',
		en: 'The customer opted out, or limited sensitive data, on {day}: nobody may ask for consent again for twelve months.',
	},
	kind_not_named: {
		status: 400,
		'zh-CN': '该处理目的没有列出“{field}”这类信息（证件号码或敏感信息），不能导出。请去掉这一列，或修改目的。',
		en: 'The purpose does not name the kind of data of “{field}” (numbers of documents, sensitive data). Leave the column out, or change the purpose.',
	},
});
