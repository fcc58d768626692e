// Finds a connection pooler between us and PostgreSQL that does not leave each connection the server process it began with.
import pg from 'pg';
import type { Queryable } from './database.ts';
import { defineErrors } from './errors.ts';

const error = defineErrors({
	pooler_not_in_session_mode: {
		status: 500,
		'zh-CN':
			'DATABASE_URL 经过的连接池不为每个连接保留各自的数据库会话，一个人可能因此看到另一个人的数据，所以没有启动。请把连接池改为会话模式（PgBouncer：pool_mode = session），或填写 PostgreSQL 本身的地址。',
		en: 'DATABASE_URL leads through a connection pooler that does not keep a database session for each connection: one person could see another’s rows, so the program does not start. Set the pooler to session mode (PgBouncer: pool_mode = session), or give the address of PostgreSQL itself.',
	},
});

/** How often each connection is asked: a pooler that gives out server processes in turn has given another one by then. */
const rounds = 4;

/** For connecting and for each statement, in milliseconds. */
const patience = 15_000;

interface Seen {
	readonly pid: number;
	readonly mark: string | null;
}

async function look(client: Queryable): Promise<Seen> {
	const { rows } = await client.query<Seen>("select pg_backend_pid() as pid, nullif(current_setting('app.mark', true), '') as mark");
	return rows[0]!;
}

/** Begins a transaction. PgBouncer in statement mode takes none, as a breach of the protocol. */
async function begins(client: Queryable): Promise<boolean> {
	try {
		await client.query('begin');
		return true;
	} catch (cause) {
		if (cause instanceof pg.DatabaseError && cause.code === '08P01') return false;
		throw cause;
	}
}

/**
 * True where two connections each have a server process of their own that keeps what was set, which everything rests on that stays over
 * transactions: the context of a person (read() in database.ts), locks of imports, LISTEN, prepared statements. Looks for a mark that one connection sets
 * with the same statement as the context: the other must not see it, and the one must find it again, between, during and after transactions of the other.
 */
export async function keepsSessions(one: Queryable, other: Queryable): Promise<boolean> {
	await one.query("set app.mark = 'one'");
	const mine = await look(one);
	const isMine = async () => {
		for (let round = 0; round < rounds; round++) {
			const { pid, mark } = await look(one);
			if (pid !== mine.pid || mark !== 'one') return false;
		}
		return true;
	};
	if (mine.mark !== 'one' || !(await isMine())) return false;
	// A pool of one server process would have us wait for ourselves if the first were asked now: so the process that was lent is looked at before.
	if (!(await begins(other))) return false;
	let its: Seen;
	try {
		its = await look(other);
		if (its.pid === mine.pid || its.mark !== null || !(await isMine())) return false;
	} finally {
		await other.query('rollback');
	}
	for (let round = 0; round < rounds; round++) {
		const { pid, mark } = await look(other);
		if (pid !== its.pid || mark !== null) return false;
	}
	if (!(await isMine())) return false;
	await one.query('reset app.mark');
	return true;
}

/**
 * Refuses an address that leads through a pooler which lends out server processes by transaction or by statement. An address at which nobody answers
 * passes: what comes next has the words for that.
 */
export async function refuseSharedSessions(connectionString: string): Promise<void> {
	const clients = [0, 1].map(() => new pg.Client({ connectionString, connectionTimeoutMillis: patience, query_timeout: patience }));
	try {
		for (const client of clients) {
			client.on('error', () => {});
			await client.connect();
		}
	} catch {
		await Promise.all(clients.map((client) => client.end().catch(() => {})));
		return;
	}
	try {
		if (!(await keepsSessions(clients[0]!, clients[1]!))) throw error('pooler_not_in_session_mode');
	} finally {
		await Promise.all(clients.map((client) => client.end().catch(() => {})));
	}
}
