// Documents, presentations and workbooks of Office Open XML (ECMA-376): their text, and what stands beside it.
import type { Source } from '../files/source.ts';
import { openWorkbook, parseAll, readRelations, relationId } from '../files/xlsx-book.ts';
import { readSheet } from '../files/xlsx-read.ts';
import { columnLetters } from '../files/xlsx-values.ts';
import type { ZipEntry } from '../files/zip-read.ts';
import { allText, paragraphText } from './markup.ts';
import { piecesOf } from './pieces.ts';
import type { Part, Piece, Pieces } from './types.ts';
import { Unread } from './types.ts';

type Entries = ReadonlyMap<string, ZipEntry>;

/** Parts beside the text itself, by their path. */
const beside: readonly (readonly [RegExp, Part])[] = [
	[/^word\/header\d*\.xml$/, 'header'],
	[/^word\/footer\d*\.xml$/, 'footer'],
	[/^word\/(?:footnotes|endnotes)\.xml$/, 'note'],
	[/^(?:word|xl|ppt)\/(?:comments|threadedComments)[\w/]*\.xml$/, 'comment'],
	[/^xl\/drawings\/\w+\.xml$/, 'drawing'],
	[/^(?:word|xl|ppt)\/(?:diagrams\/data|charts\/chart)\w*\.xml$/, 'drawing'],
];

async function* besideText(source: Source, entries: Entries): Pieces {
	for (const [path, entry] of entries) {
		const part = beside.find(([pattern]) => pattern.test(path))?.[1];
		if (part) yield* paragraphText(source, entry, () => ({ part }));
		else if (/^docProps\/(?:core|app|custom)\.xml$/.test(path)) yield* allText(source, entry, { part: 'properties' });
		else if (/^(?:word|xl|ppt)\/(?:\w+\/)?_rels\/\w+\.xml\.rels$/.test(path)) {
			const relations = await readRelations(source, entries, path.replace('_rels/', '').replace(/\.rels$/, ''));
			yield relations.filter(({ outside }) => outside).flatMap(({ target }) => [...piecesOf(target, { part: 'link' })]);
		}
	}
}

export async function* documentText(source: Source, entries: Entries): Pieces {
	const main = entries.get('word/document.xml');
	if (!main) throw new Unread('damaged');
	yield* paragraphText(source, main, (paragraph) => ({ paragraph }));
	yield* besideText(source, entries);
}

/** The slides in the order in which they are shown. */
async function slidesOf(source: Source, entries: Entries): Promise<ZipEntry[]> {
	const main = 'ppt/presentation.xml';
	const entry = entries.get(main);
	if (!entry) throw new Unread('damaged');
	const relations = await readRelations(source, entries, main);
	const slides: ZipEntry[] = [];
	await parseAll(source, entry, {
		open(name, attributes) {
			const target = name === 'sldId' && relations.find(({ id }) => id === relationId(attributes))?.target;
			const slide = target && entries.get(target);
			if (slide) slides.push(slide);
		},
	});
	return slides;
}

export async function* slidesText(source: Source, entries: Entries): Pieces {
	for (const [at, entry] of (await slidesOf(source, entries)).entries()) {
		yield* paragraphText(source, entry, () => ({ slide: at + 1 }));
		const notes = (await readRelations(source, entries, entry.name)).find(({ type }) => type.endsWith('/notesSlide'));
		const entryOfNotes = notes && entries.get(notes.target);
		if (entryOfNotes) yield* paragraphText(source, entryOfNotes, () => ({ slide: at + 1, part: 'note' }));
	}
	yield* besideText(source, entries);
}

/** Every sheet, also hidden ones, cell by cell. */
export async function* workbookText(source: Source, entries: Entries): Pieces {
	const book = await openWorkbook(source);
	try {
		for (const sheet of book.sheets) {
			for await (const { rows } of readSheet(book, sheet)) {
				const pieces: Piece[] = [];
				for (const { line, cells } of rows)
					for (const [column, text] of cells.entries())
						if (text) pieces.push(...piecesOf(text, { sheet: sheet.name, cell: `${columnLetters(column)}${line}` }));
				yield pieces;
			}
		}
	} finally {
		book.strings.close();
	}
	yield* besideText(source, entries);
}
