// Numbers, dates, sizes and durations as a person of the chosen language writes them.
import type { Language } from '../../platform/errors.ts';
import { useLanguage } from '../i18n.ts';

export interface Format {
	/** 1,234,567 */
	number(value: number): string;
	/** A day such as 2024-05-03 (no time zone is applied). */
	day(isoDay: string): string;
	/** A moment, as its day. */
	date(iso: string): string;
	/** A moment, with its time to the minute. */
	moment(iso: string): string;
	/** Bytes as kB, MB, GB (powers of 1,000). */
	bytes(count: number): string;
	/** Seconds as "45 s", "3 min 20 s", "1 h 5 min". */
	duration(seconds: number): string;
}

const made = new Map<Language, Format>();

function make(language: Language): Format {
	const number = new Intl.NumberFormat(language);
	const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
	const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
	const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
	const unit = (value: number, name: string, digits = 0) =>
		new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
	const shown = (format: Intl.DateTimeFormat, text: string) => {
		const time = new Date(text);
		return Number.isNaN(time.getTime()) ? text : format.format(time);
	};
	return {
		number: (value) => number.format(value),
		day: (text) => shown(day, text),
		date: (text) => shown(date, text),
		moment: (text) => shown(moment, text),
		bytes: (count) => {
			const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
			return unit(count / 1000 ** power, units[power]!, power === 0 ? 0 : 1);
		},
		duration: (seconds) => {
			const whole = Math.max(0, Math.round(seconds));
			if (whole < 60) return unit(whole, 'second');
			if (whole < 3600) return `${unit(Math.floor(whole / 60), 'minute')} ${unit(whole % 60, 'second')}`;
			return `${unit(Math.floor(whole / 3600), 'hour')} ${unit(Math.floor((whole % 3600) / 60), 'minute')}`;
		},
	};
}

/** Formats of a language, made once: an Intl object costs 30 µs and a list needs hundreds. */
export function formatOf(language: Language): Format {
	const known = made.get(language) ?? make(language);
	made.set(language, known);
	return known;
}

export function useFormat(): Format {
	return formatOf(useLanguage());
}
