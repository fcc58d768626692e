// A customer who was purged is gone: no table of the database holds a word of him, and no file.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from './features/customers/testing.ts';
import { importTasks } from './features/imports/jobs.ts';

let t: CustomersTest;
let eva: Caller;
let max: Caller;

beforeAll(async () => {
	t = await customersTest();
	eva = await t.person('eva@example.com', 'editor');
	max = await t.person('max@example.com', 'editor');
});

afterAll(() => t.drop());

/** Tables of ours with rows that hold a word. */
async function holding(word: string): Promise<string[]> {
	const tables = await t.rows<{ name: string }>("select quote_ident(tablename) as name from pg_tables where schemaname = 'public'");
	const found: string[] = [];
	for (const { name } of tables) {
		const [row] = await t.rows<{ has: boolean }>(
			`select exists (select from ${name} x where strpos(lower(x::text), lower($1)) > 0) as has`,
			[word],
		);
		if (row!.has) found.push(name);
	}
	return found.sort();
}

/** Imports a file and does what is in its queue. */
async function imported(name: string, text: string, corrections: object[] = []): Promise<number> {
	const { id } = (await eva.ask('POST', `/imports?file_name=${name}.csv`, Buffer.from(text))).body.import;
	if (corrections.length > 0) expect((await eva.ask('PATCH', `/imports/${id}/corrections`, { corrections })).status).toBeLessThan(300);
	expect((await eva.ask('POST', `/imports/${id}/start`, {})).status).toBe(202);
	await importTasks['imports.run']!({ import_id: id } as never, t.services);
	return id;
}

test('nothing is left of a customer thirty days after the trash, and nothing is lost of others', async () => {
	// Words that stand nowhere else, each from another way in; "unreadable" in a cell that was refused, "mendedcity" typed over another.
	const file =
		'external_id,name,email,birth_date,city\nx1,Zyxomma Quill,zyxomma@example.com,unreadablezyx,Oldzyx\nx2,Otherone,other@example.com,alsobad,Bonn\n';
	await imported('people', file, [{ row: 1, position: 4, value: 'Mendedzyx' }]);
	const found = await t.rows<{ id: number; name: string }>('select id, name from customers order by id');
	const [zyx, other] = ['Zyxomma Quill', 'Otherone'].map((name) => found.find((one) => one.name === name)!.id) as [number, number];
	const at = `/customers/${zyx}`;
	const steps = [
		() => eva.ask('PATCH', at, { company: 'Zyxcorp', owner_id: eva.id }),
		() => eva.ask('POST', `${at}/notes`, { body: `zyxnote for @[max](user:${max.id})` }),
		() => eva.ask('POST', `${at}/files?name=zyxfile.txt`, Buffer.from('zyx inside')),
		() => eva.ask('POST', `/customers/${other}/relationships`, { type: 'referred', other_id: zyx, note: 'zyxrelation' }),
	];
	const replies = [];
	for (const step of steps) replies.push(await step());
	expect(replies.map(({ status }) => status)).toEqual([200, 201, 201, 201]);
	const [{ id: relationship }] = (await t.rows<{ id: number }>('select id from relationships')) as [{ id: number }];
	await eva.ask('PATCH', `/relationships/${relationship}`, { note: 'zyxrelation again' });
	await eva.ask('DELETE', `/relationships/${relationship}`);
	const bulk = await eva.ask('POST', '/customers/bulk-edits', {
		selection: { query: { search: 'zyxomma' } },
		action: { add_tags: ['vip'] },
	});
	await eva.ask('POST', `/customers/bulk-edits/${bulk.body.id}/start`);
	await t.work();
	expect(await holding('zyx')).toEqual(
		expect.arrayContaining(['customers', 'files', 'history', 'import_corrections', 'import_problems', 'lookup', 'notes', 'source_records']),
	);

	await eva.ask('DELETE', at);
	await t.rows("update customers set deleted_at = now() - interval '31 days' where id = $1", [zyx]);
	await t.rows("update idempotency_keys set created_at = now() - interval '31 days'");
	await t.services.jobs.add(t.services.database.owner, 'customers.empty_trash', {});
	await t.work();

	expect(await holding('zyx')).toEqual([]);
	const blobs = readdirSync(join(t.services.config.dataDir, 'files', 'blobs'), { recursive: true, withFileTypes: true });
	expect(blobs.filter((one) => one.isFile())).toEqual([]);
	// The other row of the file keeps its problem; the bell tells of nobody, under no name.
	expect(await t.rows('select "row" from import_problems')).toEqual([{ row: 2 }]);
	expect((await eva.ask('GET', `/customers/${other}`)).body.name).toBe('Otherone');
	expect((await eva.ask('GET', `/customers/${other}/changes?kind=relationship`)).body.items).toEqual([]);
	expect((await max.ask('GET', '/notifications')).body.items).toMatchObject([{ kind: 'mention', customer: null, about_customer: true }]);
	expect((await eva.ask('GET', at)).status).toBe(410);
});
