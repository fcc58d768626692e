// The text of a file of any kind: one door to all readers.
import { AppError } from '../errors.ts';
import type { Source } from '../files/source.ts';
import { readZipDirectory, type ZipEntry } from '../files/zip-read.ts';
import { cardText } from './cards.ts';
import { mailText } from './mail.ts';
import { documentText, slidesText, workbookText } from './office.ts';
import { openDocumentText } from './opendocument.ts';
import { pdfText } from './pdf.ts';
import { plainText } from './plain.ts';
import { type Pieces, Unread, type UnreadReason } from './types.ts';

/** What an archive is by the parts in it. */
const archives: readonly (readonly [part: string, text: (source: Source, entries: ReadonlyMap<string, ZipEntry>) => Pieces])[] = [
	['word/document.xml', documentText],
	['xl/workbook.xml', workbookText],
	['ppt/presentation.xml', slidesText],
	['content.xml', openDocumentText],
];

/** Files inside of a document, such as a workbook in a text. */
const embedded = /^(?:word|xl|ppt)\/embeddings\/|^Object [^/]{1,40}\/content\.xml$/;

async function* archiveText(source: Source): Pieces {
	const entries = await readZipDirectory(source);
	const text = archives.find(([part]) => entries.has(part))?.[1];
	if (!text) throw new Unread('archive');
	if ([...entries.values()].some(({ encrypted }) => encrypted)) throw new Unread('encrypted');
	yield* text(source, entries);
	if ([...entries.keys()].some((path) => embedded.test(path))) throw new Unread('attachments');
}

/** Kinds that nobody reads here, by their media type. */
const unread: readonly (readonly [RegExp, UnreadReason])[] = [
	[/^image\//, 'picture'],
	[/^(?:audio|video)\//, 'media'],
	[/^application\/(?:msword|vnd\.ms-(?:excel|powerpoint|outlook)|vnd\.visio|x-cfb)$/, 'old_office'],
	[/gzip|7z|rar|tar|bzip|xz|zstd|compress/, 'archive'],
];

function readerOf(source: Source, media_type: string): Pieces {
	if (source.head.toString('latin1', 0, 4) === 'PK\x03\x04') return archiveText(source);
	if (media_type === 'application/pdf') return pdfText(source);
	if (media_type === 'message/rfc822') return mailText(source);
	if (media_type === 'text/vcard') return cardText(source);
	if (/^text\/html$|[/+]xml$/.test(media_type)) return plainText(source, true);
	if (/^text\/|^application\/(?:json|x-ndjson|geo\+json|yaml)$/.test(media_type)) return plainText(source, false);
	throw new Unread(unread.find(([pattern]) => pattern.test(media_type))?.[1] ?? 'kind');
}

/**
 * The text of a file in pieces, with flat memory save for PDF, which is held whole.
 * @param media_type as it was told by the content
 * @throws Unread with the reason, also after the last piece where something was left out
 */
export async function* textOf(source: Source, media_type: string): Pieces {
	let characters = 0;
	try {
		for await (const pieces of readerOf(source, media_type)) {
			for (const { text, place } of pieces) if (place.part !== 'properties') characters += text.length;
			yield pieces;
		}
	} catch (cause) {
		if (cause instanceof Unread) throw cause;
		if (cause instanceof AppError) throw new Unread(cause.code === 'file_zip_bomb' ? 'bomb' : 'damaged');
		throw cause;
	}
	if (characters === 0) throw new Unread('no_text');
}
