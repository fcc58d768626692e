// Grants resolved to scopes: what the database says is what the rule says, for random trees, roles, conditions and times.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { type Reach, reaches } from './endpoints-roles.ts';
import { heldGrants } from './roles-queries.ts';
import { excessOf, type HeldGrant } from './rules-roles.ts';

let t: TestServices;
let owner: pg.Client;

beforeAll(async () => {
	t = await testServices();
	owner = new pg.Client({ connectionString: t.ownerUrl });
	await owner.connect();
	await owner.query("insert into users (email, name) values ('p@example.com', 'P'), ('q@example.com', 'Q')");
	await owner.query(`insert into row_conditions (name, field, "values") values ('a', 'country', '{DE}'), ('b', 'kind', '{person}')`);
});
afterAll(async () => {
	await owner.end();
	await t.drop();
});

interface World {
	/** Parent of team n + 2, as a place among the teams before it. */
	readonly parents: readonly number[];
	/** Team and conditions of each scope besides those without conditions. */
	readonly scopes: readonly (readonly [number, readonly number[]])[];
	readonly home: number;
	readonly grants: readonly {
		readonly team: number | null;
		readonly reads: Reach;
		readonly writes: Reach;
		readonly conditions: readonly number[];
		/** Days from now; null: without. */
		readonly from: number | null;
		readonly until: number | null;
	}[];
}

const conditions = fc.subarray([1, 2]);
const day = fc.option(fc.constantFrom(-2, -1, 1, 2));
const world: fc.Arbitrary<World> = fc.record({
	parents: fc.array(fc.nat(7), { maxLength: 7 }),
	scopes: fc.array(fc.tuple(fc.nat(7), conditions), { maxLength: 8 }),
	home: fc.nat(7),
	grants: fc.array(
		fc
			.record({
				team: fc.option(fc.nat(7)),
				reads: fc.constantFrom(...reaches.slice(1)),
				writes: fc.constantFrom(...reaches),
				conditions,
				from: day,
				until: day,
			})
			.filter(({ reads, writes, from, until }) => reaches.indexOf(writes) <= reaches.indexOf(reads) && (from ?? -9) <= (until ?? 9)),
		{ maxLength: 4 },
	),
});

/** Puts a world into the database; the number of team n is n + 1. */
async function build({ parents, scopes, home, grants }: World): Promise<void> {
	const most = parents.length;
	await owner.query(
		'update users set team_id = 1; delete from role_grants; delete from roles where key is null; delete from scopes where id <> 1; delete from teams where id <> 1',
	);
	for (const [n, parent] of parents.entries())
		await owner.query('insert into teams (id, parent_id, name) overriding system value values ($1, $2, $3)', [
			n + 2,
			(parent % (n + 1)) + 1,
			`t${n}`,
		]);
	await owner.query("insert into scopes (team_id, conditions) select id, '{}' from teams where id <> 1");
	for (const [team, held] of scopes)
		await owner.query('insert into scopes (team_id, conditions) values ($1, $2) on conflict do nothing', [(team % (most + 1)) + 1, held]);
	await owner.query("update users set team_id = $1 where email = 'p@example.com'", [(home % (most + 1)) + 1]);
	for (const [n, one] of grants.entries()) {
		const { rows } = await owner.query('insert into roles (name, reads, writes, conditions) values ($1, $2, $3, $4) returning id', [
			`r${n}`,
			one.reads,
			one.writes,
			one.conditions,
		]);
		const at = (days: number | null) => (days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString());
		await owner.query(
			"insert into role_grants (user_id, role_id, team_id, starts_at, ends_at) select id, $1, $2, $3, $4 from users where email = 'p@example.com'",
			[rows[0].id, one.team === null ? null : (one.team % (most + 1)) + 1, at(one.from), at(one.until)],
		);
	}
}

/** The rule, said again without SQL. */
function expected(
	{ parents, home, grants }: World,
	all: readonly { id: number; team_id: number; conditions: number[] }[],
	way: 'reads' | 'writes',
): number[] {
	const teams = parents.length + 1;
	const above = (team: number): number[] => (team === 1 ? [1] : [team, ...above((parents[team - 2]! % (team - 1)) + 1)]);
	const sees = (scope: { team_id: number; conditions: number[] }) =>
		grants.some((one) => {
			if ((one.from !== null && one.from > 0) || (one.until !== null && one.until < 0)) return false;
			if (!one.conditions.every((condition) => scope.conditions.includes(condition))) return false;
			const team = ((one.team ?? home) % teams) + 1;
			if (one[way] === 'all') return true;
			if (one[way] === 'subtree') return above(scope.team_id).includes(team);
			return one[way] === 'team' && scope.team_id === team;
		});
	return all.filter(sees).map(({ id }) => id);
}

test('scopes_of() says what the rule says', async () => {
	await fc.assert(
		fc.asyncProperty(world, async (one) => {
			await build(one);
			const { rows: all } = await owner.query('select id, team_id, conditions from scopes order by id');
			const { rows } = await owner.query(
				"select scopes_of(id, false) as reads, scopes_of(id, true) as writes from users where email = 'p@example.com'",
			);
			expect(rows[0].reads).toEqual(expected(one, all, 'reads'));
			expect(rows[0].writes).toEqual(expected(one, all, 'writes'));
			// Who was granted nothing sees nothing.
			const { rows: none } = await owner.query("select scopes_of(id, false) as reads from users where email = 'q@example.com'");
			expect(none[0].reads).toEqual([]);
		}),
		{ numRuns: 60 },
	);
});

test('a disabled person has no scopes', async () => {
	await build({
		parents: [0],
		scopes: [],
		home: 0,
		grants: [{ team: null, reads: 'all', writes: 'all', conditions: [], from: null, until: null }],
	});
	const scopes = async () =>
		(await owner.query("select scopes_of(id, false) as reads from users where email = 'p@example.com'")).rows[0].reads;
	expect(await scopes()).toHaveLength(2);
	await owner.query("update users set state = 'disabled' where email = 'p@example.com'");
	expect(await scopes()).toEqual([]);
	await owner.query("update users set state = 'active' where email = 'p@example.com'");
});

test('whoever may give a grant away has all the scopes that it opens', async () => {
	await fc.assert(
		fc.asyncProperty(world, world, async (mine, theirs) => {
			const same = { ...theirs, parents: mine.parents, scopes: mine.scopes };
			// By team and conditions: their numbers are others after each build.
			const classes = (writing: boolean) =>
				`array(select s.team_id || ':' || s.conditions::text from scopes s where s.id = any (scopes_of(u.id, ${writing})) order by 1)`;
			const scopesNow = async () =>
				(await owner.query(`select ${classes(false)} as reads, ${classes(true)} as writes from users u where email = 'p@example.com'`))
					.rows[0];
			const { rows } = await owner.query("select id from users where email = 'p@example.com'");
			await build(mine);
			const held = await heldGrants(owner, rows[0].id);
			const before = await scopesNow();
			await build(same);
			const wanted: HeldGrant[] = await heldGrants(owner, rows[0].id);
			const after = await scopesNow();
			if (wanted.every((one) => excessOf(held, one) === null))
				for (const way of ['reads', 'writes'] as const) expect(before[way]).toEqual(expect.arrayContaining(after[way]));
		}),
		{ numRuns: 40 },
	);
});
