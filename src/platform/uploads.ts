// How much an upload may hold: a limit of its own, and what the disk has left.
import { mkdir, statfs } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { blobError, tooLarge } from './blobs.ts';
import type { Config } from './config.ts';

export interface Room {
	/** The most bytes that may come. */
	readonly most: number;
	/** What to say where more come. */
	refusal(): Error;
	/** What the disk has left above its reserve at this moment: others upload as well. */
	free(): Promise<number>;
}

/** The disk is looked at again after so many bytes of an upload. */
const lookEvery = 4_000_000;

/**
 * Room for an upload of this limit in the data folder, where every upload lies at first: the disk keeps a reserve, without which PostgreSQL stops.
 * @param variable the setting that an administrator raises
 * @param announced bytes that the request says it has, 0 where it does not
 * @throws AppError blob_too_large, storage_full before anything is read
 */
export async function roomFor(
	config: Pick<Config, 'dataDir' | 'diskReserve'>,
	limit: number,
	variable: string,
	announced = 0,
): Promise<Room> {
	await mkdir(config.dataDir, { recursive: true });
	const free = async () => {
		const { bavail, bsize } = await statfs(config.dataDir);
		return Math.max(0, bavail * bsize - config.diskReserve);
	};
	const left = await free();
	const room: Room = {
		most: Math.min(limit, left),
		refusal: () => (left < limit ? blobError('storage_full') : tooLarge(limit, variable)),
		free,
	};
	if (announced > limit) throw tooLarge(limit, variable);
	if (announced > room.most || room.most === 0) throw room.refusal();
	return room;
}

/** The bytes of a request. What is left where reading stops early goes past unread, so that the refusal can still be told on the connection. */
export async function* bytesOf(body: unknown): AsyncGenerator<Uint8Array> {
	if (Buffer.isBuffer(body)) yield body;
	else if (typeof body === 'string') yield Buffer.from(body);
	// No body at all: an empty file.
	if (!(body instanceof Readable)) return;
	try {
		yield* body.iterator({ destroyOnReturn: false });
	} finally {
		body.resume();
	}
}

/** Passes bytes on, and stops where more come than there is room for, also where others take it meanwhile. */
export async function* within(source: AsyncIterable<Uint8Array>, { most, refusal, free }: Room): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	let looked = 0;
	for await (const chunk of source) {
		bytes += chunk.byteLength;
		if (bytes > most) throw refusal();
		if (bytes - looked >= lookEvery) {
			looked = bytes;
			if ((await free()) < chunk.byteLength) throw blobError('storage_full');
		}
		yield chunk;
	}
}

/** Bytes that a request says it has. */
export const announcedBytes = (headers: { readonly 'content-length'?: string | undefined }): number =>
	Number(headers['content-length'] ?? 0);
