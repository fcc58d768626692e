// Reads address books in vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350): one row for each card, "N.family", "TEL", "TEL 2", "ADR.city" … as columns.
import { limits } from './csv-scan.ts';
import { canonicalEncoding, detectEncoding } from './encoding.ts';
import { fileWarning } from './errors.ts';
import { isSuspicious, type KeyedRecord, keyedTable, type RecordBlock } from './keyed.ts';
import { type Line, readLines } from './lines.ts';
import type { Source } from './source.ts';
import type { Cell, FileWarning, OpenOptions, TableFile } from './types.ts';

/** Names of the parts of structured values, in the order in which they are written (RFC 6350, 6.2.2, 6.3.1, 6.6.4). */
export const structured: Readonly<Record<string, readonly string[]>> = {
	N: ['family', 'given', 'additional', 'prefix', 'suffix'],
	ADR: ['pobox', 'extended', 'street', 'city', 'region', 'postcode', 'country'],
	ORG: ['', 'unit', 'unit2'],
};
const typed = new Set(['TEL', 'EMAIL', 'ADR']);
const media = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY']);
const ignored = new Set(['VERSION', 'PRODID', 'BEGIN', 'END']);

export async function openVcard(source: Source, options: OpenOptions): Promise<TableFile> {
	const encoding = options.encoding === undefined ? await detectEncoding(source) : canonicalEncoding(options.encoding);
	const warnings: FileWarning[] = [];
	const onMedia = () => {
		if (!warnings.some((warning) => warning.code === 'media_skipped')) warnings.push(fileWarning('media_skipped'));
	};
	return keyedTable('vcard', source, encoding, () => readCards(source, encoding, onMedia), warnings);
}

/** A card that is being read. */
interface Card {
	readonly line: number;
	readonly properties: string[];
	size: number;
	damaged: boolean;
	tooLong: boolean;
	/** The property being read is a picture or the like, whose lines are not kept. */
	inMedia: boolean;
}

async function* readCards(source: Source, encoding: string, onMedia: () => void): AsyncGenerator<RecordBlock> {
	let card: Card | undefined;
	for await (const { lines, bytes } of readLines(source, encoding)) {
		const records: KeyedRecord[] = [];
		for (const line of lines) {
			if (/^BEGIN:VCARD\s*$/i.test(line.text)) {
				if (card !== undefined) records.push(finish(card, false));
				card = { line: line.number, properties: [], size: 0, damaged: false, tooLong: false, inMedia: false };
			} else if (card !== undefined && /^END:VCARD\s*$/i.test(line.text)) {
				records.push(finish(card, true));
				card = undefined;
			} else if (card !== undefined) addLine(card, line, onMedia);
		}
		if (records.length > 0) yield { records, bytes };
	}
	if (card !== undefined) yield { records: [finish(card, false)], bytes: source.size };
}

/** Undoes folding: a line that begins with a space goes on with the one before; so does quoted-printable text after a "=" at its end. */
function addLine(card: Card, line: Line, onMedia: () => void): void {
	const before = card.properties.at(-1);
	const softBreak = before?.endsWith('=') === true && /^[^:]*QUOTED-PRINTABLE/i.test(before);
	const folded = /^[ \t]/.test(line.text);
	if (!folded && !softBreak) {
		card.inMedia = media.has(/^(?:[\w-]+\.)?([\w-]+)/.exec(line.text)?.[1]?.toUpperCase() ?? '');
		if (card.inMedia) onMedia();
	}
	if (card.inMedia) return;
	card.damaged ||= line.damaged;
	card.size += line.text.length;
	card.tooLong ||= line.tooLong || card.size > limits.record;
	if (card.tooLong) return;
	if (softBreak) card.properties.push(card.properties.pop()!.slice(0, -1) + line.text);
	else if (folded && before !== undefined) card.properties.push(card.properties.pop()! + line.text.slice(1));
	else if (line.text.trim() !== '') card.properties.push(line.text);
}

function finish(card: Card, ended: boolean): KeyedRecord {
	const values = new Map<string, Cell>();
	const counts = new Map<string, number>();
	const version2 = card.properties.some((property) => /^VERSION:2\.1\s*$/i.test(property));
	for (const property of card.properties) addProperty(property, version2, counts, values);
	const fault = card.tooLong ? 'row_too_long' : ended ? undefined : 'bad_card';
	const suspicious = card.damaged || [...values.values()].some((value) => value !== null && isSuspicious(value, true));
	return { values, line: card.line, suspicious, ...(fault === undefined ? {} : { fault }) };
}

