// The statements that fill the demo world: which records are there already, links between them, notes.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';

/** Customers by the source and key of a statement about them: "12:W-0000001" → customer. Those not there are left out. */
export async function customersByKey(client: Queryable, keys: readonly string[]): Promise<Map<string, number>> {
	const { rows } = await client.query<{ key: string; customer_id: number }>(
		'select substr(token, 2) as key, min(customer_id) as customer_id from lookup where token = any ($1) group by token',
		[keys.map((key) => `x${key}`)],
	);
	return new Map(rows.map(({ key, customer_id }) => [key, customer_id]));
}

export interface NewLink {
	readonly customer_id: number;
	readonly type: string;
	readonly other_id: number;
	readonly starts_on: string | null;
}

/** Adds relationships that are not there yet, with the scope and owner of the customer they belong to; returns how many. */
export async function insertLinks(client: Queryable, links: readonly NewLink[], recorded_by: number): Promise<number> {
	const { rowCount } = await client.query(
		`insert into relationships (customer_id, type, other_id, starts_on, recorded_by, scope_id, owner_id)
		select c.id, l.type, l.other_id, l.starts_on, $5, c.scope_id, c.owner_id
		from unnest($1::bigint[], $2::text[], $3::bigint[], $4::date[]) with ordinality as l (customer_id, type, other_id, starts_on, place)
		join customers c on c.id = l.customer_id and c.state = 'active'
		where l.other_id <> l.customer_id
			and not exists (select from relationships r where r.customer_id = l.customer_id and r.type = l.type and r.other_id = l.other_id)
		order by l.place`,
		[
			links.map((one) => one.customer_id),
			links.map((one) => one.type),
			links.map((one) => one.other_id),
			links.map((one) => one.starts_on),
			recorded_by,
		],
	);
	if (rowCount) await audit(client, { action: 'demo.fill', entity: 'relationships', count: rowCount });
	return rowCount ?? 0;
}

export interface NewNote {
	readonly customer_id: number;
	readonly body: string;
	/** ISO 8601. */
	readonly at: string;
}

/** Adds notes that are not there yet; returns how many. */
export async function insertNotes(client: Queryable, notes: readonly NewNote[], created_by: number): Promise<number> {
	const { rowCount } = await client.query(
		`insert into notes (customer_id, body, created_at, created_by, scope_id, owner_id)
		select c.id, n.body, n.at, $4, c.scope_id, c.owner_id
		from unnest($1::bigint[], $2::text[], $3::timestamptz[]) with ordinality as n (customer_id, body, at, place)
		join customers c on c.id = n.customer_id and c.state = 'active'
		where not exists (select from notes o where o.customer_id = n.customer_id and o.created_at = n.at and o.body = n.body)
		order by n.place`,
		[notes.map((one) => one.customer_id), notes.map((one) => one.body), notes.map((one) => one.at), created_by],
	);
	if (rowCount) await audit(client, { action: 'demo.fill', entity: 'notes', count: rowCount });
	return rowCount ?? 0;
}
