// The words of SQL for people: what its views and their columns are (comments that SQL tools show), and why a value is refused.
import type { Words } from '../../platform/errors.ts';

/** The views of the schema crm, in the order in which they are made. */
export const viewWords = {
	customers: {
		'zh-CN': '客户。可 INSERT、UPDATE、DELETE（DELETE 移入回收站，用 restore(id) 恢复）。大批量请用导入。',
		en: 'Customers. INSERT, UPDATE and DELETE work (DELETE moves into the trash, restore(id) brings back). For bulk use an import.',
	},
	deleted_customers: {
		'zh-CN': '回收站中的客户，三十天后清除。恢复：SELECT restore(id) FROM deleted_customers WHERE …',
		en: 'Customers in the trash, purged after thirty days. Bring back: SELECT restore(id) FROM deleted_customers WHERE …',
	},
	contact_points: {
		'zh-CN': '联系方式：每位客户可有多个邮箱、电话、微信等。可写。',
		en: 'Contact points: many e-mails, phones and handles for each customer. Takes INSERT, UPDATE and DELETE.',
	},
	addresses: { 'zh-CN': '地址。可写；key 由内容算出。', en: 'Addresses. Takes INSERT, UPDATE and DELETE; the key follows from the parts.' },
	relationships: {
		'zh-CN': '客户之间的关系：customer_id 在左，other_id 在右（公司 employs 个人）。可写。',
		en: 'Relationships: customer_id on the left, other_id on the right (a company employs a person). Takes INSERT, UPDATE and DELETE.',
	},
	notes: { 'zh-CN': '备注。可写。', en: 'Notes. Takes INSERT, UPDATE and DELETE.' },
	tags: { 'zh-CN': '标签，每行一个。可写。', en: 'Tags, one row each. Takes INSERT, UPDATE and DELETE.' },
	sources: { 'zh-CN': '来源。只读。', en: 'Sources of what is known. Read only.' },
	statements: {
		'zh-CN': '各来源说过的话：客户的每个值都由此算出。只读。',
		en: 'What each source said: every value of a customer is computed from these. Read only.',
	},
} as const satisfies Readonly<Record<string, Words>>;

export type ViewName = keyof typeof viewWords;

/** Columns that are not fields of a customer. */
export const columnWords: Readonly<Record<string, Words>> = {
	attributes: { 'zh-CN': '自定义字段（名称到值）', en: 'Custom attributes, name to value' },
	deleted_at: { 'zh-CN': '删除时间', en: 'Deleted' },
	purged_after: { 'zh-CN': '此后清除', en: 'Purged after' },
	customer_id: { 'zh-CN': '客户编号', en: 'Customer ID' },
	value: { 'zh-CN': '值', en: 'Value' },
	label: { 'zh-CN': '标注', en: 'Label' },
	is_primary: { 'zh-CN': '首选', en: 'Primary one' },
	key: { 'zh-CN': '键', en: 'Key' },
	line1: { 'zh-CN': '地址行 1', en: 'Address line 1' },
	line2: { 'zh-CN': '地址行 2', en: 'Address line 2' },
	type: { 'zh-CN': '类型', en: 'Type' },
	other_id: { 'zh-CN': '对方客户编号', en: 'ID of the other customer' },
	starts_on: { 'zh-CN': '开始日期', en: 'Starts on' },
	ends_on: { 'zh-CN': '结束日期', en: 'Ends on' },
	note: { 'zh-CN': '说明', en: 'Note' },
	body: { 'zh-CN': '内容', en: 'Text' },
	created_by: { 'zh-CN': '创建人', en: 'Created by' },
	tag: { 'zh-CN': '标签', en: 'Tag' },
	trust: { 'zh-CN': '可信度（0–100）', en: 'Trust, 0 to 100' },
	source: { 'zh-CN': '来源', en: 'Source' },
	content: { 'zh-CN': '内容', en: 'What it says' },
	raw: { 'zh-CN': '清理前的原文', en: 'The text before it was cleaned' },
	stated_at: { 'zh-CN': '陈述时间', en: 'Stated at' },
	recorded_at: { 'zh-CN': '记录时间', en: 'Recorded at' },
	recorded_by: { 'zh-CN': '记录人', en: 'Recorded by' },
	import_id: { 'zh-CN': '导入编号', en: 'Import ID' },
	import_row: { 'zh-CN': '导入行号', en: 'Row of the import' },
	withdrawn_at: { 'zh-CN': '撤回时间', en: 'Withdrawn at' },
};

/** A refusal: SQLSTATE, what is wrong, and what to do. `{field}` and `{value}` are filled in. */
export interface Refusal {
	readonly errcode: string;
	readonly message: Words;
	readonly hint: Words;
}

const check = '23514';
const right = '42501';
const absent = 'P0002';

