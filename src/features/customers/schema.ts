// Customers: the fields with their metadata, and the shapes made of them. The endpoints stand in endpoints.ts. Safe in a browser.
import { z } from 'zod';
import { type Fields, field, personalKinds, shapes } from '../../platform/field.ts';
import { personal } from '../../platform/personal.ts';
import { byAttribute, byCondition, contactKey, contactValue, searched } from './personal.ts';

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
	name: field(line(1000), 'text', { unit: 'name' }, { mask: 'name', index: 'lookup', listed: true }),
	family_name: field(line(500), 'text', { unit: 'name' }, { mask: 'name' }),
	given_name: field(line(500), 'text', { unit: 'name' }),
	middle_name: field(line(500), 'text', { unit: 'name' }),
	name_prefix: field(line(100), 'text', { unit: 'name' }),
	name_suffix: field(line(100), 'text', { unit: 'name' }),
	sort_name: field(line(1000), 'text', 'computed', { mask: 'name', index: 'column', code: true }),
	kind: field(z.enum(customerKinds), 'choice', { unit: 'kind' }, { choices: customerKinds, personal: 'none' }),
	company: field(line(1000), 'text', { unit: 'company' }, { mask: 'name', index: 'column', listed: true }),
	job_title: field(line(500), 'text', { unit: 'job_title' }),
	phone: field(line(200), 'text', 'contact', { personal: 'contact', mask: 'phone', index: 'lookup', listed: true, code: true }),
	email: field(line(500), 'text', 'contact', { personal: 'contact', mask: 'email', index: 'lookup', listed: true, code: true }),
	city: field(line(300), 'text', 'address', { personal: 'none', index: 'column', listed: true }),
	region: field(line(300), 'text', 'address', { personal: 'none' }),
	postal_code: field(line(50), 'text', 'address', { personal: 'contact', mask: 'postcode', code: true }),
	country: field(
		z
			.string()
			.regex(/^[A-Z]{2}$/)
			.nullable(),
		'text',
		'address',
		{ personal: 'none', code: true },
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
	birth_date: field(isoDate.nullable(), 'date', { unit: 'birth_date' }, { mask: 'date' }),
	language: field(line(35), 'text', { unit: 'language' }, { personal: 'none', code: true }),
	industry: field(line(300), 'text', { unit: 'industry' }, { personal: 'none' }),
	tax_id: field(line(100), 'text', { unit: 'tax_id' }, { personal: 'identity', mask: 'identity', code: true }),
	identity_number: field(
		line(100),
		'text',
		{ unit: 'identity_number' },
		{ personal: 'identity', encrypted: true, mask: 'identity', index: 'lookup', code: true },
	),
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
export const attributeValues = personal(
	z.record(
		z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
		z.union([
			z.string().max(10_000),
			z.number(),
			z.boolean(),
			z.array(z.string().max(1000)).max(100),
			z.strictObject({ amount: z.string().max(100), currency: z.string().length(3) }),
			z.null(),
		]),
	),
	byAttribute,
);

const contactShape = {
	kind: z.enum(contactKinds),
	value: personal(z.string().min(1).max(500), contactValue),
	label: z.string().max(100).nullish(),
	is_primary: z.boolean().optional(),
};
export const contactInput = z.strictObject(contactShape);
export const contactPoint = z.object({
	key: personal(z.string(), contactKey),
	kind: z.enum(contactKinds),
	value: personal(z.string(), contactValue),
	label: z.string().nullable(),
	is_primary: z.boolean(),
});

const addressShape = {
	label: z.string().max(100).nullish(),
	line1: personal(z.string().max(500).nullish(), 'contact', { mask: 'address' }),
	line2: personal(z.string().max(500).nullish(), 'contact', { mask: 'address' }),
	city: z.string().max(300).nullish(),
	region: z.string().max(300).nullish(),
	postal_code: personal(z.string().max(50).nullish(), 'contact', { mask: 'postcode' }),
	country: z.string().max(100).nullish(),
	is_primary: z.boolean().optional(),
};
export const addressInput = z.strictObject(addressShape);
export const address = z.object({
	key: z.string(),
	label: z.string().nullable(),
	line1: personal(z.string().nullable(), 'contact', { mask: 'address' }),
	line2: personal(z.string().nullable(), 'contact', { mask: 'address' }),
	city: z.string().nullable(),
	region: z.string().nullable(),
	postal_code: personal(z.string().nullable(), 'contact', { mask: 'postcode' }),
	country: z.string().nullable(),
	is_primary: z.boolean(),
});

/** A row of a list. */
export const customerRow = z.object({
	...shapes(systemFields),
	...shapes(customerFields),
	attributes: personal(z.record(z.string(), z.unknown()), byAttribute),
});

/** A customer's name beside what is told. */
export const customerName = personal(z.string().nullable(), 'personal', { mask: 'name', field: 'name' });
export type CustomerRow = z.output<typeof customerRow>;

export const relationshipRow = z.object({
	id: z.number(),
	type: z.string(),
	/** 'out': this customer stands on the left of "employs"; 'in': on the right. */
	direction: z.enum(['out', 'in']),
	other: z.object({ id: z.number(), name: customerName, kind: z.enum(customerKinds) }),
	starts_on: z.string().nullable(),
	ends_on: z.string().nullable(),
	note: personal(z.string().nullable(), 'personal'),
	version: z.number(),
});

export const noteRow = z.object({
	id: z.number(),
	/** Text; colleagues are mentioned in it as `@[Name](user:12)`. */
	body: personal(z.string(), 'personal', { field: 'notes.body' }),
	created_by: z.string().nullable(),
	created_at: z.string(),
	/** When it was last changed; null: never. */
	edited_at: z.string().nullable(),
	version: z.number(),
});

/** Everything about one customer that its page shows first. */
export const profile = customerRow.extend({
	contact_points: personal(z.array(contactPoint), 'contact', { mask: 'each' }),
	addresses: z.array(address),
	relationships: z.array(relationshipRow),
	notes: z.array(noteRow),
});
export type Profile = z.output<typeof profile>;

const { sort_name: _computed, ...written } = customerFields;
const writable = { ...shapes(written), owner_id: z.number().int().positive().nullable(), scope_id: z.number().int().positive() };

/** The customer in an address. */
export const idParams = z.strictObject({ id });

/** A new customer or a change: only what is named is stated; null says that what was known is no longer true. */
export const customerPatch = z
	.strictObject({
		...writable,
		attributes: attributeValues,
		contact_points: personal(z.array(contactInput).max(100), 'contact', { mask: 'each' }),
		addresses: personal(z.array(addressInput).max(100), 'contact', { mask: 'each' }),
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
	value: personal(
		z.union([z.string().max(1000), z.number(), z.boolean(), z.array(z.union([z.string().max(1000), z.number()])).max(1000)]).optional(),
		byCondition,
	),
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

const idList = z
	.string()
	.max(9_000)
	.regex(/^[1-9]\d{0,15}(,[1-9]\d{0,15}){0,499}$/)
	.transform((text) => text.split(',').map(Number));

export const listQuery = z.strictObject({
	search: personal(z.string().max(200).optional(), searched),
	filter: filterText.optional(),
	/** A field, with - in front for descending order. */
	sort: z.string().max(81).optional(),
	/** Names of fields to return, with commas; all where nothing is said. */
	fields: z.string().max(2000).optional(),
	limit: z.coerce.number().int().min(1).max(500).optional(),
	/** From the reply before: where to go on. */
	after: z.string().max(2000).optional(),
	/** A cursor like `after`: the last row to return, where the list has it. */
	until: z.string().max(2000).optional(),
	state: z.enum(['active', 'deleted']).optional(),
	/** Ids with commas: these customers in this order, those that are not there left out. Not together with what else chooses rows. */
	ids: idList.optional(),
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

export const attributeTypes = ['text', 'number', 'money', 'date', 'boolean', 'choice', 'choices', 'reference'] as const;

const word = z.string().trim().min(1);
/** What a value of a custom attribute has to hold to besides its type. Which of them suit which type: `ruleNames`. */
export const attributeRules = z
	.strictObject({
		max_length: z.number().int().min(1).max(10_000),
		/** For the whole text; the language is that of patterns.ts. */
		pattern: word.max(200),
		pattern_why_en: word.max(300),
		pattern_why_zh: word.max(300),
		min: z.number(),
		max: z.number(),
		decimals: z.number().int().min(0).max(10),
		unit_en: word.max(20),
		unit_zh: word.max(20),
		earliest: z.iso.date(),
		latest: z.iso.date(),
		not_future: z.literal(true),
		max_choices: z.number().int().min(1).max(100),
	})
	.partial();
export type AttributeRules = z.output<typeof attributeRules>;

export const ruleNames = {
	text: ['max_length', 'pattern', 'pattern_why_en', 'pattern_why_zh'],
	number: ['min', 'max', 'decimals', 'unit_en', 'unit_zh'],
	money: ['min', 'max', 'decimals'],
	date: ['earliest', 'latest', 'not_future'],
	boolean: [],
	choice: [],
	choices: ['max_choices'],
	reference: [],
} as const satisfies Readonly<Record<(typeof attributeTypes)[number], readonly (keyof AttributeRules)[]>>;

/** Who wins where sources differ: the one trusted most, the latest statement, or (of choices) what any of them says. */
export const survivorships = ['trust', 'newest', 'union'] as const;

const attributeShape = {
	label_en: z.string().min(1).max(200),
	label_zh: z.string().min(1).max(200),
	choices: z
		.array(z.strictObject({ value: z.string().min(1).max(200), label_en: z.string().max(200), label_zh: z.string().max(200) }))
		.max(500),
	required: z.boolean(),
	personal: z.enum(personalKinds),
	indexed: z.boolean(),
	position: z.number().int().min(0).max(10_000),
	rules: attributeRules,
	survivorship: z.enum(survivorships),
	/** The group under which the customer's page shows it. */
	group_id: z.number().int().min(1).max(2_147_483_647).nullable(),
};
const { label_en, label_zh, ...further } = attributeShape;
export const attributeInput = z
	.strictObject({ name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), type: z.enum(attributeTypes), label_en, label_zh })
	.extend(z.strictObject(further).partial().shape);
export const attributePatch = z.strictObject(attributeShape).partial();
export const attributeDefinition = z.object({
	id: z.number(),
	name: z.string(),
	type: z.enum(attributeTypes),
	...attributeShape,
	index_state: z.enum(['none', 'building', 'ready']),
	/** Counts changes; goes into If-Match. */
	version: z.number(),
});
export type AttributeDefinition = z.output<typeof attributeDefinition>;
