// Which tables hold what of customers: how each is read for an access report, and how an erasure reaches it. A table that names customers and is not here fails the test.
import type { Words } from '../../platform/errors.ts';

/**
 * How an erasure reaches a table: `purged` with the customer (customers/purge-queries.ts, which the trash uses as well), `emptied`: the row stays without
 * its content, `removed` by a step of erasure.ts, `keyed`: unreadable since the customer's key is destroyed, `kept`: the law makes us, or nothing of the person is in it.
 */
export type Erased = 'purged' | 'emptied' | 'removed' | 'keyed' | 'kept';

export interface Holding {
	/** What it is called in a report and in the preview of an erasure. */
	readonly words: Words;
	/** Columns that name customers; `customer_ids` is an array. Empty where the rows are told otherwise. */
	readonly columns: readonly string[];
	/** One jsonb column `item` for each row about the customers `$1::bigint[]`, oldest first. Left out where the same is told by another table. */
	readonly report?: string;
	readonly erased: Erased;
	/** Why it is kept: shown before and after. */
	readonly reason?: Words;
}

/** Rows of a table as they are, less what is ours alone. */
const rows = (table: string, order: string, less: readonly string[] = [], where = 'customer_id = any ($1::bigint[])') =>
	`select to_jsonb(t) - '{scope_id,owner_id${less.map((one) => `,${one}`).join('')}}'::text[] as item from ${table} t where ${where} order by ${order}`;

