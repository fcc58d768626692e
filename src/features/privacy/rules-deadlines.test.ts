// Tests of the deadlines by law, against calendars that were published.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, addWorkingDays, confirmBy, daysUntil, dueOn, isChineseHoliday, isWorkingDay } from './rules-deadlines.ts';
import { isExtensible } from './schema.ts';

describe('GDPR: one month, three where it is extended', () => {
	test.each([
		['2026-03-15', '2026-04-15', '2026-06-15'],
		['2026-01-31', '2026-02-28', '2026-04-30'],
		['2024-01-31', '2024-02-29', '2024-04-30'],
		['2026-11-30', '2026-12-30', '2027-02-28'],
		['2026-12-01', '2027-01-01', '2027-03-01'],
	])('received on %s: %s, then %s', (received, first, extended) => {
		expect(dueOn('gdpr', 'access', received, false)).toBe(first);
		expect(dueOn('gdpr', 'access', received, true)).toBe(extended);
	});
	test('a month is at least 28 days and at most 31', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 30_000 }), (days) => {
				const date = addDays('2000-01-01', days);
				const length = daysUntil(addMonths(date, 1), date);
				expect(length).toBeGreaterThanOrEqual(28);
				expect(length).toBeLessThanOrEqual(31);
			}),
		);
	});
});

test('CCPA: 45 days, 90 where it is extended', () => {
	expect(dueOn('ccpa', 'access', '2026-01-01', false)).toBe('2026-02-15');
	expect(dueOn('ccpa', 'access', '2026-01-01', true)).toBe('2026-04-01');
});

test('CCPA: what stops a use has 15 business days, under the other laws their own term', () => {
	expect(dueOn('ccpa', 'opt_out', '2026-01-01', false)).toBe('2026-01-22');
	expect(dueOn('ccpa', 'limit_use', '2026-01-02', false)).toBe('2026-01-23');
	expect(dueOn('gdpr', 'opt_out', '2026-01-01', false)).toBe('2026-02-01');
	expect(confirmBy('ccpa', 'access', '2026-01-01')).toBe('2026-01-15');
	expect([confirmBy('ccpa', 'opt_out', '2026-01-01'), confirmBy('gdpr', 'access', '2026-01-01')]).toEqual([null, null]);
	expect([isExtensible('ccpa', 'opt_out'), isExtensible('ccpa', 'access'), isExtensible('gdpr', 'opt_out')]).toEqual([false, true, true]);
});

describe('PIPL: working days', () => {
	// Statutory days of the State Council's notices for 2025 and 2026, without the weekends that are moved.
	test.each([
		'2025-01-01',
		'2025-01-28',
		'2025-01-29',
		'2025-01-31',
		'2025-04-04',
		'2025-05-01',
		'2025-05-02',
		'2025-05-31',
		'2025-10-01',
		'2025-10-06',
		'2026-02-16',
		'2026-02-17',
		'2026-02-19',
		'2026-04-05',
		'2026-06-19',
		'2026-09-25',
		'2026-10-03',
		'2024-04-04',
		'2027-04-05',
	])('%s is a holiday', (date) => expect(isChineseHoliday(date)).toBe(true));
	test.each(['2025-01-27', '2026-02-15', '2026-02-20', '2026-04-04', '2026-06-18', '2026-05-03', '2025-07-26', '2026-10-04'])(
		'%s is none',
		(date) => expect(isChineseHoliday(date)).toBe(false),
	);
	test('weekends and holidays do not count', () => {
		// 13 February 2026 is a Friday; the eve and three days of the festival are 16 to 19 February.
		expect(addWorkingDays('2026-02-13', 1)).toBe('2026-02-20');
		expect(dueOn('pipl', 'access', '2026-03-02', false)).toBe('2026-03-23');
		expect(dueOn('pipl', 'access', '2026-03-02', true)).toBe('2026-04-13');
	});
	test('days that the company added', () => {
		expect(isWorkingDay('2026-03-03')).toBe(true);
		expect(dueOn('pipl', 'access', '2026-03-02', false, new Set(['2026-03-03', '2026-03-04']))).toBe('2026-03-25');
	});
});
