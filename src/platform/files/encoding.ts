// Finds out how the text of a file is encoded, and decodes it in a way that shows every byte that does not belong.
import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { fileError } from './errors.ts';
import { readBlocks, type Source, samples } from './source.ts';

/** Stands in decoded text for bytes that are not valid. A lone surrogate, so it can never be real text. */
const INVALID = '\udfff';
/** Follows the first foreign character of a line that is in UTF-8 within a file that is not. */
const FOREIGN = '\udffe';

const byteOrderMarks: readonly (readonly [label: string, bytes: readonly number[]])[] = [
	['utf-8', [0xef, 0xbb, 0xbf]],
	['utf-16le', [0xff, 0xfe]],
	['utf-16be', [0xfe, 0xff]],
	['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

export function byteOrderMark(head: Buffer) {
	return byteOrderMarks.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte));
}

/** Canonical label of an encoding; throws `file_unknown_encoding`. */
export function canonicalEncoding(label: string): string {
	let canonical: string;
	try {
		canonical = new TextDecoder(label).encoding;
	} catch {
		throw fileError('file_unknown_encoding', { encoding: label });
	}
	// Its meaning of a byte depends on all bytes before it, so it cannot be read in blocks.
	if (canonical === 'iso-2022-jp') throw fileError('file_unknown_encoding', { encoding: label });
	return canonical === 'gbk' ? 'gb18030' : canonical;
}

/**
 * Tells the encoding of a text file: by its byte order mark, by where its zero bytes stand (UTF-16), by whether it is valid UTF-8, else by
 * which of GB18030, Big5 and Windows-1252 makes its bytes the most ordinary characters, counted over samples from the whole file.
 */
export async function detectEncoding(source: Source): Promise<string> {
	const mark = byteOrderMark(source.head);
	if (mark !== undefined) return mark[0];
	const wide = detectUtf16(source.head);
	if (wide !== undefined) return wide;
	const parts = (await samples(source)).filter((part) => !isAscii(part)).map(wholeCharacters);
	const utf8 = { long: 0, short: 0, bad: 0 };
	const pairs = { gb: 0, big5: 0, all: 0 };
	for (const part of parts) {
		countUtf8(part, utf8);
		countPairs(part, pairs);
	}
	const { long, short, bad } = utf8;
	// Three bytes hardly ever form UTF-8 by accident. A few of them among much else is a file of mixed encodings: then the rows in the other
	// encoding are invalid UTF-8 and get reported, whereas UTF-8 read as GB18030 would pass as wrong characters.
	if (bad === 0 || long + short >= bad * 4 || long * 5 >= long + short + bad) return 'utf-8';
	if (Math.max(pairs.gb, pairs.big5) < pairs.all * 0.6) return 'windows-1252';
	return pairs.gb >= pairs.big5 ? 'gb18030' : 'big5';
}

/**
 * Which UTF-16 the bytes are without a byte order mark, or undefined. The zero bytes of commas, digits and line ends stand on the same side,
 * and line feeds are whole code units (other characters have a byte 0A too, such as 上, but not nine in ten).
 */
export function detectUtf16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
	let even = 0;
	let odd = 0;
	let lineFeeds = 0;
	let wholeLineFeeds = 0;
	for (let at = 0; at < head.length; at++) {
		if (head[at] === 0) {
			if (at % 2 === 0) even++;
			else odd++;
		} else if (head[at] === 0x0a) {
			lineFeeds++;
			if (head[at ^ 1] === 0) wholeLineFeeds++;
		}
	}
	const [many, few] = odd > even ? [odd, even] : [even, odd];
	if (many * 40 < head.length || few * 4 > many || wholeLineFeeds * 10 < lineFeeds) return undefined;
	return odd > even ? 'utf-16le' : 'utf-16be';
}

