// The statements behind reading what people ask in SQL: preparing the server, what is new in its statistics, noting how far that was read. Owner-side.
import { appRole, type Queryable } from '../../platform/database.ts';
import { peopleRole } from '../../platform/migrate.ts';

const isNested = "'pg_stat_statements.track=all' = any (s.setconfig)";

/** Roles of people: members of theirs, but for those that the program uses itself. */
export const people = `select r.oid::bigint as oid, r.rolname as login from pg_roles r
	where not r.rolsuper and r.rolname not in (current_user, '${appRole}') and pg_has_role(r.oid, '${peopleRole}', 'member')`;

/** Has what a DO block or a function of one's own asks counted as well, for sessions that begin from now on. */
export const countNested = `do $$ declare one text; begin
	for one in select p.login from (${people}) p
		where not exists (select from pg_db_role_setting s where s.setrole = p.oid and s.setdatabase = 0 and ${isNested}) loop
		execute format('alter role %I set pg_stat_statements.track = ''all''', one);
	end loop;
end $$`;

/** Each does what the server and the owner's rights allow, and leaves alone what is done. */
export const preparing: readonly string[] = [
	`do $$ begin
		if not exists (select from pg_extension where extname = 'pg_stat_statements') then
			create extension pg_stat_statements;
			-- Anybody would see how often and how long others ask.
			revoke all on pg_stat_statements, pg_stat_statements_info from public;
			revoke execute on function pg_stat_statements(boolean), pg_stat_statements_info() from public;
		end if;
	end $$`,
	`do $$ begin
		if current_setting('server_version_num')::int >= 170000 and not exists (select from pg_event_trigger where evtname = 'clientele_sql_signed_in') then
			create event trigger clientele_sql_signed_in on login execute function sql_signed_in();
		end if;
	end $$`,
	// Logins made by earlier versions could become the role that all share, and ask under its name. What another role granted may be refused us: the doctor tells.
	`do $$ declare one record; begin
		if current_setting('server_version_num')::int < 160000 then return; end if;
		for one in select m.member::regrole as login, m.grantor::regrole as grantor from pg_auth_members m
			where m.roleid = '${peopleRole}'::regrole and m.set_option and pg_get_userbyid(m.member) in (select l.login from sql_logins l) loop
			begin
				execute format('revoke set option for ${peopleRole} from %s granted by %s', one.login, one.grantor);
			exception when insufficient_privilege then null;
			end;
		end loop;
	end $$`,
	countNested,
];

// Before 17 a statement does not tell since when it is counted: then since when all are.
const current = `
	select p.oid, p.login, s.queryid, s.toplevel,
		coalesce(to_jsonb(s)->>'stats_since', (select stats_reset::text from pg_stat_statements_info), '') as since, s.calls, s.total_exec_time as milliseconds, s.rows, s.query
	from pg_stat_statements(TEXTS) s join (${people}) p on p.oid = s.userid
	where s.dbid = (select oid from pg_database where datname = current_database()) and s.queryid is not null`;

const isNew = 'n.calls > case when k.since = n.since and k.calls <= n.calls then k.calls else 0 end';
const known = 'left join sql_statements k on (k.login_oid, k.query_id, k.top_level) = (n.oid, n.queryid, n.toplevel)';

/** Whether the server counts statements, and tells us those of others. @throws DatabaseError where it has no such statistics */
export async function readsOthers(client: Queryable): Promise<boolean> {
	await client.query('select from pg_stat_statements(false) limit 1');
	const { rows } = await client.query<{ may: boolean }>("select pg_has_role('pg_read_all_stats', 'usage') as may");
	return rows[0]!.may;
}

/** People who may ask in SQL by a login of their own. */
export async function countLogins(client: Queryable): Promise<number> {
	const { rows } = await client.query<{ count: number }>(
		`select count(*) from (${people}) p join sql_logins l on l.login = p.login where p.login <> '${peopleRole}'`,
	);
	return rows[0]!.count;
}

/** Logins that can become the role that all share, and so ask under its name. 15 knows no others. */
export async function loginsThatShare(client: Queryable): Promise<string[]> {
	const { rows } = await client.query<{ login: string }>(
		`select distinct l.login::text from pg_auth_members m join sql_logins l on l.login = pg_get_userbyid(m.member)
		where m.roleid = '${peopleRole}'::regrole and to_jsonb(m)->>'set_option' = 'true' order by 1`,
	);
	return rows.map(({ login }) => login);
}