function addProperty(text: string, version2: boolean, counts: Map<string, number>, into: Map<string, Cell>): void {
	// [group.]NAME[;parameter …]:value
	const colon = findUnquoted(text, ':');
	if (colon < 0) return;
	const [head, ...parameters] = splitAll(text.slice(0, colon), findUnquoted);
	const name = head!.slice(head!.indexOf('.') + 1).toUpperCase();
	if (ignored.has(name)) return;
	const value = decodeTransfer(text.slice(colon + 1), parameters);
	const count = (counts.get(name) ?? 0) + 1;
	counts.set(name, count);
	const column = count === 1 ? name : `${name} ${count}`;
	const parts = structured[name];
	if (parts === undefined) into.set(column, plainValue(name, unescapeText(value, version2)));
	else {
		for (const [index, piece] of splitAll(value, findUnescaped).entries()) {
			const part = parts[index];
			if (part === undefined || piece === '') continue;
			into.set(part === '' ? column : `${column}.${part}`, unescapeText(piece, version2));
		}
	}
	const types = typed.has(name) ? typesOf(parameters) : '';
	if (types !== '') into.set(`${column}.type`, types);
}

/** TYPE=home,cell (3.0, 4.0) or bare HOME;CELL (2.1), in small letters. */
function typesOf(parameters: readonly string[]): string {
	const types = parameters.flatMap((parameter) => {
		const [key, value] = parameter.split('=', 2) as [string, string | undefined];
		if (value === undefined) return /^(8BIT|7BIT|BASE64|QUOTED-PRINTABLE)$/i.test(key) ? [] : [key];
		return key.toUpperCase() === 'TYPE' ? value.replaceAll('"', '').split(',') : [];
	});
	return types.map((type) => type.trim().toLowerCase()).join(',');
}

/** Quoted-printable and CHARSET, as version 2.1 has them. */
function decodeTransfer(value: string, parameters: readonly string[]): string {
	if (!parameters.some((parameter) => /^(ENCODING=)?(QUOTED-PRINTABLE|Q)$/i.test(parameter))) return value;
	const charset = parameters.map((parameter) => /^CHARSET="?([^"]+)"?$/i.exec(parameter)?.[1]).find(Boolean);
	const bytes = Buffer.from(
		value.replace(/=([0-9A-F]{2})|[^\0-\x7f]/gi, (token, hex: string | undefined) =>
			hex === undefined ? Buffer.from(token).toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
		),
		'latin1',
	);
	try {
		return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(bytes);
	} catch {
		// An unknown or wrong charset: a half surrogate marks the value as unreadable, so that the row is reported.
		return `${bytes.toString('utf8')}\udfff`;
	}
}

type Find = (text: string, char: string, from?: number) => number;

/** Position of the character outside of quotes; -1 when there is none. Written by hand, as regular expressions fail on values of megabytes. */
const findUnquoted: Find = (text, char, from = 0) => {
	let quoted = false;
	for (let at = from; at < text.length; at++) {
		if (text[at] === '"') quoted = !quoted;
		else if (text[at] === char && !quoted) return at;
	}
	return -1;
};

/** Position of the character where no backslash stands before it; -1 when there is none. */
const findUnescaped: Find = (text, char, from = 0) => {
	for (let at = from; at < text.length; at++) {
		if (text[at] === '\\') at++;
		else if (text[at] === char) return at;
	}
	return -1;
};

/** Splits at the semicolons that `find` finds. */
function splitAll(text: string, find: Find): string[] {
	const pieces: string[] = [];
	let from = 0;
	for (let at = find(text, ';'); at >= 0; at = find(text, ';', from)) {
		pieces.push(text.slice(from, at));
		from = at + 1;
	}
	return [...pieces, text.slice(from)];
}

function unescapeText(value: string, version2: boolean): string {
	const text = version2
		? value.replace(/\\([;\\,])/g, '$1')
		: value.replace(/\\(.)/gs, (_, char: string) => (/n/i.test(char) ? '\n' : char));
	return text.trim();
}

/** Telephone numbers may be written as tel: addresses, dates without their dashes (ISO 8601 basic). */
function plainValue(name: string, value: string): string {
	if (name === 'TEL') return value.replace(/^tel:/i, '');
	if (name === 'EMAIL') return value.replace(/^mailto:/i, '');
	if (name === 'BDAY' || name === 'ANNIVERSARY') return value.replace(/^(\d{4})(\d{2})(\d{2})(?=$|T)/, '$1-$2-$3');
	return value;
}
