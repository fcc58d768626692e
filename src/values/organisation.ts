// Names of companies and other organisations: legal form, branch and bracketed region apart, and the core by which they are searched and matched.
import { hasHan, isCommonHanOnly } from './han.ts';
import { legalWords, linkWords, organisationWords, personTitleWords } from './organisation_words.ts';
import { surnameOf } from './surnames.ts';
import { cleanText, fold, textLimits } from './text.ts';
import { defineProblems, type Normalised, nothing, remember } from './value.ts';

const problem = defineProblems({
	organisation_too_long: {
		severity: 'error',
		'zh-CN': '公司名称有 {length} 个字符，最多允许 {max} 个。请检查这一列是否真的是公司名称。',
		en: 'The company name has {length} characters; at most {max} are allowed. Check that this column really holds company names.',
	},
	organisation_without_letters: {
		severity: 'warning',
		'zh-CN': '“{value}”不含文字，不像公司名称，已按原样保存。请核对。',
		en: '“{value}” holds no letters and does not look like a company name; it is kept as typed. Check it.',
	},
});

export interface OrganisationName {
	/** The whole name, cleaned, as typed. */
	readonly name: string;
	/** The name without legal form, branch and brackets, folded: 阿里巴巴网络技术, acme. For search and matching; never empty. */
	readonly core: string;
	/** The legal form as typed: 有限公司, Co., Ltd. */
	readonly legal_form: string | null;
	/** The bracketed part, where there is one: 中国 of 阿里巴巴（中国）网络技术有限公司. */
	readonly region: string | null;
	/** 北京分行 of 中国工商银行股份有限公司北京分行. */
	readonly branch: string | null;
}

const brackets = /[(（[【〔]([^()（）[\]【】〔〕]*)[)）\]】〕]/g;
/** Longest first: an alternation takes the first that fits. */
const chineseForms =
	'股份有限责任公司|集团股份有限公司|集团有限责任公司|控股集团有限公司|控股有限公司|集团有限公司|股份有限公司|有限责任公司|有限责任合伙|有限合伙|普通合伙|特殊普通合伙|有限公司|股份公司|集团公司|总公司|公司|集团|控股';
/** A name that is nothing but a legal form keeps it. */
const chineseFormAlone = new RegExp(`^(?:${chineseForms})$`);
const chineseFormAtEnd = new RegExp(`^(.{2,}?)(${chineseForms})$`);
const chineseBranchAtEnd =
	/^(.{2,}?)(股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|公司|集团|银行)((?:(?!公司|集团).){1,20}(?:分公司|分行|支行|分理处|营业部|营业厅|办事处|代表处|分部|分店|事业部))$/;

interface Core {
	readonly core: string;
	readonly form: string | null;
	readonly branch: string | null;
}

/** The core of a Chinese name without brackets. 银行 itself stays (中国工商银行), being no legal form. */
function chineseCore(text: string): Core {
	let rest = text;
	let form: string | null = null;
	let branch: string | null = null;
	const withBranch = chineseBranchAtEnd.exec(rest);
	if (withBranch) {
		rest = `${withBranch[1]}${withBranch[2]}`;
		branch = (withBranch[3] as string).trim();
	}
	const withForm = chineseFormAlone.test(rest) ? null : chineseFormAtEnd.exec(rest);
	if (withForm) {
		rest = withForm[1] as string;
		form = withForm[2] as string;
	}
	return { core: rest.trim(), form, branch };
}

