// How far two names agree, of people and organisations, whole and in parts, in Chinese, in pinyin and in letters.
import { edits, equal, jaroWinkler, missing, turned } from './distance.ts';
import type { Kind } from './kinds.ts';
import { areForms, mayHaveForms } from './nicknames.ts';
import { isDigit, isHan, likeAtMost, most, type Span, Words } from './words.ts';

const wordsA = new Words();
const wordsB = new Words();

const textOfRange = (chars: Uint16Array, start: number, end: number): string => String.fromCharCode(...chars.subarray(start, end));

/** Given and family names, and other short texts. */
export function partLevel(kind: Kind, a: Span, b: Span): number {
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

export function nameLevel(a: Span, b: Span): number {
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

const used = new Uint8Array(64);

/** The share of letters that both have (Dice). */
function common(x: Uint16Array, xs: number, xe: number, y: Uint16Array, ys: number, ye: number): number {
	const n = Math.min(xe - xs, used.length);
	const m = Math.min(ye - ys, used.length);
	used.fill(0, 0, m);
	let found = 0;
	for (let i = 0; i < n; i++)
		for (let j = 0; j < m; j++)
			if (used[j] === 0 && x[xs + i] === y[ys + j]) {
				used[j] = 1;
				found++;
				break;
			}
	return (2 * found) / (n + m);
}