export const refusals = {
	login_unknown: {
		errcode: right,
		message: { 'zh-CN': '数据库登录名“{value}”没有对应的有效用户。', en: 'The login “{value}” stands for no active person.' },
		hint: { 'zh-CN': '请管理员在 sql_logins 中登记。', en: 'Ask an administrator to enter it in sql_logins.' },
	},
	read_only: {
		errcode: right,
		message: { 'zh-CN': '您的角色只能查看。', en: 'Your role may only read.' },
		hint: { 'zh-CN': '请管理员授予您可以修改的角色。', en: 'Ask an administrator for a role that may write.' },
	},
	text_reserved: {
		errcode: check,
		message: {
			'zh-CN': '这段文本的形式与加密后的值相同，不能保存。',
			en: 'This text has the form of an encrypted value and cannot be stored.',
		},
		hint: { 'zh-CN': '请在 ~1. 中间加一个空格。', en: 'Put a space into its ~1.' },
	},
	scope_not_allowed: {
		errcode: right,
		message: { 'zh-CN': '您不能把客户放入可见范围 {value}。', en: 'You may not put customers into scope {value}.' },
		hint: { 'zh-CN': '省略 scope_id 即用您自己的范围。', en: 'Leave out scope_id for your own scope.' },
	},
	customer_not_found: {
		errcode: absent,
		message: { 'zh-CN': '没有编号为 {value} 的客户，或您无权查看。', en: 'There is no customer {value}, or you may not see it.' },
		hint: { 'zh-CN': '请用 SELECT id FROM customers 查编号。', en: 'Look it up with SELECT id FROM customers.' },
	},
	customer_restricted: {
		errcode: right,
		message: {
			'zh-CN': '客户 {value} 的信息已限制处理：只保存，不修改。',
			en: 'Processing of customer {value} is restricted: kept, not changed.',
		},
		hint: { 'zh-CN': '请联系隐私专员。', en: 'Ask the privacy officer.' },
	},
	customer_read_only: {
		errcode: right,
		message: { 'zh-CN': '您可以查看客户 {value}，但不能修改。', en: 'You may see customer {value} but not change it.' },
		hint: { 'zh-CN': '请联系负责人或管理员。', en: 'Ask its owner or an administrator.' },
	},
	delete_not_allowed: {
		errcode: right,
		message: { 'zh-CN': '您不能删除或恢复客户。', en: 'You may neither delete customers nor bring them back.' },
		hint: { 'zh-CN': '请管理员授予您相应的角色。', en: 'Ask an administrator for a role that may.' },
	},
	field_not_writable: {
		errcode: right,
		message: { 'zh-CN': '您无权修改“{field}”。', en: 'You may not change “{field}”.' },
		hint: {
			'zh-CN': '请向管理员申请修改此类数据（{list}）的权限。',
			en: 'Ask an administrator for the right to write this kind of data ({list}).',
		},
	},
	customer_not_in_trash: {
		errcode: absent,
		message: { 'zh-CN': '客户 {value} 不在回收站中。', en: 'Customer {value} is not in the trash.' },
		hint: { 'zh-CN': '请看 deleted_customers。', en: 'See deleted_customers.' },
	},
	changed_meanwhile: {
		errcode: '40001',
		message: { 'zh-CN': '“{field}”刚被别人改过。', en: 'Somebody else has just changed “{field}”.' },
		hint: { 'zh-CN': '请重新查询后再执行。', en: 'Look at the row again and repeat the statement.' },
	},
	computed: {
		errcode: '428C9',
		message: { 'zh-CN': '“{field}”由系统给出，不能写入。', en: '“{field}” is set by the system and cannot be written.' },
		hint: { 'zh-CN': '请从语句中去掉这一列。', en: 'Leave this column out of the statement.' },
	},
	encrypted: {
		errcode: right,
		message: { 'zh-CN': '“{field}”已加密，SQL 既不能读取也不能写入。', en: '“{field}” is encrypted: SQL neither shows nor takes it.' },
		hint: { 'zh-CN': '请在网页上或通过接口填写。', en: 'Write it on the page or over the interface.' },
	},
	nothing_stated: {
		errcode: check,
		message: { 'zh-CN': '没有姓名、公司、电话或邮箱。', en: 'There is no name, company, phone number or e-mail address.' },
		hint: { 'zh-CN': '至少填写其中一项。', en: 'State at least one of them.' },
	},
	value_missing: {
		errcode: '23502',
		message: { 'zh-CN': '“{field}”不能为空。', en: '“{field}” must not be empty.' },
		hint: { 'zh-CN': '请填写，或用 DELETE 删除该行。', en: 'Give a value, or DELETE the row.' },
	},
	text_too_long: {
		errcode: '22001',
		message: { 'zh-CN': '“{field}”太长：最多 {value} 个字符。', en: '“{field}” is too long: at most {value} characters are allowed.' },
		hint: { 'zh-CN': '请缩短，或改放到备注 notes 中。', en: 'Shorten it, or put it into notes.' },
	},
	choice_unknown: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不是“{field}”可选的值。', en: '“{value}” is none of the values of “{field}”.' },
		hint: { 'zh-CN': '可选：{list}', en: 'One of: {list}' },
	},
	country_unknown: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不是国家或地区代码。', en: '“{value}” is not the code of a country.' },
		hint: { 'zh-CN': '请用 ISO 3166 两字母代码，例如 CN、DE。', en: 'Use the two letters of ISO 3166, such as CN or DE.' },
	},
	date_unsuited: {
		errcode: '22008',
		message: { 'zh-CN': '“{value}”不是可用的日期。', en: '“{value}” is not a usable date.' },
		hint: { 'zh-CN': '请写成 1990-12-31。', en: 'Write it as 1990-12-31.' },
	},
	phone_letters: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不是电话号码：其中含有字母或文字。', en: '“{value}” is not a phone number: it holds letters.' },
		hint: { 'zh-CN': '只填数字，分机号写在“转”之后。', en: 'Write digits only, an extension after “ext.”.' },
	},
	phone_invalid: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不是电话号码：位数不对。', en: '“{value}” is not a phone number: it has too few or too many digits.' },
		hint: { 'zh-CN': '请检查号码。', en: 'Check the number.' },
	},
	email_no_at: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不是邮箱地址：缺少 @。', en: '“{value}” is not an e-mail address: the @ is missing.' },
		hint: { 'zh-CN': '请写完整，例如 name@example.com。', en: 'Write it in full, such as name@example.com.' },
	},
	email_chinese: {
		errcode: check,
		message: {
			'zh-CN': '“{value}”不是可用的邮箱地址：@ 前面含有中文字符。',
			en: '“{value}” is not a usable e-mail address: it holds Chinese characters before the @.',
		},
		hint: { 'zh-CN': '请改为英文字母和数字。', en: 'Use Latin letters and digits.' },
	},
	email_invalid: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不是邮箱地址。', en: '“{value}” is not an e-mail address.' },
		hint: { 'zh-CN': '请检查拼写，例如 name@example.com。', en: 'Check the spelling: name@example.com.' },
	},
	attribute_unknown: {
		errcode: '42703',
		message: { 'zh-CN': '没有自定义字段“{value}”。', en: 'There is no custom attribute “{value}”.' },
		hint: { 'zh-CN': '请先在设置中建立，或检查名称。', en: 'Create it in the settings first, or check the name.' },
	},
	attribute_unsuited: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不符合自定义字段“{field}”的类型。', en: '“{value}” does not fit the type of the attribute “{field}”.' },
		hint: {
			'zh-CN': 'JSON 值须与类型一致：数字 12，日期 "1990-12-31"，金额 {"amount": "9.90", "currency": "CNY"}。',
			en: 'The JSON value follows the type: number 12, date "1990-12-31", money {"amount": "9.90", "currency": "CNY"}.',
		},
	},
	attribute_rule: {
		errcode: check,
		message: { 'zh-CN': '“{value}”不符合自定义字段“{field}”的规则。', en: '“{value}” breaks the rule of the attribute “{field}”.' },
		hint: { 'zh-CN': '规则：{list}', en: 'The rule: {list}' },
	},
	attribute_required: {
		errcode: '23502',
		message: { 'zh-CN': '自定义字段“{value}”为必填。', en: 'The attribute “{value}” is required.' },
		hint: { 'zh-CN': '请在 attributes 中给出它的值。', en: 'Give it a value in attributes.' },
	},
	relationship_type_unknown: {
		errcode: check,
		message: { 'zh-CN': '没有关系类型“{value}”。', en: 'There is no relationship type “{value}”.' },
		hint: { 'zh-CN': '可选：{list}', en: 'One of: {list}' },
	},
	relationship_with_itself: {
		errcode: check,
		message: { 'zh-CN': '客户不能与自己建立关系。', en: 'A customer cannot have a relationship with itself.' },
		hint: { 'zh-CN': '请检查 other_id。', en: 'Check other_id.' },
	},
	relationship_dates: {
		errcode: check,
		message: { 'zh-CN': '结束日期早于开始日期。', en: 'The end lies before the start.' },
		hint: { 'zh-CN': '请检查 starts_on 和 ends_on。', en: 'Check starts_on and ends_on.' },
	},
	relationship_fixed: {
		errcode: check,
		message: { 'zh-CN': '关系的两端和类型不能修改。', en: 'The ends and the type of a relationship cannot be changed.' },
		hint: { 'zh-CN': '请删除后重新添加。', en: 'Delete it and insert a new one.' },
	},
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalCode = keyof typeof refusals;
