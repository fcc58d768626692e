// Brings a database to this version of the program: checks the server, makes the role without ownership, runs the numbered SQL files, then
// installs the objects that are written from field metadata (functions, views).
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { appRole, type Queryable } from './database.ts';
import { defineErrors } from './errors.ts';
import { makeRoles, peopleRole, roleError } from './roles.ts';

export { peopleRole, urlFor } from './roles.ts';

/** The folder of the numbered SQL files, beside package.json both in the sources and in the bundle (dist/). */
export const migrationsDir = fileURLToPath(
	new URL(import.meta.url.includes('/dist/') ? '../migrations' : '../../migrations', import.meta.url),
);

const error = defineErrors({
	server_too_old: {
		status: 500,
		'zh-CN': 'PostgreSQL {version} 过旧。请使用 15 或更新的版本，或去掉 DATABASE_URL 以使用内置数据库。',
		en: 'PostgreSQL {version} is too old. Use version 15 or newer, or leave out DATABASE_URL to use the embedded database.',
	},
	server_unreachable: {
		status: 500,
		'zh-CN': '无法连接 DATABASE_URL 指向的数据库：{reason}。请检查地址、端口、用户、密码和 TLS 设置。',
		en: 'The database of DATABASE_URL cannot be reached: {reason}. Check its address, port, user, password and TLS settings.',
	},
	extension_missing: {
		status: 500,
		'zh-CN': '数据库服务器缺少扩展 {name}。请安装 PostgreSQL 的 contrib 软件包（例如 apt install postgresql-contrib）。',
		en: 'The database server lacks the extension {name}. Install PostgreSQL’s contrib package (for example: apt install postgresql-contrib).',
	},
	objects_depend: {
		status: 500,
		'zh-CN':
			'本版本要重建的对象上还有其他对象：{objects}。请保存其定义（pg_get_viewdef、pg_get_functiondef）后删除它们，重新启动，再重建。',
		en: 'Other objects of the database stand on what this version makes anew: {objects}. Keep their definitions (pg_get_viewdef, pg_get_functiondef), drop them, start again, and make them anew.',
	},
	database_newer: {
		status: 500,
		'zh-CN': '数据库由更新版本的程序建立（迁移 {name}）。请使用相同或更新的版本。',
		en: 'The database was made by a newer version of the program (migration {name}). Use that version or a newer one.',
	},
});

export const requiredExtensions: readonly string[] = ['pg_trgm'];

async function checkServer(client: pg.Client): Promise<void> {
	const { rows } = await client.query<{
		version: string;
		number: number;
		user: string;
		database: string;
		can_create: boolean;
		can_role: boolean;
	}>(
		`select current_setting('server_version') as version, current_setting('server_version_num')::int as number, current_user as user,
			current_database() as database, has_database_privilege(current_database(), 'create') as can_create,
			(select rolsuper or rolcreaterole from pg_roles where rolname = current_user) or
				(select count(*) = 2 from pg_roles where rolname = any ($1)) as can_role`,
		[[appRole, peopleRole]],
	);
	const server = rows[0]!;
	if (server.number < 150_000) throw error('server_too_old', { version: server.version });
	if (!server.can_create)
		throw roleError('right_missing', { user: server.user, sql: `GRANT CREATE ON DATABASE "${server.database}" TO "${server.user}";` });
	if (!server.can_role) throw roleError('right_missing', { user: server.user, sql: `ALTER ROLE "${server.user}" CREATEROLE;` });
	const available = await client.query<{ name: string }>('select name from pg_available_extensions where name = any ($1)', [
		requiredExtensions,
	]);
	for (const name of requiredExtensions) if (!available.rows.some((row) => row.name === name)) throw error('extension_missing', { name });
}

/** What a feature adds beyond the numbered files: statements that may be run again at any time. */
export interface MigrateOptions {
	readonly generated?: readonly string[];
	/** Statements that are run at every start: what they do lies outside of what a dump brings back, or in rights that it may leave out. */
	readonly always?: readonly string[];
	/** Looks whether it can be done; throws before anything is changed. */
	readonly check?: (client: Queryable) => Promise<void>;
	/** Runs before our own files, since those refer to it (the queue's tables). */
	readonly before?: () => Promise<void>;
	readonly log?: (message: string) => void;
}

/**
 * Migrates the database at this address. Safe to call from several processes at once: an advisory lock lets one do the work.
 * Every file runs in its own transaction; a process killed half-way leaves the files before it done and nothing of its own.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<readonly string[]> {
	const client = new pg.Client({ connectionString: ownerUrl, application_name: 'clientele-migrate', connectionTimeoutMillis: 15_000 });
	try {
		await client.connect();
	} catch (cause) {
		throw error('server_unreachable', { reason: cause instanceof Error ? cause.message : String(cause) });
	}
	try {
		await client.query("select pg_advisory_lock(hashtext('clientele migrate'))");
		await checkServer(client);
		await options.check?.(client);
		await makeRoles(client, ownerUrl);
		await options.before?.();
		const ran = await runner({
			dbClient: client,
			dir: migrationsDir,
			direction: 'up',
			migrationsTable: 'migrations',
			migrationsSchema: 'public',
			ignorePattern: '(schema\\.sql|\\..*)',
			count: Number.POSITIVE_INFINITY,
			checkOrder: true,
			noLock: true,
			singleTransaction: false,
			verbose: false,
			log: () => {},
			logger: {
				debug: () => {},
				info: () => {},
				warn: (text) => options.log?.(String(text)),
				error: (text) => options.log?.(String(text)),
			},
		});
		for (const statement of options.always ?? []) await client.query(statement);
		await install(client, options.generated ?? []);
		return ran.map(({ name }) => name);
	} catch (cause) {
		if (cause instanceof Error && /Not run migration .* is preceding already run migration/.test(cause.message)) {
			throw error('database_newer', { name: /already run migration (\S+)/.exec(cause.message)?.[1] ?? '?' });
		}
		throw cause;
	} finally {
		await client.end();
	}
}

/** Tells one version of the generated objects from another. */
export function hashOfStatements(statements: readonly string[]): string {
	return createHash('sha256').update(statements.join('\0')).digest('hex');
}

/** Installs the generated objects in one transaction where their text changed. */
async function install(client: pg.Client, statements: readonly string[]): Promise<void> {
	const hash = hashOfStatements(statements);
	const { rows } = await client.query<{ hash: string | null }>(
		"select value #>> '{}' as hash from settings where name = 'generated_objects'",
	);
	if (rows[0]?.hash === hash) return;
	await client.query('begin');
	try {
		for (const statement of statements) await client.query(statement);
		await client.query(
			"insert into settings (name, value) values ('generated_objects', to_jsonb($1::text)) on conflict (name) do update set value = excluded.value",
			[hash],
		);
		await client.query('commit');
	} catch (cause) {
		await client.query('rollback');
		if (cause instanceof pg.DatabaseError && cause.code === '2BP01')
			throw error('objects_depend', { objects: cause.detail ?? cause.message });
		throw cause;
	}
}
