// Points in time as people and programs write them, to ISO 8601 in UTC.
import { type DateOptions, normaliseDate } from './date.ts';
import { splitTime, tidyDate } from './date_parts.ts';
import { cleanText } from './text.ts';
import { defineProblems, type Normalised, nothing } from './value.ts';

const problem = defineProblems({
	time_not_read: {
		severity: 'error',
		'zh-CN': '“{value}”中的时间不正确。请写成 2023-02-03 14:30 这样的格式。',
		en: '“{value}” holds no valid time of day. Write it as 2023-02-03 14:30.',
	},
});

export interface TimestampOptions extends DateOptions {
	/** IANA zone for times that name none (default UTC). An unknown zone is a programming error and throws a RangeError. */
	readonly zone?: string;
}

const zones = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
	let format = zones.get(zone);
	if (!format) {
		format = new Intl.DateTimeFormat('en-US', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
		zones.set(zone, format);
	}
	return format;
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(zone: string, instant: number): number {
	const parts: Record<string, number> = {};
	for (const { type, value } of formatter(zone).formatToParts(instant)) parts[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** The instant at which clocks in a zone show the given time (as if it were UTC). Times that a change of clocks skips move forward with it. */
function instantOf(zone: string, local: number): number {
	if (zone === 'UTC') return local;
	const guess = local - offsetAt(zone, local);
	const offset = offsetAt(zone, guess);
	const instant = local - offset;
	// At an instant that does not have the offset it was computed with, the clocks never showed this time.
	return offsetAt(zone, instant) === offset ? instant : guess;
}

const clock =
	/^(上午|下午|凌晨|早上|中午|晚上|傍晚)? ?(\d{1,2})(?:[:：时点時點](\d{1,2})?(?:[:：分](\d{1,2})?(?:[.,](\d{1,9}))?)?)?[分秒整]? ?([ap])?\.?m?\.?$/i;

/** Milliseconds since midnight, or null when the clock has no such time. 24:00 counts as the end of the day. */
function readClock(text: string): number | null {
	const match = clock.exec(text);
	if (!match) return null;
	const [, part, hourText, minuteText = '0', secondText = '0', fraction = '', half] = match;
	let hour = Number(hourText);
	const minute = Number(minuteText);
	const second = Number(secondText);
	const afternoon = half?.toLowerCase() === 'p' || part === '下午' || part === '晚上' || part === '傍晚';
	if (half && (hour < 1 || hour > 12)) return null;
	if (afternoon && hour < 12) hour += 12;
	else if ((half?.toLowerCase() === 'a' || part === '上午' || part === '凌晨') && hour === 12) hour = 0;
	else if (part === '中午' && hour < 3) hour += 12;
	if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && (minute > 0 || second > 0))) return null;
	return ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

/** Z, UTC, GMT+8, +08:00, -0530 to milliseconds ahead of UTC. */
function readZone(text: string): number {
	const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
	if (!match) return 0;
	const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
	return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** Seconds (10 digits) or milliseconds (13 digits) since 1970, as exports of other systems have them: the years 2001 to 2286. */
const epoch = /^[1-9]\d{9}(?:\d{3})?$/;
const utcIso = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function inRange(instant: number): boolean {
	return instant >= Date.UTC(1000, 0, 1) && instant < Date.UTC(10_000, 0, 1);
}

/**
 * A date with or without a time of day (then midnight) to ISO 8601 in UTC with milliseconds: 2023-02-03T06:30:00.000Z. Times without a zone are those of `options.zone`.
 * Understood: the dates of `normaliseDate`, then 14:30, 14:30:05.123, 2:30 pm, 下午2点30分, with Z, UTC, GMT+8 or +08:00; seconds or milliseconds since 1970; Excel serials when told.
 * Problems: those of `normaliseDate`, and the error `time_not_read`.
 */
export function normaliseTimestamp(raw: string, options: TimestampOptions = {}): Normalised<string> {
	if (utcIso.test(raw)) {
		const instant = Date.parse(raw);
		if (!Number.isNaN(instant) && new Date(instant).toISOString() === raw) return { value: raw };
	}
	const typed = cleanText(raw);
	if (typed === '') return nothing;
	if (epoch.test(typed) && !options.excel) return { value: new Date(Number(typed) * (typed.length === 10 ? 1000 : 1)).toISOString() };
	const zone = options.zone ?? 'UTC';
	const { time, zone: written } = splitTime(tidyDate(typed.slice(0, 80)));
	const date = normaliseDate(typed, options);
	if (date.value === null) return date;
	let sinceMidnight: number | null = 0;
	if (time !== null) sinceMidnight = readClock(time);
	// A serial's fraction is the part of the day that has passed; Excel shows it to the second.
	else if (options.excel && /^\d+\.\d+$/.test(typed)) sinceMidnight = Math.round((Number(typed) % 1) * 86_400) * 1000;
	if (sinceMidnight === null) return { value: null, problem: problem('time_not_read', { value: typed }) };
	const local = Date.parse(`${date.value}T00:00:00Z`) + sinceMidnight;
	const instant = written === null ? instantOf(zone, local) : local - readZone(written);
	if (!inRange(instant)) return { value: null, problem: problem('time_not_read', { value: typed }) };
	const value = new Date(instant).toISOString();
	return date.problem ? { value, problem: date.problem } : { value };
}
