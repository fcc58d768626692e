// The words of customers in both languages, side by side: labels of fields and choices, other names a column may bear, errors.
import { defineErrors, type Words } from '../../platform/errors.ts';
import type {
	contactKinds,
	customerFields,
	customerKinds,
	customerStates,
	genders,
	lifecycleStages,
	operators,
	systemFields,
} from './schema.ts';

/** The label of every field: in lists, forms, filters, export headings; a missing one does not compile. */
export const fieldLabels: Readonly<Record<keyof typeof customerFields | keyof typeof systemFields, Words>> = {
	id: { 'zh-CN': '编号', en: 'ID' },
	name: { 'zh-CN': '姓名/名称', en: 'Name' },
	family_name: { 'zh-CN': '姓', en: 'Family name' },
	given_name: { 'zh-CN': '名', en: 'Given name' },
	middle_name: { 'zh-CN': '中间名', en: 'Middle name' },
	name_prefix: { 'zh-CN': '称谓', en: 'Title' },
	name_suffix: { 'zh-CN': '后缀', en: 'Suffix' },
	sort_name: { 'zh-CN': '排序名', en: 'Sort name' },
	kind: { 'zh-CN': '类型', en: 'Kind' },
	company: { 'zh-CN': '公司', en: 'Company' },
	job_title: { 'zh-CN': '职位', en: 'Job title' },
	phone: { 'zh-CN': '电话', en: 'Phone' },
	email: { 'zh-CN': '邮箱', en: 'E-mail' },
	city: { 'zh-CN': '城市', en: 'City' },
	region: { 'zh-CN': '省/州', en: 'Region' },
	postal_code: { 'zh-CN': '邮编', en: 'Postal code' },
	country: { 'zh-CN': '国家/地区', en: 'Country' },
	lifecycle_stage: { 'zh-CN': '阶段', en: 'Stage' },
	gender: { 'zh-CN': '性别', en: 'Gender' },
	birth_date: { 'zh-CN': '出生日期', en: 'Date of birth' },
	language: { 'zh-CN': '语言', en: 'Language' },
	industry: { 'zh-CN': '行业', en: 'Industry' },
	tax_id: { 'zh-CN': '税号/统一社会信用代码', en: 'Tax ID' },
	tags: { 'zh-CN': '标签', en: 'Tags' },
	state: { 'zh-CN': '状态', en: 'State' },
	version: { 'zh-CN': '版本', en: 'Version' },
	owner_id: { 'zh-CN': '负责人', en: 'Owner' },
	scope_id: { 'zh-CN': '可见范围', en: 'Scope' },
	created_at: { 'zh-CN': '创建时间', en: 'Created' },
	updated_at: { 'zh-CN': '更新时间', en: 'Updated' },
};

/** The words of every choice. */
export const choiceLabels: {
	readonly kind: Readonly<Record<(typeof customerKinds)[number], Words>>;
	readonly state: Readonly<Record<(typeof customerStates)[number], Words>>;
	readonly gender: Readonly<Record<(typeof genders)[number], Words>>;
	readonly lifecycle_stage: Readonly<Record<(typeof lifecycleStages)[number], Words>>;
} = {
	kind: {
		person: { 'zh-CN': '个人', en: 'Person' },
		organisation: { 'zh-CN': '组织', en: 'Organisation' },
		anonymous: { 'zh-CN': '匿名', en: 'Anonymous' },
	},
	state: {
		active: { 'zh-CN': '有效', en: 'Active' },
		merged: { 'zh-CN': '已合并', en: 'Merged' },
		withdrawn: { 'zh-CN': '已撤回', en: 'Withdrawn' },
		deleted: { 'zh-CN': '已删除', en: 'Deleted' },
		erased: { 'zh-CN': '已清除', en: 'Erased' },
	},
	gender: {
		female: { 'zh-CN': '女', en: 'Female' },
		male: { 'zh-CN': '男', en: 'Male' },
		other: { 'zh-CN': '其他', en: 'Other' },
	},
	lifecycle_stage: {
		lead: { 'zh-CN': '线索', en: 'Lead' },
		prospect: { 'zh-CN': '潜在客户', en: 'Prospect' },
		customer: { 'zh-CN': '客户', en: 'Customer' },
		former: { 'zh-CN': '流失客户', en: 'Former customer' },
	},
};

