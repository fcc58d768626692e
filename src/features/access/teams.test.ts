// Teams, conditions and grants as people meet them: who sees and changes which customers, on every path, and what becomes of it when something changes.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest, testRole } from '../customers/testing.ts';
import { accessTasks } from './jobs.ts';
import { forgetPrincipals } from './principal-cache.ts';

let t: CustomersTest;
let owner: pg.Client;

beforeAll(async () => {
	t = await customersTest();
	owner = new pg.Client({ connectionString: t.ownerUrl });
	await owner.connect();
});
afterAll(async () => {
	await owner.end();
	await t.drop();
});

interface Team {
	readonly id: number;
	readonly scope_id: number;
	readonly version: number;
}

const team = async (name: string, parent_id = 1): Promise<Team> => {
	const { status, body } = await t.admin('POST', '/teams', { name, parent_id });
	if (status !== 201) throw new Error(JSON.stringify(body));
	return body;
};

/** A role of this company, with the rights of an editor but for what is given. */
async function role(name: string, given: object): Promise<number> {
	const { status, body } = await t.admin('POST', '/roles', { copy_of: await testRole(owner, 'editor'), name, ...given });
	if (status !== 201) throw new Error(JSON.stringify(body));
	return body.id;
}

/** Somebody of this team who holds nothing but this role there. */
async function holding(email: string, role_id: number, { scope_id }: Team): Promise<Caller> {
	const person = await t.person(email, 'reader', { scope_id });
	await owner.query('update role_grants set role_id = $2 where user_id = $1', [person.id, role_id]);
	forgetPrincipals(t.services.database);
	return person;
}

const customer = async (name: string, { scope_id }: Team, more: object = {}): Promise<number> => {
	const { status, body } = await t.admin('POST', '/customers', { name, scope_id, ...more });
	if (status !== 201) throw new Error(JSON.stringify(body));
	return body.id;
};

/** What somebody sees by each way of reading, as names in order. */
async function sees({ ask }: Caller, search: string): Promise<string[]> {
	const listed = (await ask('GET', '/customers?fields=name&sort=id')).body.items.map(({ name }: { name: string }) => name);
	const count = (await ask('GET', '/customers/count?exact=true')).body.count;
	const found = (await ask('GET', `/customers?fields=name&sort=id&search=${search}`)).body.items.map(({ name }: { name: string }) => name);
	const exported: string = (await ask('GET', '/customers/export?format=csv&fields=name&sort=id')).body;
	const names = exported
		.replace(/^\uFEFF/, '')
		.trim()
		.split(/\r?\n/)
		.slice(1);
	// A search puts the best first.
	expect([count, found.sort(), names]).toEqual([listed.length, [...listed].sort(), listed]);
	return listed;
}

/** Lets the job do its work, as if scopes that were made now were older than the rights that are kept. */
async function rescope(): Promise<void> {
	await owner.query("update scopes set created_at = now() - interval '1 minute'");
	await accessTasks['access.rescope']!({} as never, t.services);
	await owner.query("update scopes set created_at = now() - interval '1 minute'");
	await accessTasks['access.rescope']!({} as never, t.services);
	forgetPrincipals(t.services.database);
}

