// The SQL of teams, conditions and scopes.
import type { Queryable } from '../../platform/database.ts';
import { explainConstraint } from '../../platform/problems.ts';
import type { RowCondition, Scope, Team } from './endpoints-teams.ts';
import { accessError } from './messages.ts';
import { systemEmail } from './rules.ts';

explainConstraint('teams_parent_id_name_key', accessError('team_name_taken'));
explainConstraint('teams_parent_id_fkey', accessError('team_unknown'));
explainConstraint('row_conditions_name_key', accessError('condition_name_taken'));

const teamColumns = `t.id, t.parent_id, t.name, t.version, (select s.id from scopes s where s.team_id = t.id and s.conditions = '{}') as scope_id,
	(select count(*)::int from users u where u.team_id = t.id and u.state = 'active' and u.email <> '${systemEmail}') as people`;

/** All teams by name. */
export async function listTeams(client: Queryable, limit: number): Promise<Team[]> {
	return (await client.query<Team>(`select ${teamColumns} from teams t order by t.name, t.id limit $1`, [limit])).rows;
}

export async function findTeam(client: Queryable, id: number): Promise<Team | null> {
	return (await client.query<Team>(`select ${teamColumns} from teams t where t.id = $1`, [id])).rows[0] ?? null;
}

/** Lets one transaction at a time change the tree and what scopes follow from: two moves at once could close a circle. */
export async function lockTree(client: Queryable): Promise<void> {
	await client.query(`select pg_advisory_xact_lock(hashtext('clientele.teams'))`);
}

export async function insertTeam(client: Queryable, name: string, parent_id: number): Promise<number> {
	const { rows } = await client.query<{ id: number }>('insert into teams (name, parent_id) values ($1, $2) returning id', [
		name,
		parent_id,
	]);
	await ensureScopes(client);
	return rows[0]!.id;
}

export async function changeTeam(client: Queryable, id: number, changes: { name?: string; parent_id?: number }): Promise<void> {
	await client.query(
		'update teams set name = coalesce($2, name), parent_id = coalesce($3, parent_id), version = version + 1 where id = $1',
		[id, changes.name ?? null, changes.parent_id ?? null],
	);
}

/** Whether a team is another, or stands above it. */
export async function isAbove(client: Queryable, id: number, other: number): Promise<boolean> {
	const { rows } = await client.query<{ above: boolean }>(
		`with recursive up as (
			select id, parent_id from teams where id = $2 union select t.id, t.parent_id from teams t join up on t.id = up.parent_id
		) select exists (select from up where id = $1) as above`,
		[id, other],
	);
	return rows[0]!.above;
}

/** Makes the scopes that rows may need at once: of each team the one without conditions, with each condition, and with those of each role. */
export async function ensureScopes(client: Queryable): Promise<void> {
	await client.query(
		`insert into scopes (team_id, conditions)
		select t.id, w.conditions from teams t
		cross join (select '{}'::int[] as conditions union select array[id] from row_conditions union select conditions from roles) w
		where not exists (select from scopes s where s.team_id = t.id and s.conditions = w.conditions) on conflict do nothing`,
	);
}

/** Whether people, grants that still count or teams hang on a team. */
export async function teamHolds(client: Queryable, id: number): Promise<boolean> {
	const { rows } = await client.query<{ holds: boolean }>(
		`select exists (select from users where team_id = $1) or exists (select from role_grants where team_id = $1 and (ends_at is null or ends_at > now()))
			or exists (select from teams where parent_id = $1) as holds`,
		[id],
	);
	return rows[0]!.holds;
}

/** Whether any customer, in whatever state, is in a scope of this team. Owner-side: nobody's rights count here. */
export async function hasCustomers(client: Queryable, team_id: number): Promise<boolean> {
	const { rows } = await client.query<{ has: boolean }>(
		'select exists (select from customers where scope_id = any (array(select id from scopes where team_id = $1))) as has',
		[team_id],
	);
	return rows[0]!.has;
}

/** Deletes a team with its scopes, in which no row is any more, and grants that have ended. */
export async function deleteTeam(client: Queryable, id: number): Promise<void> {
	await client.query('delete from role_grants where team_id = $1', [id]);
	await client.query('delete from scopes where team_id = $1', [id]);
	await client.query('delete from teams where id = $1', [id]);
}

export async function listScopes(client: Queryable, after: number, limit: number): Promise<Scope[]> {
	const { rows } = await client.query<Scope>(
		`select s.id, s.team_id, t.name as team_name, s.conditions,
			array(select c.name from row_conditions c where c.id = any (s.conditions) order by c.name) as condition_names from scopes s join teams t on t.id = s.team_id where s.id > $1 order by s.id limit $2`,
		[after, limit],
	);
	return rows;
}

// ---------------------------------------------------------------------------------------------------------------- conditions

const conditionColumns = `c.id, c.name, c.field, c.operator, c."values", c.version,
	(select count(*)::int from roles r where c.id = any (r.conditions)) as roles`;

export async function listConditions(client: Queryable): Promise<RowCondition[]> {
	return (await client.query<RowCondition>(`select ${conditionColumns} from row_conditions c order by c.id`)).rows;
}

export async function findCondition(client: Queryable, id: number): Promise<RowCondition | null> {
	return (await client.query<RowCondition>(`select ${conditionColumns} from row_conditions c where c.id = $1`, [id])).rows[0] ?? null;
}

export async function insertCondition(
	client: Queryable,
	one: Pick<RowCondition, 'name' | 'field' | 'operator' | 'values'>,
): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		'insert into row_conditions (name, field, operator, "values") values ($1, $2, $3, $4) returning id',
		[one.name, one.field, one.operator, one.values],
	);
	await ensureScopes(client);
	return rows[0]!.id;
}

export async function changeCondition(
	client: Queryable,
	id: number,
	changes: { name?: string; values?: readonly string[] },
): Promise<void> {
	await client.query(
		'update row_conditions set name = coalesce($2, name), "values" = coalesce($3, "values"), version = version + 1 where id = $1',
		[id, changes.name ?? null, changes.values ?? null],
	);
}

export async function deleteCondition(client: Queryable, id: number): Promise<void> {
	await client.query('delete from row_conditions where id = $1', [id]);
}

/** The values that a choice attribute may have; null where there is no such attribute. */
export async function attributeChoices(client: Queryable, name: string): Promise<string[] | null> {
	const { rows } = await client.query<{ choices: string[] }>(
		`select array(select jsonb_array_elements(choices)->>'value') as choices from attribute_definitions
		where entity = 'customers' and name = $1 and type = 'choice' and deleted_at is null and personal in ('none', 'personal')`,
		[name],
	);
	return rows[0]?.choices ?? null;
}
