// The words of the rights that came with American law, of agents and of reviews, in both languages.
import { defineWords } from '../../../web/i18n.ts';

export const useLawWords = defineWords('law', {
	opt_out: { 'zh-CN': '登记：不出售、不共享', en: 'Record the opt-out' },
	opt_out_why: {
		'zh-CN': '此后，标为“出售或共享”的目的不能再使用该客户的信息；十二个月内不得再次征求同意。',
		en: 'Purposes that sell or share data cannot use this customer’s any more; nobody may ask again for twelve months.',
	},
	limit_use: { 'zh-CN': '登记：限制敏感信息', en: 'Record the limit' },
	limit_use_why: {
		'zh-CN': '此后，涉及敏感信息的目的不能再使用该客户的信息；合同和法律要求的除外。',
		en: 'Purposes with sensitive data cannot use this customer’s any more, except what a contract or the law asks for.',
	},
	check_agent: { 'zh-CN': '核对代理权', en: 'Check the agent' },
	check_agent_why: {
		'zh-CN': '{name} 代为提出请求。核对之前不能提供报告，也不能清除。',
		en: '{name} asks in the person’s name. Until it is known that they may, nothing is handed out or erased.',
	},
	agent_outcome: { 'zh-CN': '结果', en: 'Outcome' },
	agent_verified: { 'zh-CN': '有权代为请求', en: 'They may' },
	agent_failed: { 'zh-CN': '未能证明', en: 'Not proved' },
	agent_open: { 'zh-CN': '待核对', en: 'To be checked' },
	agent_how: {
		'zh-CN': '依据（授权书、户口簿、向本人核实）',
		en: 'What shows it (signed permission, family register, the person confirmed it)',
	},
	agent: { 'zh-CN': '代理人', en: 'Agent' },
	agent_name: { 'zh-CN': '代理人姓名（本人提出则留空）', en: 'Name of the agent (empty where the person asks)' },
	agent_role: { 'zh-CN': '代理人身份', en: 'In which capacity' },
	confirm_by: { 'zh-CN': '确认收到', en: 'Confirm receipt by' },
	review: { 'zh-CN': '记录人工复核', en: 'Record the review' },
	review_why: {
		'zh-CN': '由有权改变结果的人重新审查，不能只重复机器的结论。',
		en: 'By somebody who may change the outcome, and who does not merely repeat what the machine said.',
	},
	decision: { 'zh-CN': '复核的决定', en: 'Which decision' },
	review_outcome: { 'zh-CN': '结果', en: 'Outcome' },
	review_upheld: { 'zh-CN': '维持原决定', en: 'It stands' },
	review_changed: { 'zh-CN': '改变决定', en: 'It was changed' },
	review_reasons: { 'zh-CN': '理由', en: 'Why' },
	sold: { 'zh-CN': '出售，或为广告共享（CCPA）', en: 'Data is sold, or shared for advertising (CCPA)' },
	sold_hint: {
		'zh-CN': '客户可以拒绝；未满 16 周岁须先同意。',
		en: 'People may opt out; below 16 they have to agree first.',
	},
	needed: { 'zh-CN': '须单独同意：{kinds}', en: 'Separate consent: {kinds}' },
	needed_hint: {
		'zh-CN': '依个保法基于同意的目的：涉及敏感信息、接收方在境外或为其他处理者时，自动要求单独同意。',
		en: 'Where PIPL’s basis is consent, it is asked for by itself with sensitive data, recipients outside of China, and recipients that are controllers.',
	},
	recipients_none: {
		'zh-CN': '还没有接收方，可在“接收方与出境”中添加。',
		en: 'There are none yet; add them under Recipients and transfers.',
	},
	sensitive_consent: { 'zh-CN': '敏感信息须先有单独同意才能录入', en: 'Sensitive data is recorded only after a separate consent' },
	sensitive_consent_why: {
		'zh-CN': '适用于标为敏感的自定义字段：须有列出敏感信息的目的允许。导入的文件不能含有这样的列。',
		en: 'Of custom attributes marked as sensitive: a purpose that names sensitive data has to carry it. Files to import may have no such column.',
	},
	used_for: { 'zh-CN': '用于', en: 'Used for' },
	ledger: { 'zh-CN': '同意台账', en: 'Ledger of consents' },
	ledger_empty: { 'zh-CN': '还没有记录。', en: 'Nothing was recorded yet.' },
	until: { 'zh-CN': '至 {day}', en: 'until {day}' },
	text_version: { 'zh-CN': '同意书第 {version} 版', en: 'text version {version}' },
	by_guardian: { 'zh-CN': '监护人：{name}', en: 'Guardian: {name}' },
	opted_out: { 'zh-CN': '客户拒绝出售和共享', en: 'Opted out of sale and sharing' },
	use_limited: { 'zh-CN': '客户限制敏感信息的使用', en: 'Limited the use of sensitive data' },
	mine: { 'zh-CN': '出售与敏感信息', en: 'Sale and sensitive data' },
	mine_why: { 'zh-CN': '更改立即生效，不需要证明身份。', en: 'It counts at once; you need not prove who you are.' },
	mine_opt_out: { 'zh-CN': '不要出售或共享我的个人信息', en: 'Do not sell or share my personal information' },
	mine_limit_use: { 'zh-CN': '限制使用我的敏感个人信息', en: 'Limit the use of my sensitive personal information' },
	by_signal: {
		'zh-CN': '您的浏览器发送了 Global Privacy Control 信号：我们已据此停止出售和共享。',
		en: 'Your browser sends Global Privacy Control: we took it as your opt-out of sale and sharing.',
	},
	no_text: { 'zh-CN': '同意书尚未备好，暂时不能同意。', en: 'The text is not ready yet, so nothing can be agreed to.' },
});
