// Imports that are killed, paused, cancelled, undone or run twice while they run: no row twice, none lost, and what a person asked for stands.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { userPrincipal } from '../access/queries.ts';
import { findOrCreateSource } from '../customers/definitions.ts';
import { importTasks } from './jobs.ts';
import { withImportLock } from './lock.ts';
import { insertImport, moveImport, updateImport } from './queries.ts';
import { importFile, runImport } from './run.ts';
import type { ImportState } from './schema.ts';
import { importKit, type Kit } from './testing.ts';
import { requestRedo, requestUndo, runUndo } from './undo.ts';

let kit: Kit;
beforeEach(async () => {
	kit = await importKit();
});
afterEach(() => kit.end());

const rowCount = 6_000;

/** A draft of an import of customers k0 …, ready to be run. */
async function draft(source = 'long', prefix = 'k'): Promise<number> {
	const rows = Array.from({ length: rowCount }, (_, index) => `${prefix}${index},Row ${index},${prefix}${index}@example.org`).join('\n');
	const path = kit.file(`${source}.csv`, `ID,name,email\n${rows}\n`);
	const { database } = kit.services;
	const { id: source_id } = await findOrCreateSource(database.app, source, 'import');
	const id = await insertImport(database.owner, {
		source_id,
		user_id: kit.principal.user_id,
		scope_id: kit.principal.scope_id,
		file_name: `${source}.csv`,
		file: path,
		bytes: statSync(path).size,
	});
	const columns = ['ID=external_id', 'name=name', 'email=email'].map((pair) => ({
		column: pair.split('=')[0]!,
		field: pair.split('=')[1]!,
	}));
	await updateImport(database.owner, id, { options: { columns } });
	return id;
}

const stateOf = async (id: number) => (await kit.sql<{ state: ImportState }>('select state from imports where id = $1', [id]))[0]!.state;

