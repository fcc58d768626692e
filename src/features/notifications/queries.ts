// The SQL of notifications. notify() is what other features call.
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { mostUnread, type NotificationKind } from './schema.ts';

/** Something a person is to be told. */
export interface NewNotification {
	/** Whom; several get one each. */
	readonly user_id: number | readonly number[];
	readonly kind: NotificationKind;
	readonly customer_id?: number | null;
	/** Who did it. A person is not told of what he did himself, unless it went on without him (imports, exports): leave it out there. */
	readonly by?: number | null;
	/** Numbers and states that belong to the kind; never a value of a customer. */
	readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Tells people something, in the caller's transaction; their open pages learn of it after the commit. */
export async function notify(
	client: Queryable,
	{ user_id, kind, customer_id = null, by = null, detail = {} }: NewNotification,
): Promise<void> {
	const people = [...new Set([user_id].flat() as number[])].filter((one) => one !== by);
	if (people.length === 0) return;
	await client.query(
		'insert into notifications (user_id, kind, customer_id, by_user, detail) select id, $2, $3, $4, $5 from users where id = any ($1)',
		[people, kind, customer_id, by, JSON.stringify(detail)],
	);
	for (const one of people) await announce(client, { kind: 'notifications', user_id: one });
}

export interface NotificationRow {
	readonly id: number;
	readonly kind: NotificationKind;
	readonly customer: { readonly id: number; readonly name: string | null } | null;
	readonly about_customer: boolean;
	readonly by: string | null;
	readonly detail: Record<string, string | number | boolean | null>;
	readonly created_at: string;
	readonly read_at: string | null;
}

/** A person's notifications, newest first; the customer as far as he may see it now, and the survivor where it was merged. */
export async function listNotifications(
	client: Queryable,
	user_id: number,
	before: number | null,
	limit: number,
): Promise<NotificationRow[]> {
	const { rows } = await client.query<NotificationRow>(
		`select n.id, n.kind, case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as customer,
			n.customer_id is not null as about_customer, u.name as by, n.detail,
			to_json(n.created_at) #>> '{}' as created_at, to_json(n.read_at) #>> '{}' as read_at
		from (select * from notifications where user_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3) n
		left join customers c on c.id = n.customer_id left join customers g on g.id = c.golden_id and g.state = 'active'
		left join users u on u.id = n.by_user order by n.id desc`,
		[user_id, before, limit],
	);
	return rows;
}

/** How many a person has not read, up to a bound. */
export async function countUnread(client: Queryable, user_id: number): Promise<number> {
	const { rows } = await client.query<{ unread: number }>(
		'select count(*) as unread from (select 1 from notifications where user_id = $1 and read_at is null limit $2) n',
		[user_id, mostUnread],
	);
	return rows[0]!.unread;
}

/** Marks one as read; false where this person has none with that number. */
export async function markRead(client: Queryable, user_id: number, id: number): Promise<boolean> {
	const { rowCount } = await client.query('update notifications set read_at = coalesce(read_at, now()) where user_id = $1 and id = $2', [
		user_id,
		id,
	]);
	if (rowCount !== 1) return false;
	await announce(client, { kind: 'notifications', user_id });
	return true;
}

/** Marks all as read, or those up to a number. */
export async function markAllRead(client: Queryable, user_id: number, up_to: number | null): Promise<void> {
	await client.query(
		'update notifications set read_at = now() where user_id = $1 and read_at is null and ($2::bigint is null or id <= $2)',
		[user_id, up_to],
	);
	await announce(client, { kind: 'notifications', user_id });
}

/** Forgets what is older than 90 days. Owner-side. */
export async function purgeOld(client: Queryable): Promise<void> {
	await client.query("delete from notifications where created_at < now() - interval '90 days'");
}
