// Rights of people resolved in the database, written after the migrations: the grants that count now, the scopes that they open, and the roles that
// come with the product (decision 0019).
import { readyRoles } from './rules-roles.ts';

/** current_grants: what was granted to active people and counts at this moment, with what its role opens. */
const grantsView = `
create or replace view current_grants as
select g.id, g.user_id, g.role_id, coalesce(g.team_id, u.team_id) as team_id, g.ends_at, r.key, r.permissions, r.reads, r.writes, r.fields, r.conditions
from role_grants g
join users u on u.id = g.user_id and u.state = 'active'
join roles r on r.id = g.role_id
where (g.starts_at is null or g.starts_at <= now()) and (g.ends_at is null or g.ends_at > now());`;

/**
 * A query for what a person's grants give together, one row: permissions, the field rights of each grant, the scopes that may be read and those that may be
 * changed, whether he may change what he owns. The one place where grants become scopes: a grant opens the scopes of the teams it reaches whose conditions
 * hold all that its role asks for. What it lets change is part of what it lets read.
 */
export const rightsQuery = (person: string): string => `(
	with recursive held as materialized (
		select g.* from current_grants g where g.user_id = ${person}
	), below (top, id) as (
		select distinct h.team_id, h.team_id from held h where h.reads = 'subtree' or h.writes = 'subtree'
		union
		select b.top, t.id from below b join teams t on t.parent_id = b.id
	), open as (
		select s.id, bool_or(${reaches('h.writes')}) as changes
		from scopes s join held h on s.conditions @> h.conditions and ${reaches('h.reads')}
		group by s.id
	)
	select array(select distinct p from held h cross join lateral unnest(h.permissions) p) as permissions,
		(select coalesce(jsonb_agg(h.fields), '[]') from held h) as fields,
		array(select o.id from open o order by o.id) as scopes,
		array(select o.id from open o where o.changes order by o.id) as write_scopes,
		exists (select from held h where h.writes <> 'none') as writes_own)`;

/** Whether a grant `h` reaches a scope `s`. */
function reaches(reach: string): string {
	return `case ${reach} when 'all' then true when 'team' then s.team_id = h.team_id
		when 'subtree' then exists (select from below b where b.top = h.team_id and b.id = s.team_id) else false end`;
}

const scopesFunction = `
create or replace function scopes_of(person bigint, writing boolean) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $scopes$
	select case when writing then r.write_scopes else r.scopes end from ${rightsQuery('person')} r
$scopes$;
revoke execute on function scopes_of from public;
grant execute on function scopes_of to clientele_app;`;

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** What ready-made roles open, as this version of the product says. */
const rolesStatement = `
insert into roles as r (key, name, permissions, reads, writes, fields)
values ${Object.entries(readyRoles)
	.map(
		([key, role]) =>
			`(${literal(key)}, ${literal(role.name)}, '{${role.permissions.join(',')}}', ${literal(role.reads)}, ${literal(role.writes)}, ${literal(JSON.stringify(role.fields))}::jsonb)`,
	)
	.join(',\n\t')}
on conflict (key) do update set permissions = excluded.permissions, reads = excluded.reads, writes = excluded.writes, fields = excluded.fields,
	version = r.version + 1
where (r.permissions, r.reads, r.writes, r.fields) is distinct from (excluded.permissions, excluded.reads, excluded.writes, excluded.fields);`;

/** Statements that may run again at any time; they stand before those of customers, which read the view. */
export const accessSql: readonly string[] = [grantsView, scopesFunction, rolesStatement];
