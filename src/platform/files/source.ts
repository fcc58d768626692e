// Reads the bytes of a file: its beginning, samples from all over it, and all of it block by block.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileError } from './errors.ts';
import type { FileInput } from './types.ts';

const headSize = 256 * 1024;
const blockSize = 256 * 1024;
/** Up to this size the whole file is the sample. */
const sampleWhole = 4 * 1024 * 1024;
const sampleParts = 63;
const samplePart = 64 * 1024;

/** A file that is known to exist, with its first 256 kB. */
export interface Source {
	readonly path: string;
	/** The name to show to the person. */
	readonly name: string;
	readonly size: number;
	readonly head: Buffer;
}

/** Opens a file; throws `file_not_found` or `file_empty`. */
export async function openSource(input: FileInput): Promise<Source> {
	const path = typeof input === 'string' ? input : input.path;
	const name = typeof input === 'string' ? basename(input) : input.name;
	let handle: FileHandle;
	try {
		handle = await open(path, 'r');
	} catch {
		throw fileError('file_not_found', { name });
	}
	try {
		const stat = await handle.stat();
		if (!stat.isFile()) throw fileError('file_not_found', { name });
		const head = await readAt(handle, 0, Math.min(headSize, stat.size));
		if (head.length === 0) throw fileError('file_empty', { name });
		return { path, name, size: stat.size, head };
	} finally {
		await handle.close();
	}
}

/** Reads `length` bytes from `position`; fewer where the file ends. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
	const buffer = Buffer.allocUnsafe(length);
	let filled = 0;
	while (filled < length) {
		const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return buffer.subarray(0, filled);
}

/** The head and parts spread evenly over the rest (about 4 MB altogether), for statistics. Parts begin and end anywhere, also inside a character. */
export async function samples(source: Source): Promise<Buffer[]> {
	if (source.size <= source.head.length) return [source.head];
	const handle = await open(source.path, 'r');
	try {
		if (source.size <= sampleWhole) return [await readAt(handle, 0, source.size)];
		const parts = [source.head];
		const step = (source.size - headSize - samplePart) / sampleParts;
		for (let part = 1; part <= sampleParts; part++) {
			// An even position keeps the two bytes of a UTF-16 unit together.
			const position = Math.floor((headSize + part * step) / 2) * 2;
			parts.push(await readAt(handle, position, samplePart));
		}
		return parts;
	} finally {
		await handle.close();
	}
}

/** All bytes in order from `start`, in blocks of 256 kB; the next block is read ahead while one is being worked on. */
export function readBlocks(source: Source, start = 0): AsyncIterable<Buffer> {
	return createReadStream(source.path, { highWaterMark: blockSize, start });
}
