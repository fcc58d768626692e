// Names in Latin and other alphabets: order, titles, particles, capitals, and the comma that turns them round.
import type { NameOptions, NameParts, Parts } from './name_parts.ts';
import { isPinyin } from './pinyin_syllables.ts';
import { pinyinSurnameRank } from './surnames.ts';
import { fold } from './text.ts';
import { commaSuffixes, dottedPrefixes, particles, westernPrefixes, westernSuffixes } from './titles.ts';

/** Given, middle and family name and suffix with spaces between. */
export function joinWestern(parts: NameParts): string {
	return [parts.given_name, parts.middle_name, parts.family_name, parts.suffix].filter((part) => part).join(' ');
}

/** A word as the tables of titles know it. */
function key(word: string): string {
	return fold(word).replace(/[.,]/g, '');
}

function isCapitals(word: string): boolean {
	return word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase();
}

/** Where the family name starts, counting its particles: Ludwig [van Beethoven], Maria [de la Cruz]. The first word is never part of it. */
function familyStart(words: readonly string[]): number {
	let start = words.length - 1;
	while (start > 1 && particles.has(key(words[start - 1] as string))) start--;
	return start;
}

/** True for a name in pinyin with the family name first: all words are pinyin, and the first is a more frequent surname than the last. */
function isPinyinFamilyFirst(words: readonly string[]): boolean {
	if (words.length < 2 || words.length > 3) return false;
	const plain = words.map((word) => key(word).replace(/[-'’]/g, ''));
	const first = pinyinSurnameRank.get(plain[0] as string);
	if (first === undefined) return false;
	return first < (pinyinSurnameRank.get(plain.at(-1) as string) ?? Number.POSITIVE_INFINITY) && plain.every(isPinyin);
}

function setWestern(parts: Parts, family: string, given: readonly string[]): void {
	parts.family_name = family || null;
	parts.given_name = given[0] ?? null;
	parts.middle_name = given.slice(1).join(' ') || null;
}

function isPrefix(word: string): boolean {
	return westernPrefixes.has(key(word)) || dottedPrefixes.has(word.toLowerCase());
}

/** A piece behind a comma that is no name: Jr., PhD MBA. */
function isSuffixPiece(piece: string): boolean {
	return wordsOf(piece).every((word) => westernSuffixes.has(key(word)) || commaSuffixes.has(key(word)));
}

/** Takes titles off both ends of the words and notes them; at least one word is left. */
function takeTitles(parts: Parts, words: string[]): void {
	const prefixes: string[] = [];
	while (words.length > 1 && isPrefix(words[0] as string)) prefixes.push(words.shift() as string);
	const suffixes: string[] = [];
	while (words.length > 1 && westernSuffixes.has(key(words.at(-1) as string))) suffixes.unshift(words.pop() as string);
	if (prefixes.length > 0) parts.prefix = prefixes.join(' ');
	if (suffixes.length > 0) parts.suffix = [...suffixes, ...(parts.suffix ? [parts.suffix] : [])].join(' ');
}

export function wordsOf(text: string): string[] {
	return text.split(' ').filter((word) => word !== '');
}

/** `Smith, John A.` and `John Smith, PhD` and `Smith, John, Jr.` */
export function readComma(pieces: readonly string[], parts: Parts): Parts {
	// A single word before the comma is a family name: in "Smith, V" and "Nguyen, Do" the other is the given name.
	const firstSuffix = wordsOf(pieces[0] as string).length > 1 || pieces.length > 2 ? 1 : 2;
	const names: string[] = [];
	const suffixes: string[] = [];
	for (const [index, piece] of pieces.entries()) {
		if (index >= firstSuffix && isSuffixPiece(piece)) suffixes.push(piece);
		else if (index > 0 && wordsOf(piece).every(isPrefix)) parts.prefix = piece;
		else names.push(piece);
	}
	if (suffixes.length > 0) parts.suffix = suffixes.join(' ');
	if (names.length === 1) return readWords(wordsOf(names[0] as string), parts, {});
	if (names.length !== 2) return parts;
	const given = wordsOf(names[1] as string);
	takeTitles(parts, given);
	const family = wordsOf(names[0] as string);
	takeTitles(parts, family);
	setWestern(parts, family.join(' '), given);
	parts.name = joinWestern(parts);
	return parts;
}

/** A name of words in Latin, Cyrillic or another script with spaces. */
export function readWords(words: string[], parts: Parts, options: NameOptions): Parts {
	takeTitles(parts, words);
	parts.name = [...words, ...(parts.suffix ? [parts.suffix] : [])].join(' ');
	if (words.length < 2) {
		if (parts.prefix) parts.family_name = words[0] ?? null;
		else parts.given_name = words[0] ?? null;
		return parts;
	}
	const first = words[0] as string;
	// ZHANG Wei, Wei ZHANG: where just one end is in capitals, that is the family name.
	const capitalsFirst = isCapitals(first) && !words.slice(1).some(isCapitals);
	const capitalsLast = isCapitals(words.at(-1) as string) && !words.slice(0, -1).some(isCapitals);
	const familyFirst = options.order ? options.order === 'family_first' : capitalsFirst || (!capitalsLast && isPinyinFamilyFirst(words));
	if (familyFirst) {
		setWestern(parts, first, words.slice(1));
	} else {
		const start = familyStart(words);
		setWestern(parts, words.slice(start).join(' '), words.slice(0, start));
	}
	return parts;
}
