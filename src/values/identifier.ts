// Numbers that identify people and companies: the Chinese resident identity number, the unified social credit code, and any other number as text.
import { isCalendarDate } from './calendar.ts';
import { cleanText } from './text.ts';
import { defineProblems, type Normalised, nothing } from './value.ts';

const problem = defineProblems({
	identifier_scientific: {
		severity: 'error',
		'zh-CN': '“{value}”是电子表格的科学计数格式，号码的末几位已经丢失。请把该列设为“文本”格式后重新导出。',
		en: '“{value}” is a spreadsheet’s scientific notation and has lost digits. Format the column as text and export it again.',
	},
	identifier_too_long: {
		severity: 'error',
		'zh-CN': '证件号码最多 {max} 个字符。请检查号码。',
		en: 'An identifier has at most {max} characters. Check the number.',
	},
	resident_id_format: {
		severity: 'error',
		'zh-CN': '“{value}”不是居民身份证号码：应为 18 位，前 17 位是数字，末位是数字或 X。',
		en: '“{value}” is not a resident identity number: it needs 17 digits followed by a digit or X.',
	},
	resident_id_date: {
		severity: 'error',
		'zh-CN': '“{value}”不是居民身份证号码：其中的出生日期不存在。请核对号码。',
		en: '“{value}” is not a resident identity number: the date of birth inside does not exist. Check the number.',
	},
	resident_id_check: {
		severity: 'error',
		'zh-CN': '身份证号码“{value}”的校验位不对，至少有一位输错了。请核对号码。',
		en: 'The check digit of the identity number “{value}” is wrong: at least one digit is mistyped. Check the number.',
	},
	credit_code_format: {
		severity: 'error',
		'zh-CN': '“{value}”不是统一社会信用代码：应为 18 位数字或大写字母（不含 I、O、S、V、Z）。',
		en: '“{value}” is not a unified social credit code: it needs 18 digits or capital letters (without I, O, S, V, Z).',
	},
	credit_code_check: {
		severity: 'error',
		'zh-CN': '统一社会信用代码“{value}”的校验位不对，至少有一位输错了。请核对代码。',
		en: 'The check character of the unified social credit code “{value}” is wrong: at least one character is mistyped. Check the code.',
	},
});

export interface ResidentId {
	/** 18 characters; X in capitals. */
	readonly number: string;
	/** yyyy-mm-dd */
	readonly birth_date: string;
	readonly sex: 'male' | 'female';
	/** The two digits of the province at first registration (GB/T 2260): 11 Beijing … 65 Xinjiang, 71 Taiwan, 81 and 82 Hong Kong and Macao, 83 Taiwan residents. */
	readonly province_code: string;
}

/** Letters and digits in capitals, without spaces and hyphens. */
function compact(raw: string): string {
	return cleanText(raw.normalize('NFKC'))
		.replace(/[\s\-–—‐]+/g, '')
		.toUpperCase();
}

