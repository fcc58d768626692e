// What several imports say stands as long as one of them does: undo and redo of the one that said it first, and of those that repeated it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { write } from '../../platform/database.ts';
import { createCustomer } from '../customers/edit.ts';
import { customerInput } from '../customers/schema.ts';
import { findImport } from './queries.ts';
import { importFile } from './run.ts';
import { importKit, type Kit } from './testing.ts';
import { clearLookup, purgeUndone, requestRedo, requestUndo, runRedo, runUndo, tellUndo } from './undo.ts';

let kit: Kit;
beforeEach(async () => {
	kit = await importKit();
});
afterEach(async () => {
	await kit.expectSound();
	await kit.end();
});

const crm = { source: 'crm' };
const csv = (...rows: string[]) => `ID,name,city\n${rows.join('\n')}\n`;
const nothing = { removed: 0, reverted: 0, kept: 0 };

/** Imports a file of the source and returns the number of the import. */
async function imported(name: string, text: string, options: Parameters<Kit['run']>[2] = crm): Promise<number> {
	return (await kit.run(name, text, options)).import_id;
}

const everybody = () => kit.sql("select id, name, city, version from customers where state = 'active' order by id");
const people = async () => (await everybody()).map(({ name, city }) => (city ? `${name}: ${city}` : name));
const told = async (id: number) => tellUndo(kit.services, id, (await findImport(kit.services.database.owner, id))!.state, 'en');

/** Undoes in ranges of two rows; what the preview says must be what happens and what is told afterwards. */
async function undone(id: number) {
	const preview = await told(id);
	await requestUndo(kit.services, id);
	const result = await runUndo(kit.services, id, { rangeRows: 2 });
	expect(await told(id)).toEqual(preview);
	const { kept, kept_count, others: _, estimated, ...counts } = preview;
	expect(result).toEqual({ ...counts, kept: kept_count });
	await kit.expectSound();
	return { ...result, reasons: kept.map(({ name, reason }) => `${name}: ${reason}`) };
}

async function redone(id: number): Promise<void> {
	await requestRedo(kit.services, id);
	await runRedo(kit.services, id, { rangeRows: 2 });
	await kit.expectSound();
}

const three = csv('1,Ann,Oslo', '2,Bo,Rome', '3,Cy,Bonn');