export const contactLabels: Readonly<Record<(typeof contactKinds)[number], Words>> = {
	email: { 'zh-CN': '邮箱', en: 'E-mail' },
	phone: { 'zh-CN': '电话', en: 'Phone' },
	wechat: { 'zh-CN': '微信', en: 'WeChat' },
	whatsapp: { 'zh-CN': 'WhatsApp', en: 'WhatsApp' },
	qq: { 'zh-CN': 'QQ', en: 'QQ' },
	line: { 'zh-CN': 'LINE', en: 'LINE' },
	telegram: { 'zh-CN': 'Telegram', en: 'Telegram' },
	website: { 'zh-CN': '网站', en: 'Website' },
	other: { 'zh-CN': '其他', en: 'Other' },
};

export const operatorLabels: Readonly<Record<(typeof operators)[number], Words>> = {
	eq: { 'zh-CN': '等于', en: 'is' },
	ne: { 'zh-CN': '不等于', en: 'is not' },
	lt: { 'zh-CN': '小于', en: 'is less than' },
	lte: { 'zh-CN': '不大于', en: 'is at most' },
	gt: { 'zh-CN': '大于', en: 'is more than' },
	gte: { 'zh-CN': '不小于', en: 'is at least' },
	in: { 'zh-CN': '属于', en: 'is one of' },
	prefix: { 'zh-CN': '开头是', en: 'starts with' },
	contains: { 'zh-CN': '包含', en: 'contains' },
	empty: { 'zh-CN': '为空', en: 'is empty' },
	not_empty: { 'zh-CN': '不为空', en: 'is not empty' },
};

/** Why a value won or lost, for the provenance of a customer. */
export const reasonLabels: Readonly<Record<'only' | 'pinned' | 'trust' | 'newer' | 'complete' | 'hash' | 'denied' | 'outranked', Words>> = {
	only: { 'zh-CN': '唯一的陈述', en: 'the only statement' },
	pinned: { 'zh-CN': '人工确认', en: 'set by a person' },
	trust: { 'zh-CN': '来源更可信', en: 'from a source that is trusted more' },
	newer: { 'zh-CN': '更新', en: 'stated more recently' },
	complete: { 'zh-CN': '更完整', en: 'more complete' },
	hash: { 'zh-CN': '无法区分，按内容定序', en: 'a tie, settled by content' },
	denied: { 'zh-CN': '已声明不再有效', en: 'said to be no longer true' },
	outranked: { 'zh-CN': '让位于上面的陈述', en: 'outranked by the statement above' },
};

