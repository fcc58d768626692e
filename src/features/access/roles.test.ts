// Roles made, changed and granted over REST: nobody gives away more than he holds, what is in use stays, the matrix counts people.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissions } from '../../platform/endpoint.ts';
import { type Caller, type CustomersTest, customersTest, testRole } from '../customers/testing.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { readyRoles } from './rules-roles.ts';
import { roleKeys } from './schema.ts';

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

const rolesOf = async () => (await t.admin('GET', '/roles')).body.items;
const roleNumber = async (key: string): Promise<number> => (await rolesOf()).find((one: { key: string }) => one.key === key).id;

describe('a role', () => {
	test('that comes with the product says what the product says, and stays as it is', async () => {
		const listed = await rolesOf();
		for (const key of roleKeys) {
			const { name, ...rights } = readyRoles[key];
			const shown = listed.find((one: { key: string }) => one.key === key);
			expect(shown).toMatchObject({ ...rights, name, conditions: [] });
			for (const [method, body] of [
				['PATCH', { name: 'x' }],
				['DELETE', undefined],
			] as const)
				expect((await t.admin(method, `/roles/${shown.id}`, body)).body.code).toBe('role_ready_made');
		}
	});

	test('is made as a copy, changed by whoever read it last, and deleted when nobody holds it', async () => {
		const made = await t.admin('POST', '/roles', { copy_of: await roleNumber('sales'), name: 'Inside sales', writes: 'own' });
		expect(made.status).toBe(201);
		expect(made.body).toMatchObject({ ...readyRoles.sales, name: 'Inside sales', key: null, writes: 'own', version: 1, people: 0 });
		const at = `/roles/${made.body.id}`;
		expect((await t.admin('POST', '/roles', { copy_of: made.body.id, name: 'Inside sales' })).body.code).toBe('role_name_taken');
		const changed = await t.admin('PATCH', at, { description: 'by telephone' }, { 'if-match': '"1"' });
		expect(changed.body).toMatchObject({ description: 'by telephone', version: 2, writes: 'own' });
		expect((await t.admin('PATCH', at, { name: 'y' }, { 'if-match': '"1"' })).body).toMatchObject({ status: 412, code: 'version_changed' });
		expect((await t.admin('PATCH', at, { writes: 'all' })).body.code).toBe('role_writes_beyond');
		expect((await t.admin('PATCH', at, { conditions: [4711] })).body.code).toBe('condition_unknown');
		expect((await t.admin('PATCH', at, { permissions: ['customers.fly'] })).body.code).toBe('invalid_input');
		const ann = await t.person('ann@example.com', 'reader');
		const { body: grant } = await t.admin('POST', `/users/${ann.id}/grants`, { role_id: made.body.id });
		expect((await t.admin('DELETE', at)).body.code).toBe('role_in_use');
		await t.admin('DELETE', `/users/${ann.id}/grants/${grant.id}`);
		expect((await t.admin('DELETE', at)).status).toBe(204);
		expect((await t.admin('PATCH', at, { name: 'z' })).body.code).toBe('role_unknown');
	});

	test('that is changed changes what its people may at their next request', async () => {
		const { body: made } = await t.admin('POST', '/roles', { copy_of: await roleNumber('read_only'), name: 'Shifting' });
		const bob = await t.person('bob@example.com', 'reader');
		await owner.query('update role_grants set role_id = $2 where user_id = $1', [bob.id, made.id]);
		forgetPrincipals(t.services.database);
		expect((await bob.ask('POST', '/customers', { name: 'x' })).body.code).toBe('not_allowed');
		await t.admin('PATCH', `/roles/${made.id}`, {
			permissions: ['customers.read', 'customers.write'],
			writes: 'team',
			fields: { ...readyRoles.sales.fields, personal: 'write' },
		});
		expect((await bob.ask('POST', '/customers', { name: 'x' })).status).toBe(201);
	});
});

