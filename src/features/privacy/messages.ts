// What privacy says, in both languages: reasons, kinds and states, and errors.
import { defineErrors, type Words } from '../../platform/errors.ts';
import type { FindingKind, unreadReasons } from './endpoints-findings.ts';
import type {
	agentRoles,
	assessments,
	ChannelOrAny,
	ConsentKind,
	ConsentState,
	consentSources,
	dataKinds,
	GdprBasis,
	gdprConditions,
	Law,
	limitSources,
	PiplBasis,
	Reason,
	RequestKind,
	recipientRoles,
	requestChannels,
	requestStates,
	SeparateConsent,
	StepKind,
	safeguards,
	TemplateKind,
} from './schema.ts';

type Table<K extends string> = Readonly<Record<K, Words>>;

export const reasonWords: Table<Reason> = {
	consent: { 'zh-CN': '客户已同意', en: 'The customer consented' },
	basis: { 'zh-CN': '有其他合法性基础，无需同意', en: 'Another legal basis carries it; no consent is needed' },
	gone: { 'zh-CN': '客户已不在使用中', en: 'The customer is not active' },
	purpose_ended: { 'zh-CN': '该处理目的已结束', en: 'The purpose was ended' },
	restricted: { 'zh-CN': '已限制处理：只保存，不使用', en: 'Processing is restricted: kept, not used' },
	objected: { 'zh-CN': '客户已反对', en: 'The customer objected' },
	opted_out: {
		'zh-CN': '客户已拒绝出售或共享其信息（CCPA）',
		en: 'The customer opted out of sale and sharing (CCPA)',
	},
	use_limited: {
		'zh-CN': '客户已限制敏感信息的使用（CCPA）',
		en: 'The customer limited the use of sensitive data (CCPA)',
	},
	channel_unsuited: { 'zh-CN': '该目的不使用这个渠道', en: 'The purpose does not use this channel' },
	no_consent: { 'zh-CN': '没有同意记录', en: 'There is no consent' },
	unconfirmed: { 'zh-CN': '同意尚未通过邮件确认', en: 'The consent was not confirmed by mail yet' },
	refused: { 'zh-CN': '客户已拒绝', en: 'The customer refused' },
	withdrawn: { 'zh-CN': '客户已撤回同意', en: 'The customer withdrew the consent' },
	expired: { 'zh-CN': '同意已过期', en: 'The consent has expired' },
	guardian_missing: { 'zh-CN': '未满 14 周岁，缺少监护人同意', en: 'Under 14, and no guardian consented' },
	separate_missing: { 'zh-CN': '缺少单独同意', en: 'A separate consent is missing' },
};

export const channelWords: Table<ChannelOrAny> = {
	any: { 'zh-CN': '所有渠道', en: 'All channels' },
	email: { 'zh-CN': '邮件', en: 'E-mail' },
	sms: { 'zh-CN': '短信', en: 'Text message' },
	phone: { 'zh-CN': '电话', en: 'Phone' },
	post: { 'zh-CN': '信件', en: 'Letter' },
	wechat: { 'zh-CN': '微信', en: 'WeChat' },
	other: { 'zh-CN': '其他', en: 'Other' },
};

export const consentKindWords: Table<ConsentKind> = {
	general: { 'zh-CN': '同意', en: 'Consent' },
	sensitive: { 'zh-CN': '敏感个人信息', en: 'Sensitive data' },
	abroad: { 'zh-CN': '向境外提供', en: 'Transfer abroad' },
	publication: { 'zh-CN': '公开', en: 'Publication' },
	sharing: { 'zh-CN': '向其他处理者提供', en: 'Sharing with others' },
};

/** Which consent PIPL asks for by itself, for the sentence about what is missing. */
export const separateWords: Table<SeparateConsent> = {
	sensitive: { 'zh-CN': '处理敏感个人信息的单独同意（个保法第 29 条）', en: 'separate consent for sensitive data (PIPL article 29)' },
	abroad: { 'zh-CN': '向境外提供的单独同意（个保法第 39 条）', en: 'separate consent for the transfer abroad (PIPL article 39)' },
	publication: { 'zh-CN': '公开的单独同意（个保法第 25 条）', en: 'separate consent for the publication (PIPL article 25)' },
	sharing: { 'zh-CN': '向其他处理者提供的单独同意（个保法第 23 条）', en: 'separate consent for sharing with others (PIPL article 23)' },
};

