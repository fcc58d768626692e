// A list of strings that may be far larger than memory: pages beyond a budget go to a temporary file and come back when asked for.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const pageSize = 256;

/** Where a page lies in the temporary file, in bytes. */
interface Place {
	readonly at: number;
	readonly size: number;
}

/**
 * Append first, then read. Reading keeps the pages used last, which suits the shared strings of a sheet: programs number them in the order
 * in which the cells use them. Reading and writing are synchronous: they happen for each cell, in blocks that the system keeps in memory anyway.
 */
export class PagedStrings {
	private readonly pages = new Map<number, { strings: string[]; characters: number }>();
	private readonly places: Place[] = [];
	private tail: string[] = [];
	private tailCharacters = 0;
	private count = 0;
	private characters = 0;
	private file: { descriptor: number; folder: string; size: number } | undefined;

	/** `budget` is the number of characters to keep in memory. */
	constructor(private readonly budget = 16_000_000) {}

	get length(): number {
		return this.count;
	}

	push(text: string): void {
		this.tail.push(text);
		this.tailCharacters += text.length;
		this.count++;
		if (this.tail.length < pageSize) return;
		this.pages.set(this.count / pageSize - 1, { strings: this.tail, characters: this.tailCharacters });
		this.characters += this.tailCharacters;
		this.tail = [];
		this.tailCharacters = 0;
		if (this.characters > this.budget) {
			this.file ??= openTemporary();
			this.shrink();
		}
	}

	/** The string number `index` (from 0); undefined when there is none. */
	get(index: number): string | undefined {
		const number = Math.floor(index / pageSize);
		if (number * pageSize >= this.count - this.tail.length) return this.tail[index - number * pageSize];
		const page = this.pages.get(number) ?? this.load(number);
		return page?.strings[index % pageSize];
	}

	close(): void {
		if (this.file !== undefined) {
			closeSync(this.file.descriptor);
			rmSync(this.file.folder, { recursive: true, force: true });
		}
		this.file = undefined;
		this.pages.clear();
	}

	/** Puts the pages that came in longest ago into the file, half of the budget at once. */
	private shrink(): void {
		for (const [number, page] of this.pages) {
			if (this.characters <= this.budget / 2) return;
			if (this.places[number] === undefined) this.store(number, page.strings);
			this.pages.delete(number);
			this.characters -= page.characters;
		}
	}

	private store(number: number, strings: string[]): void {
		const file = this.file!;
		const bytes = Buffer.from(JSON.stringify(strings));
		writeSync(file.descriptor, bytes, 0, bytes.length, file.size);
		this.places[number] = { at: file.size, size: bytes.length };
		file.size += bytes.length;
	}

	private load(number: number) {
		const place = this.places[number];
		if (place === undefined || this.file === undefined) return undefined;
		const bytes = Buffer.allocUnsafe(place.size);
		readSync(this.file.descriptor, bytes, 0, place.size, place.at);
		const strings = JSON.parse(bytes.toString()) as string[];
		const page = { strings, characters: strings.reduce((sum, text) => sum + text.length, 0) };
		this.pages.set(number, page);
		this.characters += page.characters;
		if (this.characters > this.budget) this.shrink();
		return page;
	}
}

function openTemporary() {
	const folder = mkdtempSync(join(tmpdir(), 'clientele-strings-'));
	return { descriptor: openSync(join(folder, 'pages'), 'w+', 0o600), folder, size: 0 };
}