export const holdings: Readonly<Record<string, Holding>> = {
	customers: {
		words: { 'zh-CN': '客户资料', en: 'The customer as computed' },
		columns: ['id'],
		report: rows('customers', 'id', ['sort_name'], 'id = any ($1::bigint[])'),
		erased: 'emptied',
	},
	source_records: {
		words: { 'zh-CN': '各来源的说法', en: 'What the sources said' },
		columns: ['customer_id'],
		report: `select to_jsonb(r) - '{scope_id,owner_id,content_hash,changed_in,source_id}'::text[] || jsonb_build_object('source', s.name) as item
			from source_records r join sources s on s.id = r.source_id where r.customer_id = any ($1::bigint[]) order by r.id`,
		erased: 'emptied',
	},
	assignments: { words: { 'zh-CN': '说法与客户的对应', en: 'Which statement stood for whom' }, columns: ['customer_id'], erased: 'purged' },
	restatements: { words: { 'zh-CN': '重复的说法', en: 'Statements repeated' }, columns: ['customer_id'], erased: 'purged' },
	contact_points: {
		words: { 'zh-CN': '联系方式', en: 'Contact points' },
		columns: ['customer_id'],
		report: rows('contact_points', 'kind, value'),
		erased: 'purged',
	},
	addresses: {
		words: { 'zh-CN': '地址', en: 'Addresses' },
		columns: ['customer_id'],
		report: rows('addresses', 'key', ['key']),
		erased: 'purged',
	},
	attribute_values: {
		words: { 'zh-CN': '自定义属性的索引', en: 'Index of custom attributes' },
		columns: ['customer_id'],
		erased: 'purged',
	},
	lookup: { words: { 'zh-CN': '搜索词', en: 'Search tokens' }, columns: ['customer_id'], erased: 'purged' },
	lookup_tokens: { words: { 'zh-CN': '搜索词清单', en: 'List of search tokens' }, columns: ['customer_id'], erased: 'purged' },
	index_queue: { words: { 'zh-CN': '等待建立索引', en: 'Waiting to be indexed' }, columns: ['customer_id'], erased: 'purged' },
	sql_queue: {
		words: { 'zh-CN': '等待处理的 SQL 写入', en: 'Written by SQL, waiting to be read' },
		columns: ['customer_id'],
		erased: 'purged',
	},
	relationships: {
		words: { 'zh-CN': '关系', en: 'Relationships' },
		columns: ['customer_id', 'other_id'],
		report: rows('relationships', 'id', [], '(customer_id = any ($1::bigint[]) or other_id = any ($1::bigint[]))'),
		erased: 'purged',
	},
	notes: {
		words: { 'zh-CN': '备注', en: 'Notes' },
		columns: ['customer_id'],
		report: rows('notes', 'id'),
		erased: 'purged',
	},
	files: {
		words: { 'zh-CN': '附件', en: 'Files' },
		columns: ['customer_id'],
		report: rows('files', 'id', ['storage_key']),
		erased: 'purged',
	},
	history: {
		words: { 'zh-CN': '修改历史', en: 'History' },
		columns: ['customer_id'],
		report: rows('history', 'id', ['changed_in']),
		erased: 'purged',
	},
	decisions: {
		words: { 'zh-CN': '“同一人/不是同一人”的判断', en: 'Decisions: the same or not' },
		columns: ['customer_id', 'other_customer_id'],
		report: rows('decisions', 'id', [], '(customer_id = any ($1::bigint[]) or other_customer_id = any ($1::bigint[]))'),
		erased: 'purged',
	},
	bulk_edit_customers: {
		words: { 'zh-CN': '批量修改前的值', en: 'Values before bulk edits' },
		columns: ['customer_id'],
		report: rows('bulk_edit_customers', 'bulk_edit_id'),
		erased: 'purged',
	},
	import_problems: {
		words: { 'zh-CN': '导入中有问题的行', en: 'Rows of imports with problems' },
		columns: ['customer_id'],
		report: rows('import_problems', 'import_id, "row"'),
		erased: 'purged',
	},
	changes: { words: { 'zh-CN': '实时更新的消息', en: 'Messages of live updates' }, columns: ['customer_ids'], erased: 'removed' },
	notifications: {
		words: { 'zh-CN': '给同事的通知', en: 'Notifications to colleagues' },
		columns: ['customer_id'],
		report: rows('notifications', 'id', ['user_id']),
		erased: 'removed',
	},
	audit_log: {
		words: { 'zh-CN': '审计记录', en: 'Entries of the audit' },
		columns: ['customer_id'],
		report: rows('audit_log', 'id', ['sealed', 'xact', 'digest_before', 'digest_after']),
		erased: 'keyed',
	},
	data_keys: {
		words: { 'zh-CN': '客户的密钥', en: 'Keys of the customer' },
		columns: ['customer_id'],
		erased: 'removed',
	},
	consents: {
		words: { 'zh-CN': '同意记录', en: 'Consents' },
		columns: ['customer_id'],
		// With what was read, so that nobody has to ask what number 7 said.
		report: `select to_jsonb(c) - '{scope_id,owner_id,recorded_by,purpose_id,text_id}'::text[] || jsonb_build_object(
				'purpose', jsonb_build_object('en', p.name_en, 'zh-CN', p.name_zh),
				'text', case when x.id is not null then jsonb_build_object('version', x.version, 'en', x.text_en, 'zh-CN', x.text_zh) end) as item
			from consents c join privacy_purposes p on p.id = c.purpose_id left join consent_texts x on x.id = c.text_id
			where c.customer_id = any ($1::bigint[]) order by c.id`,
		erased: 'purged',
	},
	processing_limits: {
		words: { 'zh-CN': '限制处理与反对', en: 'Restrictions and objections' },
		columns: ['customer_id'],
		report: rows('processing_limits', 'id', ['by_user', 'ended_by']),
		erased: 'purged',
	},
	privacy_requests: {
		words: { 'zh-CN': '个人信息请求', en: 'Requests by privacy law' },
		columns: ['customer_id'],
		report: rows('privacy_requests', 'id', ['assigned_to', 'created_by', 'reminded_at', 'overdue_told_at']),
		erased: 'emptied',
		reason: {
			'zh-CN': '证明请求已按期答复（GDPR 第 5(2) 条）；只留种类、日期和结果。',
			en: 'They prove that requests were answered in time (GDPR article 5(2)): kind, dates and outcome alone.',
		},
	},
	privacy_request_steps: {
		words: { 'zh-CN': '请求的处理记录', en: 'Trails of requests' },
		columns: ['customer_id'],
		report: rows('privacy_request_steps', 'id', ['by_user']),
		erased: 'emptied',
		reason: {
			'zh-CN': '证明请求是如何答复的；不含任何文字内容。',
			en: 'They prove how requests were answered: what was done and when, without any text.',
		},
	},
	privacy_links: { words: { 'zh-CN': '发给客户的链接', en: 'Links sent to the customer' }, columns: ['customer_id'], erased: 'purged' },
	findings: {
		words: { 'zh-CN': '自由文本中发现的个人信息', en: 'Personal data found in free text' },
		columns: ['customer_id'],
		report: rows('findings', 'id', ['digest', 'decided_by']),
		erased: 'purged',
	},
	legal_hold_customers: {
		words: { 'zh-CN': '法律保全的对象', en: 'Whom legal holds are about' },
		columns: ['customer_id'],
		erased: 'purged',
	},
	legal_holds: {
		words: { 'zh-CN': '法律保全', en: 'Legal holds' },
		columns: ['customer_ids'],
		erased: 'kept',
		reason: { 'zh-CN': '只含客户编号。', en: 'Numbers of customers alone.' },
	},
	rescope_queue: { words: { 'zh-CN': '等待调整可见范围', en: 'Waiting to be re-scoped' }, columns: ['customer_id'], erased: 'purged' },
	import_corrections: { words: { 'zh-CN': '导入时改正的单元格', en: 'Cells corrected in imports' }, columns: [], erased: 'purged' },
	import_keys: { words: { 'zh-CN': '导入中出现过的编号', en: 'Keys that an import had' }, columns: [], erased: 'removed' },
	imports: { words: { 'zh-CN': '上传的文件', en: 'Uploaded files' }, columns: [], erased: 'removed' },
	exports: { words: { 'zh-CN': '保留的导出文件', en: 'Kept exports' }, columns: [], erased: 'removed' },
	idempotency_keys: { words: { 'zh-CN': '保留的请求应答', en: 'Kept replies to requests' }, columns: [], erased: 'removed' },
	erasures: {
		words: { 'zh-CN': '清除记录', en: 'Records of erasures' },
		columns: ['customer_ids'],
		erased: 'kept',
		reason: {
			'zh-CN': '证明清除已完成，并防止此人被再次录入；只含编号和带密钥的散列值。',
			en: 'They prove the erasure and keep it so: numbers and keyed hashes alone.',
		},
	},
	retention_policies: {
		words: { 'zh-CN': '提到该客户值的保存期限规则', en: 'Retention policies that name a value' },
		columns: [],
		erased: 'removed',
	},
	views: { words: { 'zh-CN': '提到该客户值的视图', en: 'Saved views that name a value' }, columns: [], erased: 'removed' },
	bulk_edits: { words: { 'zh-CN': '提到该客户值的批量修改', en: 'Bulk edits that name a value' }, columns: [], erased: 'removed' },
};
