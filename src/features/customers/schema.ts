// Customers: the fields with their metadata, and every endpoint. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { type Fields, field, shapes } from '../../platform/field.ts';

export const customerKinds = ['person', 'organisation', 'anonymous'] as const;
export const customerStates = ['active', 'merged', 'withdrawn', 'deleted', 'erased'] as const;
export const genders = ['female', 'male', 'other'] as const;
export const lifecycleStages = ['lead', 'prospect', 'customer', 'former'] as const;
export const contactKinds = ['email', 'phone', 'wechat', 'whatsapp', 'qq', 'line', 'telegram', 'website', 'other'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** Text of one line. Control characters are taken out when the value is cleaned; NUL cannot be stored at all. */
const line = (max: number) =>
	z
		.string()
		.max(max)
		.regex(/^[^\0]*$/)
		.nullable();

/** A local date as text, checked against the calendar: 2023-02-30 is refused. */
export const isoDate = z.iso.date();
export const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/**
 * The golden values of a customer, in the order a person reads them. Adding one: a column in a migration, a line here, its words in
 * messages.ts, a test. Fields of one unit (the name) always come from one statement.
 */
export const customerFields = {
	name: field(line(1000), 'text', { unit: 'name' }, { index: 'lookup', listed: true }),
	family_name: field(line(500), 'text', { unit: 'name' }),
	given_name: field(line(500), 'text', { unit: 'name' }),
	middle_name: field(line(500), 'text', { unit: 'name' }),
	name_prefix: field(line(100), 'text', { unit: 'name' }),
	name_suffix: field(line(100), 'text', { unit: 'name' }),
	sort_name: field(line(1000), 'text', 'computed', { index: 'column' }),
	kind: field(z.enum(customerKinds), 'choice', { unit: 'kind' }, { choices: customerKinds, personal: 'none' }),
	company: field(line(1000), 'text', { unit: 'company' }, { index: 'column', listed: true }),
	job_title: field(line(500), 'text', { unit: 'job_title' }),
	phone: field(line(200), 'text', 'contact', { index: 'lookup', listed: true }),
	email: field(line(500), 'text', 'contact', { index: 'lookup', listed: true }),
	city: field(line(300), 'text', 'address', { index: 'column', listed: true }),
	region: field(line(300), 'text', 'address'),
	postal_code: field(line(50), 'text', 'address'),
	country: field(
		z
			.string()
			.regex(/^[A-Z]{2}$/)
			.nullable(),
		'text',
		'address',
	),
	lifecycle_stage: field(
		z.enum(lifecycleStages).nullable(),
		'choice',
		{ unit: 'lifecycle_stage' },
		{
			choices: lifecycleStages,
			personal: 'none',
			index: 'column',
			listed: true,
		},
	),
	gender: field(z.enum(genders).nullable(), 'choice', { unit: 'gender' }, { choices: genders }),
	birth_date: field(isoDate.nullable(), 'date', { unit: 'birth_date' }),
	language: field(line(35), 'text', { unit: 'language' }),
	industry: field(line(300), 'text', { unit: 'industry' }, { personal: 'none' }),
	tax_id: field(line(100), 'text', { unit: 'tax_id' }),
	tags: field(z.array(z.string().min(1).max(100)).max(1000), 'choices', 'set', { personal: 'none', index: 'lookup', listed: true }),
} as const satisfies Fields;

export type CustomerField = keyof typeof customerFields;

/** Fields of a row that no source states. */
export const systemFields = {
	id: field(z.number(), 'number', 'computed', { personal: 'none', index: 'column' }),
	state: field(z.enum(customerStates), 'choice', 'computed', { personal: 'none' }),
	version: field(z.number(), 'number', 'computed', { personal: 'none' }),
	owner_id: field(z.number().nullable(), 'reference', 'edited', { personal: 'none', index: 'column' }),
	scope_id: field(z.number(), 'reference', 'edited', { personal: 'none' }),
	created_at: field(z.string(), 'timestamp', 'computed', { personal: 'none' }),
	updated_at: field(z.string(), 'timestamp', 'computed', { personal: 'none', listed: true }),
} as const satisfies Fields;

/** Values of custom attributes by name; checked against attribute_definitions in the handler. */
export const attributeValues = z.record(
	z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
	z.union([
		z.string().max(10_000),
		z.number(),
		z.boolean(),
		z.array(z.string().max(1000)).max(100),
		z.strictObject({ amount: z.string(), currency: z.string().length(3) }),
		z.null(),
	]),
);

const contactShape = {
	kind: z.enum(contactKinds),
	value: z.string().min(1).max(500),
	label: z.string().max(100).nullish(),
	is_primary: z.boolean().optional(),
};
export const contactInput = z.strictObject(contactShape);
export const contactPoint = z.object({
	key: z.string(),
	kind: z.enum(contactKinds),
	value: z.string(),
	label: z.string().nullable(),
	is_primary: z.boolean(),
});

const addressShape = {
	label: z.string().max(100).nullish(),
	line1: z.string().max(500).nullish(),
	line2: z.string().max(500).nullish(),
	city: z.string().max(300).nullish(),
	region: z.string().max(300).nullish(),
	postal_code: z.string().max(50).nullish(),
	country: z.string().max(100).nullish(),
	is_primary: z.boolean().optional(),
};
export const addressInput = z.strictObject(addressShape);
export const address = z.object({
	key: z.string(),
	label: z.string().nullable(),
	line1: z.string().nullable(),
	line2: z.string().nullable(),
	city: z.string().nullable(),
	region: z.string().nullable(),
	postal_code: z.string().nullable(),
	country: z.string().nullable(),
	is_primary: z.boolean(),
});

/** A row of a list. */
export const customerRow = z.object({ ...shapes(systemFields), ...shapes(customerFields), attributes: z.record(z.string(), z.unknown()) });
export type CustomerRow = z.output<typeof customerRow>;

export const relationshipRow = z.object({
	id: z.number(),
	type: z.string(),
	/** 'out': this customer stands on the left of "employs"; 'in': on the right. */
	direction: z.enum(['out', 'in']),
	other: z.object({ id: z.number(), name: z.string().nullable(), kind: z.enum(customerKinds) }),
	starts_on: z.string().nullable(),
	ends_on: z.string().nullable(),
	note: z.string().nullable(),
	version: z.number(),
});

export const noteRow = z.object({
	id: z.number(),
	body: z.string(),
	created_by: z.string().nullable(),
	created_at: z.string(),
	version: z.number(),
});

/** Everything about one customer that its page shows first. */
export const profile = customerRow.extend({
	contact_points: z.array(contactPoint),
	addresses: z.array(address),
	relationships: z.array(relationshipRow),
	notes: z.array(noteRow),
});
export type Profile = z.output<typeof profile>;

const { sort_name: _computed, ...written } = customerFields;
const writable = { ...shapes(written), owner_id: z.number().int().positive().nullable(), scope_id: z.number().int().positive() };

/** A new customer or a change: only what is named is stated; null says that what was known is no longer true. */
export const customerPatch = z
	.strictObject({
		...writable,
		attributes: attributeValues,
		contact_points: z.array(contactInput).max(100),
		addresses: z.array(addressInput).max(100),
	})
	.partial();
export type CustomerPatch = z.output<typeof customerPatch>;

/** A new customer. `source` and `external_id` make it a statement of that source: sending it again updates instead of doubling. */
export const customerInput = customerPatch.extend({
	source: z.string().min(1).max(200).optional(),
	external_id: z.string().min(1).max(500).optional(),
});
export type CustomerInput = z.output<typeof customerInput>;

export const operators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'prefix', 'contains', 'empty', 'not_empty'] as const;
export type Operator = (typeof operators)[number];

