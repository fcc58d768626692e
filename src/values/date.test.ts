// Tests of dates in local formats, and of guessing the order of day and month.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysInMonth, isCalendarDate, isoDate } from './calendar.ts';
import { type DateOrder, guessDateOrder, normaliseDate } from './date.ts';
import { anyText, codeOf } from './testing.ts';

describe('read without a hint', () => {
	test.each([
		['2023-02-03', '2023-02-03'],
		['2023/2/3', '2023-02-03'],
		['2023.2.3', '2023-02-03'],
		['2023 02 03', '2023-02-03'],
		['２０２３－０２－０３', '2023-02-03'],
		['20230203', '2023-02-03'],
		['2023年2月3日', '2023-02-03'],
		['2023 年 2 月 3 日', '2023-02-03'],
		['2023年2月3号', '2023-02-03'],
		['2023年2月3日 星期五', '2023-02-03'],
		['2023-02-03（周五）', '2023-02-03'],
		['二〇二三年二月三日', '2023-02-03'],
		['二零二三年十二月三十一日', '2023-12-31'],
		['二〇二三年十月二十日', '2023-10-20'],
		['民国112年2月3日', '2023-02-03'],
		['民國元年1月1日', '1912-01-01'],
		['3.2.2023', '2023-02-03'],
		['03. 02. 2023', '2023-02-03'],
		['13/02/2023', '2023-02-13'],
		['02/13/2023', '2023-02-13'],
		['05/05/2023', '2023-05-05'],
		['3 Feb 2023', '2023-02-03'],
		['03-FEB-2023', '2023-02-03'],
		['3rd of February 2023', '2023-02-03'],
		['Feb 3, 2023', '2023-02-03'],
		['February 3rd, 2023', '2023-02-03'],
		['Sept. 9, 2023', '2023-09-09'],
		['2023 Feb 3', '2023-02-03'],
		['Fri, 3 Feb 2023', '2023-02-03'],
		['Friday, February 3, 2023', '2023-02-03'],
		['2023-02-03 00:00:00', '2023-02-03'],
		['2023-02-03T23:30:00Z', '2023-02-03'],
		['2023-02-03T08:30:00.123+08:00', '2023-02-03'],
		['2023年2月3日 下午2点30分', '2023-02-03'],
		['2023/2/3 2:30 PM', '2023-02-03'],
		['20230203143000', '2023-02-03'],
		['Fri Feb 03 2023 08:00:00 GMT+0800 (China Standard Time)', '2023-02-03'],
		['2024-02-29', '2024-02-29'],
		['9999-12-31', '9999-12-31'],
	])('%s → %s', (raw, date) => {
		expect(normaliseDate(raw)).toEqual({ value: date });
	});
});

describe('refused, with the reason', () => {
	test.each([
		['2023-02-30', 'date_no_such_day'],
		['2023-02-29', 'date_no_such_day'],
		['31/04/2023', 'date_no_such_day'],
		['29.02.2023', 'date_no_such_day'],
		['2023-13-01', 'date_no_such_month'],
		['2023-00-10', 'date_no_such_month'],
		['20231301', 'date_no_such_month'],
		['03/02/2023', 'date_ambiguous'],
		['1-2-23', 'date_ambiguous'],
		['2023-02', 'date_incomplete'],
		['2023年2月', 'date_incomplete'],
		['2月3日', 'date_incomplete'],
		['May 2023', 'date_incomplete'],
		['2023', 'date_incomplete'],
		['1/2', 'date_incomplete'],
		['0000-00-00', 'date_placeholder'],
		['00000000', 'date_placeholder'],
		['1900-01-00', 'date_placeholder'],
		['2023-02-00', 'date_not_read'],
		['44960', 'date_not_read'],
		['abc', 'date_not_read'],
		['3 Foo 2023', 'date_not_read'],
		['昨天', 'date_not_read'],
		['2023-02-03-04', 'date_not_read'],
		['0999-01-01', 'date_not_read'],
		['1'.repeat(200), 'date_not_read'],
	])('%s: %s', (raw, code) => {
		const result = normaliseDate(raw);
		expect(result.value).toBeNull();
		expect(result.problem).toMatchObject({ code, severity: 'error' });
	});

	test('the sentence says what is wrong with the day', () => {
		const words = normaliseDate('2023-02-30').problem?.words;
		expect(words?.en).toBe('“2023-02-30” does not exist: February 2023 has only 28 days. Check the date.');
		expect(words?.['zh-CN']).toBe('“2023-02-30”不存在：2023 年 2 月只有 28 天。请核对日期。');
		expect(normaliseDate('03/02/2023').problem?.words.en).toContain('can be 2023-02-03 or 2023-03-02');
	});
});