export const consentStateWords: Table<ConsentState> = {
	pending: { 'zh-CN': '待确认', en: 'To be confirmed' },
	given: { 'zh-CN': '已同意', en: 'Given' },
	refused: { 'zh-CN': '已拒绝', en: 'Refused' },
	withdrawn: { 'zh-CN': '已撤回', en: 'Withdrawn' },
};

export const sourceWords: Table<(typeof consentSources)[number]> = {
	preference_centre: { 'zh-CN': '客户自助设置', en: 'Preference centre' },
	double_opt_in: { 'zh-CN': '邮件确认', en: 'Confirmed by mail' },
	person: { 'zh-CN': '当面', en: 'In person' },
	paper: { 'zh-CN': '纸质文件', en: 'On paper' },
	phone: { 'zh-CN': '电话', en: 'On the phone' },
	form: { 'zh-CN': '网页表单', en: 'Web form' },
	import: { 'zh-CN': '导入', en: 'Import' },
	api: { 'zh-CN': '接口', en: 'API' },
};

export const lawWords: Table<Law> = {
	gdpr: { 'zh-CN': '欧盟 GDPR', en: 'GDPR' },
	pipl: { 'zh-CN': '个人信息保护法', en: 'PIPL' },
	ccpa: { 'zh-CN': '加州 CCPA', en: 'CCPA' },
};

export const requestKindWords: Table<RequestKind> = {
	access: { 'zh-CN': '查阅、复制', en: 'Access' },
	portability: { 'zh-CN': '转移（可携带）', en: 'Portability' },
	correction: { 'zh-CN': '更正、补充', en: 'Correction' },
	erasure: { 'zh-CN': '清除', en: 'Erasure' },
	restriction: { 'zh-CN': '限制处理', en: 'Restriction' },
	objection: { 'zh-CN': '反对、拒绝', en: 'Objection' },
	human_review: { 'zh-CN': '人工复核自动化决策', en: 'Human review of an automated decision' },
	opt_out: { 'zh-CN': '拒绝出售或共享', en: 'Opting out of sale and sharing' },
	limit_use: { 'zh-CN': '限制敏感信息的使用', en: 'Limiting the use of sensitive data' },
};

export const agentRoleWords: Table<(typeof agentRoles)[number]> = {
	authorised_agent: { 'zh-CN': '受托代理人', en: 'Authorised agent' },
	guardian: { 'zh-CN': '监护人', en: 'Guardian' },
	relative: { 'zh-CN': '逝者近亲属（个保法第 49 条）', en: 'Close relative of somebody who died (PIPL article 49)' },
	lawyer: { 'zh-CN': '律师', en: 'Lawyer' },
};

export const limitSourceWords: Table<(typeof limitSources)[number]> = {
	staff: { 'zh-CN': '由同事登记', en: 'Recorded by a colleague' },
	preference_centre: { 'zh-CN': '客户自助设置', en: 'Preference centre' },
	gpc: { 'zh-CN': '浏览器信号（GPC）', en: 'Signal of the browser (Global Privacy Control)' },
};

export const requestChannelWords: Table<(typeof requestChannels)[number]> = {
	preference_centre: { 'zh-CN': '自助设置', en: 'Preference centre' },
	email: { 'zh-CN': '邮件', en: 'E-mail' },
	phone: { 'zh-CN': '电话', en: 'Phone' },
	post: { 'zh-CN': '信件', en: 'Letter' },
	in_person: { 'zh-CN': '当面', en: 'In person' },
	other: { 'zh-CN': '其他', en: 'Another way' },
};

export const requestStateWords: Table<(typeof requestStates)[number]> = {
	open: { 'zh-CN': '处理中', en: 'Open' },
	done: { 'zh-CN': '已完成', en: 'Done' },
	refused: { 'zh-CN': '已拒绝', en: 'Refused' },
	withdrawn: { 'zh-CN': '客户已撤回', en: 'Withdrawn' },
};

