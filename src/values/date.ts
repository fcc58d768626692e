// Dates as people and spreadsheets write them, to ISO text yyyy-mm-dd; and the order of day and month guessed from a column.
import { daysInMonth, isCalendarDate, isoDate } from './calendar.ts';
import { type DateParts, monthNames, readDateParts, splitTime, tidyDate } from './date_parts.ts';
import { cleanText } from './text.ts';
import { defineProblems, type Normalised, nothing, type ValueProblem } from './value.ts';

const problem = defineProblems({
	date_not_read: {
		severity: 'error',
		'zh-CN': '“{value}”不是可识别的日期。请写成 2023-02-03 这样的格式。',
		en: '“{value}” is not a date that can be read. Write it as 2023-02-03.',
	},
	date_no_such_day: {
		severity: 'error',
		'zh-CN': '“{value}”不存在：{year} 年 {monthZh} 月只有 {days} 天。请核对日期。',
		en: '“{value}” does not exist: {monthEn} {year} has only {days} days. Check the date.',
	},
	date_no_such_month: {
		severity: 'error',
		'zh-CN': '“{value}”不存在：一年只有 12 个月。请核对月份，或更改日期的顺序。',
		en: '“{value}” does not exist: a year has only 12 months. Check the month, or change the order of day and month.',
	},
	date_ambiguous: {
		severity: 'error',
		'zh-CN': '“{value}”可能是 {first}，也可能是 {second}。请指定日期的顺序（日/月 或 月/日）。',
		en: '“{value}” can be {first} or {second}. Say which comes first in this column, the day or the month.',
	},
	date_incomplete: {
		severity: 'error',
		'zh-CN': '“{value}”不完整：日期需要年、月、日。请补全，例如 2023-02-03。',
		en: '“{value}” is incomplete: a date needs year, month and day. Complete it, as in 2023-02-03.',
	},
	date_placeholder: {
		severity: 'error',
		'zh-CN': '“{value}”是空日期的占位写法。请填写真实日期，或留空。',
		en: '“{value}” stands for no date. Enter the real date, or leave the field empty.',
	},
	date_two_digit_year: {
		severity: 'warning',
		'zh-CN': '“{value}”的年份只有两位，按 {date} 保存。请核对世纪。',
		en: '“{value}” has a year of two digits; it is read as {date}. Check the century.',
	},
	date_other_order: {
		severity: 'warning',
		'zh-CN': '“{value}”与本列的日期顺序不符，按 {date} 保存。请核对。',
		en: '“{value}” does not fit the order of day and month of this column; it is read as {date}. Check it.',
	},
});

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

export interface DateOptions {
	/** How to read 03/02/2023. Without it such a date is refused as ambiguous, unless one number is above 12 or both are the same. */
	readonly order?: DateOrder | null;
	/** True when bare numbers are serial days of Excel (1 = 1900-01-01); '1904' for files of old Macs (0 = 1904-01-01). */
	readonly excel?: boolean | '1904';
}

/**
 * A serial day of Excel as a date, or null when there is none. Excel counts a 29 February 1900 that never was (serial 60), so all days after it
 * are one too many from 1900-01-01 on.
 */
function fromSerial(serial: number, base: true | '1904'): string | null {
	const day = Math.floor(serial);
	if (base === true && (day < 1 || day === 60)) return null;
	const start = base === '1904' ? Date.UTC(1904, 0, 1) : day < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
	const date = new Date(start + day * 86_400_000);
	return day < 0 || Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? null : date.toISOString().slice(0, 10);
}

function missing(value: string, year: number, month: number, day: number): ValueProblem {
	if (month < 1 || month > 12) return problem('date_no_such_month', { value });
	if (day < 1 || year < 1000) return problem('date_not_read', { value });
	const name = monthNames[month - 1] as string;
	return problem('date_no_such_day', {
		value,
		year: String(year),
		monthZh: month,
		monthEn: name.charAt(0).toUpperCase() + name.slice(1),
		days: daysInMonth(year, month),
	});
}

/** Two-digit years as Excel reads them: 00–29 are 2000–2029, 30–99 are 1930–1999. */
function century(year: number): number {
	return year < 30 ? 2000 + year : 1900 + year;
}

function settled(value: string, year: number, month: number, day: number, shortYear: boolean): Normalised<string> {
	const full = shortYear ? century(year) : year;
	if (full < 1000 || !isCalendarDate(full, month, day)) return { value: null, problem: missing(value, full, month, day) };
	const date = isoDate(full, month, day);
	return shortYear ? { value: date, problem: problem('date_two_digit_year', { value, date }) } : { value: date };
}

