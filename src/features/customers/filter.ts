// Conditions of a filter as SQL, written from the field metadata: which index carries each, and which value fits.
import { sql } from 'kysely';
import type { Principal } from '../../platform/auth.ts';
import type { Field } from '../../platform/field.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { demandReadable } from '../../platform/masking.ts';
import { normaliseEmail } from '../../values/email.ts';
import { normaliseIdentity } from '../../values/identifier.ts';
import { normalisePhone } from '../../values/phone.ts';
import { normaliseText } from '../../values/text.ts';
import { callingCode } from '../../values/tokens.ts';
import { like, type Sql } from './built.ts';
import { indexedLength } from './definitions.ts';
import { customerError as error } from './messages.ts';
import { fieldNature } from './natures.ts';
import { type AttributeDefinition, type Condition, customerFields, type Operator, systemFields } from './schema.ts';
import { isEncryptedAttribute, tokensOfValue } from './sealing.ts';

export const allFields: Readonly<Record<string, Field>> = { ...systemFields, ...customerFields };

/** What a list is built with besides the query. */
export interface ListContext {
	readonly attributes: ReadonlyMap<string, AttributeDefinition>;
	/** Default country of phone numbers typed into a filter. */
	readonly country: string;
	/** Makes the tokens by which encrypted values are found. */
	readonly keyring: Pick<Keyring, 'mac'>;
	/** Who asks: what he may not read, nothing is asked by. Without scopes nothing is known of the rows that he sees. */
	readonly reader: Pick<Principal, 'field_rights'> & Partial<Pick<Principal, 'user_id' | 'scopes' | 'reads_all'>>;
	/** Columns that an administrator had made fast, where they are ready. */
	readonly fast?: ReadonlySet<string>;
}

/** Whether a b-tree carries sorting and comparing by this column. */
export const isColumnFast = (name: string, { fast }: ListContext): boolean =>
	allFields[name]?.index === 'column' || (fast?.has(name) ?? false);

/** Whether an administrator may have this column made fast; names are sorted by sort_name, which is, and tags are found by their tokens. */
export const canBeFast = (name: string): boolean =>
	Object.hasOwn(allFields, name) &&
	allFields[name]!.index !== 'column' &&
	!allFields[name]!.encrypted &&
	!['name', 'tags', 'state'].includes(name);

export interface Target {
	readonly name: string;
	readonly type: Field['type'];
	readonly column: Sql;
	/** Of a number: only whole ones can be meant. */
	readonly integer: boolean;
	/** A b-tree on the column, or of an attribute the side table, carries comparisons. */
	readonly indexed: boolean;
	/** Found by its token alone. */
	readonly encrypted: boolean;
	readonly attribute?: AttributeDefinition;
}

/** Fields named to whoever asks for one that is not there. */
const mostNamed = 30;

function fieldUnknown(field: string, known: readonly string[]) {
	const fields = [...known.slice(0, mostNamed), ...(known.length > mostNamed ? ['…'] : [])].join(', ');
	return error('field_unknown', { field, fields }, { extra: { field } });
}

/**
 * What a list is filtered, sorted or grouped by.
 * @throws AppError field_unknown, field_not_readable
 */
export function targetOf(name: string, context: ListContext): Target {
	const target = anyTarget(name, context);
	demandReadable(context.reader, fieldNature(name, context.attributes));
	return target;
}

function anyTarget(name: string, context: ListContext): Target {
	if (name.startsWith('attributes.')) {
		const attribute = context.attributes.get(name.slice('attributes.'.length));
		if (!attribute)
			throw fieldUnknown(
				name,
				[...context.attributes.keys()].map((one) => `attributes.${one}`),
			);
		const types: Partial<Record<AttributeDefinition['type'], Field['type']>> = {
			number: 'number',
			money: 'number',
			date: 'date',
			boolean: 'boolean',
			reference: 'number',
			choices: 'choices',
		};
		const path = attribute.type === 'money' ? sql`(c.attributes->${sql.lit(attribute.name)}->>'amount')::numeric` : null;
		const text = sql`(c.attributes->>${sql.lit(attribute.name)})`;
		const type = types[attribute.type] ?? 'text';
		const encrypted = isEncryptedAttribute(attribute);
		return {
			name,
			type,
			integer: attribute.type === 'reference',
			column: encrypted ? text : (path ?? (type === 'number' ? sql`${text}::numeric` : text)),
			indexed: attribute.index_state === 'ready' && !encrypted,
			encrypted,
			attribute,
		};
	}
	const field = Object.hasOwn(allFields, name) ? allFields[name] : undefined;
	if (!field) throw fieldUnknown(name, Object.keys(allFields));
	return {
		name,
		type: field.type,
		integer: true,
		column: sql.ref(`c.${name}`),
		indexed: isColumnFast(name, context),
		encrypted: field.encrypted ?? false,
	};
}

