// Imports of encrypted columns: nothing of their values stands open in a table, in what PostgreSQL writes to the disk, or in what is kept of rows with problems.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { type Ask, asker } from '../../platform/testing.ts';
import { residentIdCheck } from '../../values/identifier.ts';
import { createApiKey } from '../access/accounts.ts';
import { importTasks } from './jobs.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
let app: FastifyInstance;
let ask: Ask;

beforeAll(async () => {
	kit = await importKit();
	app = await buildApp(kit.services);
	ask = asker(app, (await createApiKey(kit.services, { name: 'imports' })).key);
});
afterAll(async () => {
	await app.close();
	await kit.end();
});

const numberAt = (index: number): string => {
	const first17 = `440300199${index % 10}0101${String(100 + index).slice(-3)}0`.slice(0, 17);
	return first17 + residentIdCheck(first17);
};

/** Tables in which a text stands. */
async function tablesWith(text: string): Promise<string[]> {
	const tables = await kit.sql<{ name: string }>(
		`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')`,
	);
	const found: string[] = [];
	for (const { name } of tables)
		if (
			(await kit.sql<{ there: boolean }>(`select exists (select from ${name} t where strpos(t::text, $1) > 0) as there`, [text]))[0]!.there
		)
			found.push(name);
	return found;
}

/** Files of a folder, and those below it, in which a text stands. */
function filesWith(folder: string, text: string): string[] {
	const found: string[] = [];
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		try {
			if (statSync(path).isDirectory()) found.push(...filesWith(path, text));
			else if (readFileSync(path).includes(text)) found.push(path);
		} catch {
			// A file that PostgreSQL took away meanwhile.
		}
	}
	return found;
}

const dataDirectory = async () => {
	await kit.sql('checkpoint');
	return (await kit.sql<{ data_directory: string }>('show data_directory'))[0]!.data_directory;
};
const customers = async (search: string) => (await ask('GET', `/customers?search=${encodeURIComponent(search)}`)).body.items;

describe('a column of identity numbers', () => {
	const rows = (from: number, to: number, name = (index: number) => `客户${index}号`) =>
		Array.from(
			{ length: to - from },
			(_, at) => `K${from + at},${name(from + at)},138001${String(10_000 + from + at)},${numberAt(from + at)}`,
		);
	const file = (lines: readonly string[]) => `客户编号,姓名,手机,身份证号\n${lines.join('\n')}\n`;

	test('is recognised, and its values stand open nowhere', async () => {
		const done = await kit.run('people.csv', file(rows(0, 40)));
		expect(done).toMatchObject({ created: 40, refused: 0 });
		await kit.expectSound();
		for (const index of [0, 17, 39]) expect(await tablesWith(numberAt(index))).toEqual([]);
		const [found] = await customers(numberAt(17));
		expect(found).toMatchObject({ name: '客户17号', identity_number: numberAt(17) });
		expect(await kit.sql('select 1 from data_keys where customer_id <> 0')).toHaveLength(40);
		const directory = await dataDirectory();
		// The search of the disk finds what is not encrypted.
		expect(filesWith(directory, '客户17号').length).toBeGreaterThan(0);
		expect(filesWith(directory, numberAt(17))).toEqual([]);
	});

	test('the same rows again are unchanged, others update the customers whose keys they have', async () => {
		expect(await kit.run('people.csv', file(rows(0, 40)))).toMatchObject({ unchanged: 40, created: 0 });
		const changed = rows(0, 3).map((line, index) => line.replace(numberAt(index), numberAt(500 + index)));
		expect(await kit.run('people.csv', file(changed))).toMatchObject({ updated: 3 });
		await kit.expectSound();
		const [found] = await customers(numberAt(501));
		expect(found).toMatchObject({ name: '客户1号' });
		// Encrypted under the key of the customer that the row turned out to be about.
		const [stored] = await kit.sql<{ id: number; identity_number: string }>('select id, identity_number from customers where id = $1', [
			found.id,
		]);
		expect(stored!.identity_number.split('.')[1]).toBe(String(stored!.id));
		expect(await customers(numberAt(1))).toEqual([]);
	});

	test('somebody of another source is recognised by his phone number; two rows of one key are one record', async () => {
		const lines = [
			`A1,客户5号,13800110005,${numberAt(600)}`,
			`B1,客户新,13900000001,${numberAt(601)}`,
			`B1,客户新,13900000001,${numberAt(602)}`,
		];
		expect(await kit.run('others.csv', file(lines))).toMatchObject({ updated: 1, created: 1, further: 1 });
		await kit.expectSound();
		expect(await customers(numberAt(602))).toMatchObject([{ name: '客户新' }]);
		for (const index of [600, 601, 602]) expect(await tablesWith(numberAt(index))).toEqual([]);
		await kit.undo((await kit.sql<{ id: number }>('select max(id) as id from imports'))[0]!.id);
		await kit.expectSound();
	});

	test('rows with problems and corrections are kept encrypted, and read as they were', async () => {
		const wrong = '1.10105E+17';
		const { id } = (
			await ask(
				'POST',
				'/imports?file_name=wrong.csv',
				Buffer.from(file([`W1,钱某,13900000011,${wrong}`, `W2,孙某,13900000012,110105194912310021`])),
			)
		).body.import;
		const path = (await kit.sql<{ file: string }>('select file from imports where id = $1', [id]))[0]!.file;
		expect((await ask('POST', `/imports/${id}/preview`, {})).body.rows).toMatchObject([
			{ values: { name: '钱某' } },
			{ values: { name: '孙某' } },
		]);
		expect((await ask('POST', `/imports/${id}/start`, {})).status).toBe(202);
		await importTasks['imports.run']!({ import_id: id } as never, kit.services);
		const { items } = (await ask('GET', `/imports/${id}/problems`)).body;
		expect(items).toMatchObject([
			{ row: 1, cells: ['W1', '钱某', '13900000011', wrong] },
			{ row: 2, cells: ['W2', '孙某', '13900000012', '110105194912310021'] },
		]);
		expect(await tablesWith(wrong)).toEqual([]);
		expect(await tablesWith('110105194912310021')).toEqual([]);
		// What was uploaded does not stay.
		expect(existsSync(path)).toBe(false);
		const mend = (value: string) => ask('PATCH', `/imports/${id}/corrections`, { corrections: [{ row: 1, position: 3, value }] });
		expect((await mend(wrong)).body.mended_rows).toBe(0);
		expect((await mend(numberAt(700))).body.mended_rows).toBe(1);
		expect(await tablesWith(numberAt(700))).toEqual([]);
		expect((await ask('POST', `/imports/${id}/mend`)).body).toMatchObject({ mended: 1, still: 0, left: 0 });
		await kit.expectSound();
		expect(await customers(numberAt(700))).toMatchObject([{ name: '钱某' }]);
	});
});

