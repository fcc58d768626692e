// Live updates over a real connection: what a page hears, what it must not hear, and how it goes on after a break.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner, read, write } from '../../platform/database.ts';
import { announce, mostIds } from '../../platform/events.ts';
import { ensureAdministrator } from '../access/accounts.ts';
import { accessTasks } from '../access/jobs.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { goodPassword } from '../access/testing.ts';
import { type Caller, type CustomersTest, customersTest, testRole } from '../customers/testing.ts';
import { liveTasks } from './jobs.ts';
import { listening, Page } from './testing.ts';

let t: CustomersTest;
let base: string;
let north: Caller;
let south: Caller;
let northScope: number;
let southScope: number;
const open: Page[] = [];

beforeAll(async () => {
	t = await customersTest();
	// Without an administrator nothing is served to strangers.
	await ensureAdministrator(t.services, { email: 'root@example.com', password: goodPassword });
	base = await listening(t.app);
	[northScope, southScope] = [await t.scope('north'), await t.scope('south')];
	north = await t.person('nora@example.com', 'editor', { scope_id: northScope });
	south = await t.person('sven@example.com', 'editor', { scope_id: southScope });
});

afterAll(() => {
	for (const page of open) page.close();
	return t.drop();
});

async function page(who: Caller, after?: string): Promise<Page> {
	const one = await Page.open(base, { authorization: `Bearer ${who.key}` }, after);
	open.push(one);
	return one;
}

const create = async (who: Caller, name: string): Promise<number> => (await who.ask('POST', '/customers', { name })).body.id;

