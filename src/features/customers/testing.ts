// What the tests of customers share: the whole server on a database of its own, and people of every role and scope who ask it.
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../app.ts';
import { allFieldRights } from '../../platform/auth.ts';
import type { Config } from '../../platform/config.ts';
import type { Queryable } from '../../platform/database.ts';
import { type Permission, permissions } from '../../platform/endpoint.ts';
import type { Language } from '../../platform/errors.ts';
import { type Ask, asker, inHand, type TestServices, testServices } from '../../platform/testing.ts';
import { createApiKey, createUser } from '../access/accounts.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { insertGrant, insertRole, roleNamed } from '../access/roles-queries.ts';
import type { RoleKey } from '../access/schema.ts';
import { ensureScopes } from '../access/teams-queries.ts';
import { customerTasks } from './jobs.ts';
import { attributeTypes } from './schema.ts';

/** Somebody who asks the server with a key. */
export interface Caller {
	readonly id: number;
	readonly key: string;
	readonly ask: Ask;
}

export interface CustomersTest extends TestServices {
	readonly app: FastifyInstance;
	/** An administrator's key, answered in English. */
	readonly admin: Ask;
	/** A person with a key who holds this role in the team of `scope_id` (1 where nothing is said) and of each of `scopes`. */
	person(email: string, role: TestRole, options?: PersonOptions): Promise<Caller>;
	/** Makes a team below the first and returns the number of its scope. */
	scope(name: string): Promise<number>;
	/** Rows of a statement as the owner: what nobody's rights hide. */
	rows<R extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<R[]>;
	/** Does what is in the queue of customers now. */
	work(): Promise<void>;
}

/**
 * An administrator; one who may do all, in his team; one who reads, writes, deletes, imports and exports there; one who reads there. Or any role that
 * comes with the product.
 */
export type TestRole = 'admin' | 'team_admin' | 'editor' | 'reader' | RoleKey;

export interface PersonOptions {
	readonly scope_id?: number;
	readonly scopes?: readonly number[];
	readonly language?: Language;
	/** Accept-Language of what this person asks. */
	readonly asksIn?: string;
}

export async function customersTest(overrides: Partial<Config> = {}): Promise<CustomersTest> {
	const test = await testServices(overrides);
	const { services } = test;
	const app = await buildApp(services);
	const rows: CustomersTest['rows'] = async (sql, values = []) => (await services.database.owner.query(sql, values)).rows as never;
	return {
		...test,
		app,
		rows,
		admin: asker(app, (await createApiKey(services, { name: 'admin' })).key),
		person: async (email, role, { asksIn = 'en', scope_id = 1, scopes = [], language } = {}) => {
			const number = await testRole(services.database.owner, role);
			const teamOf = async (scope: number) =>
				(await rows<{ team_id: number }>('select team_id from scopes where id = $1', [scope]))[0]!.team_id;
			const team_id = await teamOf(scope_id);
			const { id } = await createUser(services, {
				email,
				name: email,
				role_id: number,
				password: 'four tall green lamps',
				team_id,
				language,
			});
			for (const scope of scopes)
				await insertGrant(inHand(services.database.app), { user_id: id, role_id: number, team_id: await teamOf(scope), granted_by: null });
			const { key } = await createApiKey(services, { name: email, user: id });
			return { id, key, ask: asker(app, key, asksIn) };
		},
		scope: async (name) => {
			await rows('insert into teams (name, parent_id) values ($1, 1)', [name]);
			await ensureScopes(inHand(services.database.owner));
			forgetPrincipals(services.database);
			const [scope] = await rows<{ id: number }>(
				"select s.id from scopes s join teams t on t.id = s.team_id where t.name = $1 and s.conditions = '{}'",
				[name],
			);
			return scope!.id;
		},
		work: async () => {
			const jobs = await rows<{ id: string; task_identifier: string; payload: never }>(
				`select j.id, t.identifier as task_identifier, j.payload from graphile_worker._private_jobs j
				join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'customers.%' order by j.id`,
			);
			for (const { id, task_identifier, payload } of jobs) {
				await customerTasks[task_identifier]!(payload as never, services);
				await rows('delete from graphile_worker._private_jobs where id = $1', [id]);
			}
		},
		drop: async () => {
			await app.close();
			await test.drop();
		},
	};
}

const editing: Permission[] = ['customers.read', 'customers.write', 'customers.delete', 'imports.run', 'exports.run', 'settings.read'];
const readyFor = { admin: 'administrator', reader: 'read_only' } as const;

/** The number of a role; those that the product does not bring are made when they are first needed. */
export async function testRole(client: Queryable, role: TestRole): Promise<number> {
	const name = role === 'admin' || role === 'reader' ? readyFor[role] : role;
	const known = await roleNamed(client, name);
	if (known !== null) return known;
	return insertRole(inHand(client), {
		name,
		description: '',
		permissions: name === 'editor' ? editing : permissions,
		reads: 'team',
		writes: 'team',
		fields: allFieldRights,
		conditions: [],
	});
}

/** A condition list as the address takes it. */
export const filtered = (...conditions: readonly object[]): string => `filter=${encodeURIComponent(JSON.stringify(conditions))}`;

/** Reads a list to its end and returns all rows in order; `pages` bounds a list that never ends. */
export async function allRows(ask: Ask, address: string, pages = 500): Promise<{ id: number; [field: string]: unknown }[]> {
	const found: { id: number }[] = [];
	let after: string | null = null;
	for (let page = 0; page < pages; page++) {
		const reply = await ask('GET', `${address}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`);
		if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
		found.push(...reply.body.items);
		after = reply.body.next;
		if (after === null) return found;
	}
	throw new Error('the list does not end');
}

/** A customer stated by a source, so that edits have something to outrank; `again` states it anew under the same key. */
export function stating(ask: Ask): (body: object, source?: string) => Promise<{ id: number; again: (body: object) => ReturnType<Ask> }> {
	let last = 0;
	return async (body, source = 'shop') => {
		const external_id = `k${++last}`;
		const again = (next: object) => ask('POST', '/customers', { ...next, source, external_id });
		return { id: (await again(body)).body.id, again };
	};
}

/** The names that addAttributes() gives: of every type one that is left as it is (`p_…`) and one that is to be indexed (`i_…`). */
export const attributeNames = attributeTypes.flatMap((type) => [`p_${type}`, `i_${type}`]);

/** Makes attributes of every type. */
export async function addAttributes(ask: Ask): Promise<void> {
	const choices = ['red', 'green', 'blue'].map((value) => ({ value, label_en: value, label_zh: value }));
	for (const type of attributeTypes) {
		for (const name of [`p_${type}`, `i_${type}`]) {
			const body = { name, type, label_en: name, label_zh: name, ...(type.startsWith('choice') && { choices }) };
			const { status } = await ask('POST', '/attributes', body);
			if (status !== 201) throw new Error(`${name}: ${status}`);
		}
	}
}

/** Asks for the indexes of those that are to have one, and makes them. */
export async function indexAttributes({ admin, work }: CustomersTest): Promise<void> {
	for (const { id, name, index_state } of (await admin('GET', '/attributes')).body.items) {
		if (name.startsWith('i_') && index_state === 'none') {
			const { body } = await admin('PATCH', `/attributes/${id}`, { indexed: true });
			if (body.index_state !== 'building') throw new Error(`${name}: ${body.index_state}`);
		}
	}
	await work();
}
