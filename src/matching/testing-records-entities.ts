// The customers behind generated records: who they are in truth, before anybody writes them down.
import { creditCodeCheck, residentIdCheck } from '../values/identifier.ts';
import {
	type ChineseCity,
	chineseCities,
	chineseEstates,
	chineseGiven,
	chineseJobs,
	chineseLegalForms,
	chineseRoads,
	chineseSurname,
	chineseTrades,
	companyCharacters,
	inPinyin,
	mobilePrefixes,
} from './testing-records-chinese.ts';
import { byRank, type Random, words } from './testing-records-random.ts';
import {
	spaced,
	type WesternCity,
	westernCity,
	westernCountries,
	westernGiven,
	westernJobs,
	westernPostalCode,
	westernSurname,
} from './testing-records-western.ts';

export const columns = [
	'name',
	'given_name',
	'family_name',
	'customer_type',
	'gender',
	'birth_date',
	'birth_place',
	'identity_number',
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
] as const;
export type Column = (typeof columns)[number];

/** Year, month and day. */
export type Day = readonly [number, number, number];

export interface Address {
	readonly city: ChineseCity | WesternCity;
	/** In China only. */
	readonly district: string;
	readonly estate: string;
	readonly road: string;
	readonly number: number;
	/** Flat or room; empty when there is none. */
	readonly unit: string;
	readonly postalCode: string;
}

/** Numbers are kept as their national digits; `keep` names what a record must fill and errors must leave, because it tells the entity from one much like it. */
interface Customer {
	readonly address: Address;
	readonly mobile: string;
	readonly phone: string;
	readonly email: string;
	readonly identity: string;
	readonly keep: readonly Column[];
}

export interface Person extends Customer {
	readonly kind: 'western' | 'chinese' | 'historical';
	readonly given: string;
	readonly middle: string;
	readonly family: string;
	readonly female: boolean;
	readonly birth: Day;
	readonly birthPlace: string;
	readonly company: string;
	readonly occupation: string;
	/** How a Chinese name is written where the entity is known. */
	readonly script: 'han' | 'latin' | 'both';
}

export interface Organisation extends Customer {
	readonly kind: 'organisation';
	readonly chinese: boolean;
	/** The name without legal form and branch. */
	readonly core: string;
	readonly legal: string;
	/** 上海分公司, (Boston); empty for the head office. */
	readonly branch: string;
}

export type Entity = Person | Organisation;
export type Kind = Entity['kind'];

export function inChina(address: Address): boolean {
	return 'region' in address.city;
}

export function countryOf(address: Address): { code: string; calling: string; trunk: string; name: string } {
	return 'country' in address.city ? address.city.country : { code: 'CN', calling: '86', trunk: '0', name: 'China' };
}

export function makeBirth(random: Random, from = 1940, to = 2005): Day {
	return [random.between(from, to), random.between(1, 12), random.between(1, 28)];
}

export function makeAddress(
	random: Random,
	chinese: boolean,
	city = chinese ? chineseCities.draw(random) : makeWesternCity(random),
): Address {
	// Low house numbers are the most frequent ones.
	const number = 1 + Math.floor(random.next() ** 2.5 * (chinese ? 900 : 400));
	if ('region' in city) {
		const flat = random.chance(0.7);
		return {
			city,
			district: random.pick(city.districts),
			estate: random.chance(0.35) ? random.pick(chineseEstates) : '',
			road: chineseRoads.draw(random),
			number,
			unit: flat ? `${random.between(1, 30)}-${random.between(1, 32)}0${random.between(1, 6)}` : '',
			postalCode: `${city.postal}${random.digits(2)}`,
		};
	}
	return {
		city,
		district: '',
		estate: '',
		road: spaced(city.country.streets.draw(random)),
		number,
		unit: city.country.code !== 'DE' && random.chance(0.2) ? `${random.between(1, 40)}` : '',
		postalCode: westernPostalCode(random, city),
	};
}

function makeWesternCity(random: Random): WesternCity {
	return westernCity(random, westernCountries.draw(random));
}

export function makeMobile(random: Random, address: Address): string {
	if (!('country' in address.city)) return random.pick(mobilePrefixes) + random.digits(8);
	const { mobiles, digits } = address.city.country;
	if (mobiles.length === 0) return makeLandline(random, address);
	const head = random.pick(mobiles);
	return head + random.digits(digits - head.length);
}

export function makeLandline(random: Random, address: Address): string {
	const { dial } = address.city;
	const first = random.between(2, 8);
	if (!('country' in address.city)) return `${dial}${first}${random.digits(dial.length === 2 ? 7 : random.chance(0.6) ? 7 : 6)}`;
	return `${dial}${first}${random.digits(Math.max(5, address.city.country.digits - dial.length - 1))}`;
}

