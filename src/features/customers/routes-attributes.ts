// From the endpoints of custom attributes to their statements: definitions, groups, what a change would do.
import { bounded, type Database, type Queryable, read, write } from '../../platform/database.ts';
import type { FieldProblem, Words } from '../../platform/errors.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { demandReadable } from '../../platform/masking.ts';
import type { Nature } from '../../platform/personal.ts';
import type { Services } from '../../platform/services.ts';
import { brokenRule } from './attribute-values.ts';
import * as definitions from './definitions.ts';
import type { attributeEndpoints } from './endpoints-attributes.ts';
import type { ListContext } from './filter.ts';
import { customerError as error } from './messages.ts';
import { fieldNature } from './natures.ts';
import { compilePattern, PatternError } from './patterns.ts';
import { queueReseal } from './reseal.ts';
import { openEncryptions } from './reseal-queries.ts';
import { type AttributeDefinition, type AttributeRules, ruleNames } from './schema.ts';
import { isEncryptedAttribute } from './sealing.ts';
import * as queries from './settings-queries.ts';

const attributeCache = new WeakMap<object, { at: number; map: ListContext['attributes'] }>();

/** Attribute definitions for building lists: read again after 2 s, since every list needs them and they hardly change. */
export async function attributesCached(database: Database): Promise<ListContext['attributes']> {
	const known = attributeCache.get(database);
	if (known && Date.now() - known.at < 2_000) return known.map;
	const map = await definitions.attributeMap(database.app);
	attributeCache.set(database, { at: Date.now(), map });
	return map;
}

/** The nature of each field by its name, custom attributes as they are defined. */
export async function naturesCached(database: Database): Promise<(field: string) => Nature> {
	const attributes = await attributesCached(database);
	return (field) => fieldNature(field, attributes);
}

function refuseChoices(type: string, choices: readonly { value: string }[] | undefined): void {
	if (type !== 'choice' && type !== 'choices') return;
	if (!choices?.length || new Set(choices.map(({ value }) => value)).size !== choices.length) throw error('attribute_choices');
}

/** Puts the index of an attribute in line to be made or taken away, as its definition now says. */
const queueAttribute = ({ jobs }: Services, client: Queryable, attribute_id: number) =>
	jobs.add(client, 'customers.index_attribute', { attribute_id }, { key: `index_attribute:${attribute_id}` });

/** Puts a run in line that computes customers anew, and notes it, so that its progress can be seen. */
export async function queueRecompute({ jobs }: Services, client: Queryable, cause: queries.Cause): Promise<void> {
	const recompute_id = await queries.beginRecompute(client, cause);
	await jobs.add(
		client,
		'customers.recompute',
		{ recompute_id },
		{ key: `recompute:${cause.source_id ?? ''}:${cause.attribute_id ?? ''}` },
	);
}

/** @throws AppError attribute_rules with each rule that cannot be used */
function refuseRules(type: AttributeDefinition['type'], rules: AttributeRules | undefined): void {
	if (!rules) return;
	const problems: FieldProblem[] = [];
	const refuse = (name: string, code: string, words: Words) => problems.push({ path: `rules.${name}`, code, words });
	const suited: readonly string[] = ruleNames[type];
	for (const name of Object.keys(rules))
		if (!suited.includes(name))
			refuse(name, 'unsuited', { 'zh-CN': '这种类型的字段没有此规则。', en: 'An attribute of this type has no such rule.' });
	if (rules.pattern !== undefined) {
		try {
			compilePattern(rules.pattern);
		} catch (cause) {
			if (!(cause instanceof PatternError)) throw cause;
			refuse('pattern', 'pattern', cause.words);
		}
	}
	const why: Words = {
		'zh-CN': '请用两种语言说明格式要求，并填写格式。',
		en: 'Say in both languages what the pattern asks for, and give the pattern.',
	};
	for (const name of ['pattern', 'pattern_why_en', 'pattern_why_zh'] as const)
		if ((rules.pattern ?? rules.pattern_why_en ?? rules.pattern_why_zh) !== undefined && rules[name] === undefined)
			refuse(name, 'missing', why);
	const order: Words = { 'zh-CN': '上限不能低于下限。', en: 'The upper limit lies below the lower one.' };
	if (rules.min !== undefined && rules.max !== undefined && rules.max < rules.min) refuse('max', 'order', order);
	if (rules.earliest !== undefined && rules.latest !== undefined && rules.latest < rules.earliest) refuse('latest', 'order', order);
	if (problems.length > 0) throw error('attribute_rules', { count: problems.length }, { problems });
}

/** What is encrypted is compared by nobody: it has no index, and is one value, not the union of several. @throws AppError attribute_encrypted */
function refuseEncrypted(one: Partial<Pick<AttributeDefinition, 'personal' | 'indexed' | 'survivorship'>>): void {
	if (!one.personal || !isEncryptedAttribute({ personal: one.personal })) return;
	if (one.indexed || one.survivorship === 'union') throw error('attribute_encrypted');
}

function refuseSurvivorship(type: AttributeDefinition['type'], survivorship: AttributeDefinition['survivorship'] | undefined): void {
	if (survivorship === 'union' && type !== 'choices') throw error('attribute_union');
}

