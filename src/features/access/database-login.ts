// A database login of somebody's own: a member of the role of people who write SQL, whose rights are those of his grants by session_user.
import { randomBytes } from 'node:crypto';
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import { peopleRole } from '../../platform/migrate.ts';
import { scramSecret } from '../../platform/roles.ts';
import type { Services } from '../../platform/services.ts';
import { accessError } from './messages.ts';
import { nameFromEmail } from './rules.ts';
import type { User } from './schema.ts';

/** The name of a person's login: what stands before the @, as far as a role may be called so, and his number, which makes it his alone. */
export function loginName({ id, email }: Pick<User, 'id' | 'email'>): string {
	const readable = nameFromEmail(email)
		.replace(/[^a-z0-9]+/g, '_')
		.slice(0, 30);
	return `clientele_${readable}_${id}`;
}

async function loginOf(client: Queryable, user_id: number): Promise<string | null> {
	const { rows } = await client.query<{ login: string }>('select login::text from sql_logins where user_id = $1 and login <> $2 limit 1', [
		user_id,
		peopleRole,
	]);
	return rows[0]?.login ?? null;
}

/**
 * A member that sees what people see and cannot become the role that all share, so that what it asks is told under its own name (15 knows no such
 * membership). What it asks within blocks and functions is counted as well, where the owner may say so.
 */
const membership = (role: string) => `do $$ begin
	execute $sql$grant ${peopleRole} to ${role}$sql$ || case when current_setting('server_version_num')::int >= 160000 then ' with set false' else '' end;
	if has_parameter_privilege(current_user, 'pg_stat_statements.track', 'set') then alter role ${role} set pg_stat_statements.track = 'all'; end if;
end $$`;

/** Makes the login of a person, or gives the one that there is a new password. The password is kept nowhere. */
export async function giveDatabaseLogin({ database }: Services, user: User): Promise<{ login: string; password: string }> {
	const password = randomBytes(24).toString('base64url');
	return asOwner(database, async (client) => {
		const known = await loginOf(client, user.id);
		const login = known ?? loginName(user);
		const role = client.escapeIdentifier(login);
		const exists = await client.query('select from pg_roles where rolname = $1', [login]);
		const secret = client.escapeLiteral(scramSecret(password));
		if (exists.rowCount === 0) await client.query(`create role ${role} login nosuperuser nocreatedb nocreaterole password ${secret}`);
		else await client.query(`alter role ${role} login password ${secret}`);
		await client.query(membership(role));
		// Settings of the role that it is a member of count for that one's own connections alone.
		await client.query(`alter role ${role} set search_path = crm`);
		await client.query(
			'insert into sql_logins (login, user_id) values ($1, $2) on conflict (login) do update set user_id = excluded.user_id',
			[login, user.id],
		);
		await audit(client, { action: 'access.give_database_login', entity: 'users', entity_id: user.id, detail: { login } });
		return { login, password };
	});
}

/** Takes the login of a person away and ends its connections. @throws AppError database_login_none */
export async function takeDatabaseLogin({ database }: Services, user: User): Promise<string> {
	return asOwner(database, async (client) => {
		const login = await loginOf(client, user.id);
		if (login === null) throw accessError('database_login_none', { email: user.email });
		const role = client.escapeIdentifier(login);
		await client.query('delete from sql_logins where login = $1', [login]);
		await client.query(`alter role ${role} nologin`);
		await client.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login]);
		await client.query(`drop owned by ${role}`);
		await client.query(`drop role ${role}`);
		await audit(client, { action: 'access.take_database_login', entity: 'users', entity_id: user.id, detail: { login } });
		return login;
	});
}
