// The page's languages: which one is spoken, and how a feature's words become a typed function of React components.
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { type ErrorParams, type Language, languages, type Words } from '../platform/errors.ts';
import { keep, kept } from './shared/kept.ts';

const place = 'language';

/** zh-CN for every kind of Chinese, en for all else. */
export function nearestLanguage(tag: string): Language {
	return tag.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

void i18next.use(initReactI18next).init({
	lng: nearestLanguage(kept<string>(place) ?? navigator.language),
	fallbackLng: 'en',
	supportedLngs: [...languages],
	resources: {},
	initAsync: false,
	nsSeparator: false,
	keySeparator: false,
	interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
	react: { useSuspense: false },
});

/** The language now, outside of components (for the header of requests). */
export function currentLanguage(): Language {
	return nearestLanguage(i18next.language);
}

/** Speaks another language at once, and remembers it on this device. */
export function speak(language: Language): void {
	keep(place, language);
	document.documentElement.lang = language;
	void i18next.changeLanguage(language);
}

/** A key as the caller writes it: of `rows_one` and `rows_other` only `rows`, with the parameter `count`. */
type Key<K> = K extends `${infer Base}_other` ? Base : K extends `${string}_one` ? never : K;

export type Say<K extends string> = (key: K, params?: ErrorParams) => string;

/** The hook that speaks a namespace; `words` is its table, for what must be found in both languages (commands). */
export type WordsHook<Table extends Readonly<Record<string, Words>>> = (() => Say<Key<keyof Table & string>>) & { readonly words: Table };

/**
 * Registers the words of one namespace and gives the hook that speaks them: `const say = useListWords(); say('title')`.
 * A word without one of the languages, or a key that does not exist, does not compile.
 */
export function defineWords<const Table extends Readonly<Record<string, Words>>>(namespace: string, table: Table): WordsHook<Table> {
	for (const language of languages) {
		const bundle = Object.fromEntries(Object.entries(table).map(([key, words]) => [key, words[language]]));
		i18next.addResourceBundle(language, namespace, bundle, true, true);
	}
	return Object.assign(() => useTranslation(namespace).t as unknown as Say<Key<keyof Table & string>>, { words: table });
}

/** The language of the page; the component draws anew when it changes. */
export function useLanguage(): Language {
	return nearestLanguage(useTranslation().i18n.language);
}

/** Speaks words that stand elsewhere, such as the labels of fields. */
export function useSpoken(): (words: Words) => string {
	const language = useLanguage();
	return (words) => words[language];
}
