// The statements of bulk edits: what is asked for, how far it is and whom it is about. What one batch changes: bulk-edits-batch-queries.ts.
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { announce } from '../../platform/events.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { isHeld } from '../../platform/lock.ts';
import { notify } from '../notifications/queries.ts';
import type { BulkAction, BulkSelection, BulkState } from './endpoints-bulk.ts';
import { openedAsked, sealedAsked } from './sealing.ts';

/** Why a customer was left as it was. */
export interface Refusal {
	readonly id: number;
	readonly code: string;
	readonly words: Words;
}

/** A customer of which an undo left something. */
export interface Kept {
	readonly id: number;
	/** What was changed since, as takeBack() names it; `state` and `owner_id` besides. */
	readonly units: string[];
}

export interface UndoResult {
	readonly done: number;
	/** Customers that are wholly as before. */
	readonly back: number;
	readonly kept: number;
	/** The first hundred that keep something. */
	readonly customers: Kept[];
}

export interface StoredBulkEdit {
	readonly id: number;
	readonly user_id: number;
	readonly selection: BulkSelection;
	readonly action: BulkAction;
	readonly state: BulkState;
	readonly total: number;
	readonly exact: boolean;
	readonly chosen_at: string | null;
	readonly next_id: number;
	readonly done: number;
	readonly changed: number;
	readonly unchanged: number;
	readonly refused: number;
	readonly reasons: Refusal[];
	readonly undo_next_id: number;
	readonly undo_result: UndoResult | null;
	/** Why, in the words of who started it. */
	readonly reason: string | null;
	readonly error: { readonly code: string; readonly words: Words } | null;
	readonly created_at: string;
	readonly started_at: string | null;
	readonly finished_at: string | null;
	readonly undone_at: string | null;
	/** A draft of more than a day ago. */
	readonly expired: boolean;
	/** Ended too long ago to be undone; null while it has not ended. */
	readonly undo_expired: boolean | null;
}

/** Days for which a bulk edit can be undone; then it is forgotten whom it was about. */
export const undoDays = 90;

const time = (column: string) => `to_json(${column}) #>> '{}' as ${column}`;
const columns = `id, user_id, selection, action, state, total, exact, ${time('chosen_at')}, next_id, done, changed, unchanged, refused, reasons, undo_next_id, undo_result, reason, error,
	${['created_at', 'started_at', 'finished_at', 'undone_at'].map(time).join(', ')}, state = 'draft' and created_at < now() - interval '1 day' as expired,
	finished_at < now() - interval '${undoDays} days' as undo_expired`;

/** Rows of bulk edits, with what was searched for and set as it was asked. */
async function stored(client: Queryable, text: string, values: unknown[]): Promise<StoredBulkEdit[]> {
	const { rows } = await client.query<StoredBulkEdit>(text, values);
	return rows.map((row) => ({
		...row,
		selection: openedAsked(client, row.selection),
		action: openedAsked(client, row.action),
		reason: openedReason(client, row.reason),
	}));
}

const reasonPlace = 'bulk_edits.reason';
const openedReason = (client: Queryable, kept: string | null) => kept && keyringOf(client).open(reasonPlace, kept);

/** Keeps why a bulk edit is done: for the audit of its batches, and for the history of its customers. */
export async function noteReason(client: Queryable, id: number, reason: string): Promise<void> {
	await client.query('update bulk_edits set reason = $2 where id = $1', [id, keyringOf(client).seal(reasonPlace, reason)]);
}

/** Why bulk edits were done, of those for which somebody said it. */
export async function reasonsOf(client: Queryable, ids: readonly number[]): Promise<Map<number, string>> {
	const { rows } = await client.query<{ id: number; reason: string }>(
		'select id, reason from bulk_edits where id = any ($1) and reason is not null',
		[ids],
	);
	return new Map(rows.map(({ id, reason }) => [id, openedReason(client, reason)!]));
}

type Wanted = Pick<StoredBulkEdit, 'user_id' | 'selection' | 'action' | 'total' | 'exact'>;

