// How far two values of one kind agree, as a level: 0 equal, the last something else. Over packed texts, without an allocation; equal values never come here.
import { edits, equal, jaroWinkler, lettersMask, missing, turned } from './distance.ts';
import type { Kind } from './kinds.ts';
import { areForms, mayHaveForms } from './nicknames.ts';

/** A text as a range of letters, with how it sounds where it is Chinese (an empty range where it is not). */
export interface Span {
	chars: Uint16Array;
	start: number;
	end: number;
	sounds: Uint16Array;
	soundStart: number;
	soundEnd: number;
	/** Which letters occur (lettersMask). */
	mask: number;
	/** And in how it sounds. */
	soundMask: number;
	/** Whether it is a given name with pet forms. */
	hasForms: boolean;
}

const space = 32;
function isDigit(unit: number): boolean {
	return unit >= 48 && unit <= 57;
}
function isHan(unit: number): boolean {
	return unit >= 0x3400 && unit <= 0x9fff;
}

const most = 24;
/** Words of a text: beginnings and ends in turn. */
class Words {
	readonly at = new Int32Array(most * 2);
	/** The letters of each. */
	readonly masks = new Uint32Array(most);
	count = 0;
	read(chars: Uint16Array, start: number, end: number): this {
		this.count = 0;
		for (let i = start; i < end && this.count < most; ) {
			while (i < end && chars[i] === space) i++;
			if (i === end) break;
			const from = i;
			while (i < end && chars[i] !== space) i++;
			this.at[this.count * 2] = from;
			this.at[this.count * 2 + 1] = i;
			this.masks[this.count] = lettersMask(chars, from, i);
			this.count++;
		}
		return this;
	}
}
const wordsA = new Words();
const wordsB = new Words();

const textOfRange = (chars: Uint16Array, start: number, end: number): string => String.fromCharCode(...chars.subarray(start, end));

/** Given and family names, and other short texts. */
function partLevel(kind: Kind, a: Span, b: Span): number {
	const { chars: x, start: xs, end: xe } = a;
	const { chars: y, start: ys, end: ye } = b;
	const n = xe - xs;
	const m = ye - ys;
	const hanX = isHan(x[xs]!);
	const hanY = isHan(y[ys]!);
	if (hanX && hanY) {
		if (equal(a.sounds, a.soundStart, a.soundEnd, b.sounds, b.soundStart, b.soundEnd)) return 1;
		if (turned(x, xs, xe, y, ys, ye)) return 1;
		const d = edits(x, xs, xe, y, ys, ye, 1);
		if (d === 1 && n !== m) return 2;
		if (soundsAlike(a.sounds, a.soundStart, a.soundEnd, b.sounds, b.soundStart, b.soundEnd)) return 2;
		return d === 1 && n > 1 ? 3 : 4;
	}
	if (hanX) return Math.max(1, latinLevel(a.sounds, a.soundStart, a.soundEnd, a.soundMask, y, ys, ye, b.mask, kind, false));
	if (hanY) return Math.max(1, latinLevel(x, xs, xe, a.mask, b.sounds, b.soundStart, b.soundEnd, b.soundMask, kind, false));
	return latinLevel(x, xs, xe, a.mask, y, ys, ye, b.mask, kind, a.hasForms && b.hasForms);
}

function latinLevel(
	x: Uint16Array,
	xs: number,
	xe: number,
	xMask: number,
	y: Uint16Array,
	ys: number,
	ye: number,
	yMask: number,
	kind: Kind,
	formed: boolean,
): number {
	const n = xe - xs;
	const m = ye - ys;
	if (n === 0 || m === 0) return 4;
	// Most pairs are of two names: the letters that one lacks say so at once.
	const lackX = missing(xMask, yMask);
	const lackY = missing(yMask, xMask);
	if (lackX > 2 || lackY > 2) {
		const best = likeAtMost(n, lackX, m, lackY, x[xs] === y[ys]);
		// One begins the other, or is its pet form: then one lacks nothing.
		if (best < 0.78 && lackX > 0 && lackY > 0) return formed && areForms(textOfRange(x, xs, xe), textOfRange(y, ys, ye)) ? 2 : 4;
	}
	if (turned(x, xs, xe, y, ys, ye)) return 1;
	// new york and new york city.
	const shorter = Math.min(n, m);
	const begins = equal(x, xs, xs + shorter, y, ys, ys + shorter);
	if (kind === 'place' && begins && shorter > 3) return 1;
	const d = edits(x, xs, xe, y, ys, ye, 2);
	const near = jaroWinkler(x, xs, xe, y, ys, ye);
	if ((d <= 1 && shorter > 2) || near >= 0.93) return 1;
	if (near >= 0.86 || (d <= 2 && shorter > 4)) return 2;
	if (formed && areForms(textOfRange(x, xs, xe), textOfRange(y, ys, ye))) return 2;
	return near >= 0.78 || begins || d <= 1 ? 3 : 4;
}

