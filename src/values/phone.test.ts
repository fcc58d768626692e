// Tests of phone numbers: real spellings in both languages, and the proof that the fast path for Chinese mobiles agrees with libphonenumber.
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { normalisePhone, splitPhones } from './phone.ts';
import { anyText, codeOf } from './testing.ts';
import { cleanText } from './text.ts';

describe('valid numbers become E.164', () => {
	test.each([
		['13800138000', 'CN', '+8613800138000', null, 'mobile'],
		['138 0013 8000', 'CN', '+8613800138000', null, 'mobile'],
		['+86 138-0013-8000', 'US', '+8613800138000', null, 'mobile'],
		['0086 138 0013 8000', 'CN', '+8613800138000', null, 'mobile'],
		['86-13800138000', 'CN', '+8613800138000', null, 'mobile'],
		['013800138000', 'CN', '+8613800138000', null, 'mobile'],
		['８６１３８００１３８０００', 'CN', '+8613800138000', null, 'mobile'],
		['＋８６ １３８００１３８０００', 'CN', '+8613800138000', null, 'mobile'],
		['\u202d13800138000\u202c', 'CN', '+8613800138000', null, 'mobile'],
		["'13800138000", 'CN', '+8613800138000', null, 'mobile'],
		['13800138000.0', 'CN', '+8613800138000', null, 'mobile'],
		['手机：13800138000', 'CN', '+8613800138000', null, 'mobile'],
		['13800138000（微信同号）', 'CN', '+8613800138000', null, 'mobile'],
		['tel:+8613800138000', 'CN', '+8613800138000', null, 'mobile'],
		['8613800138000', 'US', '+8613800138000', null, 'mobile'],
		['008613800138000', 'US', '+8613800138000', null, 'mobile'],
		['010-62345678', 'CN', '+861062345678', null, 'landline'],
		['(010) 6234 5678', 'CN', '+861062345678', null, 'landline'],
		['+86 (0)10 62345678', 'CN', '+861062345678', null, 'landline'],
		['Tel: 010-62345678', 'CN', '+861062345678', null, 'landline'],
		['0571 88888888', 'CN', '+8657188888888', null, 'landline'],
		['0755-88889999-801', 'CN', '+8675588889999', '801', 'landline'],
		['0755-88889999 转 801', 'CN', '+8675588889999', '801', 'landline'],
		['(0755) 8888 9999 分机801', 'CN', '+8675588889999', '801', 'landline'],
		['400-800-1234', 'CN', '+864008001234', null, 'service'],
		['4008001234转2', 'CN', '+864008001234', '2', 'service'],
		['+44 (0)20 7946 0958', 'CN', '+442079460958', null, 'landline'],
		['+1 (212) 996-1212 x5', 'CN', '+12129961212', '5', 'unknown'],
		['+1 212 996 1212 ext. 55', 'CN', '+12129961212', '55', 'unknown'],
		['212/996-1212', 'US', '+12129961212', null, 'unknown'],
		['020 7946 0958', 'GB', '+442079460958', null, 'landline'],
		['+852 9123 4567', 'CN', '+85291234567', null, 'mobile'],
		['9123 4567', 'HK', '+85291234567', null, 'mobile'],
	])('%s in %s → %s', (raw, country, number, extension, type) => {
		const result = normalisePhone(raw, { country });
		expect(result.problem).toBeUndefined();
		expect(result.value).toMatchObject({ number, extension, type, valid: true });
	});
});

describe('what cannot be used is refused', () => {
	test.each([
		['1-800-FLOWERS', 'phone_letters'],
		['abc', 'phone_letters'],
		['一三八', 'phone_letters'],
		['#', 'phone_invalid'],
		['12', 'phone_invalid'],
		['123456789012345678901', 'phone_invalid'],
		['00000000000', 'phone_placeholder'],
		['11111111111', 'phone_placeholder'],
		['10000000000', 'phone_placeholder'],
		['12345678', 'phone_placeholder'],
		['123456789', 'phone_placeholder'],
		['000-0000-0000', 'phone_placeholder'],
		['1.38E+10', 'phone_scientific'],
		['1.3800138E+10', 'phone_scientific'],
		['1.38001E+10', 'phone_scientific'],
		['13800138000/13900139000', 'phone_several'],
		['13800138000；010-62345678', 'phone_several'],
	])('%s: %s', (raw, code) => {
		const result = normalisePhone(raw);
		expect(result.value).toBeNull();
		expect(result.problem).toMatchObject({ code, severity: 'error' });
		expect(result.problem?.words['zh-CN']).toContain(cleanText(raw));
	});
});

