// Letters (RFC 5322, MIME: RFC 2045 to 2047): their heads, the text in them, and what their attachments are called.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import iconv from 'iconv-lite';
import type { Source } from '../files/source.ts';
import { markupPieces, piecesOf } from './pieces.ts';
import { type Piece, type Pieces, type Place, Unread } from './types.ts';

/** Letters in letters are opened so deep. */
const deepest = 10;
/** Characters of a head, and of encoded text that is decoded at once. */
const mostHead = 64 * 1024;
const mostAtOnce = 4 * 64 * 1024;

/** Bytes in a charset as text; those of an unknown one as they are. */
function decode(bytes: Buffer, charset: string | undefined): string {
	return iconv.decode(bytes, charset && iconv.encodingExists(charset) ? charset : 'utf-8');
}

const quoted = (text: string): Buffer =>
	Buffer.from(
		text.replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
		'latin1',
	);

/** Words such as =?utf-8?B?…?= as text (RFC 2047). */
function decodeWords(text: string): string {
	return text
		.replace(/\?=\s+=\?/g, '?==?')
		.replace(/=\?([^?\s]{1,40})\?([BQ])\?([^?\s]{0,2000})\?=/gi, (_, charset: string, kind: string, body: string) =>
			decode(/b/i.test(kind) ? Buffer.from(body, 'base64') : quoted(body.replaceAll('_', ' ')), charset.split('*', 1)[0]!),
		);
}

type Head = ReadonlyMap<string, string>;

/** The fields of a head by their names in small letters, unfolded. Of several with the same name all. */
function headOf(lines: readonly string[]): Head {
	const head = new Map<string, string>();
	let name = '';
	for (const line of lines) {
		const field = /^([!-9;-~]{1,80}):(.*)$/s.exec(line);
		if (field) name = field[1]!.toLowerCase();
		const value = field ? field[2]! : ` ${line.trim()}`;
		if (name !== '') head.set(name, `${head.get(name) ?? ''}${head.has(name) && field ? '\n' : ''}${value}`);
	}
	return head;
}

/** A parameter of a field: plain, quoted, or as RFC 2231 writes it. */
function parameter(field: string, name: string): string | undefined {
	const [, quotedValue, plain] =
		new RegExp(`;\\s*${name}\\*?(?:0\\*?)?\\s*=\\s*(?:"([^"]{0,1000})"|([^;\\s]{1,1000}))`, 'i').exec(field) ?? [];
	const value = quotedValue ?? plain;
	const [, charset, escaped] = /^([\w-]{1,40})'[^']{0,40}'(.*)$/.exec(value ?? '') ?? [];
	if (escaped === undefined) return value;
	return decode(quoted(escaped.replaceAll('%', '=')), charset);
}

/** A part that is being read. */
interface Leaf {
	readonly place: Place;
	/** Text as it is, as markup, or nothing of it. */
	readonly kind: 'plain' | 'markup' | 'skipped';
	readonly transfer: string;
	readonly charset: string | undefined;
	held: string;
}

class Reader {
	/** Something in the letter was left alone. */
	left = false;
	private pieces: Piece[] = [];
	private readonly boundaries: string[] = [];
	private head: string[] | undefined = [];
	private headSize = 0;
	private leaf: Leaf | undefined;
	private depth = 0;

	line(line: string): void {
		if (line.startsWith('--') && this.atBoundary(line)) return;
		if (this.head) this.headLine(line);
		else if (this.leaf && this.leaf.kind !== 'skipped') {
			this.leaf.held += `${line}\n`;
			if (this.leaf.held.length > mostAtOnce) this.give(false);
		}
	}

	/** What was read since this was asked last. */
	take(): Piece[] {
		const taken = this.pieces;
		this.pieces = [];
		return taken;
	}

	end(): void {
		if (this.head) this.endHead();
		this.give(true);
	}