const separators = /[\s,，;；/\\_–—-]+/;
const innerMarks = /[.'’‘`´"“”!?！？&＆+*#@:：|~·•]/g;

/** The words of a Western name, folded, marks inside removed: S.A. → sa, O'Reilly → oreilly, AT&T → att. */
function latinWords(text: string): string[] {
	return fold(text)
		.split(separators)
		.map((word) => word.replace(innerMarks, ''))
		.filter((word) => word !== '');
}

/** The legal words at the end as they were typed, with the marks between them: GmbH & Co. KG. */
function typedForm(text: string): string {
	const typed = text.split(/\s+/);
	let start = typed.length;
	while (start > 1 && latinWords(typed[start - 1] as string).every((word) => legalWords.has(word))) start--;
	return typed.slice(start).join(' ');
}

function latinCore(text: string): Core {
	const words = latinWords(text);
	let end = words.length;
	while (end > 1 && legalWords.has(words[end - 1] as string)) end--;
	const start = end > 1 && words[0] === 'the' ? 1 : 0;
	return { core: words.slice(start, end).join(' '), form: end < words.length ? typedForm(text) : null, branch: null };
}

/** Chinese letters and digits without marks between them: 阿里·巴巴 → 阿里巴巴. Words of other scripts keep one space between them. */
function bare(folded: string): string {
	return folded
		.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
		.replace(/(?<=[\p{Unified_Ideograph}〇々]) | (?=[\p{Unified_Ideograph}〇々])/gu, '')
		.trim();
}

const readOrganisation = remember(20_000, (name: string): OrganisationName => {
	const regions: string[] = [];
	const open = name.replace(brackets, (_, inside: string) => {
		if (inside.trim() !== '') regions.push(inside.trim());
		return hasHan(name) ? '' : ' ';
	});
	const text = open.trim() === '' ? name : open.trim();
	const { core, form, branch } = hasHan(text) ? chineseCore(text) : latinCore(text);
	const folded = bare(fold(core)) || bare(fold(text)) || fold(name) || name;
	return { name, core: folded, legal_form: form, region: regions.join(' ') || null, branch };
});

/**
 * The name of an organisation as typed, cleaned.
 * Error: `organisation_too_long`. Warning: `organisation_without_letters`.
 */
export function normaliseOrganisation(raw: string): Normalised<string> {
	const value = cleanText(raw);
	if (value === '') return nothing;
	if (value.length > textLimits.name)
		return { value: null, problem: problem('organisation_too_long', { length: value.length, max: textLimits.name }) };
	// Most names show by their first character that they have letters.
	if (/^[A-Za-z\u4e00-\u9fff]/.test(value) || /[\p{L}\p{N}]/u.test(value)) return { value };
	return { value, problem: problem('organisation_without_letters', { value }) };
}

/** Takes an organisation's name apart. Problems as in `normaliseOrganisation`. */
export function parseOrganisation(raw: string): Normalised<OrganisationName> {
	const { value, problem } = normaliseOrganisation(raw);
	if (value === null) return problem ? { value, problem } : nothing;
	const parsed = readOrganisation(value);
	return problem ? { value: parsed, problem } : { value: parsed };
}

/** The core of an organisation's name (see `OrganisationName.core`), or '' for an empty name. */
export function organisationCore(raw: string): string {
	const name = cleanText(raw)
		.slice(0, textLimits.name)
		.replace(/\p{Surrogate}/gu, '')
		.trim();
	return name === '' ? '' : readOrganisation(name).core;
}

const hanName = /^[\p{Unified_Ideograph}〇々]{2,4}$/u;
const hangulName = /^[가-힣]{2,4}$/;
/** The shape of nearly all names in plain letters: no marks to take away. */
const twoToFourWords = /^[A-Za-z]+(?: [A-Za-z]+){1,3}$/;
const westernWord = /^\p{L}[\p{L}'’.-]*$/u;

/** Langer's, Macy’s: what somebody has a name for, not somebody. */
const possessive = /\p{L}['’]s(?:\s|$)/iu;

/** Acme Ltd, BASF SE, ABC Co; not Juan Sa: short forms that are also family names count only in capitals or with a full stop. */
function hasLegalEnd(text: string, words: readonly string[]): boolean {
	const last = words.at(-1) ?? '';
	return words.length > 1 && legalWords.has(last) && (last.length > 2 || last === 'co' || /(?:\p{Lu}{2}|\.)$/u.test(text));
}

/**
 * Whether a name is that of an organisation or of a person, by its words; null when neither is evident.
 * 北京百度网讯科技有限公司 → organisation, 张三 → person, Acme Ltd → organisation, John Smith → person, 小米 → null.
 */
export function guessKind(name: string): 'person' | 'organisation' | null {
	// A cell of a file may have a million characters, over which the words below are looked for from every place.
	if (name.length > textLimits.line) return null;
	const text = cleanText(name);
	const folded = fold(text);
	if (hasHan(folded)) {
		const common = isCommonHanOnly(folded);
		const han = common ? folded : folded.replace(brackets, '').replace(/\s+/g, '');
		if (organisationWords.chinese.test(han)) return 'organisation';
		if (personTitleWords.test(han)) return 'person';
		const short = common ? han.length >= 2 && han.length <= 4 : hanName.test(han);
		const surname = short ? surnameOf(han) : null;
		if (surname !== null && (surname.length > 1 ? han.length <= 4 : han.length <= 3)) return 'person';
		return /[·•・]/.test(folded) ? 'person' : null;
	}
	if (hangulName.test(folded)) return 'person';
	const plainName = twoToFourWords.test(text);
	const words = plainName ? folded.split(' ') : latinWords(text.replace(brackets, ' '));
	if (words.some((word) => organisationWords.latin.has(word)) || hasLegalEnd(text, words) || possessive.test(text)) return 'organisation';
	if (words.some((word) => linkWords.has(word))) return null;
	if (plainName) return 'person';
	if (/[\d&@]/.test(text)) return /\d|&/.test(text) ? 'organisation' : null;
	const plain = text
		.replaceAll(',', ' ')
		.split(/\s+/)
		.filter((word) => word !== '');
	return plain.length >= 2 && plain.length <= 4 && plain.every((word) => westernWord.test(word)) ? 'person' : null;
}
