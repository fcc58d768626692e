// Erasing: what goes, what stays empty, what is refused, and that nobody comes back by accident.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userPrincipal } from '../access/queries.ts';
import { readQueued } from '../customers/crm-jobs.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { importFile } from '../imports/run.ts';
import { erasureTasks } from './erasure-jobs.ts';
import { ledgerPath, replayErasures } from './ledger.ts';

let t: CustomersTest;
beforeAll(async () => {
	t = await customersTest();
});
afterAll(() => t.drop());

const person = { name: 'Erika Wiesengrund', email: 'erika@wiesengrund.example', phone: '+4930901820', kind: 'person' };
const add = async (body: object) => (await t.admin('POST', '/customers', body)).body.id as number;
const erase = (id: number, body: object = { reason: 'asked for it' }, headers = {}) =>
	t.admin('POST', `/customers/${id}/erase`, body, headers);
const one = async <R extends Record<string, unknown>>(sql: string, values: unknown[] = []) => (await t.rows<R>(sql, values))[0]!;

it('previews, erases everything and answers 410 afterwards', async () => {
	const id = await add(person);
	const other = await add({ name: 'Otto Bleibt' });
	await t.admin('POST', `/customers/${id}/notes`, { body: 'likes roses' });
	await t.admin('POST', `/customers/${other}/relationships`, { type: 'referred', other_id: id });
	const preview = await t.admin('GET', `/customers/${id}/erase`);
	expect(preview.status).toBe(200);
	expect(preview.body).toMatchObject({ id, name: person.name, members: [id], held_by: null });
	const goes = Object.fromEntries(preview.body.goes.map((row: { table: string; count: number }) => [row.table, row.count]));
	expect(goes).toMatchObject({ customers: 1, source_records: 1, notes: 1, relationships: 1, contact_points: 2 });

	const erased = await erase(id);
	expect(erased.body).toMatchObject({ customer_ids: [id], cause: 'person', reason: 'asked for it', in_ledger: true, physical_at: null });
	expect((await t.admin('GET', `/customers/${id}`)).status).toBe(410);
	const row = await one('select * from customers where id = $1', [id]);
	expect(row).toMatchObject({ state: 'erased', name: null, sort_name: null, email: null, phone: null, tags: [], attributes: {} });
	expect(await t.rows('select id, key, content, raw from source_records where customer_id = $1', [id])).toEqual([
		{ id: expect.any(Number), key: '', content: null, raw: null },
	]);
	for (const table of ['notes', 'contact_points', 'lookup', 'lookup_tokens', 'history', 'assignments'])
		expect(await t.rows(`select * from ${table} where customer_id = $1`, [id]), table).toEqual([]);
	expect(await t.rows('select * from relationships where other_id = $1', [id])).toEqual([]);
	expect((await t.admin('GET', `/customers/${other}`)).status).toBe(200);
});

it('keeps neither plain hashes nor identifiers, in the database or in the ledger', async () => {
	const id = await add({ ...person, email: 'hash@wiesengrund.example', phone: '+4930901821' });
	const before = await one<{ content_hash: string }>('select content_hash from source_records where customer_id = $1', [id]);
	await erase(id);
	const after = await one<{ content_hash: string }>('select content_hash from source_records where customer_id = $1', [id]);
	expect(after.content_hash).not.toBe(before.content_hash);
	const ledger = readFileSync(ledgerPath(t.services.config.dataDir), 'utf8');
	expect(ledger).not.toMatch(/wiesengrund|901821/);
	expect(JSON.parse(ledger.trim().split('\n').at(-1)!)).toMatchObject({ type: 'erased', customers: [{ id }] });
});

it('takes all members of a merged customer', async () => {
	const [survivor, merged] = [await add({ name: 'Merged One' }), await add({ name: 'Merged Two' })];
	await t.rows("update customers set golden_id = $1, state = 'merged' where id = $2", [survivor, merged]);
	expect((await erase(merged)).status).toBe(308);
	expect((await erase(survivor)).body.customer_ids).toEqual([survivor, merged]);
	expect(await t.rows('select state from customers where id = any ($1)', [[survivor, merged]])).toEqual([
		{ state: 'erased' },
		{ state: 'erased' },
	]);
});