/** Starts a process that does `task`, waits until `reached` is true in the database, and kills it. */
async function killedWhen(task: 'run' | 'undo' | 'redo' | 'dry', id: number, reached: () => Promise<boolean>): Promise<void> {
	const script = fileURLToPath(new URL('./testing-process.ts', import.meta.url));
	const child = spawn(process.execPath, ['--import', 'tsx', script, kit.ownerUrl, kit.services.config.dataDir, task, String(id)], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const ended = once(child, 'exit');
	while (child.exitCode === null && !(await reached())) await new Promise((resolve) => setTimeout(resolve, 5));
	child.kill('SIGKILL');
	await ended;
	// PostgreSQL notices a broken connection when it next looks at it; until then its transaction and locks stand.
	while (
		(await kit.sql("select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'"))
			.length > 0 ||
		(
			await kit.sql(
				"select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
			)
		).length > 0
	)
		await new Promise((resolve) => setTimeout(resolve, 20));
}

const rowsDone = (id: number) => async () =>
	(await kit.sql<{ rows: number }>('select rows from imports where id = $1', [id]))[0]!.rows >= 1_000;

/** Lets the jobs that are in the queue run, as a worker would. */
async function work(): Promise<void> {
	await importTasks['imports.resume']!({} as never, kit.services);
	const jobs = await kit.sql<{ task: string; payload: { import_id: number } }>(
		"select t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'imports.%' order by j.id",
	);
	await kit.sql('delete from graphile_worker._private_jobs');
	for (const { task, payload } of jobs) await importTasks[task]!(payload as never, kit.services);
}

test('a run stops where the rights of its person shrink meanwhile, and goes on when he has them again', async () => {
	const id = await draft();
	const [user] = await kit.sql<{ id: number }>("insert into users (email, name) values ('ends@example.com', 'Ends') returning id");
	await kit.sql("insert into role_grants (user_id, role_id) select $1, id from roles where key = 'administrator'", [user!.id]);
	const principal = { ...(await userPrincipal(kit.services.database.owner, user!.id)), via: 'command' as const };
	let ended: Promise<unknown> | undefined;
	const onProgress = () => {
		ended ??= kit.sql('update role_grants set ends_at = now() where user_id = $1', [user!.id]);
	};
	await expect(runImport(kit.services, principal, id, { batchRows: 2_000, onProgress })).rejects.toMatchObject({ code: 'rights_shrunk' });
	await ended;
	expect(await stateOf(id)).toBe('failed');
	expect(await kit.active()).toBeLessThan(rowCount);
	await kit.sql('update role_grants set ends_at = null where user_id = $1', [user!.id]);
	await runImport(kit.services, principal, id);
	expect(await kit.active()).toBe(rowCount);
});

async function expectWhole(): Promise<void> {
	expect(await kit.active()).toBe(rowCount);
	expect(
		await kit.sql('select count(*), count(distinct customer_id) as customers, count(distinct import_row) as lines from source_records'),
	).toEqual([{ count: rowCount, customers: rowCount, lines: rowCount }]);
	await kit.expectFindable();
}

// Each phase runs in a process of its own that is killed and started again: seconds each, several times that on a busy machine.
describe('kill -9', { timeout: 180_000 }, () => {
	test('of a run, an undo and a redo: each is gone on with, once', async () => {
		const id = await draft();
		await killedWhen('run', id, rowsDone(id));
		expect(await stateOf(id)).toBe('running');
		expect(await kit.active()).toBeLessThan(rowCount);
		await work();
		expect(await kit.sql('select state, rows, created, updated, total_rows from imports where id = $1', [id])).toEqual([
			{ state: 'done', rows: rowCount, created: rowCount, updated: 0, total_rows: rowCount },
		]);
		await expectWhole();

		await requestUndo(kit.services, id);
		// In the middle of the one range that there is, while its rows are locked.
		await killedWhen(
			'undo',
			id,
			async () =>
				(
					await kit.sql(
						"select from pg_stat_activity where datname = current_database() and query like '%undo_%' and pid <> pg_backend_pid()",
					)
				).length > 0,
		);
		expect(['undoing', 'undone']).toContain(await stateOf(id));
		await work();
		expect(await stateOf(id)).toBe('undone');
		expect(await kit.active()).toBe(0);

		await requestRedo(kit.services, id);
		await killedWhen(
			'redo',
			id,
			async () =>
				(
					await kit.sql(
						"select from pg_stat_activity where datname = current_database() and query like '%insert into assignments%' and pid <> pg_backend_pid()",
					)
				).length > 0,
		);
		await work();
		expect(await stateOf(id)).toBe('done');
		await expectWhole();
	});

	test('of a dry run: nobody goes on with it in earnest', async () => {
		const id = await draft();
		await killedWhen(
			'dry',
			id,
			async () =>
				(
					await kit.sql(
						"select from pg_stat_activity where datname = current_database() and query like '%staging%' and pid <> pg_backend_pid()",
					)
				).length > 0,
		);
		expect(await stateOf(id)).toBe('draft');
		await work();
		expect(await kit.active()).toBe(0);
		expect(await stateOf(id)).toBe('draft');
	});
});

test('a process that stops hands its import over between two batches: it is no failure, and the next one goes on', async () => {
	const id = await draft();
	const stop = new AbortController();
	await runImport(kit.services, kit.principal, id, { batchRows: 1_000, handOver: stop.signal, onProgress: () => stop.abort() });
	expect(await stateOf(id)).toBe('running');
	expect(await kit.active()).toBeGreaterThan(0);
	expect(await kit.active()).toBeLessThan(rowCount);

	// A process that is told to stop before it came to the job puts it back.
	await importTasks['imports.run']!({ import_id: id } as never, kit.services, stop.signal);
	expect(await kit.sql("select key from graphile_worker._private_jobs where key like 'imports.run%'")).toEqual([
		{ key: `imports.run:${id}` },
	]);
	expect(await kit.active()).toBeLessThan(rowCount);
	await work();
	expect(await stateOf(id)).toBe('done');
	await expectWhole();
});

describe('what a person asks for while a batch is being applied', () => {
	/** Runs an import and does something as soon as the first batch is in. */
	async function runWith(id: number, act: () => Promise<unknown>): Promise<void> {
		let acted: Promise<unknown> | undefined;
		await runImport(kit.services, kit.principal, id, { batchRows: 1_000, onProgress: () => (acted ??= act()) });
		await acted;
	}
	const move = (id: number, from: ImportState, to: ImportState) => moveImport(kit.services.database.owner, id, [from], to);

	test('pause and go on again at once: it goes on', async () => {
		const id = await draft();
		await runWith(id, async () => {
			await move(id, 'running', 'paused');
			await move(id, 'paused', 'queued');
		});
		if ((await stateOf(id)) === 'queued') await importTasks['imports.run']!({ import_id: id } as never, kit.services);
		expect(await stateOf(id)).toBe('done');
		await expectWhole();
	});

	test('cancel and undo at once: nothing stays', async () => {
		const id = await draft();
		let undone: Promise<unknown> | undefined;
		await runWith(id, async () => {
			await move(id, 'running', 'cancelled');
			await requestUndo(kit.services, id);
			// Waits for the run, which holds the import until its last batch is in.
			undone = runUndo(kit.services, id);
		});
		await undone;
		expect(await stateOf(id)).toBe('undone');
		expect(await kit.active()).toBe(0);
		await kit.expectSound();
	});

	test('cancelled before its job came to it: it does not begin', async () => {
		const id = await draft();
		await kit.sql("update imports set state = 'queued' where id = $1", [id]);
		const run = withImportLock(kit.services.database, id, true, async () => {
			const job = importTasks['imports.run']!({ import_id: id } as never, kit.services);
			await new Promise((resolve) => setTimeout(resolve, 50));
			await kit.sql("update imports set state = 'cancelled' where id = $1", [id]);
			return { job };
		});
		await (await run).job;
		expect(await stateOf(id)).toBe('cancelled');
		expect(await kit.active()).toBe(0);
	});
});

describe('several at once', () => {
	test('two processes on one import: one does it, the other is told', async () => {
		const id = await draft();
		const both = await Promise.allSettled([
			runImport(kit.services, kit.principal, id, { batchRows: 1_000 }),
			runImport(kit.services, kit.principal, id, { batchRows: 1_000 }),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'import_state' } });
		await expectWhole();
	});

	test('two imports of one source with the same keys: each key is one customer', async () => {
		const [one, two] = [await draft('shared'), await draft('shared')];
		const counts = await Promise.all([one, two].map((id) => runImport(kit.services, kit.principal, id, { batchRows: 1_000 })));
		expect(counts[0]!.created + counts[1]!.created).toBe(rowCount);
		expect(counts[0]!.unchanged + counts[1]!.unchanged).toBe(rowCount);
		expect(await kit.active()).toBe(rowCount);
	});

	test('an undo while another source states the same customers: whoever is still stated stays', async () => {
		const one = await draft('first');
		await runImport(kit.services, kit.principal, one);
		const two = await draft('second');
		await requestUndo(kit.services, one);
		const [counts] = await Promise.all([runImport(kit.services, kit.principal, two, { batchRows: 500 }), runUndo(kit.services, one)]);
		expect(counts.created + counts.updated).toBe(rowCount);
		expect(await kit.active()).toBe(rowCount);
		expect(
			await kit.sql(
				"select count(*) from customers c where c.state = 'active' and not exists (select from assignments a where a.customer_id = c.id and a.valid_to is null)",
			),
		).toEqual([{ count: 0 }]);
		await kit.expectFindable();
	});

	test('a file that was changed after the stop is not gone on with', async () => {
		const stop = new AbortController();
		const path = kit.file('c.csv', `ID,name\n${Array.from({ length: 3_000 }, (_, index) => `${index},Row ${index}`).join('\n')}\n`);
		const done = await importFile(kit.services, kit.principal, {
			path,
			batchRows: 1_000,
			signal: stop.signal,
			onProgress: () => stop.abort(),
		});
		expect(await stateOf(done.import_id)).toBe('paused');
		kit.file('c.csv', 'ID,name\n1,Somebody else\n');
		await expect(runImport(kit.services, kit.principal, done.import_id)).rejects.toMatchObject({ code: 'file_changed' });
	});
});
