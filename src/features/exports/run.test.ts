// Exports against a real PostgreSQL: every format read back, lists and searches, rights, refusals, broken downloads.
import { readFile } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../platform/auth.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import { readTable, temporaryPath } from '../../platform/files/testing.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { insertAttribute } from '../customers/definitions.ts';
import { importFile } from '../imports/run.ts';
import { type ExportOptions, exportTo } from './run.ts';
import { addCustomers, exported, exportedRows, type Wanted } from './testing.ts';

let test_: TestServices;
let principal: Principal;
let ids: number[];

async function defineAttributes(client: Queryable): Promise<void> {
	await insertAttribute(client, {
		name: 'level',
		type: 'choice',
		label_en: 'Level',
		label_zh: '等级',
		choices: [{ value: 'gold', label_en: 'Gold', label_zh: '金卡' }],
	});
	await insertAttribute(client, { name: 'worth', type: 'money', label_en: 'Contract value', label_zh: '合同金额' });
	await insertAttribute(client, { name: 'news', type: 'boolean', label_en: 'Newsletter', label_zh: '订阅' });
	await insertAttribute(client, { name: 'visits', type: 'number', label_en: 'Visits', label_zh: '次数' });
}

beforeAll(async () => {
	test_ = await testServices();
	const { services } = test_;
	principal = await commandPrincipal(services);
	await asOwner(services.database, defineAttributes);
	ids = await addCustomers(services, principal, [
		{
			name: '张伟',
			company: '上海示例科技有限公司',
			phone: '13800138000',
			email: 'zhangwei@example.com',
			contact_points: [
				{ kind: 'email', value: 'zw@example.org' },
				{ kind: 'phone', value: '+1 212 555 0101' },
			],
			addresses: [{ line1: '南京东路1号', city: '上海', country: 'CN', is_primary: true }],
			tags: ['vip', '网店'],
			lifecycle_stage: 'customer',
			gender: 'male',
			birth_date: '1988-02-29',
			attributes: { level: 'gold', worth: { amount: '1200.50', currency: 'CNY' }, news: true, visits: 3 },
		},
		{ name: 'Anna Example', email: 'anna@example.net', job_title: '=cmd|calc', attributes: { news: false } },
		{ kind: 'organisation', name: 'Example "Tools", Ltd.', phone: '+44 20 7946 0000' },
	]);
});

afterAll(() => test_.drop());

const written = (options: Wanted, as = principal) => exported(test_.services, as, options);
const rowsOf = (options: Wanted, as = principal) => exportedRows(test_.services, as, options);

