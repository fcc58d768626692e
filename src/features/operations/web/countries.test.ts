// The countries that a page offers are those that the server knows.
import { expect, test } from 'vitest';
import { alpha2Codes } from '../../../values/country_codes.ts';
import { countryChoices, countryCodes, likelyCountry } from './countries.ts';

test('the codes are those of the server', () => {
	expect(countryCodes().sort()).toEqual([...alpha2Codes].sort());
});

test('names in the language of the page, in its order', () => {
	expect(countryChoices('en')[0]!.label).toBe('Afghanistan (AF)');
	expect(countryChoices('zh-CN').find(({ value }) => value === 'DE')!.label).toBe('德国 (DE)');
});

test('the country of a browser', () => {
	expect(likelyCountry(['en-GB', 'de'])).toBe('GB');
	expect(likelyCountry(['zh-CN'])).toBe('CN');
	expect(likelyCountry(['en', 'de'])).toBe('DE');
	expect(likelyCountry(['en'])).toBeNull();
});
