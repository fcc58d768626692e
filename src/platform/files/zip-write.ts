// Writes a ZIP archive to a stream, entry after entry, each of any length (PKWARE APPNOTE 6.3.10: sizes follow the data, section 4.3.9).
import { once } from 'node:events';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { fileError } from './errors.ts';
import type { Sink } from './sink.ts';

interface Written {
	readonly name: Buffer;
	readonly at: number;
	readonly crc: number;
	readonly packed: number;
	readonly size: number;
}

/** Version 2.0, sizes in a descriptor after the data (bit 3), names in UTF-8 (bit 11), deflated. */
const version = 20;
const flags = 0x0808;
const deflated = 8;
/** 1980-01-01, the first date that ZIP knows: the same rows give the same file. */
const date = 0x0021;

/** Positions have 32 bits; a little is left for the directory. */
const largestPosition = 0xffff_ffff - 1_048_576;

export class ZipWriter {
	private readonly entries: Written[] = [];

	constructor(private readonly sink: Sink) {}

	/** Begins an entry; finish it before the next one. */
	async entry(name: string): Promise<ZipEntryWriter> {
		const bytes = Buffer.from(name);
		const at = this.sink.position;
		const header = Buffer.alloc(30);
		header.writeUInt32LE(0x04034b50, 0);
		header.writeUInt16LE(version, 4);
		header.writeUInt16LE(flags, 6);
		header.writeUInt16LE(deflated, 8);
		header.writeUInt16LE(date, 12);
		header.writeUInt16LE(bytes.length, 26);
		await this.sink.write(Buffer.concat([header, bytes]));
		return new ZipEntryWriter(this.sink, (sums) => this.entries.push({ name: bytes, at, ...sums }));
	}

	/** Writes a short entry at once. */
	async add(name: string, text: string): Promise<void> {
		const entry = await this.entry(name);
		await entry.write(text);
		await entry.end();
	}

	/** Writes the directory and ends the stream. */
	async end(): Promise<void> {
		const directoryAt = this.sink.position;
		for (const { name, at, crc, packed, size } of this.entries) {
			const header = Buffer.alloc(46);
			header.writeUInt32LE(0x02014b50, 0);
			header.writeUInt16LE(version, 4);
			header.writeUInt16LE(version, 6);
			header.writeUInt16LE(flags, 8);
			header.writeUInt16LE(deflated, 10);
			header.writeUInt16LE(date, 14);
			header.writeUInt32LE(crc, 16);
			header.writeUInt32LE(packed, 20);
			header.writeUInt32LE(size, 24);
			header.writeUInt16LE(name.length, 28);
			header.writeUInt32LE(at, 42);
			await this.sink.write(Buffer.concat([header, name]));
		}
		const end = Buffer.alloc(22);
		end.writeUInt32LE(0x06054b50, 0);
		end.writeUInt16LE(this.entries.length, 8);
		end.writeUInt16LE(this.entries.length, 10);
		end.writeUInt32LE(this.sink.position - directoryAt, 12);
		end.writeUInt32LE(directoryAt, 16);
		await this.sink.write(end);
		await this.sink.end();
	}
}

/** Takes the content of one entry. */
export class ZipEntryWriter {
	/** Bytes taken so far, before packing. */
	size = 0;
	private packed = 0;
	private crc = 0;
	private readonly deflate: DeflateRaw = createDeflateRaw({ level: 4 });
	private readonly pumped: Promise<void>;

	constructor(
		private readonly sink: Sink,
		private readonly onEnd: (sums: { crc: number; packed: number; size: number }) => void,
	) {
		this.pumped = this.pump();
		// Reported by the next write or by end.
		this.pumped.catch(() => {});
	}

	async write(content: string | Uint8Array): Promise<void> {
		const bytes = typeof content === 'string' ? Buffer.from(content) : content;
		this.size += bytes.length;
		this.crc = crc32(bytes, this.crc);
		if (!this.deflate.write(bytes)) await Promise.race([once(this.deflate, 'drain'), this.pumped]);
	}

	async end(): Promise<void> {
		this.deflate.end();
		await this.pumped;
		const { crc, packed, size } = this;
		const descriptor = Buffer.alloc(16);
		descriptor.writeUInt32LE(0x08074b50, 0);
		descriptor.writeUInt32LE(crc, 4);
		descriptor.writeUInt32LE(packed, 8);
		descriptor.writeUInt32LE(size, 12);
		await this.sink.write(descriptor);
		this.onEnd({ crc, packed, size });
	}

	private async pump(): Promise<void> {
		for await (const chunk of this.deflate as AsyncIterable<Buffer>) {
			if (this.sink.position > largestPosition) throw fileError('file_too_large_for_xlsx');
			this.packed += chunk.length;
			await this.sink.write(chunk);
		}
	}
}
