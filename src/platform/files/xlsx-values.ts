// Turns the stored values of XLSX cells into text: numbers as a person sees them, dates as ISO 8601 (ECMA-376 part 1, 18.8.30 and 18.17.4).

/** How a number format shows a number; `zeros` pads to that many digits (postcodes, customer numbers). */
export type NumberKind = 'number' | 'date' | 'time' | 'duration' | { readonly zeros: number };

const builtInDates = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const builtInTimes = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56]);
const builtInDuration = 46;

/** What a number format means, by its id and, for ids the file defines itself, its code. */
export function kindOfFormat(id: number, code: string | undefined): NumberKind {
	if (code === undefined) {
		if (builtInDates.has(id)) return 'date';
		if (id === builtInDuration) return 'duration';
		return builtInTimes.has(id) ? 'time' : 'number';
	}
	const [positive = ''] = code.split(';');
	if (/^0{2,}$/.test(positive)) return { zeros: positive.length };
	if (/\[(h+|m+|s+)\]/i.test(positive)) return 'duration';
	// Without literals, colours, conditions and am/pm, what is left of the letters are the parts of a date.
	const parts = positive.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM\/PM|A\/P|General/gi, '');
	if (/[yd]/i.test(parts) || (/m/i.test(parts) && !/[hs]/i.test(parts))) return 'date';
	return /[hs]/i.test(parts) ? 'time' : 'number';
}

const daySeconds = 86_400;
/** The day after 9999-12-31, the last that a spreadsheet knows. */
const endOfDays = 2_958_466;
/** Days from 1900 to the other system, in which 1904-01-01 is day 0. */
const days1904 = 1_462;

/** Text of a stored number. What cannot be the date that its format promises is given as a number. */
export function numberText(stored: string, kind: NumberKind, date1904: boolean): string {
	const value = Number(stored);
	if (stored.trim() === '' || !Number.isFinite(value)) return stored;
	if (typeof kind === 'object')
		return Number.isInteger(value) && value >= 0 ? plainNumber(stored, value).padStart(kind.zeros, '0') : plainNumber(stored, value);
	if (kind === 'number') return plainNumber(stored, value);
	const seconds = Math.round(value * daySeconds);
	if (seconds < 0) return plainNumber(stored, value);
	if (kind === 'duration' || (kind === 'time' && seconds < daySeconds)) return clock(seconds);
	const days = value + (date1904 ? days1904 : 0);
	if (days >= endOfDays) return plainNumber(stored, value);
	return dateText(Math.round(days * daySeconds));
}

/** Fifteen significant digits, as spreadsheets show them: 0.1 + 0.2 is 0.3; never with an exponent. Whole numbers keep all their digits. */
function plainNumber(stored: string, value: number): string {
	if (/^-?\d+$/.test(stored)) return stored;
	const text = String(Number(value.toPrecision(15)));
	if (!text.includes('e')) return text;
	return Math.abs(value) < 1 ? value.toFixed(20).replace(/0+$/, '') : BigInt(Math.round(value)).toString();
}

/** Spreadsheets count 1900-02-29, which never was: before it their days are one less than the true distance from 1899-12-30. */
function dateText(seconds: number): string {
	const days = Math.floor(seconds / daySeconds);
	const epoch = days < 61 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
	const iso = new Date(epoch + seconds * 1000).toISOString();
	return seconds % daySeconds === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}

function clock(seconds: number): string {
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Characters that XML cannot hold are written _x000D_ (ECMA-376 part 1, 22.9.2.19). */
export function unescapeCell(text: string): string {
	if (!text.includes('_x')) return text;
	return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Index from 0 of the column in a reference such as "AB12"; -1 when there is none. */
export function columnIndex(reference: string): number {
	let index = 0;
	for (let at = 0; at < reference.length; at++) {
		const code = reference.charCodeAt(at);
		if (code < 65 || code > 90) break;
		index = index * 26 + code - 64;
	}
	return index - 1;
}

/** The letters of a column by its index from 0: 27 is "AB". */
export function columnLetters(index: number): string {
	let letters = '';
	for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
	return letters;
}
