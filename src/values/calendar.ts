// The Gregorian calendar in plain numbers: month lengths, which dates exist, and day counts. No time zones.

/** Days of a month; months count from 1. */
export function daysInMonth(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** True when the date exists, in the years 1 to 9999. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** yyyy-mm-dd */
export function isoDate(year: number, month: number, day: number): string {
	return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}
