// The SQL of findings: what stands in notes, text attributes and attachments, and what people said of it.
import { createHash } from 'node:crypto';
import type { Queryable } from '../../platform/database.ts';
import type { Place } from '../../platform/texts/types.ts';
import { isShown } from '../customers/files-rules.ts';
import type { Finding, FindingKind } from './endpoints-findings.ts';
import type { Found } from './rules-findings.ts';

/** A place in which a text was looked through. */
export interface FindingPlace {
	readonly customer_id: number;
	readonly scope_id: number;
	readonly owner_id: number | null;
	readonly entity: Finding['entity'];
	readonly entity_id: number;
	readonly field: string;
}

/** Something found in a file, and where it stands first. */
export interface FoundInFile extends Found {
	readonly place: Place;
}

/** Notes what was found in a place; what is gone from it is forgotten where all of it was read, what was marked as fine stays so. */
export async function storeFindings(
	client: Queryable,
	place: FindingPlace,
	found: readonly (Found | FoundInFile)[],
	all = true,
): Promise<void> {
	const { customer_id, entity, entity_id, field, scope_id, owner_id } = place;
	const rows = found.map(({ kind, value, masked, ...more }) => ({
		kind,
		masked,
		...more,
		digest: createHash('sha256').update(`${customer_id}\n${kind}\n${value}`).digest('hex'),
	}));
	if (all)
		await client.query(
			'delete from findings where customer_id = $1 and entity = $2 and entity_id = $3 and field = $4 and digest <> all ($5::text[])',
			[customer_id, entity, entity_id, field, rows.map(({ digest }) => digest)],
		);
	if (rows.length === 0) return;
	await client.query(
		`insert into findings (customer_id, entity, entity_id, field, kind, masked, digest, place, scope_id, owner_id)
		select $1, $2, $3, $4, f.kind, f.masked, f.digest, f.place, $6, $7
		from jsonb_to_recordset($5::jsonb) f (kind text, masked text, digest text, place jsonb)
		on conflict (customer_id, entity, entity_id, field, kind, digest) do update set place = excluded.place
		where findings.place is distinct from excluded.place`,
		[customer_id, entity, entity_id, field, JSON.stringify(rows), scope_id, owner_id],
	);
}

type FindingRow = Omit<Finding, 'file'> & { readonly file: { readonly name: string; readonly media_type: string } | null };

const selectFindings = `select f.id, json_build_object('id', g.id, 'name', g.name) as customer, f.customer_id, f.entity, f.entity_id, f.field, f.kind, f.masked, f.state,
		to_json(f.found_at) #>> '{}' as found_at, f.place,
		case when x.id is not null then json_build_object('name', x.name, 'media_type', x.media_type) end as file
	from findings f join customers c on c.id = f.customer_id join customers g on g.id = c.golden_id
	left join files x on f.entity = 'file' and x.customer_id = f.customer_id and x.id = f.entity_id and x.deleted_at is null`;

const shown = ({ file, ...finding }: FindingRow): Finding => ({
	...finding,
	file: file && { name: file.name, inline: isShown(file.media_type) },
});

/** Findings, newest first; without those in what was removed meanwhile. */
export async function listFindings(
	client: Queryable,
	state: Finding['state'],
	kind: FindingKind | null,
	before: number | null,
	limit: number,
): Promise<Finding[]> {
	const { rows } = await client.query<FindingRow>(
		`${selectFindings} where f.state = $1 and ($2::text is null or f.kind = $2) and ($3::bigint is null or f.id < $3) and (f.entity <> 'file' or x.id is not null)
			and (f.entity <> 'note' or exists (select from notes n where n.customer_id = f.customer_id and n.id = f.entity_id))
		order by f.id desc limit $4`,
		[state, kind, before, limit],
	);
	return rows.map(shown);
}

/** Marks a finding; the customer it is about, undefined where there is none. */
export async function markFinding(client: Queryable, id: number, state: Finding['state'], by: number): Promise<number | undefined> {
	const { rows } = await client.query<{ customer_id: number }>(
		'update findings set state = $2, decided_by = $3, decided_at = now() where id = $1 returning customer_id',
		[id, state, by],
	);
	return rows[0]?.customer_id;
}

export async function findFinding(client: Queryable, id: number): Promise<Finding | undefined> {
	const { rows } = await client.query<FindingRow>(`${selectFindings} where f.id = $1`, [id]);
	return rows.map(shown)[0];
}

/** Forgets what stood in notes and files that are gone. Owner-side. */
export async function forgetGone(client: Queryable): Promise<void> {
	await client.query(
		`delete from findings f where entity = 'note' and not exists (select from notes n where n.customer_id = f.customer_id and n.id = f.entity_id)
			or entity = 'file' and not exists (select from files x where x.customer_id = f.customer_id and x.id = f.entity_id)`,
	);
}

export interface TextRow extends FindingPlace {
	readonly text: string;
}

/** Notes written since a time, in the order of customers. Owner-side. */
export async function notesSince(client: Queryable, since: string, after: readonly [number, number], limit: number): Promise<TextRow[]> {
	const { rows } = await client.query<TextRow>(
		`select n.customer_id, n.scope_id, n.owner_id, 'note' as entity, n.id as entity_id, '' as field, n.body as text from notes n
		where n.valid_from >= $1 and (n.customer_id, n.id) > ($2, $3) order by n.customer_id, n.id limit $4`,
		[since, after[0], after[1], limit],
	);
	return rows;
}

/** Text attributes of customers changed since a time: one row for each. Owner-side. */
export async function attributesSince(client: Queryable, since: string, after: number, limit: number): Promise<TextRow[]> {
	const { rows } = await client.query<TextRow>(
		`select c.id as customer_id, c.scope_id, c.owner_id, 'attribute' as entity, d.id as entity_id, d.name as field, c.attributes->>d.name as text
		from (select * from customers where state = 'active' and updated_at >= $1 and id > $2 and attributes <> '{}' order by id limit $3) c
		join attribute_definitions d on d.type = 'text' and d.deleted_at is null and d.entity = 'customers' and d.personal not in ('identity', 'sensitive')
			and jsonb_typeof(c.attributes->d.name) = 'string'
		order by c.id, d.id`,
		[since, after, limit],
	);
	return rows;
}

/** The highest customer of such a page: pages end by customers, not by rows. */
export async function lastChanged(client: Queryable, since: string, after: number, limit: number): Promise<number | null> {
	const { rows } = await client.query<{ last: number | null }>(
		`select max(id) as last from (select id from customers where state = 'active' and updated_at >= $1 and id > $2 and attributes <> '{}' order by id limit $3) c`,
		[since, after, limit],
	);
	return rows[0]!.last;
}

/** When free text was looked through last, ISO 8601; the beginning of time where it never was. */
export async function lastScan(client: Queryable): Promise<string> {
	const { rows } = await client.query<{ at: string | null }>("select value #>> '{}' as at from settings where name = 'privacy_scan'");
	return rows[0]?.at ?? '1970-01-01T00:00:00Z';
}

export async function noteScan(client: Queryable, at: string): Promise<void> {
	await client.query(
		"insert into settings (name, value) values ('privacy_scan', to_jsonb($1::text)) on conflict (name) do update set value = excluded.value",
		[at],
	);
}
