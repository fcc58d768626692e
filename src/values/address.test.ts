// Tests of addresses and postal codes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddressInput, formatAddress, normaliseAddress, normalisePostalCode } from './address.ts';
import { provinceFullName } from './china_regions.ts';
import { anyText, codeOf } from './testing.ts';

describe('a Chinese address in one line', () => {
	test.each([
		['广东省深圳市南山区科技园', '广东省', '深圳市', '南山区科技园', null],
		['广东深圳市南山区科技园', '广东省', '深圳市', '南山区科技园', null],
		['广东省 广州市 天河区 体育西路', '广东省', '广州市', '天河区 体育西路', null],
		['北京市朝阳区建国路1号', '北京市', '北京市', '朝阳区建国路1号', null],
		['北京朝阳区建国路1号', '北京市', '北京市', '朝阳区建国路1号', null],
		['北京市北京市海淀区中关村', '北京市', '北京市', '海淀区中关村', null],
		['上海市市辖区浦东新区世纪大道', '上海市', '上海市', '浦东新区世纪大道', null],
		['上海市浦东新区世纪大道100号 200120', '上海市', '上海市', '浦东新区世纪大道100号', '200120'],
		['518000 广东省深圳市福田区', '广东省', '深圳市', '福田区', '518000'],
		['广东省深圳市福田区（邮编：518000）', '广东省', '深圳市', '福田区', '518000'],
		['深圳市南山区科技园路1号', null, '深圳市', '南山区科技园路1号', null],
		['新疆维吾尔自治区乌鲁木齐市天山区', '新疆维吾尔自治区', '乌鲁木齐市', '天山区', null],
		['内蒙古呼和浩特市新城区', '内蒙古自治区', '呼和浩特市', '新城区', null],
		['吉林省延边朝鲜族自治州延吉市', '吉林省', '延边朝鲜族自治州', '延吉市', null],
		['江苏省苏州工业园区星湖街', '江苏省', null, '苏州工业园区星湖街', null],
		['中国浙江省杭州市余杭区文一西路969号', '浙江省', '杭州市', '余杭区文一西路969号', null],
		['香港特别行政区中西区皇后大道', '香港特别行政区', null, '中西区皇后大道', null],
		['重庆路1号', null, null, '重庆路1号', null],
		['北京东路668号', null, null, '北京东路668号', null],
		['河北大街1号', null, null, '河北大街1号', null],
		['杭州市', null, null, '杭州市', null],
		['北京市', null, null, '北京市', null],
		['1325 5th ave. at 111th st.', null, null, '1325 5th ave. at 111th st.', null],
	])('%s', (line1, region, city, rest, postal_code) => {
		expect(normaliseAddress({ line1 })).toEqual({ value: { line1: rest, line2: null, city, region, postal_code, country: null } });
	});

	test('is not split where a city or region is given, or the country is another', () => {
		const given = { line1: '广东省深圳市南山区', line2: null, city: '深圳', region: null, postal_code: null, country: 'CN' };
		expect(normaliseAddress(given).value).toEqual(given);
		expect(normaliseAddress({ line1: '東京都千代田区1-1', country: 'JP' }).value?.line1).toBe('東京都千代田区1-1');
	});
});

test('short names of provinces get their full name', () => {
	expect(normaliseAddress({ region: '广东', city: '深圳' }).value).toMatchObject({ region: '广东省', city: '深圳' });
	expect(normaliseAddress({ region: '广东', country: 'US' }).value?.region).toBe('广东');
	expect(provinceFullName('新疆')).toBe('新疆维吾尔自治区');
	expect(provinceFullName('Ohio')).toBeNull();
});

describe('postal codes', () => {
	test.each([
		['518000', 'CN', '518000'],
		['５１８０００', 'CN', '518000'],
		['518 000', 'CN', '518000'],
		['02139', 'US', '02139'],
		['02139-4307', 'US', '02139-4307'],
		['021394307', 'US', '02139-4307'],
		['sw1a1aa', 'GB', 'SW1A 1AA'],
		['m1  1ae', 'GB', 'M1 1AE'],
		['k1a0b1', 'CA', 'K1A 0B1'],
		['1000001', 'JP', '100-0001'],
		['〒100-0001', 'JP', '100-0001'],
		['1012ab', 'NL', '1012 AB'],
		['10115.0', 'DE', '10115'],
		['whatever 1', 'ZW', 'WHATEVER 1'],
		['abc', null, 'ABC'],
	])('%s in %s → %s', (raw, country, code) => {
		expect(normalisePostalCode(raw, country)).toEqual({ value: code });
	});

	test.each([
		['2139', 'US', '02139', 'postal_code_zero_lost'],
		['1067', 'DE', '01067', 'postal_code_zero_lost'],
		['51800', 'CN', '051800', 'postal_code_zero_lost'],
		['ABC', 'CN', 'ABC', 'postal_code_not_valid'],
		['5180001', 'CN', '5180001', 'postal_code_not_valid'],
	])('%s in %s → %s, %s', (raw, country, code, problem) => {
		const result = normalisePostalCode(raw, country);
		expect(result.value).toBe(code);
		expect(result.problem).toMatchObject({ code: problem, severity: problem === 'postal_code_zero_lost' ? 'repaired' : 'warning' });
	});
});

test('too long, empty', () => {
	expect(codeOf(normaliseAddress({ line1: '路'.repeat(10_000) }))).toBe('address_too_long');
	expect(codeOf(normaliseAddress({ postal_code: '1'.repeat(21) }))).toBe('postal_code_too_long');
	expect(normaliseAddress({})).toEqual({ value: null });
	expect(normaliseAddress({ line1: ' ', city: '\u0000' })).toEqual({ value: null });
});

test.each<[AddressInput, string]>([
	[{ region: '广东省', city: '深圳市', line1: '南山区科技园', postal_code: '518000' }, '广东省深圳市南山区科技园 518000'],
	[{ region: '北京市', city: '北京市', line1: '朝阳区' }, '北京市朝阳区'],
	[{ line1: '1 Main St', line2: 'Apt 2', city: 'Boston', region: 'MA', postal_code: '02139' }, '1 Main St, Apt 2, Boston, MA 02139'],
	[{}, ''],
])('formatAddress(%j) = %s', (address, line) => {
	expect(formatAddress(address)).toBe(line);
});

test('never throws and is idempotent', () => {
	const part = fc.option(anyText, { nil: null });
	const address = fc.record({
		line1: part,
		line2: part,
		city: part,
		region: part,
		postal_code: part,
		country: fc.constantFrom(null, 'CN', 'US', 'GB'),
	});
	fc.assert(
		fc.property(address, (typed) => {
			const { value } = normaliseAddress(typed);
			if (value !== null) {
				expect(normaliseAddress(value).value).toEqual(value);
				formatAddress(value);
			}
		}),
		{ numRuns: 3000 },
	);
	fc.assert(
		fc.property(anyText, fc.constantFrom('CN', 'US', 'GB', 'NL', 'JP', 'XX', null), (raw, country) => {
			const { value } = normalisePostalCode(raw, country);
			if (value !== null) expect(normalisePostalCode(value, country).value).toBe(value);
		}),
		{ numRuns: 2000 },
	);
});