test('an import without encrypted columns makes no keys', async () => {
	const [before] = await kit.sql('select count(*) as n from data_keys');
	await kit.run('plain.csv', '姓名,手机\n赵一,13911110000\n赵二,13911110001\n');
	expect(await kit.sql('select count(*) as n from data_keys')).toEqual([before]);
});

test('cells that imitate encrypted values are read as text', async () => {
	const done = await kit.run('sealed.csv', '客户编号,姓名,手机,身份证号,职务\nS1,仿造甲,13822220001,440300199001010109,a\n');
	expect(done.created).toBe(1);
	const [{ id, sealed }] = (await kit.sql<{ id: number; sealed: string }>(
		"select id, identity_number as sealed from customers where name = '仿造甲'",
	)) as [{ id: number; sealed: string }];
	const shown = sealed.slice(1);
	for (const [name, text] of [
		['仿造乙', sealed],
		['仿造丙', sealed.replace('~', '～').replaceAll('.', '.\u200b')],
	] as const) {
		await kit.run('sealed.csv', `客户编号,姓名,手机,身份证号,职务\n${name},${name},,${text},${text}\n`);
		const [found] = await customers(name);
		expect(found).toMatchObject({ name, job_title: shown });
		// What is encrypted here is the text itself, under his own key.
		expect(found.identity_number ?? shown).not.toBe('440300199001010109');
		expect((await kit.sql('select 1 from source_records where content::text like $1', [`%"~1.${id}.%`])).length).toBe(1);
	}
});

test('what an import kept of an attribute is encrypted when it becomes sensitive', async () => {
	const secret = 'planted in a cell';
	const { body: attribute } = await ask('POST', '/attributes', { name: 'remark', type: 'text', label_en: 'Remark', label_zh: '评语' });
	const { id } = (
		await ask(
			'POST',
			'/imports?file_name=remarks.csv',
			Buffer.from(`客户编号,姓名,邮箱,评语\nR1,甲某,not an address,${secret} 1\nR2,乙某,also none,${secret} 2\n`),
		)
	).body.import;
	await ask('POST', `/imports/${id}/start`, {});
	await importTasks['imports.run']!({ import_id: id } as never, kit.services);
	await ask('PATCH', `/imports/${id}/corrections`, { corrections: [{ row: 1, position: 3, value: `${secret} corrected` }] });
	const listed = (await ask('GET', `/imports/${id}/problems`)).body.items;
	expect(listed).toHaveLength(2);
	const kept = async () => (await tablesWith(secret)).filter((name) => name.startsWith('public.import'));
	expect((await kept()).sort()).toEqual(['public.import_corrections', 'public.import_problems']);
	const path = (await kit.sql<{ file: string }>('select file from imports where id = $1', [id]))[0]!.file;
	expect(readFileSync(path, 'utf8')).toContain(secret);

	await ask('PATCH', `/attributes/${attribute.id}`, { personal: 'sensitive' });
	const queued = await kit.sql<{ payload: object }>(
		`select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'imports.seal_kept'`,
	);
	expect(queued).toEqual([{ payload: { field: 'attributes.remark' } }]);
	// Twice: what is encrypted stays as it is.
	for (let time = 0; time < 2; time++) await importTasks['imports.seal_kept']!(queued[0]!.payload as never, kit.services);
	expect(await kept()).toEqual([]);
	expect(existsSync(path)).toBe(false);
	expect((await ask('GET', `/imports/${id}/problems`)).body.items.map(({ cells }: { cells: string[] }) => cells)).toEqual(
		listed.map(({ cells }: { cells: string[] }) => cells),
	);
});

