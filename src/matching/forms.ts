// The form in which the matcher compares values: what is written in several ways becomes one text. Pure.
import { provinceAtHead } from '../values/china_regions.ts';
import type { DateOrder } from '../values/date.ts';
import { normaliseDate } from '../values/date.ts';
import { hasHan } from '../values/han.ts';
import { parsePersonName } from '../values/name.ts';
import { guessKind, organisationCore } from '../values/organisation.ts';
import { pinyinSyllables } from '../values/pinyin.ts';
import { surnameOf } from '../values/surnames.ts';
import { cleanText, fold } from '../values/text.ts';
import type { Kind } from './kinds.ts';

const apostrophes = /['’`´]/g;
const betweenWords = /[^\p{L}\p{N}]+/gu;

/** Letters and digits, folded; one space between words. */
export const plain = (text: string): string => fold(text).replace(apostrophes, '').replace(betweenWords, ' ').trim();

/** Values that say that nothing is known. */
const nothings = new Set([
	'n a',
	'na',
	'none',
	'null',
	'nil',
	'unknown',
	'undefined',
	'test',
	'nan',
	'xxx',
	'无',
	'未知',
	'不详',
	'暂无',
	'空',
]);

/** A name: of an organisation its core, of a person without titles and in the order of speech. */
function name(raw: string): string {
	const text = cleanText(raw);
	const kind = guessKind(text);
	if (kind === 'organisation') return plain(organisationCore(text) || text);
	if (/[,，]|[.]/.test(text) || hasHan(text)) {
		const parsed = parsePersonName(text).value;
		if (parsed) return plain(parsed.name);
	}
	return plain(text);
}

const isoLike = /^(\d{4})-?(\d\d)-?(\d\d)$/;

/** A date as its digits, year first; of an unreadable one all its digits. */
function date(raw: string, order: DateOrder | null): string {
	const text = raw.trim();
	const parts = isoLike.exec(text);
	if (parts) return parts[1]! + parts[2]! + parts[3]!;
	if (text === '') return '';
	const read = normaliseDate(text, order ? { order } : {}).value;
	// Day and month in an order that nobody knows: two of them in the other order are nearly equal to the comparison anyway.
	const doubtful = read === null && /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
	if (doubtful) return doubtful[3]! + doubtful[1]!.padStart(2, '0') + doubtful[2]!.padStart(2, '0');
	return (read ?? text).replace(/\D/g, '').slice(0, 8);
}

/** The digits of a number without the code of its country and without an extension. */
function phone(raw: string): string {
	let digits = fold(raw)
		.replace(/(?:ext|extension|x|转|分机).*$/, '')
		.replace(/\D/g, '');
	if (/^(?:00)?861\d{10}$/.test(digits)) digits = digits.slice(-11);
	else if (/^(?:00)?861?\d{10,11}$/.test(digits) && digits.length > 11) digits = digits.replace(/^(?:00)?86/, '');
	else if (digits.length > 10) digits = digits.replace(/^(?:00|0)/, '');
	// 00000000000 and 12345678 are typed where a number is asked for and none is known.
	if (digits.length < 4 || /^(\d)\1*$/.test(digits) || '01234567890123456789'.includes(digits)) return '';
	return digits;
}

function email(raw: string): string {
	return fold(raw)
		.replace(/^mailto:/, '')
		.replace(/\s+/g, '');
}

function identifier(raw: string): string {
	const text = fold(raw).replace(/[^\p{L}\p{N}]+/gu, '');
	return /^(.)\1*$/.test(text) && text.length > 2 ? '' : text;
}

/** Words of addresses as they are abbreviated. */
const addressWords: Readonly<Record<string, string>> = {
	first: '1',
	second: '2',
	third: '3',
	fourth: '4',
	fifth: '5',
	sixth: '6',
	seventh: '7',
	eighth: '8',
	ninth: '9',
	tenth: '10',
	eleventh: '11',
	twelfth: '12',
	street: 'st',
	avenue: 'ave',
	av: 'ave',
	boulevard: 'blvd',
	road: 'rd',
	drive: 'dr',
	place: 'pl',
	highway: 'hwy',
	court: 'ct',
	lane: 'ln',
	square: 'sq',
	crescent: 'cres',
	circuit: 'cct',
	parkway: 'pkwy',
	terrace: 'tce',
	close: 'cl',
	building: 'bldg',
	floor: 'fl',
	suite: 'ste',
	apartment: 'apt',
	north: 'n',
	south: 's',
	east: 'e',
	west: 'w',
	saint: 'st',
	strasse: 'str',
	mount: 'mt',
};
const ordinal = /^(\d+)(?:st|nd|rd|th)$/;
const between = / (?:between|at|near|off|in|opp|opposite|corner of|betw|and) .*$/;

/** An address: numbers as digits, words of streets short, what says where it lies between left out; of a Chinese one country and province left out, and one space around each character. */
function address(raw: string): string {
	const text = plain(raw);
	if (hasHan(text)) {
		const tight = text.replace(/ /g, '').replace(/^中国/, '');
		const province = provinceAtHead(tight);
		const rest = province ? tight.slice(province.length) : tight;
		return rest
			.replace(/(\p{Script=Han})/gu, ' $1 ')
			.replace(/ +/g, ' ')
			.trim();
	}
	return text
		.replace(between, '')
		.split(' ')
		.map((word) => addressWords[word] ?? word.replace(ordinal, '$1'))
		.join(' ');
}

/** How a value of a kind is compared; '' where it says nothing. `order`: of day and month in the column. */
export function comparable(kind: Kind, raw: string, order: DateOrder | null = null): string {
	if (raw === '') return '';
	const text = formOf(kind, raw, order);
	return text.length < 10 && nothings.has(text) ? '' : text.slice(0, 200);
}

function formOf(kind: Kind, raw: string, order: DateOrder | null): string {
	switch (kind) {
		case 'name':
			return name(raw);
		case 'date':
			return date(raw, order);
		case 'phone':
			return phone(raw);
		case 'email':
			return email(raw);
		case 'identifier':
			return identifier(raw);
		case 'postcode':
		case 'house':
			return plain(raw).replace(/ /g, '');
		case 'address':
			return address(raw);
		default:
			return plain(raw);
	}
}

/** How a text with Chinese characters sounds: the syllables of a surname, then those of the given name as one word; '' for others. */
export function soundOf(kind: Kind, text: string): string {
	if (!hasHan(text)) return '';
	const tight = text.replace(/ /g, '');
	if (kind !== 'name') return pinyinSyllables(tight, kind === 'family' ? 'person' : 'text').join('');
	const surname = tight.length <= 4 ? surnameOf(tight) : null;
	if (surname === null) return pinyinSyllables(tight, 'text').join(' ');
	const syllables = pinyinSyllables(tight, 'person');
	return `${syllables.slice(0, surname.length).join('')} ${syllables.slice(surname.length).join('')}`.trim();
}
