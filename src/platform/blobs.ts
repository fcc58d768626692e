// Where the bytes of uploaded files lie: in the data folder, or in S3. What is kept never changes, and its key is a random number of ours.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, defineErrors } from './errors.ts';

export const blobError = defineErrors({
	blob_too_large: {
		status: 413,
		'zh-CN': '文件过大（上限 {megabytes} MB）。请压缩后再上传，或请管理员提高上限 {variable}。',
		en: 'The file is too large (the limit is {megabytes} MB). Make it smaller, or ask your administrator to raise {variable}.',
	},
	blob_missing: {
		status: 404,
		'zh-CN': '存储中找不到这个文件的内容。请告诉管理员；clientele doctor 会列出这类文件。',
		en: 'The storage does not have the content of this file. Tell your administrator; clientele doctor lists such files.',
	},
	storage_full: {
		status: 507,
		'zh-CN': '存放文件的磁盘已满，文件没有保存。请释放空间。',
		en: 'The disk for files is full; the file was not stored. Free some space.',
	},
	storage_unreachable: {
		status: 503,
		'zh-CN': '暂时无法访问文件存储（{reason}），请稍后重试。',
		en: 'The storage for files cannot be used at the moment ({reason}). Try again soon.',
	},
});

/** A part of a blob: both ends belong to it, counted from 0. */
export interface Range {
	readonly start: number;
	readonly end: number;
}

/** Bytes that arrived and lie in a file of their own until they are kept or dropped. */
export interface Received {
	readonly path: string;
	readonly bytes: number;
	/** In hexadecimal digits. */
	readonly sha256: string;
	/** Deletes the file where it still is. */
	drop(): Promise<void>;
}

/** What a storage does. All of them throw AppError `storage_unreachable`, `storage_full` or, where there is no such blob, `blob_missing`. */
export interface Storage {
	/** Stores what was received, whole or not at all. */
	keep(key: string, received: Received): Promise<void>;
	get(key: string, range?: Range): Promise<Readable>;
	/** Bytes of a blob; null where there is none. */
	size(key: string): Promise<number | null>;
	/** Content to have removed it already. */
	remove(key: string): Promise<void>;
	/** Writes something and removes it again. */
	probe(): Promise<void>;
}

export interface Blobs extends Storage {
	/** Writes bytes as they come to a file on disk. What breaks off leaves nothing behind. */
	receive(source: AsyncIterable<Uint8Array>): Promise<Received>;
}

export function newBlobKey(): string {
	return randomBytes(16).toString('hex');
}

/** A blob's place below a folder: two levels, so that no folder grows long. Whatever is not a key of ours is refused. */
export function blobPath(key: string): string {
	if (!/^[0-9a-f]{32}$/.test(key)) throw new Error('not the key of a blob');
	return `${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`;
}

/** `variable`: the setting that holds the limit. */
export function tooLarge(limit: number, variable: string): AppError {
	return blobError('blob_too_large', { megabytes: limit / 1e6, variable });
}

/** What a failure of the disk means, as an AppError; anything else as it is. */
export function fromDisk(cause: unknown): unknown {
	const { code } = cause as NodeJS.ErrnoException;
	if (code === 'ENOSPC' || code === 'EDQUOT') return blobError('storage_full');
	if (code === 'ENOENT') return blobError('blob_missing');
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EIO' || code === 'EMFILE')
		return blobError('storage_unreachable', { reason: code });
	return cause;
}

/** Runs work on the disk; what goes wrong becomes a sentence. */
async function onDisk<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		throw fromDisk(cause);
	}
}

/** After this the name of a new file outlives a loss of power, too. */
async function syncFolder(path: string): Promise<void> {
	// Windows opens no folders; there a rename is on disk when it returns.
	if (process.platform === 'win32') return;
	const folder = await open(path);
	await folder.sync().finally(() => folder.close());
}

/** Keeps blobs in a folder. Several processes may share it. */
export function folderStorage(root: string): Storage {
	const place = (key: string) => join(root, blobPath(key));
	return {
		keep: (key, { path }) =>
			onDisk(async () => {
				const folder = dirname(place(key));
				await mkdir(folder, { recursive: true });
				await rename(path, place(key));
				for (const one of [folder, dirname(folder), root]) await syncFolder(one);
			}),
		get: (key, range) =>
			onDisk(async () => {
				// Opened here, so that a missing file is told before the reply has begun.
				const file = await open(place(key));
				return file.createReadStream(range);
			}),
		size: (key) =>
			onDisk(() => stat(place(key))).then(
				({ size }) => size,
				(cause) => {
					if (cause instanceof AppError && cause.code === 'blob_missing') return null;
					throw cause;
				},
			),
		remove: (key) => onDisk(() => rm(place(key), { force: true })),
		probe: () =>
			onDisk(async () => {
				await mkdir(root, { recursive: true });
				const path = join(root, `probe-${newBlobKey()}`);
				await (await open(path, 'wx')).close();
				await rm(path);
			}),
	};
}

/** Uploads of this age were broken off by a crash. In milliseconds. */
const abandonedAfter = 24 * 3_600_000;

async function clearAbandoned(folder: string): Promise<void> {
	for (const name of await readdir(folder)) {
		const path = join(folder, name);
		const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
		if (Date.now() - mtimeMs > abandonedAfter) await rm(path, { force: true });
	}
}

/** Receives into this folder. */
export function receiver(incoming: string): Blobs['receive'] {
	let prepared: Promise<void> | undefined;
	const prepare = async () => {
		await mkdir(incoming, { recursive: true });
		await clearAbandoned(incoming);
	};
	return async (source) => {
		prepared ??= prepare();
		const path = join(incoming, newBlobKey());
		const drop = () => rm(path, { force: true });
		try {
			await prepared;
			const file = await open(path, 'wx', 0o600);
			const hash = createHash('sha256');
			let bytes = 0;
			try {
				for await (const chunk of source) {
					bytes += chunk.byteLength;
					hash.update(chunk);
					await file.appendFile(chunk);
				}
				await file.sync();
			} finally {
				await file.close();
			}
			return { path, bytes, sha256: hash.digest('hex'), drop };
		} catch (cause) {
			prepared = undefined;
			await drop();
			throw fromDisk(cause);
		}
	};
}
