// Errors of zod and of a real PostgreSQL as problem documents.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bounded, read } from './database.ts';
import { type AppError, defineErrors } from './errors.ts';
import { explainConstraint, invalidInput, problemOf, toAppError } from './problems.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let t: TestDatabase;

beforeAll(async () => {
	t = await testDatabase();
	await t.database.owner.query(
		'create table told (id integer constraint told_once unique, small integer, moment timestamptz, words text, data jsonb)',
	);
	await t.database.owner.query(
		'create table secret (id integer); alter table secret enable row level security; grant all on secret to clientele_app',
	);
});

afterAll(() => t.drop());

async function thrown(work: () => Promise<unknown>): Promise<unknown> {
	try {
		await work();
	} catch (cause) {
		return cause;
	}
	throw new Error('nothing was thrown');
}

describe('PostgreSQL', () => {
	const person = { user_id: 1, scopes: [1] };
	const owner = (sql: string, values: unknown[] = []) => thrown(() => t.database.owner.query(sql, values));

	test.each<[string, number, () => Promise<unknown>]>([
		['out_of_range', 400, () => owner('insert into told (small) values ($1)', [3_000_000_000])],
		['out_of_range', 400, () => owner('insert into told (moment) values ($1)', ['2023-02-30'])],
		['bad_text', 400, () => owner('insert into told (words) values ($1)', ['a\0b'])],
		['bad_text', 400, () => owner('insert into told (data) values ($1)', ['{"a":"\\u0000"}'])],
		['bad_text', 400, () => owner('insert into told (data) values ($1)', ['{"a":"\\ud800"}'])],
		[
			'too_slow',
			422,
			() => thrown(() => read(t.database, person, (client) => bounded(client, 30, () => client.query('select pg_sleep(5)')))),
		],
		['row_out_of_sight', 403, () => thrown(() => read(t.database, person, (client) => client.query('insert into secret values (1)')))],
		['conflict', 409, () => owner("do $$ begin raise exception 'x' using errcode = '40001'; end $$")],
		['disk_full', 507, () => owner("do $$ begin raise exception 'x' using errcode = '53100'; end $$")],
		['database_unreachable', 503, () => owner('select pg_terminate_backend(pg_backend_pid())')],
	])('%s (%i)', async (code, status, make) => {
		const cause = await make();
		expect(cause).toBeInstanceOf(pg.DatabaseError);
		expect(toAppError(cause)).toMatchObject({ code, status });
	});

	test('a server that is not there', async () => {
		const client = new pg.Client({ host: '127.0.0.1', port: 1 });
		expect(toAppError(await thrown(() => client.connect()))).toMatchObject({ code: 'database_unreachable' });
	});

	test('a mistake in our own SQL stays a defect', async () => {
		for (const sql of ['select nothing', "select 'x'::integer", 'select * from nowhere', "select set_config('role', 'nobody', false)"])
			expect(toAppError(await owner(sql))).toBeNull();
		expect(toAppError(new TypeError('x'))).toBeNull();
		expect(toAppError('x')).toBeNull();
	});

	test('a constraint speaks with the sentence that its feature gave it', async () => {
		const error = defineErrors({ told_twice: { status: 409, 'zh-CN': '说过了', en: 'Said before' } });
		await t.database.owner.query('insert into told (id) values (1)');
		expect(toAppError(await owner('insert into told (id) values (1)'))).toBeNull();
		explainConstraint('told_once', error('told_twice'));
		expect(toAppError(await owner('insert into told (id) values (1)'))).toMatchObject({ code: 'told_twice', status: 409 });
	});
});

describe('input', () => {
	const shape = z.strictObject({
		name: z
			.string()
			.max(3)
			.regex(/^[a-z]*$/),
		list: z.array(z.int()).max(2),
		kind: z.enum(['a', 'b']),
	});
	const refusal = (value: unknown) => invalidInput(shape.safeParse(value).error!, '', value);

	test('each mistake has its path, code and a sentence in each language', () => {
		const problem = problemOf(refusal({ name: 'A', list: ['x', 1.5], kind: 'c', more: 1 }), 'zh-CN', '/here') as {
			problems: { path: string; code: string; message: string }[];
			title: string;
			instance: string;
		};
		expect(problem.instance).toBe('/here');
		expect(problem.title).toBe('请求中有 5 处不正确，请看下面逐项的说明。');
		expect(problem.problems.map(({ path, code }) => [path, code])).toEqual([
			['name', 'invalid_format'],
			['list.0', 'invalid_type'],
			['list.1', 'invalid_type'],
			['kind', 'invalid_value'],
			['', 'unrecognized_keys'],
		]);
		for (const { message } of problem.problems) expect(message).toMatch(/\p{Script=Han}/u);
		expect(JSON.stringify(problem)).not.toContain('a-z');
		const english = problemOf(refusal({ name: 'A\0', list: [], kind: 'a' }), 'en', '') as { problems: { message: string }[] };
		expect(english.problems[0]!.message).toContain('NUL');
	});

	test('a thousand mistakes are counted and a hundred told', () => {
		const list = z.array(z.int());
		const value = Array.from({ length: 1000 }, () => 'x');
		const told = invalidInput(list.safeParse(value).error!, 'items', value);
		expect([told.params.count, told.problems.length, told.problems[5]!.path]).toEqual([1000, 100, 'items.5']);
	});

	test('a text that is too long is told with both lengths', () => {
		const told = invalidInput(z.string().max(1000).safeParse('x'.repeat(10_000)).error!, 'name', 'x'.repeat(10_000));
		expect(told.problems[0]!.words).toEqual({
			'zh-CN': '最多 1,000 个字符，这里有 10,000 个。',
			en: 'At most 1,000 characters fit; this has 10,000.',
		});
	});

	test('own words of a shape win', () => {
		const words = { 'zh-CN': '不对', en: 'Wrong' };
		const own = z.string().refine(() => false, { params: { words } });
		expect(invalidInput(own.safeParse('x').error!, 'filter', 'x').problems).toEqual([{ path: 'filter', code: 'custom', words }]);
	});

	test('what was meant for the caller passes unchanged', () => {
		const error = defineErrors({ mine: { status: 418, 'zh-CN': '茶', en: 'Tea for {n}' } })('mine', { n: 2 }, { extra: { cups: 2 } });
		expect(toAppError(error)).toBe(error);
		expect(problemOf(error as AppError, 'en', '/x')).toMatchObject({ status: 418, code: 'mine', detail: 'Tea for 2', cups: 2 });
	});
});