describe('nobody gives away more than he holds', () => {
	let chief: Caller;
	let team: { id: number };
	let editor: number;
	const beyond = { status: 403, code: 'rights_beyond_own' };

	beforeAll(async () => {
		team = (await t.admin('POST', '/teams', { name: 'Branch', parent_id: 1 })).body;
		editor = await testRole(owner, 'editor');
		const { body } = await t.admin('POST', '/roles', {
			copy_of: editor,
			name: 'Head of branch',
			permissions: ['customers.read', 'customers.write', 'settings.read', 'users.manage', 'roles.manage'],
			reads: 'subtree',
			writes: 'subtree',
			fields: { personal: 'write', contact: 'write', identity: 'masked', sensitive: 'hidden' },
		});
		chief = await t.person('chief@example.com', 'reader');
		await owner.query('update users set team_id = $2 where id = $1', [chief.id, team.id]);
		await owner.query('update role_grants set role_id = $2 where user_id = $1', [chief.id, body.id]);
		forgetPrincipals(t.services.database);
	});

	test('into a role: permissions, kinds of values, rows', async () => {
		const base = { permissions: ['customers.read'], reads: 'team', writes: 'none', fields: readyRoles.analyst.fields };
		const make = async (more: object) =>
			(await chief.ask('POST', '/roles', { copy_of: editor, name: 'Made by chief', ...base, ...more })).body;
		expect(await make({ permissions: ['customers.read', 'audit.read'] })).toMatchObject(beyond);
		expect(await make({ fields: { ...readyRoles.analyst.fields, identity: 'read' } })).toMatchObject(beyond);
		expect(await make({ reads: 'all' })).toMatchObject(beyond);
		const made = await make({});
		expect(made).toMatchObject({ name: 'Made by chief' });
		expect((await chief.ask('PATCH', `/roles/${made.id}`, { permissions: ['customers.delete'] })).body).toMatchObject(beyond);
		expect((await chief.ask('PATCH', `/roles/${made.id}`, { permissions: ['customers.read', 'customers.write'] })).status).toBe(200);
		// One that opens more already is out of his reach, whatever he changes.
		const { body: powerful } = await t.admin('POST', '/roles', { copy_of: await roleNumber('privacy_officer'), name: 'Powerful' });
		expect((await chief.ask('PATCH', `/roles/${powerful.id}`, { permissions: ['customers.read'] })).body).toMatchObject(beyond);
		expect((await chief.ask('PATCH', `/roles/${powerful.id}`, { description: 'mine' })).body).toMatchObject(beyond);
	});

	test('to a person: in his own teams, for as long as he holds it', async () => {
		const role_id = (await rolesOf()).find(({ name }: { name: string }) => name === 'Made by chief').id;
		const dora = await t.person('dora@example.com', 'reader');
		await owner.query('delete from role_grants where user_id = $1', [dora.id]);
		await owner.query('update users set team_id = $2 where id = $1', [dora.id, team.id]);
		const give = async (more: object, id = dora.id) => (await chief.ask('POST', `/users/${id}/grants`, { role_id, ...more })).body;
		expect(await give({ role_id: await roleNumber('administrator') })).toMatchObject(beyond);
		expect(await give({ team_id: 1 })).toMatchObject(beyond);
		expect(await give({})).toMatchObject({ state: 'current' });
		// Nor to himself.
		expect(await give({ role_id: await roleNumber('auditor') }, chief.id)).toMatchObject(beyond);
		await owner.query("update role_grants set ends_at = now() + interval '1 day' where user_id = $1", [chief.id]);
		forgetPrincipals(t.services.database);
		expect(await give({})).toMatchObject(beyond);
		const soon = new Date(Date.now() + 3_600_000).toISOString();
		expect(await give({ ends_at: soon })).toMatchObject(beyond);
		await owner.query('delete from role_grants where user_id = $1', [dora.id]);
		expect(await give({ ends_at: soon })).toMatchObject({ state: 'current' });
		await owner.query('update role_grants set ends_at = null where user_id = $1', [chief.id]);
	});

	test('by way of somebody else: a password, a team, a new person, the tree, a condition', async () => {
		const root = await t.person('root@example.com', 'admin');
		forgetPrincipals(t.services.database);
		expect((await chief.ask('PATCH', `/users/${root.id}`, { password: 'seven slow yellow boats' })).body).toMatchObject(beyond);
		expect((await chief.ask('PATCH', `/users/${root.id}`, { state: 'disabled' })).body).toMatchObject(beyond);
		expect((await chief.ask('PATCH', `/users/${chief.id}`, { team_id: 1 })).body).toMatchObject(beyond);
		const person = { email: 'made@example.com', name: 'Made', password: 'seven slow yellow boats' };
		expect((await chief.ask('POST', '/users', { ...person, role: 'administrator' })).body).toMatchObject(beyond);
		expect(await t.rows("select from users where email = 'made@example.com'")).toEqual([]);
		const { body: other } = await t.admin('POST', '/teams', { name: 'Not his', parent_id: 1 });
		expect((await chief.ask('PATCH', `/teams/${other.id}`, { parent_id: team.id })).body).toMatchObject(beyond);
		expect((await chief.ask('POST', '/teams', { name: 'Above', parent_id: 1 })).body).toMatchObject(beyond);
		expect((await chief.ask('POST', '/teams', { name: 'Below', parent_id: team.id })).status).toBe(201);
		expect((await chief.ask('POST', '/row-conditions', { name: 'x', field: 'country', values: ['DE'] })).body).toMatchObject(beyond);
	});

	test('by a key that may do less than he', async () => {
		await owner.query("update api_keys set permissions = '{users.manage}' where user_id = $1", [chief.id]);
		forgetPrincipals(t.services.database);
		const role_id = (await rolesOf()).find(({ name }: { name: string }) => name === 'Made by chief').id;
		expect((await chief.ask('POST', `/users/${chief.id}/grants`, { role_id })).body).toMatchObject(beyond);
		await owner.query('update api_keys set permissions = null where user_id = $1', [chief.id]);
		forgetPrincipals(t.services.database);
	});
});

test('the matrix counts people by what all their roles give together', async () => {
	const before = await t.admin('GET', '/access/matrix');
	expect(before.body.roles.map(({ key }: { key: string | null }) => key).filter(Boolean)).toEqual(expect.arrayContaining([...roleKeys]));
	expect(before.body.permissions.map(({ permission }: { permission: string }) => permission)).toEqual([...permissions]);
	const both = await t.person('both@example.com', 'auditor');
	await t.admin('POST', `/users/${both.id}/grants`, { role_id: await roleNumber('sales') });
	const { body } = await t.admin('GET', '/access/matrix');
	const count = (matrix: typeof body, permission: string) =>
		matrix.permissions.find((one: { permission: string }) => one.permission === permission).people;
	expect(body.people).toBe(before.body.people + 1);
	for (const permission of ['customers.read', 'audit.read', 'customers.write'])
		expect(count(body, permission)).toBe(count(before.body, permission) + 1);
	const kind = (matrix: typeof body, name: string) => matrix.kinds.find((one: { kind: string }) => one.kind === name);
	// Sales writes what the auditor sees masked; what sales does not see the auditor does, masked.
	expect(kind(body, 'contact').write).toBe(kind(before.body, 'contact').write + 1);
	expect(kind(body, 'sensitive').masked).toBe(kind(before.body, 'sensitive').masked + 1);
});
