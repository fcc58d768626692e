// Text as the runtime keeps it in memory.

/** A copy of a text. One that was cut out of a block of a file keeps the whole block in memory for as long as it is kept itself. */
export function detached(text: string): string {
	return Buffer.from(text, 'utf16le').toString('utf16le');
}
