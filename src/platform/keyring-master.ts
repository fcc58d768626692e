// Master keys: where they come from, what they are called, and how they wrap the keys in the database (decision 0021).
import { execFile } from 'node:child_process';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from './config.ts';
import { defineErrors } from './errors.ts';
import { keptSecret, readSecretFile } from './secret-file.ts';

export const keyError = defineErrors({
	key_needed: {
		status: 500,
		'zh-CN':
			'缺少主密钥 {id}：数据库中的加密内容需要它。请用 CLIENTELE_KEY、CLIENTELE_KEY_FILE 或 CLIENTELE_KEY_COMMAND 提供，或将备份的密钥文件放回数据文件夹的 key。',
		en: 'The master key {id} is missing: what is encrypted in the database needs it. Give it with CLIENTELE_KEY, CLIENTELE_KEY_FILE or CLIENTELE_KEY_COMMAND, or put the file you kept back as “key” into the data folder.',
	},
	key_broken: {
		status: 500,
		'zh-CN': '数据库中用主密钥 {id} 加密的密钥无法打开：数据已损坏或被改动。请从备份恢复。',
		en: 'A key in the database that the master key {id} wraps cannot be opened: it is damaged or was changed. Restore it from a backup.',
	},
	key_malformed: {
		status: 500,
		'zh-CN': '{source} 中的主密钥格式不正确。每个密钥是 32 字节的 base64，可用 openssl rand -base64 32 生成。',
		en: 'A master key of {source} is malformed. Each is 32 bytes in base64; make one with: openssl rand -base64 32',
	},
	key_rotate_first: {
		status: 409,
		'zh-CN':
			'主密钥来自 {source}，程序不能修改它。请先生成新密钥（openssl rand -base64 32），在所有进程中把它加在旧密钥之后并重启，再把它放到最前面运行此命令。',
		en: 'Master keys come from {source}, which the program cannot change. Make a new one (openssl rand -base64 32), add it behind the old one for every process and restart them, then put it first and run this again.',
	},
	key_source_failed: {
		status: 500,
		'zh-CN': '无法从 {source} 读取主密钥：{reason}。',
		en: 'The master key cannot be read from {source}: {reason}.',
	},
});

/** Where master keys come from; the first that is set. */
export type KeySource = Pick<Config, 'dataDir' | 'key' | 'keyFile' | 'keyCommand'>;

export interface MasterKey {
	/** Twelve hexadecimal digits that follow from the key and tell nothing about it. */
	readonly id: string;
	/** Encrypts other keys, and nothing else. */
	readonly wrapping: Buffer;
}

/** Milliseconds after which a file of keys is looked at again: so long after a rotation a process may still wrap with the key of before. */
export const rereadAfter = 500;
/** What a command that gives keys may take, in milliseconds, and print, in bytes. */
const patience = 15_000;
const longest = 64_000;

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export const newMasterKey = (): string => randomBytes(keyBytes).toString('base64');

/** The file in the data folder that is used where nothing else is told. */
export const keyFileOf = (dataDir: string): string => join(dataDir, 'key');

/** How the source of the keys is called in sentences. */
export function sourceName({ dataDir, key, keyFile, keyCommand }: KeySource): string {
	if (key !== undefined) return 'CLIENTELE_KEY';
	if (keyFile !== undefined) return keyFile;
	return keyCommand === undefined ? keyFileOf(dataDir) : 'CLIENTELE_KEY_COMMAND';
}

export function derived(secret: Buffer, purpose: string, bytes = keyBytes): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, '', `clientele ${purpose}`, bytes));
}

/** A master key from its text; null where it is none. */
export function masterKey(text: string): MasterKey | null {
	const secret = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
	if (secret?.length !== keyBytes) return null;
	return { id: derived(secret, 'key id', 6).toString('hex'), wrapping: derived(secret, 'wrapping') };
}

async function textOf(source: KeySource): Promise<string | null> {
	const { dataDir, key, keyFile, keyCommand } = source;
	try {
		if (key !== undefined) return key;
		if (keyFile !== undefined) return await readFile(keyFile, 'utf8');
		if (keyCommand === undefined) return readSecretFile(keyFileOf(dataDir));
		const options = { timeout: patience, maxBuffer: longest, killSignal: 'SIGKILL' } as const;
		return (await promisify(execFile)('/bin/sh', ['-c', keyCommand], options)).stdout;
	} catch (thrown) {
		// What a command printed may be a key: only how it ended is told.
		const { code, signal } = thrown as { code?: string | number; signal?: string };
		throw keyError('key_source_failed', { source: sourceName(source), reason: String(signal ?? code ?? 'unknown') });
	}
}

