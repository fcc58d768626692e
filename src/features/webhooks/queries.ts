// Every SQL statement about webhooks and what was delivered to them. Rights are checked by permission: no row here is about a customer.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Place } from '../../platform/listener.ts';
import type { Delivery, Webhook, WebhookEvent } from './schema.ts';

/** Days for which deliveries are kept. */
export const daysKept = 30;

const time = (column: string) => `to_json(${column}) #>> '{}'`;
const columns = `w.id, w.url, w.events, w.state, json_build_object('id', u.id, 'name', u.name) as owner, w.version, ${time('w.created_at')} as created_at,
	(select ${time('max(d.attempted_at)')} from webhook_deliveries d where d.webhook_id = w.id and d.state = 'delivered') as delivered_at`;
const deliveryColumns = `id, type, state, attempts, status, error, milliseconds, payload, ${time('created_at')} as created_at, ${time('attempted_at')} as attempted_at`;

export async function listWebhooks(client: Queryable, after: number, limit: number): Promise<Webhook[]> {
	const { rows } = await client.query<Webhook>(
		`select ${columns} from webhooks w join users u on u.id = w.user_id where w.id > $1 order by w.id limit $2`,
		[after, limit],
	);
	return rows;
}

export async function findWebhook(client: Queryable, id: number): Promise<Webhook | undefined> {
	const { rows } = await client.query<Webhook>(`select ${columns} from webhooks w join users u on u.id = w.user_id where w.id = $1`, [id]);
	return rows[0];
}

/** Adds a webhook without a secret, as long as there are less than `most`; undefined where there are not. */
export async function insertWebhook(
	client: Queryable,
	{ user_id, url, events }: { user_id: number; url: string; events: readonly WebhookEvent[] },
	most: number,
): Promise<number | undefined> {
	await client.query("select pg_advisory_xact_lock(hashtext('clientele webhooks'))");
	const { rows } = await client.query<{ id: number }>(
		'insert into webhooks (user_id, url, events) select $1, $2, $3 where (select count(*) from webhooks) < $4 returning id',
		[user_id, url, events, most],
	);
	return rows[0]?.id;
}

export async function setSecret(client: Queryable, id: number, sealed: string): Promise<void> {
	await client.query('update webhooks set secret = $2, version = version + 1, updated_at = now() where id = $1', [id, sealed]);
}

export type WebhookChanges = Partial<Pick<Webhook, 'url' | 'events' | 'state'>>;

/** Changes what is given; what is switched on again begins with a clean count. False where it has another version. */
export async function changeWebhook(
	client: Queryable,
	id: number,
	{ url, events, state }: WebhookChanges,
	version: number | undefined,
): Promise<boolean> {
	const { rowCount } = await client.query(
		`update webhooks set url = coalesce($2, url), events = coalesce($3, events), state = coalesce($4, state),
			failures = case when $4 = 'active' then 0 else failures end, version = version + 1, updated_at = now()
		where id = $1 and ($5::integer is null or version = $5)`,
		[id, url ?? null, events ?? null, state ?? null, version ?? null],
	);
	return rowCount === 1;
}

export async function deleteWebhook(client: Queryable, id: number): Promise<boolean> {
	return (await client.query('delete from webhooks where id = $1', [id])).rowCount === 1;
}

// ---------------------------------------------------------------------------------------------------------------- what changed

export interface ActiveWebhook {
	readonly id: number;
	readonly user_id: number;
	readonly events: WebhookEvent[];
}

/** Webhooks that are switched on and whose owners are active. */
export async function activeWebhooks(client: Queryable): Promise<ActiveWebhook[]> {
	const { rows } = await client.query<ActiveWebhook>(
		"select w.id, w.user_id, w.events from webhooks w join users u on u.id = w.user_id where w.state = 'active' and u.state = 'active' order by w.id",
	);
	return rows;
}

const placeRow = 'webhooks_place';

/** Up to where changes were handed on, locked until the transaction ends: null where there is no place yet, undefined where another process has it. */
export async function lockPlace(client: Queryable): Promise<Place | null | undefined> {
	await client.query("insert into settings (name, value) values ($1, 'null') on conflict do nothing", [placeRow]);
	const { rows } = await client.query<{ place: Place | null }>(
		"select value #>> '{}' as place from settings where name = $1 for update skip locked",
		[placeRow],
	);
	return rows.length === 0 ? undefined : rows[0]!.place;
}

