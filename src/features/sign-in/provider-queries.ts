// The SQL of single sign-on: providers, and which of their accounts are whose.
import type { Queryable } from '../../platform/database.ts';
import { explainConstraint } from '../../platform/problems.ts';
import { signInError } from './messages.ts';
import type { Provider } from './schema.ts';

explainConstraint('identity_providers_name_key', signInError('provider_name_taken'));

export interface ProviderRow extends Omit<Provider, 'has_secret' | 'callback'> {
	/** Sealed. */
	readonly client_secret: string | null;
}

const columns =
	'id, name, issuer, client_id, client_secret, domains, creates_people, role_id, password_allowed, second_factor, enabled, version';

export async function listProviders(client: Queryable, after: number, limit: number): Promise<ProviderRow[]> {
	const { rows } = await client.query<ProviderRow>(`select ${columns} from identity_providers where id > $1 order by id limit $2`, [
		after,
		limit,
	]);
	return rows;
}

/** Those that can be chosen on the page before the sign-in: fifty at most. */
export async function enabledProviders(client: Queryable): Promise<{ id: number; name: string }[]> {
	return (await client.query<{ id: number; name: string }>('select id, name from identity_providers where enabled order by name limit 50'))
		.rows;
}

export async function findProvider(client: Queryable, id: number): Promise<ProviderRow | null> {
	return (await client.query<ProviderRow>(`select ${columns} from identity_providers where id = $1`, [id])).rows[0] ?? null;
}

/** The provider that speaks for the domain of an address; null where none does. */
export async function providerOfDomain(client: Queryable, email: string): Promise<ProviderRow | null> {
	const domain = email.slice(email.lastIndexOf('@') + 1);
	const { rows } = await client.query<ProviderRow>(
		`select ${columns} from identity_providers where enabled and $1 = any (domains) order by password_allowed, id limit 1`,
		[domain],
	);
	return rows[0] ?? null;
}

export type ProviderColumns = Omit<ProviderRow, 'id' | 'version' | 'client_secret'>;

export async function insertProvider(client: Queryable, provider: ProviderColumns): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into identity_providers (name, issuer, client_id, domains, creates_people, role_id, password_allowed, second_factor, enabled)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
		values(provider),
	);
	return rows[0]!.id;
}

function values(provider: ProviderColumns): unknown[] {
	const { name, issuer, client_id, domains, creates_people, role_id, password_allowed, second_factor, enabled } = provider;
	return [name, issuer, client_id, domains, creates_people, role_id, password_allowed, second_factor, enabled];
}

/** Changes a provider; false where it is not of this version any more. */
export async function changeProvider(client: Queryable, id: number, version: number, provider: ProviderColumns): Promise<boolean> {
	const { rowCount } = await client.query(
		`update identity_providers set name = $1, issuer = $2, client_id = $3, domains = $4, creates_people = $5, role_id = $6,
			password_allowed = $7, second_factor = $8, enabled = $9, version = version + 1 where id = $10 and version = $11`,
		[...values(provider), id, version],
	);
	return rowCount === 1;
}

export async function setSecret(client: Queryable, id: number, sealed: string | null): Promise<void> {
	await client.query('update identity_providers set client_secret = $2 where id = $1', [id, sealed]);
}

/** Deletes a provider and what is linked to it; false where there is none. */
export async function removeProvider(client: Queryable, id: number): Promise<boolean> {
	await client.query('delete from user_accounts where provider_id = $1', [nameOf(id)]);
	return (await client.query('delete from identity_providers where id = $1', [id])).rowCount === 1;
}

/** How user_accounts names a provider. */
const nameOf = (id: number) => `oidc:${id}`;

/** Whose account at a provider this is; null where it is nobody's. */
export async function linkedPerson(client: Queryable, provider: number, subject: string): Promise<number | null> {
	const { rows } = await client.query<{ user_id: number }>('select user_id from user_accounts where provider_id = $1 and account_id = $2', [
		nameOf(provider),
		subject,
	]);
	return rows[0]?.user_id ?? null;
}

/** Links an account at a provider; false where it is somebody else's. */
export async function linkAccount(client: Queryable, user_id: number, provider: number, subject: string): Promise<boolean> {
	await client.query(
		`insert into user_accounts (user_id, provider_id, account_id) values ($1, $2, $3) on conflict (provider_id, account_id) do nothing`,
		[user_id, nameOf(provider), subject],
	);
	return (await linkedPerson(client, provider, subject)) === user_id;
}

export async function unlinkAccount(client: Queryable, user_id: number, provider: number): Promise<boolean> {
	return (
		((await client.query('delete from user_accounts where user_id = $1 and provider_id = $2', [user_id, nameOf(provider)])).rowCount ?? 0) >
		0
	);
}

/** The numbers of the providers at which a person has an account linked. */
export async function linkedProviders(client: Queryable, user_id: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`select p.id from user_accounts a join identity_providers p on a.provider_id = 'oidc:' || p.id where a.user_id = $1`,
		[user_id],
	);
	return rows.map(({ id }) => id);
}