/** Decides which of the two leading numbers is the month. */
function decideOrder(
	value: string,
	parts: Extract<DateParts, { kind: 'two_orders' }>,
	order: DateOrder | null | undefined,
): Normalised<string> {
	const { first, second, year, shortYear, dots } = parts;
	// 99/12/31: no day is above 31, so the year stands first whatever the column says.
	if (shortYear && (order === 'ymd' || first > 31)) return settled(value, first, second, year, true);
	const dayFirst = dots || order === 'dmy';
	const monthFirst = !dots && order === 'mdy';
	if (dayFirst || monthFirst) {
		const [day, month] = dayFirst ? [first, second] : [second, first];
		if (month <= 12 || day > 12) return settled(value, year, month, day, shortYear);
		const read = settled(value, year, day, month, shortYear);
		return read.value === null ? read : { value: read.value, problem: problem('date_other_order', { value, date: read.value }) };
	}
	if (first > 12 || first === second) return settled(value, year, second, first, shortYear);
	if (second > 12) return settled(value, year, first, second, shortYear);
	const asDayFirst = settled(value, year, second, first, shortYear).value;
	const asMonthFirst = settled(value, year, first, second, shortYear).value;
	if (asDayFirst === null || asMonthFirst === null) return { value: null, problem: problem('date_not_read', { value }) };
	return { value: null, problem: problem('date_ambiguous', { value, first: asDayFirst, second: asMonthFirst }) };
}

const iso = /^([1-9]\d{3})-(\d\d)-(\d\d)$/;
const noDate = /^(?:0{2,4}[-/.]0?0[-/.]0?0(?:0000)?|0{8}|1900-01-00|0?0[-/.]0?0[-/.]0{4})$/;

/**
 * One date as typed to yyyy-mm-dd. A time of day after it is dropped; the date is the one that is written, in whatever zone.
 *
 * Understood: 2023-02-03, 2023/2/3, 2023.2.3, 20230203, 2023年2月3日, 二〇二三年二月三日, 民国112年2月3日, 3.2.2023 (day first), 03/02/2023 (see `order`), 3 Feb 2023, Feb 3rd, 2023,
 * 3-Feb-23, Excel serials when told.
 * Errors: `date_not_read`, `date_no_such_day`, `date_no_such_month`, `date_ambiguous`, `date_incomplete`, `date_placeholder`. Warnings: `date_two_digit_year`, `date_other_order`.
 */
export function normaliseDate(raw: string, options: DateOptions = {}): Normalised<string> {
	const fast = iso.exec(raw);
	if (fast && isCalendarDate(Number(fast[1]), Number(fast[2]), Number(fast[3]))) return { value: raw };
	const typed = cleanText(raw);
	if (typed === '') return nothing;
	if (typed.length > 80) return { value: null, problem: problem('date_not_read', { value: typed }) };
	if (options.excel && /^\d{1,7}(?:\.\d+)?$/.test(typed)) {
		const date = fromSerial(Number(typed), options.excel);
		return date ? { value: date } : { value: null, problem: problem('date_not_read', { value: typed }) };
	}
	const text = splitTime(tidyDate(typed)).date;
	if (noDate.test(text)) return { value: null, problem: problem('date_placeholder', { value: typed }) };
	const parts = readDateParts(text, options.order === 'dmy' || options.order === 'mdy' ? options.order : null);
	switch (parts.kind) {
		case 'date':
			return settled(typed, parts.year, parts.month, parts.day, parts.shortYear);
		case 'two_orders':
			return decideOrder(typed, parts, options.order);
		case 'incomplete':
			return { value: null, problem: problem('date_incomplete', { value: typed }) };
		case 'none':
			return { value: null, problem: problem('date_not_read', { value: typed }) };
	}
}

/**
 * The order of day and month of a column, from some of its values: the order that more of the decisive ones (a number above 12) speak for.
 * ymd when the values start with the year; null when nothing decides.
 */
export function guessDateOrder(samples: Iterable<string>): DateOrder | null {
	let dayFirst = 0;
	let monthFirst = 0;
	let yearFirst = 0;
	for (const sample of samples) {
		const text = splitTime(tidyDate(cleanText(sample.slice(0, 80)))).date;
		const parts = readDateParts(text, null);
		if (parts.kind === 'date' && /^\d{4}/.test(text)) yearFirst++;
		if (parts.kind !== 'two_orders') continue;
		if (parts.first > 12 && parts.second <= 12) {
			// 23-02-31 can only be a year first: no month has that day in front.
			if (parts.shortYear && parts.first > 31) yearFirst++;
			else dayFirst++;
		} else if (parts.second > 12 && parts.first <= 12) monthFirst++;
		else if (parts.dots) dayFirst++;
	}
	const most = Math.max(dayFirst, monthFirst, yearFirst);
	if (most === 0 || (dayFirst === monthFirst && dayFirst === most)) return null;
	return dayFirst === most ? 'dmy' : monthFirst === most ? 'mdy' : 'ymd';
}
