// Poolers that are told from a direct connection. Each stands for one by handing the statements of its clients to real connections of the server, by
// transaction, as the pooler would.

import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Queryable } from './database.ts';
import { keepsSessions, refuseSharedSessions } from './pooler.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let db: TestDatabase;
let open: pg.Client[] = [];
beforeAll(async () => {
	db = await testDatabase();
});
afterEach(async () => {
	await Promise.all(open.map((client) => client.end()));
	open = [];
});
afterAll(() => db.drop());

async function connect(): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: db.ownerUrl });
	await client.connect();
	open.push(client);
	return client;
}

/** `last`: the connection that was free last is lent first (PgBouncer by itself); `turn`: each in its turn (server_round_robin). */
type Order = 'last' | 'turn';

/** Two clients of a pooler in transaction mode with so many connections to the server. */
async function pooled(size: number, order: Order): Promise<[Queryable, Queryable]> {
	const free = await Promise.all(Array.from({ length: size }, connect));
	const client = (): Queryable => {
		let lent: pg.Client | undefined;
		return {
			query: async (config, values) => {
				const backend = lent ?? free.shift();
				if (!backend) throw new Error('the pooler lets this client wait for ever');
				const text = typeof config === 'string' ? config : config.text;
				lent = text === 'begin' || (lent && text !== 'rollback') ? backend : undefined;
				const result = await backend.query(config as string, values);
				if (!lent) order === 'last' ? free.unshift(backend) : free.push(backend);
				return result as never;
			},
		};
	};
	return [client(), client()];
}

describe('a pooler in transaction mode', () => {
	test.each([1, 2, 3, 7].flatMap((size) => (['last', 'turn'] as const).map((order) => [size, order] as const)))(
		'is found out with %i connections lent in the order “%s”',
		async (size, order) => {
			const [one, other] = await pooled(size, order);
			expect(await keepsSessions(one, other)).toBe(false);
		},
	);

	test('is found out by either client whose statements go to two connections in turn', async () => {
		const [a, b, c] = [await connect(), await connect(), await connect()];
		let turn = 0;
		const alternating: Queryable = { query: (config, values) => [b, c][turn++ % 2]!.query(config as string, values) as never };
		expect(await keepsSessions(alternating, a)).toBe(false);
		expect(await keepsSessions(a, alternating)).toBe(false);
	});

	test('is found out where it clears the session after each transaction', async () => {
		const [a, b] = [await connect(), await connect()];
		const clearing: Queryable = {
			query: async (config, values) => {
				const result = await a.query(config as string, values);
				await a.query('discard all');
				return result as never;
			},
		};
		expect(await keepsSessions(clearing, b)).toBe(false);
	});
});

describe('a connection of its own', () => {
	test('passes, and nothing of the question stays on it', async () => {
		const [one, other] = [await connect(), await connect()];
		expect(await keepsSessions(one, other)).toBe(true);
		expect(await keepsSessions(one, other)).toBe(true);
		expect((await one.query("select nullif(current_setting('app.mark', true), '') as mark")).rows).toEqual([{ mark: null }]);
	});

	test('passes by its address; one at which nobody answers is left to what comes next', async () => {
		await refuseSharedSessions(db.ownerUrl);
		const nowhere = new URL(db.ownerUrl);
		nowhere.port = '1';
		await refuseSharedSessions(nowhere.toString());
	});
});
