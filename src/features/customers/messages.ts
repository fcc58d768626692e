// The words of customers in both languages, side by side: labels of fields and choices, other names a column may bear, errors.
import { defineErrors, type ErrorSpec, type Words } from '../../platform/errors.ts';
import type { undoRefusals } from './endpoints-changes.ts';
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
	identity_number: { 'zh-CN': '证件号码', en: 'Identity number' },
	tax_id: { 'zh-CN': '税号/统一社会信用代码', en: 'Tax ID' },
	tags: { 'zh-CN': '标签', en: 'Tags' },
	state: { 'zh-CN': '状态', en: 'State' },
	version: { 'zh-CN': '版本', en: 'Version' },
	owner_id: { 'zh-CN': '负责人', en: 'Owner' },
	scope_id: { 'zh-CN': '团队', en: 'Team' },
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

/** Days and times are earlier and later, not less and more. */
const timeOperatorLabels: Partial<Record<(typeof operators)[number], Words>> = {
	lt: { 'zh-CN': '早于', en: 'before' },
	lte: { 'zh-CN': '不晚于', en: 'until' },
	gt: { 'zh-CN': '晚于', en: 'after' },
	gte: { 'zh-CN': '不早于', en: 'from' },
};

/** How a comparison with a field of this type is said. */
export function operatorWords(op: (typeof operators)[number], type: string): Words {
	return (type === 'date' || type === 'timestamp' ? timeOperatorLabels[op] : undefined) ?? operatorLabels[op];
}

/** Why a value won or lost, for the provenance of a customer. */
export const reasonLabels: Readonly<
	Record<'only' | 'pinned' | 'trust' | 'newer' | 'complete' | 'hash' | 'denied' | 'outranked' | 'united', Words>
> = {
	only: { 'zh-CN': '唯一的陈述', en: 'the only statement' },
	pinned: { 'zh-CN': '人工确认', en: 'set by a person' },
	trust: { 'zh-CN': '来源更可信', en: 'from a source that is trusted more' },
	newer: { 'zh-CN': '更新', en: 'stated more recently' },
	complete: { 'zh-CN': '更完整', en: 'more complete' },
	hash: { 'zh-CN': '无法区分，按内容定序', en: 'a tie, settled by content' },
	denied: { 'zh-CN': '已声明不再有效', en: 'said to be no longer true' },
	united: { 'zh-CN': '与其他来源的值合并', en: 'united with what other sources say' },
	outranked: { 'zh-CN': '让位于上面的陈述', en: 'outranked by the statement above' },
};

/** Why a change cannot be taken back. */
export const undoRefusalWords: Readonly<Record<(typeof undoRefusals)[number], Words>> = {
	created: {
		'zh-CN': '客户由这项更改而来。若不再需要，请把客户移入回收站。',
		en: 'The customer came into being with it. Move the customer to the trash if it is not wanted.',
	},
	last_statement: {
		'zh-CN': '这是关于该客户的最后一条来源记录，撤销后就什么也不剩了。请改为移入回收站。',
		en: 'It is the last statement about this customer; nothing would be left. Move the customer to the trash instead.',
	},
	withdrawn: { 'zh-CN': '这条来源记录已经撤回。', en: 'This statement has been taken back already.' },
	changed_since: {
		'zh-CN': '同样的内容后来又改过。请先撤销较新的更改。',
		en: 'The same was changed again since. Take back the newer change first.',
	},
	computed: {
		'zh-CN': '这项更改由系统计算得出（例如来源的可信度变了），没有可以撤销的陈述。',
		en: 'It was computed (because the trust in a source changed, for instance); there is no statement to take back.',
	},
	import: {
		'zh-CN': '这由整次导入的撤销引起。请在导入页面上恢复该次导入。',
		en: 'It came with the undo of a whole import. Redo that import on its page.',
	},
	merged: {
		'zh-CN': '它是对一位已并入的客户所做的手动修改，不能单独撤销。',
		en: 'It was made by hand on a customer that was merged into this one, and cannot be taken back by itself.',
	},
	in_trash: { 'zh-CN': '客户在回收站中。请先恢复。', en: 'The customer is in the trash. Bring it back first.' },
	not_allowed: { 'zh-CN': '您没有修改的权限。', en: 'You may not change this.' },
};

const undoRefusalErrors = Object.fromEntries(
	Object.entries(undoRefusalWords).map(([code, words]) => [`undo_${code}`, { status: code === 'not_allowed' ? 403 : 409, ...words }]),
) as Record<`undo_${(typeof undoRefusals)[number]}`, ErrorSpec>;