const worldMail = byRank(words('gmail.com hotmail.com yahoo.com outlook.com icloud.com live.com aol.com proton.me'), 1);
const chineseMail = byRank(words('qq.com 163.com 126.com sina.com foxmail.com 139.com gmail.com hotmail.com sohu.com'), 1);

/** Letters and digits of an address before the @: Müller → mueller, 张 → zhang. */
export function mailWord(text: string): string {
	return plainLetters(text)
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '');
}

const letterNames: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', Ł: 'L', ø: 'o', ı: 'i' };
/** Without accents: é → e. */
export function plainLetters(text: string): string {
	return text
		.normalize('NFD')
		.replace(/[̀-ͯ]/g, '')
		.replace(/[ßłŁøı]/g, (letter) => letterNames[letter]!);
}

interface Named {
	readonly kind: Kind;
	readonly given: string;
	readonly family: string;
	readonly birth: Day;
}

/** An address made of the person's name, birth year or a number; half of the Chinese ones are QQ numbers. */
export function makeEmail(random: Random, { kind, given, family, birth }: Named, country: readonly string[], mobile: string): string {
	const chinese = kind === 'chinese';
	if (chinese && random.chance(0.45)) return `${random.between(1, 9)}${random.digits(random.between(7, 9))}@qq.com`;
	if (chinese && random.chance(0.06)) return `${mobile}@139.com`;
	const first = mailWord(chinese ? inPinyin(given) : given);
	const last = mailWord(chinese ? inPinyin(family, 'person') : family);
	const year = `${birth[0]}`;
	const domain = chinese
		? chineseMail.draw(random)
		: country.length > 0 && random.chance(0.3)
			? random.pick(country)
			: worldMail.draw(random);
	const local = random.pick([
		`${first}.${last}`,
		`${first}${last}`,
		`${first}_${last}`,
		`${first[0]}${last}`,
		`${last}.${first}`,
		`${first}${last[0]}`,
		`${last}${first[0]}`,
	]);
	const tail = random.pick(['', '', year.slice(2), year, `${random.between(1, 999)}`, random.digits(2)]);
	// Short ones were taken long ago: they carry a number.
	return `${local}${local.length < 9 && tail === '' ? random.digits(3) : tail}@${domain}`;
}

export function makeIdentity(random: Random, birth: Day, female: boolean, address: Address): string {
	const [year, month, day] = birth;
	const two = (number: number) => `${number}`.padStart(2, '0');
	if (!('country' in address.city)) {
		const sequence = random.below(500) * 2 + (female ? 0 : 1);
		const head = `${address.city.region}${two(random.between(2, 9))}${year}${two(month)}${two(day)}${`${sequence}`.padStart(3, '0')}`;
		return head + residentIdCheck(head);
	}
	switch (address.city.country.code) {
		case 'US':
			return `${random.between(100, 772)}-${random.digits(2)}-${random.digits(4)}`;
		case 'GB':
			return `${random.pick('ABCEGHJKLMNOPRSTWXYZ')}${random.pick('ABCEGHJKLMNPRSTWXYZ')}${random.digits(6)}${random.pick('ABCD')}`;
		case 'ES': {
			const number = random.between(10_000_000, 79_999_999);
			return `${number}${'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}`;
		}
		case 'SE':
			return `${year}${two(month)}${two(day)}-${random.digits(4)}`;
		case 'PL':
			return `${two(year % 100)}${two(month)}${two(day)}${random.digits(5)}`;
		case 'FR':
			return `${female ? 2 : 1}${two(year % 100)}${two(month)}${random.digits(10)}`;
		default:
			return `${random.pick('CFGHJKLMNPRTVWXYZ')}${random.digits(8)}`;
	}
}

/** What a country's people put behind or before a company's name. */
export const westernLegalForms: Readonly<Record<string, readonly string[]>> = {
	US: ['Inc.', 'LLC', 'Corp.', 'Co.'],
	GB: ['Ltd', 'Limited', 'PLC', 'LLP'],
	DE: ['GmbH', 'AG', 'GmbH & Co. KG', 'e.K.'],
	FR: ['SARL', 'SAS', 'S.A.'],
	ES: ['S.L.', 'S.A.'],
	IT: ['S.r.l.', 'S.p.A.'],
	NL: ['B.V.', 'N.V.'],
	AU: ['Pty Ltd'],
	CA: ['Inc.', 'Ltd.'],
	SE: ['AB'],
	PL: ['Sp. z o.o.', 'S.A.'],
};
const companyWords = words(
	'Blue Summit Pioneer Global Northern Pacific Atlantic United Premier Sterling Falcon Eagle Liberty Crystal Silver Golden Green Metro Delta Alpha Apex Vertex Horizon Phoenix Royal Central Universal Continental Heritage Legacy Beacon Cascade Granite Harbor Lakeside Redwood Evergreen Pinnacle Quantum Stellar',
);
const companyTrades = byRank(
	words(
		'Manufacturing International Services Logistics Consulting Engineering Construction Technologies Systems Solutions Foods Electronics Trading Properties Insurance Pharmaceuticals Industries Marketing Transport Motors Software Plumbing Furniture Associates Textiles Energy Medical_Supplies Security Design Travel Catering Printing Chemicals Machinery Packaging',
	).map(spaced),
	6,
);
const inventedHeads = words('Nova Tec Syn Axi Velo Cora Zen Omni Lumi Pro Inno Dyna Terra Aero Medi Hydro Opti Neo Info Cyber');
const inventedEnds = words('tek tron nix data max vance sys lux gen ware flow mark plex line soft corp va ris tica nova');

