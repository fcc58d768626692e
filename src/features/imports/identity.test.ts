// Whom a row is about: keys, e-mails and phones, times of the source, the trash, and imports that meet in every order.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { write } from '../../platform/database.ts';
import { createCustomer, deleteCustomer, restoreCustomer, updateCustomer } from '../customers/edit.ts';
import { insertNote } from '../customers/notes-queries.ts';
import { lockCustomer } from '../customers/queries.ts';
import { customerInput } from '../customers/schema.ts';
import { importFile } from './run.ts';
import { importKit, type Kit } from './testing.ts';
import { purgeUndone } from './undo.ts';

let kit: Kit;
beforeEach(async () => {
	kit = await importKit();
});
afterEach(async () => {
	await kit.expectSound();
	await kit.end();
});

const crm = { source: 'crm' };
const people = () => kit.sql("select id, name, phone, email, city, state from customers where state <> 'withdrawn' order by id");
const names = async () => (await people()).map(({ name }) => name);
const editor = () => ({ principal: kit.principal, country: 'CN' });
const add = (input: Parameters<typeof customerInput.parse>[0]) =>
	write(kit.services.database, kit.principal, (client) => createCustomer(client, editor(), customerInput.parse(input)));

describe('the same key', () => {
	test('twice in one file is one customer with two statements, the later one speaks', async () => {
		const done = await kit.run('twice.csv', 'ID,name,city\n1,Ann Old,Oslo\n1,Ann New,Bergen\n1,Ann New,Bergen\n', crm);
		expect(done).toMatchObject({ rows: 3, created: 1, updated: 0, further: 2, unchanged: 0 });
		expect(await people()).toMatchObject([{ name: 'Ann New', city: 'Bergen' }]);
		expect(await kit.sql('select count(*) from source_records')).toEqual([{ count: 2 }]);
	});

	test('in the time of the source: an older statement is kept and does not win, within a file and later', async () => {
		const first =
			'ID,name,city,updated at\n1,Ann New,Bergen,2024-05-02\n1,Ann Old,Oslo,2024-05-01\n2,Bo Now,Rome,\n2,Bo Then,Pisa,2024-05-01\n';
		await kit.run('times.csv', first, crm);
		expect(await names()).toEqual(['Ann New', 'Bo Now']);
		await kit.expectSound();
		const late = await kit.run('late.csv', 'ID,name,city,updated at\n1,Ann Oldest,Paris,2020-01-01\n', crm);
		expect(late).toMatchObject({ updated: 1 });
		expect(await names()).toEqual(['Ann New', 'Bo Now']);
		expect(await kit.sql("select count(*) from source_records where key = '1'")).toEqual([{ count: 3 }]);
		const again = await kit.run('late.csv', 'ID,name,city,updated at\n1,Ann Oldest,Paris,2020-01-01\n', crm);
		expect(again).toMatchObject({ unchanged: 1, updated: 0 });
	});

	test('content that comes back between two others: the newest by time speaks, in one file as in three', async () => {
		const rows = ['1,Ann,Bergen,2024-01-05', '1,Ann,Bergen,2024-01-09', '1,Ann,Oslo,2024-01-07'];
		await kit.run('one.csv', `ID,name,city,updated at\n${rows.join('\n')}\n`, crm);
		await kit.expectSound();
	});

	test('equal times: the same statement speaks whichever row came first', async () => {
		const one = '1,Ann,Bergen,2024-01-05';
		const two = '1,Ann,Oslo,2024-01-05';
		await kit.run('a.csv', `ID,name,city,updated at\n${one}\n${two}\n`, { source: 'a' });
		await kit.run('b.csv', `ID,name,city,updated at\n${two}\n${one}\n`, { source: 'b' });
		const [a, b] = await people();
		expect(a!.city).toBe(b!.city);
	});

	test('across the batches of one file', async () => {
		const rows = Array.from({ length: 2_500 }, (_, index) => `k${index % 1_250},Row ${index},row${index}@example.org`).join('\n');
		const path = kit.file('batches.csv', `ID,name,email\n${rows}\n`);
		const done = await importFile(kit.services, kit.principal, { path, options: crm, batchRows: 1_000 });
		expect(done).toMatchObject({ rows: 2_500, created: 1_250, updated: 0, further: 1_250 });
		expect(await kit.active()).toBe(1_250);
		expect(
			await kit.sql("select name, email from customers c join source_records r on r.customer_id = c.id where r.key = 'k7' limit 1"),
		).toEqual([{ name: 'Row 1257', email: 'row1257@example.org' }]);
		await kit.expectSound();
		expect(await kit.undo(done.import_id)).toMatchObject({ removed: 1_250 });
		expect(await kit.active()).toBe(0);
		await kit.redo(done.import_id);
		expect(await kit.active()).toBe(1_250);
		await kit.expectSound();
		await kit.undo(done.import_id);
		expect(await kit.active()).toBe(0);
	});

	test('of a customer that went with an undo: he comes back under his id, and goes again with the undo of that', async () => {
		const first = await kit.run('a.csv', 'ID,name\n1,Ann\n', crm);
		await kit.undo(first.import_id);
		const second = await kit.run('b.csv', 'ID,name\n1,Anna\n', crm);
		expect(second).toMatchObject({ created: 1 });
		expect(await people()).toMatchObject([{ id: 1, name: 'Anna', state: 'active' }]);
		expect(await kit.undo(second.import_id)).toMatchObject({ removed: 1, reverted: 0 });
		expect(await kit.active()).toBe(0);
	});

	test('of a customer that was added by hand after an undo: there are not two of him', async () => {
		await kit.undo((await kit.run('a.csv', 'ID,name\n1,Ann\n', crm)).import_id);
		await add({ name: 'Ann Two', source: 'crm', external_id: '1' });
		const done = await kit.run('b.csv', 'ID,name\n1,Ann Three\n', crm);
		expect(done).toMatchObject({ created: 0, updated: 1 });
		expect(await names()).toEqual(['Ann Three']);
	});

	test('redo after a later import said something else under it', async () => {
		const first = await kit.run('a.csv', 'ID,name,city\n1,Ann,Oslo\n', crm);
		await kit.undo(first.import_id);
		await kit.run('b.csv', 'ID,name,city\n1,Ann,Bergen\n', crm);
		await kit.redo(first.import_id);
		expect(await people()).toMatchObject([{ id: 1, city: 'Bergen', state: 'active' }]);
		expect(await kit.undo(first.import_id)).toMatchObject({ removed: 0 });
		expect(await people()).toMatchObject([{ city: 'Bergen', state: 'active' }]);
	});
});

