// Text files of any encoding, line by line; HTML and XML with what is read between their marks.
import { byteOrderMark, canonicalEncoding, detectEncoding, readText } from '../files/encoding.ts';
import type { Source } from '../files/source.ts';
import { markupPieces, piecesOf } from './pieces.ts';
import type { Piece, Pieces } from './types.ts';

/** Of a line without an end, as programs write JSON, so much is held before it is searched. */
const mostHeld = 256 * 1024;

/** The encoding that a page or document declares for itself, in its first characters; what its first bytes say goes before it. */
function declared({ head }: Source): string | undefined {
	if (byteOrderMark(head) !== undefined || head.includes(0)) return undefined;
	const label = /(?:charset|encoding)\s*=\s*["']?([\w-]{3,20})/i.exec(head.toString('latin1', 0, 2_048))?.[1];
	try {
		return label === undefined || /^utf-?16/i.test(label) ? undefined : canonicalEncoding(label);
	} catch {
		return undefined;
	}
}

export async function* plainText(source: Source, markup: boolean): Pieces {
	const encoding = (markup ? declared(source) : undefined) ?? (await detectEncoding(source));
	const cut = markup ? markupPieces : piecesOf;
	let line = 1;
	let rest = '';
	for await (const { text, last } of readText(source, encoding)) {
		const lines = (rest + text).split('\n');
		rest = last ? '' : lines.pop()!;
		const pieces: Piece[] = [];
		for (const one of lines) pieces.push(...cut(one, { line: line++ }));
		if (rest.length > mostHeld) {
			// What a blank or a mark ends is whole; the rest waits for what follows.
			const end = Math.max(rest.lastIndexOf(','), rest.lastIndexOf('>'), rest.lastIndexOf('"'), rest.lastIndexOf(';')) + 1 || rest.length;
			pieces.push(...cut(rest.slice(0, end), { line }));
			rest = rest.slice(end);
		}
		yield pieces;
	}
}
