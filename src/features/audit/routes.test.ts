// What the audit tells: an entry for each change, its values for whom they are, how it stands, and months that go with proof.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../platform/audit.ts';
import { asOwner, openDatabase } from '../../platform/database.ts';
import { deedsOf } from '../../platform/repeats.ts';
import { Browser } from '../access/testing.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { auditTasks, verifyTask } from './jobs.ts';
import { checkpoint, seal } from './sealing.ts';
import { verifyAudit } from './verify.ts';

let t: CustomersTest;
let id: number;

const entries = async (query: string) => (await t.admin('GET', `/audit?${query}`)).body.items;

beforeAll(async () => {
	t = await customersTest();
	id = (await t.admin('POST', '/customers', { name: '张三', phone: '13800138000' })).body.id;
});
afterAll(() => t?.drop());

test('a change by hand is one entry with what was before and after, by whom and from where', async () => {
	await t.admin('PATCH', `/customers/${id}`, { company: '远方公司', phone: '13900139000' });
	const [edit, create] = await entries(`customer_id=${id}`);
	expect(edit).toMatchObject({
		action: 'customers.edit',
		entity: 'customers',
		entity_id: String(id),
		customer_id: id,
		channel: 'api',
		ip: '127.0.0.1',
		values: 'open',
		before: { company: null, phone: '+8613800138000' },
		after: { company: '远方公司', phone: '+8613900139000' },
	});
	expect(edit.user.id).toBeGreaterThan(0);
	expect(edit.request).toMatch(/^[\w-]{12}$/);
	expect(create).toMatchObject({ action: 'customers.create', after: { name: '张三' } });
	const { rows } = await t.services.database.owner.query<{ text: string }>('select string_agg(l::text, chr(10)) as text from audit_log l');
	expect(rows[0]!.text).not.toMatch(/张三|138001|远方/);
});

test('notes, tags, settings and people have entries of their own', async () => {
	const note = (await t.admin('POST', `/customers/${id}/notes`, { body: 'called back' })).body;
	await t.admin('PATCH', `/customers/${id}/notes/${note.id}`, { body: 'called twice' });
	await t.admin('DELETE', `/customers/${id}/notes/${note.id}`);
	expect((await entries(`entity=notes&entity_id=${note.id}`)).map((one: { action: string }) => one.action)).toEqual([
		'notes.remove',
		'notes.edit',
		'notes.add',
	]);
	await t.admin('PUT', '/tags/vip', { colour: 'red' });
	expect((await entries('action=tags.'))[0]).toMatchObject({ action: 'tags.put', entity_id: 'vip', customer_id: null });
	const reader = await t.person('reader@example.com', 'reader');
	expect((await entries(`entity=users&entity_id=${reader.id}`))[0]).toMatchObject({ action: 'access.create_user' });
});

test('whoever downloads a file is noted, a part of one with its place, and what he fetches of it within a minute by its count', async () => {
	const name = encodeURIComponent('报价.txt');
	const sent = await t.app.inject({
		method: 'POST',
		url: `/api/v1/customers/${id}/files?name=${name}`,
		headers: { authorization: `Bearer ${(await t.person('files@example.com', 'admin')).key}`, 'content-type': 'application/octet-stream' },
		payload: Buffer.from('twelve bytes'),
	});
	const file = sent.json().id;
	const etag = { 'if-none-match': `"${sent.json().sha256}"` };
	await t.admin('GET', `/customers/${id}/files/${file}`);
	await t.admin('GET', `/customers/${id}/files/${file}`, undefined, { range: 'bytes=2-5' });
	expect((await t.admin('GET', `/customers/${id}/files/${file}`, undefined, etag)).status).toBe(304);
	const noted = () => entries(`entity=files&entity_id=${file}&action=files.download`);
	const first = { customer_id: id, detail: {}, request: expect.any(String), key_id: expect.any(Number) };
	expect(await noted()).toMatchObject([first]);
	await t.admin('GET', `/customers/${id}/files/${file}`, undefined, { range: 'bytes=6-7' });
	await deedsOf(t.services).flush();
	await t.admin('GET', `/customers/${id}/files/${file}`, undefined, { range: 'bytes=2-5' });
	expect(await noted()).toMatchObject([
		{ customer_id: id, detail: { from: 2, to: 5 } },
		{ customer_id: id, detail: { again: true }, count: 2, key_id: expect.any(Number) },
		first,
	]);
	// What cannot be noted is not given out, the first time and again.
	await deedsOf(t.services).flush();
	await t.rows(`alter table audit_log add constraint stop check (action <> 'files.download') not valid`);
	const [one, other] = await Promise.all([1, 2].map(() => t.admin('GET', `/customers/${id}/files/${file}`)));
	await t.rows('alter table audit_log drop constraint stop');
	expect([one!.status, other!.status]).toEqual([500, 500]);
	expect((await t.admin('GET', `/customers/${id}/files/${file}`)).body).toBe('twelve bytes');
});