/** Values of an attribute that would not fit, counted for `patience` milliseconds at most. */
async function countMisfits(
	client: Queryable,
	{ name, type }: AttributeDefinition,
	rules: AttributeRules,
	choices: AttributeDefinition['choices'],
	patience = 1_500,
) {
	const began = performance.now();
	const known = new Set(choices.map(({ value }) => value));
	const isChoice = type === 'choice' || type === 'choices';
	const fits = (value: unknown) =>
		brokenRule(rules, value) === undefined && (!isChoice || [value].flat().every((one) => known.has(String(one))));
	const counts = { looked_at: 0, misfits: 0, complete: false, examples: [] as string[] };
	for (let after = 0; performance.now() - began < patience; ) {
		const { values, last } = await queries.storedValues(client, name, after, 5_000);
		for (const { value } of values) {
			counts.looked_at++;
			if (fits(value)) continue;
			counts.misfits++;
			const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
			if (counts.examples.length < 5 && !counts.examples.includes(text.slice(0, 100))) counts.examples.push(text.slice(0, 100));
		}
		if (last === null) return { ...counts, complete: true };
		after = last;
	}
	return counts;
}

export const attributeHandlers: Handlers<typeof attributeEndpoints, Services> = {
	listAttributes: async ({ database }) => {
		const [items, open] = await Promise.all([definitions.listAttributes(database.app), queries.openRecomputes(database.app)]);
		return { items: items.map((one) => ({ ...one, recompute: queries.shareDone(open, { attribute_id: one.id }) })) };
	},
	listEncryptions: async ({ database }) => ({ items: await openEncryptions(database.app) }),
	createAttribute: async (call) => {
		refuseChoices(call.body.type, call.body.choices);
		refuseRules(call.body.type, call.body.rules);
		refuseSurvivorship(call.body.type, call.body.survivorship);
		refuseEncrypted(call.body);
		const made = await write(call.database, call.principal, async (client) => {
			const attribute = await definitions.insertAttribute(client, call.body);
			if (attribute.indexed) await queueAttribute(call.services, client, attribute.id);
			return attribute;
		});
		attributeCache.delete(call.database);
		return made;
	},
	updateAttribute: async (call) => {
		const made = await write(call.database, call.principal, async (client) => {
			if (call.body.choices) refuseChoices('choice', call.body.choices);
			const before = await definitions.lockAttribute(client, call.params.id);
			const version = versionOf(call.request);
			// A kind that is taken away would open the values to whoever does so.
			if (call.body.personal !== undefined && call.body.personal !== before.personal)
				demandReadable(call.principal, { field: `attributes.${before.name}`, kind: before.personal });
			if (version !== undefined && version !== before.version)
				throw error('attribute_changed', { name: before.name }, { extra: { current_version: before.version } });
			refuseRules(before.type, call.body.rules);
			refuseSurvivorship(before.type, call.body.survivorship);
			const { personal = before.personal, indexed, survivorship = before.survivorship } = call.body;
			refuseEncrypted({ personal, indexed, survivorship });
			const encrypted = isEncryptedAttribute({ personal });
			const change = encrypted && before.indexed ? { ...call.body, indexed: false } : call.body;
			const attribute = await definitions.updateAttribute(client, call.params.id, change);
			if (encrypted !== isEncryptedAttribute(before)) await queueReseal(call.services, client, `attributes.${before.name}`, encrypted);
			if (attribute.survivorship !== before.survivorship) await queueRecompute(call.services, client, { attribute_id: attribute.id });
			if (change.indexed !== undefined) await queueAttribute(call.services, client, attribute.id);
			return attribute;
		});
		attributeCache.delete(call.database);
		return made;
	},
	deleteAttribute: async (call) => {
		await write(call.database, call.principal, async (client) => {
			await definitions.removeAttribute(client, call.params.id);
			await queueAttribute(call.services, client, call.params.id);
		});
		attributeCache.delete(call.database);
		return null;
	},
	previewAttribute: async ({ database, principal, params, body }) => {
		const { attribute, values } = await read(database, principal, async (client) => {
			const one = [...(await definitions.attributeMap(client)).values()].find(({ id }) => id === params.id);
			if (!one) throw error('attribute_not_found', { id: params.id });
			refuseRules(one.type, body.rules);
			refuseSurvivorship(one.type, body.survivorship);
			const counted = await bounded(client, 5_000, () => countMisfits(client, one, body.rules ?? one.rules, body.choices ?? one.choices));
			return { attribute: one, values: counted };
		});
		const { survivorship = attribute.survivorship } = body;
		const customers =
			survivorship === attribute.survivorship
				? null
				: await queries.foresee(database, 'attribute', attribute.id, (client) =>
						definitions.updateAttribute(client, attribute.id, { survivorship }),
					);
		return { values, customers };
	},
	getAttributeLayout: ({ database }) => queries.readLayout(database.app),
	putAttributeLayout: async (call) => {
		const { groups, rest } = call.body;
		const arranged = await write(call.database, call.principal, (client) =>
			queries.putLayout(client, groups, rest, versionOf(call.request)),
		);
		attributeCache.delete(call.database);
		return arranged;
	},
};
