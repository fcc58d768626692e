// The SQL of notes: listing them, adding, changing and removing one, and whom it mentions.
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { auditFact } from './audit.ts';
import { remember } from './history-queries.ts';
import type { CustomerHead } from './queries.ts';
import { storedNote } from './sealing.ts';

export interface NoteRow {
	readonly id: number;
	readonly body: string;
	readonly created_by: string | null;
	readonly created_at: string;
	/** Null: never changed. */
	readonly edited_at: string | null;
	readonly version: number;
}

const noteColumns = `n.id, n.body, u.name as created_by, to_json(n.created_at) #>> '{}' as created_at,
	case when n.version > 1 then to_json(n.valid_from) #>> '{}' end as edited_at, n.version`;

/** Notes of a customer, the latest first; those before the note `before` where one is given. */
export async function listNotes(client: Queryable, customer_id: number, before: number | null, limit: number): Promise<NoteRow[]> {
	const { rows } = await client.query<NoteRow>(
		`select ${noteColumns} from notes n left join users u on u.id = n.created_by
		where n.customer_id = $1 and ($2::bigint is null or n.id < $2) order by n.id desc limit $3`,
		[customer_id, before, limit],
	);
	return rows;
}

export async function insertNote(client: Queryable, customer: CustomerHead, body: string, by: number): Promise<NoteRow> {
	const { rows } = await client.query<NoteRow>(
		`with n as (insert into notes (customer_id, body, created_by, scope_id, owner_id) values ($1, $2, $3, $4, $5) returning *)
		select ${noteColumns} from n left join users u on u.id = n.created_by`,
		[customer.id, await storedNote(client, customer.id, body), by, customer.scope_id, customer.owner_id],
	);
	await announce(client, { kind: 'customers', ids: [customer.id], by });
	await auditFact(client, 'notes', null, { id: rows[0]!.id, customer_id: customer.id, body });
	return rows[0]!;
}

export interface NoteHead {
	readonly customer_id: number;
	readonly id: number;
	readonly body: string;
	readonly version: number;
	readonly valid_from: string;
	readonly created_by: number | null;
	readonly created_at: string;
	readonly created_via: object | null;
}

/** A note, for a change. */
export async function lockNote(client: Queryable, customer_id: number, id: number): Promise<NoteHead | undefined> {
	const { rows } = await client.query<NoteHead>(
		`select customer_id, id, body, version, valid_from, created_by, to_json(created_at) #>> '{}' as created_at, created_via from notes where customer_id = $1 and id = $2 for update`,
		[customer_id, id],
	);
	return rows[0];
}

/** Changes (body given) or removes (null) a note; the text before goes to history. Returns the note as it was removed or as it is now. */
export async function changeNote(client: Queryable, before: NoteHead, body: string | null, by: number): Promise<NoteRow> {
	const { customer_id, id, valid_from, version: _, ...image } = before;
	await remember(client, 'note', customer_id, id, image, valid_from, by);
	const { rows } = await client.query<NoteRow>(
		`with n as (${body === null ? 'delete from notes where customer_id = $1 and id = $2 and $3::text is null returning *' : 'update notes set body = $3, version = version + 1, valid_from = now() where customer_id = $1 and id = $2 returning *'})
		select ${noteColumns} from n left join users u on u.id = n.created_by`,
		[customer_id, id, body && (await storedNote(client, customer_id, body))],
	);
	await announce(client, { kind: 'customers', ids: [customer_id], by });
	await auditFact(client, 'notes', { id, customer_id, body: before.body }, body === null ? null : { id, customer_id, body });
	return rows[0]!;
}

/** What a note said before it was changed, the latest hundred texts. */
export async function earlierBodies(client: Queryable, customer_id: number, id: number): Promise<string[]> {
	const { rows } = await client.query<{ body: string }>(
		`select image->>'body' as body from history where customer_id = $1 and entity = 'note' and entity_id = $2 order by id desc limit 100`,
		[customer_id, id],
	);
	return rows.map(({ body }) => body);
}

export interface Colleague {
	readonly id: number;
	readonly active: boolean;
	/** Whether this customer is in his sight: by scope, or because he owns it. */
	readonly sees: boolean;
}

/** The people under these ids, and whether each may see a customer; the rule is that of the policy on the tables. */
export async function colleagues(
	client: Queryable,
	ids: readonly number[],
	{ scope_id, owner_id }: Pick<CustomerHead, 'scope_id' | 'owner_id'>,
): Promise<Colleague[]> {
	const { rows } = await client.query<Colleague>(
		`select u.id, u.state = 'active' as active, u.id is not distinct from $3::bigint or $2 = any (scopes_of(u.id, false)) as sees
		from users u where u.id = any ($1)`,
		[ids, scope_id, owner_id],
	);
	return rows;
}