describe('e-mail and phone', () => {
	test('the same number however it is written', async () => {
		await add({ name: '张三', phone: '13800138000' });
		for (const [index, phone] of [
			'+86 138-0013-8000',
			'0086 13800138000',
			'138 0013 8000',
			'（+86）13800138000',
			"'+86 13800138000",
		].entries()) {
			const done = await kit.run('p.csv', `姓名,手机,城市\n张三,${phone},上海\n`, { source: `s${index}` });
			expect(done, phone).toMatchObject({ created: 0, updated: 1 });
		}
		expect(await names()).toEqual(['张三']);
		expect(await kit.sql('select value from contact_points')).toEqual([{ value: '+8613800138000' }]);
	});

	test('of several customers who share one, the one of the same name, else nobody', async () => {
		await kit.run('family.csv', 'name,email\n李强,li@example.com\n李梅,li@example.com\n', { source: 'family' });
		const done = await kit.run('shop.csv', 'name,email,city\n李梅,li@example.com,成都\n李小宝,li@example.com,成都\n', { source: 'shop' });
		expect(done).toMatchObject({ created: 1, updated: 1 });
		expect(await people()).toMatchObject([{ name: '李强', city: null }, { name: '李梅', city: '成都' }, { name: '李小宝' }]);
	});

	test('a family in the file does not become the one member that was known', async () => {
		await add({ name: '李强', email: 'li@example.com' });
		const done = await kit.run('family.csv', 'name,email\n李梅,li@example.com\n李强,li@example.com\n李小宝,li@example.com\n', {
			source: 'shop',
		});
		expect(done).toMatchObject({ created: 2, updated: 1 });
		expect((await names()).sort()).toEqual(['李小宝', '李强', '李梅'].sort());
	});

	test('one row under another name is that customer, as the rule says', async () => {
		await add({ name: 'J. Smith', email: 'js@example.com' });
		const done = await kit.run('one.csv', 'name,email\nJohn Smith,JS@example.com\n', { source: 'shop' });
		expect(done).toMatchObject({ created: 0, updated: 1 });
	});

	test('with the rules off nobody is recognised but by his key', async () => {
		await add({ name: 'Ann', email: 'ann@example.com', phone: '13800138000' });
		const off = { source: 'shop', match: [] };
		expect(await kit.run('a.csv', 'ID,name,email,phone\n7,Ann,ann@example.com,13800138000\n', off)).toMatchObject({
			created: 1,
			updated: 0,
		});
		expect(await kit.run('b.csv', 'ID,name,email\n7,Ann Lee,ann@example.com\n', off)).toMatchObject({ created: 0, updated: 1 });
		expect(await kit.run('c.csv', 'ID,name,email\n8,Zoe,zoe@example.com\n', { source: 'z', match: ['phone'] })).toMatchObject({
			created: 1,
		});
	});
});

