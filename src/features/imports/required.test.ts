// Attributes that are required, in files: a row without one is taken and noted, a file without a column for it is warned of once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { asker } from '../../platform/testing.ts';
import { createApiKey } from '../access/accounts.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
beforeAll(async () => {
	kit = await importKit();
	await kit.sql(
		"insert into attribute_definitions (name, type, label_en, label_zh, required) values ('level', 'number', 'Level', '等级', true), ('shoe', 'text', 'Shoe', '鞋', false)",
	);
});
afterAll(() => kit.end());

test('a row without a required attribute is taken with a problem that names it', async () => {
	const done = await kit.run('people.csv', 'Name,Level,Shoe\nAda Lovelace,1,42\nGrace Hopper,,\nMary Shelley,high,\nAlan Turing, ,40\n');
	expect(done).toMatchObject({ created: 4, refused: 0 });
	expect(await kit.troubles(done.import_id)).toEqual([
		{ row: 2, kind: 'kept', codes: ['attribute_required'] },
		{ row: 3, kind: 'kept', codes: ['number_not_read'] },
		{ row: 4, kind: 'kept', codes: ['attribute_required'] },
	]);
	const [{ problems } = { problems: [] }] = await kit.sql<{ problems: unknown[] }>(
		'select problems from import_problems where import_id = $1 order by "row"',
		[done.import_id],
	);
	expect(problems).toMatchObject([{ column: 'Level', words: { 'zh-CN': expect.stringContaining('“等级”') } }]);
});

test('a file without a column for it is taken, with one warning in the preview', async () => {
	const app = await buildApp(kit.services);
	const ask = asker(app, (await createApiKey(kit.services, { name: 'x' })).key, 'zh-CN');
	const preview = await ask('POST', '/imports?file_name=plain.csv', Buffer.from('Name\nKatherine Johnson\n'));
	expect(preview.body.warnings).toEqual(['没有列对应到必填字段“等级”：新客户会缺少它。']);
	expect(preview.body.rows[0]).toMatchObject({ action: 'create', problems: [] });
	const mapped = await ask('POST', '/imports?file_name=mapped.csv', Buffer.from('Name,Level\nDorothy Vaughan,3\n'));
	expect(mapped.body.warnings).toEqual([]);
	await app.close();
});
