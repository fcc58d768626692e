// The statements that read the audit for people: filters, pages by key, names. Under row-level security; who has the permission brings scope 0, for what is about no customer.
import type { z } from 'zod';
import type { Queryable } from '../../platform/database.ts';
import type { AppError } from '../../platform/errors.ts';
import { refusals } from './actions.ts';
import { auditError as error } from './messages.ts';
import type { auditFilters } from './schema.ts';

export type Filters = z.output<typeof auditFilters>;

export interface StoredEntry {
	readonly id: number;
	readonly at: string;
	readonly user_id: number | null;
	readonly user_name: string | null;
	readonly seen_by: number | null;
	readonly seen_by_name: string | null;
	readonly key_id: number | null;
	readonly session_id: number | null;
	readonly channel: string;
	readonly ip: string | null;
	readonly request: string | null;
	readonly action: string;
	readonly entity: string;
	readonly entity_id: string | null;
	readonly about: string | null;
	readonly customer_id: number;
	readonly detail: Record<string, unknown>;
	readonly count: number | null;
	readonly digest_before: string | null;
	readonly digest_after: string | null;
	readonly sealed: string | null;
}

/** Where a page begins: behind this entry. */
export interface Place {
	readonly at: string;
	readonly id: number;
}

export const cursorOf = ({ at, id }: Place): string => `${at}_${id}`;

/** @throws AppError audit_cursor */
export function placeOf(text: string | undefined): Place | null {
	if (text === undefined) return null;
	const [, at, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))_(\d{1,16})$/.exec(text) ?? [];
	if (!at || Number.isNaN(Date.parse(at))) throw error('audit_cursor');
	return { at, id: Number(id) };
}

/** Conditions of filters on `l`, with their values. */
function conditions(
	filters: Filters & { readonly customers?: readonly number[] },
	place: Place | null,
): { text: string; values: unknown[] } {
	const texts: string[] = [];
	const values: unknown[] = [];
	const add = (text: string, value: unknown) => {
		if (value === undefined || value === null) return;
		values.push(value);
		texts.push(text.replaceAll('$', `$${values.length}`));
	};
	add('l.at >= $::timestamptz', filters.from);
	add('l.at < $::timestamptz', filters.to);
	add('l.user_id = $', filters.user_id);
	add('l.key_id = $', filters.key_id);
	add('l.customer_id = $', filters.customer_id);
	add('l.customer_id = any ($::bigint[])', filters.customers);
	add('l.entity = $', filters.entity);
	add('l.entity_id = $', filters.entity_id);
	add('l.request = $', filters.request);
	if (filters.action?.endsWith('.')) add('starts_with(l.action, $)', filters.action);
	else add('l.action = $', filters.action);
	// Written out, so that the index of refusals is found.
	if (filters.result) texts.push(`l.action ${filters.result === 'done' ? 'not ' : ''}in (${refusals.map((one) => `'${one}'`).join(', ')})`);
	if (place) {
		values.push(place.at, place.id);
		texts.push(`(l.at, l.id) < ($${values.length - 1}::timestamptz, $${values.length}::bigint)`);
	}
	return { text: texts.length > 0 ? texts.join(' and ') : 'true', values };
}

const columns = `l.id, to_json(l.at) #>> '{}' as at, l.user_id, u.name as user_name, l.seen_by, s.name as seen_by_name, l.key_id, l.session_id, l.channel, l.ip, l.request,
	l.action, l.entity, l.entity_id, a.name as about, l.customer_id, l.detail, l.count, l.digest_before, l.digest_after, l.sealed`;

/** Entries behind a place, the latest first. */
export async function listEntries(
	client: Queryable,
	filters: Filters & { readonly customers?: readonly number[] },
	place: Place | null,
	limit: number,
): Promise<StoredEntry[]> {
	const { text, values } = conditions(filters, place);
	const { rows } = await client.query<StoredEntry>(
		`select ${columns} from (select * from audit_log l where ${text} order by l.at desc, l.id desc limit ${Math.trunc(limit)}) l
		left join users u on u.id = l.user_id left join users s on s.id = l.seen_by
		left join users a on l.entity = 'users' and a.id::text = l.entity_id order by l.at desc, l.id desc`,
		values,
	);
	return rows;
}

