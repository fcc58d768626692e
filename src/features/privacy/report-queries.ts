// The SQL of a report of access: everything that the holdings tell of a customer, row by row, with flat memory. Owner-side: a report misses nothing.
import type { Queryable } from '../../platform/database.ts';
import { holdings } from './holdings.ts';
import type { Purpose, Recipient } from './schema.ts';

/** All customers that stand for the same person. */
export async function membersOf(client: Queryable, customer_id: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`select m.id from customers c join customers m on m.id = c.golden_id or m.golden_id = c.golden_id where c.id = $1 order by m.id`,
		[customer_id],
	);
	return rows.map(({ id }) => id);
}

/** Rows read at once. */
const page = 500;

/** What one holding has about these customers, oldest first, page by page. Within a transaction. */
export async function* itemsOf(client: Queryable, table: string, members: readonly number[]): AsyncGenerator<Record<string, unknown>[]> {
	const sql = holdings[table]!.report;
	if (!sql) return;
	await client.query(`declare report_items no scroll cursor for ${sql}`, [members]);
	try {
		for (;;) {
			const { rows } = await client.query<{ item: Record<string, unknown> }>(`fetch ${page} from report_items`);
			if (rows.length > 0) yield rows.map(({ item }) => item);
			if (rows.length < page) return;
		}
	} finally {
		// Where the statement failed, the transaction is over anyway.
		await client.query('close report_items').catch(() => {});
	}
}

export interface ReportFile {
	readonly id: number;
	readonly name: string;
	readonly storage_key: string;
}

export async function filesOf(client: Queryable, members: readonly number[]): Promise<ReportFile[]> {
	const { rows } = await client.query<ReportFile>(
		'select id, name, storage_key from files where customer_id = any ($1) and deleted_at is null order by id',
		[members],
	);
	return rows;
}

/** What was done with the data, by kind of act: not by whom, which the law leaves to the company (ECJ C-579/21). */
export async function actsOn(client: Queryable, members: readonly number[]): Promise<Record<string, unknown>[]> {
	const { rows } = await client.query(
		`select action, count(*) as times, to_json(min(at)) #>> '{}' as first, to_json(max(at)) #>> '{}' as last from audit_log
		where customer_id = any ($1) group by action order by action`,
		[members],
	);
	return rows;
}

/**
 * Which kinds of data went to which kinds of recipients within twelve months, purpose by purpose (CCPA § 1798.110(a), 1798.115(a)): the register says it by
 * purpose, since files that left name none of the people in them. `last_export`: when the latest file for the purpose was made.
 */
export async function disclosuresOf(client: Queryable) {
	const { rows } = await client.query<{
		name_en: string;
		name_zh: string;
		data_kinds: Purpose['data_kinds'];
		sold_or_shared: boolean;
		recipients: { role: Recipient['role']; country: string }[];
		last_export: string | null;
	}>(
		`select p.name_en, p.name_zh, p.data_kinds, p.sold_or_shared,
			coalesce((select json_agg(distinct jsonb_build_object('role', r.role, 'country', r.country)) from privacy_recipients r
				where r.id = any (p.recipient_ids)), '[]') as recipients,
			(select to_json(max(e.finished_at)) #>> '{}' from exports e
				where e.purpose_id = p.id and e.state = 'done' and e.finished_at > now() - interval '12 months') as last_export
		from privacy_purposes p where p.archived_at is null or p.archived_at > now() - interval '12 months' order by p.id limit 1000`,
	);
	return rows;
}

/** The sources from which something about these customers came. */
export async function sourcesOf(client: Queryable, members: readonly number[]): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		'select distinct s.name from source_records r join sources s on s.id = r.source_id where r.customer_id = any ($1) order by s.name',
		[members],
	);
	return rows.map(({ name }) => name);
}