export const stepWords: Table<StepKind> = {
	received: { 'zh-CN': '收到请求', en: 'Received' },
	assigned: { 'zh-CN': '指派负责人', en: 'Assigned' },
	identity_verified: { 'zh-CN': '身份已核对', en: 'Identity checked' },
	identity_failed: { 'zh-CN': '身份核对未通过', en: 'Identity not proved' },
	agent_verified: { 'zh-CN': '代理权已核对', en: 'Right of the agent checked' },
	agent_failed: { 'zh-CN': '代理权未能证明', en: 'Right of the agent not proved' },
	extended: { 'zh-CN': '延长期限', en: 'Term extended' },
	note: { 'zh-CN': '说明', en: 'Note' },
	answered: { 'zh-CN': '已答复', en: 'Answered' },
	report_made: { 'zh-CN': '生成报告', en: 'Report made' },
	report_link: { 'zh-CN': '提供报告链接', en: 'Link to the report given' },
	report_fetched: { 'zh-CN': '客户已下载报告', en: 'Report fetched by the customer' },
	limited: { 'zh-CN': '已限制处理', en: 'Processing limited' },
	limit_ended: { 'zh-CN': '限制已解除', en: 'Limit ended' },
	review_upheld: { 'zh-CN': '人工复核：维持原决定', en: 'Reviewed by a person: the decision stands' },
	review_changed: { 'zh-CN': '人工复核：改变决定', en: 'Reviewed by a person: the decision was changed' },
	reminded: { 'zh-CN': '已提醒期限', en: 'Reminded of the term' },
	overdue: { 'zh-CN': '已过期限', en: 'Term missed' },
	done: { 'zh-CN': '完成', en: 'Done' },
	refused: { 'zh-CN': '拒绝', en: 'Refused' },
	withdrawn: { 'zh-CN': '客户撤回请求', en: 'Withdrawn by the customer' },
	reopened: { 'zh-CN': '重新处理', en: 'Opened again' },
	erased: { 'zh-CN': '已清除', en: 'Erased' },
};

export const templateWords: Table<TemplateKind> = {
	received: { 'zh-CN': '已收到', en: 'Received' },
	identity: { 'zh-CN': '请证明身份', en: 'Asking for proof of identity' },
	agent: { 'zh-CN': '请证明代理权', en: 'Asking for proof of the right to ask for another' },
	extended: { 'zh-CN': '延长期限', en: 'Term extended' },
	access: { 'zh-CN': '已完成：查阅报告', en: 'Done: report of access' },
	portability: { 'zh-CN': '已完成：可携带的数据', en: 'Done: portable data' },
	correction: { 'zh-CN': '已完成：更正', en: 'Done: corrected' },
	erasure: { 'zh-CN': '已完成：清除', en: 'Done: erased' },
	restriction: { 'zh-CN': '已完成：限制处理', en: 'Done: restricted' },
	objection: { 'zh-CN': '已完成：停止使用', en: 'Done: not used any more' },
	human_review: { 'zh-CN': '已完成：人工复核', en: 'Done: reviewed by a person' },
	opt_out: { 'zh-CN': '已完成：不再出售或共享', en: 'Done: no sale, no sharing' },
	limit_use: { 'zh-CN': '已完成：限制敏感信息', en: 'Done: sensitive data limited' },
	done: { 'zh-CN': '已完成（通用）', en: 'Done (in general)' },
	refused: { 'zh-CN': '拒绝', en: 'Refused' },
	kept: { 'zh-CN': '依法保留，改为限制处理', en: 'Kept by law, restricted instead' },
	restriction_ends: { 'zh-CN': '限制即将解除', en: 'The restriction ends' },
};

export const gdprBasisWords: Table<GdprBasis> = {
	consent: { 'zh-CN': '同意（GDPR 第 6(1)(a) 条）', en: 'Consent (GDPR article 6(1)(a))' },
	contract: { 'zh-CN': '合同（GDPR 第 6(1)(b) 条）', en: 'Contract (GDPR article 6(1)(b))' },
	legal_obligation: { 'zh-CN': '法律义务（GDPR 第 6(1)(c) 条）', en: 'Legal obligation (GDPR article 6(1)(c))' },
	vital_interests: { 'zh-CN': '重大利益（GDPR 第 6(1)(d) 条）', en: 'Vital interests (GDPR article 6(1)(d))' },
	public_task: { 'zh-CN': '公共任务（GDPR 第 6(1)(e) 条）', en: 'Public task (GDPR article 6(1)(e))' },
	legitimate_interests: { 'zh-CN': '正当利益（GDPR 第 6(1)(f) 条）', en: 'Legitimate interests (GDPR article 6(1)(f))' },
};