describe('refuses', () => {
	it('without the permission, of customers one does not see, of an old version, and without a reason', async () => {
		const id = await add({ name: 'Nobody Else' });
		const eva = await t.person('eva@example.com', 'sales');
		expect((await eva.ask('POST', `/customers/${id}/erase`, { reason: 'x' })).status).toBe(403);
		expect((await eva.ask('GET', `/customers/${id}/erase`)).status).toBe(403);
		expect((await eva.ask('GET', '/erasures')).status).toBe(403);
		expect((await eva.ask('POST', '/erasures/1/allow', { reason: 'x' })).status).toBe(403);
		expect((await erase(99_999)).status).toBe(404);
		expect((await erase(id, {})).status).toBe(400);
		expect((await erase(id, { reason: 'x' }, { 'if-match': '"99"' })).status).toBe(412);
		expect((await t.admin('GET', `/customers/${id}`)).status).toBe(200);
	});

	it('a reason that names the person', async () => {
		const id = await add({ name: 'Rosa Grund', email: 'rosa@example.org' });
		for (const reason of ['Rosa Grund asked', 'mail of rosa@example.org'])
			expect((await erase(id, { reason })).body.code).toBe('erasure_reason_names');
	});

	it('twice', async () => {
		const id = await add({ name: 'Only Once' });
		await erase(id);
		expect((await erase(id)).status).toBe(410);
	});

	it('while a legal hold stands, and tells which', async () => {
		const id = await add({ name: 'Held Fast' });
		const { id: hold } = await one<{ id: number }>(
			"insert into legal_holds (name, reason, filter) values ('Lawsuit 7', 'x', '[]') returning id",
		);
		await t.rows('insert into legal_hold_customers (customer_id, hold_id) values ($1, $2)', [id, hold]);
		expect((await t.admin('GET', `/customers/${id}/erase`)).body.held_by).toBe('Lawsuit 7');
		expect(await erase(id)).toMatchObject({ status: 409, body: { code: 'erasure_held' } });
		await t.rows('update legal_holds set released_at = now() where id = $1', [hold]);
		expect((await erase(id)).status).toBe(200);
	});
});

describe('whoever was erased', () => {
	const back = { name: 'Back Again', email: 'back@again.example', phone: '+4930901822' };
	let erasure: number;

	beforeAll(async () => {
		erasure = (await erase(await add({ ...back, source: 'shop', external_id: 'B-1' }))).body.id;
	});

	it('is refused by form and request, by each identifier, in another spelling too', async () => {
		for (const body of [
			{ name: 'X', email: 'BACK@again.example' },
			{ name: 'X', phone: '0049 30 901822' },
			{ name: 'X', source: 'shop', external_id: 'B-1' },
		])
			expect(await t.admin('POST', '/customers', body), JSON.stringify(body)).toMatchObject({
				status: 409,
				body: { code: 'person_erased' },
			});
		expect((await t.admin('POST', '/customers', { name: 'Back Again' })).status).toBe(201);
	});

	it('is refused row by row in an import, with no cell kept; the others go on', async () => {
		const path = join(t.services.config.dataDir, 'people.csv');
		writeFileSync(path, 'name,email,city\nBack Again,back@again.example,Berlin\nNew Comer,new@comer.example,Bonn\n');
		const principal = {
			...(await userPrincipal(t.services.database.owner, (await one<{ id: number }>('select min(id) as id from users')).id)),
			via: 'command',
		} as const;
		const done = await importFile(t.services, principal as never, { path });
		expect(done).toMatchObject({ rows: 2, created: 1, refused: 1 });
		const [problem] = await t.rows<{ cells: unknown; problems: { code: string }[] }>(
			'select cells, problems from import_problems where import_id = $1',
			[done.import_id],
		);
		expect(problem).toMatchObject({ problems: [{ code: 'erased_person' }] });
		expect(JSON.stringify(problem)).not.toMatch(/back@again/i);
		expect(await t.rows("select id from customers where email = 'back@again.example'")).toEqual([]);
	});

	it('is destroyed again when recorded in SQL', async () => {
		const { id } = await one<{ id: number }>(
			"insert into crm.customers (name, email) values ('Back By SQL', 'back@again.example') returning id",
		);
		await readQueued(t.services);
		expect(await one('select state, name, email from customers where id = $1', [id])).toEqual({ state: 'erased', name: null, email: null });
	});

	it('may come back once that is allowed', async () => {
		const allowed = await t.admin('POST', `/erasures/${erasure}/allow`, { reason: 'a new contract' });
		expect(allowed.body).toMatchObject({ id: erasure, allowed_reason: 'a new contract' });
		expect((await t.admin('POST', `/erasures/${erasure}/allow`, { reason: 'again' })).status).toBe(409);
		expect((await t.admin('POST', '/customers', back)).status).toBe(201);
		expect(readFileSync(ledgerPath(t.services.config.dataDir), 'utf8')).toContain('"type":"allowed"');
	});
});

