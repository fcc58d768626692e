// In test databases the audit is complete, or the transaction fails: triggers note every changed row, and at commit the entries must account for each (decision 0022).
import pg from 'pg';

/** Tables whose changes need no entry of their own, each with the reason. */
const exempt: Readonly<Record<string, string>> = {
	audit_log: 'is the audit',
	audit_unsealed: 'is the audit',
	audit_blocks: 'is the audit',
	audit_checkpoints: 'is the audit',
	addresses: 'computed from statements; the customer is named',
	attribute_groups: 'arranged as a whole with the attributes: attributes.arrange',
	attribute_values: 'an index, computed from the customer',
	blob_removals: 'bytes to be removed, of files whose entry is written',
	bulk_edit_customers: 'what a bulk edit keeps for its undo; its batches are entries',
	changes: 'what open pages are told of changes that are entries',
	contact_points: 'computed from statements; the customer is named',
	data_keys: 'keys are made with the first value that they encrypt; rotation is an entry',
	history: 'what rows were before; written with the change of a row that is named',
	idempotency_keys: 'answers kept for a day',
	import_keys: 'keys seen in a file while it is read',
	import_problems: 'rows with troubles of a batch whose entry tells how many; they go with the customer',
	index_queue: 'waiting for look-up rows',
	index_ranges: 'waiting for look-up rows',
	lookup: 'search tokens, computed from the customer',
	lookup_tokens: 'search tokens, computed from the customer',
	findings: 'what was found in free text, computed from it; what people decide about one is an entry',
	legal_hold_customers: 'whom a hold is about, computed from its filter; the hold is an entry',
	notifications: 'what people are told of changes that are entries',
	privacy_breach_steps: 'the log of a breach; each line is written with an entry about the breach',
	privacy_links: 'links handed to customers; making one is an entry',
	privacy_request_steps: 'the trail of a request; each line is written with an entry about the request',
	recomputes: 'how far a job is; the change that began it and each of its batches are entries',
	rescope_queue: 'customers whose facts have yet to follow them; the job writes an entry for each batch',
	rescopings: 'how far the job is; the change of a condition that began it is an entry',
	scopes: 'classes of rows, made as teams and conditions ask for them; those are entries',
	restatements: 'rows of an import that repeat a statement, counted in the entry of the batch',
	sign_in_attempts: 'counts of failures; each is an entry',
	sign_in_flows: 'sign-ins under way; their end is an entry',
	sql_statements: 'how far statistics of the server are read; each statement is an entry',
	sql_writers: 'who writes in SQL while a statement runs; what it writes is an entry',
	sql_queue: 'waiting to be read; the statement in SQL is an entry',
	unmaskings: 'counts within an hour; each value that is told is an entry',
	used_links: 'links that work once and did; what they open is an entry',
	user_devices: 'browsers that are known; the sign-in is an entry',
	webhook_deliveries: 'what was sent of changes that are entries, and how that went',
	user_sessions: 'signing in and out are entries; the library of sign-in writes rows in transactions of its own',
	user_verifications: 'one-time tokens of the library of sign-in',
};

interface Kind {
	/** The entity that entries name, where it is not the table. */
	readonly entity?: string;
	/** The column with what entries name; id, else name, when left out. */
	readonly key?: string;
	/** Columns that say how far work has come or when something was used. */
	readonly progress?: readonly string[];
	/** Rows that say how far work has come. */
	readonly except?: readonly string[];
	/** Part of a customer: an entry about the customer, or a batch of customers, accounts for it. */
	readonly ofCustomer?: true;
}

