// Address books: one record after the other, unfolded and decoded.
import type { Source } from '../files/source.ts';
import { openVcard } from '../files/vcard-read.ts';
import { piecesOf } from './pieces.ts';
import type { Pieces } from './types.ts';

export async function* cardText(source: Source): Pieces {
	const table = await openVcard(source, {});
	try {
		for await (const { first, rows } of table.rows())
			yield rows.flatMap((cells, at) => [...piecesOf(cells.filter((cell) => cell !== null).join('\n'), { row: first + at })]);
	} finally {
		await table.close();
	}
}
