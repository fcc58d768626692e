// Looks into a file that arrived: of which kind it is, and whether it is text.
import { createReadStream } from 'node:fs';
import { fileTypeFromFile, supportedExtensions } from 'file-type';
import type { Content } from './files-rules.ts';

// Controls that texts do not have. Tab, line ends, form feed, and the end-of-file and escape of old systems are ordinary.
const controls = new Set([...Array(32).keys()].filter((code) => ![9, 10, 11, 12, 13, 26, 27].includes(code)));

/** Reads the file once: whether it is text (UTF-16 with its mark, else any encoding that leaves ASCII as it is), in which encoding, and whether a script. */
async function readText(path: string): Promise<Pick<Content, 'text' | 'script' | 'charset'>> {
	let decoder: TextDecoder | undefined;
	let unicode: TextDecoder | null = new TextDecoder('utf-8', { fatal: true });
	let script = false;
	let first = true;
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		if (first) {
			first = false;
			script = chunk.subarray(0, 6).toString('latin1').replace('\xef\xbb\xbf', '').startsWith('#!');
			if (chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le', { fatal: true });
			if (chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be', { fatal: true });
		}
		if (decoder) {
			try {
				if ([...decoder.decode(chunk, { stream: true })].some((letter) => controls.has(letter.codePointAt(0)!)))
					return { text: false, script };
			} catch {
				return { text: false, script };
			}
		} else if (chunk.some((byte) => controls.has(byte))) return { text: false, script };
		else if (unicode && !isValid(unicode, chunk)) unicode = null;
	}
	if (!decoder && unicode && isValid(unicode)) return { text: true, script, charset: 'utf-8' };
	// What is told by counting characters may be wrong, and a wrong name is worse than none.
	return { text: true, script, charset: decoder?.encoding };
}

function isValid(decoder: TextDecoder, chunk?: Buffer): boolean {
	try {
		decoder.decode(chunk, { stream: chunk !== undefined });
		return true;
	} catch {
		return false;
	}
}

export async function readContent(path: string): Promise<Content> {
	// A file that ends in the middle of its own structure is of no known kind.
	const detected = await fileTypeFromFile(path).catch(() => undefined);
	return { detected, ...(await readText(path)), telling: supportedExtensions };
}