export const customerError = defineErrors({
	customer_not_found: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的客户，或您无权查看。',
		en: 'There is no customer {id}, or you may not see it.',
	},
	customer_merged: {
		status: 308,
		'zh-CN': '客户 {id} 已并入客户 {golden_id}。',
		en: 'Customer {id} was merged into customer {golden_id}.',
	},
	customer_gone: { status: 410, 'zh-CN': '客户 {id} 已不存在（{state}）。', en: 'Customer {id} is gone ({state}).' },
	customer_in_trash: {
		status: 409,
		'zh-CN': '客户 {id} 在回收站中。请先恢复再修改。',
		en: 'Customer {id} is in the trash. Bring it back before you change it.',
	},
	customer_not_in_trash: { status: 409, 'zh-CN': '客户 {id} 不在回收站中。', en: 'Customer {id} is not in the trash.' },
	version_conflict: {
		status: 412,
		'zh-CN': '您修改的同时，别人也改了：{fields}。请看双方的值后再决定。',
		en: 'Somebody else changed the same at the same time: {fields}. Look at both values and decide.',
	},
	if_match_unreadable: { status: 400, 'zh-CN': 'If-Match 须为版本号，例如 "3"。', en: 'If-Match takes a version such as "3".' },
	nothing_stated: {
		status: 400,
		'zh-CN': '至少填写姓名、公司、电话或邮箱中的一项。',
		en: 'State at least a name, a company, a phone number or an e-mail address.',
	},
	nothing_in_it: {
		status: 400,
		'zh-CN': '其中没有可以保存的内容，请填写后重试。',
		en: 'There is nothing in it that could be stored. Fill it in and try again.',
	},
	values_refused: {
		status: 400,
		'zh-CN': '有 {count} 个值不能保存，请看下面逐项的说明。',
		en: '{count} values cannot be stored; each is explained below.',
	},
	field_unknown: { status: 400, 'zh-CN': '没有字段“{field}”。可用字段：{fields}', en: 'There is no field “{field}”. Fields: {fields}' },
	operator_unsuited: { status: 400, 'zh-CN': '字段“{field}”不能用“{op}”比较。', en: 'The field “{field}” cannot be compared with “{op}”.' },
	value_unsuited: {
		status: 400,
		'zh-CN': '“{value}”不是字段“{field}”能有的值。',
		en: '“{value}” is not a value that the field “{field}” can have.',
	},
	sort_unsuited: { status: 400, 'zh-CN': '不能按“{field}”排序。', en: 'The list cannot be sorted by “{field}”.' },
	cursor_unreadable: {
		status: 400,
		'zh-CN': '参数 after 无效；请使用上一页返回的值。',
		en: 'The parameter after is not one that a reply gave.',
	},
	filter_too_slow: {
		status: 422,
		'zh-CN': '按“{field}”筛选超过 2 秒：该字段没有索引。请缩小条件；自定义字段可在设置中建立索引。',
		en: 'Filtering by “{field}” took more than 2 s: it has no index. Narrow the list; a custom attribute can be given an index in the settings.',
	},
	search_too_slow: {
		status: 422,
		'zh-CN': '搜索“{search}”并同时筛选超过 2 秒。请再输入几个字，或减少筛选条件。',
		en: 'The search for “{search}” with these filters took more than 2 s. Type more of it, or take a filter away.',
	},
	contact_not_found: { status: 404, 'zh-CN': '这位客户没有联系方式“{key}”。', en: 'This customer has no contact point “{key}”.' },
	address_not_found: { status: 404, 'zh-CN': '这位客户没有地址“{key}”。', en: 'This customer has no address “{key}”.' },
	relationship_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的关系。', en: 'There is no relationship {id}.' },
	relationship_type_unknown: { status: 400, 'zh-CN': '没有关系类型“{type}”。', en: 'There is no relationship type “{type}”.' },
	relationship_with_itself: { status: 400, 'zh-CN': '客户不能与自己建立关系。', en: 'A customer cannot have a relationship with itself.' },
	relationship_dates: { status: 400, 'zh-CN': '结束日期早于开始日期。', en: 'The end lies before the start.' },
	relationship_type_exists: {
		status: 409,
		'zh-CN': '已有名为“{name}”的关系类型。',
		en: 'There is a relationship type named “{name}” already.',
	},
	note_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的备注。', en: 'There is no note {id}.' },
	attribute_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的自定义字段。', en: 'There is no custom attribute {id}.' },
	attribute_exists: { status: 409, 'zh-CN': '已有名为“{name}”的字段。', en: 'There is a field named “{name}” already.' },
	attribute_choices: {
		status: 400,
		'zh-CN': '选择类型的字段至少要有一个选项，且选项不能重复。',
		en: 'An attribute of type choice needs at least one choice, each only once.',
	},
	tag_not_found: { status: 404, 'zh-CN': '没有标签“{name}”。', en: 'There is no tag “{name}”.' },
	tag_in_use: {
		status: 409,
		'zh-CN': '还有 {count} 位客户带有标签“{name}”（包括回收站中的），不能删除。请先从这些客户上去掉它。',
		en: 'The tag “{name}” cannot be deleted: {count} customers carry it, those in the trash included. Take it off them first.',
	},
	source_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的来源。', en: 'There is no source {id}.' },
	source_reserved: {
		status: 400,
		'zh-CN': '来源“{name}”由系统使用，请另取名称。',
		en: 'The source “{name}” belongs to the system. Choose another name.',
	},
	external_id_needs_source: {
		status: 400,
		'zh-CN': 'external_id 须与 source 一起给出。',
		en: 'An external_id goes with the source it belongs to.',
	},
	owner_unknown: {
		status: 400,
		'zh-CN': '没有编号为 {owner_id} 的用户可以做负责人。',
		en: 'There is no user {owner_id} who could be the owner.',
	},
	scope_not_allowed: {
		status: 403,
		'zh-CN': '您不能把客户放入可见范围 {scope_id}。',
		en: 'You may not put customers into scope {scope_id}.',
	},
});