it('removes kept exports, files, replies, views and waiting work that name the person', async () => {
	const id = await add({ name: 'Zyx Planted', email: 'zyx@planted.example' });
	const { dataDir } = t.services.config;
	mkdirSync(join(dataDir, 'files', 'exports'), { recursive: true });
	const kept = join(dataDir, 'files', 'exports', '1.csv');
	writeFileSync(kept, 'zyx@planted.example');
	await t.rows("insert into exports (user_id, format, options, state, file) values (1, 'csv', '{}', 'done', $1)", [kept]);
	await t.admin('POST', '/views', {
		name: 'Of Zyx',
		definition: { filter: [{ field: 'email', op: 'eq', value: 'zyx@planted.example' }], columns: [{ name: 'name' }] },
	});
	await t.admin('POST', '/customers', { name: 'Repeated', company: 'Zyx Planted' }, { 'idempotency-key': 'k1' });
	const upload = join(dataDir, 'files', 'upload.csv');
	writeFileSync(upload, 'name,email\nSomebody,ZYX@planted.example\n');
	await t.rows("insert into imports (source_id, user_id, file_name, file) values (1, 1, 'Zyx Planted.csv', $1)", [upload]);
	const named =
		"select (select count(*) from views where name = 'Of Zyx')::int as views, (select count(*) from idempotency_keys where reply is not null)::int as replies";
	expect(await one(named)).toEqual({ views: 1, replies: 1 });
	await erase(id);
	expect([existsSync(kept), existsSync(upload)]).toEqual([false, false]);
	expect(await one(named)).toEqual({ views: 0, replies: 0 });
	expect(await t.rows("select file, file_name from imports where file_name like '%Zyx%' or file = $1", [upload])).toEqual([]);
});

it('leaves alone what only looks like a short name or a key', async () => {
	const { dataDir } = t.services.config;
	const id = await add({ name: 'Li', email: 'short@name.example', source: 'shop', external_id: '2020' });
	const [theirs] = await t.rows<{ import_id: number }>(
		`insert into imports (source_id, user_id, file_name, state, file) values (1, 1, 'client-list.csv', 'done', $1) returning id as import_id`,
		[join(dataDir, 'files', 'imports', 'a1-b2')],
	);
	await t.rows('update source_records set import_id = $2 where customer_id = $1', [id, theirs!.import_id]);
	const others = await t.rows<{ id: number; file: string }>(
		`insert into imports (source_id, user_id, file_name, state, file) values
			(1, 1, 'clients.csv', 'paused', $1), (1, 1, 'clients.csv', 'done', '/srv/short@name.example/clients.csv'), (1, 1, 'x.csv', 'paused', '/srv/short@name.example.csv'),
			(1, 1, 'x.csv', 'done', '/srv/of short@name.example.csv') returning id, file`,
		[join(dataDir, 'files', 'imports', 'a2-b2')],
	);
	const condition = { field: 'created_at', op: 'lt', value: '2020-01-01' };
	await t.admin('POST', '/views', {
		name: 'Clients of 2020',
		definition: { filter: [{ field: 'lifecycle_stage', op: 'eq', value: 'client' }, condition], columns: [{ name: 'name' }] },
	});
	await t.rows("select graphile_worker.add_job('no.such_task', '{\"client_id\": 2020}', run_at := now() + interval '1 day')");
	const policy = { months: 12, basis: 'created', action: 'restrict', active: true };
	const made = [];
	for (const filter of [[condition], [condition, { field: 'email', op: 'eq', value: 'short@name.example' }]])
		made.push((await t.admin('POST', '/privacy/retention', { ...policy, name: `Of ${filter.length}`, filter })).body.id);
	await t.rows('insert into legal_holds (name, reason, filter, released_at) values ($1, $2, $3, now())', [
		'Closed',
		'of 2020',
		JSON.stringify([condition]),
	]);
	expect((await erase(id)).status).toBe(200);
	expect(await t.rows('select file, file_name from imports where id = any ($1) order by id', [others.map((row) => row.id)])).toEqual([
		{ file: others[0]!.file, file_name: 'clients.csv' },
		{ file: others[1]!.file, file_name: 'clients.csv' },
		{ file: others[2]!.file, file_name: 'x.csv' },
		{ file: null, file_name: '….csv' },
	]);
	expect(await one('select file, file_erased_at is not null as erased from imports where id = $1', [theirs!.import_id])).toEqual({
		file: null,
		erased: true,
	});
	expect(await t.rows("select name from views where name = 'Clients of 2020'")).toHaveLength(1);
	expect(await t.rows("select task_identifier from graphile_worker.jobs where task_identifier = 'no.such_task'")).toHaveLength(1);
	expect(await t.rows('select active, filter from retention_policies where id = any ($1) order by id', [made])).toEqual([
		{ active: true, filter: [condition] },
		{ active: false, filter: [condition, { field: 'email', op: 'eq', value: '…' }] },
	]);
	expect(await t.rows("select detail from notifications where kind = 'privacy_policy_off'")).toEqual([{ detail: { policy_id: made[1] } }]);
	expect(await t.rows("select filter from legal_holds where name = 'Closed' and reason = 'of 2020'")).toEqual([{ filter: [condition] }]);
	await t.rows('update retention_policies set active = false');
});

