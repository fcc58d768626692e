// PDF: the text of every page, its links, notes and filled in fields. Without optical recognition: what was scanned has none.
import { readFile } from 'node:fs/promises';
import { getDocumentProxy } from 'unpdf';
import type { Source } from '../files/source.ts';
import { piecesOf } from './pieces.ts';
import { type Pieces, Unread } from './types.ts';

/** The reader holds the whole file. */
const largest = 100_000_000;

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

async function openPdf(source: Source): Promise<Document> {
	if (source.size > largest) throw new Unread('too_large');
	try {
		return await getDocumentProxy(new Uint8Array(await readFile(source.path)), { verbosity: 0, stopAtErrors: false });
	} catch (cause) {
		throw new Unread((cause as Error).name === 'PasswordException' ? 'encrypted' : 'damaged');
	}
}

async function textOfPage(page: Page): Promise<string> {
	const { items } = await page.getTextContent();
	return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
}

/** Of links, notes and fields what somebody typed. */
async function textBeside(page: Page): Promise<string[]> {
	const notes = (await page.getAnnotations()) as { unsafeUrl?: unknown; fieldValue?: unknown; contentsObj?: { str?: unknown } }[];
	return notes.flatMap(({ unsafeUrl, fieldValue, contentsObj }) =>
		[unsafeUrl, contentsObj?.str, ...(Array.isArray(fieldValue) ? fieldValue : [fieldValue])].filter((text) => typeof text === 'string'),
	);
}

export async function* pdfText(source: Source): Pieces {
	const document = await openPdf(source);
	try {
		let silent = 0;
		for (let number = 1; number <= document.numPages; number++) {
			const place = { page: number };
			let text = '';
			try {
				const page = await document.getPage(number);
				text = await textOfPage(page);
				yield [text, ...(await textBeside(page))].flatMap((one) => [...piecesOf(one, place)]);
				page.cleanup();
			} catch {
				// A page that cannot be read is one without text; others may be whole.
			}
			if (text.trim() === '') silent++;
		}
		if (silent === document.numPages) throw new Unread('no_text');
		if (silent > 0) throw new Unread('pages');
	} finally {
		await document.loadingTask.destroy();
	}
}