describe('a later import that repeats a row', () => {
	test('keeps the customer when the first one is undone, and is named as the reason', async () => {
		const first = await imported('a.csv', three);
		const second = await imported('b.csv', csv('3,Cy,Bonn', '1,Ann,Oslo'));
		const before = await everybody();
		expect(await undone(first)).toEqual({
			removed: 1,
			reverted: 0,
			kept: 2,
			reasons: [`Ann: import ${second} states this customer too: crm, b.csv`, `Cy: import ${second} states this customer too: crm, b.csv`],
		});
		expect(await everybody()).toEqual(before.filter(({ name }) => name !== 'Bo'));
		await redone(first);
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome', 'Cy: Bonn']);
	});

	test('as the same file again, with and without IDs: undone in either order they go with the last one, and come with either', async () => {
		for (const text of [three, 'name,city\nDi,Oslo\nEd,Rome\nFlo,Bonn\n']) {
			const options = { source: text.slice(0, 2) };
			const first = await imported('a.csv', text, options);
			const again = await kit.run('a.csv', text, options);
			expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
			const all = await people();
			const orders = [
				[first, again.import_id],
				[again.import_id, first],
			] as const;
			for (const [one, other] of orders) {
				expect(await undone(one)).toMatchObject(one === first ? { ...nothing, kept: 3 } : nothing);
				expect(await people()).toEqual(all);
				expect(await undone(other)).toMatchObject({ removed: 3, reverted: 0, kept: 0 });
				expect(await people()).toEqual([]);
				await redone(other);
				expect(await people()).toEqual(all);
				await redone(one);
				expect(await people()).toEqual(all);
			}
			for (const id of [first, again.import_id]) await undone(id);
		}
	});

	test('counts as long as it is not undone itself, be it one of several', async () => {
		const ids = [];
		for (const name of ['a.csv', 'b.csv', 'c.csv']) ids.push(await imported(name, three));
		const [a, b, c] = ids as [number, number, number];
		await undone(b);
		expect((await undone(a)).reasons[0]).toBe(`Ann: import ${c} states this customer too: crm, c.csv`);
		await redone(b);
		expect(await undone(c)).toEqual({ ...nothing, reasons: [] });
		expect(await people()).toHaveLength(3);
		expect(await undone(b)).toMatchObject({ removed: 3 });
		await redone(c);
		expect(await people()).toHaveLength(3);
		expect(await kit.sql('select count(*) from source_records')).toEqual([{ count: 3 }]);
	});

	test('of a change: the customer stays as both said, and goes back with the last of them', async () => {
		await imported('start.csv', three);
		const first = await imported('a.csv', csv('1,Ann,Bergen', '2,Bo,Pisa'));
		const second = await imported('b.csv', csv('1,Ann,Bergen'));
		expect(await undone(first)).toMatchObject({ removed: 0, reverted: 1, kept: 0 });
		expect(await people()).toEqual(['Ann: Bergen', 'Bo: Rome', 'Cy: Bonn']);
		expect(await undone(second)).toMatchObject({ removed: 0, reverted: 1, kept: 0 });
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome', 'Cy: Bonn']);
		await redone(second);
		expect(await people()).toEqual(['Ann: Bergen', 'Bo: Rome', 'Cy: Bonn']);
	});

	test('of one of two versions: the other one goes', async () => {
		const first = await imported('a.csv', csv('1,Ann,Oslo', '2,Bo,Rome', '1,Ann,Bergen', '3,Cy,Bonn', '1,Ann,Paris'));
		await imported('b.csv', csv('1,Ann,Paris'));
		expect(await undone(first)).toMatchObject({ removed: 2, reverted: 0, kept: 1 });
		expect(await people()).toEqual(['Ann: Paris']);
		expect(await kit.sql('select count(*) from assignments where valid_to is null')).toEqual([{ count: 1 }]);
		await redone(first);
		expect(await kit.sql('select count(*) from assignments where valid_to is null')).toEqual([{ count: 5 }]);
	});

	test('in the time of the source: the older version, repeated, stays', async () => {
		const dated = (...rows: string[]) => `ID,name,city,updated at\n${rows.join('\n')}\n`;
		const first = await imported('a.csv', dated('1,Ann,Oslo,2024-01-01', '1,Ann,Bergen,2024-05-01'));
		const second = await kit.run('b.csv', dated('1,Ann,Oslo,2024-01-01'), crm);
		expect(second).toMatchObject({ unchanged: 1 });
		expect(await undone(first)).toMatchObject({ removed: 0, reverted: 0, kept: 1 });
		expect(await people()).toEqual(['Ann: Oslo']);
		await redone(first);
		expect(await people()).toEqual(['Ann: Bergen']);
	});

	test('and says more: what it repeats and what it adds go together', async () => {
		const first = await imported('a.csv', three);
		const second = await imported('b.csv', csv('1,Ann,Oslo', '1,Ann,Bergen', '4,Di,Kyiv'));
		await undone(first);
		expect(await people()).toEqual(['Ann: Bergen', 'Di: Kyiv']);
		expect(await undone(second)).toMatchObject({ removed: 2, reverted: 0, kept: 0 });
		await redone(second);
		expect(await people()).toEqual(['Ann: Bergen', 'Di: Kyiv']);
		await redone(first);
		expect(await people()).toEqual(['Ann: Bergen', 'Bo: Rome', 'Cy: Bonn', 'Di: Kyiv']);
	});
});

test('a note keeps him when the last import goes that stated him, whichever that is', async () => {
	const first = await imported('a.csv', three);
	const second = await imported('b.csv', three);
	await kit.sql("insert into notes (customer_id, body) select id, 'Called' from customers where name = 'Bo'");
	expect(await undone(first)).toMatchObject({ removed: 0, kept: 3 });
	expect(await undone(second)).toMatchObject({ removed: 2, kept: 1, reasons: ['Bo: somebody wrote a note about this customer'] });
	expect(await people()).toEqual(['Bo: Rome']);
	await redone(second);
	expect(await people()).toHaveLength(3);
});

test('rows of its own, and what came by a request, need no note of being repeated', async () => {
	await write(kit.services.database, kit.principal, (client) =>
		createCustomer(
			client,
			{ principal: kit.principal, country: 'CN' },
			customerInput.parse({ name: 'Zoe', source: 'crm', external_id: '9' }),
		),
	);
	const { import_id: id, ...counts } = await kit.run('a.csv', csv('9,Zoe,', '1,Ann,Oslo', '1,Ann,Oslo'), crm);
	expect(counts).toMatchObject({ created: 1, unchanged: 1, further: 1 });
	expect(await kit.sql('select * from restatements')).toEqual([]);
	expect(await undone(id)).toMatchObject({ removed: 1, reverted: 0, kept: 0 });
	expect(await people()).toEqual(['Zoe']);
});

test('a dry run repeats nothing', async () => {
	const id = await imported('a.csv', three);
	await importFile(kit.services, kit.principal, { path: kit.file('b.csv', three), options: crm, dryRun: true });
	expect(await undone(id)).toMatchObject({ removed: 3 });
});