/** Whether two words are one: 3 equal, 2 a slip or another form, 1 one begins the other, 0 not. */
function wordLikeness(
	x: Uint16Array,
	xs: number,
	xe: number,
	xMask: number,
	y: Uint16Array,
	ys: number,
	ye: number,
	yMask: number,
): number {
	if (xMask === yMask && equal(x, xs, xe, y, ys, ye)) return 3;
	if (isDigit(x[xs]!) || isDigit(y[ys]!)) return 0;
	const n = xe - xs;
	const m = ye - ys;
	const shorter = Math.min(n, m);
	const lackX = missing(xMask, yMask);
	const lackY = missing(yMask, xMask);
	if (shorter >= 4 && lackX <= 1 && lackY <= 1 && edits(x, xs, xe, y, ys, ye, 1) <= 1) return 2;
	if (shorter >= 6 && lackX <= 2 && lackY <= 2 && edits(x, xs, xe, y, ys, ye, 2) <= 2) return 2;
	if (shorter >= 4 && likeAtMost(n, lackX, m, lackY, x[xs] === y[ys]) >= 0.92 && jaroWinkler(x, xs, xe, y, ys, ye) >= 0.92) return 2;
	if (shorter !== 2 && equal(x, xs, xs + shorter, y, ys, ys + shorter) && !isHan(x[xs]!)) return 1;
	if (!mayHaveForms(x, xs, xe) || !mayHaveForms(y, ys, ye)) return 0;
	return areForms(textOfRange(x, xs, xe), textOfRange(y, ys, ye)) ? 2 : 0;
}

const taken = new Uint8Array(most);
const matched = new Uint8Array(most);

/** Names in words: of persons in any order, of organisations. */
function wordsLevel(x: Uint16Array, xs: number, xe: number, y: Uint16Array, ys: number, ye: number): number {
	if (turned(x, xs, xe, y, ys, ye)) return 1;
	const n = xe - xs;
	const m = ye - ys;
	const d = edits(x, xs, xe, y, ys, ye, 3);
	if (d <= 1 && Math.min(n, m) > 4) return 1;
	let short = wordsA.read(x, xs, xe);
	let long = wordsB.read(y, ys, ye);
	let sc = x;
	let lc = y;
	if (short.count > long.count) {
		[short, long] = [long, short];
		[sc, lc] = [lc, sc];
	}
	taken.fill(0, 0, long.count);
	matched.fill(0, 0, short.count);
	let exact = 0;
	let near = 0;
	let initial = 0;
	let lost = 0;
	let same = 0;
	let all = 0;
	for (let i = 0; i < short.count; i++) {
		const from = short.at[i * 2]!;
		const to = short.at[i * 2 + 1]!;
		let best = 0;
		let which = -1;
		for (let j = 0; j < long.count && best < 3; j++) {
			if (taken[j]) continue;
			const like = wordLikeness(sc, from, to, short.masks[i]!, lc, long.at[j * 2]!, long.at[j * 2 + 1]!, long.masks[j]!);
			if (like > best) {
				best = like;
				which = j;
			}
		}
		all += to - from;
		if (best === 0) {
			lost++;
			continue;
		}
		taken[which] = 1;
		matched[i] = 1;
		same += to - from;
		if (best === 3 && to - from > 1) exact++;
		else if (best === 2) near++;
		else initial++;
	}
	let extra = 0;
	for (let j = 0; j < long.count; j++) {
		const length = long.at[j * 2 + 1]! - long.at[j * 2]!;
		all += length;
		if (taken[j]) same += length;
		else extra++;
	}
	if (lost === 0 && (exact > 0 || near > 0)) {
		if (extra === 0) return initial === 0 ? (near <= 1 && exact > 0 ? 1 : 2) : 2;
		return short.count > 1 ? 2 : 3;
	}
	const alike = all === 0 ? 0 : same / all;
	// Words of its own on either side tell two names apart that share the others.
	if (lost > 0 && extra > 0) {
		if (lost === extra && d <= 3 && Math.max(n, m) > 8 && restAlike(sc, short, lc, long)) return 3;
		return exact > 0 || alike >= 0.5 ? 4 : 5;
	}
	return alike >= 0.8 || 1 - d / Math.max(n, m) >= 0.8 ? 3 : exact > 0 || alike >= 0.5 ? 4 : 5;
}

const h = 104;
const g = 103;

