// The SQL of roles and grants: what each role opens, who holds it from when to when, and what that comes to.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Permission } from '../../platform/endpoint.ts';
import type { FieldRights } from '../../platform/field.ts';
import { explainConstraint } from '../../platform/problems.ts';
import type { Grant, Reach, RoleRow } from './endpoints-roles.ts';
import { accessError } from './messages.ts';
import { systemEmail } from './rules.ts';
import type { HeldGrant, RoleRights } from './rules-roles.ts';
import type { RoleKey } from './schema.ts';

explainConstraint('roles_name_key', accessError('role_name_taken'));
explainConstraint('roles_writes_within_reads', accessError('role_writes_beyond'));
explainConstraint('role_grants_role_id_fkey', accessError('role_unknown'));
explainConstraint('role_grants_team_id_fkey', accessError('team_unknown'));

interface Item<T> {
	readonly item: T;
}

// to_json writes times as ISO 8601, which is what the shapes of the replies promise.
const roleJson = `to_json((select row from (select r.id, r.key, r.name, r.description, r.permissions, r.reads, r.writes, r.fields, r.conditions, r.version,
	(select count(distinct g.user_id)::int from current_grants g join users u on u.id = g.user_id and u.email <> '${systemEmail}' where g.role_id = r.id) as people) as row)) as item`;

export async function listRoles(client: Queryable, after: number, limit: number): Promise<RoleRow[]> {
	const { rows } = await client.query<Item<RoleRow>>(`select ${roleJson} from roles r where r.id > $1 order by r.id limit $2`, [
		after,
		limit,
	]);
	return rows.map(({ item }) => item);
}

/** One role; locked for a change where that is asked for. */
export async function findRole(client: Queryable, id: number, lock = false): Promise<RoleRow | null> {
	const { rows } = await client.query<Item<RoleRow>>(`select ${roleJson} from roles r where r.id = $1${lock ? ' for update' : ''}`, [id]);
	return rows[0]?.item ?? null;
}

/** The number of a role that comes with the product. */
export async function roleNumber(client: Queryable, key: RoleKey): Promise<number> {
	return (await client.query<{ id: number }>('select id from roles where key = $1', [key])).rows[0]!.id;
}

/** The number of the role of this name or key. */
export async function roleNamed(client: Queryable, name: string): Promise<number | null> {
	const { rows } = await client.query<{ id: number }>('select id from roles where key = $1 or name = $1 order by key = $1 desc limit 1', [
		name,
	]);
	return rows[0]?.id ?? null;
}

export interface RoleColumns extends RoleRights {
	readonly name: string;
	readonly description: string;
}

const roleValues = (role: RoleColumns) => [
	role.name,
	role.description,
	role.permissions,
	role.reads,
	role.writes,
	JSON.stringify(role.fields),
	[...role.conditions].sort((a, b) => a - b),
];

export async function insertRole(client: Queryable, role: RoleColumns): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		'insert into roles (name, description, permissions, reads, writes, fields, conditions) values ($1, $2, $3, $4, $5, $6, $7) returning id',
		roleValues(role),
	);
	return rows[0]!.id;
}

export async function changeRole(client: Queryable, id: number, role: RoleColumns): Promise<void> {
	await client.query(
		`update roles set name = $2, description = $3, permissions = $4, reads = $5, writes = $6, fields = $7, conditions = $8, version = version + 1
		where id = $1`,
		[id, ...roleValues(role)],
	);
}

/** Whether somebody holds a role now or will. */
export async function isGranted(client: Queryable, role_id: number): Promise<boolean> {
	const { rowCount } = await client.query('select from role_grants where role_id = $1 and (ends_at is null or ends_at > now()) limit 1', [
		role_id,
	]);
	return rowCount === 1;
}

/** Deletes a role with the grants of it that have ended. */
export async function deleteRole(client: Queryable, id: number): Promise<void> {
	const { rowCount } = await client.query('delete from role_grants where role_id = $1', [id]);
	if (rowCount) await audit(client, { action: 'access.forget_grants', entity: 'role_grants', count: rowCount, detail: { role_id: id } });
	await client.query('delete from roles where id = $1', [id]);
}

// ---------------------------------------------------------------------------------------------------------------- grants

