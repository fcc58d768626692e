// The statements of bulk edits: what is asked for and how far it is, whom it is about, and the set-based changes of one batch.
import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { announce } from '../../platform/events.ts';
import { notify } from '../notifications/queries.ts';
import { manualSource } from './definitions.ts';
import type { BulkAction, BulkSelection, BulkState } from './endpoints-bulk.ts';
import type { StatementRow } from './history-queries.ts';
import { isPending } from './lookup-queries.ts';
import { type CustomerHead, type GoldenRow, ownedTables, traceColumns } from './queries.ts';
import type { Content } from './statement.ts';

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
	readonly error: { readonly code: string; readonly words: Words } | null;
	readonly created_at: string;
	readonly started_at: string | null;
	readonly finished_at: string | null;
	readonly undone_at: string | null;
	/** A draft of more than a day ago. */
	readonly expired: boolean;
}

const time = (column: string) => `to_json(${column}) #>> '{}' as ${column}`;
const columns = `id, user_id, selection, action, state, total, exact, ${time('chosen_at')}, next_id, done, changed, unchanged, refused, reasons, undo_next_id, undo_result, error,
	${['created_at', 'started_at', 'finished_at', 'undone_at'].map(time).join(', ')}, state = 'draft' and created_at < now() - interval '1 day' as expired`;

type Wanted = Pick<StoredBulkEdit, 'user_id' | 'selection' | 'action' | 'total' | 'exact'>;

export async function insertBulkEdit(client: Queryable, { user_id, selection, action, total, exact }: Wanted): Promise<StoredBulkEdit> {
	const { rows } = await client.query<StoredBulkEdit>(
		`insert into bulk_edits (user_id, selection, action, total, exact) values ($1, $2, $3, $4, $5) returning ${columns}`,
		[user_id, JSON.stringify(selection), JSON.stringify(action), total, exact],
	);
	return rows[0]!;
}

/** One bulk edit of a person; of anybody where user_id is null. */
export async function findBulkEdit(client: Queryable, id: number, user_id: number | null): Promise<StoredBulkEdit | undefined> {
	const { rows } = await client.query<StoredBulkEdit>(
		`select ${columns} from bulk_edits where id = $1 and ($2::bigint is null or user_id = $2)`,
		[id, user_id],
	);
	return rows[0];
}