export const gdprConditionWords: Table<(typeof gdprConditions)[number]> = {
	explicit_consent: { 'zh-CN': '明示同意（GDPR 第 9(2)(a) 条）', en: 'Explicit consent (GDPR article 9(2)(a))' },
	employment: { 'zh-CN': '劳动与社会保障（GDPR 第 9(2)(b) 条）', en: 'Employment and social security (GDPR article 9(2)(b))' },
	vital_interests: { 'zh-CN': '重大利益（GDPR 第 9(2)(c) 条）', en: 'Vital interests (GDPR article 9(2)(c))' },
	made_public: { 'zh-CN': '本人已公开（GDPR 第 9(2)(e) 条）', en: 'Made public by the person (GDPR article 9(2)(e))' },
	legal_claims: { 'zh-CN': '法律主张（GDPR 第 9(2)(f) 条）', en: 'Legal claims (GDPR article 9(2)(f))' },
	public_interest: { 'zh-CN': '重大公共利益（GDPR 第 9(2)(g) 条）', en: 'Substantial public interest (GDPR article 9(2)(g))' },
	health: { 'zh-CN': '医疗卫生（GDPR 第 9(2)(h)、(i) 条）', en: 'Health (GDPR article 9(2)(h), (i))' },
	statistics: { 'zh-CN': '存档、研究、统计（GDPR 第 9(2)(j) 条）', en: 'Archives, research, statistics (GDPR article 9(2)(j))' },
};

export const piplBasisWords: Table<PiplBasis> = {
	consent: { 'zh-CN': '同意（个保法第 13 条第 1 项）', en: 'Consent (PIPL article 13(1))' },
	contract: { 'zh-CN': '合同或人力资源管理（个保法第 13 条第 2 项）', en: 'Contract or staff management (PIPL article 13(2))' },
	statutory_duty: { 'zh-CN': '法定职责或义务（个保法第 13 条第 3 项）', en: 'Statutory duty (PIPL article 13(3))' },
	emergency: { 'zh-CN': '突发公共卫生事件或紧急情况（个保法第 13 条第 4 项）', en: 'Emergency (PIPL article 13(4))' },
	news: { 'zh-CN': '新闻报道、舆论监督（个保法第 13 条第 5 项）', en: 'News and public oversight (PIPL article 13(5))' },
	made_public: { 'zh-CN': '已公开的个人信息（个保法第 13 条第 6 项）', en: 'Information already public (PIPL article 13(6))' },
	other_law: { 'zh-CN': '法律、行政法规规定的其他情形（个保法第 13 条第 7 项）', en: 'Other laws (PIPL article 13(7))' },
};

export const dataKindWords: Table<(typeof dataKinds)[number]> = {
	personal: { 'zh-CN': '一般个人信息', en: 'Who somebody is' },
	contact: { 'zh-CN': '联系方式', en: 'How to reach somebody' },
	identity: { 'zh-CN': '证件与税号', en: 'Numbers of documents and taxes' },
	sensitive: { 'zh-CN': '敏感个人信息', en: 'Sensitive data' },
};

export const roleWords: Table<(typeof recipientRoles)[number]> = {
	processor: { 'zh-CN': '受托处理者', en: 'Processor' },
	controller: { 'zh-CN': '其他个人信息处理者', en: 'Another controller' },
	joint: { 'zh-CN': '共同处理者', en: 'Joint controller' },
	authority: { 'zh-CN': '主管机关', en: 'Authority' },
};

