// The SQL around scopes of customers: where one is, asking for the job that puts them into those of their classes, and its steps.
import { auditBatch } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';

export interface Place {
	readonly scope_id: number;
	readonly owner_id: number | null;
	readonly owner_name: string | null;
	readonly team_id: number;
	readonly team_name: string;
	readonly conditions: string[];
}

/** The team, the conditions and the owner of a customer, for somebody who sees him. */
export async function readPlace(client: Queryable, id: number): Promise<Place | undefined> {
	const { rows } = await client.query<Place>(
		`select c.scope_id, c.owner_id, u.name as owner_name, s.team_id, t.name as team_name,
			array(select r.name from row_conditions r where r.id = any (s.conditions) order by r.name) as conditions
		from customers c join scopes s on s.id = c.scope_id join teams t on t.id = s.team_id left join users u on u.id = c.owner_id where c.id = $1`,
		[id],
	);
	return rows[0];
}

/** The scope of a customer after a move to the team of another scope. */
export async function scopeBeside(client: Queryable, wanted: number, current: number): Promise<number> {
	return (await client.query<{ id: number }>('select scope_beside($1, $2) as id', [wanted, current])).rows[0]!.id;
}

/** scopeBeside() of many moves, asked for together. */
export async function scopesBeside(
	client: Queryable,
	moves: readonly { readonly wanted: number; readonly current: number }[],
): Promise<(wanted: number, current: number) => number> {
	const { rows } = await client.query<{ wanted: number; current: number; id: number }>(
		`select wanted, current, scope_beside(wanted, current) as id from (
			select distinct wanted, current from jsonb_to_recordset($1::jsonb) as m (wanted int, current int)) m`,
		[JSON.stringify(moves)],
	);
	const found = new Map(rows.map(({ wanted, current, id }) => [`${wanted} ${current}`, id]));
	return (wanted, current) => found.get(`${wanted} ${current}`) ?? wanted;
}

/** The scope that a new customer begins in, of those that may be changed in the team of `wanted`; null where none may. */
export async function firstScope(client: Queryable, wanted: number, permitted: readonly number[]): Promise<number | null> {
	const { rows } = await client.query<{ id: number }>(
		`select n.id from scopes w join scopes n on n.team_id = w.team_id where w.id = $1 and n.id = any ($2)
		order by n.id = w.id desc, cardinality(n.conditions), n.id limit 1`,
		[wanted, permitted],
	);
	return rows[0]?.id ?? null;
}

/** Puts customers whose values were written without recompute_customers() into the scopes of their classes. */
export async function rescope(client: Queryable, ids: readonly number[], by: number | null): Promise<void> {
	if (ids.length === 0 || (await client.query('select from row_conditions limit 1')).rowCount === 0) return;
	await client.query('select rescope_customers($1, $2)', [ids, by]);
}

// ---------------------------------------------------------------------------------------------------------------- the job

/** The job that puts customers into the scopes of their classes. */
export const rescopeJob = 'access.rescope';

/** Asks for all customers to be put under the conditions anew. A run that has not ended begins again. */
export async function requestRescoping(client: Queryable): Promise<void> {
	await client.query('select request_rescoping()');
}

export interface RescopingState {
	readonly running: { readonly done: number; readonly total: number; readonly requested_at: string } | null;
	readonly waiting: number;
}

export async function rescopingState(client: Queryable): Promise<RescopingState> {
	const { rows } = await client.query<RescopingState>(
		`select (select json_build_object('done', done, 'total', greatest(total, done), 'requested_at', requested_at) from rescopings where finished_at is null limit 1) as running,
			(select count(*) from rescope_queue) as waiting`,
	);
	return rows[0]!;
}

/** Puts these customers into the scopes of their classes, and their facts after them. Owner-side. */
async function step(client: Queryable, ids: readonly number[]): Promise<void> {
	const { rows } = await client.query<{ moved: number[] }>('select moved from rescope_step($1)', [ids]);
	const { moved } = rows[0]!;
	if (moved.length > 0) await auditBatch(client, { action: 'access.rescope', entity: 'customers' }, moved);
}

/** Works off up to `most` customers of the queue after the customer `after`; the last of them, null at the end. Those of a new class stay in it. Owner-side. */
export async function stepQueue(client: Queryable, after: number, most: number): Promise<number | null> {
	const { rows } = await client.query<{ id: number }>(
		'select customer_id as id from rescope_queue where customer_id > $1 order by customer_id limit $2',
		[after, most],
	);
	const ids = rows.map(({ id }) => id);
	if (ids.length > 0) await step(client, ids);
	return ids.at(-1) ?? null;
}

/** Whether customers wait in the queue. */
export async function isWaiting(client: Queryable): Promise<boolean> {
	return (await client.query<{ waiting: boolean }>('select exists (select from rescope_queue) as waiting')).rows[0]!.waiting;
}

/** Goes on with the run over all customers by up to `most`; false where there is none. At its end scopes without a row and without a use are deleted. Owner-side. */
export async function stepRun(client: Queryable, most: number): Promise<boolean> {
	const { rows } = await client.query<{ id: number; next_id: number; total: number }>(
		'select id, next_id, total from rescopings where finished_at is null order by id limit 1 for update',
	);
	const run = rows[0];
	if (!run) return false;
	if (run.next_id === 0)
		await client.query(
			`update rescopings set total = (select greatest(reltuples, 0)::bigint from pg_class where oid = 'customers'::regclass) where id = $1`,
			[run.id],
		);
	const { rows: next } = await client.query<{ id: number }>('select id from customers where id > $1 order by id limit $2', [
		run.next_id,
		most,
	]);
	const ids = next.map(({ id }) => id);
	if (ids.length > 0) await step(client, ids);
	await client.query(
		'update rescopings set next_id = coalesce($2, next_id), done = done + $3, finished_at = case when $4 then now() end where id = $1',
		[run.id, ids.at(-1) ?? null, ids.length, ids.length < most],
	);
	if (ids.length < most) await dropUnused(client);
	return true;
}

/** Scopes of conditions that there are no more. */
async function dropUnused(client: Queryable): Promise<void> {
	await client.query(
		`delete from scopes s where s.conditions <> '{}' and not s.conditions <@ array(select id from row_conditions)
			and not exists (select from customers c where c.scope_id = s.id)`,
	);
}