/** Tables whose rows are named in another way than by their own name and id. */
const kinds: Readonly<Record<string, Kind>> = {
	customers: { key: 'id', ofCustomer: true },
	source_records: { key: 'customer_id', ofCustomer: true },
	assignments: { key: 'customer_id', ofCustomer: true },
	attribute_definitions: { progress: ['group_id', 'position'] },
	column_indexes: { key: 'field', progress: ['state'] },
	api_keys: { progress: ['last_used_at'] },
	files: { progress: ['look', 'looked_at'] },
	users: { progress: ['last_sign_in_at', 'updated_at', 'warned_at'] },
	user_accounts: { entity: 'users', key: 'user_id' },
	user_passkeys: { entity: 'users', key: 'user_id', progress: ['counter', 'last_used_at'] },
	user_recovery_codes: { entity: 'users', key: 'user_id' },
	user_totp: { entity: 'users', key: 'user_id' },
	one_time_links: { entity: 'users', key: 'user_id' },
	role_grants: { entity: 'users', key: 'user_id' },
	import_corrections: { entity: 'imports', key: 'import_id' },
	sql_logins: { entity: 'users', key: 'user_id' },
	anonymised_counts: { key: 'created_month' },
	answer_templates: { key: 'kind' },
	privacy_requests: { progress: ['reminded_at', 'overdue_told_at'] },
	encryptions: { progress: ['done', 'total', 'finished_at'] },
	erasures: { progress: ['sealed_terms', 'files_at', 'in_ledger'] },
	erasure_marks: { entity: 'erasures', key: 'erasure_id' },
	retention_policies: { progress: ['last_run_at', 'last_count'] },
	legal_holds: { progress: ['refreshed_at'] },
	settings: { except: ['generated_objects', 'setup_token', 'demo', 'webhooks_place', 'privacy_scan'] },
	webhooks: { progress: ['failures', 'version'] },
	imports: {
		progress: [
			...['next_row', 'rows', 'created', 'updated', 'further', 'unchanged', 'refused', 'problems', 'repaired', 'total_rows', 'seconds'],
			...['known_until', 'started_at', 'finished_at', 'undo_row', 'undo_result', 'format', 'preview'],
		],
	},
	exports: { progress: ['rows', 'bytes', 'purpose_id', 'left_out'] },
	bulk_edits: {
		progress: [
			...['total', 'exact', 'chosen_at', 'selection', 'next_id', 'done', 'changed', 'unchanged', 'refused', 'reasons'],
			...['undo_next_id', 'undo_result', 'started_at', 'finished_at', 'undone_at'],
		],
	},
};

/** The connections of the program, and people's logins; what a test writes by its own hands is its own matter. */
const ours = `current_setting('application_name') in ('clientele', 'clientele-owner') or pg_has_role(session_user, 'clientele_sql', 'member')
		and not (select rolsuper from pg_roles where rolname = session_user)`;

const functions = `
create unlogged table audit_seen (xact xid8, tbl text, id text, entity text, key text, customer_id bigint, of_customer boolean);
create index audit_seen_xact on audit_seen (xact);
create unlogged table audit_open (xact xid8 primary key);

create function audit_account() returns trigger language plpgsql security definer set search_path = public set jit = off as $$
declare
    me constant xid8 := pg_current_xact_id();
    lost text;
    batch record;
    told record;
    ids bigint[];
begin
    -- Rows that are entries of their own, or named by what they belong to; those of a customer may belong to a batch.
    with e as materialized (select distinct entity, entity_id from audit_log where xact = me and at >= now())
    delete from audit_seen s using e where s.xact = me and (e.entity, e.entity_id) in ((s.entity, s.key), (s.tbl, s.id));
    with e as materialized (select customer_id, bool_or(action in ('customers.purge', 'privacy.erase')) as gone from audit_log where xact = me and at >= now() group by 1)
    delete from audit_seen s using e where s.xact = me and s.customer_id = e.customer_id and (s.of_customer or e.gone);
    delete from audit_seen s using (
        select entity, sum(count) as count from audit_log where xact = me and at >= now() and entity_id is null and digest_after is null group by 1) e
        where s.xact = me and e.entity = s.tbl and e.count = (select count(distinct o.id) from audit_seen o where o.xact = me and o.tbl = s.tbl);
    with rest as (delete from audit_seen where xact = me returning *)
    select array_agg(distinct customer_id) filter (where customer_id is not null), string_agg(distinct format('%s %s', tbl, key), ', ') filter (where customer_id is null)
        into ids, lost from rest;
    delete from audit_open where xact = me;
    select count(*) as entries, coalesce(sum(count), 0) as count, min(digest_before) as before, min(digest_after) as after into batch
        from audit_log where xact = me and at >= now() and digest_after is not null;
    if batch.entries > 1 then raise exception 'audit: % batches of customers in one transaction', batch.entries; end if;
    if batch.entries = 0 and ids is not null then lost := concat_ws(', ', lost, 'customers ' || ids::text); end if;
    if lost is not null then
        raise exception 'audit: no entry accounts for %; entries: %', left(lost, 2000),
            (select string_agg(format('%s %s %s', action, entity, entity_id), ', ') from audit_log where xact = me and at >= now());
    end if;
    if batch.entries = 1 then
        select * into told from audit_digest(coalesce(ids, '{}'));
        if (told.count, told.before, told.after) is distinct from (batch.count, batch.before, batch.after) then
            raise exception 'audit: the entry of the batch tells of % customers, changed were % (%)', batch.count, told.count, ids[:20];
        end if;
    end if;
    return null;
end
$$;
revoke execute on function audit_account from public;
create constraint trigger audit_complete after insert on audit_open deferrable initially deferred for each row execute function audit_account();
`;

