// Search tokens: what is stored for a value so that a prefix range of a b-tree (collate "C") finds any part of it in any order; and what a person typed, as such prefixes.
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
	return [...new Set(tokens.map(cut))].filter((token) => token !== '');
}

/**
 * All rotations of the units, joined: a b c → abc, bca, cab. So the prefix "bc" finds them from the middle and "ca" finds first and last in the other order.
 * Beyond `rotatedUnits` units the later ones do not begin a rotation.
 */
function rotations(units: readonly string[]): string[] {
	return units.slice(0, rotatedUnits).map((_, start) => [...units.slice(start), ...units.slice(0, start)].join(''));
}

/** All ends of the units, joined: a b c → abc, bc, c. */
function ends(units: readonly string[], limit: number): string[] {
	return units.slice(0, limit).map((_, start) => units.slice(start).join(''));
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

/**
 * Tokens of a canonical e-mail address, its marks . _ - + @ kept: the whole, and what follows each mark, in that order, five at most. The top-level domain alone is left out.
 * zhang.san@example.com → zhang.san@example.com, san@example.com, example.com.
 */
export function emailTokens(email: string): string[] {
	const address = email.toLowerCase();
	const domain = address.indexOf('@') + 1;
	const lastDot = address.lastIndexOf('.');
	const tokens = [address];
	if (domain > 0) tokens.push(address.slice(domain));
	for (let i = 1; i < lastDot && tokens.length < emailTokenCount; i++) {
		if ('._-+@'.includes(address[i - 1] as string) && address.length - i >= 2 && i !== domain) tokens.push(address.slice(i));
	}
	return distinct(tokens);
}

/** How many digits the country calling code has: one for +1 and +7, three for those listed, two otherwise (ITU-T E.164, list of assigned codes). */
function callingCodeLength(digits: string): number {
	if (/^[17]/.test(digits)) return 1;
	return /^(?:2[1235689]|3[578]|42|5[09]|6[789]|8[0578]|9[679])/.test(digits) ? 3 : 2;
}

/**
 * Tokens of a phone number: all digits with the country code, and the national number (+8613800138000 → 8613800138000, 13800138000). Digits in the middle are searched by another index.
 * A number kept as typed has its digits alone, without a leading zero besides.
 */
export function phoneTokens(number: string): string[] {
	const digits = number.replace(/\D/g, '');
	if (number.startsWith('+')) return distinct([digits, digits.slice(callingCodeLength(digits))]);
	return distinct([digits, digits.replace(/^0+/, '')]);
}

/** One thing that must be found. */
export interface QueryTerm {
	/** What the typed text looks like. It says nothing about where it may be found: the prefixes hold for tokens of every kind. */
	readonly kind: 'name' | 'email' | 'phone';
	/** A token must start with one of these; at least one, each lower case, at most `tokenLength`. */
	readonly prefixes: readonly string[];
	/** With three digits or more: digits of which one must stand somewhere inside a phone number, as an alternative to the prefixes. Else empty. */
	readonly digits: readonly string[];
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
		return { kind: 'name', prefixes: distinct(prefixes.flatMap(umlautReadings)), digits: [] };
	}
	return { kind: 'name', prefixes: distinct(prefixes), digits: [] };
}

function phoneTerm(typed: string): QueryTerm {
	const digits = typed.replace(/\D/g, '');
	const trunkless = digits.replace(/^0+/, '');
	const all = distinct([digits, trunkless]);
	return { kind: 'phone', prefixes: all, digits: all.filter((text) => text.length >= 3) };
}

function emailTerm(word: string): QueryTerm {
	const address = fold(word).replace(/^[^\p{L}\p{N}]+/u, '');
	const plain = runsOf(word)
		.map((run) => run.text)
		.join('');
	return { kind: 'email', prefixes: distinct([address, ...(word.includes('@') ? [] : [plain])]), digits: [] };
}

/** One piece of a query: a run of digits, something with the marks of an address inside, or words. */
const phonePiece = /^\+?[\d()-]*\d[\d()-]*$/;
const emailPiece = /^[\w.+%-]*@[\w.-]*$|^[\w+-]+(?:[._][\w+-]+)+$/;
const queryLength = 100;

export interface QueryOptions {
	/** `joined` (default): neighbouring words are one name, "wei zhang" is weizhang. `apart`: each word is a term of its own, for a second try that also finds "zhang acme". */
	readonly words?: 'joined' | 'apart';
}

/**
 * What a person typed into a search box, as terms that must all be found (AND). Each is found when a token starts with one of its prefixes (OR), or one of its digits stands in a phone number.
 * "张 三" → 张三; "zhang w" → zhangw; "138 0013" → phone 1380013; "李 138" → 李 and 138; "san@exa" → e-mail. Empty for a text without letters and digits.
 */
export function queryTerms(input: string, options: QueryOptions = {}): QueryTerm[] {
	const text = input.slice(0, queryLength).normalize('NFKC').trim();
	const terms: QueryTerm[] = [];
	let digits = '';
	let typed: string[] = [];
	let words: string[] = [];
	const flush = (): void => {
		if (digits !== '') terms.push(phoneTerm(digits));
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
