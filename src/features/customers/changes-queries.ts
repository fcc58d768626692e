// The statements behind the list of changes: one entry for each change of values, owner, state, note or relationship and for each statement
// that changed nothing, with what stood before and after. All members of a merged customer count.
import type { Queryable } from '../../platform/database.ts';
import type { Content } from './statement.ts';

/** The keys of an entry: h, a row of history; s, a statement without one; n and r, a note and a relationship that came. */
export interface EntryKey {
	readonly letter: 'h' | 's' | 'n' | 'r' | 'f';
	readonly ref: number;
}

/** A statement that a change brought (or, `closed`, took away). */
export interface LinkedRecord {
	readonly id: number;
	readonly customer_id: number;
	readonly source: string;
	readonly source_kind: string;
	readonly source_id: number;
	readonly key: string;
	readonly cause: string;
	readonly closed: boolean;
	/** In the file of a full copy it was absent. */
	readonly closed_by: number | null;
	/** A person took it back, no import. */
	readonly withdrawn_by_hand: boolean;
	/** It speaks now. */
	readonly open: boolean;
	readonly recorded_at: string;
	readonly import_id: number | null;
	readonly import_row: number | null;
	readonly file_name: string | null;
	readonly content: Content | null;
	/** What the same source said under the same key before. */
	readonly content_before: Content | null;
	readonly by: string | null;
	readonly via: Via | null;
}

/** What changed_via holds. */
export interface Via {
	readonly channel?: string;
	readonly key?: number;
	readonly ip?: string;
	readonly undoes?: string;
	readonly change_id?: number;
	readonly [mark: string]: unknown;
}

export interface EntryRow {
	readonly letter: EntryKey['letter'];
	readonly ref: number;
	readonly at: string;
	readonly kind: string;
	readonly customer_id: number;
	/** Of a fact or of history: what it is about. */
	readonly entity_id: number | null;
	readonly by: string | null;
	readonly via: Via | null;
	readonly api_key: string | null;
	readonly image: Record<string, unknown> | null;
	/** The same columns after the change; of a fact or a state the next image or what stands, null where it is gone. */
	readonly after: Record<string, unknown> | null;
	/** A later change of the same owner, state, note or relationship. */
	readonly changed_since: { readonly by: string | null; readonly at: string } | null;
	readonly records: readonly LinkedRecord[];
	/** Taken back by the change of this id. */
	readonly undone_by: string | null;
}

/** The members of customer $1. Two reads by index: `or` would read all customers, and the index of golden_id holds members alone. */
export const members = 'select id from customers where id = $1 union all select id from customers where golden_id = $1 and golden_id <> id';

/**
 * Whether a row `h` of history and the record `r`, assigned as `a`, belong together: one transaction; an import writes both at its time. Rows from
 * before changed_in was kept are told by who and when.
 */
const together = `(h.changed_in = r.changed_in and a.cause not in ('redo', 'restored') or h.valid_to = a.valid_from
	or h.changed_in is null and r.changed_in is null and r.import_id is null and h.changed_by is not distinct from r.recorded_by
		and a.valid_from >= h.valid_to and a.valid_from < h.valid_to + interval '1 second')`;

/** The first image of a fact, which tells what came and when. */
const firstImage = (entity: string, fact: string) => `lateral (
		select f.image, f.valid_from from history f where f.customer_id = ${fact}.customer_id and f.entity = '${entity}' and f.entity_id = ${fact}.entity_id order by f.id limit 1)`;

/** Facts of a kind that came: those that stand, and those of which only history knows. */
const came = (letter: string, entity: string, table: string, here: string, since: string) => `
	select '${letter}', g.entity_id, coalesce(f.valid_from, g.since), '${entity}', g.customer_id, null
	from (
		select t.${here} as customer_id, t.id as entity_id, t.${since} as since from ${table} t where t.${here} in (select id from members)
		union
		select h.customer_id, h.entity_id, null from history h
		where h.customer_id in (select id from members) and h.entity = '${entity}'
			and not exists (select from ${table} t where t.${here} = h.customer_id and t.id = h.entity_id)
	) g left join ${firstImage(entity, 'g')} f on true`;

/** Every entry of one customer, without what it says: (letter, ref, at, kind, customer_id, record_id). */
const entries = `members as materialized (${members}),
entries (letter, ref, at, kind, customer_id, record_id) as (
	select 'h', h.id, h.valid_to, case h.entity when 'customer' then 'values' else h.entity end, h.customer_id, null::bigint
	from history h where h.customer_id in (select id from members)
	union all
	select 's', r.id, a.valid_from, case when a.cause = 'created' and r.customer_id = $1 then 'created' else 'statement' end, r.customer_id, r.id
	from source_records r
	cross join lateral (
		select valid_from, cause from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id order by valid_from limit 1) a
	where r.customer_id in (select id from members)
		and (a.cause = 'created' or not exists (
			select from history h where h.customer_id in (select id from members) and h.entity = 'customer' and ${together}))
	union all
	${came('n', 'note', 'notes', 'customer_id', 'created_at')}
	union all
	${came('f', 'file', 'files', 'customer_id', 'created_at')}
	union all
	${came('r', 'relationship', 'relationships', 'customer_id', 'valid_from')}
	union all
	select 'r', t.id, t.valid_from, 'relationship', t.other_id, null from relationships t where t.other_id in (select id from members)
		and not exists (select from history h where h.customer_id = t.other_id and h.entity = 'relationship' and h.entity_id = t.id)
)`;