export interface NewGrant {
	readonly user_id: number;
	readonly role_id: number;
	readonly team_id?: number | null | undefined;
	/** ISO 8601. */
	readonly starts_at?: string | undefined;
	readonly ends_at?: string | undefined;
	readonly reason?: string | undefined;
	readonly granted_by: number | null;
}

export async function insertGrant(client: Queryable, grant: NewGrant): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into role_grants (user_id, role_id, team_id, starts_at, ends_at, reason, granted_by) values ($1, $2, $3, $4, $5, $6, $7) returning id`,
		[
			grant.user_id,
			grant.role_id,
			grant.team_id ?? null,
			grant.starts_at ?? null,
			grant.ends_at ?? null,
			grant.reason ?? null,
			grant.granted_by,
		],
	);
	return rows[0]!.id;
}

const grantJson = `to_json((select row from (select g.id, g.user_id, g.role_id, r.key as role_key, r.name as role_name, g.team_id, t.name as team_name,
	g.starts_at, g.ends_at, case when g.ends_at <= now() then 'ended' when g.starts_at > now() then 'waiting' else 'current' end as state,
	g.reason, g.granted_by, b.name as granted_by_name, g.granted_at) as row)) as item`;
const grantTables =
	'role_grants g join roles r on r.id = g.role_id left join teams t on t.id = g.team_id left join users b on b.id = g.granted_by';

/** Grants of a person, the latest first; those before the grant `after` where one is given. */
export async function listGrants(client: Queryable, user_id: number, after: number, limit: number): Promise<Grant[]> {
	const { rows } = await client.query<Item<Grant>>(
		`select ${grantJson} from ${grantTables} where g.user_id = $1 and ($2 = 0 or g.id < $2) order by g.id desc limit $3`,
		[user_id, after, limit],
	);
	return rows.map(({ item }) => item);
}

export async function findGrant(client: Queryable, user_id: number, id: number): Promise<Grant | null> {
	const { rows } = await client.query<Item<Grant>>(`select ${grantJson} from ${grantTables} where g.user_id = $1 and g.id = $2`, [
		user_id,
		id,
	]);
	return rows[0]?.item ?? null;
}

/** Ends a grant now; one that has not begun ends as it begins, which is never. */
export async function endGrant(client: Queryable, id: number): Promise<void> {
	await client.query('update role_grants set starts_at = least(starts_at, now()), ends_at = now() where id = $1', [id]);
}

/** A grant as rules-roles.ts compares them; `g` has the columns of current_grants. */
const heldColumns = `g.permissions, g.reads, g.writes, g.fields, g.conditions, g.team_id, to_json(g.ends_at) #>> '{}' as ends_at,
	array(with recursive up as (
		select id, parent_id from teams where id = g.team_id union select t.id, t.parent_id from teams t join up on t.id = up.parent_id
	) select id from up) as chain`;

/** What a person holds now. */
export async function heldGrants(client: Queryable, user_id: number): Promise<HeldGrant[]> {
	return (await client.query<HeldGrant>(`select ${heldColumns} from current_grants g where g.user_id = $1 order by g.id`, [user_id])).rows;
}

/** What people hold now or will: those of one person, or the grants of one role. */
export async function grantsToCome(client: Queryable, of: { user_id: number } | { role_id: number }): Promise<HeldGrant[]> {
	const [column, id] = 'user_id' in of ? ['user_id', of.user_id] : ['role_id', of.role_id];
	const { rows } = await client.query<HeldGrant>(
		`select distinct on (g.team_id, g.ends_at, g.permissions, g.reads, g.writes, g.fields, g.conditions) ${heldColumns} from (
			select coalesce(g.team_id, u.team_id) as team_id, g.ends_at, r.permissions, r.reads, r.writes, r.fields, r.conditions
			from role_grants g join roles r on r.id = g.role_id join users u on u.id = g.user_id
			where g.${column} = $1 and (g.ends_at is null or g.ends_at > now())) g`,
		[id],
	);
	return rows;
}

/** A grant of these rights in a team that somebody would hold. */
export async function asHeld(client: Queryable, rights: RoleRights, team_id: number, ends_at: string | null = null): Promise<HeldGrant> {
	const { rows } = await client.query<{ chain: number[] }>(
		`with recursive up as (
			select id, parent_id from teams where id = $1 union select t.id, t.parent_id from teams t join up on t.id = up.parent_id
		) select array_agg(id) as chain from up`,
		[team_id],
	);
	return { ...rights, team_id, chain: rows[0]!.chain ?? [], ends_at };
}

// ---------------------------------------------------------------------------------------------------------------- administrators

const administrators = `role_grants g join roles r on r.id = g.role_id and r.key = 'administrator' join users u on u.id = g.user_id
	where u.state = 'active' and u.email <> '${systemEmail}' and (g.starts_at is null or g.starts_at <= now()) and g.ends_at is null`;

/** The numbers of all active administrators without an end, locked until the end of the transaction so that two of them cannot demote each other at once. */
export async function lockAdministrators(client: Queryable): Promise<number[]> {
	const { rows } = await client.query<{ user_id: number }>(`select g.user_id from ${administrators} order by g.id for update of g, u`);
	return [...new Set(rows.map(({ user_id }) => user_id))];
}

/** Whether a person, not only the system account, is an active administrator without an end. */
export async function administratorExists(client: Queryable): Promise<boolean> {
	return (await client.query<{ exists: boolean }>(`select exists (select from ${administrators})`)).rows[0]!.exists;
}

// ---------------------------------------------------------------------------------------------------------------- who sees what

interface MatrixCounts {
	readonly people: number;
	readonly permissions: { readonly permission: Permission; readonly people: number }[];
	readonly rights: { readonly user_id: number; readonly fields: FieldRights[] }[];
}

/** How many people hold any role and each permission, and the field rights of each of them. */
export async function countRights(client: Queryable): Promise<MatrixCounts> {
	const { rows } = await client.query<MatrixCounts>(
		`with held as (select g.* from current_grants g join users u on u.id = g.user_id and u.email <> $1)
		select (select count(distinct user_id)::int from held) as people,
			(select coalesce(json_agg(json_build_object('permission', permission, 'people', people) order by permission), '[]') from (
				select permission, count(distinct user_id)::int as people from held, unnest(permissions) permission group by permission) p) as permissions,
			(select coalesce(json_agg(json_build_object('user_id', user_id, 'fields', fields)), '[]') from (
				select user_id, json_agg(distinct fields) as fields from held group by user_id) f) as rights`,
		[systemEmail],
	);
	return rows[0]!;
}

export interface Place {
	readonly scope_id: number;
	readonly owner_id: number | null;
}

export interface AccessRow {
	readonly id: number;
	readonly user_id: number;
	readonly user_name: string;
	readonly role_id: number;
	readonly role_key: RoleKey | null;
	readonly role_name: string;
	readonly team_id: number;
	readonly team_name: string;
	readonly reach: Reach;
	readonly may_change: boolean;
	readonly ends_at: string | null;
}

/** The grants by which somebody sees what is in this place, in order, after the grant `after`: its rows by scope, or because he owns it. */
export async function grantsThatSee(client: Queryable, { scope_id, owner_id }: Place, after: number, limit: number): Promise<AccessRow[]> {
	const reached = (reach: string) => `case ${reach} when 'all' then true when 'subtree' then g.team_id = any (p.chain)
		when 'team' then g.team_id = p.team_id else false end and p.conditions @> g.conditions`;
	const { rows } = await client.query<AccessRow>(
		`with place as (
			select s.team_id, s.conditions, array(with recursive up as (
				select id, parent_id from teams where id = s.team_id union select t.id, t.parent_id from teams t join up on t.id = up.parent_id
			) select id from up) as chain
			from scopes s where s.id = $1
		)
		select g.id, g.user_id, u.name as user_name, g.role_id, g.key as role_key, r.name as role_name, g.team_id, t.name as team_name,
			case when x.by_scope then g.reads else 'own' end as reach, x.may_change, to_json(g.ends_at) #>> '{}' as ends_at
		from place p cross join current_grants g
		join users u on u.id = g.user_id and u.email <> $5 join roles r on r.id = g.role_id join teams t on t.id = g.team_id
		cross join lateral (select ${reached('g.reads')} as by_scope,
			'customers.write' = any (g.permissions) and (${reached('g.writes')} or g.writes <> 'none' and g.user_id is not distinct from $2::bigint) as may_change) x
		where g.id > $3 and 'customers.read' = any (g.permissions) and (x.by_scope or g.user_id is not distinct from $2::bigint)
		order by g.id limit $4`,
		[scope_id, owner_id, after, limit, systemEmail],
	);
	return rows;
}
