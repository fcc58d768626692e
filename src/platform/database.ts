// Connections to PostgreSQL: one pool without ownership for everything a person asks, one of the owner for migrations and the few owner-side jobs.
import pg from 'pg';
import { beginAsNobody, endAudit, explainAudit, gatherAudit, writeAudit } from './audit.ts';
import { AppError, defineErrors } from './errors.ts';
import { endGathering, gather, wake, writeGathered } from './events.ts';
import { closedKeyring, type Keyring, knowKeyring } from './keyring.ts';

/** The role without ownership, as which everything runs that a person's rights decide. */
export const appRole = 'clientele_app';

const { types } = pg;
// Numbers a JavaScript number holds exactly up to 2^53; ids stay far below.
types.setTypeParser(types.builtins.INT8, Number);
// A JS Date would shift a day by time zone and lose microseconds: dates and times stay text.
for (const oid of [types.builtins.DATE, types.builtins.TIMESTAMP, types.builtins.TIMESTAMPTZ]) types.setTypeParser(oid, (text) => text);

/** Anything that runs a statement: a pool or a connection inside a transaction. Functions in queries.ts take one first. */
export interface Queryable {
	query<R extends pg.QueryResultRow = pg.QueryResultRow>(config: pg.QueryConfig | string, values?: unknown[]): Promise<pg.QueryResult<R>>;
}

/** Who asks, as row-level security sees it. */
export interface Context {
	readonly user_id: number;
	/** Scopes whose rows this person may see. */
	readonly scopes: readonly number[];
	/** Whether these are all that there are. */
	readonly reads_all?: boolean;
	/** Scopes whose rows this person may change, of those that he sees; none where nothing is said. */
	readonly write_scopes?: readonly number[];
	/** Whether he may change the rows that he owns; he sees them in any case. */
	readonly writes_own?: boolean;
	/** From where a change comes: kept beside what it changes. */
	readonly trace?: Trace;
	/** Which request it is, for the audit alone. */
	readonly request?: RequestMarks;
	/** Why, in the person's words: goes with every entry of the audit. */
	readonly reason?: string;
	/** What the person may do besides. */
	readonly permissions?: ReadonlySet<string>;
}

/** What the audit keeps of a request besides from where it comes. */
export interface RequestMarks {
	readonly request?: string;
	readonly session?: number;
	/** The administrator who looks as this person. */
	readonly seen_by?: number;
}

/** From where a change comes, for whoever looks at it later. */
export interface Trace {
	/** page, api, command; what a feature does for many: bulk … */
	readonly channel: string;
	/** The API key. */
	readonly key?: number;
	readonly ip?: string;
	/** Further marks of a feature: numbers and words of ours, never text that somebody typed. */
	readonly [mark: string]: string | number | undefined;
}

export interface Database {
	/** Connections of the role without ownership. Statements for a person go through read() and write(), never here directly. */
	readonly app: pg.Pool;
	/** Connections of the owner: migrations, definitions, index work. Row-level security does not bind them. */
	readonly owner: pg.Pool;
	/** Encrypts and decrypts; the same as in the services. */
	readonly keyring: Keyring;
	close(): Promise<void>;
}

export interface DatabaseOptions {
	readonly ownerUrl: string;
	readonly appUrl: string;
	readonly max?: number;
	/** Left out, nothing is encrypted or decrypted. */
	readonly keyring?: Keyring;
	/** From where everything comes that does not say it itself: a command; left out, background work. */
	readonly channel?: 'command';
}

const error = defineErrors({
	database_busy: {
		status: 503,
		'zh-CN': '数据库连接已全部占用，请稍后重试。',
		en: 'All database connections are in use. Try again in a moment.',
	},
});

/** Said on each new connection, since PgBouncer refuses start-up options. In UTC times read the same everywhere. */
export const sessionSettings = 'set timezone = UTC; set jit = off';