export async function storePlace(client: Queryable, place: Place | null): Promise<void> {
	await client.query(
		'insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value where settings.value is distinct from excluded.value',
		[placeRow, JSON.stringify(place)],
	);
}

// ---------------------------------------------------------------------------------------------------------------- deliveries

export interface NewDelivery {
	readonly webhook_id: number;
	readonly message_id: string;
	readonly type: string;
	readonly payload: string;
}

export async function insertDelivery(client: Queryable, one: NewDelivery): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		'insert into webhook_deliveries (webhook_id, message_id, type, payload) values ($1, $2, $3, $4) returning id',
		[one.webhook_id, one.message_id, one.type, one.payload],
	);
	return rows[0]!.id;
}

export async function listDeliveries(client: Queryable, webhook: number, before: number | null, limit: number): Promise<Delivery[]> {
	const { rows } = await client.query<Delivery>(
		`select ${deliveryColumns} from webhook_deliveries where webhook_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
		[webhook, before, limit],
	);
	return rows;
}

export async function findDelivery(client: Queryable, webhook: number, id: number): Promise<Delivery | undefined> {
	const { rows } = await client.query<Delivery>(`select ${deliveryColumns} from webhook_deliveries where webhook_id = $1 and id = $2`, [
		webhook,
		id,
	]);
	return rows[0];
}

/** A message that is to be delivered, with where to. */
export interface Due {
	readonly id: number;
	readonly webhook_id: number;
	readonly message_id: string;
	readonly type: string;
	readonly payload: string;
	readonly attempts: number;
	readonly url: string;
	readonly secret: string;
}

const due = `d.id, d.webhook_id, d.message_id, d.type, d.payload, d.attempts, w.url, w.secret from webhook_deliveries d join webhooks w on w.id = d.webhook_id`;

/** A delivery that still has to be made; undefined where it was made, given up, or its webhook is switched off. */
export async function dueDelivery(client: Queryable, id: number): Promise<Due | undefined> {
	const { rows } = await client.query<Due>(`select ${due} where d.id = $1 and d.state = 'waiting' and w.state = 'active'`, [id]);
	return rows[0];
}

/** A delivery that somebody looks at, whatever the state of the webhook. */
export async function deliveryToTest(client: Queryable, id: number): Promise<Due> {
	return (await client.query<Due>(`select ${due} where d.id = $1`, [id])).rows[0]!;
}

export interface Attempt {
	readonly state: Delivery['state'];
	readonly status: number | null;
	readonly error: string | null;
	readonly milliseconds: number;
}

/** Notes what an attempt came to. */
export async function noteAttempt(client: Queryable, id: number, { state, status, error, milliseconds }: Attempt): Promise<void> {
	await client.query(
		'update webhook_deliveries set state = $2, status = $3, error = left($4, 500), milliseconds = $5, attempts = attempts + 1, attempted_at = now() where id = $1',
		[id, state, status, error, milliseconds],
	);
}

/** Puts a delivery back among those to be made. */
export async function renewDelivery(client: Queryable, id: number): Promise<void> {
	await client.query("update webhook_deliveries set state = 'waiting', attempts = 0 where id = $1", [id]);
}

export async function noteSuccess(client: Queryable, webhook: number): Promise<void> {
	await client.query('update webhooks set failures = 0 where id = $1 and failures > 0', [webhook]);
}

/** Counts a delivery that was given up; switches the webhook off where that was one too many, and returns then whom to tell. */
export async function noteGivenUp(client: Queryable, webhook: number, most: number): Promise<number | null> {
	const { rows } = await client.query<{ user_id: number; off: boolean }>(
		`update webhooks set failures = failures + 1, state = case when failures + 1 >= $2 then 'failing' else state end, version = version + 1
		where id = $1 and state = 'active' returning user_id, state = 'failing' as off`,
		[webhook, most],
	);
	if (!rows[0]?.off) return null;
	await audit(client, { action: 'webhooks.switch_off', entity: 'webhooks', entity_id: webhook });
	return rows[0].user_id;
}

export async function purgeDeliveries(client: Queryable): Promise<void> {
	await client.query(`delete from webhook_deliveries where created_at < now() - interval '${daysKept} days'`);
}