describe('a database of before the erasure', () => {
	it('is brought up to the ledger before it is served, and somebody else under the same number is left alone', async () => {
		const id = await add({ name: 'From Backup', email: 'from@backup.example' });
		const copy = await t.rows('select * from customers where id = $1', [id]);
		const statement = await t.rows('select * from source_records where customer_id = $1', [id]);
		await erase(id);
		await t.rows('delete from erasures where customer_ids = array[$1::bigint]', [id]);
		await t.rows("update customers set state = 'active', name = 'From Backup', email = 'from@backup.example' where id = $1", [id]);
		await t.rows('update source_records set content = $2 where customer_id = $1', [id, JSON.stringify(statement[0]!.content)]);
		expect(copy[0]!.id).toBe(id);
		expect(await replayErasures(t.services)).toBe(1);
		expect(await one('select state, name from customers where id = $1', [id])).toEqual({ state: 'erased', name: null });
		expect(await one('select cause, in_ledger from erasures where customer_ids = array[$1::bigint]', [id])).toEqual({
			cause: 'ledger',
			in_ledger: true,
		});
		expect(await t.admin('POST', '/customers', { name: 'X', email: 'from@backup.example' })).toMatchObject({ status: 409 });
		expect(await replayErasures(t.services)).toBe(0);

		await t.rows("update customers set state = 'active', created_at = created_at + interval '1 second' where id = $1", [id]);
		expect(await replayErasures(t.services)).toBe(0);
	});

	it('is not served with a ledger that cannot be read', async () => {
		const path = ledgerPath(t.services.config.dataDir);
		const whole = readFileSync(path, 'utf8');
		writeFileSync(path, `${whole}{"type":"era`);
		expect(await replayErasures(t.services)).toBe(0);
		expect(readFileSync(path, 'utf8')).toBe(whole);
		writeFileSync(path, `not a line\n${whole}`);
		await expect(replayErasures(t.services)).rejects.toMatchObject({ code: 'ledger_broken' });
		writeFileSync(path, whole);
	});
});

it('is done by the job where the process died after the commit', async () => {
	const id = await add({ name: 'Died Between' });
	const { id: erasure_id } = (await erase(id)).body;
	const path = ledgerPath(t.services.config.dataDir);
	const whole = readFileSync(path, 'utf8');
	writeFileSync(path, whole.split('\n').slice(0, -2).concat('').join('\n'));
	await erasureTasks['privacy.after_erasure']!({ erasure_id } as never, t.services);
	expect(readFileSync(path, 'utf8')).toBe(whole);
});