export const undoError = defineErrors({
	...undoRefusalErrors,
	change_not_found: {
		status: 404,
		'zh-CN': '这位客户没有编号为 {change_id} 的更改。',
		en: 'This customer has no change {change_id}.',
	},
	undo_overtaken: {
		status: 409,
		'zh-CN': '不能撤销：{who}在 {when} 又改过同样的内容（{fields}）。请先撤销那项更改。',
		en: 'It cannot be taken back: {who} changed the same again on {when} ({fields}). Take that change back first.',
	},
	undo_not_own: {
		status: 409,
		'zh-CN': '这个版本不是您修改出来的。请在客户的更改记录中撤销。',
		en: 'Somebody else made this version. Take it back in the customer’s history.',
	},
	relationship_end_gone: {
		status: 409,
		'zh-CN': '关系的另一方已不存在，或您无权查看，所以不能恢复。',
		en: 'The customer at the other end of the relationship is gone, or you may not see it; it cannot be brought back.',
	},
});

export const unmaskError = defineErrors({
	unmask_unknown: {
		status: 404,
		'zh-CN': '没有名为“{field}”的值。请使用客户资料中的名称，例如 identity_number、attributes.x、contact_points/phone:138****8000。',
		en: 'There is no value called “{field}”. Use a name of the profile, such as identity_number, attributes.x or contact_points/phone:138****8000.',
	},
	unmask_too_often: {
		status: 429,
		'zh-CN': '您在一小时内查看的完整值已达上限（{most} 个）。请稍后再试，或向管理员申请查看权限。',
		en: 'You have had {most} values told within an hour, which is the limit. Wait, or ask an administrator for the right to read them.',
	},
});