/** Refuses to sort, group or compare by what is encrypted. @throws AppError encrypted_unsuited */
export function refuseEncrypted({ name, encrypted }: Target): void {
	if (encrypted) throw error('encrypted_unsuited', { field: name });
}

/** A field that no index carries, and whether one could. */
export interface Slow {
	readonly field: string;
	readonly can_index: boolean;
}

/** The field as one that makes a list slow. `served`: an index of it would carry what is asked. */
export function slowBy({ name, indexed, attribute }: Target, served = true): Slow {
	return { field: name, can_index: served && !indexed && (attribute !== undefined || canBeFast(name)) };
}

const operatorsOf: Readonly<Record<Field['type'], readonly Operator[]>> = {
	text: ['eq', 'ne', 'in', 'prefix', 'contains', 'empty', 'not_empty', 'lt', 'lte', 'gt', 'gte'],
	number: ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'empty', 'not_empty'],
	date: ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'empty', 'not_empty'],
	timestamp: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'empty', 'not_empty'],
	choice: ['eq', 'ne', 'in', 'empty', 'not_empty'],
	choices: ['eq', 'ne', 'in', 'empty', 'not_empty'],
	boolean: ['eq', 'ne', 'empty', 'not_empty'],
	reference: ['eq', 'ne', 'in', 'empty', 'not_empty'],
};

/** The text just after all texts that begin with the prefix, bytewise (collate "C"). */
export function prefixEnd(prefix: string): string {
	const points = [...prefix];
	for (let i = points.length - 1; i >= 0; i--) {
		const code = points[i]!.codePointAt(0)!;
		if (code < 0x10ffff) return points.slice(0, i).join('') + String.fromCodePoint(code + 1 === 0xd800 ? 0xe000 : code + 1);
	}
	return '\u{10ffff}'.repeat(points.length + 1);
}

function suited(target: Target, value: unknown): string | number | boolean {
	const refuse = () => error('value_unsuited', { field: target.name, value: String(value).slice(0, 60) });
	if (target.type === 'number' || target.type === 'reference') {
		const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
		if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER) throw refuse();
		if (target.integer && !Number.isInteger(number)) throw refuse();
		return number;
	}
	if (target.type === 'boolean') {
		if (typeof value === 'boolean') return value;
		if (value === 'true' || value === 'false') return value === 'true';
		throw refuse();
	}
	if (typeof value !== 'string' && typeof value !== 'number') throw refuse();
	const text = String(value);
	if (text.includes('\0')) throw refuse();
	if (target.type === 'date' || target.type === 'timestamp') {
		if (!(target.type === 'date' ? isDate : isTime).test(text) || !isDay(text.slice(0, 10))) throw refuse();
	}
	return text;
}

