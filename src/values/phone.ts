// Phone numbers as people write them, to E.164 with the extension kept apart.
import { type CountryCode, isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type PlannedNumber, readInternational, readNational } from './phone_plan.ts';
import { cleanText } from './text.ts';
import { defineProblems, type Normalised, nothing, type ValueProblem } from './value.ts';

const problem = defineProblems({
	phone_letters: {
		severity: 'error',
		'zh-CN': '“{value}”不是电话号码：其中含有字母或文字。请只填写数字，分机号写在“转”之后。',
		en: '“{value}” is not a phone number: it holds letters. Write digits only, an extension after “ext.”.',
	},
	phone_invalid: {
		severity: 'error',
		'zh-CN': '“{value}”不是电话号码：位数不对。请检查号码。',
		en: '“{value}” is not a phone number: it has too few or too many digits. Check the number.',
	},
	phone_several: {
		severity: 'error',
		'zh-CN': '“{value}”含有多个电话号码。请每个号码填一格。',
		en: '“{value}” holds several phone numbers. Put each into a field of its own.',
	},
	phone_scientific: {
		severity: 'error',
		'zh-CN': '“{value}”是电子表格的科学计数格式，号码的末几位已经丢失。请把该列设为“文本”格式后重新导出。',
		en: '“{value}” is a spreadsheet’s scientific notation and has lost digits. Format the column as text and export it again.',
	},
	phone_scientific_restored: {
		severity: 'repaired',
		'zh-CN': '“{was}”是电子表格的科学计数格式，各位数字仍在，保存为 {now}。',
		en: '“{was}” is a spreadsheet’s scientific notation with all its digits; it is stored as {now}.',
	},
	phone_placeholder: {
		severity: 'error',
		'zh-CN': '“{value}”是占位号码，不属于任何人。请填写真实号码，或留空。',
		en: '“{value}” is a placeholder that belongs to nobody. Enter the real number, or leave the field empty.',
	},
	phone_no_area_code: {
		severity: 'warning',
		'zh-CN': '“{value}”可能缺少区号或国家代码，已按原样保存。请补上区号。',
		en: '“{value}” may lack its area or country code; it is kept as typed. Add the code.',
	},
	phone_not_valid: {
		severity: 'warning',
		'zh-CN': '“{value}”不符合所在国家的编号规则，已按原样保存。请核对号码。',
		en: '“{value}” does not fit the numbering plan of its country; it is kept as typed. Check the number.',
	},
	phone_short: {
		severity: 'warning',
		'zh-CN': '“{value}”是短号，只能在当地拨打，已按原样保存。',
		en: '“{value}” is a short number that works only locally; it is kept as typed.',
	},
});

export type PhoneType = 'mobile' | 'landline' | 'service' | 'unknown';

export interface Phone {
	/** E.164 (`+8613800138000`) when `valid`, else the digits as typed, with their separators. */
	readonly number: string;
	readonly valid: boolean;
	/** Digits of the extension, or null. */
	readonly extension: string | null;
	/** ISO 3166 alpha-2 code of the number's country, null when it is unknown or the number is not valid. */
	readonly country: string | null;
	readonly type: PhoneType;
}

export interface PhoneOptions {
	/** ISO 3166 alpha-2 code for numbers without a country code. Default CN. An unknown code counts as none. */
	readonly country?: string;
}

/** Optional +86, 0086, 86 or trunk 0, then eleven digits from 13 to 19, with spaces or hyphens in the usual places. */
const chineseMobile = /^(\+?(?:00)?86[ -]?|0)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})$/;

/** Which five-digit heads of Chinese mobile numbers exist. Each is asked of libphonenumber once, so it never disagrees with it. */
const mobileHeads = new Map<string, boolean>();

function isChineseMobile(national: string): boolean {
	const head = national.slice(0, 5);
	let exists = mobileHeads.get(head);
	if (exists === undefined) {
		exists = parse(`+86${head}000000`, `86${head}000000`, undefined)?.type === 'mobile';
		mobileHeads.set(head, exists);
	}
	return exists;
}

const label =
	/^(?:tel|telephone|phone|mobile|mob|cell|cellphone|fax|ph|[tmpf]|手机号码|手机号|手机|电话号码|电话|联系电话|联系方式|座机|固话|传真|办公|公司|家|宅电)\.? ?[:：] ?/i;
