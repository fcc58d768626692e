// Reads what stands around the sheets of an XLSX workbook: their names, the number formats and the shared strings.
import { posix } from 'node:path';
import { fileError } from './errors.ts';
import { PagedStrings } from './paged-strings.ts';
import { notATable } from './sniff.ts';
import type { Source } from './source.ts';
import { kindOfFormat, type NumberKind, unescapeCell } from './xlsx-values.ts';
import { parseXml, type XmlHandlers } from './xml.ts';
import { damaged, readZipDirectory, type ZipEntry } from './zip-read.ts';

export interface Sheet {
	readonly name: string;
	readonly entry: ZipEntry;
	readonly hidden: boolean;
}

export interface Workbook {
	readonly source: Source;
	readonly sheets: readonly Sheet[];
	/** How to show numbers, by the style of the cell. */
	readonly styles: readonly NumberKind[];
	/** The workbook counts days from 1904. */
	readonly date1904: boolean;
	readonly strings: PagedStrings;
}

/** Opens a workbook; its strings must be closed. Throws where the archive is none. */
export async function openWorkbook(source: Source): Promise<Workbook> {
	const entries = await readZipDirectory(source);
	const bookPath = await mainPart(source, entries);
	const book = entries.get(bookPath);
	if (book === undefined) throw damaged(source, bookPath);
	const relations = await readRelations(source, entries, bookPath);
	const sheets: Sheet[] = [];
	let date1904 = false;
	await parseAll(source, book, {
		open(name, attributes) {
			if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
			if (name !== 'sheet') return;
			const relation = relations.find(({ id }) => id === relationId(attributes));
			const entry = relation && entries.get(relation.target);
			// Chart sheets have no cells.
			if (entry === undefined || !relation!.type.endsWith('/worksheet')) return;
			sheets.push({ name: attributes.name ?? '', entry, hidden: attributes.state !== undefined && attributes.state !== 'visible' });
		},
	});
	if (sheets.length === 0) throw damaged(source, bookPath);
	const partOf = (type: string) => entries.get(relations.find((relation) => relation.type.endsWith(type))?.target ?? '');
	const styles = await readStyles(source, partOf('/styles'));
	return { source, sheets, styles, date1904, strings: await readStrings(source, partOf('/sharedStrings')) };
}

/** The identity of the relation that an element names. */
export function relationId(attributes: Readonly<Record<string, string>>): string | undefined {
	return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
}

/** Path of the workbook; other archives (documents, OpenDocument, plain ZIP) are told apart for the person. */
async function mainPart(source: Source, entries: ReadonlyMap<string, ZipEntry>): Promise<string> {
	const { name } = source;
	if (entries.has('xl/workbook.xml')) return 'xl/workbook.xml';
	if (entries.has('xl/workbook.bin')) throw fileError('file_old_excel', { name });
	if (entries.has('content.xml') && entries.has('mimetype'))
		throw notATable(name, 'OpenDocument 文件（请另存为 .xlsx）', 'an OpenDocument file (save it as .xlsx)');
	if (!entries.has('[Content_Types].xml')) throw notATable(name, '压缩文件（ZIP）', 'an archive (ZIP)');
	const relations = await readRelations(source, entries, '');
	const target = relations.find(({ type }) => type.endsWith('/officeDocument'))?.target;
	if (target === undefined || !target.includes('workbook')) throw notATable(name, '文档或演示文稿', 'a document or presentation');
	return target;
}

export interface Relation {
	readonly id: string;
	readonly type: string;
	/** Path inside the archive; of what lies outside its address. */
	readonly target: string;
	readonly outside: boolean;
}

/** What a part of a document refers to: other parts, and places outside. */
export async function readRelations(source: Source, entries: ReadonlyMap<string, ZipEntry>, part: string): Promise<Relation[]> {
	const folder = posix.dirname(part);
	const entry = entries.get(posix.join(folder, '_rels', `${posix.basename(part)}.rels`));
	const relations: Relation[] = [];
	if (entry === undefined) return relations;
	await parseAll(source, entry, {
		open(name, { Id = '', Type = '', Target = '', TargetMode }) {
			if (name !== 'Relationship') return;
			const outside = TargetMode === 'External';
			const target = outside ? Target : Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
			relations.push({ id: Id, type: Type, target, outside });
		},
	});
	return relations;
}

async function readStyles(source: Source, entry: ZipEntry | undefined): Promise<NumberKind[]> {
	const codes = new Map<number, string>();
	const kinds: NumberKind[] = [];
	let inCells = false;
	if (entry === undefined) return kinds;
	await parseAll(source, entry, {
		open(name, attributes) {
			if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
			else if (name === 'cellXfs') inCells = true;
			else if (name === 'xf' && inCells) {
				const id = Number(attributes.numFmtId ?? 0);
				kinds.push(kindOfFormat(id, codes.get(id)));
			}
		},
		close(name) {
			if (name === 'cellXfs') inCells = false;
		},
	});
	return kinds;
}

async function readStrings(source: Source, entry: ZipEntry | undefined): Promise<PagedStrings> {
	const strings = new PagedStrings();
	if (entry === undefined) return strings;
	let text = '';
	let inText = false;
	let inPhonetic = false;
	try {
		await parseAll(source, entry, {
			open(name) {
				if (name === 'si') text = '';
				else if (name === 'rPh') inPhonetic = true;
				else if (name === 't') inText = !inPhonetic;
			},
			text(piece) {
				if (inText) text += piece;
			},
			close(name) {
				if (name === 't') inText = false;
				else if (name === 'rPh') inPhonetic = false;
				else if (name === 'si') strings.push(unescapeCell(text));
			},
		});
	} catch (error) {
		strings.close();
		throw error;
	}
	return strings;
}

/** Tells handlers of a whole part. */
export async function parseAll(source: Source, entry: ZipEntry, handlers: XmlHandlers): Promise<void> {
	for await (const _ of parseXml(source, entry, handlers)) {
		// The handlers have been told; nothing waits for them.
	}
}
