// Undo and redo range by range: each customer is counted once, as the preview said, and what had stopped part-way has stopped there again.
import { expect, test } from 'vitest';
import { asOwner } from '../../platform/database.ts';
import { createUser } from '../access/accounts.ts';
import { userPrincipal } from '../access/queries.ts';
import { ensureScopes } from '../access/teams-queries.ts';
import { moveCustomer } from '../customers/queries.ts';
import { testRole } from '../customers/testing.ts';
import { findImport } from './queries.ts';
import { importFile, runImport } from './run.ts';
import { sharedKit } from './testing.ts';
import { requestRedo, requestUndo, runRedo, runUndo, type TellOptions, tellUndo } from './undo.ts';
import { undoCounts } from './undo-queries.ts';

const kit = sharedKit();

const stateOf = async (id: number) => (await findImport(kit.services.database.owner, id))!.state;
const csv = (...rows: string[]) => `ID,name,company\n${rows.join('\n')}\n`;
const crm = { source: 'crm' };

/** Everybody as a person sees him. */
const everybody = () => kit.sql('select id, name, company, email, phone, tags from customers where state = $1 order by id', ['active']);

/** Undoes in ranges of two rows and returns the result with what the preview had said. */
async function undone(id: number) {
	const { kept_count, removed, reverted } = await undoCounts(kit.services.database.owner, id);
	await requestUndo(kit.services, id);
	return { result: await runUndo(kit.services, id, { rangeRows: 2 }), preview: { removed, reverted, kept: kept_count } };
}

async function redone(id: number): Promise<void> {
	await requestRedo(kit.services, id);
	await runRedo(kit.services, id, { rangeRows: 2 });
}

test('each customer is counted once, however many rows and ranges speak of him, as the preview counted', async () => {
	await kit.run('before.csv', csv('1,Ann,Acme', '2,Bo,Acme'), crm);
	const before = await everybody();
	const { import_id } = await kit.run(
		'now.csv',
		// Ann was there before; Cy and Di are new; Ed gets a note, Flo another statement. Rows of one customer lie in different ranges.
		csv('1,Ann,New 1', '3,Cy,A', '4,Di,A', '5,Ed,A', '6,Flo,A', '1,Ann,New 2', '3,Cy,B', '5,Ed,B', '6,Flo,B', '3,Cy,C'),
		crm,
	);
	await kit.run('after.csv', csv('6,Flo,Later'), crm);
	await kit.sql("insert into notes (customer_id, body) select id, 'Called' from customers where name = 'Ed'");
	const all = await everybody();
	const { result, preview } = await undone(import_id);
	expect(result).toEqual({ removed: 2, reverted: 1, kept: 2 });
	expect(result).toEqual(preview);
	expect((await everybody()).map(({ name, company }) => `${name}: ${company}`)).toEqual(['Ann: Acme', 'Bo: Acme', 'Ed: B', 'Flo: Later']);
	expect((await everybody()).slice(0, 2)).toEqual(before);
	await kit.expectSound();
	await redone(import_id);
	expect(await everybody()).toEqual(all);
	await kit.expectSound();
});

test('a preview that takes too long is taken from the first rows, and says so', async () => {
	const { import_id } = await kit.run('long.csv', csv(...Array.from({ length: 40 }, (_, n) => `l${n},Long ${n},`)), { source: 'long' });
	const tell = (options: TellOptions) => tellUndo(kit.services, import_id, 'done', 'en', options);
	expect(await tell({ patience: 0, rangeRows: 10 })).toEqual({
		removed: 40,
		reverted: 0,
		kept_count: 0,
		kept: [],
		others: 0,
		estimated: true,
	});
	await kit.sql("insert into notes (customer_id, body) select id, 'Called' from customers where name in ('Long 3', 'Long 35')");
	expect(await tell({ patience: 0, rangeRows: 10 })).toMatchObject({
		removed: 36,
		kept_count: 4,
		kept: [{ name: 'Long 3' }],
		estimated: true,
	});
	expect(await tell({ rangeRows: 10 })).toMatchObject({ removed: 38, kept_count: 2, estimated: false });
});