export const isDate = /^\d{4}-\d{2}-\d{2}$/;
/** A day, or a moment as ISO 8601 writes it. */
export const isTime =
	/^\d{4}-\d{2}-\d{2}(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/;

/** A day of the calendar, from the year 1 on. */
export function isDay(text: string): boolean {
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text && !text.startsWith('0000');
}

/** A condition on e-mail, phone, tags or name by the look-up table; null where it must read the column. */
function lookupCondition(target: Target, op: Operator, values: readonly unknown[], context: ListContext): Sql | null {
	const letters: Record<string, string> = { email: 'e', phone: 'p', tags: 't' };
	const letter = letters[target.name];
	if (!letter || !['eq', 'in', 'prefix'].includes(op)) return null;
	const tokens = values.flatMap((value) => {
		const text = String(value).trim();
		if (target.name === 'tags') return [`t${text}`];
		if (target.name === 'email') return [`e${(op === 'prefix' ? text : (normaliseEmail(text).value ?? text)).toLowerCase()}`];
		const number = op === 'prefix' ? text : (normalisePhone(text, { country: context.country }).value?.number ?? text);
		const digits = number.replace(/\D/g, '');
		if (digits === '') throw error('value_unsuited', { field: target.name, value: text.slice(0, 60) });
		// A number begins with its country code, unless it is one that was kept as typed: what is typed without + may be either.
		const code = op === 'prefix' && !text.startsWith('+') ? callingCode(context.country) : null;
		return code === null ? [`p${digits}`] : [`p${digits}`, `p${code}${digits.replace(/^0+/, '')}`];
	});
	const ids =
		op === 'prefix'
			? sql.join(
					tokens.map((token) => sql`select customer_id from lookup where token >= ${token} and token < ${prefixEnd(token)}`),
					sql` union all `,
				)
			: sql`select customer_id from lookup where token in (${sql.join(tokens)})`;
	if (target.name !== 'email') return sql`c.id in (${ids})`;
	// The tokens of an address are also what follows each of its marks: the whole address decides.
	const address = sql`lower(p.value collate "default")`;
	const texts = tokens.map((token) => token.slice(1));
	const meant = op === 'prefix' ? sql`starts_with(${address}, ${texts[0]})` : sql`${address} in (${sql.join(texts)})`;
	return sql`c.id in (${ids}) and exists (select from contact_points p where p.customer_id = c.id and p.kind = 'email' and ${meant})`;
}

/** Condition on a custom attribute through its typed side table. */
function sideTableCondition(target: Target, op: Operator, values: readonly unknown[]): Sql | null {
	const { attribute } = target;
	if (!attribute || !target.indexed) return null;
	const from = sql`select customer_id from attribute_values where attribute_id = ${attribute.id}`;
	const compare: Partial<Record<Operator, Sql>> = { lt: sql`<`, lte: sql`<=`, gt: sql`>`, gte: sql`>=`, eq: sql`=` };
	if (target.type === 'number' && op === 'in') return sql`c.id in (${from} and number in (${sql.join(values)}))`;
	if (target.type === 'number' && compare[op]) return sql`c.id in (${from} and number ${compare[op]} ${values[0]})`;
	if (op === 'eq' || op === 'in') {
		const texts = values.map(String);
		if (texts.some((text) => text.length >= indexedLength)) return null;
		return sql`c.id in (${from} and value in (${sql.join(texts)}))`;
	}
	if (op === 'prefix') return sql`c.id in (${from} and value >= ${String(values[0])} and value < ${prefixEnd(String(values[0]))})`;
	if (compare[op]) return sql`c.id in (${from} and value ${compare[op]} ${String(values[0])})`;
	return null;
}

/** A condition on an encrypted value: equality, by its token. */
function encryptedCondition(target: Target, values: readonly unknown[], { keyring }: ListContext): Sql {
	const tokens = values.flatMap((value) => tokensOfValue(keyring, target.name, asStored(target, value)));
	return sql`c.id in (select customer_id from lookup where token in (${sql.join(tokens)}))`;
}

/** What somebody looks for as it is stored. */
function asStored({ name, type }: Target, value: unknown): unknown {
	if (type !== 'text' || typeof value !== 'string') return value;
	return (name === 'identity_number' ? normaliseIdentity(value) : normaliseText(value, { max: 10_000, lines: true })).value ?? value;
}

/** Whether a text may be a number that identifies somebody, in full. */
const identityLike = /^(?=.*\d)[\p{L}\p{N}][\p{L}\p{N} .-]{4,38}[\p{L}\p{N}]$/u;

/** The tokens, without their letter, of a text as a number of an identity document: of the field, and of attributes of that kind. */
export function identityTokens(search: string, { keyring, attributes }: Pick<ListContext, 'keyring' | 'attributes'>): string[] {
	const text = search.trim();
	if (!identityLike.test(text)) return [];
	const columns = [...attributes.values()].filter(({ personal, type }) => personal === 'identity' && type === 'text');
	return [
		...tokensOfValue(keyring, 'identity_number', normaliseIdentity(text).value ?? text),
		...columns.flatMap(({ name }) => tokensOfValue(keyring, `attributes.${name}`, normaliseText(text, { max: 10_000, lines: true }).value)),
	].map((token) => token.slice(1));
}

/** Comparisons that a b-tree carries. */
const ranged: readonly Operator[] = ['eq', 'in', 'lt', 'lte', 'gt', 'gte', 'prefix'];

/** A condition as SQL, and whether an index carries it. */
function conditionSql({ op, ...condition }: Condition, target: Target, context: ListContext): { where: Sql; indexed: boolean } {
	if (target.encrypted && !['eq', 'in', 'empty', 'not_empty'].includes(op)) refuseEncrypted(target);
	if (!operatorsOf[target.type].includes(op)) throw error('operator_unsuited', { field: condition.field, op });
	const isSet = target.name === 'tags';
	if (op === 'empty' || op === 'not_empty') {
		const empty = isSet ? sql`c.tags = '{}'` : sql`${target.column} is null`;
		return { where: op === 'empty' ? empty : sql`not (${empty})`, indexed: false };
	}
	const list = Array.isArray(condition.value) ? condition.value : [condition.value];
	if (op !== 'in' && list.length !== 1) throw error('value_unsuited', { field: condition.field, value: String(condition.value) });
	if (list.length === 0) return { where: sql`false`, indexed: true };
	const values = list.map((value) => suited(target, value));
	if (target.encrypted) return { where: encryptedCondition(target, values, context), indexed: true };
	const carried = lookupCondition(target, op, values, context) ?? sideTableCondition(target, op, values);
	if (carried) return { where: carried, indexed: true };
	// Text is compared bytewise, whatever the column's own order: so one index serves every comparison, and each means the same as by another.
	const column = target.type === 'text' ? sql`${target.column} collate "C"` : target.column;
	const value = values[0];
	if (isSet || target.type === 'choices') {
		const has = isSet ? sql`${String(value)} = any (c.tags)` : sql`c.attributes->${sql.lit(target.attribute!.name)} ? ${String(value)}`;
		if (op === 'in')
			return {
				where: sql`(${sql.join(
					values.map((one) =>
						isSet ? sql`${String(one)} = any (c.tags)` : sql`c.attributes->${sql.lit(target.attribute!.name)} ? ${String(one)}`,
					),
					sql` or `,
				)})`,
				indexed: false,
			};
		return { where: op === 'eq' ? has : sql`not coalesce(${has}, false)`, indexed: false };
	}
	const typed = (one: unknown) =>
		target.type === 'date' && !target.attribute
			? sql`${one}::date`
			: target.type === 'timestamp'
				? sql`${one}::timestamptz`
				: target.attribute && target.type === 'boolean'
					? sql`${String(one)}`
					: sql`${one}`;
	const { indexed } = target;
	switch (op) {
		case 'eq':
			return { where: sql`${column} = ${typed(value)}`, indexed };
		case 'ne':
			return { where: sql`${column} is distinct from ${typed(value)}`, indexed: false };
		case 'in':
			return { where: sql`${column} in (${sql.join(values.map(typed))})`, indexed };
		case 'lt':
			return { where: sql`${column} < ${typed(value)}`, indexed };
		case 'lte':
			return { where: sql`${column} <= ${typed(value)}`, indexed };
		case 'gt':
			return { where: sql`${column} > ${typed(value)}`, indexed };
		case 'gte':
			return { where: sql`${column} >= ${typed(value)}`, indexed };
		case 'prefix':
			return { where: sql`${column} >= ${String(value)} and ${column} < ${prefixEnd(String(value))}`, indexed };
		default:
			return { where: sql`${target.column} ilike ${like(String(value))}`, indexed: false };
	}
}

export interface Conditions {
	readonly where: readonly Sql[];
	/** The first field that no index carries. */
	readonly slow: Slow | null;
}

/** All conditions of a filter. */
export function conditionsOf(filter: readonly Condition[] | undefined, context: ListContext): Conditions {
	let slow: Slow | null = null;
	const where = (filter ?? []).map((condition) => {
		const target = targetOf(condition.field, context);
		const made = conditionSql(condition, target, context);
		if (!made.indexed) slow ??= slowBy(target, ranged.includes(condition.op));
		return made.where;
	});
	return { where, slow };
}