export interface Wanted {
	/** Where to go on: the entry before. */
	readonly after?: { readonly at: string; readonly key: EntryKey } | null;
	readonly kind?: string;
	/** Columns of history or units of statements, of which one is to be spoken of. */
	readonly columns?: readonly string[];
	/** This one alone. */
	readonly only?: EntryKey;
	readonly limit: number;
}

/** Entries of a customer's history, newest first. Check first that the person sees the customer. */
export async function readEntries(client: Queryable, id: number, wanted: Wanted): Promise<EntryRow[]> {
	const { after, kind, columns, only, limit } = wanted;
	const { rows } = await client.query<EntryRow>(
		`with ${entries},
		page as materialized (
			select e.* from entries e
			where ($2::timestamptz is null or (e.at, e.ref, e.letter) < ($2, $3::bigint, $4::text))
				and ($5::text is null or e.kind = $5)
				and ($6::text[] is null or case e.letter
					when 'h' then exists (select from history h where h.customer_id = e.customer_id and h.id = e.ref and h.image->'values' ?| $6)
					when 's' then exists (select from source_records r where r.customer_id = e.customer_id and r.id = e.ref and r.content ?| $6)
					else false end)
				and ($7::text is null or e.letter = $7 and e.ref = $8)
			order by e.at desc, e.ref desc, e.letter desc limit $9
		)
		select e.letter, e.ref, to_json(e.at) #>> '{}' as at, e.kind, e.customer_id, d.entity_id, u.name as by, d.via, k.name as api_key, d.image, d.after,
			d.changed_since, coalesce(l.records, '[]') as records,
			(select x.id from (
				select 'h' || h.id as id from history h where h.customer_id in (select id from members) and h.changed_via->>'undoes' = e.letter || e.ref
				union all select 's' || r.id from source_records r where r.customer_id in (select id from members) and r.changed_via->>'undoes' = e.letter || e.ref
			) x limit 1) as undone_by
		from page e
		join lateral (${details}) d on true
		left join users u on u.id = d.by_user
		left join api_keys k on k.id = (d.via->>'key')::bigint
		left join lateral (${linked}) l on e.letter in ('s', 'h') and e.kind in ('values', 'created', 'statement')
		order by e.at desc, e.ref desc, e.letter desc`,
		[
			id,
			after?.at ?? null,
			after?.key.ref ?? null,
			after?.key.letter ?? null,
			kind ?? null,
			columns ?? null,
			only?.letter ?? null,
			only?.ref ?? null,
			limit,
		],
	);
	return rows;
}

/** What stands of the owner, the state, the note or the relationship that a row `h` of history is about. */
const standing = `case h.entity
	when 'note' then (select to_jsonb(t) from notes t where t.customer_id = h.customer_id and t.id = h.entity_id)
	when 'relationship' then (select to_jsonb(t) from relationships t where t.id = h.entity_id and h.customer_id in (t.customer_id, t.other_id))
	when 'file' then (select to_jsonb(t) from files t where t.customer_id = h.customer_id and t.id = h.entity_id)
	when 'owner' then to_jsonb(c)
	when 'state' then to_jsonb(c) end`;

/** The next image of the same thing after a row `h`. */
const nextImage = `(select n.image from history n where n.customer_id = h.customer_id and n.entity = h.entity and n.entity_id = h.entity_id and n.id > h.id
	order by n.id limit 1)`;

/**
 * Before and after of an entry `e`. Columns of values: the image of the next change that holds the column, else what stands now. Where a removed
 * fact was brought back, the image of that change is { absent: true }.
 */
