// Tests of the checks on the schema: that they are content with ours, and that each rule finds what breaks it.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { prepareDatabase } from '../src/prepare.ts';
import { printSchema } from './catalogue.ts';
import { findObstacles } from './citus.ts';
import { findDrift } from './drift.ts';

const name = 'checked_schema';
let admin: pg.Client;
let client: pg.Client;
beforeAll(async () => {
	// As it is delivered: other databases of tests have triggers that demand entries of the audit.
	const url = new URL(inject('templateUrl'));
	url.pathname = '/postgres';
	admin = new pg.Client({ connectionString: url.toString() });
	await admin.connect();
	await admin.query(`drop database if exists ${name} with (force)`);
	await admin.query(`create database ${name}`);
	url.pathname = `/${name}`;
	await prepareDatabase(url.toString());
	client = new pg.Client({ connectionString: url.toString() });
	await client.connect();
}, 60_000);
afterAll(async () => {
	await client.end();
	await admin.query(`drop database ${name} with (force)`);
	await admin.end();
});
beforeEach(() => client.query('begin'));
afterEach(() => client.query('rollback'));

describe('the rules for many machines', () => {
	it('hold for the schema', async () => {
		expect(await findObstacles(client)).toEqual([]);
	});

	it.each([
		['1', 'create table facts (customer_id bigint not null, id bigint primary key)', 'facts: CREATE UNIQUE INDEX facts_pkey'],
		['1', 'create table facts (customer_id bigint not null, id bigint)', 'facts has no primary key'],
		['1', 'create unique index broken on contact_points (value)', 'contact_points: CREATE UNIQUE INDEX broken'],
		['1', 'alter table tags add first_customer bigint references customers', 'tags: tags_first_customer_fkey'],
		['2', 'alter table relationships add foreign key (other_id) references customers', 'relationships: relationships_other_id_fkey'],
		['2', 'alter table customers add foreign key (golden_id) references customers', 'customers: customers_golden_id_fkey'],
		['3', 'create table things (id bigserial primary key)', 'things.id'],
		['4', 'alter table notes add author bigint references users on delete set null', 'notes: notes_author_fkey'],
		['4', 'create table child () inherits (tags)', 'child'],
		['6', 'create policy sub on notes using (exists (select from users where id = notes.owner_id))', 'notes: sub'],
		['6', "create policy empty on notes using (owner_id = current_setting('app.user_id')::bigint)", 'notes: empty'],
		[
			'7',
			`create function pg_temp.noop() returns trigger language plpgsql as 'begin return null; end';
			create trigger loud after update on notes referencing new table as fresh for each statement execute function pg_temp.noop('notes')`,
			'notes: loud',
		],
		[
			'7',
			`create function public.shout() returns trigger language plpgsql as 'begin perform pg_notify(''a'', ''b''); return null; end';
			create trigger shouting after update on notes for each row execute function public.shout('notes')`,
			'shout()',
		],
		[
			'12',
			`create table events (customer_id bigint, id bigint generated always as identity, at timestamptz, day date, primary key (customer_id, at, day))
			partition by range (at)`,
			'events',
		],
	])('rule %s finds %s', async (rule, statement, found) => {
		await client.query(statement);
		expect(await findObstacles(client)).toContainEqual(
			expect.stringMatching(new RegExp(`^rule ${rule}: .*: ${found.replace(/[()]/g, '\\$&')}`)),
		);
	});
});

describe('columns and shapes', () => {
	it('agree', async () => {
		expect(await findDrift(client)).toEqual([]);
	});

	it.each([
		['alter table customers add nickname text', 'customers.nickname is a column and not in schema.ts'],
		['alter table customers rename industry to branch', 'customers.industry is in schema.ts and not a column'],
		[
			'drop schema crm cascade; alter table customers alter gender type integer using 1',
			'customers.gender is integer, its field says choice',
		],
		['alter table customers alter company set not null', 'customers.company is not null and its shape says otherwise'],
		[
			"alter table customers add check (lifecycle_stage in ('lead', 'lost'))",
			'customers.lifecycle_stage allows lead, lost, its field lead, prospect',
		],
		['alter table addresses add county text', 'addresses.county is a column and not in schema.ts'],
		['alter table notes rename body to text', 'notes.body is in schema.ts and not a column'],
	])('%s is found', async (statement, found) => {
		await client.query(statement);
		expect(await findDrift(client)).toContainEqual(expect.stringContaining(found));
	});
});

describe('the printed schema', () => {
	it('is the same each time, and another one after any change', async () => {
		const before = await printSchema(client);
		expect(await printSchema(client)).toBe(before);
		let last = before;
		for (const statement of [
			'alter table notes add colour text',
			"comment on table notes is 'something else'",
			'grant select on notes to clientele_sql',
			'create index another on notes (colour)',
			'alter table notes disable row level security',
			'alter policy visible on notes using (true)',
			"create or replace function public.helper() returns int language sql as 'select 1'",
			'create view crm.colours as select colour from notes',
			'alter table notes add check (colour <> id::text)',
			"create type mood as enum ('good', 'bad')",
		]) {
			await client.query(statement);
			const now = await printSchema(client);
			expect(now, statement).not.toBe(last);
			last = now;
		}
	});

	it('holds no name of a version, a server or a moment', async () => {
		const text = await printSchema(client);
		expect(text).not.toMatch(/PostgreSQL \d|template_|test_[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:/);
	});
});