export async function insertBulkEdit(client: Queryable, { user_id, selection, action, total, exact }: Wanted): Promise<StoredBulkEdit> {
	const rows = await stored(
		client,
		`insert into bulk_edits (user_id, selection, action, total, exact) values ($1, $2, $3, $4, $5) returning ${columns}`,
		[user_id, JSON.stringify(sealedAsked(client, selection)), JSON.stringify(sealedAsked(client, action)), total, exact],
	);
	const { id } = rows[0]!;
	// Names alone: what was searched for may be somebody's name, and what is set a value of somebody.
	const fields = 'set' in action ? Object.keys(action.set) : Object.keys(action);
	await audit(client, { action: 'bulk_edits.prepare', entity: 'bulk_edits', entity_id: id, detail: { total, fields } });
	return rows[0]!;
}

/** One bulk edit of a person; of anybody where user_id is null. */
export async function findBulkEdit(client: Queryable, id: number, user_id: number | null): Promise<StoredBulkEdit | undefined> {
	const rows = await stored(client, `select ${columns} from bulk_edits where id = $1 and ($2::bigint is null or user_id = $2)`, [
		id,
		user_id,
	]);
	return rows[0];
}

/** A person's bulk edits that were started, newest first. */
export async function listBulkEdits(client: Queryable, user_id: number, before: number | null, limit: number): Promise<StoredBulkEdit[]> {
	const rows = await stored(
		client,
		`select ${columns} from bulk_edits where user_id = $1 and state <> 'draft' and ($2::bigint is null or id < $2) order by id desc limit $3`,
		[user_id, before, limit],
	);
	return rows;
}

/** Moves a bulk edit into another state, if it is in one of these; undefined where it is not. Notes when. */
export async function moveState(
	client: Queryable,
	id: number,
	from: readonly BulkState[],
	to: BulkState,
	cause: StoredBulkEdit['error'] = null,
): Promise<StoredBulkEdit | undefined> {
	const rows = await stored(
		client,
		`update bulk_edits set state = $3, error = $4, started_at = case when $3 = 'queued' then now() else started_at end,
			finished_at = case when $3 in ('done', 'failed', 'cancelled') then now() else finished_at end,
			undone_at = case when $3 = 'undone' then now() else undone_at end
		where id = $1 and state = any ($2) returning ${columns}`,
		[id, from, to, cause && JSON.stringify(cause)],
	);
	const [moved] = rows;
	if (!moved) return undefined;
	await tell(client, moved);
	await audit(client, { action: 'bulk_edits.state', entity: 'bulk_edits', entity_id: id, detail: { state: to } });
	if (to === 'done' || to === 'undone' || to === 'failed')
		await notify(client, {
			user_id: moved.user_id,
			kind: to === 'failed' ? 'bulk_edit_failed' : 'bulk_edit_done',
			detail: { bulk_edit_id: id, state: to, rows: to === 'undone' ? (moved.undo_result?.back ?? 0) : moved.changed },
		});
	return moved;
}

/** Tells the open pages of the person how far it is. */
function tell(client: Queryable, { id, user_id, state, done, undo_result }: StoredBulkEdit): Promise<void> {
	return announce(client, { kind: 'bulk_edits', user_id, detail: { id, state, done: undo_result?.done ?? done } });
}

/** A bulk edit at work, locked for one batch: whoever cancels it waits until the batch is stored. Undefined where it is in another state. */
export async function lockBulkEdit(client: Queryable, id: number, state: BulkState): Promise<StoredBulkEdit | undefined> {
	const rows = await stored(client, `select ${columns} from bulk_edits where id = $1 and state = $2 for update`, [id, state]);
	return rows[0];
}

/** Bulk edits that are to be worked on, and that no process holds: theirs died. `lock`: the name of the locks. */
export async function unfinishedBulkEdits(client: Queryable, lock: string): Promise<{ id: number; state: BulkState }[]> {
	const { rows } = await client.query<{ id: number; state: BulkState }>(
		`select id, state from bulk_edits where state in ('queued', 'running', 'undoing') and not ${isHeld(lock, 'bulk_edits.id')} order by id limit 100`,
	);
	return rows;
}

export async function deleteOldDrafts(client: Queryable): Promise<void> {
	const { rowCount } = await client.query("delete from bulk_edits where state = 'draft' and created_at < now() - interval '1 day'");
	if (rowCount) await audit(client, { action: 'bulk_edits.forget', entity: 'bulk_edits', count: rowCount });
}