describe('formats', () => {
	test('CSV holds everything that is known, under technical names', async () => {
		const [first, second, third] = await rowsOf({});
		expect(first).toMatchObject({
			id: String(ids[0]),
			name: '张伟',
			family_name: '张',
			kind: 'person',
			phone: '+8613800138000',
			other_phones: '+12125550101',
			email: 'zhangwei@example.com',
			other_emails: 'zw@example.org',
			line1: '南京东路1号',
			city: '上海',
			country: 'CN',
			tags: 'vip; 网店',
			lifecycle_stage: 'customer',
			birth_date: '1988-02-29',
			'attributes.level': 'gold',
			'attributes.worth': '1200.50 CNY',
			'attributes.news': 'true',
			'attributes.visits': '3',
		});
		expect(second).toMatchObject({ name: 'Anna Example', job_title: "'=cmd|calc", 'attributes.news': 'false', other_phones: '' });
		expect(third).toMatchObject({ name: 'Example "Tools", Ltd.', kind: 'organisation' });
	});

	test('in a language headings and choices are words, and Excel sees UTF-8', async () => {
		const { path } = await written({ language: 'zh-CN' });
		expect((await readFile(path)).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
		const [first] = await rowsOf({ language: 'zh-CN', format: 'xlsx' });
		expect(first).toMatchObject({
			'姓名/名称': '张伟',
			类型: '个人',
			阶段: '客户',
			性别: '男',
			等级: '金卡',
			订阅: '是',
			其他邮箱: 'zw@example.org',
		});
		expect((await rowsOf({ language: 'en', fields: 'name,lifecycle_stage,attributes.news' }))[0]).toEqual({
			Name: '张伟',
			Stage: 'Customer',
			Newsletter: 'yes',
		});
	});

	test('NDJSON keeps lists, numbers and money', async () => {
		const { path } = await written({ format: 'ndjson', language: 'zh-CN' });
		const [first, second] = (await readFile(path, 'utf8'))
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		expect(first).toMatchObject({
			id: ids[0],
			tags: ['vip', '网店'],
			other_emails: ['zw@example.org'],
			'attributes.worth': { amount: '1200.50', currency: 'CNY' },
			'attributes.news': true,
			'attributes.visits': 3,
		});
		expect(first.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
		expect(second).toMatchObject({ job_title: '=cmd|calc', tags: [], 'attributes.level': null });
	});

	test('Parquet has typed columns', async () => {
		const { path } = await written({ format: 'parquet' });
		const bytes = await readFile(path);
		const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
		const [first, second] = await parquetReadObjects({ file });
		expect(first).toMatchObject({ id: ids[0], name: '张伟', 'attributes.visits': 3, 'attributes.news': true });
		expect(first!.created_at).toBeInstanceOf(Date);
		expect(second).toMatchObject({ 'attributes.visits': null });
	});

	test('vCard is an address book', async () => {
		const [first, , third] = await rowsOf({ format: 'vcard' });
		expect(first).toMatchObject({
			FN: '张伟',
			'N.family': '张',
			'N.given': '伟',
			TEL: '+8613800138000',
			'TEL 2': '+12125550101',
			'EMAIL 2': 'zw@example.org',
			'ADR.city': '上海',
			GENDER: 'M',
			KIND: 'individual',
		});
		expect(third).toMatchObject({ KIND: 'org', FN: 'Example "Tools", Ltd.' });
	});
});

describe('what is exported', () => {
	test('the columns asked for, in their order; a lone empty cell is still a row', async () => {
		expect(await rowsOf({ fields: 'email,name' })).toEqual([
			{ email: 'zhangwei@example.com', name: '张伟' },
			{ email: 'anna@example.net', name: 'Anna Example' },
			{ email: '', name: 'Example "Tools", Ltd.' },
		]);
		const { path } = await written({ fields: 'job_title' });
		expect(await readFile(path, 'utf8')).toBe(`job_title\n""\n'=cmd|calc\n""\n`);
		expect(Object.keys((await rowsOf({ fields: 'name,attributes' }))[0]!)).toEqual([
			'name',
			'attributes.level',
			'attributes.worth',
			'attributes.news',
			'attributes.visits',
		]);
	});

	test('filters with values that a statement could mistake for its own, and sorting', async () => {
		const names = async (options: Parameters<typeof rowsOf>[0]) => (await rowsOf({ fields: 'name', ...options })).map(({ name }) => name);
		expect(await names({ filter: [{ field: 'name', op: 'contains', value: '"Tools"' }] })).toEqual(['Example "Tools", Ltd.']);
		expect(await names({ filter: [{ field: 'company', op: 'eq', value: "x' or $1 = '\\" }] })).toEqual([]);
		expect(await names({ filter: [{ field: 'attributes.visits', op: 'gte', value: 3 }] })).toEqual(['张伟']);
		expect(await names({ filter: [{ field: 'email', op: 'in', value: ['anna@example.net', 'ZW@example.org'] }] })).toEqual([
			'张伟',
			'Anna Example',
		]);
		expect(await names({ sort: 'name' })).toEqual(['Anna Example', 'Example "Tools", Ltd.', '张伟']);
		expect(await names({ sort: '-birth_date' })).toEqual(['张伟', 'Example "Tools", Ltd.', 'Anna Example']);
		expect(await names({ state: 'deleted' })).toEqual([]);
	});

	test('a search finds what the list finds', async () => {
		const names = async (search: string) => (await rowsOf({ fields: 'name', search })).map(({ name }) => name);
		expect(await names('张伟')).toEqual(['张伟']);
		expect(await names('zhangw')).toEqual(['张伟']);
		expect(await names('0013')).toEqual(['张伟']);
		expect(await names('anna@ex')).toEqual(['Anna Example']);
		expect(await names('anna 138')).toEqual([]);
		// No name is "example tools anna"; each word is found by itself.
		expect(await names('example zhangwei')).toEqual(['张伟']);
		expect(await names('…')).toEqual([]);
	});

	test('row-level security decides', async () => {
		const { services } = test_;
		const { owner } = services.database;
		await owner.query("insert into teams (id, name, parent_id) overriding system value values (77, 'north', 1)");
		const { rows } = await owner.query<{ id: number }>('insert into scopes (team_id) values (77) returning id');
		const scopes = [...principal.scopes, rows[0]!.id];
		await addCustomers(services, { ...principal, scopes, write_scopes: scopes }, [
			{
				name: 'Nora North',
				scope_id: rows[0]!.id,
				contact_points: [
					{ kind: 'email', value: 'a@example.com' },
					{ kind: 'email', value: 'b@example.com' },
				],
			},
		]);
		expect(await rowsOf({ filter: [{ field: 'name', op: 'eq', value: 'Nora North' }] }, { ...principal, scopes: [1] })).toEqual([]);
		expect(await rowsOf({ search: 'nora' }, { ...principal, scopes: [1] })).toEqual([]);
		const [seen] = await rowsOf({ search: 'nora' }, { ...principal, scopes: [rows[0]!.id] });
		expect(seen).toMatchObject({ name: 'Nora North', other_emails: expect.stringContaining('@example.com') });
	});
});

describe('round trip', () => {
	test.each([undefined, 'zh-CN', 'en'] as const)(
		'an exported CSV (%s) imports again: nobody is made anew, nothing changes',
		async (language) => {
			const { path, result } = await written({ language });
			const before = await rowsOf({});
			const again = () => importFile(test_.services, principal, { path, options: { source: `round trip ${language}` } });
			expect(await again()).toMatchObject({ rows: result.rows, created: 0, refused: 0 });
			expect((await rowsOf({})).map(values)).toEqual(before.map(values));
			expect(await again()).toMatchObject({ rows: result.rows, unchanged: result.rows });
		},
	);

	test('an exported CSV makes the same customers in another database', async () => {
		const { path, result } = await written({});
		const targets: Record<string, string | null> = {
			other_phones: 'phone',
			other_emails: 'email',
			id: 'external_id',
			owner_id: null,
			created_at: null,
			updated_at: null,
		};
		const before = await rowsOf({});
		const other = await testServices();
		try {
			await asOwner(other.services.database, defineAttributes);
			const { file: exported } = await readTable(path);
			const columns = exported.columns.map((column) => ({ column, field: targets[column] === undefined ? column : targets[column] }));
			const theirs = await commandPrincipal(other.services);
			const done = await importFile(other.services, theirs, { path, options: { source: 'moved', columns } });
			expect(done).toMatchObject({ rows: result.rows, created: result.rows, refused: 0 });
			const there = await temporaryPath('there.csv');
			await exportTo(other.services, theirs, { format: 'csv' }, there);
			const { file, rows } = await readTable(there);
			const after = rows.map((row) => Object.fromEntries(row.map((cell, index) => [file.columns[index]!, cell])));
			expect(after.map(values)).toEqual(before.map(values));
		} finally {
			await other.drop();
		}
	});
});

/** What sources say: a row without what the database counts itself. */
const values = ({ id: _id, created_at: _created, updated_at: _updated, ...rest }: Record<string, unknown>) => rest;

describe('refusals', () => {
	test.each([
		[{ fields: 'name,shoe_size' }, 'field_unknown'],
		[{ fields: 'attributes.unknown' }, 'field_unknown'],
		[{ filter: [{ field: 'shoe_size', op: 'eq', value: 1 }] }, 'field_unknown'],
		[{ filter: [{ field: 'birth_date', op: 'contains', value: '19' }] }, 'operator_unsuited'],
		[{ filter: [{ field: 'birth_date', op: 'eq', value: '2023-02-30' }] }, 'value_unsuited'],
		[{ sort: 'tags' }, 'sort_unsuited'],
	] as [Omit<ExportOptions, 'format'>, string][])('%j: %s', async (options, code) => {
		await expect(written(options)).rejects.toMatchObject({ code });
	});

	test('without the right nothing is written', async () => {
		await expect(written({}, { ...principal, permissions: new Set() })).rejects.toMatchObject({ code: 'not_allowed' });
	});

	test('a folder that is not there', async () => {
		await expect(exportTo(test_.services, principal, { format: 'csv' }, '/nowhere/at/all.csv')).rejects.toMatchObject({
			code: 'export_folder',
		});
	});
});

describe('an end before the end', () => {
	const busy = async () =>
		(await test_.services.database.owner.query("select from pg_stat_activity where query like 'copy (%' and state = 'active'")).rowCount;

	beforeAll(async () => {
		// Rows enough that PostgreSQL cannot have sent all of them before anybody reads.
		await test_.services.database.owner.query(
			"insert into customers (id, golden_id, name) overriding system value select i, i, repeat('Many ', 50) from generate_series(1000001, 1100000) i",
		);
	});

	test('a broken download ends the statement and leaves its connection sound', async () => {
		let pieces = 0;
		const out = new Writable({ write: (_chunk, _encoding, done) => done(++pieces > 2 ? new Error('line cut') : null) });
		await expect(exportTo(test_.services, principal, { format: 'csv' }, out)).rejects.toThrow('line cut');
		expect(await busy()).toBe(0);
		const closed = new PassThrough();
		closed.once('data', () => closed.destroy());
		await expect(exportTo(test_.services, principal, { format: 'ndjson' }, closed)).rejects.toThrow();
		expect(await busy()).toBe(0);
		for (let round = 0; round < 10; round++)
			expect(await rowsOf({ fields: 'id', filter: [{ field: 'id', op: 'eq', value: ids[0]! }] })).toHaveLength(1);
	});

	test('a cancelled export leaves no file', async () => {
		const stop = new AbortController();
		const path = await temporaryPath('cancelled.csv');
		const done = exportTo(test_.services, principal, { format: 'csv' }, path, { signal: stop.signal });
		stop.abort();
		await expect(done).rejects.toThrow(/abort/i);
		await expect(readFile(path)).rejects.toThrow('ENOENT');
		await expect(readFile(`${path}.part`)).rejects.toThrow('ENOENT');
		expect(await busy()).toBe(0);
	});
});
