// Pure: until when a request has to be answered by law, and the public holidays that China does not work on.
import { type Law, type RequestKind, unprovenKinds } from './schema.ts';

const day = 86_400_000;

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
const at = (text: string): number => Date.parse(`${text}T00:00:00Z`);

/** The same day some months later; the last day of the month where that one has no such day (Regulation 1182/71, article 3(2)(c)). */
export function addMonths(date: string, months: number): string {
	const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
	const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
	return iso(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last)));
}

export function addDays(date: string, days: number): string {
	return iso(at(date) + days * day);
}

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });

/** Month and day of the Chinese calendar as "8-15"; months of a leap month carry "bis" and are no holiday. */
function lunarDay(time: number): string {
	const parts = lunar.formatToParts(time);
	const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
	return `${of('month')}-${of('day')}`;
}

const lunarHolidays = new Set(['1-1', '1-2', '1-3', '5-5', '8-15']);
const fixedHolidays = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

/** Qingming, the solar term at 15° (4 or 5 April): the usual formula for the years 2000 to 2099. */
function qingming(year: number): string {
	const y = year % 100;
	return `${year}-04-0${Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4)}`;
}

/**
 * Whether it is a statutory holiday of the People's Republic (State Council, in force since 2025: 13 days). The days on which weekends are moved each year are not
 * known in advance and count as what they are in the calendar: the deadline comes out early rather than late.
 */
export function isChineseHoliday(date: string): boolean {
	const time = at(date);
	if (fixedHolidays.has(date.slice(5)) || lunarHolidays.has(lunarDay(time))) return true;
	if (lunarDay(time + day) === '1-1') return true;
	return date === qingming(Number(date.slice(0, 4)));
}

/** Whether China works on this day: neither weekend nor holiday, nor one that the company added. */
export function isWorkingDay(date: string, further: ReadonlySet<string> = new Set()): boolean {
	const weekday = new Date(at(date)).getUTCDay();
	return weekday !== 0 && weekday !== 6 && !isChineseHoliday(date) && !further.has(date);
}

/** The last of so many working days after a day. */
export function addWorkingDays(date: string, days: number, further?: ReadonlySet<string>): string {
	let last = date;
	for (let left = days; left > 0; ) {
		last = addDays(last, 1);
		if (isWorkingDay(last, further)) left--;
	}
	return last;
}

/** The last of so many days after a day, Saturdays and Sundays not counted. */
function addWeekdays(date: string, days: number): string {
	let last = date;
	for (let left = days; left > 0; ) {
		last = addDays(last, 1);
		if (![0, 6].includes(new Date(at(last)).getUTCDay())) left--;
	}
	return last;
}

/** Business days within which opting out and limiting take effect (CCPA regulations § 7026(f), § 7027(g)). American holidays count: it comes out early rather than late. */
const ccpaBusinessDays = 15;

/** Working days that PIPL requests get: the law says "promptly" (article 50); 15 is the term of the national standard GB/T 35273. */
export const piplWorkingDays = 15;

/**
 * The day by which a request has to be answered. GDPR article 12(3): one month, two further ones where the person is told why; PIPL: 15 working days,
 * once more where it is extended; CCPA § 7021: 45 days, extended to 90; what stops a use has 15 business days under the CCPA, not to be extended.
 * @param received yyyy-mm-dd
 */
export function dueOn(law: Law, kind: RequestKind, received: string, extended: boolean, holidays?: ReadonlySet<string>): string {
	switch (law) {
		case 'gdpr':
			return addMonths(received, extended ? 3 : 1);
		case 'ccpa':
			if (unprovenKinds.includes(kind)) return addWeekdays(received, ccpaBusinessDays);
			return addDays(received, extended ? 90 : 45);
		case 'pipl':
			return addWorkingDays(received, extended ? 2 * piplWorkingDays : piplWorkingDays, holidays);
	}
}

/** Business days within which the CCPA wants it confirmed that a request has come (regulations § 7021(a)). */
export const ccpaConfirmDays = 10;

/** The day by which the person has to hear that the request has come; null where the law names none. */
export const confirmBy = (law: Law, kind: RequestKind, received: string): string | null =>
	law === 'ccpa' && !unprovenKinds.includes(kind) ? addWeekdays(received, ccpaConfirmDays) : null;

/** Days from one day to another, negative where it has passed. */
export function daysUntil(due: string, today: string): number {
	return Math.round((at(due) - at(today)) / day);
}

/** Hours within which the authority has to know of a breach (GDPR article 33(1)). */
export const breachHours = 72;
