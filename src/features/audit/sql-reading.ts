// What people ask in SQL, from the server's own statistics into the audit: pg_stat_statements keeps statements without their values (decision 0022).
import { audit } from '../../platform/audit.ts';
import { bulk, type Database } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import * as queries from './sql-queries.ts';
import { asks, statementText, statementWords } from './sql-text.ts';

/** Statements in one transaction. */
const batch = 200;

/**
 * Has the server count what each login asks, as far as it can: without pg_stat_statements among its shared_preload_libraries, or the right to read
 * of others (a superuser has it, and a member of pg_read_all_stats), nothing can be read.
 * @returns why nothing can be read; null where it can
 */
export async function prepareSqlReading({ owner }: Database): Promise<string | null> {
	// A server of somebody's own may refuse each of them: what it does not refuse is worth having.
	for (const statement of queries.preparing) await owner.query(statement).catch(() => {});
	try {
		if (!(await queries.readsOthers(owner))) return 'pg_read_all_stats';
		await queries.forgetGone(owner);
		return null;
	} catch (cause) {
		return (cause as Error).message;
	}
}

/** Writes an entry for each statement that a login ran since the last time, with how often, and how many rows and milliseconds that were. */
export async function readSql({ database }: Pick<Services, 'database'>): Promise<number> {
	let entries = 0;
	if (!(await queries.tellsSince(database.owner))) await queries.forgetGone(database.owner);
	const people = await queries.loginsWithNew(database.owner);
	if (people.length === 0) return 0;
	// Those that somebody made by hand since the start.
	if (people.some(({ nested }) => !nested)) await database.owner.query(queries.countNested).catch(() => {});
	const noted = await queries.notesSignIns(database.owner);
	for (const person of people) {
		const addresses = await queries.addressesOf(database.owner, person);
		// Without an entry for each sign-in, another session may have come and gone.
		const ip = noted && addresses.length === 1 ? addresses[0] : undefined;
		const context = { user_id: person.user_id ?? 0, scopes: [], trace: { channel: 'sql', ip } };
		for (let taken = batch; taken === batch; )
			taken = await bulk(database, context, (client, asOwner) =>
				asOwner(async () => {
					const statements = await queries.takeNew(client, person.oid, batch);
					for (const one of statements) {
						const words = statementWords(one.query);
						// Of one that is longer than what was read nobody knows what the rest names.
						if (!one.cut && !asks(words, one.top_level)) continue;
						const statement = statementText(words);
						const { calls, milliseconds, rows, read_before } = one;
						entries++;
						await audit(client, {
							action: 'sql.query',
							entity: 'sql_logins',
							entity_id: person.login,
							detail: {
								statement,
								calls,
								milliseconds,
								rows,
								...(!one.top_level && { nested: true }),
								...(read_before && { after: read_before }),
								...(ip === undefined && addresses.length > 0 && { addresses }),
							},
						});
					}
					return statements.length;
				}),
			);
	}
	return entries;
}
