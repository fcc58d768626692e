// Whose processing is restricted stays as it is, whichever way a change comes (GDPR article 18); whoever works on many leaves him out and says so.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOwner } from '../../platform/database.ts';
import { peopleRole, urlFor } from '../../platform/migrate.ts';
import { bulkEditTasks } from '../customers/bulk-edits.ts';
import { purgeTrash } from '../customers/purge-queries.ts';
import type { Caller } from '../customers/testing.ts';
import { exportTasks } from '../exports/jobs.ts';
import { importTasks } from '../imports/jobs.ts';
import { runUndo } from '../imports/undo.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
let editor: Caller;
let officer: Caller;
let people: pg.Client;
/** Restricted, and the number of the restriction. */
let held: number;
let limit: number;
/** Somebody else. */
let free: number;
let note: number;
let file: number;

const restrict = async (id: number) =>
	(await officer.ask('POST', `/customers/${id}/limits`, { kind: 'restriction', reason: 'says it is wrong' })).body.id as number;

/** Imports a text as the page does; the import, and what became of its rows. */
async function importCsv(csv: string, options: object = {}): Promise<{ id: number; created: number; updated: number; refused: number }> {
	const { body } = await editor.ask('POST', '/imports?file_name=people.csv', Buffer.from(csv));
	const started = await editor.ask('POST', `/imports/${body.import.id}/start`, { source: 'shop', ...options });
	if (started.status >= 300) throw new Error(JSON.stringify(started.body));
	await importTasks['imports.run']!({ import_id: body.import.id } as never, t.services);
	return (await editor.ask('GET', `/imports/${body.import.id}`)).body;
}

/** Everything that is known of the customer, as the owner sees it. */
const image = async () =>
	JSON.stringify(
		await t.rows(
			`select to_jsonb(c) - 'scope_id' as c, (select jsonb_agg(to_jsonb(r) order by r.id) from source_records r where r.customer_id = c.id) as records,
				(select jsonb_agg(to_jsonb(a) order by a.source_record_id) from assignments a where a.customer_id = c.id) as assigned,
				(select jsonb_agg(to_jsonb(n) order by n.id) from notes n where n.customer_id = c.id) as notes,
				(select jsonb_agg(to_jsonb(f) order by f.id) from files f where f.customer_id = c.id) as files,
				(select jsonb_agg(to_jsonb(p) order by p.value) from contact_points p where p.customer_id = c.id) as points,
				(select jsonb_agg(to_jsonb(x) order by x.id) from relationships x where c.id in (x.customer_id, x.other_id)) as links
			from customers c where c.id = $1`,
			[held],
		),
	);
let before: string;

beforeAll(async () => {
	t = await privacyTest();
	editor = await t.person('editor@example.com', 'editor');
	officer = await t.person('officer@example.com', 'privacy_officer');
	people = new pg.Client({ connectionString: urlFor(t.ownerUrl, peopleRole) });
	await people.connect();
	await importCsv('id,name,email\nR-1,Rita Held,rita@held.example\nR-2,Fritz Free,fritz@free.example\n');
	held = (await t.rows<{ id: number }>("select id from customers where email = 'rita@held.example'"))[0]!.id;
	free = (await t.rows<{ id: number }>("select id from customers where email = 'fritz@free.example'"))[0]!.id;
	note = (await editor.ask('POST', `/customers/${held}/notes`, { body: 'before' })).body.id;
	file = (await editor.ask('POST', `/customers/${held}/files?name=a.txt`, Buffer.from('text'))).body.id;
	limit = await restrict(held);
	before = await image();
}, 60_000);

afterAll(async () => {
	await people.end();
	await t.drop();
});

