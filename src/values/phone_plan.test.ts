// Proof that the compiled numbering plans agree with libphonenumber, for numbers of every kind in every country, and decide the ordinary ones.
import fc from 'fast-check';
import { type CountryCode, getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import plans from 'libphonenumber-js/metadata.max.json';
import { describe, expect, test } from 'vitest';
import { type PlannedNumber, readInternational, readNational } from './phone_plan.ts';

/** What libphonenumber says of a text: the number when it is valid, else null. */
function reference(text: string, country?: CountryCode): PlannedNumber | null {
	const phone = parsePhoneNumberFromString(text, country ? { defaultCountry: country, extract: false } : { extract: false });
	if (!phone?.isValid()) return null;
	const type =
		({ MOBILE: 'mobile', FIXED_LINE: 'landline', FIXED_LINE_OR_MOBILE: 'unknown' } as const)[phone.getType() as string] ?? 'service';
	return { number: phone.number, nationalNumber: phone.nationalNumber, country: phone.country as string, type };
}

/** All patterns of a country's plan: of its numbers as a whole and of each kind. */
function patternsOf(country: CountryCode): string[] {
	const record = (plans as unknown as { countries: Record<string, unknown[]> }).countries[country] as unknown[];
	const kinds = ((record[11] || []) as (unknown[] | 0)[]).flatMap((kind) => (kind !== 0 && kind[0] ? [kind[0] as string] : []));
	return [record[2] as string, ...kinds];
}

/** Numbers that fit a pattern, and some that just miss it. */
const numbersOf = (pattern: string) =>
	fc
		.tuple(
			fc.stringMatching(new RegExp(`^(?:${pattern})$`)),
			fc.nat(99),
			fc.constantFrom('', '', '', '', '0', '1', '7', '9'),
			fc.constantFrom('as it is', 'as it is', 'changed', 'longer', 'shorter'),
		)
		.map(([number, at, digit, how]) => {
			if (how === 'as it is') return number;
			const place = at % (number.length + 1);
			return number.slice(0, place) + digit + number.slice(how === 'longer' ? place : place + 1);
		});

describe.each(getCountries())('%s', (country) => {
	const code = getCountryCallingCode(country);

	test('reads as libphonenumber does what it decides', () => {
		for (const pattern of patternsOf(country)) {
			fc.assert(
				fc.property(numbersOf(pattern), fc.constantFrom('', '', '0', '1', '8', '00'), (number, prefix) => {
					const international = readInternational(code + prefix + number);
					if (international) expect(international).toEqual(reference(`+${code}${prefix}${number}`));
					const national = readNational(prefix + number, country);
					if (national) expect(national).toEqual(reference(prefix + number, country));
				}),
				{ numRuns: 60 },
			);
		}
	});
});

test('decides nearly every valid international number', () => {
	let valid = 0;
	let decided = 0;
	for (const country of getCountries()) {
		const code = getCountryCallingCode(country);
		for (const pattern of patternsOf(country)) {
			for (const number of fc.sample(numbersOf(pattern), 20)) {
				if (!reference(`+${code}${number}`)) continue;
				valid++;
				if (readInternational(code + number)) decided++;
			}
		}
	}
	expect(valid).toBeGreaterThan(5_000);
	expect(decided / valid).toBeGreaterThan(0.95);
});

test.each([
	['8651272137504', 'CN', 'landline'],
	['12129961212', 'US', 'unknown'],
	['14165550123', 'CA', 'unknown'],
	['442079460958', 'GB', 'landline'],
	['447624369230', 'IM', 'mobile'],
	['33612345678', 'FR', 'mobile'],
	['77172123456', 'KZ', 'landline'],
])('+%s is a number of %s: %s', (digits, country, type) => {
	expect(readInternational(digits)).toMatchObject({ number: `+${digits}`, country, type });
});

test.each([
	['051272137504', 'CN', '+8651272137504'],
	['4008001234', 'CN', '+864008001234'],
	['2129961212', 'US', '+12129961212'],
	['02079460958', 'GB', '+442079460958'],
])('%s in %s is %s', (digits, country, number) => {
	expect(readNational(digits, country)?.number).toBe(number);
});

test.each(['', '0', '86', '999', '80012345678', '8612345', '10000000000'])('leaves %j to libphonenumber', (digits) => {
	expect(readInternational(digits)).toBeNull();
});

test('a country without a plan has no numbers', () => {
	expect(readNational('051272137504', 'XX')).toBeNull();
});
