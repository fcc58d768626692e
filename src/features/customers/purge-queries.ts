// The statements that destroy what is known of customers: thirty days after the trash, and when nobody states them any more. Owner-side.
import { audit, auditBatch } from '../../platform/audit.ts';
import { liftRestriction, type Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { purgeFiles } from './files-queries.ts';
import { customerFields } from './schema.ts';

/** Customers in the trash for longer than thirty days, without those that a legal hold or a restriction is about: their values, statements and facts go, the row stays under its id. Owner-side. */
export async function purgeTrash(client: Queryable, most: number): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`select id from customers where state = 'deleted' and deleted_at < now() - interval '30 days'
			and not exists (select from legal_hold_customers h where h.customer_id in (customers.id, customers.golden_id))
			and id not in (select restricted_customers()) order by deleted_at limit $1 for update skip locked`,
		[most],
	);
	const ids = rows.map(({ id }) => id);
	if (ids.length > 0) await purge(client, ids, 'erased');
	return ids.length;
}

/** Tables whose rows about a customer go with it. What is told of it elsewhere: purgeTold(). */
export const purgedTables = [
	'lookup_tokens',
	'contact_points',
	'addresses',
	'attribute_values',
	'notes',
	'history',
	'index_queue',
	'sql_queue',
	'rescope_queue',
	'assignments',
	'restatements',
	'bulk_edit_customers',
	'import_problems',
	'consents',
	'processing_limits',
	'privacy_links',
	'findings',
	'legal_hold_customers',
] as const;

/** Tables whose rows take more than the number of a customer to find. */
export const purgedOtherwise = ['lookup', 'relationships', 'decisions', 'files', 'import_corrections'] as const;

/**
 * Destroys what is known of these customers and leaves their empty rows in the given state. Owner-side.
 * @param records what becomes of their statements: gone, or left without their content, for an erasure
 */
export async function purge(
	client: Queryable,
	ids: readonly number[],
	state: 'erased' | 'withdrawn',
	records: 'deleted' | 'emptied' = 'deleted',
): Promise<void> {
	await client.query(
		'delete from lookup l using lookup_tokens t where t.customer_id = any ($1) and l.customer_id = t.customer_id and l.token = any (t.tokens)',
		[ids],
	);
	await client.query(
		`delete from lookup l using source_records r where r.customer_id = any ($1) and l.customer_id = r.customer_id and l.token = 'x' || r.source_id || ':' || r.key`,
		[ids],
	);
	await auditBatch(client, { action: 'customers.purge', entity: 'customers', detail: { state } }, ids);
	await purgeTold(client, ids);
	// Ledgers refuse every other change (refuse_ledger_change).
	await client.query(`set local app.erasing = 'yes'; ${liftRestriction}`);
	for (const table of purgedTables) await client.query(`delete from ${table} where customer_id = any ($1)`, [ids]);
	await emptyRequests(client, ids);
	await client.query("set local app.erasing = ''");
	await client.query('delete from decisions where customer_id = any ($1) or other_customer_id = any ($1)', [ids]);
	await client.query(
		records === 'deleted'
			? 'delete from source_records where customer_id = any ($1)'
			: `update source_records set key = '', content = null, raw = null, changed_via = null where customer_id = any ($1)`,
		[ids],
	);
	if (state === 'erased') await keyringOf(client).destroyKeys(client, ids);
	await purgeFiles(client, ids);
	const related = await client.query('delete from relationships where customer_id = any ($1) or other_id = any ($1)', [ids]);
	if (related.rowCount) await audit(client, { action: 'relationships.purge', entity: 'relationships', count: related.rowCount });
	const cleared = Object.entries(customerFields)
		.filter(([name]) => name !== 'kind' && name !== 'tags')
		.map(([name]) => `${name} = null`);
	await client.query(
		`update customers set ${cleared.join(', ')}, tags = '{}', attributes = '{}', state = $2, valid_from = now() where id = any ($1)`,
		[ids, state],
	);
}

/** Of requests by privacy law stays that they were answered, when and how: the proof that the law asks for, without a word of anybody. */
async function emptyRequests(client: Queryable, ids: readonly number[]): Promise<void> {
	await client.query(
		"update privacy_requests set details = '', agent = null where customer_id = any ($1) and (details <> '' or agent is not null)",
		[ids],
	);
	await client.query(
		"update privacy_request_steps set note = null, detail = '{}' where customer_id = any ($1) and (note is not null or detail <> '{}')",
		[ids],
	);
}

/** Destroys what other rows tell of these customers: cells of the files that stated them, and the history of relationships at the other ends. Before their own rows go. */
async function purgeTold(client: Queryable, ids: readonly number[]): Promise<void> {
	for (const table of ['import_problems', 'import_corrections']) {
		const { rows } = await client.query<{ id: number }>(
			`with gone as (
				delete from ${table} t using (
					select import_id, import_row from source_records where customer_id = any ($1) and import_id is not null
					union select import_id, import_row from restatements where customer_id = any ($1)
				) r where t.import_id = r.import_id and t."row" = r.import_row returning t.import_id
			) select distinct import_id as id from gone`,
			[ids],
		);
		for (const { id } of rows) await audit(client, { action: 'imports.forget_rows', entity: 'imports', entity_id: id });
	}
	await client.query(
		`delete from history h using (
			select distinct entity_id, e.id as other_end from history o
			cross join lateral (values ((o.image->>'customer_id')::bigint), ((o.image->>'other_id')::bigint)) e (id)
			where o.customer_id = any ($1) and o.entity = 'relationship' and e.id <> o.customer_id
		) o where h.customer_id = o.other_end and h.entity = 'relationship' and h.entity_id = o.entity_id`,
		[ids],
	);
}