/** A sample without the beginning and end that may be pieces of a character: bytes under 0x30 stand for themselves in every 8-bit encoding. */
function wholeCharacters(part: Buffer): Buffer {
	const start = part.findIndex((byte) => byte < 0x30);
	return start < 0 ? part : part.subarray(start, cutPoint(part, 1));
}

function countUtf8(bytes: Buffer, count: { long: number; short: number; bad: number }): void {
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		if (byte < 0x80) continue;
		const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		if (byte < 0xc2 || byte > 0xf4 || !isUtf8(bytes.subarray(at, at + size))) {
			count.bad++;
			continue;
		}
		if (size === 2) count.short++;
		else count.long++;
		at += size - 1;
	}
}

/**
 * Counts pairs of bytes that are usual characters: for GB18030 the symbols and the 3,755 commonest hanzi of GB 2312 (leads A1–A3, B0–D7), for Big5
 * its symbols and the 5,401 frequent hanzi (leads A1–C6, trails 40–7E and A1–FE). A lone byte above 0x80 (é in Western text) counts for neither.
 */
function countPairs(bytes: Buffer, count: { gb: number; big5: number; all: number }): void {
	for (let at = 0; at < bytes.length; at++) {
		const lead = bytes[at]!;
		if (lead < 0x80) continue;
		count.all++;
		const trail = bytes[at + 1] ?? 0;
		if (trail < 0x40) continue;
		const high = trail >= 0xa1;
		if (high && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3))) count.gb++;
		if ((high || trail <= 0x7e) && lead >= 0xa1 && lead <= 0xc6) count.big5++;
		at++;
	}
}

/** Decodes pieces of a file that are cut at whole characters. `damaged` says that the text has marks which `isDamaged` and `mended` understand. */
interface Decoder {
	decode(bytes: Buffer): { text: string; damaged: boolean };
}

/** Windows-1252 goes through iconv-lite: the TextDecoder of Node 20 decodes 0x80–0x9F as control characters instead of €, “ and the like. */
function makeDecoder(label: string): Decoder {
	const strict = label === 'windows-1252' ? undefined : new TextDecoder(label, { fatal: true, ignoreBOM: true });
	const loose = new TextDecoder(label, { ignoreBOM: true });
	const unicode = label === 'utf-8' || label.startsWith('utf-16');
	const unit = label.startsWith('utf-16') ? 2 : 1;
	const whole = (bytes: Buffer): string | undefined => {
		if (strict === undefined) {
			const text = iconv.decode(bytes, label);
			return text.includes('\ufffd') ? undefined : text;
		}
		try {
			return strict.decode(bytes);
		} catch {
			return undefined;
		}
	};
	const lineByLine = (bytes: Buffer): string => {
		let text = '';
		for (const line of byteLines(bytes, unit, label === 'utf-16be')) {
			if (!unicode && isForeignUtf8(line, label)) {
				text += line.toString('utf8').replace(/[^\0-\x7f]/u, `$&${FOREIGN}`);
				continue;
			}
			text += whole(line) ?? (strict === undefined ? iconv.decode(line, label) : loose.decode(line)).replaceAll('\ufffd', INVALID);
		}
		return text;
	};
	return {
		decode(bytes) {
			if (label === 'utf-8' && isUtf8(bytes)) return { text: bytes.toString('utf8'), damaged: false };
			const text = unicode || !hasForeignUtf8(bytes, label) ? whole(bytes) : undefined;
			return text === undefined ? { text: lineByLine(bytes), damaged: true } : { text, damaged: false };
		},
	};
}

function hasForeignUtf8(bytes: Buffer, label: string): boolean {
	if (isAscii(bytes)) return false;
	for (const line of byteLines(bytes, 1, false)) if (isForeignUtf8(line, label)) return true;
	return false;
}

/**
 * Whether a line of a file in an older encoding is in UTF-8. In the double-byte encodings two bytes are often valid UTF-8 by accident, two
 * three-byte characters in a row in a line that is valid throughout are not.
 */
