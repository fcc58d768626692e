// Texts, spreadsheets and presentations of OpenDocument (ISO/IEC 26300).
import type { Source } from '../files/source.ts';
import { columnLetters } from '../files/xlsx-values.ts';
import type { XmlHandlers } from '../files/xml.ts';
import type { ZipEntry } from '../files/zip-read.ts';
import { allText, piecesFrom } from './markup.ts';
import { piecesOf } from './pieces.ts';
import type { Part, Piece, Pieces, Place } from './types.ts';
import { Unread } from './types.ts';

/** Counts where in the document one is. */
class Content implements XmlHandlers {
	private paragraph = 0;
	private slide = 0;
	private inCells = false;
	private sheet = '';
	private row = 0;
	private column = 0;
	private nextRow = 1;
	private nextColumn = 0;
	private held = '';
	private depth = 0;

	constructor(
		private readonly into: (piece: Piece) => void,
		private readonly part?: Part,
	) {}

	private place(): Place {
		const { part, inCells, slide, sheet, row, column, paragraph } = this;
		if (part) return { part };
		if (inCells) return { sheet, cell: `${columnLetters(column)}${row}` };
		return slide > 0 ? { slide } : { paragraph };
	}

	private give(text: string): void {
		for (const piece of piecesOf(text, this.place())) this.into(piece);
	}

	private flush(): void {
		this.give(this.held);
		this.held = '';
	}

	open(name: string, attributes: Readonly<Record<string, string>>): void {
		const repeated = (of: string) => Number(attributes[`table:number-${of}-repeated`] ?? 1) || 1;
		if (name === 'p' || name === 'h') {
			this.flush();
			this.depth++;
			this.paragraph++;
		} else if (name === 'page') this.slide++;
		else if (name === 'spreadsheet') this.inCells = true;
		else if (name === 'table') {
			this.sheet = attributes['table:name'] ?? '';
			this.nextRow = 1;
		} else if (name === 'table-row') {
			this.row = this.nextRow;
			this.nextRow += repeated('rows');
			this.nextColumn = 0;
		} else if (name === 'table-cell' || name === 'covered-table-cell') {
			this.column = this.nextColumn;
			this.nextColumn += repeated('columns');
			// The number itself: what is shown of it may be rounded.
			this.give(attributes['office:value'] ?? '');
		} else if (name === 's' || name === 'tab') this.held += ' ';
		else if (name === 'line-break') this.held += '\n';
		const link = attributes['xlink:href'];
		if (link !== undefined && /^(?:mailto|tel|https?):/i.test(link)) this.give(link);
	}

	text(text: string): void {
		if (this.depth > 0) this.held += text;
	}

	close(name: string): void {
		if (name === 'p' || name === 'h') {
			this.flush();
			this.depth--;
		}
	}
}

/** Encrypted parts are packed like others, so that only the list of parts tells. */
async function demandPlain(source: Source, manifest: ZipEntry | undefined): Promise<void> {
	if (!manifest) return;
	let encrypted = false;
	const look = () => ({
		open(name: string) {
			encrypted ||= name === 'encryption-data';
		},
	});
	for await (const _ of piecesFrom(source, manifest, look));
	if (encrypted) throw new Unread('encrypted');
}

export async function* openDocumentText(source: Source, entries: ReadonlyMap<string, ZipEntry>): Pieces {
	await demandPlain(source, entries.get('META-INF/manifest.xml'));
	const content = entries.get('content.xml');
	if (!content) throw new Unread('damaged');
	yield* piecesFrom(source, content, (into) => new Content(into));
	const styles = entries.get('styles.xml');
	if (styles) yield* piecesFrom(source, styles, (into) => new Content(into, 'header'));
	const meta = entries.get('meta.xml');
	if (meta) yield* allText(source, meta, { part: 'properties' });
}
