// Writes an entity down as some source of customers would: its columns, its formats of dates and telephone numbers, its gaps.
import { inPinyin } from './testing-records-chinese.ts';
import {
	type Address,
	type Column,
	columns,
	countryOf,
	type Day,
	type Entity,
	inChina,
	type Organisation,
	type Person,
} from './testing-records-entities.ts';
import { type Random, Weighted } from './testing-records-random.ts';

export type Row = Record<Column, string>;

export type DateStyle = 'iso' | 'digits' | 'slashes' | 'words' | 'chinese';
export type PhoneStyle = 'plus' | 'spaced' | 'home' | 'dashes' | 'zeros';

/** How a source writes, and how often it fills a column; a column that is not named is filled always. */
export interface Source {
	readonly name: string;
	readonly layout: 'whole' | 'split' | 'both';
	readonly fill: Partial<Record<Column, number>>;
}

/** One record on its way: what stands in it, and what errors need to write a field anew in the same manner. */
export interface Draft {
	row: Row;
	readonly entity: Entity;
	readonly dateStyle: DateStyle;
	readonly phoneStyle: PhoneStyle;
}

const sources = new Weighted<Source>(
	[
		{
			name: 'crm',
			layout: 'both',
			fill: {
				gender: 0.6,
				birth_date: 0.5,
				identity_number: 0.25,
				mobile: 0.9,
				phone: 0.45,
				email: 0.8,
				company: 0.5,
				occupation: 0.3,
				street: 0.85,
				city: 0.95,
				province: 0.8,
				postal_code: 0.85,
				country: 0.9,
			},
		},
		{
			name: 'shop',
			layout: 'split',
			fill: {
				gender: 0.2,
				birth_date: 0.2,
				identity_number: 0,
				mobile: 0.85,
				phone: 0.1,
				email: 0.95,
				company: 0.1,
				occupation: 0,
				street: 0.95,
				city: 0.98,
				province: 0.9,
				postal_code: 0.95,
				country: 0.95,
			},
		},
		{
			name: 'branch',
			layout: 'whole',
			fill: {
				gender: 0.8,
				birth_date: 0.85,
				identity_number: 0.6,
				mobile: 0.75,
				phone: 0.4,
				email: 0.35,
				company: 0.3,
				occupation: 0.5,
				street: 0.8,
				city: 0.9,
				province: 0.5,
				postal_code: 0.5,
				country: 0.4,
			},
		},
		{
			name: 'newsletter',
			layout: 'whole',
			fill: {
				gender: 0.3,
				birth_date: 0.25,
				identity_number: 0,
				mobile: 0.4,
				phone: 0.05,
				email: 1,
				company: 0.35,
				occupation: 0.2,
				street: 0.15,
				city: 0.6,
				province: 0.4,
				postal_code: 0.4,
				country: 0.7,
			},
		},
		{
			name: 'service',
			layout: 'whole',
			fill: {
				gender: 0.4,
				birth_date: 0.3,
				identity_number: 0.1,
				mobile: 0.85,
				phone: 0.5,
				email: 0.4,
				company: 0.3,
				occupation: 0.1,
				street: 0.7,
				city: 0.85,
				province: 0.5,
				postal_code: 0.6,
				country: 0.5,
			},
		},
	],
	[30, 25, 20, 10, 15],
);

const dateStyles = new Weighted<DateStyle>(['iso', 'digits', 'slashes', 'words'], [78, 6, 10, 6]);
const chineseDateStyles = new Weighted<DateStyle>(['iso', 'digits', 'slashes', 'chinese'], [78, 8, 8, 6]);
const phoneStyles = new Weighted<PhoneStyle>(['plus', 'spaced', 'home', 'dashes', 'zeros'], [30, 12, 42, 12, 4]);

export function emptyRow(): Row {
	return {
		name: '',
		given_name: '',
		family_name: '',
		customer_type: '',
		gender: '',
		birth_date: '',
		birth_place: '',
		identity_number: '',
		mobile: '',
		phone: '',
		email: '',
		company: '',
		occupation: '',
		street: '',
		city: '',
		province: '',
		postal_code: '',
		country: '',
	};
}

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A day in one of the styles; with slashes as the country's people write it. */
export function formatDay([year, month, day]: Day, style: DateStyle, address: Address): string {
	const mm = `${month}`.padStart(2, '0');
	const dd = `${day}`.padStart(2, '0');
	switch (style) {
		case 'iso':
			return `${year}-${mm}-${dd}`;
		case 'digits':
			return `${year}${mm}${dd}`;
		case 'words':
			return `${day} ${monthNames[month - 1]} ${year}`;
		case 'chinese':
			return `${year}年${month}月${day}日`;
		case 'slashes':
			if (!('country' in address.city)) return `${year}/${month}/${day}`;
			if (address.city.country.dateStyle === 'mdy') return `${mm}/${dd}/${year}`;
			return address.city.country.dateStyle === 'dots' ? `${dd}.${mm}.${year}` : `${dd}/${mm}/${year}`;
	}
}