/** One condition: `field` is a field's name or `attributes.name`. */
export const condition = z.strictObject({
	field: z.string().min(1).max(80),
	op: z.enum(operators),
	value: z
		.union([z.string().max(1000), z.number(), z.boolean(), z.array(z.union([z.string().max(1000), z.number()])).max(1000)])
		.optional(),
});
export type Condition = z.output<typeof condition>;

/** Conditions that all hold, as JSON in the address: [{"field":"city","op":"eq","value":"上海"}]. */
const filterText = z
	.string()
	.max(20_000)
	.transform((text, context) => {
		try {
			return z.array(condition).max(50).parse(JSON.parse(text));
		} catch {
			context.addIssue({
				code: 'custom',
				message: 'not a filter',
				params: {
					words: {
						'zh-CN': '筛选条件须为 JSON 数组，例如 [{"field":"city","op":"eq","value":"上海"}]。',
						en: 'A filter is a JSON array such as [{"field":"city","op":"eq","value":"Berlin"}].',
					},
				},
			});
			return z.NEVER;
		}
	});

export const listQuery = z.strictObject({
	search: z.string().max(200).optional(),
	filter: filterText.optional(),
	/** A field, with - in front for descending order. */
	sort: z.string().max(81).optional(),
	/** Names of fields to return, with commas; all where nothing is said. */
	fields: z.string().max(2000).optional(),
	limit: z.coerce.number().int().min(1).max(500).optional(),
	/** From the reply before: where to go on. */
	after: z.string().max(2000).optional(),
	state: z.enum(['active', 'deleted']).optional(),
});
export type ListQuery = z.output<typeof listQuery>;

