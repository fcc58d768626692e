// Names of people: taken apart into family name, given name and titles, in Chinese and Western order, and put together again.
import { hasHan, simplify } from './han.ts';
import { isHanOnly, readChinese, readMixed } from './name_chinese.ts';
import { type NameOptions, type NameParts, type Parts, type PersonName, whole } from './name_parts.ts';
import { joinWestern, readComma, readWords, wordsOf } from './name_western.ts';
import { surnameOf } from './surnames.ts';
import { cleanText, fold, textLimits } from './text.ts';
import { defineProblems, type Normalised, nothing, type ValueProblem } from './value.ts';

export type { NameOptions, NameParts, PersonName } from './name_parts.ts';

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

/** A note inside the name: Robert (Bob) Smith, 张三（Alice）. */
const openBracket = /[(（[【「]/;
const bracketed = /\s*[(（[【「][^()（）[\]【】「」]*[)）\]】」]\s*/g;

function hangulName(text: string): boolean {
	return /^[가-힣]{2,4}$/.test(text);
}

/** Chooses the reader by script; a note in brackets stays in the name and out of the parts. */
function read(text: string, options: NameOptions): Parts {
	const bare = openBracket.test(text) ? text.replace(bracketed, ' ').trim() : text;
	if (hasHan(bare)) {
		const parts = readChinese(bare);
		return bare === text ? parts : { ...parts, name: text };
	}
	if (hasHan(text)) return readMixed(text);
	if (hangulName(bare)) return { ...whole(text), family_name: bare.slice(0, 1), given_name: bare.slice(1) };
	const pieces = bare.includes(',') ? bare.split(/\s*,\s*/).filter((piece) => piece !== '') : [bare];
	const parts = pieces.length > 1 ? readComma(pieces, whole(text)) : readWords(wordsOf(pieces[0] ?? ''), whole(text), options);
	return bare === text ? parts : { ...parts, name: text };
}

/** What people type when they have no name, folded. */
const placeholders = new Set(
	'n/a na none null nil unknown test tester anonymous undefined nobody noname no-name xxx tbd 无 未知 不详 测试 匿名 暂无 空 客户 佚名 某某 未填写 张某 李某'.split(
		' ',
	),
);

/** Tells most names by their first character. */
function hasLetter(text: string): boolean {
	return /^[A-Za-z\u4e00-\u9fff]/.test(text) || /\p{L}/u.test(text);
}

function doubt(name: string): ValueProblem | undefined {
	if (!hasLetter(name)) return problem((name.match(/\d/g)?.length ?? 0) >= 7 ? 'name_is_contact' : 'name_without_letters', { value: name });
	if (name.includes('@') && /[^\s@]@[^\s@]+\.[a-z]/i.test(name)) return problem('name_is_contact', { value: name });
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

function isSurname(text: string): boolean {
	const simple = simplify(text);
	return surnameOf(simple) === simple;
}

/**
 * The full name from its parts: Chinese without a space (张 + 三 → 张三), names written in Chinese from other languages with a dot (约翰·史密斯),
 * Western as given, middle, family, suffix. Titles are left out. Empty when there are no parts.
 */
export function fullName(parts: NameParts): string {
	const family = parts.family_name ?? '';
	const given = parts.given_name ?? '';
	if (!hasHan(family) && !hasHan(given)) return joinWestern(parts);
	if (!family || !given) return family + given;
	if (!hasHan(family) || !hasHan(given)) return joinWestern(parts);
	const chinese = !parts.middle_name && (isSurname(family) || family.length <= 2);
	return chinese ? family + given : [given, parts.middle_name, family].filter((part) => part).join('·');
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
	if (family && given && isHanOnly(family) && isHanOnly(given)) {
		if (isSurname(given) && surnameOf(simplify(family)) === null)
			return { value: parts, problem: problem('name_swapped', { family, given }) };
	}
	const doubtful = doubt(parts.name);
	return doubtful ? { value: parts, problem: doubtful } : { value: parts };
}