describe('with the order of the column', () => {
	test.each<[string, DateOrder, string, string | undefined]>([
		['03/02/2023', 'dmy', '2023-02-03', undefined],
		['03/02/2023', 'mdy', '2023-03-02', undefined],
		['3.2.2023', 'mdy', '2023-02-03', undefined],
		['25/12/2023', 'mdy', '2023-12-25', 'date_other_order'],
		['12/25/2023', 'dmy', '2023-12-25', 'date_other_order'],
		['12/1/10 8:26', 'mdy', '2010-12-01', 'date_two_digit_year'],
		['01-02-03', 'ymd', '2001-02-03', 'date_two_digit_year'],
		['03022023', 'dmy', '2023-02-03', undefined],
		['03022023', 'mdy', '2023-03-02', undefined],
		['20230203', 'dmy', '2023-02-03', undefined],
		['3/4/29', 'dmy', '2029-04-03', 'date_two_digit_year'],
		['3/4/30', 'dmy', '1930-04-03', 'date_two_digit_year'],
	])('%s as %s → %s', (raw, order, date, code) => {
		const result = normaliseDate(raw, { order });
		expect(result.value).toBe(date);
		expect(codeOf(result)).toBe(code);
	});

	test.each([
		['99/12/31', '1999-12-31'],
		['88年5月3日', '1988-05-03'],
		['3-Feb-23', '2023-02-03'],
	])('%s needs no order', (raw, date) => {
		expect(normaliseDate(raw)).toMatchObject({ value: date, problem: { code: 'date_two_digit_year', severity: 'warning' } });
	});
});

describe('Excel serials, when told', () => {
	test.each([
		['44960', true, '2023-02-03'],
		['44960.604', true, '2023-02-03'],
		['1', true, '1900-01-01'],
		['59', true, '1900-02-28'],
		['61', true, '1900-03-01'],
		['43498', '1904', '2023-02-03'],
		['2958465', true, '9999-12-31'],
	] as const)('%s (%s) → %s', (raw, excel, date) => {
		expect(normaliseDate(raw, { excel })).toEqual({ value: date });
	});

	test.each(['0', '60', '2958466', '9999999'])('%s is none', (raw) => {
		expect(codeOf(normaliseDate(raw, { excel: true }))).toBe('date_not_read');
	});

	test('other texts are read as ever', () => {
		expect(normaliseDate('2023年2月3日', { excel: true }).value).toBe('2023-02-03');
	});
});

describe('guessDateOrder', () => {
	test.each<[string[], DateOrder | null]>([
		[['03/02/2023', '13/02/2023'], 'dmy'],
		[['03/02/2023', '02/13/2023'], 'mdy'],
		[['3.2.2023', '4.5.2023'], 'dmy'],
		[['2023-02-03', '2023/5/6'], 'ymd'],
		[['99/12/31', '98/11/30'], 'ymd'],
		[['03/02/2023', '04/05/2023'], null],
		[['13/02/2023', '02/13/2023'], null],
		[['abc', ''], null],
		[[], null],
	])('%j → %s', (samples, order) => {
		expect(guessDateOrder(samples)).toBe(order);
	});

	test('of a real web shop: the American order', ({ skip }) => {
		const file = '../shared/data/orders/online_retail.csv';
		if (!existsSync(file)) skip(`no ${file} here`);
		const lines = readFileSync(file, 'utf8').split('\n', 60_000).slice(1, -1);
		const dates = lines.map((line) => /,(\d{1,2}\/\d{1,2}\/\d{2} \d{1,2}:\d{2}),/.exec(line)?.[1] ?? '');
		expect(guessDateOrder(dates)).toBe('mdy');
		const refused = dates.filter((date) => date !== '' && normaliseDate(date, { order: 'mdy' }).value === null);
		expect(refused).toEqual([]);
	});
});

describe('every day of the calendar', () => {
	const days = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });

	test('reads in every spelling', () => {
		fc.assert(
			fc.property(days, (day) => {
				const iso = day.toISOString().slice(0, 10);
				const [year, month, date] = iso.split('-').map(Number) as [number, number, number];
				for (const text of [
					iso,
					`${year}/${month}/${date}`,
					`${date}.${month}.${year}`,
					`${year}年${month}月${date}日`,
					iso.replaceAll('-', ''),
				]) {
					expect(normaliseDate(text).value).toBe(iso);
				}
				expect(normaliseDate(`${date}/${month}/${year}`, { order: 'dmy' }).value).toBe(iso);
				expect(normaliseDate(`${month}/${date}/${year}`, { order: 'mdy' }).value).toBe(iso);
				expect(isCalendarDate(year, month, date)).toBe(true);
				expect(date).toBeLessThanOrEqual(daysInMonth(year, month));
				expect(isoDate(year, month, date)).toBe(iso);
			}),
		);
	});

	test('never throws, is idempotent, and gives days that exist', () => {
		const order = fc.constantFrom<DateOrder | null>(null, 'dmy', 'mdy', 'ymd');
		const numbers = fc
			.tuple(fc.nat(40), fc.constantFrom('-', '/', '.', ' '), fc.nat(40), fc.nat(3000))
			.map(([a, mark, b, c]) => [a, b, c].join(mark));
		fc.assert(
			fc.property(fc.oneof(anyText, numbers), order, fc.boolean(), (raw, hint, excel) => {
				const { value } = normaliseDate(raw, { order: hint, excel });
				if (value === null) return;
				expect(new Date(value).toISOString().slice(0, 10)).toBe(value);
				expect(normaliseDate(value, { order: hint, excel })).toEqual({ value });
			}),
			{ numRuns: 3000 },
		);
		fc.assert(fc.property(fc.array(anyText), (samples) => void guessDateOrder(samples)));
	});
});