/** National digits as a number of the address's country. */
export function formatPhone(digits: string, style: PhoneStyle, address: Address, mobile: boolean): string {
	const { calling, trunk, code } = countryOf(address);
	const dial = address.city.dial.length;
	const cut = mobile && code !== 'US' && code !== 'CA' ? 3 : dial;
	const [head, middle, end] = [digits.slice(0, cut), digits.slice(cut, -4), digits.slice(-4)];
	const prefix = code === 'CN' && mobile ? '' : trunk;
	switch (style) {
		case 'plus':
			return `+${calling}${digits}`;
		case 'zeros':
			return `00${calling}${digits}`;
		case 'spaced':
			return `+${calling} ${head} ${middle} ${end}`;
		case 'home':
			return prefix + digits;
		case 'dashes':
			return code === 'US' || code === 'CA' ? `(${head}) ${middle}-${end}` : `${prefix}${head}-${middle}${mobile ? '-' : ''}${end}`;
	}
}

/** A person's name in one text, as the entity is usually written. */
export function wholeName({ kind, given, middle, family, script }: Person): string {
	if (kind !== 'chinese') return [given, middle, family].filter((part) => part !== '').join(' ');
	const latin = `${inPinyin(family, 'person')} ${inPinyin(given)}`;
	return script === 'han' ? family + given : script === 'latin' ? latin : `${family}${given} ${latin}`;
}

export function organisationName({ chinese, core, legal, branch }: Organisation): string {
	if (chinese) return core + legal + branch;
	return [core, legal, branch].filter((part) => part !== '').join(' ');
}

/** Street and house number: 天河区中山路88号3-502室, No. 88 Zhongshan Lu, 12 High Street Apt 3, Hauptstraße 5. */
export function formatStreet({ city, district, estate, road, number, unit }: Address, latin = false): string {
	if (!('country' in city)) {
		if (latin)
			return `No. ${number} ${inPinyin(road.replace(/路$/, ''))}${road.endsWith('路') ? ' Road' : ''}, ${inPinyin(district.replace(/[区镇]$/, ''))}`;
		return `${district}${road}${number}号${estate}${unit === '' ? '' : `${unit}室`}`;
	}
	const { code, numberFirst } = city.country;
	if (!numberFirst) return `${road} ${number}${unit === '' ? '' : `, ${unit}`}`;
	const comma = code === 'FR' ? ', ' : ' ';
	return `${number}${comma}${road}${unit === '' ? '' : code === 'FR' ? ` appt ${unit}` : ` Apt ${unit}`}`;
}

/** The address's fields; in pinyin for whoever is written so. */
export function writeAddress(row: Row, address: Address, latin: boolean): void {
	const { city } = address;
	row.street = formatStreet(address, latin);
	row.postal_code = address.postalCode;
	if ('country' in city) {
		row.city = city.name;
		row.province = city.state;
		row.country = city.country.name;
	} else {
		row.city = latin ? inPinyin(city.name.slice(0, -1)) : city.name;
		row.province = latin ? inPinyin(city.province.replace(/(?:壮族|回族|维吾尔)?自治区|[省市]$/, '')) : city.province;
		row.country = latin ? 'China' : '中国';
	}
}

function writePerson(row: Row, person: Person, layout: Source['layout'], random: Random): void {
	const chinese = person.kind === 'chinese';
	const latin = chinese && person.script === 'latin';
	if (layout !== 'split') row.name = wholeName(person);
	if (layout !== 'whole') {
		row.given_name = latin ? inPinyin(person.given) : person.given;
		row.family_name = latin ? inPinyin(person.family, 'person') : person.family;
		if (person.middle !== '' && random.chance(0.4)) row.given_name += ` ${person.middle}`;
	}
	const han = chinese && !latin;
	row.customer_type = han ? '个人' : 'person';
	row.gender = han ? (person.female ? '女' : '男') : person.female ? 'F' : 'M';
	row.company = person.company;
	row.occupation = person.occupation;
}

/** The fields that tell who somebody is, name apart; of a company those that its branches do not share. */
export function identifyingOf({ kind }: Entity): Column[] {
	return kind === 'organisation'
		? ['phone', 'street', 'identity_number']
		: ['birth_date', 'identity_number', 'mobile', 'phone', 'email', 'street'];
}

/** A record of the entity from one of the sources; the fields of `filled` are never left empty. */
export function writeDown(entity: Entity, filled: readonly Column[], random: Random): Draft {
	const row = emptyRow();
	const source = sources.draw(random);
	const china = inChina(entity.address);
	const dateStyle = (china ? chineseDateStyles : dateStyles).draw(random);
	const phoneStyle = phoneStyles.draw(random);
	let latin = false;
	if (entity.kind === 'organisation') {
		row.name = organisationName(entity);
		row.customer_type = entity.chinese ? '单位' : 'organisation';
	} else {
		writePerson(row, entity, source.layout, random);
		row.birth_date = formatDay(entity.birth, dateStyle, entity.address);
		latin = china && entity.script === 'latin';
	}
	row.identity_number = entity.identity;
	row.mobile = formatPhone(entity.mobile, phoneStyle, entity.address, true);
	row.phone = formatPhone(entity.phone, phoneStyle, entity.address, false);
	row.email = entity.email;
	writeAddress(row, entity.address, latin);
	for (const column of columns) {
		const share = source.fill[column];
		if (share !== undefined && row[column] !== '' && !filled.includes(column) && !random.chance(fillOf(entity, column, share)))
			row[column] = '';
	}
	return { row, entity, dateStyle, phoneStyle };
}

/** Companies have a landline and an office rather than a mobile; their registration is written on every invoice. */
function fillOf({ kind }: Entity, column: Column, share: number): number {
	if (kind !== 'organisation') return share;
	if (column === 'phone') return 0.8;
	if (column === 'mobile') return share * 0.25;
	return column === 'identity_number' ? Math.max(share, 0.3) : share;
}