/** Core and legal form of a company at that address. */
export function makeCompanyName(random: Random, address: Address): { core: string; legal: string } {
	if (!('country' in address.city)) {
		const name =
			random.pick(companyCharacters) + random.pick(companyCharacters) + (random.chance(0.35) ? random.pick(companyCharacters) : '');
		const place = random.chance(0.75) ? address.city.name.slice(0, -1) : '';
		return { core: `${place}${name}${chineseTrades.draw(random)}`, legal: chineseLegalForms.draw(random) };
	}
	const { code } = address.city.country;
	const legal = random.pick(westernLegalForms[code]!);
	const trade = companyTrades.draw(random);
	const family = () => westernSurname(random, code);
	const core = random.pick([
		() => `${family()} ${trade}`,
		() => `${family()} & ${family()}`,
		() => `${random.pick(inventedHeads)}${random.pick(inventedEnds)} ${trade}`,
		() => `${random.pick(companyWords)} ${random.pick(companyWords)} ${trade}`,
		() => `${random.pick(companyWords)} ${spaced(address.city.name)} ${trade}`,
	])();
	return { core, legal };
}

export function makePerson(random: Random, kind: 'western' | 'chinese'): Person {
	// Some Chinese live abroad and are written there as others are.
	const chinese = kind === 'chinese';
	const address = makeAddress(random, chinese && !random.chance(0.08));
	const female = random.chance(0.5);
	const country = countryOf(address).code;
	const family = chinese ? chineseSurname(random) : westernSurname(random, country);
	const given = chinese ? chineseGiven(random, female) : westernGiven(random, country, female);
	const middle = !chinese && ['US', 'CA', 'GB'].includes(country) && random.chance(0.35) ? westernGiven(random, country, female) : '';
	const birth = makeBirth(random);
	const mobile = makeMobile(random, address);
	const { core, legal } = makeCompanyName(random, address);
	const atHome = inChina(address);
	return {
		kind,
		given,
		middle: middle === given ? '' : middle,
		family,
		female,
		birth,
		birthPlace: '',
		address,
		mobile,
		phone: makeLandline(random, address),
		email: makeEmail(random, { kind, given, family, birth }, 'country' in address.city ? address.city.country.mail : [], mobile),
		company: atHome ? core + legal : `${core} ${legal}`,
		occupation: random.pick(atHome ? chineseJobs : westernJobs),
		identity: makeIdentity(random, birth, female, address),
		script: !atHome || random.chance(0.1) ? 'latin' : random.chance(0.08) ? 'both' : 'han',
		keep: [],
	};
}

const creditCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export function makeRegistration(random: Random, address: Address): string {
	if (!('country' in address.city)) {
		const head = `91${address.city.region}${random.digits(2)}MA${Array.from({ length: 7 }, () => random.pick(creditCharacters)).join('')}`;
		return head + creditCodeCheck(head);
	}
	return `${address.city.country.code}${random.digits(9)}`;
}

export function makeOrganisation(random: Random): Organisation {
	const chinese = random.chance(0.45);
	const address = { ...makeAddress(random, chinese), estate: '' };
	const { core, legal } = makeCompanyName(random, address);
	return {
		kind: 'organisation',
		chinese,
		core,
		legal,
		branch: '',
		address,
		mobile: makeMobile(random, address),
		phone: makeLandline(random, address),
		email: `${random.pick(['info', 'sales', 'office', 'contact', 'service'])}@${companyDomain(core, address)}`,
		identity: makeRegistration(random, address),
		keep: [],
	};
}

/** The company's own domain: 上海华盛科技 → shanghaihuashengkeji.cn. */
export function companyDomain(core: string, address: Address): string {
	const ends: Readonly<Record<string, string>> = { US: 'com', CA: 'ca', GB: 'co.uk', AU: 'com.au', CN: 'com.cn' };
	const { code } = countryOf(address);
	return `${mailWord(inChina(address) ? inPinyin(core) : core)}.${ends[code] ?? code.toLowerCase()}`;
}