describe('one change', () => {
	const changes: readonly (readonly [string, () => [string, string, unknown?]])[] = [
		['a value', () => ['PATCH', `/customers/${held}`, { company: 'Other' }]],
		['a contact point', () => ['POST', `/customers/${held}/contact-points`, { kind: 'wechat', value: 'rita_x' }]],
		['an address', () => ['POST', `/customers/${held}/addresses`, { line1: 'Street 1', city: 'Bonn', country: 'DE' }]],
		['the owner', () => ['PATCH', `/customers/${held}`, { owner_id: editor.id }]],
		['the trash', () => ['DELETE', `/customers/${held}`]],
		['a note', () => ['POST', `/customers/${held}/notes`, { body: 'more' }]],
		['a note that is there', () => ['PATCH', `/customers/${held}/notes/${note}`, { body: 'otherwise' }]],
		['a note that goes', () => ['DELETE', `/customers/${held}/notes/${note}`]],
		['a file', () => ['POST', `/customers/${held}/files?name=b.txt`, Buffer.from('b')]],
		['a file that is there', () => ['PATCH', `/customers/${held}/files/${file}`, { name: 'c.txt' }]],
		['a file that goes', () => ['DELETE', `/customers/${held}/files/${file}`]],
		['a relationship', () => ['POST', `/customers/${held}/relationships`, { type: 'household', other_id: free }]],
		['a relationship of somebody else', () => ['POST', `/customers/${free}/relationships`, { type: 'referred', other_id: held }]],
		['the same person stated again', () => ['POST', '/customers', { name: 'Rita X', source: 'shop', external_id: 'R-1' }]],
	];
	test.each(changes)('%s is refused, with what to do about it', async (_what, request) => {
		const [method, path, body] = request();
		const answer = await editor.ask(method as 'POST', path, body as object);
		expect(answer.body).toMatchObject({ status: 409, code: 'customer_restricted', detail: expect.stringContaining('privacy officer') });
		expect(await image()).toBe(before);
	});

	test('is refused in SQL, in the words of SQL', async () => {
		for (const [sql, values] of [
			['update crm.customers set company = $2 where id = $1', [held, 'X']],
			['delete from crm.customers where id = $1', [held]],
			['insert into crm.notes (customer_id, body) values ($1, $2)', [held, 'x']],
			['update crm.notes set body = $2 where customer_id = $1', [held, 'x']],
			["insert into crm.contact_points (customer_id, kind, value) values ($1, 'email', $2)", [held, 'x@held.example']],
			["insert into crm.relationships (customer_id, type, other_id) values ($1, 'household', $2)", [free, held]],
			// A setting that anybody can make changes nothing.
			[`select set_config('app.restriction', 'lifted', false); update crm.customers set company = 'X' where id = ${held}`, []],
		] as const)
			await expect(people.query(sql, [...values]), sql).rejects.toMatchObject({ message: expect.stringMatching(/restricted|限制处理/) });
		expect(await image()).toBe(before);
	});

	test('is refused by the database itself, also to its owner who does not say that he means it', async () => {
		const { owner } = t.services.database;
		for (const sql of [
			'update customers set version = version + 1 where id = $1',
			'update source_records set content = null where customer_id = $1',
			'update assignments set valid_to = now() where customer_id = $1',
			'delete from notes where customer_id = $1',
			'update files set deleted_at = now() where customer_id = $1',
		])
			await expect(owner.query(sql, [held]), sql).rejects.toMatchObject({ constraint: 'customer_restricted' });
	});

	test('is left to who is in charge of privacy', async () => {
		expect((await t.admin('PATCH', `/customers/${held}`, { job_title: 'corrected' })).status).toBe(200);
		before = await image();
	});
});

