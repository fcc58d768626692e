// What the tests of imports share: files written as a person would have them, and the two checks that every import must pass.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Principal } from '../../platform/auth.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { indexQueued } from '../customers/lookup.ts';
import { readFindables } from '../customers/lookup-queries.ts';
import { tokensOf } from '../customers/rules.ts';
import { type ImportDone, importFile } from './run.ts';
import type { ImportOptions } from './schema.ts';
import { requestRedo, requestUndo, runRedo, runUndo, type UndoResult } from './undo.ts';

export interface Kit {
	readonly services: TestServices['services'];
	readonly ownerUrl: string;
	readonly principal: Principal;
	/** Writes a file into the folder of this test and returns its path. */
	readonly file: (name: string, content: string | Buffer) => string;
	readonly sql: <R extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<R[]>;
	/** Imports a file, or a text under a name, with the options given. */
	readonly run: (name: string, content: string | Buffer | null, options?: ImportOptions) => Promise<ImportDone>;
	readonly undo: (id: number) => Promise<UndoResult>;
	readonly redo: (id: number) => Promise<void>;
	/** Rows with troubles: row, kind and the codes. */
	readonly troubles: (id: number) => Promise<{ row: number; kind: string; codes: string[] }[]>;
	readonly active: () => Promise<number>;
	/** Computing every customer anew changes nothing, and the look-up rows are those that indexing anew would write. */
	readonly expectSound: () => Promise<void>;
	/** The first half of it, for the customers of one import. */
	readonly expectComputed: (import_id: number) => Promise<void>;
	/** The second half of it. */
	readonly expectFindable: () => Promise<void>;
	readonly end: () => Promise<void>;
}

export async function importKit(): Promise<Kit> {
	const test = await testServices();
	const { services } = test;
	const { owner } = services.database;
	const principal = await commandPrincipal(services);
	const folder = mkdtempSync(join(tmpdir(), 'clientele-import-'));
	const sql: Kit['sql'] = async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
		(await owner.query<R>(text, values)).rows;
	const file = (name: string, content: string | Buffer) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};

	async function expectSound(): Promise<void> {
		await expectComputed("select id from customers where state = 'active'");
		await expectFindable();
	}

	/** Computes the customers of a query anew; where that changes one, the message shows it before and after, with what was said. */
	async function expectComputed(ids: string): Promise<void> {
		// A statement sees rows as they stood when it began, so this is how they were before the function stored anything.
		const before = await sql<{ id: number }>(
			`select c.id, to_jsonb(c) as customer from customers c join recompute_customers(array(${ids})) changed (id) on changed.id = c.id`,
		);
		const after = await sql(
			`select c.id, to_jsonb(c) as customer, array(select r.content from source_records r where r.customer_id = c.id order by r.id) as said
			from customers c where id = any ($1)`,
			[before.map(({ id }) => id)],
		);
		expect({ before, after }).toEqual({ before: [], after: [] });
	}

	async function expectFindable(): Promise<void> {
		await indexQueued(services);
		const ids = (await sql<{ id: number }>("select id from customers where state in ('active', 'deleted') order by id")).map(
			({ id }) => id,
		);
		const records = await sql<{ customer_id: number; token: string }>(
			"select distinct customer_id, 'x' || source_id || ':' || key as token from source_records",
		);
		const wanted: string[] = records.map(({ customer_id, token }) => `${customer_id} ${token}`);
		for (const one of await readFindables(owner, ids)) for (const token of tokensOf(one)) wanted.push(`${one.id} ${token}`);
		const found = await sql<{ customer_id: number; token: string }>(
			"select l.customer_id, l.token from lookup l join customers c on c.id = l.customer_id where c.state in ('active', 'deleted') or l.token like 'x%'",
		);
		expect(found.map(({ customer_id, token }) => `${customer_id} ${token}`).sort()).toEqual([...new Set(wanted)].sort());
	}

	return {
		services,
		ownerUrl: test.ownerUrl,
		principal,
		file,
		sql,
		run: (name, content, options = {}) => importFile(services, principal, { path: content === null ? name : file(name, content), options }),
		undo: async (id) => {
			await requestUndo(services, id);
			return runUndo(services, id);
		},
		redo: async (id) => {
			await requestRedo(services, id);
			await runRedo(services, id);
		},
		troubles: (id) =>
			sql(
				`select "row", kind, array(select p->>'code' from jsonb_array_elements(problems) p) as codes from import_problems where import_id = $1 order by "row"`,
				[id],
			),
		active: async () => (await sql<{ count: number }>("select count(*) as count from customers where state = 'active'"))[0]!.count,
		expectSound,
		expectComputed: (import_id) => expectComputed(`select customer_id from source_records where import_id = ${import_id}`),
		expectFindable,
		end: async () => {
			await test.drop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** One kit for all tests of a file; after the last one everything must be sound. */
export function sharedKit(): Kit {
	const kit = {} as Kit;
	beforeAll(async () => {
		Object.assign(kit, await importKit());
	});
	afterAll(async () => {
		await kit.expectSound();
		await kit.end();
	});
	return kit;
}
