// The SQL of links for customers, who have no account. Looking one up is owner-side: whoever holds the token is nobody yet.
import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../../platform/database.ts';
import type { Holder } from './consent-queries.ts';

export type LinkKind = 'preferences' | 'confirm_consent' | 'confirm_request' | 'report';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface NewCustomerLink {
	readonly customer_id: number;
	readonly kind: LinkKind;
	/** Numbers and words of ours; what a person typed waits here until he confirms it. */
	readonly detail?: Readonly<Record<string, unknown>>;
	readonly expires: Date;
	readonly by: number | null;
}

/** Makes a link and returns its token, which is stored nowhere. */
export async function insertLink(client: Queryable, { customer_id, kind, detail = {}, expires, by }: NewCustomerLink): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	await client.query(
		'insert into privacy_links (hash, customer_id, kind, detail, created_by, expires_at) values ($1, $2, $3, $4, $5, $6)',
		[hashOf(token), customer_id, kind, JSON.stringify(detail), by, expires.toISOString()],
	);
	return token;
}

export interface LinkRow {
	readonly hash: string;
	readonly customer_id: number;
	readonly kind: LinkKind;
	readonly detail: Readonly<Record<string, unknown>>;
	readonly used_at: string | null;
	readonly created_by: number | null;
}

/** What a token opens; undefined for one that nobody made, that expired or was revoked. */
export async function findLink(client: Queryable, token: string, kinds: readonly LinkKind[]): Promise<LinkRow | undefined> {
	const { rows } = await client.query<LinkRow>(
		`select hash, customer_id, kind, detail, used_at, created_by from privacy_links
		where hash = $1 and kind = any ($2) and revoked_at is null and expires_at > now()`,
		[hashOf(token), kinds],
	);
	return rows[0];
}

/** Uses up a link that works once; false where somebody was faster. */
export async function consumeLink(client: Queryable, { hash, customer_id }: LinkRow): Promise<boolean> {
	const { rowCount } = await client.query(
		'update privacy_links set used_at = now() where hash = $1 and customer_id = $2 and used_at is null',
		[hash, customer_id],
	);
	return rowCount === 1;
}

/** Revokes what was sent to a customer; returns how many links still worked. */
export async function revokeLinks(client: Queryable, golden_id: number): Promise<number> {
	const { rowCount } = await client.query(
		`update privacy_links set revoked_at = now() where revoked_at is null and expires_at > now()
			and customer_id in (select m.id from customers m where m.id = $1 or m.golden_id = $1)`,
		[golden_id],
	);
	return rowCount ?? 0;
}

/** How many links of a kind a customer asked for within the last hour. */
export async function countRecentLinks(client: Queryable, customer_id: number, kind: LinkKind): Promise<number> {
	const { rowCount } = await client.query(
		"select from privacy_links where customer_id = $1 and kind = $2 and created_at > now() - interval '1 hour'",
		[customer_id, kind],
	);
	return rowCount ?? 0;
}

/** Forgets links a month after they ended. */
export async function purgeLinks(client: Queryable): Promise<void> {
	await client.query("delete from privacy_links where expires_at < now() - interval '30 days'");
}

/** Customers for whom a link speaks, with the scopes of all members: the context in which its holder acts. */
export interface LinkedCustomer extends Holder {
	readonly scopes: number[];
	readonly name: string | null;
	readonly email: string | null;
	readonly phone: string | null;
	readonly language: string | null;
	readonly country: string | null;
	readonly birth_date: string | null;
}

export async function linkedCustomer(client: Queryable, customer_id: number): Promise<LinkedCustomer | undefined> {
	const { rows } = await client.query<LinkedCustomer>(
		`select g.id, g.golden_id, g.state, g.scope_id, g.owner_id, g.name, g.email, g.phone, g.language, g.country, g.birth_date,
			array(select distinct m.scope_id from customers m where m.id = g.id or m.golden_id = g.id) as scopes
		from customers c join customers g on g.id = c.golden_id where c.id = $1 and g.state = 'active'`,
		[customer_id],
	);
	return rows[0];
}
