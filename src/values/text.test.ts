// Tests of text cleaning and folding.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasHan, isHan, simplify } from './han.ts';
import { anyText, codeOf } from './testing.ts';
import { byCodePoint, cleanText, fold, normaliseText, textLimits } from './text.ts';

describe('cleanText', () => {
	test.each([
		['  张三  ', '张三'],
		['John \t Smith', 'John Smith'],
		['ＡＢＣ　１２３', 'ABC 123'],
		['阿里巴巴（中国）', '阿里巴巴（中国）'],
		['你好，世界！ＡＢＣ：１？', '你好，世界！ABC：1？'],
		['ＺＨＡＮＧ，Ｗｅｉ', 'ZHANG,Wei'],
		['ｶﾞｷﾞ', 'ガギ'],
		['《红楼梦》、。', '《红楼梦》、。'],
		['a\u0000b\u0007c', 'abc'],
		['evil\u202Egpj.exe', 'evilgpj.exe'],
		['a\u200Bb\uFEFFc\u00ADd', 'abcd'],
		['👨‍👩‍👧 ❤️', '👨‍👩‍👧 ❤️'],
		['محمد علي', 'محمد علي'],
		['שלום', 'שלום'],
		['می‌خواهم', 'می‌خواهم'],
		['10 m² ™', '10 m² ™'],
		['Cafe\u0301', 'Café'],
		['lone \ud83d surrogate', 'lone surrogate'],
		['line\r\nbreak', 'line break'],
		['\u00a0non\u00a0breaking\u00a0', 'non breaking'],
		['', ''],
		[' \u3000 ', ''],
	])('%j → %j', (raw, clean) => {
		expect(cleanText(raw)).toBe(clean);
	});

	test('keeps line ends where asked, at most one empty line in a row', () => {
		expect(cleanText(' a \r\n b\r\rc\n\n\n\nd\u2028e ', true)).toBe('a\nb\n\nc\n\nd\ne');
	});

	test('is idempotent and leaves no control characters', () => {
		fc.assert(
			fc.property(anyText, fc.boolean(), (raw, lines) => {
				const clean = cleanText(raw, lines);
				expect(cleanText(clean, lines)).toBe(clean);
				// biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point
				expect(clean).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
				expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('normaliseText', () => {
	test('holds the limit', () => {
		expect(normaliseText('a'.repeat(textLimits.line)).value).toHaveLength(textLimits.line);
		const long = normaliseText('张'.repeat(10_000));
		expect(long.value).toBeNull();
		expect(codeOf(long)).toBe('text_too_long');
		expect(long.problem?.words.en).toContain('10000');
	});

	test('marks the replacement character as a sign of a wrong encoding', () => {
		expect(normaliseText('张\ufffd').problem).toMatchObject({ code: 'text_garbled', severity: 'warning' });
	});

	test('gives nothing for empty text', () => {
		expect(normaliseText(' \u0000 ')).toEqual({ value: null });
	});
});

test('byCodePoint is the order of bytes in UTF-8', () => {
	const text = fc.string({ unit: 'binary', maxLength: 6 });
	fc.assert(
		fc.property(
			fc.oneof(
				fc.tuple(text, text),
				fc.tuple(text, text, text).map(([same, a, b]) => [same + a, same + b] as const),
			),
			([a, b]) => {
				expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
			},
		),
	);
	expect(['\u{1f600}', '\ufdfd', 'b', 'A', ''].sort(byCodePoint)).toEqual(['', 'A', 'b', '\ufdfd', '\u{1f600}']);
});

describe('fold', () => {
	test.each([
		['ÉCOLE', 'ecole'],
		['Straße', 'strasse'],
		['Øre Ærø Œuvre Łódź Đà', 'ore aero oeuvre lodz da'],
		['İstanbul Iğdır', 'istanbul igdir'],
		['ＡＢＣ１２３', 'abc123'],
		['臺灣 劉備 歐陽', '台湾 刘备 欧阳'],
		['麼 羣 衞', '么 群 卫'],
		['ΑΣ', 'ας'.replace('ς', 'σ')],
		['ﬁ ㎒', 'fi mhz'],
		['ガ', 'ガ'],
		['한국', '한국'],
		['Иван', 'иван'],
	])('%j → %j', (text, folded) => {
		expect(fold(text)).toBe(folded);
	});

	test('is idempotent', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(fold(fold(text))).toBe(fold(text));
			}),
			{ numRuns: 5000 },
		);
	});

	test('of a prefix of Chinese text is a prefix of the fold, so that search as typed finds it', () => {
		const traditional = '乾隆皇帝與歐陽鋒後來在臺灣開發薴麻';
		for (let length = 0; length <= traditional.length; length++) {
			expect(fold(traditional).startsWith(fold(traditional.slice(0, length)))).toBe(true);
		}
	});
});

describe('Chinese characters', () => {
	test.each([
		['张', true],
		['〇', true],
		['𠮷', true],
		['㐂', true],
		['あ', false],
		['한', false],
		['A', false],
		['，', false],
		['1', false],
	])('%s: %s', (character, han) => {
		expect(isHan(character)).toBe(han);
		expect(hasHan(`x${character}y`)).toBe(han);
	});

	test('simplify keeps the length and simplified text', () => {
		expect(simplify('張偉與ABC')).toBe('张伟与ABC');
		expect(simplify('张伟')).toBe('张伟');
		expect(simplify('')).toBe('');
	});
});
