// What changed, told to the pages that are open: an outbox written in the transaction that changes, and an empty NOTIFY after its commit.
import pg from 'pg';
import type { Database, Queryable } from './database.ts';

/** The channel of the empty NOTIFY; what is new stands in the table `changes`. */
export const channel = 'clientele_changes';

/** More customers than this count as "many": pages read what they show anew. */
export const mostIds = 500;

/** Something that changed. Numbers only: whoever may see a customer reads its values himself. */
export interface Change {
	/** What changed: 'customers', 'imports', 'exports', 'settings', 'notifications' … */
	readonly kind: string;
	/** Customers that changed; null for many. Left out where the kind is not about customers. */
	readonly ids?: readonly number[] | null;
	/** Who did it. */
	readonly by?: number | null;
	/** The only person whom it concerns; everybody where nothing is said. */
	readonly user_id?: number;
	/** Where the customers were moved from: whoever saw them there and does not now learns that they are gone. */
	readonly left?: { readonly scope_id: number; readonly owner_id: number | null };
	/** Numbers and states that the page needs, such as { id: 7, state: 'done' }; never a value of a customer. */
	readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

interface Row {
	readonly kind: string;
	ids: Set<number> | null;
	readonly by: number | null;
	readonly user_id: number | null;
	readonly left: Change['left'] | null;
	readonly detail: Change['detail'];
}

/** What open transactions have announced so far, by connection: a transaction writes one row for all of a kind, at its end. */
const pending = new WeakMap<object, Map<string, Row>>();

function add(rows: Map<string, Row>, { kind, ids = [], by = null, user_id, left, detail = {} }: Change): void {
	const key = JSON.stringify([kind, by, user_id, left?.scope_id, left?.owner_id, detail]);
	const known = rows.get(key);
	const row = known ?? { kind, ids: new Set(), by, user_id: user_id ?? null, left: left ?? null, detail };
	if (ids === null) row.ids = null;
	for (const id of row.ids ? (ids ?? []) : []) row.ids!.add(id);
	if (row.ids && row.ids.size > mostIds) row.ids = null;
	if (!known) rows.set(key, row);
}

async function insert(client: Queryable, rows: Iterable<Row>): Promise<void> {
	const written = [...rows].map(({ kind, ids, by, user_id, left, detail }) => ({
		kind,
		customer_ids: ids && [...ids],
		by_user: by,
		user_id,
		left_scope_id: left?.scope_id ?? null,
		left_owner_id: left?.owner_id ?? null,
		detail,
	}));
	await client.query(
		`insert into changes (kind, customer_ids, by_user, user_id, left_scope_id, left_owner_id, detail)
		select kind, customer_ids, by_user, user_id, left_scope_id, left_owner_id, detail from jsonb_to_recordset($1::jsonb)
		as t (kind text, customer_ids bigint[], by_user bigint, user_id bigint, left_scope_id integer, left_owner_id bigint, detail jsonb)`,
		[JSON.stringify(written)],
	);
}

/**
 * Tells open pages of a change, with the caller's transaction: what is rolled back is not told. Within write(), bulk() and asOwner() the
 * rows of a transaction are gathered and written at its end; on a pool the row is written at once.
 */
export async function announce(client: Queryable, change: Change): Promise<void> {
	if (change.ids?.length === 0) return;
	const open = pending.get(client);
	if (open) return add(open, change);
	const rows = new Map<string, Row>();
	add(rows, change);
	await insert(client, rows.values());
	if (client instanceof pg.Pool) ring(client);
}

/** A transaction begins on this connection: what it announces is gathered. */
export function gather(client: Queryable): void {
	pending.set(client, new Map());
}

/** Writes what was gathered, before the commit; true where there is something to ring for after it. */
export async function writeGathered(client: Queryable): Promise<boolean> {
	const rows = pending.get(client);
	if (!rows || rows.size === 0) return false;
	await insert(client, rows.values());
	return true;
}

/** The transaction of this connection is over, whichever way. */
export function endGathering(client: Queryable): void {
	pending.delete(client);
}

/** Milliseconds between two NOTIFYs of one process: it takes a lock on the whole server, and listeners read all that is new anyway. */
const quiet = 50;
const rung = new WeakMap<pg.Pool, { again: boolean }>();

/** Wakes the listeners. Nobody waits for it, and one that is lost costs a few seconds: they also look by themselves. */
function ring(pool: pg.Pool): void {
	const state = rung.get(pool);
	if (state) {
		state.again = true;
		return;
	}
	const now = { again: false };
	rung.set(pool, now);
	if (!pool.ending) pool.query(`notify ${channel}`).catch(() => {});
	setTimeout(() => {
		rung.delete(pool);
		if (now.again) ring(pool);
	}, quiet).unref();
}

/** Wakes the listeners of a database after a commit that wrote changes. */
export function wake(database: Database): void {
	ring(database.app);
}