/** Opens both pools; connects only when first used. */
export function openDatabase(options: DatabaseOptions): Database {
	const { keyring = closedKeyring, channel } = options;
	const settings = channel ? `${sessionSettings}; set app.via = '{"channel": "${channel}"}'` : sessionSettings;
	const onConnect = async (client: pg.ClientBase) => void (await client.query(settings));
	const common = { connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000, onConnect };
	const app = new pg.Pool({ ...common, connectionString: options.appUrl, max: options.max ?? 12, application_name: 'clientele' });
	const owner = new pg.Pool({ ...common, connectionString: options.ownerUrl, max: 6, application_name: 'clientele-owner' });
	// An idle connection that breaks (server restarted) is dropped by the pool; without a listener it would end the process.
	for (const pool of [app, owner]) {
		pool.on('error', () => {});
		pool.on('connect', (client) => {
			client.on('error', () => {});
			knowKeyring(client, keyring);
		});
		knowKeyring(pool, keyring);
	}
	const database: Database = {
		app,
		owner,
		keyring,
		close: async () => {
			await Promise.all([app.end(), owner.end()]);
		},
	};
	for (const pool of [app, owner]) databases.set(pool, database);
	return database;
}

/** The database that a pool belongs to. */
const databases = new WeakMap<Queryable, Database>();

const contextOf = new WeakMap<pg.PoolClient, string>();

/**
 * Lets the rest of a transaction change customers whose processing is restricted, which triggers refuse otherwise (refuse_restricted): for what keeps
 * them as they are in another form, destroys them, or puts somebody new into the tables.
 */
export const liftRestriction = "set local app.restriction = 'lifted'";

/** @param one one thing is changed at a time: whoever is in charge of privacy may then correct what is restricted; a change of many never reaches it */
function contextSql(context: Context, local: boolean, one = false): string {
	const word = local ? 'set local' : 'set';
	const list = (scopes: readonly number[] = []) => `'{${scopes.map((scope) => Math.trunc(scope)).join(',')}}'`;
	const user = Math.trunc(context.user_id);
	const sees = `${word} app.user_id = '${user}'; ${word} app.scopes = ${list(context.scopes)}`;
	// Not for a whole connection: what is only read needs no right to change, and the next reader of the same rows is somebody else.
	if (!local) return sees;
	const lifted = one && context.permissions?.has('privacy.manage') ? 'lifted' : '';
	const who = `${sees}; set local app.write_scopes = ${list(context.write_scopes)}; set local app.write_as = '${context.writes_own ? user : ''}'; set local app.restriction = '${lifted}'`;
	const marks = { 'app.via': context.trace, 'app.request': context.request };
	return Object.entries(marks).reduce(
		(sql, [name, value]) => (value ? `${sql}; set local ${name} = '${JSON.stringify(value).replaceAll("'", "''")}'` : sql),
		who,
	);
}

async function acquire(database: Database): Promise<pg.PoolClient> {
	try {
		return await database.app.connect();
	} catch (cause) {
		if (cause instanceof Error && /timeout exceeded when trying to connect/.test(cause.message)) throw error('database_busy');
		throw cause;
	}
}

/**
 * Runs reading statements as this person. A connection that already carries the same context is used with no statement
 * around (0.10–0.18 ms a named select instead of 0.29–0.43 ms with begin, context, commit); the context is literal, never user text.
 */
export async function read<T>(database: Database, context: Context, work: (client: Queryable) => Promise<T>): Promise<T> {
	const client = await acquire(database);
	let broken = false;
	try {
		const wanted = contextSql(context, false);
		if (contextOf.get(client) !== wanted) {
			contextOf.delete(client);
			await client.query(wanted);
			contextOf.set(client, wanted);
		}
		return await work(client);
	} catch (cause) {
		// A statement the database refused leaves the connection sound; anything else (time-out, cut line) does not.
		broken = !(cause instanceof AppError) && (!(cause instanceof pg.DatabaseError) || cause.severity === 'FATAL');
		throw cause;
	} finally {
		client.release(broken);
	}
}

/** Runs statements that may read many rows: the database ends them after `milliseconds` with query_canceled (57014). */
export async function bounded<T>(client: Queryable, milliseconds: number, work: () => Promise<T>): Promise<T> {
	await client.query(`begin; set local statement_timeout = ${Math.trunc(milliseconds)}`);
	try {
		const result = await work();
		await client.query('commit');
		return result;
	} catch (cause) {
		await client.query('rollback');
		throw cause;
	}
}

