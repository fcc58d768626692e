// What people are told, by whom, and that nobody reads another one's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner, read, write } from '../../platform/database.ts';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';
import * as exports from '../exports/queries.ts';
import * as imports from '../imports/queries.ts';
import { notificationTasks } from './jobs.ts';
import { notify } from './queries.ts';
import { mostUnread, type Notification } from './schema.ts';

let t: CustomersTest;
let nora: Caller;
let sven: Caller;
let southScope: number;

beforeAll(async () => {
	t = await customersTest();
	southScope = await t.scope('south');
	nora = await t.person('nora@example.com', 'editor');
	sven = await t.person('sven@example.com', 'editor', { scope_id: southScope });
});

afterAll(() => t.drop());

const list = async (who: Caller, query = ''): Promise<{ unread: number; items: Notification[]; next: number | null }> =>
	(await who.ask('GET', `/notifications${query}`)).body;

test('whoever is given a customer is told by whom, with the name as it stands', async () => {
	const { id } = (await nora.ask('POST', '/customers', { name: '诸葛亮' })).body;
	expect((await nora.ask('PATCH', `/customers/${id}`, { owner_id: sven.id })).status).toBe(200);
	const { unread, items } = await list(sven);
	expect(unread).toBe(1);
	expect(items).toMatchObject([
		{ kind: 'customer_assigned', customer: { id, name: '诸葛亮' }, about_customer: true, by: 'nora@example.com', read_at: null },
	]);
	// What lies elsewhere afterwards is not named any more.
	await t.admin('PATCH', `/customers/${id}`, { owner_id: null });
	expect((await list(sven)).items).toMatchObject([{ customer: null, about_customer: true }]);
	expect(JSON.stringify(await t.rows('select * from notifications'))).not.toContain('诸葛亮');
});

test('whoever takes a customer himself is told nothing', async () => {
	const { id } = (await nora.ask('POST', '/customers', { name: '关羽' })).body;
	await nora.ask('PATCH', `/customers/${id}`, { owner_id: nora.id });
	expect(await list(nora)).toEqual({ unread: 0, items: [], next: null });
});

test('one is read, then all, up to the one that was seen', async () => {
	const { database } = t.services;
	const other = await t.person('olga@example.com', 'reader');
	for (const note_id of [1, 2, 3])
		await asOwner(database, (client) =>
			notify(client, { user_id: [other.id, nora.id], kind: 'mention', by: nora.id, detail: { note_id } }),
		);
	const { items, unread, next } = await list(other, '?limit=2');
	expect([unread, items.map(({ detail }) => detail.note_id), next]).toEqual([3, [3, 2], items[1]!.id]);
	expect((await list(other, `?after=${next}`)).items.map(({ detail }) => detail.note_id)).toEqual([1]);
	expect((await other.ask('POST', `/notifications/${items[0]!.id}/read`)).body).toEqual({ unread: 2 });
	expect((await other.ask('POST', '/notifications/read', { up_to: next! - 1 })).body).toEqual({ unread: 1 });
	expect((await other.ask('POST', '/notifications/read')).body).toEqual({ unread: 0 });
});

test('nobody reads or marks what another one is told', async () => {
	const { database } = t.services;
	await asOwner(database, (client) => notify(client, { user_id: sven.id, kind: 'mention' }));
	const id = (await list(sven)).items[0]!.id;
	const { status, body } = await nora.ask('POST', `/notifications/${id}/read`);
	expect([status, body.code]).toEqual([404, 'notification_not_found']);
	const context = { user_id: nora.id, scopes: [1, southScope] };
	const rows = await read(database, context, (client) => client.query('select * from notifications where user_id = $1', [sven.id]));
	expect(rows.rows).toEqual([]);
	const changed = await write(database, context, (client) =>
		client.query('update notifications set read_at = now() where user_id = $1', [sven.id]),
	);
	expect(changed.rowCount).toBe(0);
	expect((await t.app.inject({ url: '/api/v1/notifications' })).statusCode).toBe(403);
	expect((await sven.ask('GET', '/notifications?limit=101')).status).toBe(400);
});

test('an import and an export that end are told to whose they are', async () => {
	const { database } = t.services;
	const who = await t.person('ivan@example.com', 'editor');
	const one = { source_id: 1, user_id: who.id, scope_id: 1, file_name: 'superstore.csv', file: '/nowhere', bytes: 1 };
	const [done, failed] = [await imports.insertImport(database.owner, one), await imports.insertImport(database.owner, one)];
	await imports.beginImport(database.owner, done, ['draft']);
	await imports.finishImport(database.owner, done, 'done');
	// Noted once more by somebody who lost the race: nothing is told twice.
	await imports.finishImport(database.owner, done, 'done');
	await imports.finishImport(database.owner, failed, 'failed', { code: 'x', words: {} });
	const { id } = await exports.insertExport(database.app, who.id, 'csv', {}, 'queued');
	await exports.startExport(database.app, id);
	await exports.finishExport(database.app, id, 7, 70, '/nowhere');
	expect((await list(who)).items.map(({ kind, detail }) => [kind, detail])).toEqual([
		['export_done', { export_id: id, format: 'csv', rows: 7 }],
		['import_failed', { import_id: failed, file: 'superstore.csv', rows: 0, refused: 0 }],
		['import_done', { import_id: done, file: 'superstore.csv', rows: 0, refused: 0 }],
	]);
});

test('the count of unread ones ends, and after 90 days they go', async () => {
	const who = await t.person('many@example.com', 'reader');
	await t.rows(
		"insert into notifications (user_id, kind, created_at) select $1, 'mention', now() - make_interval(days => d) from generate_series(1, 120) d",
		[who.id],
	);
	expect((await list(who)).unread).toBe(mostUnread);
	await notificationTasks['notifications.purge']!(undefined as never, t.services);
	expect(await t.rows('select count(*)::int as count from notifications where user_id = $1', [who.id])).toEqual([{ count: 89 }]);
});
