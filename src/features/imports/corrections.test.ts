// Cells mended in the assistant: before the import, where preview and run apply them, and after it, where mended rows come in without a new file.
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { type Ask, asker } from '../../platform/testing.ts';
import { createApiKey, createUser } from '../access/accounts.ts';
import { testRole } from '../customers/testing.ts';
import { canMend, correct, mostCorrections } from './corrections.ts';
import { importTasks } from './jobs.ts';
import { mendRows } from './mend.ts';
import { findImport } from './queries.ts';
import type { ImportOptions, PreviewRow } from './schema.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
let app: FastifyInstance;
let eva: Ask;
let otto: Ask;
let rita: Ask;

beforeAll(async () => {
	kit = await importKit();
	app = await buildApp(kit.services);
	const keyOf = async (name: string, role: 'editor' | 'reader') => {
		const { id } = await createUser(kit.services, {
			email: `${name}@example.com`,
			name,
			role_id: await testRole(kit.services.database.owner, role),
			password: 'four tall green lamps',
		});
		return asker(app, (await createApiKey(kit.services, { name, user: id })).key);
	};
	eva = await keyOf('eva', 'editor');
	otto = await keyOf('otto', 'editor');
	rita = await keyOf('rita', 'reader');
});
afterEach(() => kit.expectSound());
afterAll(async () => {
	await app.close();
	await kit.end();
});

const upload = async (name: string, text: string | Buffer) =>
	(await eva('POST', `/imports?file_name=${name}.csv`, Buffer.from(text as string))).body;
const put = (ask: Ask, id: number, ...corrections: [row: number, position: number, value: string | null][]) =>
	ask('PATCH', `/imports/${id}/corrections`, { corrections: corrections.map(([row, position, value]) => ({ row, position, value })) });
const work = (id: number) => importTasks['imports.run']!({ import_id: id } as never, kit.services);
const run = async (id: number, options: ImportOptions = {}) => {
	expect((await eva('POST', `/imports/${id}/start`, options)).status).toBe(202);
	await work(id);
	return (await eva('GET', `/imports/${id}`)).body;
};
const problems = async (id: number) => (await eva('GET', `/imports/${id}/problems`)).body;
const people = (source: string) =>
	kit.sql(
		`select distinct c.id, c.name, c.phone, c.email, c.city from customers c join source_records r on r.customer_id = c.id join sources s on s.id = r.source_id
		where s.name = $1 and c.state = 'active' order by c.id`,
		[source],
	);

describe('a row that a person mended', () => {
	const correction = new Map([[1, 'x']]);
	test('counts as it was typed, whatever the reader had against it', () => {
		for (const code of ['cut_off', 'unclosed_quote', 'stray_quote', 'too_many_cells', 'cell_error', 'bad_encoding', 'nul_character'])
			expect(correct(['a', 'b', null], { code }, correction)).toEqual({ cells: ['a', 'x', null], problem: undefined });
	});
	test('stays refused where another cell is unreadable or the row was never read as a whole', () => {
		expect(correct(['a\0', 'b'], { code: 'nul_character' }, correction).problem).toEqual({ code: 'nul_character' });
		expect(correct(['\ufffd', 'b'], { code: 'bad_encoding' }, correction).problem).toEqual({ code: 'bad_encoding' });
		expect(correct(['a', 'b'], { code: 'row_too_long' }, correction).problem).toEqual({ code: 'row_too_long' });
		expect(canMend([{ code: 'phone_letters' }, { code: 'bad_json' }])).toBe(false);
		expect(canMend([{ code: 'phone_letters' }])).toBe(true);
	});
});