export const customerList = z.object({
	items: z.array(customerRow.partial().extend({ id: z.number() })),
	/** Pass it as `after` to read on; null at the end. */
	next: z.string().nullable(),
});

export const count = z.object({
	count: z.number(),
	/** False: more than 10,000, the number is an estimate. */
	exact: z.boolean(),
});

const idParams = z.strictObject({ id });
const tag = 'customers';
const read = 'customers.read' as const;
const writing = 'customers.write' as const;

/** The result of one item of a bulk request, in the order sent. */
export const bulkResult = z.object({
	results: z.array(
		z.object({
			status: z.number(),
			id: z.number().optional(),
			version: z.number().optional(),
			code: z.string().optional(),
			message: z.string().optional(),
			problems: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
		}),
	),
});

export const bulkItem = z.discriminatedUnion('action', [
	z.strictObject({ action: z.literal('create'), customer: customerInput }),
	z.strictObject({
		action: z.literal('update'),
		id: z.number().int().positive(),
		version: z.number().int().positive().optional(),
		customer: customerPatch,
	}),
	z.strictObject({ action: z.literal('delete'), id: z.number().int().positive() }),
]);

/** One statement about a customer, as its history shows it. */
export const statement = z.object({
	id: z.number(),
	customer_id: z.number(),
	source: z.string(),
	source_kind: z.string(),
	trust: z.number(),
	key: z.string(),
	content: z.record(z.string(), z.unknown()).nullable(),
	raw: z.record(z.string(), z.unknown()).nullable(),
	stated_at: z.string(),
	recorded_at: z.string(),
	recorded_by: z.string().nullable(),
	import_id: z.number().nullable(),
	import_row: z.number().nullable(),
	file_name: z.string().nullable(),
	/** Newest version of its key, and not withdrawn: it speaks. */
	current: z.boolean(),
	withdrawn_at: z.string().nullable(),
	cause: z.string(),
});

/** Where a golden value comes from: every source that states one, the winner first. */
export const provenance = z.object({
	units: z.record(
		z.string(),
		z.array(
			z.object({
				value: z.unknown(),
				source: z.string(),
				pinned: z.boolean(),
				trust: z.number(),
				since: z.string(),
				stated_at: z.string(),
				source_record_id: z.number(),
				import_id: z.number().nullable(),
				recorded_by: z.string().nullable(),
				/** Why it stands where it stands: 'only', 'pinned', 'trust', 'newer', 'complete', 'hash', 'denied' or 'outranked'. */
				reason: z.string(),
				wins: z.boolean(),
			}),
		),
	),
});

