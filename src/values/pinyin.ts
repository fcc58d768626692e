// Pinyin of Chinese text: syllables, initials, and the key by which Chinese and Western names sort together. Built for a million names: everything that repeats is remembered.
import { pinyin as readAloud } from 'pinyin-pro';
import { isCommonHanOnly, isHan, simplify } from './han.ts';
import { surnameOf, surnameReadings } from './surnames.ts';
import { fold } from './text.ts';
import { remember } from './value.ts';

/** How the text is to be read: a person's name has a surname at its head, whose reading may differ (单 is Shan, not Dan). */
export type Reading = 'person' | 'text';

/** Syllables with the tone number, one a character, ü as v; a character without a reading stands for itself. */
function readRun(run: string): string[] {
	return readAloud(run, { type: 'array', toneType: 'num', v: true, toneSandhi: false }).map((syllable) => syllable.toLowerCase());
}

// Given names and the words of company names repeat: phrases are read as a whole, because the neighbours decide (朝阳 chaoyang, 重庆 chongqing).
const readPhrase = remember(50_000, readRun);

const readSurname = remember(2_000, (surname: string): string[] => {
	const known = surnameReadings[surname];
	return known ? known.split(' ') : readRun(surname);
});

/** Syllables with tone numbers of one run of Chinese characters. */
function toned(run: string, reading: Reading): readonly string[] {
	const simple = simplify(run);
	if (reading === 'text') return readPhrase(simple);
	const surname = surnameOf(simple);
	if (surname === null) return readPhrase(simple);
	if (surname.length === simple.length) return readSurname(surname);
	return [...readSurname(surname), ...readPhrase(simple.slice(surname.length))];
}

function withoutTone(syllable: string): string {
	const last = syllable.charCodeAt(syllable.length - 1);
	return last >= 48 && last <= 57 && syllable.length > 1 ? syllable.slice(0, -1) : syllable;
}

/** A stretch of a text: Chinese characters, or one word of letters and digits of another script (folded). */
export interface Run {
	readonly text: string;
	readonly han: boolean;
}

const wordPattern = /[\p{Unified_Ideograph}〇々]+|(?:(?![\p{Unified_Ideograph}〇々])[\p{L}\p{N}\p{M}])+/gu;
/** Marks inside a word that do not divide it: O'Brien, D’Angelo. */
const apostrophes = /['’‘`´]/g;
/** A name in plain Latin letters, and its words. */
const plainName = /^[A-Za-z0-9 .,'&-]*$/;
const plainWords = /[a-z0-9]+/g;

/** Splits a text into runs of Chinese characters (simplified) and words of other scripts (folded), without spaces and punctuation. */
export function runsOf(text: string): Run[] {
	if (text === '') return [];
	if (isCommonHanOnly(text)) return [{ text: simplify(text), han: true }];
	if (plainName.test(text)) {
		const words = text.toLowerCase().replace(/'/g, '').match(plainWords) ?? [];
		return words.map((word) => ({ text: word, han: false }));
	}
	const runs: Run[] = [];
	for (const [run] of fold(text).replace(apostrophes, '').matchAll(wordPattern)) runs.push({ text: run, han: isHan(run) });
	return runs;
}

/**
 * The pinyin of a text, one syllable a character, lower case, without tones, ü as v (吕 → lv). Words of other scripts stand between as they are, folded.
 * `person` reads the head as a surname: 单田芳 → shan, tian, fang.
 */
export function pinyinSyllables(text: string, reading: Reading = 'text'): string[] {
	const syllables: string[] = [];
	runsOf(text).forEach((run, index) => {
		if (!run.han) syllables.push(run.text);
		else for (const syllable of toned(run.text, index === 0 ? reading : 'text')) syllables.push(withoutTone(syllable));
	});
	return syllables;
}

/** The pinyin of a text in one piece: 张三 → zhangsan. */
export function pinyinOf(text: string, reading: Reading = 'text'): string {
	return pinyinSyllables(text, reading).join('');
}

/** The first letter of each unit, in one piece. */
export function firstLetters(units: readonly string[]): string {
	let letters = '';
	for (const unit of units) letters += String.fromCodePoint(unit.codePointAt(0) as number);
	return letters;
}

/** The first letter of each syllable or word: 张三丰 → zsf, John Smith → js. */
export function initialsOf(text: string, reading: Reading = 'text'): string {
	return firstLetters(pinyinSyllables(text, reading));
}

/** The longest sort key, in UTF-16 units; what differs later than that sorts as equal. */
const sortKeyLimit = 80;
/** So many characters always fit into it: a syllable with its tone has seven letters at most, then comes the character, then a space. */
const charactersThatFit = 8;

/** Each character behind its syllable: 林丹 → lin2林 dan1丹. */
function spell(characters: readonly string[], syllables: readonly string[]): string[] {
	return characters.map((character, index) => `${syllables[index] ?? ''}${character}`);
}

const spellSurname = remember(2_000, (surname: string) => spell([...surname], readSurname(surname)).join(' '));
const spellPhrase = remember(50_000, (phrase: string) => spell([...phrase], readPhrase(phrase)).join(' '));

/** The sort key of a few common Chinese characters. */
function shortChineseKey(text: string, reading: Reading): string {
	const simple = simplify(text);
	const surname = reading === 'person' ? surnameOf(simple) : null;
	if (surname === null) return spellPhrase(simple);
	if (surname.length === simple.length) return spellSurname(surname);
	return `${spellSurname(surname)} ${spellPhrase(simple.slice(surname.length))}`;
}

/**
 * A key that sorts names when compared byte by byte (`collate "C"`): Chinese by pinyin, then tone, then character, so that one surname stays together; Western names by
 * folded letters, both interleaved: Lin Dan, 林丹, Linda, 刘洋. Digits come first, names of other scripts after Z. Empty for a text without letters or digits.
 */
export function sortKey(name: string, reading: Reading = 'person'): string {
	if (name.length <= charactersThatFit && name !== '' && isCommonHanOnly(name)) return shortChineseKey(name, reading);
	const parts: string[] = [];
	for (const [index, run] of runsOf(name).entries()) {
		if (parts.length > sortKeyLimit) break;
		if (run.han) parts.push(...spell([...run.text], toned(run.text, index === 0 ? reading : 'text')));
		else parts.push(run.text);
	}
	const key = parts.join(' ').slice(0, sortKeyLimit);
	return key.isWellFormed() ? key : key.replace(/\p{Surrogate}/gu, '');
}
