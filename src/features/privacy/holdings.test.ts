// No table holds customers' data unnoticed: whoever adds one says how it is read for a report and how it is erased.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../platform/testing.ts';
import { purgedOtherwise, purgedTables } from '../customers/purge-queries.ts';
import { holdings } from './holdings.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await testDatabase();
});
afterAll(() => db.drop());

it('names every table that names customers, with each such column', async () => {
	const { rows } = await db.database.owner.query<{ name: string; column: string }>(
		`select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'audit_seen' and (
			a.attname ~ '(^|_)customers?(_ids?)?$' or (c.relname = 'relationships' and a.attname = 'other_id')
			or exists (select from pg_constraint f where f.conrelid = c.oid and f.confrelid = 'customers'::regclass and a.attnum = any (f.conkey)))
		order by 1, 2`,
	);
	expect(rows.length).toBeGreaterThan(15);
	const missing = rows
		.filter(({ name, column }) => !holdings[name]?.columns.includes(column))
		.map(({ name, column }) => `${name}.${column}`);
	expect(missing, 'add them to holdings.ts').toEqual([]);
});

it('knows only tables and columns that there are, and each report can be read', async () => {
	for (const [table, { columns, report, erased, reason }] of Object.entries(holdings)) {
		await db.database.owner.query(
			`select ${columns.length > 0 ? columns.join(', ') : 'from'} ${columns.length > 0 ? 'from' : ''} ${table} limit 0`,
		);
		if (report) await db.database.owner.query(report, [[1]]);
		if (erased === 'kept') expect(reason, `${table} is kept without a reason`).toBeDefined();
	}
});

it('says of tables that they go with a customer, exactly where they do', () => {
	const told = (how: string) => Object.keys(holdings).filter((table) => holdings[table]!.erased === how);
	expect(told('purged').sort()).toEqual([...purgedTables, ...purgedOtherwise].sort());
});