export const safeguardWords: Table<(typeof safeguards)[number]> = {
	none: { 'zh-CN': '无', en: 'None' },
	adequacy: { 'zh-CN': '充分性认定（GDPR 第 45 条）', en: 'Adequacy decision (GDPR article 45)' },
	scc: { 'zh-CN': '标准合同条款（GDPR 第 46(2)(c) 条）', en: 'Standard clauses (GDPR article 46(2)(c))' },
	bcr: { 'zh-CN': '有约束力的公司规则（GDPR 第 47 条）', en: 'Binding corporate rules (GDPR article 47)' },
	certification: { 'zh-CN': '认证（GDPR 第 46(2)(f) 条；个保法第 38 条）', en: 'Certification (GDPR article 46(2)(f), PIPL article 38)' },
	cn_standard_contract: { 'zh-CN': '个人信息出境标准合同（个保法第 38 条）', en: 'China’s standard contract (PIPL article 38)' },
	cn_security_assessment: { 'zh-CN': '数据出境安全评估（个保法第 40 条）', en: 'China’s security assessment (PIPL article 40)' },
	derogation: { 'zh-CN': '例外情形（GDPR 第 49 条）', en: 'Derogation (GDPR article 49)' },
};

export const assessmentWords: Table<(typeof assessments)[number]> = {
	not_needed: { 'zh-CN': '不需要', en: 'Not needed' },
	needed: { 'zh-CN': '需要，尚未完成', en: 'Needed, not done yet' },
	done: { 'zh-CN': '已完成', en: 'Done' },
};

export const findingWords: Table<FindingKind> = {
	phone: { 'zh-CN': '电话号码', en: 'Phone number' },
	identity: { 'zh-CN': '身份证号码', en: 'Identity number' },
	card: { 'zh-CN': '银行卡号', en: 'Bank card' },
	email: { 'zh-CN': '邮箱', en: 'E-mail address' },
};

/** Why an attachment was not looked through, or not wholly. */
export const unreadWords: Table<(typeof unreadReasons)[number]> = {
	waiting: { 'zh-CN': '等待检查', en: 'Waiting for its turn' },
	stopped: { 'zh-CN': '检查时程序中断', en: 'The program ended meanwhile' },
	picture: { 'zh-CN': '图片', en: 'A picture' },
	media: { 'zh-CN': '音频或视频', en: 'Sound or video' },
	archive: { 'zh-CN': '压缩包', en: 'An archive' },
	old_office: { 'zh-CN': '旧版 Office 或 Outlook 格式', en: 'An old format of Office or Outlook' },
	kind: { 'zh-CN': '不支持的格式', en: 'A format that cannot be read' },
	encrypted: { 'zh-CN': '有密码保护', en: 'Protected by a password' },
	damaged: { 'zh-CN': '已损坏', en: 'Damaged' },
	bomb: { 'zh-CN': '解压后异常庞大', en: 'Unpacks to far more than its size' },
	too_large: { 'zh-CN': '太大', en: 'Too large' },
	too_heavy: { 'zh-CN': '耗时或占用内存过多', en: 'Took too much time or memory' },
	no_text: { 'zh-CN': '没有文字（例如扫描件）', en: 'Holds no text (a scan, for example)' },
	pages: { 'zh-CN': '部分页没有文字（例如扫描页）', en: 'Some pages hold no text (scans, for example)' },
	fonts: { 'zh-CN': '部分文字所用的字体没有嵌入，无法读取', en: 'Some text is in fonts that are not part of the file' },
	attachments: { 'zh-CN': '文字已检查，其中的附件或嵌入的文件没有', en: 'Its text was read, the files inside of it were not' },
	too_many: { 'zh-CN': '发现一百处后停止', en: 'Stopped after a hundred findings' },
	missing: { 'zh-CN': '存储中没有它的内容', en: 'The storage does not have its content' },
};

