import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languages } from '../../platform/errors.ts';
import { formatOf } from './formats.ts';

const [zh, en] = languages.map(formatOf) as [ReturnType<typeof formatOf>, ReturnType<typeof formatOf>];
/** Intl puts no-break spaces where a person reads a space. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('money', () => {
	test.each([
		['1234.5', 'USD', '$1,234.50', 'US$1,234.50'],
		['1234.5000', 'CNY', 'CN¥1,234.50', '¥1,234.50'],
		['-3', 'EUR', '-€3.00', '-€3.00'],
		['1000', 'JPY', '¥1,000', 'JP¥1,000'],
		['0.00012', 'USD', '$0.00012', 'US$0.00012'],
		['12345678901234567890.12', 'CNY', 'CN¥12,345,678,901,234,567,890.12', '¥12,345,678,901,234,567,890.12'],
		['5', 'XTS', 'XTS 5.00', 'XTS 5.00'],
		['a lot', 'USD', 'a lot USD', 'a lot USD'],
		['5', '', '5', '5'],
	])('%s %s', (amount, currency, english, chinese) => {
		expect(plain(en.money(amount, currency))).toBe(english);
		expect(plain(zh.money(amount, currency))).toBe(chinese);
	});

	test('shows every digit of any amount', () => {
		const amounts = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.stringMatching(/^\d{0,6}$/));
		fc.assert(
			fc.property(amounts, ([whole, part]) => {
				const text = part === '' ? String(whole) : `${whole}.${part}`;
				const digits = en.money(text, 'USD').replace(/[^\d.]/g, '');
				const [shownWhole, shownPart = ''] = digits.split('.');
				expect(shownWhole).toBe(String(whole));
				expect(shownPart.replace(/0+$/, '')).toBe(part.replace(/0+$/, ''));
			}),
		);
	});
});

describe('relative times', () => {
	const now = Date.UTC(2026, 0, 15, 12);
	test.each([
		[0, 'now', '现在'],
		[-59, '59 seconds ago', '59秒钟前'],
		[-60, '1 minute ago', '1分钟前'],
		[-3 * 3600 - 5, '3 hours ago', '3小时前'],
		[-86_400, 'yesterday', '昨天'],
		[86_400 * 8, 'next week', '下周'],
		[-400 * 86_400, 'last year', '去年'],
	])('%i s', (seconds, english, chinese) => {
		const iso = new Date(now + seconds * 1000).toISOString();
		expect(en.relative(iso, now)).toBe(english);
		expect(zh.relative(iso, now)).toBe(chinese);
	});

	test('what is no time is shown as it is', () => expect(en.relative('soon', now)).toBe('soon'));
});

test('lists and order follow the language', () => {
	expect(en.list(['A', 'B', 'C'])).toBe('A, B, and C');
	expect(zh.list(['甲', '乙', '丙'])).toBe('甲、乙和丙');
	expect(['张', '李', '安', '王'].sort(zh.compare)).toEqual(['安', '李', '王', '张']);
	expect(['b10', 'b2', 'Émile', 'eva'].sort(en.compare)).toEqual(['b2', 'b10', 'Émile', 'eva']);
});

test('units stand apart where they are letters', () => {
	expect(['cm', '%', '厘米', undefined].map((unit) => en.measure(1780, unit))).toEqual(['1,780 cm', '1,780%', '1,780厘米', '1,780']);
});

test('sizes and durations', () => {
	expect([0, 1, 999, 1500, 2_000_000].map((count) => plain(en.bytes(count)))).toEqual(['0 bytes', '1 byte', '999 bytes', '1.5 kB', '2 MB']);
	expect([0, 200, 3900].map((count) => plain(en.duration(count)))).toEqual(['0 sec', '3 min 20 sec', '1 hr 5 min']);
});

test('languages and countries by their names', () => {
	expect(en.named('language', 'zh-CN')).toBe('Chinese (China)');
	expect(zh.named('region', 'DE')).toBe('德国');
	expect(en.named('language', 'not a code')).toBe('not a code');
	expect(en.named('region', '')).toBe('');
});
