// Numbers, money and yes/no as people type them: 1.234,56 €, ¥1,234.50, (12.00), 1.5万, 是.
import { cleanText, fold } from './text.ts';
import { defineProblems, type Normalised, nothing } from './value.ts';

const problem = defineProblems({
	number_not_read: {
		severity: 'error',
		'zh-CN': '“{value}”不是数字。请只填写数字，例如 1234.50。',
		en: '“{value}” is not a number. Write digits only, such as 1234.50.',
	},
	number_too_long: {
		severity: 'error',
		'zh-CN': '“{value}”的位数太多：小数点前最多 {before} 位，后最多 {after} 位。',
		en: '“{value}” has too many digits: at most {before} before the decimal point and {after} after it.',
	},
	currency_unknown: {
		severity: 'error',
		'zh-CN': '“{value}”中的货币无法识别。请使用三位代码，例如 CNY、USD、EUR。',
		en: '“{value}” names an unknown currency. Use its three-letter code, such as CNY, USD, EUR.',
	},
	boolean_not_read: {
		severity: 'error',
		'zh-CN': '“{value}”不是“是”或“否”。请填写“是”或“否”。',
		en: '“{value}” is neither yes nor no. Write yes or no.',
	},
});

export interface Money {
	/** Decimal text with a point: -1234.50 */
	readonly amount: string;
	/** ISO 4217 code, or null when none was written and none assumed. */
	readonly currency: string | null;
}

export interface NumberOptions {
	/** The decimal mark of the column. Without it: the last of two different marks; a single comma before exactly three digits counts thousands, a single point never does. */
	readonly decimal?: '.' | ',';
}

export interface MoneyOptions extends NumberOptions {
	/** ISO 4217 code where none is written; also decides what ¥ (CNY or JPY) and $ (USD, AUD, …) and kr mean. */
	readonly currency?: string;
}

const maxBefore = 30;
const maxAfter = 20;

/** Units of ten thousand and more, with the places that they move the point. 十 and 百 are not written after figures. */
const units: Readonly<Record<string, number>> = {
	千: 3,
	万: 4,
	萬: 4,
	十万: 5,
	百万: 6,
	千万: 7,
	亿: 8,
	億: 8,
	万亿: 12,
	k: 3,
	m: 6,
	bn: 9,
};
const unitAtEnd = /^(.*\d) ?(万亿|千万|百万|十万|千|万|萬|亿|億|k|m|bn)$/i;

