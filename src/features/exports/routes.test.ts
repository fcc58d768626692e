// Exports over REST: direct downloads, background exports with progress, cancelling, restarts, rights.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { type Database, write } from '../../platform/database.ts';
import { startWork } from '../../platform/jobs.ts';
import { makeLink } from '../../platform/links.ts';
import { type Ask, asker, type TestServices, testServices } from '../../platform/testing.ts';
import { commandPrincipal, createApiKey, createUser } from '../access/accounts.ts';
import { testRole } from '../customers/testing.ts';
import { exportTasks } from './jobs.ts';
import { lockExport } from './queries.ts';
import { addCustomers } from './testing.ts';

let test_: TestServices;
let app: FastifyInstance;
let database: Database;
let admin: Ask;
let editor: Ask;
let reader: Ask;

async function keyOf(email: string, role: 'editor' | 'reader'): Promise<{ id: number; key: string }> {
	const { services } = test_;
	const { id } = await createUser(services, {
		email,
		name: email,
		role_id: await testRole(services.database.owner, role),
		password: 'four tall green lamps',
	});
	return { id, key: (await createApiKey(services, { name: email, user: id })).key };
}

let editorId: number;

beforeAll(async () => {
	test_ = await testServices();
	const { services } = test_;
	({ database } = services);
	app = await buildApp(services);
	admin = asker(app, (await createApiKey(services, { name: 'admin' })).key);
	const one = await keyOf('eva@example.com', 'editor');
	editorId = one.id;
	editor = asker(app, one.key);
	reader = asker(app, (await keyOf('rita@example.com', 'reader')).key);
	await addCustomers(services, await commandPrincipal(services), [
		{ name: '王芳', email: 'wangfang@example.com', city: '北京' },
		{ name: 'John Example', email: 'john@example.com', city: 'Boston' },
	]);
});

afterAll(async () => {
	await app.close();
	await test_.drop();
});

