// The record of erasures in the database: what was erased, its marks and terms, what the ledger has of it, and how it is told.
import type { Queryable } from '../../platform/database.ts';

export interface NewErasure {
	readonly ref: string;
	readonly customer_ids: readonly number[];
	readonly cause: 'person' | 'request' | 'retention' | 'ledger';
	readonly reason: string;
	readonly request_id: number | null;
	readonly by_user: number | null;
	readonly reached: Readonly<Record<string, number>>;
}

/** Days within which nothing may be left on disk. */
export const physicalDays = 30;

export async function insertErasure(client: Queryable, one: NewErasure): Promise<{ id: number; physical_by: string }> {
	const { rows } = await client.query<{ id: number; physical_by: string }>(
		`insert into erasures (ref, customer_ids, cause, reason, request_id, by_user, reached, physical_by)
		values ($1, $2, $3, $4, $5, $6, $7, current_date + ${physicalDays}) returning id, physical_by`,
		[one.ref, one.customer_ids, one.cause, one.reason, one.request_id, one.by_user, JSON.stringify(one.reached)],
	);
	return rows[0]!;
}

export async function insertMarks(client: Queryable, erasure_id: number, marks: readonly Buffer[]): Promise<void> {
	await client.query('insert into erasure_marks (mark, erasure_id) select unnest($1::bytea[]), $2 on conflict do nothing', [
		marks,
		erasure_id,
	]);
}

export async function sealTerms(client: Queryable, erasure_id: number, sealed_terms: string): Promise<void> {
	await client.query('update erasures set sealed_terms = $2 where id = $1', [erasure_id, sealed_terms]);
}

export async function readTerms(client: Queryable, erasure_id: number): Promise<string | null> {
	const { rows } = await client.query<{ sealed_terms: string | null }>('select sealed_terms from erasures where id = $1', [erasure_id]);
	return rows[0]?.sealed_terms ?? null;
}

/** Whether the day is near by which nothing of it may be left. */
export async function isUrgent(client: Queryable, erasure_id: number, days: number): Promise<boolean> {
	const { rows } = await client.query<{ urgent: boolean }>(
		'select physical_by - current_date <= $2 as urgent from erasures where id = $1',
		[erasure_id, days],
	);
	return rows[0]?.urgent ?? false;
}

/** All files are gone: what they were searched for is forgotten. */
export async function noteFiles(client: Queryable, erasure_id: number): Promise<void> {
	await client.query('update erasures set sealed_terms = null, files_at = now() where id = $1 and files_at is null', [erasure_id]);
}

/** An erasure as the ledger has it. */
export interface LedgerErasure {
	readonly id: number;
	readonly ref: string;
	readonly at: string;
	readonly customers: readonly { readonly id: number; readonly born: string }[];
	readonly marks: readonly string[];
	readonly allowed_at: string | null;
}

/** Erasures, with the marks that they left, by their place in the order of ids. */
export async function ledgerErasures(client: Queryable, after: number, limit: number): Promise<LedgerErasure[]> {
	const { rows } = await client.query<LedgerErasure>(
		`select e.id, e.ref, to_json(e.at) #>> '{}' as at, to_json(e.allowed_at) #>> '{}' as allowed_at,
			(select coalesce(json_agg(json_build_object('id', c.id, 'born', (extract(epoch from c.created_at) * 1000000)::bigint::text) order by c.id), '[]')
				from customers c where c.id = any (e.customer_ids)) as customers,
			(select coalesce(json_agg(encode(m.mark, 'hex')), '[]') from erasure_marks m where m.erasure_id = e.id) as marks
		from erasures e where e.id > $1 order by e.id limit $2`,
		[after, limit],
	);
	return rows;
}

export async function noteInLedger(client: Queryable, refs: readonly string[]): Promise<void> {
	await client.query('update erasures set in_ledger = true where ref = any ($1::uuid[]) and not in_ledger', [refs]);
}

/** Which of these the database knows. */
export async function knownRefs(client: Queryable, refs: readonly string[]): Promise<Map<string, { id: number; allowed: boolean }>> {
	const { rows } = await client.query<{ id: number; ref: string; allowed: boolean }>(
		'select id, ref, allowed_at is not null as allowed from erasures where ref = any ($1::uuid[])',
		[refs],
	);
	return new Map(rows.map(({ id, ref, allowed }) => [ref, { id, allowed }]));
}

/** Allows that the person is recorded again: nobody is told by the marks any more. */
export async function allow(client: Queryable, id: number, by: number | null, reason: string): Promise<boolean> {
	const { rowCount } = await client.query(
		`with allowed as (
			update erasures set allowed_at = now(), allowed_by = $2, allowed_reason = $3 where id = $1 and allowed_at is null returning id
		),
		gone as (delete from erasure_marks m using allowed a where m.erasure_id = a.id)
		select from allowed`,
		[id, by, reason],
	);
	return rowCount === 1;
}

/** An erasure as it is told. */
export interface StoredErasure {
	readonly id: number;
	readonly customer_ids: number[];
	readonly cause: 'person' | 'request' | 'retention' | 'ledger';
	readonly reason: string;
	readonly request_id: number | null;
	readonly by: string | null;
	readonly at: string;
	readonly reached: Record<string, number>;
	readonly physical_by: string;
	readonly physical_at: string | null;
	readonly in_ledger: boolean;
	readonly allowed_at: string | null;
	readonly allowed_by: string | null;
	readonly allowed_reason: string | null;
}

const erasureColumns = `e.id, e.customer_ids, e.cause, e.reason, e.request_id, u.name as by, to_json(e.at) #>> '{}' as at, e.reached, e.physical_by,
	to_json(e.physical_at) #>> '{}' as physical_at, e.in_ledger, to_json(e.allowed_at) #>> '{}' as allowed_at, a.name as allowed_by, e.allowed_reason
	from erasures e left join users u on u.id = e.by_user left join users a on a.id = e.allowed_by`;

export async function listErasures(client: Queryable, before: number | null, limit: number): Promise<StoredErasure[]> {
	const { rows } = await client.query<StoredErasure>(
		`select ${erasureColumns} where ($1::bigint is null or e.id < $1) order by e.id desc limit $2`,
		[before, limit],
	);
	return rows;
}

export async function findErasure(client: Queryable, id: number): Promise<StoredErasure | undefined> {
	return (await client.query<StoredErasure>(`select ${erasureColumns} where e.id = $1`, [id])).rows[0];
}