describe('the trash', () => {
	const remove = (id: number) => write(kit.services.database, kit.principal, (client) => deleteCustomer(client, editor(), id));

	test('a row of somebody in the trash comes back with its cells, by key as by e-mail', async () => {
		await kit.run('a.csv', 'ID,name,email\n1,Ann,ann@example.com\n', crm);
		await remove(1);
		const key = await kit.run('b.csv', 'ID,name,city\n1,Ann,Oslo\n2,Bo,Rome\n', crm);
		expect(key).toMatchObject({ created: 1, updated: 0, refused: 1 });
		expect(await kit.sql('select kind, cells, customer_id from import_problems where import_id = $1', [key.import_id])).toEqual([
			{ kind: 'refused', cells: ['1', 'Ann', 'Oslo'], customer_id: 1 },
		]);
		const mail = await kit.run('c.csv', 'name,email\nAnn,ann@example.com\n', { source: 'other' });
		expect(mail).toMatchObject({ created: 0, refused: 1 });
		expect((await kit.troubles(mail.import_id))[0]!.codes).toEqual(['in_trash']);
		await write(kit.services.database, kit.principal, (client) => restoreCustomer(client, editor(), 1));
	});

	test('with permission he comes back, under a new version', async () => {
		await kit.run('a.csv', 'ID,name\n1,Ann\n', crm);
		await remove(1);
		const before = await kit.sql<{ version: number }>('select version from customers where id = 1');
		const done = await kit.run('b.csv', 'ID,name,city\n1,Ann,Oslo\n', { ...crm, revive: true });
		expect(done).toMatchObject({ updated: 1, refused: 0 });
		expect(await people()).toMatchObject([{ id: 1, city: 'Oslo', state: 'active' }]);
		const after = await kit.sql<{ version: number }>('select version from customers where id = 1');
		expect(after[0]!.version).toBeGreaterThan(before[0]!.version);
	});

	test('undo of that import puts him into it again for thirty days, and redo takes him out', async () => {
		await kit.run('a.csv', 'ID,name,city\n1,Ann,Oslo\n2,Bo,Rome\n', crm);
		await remove(1);
		await kit.sql("update customers set deleted_at = now() - interval '29 days' where id = 1");
		const done = await kit.run('b.csv', 'ID,name,city\n1,Ann,Bergen\n2,Bo,Pisa\n', { ...crm, revive: true });
		expect(await kit.undo(done.import_id)).toMatchObject({ removed: 0, reverted: 2, kept: 0 });
		expect(await people()).toMatchObject([
			{ id: 1, city: 'Oslo', state: 'deleted' },
			{ id: 2, city: 'Rome', state: 'active' },
		]);
		expect(await kit.sql("select id from customers where deleted_at > now() - interval '1 hour'")).toEqual([{ id: 1 }]);
		await kit.redo(done.import_id);
		expect(await people()).toMatchObject([
			{ id: 1, city: 'Bergen', state: 'active' },
			{ id: 2, city: 'Pisa', state: 'active' },
		]);
		await kit.undo(done.import_id);
		// Brought back by a person meanwhile, he is nobody's to put away or to bring back.
		await write(kit.services.database, kit.principal, (client) => restoreCustomer(client, editor(), 1));
		await kit.redo(done.import_id);
		await kit.undo(done.import_id);
		expect(await people()).toMatchObject([{ id: 1, city: 'Oslo', state: 'active' }, { id: 2 }]);
	});

	test('whom somebody worked with since stays', async () => {
		await kit.run('a.csv', 'ID,name,city\n1,Ann,Oslo\n2,Bo,Rome\n3,Cy,Nice\n4,Di,Graz\n', crm);
		for (const id of [1, 2, 3, 4]) await remove(id);
		const done = await kit.run('b.csv', 'ID,name,city\n1,Ann,Bergen\n2,Bo,Pisa\n3,Cy,Lyon\n4,Di,Linz\n', { ...crm, revive: true });
		await write(kit.services.database, kit.principal, async (client) => {
			await insertNote(client, (await lockCustomer(client, 1))!, 'called today', kit.principal.user_id);
			await updateCustomer(client, editor(), 2, { company: 'Acme' });
		});
		await kit.run('c.csv', 'ID,name,city\n3,Cy,Paris\n', crm);
		await kit.undo(done.import_id);
		expect((await people()).map(({ state }) => state)).toEqual(['active', 'active', 'active', 'deleted']);
	});
});

