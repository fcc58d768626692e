// What stands in the mark of a person or company: two letters, and a colour that is the same wherever the name stands.

/** How many colours there are: `--mark-0` … in theme.css. */
export const markColours = 8;

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Two letters for a name: 张小三 → 小三, 远山贸易有限公司 → 远山, Grace Miller → GM; empty where there is none. */
export function initialsOf(name: string): string {
	const words = name
		.trim()
		.split(/[^\p{L}\p{N}\p{M}]+/u)
		.filter(Boolean);
	const first = words[0];
	if (first === undefined) return '';
	if (/^\p{Script=Han}/u.test(first)) {
		const signs = [...first];
		// Up to four signs are a person, who is told by the given name; more are a company.
		return (signs.length <= 4 ? signs.slice(-2) : signs.slice(0, 2)).join('');
	}
	const last = words.length > 1 ? words.at(-1)! : '';
	return [first, last]
		.map((word) => letters.segment(word)[Symbol.iterator]().next().value?.segment ?? '')
		.join('')
		.toUpperCase();
}

/** The number of a name's colour, 0 to `markColours` - 1: FNV-1a over its letters. */
export function colourOf(name: string): number {
	let hash = 0x811c9dc5;
	for (const sign of name) hash = Math.imul(hash ^ sign.codePointAt(0)!, 0x01000193) >>> 0;
	return hash % markColours;
}
