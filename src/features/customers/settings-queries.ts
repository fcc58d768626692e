// The statements behind Settings beyond the definitions themselves: groups of attributes, what a change would do, and computing anew after one.
import { setTimeout as pause } from 'node:timers/promises';
import { audit } from '../../platform/audit.ts';
import { asOwner, type Database, type Queryable } from '../../platform/database.ts';
import { customerError as error } from './messages.ts';

// ------------------------------------------------------------------------------------------------------------------ groups

export interface GroupRow {
	readonly id: number;
	readonly label_en: string;
	readonly label_zh: string;
}

export interface Layout {
	readonly version: number;
	readonly groups: GroupRow[];
}

/** Groups in their order, and how often the arrangement was changed. */
export async function readLayout(client: Queryable): Promise<Layout> {
	const { rows } = await client.query<Layout>(
		`select coalesce((select value::int from settings where name = 'attribute_layout'), 0) as version,
			coalesce((select json_agg(json_build_object('id', id, 'label_en', label_en, 'label_zh', label_zh) order by position, id) from attribute_groups), '[]') as groups`,
	);
	return rows[0]!;
}

export interface WantedGroup {
	readonly id?: number | undefined;
	readonly label_en: string;
	readonly label_zh: string;
	readonly attributes: readonly number[];
}

/**
 * Arranges groups and attributes as told: groups that are not named go, attributes that are not named follow after the others without a group.
 * @throws AppError layout_changed, group_not_found, attribute_not_found
 */
export async function putLayout(
	client: Queryable,
	groups: readonly WantedGroup[],
	rest: readonly number[],
	version?: number,
): Promise<Layout> {
	await client.query("insert into settings (name, value) values ('attribute_layout', '0') on conflict do nothing");
	const { rows } = await client.query<{ version: number }>(
		"select value::int as version from settings where name = 'attribute_layout' for update",
	);
	if (version !== undefined && version !== rows[0]!.version)
		throw error('layout_changed', {}, { extra: { current_version: rows[0]!.version } });
	const ids: number[] = [];
	for (const [position, { id, label_en, label_zh }] of groups.entries()) {
		const put = await client.query<{ id: number }>(
			id === undefined
				? 'insert into attribute_groups (label_en, label_zh, position) values ($1, $2, $3) returning id'
				: 'update attribute_groups set label_en = $1, label_zh = $2, position = $3 where id = $4 returning id',
			[label_en, label_zh, position, ...(id === undefined ? [] : [id])],
		);
		if (!put.rows[0]) throw error('group_not_found', { id: id! });
		ids.push(put.rows[0].id);
	}
	const places = [
		...groups.flatMap(({ attributes }, index) => attributes.map((id) => ({ id, group: ids[index]! }))),
		...rest.map((id) => ({ id, group: null })),
	];
	const known = await client.query<{ id: number }>('select id from attribute_definitions where id = any ($1) and deleted_at is null', [
		places.map(({ id }) => id),
	]);
	const found = new Set(known.rows.map(({ id }) => id));
	for (const { id } of places) if (!found.delete(id)) throw error('attribute_not_found', { id });
	await client.query(
		`update attribute_definitions d set group_id = p.group_id, position = coalesce(p.place, $3)
		from attribute_definitions o left join unnest($1::int[], $2::int[]) with ordinality as p (id, group_id, place) on p.id = o.id where o.id = d.id`,
		[places.map(({ id }) => id), places.map(({ group }) => group), places.length + 1],
	);
	await client.query('delete from attribute_groups where id <> all ($1)', [ids]);
	await client.query("update settings set value = to_jsonb(value::int + 1) where name = 'attribute_layout'");
	await audit(client, { action: 'attributes.arrange', entity: 'settings', entity_id: 'attribute_layout', after: { groups, rest } });
	return readLayout(client);
}

// ------------------------------------------------------------------------------------------------------------------ what a change would do

export interface StoredValue {
	readonly id: number;
	readonly value: unknown;
}