test('by the page, the command line and background work: the session, and from where', async () => {
	await t.person('page@example.com', 'admin');
	const browser = new Browser(t.app);
	await browser.signIn('page@example.com');
	const made = (await browser.send('POST', '/api/v1/customers', { name: '从网页来' })).json().id;
	const [session] = await t.rows<{ id: number }>('select max(id)::int as id from user_sessions');
	expect((await entries(`customer_id=${made}`))[0]).toMatchObject({ channel: 'page', session_id: session!.id, key_id: null });
	expect((await entries('action=sign_in.begin'))[0]).toMatchObject({ detail: { session: session!.id }, ip: browser.address });
	const command = openDatabase({ ownerUrl: t.ownerUrl, appUrl: t.ownerUrl, channel: 'command' });
	try {
		await audit(command.app, { action: 'tests.command', entity: 'tests' });
		await asOwner(command, (client) => audit(client, { action: 'tests.command', entity: 'tests' }));
	} finally {
		await command.close();
	}
	await audit(t.services.database.app, { action: 'tests.job', entity: 'tests' });
	expect((await entries('action=tests.')).map(({ channel }: { channel: string }) => channel)).toEqual(['job', 'command', 'command']);
});

test('a request that is repeated writes nothing twice', async () => {
	const headers = { 'idempotency-key': 'once-and-again' };
	const made = await t.admin('POST', '/customers', { name: 'Once Only' }, headers);
	expect((await t.admin('POST', '/customers', { name: 'Once Only' }, headers)).body.id).toBe(made.body.id);
	expect(await entries(`customer_id=${made.body.id}`)).toHaveLength(1);
});

test('input that is refused leaves no entry', async () => {
	const before = (await entries('limit=1'))[0].id;
	expect((await t.admin('PATCH', `/customers/${id}`, { email: 'no address' })).status).toBe(400);
	expect((await entries('limit=1'))[0].id).toBe(before);
});

test('many at once are one entry, with their number and digests', async () => {
	const { body: edit } = await t.admin('POST', '/customers/bulk-edits', { selection: { ids: [id] }, action: { add_tags: ['together'] } });
	await t.admin('POST', `/customers/bulk-edits/${edit.id}/start`);
	await t.work();
	const batch = (await entries(`entity=bulk_edits&entity_id=${edit.id}&action=bulk_edits.apply`))[0];
	expect(batch).toMatchObject({ count: 1, digest_before: expect.stringMatching(/^[0-9a-f]{64}$/), channel: 'bulk', values: 'none' });
	expect(batch.digest_before).not.toBe(batch.digest_after);
});

test('pages follow each other without a gap, and times bound them', async () => {
	const all = await entries('limit=200');
	const found: number[] = [];
	for (let after = ''; ; ) {
		const { body } = await t.admin('GET', `/audit?limit=7${after}`);
		found.push(...body.items.map((one: { id: number }) => one.id));
		if (!body.next) break;
		after = `&after=${encodeURIComponent(body.next)}`;
	}
	expect(found.slice(-all.length)).toEqual(all.map((one: { id: number }) => one.id));
	expect(await entries('to=2020-01-01T00:00:00Z')).toEqual([]);
	expect((await t.admin('GET', '/audit?after=nonsense')).body.code).toBe('audit_cursor');
});

test('the history of one customer, for those who see it', async () => {
	const { body } = await t.admin('GET', `/customers/${id}/audit`);
	expect(body.items.every((one: { customer_id: number }) => one.customer_id === id)).toBe(true);
	expect((await t.admin('GET', '/customers/987654000/audit')).status).toBe(404);
	const reader = await t.person('curious@example.com', 'reader');
	for (const path of ['/audit', `/customers/${id}/audit`, '/audit/state', '/audit/checkpoints', '/audit/export'])
		expect((await reader.ask('GET', path)).status).toBe(403);
	expect((await reader.ask('POST', '/audit/verify')).status).toBe(403);
	expect((await reader.ask('PUT', '/audit/settings', { keep_months: 12 })).status).toBe(403);
});

