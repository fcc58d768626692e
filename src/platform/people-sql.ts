// What PostgreSQL opens to everybody, and people who write SQL are not given: locks that the program works by, and a store that no erasure reaches.
import { appRole } from './database.ts';

/** Advisory locks belong to whoever asks first: one name, and nothing would be sealed or read into the audit any more. */
const locks = "p.proname ~ '^pg_(try_)?advisory_'";
/** Large objects stay when their session ends, outside every table that is searched, exported or erased. */
const stores = "p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea')";

/** Only a superuser may; where the owner is none, sessions that hold such locks are ended (features/audit/sql-holding.ts). */
export const peopleSql: readonly string[] = [
	`do $$ declare one record; begin
		if not (select rolsuper from pg_roles where rolname = current_user) then return; end if;
		for one in select p.oid::regprocedure as name, ${locks} as ours from pg_proc p
			where p.pronamespace = 'pg_catalog'::regnamespace and (${locks} or ${stores}) and has_function_privilege('public', p.oid, 'execute') loop
			execute format('revoke execute on function %s from public', one.name);
			if one.ours then execute format('grant execute on function %s to ${appRole}', one.name); end if;
		end loop;
	end $$`,
	// What fails of a request is in the program's log, without the sentence of PostgreSQL, which quotes what was typed or read: its own log would keep it.
	`do $$ begin
		if has_parameter_privilege(current_user, 'log_min_messages', 'set')
			and not exists (select from pg_roles where rolname = '${appRole}' and 'log_min_messages=fatal' = any (rolconfig)) then
			alter role ${appRole} set log_min_messages = 'fatal';
		end if;
	-- Another database of the same server does it at this moment; or the role is somebody else's, and start goes before quiet.
	exception when internal_error or insufficient_privilege then null;
	end $$`,
];