test('a result is told whole after a stop on the way', async () => {
	const first = await imported('a.csv', three);
	await imported('b.csv', csv('1,Ann,Oslo', '3,Cy,Bonn'));
	const preview = await told(first);
	await requestUndo(kit.services, first);
	await kit.sql(`create function stop() returns trigger language plpgsql as $$ begin raise 'stop'; end $$`);
	await kit.sql('create trigger stop before update on imports for each row when (new.undo_row = 3) execute function stop()');
	await expect(runUndo(kit.services, first, { rangeRows: 1 })).rejects.toThrow('stop');
	await kit.sql('drop trigger stop on imports');
	expect(await told(first)).toMatchObject({ removed: 1, kept_count: 1 });
	expect(await runUndo(kit.services, first, { rangeRows: 1 })).toEqual({ removed: 1, reverted: 0, kept: 2 });
	expect(await told(first)).toEqual(preview);
});

test('an undo beside an import of the same source loses nobody of whom that one speaks', async () => {
	const text = csv(...Array.from({ length: 3_000 }, (_, n) => `${n},Row ${n},Oslo`));
	const first = await imported('a.csv', text);
	const path = kit.file('b.csv', text);
	await requestUndo(kit.services, first);
	await Promise.all([
		runUndo(kit.services, first, { rangeRows: 100 }),
		importFile(kit.services, kit.principal, { path, options: crm, batchRows: 100 }),
	]);
	expect(await kit.active()).toBe(3_000);
});

describe('a full copy', () => {
	const full = { ...crm, mode: 'full' as const, max_absent_percent: 90 };

	test('states what it names and ends what it does not, whatever becomes of the imports before', async () => {
		const first = await imported('a.csv', three);
		const second = await imported('b.csv', three);
		const copy = await imported('c.csv', csv('1,Ann,Oslo'), full);
		expect(await people()).toEqual(['Ann: Oslo']);
		await undone(first);
		await undone(second);
		expect(await people()).toEqual(['Ann: Oslo']);
		await redone(second);
		expect(await people()).toEqual(['Ann: Oslo']);
		// The first import is undone, the second one repeats it: what the copy had ended speaks again.
		await requestUndo(kit.services, copy);
		await runUndo(kit.services, copy, { rangeRows: 2 });
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome', 'Cy: Bonn']);
		await redone(copy);
		expect(await people()).toEqual(['Ann: Oslo']);
		await undone(second);
		await requestUndo(kit.services, copy);
		await runUndo(kit.services, copy);
		expect(await people()).toEqual([]);
	});

	test('redone ends what was redone meanwhile, but not what a later import repeats', async () => {
		const first = await imported('a.csv', three);
		const copy = await imported('b.csv', csv('1,Ann,Oslo'), full);
		await undone(first);
		await kit.undo(copy);
		await redone(first);
		expect(await people()).toHaveLength(3);
		const later = await imported('c.csv', csv('2,Bo,Rome'));
		await redone(copy);
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome']);
		await undone(later);
		await kit.undo(copy);
		await redone(copy);
		expect(await people()).toEqual(['Ann: Oslo']);
		await redone(later);
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome']);
	});
});

describe('what is left behind', () => {
	const old = (id: number) => kit.sql("update imports set undone_at = now() - interval '31 days' where id = $1", [id]);

	test('nothing is purged that another import still states or may state again', async () => {
		const first = await imported('a.csv', three);
		const second = await imported('b.csv', csv('1,Ann,Oslo', '2,Bo,Rome'));
		await undone(first);
		await old(first);
		await purgeUndone(kit.services);
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome']);
		await expect(kit.redo(first)).rejects.toMatchObject({ code: 'import_purged' });
		await undone(second);
		await purgeUndone(kit.services);
		await redone(second);
		expect(await people()).toEqual(['Ann: Oslo', 'Bo: Rome']);
		await undone(second);
		await old(second);
		await purgeUndone(kit.services);
		expect(
			await kit.sql('select (select count(*) from source_records) as records, (select count(*) from restatements) as repeated'),
		).toEqual([{ records: 0, repeated: 0 }]);
		expect(await kit.sql('select distinct name, state from customers')).toEqual([{ name: null, state: 'withdrawn' }]);
	});

	test('one that waits for a repeating import is purged after it', async () => {
		const first = await imported('a.csv', three);
		const second = await imported('b.csv', three);
		await undone(first);
		await undone(second);
		await old(first);
		await purgeUndone(kit.services);
		await redone(second);
		expect(await people()).toHaveLength(3);
	});

	test('search entries go with the last import that stated somebody', async () => {
		const first = await imported('a.csv', three);
		const second = await imported('b.csv', three);
		const entries = async () => (await kit.sql<{ count: number }>('select count(*) from lookup_tokens'))[0]!.count;
		for (const [id, left] of [
			[first, 3],
			[second, 0],
		] as const) {
			await undone(id);
			await clearLookup(kit.services, id);
			expect(await entries()).toBe(left);
		}
		await redone(second);
		expect(await entries()).toBe(3);
	});
});