const node = z.object({ id: z.number(), name: z.string().nullable(), kind: z.enum(customerKinds), depth: z.number() });
const edge = z.object({
	id: z.number(),
	type: z.string(),
	from: z.number(),
	to: z.number(),
	starts_on: z.string().nullable(),
	ends_on: z.string().nullable(),
});
export const network = z.object({
	nodes: z.array(node),
	edges: z.array(edge),
	/** True: there are more than could be returned. */
	truncated: z.boolean(),
});

export const attributeTypes = ['text', 'number', 'money', 'date', 'boolean', 'choice', 'choices', 'reference'] as const;
const attributeShape = {
	label_en: z.string().min(1).max(200),
	label_zh: z.string().min(1).max(200),
	choices: z
		.array(z.strictObject({ value: z.string().min(1).max(200), label_en: z.string().max(200), label_zh: z.string().max(200) }))
		.max(500),
	required: z.boolean(),
	personal: z.enum(['none', 'personal', 'sensitive']),
	indexed: z.boolean(),
	position: z.number().int().min(0).max(10_000),
};
export const attributeInput = z.strictObject({
	name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
	type: z.enum(attributeTypes),
	label_en: attributeShape.label_en,
	label_zh: attributeShape.label_zh,
	choices: attributeShape.choices.optional(),
	required: attributeShape.required.optional(),
	personal: attributeShape.personal.optional(),
	indexed: attributeShape.indexed.optional(),
	position: attributeShape.position.optional(),
});
export const attributePatch = z.strictObject(attributeShape).partial();
export const attributeDefinition = z.object({
	id: z.number(),
	name: z.string(),
	type: z.enum(attributeTypes),
	...attributeShape,
	index_state: z.enum(['none', 'building', 'ready']),
});
export type AttributeDefinition = z.output<typeof attributeDefinition>;

const relationshipInput = z.strictObject({
	type: z.string().min(1).max(63),
	other_id: z.number().int().positive(),
	direction: z.enum(['out', 'in']).optional(),
	starts_on: isoDate.nullish(),
	ends_on: isoDate.nullish(),
	note: z.string().max(10_000).nullish(),
});