test('a page hears of a customer that it may see, without values', async () => {
	const mine = await page(north);
	const id = await create(north, '诸葛亮');
	await mine.until(() => mine.ids().includes(id));
	expect(mine.reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
	expect(mine.reply.headers.get('content-encoding')).toBeNull();
	expect(JSON.stringify(mine.heard)).not.toContain('诸葛亮');
});

test('of a customer of others nothing is heard: neither its number nor that something happened', async () => {
	const [mine, theirs] = [await page(north), await page(south)];
	const hidden = await create(south, '司马懿');
	const seen = await create(north, '关羽');
	await theirs.until(() => theirs.ids().includes(hidden));
	await mine.until(() => mine.ids().includes(seen));
	expect(mine.ids()).toEqual([seen]);
	expect(mine.ids('gone')).toEqual([]);
	expect(theirs.ids()).toEqual([hidden]);
});

test('whoever saw a customer learns that it was moved away; whoever sees it now learns of it; others of neither', async () => {
	const id = await create(north, '张飞');
	const east = await t.person('east@example.com', 'editor', { scope_id: await t.scope('east') });
	const [mine, theirs, others] = [await page(north), await page(south), await page(east)];
	const { status } = await t.admin('PATCH', `/customers/${id}`, { scope_id: southScope });
	expect(status).toBe(200);
	await mine.until(() => mine.ids('gone').includes(id));
	await theirs.until(() => theirs.ids().includes(id));
	const last = await create(east, '孙权');
	await others.until(() => others.ids().includes(last));
	expect(mine.ids()).not.toContain(id);
	expect(others.ids()).toEqual([last]);
	expect(others.ids('gone')).toEqual([]);
});

test('by condition as by team: what falls out of it is gone, and nothing of what becomes of it afterwards is heard', async () => {
	const id = (await t.admin('POST', '/customers', { name: '刘备', country: 'DE', scope_id: northScope })).body.id;
	const made = await t.admin('POST', '/row-conditions', { name: 'Live Germany', field: 'country', values: ['DE'] });
	const role = await t.admin('POST', '/roles', {
		copy_of: await testRole(t.services.database.owner, 'reader'),
		name: 'Live Germany',
		conditions: [made.body.id],
	});
	const german = await t.person('german@live.example.com', 'reader', { scope_id: northScope });
	await t.rows('update role_grants set role_id = $2 where user_id = $1', [german.id, role.body.id]);
	await t.rows("update scopes set created_at = now() - interval '1 minute'");
	await accessTasks['access.rescope']!({} as never, t.services);
	forgetPrincipals(t.services.database);
	const [theirs, mine] = [await page(german), await page(north)];
	const heard = async (change: object, name: string) => {
		expect((await t.admin('PATCH', `/customers/${id}`, change)).status).toBe(200);
		const marker = (await t.admin('POST', '/customers', { name, country: 'DE', scope_id: northScope })).body.id;
		await theirs.until(() => theirs.ids().includes(marker));
		return marker;
	};
	const first = await heard({ company: 'Shu' }, 'First');
	expect([theirs.ids(), theirs.ids('gone')]).toEqual([[id, first], []]);
	const second = await heard({ country: 'FR' }, 'Second');
	expect(theirs.ids('gone')).toEqual([id]);
	const before = theirs.changes().length;
	const third = await heard({ company: 'Wei', tags: ['x'] }, 'Third');
	// One message, about what he sees, and no word more.
	expect(theirs.changes().slice(before)).toEqual([{ kind: 'customers', ids: [third], gone: [], many: false, details: [] }]);
	expect(theirs.ids()).toEqual([id, first, second, third]);
	expect(mine.ids('gone')).toEqual([]);
});

test('a grant that ends, ends on a page that stays open: neither what lies in its team nor what leaves it is heard of', async () => {
	const guest = await t.person('guest@live.example.com', 'reader', { scope_id: await t.scope('guests'), scopes: [northScope] });
	const [theirs, mine] = [await page(guest), await page(north)];
	const [one, other] = [await create(north, '黄忠'), await create(north, '魏延')];
	await theirs.until(() => theirs.ids().includes(other));
	await t.rows('update role_grants set ends_at = now() where user_id = $1 and team_id is not null', [guest.id]);
	forgetPrincipals(t.services.database);
	await north.ask('PATCH', `/customers/${one}`, { company: 'Shu' });
	await t.admin('PATCH', `/customers/${other}`, { scope_id: southScope });
	await mine.until(() => mine.ids('gone').includes(other));
	await asOwner(t.services.database, (client) => announce(client, { kind: 'settings', detail: { what: 'ended' } }));
	// What the page shows was read with the rights of before.
	await theirs.until(() => theirs.heard.some(({ event }) => event === 'reread'));
	await asOwner(t.services.database, (client) => announce(client, { kind: 'settings', detail: { what: 'later' } }));
	await theirs.until(() => theirs.changes('settings').some(({ details }) => details.some(({ what }) => what === 'later')));
	expect([theirs.ids(), theirs.ids('gone')]).toEqual([[one, other], []]);
});

test('a note, a relationship and the trash are heard of', async () => {
	const [one, other] = [await create(north, '赵云'), await create(north, '马超')];
	for (const change of [
		() => north.ask('POST', `/customers/${one}/notes`, { body: 'called' }),
		() => north.ask('POST', `/customers/${one}/relationships`, { type: 'referred', other_id: other }),
		() => north.ask('DELETE', `/customers/${one}`),
		() => north.ask('POST', `/customers/${one}/restore`),
	]) {
		const mine = await page(north);
		expect((await change()).status).toBeLessThan(300);
		await mine.until(() => mine.ids().includes(one));
		mine.close();
	}
});

test('what is for one person is heard by nobody else', async () => {
	const [mine, theirs] = [await page(north), await page(south)];
	const { database } = t.services;
	await asOwner(database, (client) => announce(client, { kind: 'notifications', user_id: north.id }));
	await asOwner(database, (client) => announce(client, { kind: 'settings', detail: { what: 'tags' } }));
	await mine.until(() => mine.changes('notifications').length > 0);
	await theirs.until(() => theirs.changes('settings').length > 0);
	expect(theirs.changes('settings')[0]!.details).toEqual([{ what: 'tags' }]);
	expect(theirs.changes('notifications')).toEqual([]);
});

test('a change that is committed after a later one is not lost', async () => {
	const mine = await page(north);
	const { database } = t.services;
	const [slow, fast] = [await create(north, '黄忠'), await create(north, '魏延')];
	await mine.until(() => mine.ids().includes(fast));
	mine.heard.length = 0;
	const client = await database.owner.connect();
	try {
		await client.query('begin');
		// Not gathered: the row gets its number before that of the other.
		await announce(client, { kind: 'customers', ids: [slow] });
		await asOwner(database, (other) => announce(other, { kind: 'customers', ids: [fast] }));
		await mine.until(() => mine.ids().includes(fast));
		expect(mine.ids()).toEqual([fast]);
		await client.query('commit');
	} finally {
		client.release();
	}
	// Without a NOTIFY of its own: found by the next look.
	await mine.until(() => mine.ids().includes(slow));
});

test('a page that comes back hears what it missed, and is told to read anew where that cannot be known', async () => {
	const before = await page(north);
	before.close();
	const id = await create(north, '姜维');
	const again = await page(north, before.id);
	await again.until(() => again.ids().includes(id));
	const [at, snapshot] = before.id.split('/');
	const impossible = [`${Number(at) - 4_000}/${snapshot}`, 'nonsense', `${at}/999999999999:999999999999:`, `${at}/9:1:`, `${at}/1:9:,,`];
	for (const after of impossible) {
		const lost = await page(north, after);
		await lost.until(() => lost.heard.length > 0);
		expect([after, lost.heard[0]!.event]).toEqual([after, 'reread']);
		lost.close();
	}
});

test('whoever is disabled hears nothing more: the stream ends', async () => {
	const leaver = await t.person('leaver@example.com', 'reader', { scope_id: northScope });
	const [theirs, mine] = [await page(leaver), await page(north)];
	await t.rows("update users set state = 'disabled' where id = $1", [leaver.id]);
	forgetPrincipals(t.services.database);
	const id = await create(north, '庞统');
	await mine.until(() => mine.ids().includes(id));
	await theirs.until(() => theirs.ended);
	expect(theirs.ids()).not.toContain(id);
});

test('nobody listens without signing in, nor with more than twenty pages', async () => {
	const refused = await fetch(`${base}/api/v1/live`);
	expect([refused.status, (await refused.json()).code]).toEqual([401, 'sign_in_needed']);
	const many = await t.person('many@example.com', 'reader');
	for (let count = 0; count < 20; count++) await page(many);
	const reply = await many.ask('GET', '/live');
	expect([reply.status, reply.body.code]).toEqual([429, 'too_many_streams']);
	open.at(-1)!.close();
	// The server notices a moment later.
	for (let status = 429; status !== 200; ) ({ status } = (await page(many)).reply);
});

test('what is rolled back is not told, and a transaction tells all its customers in one row', async () => {
	const { database } = t.services;
	const [{ last = 0 } = {}] = await t.rows<{ last: number }>('select max(id) as last from changes');
	const failing = write(database, { user_id: 1, scopes: [1] }, async (client) => {
		await announce(client, { kind: 'customers', ids: [1] });
		throw new Error('no');
	});
	await expect(failing).rejects.toThrow('no');
	await asOwner(database, async (client) => {
		for (let id = 1; id <= 3; id++) await announce(client, { kind: 'customers', ids: [id] });
	});
	await asOwner(database, (client) => announce(client, { kind: 'customers', ids: Array.from({ length: mostIds + 1 }, (_, id) => id + 1) }));
	expect(await t.rows('select to_json(customer_ids) as customer_ids from changes where id > $1 order by id', [last])).toEqual([
		{ customer_ids: [1, 2, 3] },
		{ customer_ids: null },
	]);
});

test('the outbox is written by the server and read by its owner alone', async () => {
	const { database } = t.services;
	const denied = /permission denied/;
	await expect(
		read(database, { user_id: north.id, scopes: [northScope] }, (client) => client.query('select * from changes')),
	).rejects.toThrow(denied);
	const rights = await t.rows(
		"select r.rolname from pg_roles r where r.rolname in ('clientele_app', 'clientele_sql') and has_table_privilege(r.oid, 'changes', 'select')",
	);
	expect(rights).toEqual([]);
	const sql = await t.rows("select has_any_column_privilege('clientele_sql', 'changes', 'select, insert') as any");
	expect(sql).toEqual([{ any: false }]);
});

test('after an hour the outbox forgets', async () => {
	await t.rows("insert into changes (at, kind) values (now() - interval '61 minutes', 'old'), (now() - interval '50 minutes', 'young')");
	await liveTasks['live.purge']!(undefined as never, t.services);
	expect(await t.rows("select kind from changes where kind in ('old', 'young')")).toEqual([{ kind: 'young' }]);
});

test('when the server stops, streams end at once', async () => {
	const mine = await page(north);
	await t.app.close();
	await mine.until(() => mine.ended);
	expect(mine.ended).toBe(true);
});
