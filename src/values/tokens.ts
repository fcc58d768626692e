// Search tokens: what is stored for a value so that a prefix range of a b-tree (collate "C") finds any part of it in any order; and what a person typed, as such prefixes.
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import { isHan } from './han.ts';
import { organisationCore } from './organisation.ts';
import { firstLetters, pinyinSyllables, runsOf } from './pinyin.ts';
import { otherSurnameReadings, surnameOf } from './surnames.ts';
import { fold } from './text.ts';

/** The longest token; longer ones are cut, and so is what is looked for. */
export const tokenLength = 40;
/** How many units (characters, syllables, words) of a name rotate; later ones are reached from the front only. */
const rotatedUnits = 6;
const organisationUnits = 12;
const emailTokenCount = 5;

function cut(token: string): string {
	return token.length <= tokenLength ? token : token.slice(0, tokenLength).replace(/\p{Surrogate}/gu, '');
}

function distinct(tokens: readonly string[]): string[] {
	const found: string[] = [];
	for (const token of tokens) {
		const short = cut(token);
		if (short !== '' && !found.includes(short)) found.push(short);
	}
	return found;
}

/**
 * All rotations of the units, joined: a b c → abc, bca, cab. So the prefix "bc" finds them from the middle and "ca" finds first and last in the other order.
 * Beyond `rotatedUnits` units the later ones do not begin a rotation.
 */
function rotations(units: readonly string[]): string[] {
	const all = units.join('');
	let start = 0;
	return units.slice(0, rotatedUnits).map((unit) => {
		const rotated = all.slice(start) + all.slice(0, start);
		start += unit.length;
		return rotated;
	});
}

/** All ends of the units, joined: a b c → abc, bc, c. */
function ends(units: readonly string[], limit: number): string[] {
	const all = units.join('');
	let start = 0;
	return units.slice(0, limit).map((unit) => {
		const end = all.slice(start);
		start += unit.length;
		return end;
	});
}

/** Tokens of a name in Chinese characters alone (simplified). */
function chineseNameTokens(text: string): string[] {
	const syllables = pinyinSyllables(text, 'person');
	const tokens = [...rotations([...text]), ...rotations(syllables), firstLetters(syllables)];
	const surname = surnameOf(text);
	const other = surname === null ? undefined : otherSurnameReadings[surname];
	if (surname !== null && other) tokens.push(other + syllables.slice([...surname].length).join(''));
	return tokens;
}

/** Tokens of a name in words of another script (folded). With a middle name also first and last together: john smith finds John Adam Smith. */
function latinNameTokens(words: readonly string[]): string[] {
	const tokens = rotations(words);
	if (words.length > 2) tokens.push(`${words[0]}${words.at(-1)}`);
	if (words.length > 1) tokens.push(firstLetters(words));
	return tokens;
}

/**
 * Tokens of a person's name. Chinese: rotations of the characters (simplified) and of the pinyin syllables (ü as v), and the initials: 张三 → 张三, 三张, zhangsan, sanzhang, zs.
 * Latin: rotations of the folded words, initials. A name in both scripts gets the tokens of each. Lower case, at most `tokenLength`, distinct, letters and digits only.
 */
export function nameTokens(name: string): string[] {
	const chinese: string[] = [];
	const words: string[] = [];
	for (const run of runsOf(name)) (run.han ? chinese : words).push(run.text);
	const tokens = chinese.length > 0 ? chineseNameTokens(chinese.join('')) : [];
	if (words.length > 0) tokens.push(...latinNameTokens(words));
	return distinct(tokens);
}

/**
 * Tokens of an organisation's name, from its core without legal form (see organisation.ts). Chinese: the ends of the first 12 characters, the initials and the full pinyin;
 * with a bracketed region also the name with the bracket opened (阿里巴巴中国网络技术). Latin: rotations of the words, initials.
 */