describe('changes of many', () => {
	test('leave out who is restricted, with the reason, also where an administrator asks', async () => {
		for (const ask of [editor.ask, t.admin]) {
			const draft = await ask('POST', '/customers/bulk-edits', { selection: { ids: [held, free] }, action: { add_tags: ['vip'] } });
			await ask('POST', `/customers/bulk-edits/${draft.body.id}/start`);
			await bulkEditTasks['customers.bulk_edit']!({ bulk_edit_id: draft.body.id } as never, t.services);
			const { body } = await ask('GET', `/customers/bulk-edits/${draft.body.id}`);
			expect(body).toMatchObject({ state: 'done', refused: 1, reasons: [{ id: held, code: 'customer_restricted' }] });
		}
		expect(await image()).toBe(before);
	});

	test('several in one request as well', async () => {
		const items = [held, free].map((id) => ({ action: 'update', id, customer: { job_title: 'of many' } }));
		const { results } = (await t.admin('POST', '/customers/bulk', { items })).body;
		expect(results).toMatchObject([{ status: 409, code: 'customer_restricted' }, { status: 200 }]);
		expect(await image()).toBe(before);
	});

	test('an import leaves their rows out, says so in its error file, and brings the others', async () => {
		const rows =
			'id,name,email,company\nR-1,Rita Other,rita@held.example,ACME\n,Rita Third,rita@held.example,ACME\nR-2,Fritz Free,fritz@free.example,ACME\n';
		const done = await importCsv(rows);
		expect(done).toMatchObject({ state: 'done', refused: 2, updated: 1 });
		const problems = (await editor.ask('GET', `/imports/${done.id}/problems`)).body.items;
		expect(problems.map((one: { row: number; problems: { code: string }[] }) => [one.row, one.problems[0]!.code])).toEqual([
			[1, 'restricted'],
			[2, 'restricted'],
		]);
		const errors = await editor.ask('GET', `/imports/${done.id}/problems.csv`);
		expect(String(errors.body)).toMatch(/R-1.*restricted/);
		expect(await image()).toBe(before);
	});

	test('an import looks once a batch: the guard of single rows is not asked', async () => {
		const [{ guard }] = (await t.rows<{ guard: string }>("select pg_get_functiondef('refuse_restricted'::regproc) as guard")) as [
			{ guard: string },
		];
		await t.rows(
			"create or replace function refuse_restricted() returns trigger language plpgsql as $$ begin raise exception 'asked for a row'; end $$",
		);
		try {
			const done = await importCsv(
				'id,name,email,company\nR-1,Rita Other,,Gate\nR-2,Fritz Free,fritz@free.example,Gate\nR-8,Nora New,,Gate\n',
			);
			expect(done).toMatchObject({ state: 'done', created: 1, updated: 1, refused: 1 });
		} finally {
			await t.rows(guard);
		}
		expect(await image()).toBe(before);
	});

	/** Whoever a statement is about is restricted as it is written. */
	const restrictAtOnce = async () => {
		await t.rows(`create function restrict_at_once() returns trigger language plpgsql security definer as $$ begin
			insert into processing_limits (customer_id, kind, reason, scope_id) values (new.customer_id, 'restriction', 'meanwhile', new.scope_id);
			return null; end $$`);
		await t.rows('create trigger meanwhile after insert on source_records for each row execute function restrict_at_once()');
	};

	test('a batch under which somebody is restricted is taken back', async () => {
		await restrictAtOnce();
		try {
			await importCsv('id,name,email,company\nR-2,Fritz Free,fritz@free.example,Late\n').catch(() => null);
			const [{ last }] = (await t.rows<{ last: number }>('select max(id) as last from imports')) as [{ last: number }];
			expect((await editor.ask('GET', `/imports/${last}`)).body).toMatchObject({
				state: 'failed',
				error: { code: 'restricted_meanwhile' },
			});
		} finally {
			await t.rows('drop function restrict_at_once cascade');
		}
		expect(await t.rows('select from customers where id = $1 and company = $2', [free, 'Late'])).toEqual([]);
	});

	test('so is a batch of a bulk edit, which the queue then does again without him', async () => {
		const [selection, action] = [{ ids: [free] }, { set: { company: 'Late' } }];
		const draft = (await editor.ask('POST', '/customers/bulk-edits', { selection, action })).body;
		await editor.ask('POST', `/customers/bulk-edits/${draft.id}/start`);
		const work = () => bulkEditTasks['customers.bulk_edit']!({ bulk_edit_id: draft.id } as never, t.services);
		await restrictAtOnce();
		try {
			await expect(work()).rejects.toMatchObject({ code: '40001' });
		} finally {
			await t.rows('drop function restrict_at_once cascade');
		}
		expect(await t.rows('select from customers where id = $1 and company = $2', [free, 'Late'])).toEqual([]);
		const limit = await t.rows<{ id: number }>(
			"insert into processing_limits (customer_id, kind, reason, scope_id) values ($1, 'restriction', 'meanwhile', 1) returning id",
			[free],
		);
		await work();
		expect((await editor.ask('GET', `/customers/bulk-edits/${draft.id}`)).body).toMatchObject({ state: 'done', changed: 0, refused: 1 });
		await t.rows('delete from processing_limits where id = $1', [limit[0]!.id]);
	});

	test('a full copy without them ends nothing that was said of them', async () => {
		await importCsv('id,name,email\nR-2,Fritz Free,fritz@free.example\n', { mode: 'full', max_absent_percent: 100 });
		expect(await image()).toBe(before);
	});

	test('the undo of an import keeps them as they are', async () => {
		const [first] = await t.rows<{ id: number }>('select min(id) as id from imports');
		expect((await editor.ask('GET', `/imports/${first!.id}/undo`)).body.kept).toContainEqual(
			expect.objectContaining({ customer_id: held, reason: 'processing of this customer is restricted' }),
		);
		expect((await editor.ask('POST', `/imports/${first!.id}/undo`)).status).toBeLessThan(300);
		await runUndo(t.services, first!.id);
		expect(await image()).toBe(before);
	});

	test('an export leaves them out', async () => {
		const asked = await editor.ask('POST', '/exports', { format: 'csv' });
		await exportTasks['exports.run']!({ export_id: asked.body.id } as never, t.services);
		const text = String((await editor.ask('GET', `/exports/${asked.body.id}/file`)).body);
		expect(text).toContain('fritz@free.example');
		expect(text).not.toContain('rita@held.example');
	});

	test('the trash is not emptied of them', async () => {
		const id = await t.customer({ name: 'In the trash', email: 'trash@held.example' });
		await restrict(id);
		await t.services.database.owner.query(
			`set app.restriction = 'lifted'; update customers set state = 'deleted', deleted_at = now() - interval '40 days' where id = ${id}; reset app.restriction`,
		);
		expect(await asOwner(t.services.database, (client) => purgeTrash(client, 10))).toBe(0);
		expect((await t.rows('select state from customers where id = $1', [id]))[0]).toEqual({ state: 'deleted' });
	});
});

test('those merged with somebody restricted are restricted as well, until it ends', async () => {
	const [one, other] = [await t.customer({ name: 'Mona One' }), await t.customer({ name: 'Mona Two' })];
	await t.rows("update customers set golden_id = $1, state = 'merged' where id = $2", [one, other]);
	const number = await restrict(one);
	expect((await t.rows('select restricted_among($1) as id', [[one, other]])).map(({ id }) => id).sort()).toEqual([one, other].sort());
	expect((await t.rows('select restricted_customers() as id')).map(({ id }) => id)).toEqual(expect.arrayContaining([one, other]));
	expect((await editor.ask('POST', `/customers/${one}/notes`, { body: 'x' })).body.code).toBe('customer_restricted');
	await officer.ask('DELETE', `/customers/${one}/limits/${number}`);
	expect((await editor.ask('POST', `/customers/${one}/notes`, { body: 'x' })).status).toBe(201);
	await officer.ask('DELETE', `/customers/${held}/limits/${limit}`);
	expect((await editor.ask('PATCH', `/customers/${held}`, { company: 'Other' })).status).toBe(200);
});
