// The SQL of a report of access: everything that the holdings tell of a customer, row by row, with flat memory. Owner-side: a report misses nothing.
import type { Queryable } from '../../platform/database.ts';
import { holdings } from './holdings.ts';

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