describe('a tree of teams', () => {
	let north: Team;
	let harbour: Team;
	let south: Team;
	let ids: Record<'north' | 'harbour' | 'south', number>;
	let lead: Caller;
	let member: Caller;
	let own: Caller;

	beforeAll(async () => {
		north = await team('North');
		harbour = await team('Harbour', north.id);
		south = await team('South');
		ids = {
			north: await customer('Tree North', north, { email: 'north@tree.example.com' }),
			harbour: await customer('Tree Harbour', harbour),
			south: await customer('Tree South', south),
		};
		lead = await holding('lead@example.com', await role('lead', { reads: 'subtree', writes: 'team' }), north);
		member = await t.person('member@example.com', 'editor', { scope_id: harbour.scope_id });
		own = await holding('own@example.com', await role('own', { reads: 'own', writes: 'own' }), south);
	});

	test('is read downwards, on every path', async () => {
		expect(await sees(lead, 'tree')).toEqual(['Tree North', 'Tree Harbour']);
		expect(await sees(member, 'tree')).toEqual(['Tree Harbour']);
		expect(await sees(own, 'tree')).toEqual([]);
	});

	test('what is seen and may not be changed is refused in a sentence, wherever it is asked for', async () => {
		const at = `/customers/${ids.harbour}`;
		const answers = [
			await lead.ask('PATCH', at, { city: 'Kiel' }),
			await lead.ask('DELETE', at),
			await lead.ask('POST', `${at}/notes`, { body: 'x' }),
			await lead.ask('POST', `${at}/contact-points`, { kind: 'email', value: 'x@example.com' }),
			await lead.ask('POST', `${at}/addresses`, { city: 'Kiel' }),
			await lead.ask('POST', `${at}/release`, { units: ['name'] }),
			await lead.ask('POST', `${at}/files?name=a.txt`, Buffer.from('x')),
			await lead.ask('POST', `${at}/relationships`, { type: 'referred', other_id: ids.north }),
		];
		for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'customer_read_only']);
		expect((await lead.ask('PATCH', `/customers/${ids.south}`, { city: 'Kiel' })).status).toBe(404);
		expect((await lead.ask('PATCH', `/customers/${ids.north}`, { city: 'Kiel' })).status).toBe(200);
		// The other end of a relationship only has to be seen.
		expect((await lead.ask('POST', `/customers/${ids.north}/relationships`, { type: 'referred', other_id: ids.harbour })).status).toBe(201);
	});

	test('bulk edits count it as refused, with the reason', async () => {
		const made = await lead.ask('POST', '/customers/bulk-edits', {
			selection: { ids: [ids.north, ids.harbour, ids.south] },
			action: { add_tags: ['seen'] },
		});
		expect(made.status).toBe(201);
		await lead.ask('POST', `/customers/bulk-edits/${made.body.id}/start`);
		await t.work();
		const done = (await lead.ask('GET', `/customers/bulk-edits/${made.body.id}`)).body;
		expect(done).toMatchObject({ state: 'done', changed: 1 });
		expect(JSON.stringify(done.reasons)).toContain('customer_read_only');
		expect(
			(await lead.ask('POST', '/customers/bulk', { items: [{ action: 'update', id: ids.harbour, customer: { city: 'x' } }] })).body.results,
		).toMatchObject([{ status: 403 }]);
	});

	test('a team is where its people record, and customers move to other teams where one may change both', async () => {
		const made = (await member.ask('POST', '/customers', { name: 'Made' })).body;
		expect(made.scope_id).toBe(harbour.scope_id);
		expect((await member.ask('PATCH', `/customers/${made.id}`, { scope_id: south.scope_id })).body.code).toBe('scope_not_allowed');
		expect((await t.admin('PATCH', `/customers/${made.id}`, { scope_id: north.scope_id })).body.scope_id).toBe(north.scope_id);
		expect((await member.ask('GET', `/customers/${made.id}`)).status).toBe(404);
		await t.admin('DELETE', `/customers/${made.id}`);
	});

	test('whoever may change what he owns alone owns what he records, and cannot give it away', async () => {
		const made = await own.ask('POST', '/customers', { name: 'Mine' });
		expect([made.status, made.body.owner_id, made.body.scope_id]).toEqual([201, own.id, south.scope_id]);
		expect((await own.ask('PATCH', `/customers/${made.body.id}`, { city: 'Rom' })).status).toBe(200);
		expect((await own.ask('PATCH', `/customers/${made.body.id}`, { owner_id: lead.id })).body.code).toBe('owner_out_of_sight');
		expect(await sees(own, 'mine')).toEqual(['Mine']);
		await t.admin('DELETE', `/customers/${made.body.id}`);
	});

	test('a branch that moves takes its rows along in what is seen, and circles are refused', async () => {
		const moved = await t.admin('PATCH', `/teams/${harbour.id}`, { parent_id: south.id }, { 'if-match': `"${harbour.version}"` });
		expect(moved.body).toMatchObject({ parent_id: south.id, version: 2 });
		expect(await sees(lead, 'tree')).toEqual(['Tree North']);
		expect((await t.admin('PATCH', `/teams/${harbour.id}`, { name: 'x' }, { 'if-match': '"1"' })).body.code).toBe('version_changed');
		for (const parent_id of [harbour.id, south.id])
			expect((await t.admin('PATCH', `/teams/${south.id}`, { parent_id })).body.code).toBe('team_circle');
		expect((await t.admin('PATCH', '/teams/1', { parent_id: south.id })).body.code).toBe('team_top');
		await t.admin('PATCH', `/teams/${harbour.id}`, { parent_id: north.id });
		expect(await sees(lead, 'tree')).toEqual(['Tree North', 'Tree Harbour']);
	});

	test('two moves at once never close a circle', async () => {
		const [one, two] = [await team('Circle one'), await team('Circle two')];
		const replies = await Promise.all([
			t.admin('PATCH', `/teams/${one.id}`, { parent_id: two.id }),
			t.admin('PATCH', `/teams/${two.id}`, { parent_id: one.id }),
		]);
		expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
		for (const { id } of [one, two]) await t.admin('DELETE', `/teams/${id}`);
		for (const { id } of [one, two]) await t.admin('DELETE', `/teams/${id}`);
	});

	test('a team in which somebody or something is stays', async () => {
		for (const id of [north.id, harbour.id]) expect((await t.admin('DELETE', `/teams/${id}`)).body.code).toBe('team_not_empty');
		const empty = await team('Empty');
		const inside = await customer('Inside', empty);
		expect((await t.admin('DELETE', `/teams/${empty.id}`)).body.code).toBe('team_not_empty');
		await t.admin('PATCH', `/customers/${inside}`, { scope_id: south.scope_id });
		expect((await t.admin('DELETE', `/teams/${empty.id}`)).status).toBe(204);
		await t.admin('DELETE', `/customers/${inside}`);
	});

	test('who sees a customer is told with the grant that opens it', async () => {
		const { body } = await t.admin('GET', `/customers/${ids.harbour}/access`);
		expect(body).toMatchObject({ team_name: 'Harbour', owner: null, conditions: [], next: null });
		const told = body.items.map(({ user_id, reach, may_change }: { user_id: number; reach: string; may_change: boolean }) => [
			user_id,
			reach,
			may_change,
		]);
		expect(told).toContainEqual([lead.id, 'subtree', false]);
		expect(told).toContainEqual([member.id, 'team', true]);
		expect(told.map(([id]: [number]) => id)).not.toContain(own.id);
		expect((await t.admin('GET', `/customers/${ids.harbour}/access?limit=1`)).body.items).toHaveLength(1);
	});

	test('a grant counts from its start to its end', async () => {
		const role_id = await testRole(owner, 'editor');
		const grant = { role_id, team_id: south.id, reason: 'covers for Wu' };
		const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
		const path = `/users/${member.id}/grants`;
		expect((await t.admin('POST', path, { ...grant, ends_at: at(-1) })).body.code).toBe('grant_times');
		expect((await t.admin('POST', path, { ...grant, starts_at: at(2), ends_at: at(1) })).body.code).toBe('grant_times');
		expect((await t.admin('POST', path, { ...grant, starts_at: at(1) })).body).toMatchObject({ state: 'waiting', reason: 'covers for Wu' });
		expect(await sees(member, 'tree')).toEqual(['Tree Harbour']);
		const now = (await t.admin('POST', path, { ...grant, ends_at: at(1) })).body;
		expect(now).toMatchObject({ state: 'current', team_name: 'South', role_name: 'editor' });
		expect(await sees(member, 'tree')).toEqual(['Tree Harbour', 'Tree South']);
		await owner.query("update role_grants set ends_at = now() - interval '1 second' where id = $1", [now.id]);
		forgetPrincipals(t.services.database);
		expect(await sees(member, 'tree')).toEqual(['Tree Harbour']);
		const listed = (await t.admin('GET', path)).body.items;
		expect(listed.map(({ state }: { state: string }) => state)).toEqual(['ended', 'waiting', 'current']);
		for (const { id } of listed.slice(0, 2)) expect((await t.admin('DELETE', `${path}/${id}`)).status).toBe(204);
		expect((await t.admin('DELETE', `${path}/999999`)).body.code).toBe('grant_unknown');
	});

	test('what a job does for somebody, it does with the rights that he has then', async () => {
		const { id } = (await member.ask('POST', '/exports', { format: 'csv', fields: 'name' })).body;
		await owner.query('update role_grants set ends_at = now() where user_id = $1 and starts_at is null and ends_at is null', [member.id]);
		const { exportTasks } = await import('../exports/jobs.ts');
		await exportTasks['exports.run']!({ export_id: id } as never, t.services);
		expect((await t.admin('GET', `/exports/${id}`)).body).toMatchObject({ state: 'failed', error: { code: 'not_allowed' } });
		await owner.query('update role_grants set ends_at = null where user_id = $1 and team_id is null', [member.id]);
		forgetPrincipals(t.services.database);
	});
});

