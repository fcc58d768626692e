// How far two values of one kind agree, as a level: 0 equal, the last something else. Over packed texts, without an allocation; equal values never come here.
import { edits, equal, jaroWinkler, missing } from './distance.ts';
import type { Kind } from './kinds.ts';
import { nameLevel, partLevel } from './levels-names.ts';
import { isDigit, likeAtMost, most, type Span, Words } from './words.ts';

const wordsA = new Words();
const wordsB = new Words();

/** How alike two words must be to count. */
const alikeFrom = 0.85;
const bestOfA = new Float64Array(most);
const bestOfB = new Float64Array(most);

/** How much of two lists of words is alike, by letters: numbers left out; the better of both directions counts more, so that a shorter way of writing is no difference. */
function streetLikeness(x: Uint16Array, a: Words, y: Uint16Array, b: Words): number {
	bestOfA.fill(0, 0, a.count);
	bestOfB.fill(0, 0, b.count);
	for (let i = 0; i < a.count; i++) {
		const xs = a.at[i * 2]!;
		const xe = a.at[i * 2 + 1]!;
		if (isDigit(x[xs]!)) continue;
		for (let j = 0; j < b.count; j++) {
			const ys = b.at[j * 2]!;
			const ye = b.at[j * 2 + 1]!;
			if (isDigit(y[ys]!)) continue;
			const like = wordsAlike(x, xs, xe, a.masks[i]!, y, ys, ye, b.masks[j]!);
			if (like > bestOfA[i]!) bestOfA[i] = like;
			if (like > bestOfB[j]!) bestOfB[j] = like;
		}
	}
	const one = covered(x, a, bestOfA);
	const other = covered(y, b, bestOfB);
	return Math.max((one + other) / 2, Math.max(one, other) * 0.95 - (Math.min(one, other) < 0.4 ? 0.3 : 0));
}

/** 1 for equal words, the likeness of nearly equal ones, 0 below `alikeFrom`. */
function wordsAlike(x: Uint16Array, xs: number, xe: number, xMask: number, y: Uint16Array, ys: number, ye: number, yMask: number): number {
	if (xMask === yMask && equal(x, xs, xe, y, ys, ye)) return 1;
	const n = xe - xs;
	const m = ye - ys;
	if (n < 2 || m < 2 || likeAtMost(n, missing(xMask, yMask), m, missing(yMask, xMask), x[xs] === y[ys]) <= alikeFrom) return 0;
	const like = jaroWinkler(x, xs, xe, y, ys, ye);
	return like > alikeFrom ? like : 0;
}

/** The share of the letters of words that have a partner. */
function covered(chars: Uint16Array, words: Words, best: Float64Array): number {
	let got = 0;
	let all = 0;
	for (let i = 0; i < words.count; i++) {
		const from = words.at[i * 2]!;
		if (isDigit(chars[from]!)) continue;
		const length = words.at[i * 2 + 1]! - from;
		got += best[i]! * length;
		all += length;
	}
	return all === 0 ? 0 : got / all;
}

/** The index of the first word that is a number; -1 where there is none. */
function firstNumber(chars: Uint16Array, words: Words): number {
	for (let i = 0; i < words.count; i++) if (isDigit(chars[words.at[i * 2]!]!)) return i;
	return -1;
}

/** Edits between two texts, counted only where their letters do not rule out that there are so few. */
function fewEdits(a: Span, b: Span, atMost: number): number {
	if (missing(a.mask, b.mask) > atMost || missing(b.mask, a.mask) > atMost) return atMost + 1;
	return edits(a.chars, a.start, a.end, b.chars, b.start, b.end, atMost);
}

function addressLevel(one: Span, other: Span): number {
	const { chars: x, start: xs, end: xe } = one;
	const { chars: y, start: ys, end: ye } = other;
	const a = wordsA.read(x, xs, xe);
	const b = wordsB.read(y, ys, ye);
	const d = fewEdits(one, other, 2);
	let street = streetLikeness(x, a, y, b);
	if (d <= 2 && Math.min(xe - xs, ye - ys) > 5) street = Math.max(street, 0.9);
	const p = firstNumber(x, a);
	const q = firstNumber(y, b);
	if (p >= 0 && q >= 0) {
		const [ps, pe] = [a.at[p * 2]!, a.at[p * 2 + 1]!];
		const [qs, qe] = [b.at[q * 2]!, b.at[q * 2 + 1]!];
		const slips = edits(x, ps, pe, y, qs, qe, 1);
		if (slips > 0) return street < 0.85 ? 5 : slips === 1 && Math.min(pe - ps, qe - qs) > 1 ? 2 : 4;
	}
	return street >= 0.95 ? 1 : street >= 0.85 ? 2 : street >= 0.7 ? 3 : street >= 0.5 ? 4 : 5;
}

