// Names of people: taken apart into family name, given name and titles, in Chinese and Western order, and put together again.
import { hasHan, isHan, simplify } from './han.ts';
import { isPinyin } from './pinyin_syllables.ts';
import { pinyinSurnameRank, singleSurnames, surnameOf } from './surnames.ts';
import { cleanText, fold, textLimits } from './text.ts';
import { chineseTitles, particles, westernPrefixes, westernSuffixes } from './titles.ts';
import { defineProblems, type Normalised, nothing, type ValueProblem } from './value.ts';

const problem = defineProblems({
	name_too_long: {
		severity: 'error',
		'zh-CN': '姓名有 {length} 个字符，最多允许 {max} 个。请检查这一列是否真的是姓名。',
		en: 'The name has {length} characters; at most {max} are allowed. Check that this column really holds names.',
	},
	name_without_letters: {
		severity: 'warning',
		'zh-CN': '“{value}”不含文字，不像姓名，已按原样保存。请核对。',
		en: '“{value}” holds no letters and does not look like a name; it is kept as typed. Check it.',
	},
	name_placeholder: {
		severity: 'warning',
		'zh-CN': '“{value}”看起来是占位内容，不是真实姓名，已按原样保存。',
		en: '“{value}” looks like a placeholder, not like a real name; it is kept as typed.',
	},
	name_is_contact: {
		severity: 'warning',
		'zh-CN': '“{value}”像是电话号码或邮箱，不像姓名，已按原样保存。请检查列的对应关系。',
		en: '“{value}” looks like a phone number or an e-mail address, not like a name; it is kept as typed. Check which column is which.',
	},
	name_swapped: {
		severity: 'warning',
		'zh-CN': '姓“{family}”和名“{given}”可能填反了，已按原样保存。请核对。',
		en: 'Family name “{family}” and given name “{given}” may be the wrong way round; they are kept as typed. Check them.',
	},
});

/** The parts of a personal name. `name` is the whole name for display, in the order and case in which it was written. */
export interface PersonName {
	readonly name: string;
	readonly family_name: string | null;
	readonly given_name: string | null;
	readonly middle_name: string | null;
	/** Form of address, before or after the name: Dr, 先生. */
	readonly prefix: string | null;
	/** What follows the family name: Jr., III, PhD. */
	readonly suffix: string | null;
}

export type NameParts = Partial<Omit<PersonName, 'name'>>;

export interface NameOptions {
	/** The order of names in Latin letters without a comma, where a whole file keeps to one. Default: recognised name by name, given name first in doubt. */
	readonly order?: 'given_first' | 'family_first';
}

type Parts = { -readonly [Key in keyof PersonName]: PersonName[Key] };

function whole(name: string): Parts {
	return { name, family_name: null, given_name: null, middle_name: null, prefix: null, suffix: null };
}

const middleDots = /[·•・‧∙⋅●．]/;
const middleDotsAll = /\s*[·•・‧∙⋅●．]\s*/g;
const bracketed = /\s*[(（[【「][^()（）[\]【】「」]*[)）\]】」]\s*/g;
const hanOnly = /^[\p{Script=Han}〇]+$/u;
const hanWords = /^[\p{Script=Han}〇]+(?: [\p{Script=Han}〇]+)+$/u;

function titleAtEnd(simple: string): string | null {
	for (const title of chineseTitles) if (simple.length > title.length && simple.endsWith(title)) return title;
	return null;
}

/** A name of Chinese characters alone. A title stays in `name` when only a surname stands before it: nobody is called 张 (张先生). */
function readHan(text: string): Parts {
	const parts = whole(text);
	let bare = text;
	let simple = simplify(bare);
	const title = titleAtEnd(simple);
	if (title) {
		const before = simple.slice(0, -title.length);
		const surname = surnameOf(before);
		// 总 is also the end of real given names, so it is a title only right after a surname (王总), as is any title after what is no surname at all.
		if (surname !== null && (surname === before || (title !== '总' && before.length <= 4))) {
			parts.prefix = bare.slice(-title.length);
			bare = bare.slice(0, -title.length);
			simple = before;
			if (surname === before) {
				parts.family_name = bare;
				return parts;
			}
			parts.name = bare;
		}
	}
	const surname = surnameOf(simple);
	const length = [...simple].length;
	if (surname === null || length > 4 || (length === 4 && surname.length === 1)) return parts;
	parts.family_name = bare.slice(0, surname.length);
	parts.given_name = bare.slice(surname.length) || null;
	return parts;
}

