// What rights cost: by id, list and search as 200 people in 50 teams, with row-level security and masks, against the same transaction as the owner, whom no
// policy holds. On the database in a folder (made by bench/import.ts). Usage: npx tsx bench/rights.ts [folder] [seconds per measurement]
import { userPrincipal } from '../src/features/access/queries.ts';
import { insertGrant } from '../src/features/access/roles-queries.ts';
import type { RoleKey } from '../src/features/access/schema.ts';
import { ensureScopes } from '../src/features/access/teams-queries.ts';
import { customerEndpoints } from '../src/features/customers/endpoints.ts';
import type { ListContext } from '../src/features/customers/filter.ts';
import { listCustomers } from '../src/features/customers/list.ts';
import { ownedTables, readProfile } from '../src/features/customers/queries.ts';
import { naturesCached } from '../src/features/customers/routes-attributes.ts';
import type { ListQuery } from '../src/features/customers/schema.ts';
import type { Principal } from '../src/platform/auth.ts';
import { type Database, type Queryable, read } from '../src/platform/database.ts';
import { Places } from '../src/platform/masking.ts';
import { type Bench, openBench, percentile, report } from './environment.ts';

const folder = process.argv[2] ?? '.cache/bench';
const duration = Number(process.argv[3] ?? 20) * 1_000;
const clients = 16;
const teams = 50;

/** 200 people: those who see their team, several teams, or everything. */
const staff: readonly (readonly [role: RoleKey, count: number])[] = [
	['sales', 140],
	['manager', 10],
	['service', 40],
	['analyst', 10],
];

/** Teams in five regions, people in them, and the customers spread over them with all that is theirs; once for a database. */
async function furnish({ database: { owner } }: Bench): Promise<number[]> {
	const known = await owner.query<{ id: number }>("select id from users where email like 'rights-%' order by id");
	if (known.rows.length > 0) return known.rows.map(({ id }) => id);
	const team = async (name: string, parent: number) =>
		(await owner.query<{ id: number }>('insert into teams (name, parent_id) values ($1, $2) returning id', [name, parent])).rows[0]!.id;
	const regions: number[] = [];
	for (let one = 0; one < 5; one++) regions.push(await team(`Region ${one}`, 1));
	const made: number[] = [];
	for (let one = 0; one < teams - 5; one++) made.push(await team(`Team ${one}`, regions[one % 5]!));
	await ensureScopes(owner);
	const all = [...regions, ...made];
	const { rows: scopes } = await owner.query<{ id: number }>('select id from scopes where team_id = any ($1) order by id', [all]);
	const spread = `(array[${scopes.map(({ id }) => id).join(',')}])[1 + %s % ${scopes.length}]`;
	await owner.query(`update customers set scope_id = ${spread.replace('%s', 'id')}`);
	for (const table of ownedTables) await owner.query(`update ${table} set scope_id = ${spread.replace('%s', 'customer_id')}`);
	const ids: number[] = [];
	for (const [role, count] of staff) {
		const { rows } = await owner.query<{ id: number }>('select id from roles where key = $1', [role]);
		for (let one = 0; one < count; one++) {
			const team_id = role === 'manager' ? regions[one % 5]! : all[one % all.length]!;
			const user = await owner.query<{ id: number }>('insert into users (email, name, team_id) values ($1, $1, $2) returning id', [
				`rights-${role}-${one}@example.com`,
				team_id,
			]);
			ids.push(user.rows[0]!.id);
			await insertGrant(owner, { user_id: ids.at(-1)!, role_id: rows[0]!.id, granted_by: null });
		}
	}
	return ids;
}

/** One request of somebody; the text of the answer. */
type Ask = (client: Queryable, who: Asker) => Promise<string>;

