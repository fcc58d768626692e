// What people build on the views of SQL stays through updates, or stops one before it changes anything.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../platform/testing.ts';
import { prepareDatabase } from '../../prepare.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await testDatabase();
});
afterAll(() => db.drop());

const sql = async (text: string) => (await db.database.owner.query(text)).rows;
/** As an update does whose generated objects are others. */
const update = async () => {
	await sql("update settings set value = '\"before\"' where name = 'generated_objects'");
	return prepareDatabase(db.ownerUrl);
};
const generated = async () => (await sql("select value from settings where name = 'generated_objects'"))[0]!.value;
const columns = async () =>
	(
		await sql(
			"select attname from pg_attribute where attrelid = 'crm.customers'::regclass and attnum > 0 and not attisdropped order by attnum",
		)
	).map(({ attname }) => attname as string);

test('a view, a materialized view, a function and a right on crm.customers outlive an update that adds columns in between', async () => {
	const now = await columns();
	// As an earlier version had it: without most of the columns.
	await sql('drop view crm.customers cascade');
	await sql('create view crm.customers as select c.version, c.id, c.name from customers c');
	await sql(`create schema mine;
		create view mine.names as select id, name from crm.customers;
		create view mine.on_it as select count(*) from mine.names;
		create materialized view mine.kept as select name from crm.customers;
		create function mine.greeting(c crm.customers) returns text language sql return 'Hello ' || c.name;
		grant select on crm.customers to pg_monitor`);
	await sql("insert into customers (golden_id, scope_id, name) values (1, 1, 'Ada')");
	await update();
	const after = await columns();
	expect(after.slice(0, 3)).toEqual(['version', 'id', 'name']);
	expect([...after].sort()).toEqual([...now].sort());
	expect(await sql('select name, mine.greeting(c) from crm.customers c')).toEqual([{ name: 'Ada', greeting: 'Hello Ada' }]);
	expect(await sql('select name from mine.names')).toEqual([{ name: 'Ada' }]);
	expect(await sql("select has_table_privilege('pg_monitor', 'crm.customers', 'select') as may")).toEqual([{ may: true }]);
});

test('where a column goes the update is refused by name, before anything is changed, and runs once they are out of the way', async () => {
	const [{ definition }] = (await sql("select rtrim(pg_get_viewdef('crm.customers'), ';') as definition")) as [{ definition: string }];
	await sql(
		`create or replace view crm.customers as ${definition.replace(/\n\s+FROM (?=\(?customers c)/, ', 1 as score, 2 as rank\n FROM ')}`,
	);
	const refused = (await update().catch((cause) => cause)) as { code: string; params: Record<string, string> };
	expect(refused).toMatchObject({ code: 'objects_in_the_way', params: { view: 'crm.customers', columns: 'rank, score' } });
	expect(refused.params.objects).toContain('function mine.greeting(crm.customers)');
	expect(refused.params.objects).toContain('materialized view mine.kept');
	expect(refused.params.objects).toContain('view mine.names');
	expect(await generated()).toBe('before');
	expect(await columns()).toContain('score');
	await sql('drop schema mine cascade');
	expect(await update()).toEqual([]);
	expect(await columns()).not.toContain('score');
	expect(await generated()).not.toBe('before');
});

test('where a column gets another type the update says what stands in the way, and leaves everything as it was', async () => {
	await sql('drop view crm.tags cascade');
	await sql('create view crm.tags as select c.id as customer_id, 1 as tag from customers c');
	await sql('create view tagged as select tag from crm.tags');
	const refused = (await update().catch((cause) => cause)) as { code: string; params: { objects: string } };
	expect(refused).toMatchObject({ code: 'objects_depend', params: { objects: 'view tagged depends on view crm.tags' } });
	expect(await generated()).toBe('before');
	await sql('drop view tagged');
	await update();
	expect(await sql('select tag from crm.tags where tag = $$x$$')).toEqual([]);
});
