// Numbers, dates, sizes and durations as a person of the chosen language writes them.
import type { Language } from '../../platform/errors.ts';

export interface Format {
	/** 1,234,567 */
	number(value: number): string;
	/** A number with its unit: "178 cm", "12%", "178厘米". */
	measure(value: number, unit: string | undefined): string;
	/** A day such as 2024-05-03 (no time zone is applied). */
	day(isoDay: string): string;
	/** A month such as 2024-05. */
	month(isoMonth: string): string;
	/** A moment, as its day. */
	date(iso: string): string;
	/** A moment, with its time to the minute. */
	moment(iso: string): string;
	/** Bytes as "8 bytes", kB, MB, GB (powers of 1,000). */
	bytes(count: number): string;
	/** Seconds as "45 s", "3 min 20 s", "1 h 5 min". */
	duration(seconds: number): string;
	/**
	 * An amount such as "1234567.8900" in a currency (ISO 4217), with every digit it has: the text is never made a floating-point number.
	 * What is no amount or currency is shown as it is.
	 */
	money(amount: string, currency: string): string;
	/** How long ago, or in how long: "3 minutes ago", "yesterday". */
	relative(iso: string, now?: number): string;
	/** Several as a sentence has them: "A, B and C". */
	list(items: readonly string[]): string;
	/** A language (zh-CN) or country (DE) by its name; what is neither is shown as it is. */
	named(what: 'language' | 'region', code: string): string;
	/** Orders text as a person of the language does: Chinese by pinyin, digits by their value. */
	compare(one: string, other: string): number;
}

/** Units of time with their length in seconds, the longest first. */
const spans = [
	['year', 31_557_600],
	['month', 2_629_800],
	['week', 604_800],
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
	['second', 1],
] as const;

/** Letters stand apart from a number; signs and Chinese words do not. */
export const spaceBefore = (unit: string): string => (/^[%‰°\p{Script=Han}]/u.test(unit) || unit === '' ? '' : ' ');

const made = new Map<Language, Format>();

function make(language: Language): Format {
	const number = new Intl.NumberFormat(language);
	const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
	const month = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' });
	const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
	const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
	const unit = (value: number, name: string, digits = 0, unitDisplay: 'short' | 'long' = 'short') =>
		new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits }).format(value);
	const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
	const list = new Intl.ListFormat(language, { type: 'conjunction' });
	const names = {
		language: new Intl.DisplayNames([language], { type: 'language' }),
		region: new Intl.DisplayNames([language], { type: 'region' }),
	};
	const collator = new Intl.Collator(language === 'zh-CN' ? 'zh-CN-u-co-pinyin' : language, { numeric: true });
	const shown = (format: Intl.DateTimeFormat, text: string) => {
		const time = new Date(text);
		return Number.isNaN(time.getTime()) ? text : format.format(time);
	};
	return {
		number: (value) => number.format(value),
		measure: (value, unit = '') => `${number.format(value)}${spaceBefore(unit)}${unit}`,
		day: (text) => shown(day, text),
		month: (text) => shown(month, text),
		date: (text) => shown(date, text),
		moment: (text) => shown(moment, text),
		bytes: (count) => {
			const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
			// The short form of a byte has no plural: "8 byte".
			return power === 0 ? unit(count, 'byte', 0, 'long') : unit(count / 1000 ** power, units[power]!, 1);
		},
		duration: (seconds) => {
			const whole = Math.max(0, Math.round(seconds));
			if (whole < 60) return unit(whole, 'second');
			if (whole < 3600) return `${unit(Math.floor(whole / 60), 'minute')} ${unit(whole % 60, 'second')}`;
			return `${unit(Math.floor(whole / 3600), 'hour')} ${unit(Math.floor((whole % 3600) / 60), 'minute')}`;
		},
		money: (amount, currency) => {
			if (!/^-?\d+(\.\d+)?$/.test(amount) || !/^[A-Za-z]{3}$/.test(currency)) return `${amount} ${currency}`.trim();
			const digits = (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
			const usual = new Intl.NumberFormat(language, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
			// As text: beyond 15 digits a number would round.
			const exact = amount as Intl.StringNumericLiteral;
			return new Intl.NumberFormat(language, {
				style: 'currency',
				currency,
				minimumFractionDigits: usual,
				maximumFractionDigits: Math.min(20, Math.max(usual, digits)),
			}).format(exact);
		},
		relative: (text, now = Date.now()) => {
			const time = new Date(text).getTime();
			if (Number.isNaN(time)) return text;
			const seconds = (time - now) / 1000;
			const [name, length] = spans.find(([, length]) => Math.abs(seconds) >= length) ?? spans.at(-1)!;
			return ago.format(Math.trunc(seconds / length), name);
		},
		list: (items) => list.format(items),
		named: (what, code) => {
			try {
				return names[what].of(code) ?? code;
			} catch {
				return code;
			}
		},
		compare: collator.compare,
	};
}

/** Formats of a language, made once: an Intl object costs 30 µs and a list needs hundreds. */
export function formatOf(language: Language): Format {
	const known = made.get(language) ?? make(language);
	made.set(language, known);
	return known;
}