describe('conditions', () => {
	let east: Team;
	let germany: number;
	let german: Caller;
	let ids: Record<'german' | 'french', number>;

	beforeAll(async () => {
		east = await team('East');
		ids = {
			german: await customer('Kunde Deutsch', east, { country: 'DE', email: 'kunde@east.example.com', tags: ['x'] }),
			french: await customer('Kunde Französisch', east, { country: 'FR' }),
		};
		await t.work();
		const made = await t.admin('POST', '/row-conditions', { name: 'Germany', field: 'country', values: ['DE', 'AT'] });
		expect(made.status).toBe(201);
		germany = made.body.id;
		german = await holding(
			'german@example.com',
			await role('German customers', { reads: 'team', writes: 'team', conditions: [germany] }),
			east,
		);
	});

	/** The scopes of all rows of a customer. */
	const scopesOf = async (id: number): Promise<number[]> => {
		const tables = ['customers', 'source_records', 'contact_points', 'addresses', 'lookup', 'history'];
		const of = (table: string) => `select scope_id from ${table} where ${table === 'customers' ? 'id' : 'customer_id'} = $1`;
		return (await t.rows<{ scope_id: number }>(tables.map(of).join(' union '), [id])).map(({ scope_id }) => scope_id);
	};

	test('are put upon those who are there already by the job, with all their rows, and it says how far it is', async () => {
		expect(await sees(german, 'kunde')).toEqual([]);
		expect((await t.admin('GET', '/access/rescoping')).body.running).toMatchObject({ done: 0 });
		await rescope();
		expect((await t.admin('GET', '/access/rescoping')).body).toEqual({ running: null, waiting: 0 });
		expect(await sees(german, 'kunde')).toEqual(['Kunde Deutsch']);
		expect(await scopesOf(ids.german)).toHaveLength(1);
		expect((await german.ask('GET', `/customers/${ids.german}`)).body.contact_points).toHaveLength(1);
		expect((await german.ask('GET', `/customers/${ids.french}`)).status).toBe(404);
	});

	test('hold at once for what changes a value, its facts follow', async () => {
		expect((await t.admin('PATCH', `/customers/${ids.french}`, { country: 'AT' })).status).toBe(200);
		expect((await german.ask('GET', `/customers/${ids.french}`)).body.name).toBe('Kunde Französisch');
		await rescope();
		expect(await scopesOf(ids.french)).toHaveLength(1);
		expect(await sees(german, 'kunde')).toEqual(['Kunde Deutsch', 'Kunde Französisch']);
		await t.admin('PATCH', `/customers/${ids.french}`, { country: 'FR' });
		expect((await german.ask('GET', `/customers/${ids.french}`)).status).toBe(404);
		await rescope();
		expect(await sees(german, 'kunde')).toEqual(['Kunde Deutsch']);
	});

	test('bound what is recorded: whoever holds under one records what meets it', async () => {
		const made = await german.ask('POST', '/customers', { name: 'Kunde Neu', country: 'AT' });
		expect(made.status).toBe(201);
		expect((await german.ask('GET', `/customers/${made.body.id}`)).status).toBe(200);
		await t.admin('DELETE', `/customers/${made.body.id}`);
	});

	test('nobody loses a customer by an edit untold: a single one is refused, a bulk edit says how many before', async () => {
		const id = (await german.ask('POST', '/customers', { name: 'Kunde Umzug', country: 'AT' })).body.id;
		expect((await german.ask('PATCH', `/customers/${id}`, { country: 'FR' })).body.code).toBe('edit_out_of_sight');
		expect((await german.ask('POST', '/customers', { name: 'Kunde Paris', country: 'FR' })).body.code).toBe('edit_out_of_sight');
		expect((await german.ask('GET', `/customers/${id}`)).body).toMatchObject({ country: 'AT', version: 1 });
		const draft = await german.ask('POST', '/customers/bulk-edits', { selection: { ids: [id] }, action: { set: { country: 'FR' } } });
		expect(draft.body).toMatchObject({ effect: { changed: 1 }, losing: { self: 1, owners: [] } });
		await t.admin('DELETE', `/customers/${id}`);
	});

	test('a move to another team keeps them', async () => {
		const other = await team('Far east');
		await owner.query("update scopes set created_at = now() - interval '1 minute'");
		const moved = await t.admin('PATCH', `/customers/${ids.german}`, { scope_id: other.scope_id });
		expect(moved.status).toBe(200);
		const [scope] = await t.rows('select team_id, conditions from scopes where id = $1', [moved.body.scope_id]);
		expect(scope).toEqual({ team_id: other.id, conditions: [germany] });
		expect((await german.ask('GET', `/customers/${ids.german}`)).status).toBe(404);
		await t.admin('PATCH', `/customers/${ids.german}`, { scope_id: east.scope_id });
		expect((await german.ask('GET', `/customers/${ids.german}`)).status).toBe(200);
	});

	test('a combination that appears for the first time waits for the job', async () => {
		const made = await t.admin('POST', '/row-conditions', { name: 'Companies', field: 'kind', values: ['organisation'] });
		expect(made.status).toBe(201);
		await rescope();
		const id = await customer('Kunde GmbH', east, { kind: 'organisation', country: 'DE' });
		const conditionsOf = async () =>
			(
				await t.rows<{ conditions: number[] }>('select s.conditions from customers c join scopes s on s.id = c.scope_id where c.id = $1', [
					id,
				])
			)[0]!.conditions;
		expect(await conditionsOf()).toEqual([]);
		await rescope();
		expect(await conditionsOf()).toEqual([germany, made.body.id]);
		expect(await sees(german, 'kunde')).toContain('Kunde GmbH');
		expect((await t.admin('GET', `/customers/${id}/access`)).body.conditions).toEqual(['Companies', 'Germany']);
		await t.admin('DELETE', `/customers/${id}`);
		expect((await t.admin('DELETE', `/row-conditions/${made.body.id}`)).status).toBe(204);
		await rescope();
		expect(await conditionsOf()).toEqual([germany]);
		expect(await t.rows('select 1 from scopes where $1 = any (conditions)', [made.body.id])).toEqual([]);
	});

	test('another list of values puts customers anew', async () => {
		const changed = await t.admin('PATCH', `/row-conditions/${germany}`, { values: ['FR'] }, { 'if-match': '"1"' });
		expect(changed.body).toMatchObject({ values: ['FR'], version: 2 });
		await rescope();
		expect(await sees(german, 'kunde')).toEqual(['Kunde Französisch']);
		expect((await t.admin('PATCH', `/row-conditions/${germany}`, { values: ['DE'] }, { 'if-match': '"1"' })).body.code).toBe(
			'version_changed',
		);
		await t.admin('PATCH', `/row-conditions/${germany}`, { values: ['DE', 'AT'] });
		await rescope();
	});

	test('that make no sense are refused', async () => {
		const add = async (field: string, values: string[]) =>
			(await t.admin('POST', '/row-conditions', { name: 'x', field, values })).body.code;
		expect(await add('country', ['Germany'])).toBe('condition_value');
		expect(await add('kind', ['dragon'])).toBe('condition_value');
		expect(await add('attributes.none', ['a'])).toBe('condition_field');
		expect(await add('name', ['a'])).toBe('invalid_input');
		expect((await t.admin('DELETE', `/row-conditions/${germany}`)).body.code).toBe('condition_in_use');
	});
});