export const privacyError = defineErrors({
	purpose_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的处理目的。', en: 'There is no purpose {id}.' },
	purpose_changed: {
		status: 412,
		'zh-CN': '有人刚刚修改了它。请查看现在的内容后再改。',
		en: 'Somebody has just changed it. Look at it as it is now, then change it.',
	},
	basis_missing: {
		status: 400,
		'zh-CN': '请至少选择一项合法性基础（GDPR 或个人信息保护法）。',
		en: 'Choose at least one legal basis, of GDPR or of PIPL.',
	},
	recipient_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的接收方。', en: 'There is no recipient {id}.' },
	text_not_found: { status: 404, 'zh-CN': '该目的没有编号为 {id} 的同意书。', en: 'This purpose has no consent text {id}.' },
	text_missing: {
		status: 409,
		'zh-CN': '该目的还没有同意书。请先在“隐私 → 处理目的”中写好。',
		en: 'This purpose has no consent text yet. Write one under Privacy → Purposes first.',
	},
	consent_in_future: { status: 400, 'zh-CN': '同意的时间不能在将来。', en: 'The time of a consent cannot lie in the future.' },
	expiry_before: { status: 400, 'zh-CN': '失效时间须晚于同意的时间。', en: 'It has to expire after it was given.' },
	guardian_needed: {
		status: 409,
		'zh-CN': '该客户未满 14 周岁：请填写表示同意的监护人。',
		en: 'This customer is under 14: name the guardian who consented.',
	},
	channel_unsuited: {
		status: 400,
		'zh-CN': '该目的不使用这个渠道。请从它的渠道中选择。',
		en: 'The purpose does not use this channel. Choose one of its channels.',
	},
	no_address: {
		status: 409,
		'zh-CN': '该客户没有邮箱，不能发送邮件。请复制链接，以其他方式交给本人。',
		en: 'This customer has no e-mail address. Copy the link and hand it over another way.',
	},
	link_unknown: {
		status: 404,
		'zh-CN': '这个链接无效或已过期。请向发送链接的公司索取新的链接。',
		en: 'This link is not valid, or has expired. Ask the company that sent it for a new one.',
	},
	asked_often: {
		status: 429,
		'zh-CN': '已发送多封确认邮件。请查看邮箱，或一小时后再试。',
		en: 'Several mails were sent already. Look into your inbox, or try again in an hour.',
	},
	choice_unsuited: { status: 400, 'zh-CN': '这一项不能由您在此设置。', en: 'This cannot be chosen here.' },
	request_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的请求。', en: 'There is no request {id}.' },
	request_closed: {
		status: 409,
		'zh-CN': '请求 {id} 已结案。如需继续，请先重新处理。',
		en: 'Request {id} is closed. Open it again to go on.',
	},
	request_open: { status: 409, 'zh-CN': '请求 {id} 尚在处理中。', en: 'Request {id} is open.' },
	request_changed: {
		status: 412,
		'zh-CN': '有人刚刚处理了这项请求。请查看现在的状态后再继续。',
		en: 'Somebody has just worked on this request. Look at it as it stands now, then go on.',
	},
	extended_already: { status: 409, 'zh-CN': '期限只能延长一次。', en: 'The term can be extended once only.' },
	identity_open: {
		status: 409,
		'zh-CN': '请先核对请求人的身份，再提供报告。',
		en: 'Check who asks before you hand out the report.',
	},
	request_not_erasure: {
		status: 409,
		'zh-CN': '请求 {id} 要求的不是清除。',
		en: 'Request {id} does not ask for erasure.',
	},
	assignee_unknown: {
		status: 400,
		'zh-CN': '没有编号为 {id} 的用户，或其账户已停用。',
		en: 'There is no user {id}, or the account is disabled.',
	},
	received_in_future: { status: 400, 'zh-CN': '收到的时间不能在将来。', en: 'It cannot have been received in the future.' },
	limit_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的限制，或已解除。', en: 'There is no limit {id} that stands.' },
	customer_restricted: {
		status: 409,
		'zh-CN': '该客户的信息已限制处理：只保存，不修改。请联系隐私专员。',
		en: 'Processing of this customer is restricted: kept, not changed. Ask the privacy officer.',
	},
	breach_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的泄露事件。', en: 'There is no breach {id}.' },
	policy_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的保存期限规则。', en: 'There is no retention policy {id}.' },
	hold_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的法律保全，或已解除。', en: 'There is no hold {id} that stands.' },
	hold_empty: {
		status: 400,
		'zh-CN': '请指定客户编号，或设置筛选条件。',
		en: 'Name customers, or give conditions that choose them.',
	},
	hold_customers_unknown: {
		status: 400,
		'zh-CN': '没有编号为 {ids} 的客户。请检查编号：保全只对存在的客户有效。',
		en: 'There are no customers {ids}. Look at the numbers again: a hold protects those alone who are there.',
	},
	finding_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的发现。', en: 'There is no finding {id}.' },
	purpose_required: {
		status: 400,
		'zh-CN': '导出须说明处理目的。请选择一个目的。',
		en: 'An export has to name its purpose. Choose one.',
	},
});