export interface Person {
	readonly oid: number;
	readonly login: string;
	readonly user_id: number | null;
	/** What its blocks and functions ask is counted. */
	readonly nested: boolean;
}

/** Logins with statements that are in no entry yet. */
export async function loginsWithNew(client: Queryable): Promise<Person[]> {
	const { rows } = await client.query<Person>(
		`select distinct n.oid, n.login, l.user_id, exists (select from pg_db_role_setting s where s.setrole = n.oid and s.setdatabase = 0 and ${isNested}) as nested
		from (${current.replace('TEXTS', 'false')}) n ${known} left join sql_logins l on l.login = n.login where ${isNew}`,
	);
	return rows;
}

export interface NewStatement {
	readonly query: string;
	/** Its text is longer than what is here. */
	readonly cut: boolean;
	readonly top_level: boolean;
	readonly calls: number;
	readonly milliseconds: number;
	readonly rows: number;
	/** When it was read before, so that it ran after that; null for the first time. */
	readonly read_before: string | null;
}

const lock = "select pg_advisory_xact_lock(hashtext('clientele sql reading'))";

/** Characters of a statement that are read at most. */
const longest = 20_000;

/** Takes what is new of a login, at most so many statements, and notes that it is taken. Other processes wait. */
export async function takeNew(client: Queryable, oid: number, limit: number): Promise<NewStatement[]> {
	await client.query(lock);
	const { rows } = await client.query<NewStatement>(
		`with taken as materialized (
			select n.*, k.read_at as read_before,
				n.calls - case when counts then k.calls else 0 end as new_calls,
				n.milliseconds - case when counts then k.milliseconds else 0 end as new_milliseconds,
				n.rows - case when counts then k.rows else 0 end as new_rows
			from (${current.replace('TEXTS', 'true')}) n ${known}
			cross join lateral (select coalesce(k.since = n.since and k.calls <= n.calls, false) as counts) c
			where n.oid = $1 and ${isNew} limit ${Math.trunc(limit)}
		),
		noted as (
			insert into sql_statements (login_oid, query_id, top_level, since, calls, milliseconds, rows)
			select oid, queryid, toplevel, since, calls, milliseconds, rows from taken
			on conflict (login_oid, query_id, top_level) do update set since = excluded.since, calls = excluded.calls,
				milliseconds = excluded.milliseconds, rows = excluded.rows, read_at = excluded.read_at
		)
		select left(query, ${longest}) as query, length(query) > ${longest} as cut, toplevel as top_level, new_calls as calls, round(new_milliseconds::numeric, 3)::float8 as milliseconds,
			new_rows as rows, read_before from taken`,
		[oid],
	);
	return rows;
}

/** Forgets how far all was read, in the transaction that has the server count anew. Who reads waits for its end. */
export async function forgetRead(client: Queryable): Promise<void> {
	await client.query(lock);
	await client.query('delete from sql_statements');
}

/** Whether a statement that the server forgot and counts again tells so by itself. */
export async function tellsSince(client: Queryable): Promise<boolean> {
	const { rows } = await client.query<{ yes: boolean }>("select current_setting('server_version_num')::int >= 170000 as yes");
	return rows[0]!.yes;
}

/** Forgets what the server counts no longer. */
export async function forgetGone(client: Queryable): Promise<void> {
	await client.query(
		`delete from sql_statements k where not exists (
			select from pg_stat_statements(false) s where (s.userid::bigint, s.queryid, s.toplevel) = (k.login_oid, k.query_id, k.top_level)
				and s.dbid = (select oid from pg_database where datname = current_database()))`,
	);
}

/** Whether the server has each sign-in of a login noted. */
export async function notesSignIns(client: Queryable): Promise<boolean> {
	const { rows } = await client.query<{ yes: boolean }>(
		"select exists (select from pg_event_trigger where evtname = 'clientele_sql_signed_in' and evtenabled <> 'D') as yes",
	);
	return rows[0]!.yes;
}

/** Addresses from which a login is connected, or signed in within the last day. */
export async function addressesOf(client: Queryable, { oid, login }: Person): Promise<string[]> {
	const { rows } = await client.query<{ ip: string }>(
		`select host(client_addr) as ip from pg_stat_activity where usesysid::bigint = $1 and client_addr is not null
		union
		select ip from audit_log where entity = 'sql_logins' and entity_id = $2 and action = 'sql.sign_in' and at > now() - interval '1 day' and ip is not null
		order by 1 limit 20`,
		[oid, login],
	);
	return rows.map(({ ip }) => ip);
}
