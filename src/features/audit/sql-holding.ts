// Sessions of people's own SQL that hold up the program are ended: whoever may write through a view may lock what stands behind it.
import pg from 'pg';
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { people } from './sql-queries.ts';

/** How long the program waits for whole tables, and for single rows that somebody may be changing in good faith. */
const patience = { table: '5 seconds', rows: '30 seconds' };

interface Holding {
	readonly login: string;
	readonly user_id: number | null;
	/** What it held: a lock of the program's own, a table, rows. */
	readonly held: 'lock' | 'table' | 'rows';
}

/**
 * Ends the sessions of people that hold locks of the program, or what a session of the program has waited for too long: rows, or a table that they locked
 * as such. Whoever only reads or writes keeps nobody from it but who alters the table.
 */
export async function endHolding(client: Queryable, { table, rows: single } = patience): Promise<Holding[]> {
	const { rows } = await client.query<Holding>(
		`with theirs as materialized (
			select a.pid, p.login from pg_stat_activity a join (${people}) p on p.oid = a.usesysid::bigint where a.datname = current_database()
		),
		waiting as materialized (
			select l.pid, l.locktype, l.relation, clock_timestamp() - l.waitstart as waited from pg_locks l
			where not l.granted and l.waitstart < clock_timestamp() - interval '${table}' and exists (select from theirs) and l.pid not in (select pid from theirs)
		),
		holding as materialized (
			select t.pid, t.login, 'lock' as held from theirs t
			where exists (select from pg_locks l where l.pid = t.pid and l.locktype = 'advisory' and l.granted)
			union
			select t.pid, t.login, case w.locktype when 'relation' then 'table' else 'rows' end
			from waiting w cross join lateral unnest(pg_blocking_pids(w.pid)) b (pid) join theirs t on t.pid = b.pid
			where case w.locktype when 'relation' then exists (
				select from pg_locks l where l.pid = t.pid and l.granted and l.relation = w.relation and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
			) else w.waited > interval '${single}' end
		)
		select distinct on (h.pid) h.login, l.user_id, h.held from holding h left join sql_logins l on l.login = h.login
		where pg_terminate_backend(h.pid) order by h.pid, h.held`,
	);
	return rows;
}

type Parts = Pick<Services, 'database' | 'log'>;

/** Looks time after time, on a connection of its own: those of the pool may all be waiting. Never throws. */
export class HoldingGuard {
	readonly #parts: Parts;
	#client: pg.Client | undefined;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	async look(): Promise<void> {
		const { database, log } = this.#parts;
		try {
			for (const { login, user_id, held } of await endHolding(await this.#connected())) {
				log.warn({ login, held }, 'a session of somebody’s own SQL held up the program and was ended');
				await asOwner(database, (client) =>
					audit(client, {
						action: 'sql.ended',
						entity: 'sql_logins',
						entity_id: login,
						detail: { held, ...(user_id !== null && { user_id }) },
					}),
				);
			}
		} catch (cause) {
			log.debug({ err: cause }, 'sessions of people’s own SQL could not be looked after');
			await this.end();
		}
	}

	async #connected(): Promise<pg.Client> {
		if (this.#client) return this.#client;
		const { connectionString } = this.#parts.database.owner.options;
		const client = new pg.Client({ connectionString, application_name: 'clientele-guard', connectionTimeoutMillis: 10_000 });
		client.on('error', () => {
			if (this.#client === client) this.#client = undefined;
		});
		await client.connect();
		this.#client = client;
		return client;
	}

	async end(): Promise<void> {
		const client = this.#client;
		this.#client = undefined;
		await client?.end().catch(() => {});
	}
}