describe('what is doubtful is kept as typed', () => {
	test.each([
		['62345678', '62345678', 'phone_no_area_code'],
		['139 0013 900', '139 0013 900', 'phone_not_valid'],
		['14000000000', '14000000000', 'phone_not_valid'],
		['95588', '95588', 'phone_short'],
		['10086', '10086', 'phone_short'],
	])('%s → %s, %s', (raw, number, code) => {
		const result = normalisePhone(raw);
		expect(result.value).toMatchObject({ number, valid: false, country: null });
		expect(result.problem).toMatchObject({ code, severity: 'warning' });
	});
});

test.each(['', '  ', '-', '—'])('%j states nothing', (raw) => {
	expect(normalisePhone(raw)).toEqual({ value: null });
});

test('an unknown default country is no country', () => {
	expect(normalisePhone('+8613800138000', { country: 'XX' }).value?.number).toBe('+8613800138000');
	expect(normalisePhone('020 7946 0958', { country: 'XX' }).value?.valid).toBe(false);
});

describe('the fast path for Chinese mobiles', () => {
	/** What libphonenumber says: the E.164 form of a valid number, or null. */
	function reference(raw: string): string | null {
		const phone = parsePhoneNumberFromString(raw, { defaultCountry: 'CN', extract: false });
		return phone?.isValid() && phone.getType() === 'MOBILE' ? phone.number : null;
	}

	test('agrees with libphonenumber for every head of five digits', () => {
		for (let head = 13_000; head <= 19_999; head++) {
			const raw = `${head}${String((head * 7919) % 1_000_000).padStart(6, '0')}`;
			const result = normalisePhone(raw);
			const expected = reference(raw);
			if (codeOf(result) === 'phone_placeholder') continue;
			expect({ raw, number: result.value?.valid ? result.value.number : null }).toEqual({ raw, number: expected });
		}
	});

	test('agrees with libphonenumber for random numbers in every spelling', () => {
		const spelling = fc.tuple(
			fc.constantFrom('', '+86', '+86 ', '86', '86-', '0086', '0'),
			fc.stringMatching(/^1[3-9]\d{9}$/),
			fc.constantFrom('', ' ', '-'),
		);
		fc.assert(
			fc.property(spelling, ([prefix, digits, mark]) => {
				const raw = prefix + [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].join(mark);
				const result = normalisePhone(raw);
				fc.pre(codeOf(result) !== 'phone_placeholder');
				expect(result.value?.valid ? result.value.number : null).toBe(reference(raw));
			}),
			{ numRuns: 3000 },
		);
	});
});

test('never throws, and a number that was read reads the same again', () => {
	fc.assert(
		fc.property(anyText, fc.constantFrom('CN', 'US', 'DE', 'HK', '??'), (raw, country) => {
			const first = normalisePhone(raw, { country });
			expect(first.problem?.severity === 'error').toBe(first.problem !== undefined && first.value === null);
			if (first.value) expect(normalisePhone(first.value.number, { country }).value).toEqual({ ...first.value, extension: null });
		}),
		{ numRuns: 3000 },
	);
});

test.each([
	['13800138000/13900139000', ['13800138000', '13900139000']],
	['13800138000；010-62345678、021-12345678', ['13800138000', '010-62345678', '021-12345678']],
	['13800138000 或 13900139000', ['13800138000', '13900139000']],
	['212/996-1212', ['212/996-1212']],
	['0755-88889999 / 801', ['0755-88889999 / 801']],
	[' 13800138000 ', ['13800138000']],
	['', []],
])('splitPhones(%j)', (raw, parts) => {
	expect(splitPhones(raw)).toEqual(parts);
});

test('scientific notation that kept all digits is written out, and says so', () => {
	expect(normalisePhone('1.3800138123E+10')).toMatchObject({
		value: { number: '+8613800138123', valid: true },
		problem: { severity: 'repaired', repair: { was: '1.3800138123E+10', now: '+8613800138123' } },
	});
});