/** Moves the decimal point of a plain decimal text to the right, or to the left when `places` is negative. */
function shift(decimal: string, places: number): string {
	const [whole = '', fraction = ''] = decimal.split('.');
	const digits = whole + fraction;
	const point = whole.length + places;
	if (point >= digits.length) return digits.padEnd(point, '0');
	if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
	return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function canonical(negative: boolean, decimal: string): string {
	const [whole = '', fraction] = decimal.split('.');
	const digits = whole.replace(/^0+(?=\d)/, '') || '0';
	const value = fraction ? `${digits}.${fraction}` : digits;
	return negative && /[1-9]/.test(value) ? `-${value}` : value;
}

const thousandsGroups = { ',': /^[1-9]\d{0,2}(?:,\d{3})+$/, '.': /^[1-9]\d{0,2}(?:\.\d{3})+$/ } as const;
/** Groups of two after the first three from the right, as in India: 12,34,567. */
const indianGroups = /^[1-9]\d?(?:,\d{2})*,\d{3}$/;

function withoutGroups(whole: string, mark: '.' | ','): string | null {
	if (/^\d*$/.test(whole)) return whole;
	return thousandsGroups[mark].test(whole) || (mark === ',' && indianGroups.test(whole)) ? whole.replaceAll(mark, '') : null;
}

/** Figures with points, commas, spaces and apostrophes to plain decimal text; null when they do not make a number. */
function readFigures(text: string, decimal: '.' | ',' | undefined): string | null {
	const figures = text.replace(/(?<=\d)[\s'’_٬](?=\d{3}(?!\d))/g, '').replace('٫', '.');
	if (/^\d+$/.test(figures)) return figures;
	if (!/^[\d.,]*\d[\d.,]*$/.test(figures)) return null;
	const comma = figures.lastIndexOf(',');
	const point = figures.lastIndexOf('.');
	let mark = decimal;
	if (!mark) {
		if (comma !== -1 && point !== -1) mark = comma > point ? ',' : '.';
		else if (point !== -1) mark = figures.indexOf('.') === point ? '.' : ',';
		else mark = thousandsGroups[','].test(figures) || indianGroups.test(figures) ? '.' : ',';
	}
	const at = figures.indexOf(mark);
	if (at !== -1 && figures.indexOf(mark, at + 1) !== -1) return null;
	const whole = withoutGroups(at === -1 ? figures : figures.slice(0, at), mark === '.' ? ',' : '.');
	const fraction = at === -1 ? '' : figures.slice(at + 1);
	if (whole === null || !/^\d*$/.test(fraction) || whole + fraction === '') return null;
	return fraction === '' ? whole : `${whole || '0'}.${fraction}`;
}

/** Takes the sign off: -5, 5-, −5, (5), +5. */
function readSign(text: string): { negative: boolean; rest: string } {
	const inBrackets = /^[(（](.+)[)）]$/.exec(text);
	if (inBrackets) return { negative: true, rest: (inBrackets[1] as string).trim() };
	const signed = /^([-+−–])? ?(.*?) ?([-−])?$/.exec(text);
	const negative = (signed?.[1] !== undefined && signed[1] !== '+') || signed?.[3] !== undefined;
	return { negative, rest: signed?.[2] ?? text };
}

function readNumber(typed: string, text: string, options: NumberOptions): Normalised<string> {
	const refuse = { value: null, problem: problem('number_not_read', { value: typed }) };
	if (text.length > 100) return refuse;
	const { negative, rest } = readSign(text);
	const power = /^(.*\d[.,]?)e([+-]?\d{1,3})$/i.exec(rest);
	const unit = power ? null : unitAtEnd.exec(rest);
	const figures = readFigures((power?.[1] ?? unit?.[1] ?? rest).trim(), options.decimal);
	if (figures === null) return refuse;
	const places = power ? Number(power[2]) : unit ? (units[(unit[2] as string).toLowerCase()] ?? 0) : 0;
	const value = canonical(negative, places === 0 ? figures : shift(figures, places));
	const [whole = '', fraction = ''] = value.replace('-', '').split('.');
	if (whole.length <= maxBefore && fraction.length <= maxAfter) return { value };
	return { value: null, problem: problem('number_too_long', { value: typed, before: maxBefore, after: maxAfter }) };
}

/** Half-width, with every kind of space as a plain one. */
function tidy(raw: string): string {
	return cleanText(raw.normalize('NFKC'));
}

/**
 * A number as typed to decimal text with a point; the places after it stay (12.00). Understood: 1,234.50, 1.234,56, 1 234,56, 1'234.50, 12,34,567, (12.00), 12-, １２３, 1.2E+05, 1.5万, 3亿.
 * Errors: `number_not_read`, `number_too_long`.
 */
export function normaliseNumber(raw: string, options: NumberOptions = {}): Normalised<string> {
	if (/^(?:0|-?[1-9]\d{0,17})$/.test(raw)) return { value: raw };
	const typed = tidy(raw);
	return typed === '' ? nothing : readNumber(typed, typed, options);
}

/** Signs and words of money, folded; longer ones are tried first. */
const currencyWords: Readonly<Record<string, string>> = {
	us$: 'USD',
	hk$: 'HKD',
	nt$: 'TWD',
	a$: 'AUD',
	au$: 'AUD',
	c$: 'CAD',
	ca$: 'CAD',
	nz$: 'NZD',
	s$: 'SGD',
	r$: 'BRL',
	mx$: 'MXN',
	'€': 'EUR',
	'£': 'GBP',
	'₩': 'KRW',
	'₹': 'INR',
	'₽': 'RUB',
	'₫': 'VND',
	'฿': 'THB',
	'₺': 'TRY',
	'₴': 'UAH',
	'₪': 'ILS',
	'₱': 'PHP',
	zł: 'PLN',
	zl: 'PLN',
	rmb: 'CNY',
	cnh: 'CNY',
	人民币: 'CNY',
	元人民币: 'CNY',
	元: 'CNY',
	圆: 'CNY',
	块: 'CNY',
	块钱: 'CNY',
	円: 'JPY',
	日元: 'JPY',
	美元: 'USD',
	美金: 'USD',
	欧元: 'EUR',
	英镑: 'GBP',
	港元: 'HKD',
	港币: 'HKD',
	新台币: 'TWD',
	台币: 'TWD',
	韩元: 'KRW',
	加元: 'CAD',
	澳元: 'AUD',
	新加坡元: 'SGD',
	euro: 'EUR',
	euros: 'EUR',
	dollar: 'USD',
	dollars: 'USD',
	yuan: 'CNY',
	yen: 'JPY',
	fr: 'CHF',
	sfr: 'CHF',
	rs: 'INR',
};
const isoCurrencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Currencies that one sign stands for; the first where the column does not say. */
const sharedSigns: Readonly<Record<string, readonly string[]>> = {
	'¥': ['CNY', 'JPY'],
	'￥': ['CNY', 'JPY'],
	$: ['USD', 'AUD', 'CAD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP'],
	kr: ['SEK', 'NOK', 'DKK', 'ISK'],
};

/** True for a code of ISO 4217, in capitals. */
export function isCurrencyCode(code: string): boolean {
	return isoCurrencies.has(code);
}

function readCurrency(word: string, assumed: string | undefined): string | null {
	const key = fold(word).replace(/[\s.]/g, '');
	const shared = sharedSigns[key];
	if (shared) return assumed && shared.includes(assumed) ? assumed : (shared[0] as string);
	return currencyWords[key] ?? (isCurrencyCode(key.toUpperCase()) ? key.toUpperCase() : null);
}

const moneyWords = /[^\d.,\s()（）+\-−–'’_千万萬亿億百十]+(?:\s*[^\d.,\s()（）+\-−–'’_]+)*\.?/gu;
const unitWord = /^(?:e[+-]?|k|m|bn)$/i;

/**
 * Money as typed. Understood: the numbers of `normaliseNumber` with a sign, word or ISO code of the currency on either side (¥1,234.50, 1.234,56 €, USD 12, 3万元).
 * Errors: `number_not_read`, `number_too_long`, `currency_unknown`.
 */
export function normaliseMoney(raw: string, options: MoneyOptions = {}): Normalised<Money> {
	const typed = tidy(raw);
	if (typed === '') return nothing;
	if (typed.length > 100) return { value: null, problem: problem('number_not_read', { value: typed }) };
	const words = [...new Set([...typed.matchAll(moneyWords)].map(([word]) => word).filter((word) => !unitWord.test(word)))];
	let currency: string | null = options.currency ?? null;
	let figures = typed;
	let written = false;
	for (const word of words) {
		// "US $" is one sign, "CNY ¥" are two. Signs that agree (¥12元) are one currency said twice.
		const whole = readCurrency(word, options.currency);
		for (const read of whole === null ? word.split(/\s+/).map((part) => readCurrency(part, options.currency)) : [whole]) {
			if (read === null || (written && read !== currency)) return { value: null, problem: problem('currency_unknown', { value: typed }) };
			currency = read;
			written = true;
		}
		figures = figures.replaceAll(word, ' ');
	}
	const number = readNumber(
		typed,
		figures
			.replace(/\s+/g, ' ')
			.replace(/^([-−(+]) /, '$1')
			.replace(/ \)$/, ')')
			.trim(),
		options,
	);
	if (number.value === null) return { value: null, ...(number.problem ? { problem: number.problem } : {}) };
	return { value: { amount: number.value, currency } };
}

const yes = new Set('是 是的 对 有 真 开 启用 已 同意 yes y true t 1 on x ✓ ✔ √ ☑ ja oui si enabled'.split(' '));
const no = new Set('否 不是 不 无 没有 假 关 停用 未 不同意 no n false f 0 off ✗ ✘ × ☐ nein non disabled'.split(' '));

/** Yes or no as typed: 是/否, yes/no, true/false, 1/0, ✓/✗ and the like. Error: `boolean_not_read`. */
export function normaliseBoolean(raw: string): Normalised<boolean> {
	const key = fold(cleanText(raw)).replace(/\.0$/, '');
	if (key === '') return nothing;
	if (yes.has(key)) return { value: true };
	if (no.has(key)) return { value: false };
	return { value: null, problem: problem('boolean_not_read', { value: cleanText(raw) }) };
}