function isForeignUtf8(line: Buffer, label: string): boolean {
	if (isAscii(line) || !isUtf8(line)) return false;
	return label.startsWith('windows-') || label.startsWith('iso-') || /[\u0800-\uffff]{2}/.test(line.toString('utf8'));
}

function* byteLines(bytes: Buffer, unit: 1 | 2, bigEndian: boolean): Generator<Buffer> {
	let start = 0;
	for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
		let end = at + 1;
		if (unit === 2) {
			const partner = bigEndian ? at - 1 : at + 1;
			if (at % 2 !== (bigEndian ? 1 : 0) || bytes[partner] !== 0) continue;
			end = bigEndian ? at + 1 : at + 2;
		}
		yield bytes.subarray(start, end);
		start = end;
	}
	if (start < bytes.length) yield bytes.subarray(start);
}

/** Where to cut so that no character is split: after the last code unit under 0x30, which in every encoding stands for itself. 0 when there is none. */
function cutPoint(bytes: Buffer, unit: 1 | 2, bigEndian = false): number {
	if (unit === 1) {
		let at = bytes.length - 1;
		while (at >= 0 && bytes[at]! >= 0x30) at--;
		return at + 1;
	}
	let at = (bytes.length & ~1) - 2;
	while (at >= 0 && (bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)) >= 0x30) at -= 2;
	return at < 0 ? 0 : at + 2;
}

/** Text of a file, piece by piece. `bytes` counts what has been read; `last` marks the final piece. */
export interface TextBlock {
	readonly text: string;
	/** Some of the text was not valid; see `isDamaged`. */
	readonly damaged: boolean;
	readonly last: boolean;
	readonly bytes: number;
}

/** Bytes that are held back at most while looking for a place to cut; a line that is longer is refused by its length anyway. */
const longestCarry = 2 * 1024 * 1024;

/** Decodes a whole file. The byte order mark is left out. */
export async function* readText(source: Source, encoding: string): AsyncGenerator<TextBlock> {
	const decoder = makeDecoder(encoding);
	const mark = byteOrderMark(source.head);
	let bytes = mark?.[0] === encoding ? mark[1].length : 0;
	let carry = Buffer.alloc(0);
	const unit = encoding.startsWith('utf-16') ? 2 : 1;
	for await (const block of readBlocks(source, bytes)) {
		bytes += block.length;
		const pending = carry.length === 0 ? block : Buffer.concat([carry, block]);
		let cut = cutPoint(pending, unit, encoding === 'utf-16be');
		if (cut === 0 && pending.length > longestCarry) cut = pending.length & ~1;
		carry = Buffer.from(pending.subarray(cut));
		if (cut > 0) yield { ...decoder.decode(pending.subarray(0, cut)), last: false, bytes };
	}
	yield { ...decoder.decode(carry), last: true, bytes };
}

/** Decodes the first part of a file as far as it is known. */
export function headText(source: Source, encoding: string): { text: string; last: boolean } {
	const mark = byteOrderMark(source.head);
	const start = mark?.[0] === encoding ? mark[1].length : 0;
	const bytes = source.head.subarray(start);
	const last = source.size <= source.head.length;
	const cut = last ? bytes.length : cutPoint(bytes, encoding.startsWith('utf-16') ? 2 : 1, encoding === 'utf-16be');
	return { text: makeDecoder(encoding).decode(bytes.subarray(0, cut)).text, last };
}

/** Whether text has marks of bytes that were not valid, or other halves of surrogate pairs (which JSON can spell): none of it can be stored. */
export function isDamaged(text: string): boolean {
	return /\p{Surrogate}/u.test(text);
}

/** Damaged text in a form that can be shown: U+FFFD for what could not be read. */
export function mended(text: string): string {
	return text.replaceAll(FOREIGN, '').replace(/\p{Surrogate}|\0/gu, '\ufffd');
}
