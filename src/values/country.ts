// Countries and territories: names and codes as people write them to ISO 3166-1 alpha-2, and back to a name in either language.
import type { Language } from '../platform/errors.ts';
import { alpha2Codes, alpha3Codes, countryAliases } from './country_codes.ts';
import { cleanText, fold } from './text.ts';
import { defineProblems, type Normalised, nothing } from './value.ts';

const problem = defineProblems({
	country_unknown: {
		severity: 'error',
		'zh-CN': '“{value}”不是已知的国家或地区。请填写名称（如 中国）或两位代码（如 CN）。',
		en: '“{value}” is not a known country or territory. Write its name (such as China) or its two-letter code (such as CN).',
	},
});

/** How names are compared: folded, without anything but letters and digits, without a leading "the". */
function key(name: string): string {
	return fold(name)
		.replace(/&/g, 'and')
		.replace(/[^\p{L}\p{N}]+/gu, '')
		.replace(/^the(?=.{4})/, '');
}

const displayNames = {
	'zh-CN': new Intl.DisplayNames('zh-Hans', { type: 'region', fallback: 'none' }),
	en: new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }),
} satisfies Record<Language, Intl.DisplayNames>;

let known: Map<string, string> | undefined;

/** Every name and code that is understood. Built at first use (about 5 ms): Intl's names in both languages and both lengths, then codes, then our aliases. */
function knownNames(): Map<string, string> {
	if (known) return known;
	known = new Map();
	const sources = ['zh-Hans', 'zh-Hant', 'en'].flatMap((locale) =>
		(['long', 'short'] as const).map((style) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none', style })),
	);
	for (const code of alpha2Codes) {
		for (const names of sources) {
			const name = names.of(code);
			if (name) known.set(key(name), code);
		}
	}
	alpha2Codes.forEach((code, index) => {
		known?.set(code.toLowerCase(), code);
		known?.set((alpha3Codes[index] as string).toLowerCase(), code);
	});
	for (const [code, names] of Object.entries(countryAliases)) for (const name of names.split('|')) known.set(key(name), code);
	return known;
}

/**
 * A country as typed (中国, China, CN, CHN, P.R.C., England, 台灣 …) to its ISO 3166-1 alpha-2 code in capitals. Error: `country_unknown`.
 */
export function normaliseCountry(raw: string): Normalised<string> {
	const names = knownNames();
	const direct = names.get(raw.toLowerCase());
	if (direct) return { value: direct };
	const text = cleanText(raw);
	if (text === '') return nothing;
	const code = text.length <= 100 ? names.get(key(text)) : undefined;
	return code ? { value: code } : { value: null, problem: problem('country_unknown', { value: text }) };
}

/** True for an ISO 3166-1 alpha-2 code in capitals. */
export function isCountryCode(code: string): boolean {
	return alpha2Codes.includes(code);
}

/** The name of a country in a language of the product; an unknown code comes back as it is. */
export function countryName(code: string, language: Language): string {
	return isCountryCode(code) ? (displayNames[language].of(code) ?? code) : code;
}