describe('before the import', () => {
	test('a cell typed over counts in the preview and in the run, and survives a reload', async () => {
		const draft = await upload('before', 'ID,name,phone,email\n1,Ann,abc,ann@before.example\n2,,,nobody\n3,Cy,,cy@before.example\n');
		expect(draft).toMatchObject({ checked_rows: 3, checked_all: true, file_rows: 3, with_problems: 2, corrections: 0 });
		const { id } = draft.import;
		const kept = await put(eva, id, [1, 2, '+44 20 7946 0958'], [2, 1, 'Bo'], [3, 1, 'Nobody'], [3, 1, 'Cyrus']);
		expect(kept).toMatchObject({ status: 200, body: { corrections: 3, mended_rows: 0 } });
		await put(eva, id, [3, 1, null]);
		const again = (await eva('POST', `/imports/${id}/preview`, draft.import.options)).body;
		expect(again).toMatchObject({ corrections: 2, with_problems: 1, would: { create: 3, refuse: 0 } });
		expect(again.rows).toMatchObject([
			{
				row: 1,
				cells: ['1', 'Ann', '+44 20 7946 0958', 'ann@before.example'],
				mended: [2],
				values: { phone: '+442079460958' },
				problems: [],
			},
			{ row: 2, cells: ['2', 'Bo', '', 'nobody'], mended: [1], problems: [{ column: 'email' }] },
			{ row: 3, cells: ['3', 'Cy', '', 'cy@before.example'], mended: [] },
		]);
		expect(await run(id)).toMatchObject({ state: 'done', created: 3, refused: 0, problems: 1 });
		expect(await people('before')).toMatchObject([{ name: 'Ann', phone: '+442079460958' }, { name: 'Bo', email: null }, { name: 'Cy' }]);
		// What the import applied does not wait for anything.
		expect(await problems(id)).toMatchObject({ items: [{ row: 2, cells: ['2', 'Bo', '', 'nobody'], mended: [] }], mended_rows: 0 });
	});

	test('a file read otherwise from then on drops what was mended, with a sentence', async () => {
		const draft = await upload('otherwise', 'name,city\nAnn,Rome\nBo,Oslo\n');
		const { id, options } = draft.import;
		await put(eva, id, [1, 1, 'Bonn']);
		const again = (await eva('POST', `/imports/${id}/preview`, { ...options, kind: 'person' })).body;
		expect(again).toMatchObject({ corrections: 1, warnings: [] });
		const otherwise = (await eva('POST', `/imports/${id}/preview`, { has_header: false })).body;
		expect(otherwise.corrections).toBe(0);
		expect(otherwise.warnings).toContainEqual(expect.stringContaining('the 1 cells mended before were dropped'));
	});

	test('is refused for columns that the file has not, beyond the limit, with a NUL, for strangers, readers, and while the import runs', async () => {
		const { id } = (await upload('refusals', 'name,city\nAnn,Rome\n')).import;
		expect((await put(eva, id, [1, 2, 'x'])).body).toMatchObject({ status: 400, code: 'correction_column' });
		expect((await put(eva, id, [1, 0, 'a\0'])).status).toBe(400);
		expect((await put(eva, id, [1, 0, 'x'.repeat(2_001)])).status).toBe(400);
		expect((await put(otto, id, [1, 0, 'x'])).status).toBe(404);
		expect((await put(rita, id, [1, 0, 'x'])).status).toBe(403);
		await kit.sql('insert into import_corrections (import_id, "row", position, value) select $1, n, 0, $2 from generate_series(1, $3) n', [
			id,
			'x',
			mostCorrections,
		]);
		expect((await put(eva, id, [5, 0, 'y'])).status).toBe(200);
		const full = await put(eva, id, [mostCorrections + 1, 0, 'x']);
		expect(full.body).toMatchObject({ status: 409, code: 'too_many_corrections' });
		expect(await kit.sql('select count(*) from import_corrections where import_id = $1', [id])).toEqual([{ count: mostCorrections }]);
		await kit.sql("update imports set state = 'running' where id = $1", [id]);
		expect((await put(eva, id, [1, 0, 'x'])).body).toMatchObject({ status: 409, code: 'import_state' });
		await kit.sql("update imports set state = 'cancelled' where id = $1", [id]);
	});
});

