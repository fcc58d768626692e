// How alike two texts are, over ranges of packed letters: no string is made, nothing is allocated.

/** Letters that are looked at; what stands behind them does not decide whether two names are alike. */
const longest = 96;
const flagsA = new Uint8Array(longest);
const flagsB = new Uint8Array(longest);

export function equal(a: Uint16Array, as: number, ae: number, b: Uint16Array, bs: number, be: number): boolean {
	if (ae - as !== be - bs) return false;
	for (let i = as, j = bs; i < ae; i++, j++) if (a[i] !== b[j]) return false;
	return true;
}

/**
 * Jaro–Winkler similarity, 0 to 1 (Winkler 1990): Jaro's measure, raised for a common beginning of up to four letters where it is above 0.7.
 */
export function jaroWinkler(a: Uint16Array, as: number, ae: number, b: Uint16Array, bs: number, be: number): number {
	const n = Math.min(ae - as, longest);
	const m = Math.min(be - bs, longest);
	if (n === 0 || m === 0) return 0;
	const reach = Math.max(0, (Math.max(n, m) >> 1) - 1);
	flagsA.fill(0, 0, n);
	flagsB.fill(0, 0, m);
	let common = 0;
	for (let i = 0; i < n; i++) {
		const to = Math.min(m - 1, i + reach);
		for (let j = Math.max(0, i - reach); j <= to; j++) {
			if (flagsB[j] === 0 && a[as + i] === b[bs + j]) {
				flagsA[i] = 1;
				flagsB[j] = 1;
				common++;
				break;
			}
		}
	}
	if (common === 0) return 0;
	let turned = 0;
	for (let i = 0, j = 0; i < n; i++) {
		if (flagsA[i] === 0) continue;
		while (flagsB[j] === 0) j++;
		if (a[as + i] !== b[bs + j]) turned++;
		j++;
	}
	const jaro = (common / n + common / m + (common - turned / 2) / common) / 3;
	let head = 0;
	while (head < 4 && head < n && head < m && a[as + head] === b[bs + head]) head++;
	return jaro > 0.7 ? jaro + head * 0.1 * (1 - jaro) : jaro;
}

let before = new Int32Array(longest + 1);
let above = new Int32Array(longest + 1);
let row = new Int32Array(longest + 1);

/**
 * Edits from one text to the other: letters put in, left out, replaced, or two neighbours swapped (optimal string alignment). `most + 1` where there are more than `most`.
 */
export function edits(a: Uint16Array, as: number, ae: number, b: Uint16Array, bs: number, be: number, most: number): number {
	// What is alike at both ends costs nothing.
	while (as < ae && bs < be && a[as] === b[bs]) {
		as++;
		bs++;
	}
	while (as < ae && bs < be && a[ae - 1] === b[be - 1]) {
		ae--;
		be--;
	}
	const n = ae - as;
	const m = be - bs;
	if (Math.abs(n - m) > most || n > longest || m > longest) return most + 1;
	if (n === 0 || m === 0) return Math.max(n, m);
	for (let j = 0; j <= m; j++) above[j] = j;
	for (let i = 1; i <= n; i++) {
		row[0] = i;
		let least = i;
		const letter = a[as + i - 1];
		for (let j = 1; j <= m; j++) {
			const other = b[bs + j - 1];
			let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (letter === other ? 0 : 1));
			if (i > 1 && j > 1 && letter === b[bs + j - 2] && a[as + i - 2] === other) cost = Math.min(cost, before[j - 2]! + 1);
			row[j] = cost;
			if (cost < least) least = cost;
		}
		if (least > most) return most + 1;
		[before, above, row] = [above, row, before];
	}
	return Math.min(above[m]!, most + 1);
}

/** Whether `b` is `a` with its words in another place, spaces left out: wei zhang and zhangwei. `without`: what stands between words. */
export function turned(a: Uint16Array, as: number, ae: number, b: Uint16Array, bs: number, be: number, space = 32): boolean {
	let length = 0;
	for (let i = as; i < ae; i++) if (a[i] !== space) length++;
	for (let j = bs; j < be; j++) if (b[j] !== space) length--;
	if (length !== 0) return false;
	for (let from = bs; from < be; from++) {
		if (from > bs && b[from - 1] !== space) continue;
		let i = as;
		let j = from;
		let left = be - bs;
		for (; left > 0; left--, j = j + 1 === be ? bs : j + 1) {
			if (b[j] === space) continue;
			while (i < ae && a[i] === space) i++;
			if (a[i] !== b[j]) break;
			i++;
		}
		if (left === 0) return true;
	}
	return false;
}

/** Which letters occur in a text, a bit for each; several may share one. */
export function lettersMask(chars: Uint16Array, start: number, end: number): number {
	let mask = 0;
	for (let i = start; i < end; i++) {
		const unit = chars[i]!;
		if (unit !== 32) mask |= 1 << ((unit < 97 ? unit * 3 + 1 : unit - 97) & 31);
	}
	return mask >>> 0;
}

/** How many letters of the one mask the other lacks: at least so many edits lie between both texts, and so many letters have no partner. */
export function missing(one: number, other: number): number {
	let bits = one & ~other;
	bits -= (bits >>> 1) & 0x55555555;
	bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
	return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
