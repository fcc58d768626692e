// What two values of one customer are likely to share whatever happened to them: sounds, beginnings, ends, parts. Each is hashed to 32 bits; records that share one, or two of different fields, are compared.
import type { Kind } from './kinds.ts';
import { formsOf, mayHaveForms } from './nicknames.ts';
import type { Span } from './words.ts';

/** Fields of which one may stand in another's place: their atoms meet. */
export type Group =
	| 'names'
	| 'date'
	| 'phone'
	| 'email'
	| 'identifier'
	| 'postcode'
	| 'house'
	| 'address'
	| 'place'
	| 'region'
	| 'category'
	| 'text';

export const groupOf = (kind: Kind): Group => (kind === 'given' || kind === 'family' || kind === 'name' ? 'names' : kind);

/** The sort of atom in each slot, by group; a slot holds one hash of a value, 0 for none. */
export const slots: Readonly<Record<Group, readonly string[]>> = {
	names: ['sound', 'sound', 'sound', 'head', 'head', 'head', 'whole', 'letters', 'tail', 'form', 'form'],
	date: ['whole', 'month', 'day', 'monthless', 'year'],
	phone: ['end', 'beginning', 'last', 'letters'],
	email: ['whole', 'local', 'head', 'tail', 'letters'],
	identifier: ['whole', 'head', 'tail', 'odd', 'letters'],
	postcode: ['whole', 'letters', 'head'],
	house: ['whole'],
	address: ['sound', 'sound', 'sound', 'head', 'whole'],
	place: ['sound', 'head'],
	region: ['whole'],
	category: ['whole'],
	text: ['sound', 'sound', 'sound', 'whole'],
};

const space = 32;

