// Tests of country names and codes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countryName, isCountryCode, normaliseCountry } from './country.ts';
import { alpha2Codes, alpha3Codes } from './country_codes.ts';
import { anyText } from './testing.ts';

test.each([
	['中国', 'CN'],
	['中國', 'CN'],
	['中华人民共和国', 'CN'],
	['China', 'CN'],
	['CN', 'CN'],
	['cn', 'CN'],
	['CHN', 'CN'],
	['ＣＨＮ', 'CN'],
	['PRC', 'CN'],
	['P.R. China', 'CN'],
	["People's Republic of China", 'CN'],
	['USA', 'US'],
	['U.S.A.', 'US'],
	['U.S.', 'US'],
	['the United States', 'US'],
	['美国', 'US'],
	['UK', 'GB'],
	['u.k.', 'GB'],
	['England', 'GB'],
	['苏格兰', 'GB'],
	['英国', 'GB'],
	['台湾', 'TW'],
	['台灣', 'TW'],
	['中国台湾', 'TW'],
	['Taiwan', 'TW'],
	['香港', 'HK'],
	['中国香港', 'HK'],
	['中国香港特别行政区', 'HK'],
	['Hong Kong SAR', 'HK'],
	['澳门', 'MO'],
	['Macau', 'MO'],
	['The Netherlands', 'NL'],
	['Holland', 'NL'],
	['韩国', 'KR'],
	['韓國', 'KR'],
	['Republic of Korea', 'KR'],
	['South Korea', 'KR'],
	['朝鲜', 'KP'],
	['Deutschland', 'DE'],
	['德国', 'DE'],
	["Cote d'Ivoire", 'CI'],
	['Côte d’Ivoire', 'CI'],
	['Ivory Coast', 'CI'],
	['Russian Federation', 'RU'],
	['Viet Nam', 'VN'],
	['EIRE', 'IE'],
	['RSA', 'ZA'],
	['UAE', 'AE'],
	['Czech Republic', 'CZ'],
	['Türkiye', 'TR'],
	['Turkey', 'TR'],
	['Swaziland', 'SZ'],
	['Congo', 'CG'],
	['DR Congo', 'CD'],
	[' 日本 ', 'JP'],
])('%s → %s', (raw, code) => {
	expect(normaliseCountry(raw)).toEqual({ value: code });
});

test.each(['Atlantis', '火星', 'XX', 'ZZ', 'EU', '中', '86', 'a'.repeat(1000), 'constructor', '__proto__'])('%s is unknown', (raw) => {
	const result = normaliseCountry(raw);
	expect(result.value).toBeNull();
	expect(result.problem).toMatchObject({ code: 'country_unknown', severity: 'error' });
});

test('the tables hold the 249 codes of ISO 3166-1 once each, and Intl knows every one', () => {
	expect(alpha2Codes).toHaveLength(249);
	expect(new Set(alpha2Codes).size).toBe(249);
	expect(new Set(alpha3Codes).size).toBe(249);
	for (const [index, code] of alpha2Codes.entries()) {
		expect(code).toMatch(/^[A-Z]{2}$/);
		expect(alpha3Codes[index]).toMatch(/^[A-Z]{3}$/);
		// A region of the same three letters is one that Intl resolves to our two.
		expect(new Intl.Locale(`und-${code}`).region).toBe(code);
		expect(countryName(code, 'zh-CN')).toMatch(/\p{Script=Han}/u);
		expect(countryName(code, 'en')).toMatch(/[A-Z]/);
	}
});

test('every name that is shown is understood', () => {
	for (const code of alpha2Codes) {
		for (const language of ['zh-CN', 'en'] as const) expect(normaliseCountry(countryName(code, language)).value).toBe(code);
		expect(normaliseCountry(code).value).toBe(code);
	}
});

test('names', () => {
	expect(countryName('CN', 'zh-CN')).toBe('中国');
	expect(countryName('CN', 'en')).toBe('China');
	expect(countryName('XX', 'en')).toBe('XX');
	expect(countryName('', 'en')).toBe('');
	expect(isCountryCode('CN')).toBe(true);
	expect(isCountryCode('cn')).toBe(false);
});

test('never throws; a code stays itself', () => {
	fc.assert(
		fc.property(anyText, (raw) => {
			const { value } = normaliseCountry(raw);
			if (value !== null) expect(normaliseCountry(value).value).toBe(value);
			countryName(raw, 'en');
		}),
	);
});
