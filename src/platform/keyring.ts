// Everything that is encrypted: secrets of the installation, values of customers under keys of their own, keyed hashes (decision 0021).
import type { Queryable } from './database.ts';
import { defineErrors } from './errors.ts';

export const sealedError = defineErrors({
	sealed_unreadable: {
		status: 500,
		'zh-CN': '加密内容（{place}）无法打开：密钥不符，或内容已损坏。',
		en: 'What is encrypted ({place}) cannot be opened: the key is another one, or it is damaged.',
	},
	keyring_closed: {
		status: 500,
		'zh-CN': '此进程没有打开密钥，无法加密或解密。',
		en: 'This process has not opened the keys, so it neither encrypts nor decrypts.',
	},
});

/** A value of a customer on its way into the database. `column`: the name of the field, `attributes.x` or `notes.body`. */
export interface PlainValue {
	readonly customer_id: number;
	readonly column: string;
	readonly text: string;
}

export interface NewKey {
	/** The row of data_keys. */
	readonly id: number;
	readonly master: string;
	readonly wrapped: Buffer;
	/** As sealFor() does. */
	seal(column: string, text: string): string;
}

export interface Keyring {
	/** Seals a secret of the installation. `place` (`webhooks.secret:7`) has to be the same when it is opened. */
	seal(place: string, text: string): string;
	/** @throws AppError sealed_unreadable where the key, the place or the text is another */
	open(place: string, sealed: string): string;
	/** The same, with the same text for the same place and value: only where whoever reads the table may see which are equal. */
	sealSame(place: string, text: string): string;
	/** HMAC-SHA256 under a key of the installation; hashes of different purposes have nothing in common. */
	mac(purpose: string, text: string): Buffer;
	/** Seals values under the keys of their customers, in order; makes the keys that there are not yet, in the caller's transaction. */
	sealFor(client: Queryable, values: readonly PlainValue[]): Promise<string[]>;
	/** Opens what sealFor() made, in order; null where the customer's key was destroyed. */
	openFor(client: Queryable, sealed: readonly { readonly column: string; readonly text: string }[]): Promise<(string | null)[]>;
	/** A key for a customer who is not there yet: made at once, and in the database when its row was put into data_keys. */
	newKey(customer_id: number): NewKey;
	/** Destroys the keys of customers for good. */
	destroyKeys(client: Queryable, customers: readonly number[]): Promise<void>;
}

/** What sealFor() makes, for regular expressions here and in PostgreSQL: the shortest holds nonce, one character and tag, 29 bytes. */
export const sealedForm = '~1[.][0-9]{1,16}[.][0-9]{1,16}[.][A-Za-z0-9_-]{39,}';
const sealedWhole = new RegExp(`^${sealedForm}$`);
const sealedPart = new RegExp(sealedForm);

/** Whether a text is one of sealFor(): nothing else has this form, since imitations are kept out where text comes in. */
export function isSealed(text: unknown): text is string {
	return typeof text === 'string' && text.startsWith('~1.') && sealedWhole.test(text);
}

/**
 * The customer under whose key a text of sealFor() is. Whoever writes to the database can lay it into somebody else's row: it is opened only to those
 * who see that customer, whatever row they asked for.
 */
export const sealedFor = (text: string): number => Number(text.split('.', 2)[1]);

/** Whether somebody wrote a text that is taken for an encrypted value, or would be once it is cleaned: narrowed, trimmed, without invisible characters. */
export function imitatesSealed(text: string): boolean {
	if (text.length < 45 || !/[~～]/.test(text)) return false;
	const bare = text
		.normalize('NFKC')
		.replace(/\\(?:u00[0-9a-f]{2}|[bfnrt])/gi, '')
		.replace(/[^!-~]+/g, '');
	return sealedPart.test(bare);
}

function closed(): never {
	throw sealedError('keyring_closed');
}

/** The keyring of a process that needs none, such as the one that migrates. */
export const closedKeyring: Keyring = Object.freeze({
	seal: closed,
	open: closed,
	sealSame: closed,
	mac: closed,
	newKey: closed,
	sealFor: async () => closed(),
	openFor: async () => closed(),
	destroyKeys: async () => closed(),
});

/** Keyrings by pool, and by connection. */
const keyrings = new WeakMap<object, Keyring>();

/** Tells with which keyring statements on a pool or a connection encrypt. */
export function knowKeyring(client: Queryable, keyring: Keyring): void {
	keyrings.set(client, keyring);
}

/** The keyring of the database that a connection belongs to. */
export function keyringOf(client: Queryable): Keyring {
	const keyring = keyrings.get(client);
	if (!keyring) throw new Error('a connection that openDatabase() did not make');
	return keyring;
}

/** A value of a customer as the text that is encrypted: numbers, lists and amounts come back as what they were. */
export const textOfValue = (value: unknown): string => JSON.stringify(value);

/** The value of an opened text; null where it cannot be opened any more. */
export const valueOfText = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
