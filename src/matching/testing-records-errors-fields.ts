// Errors in dates, numbers, addresses and spelling. Each function alters one record; how frequent each is stands in testing-records-errors.ts.
import { daysInMonth } from '../values/calendar.ts';
import { hasHan } from '../values/han.ts';
import {
	type Address,
	type Column,
	columns,
	type Day,
	inChina,
	makeAddress,
	makeEmail,
	makeLandline,
	makeMobile,
} from './testing-records-entities.ts';
import type { Random } from './testing-records-random.ts';
import { hitNeighbour, insertLetter, misread, omitLetter, slipDigit, swapLetters } from './testing-records-typos.ts';
import { westernCity } from './testing-records-western.ts';
import { type DateStyle, type Draft, formatDay, formatPhone, type PhoneStyle, writeAddress } from './testing-records-writing.ts';

export type RecordError = (draft: Draft, random: Random) => void;

/** A slip in one of the columns of words; names are copied by hand most. */
function typo(slip: (text: string, random: Random) => string): RecordError {
	return ({ row }, random) => {
		const filled = (
			['name', 'name', 'name', 'given_name', 'family_name', 'family_name', 'street', 'street', 'city', 'company', 'occupation'] as const
		).filter((column) => /[a-z]{3}/i.test(row[column]));
		if (filled.length === 0) return;
		const column = random.pick(filled);
		row[column] = slip(row[column], random);
	};
}
export const letterInserted = typo(insertLetter);
export const letterOmitted = typo(omitLetter);
export const neighbouringKey = typo(hitNeighbour);
export const lettersSwapped = typo(swapLetters);
export const shapeMisread = typo(misread);

/** The birth date written anew in the style of the record; only where it stands. */
function rewriteDate(draft: Draft, change: (day: Day) => Day | null, style: DateStyle = draft.dateStyle): void {
	const { row, entity } = draft;
	if (row.birth_date === '' || entity.kind === 'organisation') return;
	const day = change(entity.birth);
	if (day) row.birth_date = formatDay(day, style, entity.address);
}

/** 1980-03-12 → 1980-12-03. */
export const dayAndMonthSwapped: RecordError = (draft) =>
	rewriteDate(draft, ([year, month, day]) => (day <= 12 && day !== month ? [year, day, month] : null));

/** 1980-03-12 → 1980-03-13, 1980-08-12, 1986-03-12, 1908-03-12. */
export const dateDigitOff: RecordError = (draft, random) =>
	rewriteDate(draft, ([year, month, day]) => {
		switch (random.below(5)) {
			case 0:
				return [year, month, day === daysInMonth(year, month) ? day - 1 : day + 1];
			case 1:
				return [year, month, day > 10 ? day - 10 : day + 10];
			case 2:
				return [year, (month % 12) + 1, Math.min(day, 28)];
			case 3:
				return [year - (year % 10) + ((year + random.between(1, 9)) % 10), month, Math.min(day, 28)];
			default:
				return [year + (year > 1990 ? -10 : 10), month, Math.min(day, 28)];
		}
	});

/** Only the year is known; some programs then store the first of January. */
export const yearOnly: RecordError = (draft, random) => {
	const { row, entity } = draft;
	if (row.birth_date !== '' && entity.kind !== 'organisation')
		row.birth_date = random.chance(0.5) ? `${entity.birth[0]}` : `${entity.birth[0]}-01-01`;
};

export const otherDateFormat: RecordError = (draft, random) =>
	rewriteDate(
		draft,
		(day) => day,
		random.pick(
			(inChina(draft.entity.address) ? ['iso', 'digits', 'slashes', 'chinese'] : ['iso', 'digits', 'slashes', 'words']) as DateStyle[],
		),
	);

export const otherPhoneFormat: RecordError = ({ row, entity: { mobile, phone, address } }, random) => {
	const style = random.pick<PhoneStyle>(['plus', 'spaced', 'home', 'dashes', 'zeros']);
	if (row.mobile !== '') row.mobile = formatPhone(mobile, style, address, true);
	if (row.phone !== '') row.phone = formatPhone(phone, style, address, false);
};

export const phoneDigitOff: RecordError = ({ row, entity: { mobile, phone, address }, phoneStyle }, random) => {
	if (row.mobile !== '') row.mobile = formatPhone(slipDigit(mobile, random), phoneStyle, address, true);
	else if (row.phone !== '') row.phone = formatPhone(slipDigit(phone, random), phoneStyle, address, false);
};

/** A number that the customer has as well, or has now. */
export const otherPhone: RecordError = ({ row, entity: { address }, phoneStyle }, random) => {
	if (row.mobile !== '') row.mobile = formatPhone(makeMobile(random, address), phoneStyle, address, true);
	else if (row.phone !== '') row.phone = formatPhone(makeLandline(random, address), phoneStyle, address, false);
};

/** The landline was given where the mobile stood before. */
export const landlineForMobile: RecordError = ({ row, entity: { phone, address }, phoneStyle }) => {
	if (row.mobile === '') return;
	row.mobile = '';
	row.phone = formatPhone(phone, phoneStyle, address, false);
};

/** The mobile stands in the column of landlines. */
export const mobileInPhoneColumn: RecordError = ({ row }) => {
	if (row.mobile !== '' && row.phone === '') [row.mobile, row.phone] = ['', row.mobile];
};

