// Lists of customers: conditions, search, sorting, paging by key, counts. Builds SQL from the field metadata; every value is bound.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder, sql } from 'kysely';
import { bounded, type Queryable } from '../../platform/database.ts';
import type { Field } from '../../platform/field.ts';
import { normaliseEmail } from '../../values/email.ts';
import { normalisePhone } from '../../values/phone.ts';
import { type QueryTerm, queryTerms } from '../../values/tokens.ts';
import { indexedLength } from './definitions.ts';
import { customerError as error } from './messages.ts';
import { rowColumns } from './queries.ts';
import { type AttributeDefinition, type Condition, customerFields, type ListQuery, type Operator, systemFields } from './schema.ts';

const compiler = new Kysely<Record<string, never>>({
	dialect: {
		createAdapter: () => new PostgresAdapter(),
		createDriver: () => new DummyDriver(),
		createIntrospector: (db) => new PostgresIntrospector(db),
		createQueryCompiler: () => new PostgresQueryCompiler(),
	},
});

type Sql = RawBuilder<unknown>;

/** Texts of lists that came more than once, with the name under which a connection keeps their plan: parsing and planning cost 0.7 ms of 2. */
const statementNames = new Map<string, string>();
const statementLimit = 200;

/** Runs SQL made with kysely's template; as a named statement where its text comes again. */
async function run<R extends Record<string, unknown>>(client: Queryable, query: Sql): Promise<R[]> {
	const { sql: text, parameters } = query.compile(compiler);
	const name = statementNames.get(text);
	if (name === undefined && statementNames.size < statementLimit) statementNames.set(text, `list_${statementNames.size}`);
	return (await client.query<R>({ name, text, values: [...parameters] })).rows;
}

const allFields: Readonly<Record<string, Field>> = { ...systemFields, ...customerFields };

/** What a list is built with besides the query. */
export interface ListContext {
	readonly attributes: ReadonlyMap<string, AttributeDefinition>;
	/** Default country of phone numbers typed into a filter. */
	readonly country: string;
}

interface Target {
	readonly name: string;
	readonly type: Field['type'];
	readonly column: Sql;
	/** Of a number: only whole ones can be meant. */
	readonly integer: boolean;
	/** A b-tree on the column, or of an attribute the side table, carries comparisons. */
	readonly indexed: boolean;
	readonly attribute?: AttributeDefinition;
}

