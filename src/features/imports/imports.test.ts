// Imports on a real database: counts, recognition, undo and redo, and that the fast path agrees with the general one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFile, runImport } from './run.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
beforeAll(async () => {
	kit = await importKit();
});
afterAll(() => kit.end());

const header = 'ID,姓名,手机,邮箱,公司,城市,生日\n';

describe('import', () => {
	test('creates, leaves unchanged, updates; undo and redo restore', async () => {
		const first = kit.file(
			'people.csv',
			`${header}1,张三,13800138000,zhangsan@example.com,阿里巴巴（中国）有限公司,杭州,1990-01-02\n2,John Smith,+1 415 555 2671,john@example.com,Acme Inc,Boston,\n3,欧阳娜娜,,,,上海,1995年3月4日\n`,
		);
		const done = await importFile(kit.services, kit.principal, { path: first, options: { source: 'people' } });
		expect(done).toMatchObject({ rows: 3, created: 3, updated: 0, unchanged: 0, refused: 0 });
		await kit.expectSound();
		expect(
			await kit.sql('select name, family_name, phone, email, company, city, birth_date, kind from customers order by id'),
		).toMatchObject([
			{
				name: '张三',
				family_name: '张',
				phone: '+8613800138000',
				email: 'zhangsan@example.com',
				city: '杭州',
				birth_date: '1990-01-02',
				kind: 'person',
			},
			{ name: 'John Smith', family_name: 'Smith', phone: '+14155552671', company: 'Acme Inc' },
			{ name: '欧阳娜娜', family_name: '欧阳', birth_date: '1995-03-04' },
		]);

		const again = await importFile(kit.services, kit.principal, { path: first, options: { source: 'people' } });
		expect(again).toMatchObject({ rows: 3, created: 0, updated: 0, unchanged: 3, refused: 0 });

		const changed = kit.file(
			'people-2.csv',
			`${header}1,张三,13900139000,zhangsan@example.com,阿里巴巴（中国）有限公司,北京,1990-01-02\n4,李四,,lisi@example.com,,,\n`,
		);
		const second = await importFile(kit.services, kit.principal, { path: changed, options: { source: 'people' } });
		expect(second).toMatchObject({ rows: 2, created: 1, updated: 1, unchanged: 0 });
		expect(await kit.sql('select phone, city, version from customers where id = 1')).toEqual([
			{ phone: '+8613900139000', city: '北京', version: 2 },
		]);
		await kit.expectSound();

		expect(await kit.undo(second.import_id)).toMatchObject({ removed: 1, reverted: 1, kept: 0 });
		expect(await kit.sql('select phone, city, state from customers order by id')).toMatchObject([
			{ phone: '+8613800138000', city: '杭州', state: 'active' },
			{ state: 'active' },
			{ state: 'active' },
			{ state: 'withdrawn' },
		]);
		await kit.expectSound();

		await kit.redo(second.import_id);
		expect(await kit.sql("select phone, city, state from customers where id = 1 or email = 'lisi@example.com' order by id")).toMatchObject([
			{ phone: '+8613900139000', city: '北京', state: 'active' },
			{ state: 'active' },
		]);
		await kit.expectSound();
	});

	test('recognises existing customers by e-mail and phone, but keeps two rows of a file apart', async () => {
		const file = kit.file(
			'shop.csv',
			'name,email,phone\n张三,zhangsan@example.com,\nTwin One,twin@example.com,\nTwin Two,twin@example.com,\n',
		);
		const done = await importFile(kit.services, kit.principal, { path: file, options: { source: 'shop' } });
		expect(done).toMatchObject({ rows: 3, created: 2, updated: 1, refused: 0 });
		expect(await kit.sql("select count(*)::int as count from customers where email = 'twin@example.com'")).toEqual([{ count: 2 }]);
	});

	test('a chosen column takes its target from any other, but not what a customer has several of', async () => {
		const file =
			'Label,Name,Phone,Mobile,E-mail,Other mail,Tags,Groups\nAda Lovelace,ada,13700137001,13700137002,ada@example.com,ada@example.org,vip,early\n';
		const { import_id } = await kit.run('chosen.csv', file, {
			columns: [
				{ column: 'Label', field: 'name' },
				{ column: 'Mobile', field: 'phone' },
				{ column: 'Other mail', field: 'email' },
				{ column: 'Groups', field: 'tags' },
			],
		});
		const [ada] = await kit.sql(
			`select c.name, c.tags, array(select p.value from contact_points p where p.customer_id = c.id order by p.value) as points
			from customers c where exists (select from source_records r where r.customer_id = c.id and r.import_id = $1)`,
			[import_id],
		);
		expect(ada).toEqual({
			name: 'Ada Lovelace',
			tags: ['early', 'vip'],
			points: ['+8613700137001', '+8613700137002', 'ada@example.com', 'ada@example.org'],
		});
	});

	test('keeps going over bad rows and says what is wrong with each', async () => {
		const file = kit.file(
			'bad.csv',
			'name,phone,email,birthday\nGood One,13800138111,good@example.com,2000-01-01\nBad Phone,abc,bad@example.com,\nBad Date,,date@example.com,2023-02-30\n,,,2001-01-01\n',
		);
		const done = await importFile(kit.services, kit.principal, { path: file, options: { source: 'bad' } });
		expect(done).toMatchObject({ rows: 4, created: 3, refused: 1 });
		const problems = await kit.sql(
			'select "row", kind, problems->0->>\'code\' as code, problems->0->>\'column\' as "column" from import_problems where import_id = $1 order by "row"',
			[done.import_id],
		);
		expect(problems).toEqual([
			{ row: 2, kind: 'kept', code: 'phone_letters', column: 'phone' },
			{ row: 3, kind: 'kept', code: expect.stringMatching(/date/), column: 'birthday' },
			{ row: 4, kind: 'refused', code: 'nothing_stated', column: null },
		]);
	});

	test('a dry run counts and stores nothing', async () => {
		const before = await kit.sql('select count(*)::int as count from source_records');
		const file = kit.file('dry.csv', 'name,email\nDry Run,dry@example.com\n');
		expect(await importFile(kit.services, kit.principal, { path: file, options: { source: 'dry' }, dryRun: true })).toMatchObject({
			rows: 1,
			created: 1,
		});
		expect(await kit.sql('select count(*)::int as count from source_records')).toEqual(before);
	});

	test('a full copy withdraws what it does not hold, and undo brings it back', async () => {
		const three = kit.file('full.csv', 'ID,name\na,Full A\nb,Full B\nc,Full C\n');
		await importFile(kit.services, kit.principal, { path: three, options: { source: 'full' } });
		const two = kit.file('full-2.csv', 'ID,name\na,Full A\nb,Full B\n');
		await expect(importFile(kit.services, kit.principal, { path: two, options: { source: 'full', mode: 'full' } })).rejects.toMatchObject({
			code: 'too_many_absent',
		});
		const done = await importFile(kit.services, kit.principal, {
			path: two,
			options: { source: 'full', mode: 'full', max_absent_percent: 50 },
		});
		expect(
			await kit.sql("select state from customers where name = 'Full C' or id = (select customer_id from source_records where key = 'c')"),
		).toEqual([{ state: 'withdrawn' }]);
		await kit.undo(done.import_id);
		expect(await kit.sql("select state, name from customers where id = (select customer_id from source_records where key = 'c')")).toEqual([
			{ state: 'active', name: 'Full C' },
		]);
	});

	test('goes on after a stop with no row twice', async () => {
		const rows = Array.from({ length: 4_500 }, (_, index) => `r${index},Row ${index},row${index}@example.org`).join('\n');
		const path = kit.file('long.csv', `ID,name,email\n${rows}\n`);
		const stop = new AbortController();
		const done = await importFile(kit.services, kit.principal, {
			path,
			options: { source: 'long' },
			signal: stop.signal,
			batchRows: 1_000,
			onProgress: () => stop.abort(),
		});
		expect(done.rows).toBeGreaterThan(0);
		expect(done.rows).toBeLessThan(4_500);
		expect(await kit.sql('select state from imports where id = $1', [done.import_id])).toEqual([{ state: 'paused' }]);
		const all = await runImport(kit.services, kit.principal, done.import_id);
		expect(all).toEqual({ rows: 4_500, created: 4_500, updated: 0, further: 0, unchanged: 0, refused: 0 });
		expect(await kit.sql("select count(*)::int as count from customers where email like 'row%@example.org'")).toEqual([{ count: 4_500 }]);
		await kit.expectSound();
	});

	test('a file with fewer columns leaves what it has no column for as the source said it before', async () => {
		const whole = kit.file('parts-1.csv', 'ID,name,phone,email,city\np1,Paul Parts,13800138222,paul@example.com,Berlin\n');
		await importFile(kit.services, kit.principal, { path: whole, options: { source: 'parts' } });
		const part = kit.file('parts-2.csv', 'ID,company,email\np1,Parts Inc,paul@parts.example\n');
		expect(await importFile(kit.services, kit.principal, { path: part, options: { source: 'parts' } })).toMatchObject({
			created: 0,
			updated: 1,
		});
		expect(await kit.sql("select name, kind, company, phone, email, city from customers where name = 'Paul Parts'")).toEqual([
			{ name: 'Paul Parts', kind: 'person', company: 'Parts Inc', phone: '+8613800138222', email: 'paul@parts.example', city: 'Berlin' },
		]);
		await kit.expectSound();
		expect(await importFile(kit.services, kit.principal, { path: part, options: { source: 'parts' } })).toMatchObject({ unchanged: 1 });
	});
});