/** Forgets whom bulk edits were about that can no longer be undone; a day later, so that none is lost under an undo that just begins. Owner-side. */
export async function forgetChosen(client: Queryable): Promise<void> {
	await client.query(
		`delete from bulk_edit_customers b using bulk_edits e where e.id = b.bulk_edit_id and e.state in ('done', 'cancelled', 'failed', 'undone')
			and e.finished_at < now() - interval '${undoDays + 1} days'`,
	);
}

/** A statement that selects (customer_id, scope_id, owner_id). */
export interface ChosenSql {
	readonly text: string;
	readonly values: readonly unknown[];
}

/** Writes down whom a bulk edit is about; from then on the selection decides nothing. */
export async function choose(client: Queryable, id: number, { text, values }: ChosenSql): Promise<void> {
	const { rowCount } = await client.query(
		`insert into bulk_edit_customers (bulk_edit_id, customer_id, scope_id, owner_id) select ${Math.trunc(id)}, x.* from (${text}) x on conflict do nothing`,
		[...values],
	);
	// What was searched for may be somebody's name.
	await client.query(
		"update bulk_edits set selection = '{}', total = $2, exact = true, chosen_at = now(), state = 'running' where id = $1",
		[id, rowCount ?? 0],
	);
	await audit(client, {
		action: 'bulk_edits.state',
		entity: 'bulk_edits',
		entity_id: id,
		detail: { state: 'running', total: rowCount ?? 0 },
	});
}

/** The next customers in the order of ids; `written`: only those of whom something was written. */
export async function nextCustomers(client: Queryable, id: number, after: number, most: number, written = false): Promise<number[]> {
	const { rows } = await client.query<{ customer_id: number }>(
		`select customer_id from bulk_edit_customers where bulk_edit_id = $1 and customer_id > $2 ${written ? 'and before is not null' : ''} order by customer_id limit $3`,
		[id, after, most],
	);
	return rows.map(({ customer_id }) => customer_id);
}

/**
 * Notes what became of a batch and what was written over. The batch is told by its first and last id, so that one range of the index is read
 * whatever the planner knows of a table that was just filled: joined by id, 20,000 customers took 40 s.
 */
export async function noteOutcomes(
	client: Queryable,
	id: number,
	ids: readonly number[],
	outcomes: readonly { id: number; outcome: string; before: unknown }[],
): Promise<void> {
	await client.query(
		`update bulk_edit_customers set outcome = $4::jsonb #>> array[customer_id::text, 'outcome'], before = nullif($4::jsonb #> array[customer_id::text, 'before'], 'null')
		where bulk_edit_id = $1 and customer_id between $2 and $3`,
		[id, ids[0], ids.at(-1), JSON.stringify(Object.fromEntries(outcomes.map(({ id, outcome, before }) => [id, { outcome, before }])))],
	);
}

export async function noteProgress(client: Queryable, one: StoredBulkEdit): Promise<void> {
	await client.query(
		'update bulk_edits set next_id = $2, done = $3, changed = $4, unchanged = $5, refused = $6, reasons = $7, undo_next_id = $8, undo_result = $9 where id = $1',
		[
			one.id,
			one.next_id,
			one.done,
			one.changed,
			one.unchanged,
			one.refused,
			JSON.stringify(one.reasons),
			one.undo_next_id,
			one.undo_result && JSON.stringify(one.undo_result),
		],
	);
	await tell(client, one);
}

/** Names of customers, as far as the person may see them. */
export async function namesOf(client: Queryable, ids: readonly number[]): Promise<Map<number, string | null>> {
	const { rows } = await client.query<{ id: number; name: string | null }>('select id, name from customers where id = any ($1)', [ids]);
	return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Rows of customers for samples, with the owner's name, whatever their state. */
export async function rowsOf(client: Queryable, ids: readonly number[]): Promise<pg.QueryResultRow[]> {
	const { rows } = await client.query(
		'select c.*, u.name as owner from customers c left join users u on u.id = c.owner_id where c.id = any ($1) order by c.id',
		[ids],
	);
	return rows;
}