const extensionAtEnd = /[ ,;(]*(?:ext(?:ension|n)?\.?|x|#|转|轉|分机号?|分機|内线|內線) ?[:：.]? ?(\d{1,7})\)?$/i;
/** `0755-88889999-801`: in China a third group after a hyphen is an extension. */
const chineseExtension = /^(\(?0\d{2,3}\)?[- ]?\d{7,8})[-–—](\d{1,6})$/;
/** `13800138000（微信）`: a note in brackets without digits. */
const noteAtEnd = /(?<=\d) ?[(（[【][^\d()（）]{1,20}[)）\]】]$/;
const phoneCharacters = /^[+\d\s()[\]./\\_*~–—−‐-]+$/;
const scientific = /^(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i;

/** The digits of a whole number in scientific notation; null where some of them are lost. */
function writtenOut([, head, decimals = '', exponent]: RegExpExecArray): string | null {
	const places = Number(exponent);
	return decimals.length >= places && /^0*$/.test(decimals.slice(places)) ? `${head}${decimals.slice(0, places)}` : null;
}

const keyRows = ['01234567890', '1234567890', '9876543210'];

/** The national number (or all digits) of a number that stands for none: one digit repeated, or the row of the keys. */
function isPlaceholder(digits: string): boolean {
	if (digits.length < 6) return false;
	return /^(\d)\1+$/.test(digits) || /^1?0+$/.test(digits) || keyRows.some((row) => row.startsWith(digits));
}

/** A number as it was read, valid or not. */
interface Reading extends Omit<PlannedNumber, 'country'> {
	readonly valid: boolean;
	readonly country: string | null;
}

function typeOf(phone: PhoneNumber): PhoneType {
	switch (phone.getType()) {
		case 'MOBILE':
			return 'mobile';
		case 'FIXED_LINE':
			return 'landline';
		case 'FIXED_LINE_OR_MOBILE':
		case undefined:
			return 'unknown';
		default:
			return 'service';
	}
}

/** Numbers that the Chinese network knows without an area code: 110, 10086, 12345, 95588, 96110, 400123, 118114. */
const chineseShort = /^(?:1[12]\d|1[01]\d{3}|12\d{3}|123\d{3}|118\d{3}|106\d{2,9}|9[56]\d{3,6})$/;

/** Digits with the marks that mean nothing between them: what stands in such a text is told by its digits and a plus sign in front. */
const digitsAndMarks = /^\+?[\d ().-]+$/;

function parse(text: string, digits: string, country: CountryCode | undefined): Reading | undefined {
	if (digitsAndMarks.test(text)) {
		const found = text.startsWith('+') ? readInternational(digits) : country ? readNational(digits, country) : null;
		if (found) return { valid: true, ...found };
	}
	const phone = parsePhoneNumberFromString(text, country ? { defaultCountry: country, extract: false } : { extract: false });
	if (!phone) return undefined;
	const { number, nationalNumber } = phone;
	return { valid: phone.isValid(), number, nationalNumber, country: phone.country ?? null, type: typeOf(phone) };
}

/**
 * The digits from the country code on, where the number may begin with one. Eleven digits from 1 on are not tried in China: a mistyped
 * mobile number would become an American one.
 */
function withCountryCode(digits: string, country: CountryCode | undefined): string | null {
	if (digits.startsWith('00')) return digits.slice(2);
	return digits.length >= 11 && !(country === 'CN' && digits.startsWith('1')) ? digits : null;
}

/**
 * The number in the reading that is valid, tried in this order: as it stands in the default country; 00 as the international prefix; a lost plus sign
 * (`8613800138000` in a file of another country: spreadsheets drop it). Else the first reading, valid or not.
 */
function bestReading(text: string, digits: string, country: CountryCode | undefined): Reading | undefined {
	const first = parse(text, digits, country);
	if (first?.valid) return first;
	const international = withCountryCode(digits, country);
	const second = international === null ? undefined : parse(`+${international}`, international, undefined);
	return second?.valid ? second : first;
}

/** Groups of digits with one space or hyphen between them: one number, with nothing to clean, no label, no note and no extension but a Chinese one. */
const plainNumber = /^\+?\d+(?:[ -]\d+)*$/;
const several = /\s*(?:[;,；，、|\n]|\s\/\s|\/|\s或\s?|或)\s*/;

/** Characters in which numbers are looked for: a cell of a file may have a million, and several numbers with words around them have some hundred. */
const longest = 2_000;

/**
 * The numbers of a cell that holds more than one (`13800138000/13900139000`, `…；…`), trimmed, in order. A cell with one number comes back as it is,
 * slashes inside included (`212/996-1212`): it is only split where each part has seven digits or more.
 */
export function splitPhones(raw: string): string[] {
	if (raw.length > longest || plainNumber.test(raw)) return [raw];
	const parts = raw.split(several).filter((part) => part !== '');
	if (parts.length > 1 && parts.every((part) => (part.match(/\d/g)?.length ?? 0) >= 7)) return parts;
	const one = raw.trim();
	return one === '' ? [] : [one];
}

function unusable(code: Parameters<typeof problem>[0], value: string): Normalised<Phone> {
	return { value: null, problem: problem(code, { value }) };
}

function asTyped(number: string, extension: string | null, type: PhoneType, doubt: ValueProblem): Normalised<Phone> {
	return { value: { number, valid: false, extension, country: null, type }, problem: doubt };
}

/**
 * Reads one phone number.
 *
 * Errors: `phone_letters`, `phone_invalid` (no number at all), `phone_several`, `phone_scientific`, `phone_placeholder`.
 * Warnings (kept as typed): `phone_no_area_code`, `phone_not_valid`, `phone_short`. Repaired: `phone_scientific_restored`.
 */
export function normalisePhone(raw: string, options: PhoneOptions = {}): Normalised<Phone> {
	const country = options.country ?? 'CN';
	const mobile = raw.length <= 20 ? chineseMobile.exec(raw) : null;
	if (mobile && (country === 'CN' || mobile[1]?.startsWith('+'))) {
		const national = `${mobile[2]}${mobile[3]}${mobile[4]}`;
		if (isChineseMobile(national) && !isPlaceholder(national)) {
			return { value: { number: `+86${national}`, valid: true, extension: null, country: 'CN', type: 'mobile' } };
		}
	}
	return readPhone(raw, country);
}

/** Takes the extension off a number that is clean. */
function splitExtension(text: string, country: string): { text: string; extension: string | null } {
	const tail = plainNumber.test(text) ? null : extensionAtEnd.exec(text);
	if (tail) return { text: text.slice(0, tail.index).trim(), extension: tail[1] as string };
	const group = country === 'CN' ? chineseExtension.exec(text) : null;
	return group ? { text: (group[1] as string).trim(), extension: group[2] as string } : { text: text.trim(), extension: null };
}

/** The way of every number but plain Chinese mobiles. */
function readPhone(raw: string, country: string): Normalised<Phone> {
	if (raw.length <= 100 && plainNumber.test(raw)) return readClean(raw, raw, country);
	const typed = cleanText(raw);
	if (typed === '' || /^[-–—.]+$/.test(typed)) return nothing;
	if (typed.length > longest) return unusable('phone_invalid', typed);
	if (typed.length > 100) return unusable('phone_invalid', typed);
	const plain = cleanText(raw.normalize('NFKC'));
	const notation = scientific.exec(plain);
	if (notation) {
		const digits = writtenOut(notation);
		const { value, problem: doubt } = digits === null ? nothing : normalisePhone(digits, { country });
		if (!value) return unusable('phone_scientific', typed);
		return { value, problem: doubt ?? problem('phone_scientific_restored', { was: typed, now: value.number }) };
	}
	if (splitPhones(plain).length > 1) return unusable('phone_several', typed);

	const text = plain
		.replace(/^tel:/i, '')
		.replace(label, '')
		.replace(/^'/, '')
		.replace(noteAtEnd, '')
		.replace(/(\d{5})\.0$/, '$1');
	return readClean(text, typed, country);
}

/** Reads a number without label and note; `typed` is what a person is told of. */
function readClean(clean: string, typed: string, country: string): Normalised<Phone> {
	const { text, extension } = splitExtension(clean, country);
	if (!phoneCharacters.test(text)) return unusable(/\p{L}/u.test(text) ? 'phone_letters' : 'phone_invalid', typed);

	const digits = text.replace(/\D/g, '');
	if (isPlaceholder(digits)) return unusable('phone_placeholder', typed);
	if (digits.length < 3 || digits.length > 20) return unusable('phone_invalid', typed);
	if (country === 'CN' && chineseShort.test(digits)) return asTyped(text, extension, 'service', problem('phone_short', { value: typed }));

	const phone = bestReading(text, digits, isSupportedCountry(country) ? country : undefined);
	if (phone?.valid) {
		if (isPlaceholder(phone.nationalNumber)) return unusable('phone_placeholder', typed);
		return { value: { number: phone.number, valid: true, extension, country: phone.country, type: phone.type } };
	}
	if (digits.length < 5 || digits.length > 17) return unusable('phone_invalid', typed);
	const local = digits.length <= 8 && !text.startsWith('+');
	return asTyped(text, extension, 'unknown', problem(local ? 'phone_no_area_code' : 'phone_not_valid', { value: typed }));
}
