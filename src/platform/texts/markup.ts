// Text of the XML inside of documents: paragraph by paragraph.
import type { Source } from '../files/source.ts';
import { parseXml, type XmlHandlers } from '../files/xml.ts';
import type { ZipEntry } from '../files/zip-read.ts';
import { piecesOf } from './pieces.ts';
import type { Piece, Pieces, Place } from './types.ts';

/** Handlers that put pieces into a list, and what they have put there while an entry of an archive is read. */
export async function* piecesFrom(source: Source, entry: ZipEntry, handlersFor: (into: (piece: Piece) => void) => XmlHandlers): Pieces {
	let pieces: Piece[] = [];
	const handlers = handlersFor((piece) => pieces.push(piece));
	for await (const _ of parseXml(source, entry, handlers)) {
		if (pieces.length === 0) continue;
		yield pieces;
		pieces = [];
	}
}

/** Elements of Office Open XML in which text stands: what is read, what was struck out and is still there, and fields (HYPERLINK "mailto:…"). */
const texts = new Set(['t', 'delText', 'instrText', 'text']);

/** Paragraphs of WordprocessingML and DrawingML, and comments of spreadsheets, which have none. */
const paragraphs = new Set(['p', 'comment', 'threadedComment']);

/** The paragraphs of a part of a document. `place` is told the number of each. */
export function paragraphText(source: Source, entry: ZipEntry, place: (paragraph: number) => Place): Pieces {
	return piecesFrom(source, entry, (into) => {
		let text = '';
		let depth = 0;
		let number = 0;
		const flush = () => {
			for (const piece of piecesOf(text, place(number))) into(piece);
			text = '';
		};
		return {
			open(name) {
				// A text box stands inside of a paragraph.
				if (paragraphs.has(name)) {
					flush();
					number++;
				} else if (texts.has(name)) depth++;
				else if (name === 'tab') text += '\t';
				else if (name === 'br' || name === 'cr') text += '\n';
			},
			text(piece) {
				if (depth > 0) text += piece;
			},
			close(name) {
				if (texts.has(name)) depth--;
				else if (paragraphs.has(name)) flush();
			},
		};
	});
}

/** Whatever stands between the marks of a part. */
export function allText(source: Source, entry: ZipEntry, place: Place): Pieces {
	return piecesFrom(source, entry, (into) => ({
		open() {},
		text(text) {
			for (const piece of piecesOf(text, place)) into(piece);
		},
	}));
}
