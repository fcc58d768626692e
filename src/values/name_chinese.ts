// Names in Chinese characters: surname and given name, forms of address after them, and names of other peoples with a middle dot.
import { isCommonHanOnly, simplify } from './han.ts';
import { type Parts, whole } from './name_parts.ts';
import { surnameOf } from './surnames.ts';
import { chineseTitleEnds, chineseTitles } from './titles.ts';

const middleDots = /[·•・‧∙⋅●．]/;
const middleDotsAll = /\s*[·•・‧∙⋅●．]\s*/g;
/** Chinese characters alone. */
const hanOnly = /^[\p{Unified_Ideograph}〇々]+$/u;
const hanWords = /^[\p{Unified_Ideograph}〇々]+(?: [\p{Unified_Ideograph}〇々]+)+$/u;

/** True for a text of Chinese characters alone. */
export function isHanOnly(text: string): boolean {
	return text !== '' && (isCommonHanOnly(text) || hanOnly.test(text));
}

function titleAtEnd(simple: string): string | null {
	if (!chineseTitleEnds.has(simple.charAt(simple.length - 1))) return null;
	for (const title of chineseTitles) if (simple.length > title.length && simple.endsWith(title)) return title;
	return null;
}

/** A name of Chinese characters alone. A title stays in `name` when only a surname stands before it: nobody is called 张 (张先生). */
function readHan(text: string): Parts {
	const simple = simplify(text);
	const title = titleAtEnd(simple);
	if (title) {
		const before = text.slice(0, -title.length);
		const surname = surnameOf(simple.slice(0, before.length));
		if (surname !== null && surname.length === before.length) {
			return { ...whole(text), family_name: before, prefix: text.slice(before.length) };
		}
		// 总 also ends real given names (张伟总), so it is a title only right after a surname.
		if (surname !== null && title !== '总' && before.length <= 4) {
			const named = readHan(before);
			return { ...named, prefix: (named.prefix ?? '') + text.slice(before.length) };
		}
	}
	const parts = whole(text);
	const surname = surnameOf(simple);
	const length = [...simple].length;
	if (surname === null || length > 4 || (length === 4 && surname.length === 1)) return parts;
	parts.family_name = text.slice(0, surname.length);
	parts.given_name = text.slice(surname.length) || null;
	return parts;
}

/** 张 三, 张三 先生, 田中 太郎: the space says where the family name ends. The Chinese name is stored without it. */
function readSpacedHan(text: string): Parts {
	const words = text.split(' ');
	const title = chineseTitles.includes(simplify(words.at(-1) as string));
	if (title || words.every((word) => [...word].length === 1) || surnameOf(simplify(words[0] as string)) === simplify(words[0] as string)) {
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

/** Chinese and another script together (张三 Sam Zhang, 李娜（Lina）): the parts are those of the Chinese name, the name stays as written. */
export function readMixed(text: string): Parts {
	const parts = whole(text);
	const chinese = text.match(/[\p{Unified_Ideograph}〇々]+/gu) ?? [];
	if (chinese.length !== 1) return parts;
	const read = readHan(chinese[0] as string);
	return { ...read, name: text };
}

/** A name that holds Chinese characters, without brackets. */
export function readChinese(text: string): Parts {
	if (isHanOnly(text)) return readHan(text);
	if (hanWords.test(text)) return readSpacedHan(text);
	return middleDots.test(text) ? readDotted(text) : readMixed(text);
}