function mixed(hash: number): number {
	let h = hash;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

/** Of two atoms of different fields one hash; never 0. */
export const together = (a: number, b: number): number => mixed(Math.imul(a, 31) + b) || 1;
/** The same, in whichever order they stand. */
export const either = (a: number, b: number): number => mixed((a ^ b) + Math.imul(Math.min(a, b), 0x9e3779b1)) || 1;

/** Hash of letters without spaces, `step` apart; 0 of nothing. */
function hashOf(chars: Uint16Array, start: number, end: number, step = 1): number {
	let h = 0;
	let seen = false;
	for (let i = start; i < end; i += step) {
		const unit = chars[i]!;
		if (unit === space) continue;
		h = Math.imul(h, 0x01000193) + unit;
		seen = true;
	}
	return seen ? mixed(h) || 1 : 0;
}

/** Hash of the letters in whatever order. */
function lettersOf(chars: Uint16Array, start: number, end: number): number {
	let h = 0;
	let count = 0;
	for (let i = start; i < end; i++) {
		const unit = chars[i]!;
		if (unit === space) continue;
		h += mixed(unit * 2654435761);
		count++;
	}
	return count === 0 ? 0 : mixed(h + count) || 1;
}

/** Soundex (Russell 1918) of a to z: 0 for letters that are left out. */
const soundexOf = new Uint8Array(128);
for (const [at, letters] of ['', 'bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r'].entries())
	for (const letter of letters) soundexOf[letter.charCodeAt(0)] = at;
const transparent = new Set([...'hw'].map((letter) => letter.charCodeAt(0)));

/** How a word sounds: the first letter and three classes of what follows; of other scripts and of numbers the word itself. */
function soundOf(chars: Uint16Array, start: number, end: number): number {
	const first = chars[start]!;
	if (first < 97 || first > 122) return hashOf(chars, start, end);
	let code = first;
	let count = 1;
	let last = soundexOf[first]!;
	for (let i = start + 1; i < end && count < 4; i++) {
		const unit = chars[i]!;
		const now = unit < 128 ? soundexOf[unit]! : 0;
		if (now > 0 && now !== last) {
			code = code * 8 + now;
			count++;
		}
		if (!transparent.has(unit)) last = now;
	}
	return mixed(code) || 1;
}

const wordStarts = new Int32Array(32);
const wordEnds = new Int32Array(32);

/** Finds the words, the longest first: a longer word is the rarer one. Returns how many. */
function wordsByLength(chars: Uint16Array, start: number, end: number, shortest: number, numbers: boolean): number {
	let count = 0;
	for (let i = start; i < end && count < 32; ) {
		while (i < end && chars[i] === space) i++;
		const from = i;
		while (i < end && chars[i] !== space) i++;
		if (i - from < shortest || (!numbers && chars[from]! >= 48 && chars[from]! <= 57)) continue;
		let at = count;
		for (; at > 0 && wordEnds[at - 1]! - wordStarts[at - 1]! < i - from; at--) {
			wordStarts[at] = wordStarts[at - 1]!;
			wordEnds[at] = wordEnds[at - 1]!;
		}
		wordStarts[at] = from;
		wordEnds[at] = i;
		count++;
	}
	return count;
}

type Put = (slot: number, hash: number) => void;

function names({ chars, start, end, sounds, soundStart, soundEnd }: Span, put: Put): void {
	const han = soundEnd > soundStart;
	const [letters, from, to] = han ? [sounds, soundStart, soundEnd] : [chars, start, end];
	const count = wordsByLength(letters, from, to, 2, true);
	let whole = 0;
	for (let i = 0; i < count; i++) {
		const [at, until] = [wordStarts[i]!, wordEnds[i]!];
		if (i < 3) {
			put(i, soundOf(letters, at, until));
			put(3 + i, hashOf(letters, at, Math.min(until, at + 4)));
		}
		whole += hashOf(letters, at, until);
		if (i < 2 && mayHaveForms(letters, at, until)) {
			const word = String.fromCharCode(...letters.subarray(at, until));
			const form = formsOf(word)[0]!;
			if (form !== word) put(9 + i, mixed(form.charCodeAt(5) * 31 + form.charCodeAt(6) * 1009 + (form.charCodeAt(7) || 0) * 65_537));
		}
	}
	if (count === 0) {
		put(6, hashOf(letters, from, to));
		return;
	}
	put(6, mixed(whole) || 1);
	put(7, lettersOf(chars, start, end));
	put(8, hashOf(chars, Math.max(start, end - (han ? 2 : 4)), end));
}

function date({ chars, start, end }: Span, put: Put): void {
	const n = end - start;
	if (n < 4) return;
	put(4, hashOf(chars, start, start + 4));
	if (n < 8) return;
	const year = hashOf(chars, start, start + 4);
	const month = hashOf(chars, start + 4, start + 6);
	const day = hashOf(chars, start + 6, start + 8);
	put(0, together(year, either(month, day)));
	put(1, together(year, month));
	put(2, either(month, day));
	put(3, together(day, year));
}

/** Writes the hashes of a value into `out` from `from` on, as `slots` says. */
export function writeAtoms(kind: Kind, span: Span, out: Uint32Array, from: number): void {
	const { chars, start, end } = span;
	const n = end - start;
	if (n === 0) return;
	const put: Put = (slot, hash) => {
		out[from + slot] = hash;
	};
	switch (groupOf(kind)) {
		case 'names':
			names(span, put);
			break;
		case 'date':
			date(span, put);
			break;
		case 'phone':
			put(0, hashOf(chars, Math.max(start, end - 7), end));
			if (n > 6) put(1, hashOf(chars, start, end - 3));
			put(2, hashOf(chars, Math.max(start, end - 4), end));
			put(3, lettersOf(chars, start, end));
			break;
		case 'email': {
			let at = start;
			while (at < end && chars[at] !== 64) at++;
			put(0, hashOf(chars, start, end));
			if (at - start > 2) put(1, hashOf(chars, start, at));
			put(2, hashOf(chars, start, Math.min(at, start + 4)));
			put(3, together(hashOf(chars, Math.max(start, at - 4), at), hashOf(chars, at, Math.min(end, at + 4))));
			put(4, lettersOf(chars, start, at));
			break;
		}
		case 'identifier':
			put(0, hashOf(chars, start, end));
			if (n > 3) put(1, hashOf(chars, start, start + Math.ceil(n / 2)));
			if (n > 3) put(2, hashOf(chars, end - Math.ceil(n / 2), end));
			if (n > 3) put(3, hashOf(chars, start, end, 2));
			put(4, lettersOf(chars, start, end));
			break;
		case 'postcode':
			put(0, hashOf(chars, start, end));
			put(1, lettersOf(chars, start, end));
			put(2, hashOf(chars, start, Math.min(end, start + 3)));
			break;
		case 'address': {
			const count = wordsByLength(chars, start, end, 1, false);
			let whole = 0;
			for (let i = 0; i < count; i++) {
				if (i < 3 && wordEnds[i]! - wordStarts[i]! > 2) put(i, soundOf(chars, wordStarts[i]!, wordEnds[i]!));
				whole += hashOf(chars, wordStarts[i]!, wordEnds[i]!);
			}
			put(3, hashOf(chars, start, Math.min(end, start + 6)));
			put(4, count === 0 ? hashOf(chars, start, end) : mixed(whole) || 1);
			break;
		}
		case 'place':
			put(0, soundOf(chars, start, end));
			put(1, hashOf(chars, start, Math.min(end, start + 5)));
			break;
		case 'text': {
			const count = Math.min(3, wordsByLength(chars, start, end, 2, true));
			for (let i = 0; i < count; i++) put(i, soundOf(chars, wordStarts[i]!, wordEnds[i]!));
			put(3, hashOf(chars, start, end));
			break;
		}
		default:
			put(0, hashOf(chars, start, end));
			break;
	}
}