/** Lets a worker do what is in the queue until the exports asked for have ended. */
async function work(...ids: number[]): Promise<void> {
	const runner = await startWork(test_.services, exportTasks, { concurrency: 1 });
	try {
		for (let attempt = 0; ; attempt++) {
			const { rows } = await database.owner.query("select from exports where id = any ($1) and state in ('queued', 'running')", [ids]);
			if (rows.length === 0) return;
			if (attempt > 200) throw new Error('the exports did not end');
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	} finally {
		await runner.stop();
	}
}

const filter = (value: string) => encodeURIComponent(JSON.stringify([{ field: 'city', op: 'eq', value }]));

test('a list downloads directly under a proper name', async () => {
	const reply = await editor('GET', `/customers/export?format=csv&fields=name,email&filter=${filter('Boston')}`);
	expect(reply.status).toBe(200);
	expect(reply.body).toBe('name,email\nJohn Example,john@example.com\n');
	expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8');
	expect(reply.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''customers-\d{4}-\d\d-\d\d\.csv$/);
	const chinese = await editor('GET', '/customers/export?format=vcard&language=zh-CN');
	expect(decodeURIComponent(String(chinese.headers['content-disposition']))).toMatch(/客户-\d{4}-\d\d-\d\d\.vcf$/);
	expect(chinese.body).toContain('FN:王芳');
});

test.each([
	['/customers/export', 400, 'invalid_input'],
	['/customers/export?format=docx', 400, 'invalid_input'],
	['/customers/export?format=csv&filter=%7B', 400, 'invalid_input'],
	['/customers/export?format=csv&limit=5', 400, 'invalid_input'],
	['/customers/export?format=csv&fields=name,shoe_size', 400, 'field_unknown'],
	[`/customers/export?format=csv&filter=${encodeURIComponent('[{"field":"x","op":"eq","value":1}]')}`, 400, 'field_unknown'],
	[`/customers/export?format=csv&filter=${encodeURIComponent('[{"field":"id","op":"eq","value":"9e15"}]')}`, 200, undefined],
])('%s answers %d %s in both languages', async (path, status, code) => {
	for (const language of ['en', 'zh-CN']) {
		const reply = await editor('GET', path, undefined, { 'accept-language': language });
		expect([reply.status, reply.body.code]).toEqual([status, code]);
		if (code) expect(/[\u4e00-\u9fff]/.test(reply.body.detail)).toBe(language === 'zh-CN');
	}
});

test('a statement that fails at once is answered with a problem, not with a broken file', async () => {
	const reply = await editor('GET', `/customers/export?format=csv&filter=${encodeURIComponent('[{"field":"id","op":"eq","value":1.5}]')}`);
	expect(reply.status).toBeGreaterThanOrEqual(400);
	expect(reply.body.code).toEqual(expect.any(String));
});

test('exporting takes the right to', async () => {
	for (const [method, path, body] of [
		['GET', '/customers/export?format=csv', undefined],
		['POST', '/exports', { format: 'csv' }],
		['GET', '/exports', undefined],
		['GET', '/exports/1/file', undefined],
	] as const) {
		const reply = await reader(method, path, body);
		expect([reply.status, reply.body.code]).toEqual([403, 'not_allowed']);
	}
});

test('a background export is queued, done, shown and downloaded; others do not see it, administrators do', async () => {
	const { status, body } = await editor('POST', '/exports', { format: 'csv', fields: 'name', search: 'wangfang', language: 'en' });
	expect([status, body.state, body.rows]).toEqual([202, 'queued', 0]);
	expect((await editor('GET', `/exports/${body.id}/file`)).body.code).toBe('export_not_done');
	await work(body.id);
	const done = (await editor('GET', `/exports/${body.id}`)).body;
	expect(done).toMatchObject({ state: 'done', rows: 1, error: null });
	expect(done.finished_at).not.toBeNull();
	const file = await editor('GET', `/exports/${body.id}/file`);
	expect(file.body).toBe('\ufeffName\n王芳\n');
	expect(done.bytes).toBe(Buffer.byteLength(file.body));
	expect(file.headers['content-length']).toBe(String(done.bytes));
	expect(String(file.headers['content-disposition'])).toContain(`customers-${done.created_at.slice(0, 10)}.csv`);

	const own = (await admin('POST', '/exports', { format: 'ndjson' })).body;
	for (const path of [`/exports/${own.id}`, `/exports/${own.id}/file`])
		expect((await editor('GET', path)).body.code).toBe('export_not_found');
	expect((await editor('POST', `/exports/${own.id}/cancel`)).body.code).toBe('export_not_found');
	expect((await editor('GET', '/exports')).body.items.map(({ id }: { id: number }) => id)).toEqual([body.id]);
	const first = (await admin('GET', '/exports?limit=1')).body;
	expect([first.items[0].id, first.next]).toEqual([own.id, own.id]);
	expect((await admin('GET', `/exports?limit=1&after=${first.next}`)).body).toMatchObject({ items: [{ id: body.id }], next: null });
	await work(own.id);
	expect((await admin('GET', `/exports/${own.id}`)).body).toMatchObject({ state: 'done', rows: 2 });
});

test('a mistake is told before anything is queued', async () => {
	const reply = await editor('POST', '/exports', { format: 'csv', fields: 'shoe_size' });
	expect([reply.status, reply.body.code]).toEqual([400, 'field_unknown']);
	expect((await editor('POST', '/exports', { format: 'csv', colour: 'red' })).body.code).toBe('invalid_input');
});

test('cancelling before and while it runs', async () => {
	const queued = (await editor('POST', '/exports', { format: 'csv' })).body;
	expect((await editor('POST', `/exports/${queued.id}/cancel`)).body.state).toBe('cancelled');
	expect((await editor('POST', `/exports/${queued.id}/cancel`)).body.code).toBe('export_finished');
	await work(queued.id);
	expect((await editor('GET', `/exports/${queued.id}`)).body).toMatchObject({ state: 'cancelled', rows: 0 });
	expect((await editor('GET', `/exports/${queued.id}/file`)).body.code).toBe('export_not_done');
});

test('an export whose process was killed starts anew; one that somebody works on is left to him', async () => {
	const { id } = (await editor('POST', '/exports', { format: 'csv', fields: 'name' })).body;
	await database.owner.query("update exports set state = 'running', rows = 99 where id = $1", [id]);
	await database.owner.query('select graphile_worker.remove_job($1)', [`exports.run:${id}`]);
	const run = exportTasks['exports.run'] as (payload: { export_id: number }, services: TestServices['services']) => Promise<void>;
	await write(database, { user_id: 0, scopes: [] }, async (client) => {
		expect(await lockExport(client, id)).toBe(true);
		await run({ export_id: id }, test_.services);
	});
	expect((await editor('GET', `/exports/${id}`)).body).toMatchObject({ state: 'running', rows: 99 });
	await (exportTasks['exports.resume'] as (payload: unknown, services: TestServices['services']) => Promise<void>)({}, test_.services);
	await work(id);
	expect((await editor('GET', `/exports/${id}`)).body).toMatchObject({ state: 'done', rows: 2 });
});

test('files go after seven days', async () => {
	const { id } = (await editor('POST', '/exports', { format: 'csv' })).body;
	await work(id);
	const path = join(test_.services.config.dataDir, 'files', 'exports', `${id}.csv`);
	expect(existsSync(path)).toBe(true);
	const purge = exportTasks['exports.purge'] as (payload: unknown, services: TestServices['services']) => Promise<void>;
	await database.owner.query("update exports set finished_at = now() - interval '6 days 23 hours' where id = $1", [id]);
	await purge({}, test_.services);
	expect(existsSync(path)).toBe(true);
	await database.owner.query("update exports set finished_at = now() - interval '7 days 1 hour' where id = $1", [id]);
	await purge({}, test_.services);
	expect(existsSync(path)).toBe(false);
	expect((await editor('GET', `/exports/${id}/file`)).body).toMatchObject({ status: 410, code: 'export_file_gone' });
});

test('an export fails with a reason where its person may not export any more', async () => {
	const { id } = (await editor('POST', '/exports', { format: 'csv' })).body;
	const role = (name: 'editor' | 'reader') => testRole(database.owner, name);
	await database.owner.query('update role_grants set role_id = $2 where user_id = $1', [editorId, await role('reader')]);
	await work(id);
	const row = (await admin('GET', `/exports/${id}`, undefined, { 'accept-language': 'zh-CN' })).body;
	expect(row).toMatchObject({ state: 'failed', error: { code: 'not_allowed', message: expect.stringContaining('权限') } });
	await database.owner.query('update role_grants set role_id = $2 where user_id = $1', [editorId, await role('editor')]);
});

test('a link downloads the file without sign-in for an hour, while whoever made it has the right', async () => {
	// Before there is an administrator nothing is served without a key.
	await createUser(test_.services, { email: 'ada@example.com', name: 'Ada', role: 'administrator', password: 'four tall green lamps' });
	const { id } = (await editor('POST', '/exports', { format: 'csv', fields: 'name' })).body;
	expect((await editor('POST', `/exports/${id}/link`)).body).toMatchObject({ code: 'export_not_done' });
	await work(id);
	const made = await editor('POST', `/exports/${id}/link`);
	expect(made.status).toBe(201);
	expect(Date.parse(made.body.expires_at) - Date.now()).toBeGreaterThan(3_500_000);
	expect(Date.parse(made.body.expires_at) - Date.now()).toBeLessThanOrEqual(3_600_000);
	const { pathname } = new URL(made.body.url);
	const fetched = (url: string) => app.inject({ url });
	const reply = await fetched(pathname);
	expect([reply.statusCode, reply.body.split('\n')[0]]).toEqual([200, 'name']);
	expect((await fetched(`${pathname}x`)).json()).toMatchObject({ status: 403, code: 'link_invalid' });
	expect((await reader('POST', `/exports/${id}/link`)).status).toBe(403);
	const old = makeLink(test_.services.keyring, {
		purpose: 'exports.download',
		subject: `${id}.${editorId}`,
		expires: new Date(Date.now() - 1),
	});
	expect((await fetched(`/api/v1/downloads/${old}`)).json()).toMatchObject({ status: 410, code: 'link_expired' });
	await database.owner.query("update users set state = 'disabled' where id = $1", [editorId]);
	expect((await fetched(pathname)).json()).toMatchObject({ status: 403, code: 'export_user_gone' });
	await database.owner.query("update users set state = 'active' where id = $1", [editorId]);
});
