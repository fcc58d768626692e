// Names in Latin and other alphabets: order, titles, particles, capitals, and the comma that turns them round.
import type { NameOptions, NameParts, Parts } from './name_parts.ts';
import { isPinyin } from './pinyin_syllables.ts';
import { pinyinSurnameRank } from './surnames.ts';
import { fold } from './text.ts';
import { commaSuffixes, dottedPrefixes, particles, westernPrefixes, westernSuffixes } from './titles.ts';
import { remember } from './value.ts';

/** Given, middle and family name and suffix with spaces between. */
export function joinWestern(parts: NameParts): string {
	return [parts.given_name, parts.middle_name, parts.family_name, parts.suffix].filter((part) => part).join(' ');
}

/** What a word of a name can be. */
interface Word {
	/** As the tables of titles know it. */
	readonly key: string;
	readonly prefix: boolean;
	readonly suffix: boolean;
	readonly particle: boolean;
	readonly capitals: boolean;
	/** In plain letters, where it can be read as pinyin from end to end, else null. */
	readonly pinyin: string | null;
}

// Given names and family names repeat.
const readWord = remember(20_000, (word: string): Word => {
	const key = fold(word).replace(/[.,]/g, '');
	const plain = key.replace(/[-'’]/g, '');
	return {
		key,
		prefix: westernPrefixes.has(key) || dottedPrefixes.has(word.toLowerCase()),
		suffix: westernSuffixes.has(key),
		particle: particles.has(key),
		capitals: word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase(),
		pinyin: isPinyin(plain) ? plain : null,
	};
});

const isPrefix = (word: string) => readWord(word).prefix;
const isSuffix = (word: string) => readWord(word).suffix;
const isCapitals = (word: string) => readWord(word).capitals;

/** Where the family name starts, counting its particles: Ludwig [van Beethoven], Maria [de la Cruz]. The first word is never part of it. */
function familyStart(words: readonly string[]): number {
	let start = words.length - 1;
	while (start > 1 && readWord(words[start - 1] as string).particle) start--;
	return start;
}

/** True for a name in pinyin with the family name first: all words are pinyin, and the first is a more frequent surname than the last. */
function isPinyinFamilyFirst(words: readonly string[]): boolean {
	if (words.length < 2 || words.length > 3) return false;
	const plain = words.map((word) => readWord(word).pinyin);
	const rank = (word: string | null | undefined) => pinyinSurnameRank.get(word ?? '') ?? Number.POSITIVE_INFINITY;
	return rank(plain[0]) < rank(plain.at(-1)) && !plain.includes(null);
}

function setWestern(parts: Parts, family: string, given: readonly string[]): void {
	parts.family_name = family || null;
	parts.given_name = given[0] ?? null;
	parts.middle_name = given.slice(1).join(' ') || null;
}

/** A piece behind a comma that is no name: Jr., PhD MBA. */
function isSuffixPiece(piece: string): boolean {
	return wordsOf(piece).every((word) => isSuffix(word) || commaSuffixes.has(readWord(word).key));
}

/** Takes titles off both ends of the words and notes them; at least one word is left. */
function takeTitles(parts: Parts, words: string[]): void {
	const prefixes: string[] = [];
	while (words.length > 1 && isPrefix(words[0] as string)) prefixes.push(words.shift() as string);
	const suffixes: string[] = [];
	while (words.length > 1 && isSuffix(words.at(-1) as string)) suffixes.unshift(words.pop() as string);
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
