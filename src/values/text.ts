// Plain text as people type and paste it: cleaning what is stored, and folding what is compared.
import { hasHan, isCommonHanOnly, simplify } from './han.ts';
import { defineProblems, type Normalised, nothing } from './value.ts';

const problem = defineProblems({
	text_too_long: {
		severity: 'error',
		'zh-CN': '内容有 {length} 个字符，最多允许 {max} 个。请缩短，或改放到备注中。',
		en: 'The text has {length} characters; at most {max} are allowed. Shorten it, or put it into the notes.',
	},
	text_garbled: {
		severity: 'warning',
		'zh-CN': '“{value}”含有无法识别的字符（�），文件的编码可能选错了。请检查编码后重新导入。',
		en: '“{value}” holds unreadable characters (�): the encoding of the file was probably read wrongly. Check the encoding and import again.',
	},
});

/** Length limits in UTF-16 units, by use. */
export const textLimits = { name: 200, line: 500, note: 100_000 } as const;

/**
 * True for text that cleaning leaves as it is, told without a regular expression: printable ASCII, Latin letters with their accents, common Chinese
 * characters, and single spaces inside.
 */
function isClean(text: string): boolean {
	let afterSpace = true;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		const plain = (unit > 0x20 && unit < 0x7f) || (unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0xc0 && unit <= 0x24f);
		if (!plain && (unit !== 0x20 || afterSpace)) return false;
		afterSpace = !plain;
	}
	return !afterSpace;
}

// Not in this list, because they are part of what people write: U+200D and U+200C (emoji families, Persian), variation selectors, letters of
// right-to-left scripts. In it: C0 and C1 controls but tab and line ends, soft hyphen, zero width space, word joiner, BOM, all bidi controls
// (they can make one name look like another), interlinear marks, non-characters.
const invisible =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
	/[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]|\p{Surrogate}/gu;

/** Full-width letters, digits and signs, the ideographic space, and half-width katakana and hangul. */
const widths = /[\u3000\uff01-\uffee]/;
const widthsAll = /[\uff01-\uff5e\uff61-\uffee]+/g;
/** Full-width punctuation that is the normal punctuation of a Chinese text: ！（），：；？ */
const chinesePunctuation = /[！（），：；？]/;

/**
 * Full-width letters, digits and signs to half-width, half-width katakana to full-width. The punctuation ！（），：；？ stays in a text that holds Chinese
 * characters, where it is right (`阿里巴巴（中国）`), and becomes ASCII elsewhere (`ＺＨＡＮＧ，Ｗｅｉ` → `ZHANG,Wei`).
 */
function narrow(text: string): string {
	if (!widths.test(text)) return text;
	const chinese = hasHan(text);
	return text.replaceAll('\u3000', ' ').replace(widthsAll, (run) => {
		if (!chinese) return run.normalize('NFKC');
		let result = '';
		let start = 0;
		for (let i = 0; i < run.length; i++) {
			if (!chinesePunctuation.test(run[i] as string)) continue;
			result += run.slice(start, i).normalize('NFKC') + run[i];
			start = i + 1;
		}
		return result + run.slice(start).normalize('NFKC');
	});
}

/**
 * Text as it is stored: NFC, half-width where that changes no meaning, without invisible characters, spaces trimmed and collapsed. Emoji, right-to-left
 * letters and signs such as ² or ™ stay. With `lines` the line ends stay (as \n, at most one empty line in a row).
 */
export function cleanText(raw: string, lines = false): string {
	if (isClean(raw)) return raw;
	const text = narrow(raw.replace(invisible, '')).normalize('NFC');
	if (!lines) return text.replace(/\s+/g, ' ').trim();
	return text
		.replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n')
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/**
 * Cleans text and holds it to a length (`max`, default 500; see `textLimits`).
 * Problems: `text_too_long` (error), `text_garbled` (warning: U+FFFD inside, a sign of a wrong encoding).
 */
export function normaliseText(
	raw: string,
	{ max = textLimits.line, lines = false }: { max?: number; lines?: boolean } = {},
): Normalised<string> {
	const value = cleanText(raw, lines);
	if (value === '') return nothing;
	if (value.length > max) return { value: null, problem: problem('text_too_long', { length: value.length, max }) };
	if (value.includes('\ufffd')) return { value, problem: problem('text_garbled', { value }) };
	return { value };
}

/**
 * Compares texts by their code points: the order of their bytes in UTF-8, and so of PostgreSQL's collation "C". A bare sort() goes by UTF-16 units
 * and puts an emoji before U+E000 to U+FFFF.
 */
export function byCodePoint(a: string, b: string): number {
	for (let i = 0; i < a.length && i < b.length; i++) {
		const difference = (a.codePointAt(i) as number) - (b.codePointAt(i) as number);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}

const latinLetters: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	đ: 'd',
	ð: 'd',
	ł: 'l',
	ħ: 'h',
	ı: 'i',
	þ: 'th',
	ŋ: 'n',
	ς: 'σ',
};
const latinLettersAll = new RegExp(`[${Object.keys(latinLetters).join('')}]`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
const ascii = /^[\u0000-\u007f]*$/;

/**
 * The form in which texts are compared: compatibility forms resolved (NFKC), lower case, Latin accents removed (é → e, ß → ss, ø → o), simplified Chinese.
 * Spaces and punctuation stay. Never stored for display. Idempotent.
 */
export function fold(text: string): string {
	if (ascii.test(text)) return text.toLowerCase();
	// Chinese characters alone: no case, no accents.
	if (isCommonHanOnly(text)) return simplify(text);
	const lower = text
		.replace(/\p{Surrogate}/gu, '')
		.normalize('NFKC')
		.toLowerCase();
	const bare = lower
		.normalize('NFD')
		.replace(/[\u0300-\u036f]+/g, '')
		.normalize('NFKC')
		.toLowerCase();
	return simplify(bare.replace(latinLettersAll, (letter) => latinLetters[letter] as string));
}