export const customerError = defineErrors({
	customer_not_found: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的客户，或您无权查看。',
		en: 'There is no customer {id}, or you may not see it.',
	},
	customer_read_only: {
		status: 403,
		'zh-CN': '您可以查看客户 {id}，但不能修改。请联系负责人或管理员。',
		en: 'You may see customer {id} but not change it. Ask its owner or an administrator.',
	},
	customer_merged: {
		status: 308,
		'zh-CN': '客户 {id} 已并入客户 {golden_id}。',
		en: 'Customer {id} was merged into customer {golden_id}.',
	},
	customer_gone: {
		status: 410,
		'zh-CN': '客户 {id} 已不存在：已被删除、撤回或清除。',
		en: 'Customer {id} is gone: deleted, withdrawn or erased.',
	},
	customer_in_trash: {
		status: 409,
		'zh-CN': '客户 {id} 在回收站中。请先恢复再修改。',
		en: 'Customer {id} is in the trash. Bring it back before you change it.',
	},
	customer_not_in_trash: { status: 409, 'zh-CN': '客户 {id} 不在回收站中。', en: 'Customer {id} is not in the trash.' },
	person_erased: {
		status: 409,
		'zh-CN': '此人已按清除记录 {erasure} 清除，不再录入。需要时，请有隐私管理权限的人在“隐私 → 清除记录”中允许再次录入。',
		en: 'This person was erased (erasure {erasure}) and is not recorded again. Where it is right to, somebody who manages privacy can allow it under Privacy, Erasures.',
	},
	version_conflict: {
		status: 412,
		'zh-CN': '您修改的同时，别人也改了：{fields}。请看双方的值后再决定。',
		en: 'Somebody else changed the same at the same time: {fields}. Look at both values and decide.',
	},
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
	attribute_encrypted: {
		status: 400,
		'zh-CN': '身份或敏感类字段会被加密：不能建索引，也不能合并各来源的多个值。请去掉这两项。',
		en: 'Attributes of the kinds identity and sensitive are encrypted: they have no index and are no union of several values. Leave both out.',
	},
	encrypted_unsuited: {
		status: 400,
		'zh-CN': '“{field}”已加密，只能按完整的值查找（等于），不能排序、分组或用其他方式比较。',
		en: '“{field}” is encrypted: it can be found by its whole value (eq, in), and neither sorted, grouped nor compared otherwise.',
	},
	sort_unsuited: { status: 400, 'zh-CN': '不能按“{field}”排序。', en: 'The list cannot be sorted by “{field}”.' },
	cursor_unreadable: {
		status: 400,
		'zh-CN': '参数 after 或 until 无效；请使用先前返回的值。',
		en: 'The parameter after or until is not one that a reply gave.',
	},
	ids_alone: {
		status: 400,
		'zh-CN': '参数 ids 直接指定客户，不能与“{with}”一起使用。',
		en: 'The parameter ids names the customers itself and does not go together with “{with}”.',
	},
	search_by_relevance: {
		status: 400,
		'zh-CN': '搜索结果按相关程度排列，不能切段。请去掉 search 或 until，并用 after 逐页读取。',
		en: 'A search comes by relevance and has no boundaries. Leave out search or until, and read on with after.',
	},
	group_unsuited: {
		status: 400,
		'zh-CN': '不能按“{field}”分组。可用文本、选项、标签、是否、日期和引用字段。',
		en: 'The list cannot be grouped by “{field}”. Fields of text, choices, tags, yes or no, dates and references can be.',
	},
	group_too_slow: {
		status: 422,
		'zh-CN': '按“{field}”分组超过 2 秒。请先加上筛选条件。',
		en: 'Grouping by “{field}” took more than 2 s. Add a filter first.',
	},
	count_running: {
		status: 429,
		'zh-CN': '您的上一次精确计数还在进行，最多 15 秒。请稍后再试。',
		en: 'An exact count of yours is still running, for 15 s at most. Try again when it is done.',
	},
	index_unsuited: {
		status: 400,
		'zh-CN': '不能为“{field}”建立索引。可加速的字段：{fields}',
		en: 'The field “{field}” cannot be made fast. Fields that can: {fields}',
	},
	view_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的视图。', en: 'There is no view {id}.' },
	view_not_yours: {
		status: 403,
		'zh-CN': '视图“{name}”属于 {owner}。只有本人和管理员可以修改；您可以另存为自己的视图。',
		en: 'The view “{name}” belongs to {owner}. Only its owner or an administrator may change it; save it as one of your own instead.',
	},
	view_exists: {
		status: 409,
		'zh-CN': '您已有名为“{name}”的视图。请换个名称。',
		en: 'You have a view named “{name}” already. Choose another name.',
	},
	view_conflict: {
		status: 412,
		'zh-CN': '视图“{name}”已被别人修改。请重新载入后再改。',
		en: 'Somebody else changed the view “{name}” at the same time. Load it again and repeat your change.',
	},
	views_too_many: {
		status: 409,
		'zh-CN': '每人最多保存 {most} 个视图。请先删除不用的。',
		en: 'A person can keep {most} views. Delete those that are not needed first.',
	},
	filter_too_slow: {
		status: 422,
		'zh-CN': '按“{field}”筛选或排序超过 2 秒：该字段没有索引。请缩小范围，或请管理员为该字段建立索引（加速）。',
		en: 'Filtering or sorting by “{field}” took more than 2 s: it has no index. Narrow the list, or have an administrator make this field fast.',
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
	mention_unknown: {
		status: 400,
		'zh-CN': '备注提到了编号为 {user_id} 的同事，但没有这位同事或其账号已停用。请从 @ 列表中重新选择。',
		en: 'The note mentions colleague {user_id}, who does not exist or has left. Choose again from the list that @ opens.',
	},
	too_many_mentions: {
		status: 400,
		'zh-CN': '一条备注最多提到 {most} 位同事。',
		en: 'A note mentions {most} colleagues at most.',
	},
	file_not_found: { status: 404, 'zh-CN': '这位客户没有编号为 {id} 的文件。', en: 'This customer has no file {id}.' },
	files_full: {
		status: 413,
		'zh-CN':
			'这位客户的文件总量会超过上限（{megabytes} MB，含回收站）。请删除不需要的文件，或请管理员提高 CLIENTELE_FILES_CUSTOMER_MAX_MB。',
		en: 'The files of this customer would hold more than the limit ({megabytes} MB, the trash included). Remove what is not needed, or ask your administrator to raise CLIENTELE_FILES_CUSTOMER_MAX_MB.',
	},
	file_empty: { status: 400, 'zh-CN': '文件是空的，没有保存。', en: 'The file is empty; it was not stored.' },
	file_name_empty: { status: 400, 'zh-CN': '请给文件起一个名称。', en: 'Give the file a name.' },
	file_name_long: { status: 400, 'zh-CN': '文件名过长（最多 {most} 个字符）。', en: 'The name is too long (at most {most} characters).' },
	file_forbidden: {
		status: 415,
		'zh-CN': '不能保存程序和脚本（{ending}）。如确有需要，请压缩成 ZIP 再上传。',
		en: 'Programs and scripts ({ending}) are not stored. If it has to be, put it into a ZIP file.',
	},
	file_mismatch: {
		status: 415,
		'zh-CN': '文件名以 .{ending} 结尾，内容却是 {found}。请改成正确的扩展名再上传。',
		en: 'The name ends in .{ending}, but the content is {found}. Give the file its right ending and upload it again.',
	},
	file_damaged: {
		status: 415,
		'zh-CN': '内容不是有效的 {ending} 文件，可能已损坏。请检查能否打开，再重新上传。',
		en: 'The content is not that of a .{ending} file; it may be damaged. See whether it opens, then upload it again.',
	},
	file_ending: {
		status: 400,
		'zh-CN': '重命名时请保留扩展名（{ending}）。',
		en: 'Keep the ending of the name ({ending}).',
	},
	file_range: { status: 416, 'zh-CN': '文件只有 {bytes} 字节。', en: 'The file has {bytes} bytes only.' },
	attribute_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的自定义字段。', en: 'There is no custom attribute {id}.' },
	attribute_exists: { status: 409, 'zh-CN': '已有名为“{name}”的字段。', en: 'There is a field named “{name}” already.' },
	attribute_choices: {
		status: 400,
		'zh-CN': '选择类型的字段至少要有一个选项，且选项不能重复。',
		en: 'An attribute of type choice needs at least one choice, each only once.',
	},
	attribute_changed: {
		status: 412,
		'zh-CN': '别人刚修改了字段“{name}”。请关闭后重新打开，再修改。',
		en: 'Somebody else has just changed the attribute “{name}”. Close it, open it again and change it then.',
	},
	attribute_rules: { status: 400, 'zh-CN': '规则有 {count} 处不对。', en: '{count} of the rules cannot be used.' },
	attribute_union: {
		status: 400,
		'zh-CN': '只有多选字段可以合并各来源的值。',
		en: 'Only an attribute of several choices can unite what its sources say.',
	},
	layout_changed: {
		status: 412,
		'zh-CN': '别人刚改过分组。请看新的排列，再调整。',
		en: 'Somebody else has just arranged the groups. Look at the new arrangement and change it then.',
	},
	group_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的分组。', en: 'There is no group {id}.' },
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
	owner_out_of_sight: {
		status: 403,
		'zh-CN': '您只因是负责人才能看到这位客户，不能转给别人。请有更大可见范围的人来做。',
		en: 'You see this customer only as its owner, so you cannot give it to somebody else. Ask somebody who sees more to do it.',
	},
	edit_out_of_sight: {
		status: 403,
		'zh-CN':
			'改成这些值后，客户会归入您看不到的范围，因此没有改动。请有更大可见范围的人来做，或在列表中批量修改：预览会说明您将看不到多少位。',
		en: 'With these values the customer would belong to those you do not see, so nothing was changed. Ask somebody who sees more to do it, or use a bulk edit: its preview says how many you would lose sight of.',
	},
	bulk_edit_not_found: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的批量修改，或它不是您的。',
		en: 'There is no bulk change {id}, or it is not yours.',
	},
	bulk_edit_expired: {
		status: 409,
		'zh-CN': '这次批量修改的预览已超过一天。请重新预览后再应用。',
		en: 'The preview of this bulk change is more than a day old. Preview it anew, then apply it.',
	},
	bulk_edit_undo_expired: {
		status: 409,
		'zh-CN': '批量修改结束 {days} 天后不能再撤销。可在客户的更改记录中逐项撤销。',
		en: 'A bulk change cannot be undone more than {days} days after its end. Take changes back one by one in the history of a customer.',
	},
	bulk_edit_state: {
		status: 409,
		'zh-CN': '批量修改 {id} 的状态是“{state}”，不能这样做。请刷新后再看。',
		en: 'Bulk change {id} is in the state “{state}”, in which this cannot be done. Read it anew.',
	},
	bulk_state_unsuited: {
		status: 400,
		'zh-CN': '恢复只用于回收站中的客户，其他操作只用于不在回收站中的客户。',
		en: 'Bringing back is for customers in the trash, everything else for customers outside of it.',
	},
	bulk_edit_failed: {
		status: 500,
		'zh-CN': '批量修改因程序错误中断，已记录。已改的客户保留，可以撤销。',
		en: 'The bulk change was ended by an error of the program, which was recorded. What was done stays and can be undone.',
	},
	bulk_edit_user_gone: {
		status: 403,
		'zh-CN': '发起批量修改的用户已停用或无权这样做。',
		en: 'The person who asked for the bulk change was disabled or may not do this any more.',
	},
	scope_not_allowed: {
		status: 403,
		'zh-CN': '您不能把客户放入这个团队（范围 {scope_id}）。请选择您可以修改其客户的团队。',
		en: 'You may not put customers into this team (scope {scope_id}). Choose one whose customers you may change.',
	},
});