/** Runs statements as this person in one transaction; commits when `work` resolves, rolls back when it throws. */
export const write = <T>(database: Database, context: Context, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
	transact(database, context, contextSql(context, true), work);

/** The same for a change of one customer: whoever is in charge of privacy may then change one whose processing is restricted. */
export const writeOne = <T>(database: Database, context: Context, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
	transact(database, context, contextSql(context, true, true), work);

async function transact<T>(database: Database, { reason }: Context, bind: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
	const client = await acquire(database);
	let broken = false;
	try {
		await client.query(`begin; ${bind}`);
		return await committed(database, client, () => {
			explainAudit(client, reason);
			return work(client);
		});
	} catch (cause) {
		await client.query('rollback').catch(() => (broken = true));
		throw cause;
	} finally {
		client.release(broken);
	}
}

/** Runs statements that belong together: in the caller's transaction, or on a pool in one of their own, which is nobody's. */
export async function together<T>(client: Queryable, work: (client: Queryable) => Promise<T>): Promise<T> {
	const database = databases.get(client);
	if (!database) return work(client);
	const connection = await (client as pg.Pool).connect();
	let broken = false;
	try {
		await connection.query(beginAsNobody);
		return await committed(database, connection, () => work(connection));
	} catch (cause) {
		await connection.query('rollback').catch(() => (broken = true));
		throw cause;
	} finally {
		connection.release(broken);
	}
}

/** Does the work of a transaction that has begun, and commits it with its entries in the audit and what it announced; the listeners are woken after that. */
async function committed<T>(database: Database, client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
	gather(client);
	gatherAudit(client);
	try {
		const result = await work();
		await writeAudit(client);
		const announced = await writeGathered(client);
		await client.query('commit');
		if (announced) wake(database);
		return result;
	} finally {
		endGathering(client);
		endAudit(client);
	}
}

/** Runs one step of a bulk transaction as the owner. */
export type OwnerStep = <T>(step: () => Promise<T>) => Promise<T>;

/**
 * Like write(), on a connection of the owner that took the role without ownership: row-level security decides as it does there, and single
 * steps run as the owner, in the same transaction. For bulk work alone, since COPY is refused on tables with row-level security; such a step
 * writes only what the caller has checked the person's right to. It does not wait for the disk: whoever tells somebody that the work is done
 * commits that in a transaction that does, which makes sure of all before it. Until then a crash takes whole steps back, the last ones.
 */
export async function bulk<T>(
	database: Database,
	context: Context,
	work: (client: pg.PoolClient, asOwner: OwnerStep) => Promise<T>,
): Promise<T> {
	return asOwner(database, async (client) => {
		explainAudit(client, context.reason);
		const bind = `set local role ${appRole}; ${contextSql(context, true)}`;
		await client.query(`set local synchronous_commit = off; ${bind}`);
		const result = await work(client, async (step) => {
			await client.query('set local role none');
			const done = await step();
			await client.query(bind);
			return done;
		});
		await client.query('set local role none');
		return result;
	});
}

/**
 * Runs owner-side statements in one transaction. Row-level security does not bind them: only for work that no person's rights decide.
 * @param signal cancels the statement that runs when it comes; the transaction is rolled back and the error is query_canceled (57014)
 */
export async function asOwner<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
	const client = await database.owner.connect();
	let broken = false;
	try {
		await client.query('begin');
		return await committed(database, client, () =>
			signal ? cancellable(database.owner, client, () => work(client), signal) : work(client),
		);
	} catch (cause) {
		await client.query('rollback').catch(() => (broken = true));
		throw cause;
	} finally {
		client.release(broken);
	}
}

/** Runs statements on a connection; when the signal comes, the one that runs ends with query_canceled (57014). `pool`: connections of the same role. */
export async function cancellable<T>(pool: pg.Pool, client: Queryable, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
	// Asked from the server: behind a pooler the driver knows the pooler's number.
	const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
	const cancel = () => {
		pool.query('select pg_cancel_backend($1)', [rows[0]!.pid]).catch(() => {});
	};
	signal.addEventListener('abort', cancel);
	try {
		return await work();
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}
