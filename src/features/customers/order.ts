// The order of a list as SQL: the key that each field is sorted by, the index that carries it, and its cursors.
import { sql } from 'kysely';
import type { Field } from '../../platform/field.ts';
import type { Sql } from './built.ts';
import { indexedLength } from './definitions.ts';
import { allFields, isColumnFast, isDay, isTime, type ListContext, refuseEncrypted, targetOf } from './filter.ts';
import { customerError as error } from './messages.ts';
import { decodeCursor } from './page.ts';

/** Rows that have a key, from whatever table an index orders them in. */
interface Keyed {
	readonly from: Sql;
	readonly where: Sql;
	readonly key: Sql;
	readonly id: Sql;
}

export interface Order {
	readonly field: string;
	/** What customers `c` are ordered by; then by id. */
	readonly key: Sql;
	readonly type: Field['type'];
	readonly descending: boolean;
	/** Rows may lack a key; they come last in both directions. */
	readonly nullable: boolean;
	readonly indexed: boolean;
	readonly keyed: Keyed;
	/** Holds for customers `c` that lack a key. */
	readonly missing: Sql;
	/** The key as a person reads it. */
	readonly label: Sql;
}

/** Fields that every customer has. */
export const neverEmpty: readonly string[] = ['id', 'version', 'state', 'scope_id', 'created_at', 'updated_at', 'kind'];

/** Text in the order of a dictionary, Latin letters before pinyin; codes and what is no text in the order of their type. */
function collated(column: Sql, type: Field['type'], code: boolean): Sql {
	if (type !== 'text') return column;
	return code ? sql`${column} collate "C"` : sql`${column} collate pinyin`;
}

/** A custom attribute that is indexed is ordered by its side table: there stands what the b-tree of customers cannot hold. */
function attributeOrder(field: string, descending: boolean, context: ListContext): Order {
	const target = targetOf(field, context);
	const attribute = target.attribute!;
	const isNumber = target.type === 'number';
	const words = attribute.type === 'text' || attribute.type === 'choice';
	const text = (column: Sql) => collated(column, 'text', !words);
	const side = isNumber ? sql`v.number` : text(sql`v.value`);
	const own = sql`v.attribute_id = ${sql.lit(attribute.id)}`;
	const has = isNumber ? sql`${own} and v.number is not null` : words ? sql`${own} and v.number is null` : own;
	const plain = isNumber ? target.column : text(target.column);
	// The side table keeps the beginning of a long text.
	const key = !target.indexed ? plain : isNumber ? sql`(${plain})::float8` : text(sql`left(${target.column}, ${sql.lit(indexedLength)})`);
	return {
		field,
		key,
		type: isNumber ? 'number' : 'text',
		descending,
		nullable: true,
		indexed: target.indexed,
		keyed: target.indexed
			? { from: sql`attribute_values v join customers c on c.id = v.customer_id`, where: has, key: side, id: sql.ref('v.customer_id') }
			: { from: sql`customers c`, where: sql`${key} is not null`, key, id: sql.ref('c.id') },
		missing: target.indexed
			? sql`not exists (select from attribute_values v where v.customer_id = c.id and ${has})`
			: sql`${target.column} is null`,
		label: sql`${target.column}::text`,
	};
}

/**
 * The order that `sort` asks for: a field, with - in front for descending; the newest first where nothing is said.
 * @throws AppError field_unknown, sort_unsuited
 */
export function orderOf(sort: string | undefined, context: ListContext): Order {
	const descending = sort === undefined || sort.startsWith('-');
	const field = sort === undefined ? 'id' : sort.replace(/^-/, '');
	const target = targetOf(field, context);
	refuseEncrypted(target);
	if (target.type === 'choices') throw error('sort_unsuited', { field });
	if (target.attribute) return attributeOrder(field, descending, context);
	// A person expects names in the order of a dictionary: pinyin and letters, as sort_name has them.
	const name = field === 'name' ? 'sort_name' : field;
	const { type, code = false } = allFields[name]!;
	const column = sql.ref(`c.${name}`);
	const key = collated(column, type, code);
	const nullable = !neverEmpty.includes(field);
	return {
		field,
		key,
		type,
		descending,
		nullable,
		indexed: isColumnFast(name, context),
		keyed: { from: sql`customers c`, where: nullable ? sql`${column} is not null` : sql`true`, key, id: sql.ref('c.id') },
		missing: sql`${column} is null`,
		label: sql`c.${sql.ref(field)}::text`,
	};
}

/** ORDER BY, those without a value last; over customers `c` where no other place of key and id is told. */
export function sorting({ field, key, descending }: Order, keyAt: Sql = key, idAt: Sql = sql.ref('c.id')): Sql {
	const direction = descending ? sql`desc` : sql`asc`;
	return field === 'id' ? sql`${idAt} ${direction}` : sql`${keyAt} ${direction} nulls last, ${idAt} ${direction}`;
}

/** A place in a list: the key of a row, null where it has none, and its id. Of a list by id the id alone. */
export interface Place {
	readonly key: string | null;
	readonly id: number;
}

/** Reads a cursor of this order. */
export function placeOf(cursor: string, order: Order): Place {
	const { field } = order;
	const values = decodeCursor(cursor, field === 'id' ? 1 : 2);
	const id = values.at(-1) as number;
	if (field === 'id') return { key: String(id), id };
	const key = values[0] as string | null;
	if (key !== null && !fits(key, order)) throw error('cursor_unreadable');
	return { key, id };
}

/** The content of the cursor of a row. */
export const cursorAt = ({ field }: Order, { key, id }: Place): (string | number | null)[] => (field === 'id' ? [id] : [key, id]);

/** Whether a key of a cursor can be compared with a column of this type. */
function fits(text: string, { field, type }: Pick<Order, 'field' | 'type'>): boolean {
	if (text.includes('\0')) return false;
	if (type === 'date' || type === 'timestamp') return isTime.test(text) && isDay(text.slice(0, 10));
	if (type === 'number' || type === 'reference')
		return (allFields[field] ? /^-?\d{1,15}$/ : /^-?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?$/).test(text);
	return true;
}

/** The type of a column's key, as its index has it; another would leave the index unused. */
function castOf({ field }: Order): Sql {
	const type = allFields[field]?.type;
	if (type === 'date') return sql`::date`;
	if (type === 'timestamp') return sql`::timestamptz`;
	return type === 'number' || type === 'reference' ? sql`::bigint` : sql``;
}

/** Rows of `keyed` that stand beyond a place, or up to and including it. */
export function keyedSide(order: Order, place: Place, side: 'beyond' | 'up_to'): Sql {
	const { key, id } = order.keyed;
	const sign = sql.raw(side === 'beyond' ? (order.descending ? '<' : '>') : order.descending ? '>=' : '<=');
	if (order.field === 'id') return sql`${id} ${sign} ${place.id}`;
	return sql`(${key}, ${id}) ${sign} (${place.key}${castOf(order)}, ${place.id})`;
}

/** The same among the rows that lack a key. */
export function missingSide({ descending }: Order, place: Place, side: 'beyond' | 'up_to'): Sql {
	const sign = sql.raw(side === 'beyond' ? (descending ? '<' : '>') : descending ? '>=' : '<=');
	return sql`c.id ${sign} ${place.id}`;
}
