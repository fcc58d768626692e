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

export interface Keyring {
	/** Seals a secret of the installation. `place` (`webhooks.secret:7`) has to be the same when it is opened. */
	seal(place: string, text: string): string;
	/** @throws AppError sealed_unreadable where the key, the place or the text is another */
	open(place: string, sealed: string): string;
	/** HMAC-SHA256 under a key of the installation; hashes of different purposes have nothing in common. */
	mac(purpose: string, text: string): Buffer;
	/** Seals values under the keys of their customers, in order; makes the keys that there are not yet, in the caller's transaction. */
	sealFor(client: Queryable, values: readonly PlainValue[]): Promise<string[]>;
	/** Opens what sealFor() made, in order; null where the customer's key was destroyed. */
	openFor(client: Queryable, sealed: readonly { readonly column: string; readonly text: string }[]): Promise<(string | null)[]>;
	/** Destroys the keys of customers for good. */
	destroyKeys(client: Queryable, customers: readonly number[]): Promise<void>;
}

/** Whether a text is one of sealFor(). */
export function isSealed(text: unknown): text is string {
	return typeof text === 'string' && /^~1\.\d{1,16}\.\d{1,16}\.[\w-]+$/.test(text);
}

function closed(): never {
	throw sealedError('keyring_closed');
}

/** The keyring of a process that needs none, such as the one that migrates. */
export const closedKeyring: Keyring = Object.freeze({
	seal: closed,
	open: closed,
	mac: closed,
	sealFor: async () => closed(),
	openFor: async () => closed(),
	destroyKeys: async () => closed(),
});
