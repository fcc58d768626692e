// Remembered columns of sources: listed with the words of their targets, and forgotten by whoever manages the settings.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { asker } from '../../platform/testing.ts';
import { createApiKey } from '../access/accounts.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
let app: Awaited<ReturnType<typeof buildApp>>;
beforeAll(async () => {
	kit = await importKit();
	app = await buildApp(kit.services);
});
afterAll(async () => {
	await app.close();
	await kit.end();
});

test('how columns were understood is listed by source, used for the next file, and forgotten', async () => {
	const rights = {
		admin: undefined,
		editor: ['customers.read', 'imports.run', 'settings.read'],
		reader: ['customers.read', 'settings.read'],
	};
	const keyOf = async (name: keyof typeof rights) =>
		asker(app, (await createApiKey(kit.services, { name, permissions: rights[name] })).key, 'zh-CN');
	const [admin, editor] = [await keyOf('admin'), await keyOf('editor')];
	const options = { source: 'crm', columns: [{ column: 'Note', field: 'city' }] };
	await kit.run('crm.csv', 'Name,Note\nAnn,Rome\n', options);
	await kit.run('shop.csv', 'Name,E-mail\nBo,bo@shop.example\n', { source: 'shop' });

	const first = (await admin('GET', '/import-mappings?limit=1')).body;
	expect(first.items).toMatchObject([
		{
			source: 'crm',
			imports: 1,
			columns: [
				{ column: 'Note', field: 'city', label: '城市' },
				{ column: 'Name', field: 'name', label: '姓名/名称' },
			],
		},
	]);
	expect(Date.parse(first.items[0].last_used)).toBeGreaterThan(0);
	const second = (await admin('GET', `/import-mappings?limit=1&after=${first.next}`)).body;
	expect(second).toMatchObject({ items: [{ source: 'shop' }], next: null });

	const id = first.items[0].id;
	const upload = async () =>
		(await admin('POST', '/imports?file_name=next.csv&source=crm', Buffer.from('Name,Note\nDi,Oslo\n'))).body.columns;
	expect(await upload()).toMatchObject([{ recognised_by: 'remembered' }, { field: 'city', recognised_by: 'remembered' }]);
	expect((await editor('DELETE', `/import-mappings/${id}`)).status).toBe(403);
	expect((await admin('DELETE', `/import-mappings/${id}`)).status).toBe(204);
	expect((await admin('DELETE', `/import-mappings/${id}`)).body).toMatchObject({ status: 404, code: 'mapping_not_found' });
	expect(await upload()).toMatchObject([{ recognised_by: 'header' }, { field: null, recognised_by: null }]);
	expect((await admin('GET', '/import-mappings')).body.items).toMatchObject([{ source: 'shop' }]);
	expect((await kit.sql("select city from customers where name = 'Ann'"))[0]).toEqual({ city: 'Rome' });
});
