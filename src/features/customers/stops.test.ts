// Search entries that are being made while the process stops: it ends between two chunks, and whoever works next goes on.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWork } from '../../platform/jobs.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { customerTasks } from './jobs.ts';
import { indexQueued, indexTask } from './lookup.ts';

let kit: TestServices;
beforeEach(async () => {
	kit = await testServices();
});
afterEach(() => kit.drop());

const count = async (table: string) => (await kit.services.database.owner.query(`select count(*) as count from ${table}`)).rows[0].count;
const jobs = async () =>
	(await kit.services.database.owner.query('select key, locked_by, last_error from graphile_worker._private_jobs')).rows;
const waiting = { key: indexTask, locked_by: null, last_error: null };

/** The queue writes down what became of a job without waiting for it. */
async function released(): Promise<void> {
	while ((await jobs()).some(({ locked_by }) => locked_by !== null)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Customers of ids that nobody has: taken off the queue as any other. */
const queue = () => kit.services.database.owner.query('insert into index_queue (customer_id) select generate_series(1, 12000)');

/** Customers of an import that have no look-up rows yet. */
async function addRange(): Promise<void> {
	const { owner } = kit.services.database;
	await owner.query("insert into customers (golden_id, scope_id, name) select id, 1, 'Row ' || id from generate_series(1, 5000) id");
	await owner.query('insert into index_ranges (first_id, last_id) select min(id), max(id) from customers');
}

/** A stop in the middle of work: when it takes a connection of the owner for the nth time. */
function stopAtConnection(nth: number): AbortSignal {
	const stop = new AbortController();
	let taken = 0;
	kit.services.database.owner.on('acquire', () => {
		if (++taken === nth) stop.abort();
	});
	return stop.signal;
}

test('single customers: after the batch at hand the rest waits in the queue, and a job for it', async () => {
	await queue();
	const stop = stopAtConnection(2);
	await indexQueued(kit.services, { signal: stop });
	expect(await count('index_queue')).toBe(7_000);
	expect(await jobs()).toEqual([waiting]);
});

test('ranges: a stop leaves the range as it is, and the lock free for the next process', async () => {
	await addRange();
	await indexQueued(kit.services, { signal: stopAtConnection(4) });
	expect([await count('index_ranges'), await count('lookup_tokens')]).toEqual([1, 0]);
	expect(await jobs()).toEqual([waiting]);
	await indexQueued(kit.services, { wait: false });
	expect([await count('index_ranges'), await count('lookup_tokens')]).toEqual([0, 5_000]);
});

test('ranges: a stop does not wait for the chunk that the database is writing', async () => {
	await addRange();
	const { owner } = kit.services.database;
	const other = await owner.connect();
	await other.query('begin; lock table lookup in share mode');
	const stop = new AbortController();
	const indexing = indexQueued(kit.services, { signal: stop.signal });
	const held = 'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())';
	while ((await owner.query(held)).rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	stop.abort();
	await indexing;
	await other.query('rollback');
	other.release();
	expect([await count('index_ranges'), await count('lookup_tokens')]).toEqual([1, 0]);
	expect(await jobs()).toEqual([waiting]);
});

test('a worker that is stopped gives the rest to the next', async () => {
	await queue();
	await kit.services.jobs.add(kit.services.database.owner, indexTask, {}, { key: indexTask });
	const first = await startWork(kit.services, customerTasks, { concurrency: 1 });
	await new Promise<void>((resolve) => first.events.once('job:start', () => resolve()));
	await first.stop();
	await released();
	expect(await count('index_queue')).toBeGreaterThan(0);
	expect(await jobs()).toEqual([waiting]);

	const next = await startWork(kit.services, customerTasks, { concurrency: 1 });
	await new Promise<void>((resolve) => next.events.once('job:success', () => resolve()));
	await next.stop();
	await released();
	expect(await count('index_queue')).toBe(0);
	expect(await jobs()).toEqual([]);
});