const scientific = /^\d(?:[.,]\d+)?E\+?\d{1,2}$/;
const provinceCodes = new Set(
	'11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The check character for the first 17 digits of a resident identity number: ISO 7064 MOD 11-2, as GB 11643-1999 prescribes. */
export function residentIdCheck(first17: string): string {
	let sum = 0;
	for (let i = 0; i < 17; i++) sum += Number(first17[i]) * (residentWeights[i] as number);
	return '10X98765432'[sum % 11] as string;
}

/**
 * A resident identity number of the People's Republic of China (GB 11643-1999). The old number of 15 digits is brought to 18 (19 before the year, check digit after).
 * Errors: `resident_id_format`, `resident_id_date`, `resident_id_check`, `identifier_scientific`.
 */
export function checkResidentId(raw: string): Normalised<ResidentId> {
	const typed = compact(raw);
	if (typed === '') return nothing;
	const refuse = (code: Parameters<typeof problem>[0]): Normalised<ResidentId> => ({
		value: null,
		problem: problem(code, { value: typed }),
	});
	if (scientific.test(typed)) return refuse('identifier_scientific');
	const old = /^\d{15}$/.test(typed);
	const first17 = old ? `${typed.slice(0, 6)}19${typed.slice(6)}` : typed.slice(0, 17);
	const number = old ? first17 + residentIdCheck(first17) : typed;
	if (!/^\d{17}[\dX]$/.test(number) || !provinceCodes.has(number.slice(0, 2))) return refuse('resident_id_format');
	const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
	if (Number(year) < 1800 || !isCalendarDate(Number(year), Number(month), Number(day))) return refuse('resident_id_date');
	if (residentIdCheck(first17) !== number[17]) return refuse('resident_id_check');
	const sex = Number(number[16]) % 2 === 1 ? 'male' : 'female';
	return { value: { number, birth_date: `${year}-${month}-${day}`, sex, province_code: number.slice(0, 2) } };
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/** The check character for the first 17 characters of a unified social credit code (GB 32100-2015, modulus 31). */
export function creditCodeCheck(first17: string): string {
	let sum = 0;
	for (let i = 0; i < 17; i++) sum += creditAlphabet.indexOf(first17[i] as string) * (creditWeights[i] as number);
	return creditAlphabet[(31 - (sum % 31)) % 31] as string;
}

/**
 * A unified social credit code (统一社会信用代码, GB 32100-2015) in capitals without spaces.
 * Errors: `credit_code_format`, `credit_code_check`, `identifier_scientific`.
 */
export function checkCreditCode(raw: string): Normalised<string> {
	const code = compact(raw);
	if (code === '') return nothing;
	if (scientific.test(code)) return { value: null, problem: problem('identifier_scientific', { value: code }) };
	if (!/^[0-9ABCDEFGHJKLMNPQRTUWXY]{2}\d{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}$/.test(code)) {
		return { value: null, problem: problem('credit_code_format', { value: code }) };
	}
	return creditCodeCheck(code.slice(0, 17)) === code[17]
		? { value: code }
		: { value: null, problem: problem('credit_code_check', { value: code }) };
}

const identifierLimit = 100;

/**
 * Any other identifier (customer number, passport, tax number): cleaned, full-width made half-width, case and marks as typed. Compare by `identifierMatchKey`.
 * Errors: `identifier_too_long`, `identifier_scientific`.
 */
export function normaliseIdentifier(raw: string): Normalised<string> {
	const value = cleanText(raw.normalize('NFKC'));
	if (value === '') return nothing;
	if (value.length > identifierLimit) return { value: null, problem: problem('identifier_too_long', { max: identifierLimit }) };
	if (/^\d[.,]\d+E\+\d{1,2}$/i.test(value)) return { value: null, problem: problem('identifier_scientific', { value }) };
	return { value };
}

/**
 * The number of a document that says who somebody is, in capitals without spaces and hyphens. What looks like a resident identity number of China and
 * is none is doubted, not refused: another country's may look the same.
 * Errors: `identifier_too_long`, `identifier_scientific`. Warnings: `resident_id_format`, `resident_id_date`, `resident_id_check`.
 */
export function normaliseIdentity(raw: string): Normalised<string> {
	const other = normaliseIdentifier(raw);
	if (other.value === null) return other;
	const typed = compact(raw);
	if (!/^(?:\d{15}|\d{17}[\dX])$/.test(typed)) return { value: typed };
	const { value, problem: doubt } = checkResidentId(typed);
	return value ? { value: value.number } : { value: typed, ...(doubt && { problem: { ...doubt, severity: 'warning' as const } }) };
}

/** The key by which two spellings of one identifier are the same: capitals and digits only (`ab-12 34` and `AB1234`). */
export function identifierMatchKey(identifier: string): string {
	return identifier
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[^\p{L}\p{N}]+/gu, '');
}