test('how it stands, verifying it, and how long it is kept', async () => {
	await seal(t.services);
	await checkpoint(t.services);
	const { body: state } = await t.admin('GET', '/audit/state');
	expect(state).toMatchObject({ keep_months: null, verifying: false, checkpoints_to: 'nowhere' });
	expect(state.last_checkpoint.block).toBe(state.last_block.number);
	expect((await t.admin('GET', '/audit/checkpoints')).body.items[0]).toMatchObject({ block: state.last_block.number });
	expect((await t.admin('POST', '/audit/verify')).body.verifying).toBe(true);
	await t.services.database.owner.query(
		'delete from graphile_worker._private_jobs j using graphile_worker._private_tasks k where k.id = j.task_id and k.identifier = $1',
		[verifyTask],
	);
	await auditTasks[verifyTask]!({} as never, t.services);
	expect((await t.admin('GET', '/audit/state')).body).toMatchObject({ verifying: false, verified: { ok: true, finding: null } });
	const put = (version: number) => t.admin('PUT', '/audit/settings', { keep_months: 24 }, { 'if-match': `"${version}"` });
	expect((await put(7)).status).toBe(412);
	expect((await put(0)).body).toMatchObject({ keep_months: 24, version: 1 });
	expect((await t.admin('PUT', '/audit/settings', { keep_months: 1 })).status).toBe(400);
});

test('an export is a line for each entry, its values as ciphertext, and an entry itself', async () => {
	const { body } = await t.admin('GET', `/audit/export?customer_id=${id}`);
	const lines = String(body)
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	expect(lines.length).toBeGreaterThan(3);
	expect(lines.some((one) => one.sealed?.startsWith(`~1.${id}.`))).toBe(true);
	expect(String(body)).not.toContain('张三');
	expect((await entries('action=audit.export'))[0]).toMatchObject({ detail: { customer_id: id } });
});

test('the values of an erased customer are gone, and the chain holds', async () => {
	const gone = (await t.admin('POST', '/customers', { name: 'Gone Tomorrow' })).body.id;
	await asOwner(t.services.database, (client) => t.services.keyring.destroyKeys(client, [gone]));
	expect((await entries(`customer_id=${gone}`))[0]).toMatchObject({ action: 'customers.create', values: 'erased', after: null });
	await seal(t.services);
	expect(await verifyAudit(t.services)).toMatchObject({ ok: true });
});

test('a month that the policy ends goes with a signed block, not while one of its customers is under a hold; without the signature it is found', async () => {
	const { owner } = t.services.database;
	const month = async () => (await owner.query("select to_regclass('audit_log_2020_01') as there")).rows[0].there;
	const keep = () => auditTasks['audit.keep']!({} as never, t.services);
	await owner.query("create table audit_log_2020_01 partition of audit_log for values from ('2020-01-01') to ('2020-02-01')");
	for (const day of ['05', '06'])
		await owner.query(
			`with one as (
				insert into audit_log (id, customer_id, at, channel, action, entity) values (nextval('audit_log_id_seq'), ${id}, '2020-01-${day}', 'test', 'tests.old', 'tests')
				returning id, at
			) insert into audit_unsealed select id, at from one`,
		);
	await seal(t.services);
	expect(await verifyAudit(t.services)).toMatchObject({ ok: true, dropped: 0 });
	const { version } = (await t.admin('GET', '/audit/state')).body;
	const put = async (keep_months: number | null, at: number) =>
		expect((await t.admin('PUT', '/audit/settings', { keep_months }, { 'if-match': `"${at}"` })).status).toBe(200);
	await put(null, version);
	await keep();
	await put(24, version + 1);
	const hold = await t.admin('POST', '/privacy/holds', { name: 'Case 7', reason: 'a court asks', filter: [], customer_ids: [id] });
	expect(hold.status).toBe(201);
	await keep();
	expect(await month()).not.toBeNull();
	await t.admin('POST', `/privacy/holds/${hold.body.id}/release`);
	await keep();
	expect(await month()).toBeNull();
	expect((await entries('action=audit.drop'))[0]).toMatchObject({ channel: 'job', detail: expect.anything() });
	await keep();
	await seal(t.services);
	expect(await verifyAudit(t.services)).toMatchObject({ ok: true, dropped: 1 });
	// Somebody sets the clock back into that month, and takes away what was written meanwhile.
	await owner.query(
		`with late as (
			insert into audit_log (id, at, channel, action, entity) values (nextval('audit_log_id_seq'), '2020-01-20', 'test', 'tests.late', 'tests') returning id, at
		) insert into audit_unsealed select id, at from late`,
	);
	await seal(t.services);
	expect(await verifyAudit(t.services)).toMatchObject({ ok: true, dropped: 1 });
	await owner.query('begin; alter table audit_log disable trigger user');
	await owner.query("delete from audit_log where action = 'tests.late'");
	await owner.query('alter table audit_log enable trigger user; commit');
	expect((await verifyAudit(t.services)).finding).toMatchObject({ code: 'entry_removed' });
	await owner.query('alter table audit_blocks disable trigger user');
	await owner.query(
		"delete from audit_blocks where number = (select max(number) from audit_blocks where kind = 'entries' and first_at < '2020-02-01')",
	);
	await owner.query("update audit_blocks set leaves = overlay(leaves placing '\\x00' from 40 for 1) where kind = 'dropped'");
	expect((await verifyAudit(t.services)).finding).toMatchObject({ code: 'drop_unproven' });
});
