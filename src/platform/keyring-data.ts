// The keyring at work: keys of the installation and of customers, from the table data_keys, and what is encrypted under them (decision 0021).
import { createHmac, randomInt } from 'node:crypto';
import pg from 'pg';
import type { Queryable } from './database.ts';
import { isSealed, type Keyring, type NewKey, type PlainValue, sealedError } from './keyring.ts';
import { decrypt, derived, encrypt, type MasterKeys, newDataKey, randomNonce, unwrapKey, wrapKey } from './keyring-master.ts';

/** Customers whose plain keys are kept in memory: some 300 bytes each. */
const mostKept = 20_000;
/** For how long, in milliseconds: a key that another process destroyed opens nothing after that. */
const keptFor = 3_000;
/** Numbers of keys, drawn at random. */
const mostKeys = 2 ** 48 - 1;
/** The customer under whom the key of the installation stands. */
const installation = 0;

interface KeyRow {
	readonly customer_id: number;
	readonly id: number;
	readonly master: string;
	readonly wrapped: Buffer;
}

interface DataKey {
	readonly id: number;
	readonly encryption: Buffer;
	/** Makes the nonce from the value, so that the same value of the same customer is the same text (as in SIV). */
	readonly nonce: Buffer;
}

/** Writes keys that are not there yet; whoever came first keeps his. */
const insertKeys = `insert into data_keys (customer_id, id, master, wrapped)
	select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[]) on conflict do nothing`;
const currentKeys = 'select customer_id, id, master, wrapped from data_keys where customer_id = any ($1::bigint[]) and wrapped is not null';
const namedKeys = `select k.customer_id, k.id, k.master, k.wrapped from unnest($1::bigint[], $2::bigint[]) as n (customer_id, id)
	join data_keys k on k.customer_id = n.customer_id and k.id = n.id where k.wrapped is not null`;

const newKeyId = () => randomInt(1, mostKeys);

/** Runs one thing on a connection of the owner that nothing else uses. */
async function connected<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: ownerUrl, application_name: 'clientele-keys', connectionTimeoutMillis: 15_000 });
	client.on('error', () => {});
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

/** Whether the database is one that has keys: not one that a newer program has yet to migrate. */
export function hasKeys(ownerUrl: string): Promise<boolean> {
	return connected(ownerUrl, async (client) => {
		const { rows } = await client.query<{ there: boolean }>("select to_regclass('data_keys') is not null as there");
		return rows[0]!.there;
	});
}

/**
 * Opens the keyring of a database that is migrated. The key of the installation shows whether the master key is the right one; a new installation gets both.
 * @throws AppError key_needed, key_broken, key_malformed, key_source_failed
 */
export async function openKeyring(ownerUrl: string, masters: MasterKeys): Promise<Keyring> {
	return connected(ownerUrl, async (client) => {
		await masters.read();
		let row = (await client.query<KeyRow>(currentKeys, [[installation]])).rows[0];
		if (!row) {
			await masters.make();
			const id = newKeyId();
			await client.query(insertKeys, [[installation], [id], [masters.first.id], [wrapKey(masters.first, installation, id, newDataKey())]]);
			row = (await client.query<KeyRow>(currentKeys, [[installation]])).rows[0]!;
		}
		return new Keys(masters, unwrapKey(await masters.byId(row.master), installation, row.id, row.wrapped));
	});
}

class Keys implements Keyring {
	readonly #masters: MasterKeys;
	readonly #secret: Buffer;
	readonly #sealing: Buffer;
	readonly #sealingNonce: Buffer;
	readonly #macs = new Map<string, Buffer>();
	/** In the order of last use. */
	readonly #kept = new Map<string, { readonly key: DataKey; readonly until: number }>();

	constructor(masters: MasterKeys, secret: Buffer) {
		this.#masters = masters;
		this.#secret = secret;
		this.#sealing = derived(secret, 'secrets');
		this.#sealingNonce = derived(secret, 'nonces of secrets');
	}

	seal(place: string, text: string): string {
		return `~0.${encrypt(this.#sealing, randomNonce(), Buffer.from(text), place).toString('base64url')}`;
	}

	sealSame(place: string, text: string): string {
		const bytes = Buffer.from(text);
		return `~0.${encrypt(this.#sealing, synthetic(this.#sealingNonce, place, bytes), bytes, place).toString('base64url')}`;
	}