/** Whether digits of two dates agree: from `from` to `to` of the one, from `there` on of the other. */
function samePart(x: Uint16Array, xs: number, from: number, to: number, y: Uint16Array, ys: number, there: number): boolean {
	for (let i = from, j = there; i < to; i++, j++) if (x[xs + i] !== y[ys + j]) return false;
	return true;
}

const yearOf = (digits: Uint16Array, start: number): number =>
	(digits[start]! - 48) * 1_000 + (digits[start + 1]! - 48) * 100 + (digits[start + 2]! - 48) * 10 + digits[start + 3]! - 48;

function dateLevel(one: Span, other: Span): number {
	const { chars: x, start: xs, end: xe } = one;
	const { chars: y, start: ys, end: ye } = other;
	if (xe - xs !== 8 || ye - ys !== 8) {
		// Year alone, or year and month: as much as is known agrees, or not.
		const shorter = Math.min(xe - xs, ye - ys);
		if (shorter < 4) return 4;
		if (samePart(x, xs, 0, shorter, y, ys, 0)) return 2;
		// Where the day is not known the year is often an estimate.
		return Math.abs(yearOf(x, xs) - yearOf(y, ys)) <= 2 ? 3 : 4;
	}
	const d = fewEdits(one, other, 2);
	const year = samePart(x, xs, 0, 4, y, ys, 0);
	if (d <= 1 || (year && samePart(x, xs, 4, 6, y, ys, 6) && samePart(x, xs, 6, 8, y, ys, 4))) return 1;
	if (d <= 2 || (year && (samePart(x, xs, 4, 6, y, ys, 4) || samePart(x, xs, 6, 8, y, ys, 6))) || samePart(x, xs, 4, 8, y, ys, 4)) return 2;
	return year ? 3 : 4;
}

const at = 64;
/** Where the domain begins: at the sign, or at the end where there is none. */
function atSign(chars: Uint16Array, start: number, end: number): number {
	for (let i = end - 1; i >= start; i--) if (chars[i] === at) return i;
	return end;
}

function emailLevel(one: Span, other: Span): number {
	const { chars: x, start: xs, end: xe } = one;
	const { chars: y, start: ys, end: ye } = other;
	const xm = atSign(x, xs, xe);
	const ym = atSign(y, ys, ye);
	if (xm - xs > 3 && equal(x, xs, xm, y, ys, ym)) return 1;
	if (fewEdits(one, other, 2) <= 2) return 1;
	const local = jaroWinkler(x, xs, xm, y, ys, ym);
	const domain = xe - xm > 1 && equal(x, xm, xe, y, ym, ye);
	if (local >= 0.92 || (domain && local > 0.8)) return 2;
	return domain || jaroWinkler(x, xs, xe, y, ys, ye) >= 0.85 ? 3 : 4;
}

function slipLevel(a: Span, b: Span, last: number): number {
	return Math.max(1, Math.min(last, fewEdits(a, b, last - 1)));
}

/** The level at which two different values of a kind agree. */
export function levelOf(kind: Kind, a: Span, b: Span): number {
	switch (kind) {
		case 'given':
		case 'family':
		case 'place':
			return partLevel(kind, a, b);
		case 'name':
		case 'text':
			return nameLevel(a, b);
		case 'date':
			return dateLevel(a, b);
		case 'email':
			return emailLevel(a, b);
		case 'address':
			return addressLevel(a, b);
		case 'phone':
		case 'identifier':
		case 'postcode':
			return slipLevel(a, b, 3);
		case 'house':
			return slipLevel(a, b, 2);
		default:
			return Math.min(a.end - a.start, b.end - b.start) > 2 ? slipLevel(a, b, 2) : 2;
	}
}
