// Cuts text into pieces that can be searched one by one.
import type { Piece, Place } from './types.ts';

const longest = 16_000;
/** How far back a cut may move to a character that belongs to no number and no address. */
const reach = 1_000;

/** Where to cut a text of more than the longest piece. */
function cutOf(text: string): number {
	for (let at = longest; at > longest - reach; at--) if (!/[\w@+.() -]/.test(text[at - 1]!)) return at;
	return longest;
}

/** A text as pieces of one place. */
export function* piecesOf(text: string, place: Place): Generator<Piece> {
	let rest = text;
	while (rest.length > longest) {
		const cut = cutOf(rest);
		yield { text: rest.slice(0, cut), place };
		rest = rest.slice(cut);
	}
	if (rest.trim() !== '') yield { text: rest, place };
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', commat: '@', period: '.' };

/** The entities of HTML and XML that numbers and addresses are written with. */
function withoutEntities(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (whole, decimal?: string, hex?: string, name = '') => {
		const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
		if (code === undefined) return named[name.toLowerCase()] ?? whole;
		return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
	});
}

/** What a person reads of a line of HTML: marks inside of a word go, others part what stands beside them. */
const asRead = (line: string): string =>
	line.replace(/<\/?(?:a|b|i|u|em|strong|span|font|mark|small|wbr)\b[^<>]{0,2000}>/gi, '').replace(/<[^<>]{0,2000}>/g, '\n');

/** A line of HTML or XML: as it is read, and with its attributes, which hold addresses as well (mailto:, tel:). */
export function* markupPieces(line: string, place: Place): Generator<Piece> {
	const plain = withoutEntities(line);
	yield* piecesOf(plain, place);
	if (line.includes('<')) yield* piecesOf(withoutEntities(asRead(line)), place);
}