/** Whether pinyin is alike to those who do not tell z, c, s from zh, ch, sh nor an, en, in from ang, eng, ing. */
function soundsAlike(x: Uint16Array, xs: number, xe: number, y: Uint16Array, ys: number, ye: number): boolean {
	let i = xs;
	let j = ys;
	while (i < xe && j < ye) {
		if (x[i] === y[j]) {
			i++;
			j++;
		} else if (isSilent(x, xs, i)) i++;
		else if (isSilent(y, ys, j)) j++;
		else return false;
	}
	while (i < xe && isSilent(x, xs, i)) i++;
	while (j < ye && isSilent(y, ys, j)) j++;
	return i === xe && j === ye;
}

/** An h after z, c or s, a g after n. */
function isSilent(chars: Uint16Array, start: number, at: number): boolean {
	if (at === start) return false;
	const before = chars[at - 1];
	return chars[at] === h ? before === 122 || before === 99 || before === 115 : chars[at] === g && before === 110;
}

/** Whether each word without a partner is at least somewhat like one of the others without: a slip of the pen, not another name. */
function restAlike(sc: Uint16Array, short: Words, lc: Uint16Array, long: Words): boolean {
	for (let i = 0; i < short.count; i++) {
		if (matched[i]) continue;
		let best = 0;
		for (let j = 0; j < long.count; j++)
			if (!taken[j])
				best = Math.max(best, jaroWinkler(sc, short.at[i * 2]!, short.at[i * 2 + 1]!, lc, long.at[j * 2]!, long.at[j * 2 + 1]!));
		if (best < 0.75) return false;
	}
	return true;
}

function nameLevel(a: Span, b: Span): number {
	const { chars: x, start: xs, end: xe } = a;
	const { chars: y, start: ys, end: ye } = b;
	const hanX = isHan(x[xs]!);
	const hanY = isHan(y[ys]!);
	if (!hanX && !hanY) return wordsLevel(x, xs, xe, y, ys, ye);
	if (!hanX) return a.soundEnd > a.soundStart ? 4 : Math.max(1, wordsLevel(x, xs, xe, b.sounds, b.soundStart, b.soundEnd));
	if (!hanY) return b.soundEnd > b.soundStart ? 4 : Math.max(1, wordsLevel(a.sounds, a.soundStart, a.soundEnd, y, ys, ye));
	const n = xe - xs;
	const m = ye - ys;
	if (turned(x, xs, xe, y, ys, ye)) return 1;
	if (turned(a.sounds, a.soundStart, a.soundEnd, b.sounds, b.soundStart, b.soundEnd)) return 1;
	const shorter = Math.min(n, m);
	const d = edits(x, xs, xe, y, ys, ye, 3);
	if (shorter > 4) {
		if (d <= 1) return 1;
		// 华为 and 华为技术: one name holds the other.
		if (holds(x, xs, xe, y, ys, ye)) return 2;
		if (d <= 2) return 3;
		return common(x, xs, xe, y, ys, ye) >= 0.6 ? 4 : 5;
	}
	if (soundsAlike(a.sounds, a.soundStart, a.soundEnd, b.sounds, b.soundStart, b.soundEnd)) return 2;
	if (holds(x, xs, xe, y, ys, ye)) return shorter > 1 ? 2 : 3;
	if (d === 1 && n !== m) return 2;
	// One character of three is another: a slip, or a brother.
	return d === 1 && shorter > 2 ? 4 : 5;
}

/** Whether the shorter stands within the longer. */
function holds(x: Uint16Array, xs: number, xe: number, y: Uint16Array, ys: number, ye: number): boolean {
	if (xe - xs > ye - ys) return holds(y, ys, ye, x, xs, xe);
	const n = xe - xs;
	for (let from = ys; from + n <= ye; from++) if (equal(x, xs, xe, y, from, from + n)) return true;
	return false;
}

/** The share of letters that both have (Dice). */
function common(x: Uint16Array, xs: number, xe: number, y: Uint16Array, ys: number, ye: number): number {
	const n = Math.min(xe - xs, 64);
	const m = Math.min(ye - ys, 64);
	let found = 0;
	let used = 0n;
	for (let i = 0; i < n; i++)
		for (let j = 0; j < m; j++)
			if (x[xs + i] === y[ys + j] && !((used >> BigInt(j)) & 1n)) {
				used |= 1n << BigInt(j);
				found++;
				break;
			}
	return (2 * found) / (n + m);
}

/** The best that Jaro and Winkler may give two words, by their letters alone. */
function likeAtMost(n: number, lackX: number, m: number, lackY: number, sameHead: boolean): number {
	const jaro = ((n - lackX) / n + (m - lackY) / m + 1) / 3;
	return sameHead ? jaro + 0.4 * (1 - jaro) : jaro;
}

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
