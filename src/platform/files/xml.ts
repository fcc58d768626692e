// Feeds streamed XML to handlers of elements and text, with a bound on the size of a single piece of text.
import { SaxesParser } from 'saxes';
import type { Source } from './source.ts';
import { damaged, readZipEntry, type ZipEntry } from './zip-read.ts';

/** Names come without their namespace prefix, which some programs write (`x:row`). */
export interface XmlHandlers {
	open(name: string, attributes: Readonly<Record<string, string>>): void;
	text?(text: string): void;
	close?(name: string): void;
}

/** Bytes without an element or piece of text in between after which an XML is refused: its text would have to be held whole. */
const longestSilence = 16 * 1024 * 1024;

/**
 * Parses an entry of an archive as a stream; yields after every piece, when the handlers have been told of all in it. The XML parser knows
 * no external entities and expands none that the document defines.
 */
export async function* parseXml(
	source: Source,
	entry: ZipEntry,
	handlers: XmlHandlers,
	onRead?: (packed: number) => void,
): AsyncGenerator<void> {
	const parser = new SaxesParser({ xmlns: false, position: false });
	const decoder = new TextDecoder();
	let silence = 0;
	parser.on('error', () => {
		throw damaged(source, entry.name);
	});
	parser.on('opentag', (tag) => {
		silence = 0;
		handlers.open(localName(tag.name), tag.attributes);
	});
	parser.on('closetag', (tag) => {
		silence = 0;
		handlers.close?.(localName(tag.name));
	});
	if (handlers.text !== undefined) {
		parser.on('text', (text) => handlers.text?.(text));
		parser.on('cdata', (text) => handlers.text?.(text));
	}
	for await (const chunk of readZipEntry(source, entry, onRead)) {
		silence += chunk.length;
		if (silence > longestSilence) throw damaged(source, entry.name);
		parser.write(decoder.decode(chunk, { stream: true }));
		yield;
	}
	parser.close();
	yield;
}

function localName(name: string): string {
	const colon = name.indexOf(':');
	return colon < 0 ? name : name.slice(colon + 1);
}
