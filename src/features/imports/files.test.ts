// Real files and every kind of file: imported as a new user would get them, checked, undone, redone.
import { existsSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { createWriter } from '../../platform/files/write.ts';
import { surnameOf } from '../../values/surnames.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
beforeEach(async () => {
	kit = await importKit();
});
afterEach(() => kit.end());

const folder = new URL('../../../../shared/data/', import.meta.url).pathname;

/** The path of a public data file; skips the test with a message where it is not there. */
function shared(context: TestContext, name: string): string {
	const path = folder + name;
	if (!existsSync(path)) context.skip(`${name} is not in ../shared/data`);
	return path;
}

/** After an undo nobody is left, after a redo everybody is as he was. */
async function expectUndoAndRedo(id: number): Promise<void> {
	const values = () =>
		kit.sql(
			`select c.id, c.name, c.company, c.phone, c.email, c.city, c.region, c.birth_date, c.tags, c.attributes,
				(select jsonb_agg(p.kind || p.value order by p.kind, p.value) from contact_points p where p.customer_id = c.id) as points,
				(select jsonb_agg(a.key order by a.key) from addresses a where a.customer_id = c.id) as addresses
			from customers c where c.state = 'active' order by c.id`,
		);
	const before = await values();
	await kit.expectSound();
	await kit.undo(id);
	expect(await kit.active()).toBe(0);
	await kit.redo(id);
	expect(await values()).toEqual(before);
	await kit.expectFindable();
}

describe('public data, with what is recognised alone', () => {
	test('superstore: 9,994 order lines are 793 customers', async (context) => {
		const done = await kit.run(shared(context, 'orders/superstore.csv'), null);
		expect(done).toMatchObject({ rows: 9_994, created: 793, refused: 0 });
		expect(done).toMatchObject({ updated: 0, further: 9_994 - 793, unchanged: 0, refused: 0 });
		expect(await kit.active()).toBe(793);
		const [claire] = await kit.sql(
			"select c.name, c.kind, c.country, r.key from customers c join source_records r on r.customer_id = c.id where r.key = 'CG-12520' limit 1",
		);
		expect(claire).toMatchObject({ name: 'Claire Gute', kind: 'person', country: 'US' });
		expect(await kit.sql("select count(*) from customers where kind = 'person'")).toEqual([{ count: 792 }]);
		expect(await kit.sql("select distinct region from customers where region in ('South', 'West', 'Central', 'East')")).toEqual([]);
		await expectUndoAndRedo(done.import_id);
	});

	test('superstore with a mapping', async (context) => {
		const columns = [
			{ column: 'Customer ID', field: 'external_id' },
			{ column: 'Customer Name', field: 'name' },
		];
		const done = await kit.run(shared(context, 'orders/superstore.csv'), null, { columns });
		expect(done).toMatchObject({ rows: 9_994, created: 793, refused: 0 });
		expect(await kit.active()).toBe(793);
		await kit.expectSound();
	});

	test('restaurants are organisations, by the columns of the file as well as by their names', async (context) => {
		const path = shared(context, 'dedupe/restaurant864.csv');
		const done = await kit.run(path, null);
		expect(done).toMatchObject({ rows: 864, created: 864, refused: 0 });
		expect(await kit.sql('select kind, count(*) from customers group by kind')).toEqual([{ kind: 'organisation', count: 864 }]);
		const [one] = await kit.sql(
			`select c.name, c.city, a.line1, c.phone from customers c join addresses a on a.customer_id = c.id
			join source_records r on r.customer_id = c.id where r.key = 'R0000001'`,
		);
		expect(one).toMatchObject({ name: "emily's", line1: '1325 5th ave. at 111th st.' });
		await expectUndoAndRedo(done.import_id);
	});

	test('febrl2: 5,000 persons with their whole address and date of birth', async (context) => {
		const done = await kit.run(shared(context, 'dedupe/febrl2.csv'), null, { country: 'AU' });
		expect(done.rows).toBe(5_000);
		expect(done.created + done.refused).toBe(5_000);
		expect(done.refused).toBeLessThan(20);
		expect(await kit.sql('select distinct kind from customers')).toEqual([{ kind: 'person' }]);
		const [one] = await kit.sql(
			`select c.family_name, c.given_name, c.birth_date, c.city, c.region, c.postal_code, a.line1, a.line2
			from customers c join addresses a on a.customer_id = c.id join source_records r on r.customer_id = c.id where r.key = 'R0000001'`,
		);
		expect(one).toEqual({
			family_name: 'wooley',
			given_name: 'michael',
			birth_date: '1910-06-17',
			city: 'rose bay',
			region: 'wa',
			postal_code: '4171',
			line1: '7 shara place',
			line2: 'the lodge',
		});
		for (const { codes } of await kit.troubles(done.import_id)) for (const code of codes) expect(code).toMatch(/date|name|nothing|postal/);
		await expectUndoAndRedo(done.import_id);
	});

	test('fake1000: short records with many gaps', async (context) => {
		const path = shared(context, 'dedupe/fake1000_v4.csv');
		const lines = readFileSync(path, 'utf8').trim().split('\n').length - 1;
		const done = await kit.run(path, null);
		expect(done.rows).toBe(lines);
		expect(done.created + done.refused).toBe(lines);
		expect(await kit.sql('select count(*) filter (where birth_date is null) < count(*) * 0.1 as most from customers')).toEqual([
			{ most: true },
		]);
		await expectUndoAndRedo(done.import_id);
	});
});

/** Chinese customers of our own making. */
function chinese(count: number): string[][] {
	const surnames = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗', '欧阳', '司马', '诸葛'];
	const given = [
		'伟',
		'芳',
		'娜',
		'秀英',
		'敏',
		'静',
		'丽',
		'强',
		'磊',
		'洋',
		'艳',
		'勇',
		'军',
		'杰',
		'娟',
		'涛',
		'超',
		'明',
		'霞',
		'桂英',
	];
	const cities = ['北京', '上海', '广州', '深圳', '杭州', '成都', '武汉', '西安'];
	return Array.from({ length: count }, (_, index) => [
		`K${String(index).padStart(5, '0')}`,
		surnames[index % surnames.length]! + given[(index * 7) % given.length]!,
		`1${[38, 39, 50, 86][index % 4]}${String(10_000_000 + index * 37)}`,
		`kehu${index}@example.cn`,
		`${cities[index % cities.length]}第${index}贸易有限公司`,
		cities[index % cities.length]!,
		`${1960 + (index % 40)}年${(index % 12) + 1}月${(index % 28) + 1}日`,
	]);
}

const chineseHeader = ['客户编号', '姓名', '手机号码', '电子邮箱', '公司名称', '城市', '出生日期'];
const csvOf = (rows: readonly (readonly string[])[], delimiter = ',') => rows.map((row) => row.join(delimiter)).join('\r\n');

async function written(format: 'xlsx' | 'vcard', columns: readonly string[], rows: readonly (readonly string[])[]): Promise<Buffer> {
	const pieces: Buffer[] = [];
	const sink = new Writable({
		write: (piece, _encoding, done) => {
			pieces.push(Buffer.from(piece));
			done();
		},
	});
	const writer = createWriter(format, sink, columns);
	await writer.write(rows);
	await writer.end();
	return Buffer.concat(pieces);
}

describe('kinds of file', () => {
	const rows = chinese(100);
	const table = [chineseHeader, ...rows];
	const kinds: [string, () => Promise<Buffer> | Buffer][] = [
		['customers.csv', () => iconv.encode(csvOf(table), 'gb18030')],
		['customers-utf16.csv', () => iconv.encode(csvOf(table, '\t'), 'utf-16le', { addBOM: true })],
		['customers.tsv', () => Buffer.from(csvOf(table, '\t'))],
		['customers-semicolon.csv', () => Buffer.from(`\ufeff${csvOf(table, ';')}`)],
		['customers.xlsx', () => written('xlsx', chineseHeader, rows)],
		[
			'customers.ndjson',
			() =>
				Buffer.from(
					rows.map((row) => JSON.stringify(Object.fromEntries(row.map((cell, index) => [chineseHeader[index], cell])))).join('\n'),
				),
		],
	];
	test.each(kinds)('%s', async (name, make) => {
		const done = await kit.run(name, await make());
		expect(done).toMatchObject({ rows: 100, created: 100, refused: 0 });
		expect(await kit.troubles(done.import_id)).toEqual([]);
		expect(await kit.sql('select distinct kind from customers')).toEqual([{ kind: 'person' }]);
		const [first] = await kit.sql(
			'select name, family_name, given_name, phone, email, company, city, birth_date from customers order by id limit 1',
		);
		expect(first).toEqual({
			name: '王伟',
			family_name: '王',
			given_name: '伟',
			phone: '+8613810000000',
			email: 'kehu0@example.cn',
			company: '北京第0贸易有限公司',
			city: '北京',
			birth_date: '1960-01-01',
		});
		await expectUndoAndRedo(done.import_id);
	});

	test('vCard', async () => {
		const cards = rows
			.slice(0, 50)
			.map(
				([, name, phone, email, company]) =>
					`BEGIN:VCARD\r\nVERSION:3.0\r\nN:${name!.slice(0, surnameOf(name!)!.length)};${name!.slice(surnameOf(name!)!.length)};;;\r\nFN:${name}\r\nORG:${company}\r\nTEL;TYPE=CELL:${phone}\r\nEMAIL:${email}\r\nEND:VCARD\r\n`,
			)
			.join('');
		const done = await kit.run('contacts.vcf', cards);
		expect(done).toMatchObject({ rows: 50, created: 50, refused: 0 });
		expect(await kit.sql('select name, family_name, phone, email, company from customers order by id limit 1')).toEqual([
			{ name: '王伟', family_name: '王', phone: '+8613810000000', email: 'kehu0@example.cn', company: '北京第0贸易有限公司' },
		]);
		await expectUndoAndRedo(done.import_id);
	});

	test('the same customers from another kind of file of the same source are unchanged', async () => {
		await kit.run('a.csv', iconv.encode(csvOf(table), 'gb18030'), { source: 'erp' });
		const again = await kit.run('b.xlsx', await written('xlsx', chineseHeader, rows), { source: 'erp' });
		expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 100 });
	});
});