export function orgTokens(name: string): string[] {
	const core = organisationCore(name);
	const runs = runsOf(core);
	if (!runs.some((run) => run.han)) return distinct(latinNameTokens(runs.map((run) => run.text)));
	const units = runs.flatMap((run) => (run.han ? [...run.text] : [run.text]));
	const tokens = ends(units, organisationUnits).filter((token, index) => index === 0 || token.length > 1);
	const syllables = pinyinSyllables(core);
	tokens.push(firstLetters(syllables), syllables.join(''));
	if (/[(（]/.test(name)) {
		const opened = runsOf(organisationCore(name.replace(/[()（）]/g, '')));
		tokens.push(opened.map((run) => run.text).join(''));
	}
	return distinct(tokens);
}

/** Second levels under which countries register names: acme.co.uk and acme.com.cn are names of three labels. */
const registrySecondLevels = new Set(['ac', 'co', 'com', 'edu', 'gob', 'gov', 'govt', 'mil', 'ne', 'net', 'nom', 'or', 'org', 'sch']);

/**
 * A domain from its registered name on, with what stands before that behind it, innermost first: mail.example.com → example.com/mail. So one token
 * is found by the name, by the domain and by the whole of a sub-domain.
 */
function turnedDomain(domain: string): string {
	const labels = domain.split('.');
	const registered = labels.length > 2 && labels.at(-1)!.length === 2 && registrySecondLevels.has(labels.at(-2)!) ? 3 : 2;
	const before = labels.slice(0, -registered).reverse();
	return [labels.slice(-registered).join('.'), ...(before.length > 0 ? [before.join('.')] : [])].join('/');
}

/**
 * Tokens of a canonical e-mail address: the whole, its marks . _ - + @ kept; its domain from the registered name on; and what follows each mark
 * before the @ and each hyphen behind it, in that order, five at most. zhang.san@mail.example.com → zhang.san@mail.example.com, example.com/mail, san@mail.example.com.
 */
export function emailTokens(email: string): string[] {
	const address = email.toLowerCase();
	const at = address.indexOf('@');
	const tokens = [address];
	if (at >= 0) tokens.push(turnedDomain(address.slice(at + 1)));
	for (let i = 1; i < address.length && tokens.length < emailTokenCount; i++)
		if ((i < at ? '._-+' : '-').includes(address[i - 1]!)) tokens.push(address.slice(i));
	return distinct(tokens);
}

/**
 * The token of a phone number: all its digits, with the country code where it has one (+8613800138000 → 8613800138000). The national number is
 * found by the code of the default country put before what is typed, digits inside by an index of their own.
 */
export function phoneTokens(number: string): string[] {
	return distinct([number.replace(/\D/g, '')]);
}

/** The country calling code of a country (ISO 3166 alpha-2): CN → 86. Null for a country without one. */
export function callingCode(country: string): string | null {
	return isSupportedCountry(country) ? getCountryCallingCode(country) : null;
}

/** One thing that must be found. */
export interface QueryTerm {
	/** What the typed text looks like; 'hidden': an encrypted value in full, by its tokens. It says nothing about where it may be found: the prefixes hold for tokens of every kind. */
	readonly kind: 'name' | 'email' | 'phone' | 'hidden';
	/** A token must start with one of these; at least one, each lower case, at most `tokenLength`. */
	readonly prefixes: readonly string[];
	/** Three digits or more that stand somewhere inside a phone number (without its country code), as an alternative to the prefixes. Else null. */
	readonly inside: string | null;
	/** Letters of the tokens that whoever asks may search, where those are not all. */
	readonly letters?: readonly string[];
}

const partialLegalForm = /(?:股份|有限|责任|控股|集团|合伙|(?:股份|控股|集团)?有(?:限(?:责(?:任)?|公)?)?|公)$/;

/** ü typed as u or yu: lubu and lyubu find lvbu (吕布). At most four readings. */
function umlautReadings(prefix: string): string[] {
	const spelled = /([ln])y?u(?!o)/;
	if (!spelled.test(prefix)) return [prefix];
	return [prefix, prefix.replace(spelled, '$1v'), prefix.replace(/([ln])yu/g, '$1v'), prefix.replace(/([ln])y?u(?!o)/g, '$1v')];
}

function nameTerm(typed: string, words: readonly string[]): QueryTerm {
	const joined = words.join('');
	const prefixes = [joined];
	if (words.some((word) => isHan(word))) {
		const core = runsOf(organisationCore(typed))
			.map((run) => run.text)
			.join('');
		const shorter = joined.replace(partialLegalForm, '');
		prefixes.push(core, shorter.length >= 2 ? shorter : joined);
	} else {
		// Rotations of what was typed: "john smith" stands in the token smithjohnadam only from its last word on.
		if (words.length > 1 && words.length <= rotatedUnits) prefixes.push(...rotations(words));
		const core = organisationCore(typed).replace(/\s+/g, '');
		if (core.length >= 2) prefixes.push(core);
		// Addresses keep their marks: shu-han stands in shu-han.example.
		const marked = fold(typed);
		if (/^[\p{L}\p{N}]+(?:[-+][\p{L}\p{N}]+)+$/u.test(marked)) prefixes.push(marked);
		return { kind: 'name', prefixes: distinct(prefixes.flatMap(umlautReadings)), inside: null };
	}
	return { kind: 'name', prefixes: distinct(prefixes), inside: null };
}

/** The fewest digits that are looked for inside numbers: two stand in every other one. */
const fewestInside = 3;

function phoneTerm(typed: string, country: string | undefined): QueryTerm {
	const digits = typed.replace(/\D/g, '');
	const trunkless = digits.replace(/^0+/, '');
	const code = country === undefined ? null : callingCode(country);
	const national = code !== null && !typed.startsWith('+') && trunkless !== '' ? [code + trunkless] : [];
	// A number that holds 0571… holds 571… as well.
	const inside = [trunkless, digits].find((text) => text.length >= fewestInside) ?? null;
	return { kind: 'phone', prefixes: distinct([digits, trunkless, ...national]), inside };
}

function emailTerm(word: string): QueryTerm {
	const address = fold(word).replace(/^[^\p{L}\p{N}]+/u, '');
	if (word.includes('@'))
		return { kind: 'email', prefixes: distinct([address, ...(address.includes('@') ? [] : [turnedDomain(address)])]), inside: null };
	const plain = runsOf(word)
		.map((run) => run.text)
		.join('');
	return { kind: 'email', prefixes: distinct([address, turnedDomain(address), plain]), inside: null };
}

/** One piece of a query: a run of digits, something with the marks of an address inside, or words. */
const phonePiece = /^\+?[\d()-]*\d[\d()-]*$/;
const emailPiece = /^[\w.+%-]*@[\w.-]*$|^[\w+-]+(?:[._][\w+-]+)+$/;
const queryLength = 100;

export interface QueryOptions {
	/** `joined` (default): neighbouring words are one name, "wei zhang" is weizhang. `apart`: each word is a term of its own, for a second try that also finds "zhang acme". */
	readonly words?: 'joined' | 'apart';
	/** The country whose numbers are typed without a country code. */
	readonly country?: string;
}

/**
 * What a person typed into a search box, as terms that must all be found (AND). Each is found when a token starts with one of its prefixes (OR), or its digits stand inside a phone number.
 * "张 三" → 张三; "zhang w" → zhangw; "138 0013" → phone 1380013; "李 138" → 李 and 138; "san@exa" → e-mail. Empty for a text without letters and digits.
 */
export function queryTerms(input: string, options: QueryOptions = {}): QueryTerm[] {
	const text = input.slice(0, queryLength).normalize('NFKC').trim();
	const terms: QueryTerm[] = [];
	let digits = '';
	let typed: string[] = [];
	let words: string[] = [];
	const flush = (): void => {
		if (digits !== '') terms.push(phoneTerm(digits, options.country));
		if (words.length > 0) terms.push(nameTerm(typed.join(' '), words));
		digits = '';
		typed = [];
		words = [];
	};
	for (const piece of text.split(/[\s,;，；、]+/)) {
		const runs =
			phonePiece.test(piece) || emailPiece.test(piece)
				? [piece]
				: piece.split(/(?<=[\p{Unified_Ideograph}〇々])(?=\+?\d)|(?<=\d)(?=[\p{Unified_Ideograph}〇々])/u);
		for (const run of runs) {
			if (phonePiece.test(run)) {
				if (words.length > 0) flush();
				digits += run;
			} else if (emailPiece.test(run)) {
				flush();
				terms.push(emailTerm(run));
			} else {
				const found = runsOf(run).map((part) => part.text);
				if (found.length === 0) continue;
				const otherScript = words.length > 0 && isHan(words[0] as string) !== isHan(found[0] as string);
				if (digits !== '' || otherScript || options.words === 'apart') flush();
				typed.push(run);
				words.push(...found);
			}
		}
	}
	flush();
	return terms.filter((term) => term.prefixes.length > 0);
}
