// Compares the columns of the database with the shapes in schema.ts: a fact is stated once in each, and both have to say the same.
import type pg from 'pg';
import {
	address,
	contactKinds,
	contactPoint,
	customerFields,
	noteRow,
	relationshipRow,
	systemFields,
} from '../src/features/customers/schema.ts';
import type { Field, FieldType } from '../src/platform/field.ts';

interface Column {
	readonly name: string;
	readonly type: string;
	readonly required: boolean;
	/** The values that a check constraint of this column allows; null where there is none. */
	readonly values: string[] | null;
}

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
	const { rows } = await client.query<Column>(
		`select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
			(select array(select m[1] from regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') m) from pg_constraint k
				where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) ~ '= ANY \\(ARRAY') as values
		from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
		[table],
	);
	return rows;
}

/** The types a column may have for a field of this type. */
const columnTypes: Readonly<Record<FieldType, readonly string[]>> = {
	text: ['text'],
	choice: ['text'],
	choices: ['text[]'],
	number: ['bigint', 'integer', 'numeric'],
	reference: ['bigint', 'integer'],
	date: ['date'],
	timestamp: ['timestamp with time zone'],
	boolean: ['boolean'],
};

function same(one: readonly string[], other: readonly string[]): boolean {
	return [...one].sort().join() === [...other].sort().join();
}

function compareNames(table: string, columns: readonly Column[], wanted: readonly string[]): string[] {
	const names = columns.map(({ name }) => name);
	return [
		...wanted
			.filter((name) => !names.includes(name))
			.map((name) => `${table}.${name} is in schema.ts and not a column: add it in a migration`),
		...names
			.filter((name) => !wanted.includes(name))
			.map((name) => `${table}.${name} is a column and not in schema.ts: add its field (or name it as internal in tools/drift.ts)`),
	];
}

function compareField(column: Column, field: Field): string[] {
	const place = `customers.${column.name}`;
	const takesNull = field.schema.safeParse(null).success;
	return [
		...(columnTypes[field.type].includes(column.type) ? [] : [`${place} is ${column.type}, its field says ${field.type}`]),
		...(takesNull === column.required ? [`${place} is ${column.required ? 'not null' : 'nullable'} and its shape says otherwise`] : []),
		...(column.values && !same(column.values, field.choices ?? column.values)
			? [`${place} allows ${column.values.join(', ')}, its field ${field.choices?.join(', ')}`]
			: []),
	];
}

/** Columns of customers that no reply shows. */
const internal = ['golden_id', 'deleted_at', 'valid_from'];
/** On every row that row-level security decides about. */
const guarded = ['customer_id', 'scope_id', 'owner_id'];

/** Tables besides customers: what their reply adds to the columns, and which columns it leaves out. */
const parts: readonly { table: string; shape: object; added: readonly string[]; hidden: readonly string[] }[] = [
	{ table: 'contact_points', shape: contactPoint.shape, added: ['key'], hidden: guarded },
	{ table: 'addresses', shape: address.shape, added: [], hidden: guarded },
	{
		table: 'relationships',
		shape: relationshipRow.shape,
		added: ['direction', 'other'],
		hidden: [...guarded, 'other_id', 'import_id', 'recorded_by', 'valid_from', 'created_via'],
	},
	{ table: 'notes', shape: noteRow.shape, added: ['edited_at'], hidden: [...guarded, 'valid_from', 'created_via'] },
];

/** Where columns and shapes differ, one sentence each. */
export async function findDrift(client: pg.Client): Promise<string[]> {
	const fields: Readonly<Record<string, Field>> = { ...systemFields, ...customerFields };
	const customers = await columnsOf(client, 'customers');
	const found = compareNames('customers', customers, [...Object.keys(fields), 'attributes', ...internal]);
	for (const column of customers) {
		const field = fields[column.name];
		if (field) found.push(...compareField(column, field));
	}
	for (const { table, shape, added, hidden } of parts) {
		const columns = await columnsOf(client, table);
		const stored = Object.keys(shape).filter((name) => !added.includes(name));
		found.push(...compareNames(table, columns, [...stored, ...hidden]));
	}
	const kinds = (await columnsOf(client, 'contact_points')).find(({ name }) => name === 'kind')?.values ?? [];
	if (!same(kinds, contactKinds)) found.push(`contact_points.kind allows ${kinds.join(', ')}, schema.ts ${contactKinds.join(', ')}`);
	return found;
}