interface Table {
	readonly name: string;
	readonly columns: readonly string[];
}

/** The function that notes which rows of one table a statement changed: static SQL on the transition tables, planned once a connection. */
function noteFunction({ name, columns }: Table): string {
	const kind = kinds[name] ?? {};
	const id = ['id', 'name', 'key'].find((one) => columns.includes(one)) ?? columns.find((one) => one !== 'customer_id')!;
	const key = kind.key ?? id;
	const customer = name === 'customers' ? 'id' : columns.includes('customer_id') ? 'customer_id' : 'null';
	// Rows of a customer follow it to another place, which is an entry about the customer.
	const progress = new Set([...(kind.progress ?? []), ...(name === 'customers' ? [] : ['scope_id', 'owner_id'])]);
	const compared = columns.filter((column) => !progress.has(column) || [id, key].includes(column)).join(', ');
	const left = kind.except ? ` where ${key} not in (${kind.except.map(pg.escapeLiteral).join(', ')})` : '';
	const note = (from: string) => `
	insert into audit_seen select distinct pg_current_xact_id(), '${name}', ${id}::text, '${kind.entity ?? name}', ${key}::text, ${customer}::bigint,
		${kind.ofCustomer ?? false} from ${from}${left};`;
	return `
create function audit_note_${name}() returns trigger language plpgsql security definer set search_path = public as $$
begin
	if not (${ours}) then return null; end if;
	if tg_op = 'INSERT' then${note('fresh')}
	elsif tg_op = 'DELETE' then${note('gone')}
	else${note(`(select ${compared} from fresh except all select ${compared} from gone) changed`)}
	end if;
	if found then insert into audit_open values (pg_current_xact_id()) on conflict do nothing; end if;
	return null;
end
$$;
revoke execute on function audit_note_${name} from public;
create trigger audit_note_insert after insert on ${name} referencing new table as fresh for each statement execute function audit_note_${name}();
create trigger audit_note_update after update on ${name} referencing old table as gone new table as fresh for each statement execute function audit_note_${name}();
create trigger audit_note_delete after delete on ${name} referencing old table as gone for each statement execute function audit_note_${name}();`;
}

/** Makes this database refuse every transaction of the program whose entries do not account for what it changed. */
export async function installCompleteness(client: pg.ClientBase): Promise<void> {
	const { rows } = await client.query<Table>(
		`select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns from pg_class c
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('migrations') group by 1`,
	);
	const unknown = [...Object.keys(exempt), ...Object.keys(kinds)].filter((name) => !rows.some((row) => row.name === name));
	if (unknown.length > 0) throw new Error(`testing-audit.ts names tables that are not there: ${unknown.join(', ')}`);
	await client.query([functions, ...rows.filter(({ name }) => !(name in exempt)).map(noteFunction)].join('\n'));
}
