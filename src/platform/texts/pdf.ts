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

/** Stands in for the tables of letters of East Asian fonts (1.2 MB), which old files refer to without having them. */
const withoutTables = (onMissing: () => void) =>
	class {
		async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<never> {
			if (kind === 'cMapUrl') onMissing();
			throw new Error(`there is no ${filename}`);
		}
	};

async function openPdf(source: Source, onMissing: () => void): Promise<Document> {
	if (source.size > largest) throw new Unread('too_large');
	try {
		const bytes = new Uint8Array(await readFile(source.path));
		return await getDocumentProxy(bytes, { verbosity: 0, BinaryDataFactory: withoutTables(onMissing), useWorkerFetch: false });
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
	let unknownLetters = false;
	const document = await openPdf(source, () => {
		unknownLetters = true;
	});
	try {
		let silent = 0;
		for (let number = 1; number <= document.numPages; number++) {
			const place = { page: number };
			const texts: string[] = [];
			let whole = false;
			try {
				const page = await document.getPage(number);
				texts.push(await textOfPage(page), ...(await textBeside(page)));
				whole = texts.some((text) => text.trim() !== '');
				page.cleanup();
			} catch {
				// A page that cannot be read counts as one without text; others may be whole.
			}
			if (!whole) silent++;
			yield texts.flatMap((text) => [...piecesOf(text, place)]);
		}
		if (unknownLetters) throw new Unread('fonts');
		if (silent === document.numPages) throw new Unread('no_text');
		if (silent > 0) throw new Unread('pages');
		if (await document.getAttachments()) throw new Unread('attachments');
	} finally {
		await document.loadingTask.destroy();
	}
}