describe('a full copy', () => {
	const full = { ...crm, mode: 'full' as const, max_absent_percent: 90 };

	test('a row that was refused is not absent', async () => {
		await kit.run('a.csv', 'ID,name\n1,Ann\n2,Bo\n3,Cy\n', crm);
		const done = await kit.run('b.csv', `ID,name\n1,Ann\n2,${'x'.repeat(300)}\n`, full);
		expect(done).toMatchObject({ refused: 1, unchanged: 1 });
		expect(await names()).toEqual(['Ann', 'Bo']);
	});

	test('undo of it does not bring back what an undone import said', async () => {
		const first = await kit.run('a.csv', 'ID,name\n1,Ann\n2,Bo\n', crm);
		const second = await kit.run('b.csv', 'ID,name\n1,Ann\n', full);
		await kit.undo(first.import_id);
		expect(await names()).toEqual(['Ann']);
		await kit.undo(second.import_id);
		expect(await kit.active()).toBe(0);
		await kit.redo(second.import_id);
		expect(await names()).toEqual(['Ann']);
		await kit.redo(first.import_id);
		expect(await names()).toEqual(['Ann']);
		await kit.undo(second.import_id);
		expect(await names()).toEqual(['Ann', 'Bo']);
		await kit.redo(second.import_id);
		await kit.undo(second.import_id);
		expect(await names()).toEqual(['Ann', 'Bo']);
	});
});

describe('undo', () => {
	test('keeps a customer that somebody wrote a note about, and redo changes nothing about him', async () => {
		const done = await kit.run('a.csv', 'ID,name\n1,Ann\n2,Bo\n', crm);
		await write(kit.services.database, kit.principal, async (client) => {
			await insertNote(client, (await lockCustomer(client, 2))!, 'called today', kit.principal.user_id);
		});
		expect(await kit.undo(done.import_id)).toMatchObject({ removed: 1, kept: 1 });
		expect(await names()).toEqual(['Bo']);
		await kit.redo(done.import_id);
		expect(await names()).toEqual(['Ann', 'Bo']);
	});

	test('purging after thirty days leaves what another undone import may still bring back', async () => {
		const first = await kit.run('a.csv', 'ID,name,city\n1,Ann,Oslo\n', crm);
		const second = await kit.run('b.csv', 'ID,name,city\n1,Ann,Bergen\n', crm);
		await kit.undo(first.import_id);
		await kit.undo(second.import_id);
		await kit.sql("update imports set undone_at = now() - interval '31 days' where id = $1", [first.import_id]);
		await purgeUndone(kit.services);
		await expect(kit.redo(first.import_id)).rejects.toMatchObject({ code: 'import_purged' });
		await kit.redo(second.import_id);
		expect(await people()).toMatchObject([{ name: 'Ann', city: 'Bergen', state: 'active' }]);
		await kit.undo(second.import_id);
		await kit.sql("update imports set undone_at = now() - interval '31 days'");
		await purgeUndone(kit.services);
		expect(await kit.sql('select count(*) from source_records')).toEqual([{ count: 0 }]);
		expect(await kit.sql('select name, state from customers')).toEqual([{ name: null, state: 'withdrawn' }]);
	});
});