/** Values of an attribute as they stand, of customers after `after`, with the last id looked at (null at the end). */
export async function storedValues(
	client: Queryable,
	name: string,
	after: number,
	step: number,
): Promise<{ values: StoredValue[]; last: number | null }> {
	const { rows } = await client.query<{ id: number; value: unknown; state: string }>(
		'select id, attributes->$1 as value, state from customers where id > $2 order by id limit $3',
		[name, after, step],
	);
	return {
		values: rows.filter(({ value, state }) => value !== null && state === 'active'),
		last: rows.length === step ? rows.at(-1)!.id : null,
	};
}

/** Customers whose golden record a change may touch, at random: all of a small table, some two thousand of a large one. */
export const touchedBy = {
	source: `select distinct c.golden_id as id, hashint8(c.golden_id) from source_records r %SAMPLE% join customers c on c.id = r.customer_id and c.state = 'active'
		where r.source_id = $1::int order by 2 limit 2001`,
	attribute: `select distinct c.golden_id as id, hashint8(c.golden_id) from customers c %SAMPLE% join attribute_definitions d on d.id = $1::int
		where c.state = 'active' and c.attributes ? d.name order by 2 limit 2001`,
} as const;

export interface Foreseen {
	/** Customers that were computed both ways, and how many of them came out differently. */
	readonly looked_at: number;
	readonly changed: number;
	/** Whether these were all that the change may touch. */
	readonly complete: boolean;
}

/** Rows read for a sample at most. */
const sampledRows = 200_000;

/**
 * Computes customers as they are and as they would be; nothing is kept. Ends after `patience` milliseconds. Owner-side: counts are told, no customer.
 * @param change makes the change within the transaction that is taken back
 */
export function foresee(
	database: Database,
	touched: keyof typeof touchedBy,
	id: number,
	change: (client: Queryable) => Promise<unknown>,
	patience = 1_500,
): Promise<Foreseen> {
	const began = performance.now();
	return asOwner(database, async (client) => {
		await client.query(`set local statement_timeout = '10s'`);
		// Also where nobody is touched: what cannot be done is refused.
		await client.query('savepoint before');
		await change(client);
		await client.query('rollback to savepoint before');
		const table = touched === 'source' ? 'source_records' : 'customers';
		const { rows: size } = await client.query<{ rows: number }>(
			'select greatest(reltuples, 0) as rows from pg_class where oid = $1::regclass',
			[table],
		);
		const share = sampledRows / Math.max(size[0]!.rows, 1);
		const sample = share >= 1 ? '' : `tablesample system (${(100 * share).toFixed(4)})`;
		const { rows } = await client.query<{ id: number }>(touchedBy[touched].replace('%SAMPLE%', sample), [id]);
		let looked = 0;
		let changed = 0;
		const ids = rows.slice(0, 2_000).map((row) => row.id);
		const computed = `select customer_id, md5(row (units, attributes, contact_points, addresses, tags)::text) as hash from golden_customers($1)`;
		while (looked < ids.length && (looked === 0 || performance.now() - began < patience)) {
			const some = ids.slice(looked, looked + 200);
			const now = await client.query<{ customer_id: number; hash: string }>(computed, [some]);
			await client.query('savepoint before');
			await change(client);
			const then = await client.query<{ customer_id: number; hash: string }>(computed, [some]);
			await client.query('rollback to savepoint before');
			const hashes = new Map(now.rows.map(({ customer_id, hash }) => [customer_id, hash]));
			changed += then.rows.filter(({ customer_id, hash }) => hashes.get(customer_id) !== hash).length;
			looked += some.length;
		}
		return { looked_at: looked, changed, complete: sample === '' && rows.length === looked };
	});
}

// ------------------------------------------------------------------------------------------------------------------ computing anew

/** What customers are computed anew for. */
export interface Cause {
	readonly source_id?: number;
	readonly attribute_id?: number;
}

/** Notes that customers are to be computed anew, in place of a run for the same cause that is not done; returns its number. */
export async function beginRecompute(
	client: Queryable,
	{ source_id = null, attribute_id = null }: { source_id?: number | null; attribute_id?: number | null },
): Promise<number> {
	await client.query(
		"delete from recomputes where (finished_at is null or finished_at < now() - interval '30 days') and source_id is not distinct from $1 and attribute_id is not distinct from $2",
		[source_id, attribute_id],
	);
	const { rows } = await client.query<{ id: number }>(
		'insert into recomputes (source_id, attribute_id, total) select $1, $2, coalesce(max(id), 0) from customers returning id',
		[source_id, attribute_id],
	);
	return rows[0]!.id;
}

