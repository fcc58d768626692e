// Lines out of the pieces in which COPY sends them, as bytes.

/** The lines of each piece, without their ends; what a piece cuts off comes with the next one. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
	let rest: Buffer | null = null;
	for await (const piece of pieces) {
		const bytes: Buffer = rest ? Buffer.concat([rest, piece]) : piece;
		const lines: Buffer[] = [];
		let from = 0;
		for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
			lines.push(bytes.subarray(from, end));
			from = end + 1;
		}
		rest = from < bytes.length ? bytes.subarray(from) : null;
		if (lines.length > 0) yield lines;
	}
	if (rest) yield [rest];
}