describe('the preview', () => {
	test('finds rows with problems beyond those shown first, and the first of each action', async () => {
		const lines = Array.from({ length: 3_000 }, (_, index) => `Person ${index},p${index}@far.example,${index === 2_500 ? 'abc' : ''}`);
		lines[2_900] = ',no address,';
		const draft = await upload('far', `name,email,phone\n${lines.join('\n')}\n`);
		expect(draft).toMatchObject({ checked_rows: 3_000, checked_all: true, with_problems: 2, would: { create: 2_999, refuse: 1 } });
		const rows: PreviewRow[] = draft.rows;
		expect(rows).toHaveLength(52);
		expect(rows.slice(50).map(({ row }) => row)).toEqual([2_501, 2_901]);
	});

	test('names the customer whom a row is about and says by what he was recognised', async () => {
		await run((await upload('known', 'ID,name,email,phone\n1,Ann Known,ann@known.example,\n2,Bo Known,,+14155550123\n')).import.id);
		const same = await upload('known', 'ID,name,email,phone\n1,Ann Known,ann@new.example,\n7,New,,\n7,New,new@known.example,\n');
		expect(same).toMatchObject({ would: { create: 1, update: 1, further: 1 } });
		expect(same.rows).toMatchObject([
			{ action: 'update', customer_name: 'Ann Known', known_by: 'external_id', first_row: null },
			{ action: 'create', customer_id: null, customer_name: null, known_by: null, first_row: null },
			{ action: 'further', customer_id: null, customer_name: null, known_by: null, first_row: 2 },
		]);
		const other = await upload('elsewhere', 'name,email,phone\nAnn Known,ann@known.example,\nBo Known,,415-555-0123\n');
		expect(other.rows).toMatchObject([
			{ action: 'update', customer_name: 'Ann Known', known_by: 'email' },
			{ action: 'create', customer_name: null },
		]);
		const phone = (await eva('POST', `/imports/${other.import.id}/preview`, { ...other.options, country: 'US' })).body;
		expect(phone.rows[1]).toMatchObject({ action: 'update', customer_name: 'Bo Known', known_by: 'phone' });
	});
});

