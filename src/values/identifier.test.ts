// Tests of resident identity numbers, unified social credit codes and other identifiers. All numbers of people here are made up.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	checkCreditCode,
	checkResidentId,
	creditCodeCheck,
	identifierMatchKey,
	normaliseIdentifier,
	normaliseIdentity,
	residentIdCheck,
} from './identifier.ts';
import { anyText, codeOf } from './testing.ts';

describe('resident identity numbers', () => {
	test.each([
		['11010519491231002X', '1949-12-31', 'female'],
		['11010519491231002x', '1949-12-31', 'female'],
		['110105 19491231 002X', '1949-12-31', 'female'],
		['１１０１０５１９４９１２３１００２Ｘ', '1949-12-31', 'female'],
		['110105491231002', '1949-12-31', 'female'],
	])('%s', (raw, birth_date, sex) => {
		expect(checkResidentId(raw)).toEqual({ value: { number: '11010519491231002X', birth_date, sex, province_code: '11' } });
	});

	test.each([
		['110105194912310021', 'resident_id_check'],
		['11010519490231002X', 'resident_id_date'],
		['99010519491231002X', 'resident_id_format'],
		['1101051949123100', 'resident_id_format'],
		['1101051949123100AB', 'resident_id_format'],
		['1.10105E+17', 'identifier_scientific'],
	])('%s: %s', (raw, code) => {
		expect(checkResidentId(raw)).toMatchObject({ value: null, problem: { code, severity: 'error' } });
	});

	test('any one wrong digit is found', () => {
		const valid = '11010519491231002X';
		for (let i = 0; i < 17; i++) {
			const wrong = `${valid.slice(0, i)}${(Number(valid[i]) + 1) % 10}${valid.slice(i + 1)}`;
			expect(checkResidentId(wrong).value).toBeNull();
		}
	});

	test('a number with a computed check digit is accepted', () => {
		const day = fc.date({ min: new Date('1920-01-01'), max: new Date('2020-12-31'), noInvalidDate: true });
		fc.assert(
			fc.property(day, fc.integer({ min: 0, max: 999 }), (birth, sequence) => {
				const first17 = `440300${birth.toISOString().slice(0, 10).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
				expect(checkResidentId(first17 + residentIdCheck(first17)).value?.birth_date).toBe(birth.toISOString().slice(0, 10));
			}),
		);
	});
});

describe('numbers of identity documents', () => {
	test.each([
		['110105 19491231-002x', '11010519491231002X'],
		['110105491231002', '11010519491231002X'],
		['e 1234-5678', 'E12345678'],
	])('%s', (raw, value) => {
		expect(normaliseIdentity(raw)).toEqual({ value });
	});

	test('what looks Chinese and is not is doubted and kept', () => {
		expect(normaliseIdentity('110105194912310021')).toMatchObject({
			value: '110105194912310021',
			problem: { code: 'resident_id_check', severity: 'warning' },
		});
		expect(normaliseIdentity('1.10105E+17')).toMatchObject({ value: null, problem: { severity: 'error' } });
	});
});

describe('unified social credit codes', () => {
	test.each([
		['91350100M000100Y43', '91350100M000100Y43'],
		['91350100m000100y43', '91350100M000100Y43'],
		['9135 0100 M000 100Y 43', '91350100M000100Y43'],
	])('%s', (raw, code) => {
		expect(checkCreditCode(raw)).toEqual({ value: code });
	});

	test.each([
		['91350100M000100Y44', 'credit_code_check'],
		['91350100M000100Y4', 'credit_code_format'],
		['91350100I000100Y43', 'credit_code_format'],
		['9.135E+17', 'identifier_scientific'],
	])('%s: %s', (raw, code) => {
		expect(checkCreditCode(raw)).toMatchObject({ value: null, problem: { code, severity: 'error' } });
	});

	test('a code with a computed check character is accepted, with another refused', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^91\d{6}[0-9A-HJ-NP-RTUWXY]{9}$/), (first17) => {
				const check = creditCodeCheck(first17);
				expect(checkCreditCode(first17 + check).value).toBe(first17 + check);
				expect(checkCreditCode(first17 + (check === '0' ? '1' : '0')).value).toBeNull();
			}),
		);
	});
});

test('other identifiers are only cleaned', () => {
	expect(normaliseIdentifier(' ab-12　34 ')).toEqual({ value: 'ab-12 34' });
	expect(normaliseIdentifier('ＣＧ-12520')).toEqual({ value: 'CG-12520' });
	expect(normaliseIdentifier('12E5')).toEqual({ value: '12E5' });
	expect(codeOf(normaliseIdentifier('1.23457E+17'))).toBe('identifier_scientific');
	expect(codeOf(normaliseIdentifier('x'.repeat(101)))).toBe('identifier_too_long');
	expect(normaliseIdentifier('')).toEqual({ value: null });
	expect(identifierMatchKey('ab-12 34')).toBe('AB1234');
});

test('never throws and is idempotent', () => {
	fc.assert(
		fc.property(anyText, (raw) => {
			for (const check of [checkCreditCode, normaliseIdentifier]) {
				const { value } = check(raw);
				if (value !== null) expect(check(value).value).toBe(value);
			}
			checkResidentId(raw);
			expect(identifierMatchKey(identifierMatchKey(raw))).toBe(identifierMatchKey(raw));
		}),
		{ numRuns: 3000 },
	);
});