/** The master keys of an installation; read anew when a key is asked for that is not known, since a rotation may have added it. */
export class MasterKeys {
	readonly #source: KeySource;
	#keys: readonly MasterKey[] = [];
	#reading: Promise<void> | undefined;
	#readAt = 0;

	constructor(source: KeySource) {
		this.#source = source;
	}

	/** Reads the source anew. @throws AppError key_malformed, key_source_failed */
	async read(): Promise<void> {
		this.#reading ??= this.#readNow().finally(() => {
			this.#reading = undefined;
		});
		await this.#reading;
	}

	async #readNow(): Promise<void> {
		this.#readAt = performance.now();
		this.#take((await textOf(this.#source)) ?? '');
	}

	#take(text: string): void {
		const texts = text.split(/[\n,]/).map((line) => line.trim());
		const keys = texts
			.filter((text) => text !== '' && !text.startsWith('#'))
			.map((text) => {
				const key = masterKey(text);
				if (key === null) throw keyError('key_malformed', { source: sourceName(this.#source) });
				return key;
			});
		// A file that is empty for the moment takes nothing away.
		if (keys.length > 0) this.#keys = keys;
	}

	/** Reads the source anew where it is a file and was not read for a while: after a rotation another key wraps. At once, so that nothing is wrapped by the one of before. */
	refresh(): void {
		const { key, keyFile, keyCommand, dataDir } = this.#source;
		if (key !== undefined || keyCommand !== undefined || performance.now() - this.#readAt < rereadAfter) return;
		this.#readAt = performance.now();
		try {
			this.#take(keyFile === undefined ? (readSecretFile(keyFileOf(dataDir)) ?? '') : readFileSync(keyFile, 'utf8'));
		} catch {
			// A file that cannot be read now leaves the keys as they are.
		}
	}

	/** Makes the key of a new installation where nobody gave one. */
	async make(): Promise<void> {
		if (this.#keys.length > 0) return;
		if (sourceName(this.#source) === keyFileOf(this.#source.dataDir)) keptSecret(keyFileOf(this.#source.dataDir), newMasterKey);
		await this.read();
		if (this.#keys.length === 0) throw keyError('key_malformed', { source: sourceName(this.#source) });
	}

	get all(): readonly MasterKey[] {
		return this.#keys;
	}

	/** The key that wraps; the others open only. */
	get first(): MasterKey {
		return this.#keys[0]!;
	}

	/** @throws AppError key_needed */
	async byId(id: string): Promise<MasterKey> {
		const known = this.#keys.find((key) => key.id === id);
		if (known) return known;
		await this.read();
		const found = this.#keys.find((key) => key.id === id);
		if (!found) throw keyError('key_needed', { id });
		return found;
	}
}

/** AES-256-GCM: nonce, ciphertext, tag. */
export function encrypt(key: Buffer, nonce: Buffer, text: Buffer, bound: string): Buffer {
	const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(bound));
	return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** What encrypt() made; null where key, additional data or bytes are others. */
export function decrypt(key: Buffer, sealed: Buffer, bound: string): Buffer | null {
	if (sealed.length < nonceBytes + tagBytes) return null;
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
	decipher.setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(sealed.length - tagBytes));
	try {
		return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()]);
	} catch {
		return null;
	}
}

export const randomNonce = (): Buffer => randomBytes(nonceBytes);
export const newDataKey = (): Buffer => randomBytes(keyBytes);

const boundTo = (customer: number, id: number) => `data_keys:${customer}:${id}`;

/** Wraps a key of the database, bound to its row. */
export function wrapKey(master: MasterKey, customer: number, id: number, secret: Buffer): Buffer {
	return encrypt(master.wrapping, randomNonce(), secret, boundTo(customer, id));
}

/** @throws AppError key_broken */
export function unwrapKey(master: MasterKey, customer: number, id: number, wrapped: Buffer): Buffer {
	const secret = decrypt(master.wrapping, wrapped, boundTo(customer, id));
	if (secret === null) throw keyError('key_broken', { id: master.id });
	return secret;
}