const details = `
	select h.entity_id, h.changed_by as by_user, h.changed_via as via, h.image,
		case when h.entity = 'customer' then (
			select jsonb_object_agg(col, coalesce((
				select n.image->'values'->col from history n
				where n.customer_id = h.customer_id and n.entity = 'customer' and n.id > h.id and n.image->'values' ? col order by n.id limit 1),
				to_jsonb(c)->col))
			from jsonb_object_keys(h.image->'values') col)
		else coalesce(${nextImage}, ${standing}) end as after,
		case when h.entity <> 'customer' then (
			select jsonb_build_object('by', v.name, 'at', n.valid_to) from history n left join users v on v.id = n.changed_by
			where n.customer_id = h.customer_id and n.entity = h.entity and n.entity_id = h.entity_id and n.id > h.id order by n.id desc limit 1
		) end as changed_since
	from history h join customers c on c.id = h.customer_id
	where e.letter = 'h' and h.customer_id = e.customer_id and h.id = e.ref
	union all
	select r.id, r.recorded_by, r.changed_via, null, null, null
	from source_records r where e.letter = 's' and r.customer_id = e.customer_id and r.id = e.ref
	union all
	select e.ref, coalesce((f.image->>'created_by')::bigint, (f.image->>'recorded_by')::bigint, (t.now->>'created_by')::bigint, (t.now->>'recorded_by')::bigint),
		coalesce(nullif(f.image->'created_via', 'null'), nullif(t.now->'created_via', 'null')), null, coalesce(f.image, t.now),
		(select jsonb_build_object('by', v.name, 'at', n.valid_to) from history n left join users v on v.id = n.changed_by
			where n.customer_id = e.customer_id and n.entity = e.kind and n.entity_id = e.ref order by n.id desc limit 1)
	from (select case e.letter
			when 'n' then (select to_jsonb(t) from notes t where t.customer_id = e.customer_id and t.id = e.ref)
			when 'f' then (select to_jsonb(t) from files t where t.customer_id = e.customer_id and t.id = e.ref)
			else (select to_jsonb(t) from relationships t where t.id = e.ref) end as now) t
	left join lateral (
		select f.image from history f where f.customer_id = e.customer_id and f.entity = e.kind and f.entity_id = e.ref order by f.id limit 1) f on true
	where e.letter in ('n', 'r', 'f')`;

/** The statements of an entry `e`: those it brought and those it took away. */
const linked = `
	select json_agg(json_build_object('id', r.id, 'customer_id', r.customer_id, 'source', s.name, 'source_kind', s.kind, 'source_id', s.id, 'key', r.key,
		'cause', r.cause, 'closed', r.closed, 'closed_by', r.closed_by, 'withdrawn_by_hand', r.by_hand, 'recorded_at', r.recorded_at,
		'open', exists (select from assignments o where o.customer_id = r.customer_id and o.source_record_id = r.id and o.valid_to is null),
		'import_id', r.import_id, 'import_row', r.import_row, 'file_name', i.file_name, 'content', r.content, 'by', w.name, 'via', r.changed_via,
		'content_before', (
			select p.content from source_records p where p.customer_id = r.customer_id and p.source_id = r.source_id and p.key = r.key
				and (p.stated_at, p.recorded_at, p.id) < (r.stated_at, r.recorded_at, r.id) order by p.stated_at desc, p.recorded_at desc, p.id desc limit 1)
	) order by r.recorded_at, r.id) as records
	from (
		select r.*, a.cause, a.closed_by, false as closed, false as by_hand from history h
		cross join source_records r
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id
		where e.letter = 'h' and h.customer_id = e.customer_id and h.id = e.ref and r.customer_id in (select id from members) and a.cause <> 'created' and ${together}
		union all
		select r.*, a.cause, a.closed_by, true, h.changed_via ? 'undoes' from history h
		join assignments a on a.customer_id in (select id from members) and a.valid_to = h.valid_to
		join source_records r on r.customer_id = a.customer_id and r.id = a.source_record_id
		where e.letter = 'h' and h.customer_id = e.customer_id and h.id = e.ref
		union all
		select r.*, a.cause, null, false, false from source_records r
		join lateral (select cause from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id order by valid_from limit 1) a on true
		where e.letter = 's' and r.customer_id = e.customer_id and r.id = e.ref
		order by recorded_at desc limit 20
	) r
	join sources s on s.id = r.source_id
	left join imports i on i.id = r.import_id
	left join users w on w.id = r.recorded_by`;

/** The other end of the relationship that an entry tells of; undefined where the entry is about something else, or its ends may not be known. */
function otherEnd({ image, after, customer_id }: EntryRow): number | undefined {
	const ends = [image, after].flatMap((one) => [one?.customer_id, one?.other_id]).filter((one) => typeof one === 'number');
	return ends.find((one) => one !== customer_id);
}

/** Entries without those of relationships with somebody whom the person of this connection may not see. */
export async function withoutHidden(client: Queryable, entries: readonly EntryRow[]): Promise<EntryRow[]> {
	const related = entries.filter(({ kind }) => kind === 'relationship');
	if (related.length === 0) return [...entries];
	const { rows } = await client.query<{ id: number }>('select id from customers where id = any ($1)', [related.map(otherEnd)]);
	const seen = new Set(rows.map(({ id }) => id));
	return entries.filter((entry) => entry.kind !== 'relationship' || seen.has(otherEnd(entry)!));
}