test('after an undo the search entries go in the background; a redo makes them anew, also of customers far apart', async () => {
	const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `n${from + n},Far ${from + n},`);
	const { import_id } = await kit.run('first.csv', csv(...names(0, 3)), { source: 'far' });
	await kit.run('between.csv', csv(...names(10, 1_500)), { source: 'far' });
	const { import_id: second } = await kit.run('second.csv', csv(...names(3, 6)), { source: 'far' });
	await kit.sql('update source_records set import_id = $1, import_row = import_row + 3 where import_id = $2', [import_id, second]);
	expect((await undone(import_id)).result).toEqual({ removed: 6, reverted: 0, kept: 0 });
	await kit.sql('delete from lookup_tokens t using customers c where c.id = t.customer_id and c.state = $1', ['withdrawn']);
	await kit.sql("delete from lookup l using customers c where c.id = l.customer_id and c.state = $1 and l.token not like 'x%'", [
		'withdrawn',
	]);
	await redone(import_id);
	expect(await kit.sql('select count(*) from index_ranges')).toEqual([{ count: 0 }]);
	await kit.expectSound();
});

test('what had stopped part-way has stopped there again after undo and redo, and can be gone on with', async () => {
	const path = kit.file('long.csv', csv(...Array.from({ length: 6_000 }, (_, n) => `s${n},Stop ${n},`)));
	const { services, principal } = kit;
	const controller = new AbortController();
	const stopped = await importFile(services, principal, {
		path,
		options: { source: 'long' },
		batchRows: 1_000,
		signal: controller.signal,
		onProgress: () => controller.abort(),
	});
	const id = stopped.import_id;
	expect(await stateOf(id)).toBe('paused');
	expect(stopped.rows).toBeLessThan(6_000);
	for (const state of ['paused', 'failed', 'cancelled', 'paused'] as const) {
		await kit.sql('update imports set state = $2 where id = $1', [id, state]);
		expect(await kit.undo(id)).toEqual({ removed: stopped.rows, reverted: 0, kept: 0 });
		expect(await stateOf(id)).toBe('undone');
		await kit.redo(id);
		expect(await stateOf(id)).toBe(state);
	}
	expect(await runImport(services, principal, id)).toMatchObject({ rows: 6_000, created: 6_000 });
	expect(await stateOf(id)).toBe('done');
	expect(await kit.undo(id)).toEqual({ removed: 6_000, reverted: 0, kept: 0 });
	await kit.redo(id);
	expect(await stateOf(id)).toBe('done');
});

test('an undo reaches what was moved to another team since, and tells before whoever asks how many he may not change', async () => {
	const { owner } = kit.services.database;
	const { import_id } = await kit.run('moved.csv', csv('m1,Mia,', 'm2,Max,', 'm3,Moe,', 'm4,Mo,'), { source: 'moved' });
	const [team] = await kit.sql<{ id: number }>("insert into teams (name, parent_id) values ('Elsewhere', 1) returning id");
	await ensureScopes(owner);
	const [scope] = await kit.sql<{ id: number }>("select id from scopes where team_id = $1 and conditions = '{}'", [team!.id]);
	const ids = (await kit.sql<{ id: number }>("select id from customers where name in ('Mia', 'Max', 'Moe') order by id")).map(
		({ id }) => id,
	);
	await kit.sql("insert into notes (customer_id, body) select id, 'Called' from customers where name = 'Moe'");
	const role_id = await testRole(owner, 'editor');
	const person = await createUser(kit.services, { email: 'undoes@example.com', name: 'Una', role_id });
	for (const id of ids)
		await asOwner(kit.services.database, (client) => moveCustomer(client, id, id === ids[0] ? person.id : null, scope!.id, person.id));
	const reader = { ...(await userPrincipal(owner, person.id))!, via: 'command' as const };
	const told = await tellUndo(kit.services, import_id, 'done', 'en', { reader });
	// Mia is his own, Mo stayed; Max may not be changed, of Moe, who has a note, not even the name is told.
	expect(told).toMatchObject({ removed: 3, kept_count: 1, others: 1, kept: [{ customer_id: ids[2], name: null }] });
	expect((await tellUndo(kit.services, import_id, 'done', 'en')).kept).toMatchObject([{ name: 'Moe' }]);
	await requestUndo(kit.services, import_id, reader);
	expect(await runUndo(kit.services, import_id)).toEqual({ removed: 3, reverted: 0, kept: 1 });
	expect(await kit.sql("select name from customers where state = 'active' and id = any ($1)", [ids])).toEqual([{ name: 'Moe' }]);
	await kit.sql('delete from notes where customer_id = any ($1)', [ids]);
});