function targetOf(name: string, context: ListContext): Target {
	if (name.startsWith('attributes.')) {
		const attribute = context.attributes.get(name.slice('attributes.'.length));
		if (!attribute)
			throw error('field_unknown', { field: name, fields: [...context.attributes.keys()].map((one) => `attributes.${one}`).join(', ') });
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
		return {
			name,
			type,
			integer: attribute.type === 'reference',
			column: path ?? (type === 'number' ? sql`${text}::numeric` : text),
			indexed: attribute.index_state === 'ready',
			attribute,
		};
	}
	const field = allFields[name];
	if (!field) throw error('field_unknown', { field: name, fields: Object.keys(allFields).join(', ') });
	return { name, type: field.type, integer: true, column: sql.ref(`c.${name}`), indexed: field.index === 'column' };
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

const isDate = /^\d{4}-\d{2}-\d{2}$/;
/** A day, or a moment as ISO 8601 writes it. */
const isTime = /^\d{4}-\d{2}-\d{2}(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/;

/** A day of the calendar, from the year 1 on. */
function isDay(text: string): boolean {
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text && !text.startsWith('0000');
}

const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** A condition on e-mail, phone, tags or name by the look-up table; null where it must read the column. */
function lookupCondition(target: Target, op: Operator, values: readonly unknown[], context: ListContext): Sql | null {
	const letters: Record<string, string> = { email: 'e', phone: 'p', tags: 't' };
	const letter = letters[target.name];
	if (!letter || !['eq', 'in', 'prefix'].includes(op)) return null;
	const tokens = values.map((value) => {
		const text = String(value).trim();
		if (target.name === 'tags') return `t${text}`;
		if (target.name === 'email') return `e${(op === 'prefix' ? text : (normaliseEmail(text).value ?? text)).toLowerCase()}`;
		const number = op === 'prefix' ? text : (normalisePhone(text, { country: context.country }).value?.number ?? text);
		const digits = number.replace(/\D/g, '');
		if (digits === '') throw error('value_unsuited', { field: target.name, value: text.slice(0, 60) });
		return `p${digits}`;
	});
	const ids =
		op === 'prefix'
			? sql`select customer_id from lookup where token >= ${tokens[0]} and token < ${prefixEnd(tokens[0]!)}`
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

/** A condition as SQL, and whether an index carries it. */
function conditionSql(condition: Condition, context: ListContext): { where: Sql; indexed: boolean } {
	const target = targetOf(condition.field, context);
	const { op } = condition;
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
	const carried = lookupCondition(target, op, values, context) ?? sideTableCondition(target, op, values);
	if (carried) return { where: carried, indexed: true };
	const { column } = target;
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
			return { where: sql`${column} collate "C" >= ${String(value)} and ${column} collate "C" < ${prefixEnd(String(value))}`, indexed };
		default:
			return { where: sql`${column} ilike ${like(String(value))}`, indexed: false };
	}
}

export interface Conditions {
	readonly where: readonly Sql[];
	/** The first field that no index carries. */
	readonly slow: string | null;
}

/** All conditions of a filter. */
export function conditionsOf(filter: readonly Condition[] | undefined, context: ListContext): Conditions {
	let slow: string | null = null;
	const where = (filter ?? []).map((condition) => {
		const made = conditionSql(condition, context);
		if (!made.indexed) slow ??= condition.field;
		return made.where;
	});
	return { where, slow };
}

interface Sort {
	readonly field: string;
	readonly column: Sql;
	readonly type: Field['type'];
	readonly descending: boolean;
	readonly nullable: boolean;
	readonly indexed: boolean;
}

function sortOf(text: string | undefined, context: ListContext): Sort {
	const descending = text === undefined ? true : text.startsWith('-');
	const field = text === undefined ? 'id' : text.replace(/^-/, '');
	const target = targetOf(field, context);
	if (target.type === 'choices') throw error('sort_unsuited', { field });
	if (field === 'id') return { field, column: sql.ref('c.id'), type: 'number', descending, nullable: false, indexed: true };
	// A person expects names in the order of a dictionary: pinyin and letters.
	if (field === 'name') return { field, column: sql.ref('c.sort_name'), type: 'text', descending, nullable: true, indexed: true };
	const indexed = allFields[field]?.index === 'column';
	const column = target.type === 'text' && !indexed ? sql`${target.column} collate "C"` : target.column;
	return {
		field,
		column,
		type: target.attribute && target.type !== 'number' ? 'text' : target.type,
		descending,
		nullable: !['version', 'state', 'scope_id', 'created_at', 'updated_at', 'kind'].includes(field),
		indexed,
	};
}

const encodeCursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What encodeCursor() wrote: the key of the last row where there is one besides, and its id. */
function decodeCursor(text: string, length: 1 | 2): (string | number | null)[] {
	try {
		const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
		if (Array.isArray(value) && value.length === length && Number.isSafeInteger(value.at(-1))) {
			if (length === 1 || value[0] === null || typeof value[0] === 'string') return value;
		}
	} catch {
		// Said below.
	}
	throw error('cursor_unreadable');
}

/** Columns to return: those asked for, always with id; null means all. */
export function columnsOf(fields: string | undefined): string[] {
	if (!fields) return [...rowColumns];
	const wanted = fields
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
	for (const name of wanted) if (!rowColumns.includes(name)) throw error('field_unknown', { field: name, fields: rowColumns.join(', ') });
	return [...new Set(['id', ...wanted])];
}

/** A row as JSON text, from a subquery of these columns called r: half the cost of json_build_object. */
const rowOf = (columns: readonly string[]): Sql =>
	sql`cross join lateral (select ${sql.join(columns.map((name) => sql.ref(`c.${name}`)))}) r`;

export interface Page {
	/** Each row as JSON text. */
	readonly items: readonly string[];
	readonly next: string | null;
}

const stateOf = (query: Pick<ListQuery, 'state'>): Sql => (query.state === 'deleted' ? sql`c.state = 'deleted'` : sql`c.state = 'active'`);

/** How long a list may read where no index carries it, in milliseconds. */
export const slowLimit = 2_000;

async function guarded<T>(client: Queryable, slow: string | null, work: () => Promise<T>): Promise<T> {
	if (!slow) return work();
	try {
		return await bounded(client, slowLimit, work);
	} catch (cause) {
		if ((cause as { code?: string }).code !== '57014') throw cause;
		// Custom attributes are what the settings can have indexed.
		throw error('filter_too_slow', { field: slow }, { extra: { field: slow, can_index: slow.startsWith('attributes.') } });
	}
}

/** One page of customers. Search results come in the order of relevance, all others in the order asked for; both are paged by key. */
export async function listCustomers(client: Queryable, query: ListQuery, context: ListContext): Promise<Page> {
	const limit = query.limit ?? 50;
	const columns = columnsOf(query.fields);
	const { where, slow } = conditionsOf(query.filter, context);
	if (query.search?.trim()) return searchPage(client, query, columns, where, slow, limit);
	const sort = sortOf(query.sort, context);
	return guarded(client, slow ?? (sort.indexed ? null : sort.field), () => sortedPage(client, query, sort, columns, where, limit));
}

async function sortedPage(
	client: Queryable,
	query: ListQuery,
	sort: Sort,
	columns: readonly string[],
	where: readonly Sql[],
	limit: number,
): Promise<Page> {
	const direction = sort.descending ? sql`desc` : sql`asc`;
	const beyond = sort.descending ? sql`<` : sql`>`;
	const conditions = sql.join([stateOf(query), ...where], sql` and `);
	const cursor = query.after ? decodeCursor(query.after, sort.field === 'id' ? 1 : 2) : null;
	if (typeof cursor?.[0] === 'string' && !fits(cursor[0], sort.type)) throw error('cursor_unreadable');
	type Row = { json: string; id: number; key: string | null };
	const fetch = (extra: Sql, order: Sql, wanted: number) =>
		run<Row>(
			client,
			sql`select row_to_json(r)::text as json, c.id, ${sort.column}::text as key from customers c ${rowOf(columns)} where ${conditions} and ${extra} order by ${order} limit ${sql.lit(wanted)}`,
		);
	const byId = sql`c.id ${direction}`;
	let rows: Row[];
	if (sort.field === 'id') {
		rows = await fetch(cursor ? sql`c.id ${beyond} ${cursor[0]}` : sql`true`, byId, limit + 1);
	} else {
		// Rows without a value come last in both directions, as a second key range: an index on the values alone then serves the first.
		const inNulls = cursor !== null && cursor[0] === null;
		const keyType = sql.raw(castOf(sort.field));
		rows = inNulls
			? []
			: await fetch(
					cursor
						? sql`(${sort.column}, c.id) ${beyond} (${cursor[0]}${keyType}, ${cursor[1]})`
						: sort.nullable
							? sql`${sort.column} is not null`
							: sql`true`,
					sql`${sort.column} ${direction}, c.id ${direction}`,
					limit + 1,
				);
		if (sort.nullable && rows.length <= limit) {
			const after = inNulls ? sql`c.id ${beyond} ${cursor[1]}` : sql`true`;
			rows = [...rows, ...(await fetch(sql`${sort.column} is null and ${after}`, byId, limit + 1 - rows.length))];
		}
	}
	const last = rows.length > limit ? rows[limit - 1] : undefined;
	return {
		items: rows.slice(0, limit).map(({ json }) => json),
		next: last ? encodeCursor(sort.field === 'id' ? [last.id] : [last.key, last.id]) : null,
	};
}

/** Whether a key of a cursor can be compared with a column of this type. */
function fits(text: string, type: Field['type']): boolean {
	if (text.includes('\0')) return false;
	if (type === 'date' || type === 'timestamp') return isTime.test(text) && isDay(text.slice(0, 10));
	if (type === 'number' || type === 'reference') return /^-?\d+(?:\.\d+)?$/.test(text);
	return true;
}

function castOf(field: string): string {
	const type = allFields[field]?.type;
	if (type === 'date') return '::date';
	if (type === 'timestamp') return '::timestamptz';
	if (type === 'number' || type === 'reference') return '::numeric';
	return '';
}

/** Most matches that a search counts one by one: beyond them a person types another letter. */
const searchDepth = 1_000;

/** So many hits of one range are the most a search reads; what lies beyond is not listed. */
const deepest = 20_000;

const lettersOf: Readonly<Record<QueryTerm['kind'], readonly string[]>> = {
	name: ['n', 'e', 'w'],
	email: ['e', 'w'],
	phone: ['p', 'n', 'e', 'w'],
};

/** Tokens that begin with one of a term's prefixes, as ranges. */
function rangesOf(term: QueryTerm): Sql[] {
	return lettersOf[term.kind].flatMap((letter) =>
		term.prefixes.map((prefix) => sql`token >= ${letter + prefix} and token < ${letter + prefixEnd(prefix)}`),
	);
}

/** Customers that one term finds, best first: an exact token sorts before longer ones. At most `most` of each range, its number beside. */
function hitsOf(term: QueryTerm, most: number): Sql {
	const parts = rangesOf(term).map(
		(range, part) =>
			sql`(select token, customer_id, ${sql.lit(part)} as part from lookup where ${range} order by token, customer_id limit ${sql.lit(most)})`,
	);
	for (const digits of term.digits)
		parts.push(sql`(select 'q' || value, customer_id, null from search_phone_part(${digits}, ${sql.lit(most)}))`);
	return sql.join(parts, sql` union all `);
}

/**
 * The last hit up to which the order is known: where a range was cut at `most`, customers beyond its end may stand anywhere after it, so a page stops
 * there and more is read. Nothing where no range was cut, or where no more is read.
 */
function readTo(most: number): Sql {
	if (most >= deepest) return sql`select token, customer_id from hit where false`;
	return sql`select token collate "C" as token, customer_id from (
			select distinct on (part) token, customer_id, count(*) over (partition by part) as hits from hit where part is not null
			order by part, token collate "C" desc, customer_id desc) part_end
		where hits = ${sql.lit(most)} order by 1, 2 limit 1`;
}

/** True for customers that a further term finds as well, by the tokens kept beside them. */
function alsoFound(term: QueryTerm): Sql {
	const ranges = lettersOf[term.kind].flatMap((letter) => term.prefixes.map((prefix) => sql`starts_with(x.token, ${letter + prefix})`));
	for (const digits of term.digits) ranges.push(sql`(x.token like 'p%' and x.token like ${`%${digits}%`})`);
	return sql`exists (select from lookup_tokens t cross join lateral unnest(t.tokens) x (token) where t.customer_id = c.id and (${sql.join(ranges, sql` or `)}))`;
}

async function searchPage(
	client: Queryable,
	query: ListQuery,
	columns: readonly string[],
	where: readonly Sql[],
	slow: string | null,
	limit: number,
): Promise<Page> {
	const cursor = query.after ? decodeCursor(query.after, 2) : null;
	const joined = queryTerms(query.search!);
	if (joined.length === 0) return { items: [], next: null };
	type Row = { json: string | null; id: number; rank: string; hits: number };
	const attempt = async (terms: readonly QueryTerm[]): Promise<Row[]> => {
		// The longest term is the rarest as a rule; the others are checked on its hits.
		const [first, ...others] = [...terms].sort((a, b) => weightOf(b) - weightOf(a));
		const narrowed = others.length > 0 || where.length > 0;
		for (let most = narrowed ? 2_000 : (limit + 1) * 2; ; most *= 10) {
			const conditions = sql.join([stateOf(query), ...where, ...others.map(alsoFound)], sql` and `);
			const beyond = cursor ? sql`where (h.rank, h.customer_id) > (${cursor[0]}, ${cursor[1]})` : sql``;
			// The page is cut before its rows become JSON. One row always comes, so that the number of hits is known.
			const rows = await run<Row>(
				client,
				sql`with hit as materialized (${hitsOf(first!, most)}),
				ranked as (select customer_id, min(token collate "C") as rank from hit group by customer_id),
				cut as (${readTo(most)})
				select row_to_json(r)::text as json, c.id, c.rank, n.hits
				from (select count(*) as hits from hit) n
				left join (
					select c.*, h.rank from (select * from ranked h ${beyond}) h join customers c on c.id = h.customer_id
					where ${conditions} and not exists (select from cut where (cut.token, cut.customer_id) < (h.rank, h.customer_id))
					order by h.rank, c.id limit ${sql.lit(limit + 1)}
				) c on true ${rowOf(columns)} order by c.rank, c.id`,
			);
			const found = rows.filter(({ json, id }) => json !== null && id !== null);
			if (found.length > limit || most >= deepest || (rows[0]?.hits ?? 0) < most) return found;
		}
	};
	// Without a filter and with one term the work is bounded by the limits of the look-ups.
	const free = where.length === 0 && joined.length === 1;
	return guarded(client, slow ?? (free ? null : query.search!), async () => {
		let rows = await attempt(joined);
		if (rows.length === 0 && !cursor) {
			const apart = queryTerms(query.search!, { words: 'apart' });
			if (apart.length > joined.length) rows = await attempt(apart);
		}
		const last = rows.length > limit ? rows[limit - 1] : undefined;
		return { items: rows.slice(0, limit).map(({ json }) => json!), next: last ? encodeCursor([last.rank, last.id]) : null };
	});
}

const weightOf = (term: QueryTerm): number =>
	Math.max(...term.prefixes.map((prefix) => [...prefix].reduce((sum, character) => sum + (character > '\u2e80' ? 3 : 1), 0)));

export interface Count {
	readonly count: number;
	readonly exact: boolean;
}

/** Up to which number a count is exact. */
export const exactCount = 10_000;

/** How many customers a list has: exact up to 10,000, then the planner's estimate. */
export async function countCustomers(
	client: Queryable,
	query: Pick<ListQuery, 'search' | 'filter' | 'state'>,
	context: ListContext,
): Promise<Count> {
	const { where, slow } = conditionsOf(query.filter, context);
	if (query.search?.trim()) {
		const { items, next } = await searchPage(client, query as ListQuery, ['id'], where, slow, searchDepth);
		return { count: items.length, exact: next === null };
	}
	const from = sql`from customers c where ${sql.join([stateOf(query), ...where], sql` and `)}`;
	try {
		return await guarded(client, slow ?? 'filter', async () => {
			const [row] = await run<{ count: number }>(
				client,
				sql`select count(*) as count from (select 1 ${from} limit ${sql.lit(exactCount + 1)}) x`,
			);
			if (row!.count <= exactCount) return { count: row!.count, exact: true };
			return { count: await estimate(client, sql`select 1 ${from}`), exact: false };
		});
	} catch (cause) {
		if ((cause as { code?: string }).code !== 'filter_too_slow') throw cause;
		return { count: await estimate(client, sql`select 1 ${from}`), exact: false };
	}
}

async function estimate(client: Queryable, query: Sql): Promise<number> {
	const { sql: text, parameters } = query.compile(compiler);
	const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(`explain (format json) ${text}`, [
		...parameters,
	]);
	return Math.max(exactCount, Math.round(rows[0]!['QUERY PLAN'][0].Plan['Plan Rows']));
}

/** Customers that one term finds, without a limit. */
function foundBy(term: QueryTerm): Sql {
	const parts = rangesOf(term).map((range) => sql`select customer_id from lookup where ${range}`);
	for (const digits of term.digits) parts.push(sql`select customer_id from search_phone_part(${digits}, 2147483647)`);
	return sql`c.id in (${sql.join(parts, sql` union all `)})`;
}

/** What to read of each customer `c`: the select list, and joins behind `from customers c`. Fixed SQL, never text of a person. */
export interface ExportParts {
	readonly select: string;
	readonly joins?: string;
}

/**
 * SQL and parameters of an export: all rows of a list or search without a limit, in the order asked for, else of their ids.
 * `words`: whether neighbouring words of a search are also tried as one (the list does so first, and apart where that finds nobody).
 * @throws AppError field_unknown, operator_unsuited, value_unsuited, sort_unsuited
 */
export function exportSql(
	query: Pick<ListQuery, 'search' | 'filter' | 'sort' | 'state'>,
	{ select, joins = '' }: ExportParts,
	context: ListContext,
	words: 'joined' | 'apart' = 'joined',
): { text: string; values: unknown[] } {
	const { where } = conditionsOf(query.filter, context);
	const terms = query.search?.trim() ? queryTerms(query.search, { words }) : null;
	const found = terms === null ? [] : terms.length > 0 ? terms.map(foundBy) : [sql`false`];
	const conditions = sql.join([stateOf(query), ...where, ...found], sql` and `);
	const sort = query.sort === undefined ? null : sortOf(query.sort, context);
	const direction = sort?.descending ? sql`desc` : sql`asc`;
	const order = sort && sort.field !== 'id' ? sql`${sort.column} ${direction} nulls last, c.id ${direction}` : sql`c.id ${direction}`;
	const made = sql`select ${sql.raw(select)} from customers c ${sql.raw(joins)} where ${conditions} order by ${order}`.compile(compiler);
	return { text: made.sql, values: [...made.parameters] };
}