/** A slip before or after the @. */
export const emailTypo: RecordError = ({ row }, random) => {
	const at = row.email.indexOf('@');
	if (at < 0) return;
	const local = row.email.slice(0, at);
	const domain = row.email.slice(at);
	if (random.chance(0.3))
		row.email = local + random.pick([domain.replace('.com', '.con'), domain.replace('.', ''), swapLetters(domain, random)]);
	else
		row.email =
			(/[a-z]{3}/.test(local)
				? random.pick([insertLetter, omitLetter, hitNeighbour, swapLetters])(local, random)
				: slipDigit(local, random)) + domain;
};

/** The same name at another host. */
export const otherEmailDomain: RecordError = ({ row, entity }, random) => {
	const at = row.email.indexOf('@');
	if (at < 0 || entity.kind === 'organisation') return;
	const hosts =
		entity.kind === 'chinese' ? ['163.com', 'qq.com', '126.com', 'gmail.com'] : ['gmail.com', 'hotmail.com', 'yahoo.com', 'outlook.com'];
	row.email = `${row.email.slice(0, at)}@${random.pick(hosts.filter((host) => !row.email.endsWith(host)))}`;
};

/** Another address of the same person or company. */
export const otherEmail: RecordError = ({ row, entity }, random) => {
	if (row.email === '') return;
	if (entity.kind !== 'organisation') row.email = makeEmail(random, entity, [], entity.mobile);
	else
		row.email = row.email.replace(/^[^@]*/, (old) =>
			random.pick(['mail', 'support', 'accounts', 'hr', 'office'].filter((box) => box !== old)),
		);
};

const shortStreets: readonly (readonly [RegExp, string])[] = [
	[/\bStreet\b/, 'St'],
	[/\bRoad\b/, 'Rd'],
	[/\bAvenue\b/, 'Ave'],
	[/\bLane\b/, 'Ln'],
	[/\bDrive\b/, 'Dr'],
	[/\bBoulevard\b|\bboulevard\b/, 'Bd'],
	[/\bCourt\b/, 'Ct'],
	[/\bApt\b/, '#'],
	[/straße\b/, 'str.'],
	[/\bavenue\b/, 'av.'],
	[/^Calle\b/, 'C/'],
	[/^Avenida\b/, 'Avda.'],
	[/^Via\b/, 'V.'],
	[/straat\b/, 'str'],
	[/^ul\. /, ''],
	[/^No\. /, ''],
	[/^[^路街道]{2,4}(?:区|街道)/, ''],
];

/** Street → St, straße → str.; in Chinese without the district. */
export const addressAbbreviated: RecordError = ({ row }) => {
	for (const [long, short] of shortStreets) row.street = row.street.replace(long, short);
};

/** The house number stands elsewhere: behind the street instead of before it, with the postal code, or the flat apart. */
export const houseNumberApart: RecordError = ({ row, entity: { address } }) => {
	if (row.street === '') return;
	const { road, number, district, unit } = address;
	if (inChina(address))
		row.street = hasHan(row.street)
			? `${road}${number}号${unit === '' ? '' : ` ${unit}`}，${district}`
			: row.street.replace(/^(No\. \d+) (.*)$/, '$2, $1');
	else if (row.street.startsWith(`${number}`)) row.street = `${road}, ${number}`;
	else row.street = `${number} ${road}`;
};

/** Street, city and province in one field. */
export const addressInOneField: RecordError = ({ row }) => {
	if (row.street === '' || row.city === '') return;
	row.street = hasHan(row.street)
		? `${row.province === row.city ? '' : row.province}${row.city}${row.street}`
		: [row.street, row.city, row.province].filter((part) => part !== '').join(', ');
	row.city = '';
	row.province = '';
};

export const provinceDropped: RecordError = ({ row }) => {
	row.province = '';
};

export const countryDropped: RecordError = ({ row }) => {
	row.country = '';
};

function newCity({ city }: Address, random: Random): Address['city'] | undefined {
	if (random.chance(0.6)) return city;
	return 'country' in city && random.chance(0.95) ? westernCity(random, city.country.code) : undefined;
}

/** Another home: mostly in the same city, seldom abroad. */
export const moved: RecordError = ({ row, entity: { address } }, random) => {
	if (row.street === '') return;
	const filled = columns.filter((column) => row[column] !== '');
	const china = inChina(address);
	writeAddress(row, makeAddress(random, china, newCity(address, random)), china && !hasHan(row.street + row.city));
	for (const column of columns) if (!filled.includes(column)) row[column] = '';
};

export const identityDigitOff: RecordError = ({ row }, random) => {
	row.identity_number = slipDigit(row.identity_number, random);
};

export const identityMissing: RecordError = ({ row }) => {
	row.identity_number = '';
};

const optional: readonly Column[] = [
	'gender',
	'birth_date',
	'mobile',
	'phone',
	'email',
	'company',
	'occupation',
	'street',
	'city',
	'province',
	'postal_code',
	'country',
];
export const fieldMissing: RecordError = ({ row }, random) => {
	const filled = optional.filter((column) => row[column] !== '');
	if (filled.length > 0) row[random.pick(filled)] = '';
};
