// What the tests of customers share: the whole server on a database of its own, and people of every role and scope who ask it.
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../app.ts';
import type { Role } from '../../platform/auth.ts';
import type { Language } from '../../platform/errors.ts';
import { type Ask, asker, type TestServices, testServices } from '../../platform/testing.ts';
import { createApiKey, createUser } from '../access/accounts.ts';
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
	/** A person with a key of this role; `scopes` are seen besides the home scope (1 where nothing is said). */
	person(email: string, role: Role, options?: PersonOptions): Promise<Caller>;
	/** Makes a scope and returns its number. */
	scope(name: string): Promise<number>;
	/** Rows of a statement as the owner: what nobody's rights hide. */
	rows<R extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<R[]>;
	/** Does what is in the queue of customers now. */
	work(): Promise<void>;
}

export interface PersonOptions {
	readonly scope_id?: number;
	readonly scopes?: readonly number[];
	readonly language?: Language;
	/** Accept-Language of what this person asks. */
	readonly asksIn?: string;
}

export async function customersTest(): Promise<CustomersTest> {
	const test = await testServices();
	const { services } = test;
	const app = await buildApp(services);
	const rows: CustomersTest['rows'] = async (sql, values = []) => (await services.database.owner.query(sql, values)).rows as never;
	return {
		...test,
		app,
		rows,
		admin: asker(app, (await createApiKey(services, { name: 'admin', role: 'admin' })).key),
		person: async (email, role, { asksIn = 'en', ...options } = {}) => {
			const { id } = await createUser(services, { email, name: email, role, password: 'four tall green lamps', ...options });
			const { key } = await createApiKey(services, { name: email, role, user: id });
			return { id, key, ask: asker(app, key, asksIn) };
		},
		scope: async (name) => {
			const [scope] = await rows<{ id: number }>('insert into scopes (name) values ($1) returning id', [name]);
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