export const customerEndpoints = {
	listCustomers: endpoint({
		method: 'GET',
		path: '/customers',
		permission: read,
		tag,
		summary: { 'zh-CN': '客户列表：搜索、筛选、排序，按键翻页', en: 'List customers: search, filter, sort, paged by key' },
		query: listQuery,
		reply: customerList,
	}),
	countCustomers: endpoint({
		method: 'GET',
		path: '/customers/count',
		permission: read,
		tag,
		summary: { 'zh-CN': '符合条件的客户数，一万以内精确', en: 'How many customers match; exact up to 10,000' },
		query: listQuery.pick({ search: true, filter: true, state: true }),
		reply: count,
	}),
	createCustomer: endpoint({
		method: 'POST',
		path: '/customers',
		permission: writing,
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '新建客户', en: 'Create a customer' },
		body: customerInput,
		reply: profile,
	}),
	bulkCustomers: endpoint({
		method: 'POST',
		path: '/customers/bulk',
		permission: writing,
		tag,
		idempotent: true,
		bodyLimit: 8 << 20,
		summary: { 'zh-CN': '批量新建、修改、删除，逐项返回结果', en: 'Create, update and delete many; one result for each item' },
		body: z.strictObject({ items: z.array(bulkItem).min(1).max(1000) }),
		reply: bulkResult,
	}),
	getCustomer: endpoint({
		method: 'GET',
		path: '/customers/{id}',
		permission: read,
		tag,
		summary: { 'zh-CN': '一位客户的全部资料', en: 'The whole profile of one customer' },
		params: idParams,
		reply: profile,
	}),
	updateCustomer: endpoint({
		method: 'PATCH',
		path: '/customers/{id}',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改客户；If-Match 带版本号', en: 'Change a customer; If-Match carries the version' },
		params: idParams,
		body: customerPatch,
		reply: profile,
	}),
	deleteCustomer: endpoint({
		method: 'DELETE',
		path: '/customers/{id}',
		permission: 'customers.delete',
		tag,
		status: 204,
		summary: { 'zh-CN': '移入回收站，三十天内可恢复', en: 'Move to the trash; can be brought back for thirty days' },
		params: idParams,
		reply: z.null(),
	}),
	restoreCustomer: endpoint({
		method: 'POST',
		path: '/customers/{id}/restore',
		permission: 'customers.delete',
		tag,
		summary: { 'zh-CN': '从回收站恢复', en: 'Bring back from the trash' },
		params: idParams,
		reply: profile,
	}),
	releaseValues: endpoint({
		method: 'POST',
		path: '/customers/{id}/release',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '放开手工值，让来源重新决定', en: 'Let go of manual values, so that the sources decide again' },
		params: idParams,
		body: z.strictObject({ units: z.array(z.string().min(1).max(600)).min(1).max(200) }),
		reply: profile,
	}),
	getProvenance: endpoint({
		method: 'GET',
		path: '/customers/{id}/provenance',
		permission: read,
		tag,
		summary: { 'zh-CN': '每个值由哪些来源陈述、哪个胜出、为什么', en: 'Which sources state each value, which one won, and why' },
		params: idParams,
		reply: provenance,
	}),
	listStatements: endpoint({
		method: 'GET',
		path: '/customers/{id}/statements',
		permission: read,
		tag,
		summary: { 'zh-CN': '关于这位客户的全部陈述，最新在前', en: 'All statements about this customer, newest first' },
		params: idParams,
		query: z.strictObject({ after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(statement), next: z.string().nullable() }),
	}),
	getCustomerAsOf: endpoint({
		method: 'GET',
		path: '/customers/{id}/as-of',
		permission: read,
		tag,
		summary: { 'zh-CN': '某一时刻的客户资料', en: 'The customer as it stood at a time' },
		params: idParams,
		query: z.strictObject({ at: z.iso.datetime({ offset: true }) }),
		reply: profile.omit({ relationships: true, notes: true }).partial(),
	}),
	listContactPoints: endpoint({
		method: 'GET',
		path: '/customers/{id}/contact-points',
		permission: read,
		tag,
		summary: { 'zh-CN': '联系方式', en: 'Contact points' },
		params: idParams,
		reply: z.object({ items: z.array(contactPoint) }),
	}),
	addContactPoint: endpoint({
		method: 'POST',
		path: '/customers/{id}/contact-points',
		permission: writing,
		tag,
		status: 201,
		idempotent: true,
		versioned: true,
		summary: { 'zh-CN': '添加联系方式', en: 'Add a contact point' },
		params: idParams,
		body: contactInput,
		reply: profile,
	}),
	replaceContactPoint: endpoint({
		method: 'PUT',
		path: '/customers/{id}/contact-points/{key}',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改联系方式（key 形如 phone:+8613800138000）', en: 'Change a contact point (key such as phone:+8613800138000)' },
		params: idParams.extend({ key: z.string().max(600) }),
		body: contactInput,
		reply: profile,
	}),
	removeContactPoint: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/contact-points/{key}',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '删除联系方式：声明不再有效', en: 'Remove a contact point: it is no longer true' },
		params: idParams.extend({ key: z.string().max(600) }),
		reply: profile,
	}),
	listAddresses: endpoint({
		method: 'GET',
		path: '/customers/{id}/addresses',
		permission: read,
		tag,
		summary: { 'zh-CN': '地址', en: 'Addresses' },
		params: idParams,
		reply: z.object({ items: z.array(address) }),
	}),
	addAddress: endpoint({
		method: 'POST',
		path: '/customers/{id}/addresses',
		permission: writing,
		tag,
		status: 201,
		idempotent: true,
		versioned: true,
		summary: { 'zh-CN': '添加地址', en: 'Add an address' },
		params: idParams,
		body: addressInput,
		reply: profile,
	}),
	replaceAddress: endpoint({
		method: 'PUT',
		path: '/customers/{id}/addresses/{key}',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改地址', en: 'Change an address' },
		params: idParams.extend({ key: z.guid() }),
		body: addressInput,
		reply: profile,
	}),
	removeAddress: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/addresses/{key}',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '删除地址：声明不再有效', en: 'Remove an address: it is no longer true' },
		params: idParams.extend({ key: z.guid() }),
		reply: profile,
	}),
	addNote: endpoint({
		method: 'POST',
		path: '/customers/{id}/notes',
		permission: writing,
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '添加备注', en: 'Add a note' },
		params: idParams,
		body: z.strictObject({ body: z.string().trim().min(1).max(100_000) }),
		reply: noteRow,
	}),
	updateNote: endpoint({
		method: 'PATCH',
		path: '/customers/{id}/notes/{note_id}',
		permission: writing,
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改备注', en: 'Change a note' },
		params: idParams.extend({ note_id: id }),
		body: z.strictObject({ body: z.string().trim().min(1).max(100_000) }),
		reply: noteRow,
	}),
	removeNote: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/notes/{note_id}',
		permission: writing,
		tag,
		status: 204,
		versioned: true,
		summary: { 'zh-CN': '删除备注', en: 'Remove a note' },
		params: idParams.extend({ note_id: id }),
		reply: z.null(),
	}),
	listRelationships: endpoint({
		method: 'GET',
		path: '/customers/{id}/relationships',
		permission: read,
		tag: 'relationships',
		summary: { 'zh-CN': '一位客户的关系', en: 'The relationships of a customer' },
		params: idParams,
		query: z.strictObject({ after: z.coerce.number().int().min(0).optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(relationshipRow), next: z.number().nullable() }),
	}),
	addRelationship: endpoint({
		method: 'POST',
		path: '/customers/{id}/relationships',
		permission: writing,
		tag: 'relationships',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '添加关系', en: 'Add a relationship' },
		params: idParams,
		body: relationshipInput,
		reply: relationshipRow,
	}),
	updateRelationship: endpoint({
		method: 'PATCH',
		path: '/relationships/{id}',
		permission: writing,
		tag: 'relationships',
		versioned: true,
		summary: { 'zh-CN': '修改关系的日期和说明', en: 'Change the dates and note of a relationship' },
		params: idParams,
		body: relationshipInput.pick({ starts_on: true, ends_on: true, note: true }).partial(),
		reply: relationshipRow,
	}),
	removeRelationship: endpoint({
		method: 'DELETE',
		path: '/relationships/{id}',
		permission: writing,
		tag: 'relationships',
		status: 204,
		versioned: true,
		summary: { 'zh-CN': '删除关系', en: 'Remove a relationship' },
		params: idParams,
		reply: z.null(),
	}),
	getNetwork: endpoint({
		method: 'GET',
		path: '/customers/{id}/network',
		permission: read,
		tag: 'relationships',
		summary: { 'zh-CN': '关系网络', en: 'The network around a customer' },
		params: idParams,
		query: z.strictObject({
			depth: z.coerce.number().int().min(1).max(6).optional(),
			limit: z.coerce.number().int().min(1).max(2000).optional(),
		}),
		reply: network,
	}),
	getPath: endpoint({
		method: 'GET',
		path: '/customers/{id}/path/{other_id}',
		permission: read,
		tag: 'relationships',
		summary: { 'zh-CN': '两位客户之间的最短路径', en: 'The shortest path between two customers' },
		params: idParams.extend({ other_id: id }),
		reply: network.extend({ length: z.number().nullable() }),
	}),
	listRelationshipTypes: endpoint({
		method: 'GET',
		path: '/relationship-types',
		permission: read,
		tag: 'relationships',
		summary: { 'zh-CN': '关系类型', en: 'Types of relationships' },
		reply: z.object({
			items: z.array(
				z.object({
					name: z.string(),
					label_en: z.string(),
					label_zh: z.string(),
					inverse_en: z.string(),
					inverse_zh: z.string(),
					two_way: z.boolean(),
				}),
			),
		}),
	}),
	createRelationshipType: endpoint({
		method: 'POST',
		path: '/relationship-types',
		permission: 'settings.manage',
		tag: 'relationships',
		status: 201,
		summary: { 'zh-CN': '新建关系类型', en: 'Create a type of relationship' },
		body: z.strictObject({
			name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
			label_en: z.string().min(1).max(200),
			label_zh: z.string().min(1).max(200),
			inverse_en: z.string().min(1).max(200),
			inverse_zh: z.string().min(1).max(200),
			two_way: z.boolean().optional(),
		}),
		reply: z.object({ name: z.string() }),
	}),
	listTags: endpoint({
		method: 'GET',
		path: '/tags',
		permission: read,
		tag: 'settings',
		summary: { 'zh-CN': '标签', en: 'Tags' },
		query: z.strictObject({ after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(500).optional() }),
		reply: z.object({ items: z.array(z.object({ name: z.string(), colour: z.string() })), next: z.string().nullable() }),
	}),
	putTag: endpoint({
		method: 'PUT',
		path: '/tags/{name}',
		permission: 'settings.manage',
		tag: 'settings',
		summary: { 'zh-CN': '新建标签或更改颜色', en: 'Create a tag or change its colour' },
		params: z.strictObject({ name: z.string().min(1).max(100) }),
		body: z.strictObject({ colour: z.string().regex(/^[a-z]{2,20}$/) }),
		reply: z.object({ name: z.string(), colour: z.string() }),
	}),
	deleteTag: endpoint({
		method: 'DELETE',
		path: '/tags/{name}',
		permission: 'settings.manage',
		tag: 'settings',
		status: 204,
		summary: { 'zh-CN': '删除没有客户使用的标签', en: 'Delete a tag that no customer carries' },
		params: z.strictObject({ name: z.string().min(1).max(100) }),
		reply: z.null(),
	}),
	listAttributes: endpoint({
		method: 'GET',
		path: '/attributes',
		permission: read,
		tag: 'settings',
		summary: { 'zh-CN': '自定义字段', en: 'Custom attributes' },
		reply: z.object({ items: z.array(attributeDefinition) }),
	}),
	createAttribute: endpoint({
		method: 'POST',
		path: '/attributes',
		permission: 'settings.manage',
		tag: 'settings',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '新建自定义字段', en: 'Create a custom attribute' },
		body: attributeInput,
		reply: attributeDefinition,
	}),
	updateAttribute: endpoint({
		method: 'PATCH',
		path: '/attributes/{id}',
		permission: 'settings.manage',
		tag: 'settings',
		summary: {
			'zh-CN': '修改自定义字段；indexed 为 true 时在后台建立索引',
			en: 'Change a custom attribute; indexed: true builds its index in the background',
		},
		params: idParams,
		body: attributePatch,
		reply: attributeDefinition,
	}),
	deleteAttribute: endpoint({
		method: 'DELETE',
		path: '/attributes/{id}',
		permission: 'settings.manage',
		tag: 'settings',
		status: 204,
		summary: { 'zh-CN': '删除自定义字段（陈述保留）', en: 'Remove a custom attribute (statements are kept)' },
		params: idParams,
		reply: z.null(),
	}),
	listSources: endpoint({
		method: 'GET',
		path: '/sources',
		permission: 'settings.read',
		tag: 'settings',
		summary: { 'zh-CN': '来源及可信度', en: 'Sources and their trust' },
		reply: z.object({ items: z.array(z.object({ id: z.number(), name: z.string(), kind: z.string(), trust: z.number() })) }),
	}),
	updateSource: endpoint({
		method: 'PATCH',
		path: '/sources/{id}',
		permission: 'settings.manage',
		tag: 'settings',
		summary: {
			'zh-CN': '更改来源的可信度；后台重新计算',
			en: 'Change the trust of a source; customers are computed anew in the background',
		},
		params: idParams,
		body: z.strictObject({ trust: z.number().int().min(0).max(100) }),
		reply: z.object({ id: z.number(), name: z.string(), kind: z.string(), trust: z.number() }),
	}),
} as const;