	private atBoundary(line: string): boolean {
		const at = this.boundaries.findLastIndex((one) => line.trimEnd() === `--${one}` || line.trimEnd() === `--${one}--`);
		if (at < 0) return false;
		this.end();
		const closed = line.trimEnd() === `--${this.boundaries[at]}--`;
		this.boundaries.splice(closed ? at : at + 1);
		this.head = closed ? undefined : [];
		this.headSize = 0;
		return true;
	}

	private headLine(line: string): void {
		this.headSize += line.length;
		if (line === '') this.endHead();
		else if (this.headSize <= mostHead) this.head!.push(line);
	}

	private endHead(): void {
		const head = headOf(this.head!);
		this.head = undefined;
		for (const [name, value] of head)
			if (!/^(?:content-|mime-|received|dkim-|arc-|message-id|references|in-reply-to|x-)/.test(name))
				this.pieces.push(...piecesOf(decodeWords(Buffer.from(value, 'latin1').toString('utf8')), { part: 'head' }));
		const type = head.get('content-type') ?? 'text/plain';
		const name = parameter(head.get('content-disposition') ?? '', 'filename') ?? parameter(type, 'name');
		if (name !== undefined) this.pieces.push(...piecesOf(decodeWords(name), { part: 'attachment' }));
		const boundary = parameter(type, 'boundary');
		if (/^\s*multipart\//i.test(type) && boundary !== undefined && this.boundaries.length < deepest) this.boundaries.push(boundary);
		else if (/^\s*message\/rfc822/i.test(type) && this.depth < deepest) {
			this.depth++;
			this.head = [];
			this.headSize = 0;
		} else {
			const kind = /^\s*text\/(?:html|xml)/i.test(type) ? 'markup' : /^\s*(?:text|message)\//i.test(type) ? 'plain' : 'skipped';
			if (kind === 'skipped') this.left = true;
			const place: Place = name === undefined ? {} : { part: 'attachment' };
			const transfer = (head.get('content-transfer-encoding') ?? '').trim().toLowerCase();
			this.leaf = { place, kind, transfer, charset: parameter(type, 'charset'), held: '' };
		}
	}

	/** Decodes what is held of a text; all but the end of it where more follows. */
	private give(all: boolean): void {
		const { leaf } = this;
		if (!leaf) return;
		const [text, rest] = decodedOf(leaf, all);
		leaf.held = rest;
		const cut = leaf.kind === 'markup' ? markupPieces : piecesOf;
		for (const line of text.split('\n')) this.pieces.push(...cut(line, leaf.place));
		if (all) this.leaf = undefined;
	}
}

/** The text of what is held, up to the last whole line, and what is left. */
function decodedOf({ held, transfer, charset }: Leaf, all: boolean): [text: string, rest: string] {
	if (transfer === 'base64') {
		const packed = held.replace(/[^A-Za-z\d+/=]/g, '');
		const end = all ? packed.length : packed.length - (packed.length % 4);
		return [decode(Buffer.from(packed.slice(0, end), 'base64'), charset), packed.slice(end)];
	}
	const text = transfer === 'quoted-printable' ? held.replace(/=[ \t]*\n/g, '') : held;
	const end = all ? text.length : text.lastIndexOf('\n') + 1 || text.length;
	const bytes = transfer === 'quoted-printable' ? quoted(text.slice(0, end)) : Buffer.from(text.slice(0, end), 'latin1');
	return [decode(bytes, charset), text.slice(end)];
}

/** Throws Unread at its end where the letter has attachments: of those only the names are given. */
export async function* mailText(source: Source): Pieces {
	const reader = new Reader();
	let lines = 0;
	for await (const line of createInterface({ input: createReadStream(source.path, 'latin1'), crlfDelay: Number.POSITIVE_INFINITY })) {
		reader.line(line);
		if (++lines % 1_000 === 0) yield reader.take();
	}
	reader.end();
	yield reader.take();
	if (reader.left) throw new Unread('attachments');
}