describe('after the import', () => {
	const text = 'name,phone,email,city\nAnn,abc,,Rome\n,,,Oslo\n,x,,Bonn\nDi,,di@after.example,Kyiv\n';

	test('refused rows and rows taken without a value come in as mended, and the undo of the import takes them along', async () => {
		const { id } = (await upload('after', text)).import;
		expect(await run(id)).toMatchObject({ created: 2, refused: 2, problems: 1 });
		const before = await people('after');
		await put(eva, id, [1, 1, '+44 20 7946 0958'], [2, 0, 'Bo'], [3, 3, 'Berlin']);
		expect(await problems(id)).toMatchObject({
			mended_rows: 3,
			items: [
				{ row: 1, kind: 'kept', cells: ['Ann', '+44 20 7946 0958', '', 'Rome'], mended: [1], can_mend: true },
				{ row: 2, kind: 'refused', cells: ['Bo', '', '', 'Oslo'], mended: [0] },
				{ row: 3, kind: 'refused', mended: [3] },
			],
		});
		const mended = await eva('POST', `/imports/${id}/mend`);
		expect(mended).toMatchObject({
			status: 200,
			body: { mended: 2, still: 1, left: 0, import: { state: 'done', rows: 4, created: 3, updated: 0, refused: 1, problems: 0 } },
		});
		const after = await people('after');
		expect(after).toMatchObject([
			{ id: before[0]!.id, name: 'Ann', phone: '+442079460958', city: 'Rome' },
			{ name: 'Di' },
			{ name: 'Bo', city: 'Oslo' },
		]);
		expect(await problems(id)).toMatchObject({ mended_rows: 0, items: [{ row: 3, cells: ['', 'x', '', 'Berlin'], mended: [] }] });
		expect((await eva('POST', `/imports/${id}/mend`)).body).toMatchObject({ mended: 0, still: 0, left: 0 });
		await kit.expectSound();

		expect(await kit.undo(id)).toMatchObject({ removed: 3, kept: 0 });
		expect(await people('after')).toEqual([]);
		expect((await eva('POST', `/imports/${id}/mend`)).body).toMatchObject({ status: 409, code: 'import_state' });
		expect((await put(eva, id, [3, 0, 'Cy'])).body).toMatchObject({ status: 409, code: 'import_state' });
		await kit.redo(id);
		expect(await people('after')).toEqual(after);
	});

	test('a mended row is the newer version of its record, under its ID or as what an earlier import said, but older than a later import', async () => {
		const first = (await upload('versions', 'ID,name,phone\n1,Ann,abc\n2,Bo,abc\n')).import.id;
		await run(first);
		await run((await upload('versions', 'ID,name,phone\n2,Bo Later,+442079460000\n')).import.id);
		await put(eva, first, [1, 2, '+442079460958'], [2, 2, '+442079460958']);
		expect((await eva('POST', `/imports/${first}/mend`)).body).toMatchObject({ mended: 2, still: 0 });
		expect(await people('versions')).toMatchObject([
			{ name: 'Ann', phone: '+442079460958' },
			{ name: 'Bo Later', phone: '+442079460000' },
		]);
		const twice = 'name,phone\nSame,abc\n';
		await run((await upload('same', twice)).import.id);
		const again = (await upload('same', twice)).import.id;
		expect(await run(again)).toMatchObject({ unchanged: 1, problems: 1 });
		await put(eva, again, [1, 1, '+442079460111']);
		expect((await eva('POST', `/imports/${again}/mend`)).body).toMatchObject({ mended: 1 });
		expect(await people('same')).toMatchObject([{ name: 'Same', phone: '+442079460111' }]);
	});

	test('is refused for rows without a problem and for rows that could not be read, and not for others than its person', async () => {
		const { id } = (await upload('limits', `name,note\nFine,\nBig,${'x'.repeat(9 << 20)}\n,Nobody\n`)).import;
		expect(await run(id)).toMatchObject({ created: 1, refused: 2 });
		expect((await put(eva, id, [1, 0, 'x'])).body).toMatchObject({ status: 409, code: 'correction_row' });
		expect((await put(eva, id, [2, 1, 'x'])).body).toMatchObject({ status: 409, code: 'correction_beyond' });
		expect((await problems(id)).items).toMatchObject([
			{ row: 2, can_mend: false },
			{ row: 3, can_mend: true },
		]);
		expect((await otto('POST', `/imports/${id}/mend`)).status).toBe(404);
		expect((await rita('POST', `/imports/${id}/mend`)).status).toBe(403);
		await put(eva, id, [3, 0, 'Now']);
		const file = await eva('GET', `/imports/${id}/problems.csv`);
		expect(String(file.body)).toContain('Now');
	});

	test('goes in steps, so that no request takes long', async () => {
		const { id } = (await upload('steps', `name,city\n${',Rome\n'.repeat(5)}`)).import;
		await run(id);
		await put(eva, id, [1, 0, 'A'], [2, 0, 'B'], [3, 0, 'C'], [4, 0, 'D']);
		expect(await mendRows(kit.services, kit.principal, id, 3)).toEqual({ mended: 3, still: 0, left: 1 });
		expect(await mendRows(kit.services, kit.principal, id, 3)).toEqual({ mended: 1, still: 0, left: 0 });
		expect(await findImport(kit.services.database.owner, id)).toMatchObject({ created: 4, refused: 1, rows: 5 });
	});

	test('corrections that have done their work go with the file', async () => {
		const { id } = (await upload('tidy', 'name,city\nAnn,Rome\n,Oslo\n')).import;
		await put(eva, id, [1, 1, 'Bonn']);
		await run(id);
		await put(eva, id, [2, 0, 'Bo']);
		await kit.sql("update imports set finished_at = now() - interval '8 days' where id = $1", [id]);
		await importTasks['imports.tidy']!({} as never, kit.services);
		expect(await kit.sql('select "row", value from import_corrections where import_id = $1', [id])).toEqual([{ row: 2, value: 'Bo' }]);
		expect((await eva('POST', `/imports/${id}/mend`)).body).toMatchObject({ mended: 1 });
		expect(await kit.sql('select from import_corrections where import_id = $1', [id])).toEqual([]);
	});
});