/** An import of one row with an attribute of this name, and more rows with problems than are encrypted at a time: each but the first has two. */
async function manyProblems(name: string, secret: string): Promise<{ id: number; path: string; seal: () => Promise<void> }> {
	const { body: attribute } = await ask('POST', '/attributes', { name, type: 'text', label_en: name, label_zh: name });
	const sheet = Buffer.from(`客户编号,姓名,邮箱,${name}\n${name},丙某,not an address,${secret}\n`);
	const { id } = (await ask('POST', '/imports?file_name=many.csv', sheet)).body.import;
	await ask('POST', `/imports/${id}/start`, {});
	await importTasks['imports.run']!({ import_id: id } as never, kit.services);
	await kit.sql(
		`insert into import_problems (import_id, "row", kind, problems, cells)
		select import_id, n, k, problems, cells from import_problems, generate_series(2, 700) n, unnest(array['kept', 'repaired']) k where import_id = $1`,
		[id],
	);
	const [{ path }] = (await kit.sql<{ path: string }>('select file as path from imports where id = $1', [id])) as [{ path: string }];
	await ask('PATCH', `/attributes/${attribute.id}`, { personal: 'sensitive' });
	return {
		id,
		path,
		seal: () => importTasks['imports.seal_kept']!({ field: `attributes.${name}` } as never, kit.services) as Promise<void>,
	};
}

test('rows with several problems are encrypted whole, also where a batch ends between two of one', async () => {
	const { id, seal } = await manyProblems('hobby', 'planted in many cells');
	await seal();
	expect(
		await kit.sql('select "row", kind from import_problems where import_id = $1 and cells::text like $2', [id, '%planted in many cells%']),
	).toEqual([]);
});

test('the file goes first: it neither stays in the open where the work stops after that, nor is forgotten while it is there', async () => {
	const { id, path, seal } = await manyProblems('pastime', 'planted in a file');
	const named = async () => (await kit.sql<{ file: string | null }>('select file from imports where id = $1', [id]))[0]!.file;
	// A database that was restored names the folder of before.
	await kit.sql('update imports set file = $2 where id = $1', [id, `/before/files/imports/${basename(path)}`]);
	// What cannot be removed, as a folder is.
	renameSync(path, `${path}.away`);
	mkdirSync(path);
	await expect(seal()).rejects.toThrow();
	expect(await named()).not.toBeNull();
	rmdirSync(path);
	renameSync(`${path}.away`, path);
	// What ends the work with its second batch.
	await kit.sql(`alter table import_problems add constraint stop check (cells::text not like '%~%' or "row" < 600) not valid`);
	await expect(seal()).rejects.toThrow();
	await kit.sql('alter table import_problems drop constraint stop');
	expect([existsSync(path), await named()]).toEqual([false, null]);
});

test('the kind of a new attribute is guessed from its values, and encrypted at once where it is a number of identity', async () => {
	const numbers = Array.from({ length: 6 }, (_, at) => numberAt(800 + at));
	const lines = numbers.map(
		(number, at) => `G${at},担保${at},1380022${1000 + at},${numberAt(900 + at)},${number},${at * 3},li${at}@example.com`,
	);
	const header = '客户编号,姓名,手机,身份证号,担保人,积分,备用联系';
	const { body } = await ask('POST', '/imports?file_name=guarantors.csv', Buffer.from(`${header}\n${lines.join('\n')}\n`));
	const proposed = body.columns.find(({ column }: { column: string }) => column === '担保人');
	expect(proposed).toMatchObject({ field: null, attribute: { type: 'text', personal: 'identity' } });
	expect(body.columns.find(({ column }: { column: string }) => column === '积分').attribute).toMatchObject({
		type: 'number',
		personal: 'none',
	});
	const columns = body.columns.map(({ column, field, attribute }: typeof proposed) =>
		column === '担保人' ? { column, field: 'new', attribute } : { column, field },
	);
	expect((await ask('POST', `/imports/${body.import.id}/start`, { columns })).status).toBe(202);
	await importTasks['imports.run']!({ import_id: body.import.id } as never, kit.services);
	const [found] = await customers('担保3');
	expect(found.attributes[proposed.attribute.name]).toBe(numbers[3]);
	for (const number of numbers) expect(await tablesWith(number)).toEqual([]);
});
