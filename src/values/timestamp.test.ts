// Tests of points in time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText, codeOf } from './testing.ts';
import { normaliseTimestamp } from './timestamp.ts';

describe('in Shanghai', () => {
	test.each([
		['2023-02-03', '2023-02-02T16:00:00.000Z'],
		['2023-02-03 14:30', '2023-02-03T06:30:00.000Z'],
		['2023-2-3 8:5', '2023-02-03T00:05:00.000Z'],
		['2023-02-03 14:30:05.123', '2023-02-03T06:30:05.123Z'],
		['2023-02-03T14:30:05.123+08:00', '2023-02-03T06:30:05.123Z'],
		['2023-02-03T14:30:05Z', '2023-02-03T14:30:05.000Z'],
		['2023-02-03 14:30 -0530', '2023-02-03T20:00:00.000Z'],
		['2023-02-03 14:30 GMT', '2023-02-03T14:30:00.000Z'],
		['2023年2月3日 下午2点30分', '2023-02-03T06:30:00.000Z'],
		['2023年2月3日上午12:05', '2023-02-02T16:05:00.000Z'],
		['2023年2月3日14时', '2023-02-03T06:00:00.000Z'],
		['2023/2/3 2:30 PM', '2023-02-03T06:30:00.000Z'],
		['2023/2/3 12:05 am', '2023-02-02T16:05:00.000Z'],
		['20230203143005', '2023-02-03T06:30:05.000Z'],
		['20230203T1430Z', '2023-02-03T14:30:00.000Z'],
		['2023-02-03 24:00', '2023-02-03T16:00:00.000Z'],
		['1675405800', '2023-02-03T06:30:00.000Z'],
		['1675405800000', '2023-02-03T06:30:00.000Z'],
		['Fri Feb 03 2023 08:00:00 GMT+0800 (China Standard Time)', '2023-02-03T00:00:00.000Z'],
	])('%s → %s', (raw, instant) => {
		expect(normaliseTimestamp(raw, { zone: 'Asia/Shanghai' })).toEqual({ value: instant });
	});
});

test.each([
	['2023-07-12 02:30', 'America/New_York', '2023-07-12T06:30:00.000Z'],
	['2023-01-12 02:30', 'America/New_York', '2023-01-12T07:30:00.000Z'],
	// The night when clocks go from 2 to 3: 2:30 is shown by none and stands for 3:30.
	['2023-03-12 02:30', 'America/New_York', '2023-03-12T07:30:00.000Z'],
	// The night when clocks go from 2 back to 1: the later of the two 1:30 or the earlier, but one of them.
	['2023-10-29 03:30', 'Europe/Berlin', '2023-10-29T02:30:00.000Z'],
	['2023-02-03 14:30', 'UTC', '2023-02-03T14:30:00.000Z'],
	['2023-02-03 14:30', undefined, '2023-02-03T14:30:00.000Z'],
])('%s in %s → %s', (raw, zone, instant) => {
	expect(normaliseTimestamp(raw, zone ? { zone } : {}).value).toBe(instant);
});

test('Excel serials with a fraction are a time of day', () => {
	expect(normaliseTimestamp('44960.6041666667', { excel: true })).toEqual({ value: '2023-02-03T14:30:00.000Z' });
	expect(normaliseTimestamp('44960', { excel: true, zone: 'Asia/Shanghai' }).value).toBe('2023-02-02T16:00:00.000Z');
});

test.each([
	['2023-02-03 25:00', 'time_not_read'],
	['2023-02-03 14:61', 'time_not_read'],
	['2023-02-03 13:00 pm', undefined],
	['2023-02-03 0:30 pm', 'time_not_read'],
	['2023-02-30 14:30', 'date_no_such_day'],
	['03/02/2023 14:30', 'date_ambiguous'],
	['soon', 'date_not_read'],
])('%s: %s', (raw, code) => {
	const result = normaliseTimestamp(raw);
	expect(codeOf(result)).toBe(code ?? 'time_not_read');
	expect(result.value).toBeNull();
});

test('a warning about the date travels along', () => {
	expect(normaliseTimestamp('12/1/10 8:26', { order: 'mdy' })).toMatchObject({
		value: '2010-12-01T08:26:00.000Z',
		problem: { code: 'date_two_digit_year' },
	});
});

test('every instant reads back, and no text throws', () => {
	const instants = fc.date({ min: new Date('1000-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
	fc.assert(
		fc.property(instants, (instant) => {
			expect(normaliseTimestamp(instant.toISOString(), { zone: 'Asia/Shanghai' })).toEqual({ value: instant.toISOString() });
		}),
	);
	fc.assert(
		fc.property(anyText, fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York'), (raw, zone) => {
			const { value } = normaliseTimestamp(raw, { zone, order: 'dmy' });
			if (value !== null) expect(normaliseTimestamp(value, { zone })).toEqual({ value });
		}),
		{ numRuns: 3000 },
	);
});
