// The trash in undo and redo: whom an import brought back from there goes into it again, and comes out of it with the redo.
import type pg from 'pg';
import { live } from './queries.ts';

/**
 * Of the customers in `subject`, brings those from one state into the other whom import $1 (or its undo) brought the other way last, as their history
 * tells: into the trash again, where they have thirty days, or out of it.
 */
const turnBack = (subject: string, from: 'active' | 'deleted', condition = ''): string => `
with turned as (
	select c.id from (select distinct golden_id from (${subject}) s) s join customers c on c.id = s.golden_id and c.state = '${from}'
	cross join lateral (
		select h.id, h.image, h.valid_to from history h where h.customer_id = c.id and h.entity = 'state' order by h.id desc limit 1
	) h
	cross join lateral (
		select array(select c.id union all select m.id from customers m where m.golden_id = c.id and m.golden_id <> m.id) as ids offset 0
	) members
	where (h.image->>'import_id')::bigint = $1 and h.image->>'state' <> '${from}' and c.id not in (select restricted_customers()) ${condition}
),
remembered as (
	insert into history (customer_id, entity, entity_id, valid_from, image, scope_id, owner_id)
	select c.id, 'state', c.id, c.valid_from, jsonb_build_object('state', c.state, 'deleted_at', c.deleted_at, 'import_id', $1::bigint), c.scope_id, c.owner_id
	from customers c join turned t on t.id = c.id
)
update customers c set state = '${from === 'active' ? 'deleted' : 'active'}', deleted_at = ${from === 'active' ? 'now()' : 'null'},
	version = c.version + 1, updated_at = now(), valid_from = now() from turned t where c.id = t.id returning c.id`;

/** Nobody has said or noted anything of a customer since the import brought him back: whoever was worked with stays. */
const untouched = `
	and not exists (select from history n where n.customer_id = c.id and n.entity <> 'customer' and n.id > h.id)
	and not exists (select from source_records r where r.customer_id = any (members.ids) and r.import_id is distinct from $1 and r.recorded_at > h.valid_to)
	and not exists (
		select from restatements x join imports i on i.id = x.import_id
		where x.customer_id = any (members.ids) and i.id <> $1 and i.started_at > h.valid_to and ${live})
	and not exists (select from notes n where n.customer_id = c.id and n.created_at > h.valid_to)
	and not exists (select from files f where f.customer_id = c.id and f.created_at > h.valid_to)
	and not exists (select from relationships r where r.customer_id = c.id and r.import_id is distinct from $1 and r.valid_from > h.valid_to)
	and not exists (select from relationships r where r.other_id = c.id and r.import_id is distinct from $1 and r.valid_from > h.valid_to)`;

/** Puts those customers of `undo_subject` into the trash again. */
export async function trashAgain(client: pg.PoolClient, import_id: number): Promise<{ readonly id: number }[]> {
	const subject = 'select golden_id from undo_subject where records is not null and not keeps';
	return (await client.query<{ id: number }>(turnBack(subject, 'active', untouched), [import_id])).rows;
}

/** Takes those customers of `redo_subject` out of the trash again. */
export async function reviveAgain(client: pg.PoolClient, import_id: number): Promise<{ readonly id: number }[]> {
	return (await client.query<{ id: number }>(turnBack('select golden_id from redo_subject', 'deleted'), [import_id])).rows;
}
