// Tests of numbers, money and yes/no.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCurrencyCode, normaliseBoolean, normaliseMoney, normaliseNumber } from './amount.ts';
import { anyText, codeOf } from './testing.ts';

describe('numbers', () => {
	test.each([
		['0', '0'],
		['1234', '1234'],
		['-12', '-12'],
		['1,234.50', '1234.50'],
		['1.234,56', '1234.56'],
		['1.234.567', '1234567'],
		['1,234,567.8', '1234567.8'],
		['1 234,56', '1234.56'],
		['1\u00a0234\u202f567', '1234567'],
		["1'234.50", '1234.50'],
		['12,34,567', '1234567'],
		['1,234', '1234'],
		['1.234', '1.234'],
		['12,5', '12.5'],
		['0,123', '0.123'],
		['.5', '0.5'],
		['5.', '5'],
		['(12.00)', '-12.00'],
		['（12.00）', '-12.00'],
		['12-', '-12'],
		['−5', '-5'],
		['+5', '5'],
		['-0', '0'],
		['-0.00', '0.00'],
		['007', '7'],
		['１２３．４５', '123.45'],
		['1.2E+05', '120000'],
		['1.5e-3', '0.0015'],
		['1.5万', '15000'],
		['3亿', '300000000'],
		['2千万', '20000000'],
		['1.5k', '1500'],
		['2.5M', '2500000'],
	])('%s → %s', (raw, value) => {
		expect(normaliseNumber(raw)).toEqual({ value });
	});

	test('with the decimal mark of the column', () => {
		expect(normaliseNumber('1,234', { decimal: ',' }).value).toBe('1.234');
		expect(normaliseNumber('1.234', { decimal: ',' }).value).toBe('1234');
		expect(normaliseNumber('1,234', { decimal: '.' }).value).toBe('1234');
		expect(codeOf(normaliseNumber('12,5', { decimal: '.' }))).toBe('number_not_read');
	});

	test.each([
		'abc',
		'12abc',
		'5%',
		'--5',
		'1,23,4',
		'1.2.3',
		'1,234.5,6',
		'十',
		'.',
		',',
		'-',
		'()',
		'2023-02-03',
		'1 2',
		'NaN',
		'Infinity',
		'0x10',
		'1e',
	])('%s is none', (raw) => {
		expect(normaliseNumber(raw)).toMatchObject({ value: null, problem: { code: 'number_not_read', severity: 'error' } });
	});

	test('too many digits', () => {
		expect(codeOf(normaliseNumber('9'.repeat(40)))).toBe('number_too_long');
		expect(codeOf(normaliseNumber('1e400'))).toBe('number_too_long');
		expect(codeOf(normaliseNumber(`0.${'1'.repeat(30)}`))).toBe('number_too_long');
		expect(codeOf(normaliseNumber('9'.repeat(5000)))).toBe('number_not_read');
	});

	test('agrees with the figures of a locale', () => {
		fc.assert(
			fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
				const amount = cents / 100;
				const expected = amount.toFixed(2).replace(/^-(?=0\.00$)/, '');
				for (const locale of ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'zh-CN']) {
					const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount);
					expect(normaliseNumber(text).value).toBe(expected);
				}
			}),
		);
	});
});

describe('money', () => {
	test.each([
		['1.234,56 €', '1234.56', 'EUR'],
		['€1,234.56', '1234.56', 'EUR'],
		['¥1,234.50', '1234.50', 'CNY'],
		['￥100', '100', 'CNY'],
		['¥12元', '12', 'CNY'],
		['CNY ¥12', '12', 'CNY'],
		['(12.00)', '-12.00', null],
		['$ (12.00)', '-12.00', 'USD'],
		['($12.00)', '-12.00', 'USD'],
		['-¥5', '-5', 'CNY'],
		['¥-5', '-5', 'CNY'],
		['USD 12', '12', 'USD'],
		['12usd', '12', 'USD'],
		['US$1.5', '1.5', 'USD'],
		['US $ 1.5', '1.5', 'USD'],
		['HK$ 5', '5', 'HKD'],
		['NT$5', '5', 'TWD'],
		['人民币100元', '100', 'CNY'],
		['100块', '100', 'CNY'],
		['3万元', '30000', 'CNY'],
		['1.5万美元', '15000', 'USD'],
		['5 dollars', '5', 'USD'],
		["CHF 1'234.50", '1234.50', 'CHF'],
		['Rs. 500', '500', 'INR'],
		['5,00 kr', '5.00', 'SEK'],
		['１２３', '123', null],
		['1,234.5', '1234.5', null],
	])('%s → %s %s', (raw, amount, currency) => {
		expect(normaliseMoney(raw)).toEqual({ value: { amount, currency } });
	});

	test.each([
		['5', 'JPY', 'JPY'],
		['¥5', 'JPY', 'JPY'],
		['¥5', 'USD', 'CNY'],
		['$5', 'AUD', 'AUD'],
		['$5', 'CNY', 'USD'],
		['5 kr', 'NOK', 'NOK'],
		['€5', 'USD', 'EUR'],
	])('%s in a column of %s is %s', (raw, assumed, currency) => {
		expect(normaliseMoney(raw, { currency: assumed }).value?.currency).toBe(currency);
	});

	test.each([
		['XYZ 5', 'currency_unknown'],
		['5 abc', 'currency_unknown'],
		['$5€', 'currency_unknown'],
		['€', 'number_not_read'],
		['12..3 €', 'number_not_read'],
		['x'.repeat(500), 'number_not_read'],
	])('%s: %s', (raw, code) => {
		expect(normaliseMoney(raw)).toMatchObject({ value: null, problem: { code, severity: 'error' } });
	});

	test('isCurrencyCode', () => {
		expect(['CNY', 'USD', 'cny', 'XYZ', ''].map(isCurrencyCode)).toEqual([true, true, false, false, false]);
	});
});

describe('yes and no', () => {
	test.each(['是', '對', '有', 'Yes', 'Y', 'TRUE', 't', '1', '1.0', '１', 'on', '✓', '√'])('%s: yes', (raw) => {
		expect(normaliseBoolean(raw)).toEqual({ value: true });
	});
	test.each(['否', '不是', '無', '没有', 'No', 'n', 'False', '0', '0.0', 'off', '×'])('%s: no', (raw) => {
		expect(normaliseBoolean(raw)).toEqual({ value: false });
	});
	test.each(['maybe', '2', '是否', '-1', 'constructor'])('%s: neither', (raw) => {
		expect(normaliseBoolean(raw)).toMatchObject({ value: null, problem: { code: 'boolean_not_read' } });
	});
	test('empty states nothing', () => {
		expect(normaliseBoolean(' ')).toEqual({ value: null });
	});
});

test('never throws and is idempotent', () => {
	fc.assert(
		fc.property(anyText, fc.constantFrom(undefined, '.' as const), (raw, decimal) => {
			const options = decimal ? { decimal } : {};
			const number = normaliseNumber(raw, options).value;
			if (number !== null) {
				expect(number).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/);
				expect(normaliseNumber(number, { decimal: '.' }).value).toBe(number);
			}
			const money = normaliseMoney(raw, options).value;
			if (money !== null) expect(normaliseMoney(`${money.amount} ${money.currency ?? ''}`, { decimal: '.' }).value).toEqual(money);
			const answer = normaliseBoolean(raw).value;
			if (answer !== null) expect(normaliseBoolean(String(answer)).value).toBe(answer);
		}),
		{ numRuns: 4000 },
	);
});
