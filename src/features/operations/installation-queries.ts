// The statements of the installation's settings: appearance, country, the state of the demo.
import { audit } from '../../platform/audit.ts';
import { type Queryable, together } from '../../platform/database.ts';
import { installationRow } from '../../platform/installation.ts';
import type { Demo } from './schema.ts';

export interface StoredInstallation {
	readonly name?: string;
	readonly colour?: string;
	readonly country?: string;
	readonly logo?: { readonly hash: string; readonly type: string } | null;
	readonly notes_encrypted?: boolean;
	readonly version?: number;
}

export async function readInstallation(client: Queryable): Promise<StoredInstallation> {
	const { rows } = await client.query<{ value: StoredInstallation }>('select value from settings where name = $1', [installationRow]);
	return rows[0]?.value ?? {};
}

/** The same, locked until the end of the transaction. */
export async function lockInstallation(client: Queryable): Promise<StoredInstallation> {
	await client.query("insert into settings (name, value) values ($1, '{}') on conflict do nothing", [installationRow]);
	const { rows } = await client.query<{ value: StoredInstallation }>('select value from settings where name = $1 for update', [
		installationRow,
	]);
	return rows[0]!.value;
}

export async function storeInstallation(client: Queryable, value: StoredInstallation): Promise<void> {
	await client.query('update settings set value = $2 where name = $1', [installationRow, JSON.stringify(value)]);
	await audit(client, { action: 'installation.edit', entity: 'settings', entity_id: installationRow, after: { ...value } });
}

export async function storeLogo(client: Queryable, picture: Buffer | null): Promise<void> {
	if (picture === null) await client.query("delete from settings where name = 'logo'");
	else
		await client.query(
			"insert into settings (name, value) values ('logo', to_jsonb(encode($1::bytea, 'base64'))) on conflict (name) do update set value = excluded.value",
			[picture],
		);
	await audit(client, { action: picture ? 'installation.put_logo' : 'installation.remove_logo', entity: 'settings', entity_id: 'logo' });
}

export async function readLogo(client: Queryable): Promise<Buffer | null> {
	const { rows } = await client.query<{ picture: Buffer }>(
		"select decode(value #>> '{}', 'base64') as picture from settings where name = 'logo'",
	);
	return rows[0]?.picture ?? null;
}

export type StoredDemo = Omit<Demo, 'has_customers'>;

export async function readDemo(client: Queryable): Promise<Demo> {
	const { rows } = await client.query<{ value: StoredDemo | null; has_customers: boolean }>(
		`select (select value from settings where name = 'demo') as value, exists (select from customers where state = 'active') as has_customers`,
	);
	return { state: 'none', customers: 0, share: 0, ...rows[0]!.value, has_customers: rows[0]!.has_customers };
}

/** Moves the demo into another state; false where it is in none of `from` (null: there is none). */
export function moveDemo(on: Queryable, from: readonly Demo['state'][], next: StoredDemo): Promise<boolean> {
	return together(on, (client) => move(client, from, next));
}

async function move(client: Queryable, from: readonly Demo['state'][], next: StoredDemo): Promise<boolean> {
	await client.query(`insert into settings (name, value) values ('demo', '{"state": "none"}') on conflict do nothing`);
	const { rowCount } = await client.query("update settings set value = $2 where name = 'demo' and value->>'state' = any ($1)", [
		from,
		JSON.stringify(next),
	]);
	const { state, customers } = next;
	// How far it is is no entry.
	if (rowCount && !from.includes(state))
		await audit(client, { action: 'demo.state', entity: 'settings', entity_id: 'demo', detail: { state, customers } });
	return rowCount === 1;
}

/** Imports of the demo that stand, the last one first, and how many rows all of them have. */
export async function demoImports(client: Queryable): Promise<{ ids: number[]; rows: number }> {
	const { rows } = await client.query<{ id: number; rows: number }>(
		`select i.id, i.rows from imports i join sources s on s.id = i.source_id
		where s.kind = 'demo' and i.state in ('done', 'cancelled', 'failed', 'paused', 'undoing') order by i.id desc`,
	);
	return { ids: rows.map(({ id }) => id), rows: rows.reduce((sum, one) => sum + one.rows, 0) };
}

/** Deletes notes with just this text of just this time, and links as given: those that the demo made, but of whom processing is restricted. */
export async function deleteDemoFacts(
	client: Queryable,
	notes: readonly { readonly customer_id: number; readonly body: string; readonly at: string }[],
	links: readonly { readonly customer_id: number; readonly type: string; readonly other_id: number }[],
): Promise<void> {
	const noted = await client.query(
		`delete from notes o using unnest($1::bigint[], $2::text[], $3::timestamptz[]) as n (customer_id, body, at)
		where o.customer_id = n.customer_id and o.created_at = n.at and o.body = n.body and o.customer_id not in (select restricted_customers())`,
		[notes.map((one) => one.customer_id), notes.map((one) => one.body), notes.map((one) => one.at)],
	);
	const linked = await client.query(
		`delete from relationships r using unnest($1::bigint[], $2::text[], $3::bigint[]) as l (customer_id, type, other_id)
		where r.customer_id = l.customer_id and r.type = l.type and r.other_id = l.other_id
			and not exists (select from restricted_customers() x (id) where x.id in (r.customer_id, r.other_id))`,
		[links.map((one) => one.customer_id), links.map((one) => one.type), links.map((one) => one.other_id)],
	);
	if (noted.rowCount) await audit(client, { action: 'demo.remove', entity: 'notes', count: noted.rowCount });
	if (linked.rowCount) await audit(client, { action: 'demo.remove', entity: 'relationships', count: linked.rowCount });
}
