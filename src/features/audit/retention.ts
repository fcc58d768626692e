// Months of the audit: partitions made ahead, and whole months dropped by the retention policy, with a block that says so.
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { beginning, canonical, hashOfBlock, signDropped } from './chain.ts';
import { signingKey } from './keys.ts';
import * as queries from './queries.ts';

/** Months for which there is a partition before they begin. */
const ahead = 3;

export async function makePartitions(client: Queryable): Promise<void> {
	// One after the other: processes that start together would wait for each other's tables in a circle.
	await client.query("select audit_partitions($1) from pg_advisory_xact_lock(hashtext('clientele audit partitions'))", [ahead]);
}

interface Month {
	/** The first of the month. */
	readonly first: string;
	readonly table: string;
}

/** Partitions whose month ended before the months that are kept, the oldest first. */
async function endedMonths(client: Queryable, keep: number): Promise<Month[]> {
	const { rows } = await client.query<Month>(
		`select c.relname as table, to_date(right(c.relname, 7), 'YYYY_MM')::text as first from pg_inherits i join pg_class c on c.oid = i.inhrelid
		where i.inhparent = 'audit_log'::regclass and c.relname ~ '^audit_log_\\d{4}_\\d{2}$'
			and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= date_trunc('month', now()) - make_interval(months => $1)
		order by 2`,
		[keep],
	);
	return rows;
}

/** Whether a month may not go: entries that no block holds, or that are about a customer under a legal hold. */
async function isHeld(client: Queryable, { table }: Month): Promise<boolean> {
	const { rows } = await client.query<{ held: boolean }>(
		`select exists (select from audit_unsealed u join ${table} l on l.at = u.at and l.id = u.id)
			or exists (select from legal_hold_customers h join ${table} l on l.customer_id = h.customer_id) as held`,
	);
	return rows[0]!.held;
}

/** Drops the months that are over; returns their names. A month under a hold stays, with all that follow. */
export async function dropMonths({ config, database }: Pick<Services, 'config' | 'database'>, keep: number): Promise<string[]> {
	const dropped: string[] = [];
	for (const month of await endedMonths(database.owner, keep)) {
		const gone = await asOwner(database, async (client) => {
			if (!(await queries.lockSealing(client)) || (await isHeld(client, month))) return false;
			await client.query(canonical);
			const { rows } = await client.query<{ hash: Buffer; count: number; first_at: string; last_at: string }>(
				`select hash, count, first_at::text as first_at, last_at::text as last_at from audit_blocks
				where kind = 'entries' and date_trunc('month', first_at) = $1::date order by number`,
				[month.first],
			);
			if (rows.length > 0) {
				const last = (await queries.lastBlock(client))!;
				const block = {
					number: last.number + 1,
					kind: 'dropped' as const,
					at: await queries.timeNow(client),
					count: rows.reduce((sum, { count }) => sum + count, 0),
					first_at: rows[0]!.first_at,
					last_at: rows.at(-1)!.last_at,
					ids: '{}',
					leaves: signDropped(
						signingKey(config).private,
						month.first.slice(0, 7),
						rows.map(({ hash }) => hash),
					),
					previous: last.hash ?? beginning,
				};
				await queries.insertBlock(client, { ...block, hash: hashOfBlock(block) });
				await audit(client, { action: 'audit.drop', entity: 'audit_log', detail: { month: month.first.slice(0, 7), count: block.count } });
			}
			await client.query(`drop table ${month.table}`);
			return true;
		});
		if (!gone) break;
		dropped.push(month.table);
	}
	return dropped;
}