interface Asker {
	readonly principal: Principal;
	/** Customers whom he sees, and names of such. */
	readonly ids: readonly number[];
	readonly names: readonly string[];
	readonly context: ListContext;
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
const pageOf = async (client: Queryable, query: ListQuery, { context }: Asker) => {
	const { items, next } = await listCustomers(client, query, context);
	return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`;
};

/** Runs requests of all people for a while, so many at a time, and adds how long each took. Returns the milliseconds that it ran. */
async function run(
	database: Database,
	people: readonly Asker[],
	ask: Ask,
	leave: (text: string, who: Asker) => Promise<string>,
	milliseconds: number,
	times: number[],
): Promise<number> {
	const began = performance.now();
	const end = began + milliseconds;
	await Promise.all(
		Array.from({ length: clients }, async () => {
			while (performance.now() < end) {
				const who = pick(people);
				const from = performance.now();
				// As bytes, as every answer leaves: until then the text of a page is in pieces.
				Buffer.from(await leave(await read(database, who.principal, (client) => ask(client, who)), who));
				times.push(performance.now() - from);
			}
		}),
	);
	return performance.now() - began;
}

/** How many a second, and how long they took. */
function told(times: number[], milliseconds: number) {
	times.sort((a, b) => a - b);
	return {
		per_second: Math.round(times.length / (milliseconds / 1_000)),
		ms_half: Math.round(percentile(times, 0.5) * 100) / 100,
		ms_95: Math.round(percentile(times, 0.95) * 100) / 100,
	};
}

type Told = ReturnType<typeof told>;

/** Turns in which the three ways are measured, so that what else the machine does meets all of them. */
const turns = 8;

async function main(): Promise<void> {
	const bench = await openBench(`${folder}/import`);
	const { database, services } = bench;
	try {
		const users = await furnish(bench);
		await database.owner.query('vacuum analyze');
		const natures = () => naturesCached(database);
		const context = { attributes: new Map(), country: services.config.defaultCountry, keyring: services.keyring };
		const people: Asker[] = [];
		for (const id of users) {
			const principal = { ...(await userPrincipal(database.owner, id)), via: 'api_key' as const };
			const { rows } = await read(database, principal, (client) =>
				client.query<{ id: number; name: string | null }>(
					"select id, name from customers where state = 'active' and id > (select (max(id) * random())::bigint from customers) limit 100",
				),
			);
			const names = rows.flatMap(({ name }) => name ?? []);
			if (names.length > 0) people.push({ principal, ids: rows.map((row) => row.id), names, context: { ...context, reader: principal } });
		}
		const { rows: named } = await database.owner.query<{ name: string }>(
			"select name from customers where state = 'active' and name is not null order by md5(id::text) limit 200",
		);
		const words = named.map(({ name }) => name);
		const kinds: Readonly<Record<string, { ask: Ask; places: Places }>> = {
			by_id: {
				ask: async (client, who) => (await readProfile(client, pick(who.ids)))?.profile ?? '{}',
				places: new Places(customerEndpoints.getCustomer),
			},
			list: { ask: (client, who) => pageOf(client, { limit: 50 }, who), places: new Places(customerEndpoints.listCustomers) },
			list_by_name: {
				ask: (client, who) => pageOf(client, { limit: 50, sort: 'name' }, who),
				places: new Places(customerEndpoints.listCustomers),
			},
			search: {
				ask: (client, who) => pageOf(client, { limit: 50, search: pick(who.names) }, who),
				places: new Places(customerEndpoints.listCustomers),
			},
			// Most of them are customers of other teams: what is looked for is not found, and therefore looked for further.
			search_anybody: {
				ask: (client, who) => pageOf(client, { limit: 50, search: pick(words) }, who),
				places: new Places(customerEndpoints.listCustomers),
			},
		};
		const open = async () => [];
		const results: Record<string, unknown> = {};
		for (const [kind, { ask, places }] of Object.entries(kinds)) {
			const bare = { ...database, app: database.owner };
			const asIs = async (text: string) => text;
			const ways = [
				{ on: bare, leave: asIs },
				{ on: database, leave: asIs },
				{ on: database, leave: (text: string, { principal }: Asker) => places.leave(text, principal, natures, open) },
			].map((way) => ({ ...way, times: [] as number[], milliseconds: 0 }));
			for (let turn = 0; turn < turns; turn++)
				for (const way of ways) way.milliseconds += await run(way.on, people, ask, way.leave, duration / turns, way.times);
			const [without, rows, both] = ways.map((way) => told(way.times, way.milliseconds)) as [Told, Told, Told];
			const cost = (one: Told) => `${Math.round((without.per_second / one.per_second - 1) * 100)} %`;
			results[kind] = { without, rows, rows_and_masks: both, cost_of_rows: cost(rows), cost_of_both: cost(both) };
		}
		const { rows } = await database.owner.query<{ count: number }>('select count(*) as count from customers');
		report(folder, `rights-${rows[0]!.count}`, { people: people.length, teams, clients, seconds_each: duration / 1_000, ...results });
	} finally {
		await bench.close();
	}
}

await main();
