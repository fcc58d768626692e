// Rows that say more of one record, and values that were put right: told apart from updates and problems, in preview, run, list, file and mending.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labelsOf } from './attribute-words.ts';
import { listTroubles } from './queries.ts';
import { importFile } from './run.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
beforeAll(async () => {
	kit = await importKit();
});
afterAll(() => kit.end());

describe('further rows of one record', () => {
	const lines = 'ID,name,city\n1,Ann,Rome\n2,Bo,Oslo\n1,Ann,Bonn\n1,Ann,Bonn\n';

	test('of a new customer, also across batches', async () => {
		const path = kit.file('a.csv', lines);
		const done = await importFile(kit.services, kit.principal, { path, options: { source: 'batches' }, batchRows: 1 });
		expect(done).toMatchObject({ rows: 4, created: 2, updated: 0, further: 2, unchanged: 0, refused: 0 });
	});

	test('of a customer who was there before: the first of them updates, the others follow; a dry run says the same', async () => {
		const changed = 'ID,name,city\n1,Ann,Paris\n2,Bo,Oslo\n1,Ann,Nice\n2,Bo,Oslo\n3,Cy,Bern\n';
		const path = kit.file('b.csv', changed);
		const options = { source: 'batches' };
		const fates = { rows: 5, created: 1, updated: 1, further: 2, unchanged: 1, refused: 0 };
		expect(await importFile(kit.services, kit.principal, { path, options, dryRun: true })).toMatchObject(fates);
		expect(await importFile(kit.services, kit.principal, { path, options, batchRows: 1 })).toMatchObject(fates);
	});
});

describe('values that were put right', () => {
	test('a leading zero given back is no problem: counted apart, listed with what was and what is', async () => {
		const text = 'ID,name,Country,Postal Code,Email\n1,Ann,US,1757,ann@example.com\n2,Bo,US,10001,bo@example.com\n3,Cy,US,2139,abc\n';
		const done = await kit.run('zip.csv', text, { source: 'zip' });
		const [row] = await kit.sql('select problems, repaired, refused from imports where id = $1', [done.import_id]);
		expect(row).toEqual({ problems: 1, repaired: 1, refused: 0 });
		const of = (kind: 'kept' | 'repaired') => listTroubles(kit.services.database.owner, done.import_id, [kind], 0, 10);
		const [repaired] = await of('repaired');
		expect(repaired).toMatchObject({
			row: 1,
			problems: [{ column: 'Postal Code', code: 'postal_code_zero_lost', severity: 'repaired', repair: { was: '1757', now: '01757' } }],
		});
		expect((await of('kept')).map(({ row }) => row)).toEqual([3]);
		expect(await kit.sql("select postal_code from addresses where postal_code like '0%' order by 1")).toEqual([
			{ postal_code: '01757' },
			{ postal_code: '02139' },
		]);
	});
});

test('a new attribute is named in both languages where its heading is known, else by the heading', () => {
	expect(labelsOf('Ship Mode')).toEqual({ label_zh: '配送方式', label_en: 'Ship Mode' });
	expect(labelsOf('积分')).toEqual({ label_zh: '积分', label_en: 'Points' });
	expect(labelsOf('Row ID')).toEqual({ label_zh: 'Row ID', label_en: 'Row ID' });
});
