// The two database roles that the program makes: how they are reached, and with which passwords (decision 0021).
import { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import pg from 'pg';
import { appRole } from './database.ts';
import { defineErrors } from './errors.ts';
import { closedKeyring, type Keyring } from './keyring.ts';

export const peopleRole = 'clientele_sql';

export const roleError = defineErrors({
	right_missing: {
		status: 500,
		'zh-CN': '数据库用户“{user}”权限不足。请以管理员身份运行：{sql}',
		en: 'The database user “{user}” lacks a right. Run as an administrator: {sql}',
	},
	roles_shared: {
		status: 500,
		'zh-CN':
			'此数据库服务器上的角色正被另一个安装使用（数据库 {databases}），其密钥不同。请在两处的 DATABASE_URL 中都写明所有者的密码，或为每个安装使用单独的服务器。',
		en: 'The roles of this database server are in use by another installation (database {databases}) with other keys. Put the owner’s password into DATABASE_URL for both, or give each a server of its own.',
	},
});

/** Parameters of an address that would stand above who connects and how. */
const credentials = ['user', 'password', 'host', 'port'];

/** The address of a database with everything in its own place: `?user=…&host=…` say the same, and would stand above what is set here. */
function placed(address: string): URL {
	const given = new URL(address);
	const host = given.searchParams.get('host');
	// An address without a host takes no user either.
	const url = given.host === '' ? new URL(address.replace(/^(\w+:)\/\//, `$1//${encodeURIComponent(host ?? 'localhost')}`)) : given;
	if (host && given.host !== '') url.hostname = encodeURIComponent(host);
	const [user, password, port] = ['user', 'password', 'port'].map((name) => given.searchParams.get(name));
	if (user) url.username = encodeURIComponent(user);
	if (password) url.password = encodeURIComponent(password);
	if (port) url.port = port;
	for (const name of credentials) url.searchParams.delete(name);
	return url;
}

/** Whether the address of the owner tells a password: not where the server trusts it, or the password stands elsewhere. */
export const tellsPassword = (ownerUrl: string): boolean => placed(ownerUrl).password !== '';

/** Slow on purpose, and so done once: what is given to people (`psql-url`) must not tell the owner’s password by trying. */
const stretched = new Map<string, Buffer>();
function stretch(password: string): Buffer {
	const known =
		stretched.get(password) ?? scryptSync(password, 'clientele database roles', 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 });
	stretched.set(password, known);
	return known;
}

/**
 * The password of a role that the program makes. Every process finds the same one and none is stored: it follows from the owner's password, and where the
 * address tells none, from the key of the installation, which stays the same when the master key is rotated.
 */
export function rolePassword(ownerUrl: string, role: string, keyring: Keyring = closedKeyring): string {
	const { password } = placed(ownerUrl);
	if (password === '') return keyring.mac('password of a database role', role).toString('base64url');
	return Buffer.from(hkdfSync('sha256', stretch(decodeURIComponent(password)), '', role, 32)).toString('base64url');
}

/** The address under which a role of ours connects to the same database. The keyring is needed where the owner's address tells no password. */
export function urlFor(ownerUrl: string, role: string, keyring: Keyring = closedKeyring): string {
	return addressOf(ownerUrl, role, rolePassword(ownerUrl, role, keyring));
}

/** The address under which a login connects to the same database. */
export function addressOf(ownerUrl: string, login: string, password: string): string {
	const url = placed(ownerUrl);
	url.username = login;
	url.password = password;
	return url.toString();
}

/** Somebody else made the roles: from PostgreSQL 16 on only who has the right to pass them on may set their passwords. */
function orAsk(user: string): (cause: unknown) => never {
	return (cause) => {
		if (!(cause instanceof pg.DatabaseError) || cause.code !== '42501') throw cause;
		const sql = `ALTER ROLE "${user}" CREATEROLE; GRANT ${appRole}, ${peopleRole} TO "${user}" WITH ADMIN OPTION;`;
		throw roleError('right_missing', { user, sql });
	};
}

/** Whether one connects as the role with this address. */
async function canConnect(url: string, role: string): Promise<boolean> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
	client.on('error', () => {});
	try {
		await client.connect();
		return (await client.query<{ me: string }>('select current_user as me')).rows[0]!.me === role;
	} catch {
		return false;
	} finally {
		await client.end().catch(() => {});
	}
}

/** Makes the roles that are missing, before anything is granted to them, and sees that their passwords can be set where the owner's address tells how. */
export async function makeRoles(client: pg.Client, ownerUrl: string): Promise<void> {
	for (const role of [appRole, peopleRole]) {
		const exists = await client.query('select 1 from pg_roles where rolname = $1', [role]);
		if (exists.rowCount === 0) await client.query(`create role ${role} nologin nosuperuser nocreatedb nocreaterole`);
	}
	if (!tellsPassword(ownerUrl) || (await canConnect(urlFor(ownerUrl, appRole), appRole))) return;
	await handOut(client, passwordsOf(ownerUrl, closedKeyring)).catch(orAsk(client.user!));
}

/**
 * What PostgreSQL keeps of a password (RFC 5803), made here as psql's \password does: the server's log and its statistics of statements, which keep such
 * statements as they are, never see the password itself. Of letters of ASCII, as ours are.
 */
export function scramSecret(password: string): string {
	const [salt, rounds] = [randomBytes(16), 4096];
	const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
	const keyed = (name: string) => createHmac('sha256', salted).update(name).digest();
	const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
	return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}

/** The name under which the settings tell which passwords were set last: a server that trusts everybody takes any. */
const marker = 'role_passwords';

/**
 * Gives the roles their passwords where they have others: at the first start, after the owner's was changed, after an update.
 * @throws AppError right_missing, roles_shared
 */
export async function setRolePasswords(ownerUrl: string, keyring: Keyring = closedKeyring): Promise<void> {
	const client = new pg.Client({ connectionString: ownerUrl, application_name: 'clientele-roles', connectionTimeoutMillis: 15_000 });
	client.on('error', () => {});
	await client.connect();
	try {
		await client.query("select pg_advisory_lock(hashtext('clientele migrate'))");
		const passwords = passwordsOf(ownerUrl, keyring);
		const digest = createHash('sha256')
			.update(passwords.map(({ password }) => password).join(' '))
			.digest('hex');
		const { rows } = await client.query('select 1 from settings where name = $1 and value = to_jsonb($2::text)', [marker, digest]);
		const usable = async () => (await canConnect(urlFor(ownerUrl, appRole, keyring), appRole)) && rows.length > 0;
		if (await usable()) return;
		if (!tellsPassword(ownerUrl)) await refuseShared(client);
		await handOut(client, passwords).catch(orAsk(client.user!));
		await client.query(
			'insert into settings (name, value) values ($1, to_jsonb($2::text)) on conflict (name) do update set value = excluded.value',
			[marker, digest],
		);
	} finally {
		await client.end();
	}
}

const passwordsOf = (ownerUrl: string, keyring: Keyring) =>
	[appRole, peopleRole].map((role) => ({ role, password: rolePassword(ownerUrl, role, keyring) }));

async function handOut(client: pg.Client, passwords: ReturnType<typeof passwordsOf>): Promise<void> {
	// Nothing else: only a superuser may as much as repeat that a role is none.
	for (const { role, password } of passwords)
		await client.query(`alter role ${role} login password ${client.escapeLiteral(scramSecret(password))}`);
	// So that a bulk transaction of the owner may take the role (bulk() in database.ts). PostgreSQL 16 and newer ask for SET besides membership.
	await client.query(`grant ${appRole} to current_user`);
	// Imports stage their rows in temporary tables; PUBLIC has the right unless somebody took it.
	await client.query(`do $$ begin execute format('grant connect, temporary on database %I to ${appRole}', current_database()); end $$`);
}

/** Roles belong to all databases of a server: one installation would take them away from another whose keys are its own. */
async function refuseShared(client: pg.Client): Promise<void> {
	const { rows } = await client.query<{ databases: string | null }>(
		`select string_agg(distinct datname, ', ') as databases from pg_stat_activity where usename = any ($1) and datname <> current_database()`,
		[[appRole, peopleRole]],
	);
	if (rows[0]!.databases !== null) throw roleError('roles_shared', { databases: rows[0]!.databases });
}
