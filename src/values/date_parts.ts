// The grammar of written dates and times: which numbers stand for what. Whether the day exists is decided in date.ts.

/** What a text says as a date. `two_orders`: two numbers before the year, either of which can be the month; `dots` marks the German way, day first. */
export type DateParts =
	| { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number; readonly shortYear: boolean }
	| {
			readonly kind: 'two_orders';
			readonly first: number;
			readonly second: number;
			readonly year: number;
			readonly shortYear: boolean;
			readonly dots: boolean;
	  }
	| { readonly kind: 'incomplete' }
	| { readonly kind: 'none' };

export const monthNames = 'january february march april may june july august september october november december'.split(' ');

function monthByName(word: string): number {
	const lower = word.toLowerCase().replace(/\.$/, '');
	if (lower.length < 3) return 0;
	return monthNames.findIndex((name) => name.startsWith(lower) || (lower === 'sept' && name === 'september')) + 1;
}

const chineseDigits: Readonly<Record<string, string>> = {
	〇: '0',
	零: '0',
	'○': '0',
	一: '1',
	二: '2',
	三: '3',
	四: '4',
	五: '5',
	六: '6',
	七: '7',
	八: '8',
	九: '9',
	元: '1',
};

/** 二〇二三 → 2023, 十二 → 12, 三十一 → 31. */
function chineseNumber(text: string): string {
	const digit = (character: string): string => chineseDigits[character] ?? character;
	const tens = /^([一二三]?)十([一二三四五六七八九]?)$/.exec(text);
	if (tens) return `${tens[1] ? digit(tens[1]) : '1'}${tens[2] ? digit(tens[2]) : '0'}`;
	return [...text].map(digit).join('');
}

/** One spelling for what is written in many: Chinese numerals, spaces around 年月日, weekdays, ordinals, brackets at the end. */
export function tidyDate(typed: string): string {
	let text = typed;
	if (/[一二三四五六七八九十〇零○元](?=[〇零○一二三四五六七八九十]*[年月日号])/.test(text)) {
		text = text.replace(/[〇零○一二三四五六七八九十元]+(?=\s*[年月日号])/g, chineseNumber);
	}
	return text
		.replace(/\s*([年月日号])\s*/g, '$1')
		.replace(/^(?:民国|民國)(\d{1,3})年/, (_, year: string) => `${Number(year) + 1911}年`)
		.replace(/[,，]?\s*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?/, ' ')
		.replace(/^(?:公元|西元)/, '')
		.replace(/^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|rsday|urday)?\.?,?\s+/i, '')
		.replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/i, '$1')
		.replace(/\s*\([^()]*\)$/, '')
		.replace(/\s+/g, ' ')
		.trim();
}

