// What is copied into a table is what was given, whatever characters it holds, and single rows can be left out.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CopyRows, copyInto, fitJson, jsonb } from './copy.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(async () => {
	await database.drop();
});

/** Copies rows of fields, those that `takes` accepts, and reads them back in order. */
async function through(rows: readonly (readonly (string | null)[])[], takes: (row: number) => boolean = () => true): Promise<string[][]> {
	const lines = new CopyRows();
	for (const fields of rows) {
		lines.line(fields.length);
		for (const field of fields) lines.text(field);
		lines.endRow();
	}
	const client = await database.database.owner.connect();
	try {
		await client.query(
			'create temp table if not exists copied (id int generated always as identity, one text, two text); truncate copied restart identity',
		);
		await copyInto(client, 'copied (one, two)', lines.pieces(takes));
		return (await client.query<{ one: string; two: string }>('select one, two from copied order by id')).rows.map(({ one, two }) => [
			one,
			two,
		]);
	} finally {
		client.release();
	}
}

test('any text comes back as it was given', async () => {
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 30 }),
		fc.string({ unit: 'grapheme', maxLength: 30 }),
		fc.constantFrom('\\N', '\\.', '\t', '\r\n', '\\', 'a\\tb', '张三', 'é', '😀', '\ud83d', '\ude00x', '𠮷野家'),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(fc.option(text), fc.option(text)), { minLength: 1, maxLength: 20 }), async (rows) => {
			const clean = (one: string | null) => (one === null ? null : one.replaceAll('\0', ''));
			const given = rows.map((fields) => fields.map(clean));
			expect(await through(given)).toEqual(given.map((fields) => fields.map((one) => one?.toWellFormed() ?? null)));
		}),
		{ numRuns: 100 },
	);
});

test('rows larger than the room at hand, and rows left out', async () => {
	const long = '长'.repeat(700_000);
	const rows = [
		['1', long],
		['2', 'x'],
		['3', null],
		['4', long],
	];
	expect((await through(rows)).map(([one, two]) => [one, two?.length ?? null])).toEqual([
		['1', 700_000],
		['2', 1],
		['3', null],
		['4', 700_000],
	]);
	expect((await through(rows, (row) => row % 2 === 1)).map(([one]) => one)).toEqual(['2', '4']);
	expect(await through(rows, () => false)).toEqual([]);
});

/** Writes one line of columns given as `name type` and reads it back as text. */
async function column(type: string, write: (line: CopyRows) => void): Promise<string | null> {
	const lines = new CopyRows();
	write(lines.line(1));
	lines.endRow();
	const client = await database.database.owner.connect();
	try {
		await client.query(`drop table if exists typed; create temp table typed (one ${type})`);
		await copyInto(
			client,
			'typed (one)',
			lines.pieces(() => true),
		);
		return (await client.query<{ one: string | null }>('select one::text from typed')).rows[0]!.one;
	} finally {
		client.release();
	}
}

test('numbers and times come back as they were given', async () => {
	const whole = [0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 1 - 2 ** 53];
	for (const one of whole) expect(await column('bigint', (line) => line.bigint(one))).toBe(String(one));
	for (const one of [0, -1, 2 ** 31 - 1, -(2 ** 31)]) expect(await column('integer', (line) => line.integer(one))).toBe(String(one));
	for (const one of ['0001-01-01', '1969-12-31', '1999-12-31', '2000-01-01', '2024-02-29', '9999-12-31'])
		expect(await column('date', (line) => line.date(one))).toBe(one);
	for (const [micros, text] of [
		[0, '1970-01-01 00:00:00+00'],
		[-1, '1969-12-31 23:59:59.999999+00'],
		[1_700_000_000_123_456, '2023-11-14 22:13:20.123456+00'],
	] as const)
		expect(await column('timestamptz', (line) => line.time(micros))).toBe(text);
	for (const one of [true, false]) expect(await column('boolean', (line) => line.boolean(one))).toBe(String(one));
	const id = '0f9a8b7c-6d5e-4f3a-2b1c-0d9e8f7a6b5c';
	expect(await column('uuid', (line) => line.uuid(id))).toBe(id);
	expect(await column('uuid', (line) => line.uuid(id.replaceAll('-', '').toUpperCase()))).toBe(id);
});

test('what is no number or time is refused rather than stored as another', () => {
	const line = () => new CopyRows().line(1);
	for (const write of [
		() => line().date('2023-02-xx'),
		() => line().time(Number.NaN),
		() => line().numeric('NaN'),
		() => line().numeric('1,5'),
	])
		expect(write).toThrow(RangeError);
});

test('a numeric is what PostgreSQL reads from the same text', async () => {
	const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 14 });
	const text = fc
		.tuple(fc.constantFrom('', '-'), digits, fc.option(digits), fc.option(fc.integer({ min: -9, max: 9 })))
		.map(([sign, left, right, power]) => `${sign}${left}${right === null ? '' : `.${right}`}${power === null ? '' : `e${power}`}`);
	await fc.assert(
		fc.asyncProperty(text, async (one) => {
			const { rows } = await database.database.owner.query<{ one: string }>('select $1::numeric::text as one', [one]);
			expect(await column('numeric', (line) => line.numeric(one))).toBe(rows[0]!.one);
		}),
		{ numRuns: 100 },
	);
});

test('arrays and documents', async () => {
	const values = ['a', 'b c', 'NULL', '"', '\\', '{x,y}', '', '张三'];
	for (const list of [values, []]) {
		const { rows } = await database.database.owner.query<{ list: string }>('select $1::text[]::text as list', [list]);
		expect(await column('text[]', (line) => line.texts(list))).toBe(rows[0]!.list);
	}
	for (const json of [jsonb({ a: 'x\0y', b: '\ud83d', c: '张' }), fitJson('{"a":"x\\u0000y","b":"\\uD83D","c":"张"}')])
		expect(JSON.parse((await column('jsonb', (line) => line.jsonb(json)))!)).toEqual({ a: 'xy', b: '\ufffd', c: '张' });
	expect(await column('jsonb', (line) => line.jsonb(null))).toBe(null);
});
