// Countries by their names in the language of the page, in its order of letters.
import type { Language } from '../../../platform/errors.ts';

/** Two letters that name a region, but no country or territory of ISO 3166-1. */
const noCountries = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ']);

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The codes of ISO 3166-1 as the browser knows them: the program's own table stays out of what a page loads. */
export function countryCodes(): string[] {
	const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
	return letters
		.flatMap((first) => letters.map((second) => first + second))
		.filter((code) => !noCountries.has(code) && names.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code);
}

export function countryChoices(language: Language): { readonly value: string; readonly label: string }[] {
	const names = new Intl.DisplayNames(language, { type: 'region' });
	return countryCodes()
		.map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` }))
		.sort((a, b) => a.label.localeCompare(b.label, language));
}

/** The country of this browser, as far as its languages tell one. */
export function likelyCountry(tags: readonly string[] = navigator.languages): string | null {
	for (const tag of tags) {
		const { region, language } = new Intl.Locale(tag);
		if (region && countryCodes().includes(region)) return region;
		if (language !== 'en') return new Intl.Locale(tag).maximize().region ?? null;
	}
	return null;
}