/** A person's bulk edits that were started, newest first. */
export async function listBulkEdits(client: Queryable, user_id: number, before: number | null, limit: number): Promise<StoredBulkEdit[]> {
	const { rows } = await client.query<StoredBulkEdit>(
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
	const { rows } = await client.query<StoredBulkEdit>(
		`update bulk_edits set state = $3, error = $4, started_at = case when $3 = 'queued' then now() else started_at end,
			finished_at = case when $3 in ('done', 'failed', 'cancelled') then now() else finished_at end,
			undone_at = case when $3 = 'undone' then now() else undone_at end
		where id = $1 and state = any ($2) returning ${columns}`,
		[id, from, to, cause && JSON.stringify(cause)],
	);
	const [moved] = rows;
	if (!moved) return undefined;
	await tell(client, moved);
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
	const { rows } = await client.query<StoredBulkEdit>(`select ${columns} from bulk_edits where id = $1 and state = $2 for update`, [
		id,
		state,
	]);
	return rows[0];
}

/** Bulk edits that are to be worked on, and that no process holds: theirs died. `held`: SQL condition over bulk_edits. */
export async function unfinishedBulkEdits(client: Queryable, lockClass: string): Promise<{ id: number; state: BulkState }[]> {
	const { rows } = await client.query<{ id: number; state: BulkState }>(
		`select id, state from bulk_edits where state in ('queued', 'running', 'undoing') and not exists (
			select from pg_locks l where l.locktype = 'advisory' and l.classid = ${lockClass}::oid and l.objid = bulk_edits.id::oid
				and l.database = (select oid from pg_database where datname = current_database())) order by id limit 100`,
	);
	return rows;
}

export async function deleteOldDrafts(client: Queryable): Promise<void> {
	await client.query("delete from bulk_edits where state = 'draft' and created_at < now() - interval '1 day'");
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
	await client.query("update bulk_edits set total = $2, exact = true, chosen_at = now(), state = 'running' where id = $1", [
		id,
		rowCount ?? 0,
	]);
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

/**
 * Statements of a batch look up by key, and are not to be planned by what the tables held when they were analysed last: reading whole tables
 * for a thousand customers takes seconds.
 */
export async function byKey(client: Queryable): Promise<void> {
	await client.query('set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off');
}

export interface BatchHead extends CustomerHead {
	readonly name: string | null;
	readonly tags: string[];
	readonly attributes: Record<string, unknown>;
	/** What was stated by hand so far. */
	readonly manual: Content | null;
}

/** The newest manual statement of customer `c`; `when`: further condition on the record `r`. */
const manualOf = (when: string) => `(select r.content, r.stated_at, r.recorded_at, r.id from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.customer_id = c.id and r.source_id = ${manualSource} and r.key = c.id::text and r.content is not null ${when}
	order by r.stated_at desc, r.recorded_at desc, r.content_hash limit 1)`;

/** Customers of a batch, locked in the order of ids; those that are gone or out of sight are left out. */
export async function lockBatch(client: Queryable, ids: readonly number[]): Promise<BatchHead[]> {
	await client.query('select from customers where id = any ($1) order by id for update', [ids]);
	const { rows } = await client.query<BatchHead>(
		`select c.id, c.golden_id, c.state, c.version, c.kind, c.scope_id, c.owner_id, c.deleted_at, c.name, c.tags, c.attributes, m.content as manual
		from customers c left join lateral ${manualOf('')} m on true where c.id = any ($1) order by c.id`,
		[ids],
	);
	return rows;
}

/** What every source says now of these customers. They must have been seen. */
export async function statementsOf(client: Queryable, ids: readonly number[]): Promise<Map<number, StatementRow[]>> {
	const { rows } = await client.query<StatementRow & { root: number }>('select * from customer_statements($1)', [ids]);
	const found = new Map<number, StatementRow[]>();
	for (const { root, ...row } of rows) found.set(root, [...(found.get(root) ?? []), row]);
	return found;
}

/** The golden records of these customers, computed now. They must have been seen. */
export async function goldenOf(client: Queryable, ids: readonly number[]): Promise<Map<number, GoldenRow>> {
	const { rows } = await client.query<GoldenRow>('select * from golden_customers($1)', [ids]);
	return new Map(rows.map((row) => [row.customer_id, row]));
}

export interface ManualStatement {
	readonly customer_id: number;
	readonly content: Content;
	readonly content_hash: string;
	readonly raw: Record<string, string> | null;
}

/** Adds a version of the manual statement of each customer, with the customer's own scope and owner. */
export async function insertManual(
	client: Queryable,
	bulk_edit_id: number | null,
	by: number,
	statements: readonly ManualStatement[],
): Promise<void> {
	if (statements.length === 0) return;
	await client.query(
		`with record as (
			insert into source_records (customer_id, source_id, key, content, raw, content_hash, stated_at, recorded_at, recorded_by, bulk_edit_id, scope_id, owner_id,
				changed_via, changed_in)
			select s.customer_id, ${manualSource}, s.customer_id::text, s.content, nullif(s.raw, 'null'), s.content_hash, clock_timestamp(), clock_timestamp(), $2, $3,
				c.scope_id, c.owner_id, ${traceColumns}
			from jsonb_to_recordset($1::jsonb) as s (customer_id bigint, content jsonb, raw jsonb, content_hash uuid)
			cross join lateral (select scope_id, owner_id from customers where id = s.customer_id offset 0) c
			returning customer_id, id, recorded_at, scope_id, owner_id
		),
		found as (
			insert into lookup (token, customer_id, scope_id, owner_id)
			select 'x${manualSource}:' || customer_id, customer_id, scope_id, owner_id from record on conflict do nothing
		)
		insert into assignments (customer_id, source_record_id, valid_from, cause) select customer_id, id, recorded_at, 'edit' from record`,
		[JSON.stringify(statements), by, bulk_edit_id],
	);
}

/** Gives customers another owner each, at once with all their rows; the image before goes to history. */
export async function setOwners(
	client: Queryable,
	owners: readonly { readonly id: number; readonly owner_id: number | null }[],
	by: number,
): Promise<void> {
	if (owners.length === 0) return;
	const wanted = '(select * from jsonb_to_recordset($1::jsonb) as w (id bigint, owner_id bigint) order by id offset 0) w';
	const values = [JSON.stringify(owners)];
	const { rows: left } = await client.query<{ id: number; scope_id: number; owner_id: number | null }>(
		`insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
		select c.id, 'owner', c.id, c.valid_from, jsonb_build_object('version', c.version, 'owner_id', c.owner_id, 'scope_id', c.scope_id), $2, c.scope_id, c.owner_id
		from ${wanted} join customers c on c.id = w.id returning customer_id as id, scope_id, owner_id`,
		[...values, by],
	);
	for (const { id, ...place } of left) await announce(client, { kind: 'customers', ids: [id], by, left: place });
	for (const table of ownedTables.filter((one) => one !== 'lookup'))
		await client.query(`update ${table} t set owner_id = w.owner_id from ${wanted} where t.customer_id = w.id`, values);
	await client.query(
		`update lookup l set owner_id = k.owner_id from (
			select w.id, w.owner_id, unnest(t.tokens) collate "C" as token from ${wanted} join lookup_tokens t on t.customer_id = w.id
			union all
			select distinct w.id, w.owner_id, ('x' || r.source_id || ':' || r.key) collate "C" from ${wanted} join source_records r on r.customer_id = w.id
		) k where l.token = k.token and l.customer_id = k.id`,
		values,
	);
	await client.query(
		`insert into index_queue (customer_id) select w.id from ${wanted} where ${isPending('w.id')} on conflict do nothing`,
		values,
	);
	await client.query(
		`update customers c set owner_id = w.owner_id, version = c.version + 1, updated_at = now(), valid_from = now() from ${wanted} where c.id = w.id`,
		values,
	);
}

/** Moves customers into the trash, or out of it; the image before goes to history. */
export async function setAllDeleted(client: Queryable, ids: readonly number[], deleted: boolean, by: number): Promise<void> {
	if (ids.length === 0) return;
	await client.query(
		`with remembered as (
			insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
			select id, 'state', id, valid_from, jsonb_build_object('state', state, 'deleted_at', deleted_at), $2, scope_id, owner_id
			from customers where id = any ($1)
		)
		update customers set state = $3, deleted_at = case when $4 then now() end, version = version + 1, updated_at = now(), valid_from = now() where id = any ($1)`,
		[ids, by, deleted ? 'deleted' : 'active', deleted],
	);
	await announce(client, { kind: 'customers', ids, by });
}

/** What an undo of one customer is decided by. */
export interface UndoRow extends CustomerHead {
	/** What is stated by hand now, what the bulk edit made, and what stood before it. */
	readonly now: Content | null;
	readonly after: Content | null;
	readonly before: Content | null;
	/** What the bulk edit wrote over, where it is no statement. */
	readonly image: { readonly owner_id?: number | null };
}

export async function undoRows(client: Queryable, bulk_edit_id: number, ids: readonly number[]): Promise<UndoRow[]> {
	const { rows } = await client.query<UndoRow>(
		`select c.id, c.golden_id, c.state, c.version, c.kind, c.scope_id, c.owner_id, c.deleted_at, b.before as image,
			n.content as now, w.content as after, p.content as before
		from bulk_edit_customers b
		join customers c on c.id = b.customer_id
		left join lateral ${manualOf('')} n on true
		left join lateral ${manualOf('and r.bulk_edit_id = $1')} w on true
		left join lateral ${manualOf('and (r.stated_at, r.recorded_at, r.id) < (w.stated_at, w.recorded_at, w.id)')} p on true
		where b.bulk_edit_id = $1 and b.customer_id = any ($2) order by c.id`,
		[bulk_edit_id, ids],
	);
	return rows;
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
