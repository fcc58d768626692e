// What is copied into a table is what was given, whatever characters it holds, and single rows can be left out.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrayText, CopyRows, copyInto, jsonb } from './copy.ts';
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
		for (const field of fields) lines.field(field);
		lines.endLine();
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

test('arrays and documents', async () => {
	const values = ['a', 'b c', 'NULL', '"', '\\', '{x,y}', '', '张三'];
	const { rows } = await database.database.owner.query('select $1::text[] as list, $2::jsonb as json', [
		arrayText(values),
		jsonb({ a: 'x\0y', b: '\ud83d', c: '张' }),
	]);
	expect(rows[0]).toEqual({ list: values, json: { a: 'xy', b: '\ufffd', c: '张' } });
});