const timeAtEnd =
	/(?:(?<=\d)[T,]? ?|(?<=[日号]) ?|[, ]+)((?:上午|下午|凌晨|早上|中午|晚上|傍晚)? ?\d{1,2}(?:[:：]\d{1,2}(?:[:：]\d{1,2}(?:[.,]\d{1,9})?)?|[时点時點](?:\d{1,2}分?(?:\d{1,2}秒?)?)?(?:整)?)? ?(?:[ap]\.?m\.?)?) ?(Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?$/i;

/** 20230203143000, 20230203T1430Z */
const packedTime = /^(\d{8})[T ]?(\d{2})(\d{2})(\d{2})?(Z)?$/;

/** A text with a date, and perhaps a time of day and a zone, taken apart. `time` and `zone` as written. */
export function splitTime(text: string): { date: string; time: string | null; zone: string | null } {
	const packed = packedTime.exec(text);
	if (packed) return { date: packed[1] as string, time: `${packed[2]}:${packed[3]}:${packed[4] ?? '00'}`, zone: packed[5] ?? null };
	const match = timeAtEnd.exec(text);
	// The time must show itself as one (a colon, 时, am or pm): "3 Feb 2023" does not end with an hour.
	if (!match || match.index === 0 || !/[:：时点時點apAP]/.test(match[1] as string)) return { date: text, time: null, zone: null };
	return { date: text.slice(0, match.index).replace(/[T,]$/, '').trim(), time: (match[1] as string).trim(), zone: match[2] ?? null };
}

const yearFirst = /^(\d{4})(?: ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?| (\d{1,2}) (\d{1,2}))$/;
const yearLast = /^(\d{1,2}) ?([-/.]| ) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})\.?$/;
const shortChinese = /^(\d{2})年(\d{1,2})月(\d{1,2})[日号]?$/;
const dayMonthName = /^(\d{1,2})\.?(?: of |[ -/.]?)([A-Za-z]{3,9})\.?[ -/.,]{1,2}(\d{4}|\d{2})$/;
const monthNameDay = /^([A-Za-z]{3,9})\.?[ -/.]?(\d{1,2})(?:, ?|[ -/.])(\d{4})$/;
const yearMonthName = /^(\d{4})[ -/.]([A-Za-z]{3,9})\.?[ -/.](\d{1,2})$/;
const incomplete =
	/^(?:\d{4}(?:年|[-/.]\d{1,2}|年\d{1,2}月?)?|\d{1,2}月(?:\d{1,2}[日号]?)?|\d{1,2}[-/]\d{4}|\d{1,2}[-/.]\d{1,2}\.?|[A-Za-z]{3,9}\.? \d{1,4}|\d{1,2} [A-Za-z]{3,9})$/;

function date(year: string, month: number, day: string): DateParts {
	return { kind: 'date', year: Number(year), month, day: Number(day), shortYear: year.length === 2 };
}

/** Eight digits: yyyymmdd; where that cannot be, and the column says so, ddmmyyyy or mmddyyyy. */
function eightDigits(text: string, order: 'dmy' | 'mdy' | null): DateParts {
	const year = Number(text.slice(0, 4));
	const month = Number(text.slice(4, 6));
	if (order && (year < 1800 || month > 12)) {
		const [first, second] = [text.slice(0, 2), text.slice(2, 4)];
		return order === 'dmy' ? date(text.slice(4), Number(second), first) : date(text.slice(4), Number(first), second);
	}
	return date(text.slice(0, 4), month, text.slice(6));
}

/** Reads a date without a time, tidied by `tidyDate`. `order` matters only for eight digits in a row. */
export function readDateParts(text: string, order: 'dmy' | 'mdy' | null): DateParts {
	if (/^\d{8}$/.test(text)) return eightDigits(text, order);
	const first = yearFirst.exec(text);
	if (first) return date(first[1] as string, Number(first[3] ?? first[5] ?? first[7]), (first[4] ?? first[6] ?? first[8]) as string);
	const last = yearLast.exec(text);
	if (last) {
		const year = last[4] as string;
		return {
			kind: 'two_orders',
			first: Number(last[1]),
			second: Number(last[3]),
			year: Number(year),
			shortYear: year.length === 2,
			dots: last[2] === '.',
		};
	}
	const short = shortChinese.exec(text);
	if (short) return date(short[1] as string, Number(short[2]), short[3] as string);
	const named = dayMonthName.exec(text);
	if (named && monthByName(named[2] as string)) return date(named[3] as string, monthByName(named[2] as string), named[1] as string);
	const american = monthNameDay.exec(text);
	if (american && monthByName(american[1] as string))
		return date(american[3] as string, monthByName(american[1] as string), american[2] as string);
	const sorted = yearMonthName.exec(text);
	if (sorted && monthByName(sorted[2] as string)) return date(sorted[1] as string, monthByName(sorted[2] as string), sorted[3] as string);
	return incomplete.test(text) && (!/[A-Za-z]/.test(text) || monthByName(/[A-Za-z]+/.exec(text)?.[0] ?? '') > 0)
		? { kind: 'incomplete' }
		: { kind: 'none' };
}
