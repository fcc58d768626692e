// Reading the outbox of changes: one connection a process, opened when the first page listens and closed after the last.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Database, Queryable } from './database.ts';
import { channel } from './events.ts';

/** A row of the outbox. */
export interface Changed {
	readonly kind: string;
	/** null: many. */
	readonly customer_ids: readonly number[] | null;
	readonly by_user: number | null;
	readonly user_id: number | null;
	readonly left_scope_id: number | null;
	readonly left_owner_id: number | null;
	readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** Up to where the outbox was read: opaque to everybody else, and good on the same database for as long as the outbox reaches. */
export type Place = string;

/** Called with what is new; null: what was missed cannot be told any more. Twice the same is possible. */
export type Hear = (rows: readonly Changed[] | null, place: Place) => void;

/** Milliseconds between looks without a NOTIFY: what a lost one costs. */
const lookEvery = 3_000;
/** Rows read at once; whoever fell further behind reads everything anew. */
const mostRows = 2_000;
/** Minutes that a place is good for: less than the hour for which the outbox is kept. */
const reach = 50;

interface Reading {
	readonly place: Place;
	/** null where the place is too old, from another database, or too much came since. */
	readonly rows: readonly Changed[] | null;
}

/**
 * What was committed since a place. A place is a snapshot with its time: rows are new that the former snapshot does not see. That is exact,
 * whatever the order in which transactions end, and needs no memory of what was read.
 */
export async function readSince(client: Queryable, place: Place | null): Promise<Reading> {
	const [at = '', snapshot = ''] = place?.split('/') ?? [];
	const known = /^\d{1,15}$/.test(at) && /^\d{1,18}:\d{1,18}:[\d,]{0,4000}$/.test(snapshot);
	const { rows } = await client.query<{ place: Place; reaches: boolean; rows: Changed[] | null }>({
		name: 'changes_since',
		text: `with now as materialized (select pg_current_snapshot() as snapshot)
			select floor(extract(epoch from clock_timestamp()))::text || '/' || now.snapshot as place,
				$2::bigint >= extract(epoch from clock_timestamp()) - ${reach * 60} and pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax(now.snapshot) as reaches,
				(select json_agg(json_build_object('kind', c.kind, 'customer_ids', c.customer_ids, 'by_user', c.by_user, 'user_id', c.user_id,
					'left_scope_id', c.left_scope_id, 'left_owner_id', c.left_owner_id, 'detail', c.detail) order by c.id) from (
					select * from changes where xact >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xact, $1::pg_snapshot)
					order by id limit ${mostRows + 1}) c) as rows
			from now`,
		values: known ? [snapshot, at] : ['1:1:', 0],
	});
	const found = rows[0]!;
	const told = known && found.reaches && (found.rows?.length ?? 0) <= mostRows;
	return { place: found.place, rows: told ? (found.rows ?? []) : null };
}

/** The one that listens for a process; pages come and go. */
class Listener {
	readonly #database: Database;
	readonly #hearers = new Set<Hear>();
	#stop: AbortController | undefined;
	#ready = Promise.resolve();

	constructor(database: Database) {
		this.#database = database;
	}

	add(hear: Hear): Listening {
		this.#hearers.add(hear);
		if (!this.#stop) {
			const stop = new AbortController();
			this.#stop = stop;
			this.#ready = new Promise((ready) => void this.#run(stop.signal, ready));
		}
		return {
			ready: this.#ready,
			stop: () => {
				this.#hearers.delete(hear);
				if (this.#hearers.size > 0) return;
				this.#stop?.abort();
				this.#stop = undefined;
			},
		};
	}

	/** Connects, listens and reads until nobody listens; a lost connection is opened again, and what was missed is read from the outbox. */
	async #run(signal: AbortSignal, ready: () => void): Promise<void> {
		let place: Place | null = null;
		for (let failures = 0; !signal.aborted; failures++) {
			const { connectionString } = this.#database.owner.options;
			const client = new pg.Client({
				connectionString,
				application_name: 'clientele-live',
				connectionTimeoutMillis: 10_000,
				keepAlive: true,
			});
			let wake = new AbortController();
			let lost = false;
			const lose = () => {
				lost = true;
				wake.abort();
			};
			client.on('error', lose).on('end', lose);
			client.on('notification', () => wake.abort());
			const end = () => lose();
			signal.addEventListener('abort', end);
			try {
				await client.connect();
				await client.query(`listen ${channel}`);
				while (!lost) {
					// Taken before reading: a NOTIFY that comes meanwhile is not slept through.
					wake = new AbortController();
					const first = place === null;
					const read = await readSince(client, place);
					place = read.place;
					failures = 0;
					if (signal.aborted) break;
					// The first reading only finds the place. Then each one is told, even without rows: the place moves on.
					if (first) ready();
					else for (const hear of [...this.#hearers]) hear(read.rows, read.place);
					if (!lost) await pause(lookEvery, undefined, { signal: wake.signal }).catch(() => {});
				}
			} catch {
				// Told by nothing but the next attempt: the page goes on without live updates meanwhile.
			} finally {
				signal.removeEventListener('abort', end);
				client.end().catch(() => {});
			}
			if (!signal.aborted) await pause(Math.min(10_000, 250 * 2 ** Math.min(failures, 6)), undefined, { signal }).catch(() => {});
		}
	}
}

const listeners = new WeakMap<Database, Listener>();

export interface Listening {
	/** Settled as soon as nothing is missed from then on. */
	readonly ready: Promise<void>;
	readonly stop: () => void;
}

/** Hears of all changes until it is stopped. */
export function listen(database: Database, hear: Hear): Listening {
	const listener = listeners.get(database) ?? new Listener(database);
	listeners.set(database, listener);
	return listener.add(hear);
}