/** 张 三, 田中 太郎: the space says where the family name ends. The Chinese name is stored without it. */
function readSpacedHan(text: string): Parts {
	const words = text.split(' ');
	if (words.every((word) => [...word].length === 1) || surnameOf(simplify(words[0] as string)) === simplify(words[0] as string)) {
		return readHan(words.join(''));
	}
	const parts = whole(text);
	if (words.length === 2) [parts.family_name, parts.given_name] = words as [string, string];
	return parts;
}

/** 约翰·史密斯, 迪丽热巴·迪力木拉提: the own name first, the family's or father's last. */
function readDotted(text: string): Parts {
	const parts = whole(text.replace(middleDotsAll, '·'));
	const pieces = parts.name.split('·').filter((piece) => piece !== '');
	if (pieces.length < 2) return parts;
	parts.given_name = pieces[0] as string;
	parts.family_name = pieces.at(-1) as string;
	parts.middle_name = pieces.slice(1, -1).join('·') || null;
	return parts;
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

/** Takes titles off both ends of the words and notes them; at least one word is left. */
function takeTitles(parts: Parts, words: string[]): void {
	const prefixes: string[] = [];
	while (words.length > 1 && westernPrefixes.has(key(words[0] as string))) prefixes.push(words.shift() as string);
	const suffixes: string[] = [];
	while (words.length > 2 && westernSuffixes.has(key(words.at(-1) as string))) suffixes.unshift(words.pop() as string);
	if (prefixes.length > 0) parts.prefix = prefixes.join(' ');
	if (suffixes.length > 0) parts.suffix = [...suffixes, ...(parts.suffix ? [parts.suffix] : [])].join(' ');
}

function wordsOf(text: string): string[] {
	return text.split(' ').filter((word) => word !== '');
}

/** `Smith, John A.` and `John Smith, PhD` and `Smith, John, Jr.` */
function readComma(pieces: readonly string[], parts: Parts): Parts {
	const suffixes = pieces.slice(1).filter((piece) => wordsOf(piece).every((word) => westernSuffixes.has(key(word))));
	if (suffixes.length > 0) parts.suffix = suffixes.join(' ');
	const names = pieces.filter((piece) => !suffixes.includes(piece));
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
function readWords(words: string[], parts: Parts, options: NameOptions): Parts {
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

/** Chinese and Latin together (张三 Sam Zhang, 李娜（Lina）): the parts are those of the Chinese name, the name stays as written. */
function readMixed(text: string): Parts {
	const parts = whole(text);
	const chinese = text.match(/[\p{Script=Han}〇]+/gu) ?? [];
	if (chinese.length !== 1) return parts;
	const read = readHan(chinese[0] as string);
	return { ...read, name: text };
}

function hangulName(text: string): boolean {
	return /^[가-힣]{2,4}$/.test(text);
}

function read(text: string, options: NameOptions): Parts {
	const bare = text.replace(bracketed, ' ').trim();
	if (hasHan(bare)) {
		const parts = hanOnly.test(bare)
			? readHan(bare)
			: hanWords.test(bare)
				? readSpacedHan(bare)
				: middleDots.test(bare)
					? readDotted(bare)
					: readMixed(bare);
		return bare === text ? parts : { ...parts, name: text };
	}
	if (hasHan(text)) return readMixed(text);
	if (hangulName(bare)) return { ...whole(text), family_name: bare.slice(0, 1), given_name: bare.slice(1) };
	const pieces = bare.split(/\s*,\s*/).filter((piece) => piece !== '');
	const parts = pieces.length > 1 ? readComma(pieces, whole(text)) : readWords(wordsOf(pieces[0] ?? ''), whole(text), options);
	return bare === text ? parts : { ...parts, name: text };
}

const placeholders = new Set(
	'n/a na none null nil unknown test tester anonymous undefined nobody noname no-name xxx tbd 无 未知 不详 测试 匿名 暂无 空 客户 佚名 某某 未填写 张某 李某'.split(
		' ',
	),
);

function doubt(name: string): ValueProblem | undefined {
	if (!/\p{L}/u.test(name))
		return problem((name.match(/\d/g)?.length ?? 0) >= 7 ? 'name_is_contact' : 'name_without_letters', { value: name });
	if (/[^\s@]@[^\s@]+\.[a-z]/i.test(name)) return problem('name_is_contact', { value: name });
	if (placeholders.has(fold(name))) return problem('name_placeholder', { value: name });
	return undefined;
}

/**
 * Takes a personal name apart. Case and script stay as typed; only spaces, invisible characters and full-width letters are cleaned, `ZHANG, Wei` becomes `Wei ZHANG`,
 * and titles leave the name unless only a surname stands with them (张先生).
 *
 * Error: `name_too_long`. Warnings: `name_without_letters`, `name_placeholder`, `name_is_contact`.
 */
export function parsePersonName(raw: string, options: NameOptions = {}): Normalised<PersonName> {
	const text = cleanText(raw);
	if (text === '') return nothing;
	if (text.length > textLimits.name)
		return { value: null, problem: problem('name_too_long', { length: text.length, max: textLimits.name }) };
	const doubtful = doubt(text);
	if (doubtful) return { value: whole(text), problem: doubtful };
	return { value: read(text, options) };
}

function joinWestern(parts: NameParts): string {
	return [parts.given_name, parts.middle_name, parts.family_name, parts.suffix].filter((part) => part).join(' ');
}

/**
 * The full name from its parts: Chinese without a space (张 + 三 → 张三), names written in Chinese from other languages with a dot (约翰·史密斯),
 * Western as given, middle, family, suffix. Titles are left out. Empty when there are no parts.
 */
export function fullName(parts: NameParts): string {
	const family = parts.family_name ?? '';
	const given = parts.given_name ?? '';
	if (!isHan(family || given) && !isHan(given || family)) return joinWestern(parts);
	if (!hasHan(family + given)) return joinWestern(parts);
	if (!family || !given) return `${family}${given}`;
	const foreign =
		!parts.middle_name && (singleSurnames.has(simplify(family)) || surnameOf(simplify(family)) === simplify(family) || family.length <= 2);
	if (hanOnly.test(family) && hanOnly.test(given) && foreign) return `${family}${given}`;
	if (hasHan(family) && hasHan(given)) return [given, parts.middle_name, family].filter((part) => part).join('·');
	return joinWestern(parts);
}

/**
 * A name whose parts come in columns of their own: cleans each, builds the full name.
 * Problems as in `parsePersonName`, and the warning `name_swapped` when a Chinese given name is a surname and the family name is none (三 + 张).
 */
export function nameFromParts(typed: NameParts): Normalised<PersonName> {
	const clean = (part: string | null | undefined): string | null => (part ? cleanText(part) || null : null);
	const parts: Parts = {
		name: '',
		family_name: clean(typed.family_name),
		given_name: clean(typed.given_name),
		middle_name: clean(typed.middle_name),
		prefix: clean(typed.prefix),
		suffix: clean(typed.suffix),
	};
	parts.name = fullName(parts);
	if (parts.name === '') return nothing;
	if (parts.name.length > textLimits.name) {
		return { value: null, problem: problem('name_too_long', { length: parts.name.length, max: textLimits.name }) };
	}
	const { family_name: family, given_name: given } = parts;
	if (family && given && hanOnly.test(family) && hanOnly.test(given)) {
		const surnameGiven = surnameOf(simplify(given)) === simplify(given);
		if (surnameGiven && surnameOf(simplify(family)) === null) return { value: parts, problem: problem('name_swapped', { family, given }) };
	}
	const doubtful = doubt(parts.name);
	return doubtful ? { value: parts, problem: doubtful } : { value: parts };
}