export interface RecomputeRow {
	readonly source_id: number | null;
	readonly attribute_id: number | null;
	readonly done: number;
	readonly total: number;
}

/** A run that is to go on; null where another has taken its place. */
export async function findRecompute(client: Queryable, id: number): Promise<RecomputeRow | null> {
	const { rows } = await client.query<RecomputeRow>(
		'select source_id, attribute_id, done, total from recomputes where id = $1 and finished_at is null',
		[id],
	);
	return rows[0] ?? null;
}

/** The end of the transactions that write now; settled() tells whether they have ended. */
async function writingNow(client: Queryable): Promise<string> {
	const { rows } = await client.query<{ until: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as until');
	return rows[0]!.until;
}

async function settled(client: Queryable, until: string): Promise<boolean> {
	const { rows } = await client.query<{ over: boolean }>('select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as over', [until]);
	return rows[0]!.over;
}

/** Looks, a tenth of a second apart. */
const looks = 600;

/**
 * Waits for whoever writes now, for a minute at most: a batch of an import that read the rules before they changed may commit statements that a
 * range did not see, computed as they were.
 */
export async function othersEnd(client: Queryable, signal?: AbortSignal): Promise<void> {
	const until = await writingNow(client);
	for (let look = 0; look < looks && !signal?.aborted && !(await settled(client, until)); look++) await pause(100);
}

/** The customers of a range of ids that a run concerns. */
export async function recomputeRange(
	client: Queryable,
	{ source_id, attribute_id }: RecomputeRow,
	after: number,
	upTo: number,
): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		source_id !== null
			? `select distinct c.golden_id as id from source_records r join customers c on c.id = r.customer_id
				where r.source_id = $1 and r.customer_id > $2 and r.customer_id <= $3`
			: `select distinct c.golden_id as id from source_records r join customers c on c.id = r.customer_id
				where r.content ? (select 'attributes.' || name from attribute_definitions where id = $1) and r.customer_id > $2 and r.customer_id <= $3`,
		[source_id ?? attribute_id, after, upTo],
	);
	return rows.map(({ id }) => id);
}

export async function noteRecompute(client: Queryable, id: number, done: number, changed: number): Promise<void> {
	await client.query(
		'update recomputes set done = $2, changed = changed + $3, finished_at = case when $2 >= total then now() end where id = $1',
		[id, done, changed],
	);
}

/** Runs that are under way. */
export async function openRecomputes(client: Queryable): Promise<RecomputeRow[]> {
	return (
		await client.query<RecomputeRow>(
			'select source_id, attribute_id, least(done, total) as done, total from recomputes where finished_at is null limit 100',
		)
	).rows;
}

/** How far the run is that a source or an attribute began: from 0 to 1; null where none is under way. */
export function shareDone(open: readonly RecomputeRow[], cause: Partial<Cause>): number | null {
	const one = open.find(
		({ source_id, attribute_id }) => source_id === (cause.source_id ?? null) && attribute_id === (cause.attribute_id ?? null),
	);
	return one ? (one.total === 0 ? 1 : one.done / one.total) : null;
}

/** Records counted of a source; with more, the number says "more than". */
export const countedRecords = 10_000;

export interface SourceUse {
	readonly id: number;
	/** Keys under which it states something, at most one more than `countedRecords`. */
	readonly records: number;
	readonly last_import_at: string | null;
}

/** How much each source states of customers that the caller sees, and when a file of it was last imported. */
export async function sourceUse(client: Queryable): Promise<Map<number, SourceUse>> {
	const { rows } = await client.query<SourceUse>(
		`select s.id, (
				select count(*) from (select from lookup l where l.token >= ('x' || s.id || ':') collate "C" and l.token < ('x' || s.id || ';') collate "C"
				limit ${countedRecords + 1}) found
			) as records,
			(select to_char(max(i.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from imports i where i.source_id = s.id and i.state <> 'draft') as last_import_at
		from sources s order by s.id limit 1000`,
	);
	return new Map(rows.map((row) => [row.id, row]));
}