	open(place: string, sealed: string): string {
		const bytes = sealed.startsWith('~0.') ? decrypt(this.#sealing, Buffer.from(sealed.slice(3), 'base64url'), place) : null;
		if (bytes === null) throw sealedError('sealed_unreadable', { place });
		return bytes.toString();
	}

	mac(purpose: string, text: string): Buffer {
		// Purposes are words of ours: there are few.
		const key = this.#macs.get(purpose) ?? derived(this.#secret, `mac ${purpose}`);
		this.#macs.set(purpose, key);
		return createHmac('sha256', key).update(text).digest();
	}

	async sealFor(client: Queryable, values: readonly PlainValue[]): Promise<string[]> {
		if (values.length === 0) return [];
		const keys = await this.#currentKeys(client, [...new Set(values.map(({ customer_id }) => customer_id))]);
		return values.map(({ customer_id, column, text }) => sealedUnder(customer_id, keys.get(customer_id)!, column, text));
	}

	newKey(customer_id: number): NewKey {
		this.#masters.refresh();
		const id = newKeyId();
		const secret = newDataKey();
		const key = dataKey(id, secret);
		const master = this.#masters.first;
		return {
			id,
			master: master.id,
			wrapped: wrapKey(master, customer_id, id, secret),
			seal: (column, text) => sealedUnder(customer_id, key, column, text),
		};
	}

	async openFor(client: Queryable, sealed: readonly { readonly column: string; readonly text: string }[]): Promise<(string | null)[]> {
		const parts = sealed.map(({ text }) => {
			if (!isSealed(text)) throw sealedError('sealed_unreadable', { place: 'customer' });
			const [, customer, key, bytes] = text.split('.') as [string, string, string, string];
			return { customer: Number(customer), key: Number(key), bytes };
		});
		const keys = await this.#namedKeys(client, parts);
		return parts.map(({ customer, key, bytes }, index) => {
			const known = keys.get(`${customer}.${key}`);
			if (!known) return null;
			const { column } = sealed[index]!;
			const plain = decrypt(known.encryption, Buffer.from(bytes, 'base64url'), boundTo(customer, key, column));
			if (plain === null) throw sealedError('sealed_unreadable', { place: `${column}:${customer}` });
			return plain.toString();
		});
	}

	async destroyKeys(client: Queryable, customers: readonly number[]): Promise<void> {
		if (customers.length === 0) return;
		await client.query('select destroy_data_keys($1)', [customers]);
		const gone = new Set(customers);
		for (const name of this.#kept.keys()) if (gone.has(Number(name.split('.')[0]))) this.#kept.delete(name);
	}

	/** The keys under which these customers' values are encrypted; those that there are not yet are made. */
	async #currentKeys(client: Queryable, customers: readonly number[]): Promise<Map<number, DataKey>> {
		const keys = new Map<number, DataKey>();
		const find = async (ids: readonly number[]) => {
			const { rows } = await client.query<KeyRow>(currentKeys, [ids]);
			for (const row of rows) keys.set(row.customer_id, await this.#unwrapped(row));
		};
		this.#masters.refresh();
		await find(customers);
		const missing = customers.filter((id) => !keys.has(id)).sort((one, other) => one - other);
		if (missing.length === 0) return keys;
		const made = missing.map((customer) => this.newKey(customer));
		await client.query(insertKeys, [missing, made.map((one) => one.id), made.map((one) => one.master), made.map((one) => one.wrapped)]);
		// Read anew: another transaction may have been first.
		await find(missing);
		return keys;
	}

	async #namedKeys(client: Queryable, wanted: readonly { readonly customer: number; readonly key: number }[]) {
		const keys = new Map<string, DataKey>();
		const missing = new Map<string, { readonly customer: number; readonly key: number }>();
		for (const one of wanted) {
			const name = `${one.customer}.${one.key}`;
			const known = keys.get(name) ?? this.#recall(name);
			if (known) keys.set(name, known);
			else missing.set(name, one);
		}
		if (missing.size > 0) {
			const asked = [...missing.values()];
			const { rows } = await client.query<KeyRow>(namedKeys, [asked.map(({ customer }) => customer), asked.map(({ key }) => key)]);
			for (const row of rows) keys.set(`${row.customer_id}.${row.id}`, await this.#unwrapped(row));
		}
		return keys;
	}

	#recall(name: string): DataKey | undefined {
		const found = this.#kept.get(name);
		if (!found || found.until < performance.now()) return undefined;
		this.#kept.delete(name);
		this.#kept.set(name, found);
		return found.key;
	}

	async #unwrapped({ customer_id, id, master, wrapped }: KeyRow): Promise<DataKey> {
		const name = `${customer_id}.${id}`;
		const known = this.#recall(name);
		if (known) return known;
		const key = dataKey(id, unwrapKey(await this.#masters.byId(master), customer_id, id, wrapped));
		// A key that is rolled back does no harm here: its number never comes again, and sealing asks the database which one is current.
		this.#kept.set(name, { key, until: performance.now() + keptFor });
		if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
		return key;
	}
}

const boundTo = (customer: number, key: number, column: string) => `${customer}:${key}:${column}`;

function dataKey(id: number, secret: Buffer): DataKey {
	const both = derived(secret, 'values', 64);
	return { id, encryption: both.subarray(0, 32), nonce: both.subarray(32) };
}

const synthetic = (key: Buffer, place: string, text: Buffer): Buffer =>
	createHmac('sha256', key).update(`${place}\0`).update(text).digest().subarray(0, 12);

function sealedUnder(customer: number, { id, encryption, nonce }: DataKey, column: string, text: string): string {
	const bytes = Buffer.from(text);
	const sealed = encrypt(encryption, synthetic(nonce, column, bytes), bytes, boundTo(customer, id, column));
	return `~1.${customer}.${id}.${sealed.toString('base64url')}`;
}
