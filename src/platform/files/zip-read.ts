// Reads entries of a ZIP archive from disk, unpacking them as a stream and stopping at zip bombs (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5).
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { AppError } from '../errors.ts';
import { fileError } from './errors.ts';
import { readAt, type Source } from './source.ts';

/** A file in the archive. Sizes and positions in bytes. */
export interface ZipEntry {
	readonly name: string;
	readonly headerAt: number;
	readonly packedSize: number;
	/** 0 stored, 8 deflated. */
	readonly method: number;
	readonly encrypted: boolean;
}

const endSignature = 0x06054b50;
const endSize = 22;
const centralSignature = 0x02014b50;
const centralSize = 46;
const localSignature = 0x04034b50;
const localSize = 30;
const zip64LocatorSignature = 0x07064b50;
const zip64LocatorSize = 20;
const zip64EndSize = 56;
const largest32 = 0xffffffff;
const longestComment = 0xffff;
const largestDirectory = 64 * 1024 * 1024;
/** More parts than this belong to no document of an office. */
const mostEntries = 20_000;

/**
 * A real sheet, even one of a million equal rows, packs to no less than a hundredth; deflate itself reaches 1:1032. The ratio counts only
 * after some megabytes, because a small part of blanks may well pack better.
 */
const bombRatio = 200;
const bombFrom = 32 * 1024 * 1024;
const largestPart = 16 * 1024 * 1024 * 1024;

const isBomb = (size: number, packed: number): boolean => size > largestPart || (size > bombFrom && size > bombRatio * packed);

/**
 * Reads the directory of an archive, by name. What it says of its parts is looked at before any is unpacked, and again while one is, since it may lie.
 * Throws `file_damaged` when it is cut off, `file_zip_bomb` where there are too many parts, or one unpacks to too much.
 */
export async function readZipDirectory(source: Source): Promise<Map<string, ZipEntry>> {
	const handle = await open(source.path, 'r');
	try {
		const { at, size } = await findDirectory(handle, source);
		if (size > largestDirectory || at + size > source.size) throw damaged(source, 'ZIP');
		return parseDirectory(await readAt(handle, at, size), source);
	} finally {
		await handle.close();
	}
}

async function findDirectory(handle: FileHandle, source: Source): Promise<{ at: number; size: number }> {
	const tailAt = Math.max(0, source.size - endSize - longestComment - zip64LocatorSize);
	const tail = await readAt(handle, tailAt, source.size - tailAt);
	let end = tail.length - endSize;
	while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
	if (end < 0) throw damaged(source, 'ZIP');
	const size = tail.readUInt32LE(end + 12);
	const at = tail.readUInt32LE(end + 16);
	if (size !== largest32 && at !== largest32) return { at, size };
	const locator = end - zip64LocatorSize;
	if (locator < 0 || tail.readUInt32LE(locator) !== zip64LocatorSignature) throw damaged(source, 'ZIP');
	const record = await readAt(handle, Number(tail.readBigUInt64LE(locator + 8)), zip64EndSize);
	if (record.length < zip64EndSize) throw damaged(source, 'ZIP');
	return { size: Number(record.readBigUInt64LE(40)), at: Number(record.readBigUInt64LE(48)) };
}

function parseDirectory(bytes: Buffer, source: Source): Map<string, ZipEntry> {
	const entries = new Map<string, ZipEntry>();
	let at = 0;
	while (at + centralSize <= bytes.length) {
		if (bytes.readUInt32LE(at) !== centralSignature) throw damaged(source, 'ZIP');
		const nameSize = bytes.readUInt16LE(at + 28);
		const extraSize = bytes.readUInt16LE(at + 30);
		const nameAt = at + centralSize;
		const name = bytes.toString('utf8', nameAt, nameAt + nameSize);
		const extra = bytes.subarray(nameAt + nameSize, nameAt + nameSize + extraSize);
		const sizes = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
		const [size, packedSize, headerAt] = withZip64(sizes, extra) as [number, number, number];
		if (isBomb(size, packedSize) || entries.size >= mostEntries) throw fileError('file_zip_bomb', { name: source.name, part: name });
		const encrypted = (bytes.readUInt16LE(at + 8) & 1) !== 0;
		entries.set(name.replaceAll('\\', '/'), { name, headerAt, packedSize, method: bytes.readUInt16LE(at + 10), encrypted });
		at = nameAt + nameSize + extraSize + bytes.readUInt16LE(at + 32);
	}
	return entries;
}

/** Values of 0xFFFFFFFF stand, in this order, as 64-bit numbers in the extra field with the tag 1. */
function withZip64(values: number[], extra: Buffer): number[] {
	for (let at = 0; at + 4 <= extra.length; ) {
		const size = extra.readUInt16LE(at + 2);
		if (extra.readUInt16LE(at) === 1) {
			let next = at + 4;
			return values.map((value) => {
				if (value !== largest32 || next + 8 > extra.length) return value;
				next += 8;
				return Number(extra.readBigUInt64LE(next - 8));
			});
		}
		at += 4 + size;
	}
	return values;
}

/** The unpacked content of an entry, in order. `onRead` is told how many packed bytes have been taken so far. */
export async function* readZipEntry(source: Source, entry: ZipEntry, onRead?: (packed: number) => void): AsyncGenerator<Buffer> {
	if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) throw damaged(source, entry.name);
	const handle = await open(source.path, 'r');
	let start: number;
	try {
		const header = await readAt(handle, entry.headerAt, localSize);
		if (header.length < localSize || header.readUInt32LE(0) !== localSignature) throw damaged(source, entry.name);
		start = entry.headerAt + localSize + header.readUInt16LE(26) + header.readUInt16LE(28);
	} finally {
		await handle.close();
	}
	if (entry.packedSize === 0) return;
	if (start + entry.packedSize > source.size) throw damaged(source, entry.name);
	const packed = createReadStream(source.path, { start, end: start + entry.packedSize - 1, highWaterMark: 64 * 1024 });
	const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
	const unpacked: AsyncIterable<Buffer> = entry.method === 0 ? packed : packed.on('error', (error) => inflate.destroy(error)).pipe(inflate);
	let size = 0;
	try {
		for await (const chunk of unpacked) {
			size += chunk.length;
			if (isBomb(size, entry.packedSize)) throw fileError('file_zip_bomb', { name: source.name, part: entry.name });
			onRead?.(packed.bytesRead);
			yield chunk;
		}
	} catch (error) {
		throw error instanceof AppError ? error : damaged(source, entry.name);
	} finally {
		packed.destroy();
		inflate.destroy();
	}
}

/** The error for an archive, or a part of it, that cannot be read. */
export function damaged(source: Source, where: string): AppError {
	return fileError('file_damaged', { name: source.name, where });
}