/** Which of these customers the person sees; in the trash too. */
export async function visibleCustomers(client: Queryable, ids: readonly number[]): Promise<Set<number>> {
	const { rows } = await client.query<{ id: number }>('select id from customers where id = any ($1)', [ids]);
	return new Set(rows.map(({ id }) => id));
}

/** The customer that there is though an error says there is none: out of the sight of whoever asked. Owner-side. */
export async function hiddenCustomer(client: Queryable, { code, params: { id } }: AppError): Promise<number | null> {
	if (code !== 'customer_not_found' || typeof id !== 'number') return null;
	const { rowCount } = await client.query("select from customers where id = $1 and state in ('active', 'merged')", [id]);
	return rowCount ? id : null;
}

/** Whether these scopes are all that there are. */
export async function seesEverything(client: Queryable, scopes: readonly number[]): Promise<boolean> {
	return (await client.query('select from scopes where id <> all ($1::integer[]) limit 1', [scopes])).rowCount === 0;
}

/** A customer and those that were merged into it. */
export async function membersOf(client: Queryable, id: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		'select id from customers where id = $1 union all select id from customers where golden_id = $1 and golden_id <> id',
		[id],
	);
	return rows.map((row) => row.id);
}

export interface Settings {
	readonly keep_months: number | null;
	readonly version: number;
}

export async function readSettings(client: Queryable, lock = false): Promise<Settings> {
	if (lock)
		await client.query(`insert into settings (name, value) values ('audit', '{"keep_months": null, "version": 0}') on conflict do nothing`);
	const { rows } = await client.query<{ value: Settings }>(`select value from settings where name = 'audit'${lock ? ' for update' : ''}`);
	return rows[0]?.value ?? { keep_months: null, version: 0 };
}

export async function storeSettings(client: Queryable, value: Settings): Promise<void> {
	await client.query(`update settings set value = $1 where name = 'audit'`, [JSON.stringify(value)]);
}

/** What verifying found last; null before the first time. */
export async function readVerified<T>(client: Queryable): Promise<T | null> {
	const { rows } = await client.query<{ value: T }>("select value from settings where name = 'audit_verified'");
	return rows[0]?.value ?? null;
}

export async function storeVerified(client: Queryable, value: unknown): Promise<void> {
	await client.query(
		`insert into settings (name, value) values ('audit_verified', $1) on conflict (name) do update set value = excluded.value`,
		[JSON.stringify(value)],
	);
}

export async function countUnsealed(client: Queryable): Promise<{ count: number; oldest_seconds: number }> {
	const { rows } = await client.query<{ count: number; oldest_seconds: number }>(
		`select count(*) as count, coalesce(extract(epoch from now() - min(at)), 0)::float8 as oldest_seconds from (select at from audit_unsealed order by at limit 100000) u`,
	);
	return rows[0]!;
}

export interface CheckpointShown {
	readonly block: number;
	readonly at: string;
	readonly hash: string;
	readonly key: string;
	readonly signature: string;
}

export async function listCheckpoints(client: Queryable, before: number | null, limit: number): Promise<CheckpointShown[]> {
	const { rows } = await client.query<CheckpointShown>(
		`select block, to_json(at) #>> '{}' as at, encode(hash, 'hex') as hash, key, translate(encode(signature, 'base64'), E'\\n', '') as signature
		from audit_checkpoints where $1::bigint is null or block < $1 order by block desc limit $2`,
		[before, limit],
	);
	return rows;
}

export async function lastOfChain(
	client: Queryable,
): Promise<{ last_block: { number: number; at: string } | null; last_checkpoint: { block: number; at: string; key: string } | null }> {
	const { rows } = await client.query(
		`select (select json_build_object('number', number, 'at', at) from audit_blocks order by number desc limit 1) as last_block,
			(select json_build_object('block', block, 'at', at, 'key', key) from audit_checkpoints order by block desc limit 1) as last_checkpoint`,
	);
	return rows[0] as never;
}
