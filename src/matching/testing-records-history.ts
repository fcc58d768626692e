// Historical persons as genealogical data and encyclopaedias hold them: few fields, several records each, names and places that change.

import { type Day, makeAddress, makeBirth, type Person } from './testing-records-entities.ts';
import { byRank, type Random, Weighted, words } from './testing-records-random.ts';
import { spaced, westernCity, westernSurname } from './testing-records-western.ts';
import { type Draft, emptyRow, type Row } from './testing-records-writing.ts';

const given = [
	byRank(
		words(
			'William John Thomas George James Charles Henry Robert Joseph Edward Samuel Richard Frederick Alfred Arthur Walter Benjamin Daniel David Francis Alexander Isaac Peter Jacob Matthew Albert Edwin Ernest Herbert Hugh Andrew Stephen Philip Nathaniel Abraham Patrick Michael Archibald Lewis Augustus Jonathan Josiah Elijah Ebenezer Percy Horatio',
		),
		2,
	),
	byRank(
		words(
			'Mary Elizabeth Sarah Ann Jane Margaret Hannah Emma Alice Ellen Catherine Martha Charlotte Harriet Eliza Caroline Florence Louisa Emily Annie Susan Maria Rebecca Frances Isabella Edith Lucy Agnes Rachel Esther Abigail Lydia Dorothy Matilda Sophia Georgiana Henrietta Ada Fanny Phoebe',
		),
		2,
	),
] as const;
const jobs = byRank(
	words(
		'politician farmer writer painter soldier clergyman cricketer merchant physician labourer naval_officer engraver architect lawyer engineer teacher botanist actor composer journalist weaver blacksmith photographer chemist miner bishop explorer printer dressmaker servant',
	).map(spaced),
	4,
);
const places = byRank(
	words(
		'London,Middlesex Edinburgh,Midlothian Dublin,Leinster Manchester,Lancashire Liverpool,Lancashire Birmingham,Warwickshire Bristol,Gloucestershire Glasgow,Lanarkshire Leeds,Yorkshire Boston,Massachusetts Philadelphia,Pennsylvania New_York,New_York Norwich,Norfolk York,Yorkshire Bath,Somerset Aberdeen,Aberdeenshire Exeter,Devon Plymouth,Devon Nottingham,Nottinghamshire Leicester,Leicestershire Hull,Yorkshire Whitby,Yorkshire Halifax,Yorkshire Oldham,Lancashire Preston,Lancashire Chester,Cheshire Worcester,Worcestershire Hereford,Herefordshire Shrewsbury,Shropshire Cambridge,Cambridgeshire Oxford,Oxfordshire Ipswich,Suffolk Colchester,Essex Canterbury,Kent Maidstone,Kent Brighton,Sussex Lewes,Sussex Winchester,Hampshire Southampton,Hampshire Salisbury,Wiltshire Dorchester,Dorset Truro,Cornwall Penzance,Cornwall Falmouth,Cornwall Swansea,Glamorgan Cardiff,Glamorgan Carmarthen,Carmarthenshire Bangor,Caernarfonshire Dundee,Angus Perth,Perthshire Inverness,Inverness-shire Paisley,Renfrewshire Cork,Munster Belfast,Ulster Limerick,Munster Galway,Connacht Carlisle,Cumberland Kendal,Westmorland Durham,Durham Sunderland,Durham Newcastle,Northumberland Alnwick,Northumberland Lincoln,Lincolnshire Grantham,Lincolnshire Derby,Derbyshire Bakewell,Derbyshire Bedford,Bedfordshire Hitchin,Hertfordshire Reading,Berkshire Banbury,Oxfordshire Salem,Massachusetts Concord,Massachusetts Hartford,Connecticut Providence,Rhode_Island Baltimore,Maryland Richmond,Virginia Charleston,South_Carolina Savannah,Georgia',
	).map(spaced),
	8,
);

/** Clerks' abbreviations and everyday forms of given names in old papers. */
const abbreviations: Readonly<Record<string, readonly string[]>> = {
	William: ['Wm', 'Willm', 'Will'],
	John: ['Jno', 'Jn', 'Jack'],
	Thomas: ['Thos', 'Tho', 'Tom'],
	George: ['Geo'],
	James: ['Jas', 'Jam'],
	Charles: ['Chas', 'Charlie'],
	Henry: ['Hy', 'Hen', 'Harry'],
	Robert: ['Robt', 'Rob'],
	Joseph: ['Jos', 'Joe'],
	Edward: ['Edwd', 'Edw', 'Ned'],
	Samuel: ['Saml', 'Sam'],
	Richard: ['Richd', 'Rich', 'Dick'],
	Frederick: ['Fredk', 'Fred'],
	Benjamin: ['Benj', 'Ben'],
	Daniel: ['Danl'],
	Alexander: ['Alexr', 'Alex'],
	Francis: ['Fras', 'Frank'],
	Elizabeth: ['Eliz', 'Elizth', 'Betsy', 'Bess'],
	Margaret: ['Margt', 'Maggie', 'Peggy'],
	Catherine: ['Cath', 'Kate'],
	Mary: ['Polly', 'Molly'],
	Sarah: ['Sally'],
	Hannah: ['Hannh'],
	Ann: ['Anne', 'Annie', 'Nancy'],
	Martha: ['Patty'],
	Ellen: ['Nellie'],
	Frances: ['Fanny'],
};

/** Spellings that were not yet fixed: Smith and Smyth, Brown and Browne. */
const spellings: readonly (readonly [RegExp, string])[] = [
	[/i(?=[a-z]{2})/, 'y'],
	[/([a-z])\1/, '$1'],
	[/([nks])$/, '$1e'],
	[/ey$/, 'y'],
	[/son$/, 'sen'],
	[/ck/, 'k'],
	[/e$/, ''],
];

/** Somebody born between 1740 and 1910; the address's city is where they lived. */
export function makeHistorical(random: Random): Person {
	const female = random.chance(0.35);
	const american = random.chance(0.2);
	const middle = random.chance(0.35) ? given[female ? 1 : 0].draw(random) : '';
	const first = given[female ? 1 : 0].draw(random);
	return {
		kind: 'historical',
		given: first,
		middle: middle === first ? '' : middle,
		family: westernSurname(random, 'GB'),
		female,
		birth: makeBirth(random, 1740, 1910),
		birthPlace: places.draw(random),
		address: makeAddress(random, false, westernCity(random, american ? 'US' : 'GB')),
		mobile: '',
		phone: '',
		email: '',
		company: '',
		occupation: jobs.draw(random),
		identity: '',
		script: 'latin',
		keep: [],
	};
}

/** Replaces the given name by its abbreviation: William → Wm. */
export function abbreviateGiven(person: Person, random: Random): string {
	const short = abbreviations[person.given];
	return short ? random.pick(short) : `${person.given[0]}.`;
}

/** Another spelling of a surname; the same when there is none. */
export function respell(family: string, random: Random): string {
	const fitting = spellings.filter(([pattern]) => pattern.test(family));
	if (fitting.length === 0) return family;
	const [pattern, other] = random.pick(fitting);
	return family.replace(pattern, other);
}

const changes = new Weighted(
	['none', 'abbreviated', 'initial', 'respelt', 'married', 'title', 'no middle', 'no given'],
	[28, 20, 7, 12, 8, 8, 14, 3],
);
const titles = [words('Sir Rev. Dr Capt. Col. Prof.'), words('Lady Mrs Miss Dame')] as const;

/**
 * One of the records of a person: the first is plain, the further ones vary. Name and either a near date with the place or the whole date stay,
 * so that a reader could put them together; with another surname the maiden name or all of day, place and given name.
 */
export function writeHistorical(person: Person, further: boolean, random: Random): Draft {
	const row = emptyRow();
	const change = further ? changes.draw(random) : 'none';
	let first = person.given;
	let middle = further && change === 'no middle' ? '' : person.middle;
	let family = person.family;
	let title = '';
	let exact = false;
	switch (change) {
		case 'abbreviated':
			first = abbreviateGiven(person, random);
			exact = first.length === 2;
			break;
		case 'initial':
			first = `${first[0]}.`;
			exact = true;
			break;
		case 'respelt':
			family = respell(family, random);
			break;
		case 'married':
			if (person.female) {
				const born = family;
				family = westernSurname(random, 'GB');
				if (random.chance(0.5)) middle = born;
				exact = true;
			}
			break;
		case 'title':
			title = random.pick(titles[person.female ? 1 : 0]);
			break;
		case 'no given':
			title = person.female ? 'Mrs' : 'Mr';
			first = '';
			middle = '';
			exact = true;
	}
	if (middle !== '' && change !== 'married' && further && random.chance(0.3)) middle = `${middle[0]}.`;
	writeNames(row, [title, first, middle, family], random);
	row.birth_date = writeBirth(person.birth, exact, further, random);
	writePlaces(row, person, exact || row.birth_date.length < 10 || row.birth_date.endsWith('-01-01'), further, random);
	if (random.chance(0.55)) row.occupation = person.occupation;
	if (random.chance(0.4)) row.gender = person.female ? 'F' : 'M';
	if (random.chance(0.3)) row.customer_type = 'person';
	return { row, entity: person, dateStyle: 'iso', phoneStyle: 'home' };
}

function writeNames(row: Row, [title, first, middle, family]: readonly [string, string, string, string], random: Random): void {
	const join = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');
	if (random.chance(0.6) || title !== '')
		row.name = random.chance(0.1) && first !== '' ? `${family}, ${join(title, first, middle)}` : join(title, first, middle, family);
	if (row.name === '' || random.chance(0.3)) {
		row.given_name = join(first, middle);
		row.family_name = family;
	}
}

/** The day in full, the first of January for a year, the year alone, or one near it. */
function writeBirth([year, month, day]: Day, exact: boolean, further: boolean, random: Random): string {
	const full = `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}`;
	if (exact || random.chance(0.62)) return full;
	if (random.chance(0.35)) return `${year}-01-01`;
	const near = further && random.chance(0.4) ? year + random.pick([-1, 1, -2, 2]) : year;
	return random.chance(0.3) ? `abt ${near}` : `${near}`;
}

function writePlaces(row: Row, person: Person, needed: boolean, further: boolean, random: Random): void {
	const [town, county] = person.birthPlace.split(',') as [string, string];
	if (needed || random.chance(0.7)) row.birth_place = random.chance(0.5) ? `${town}, ${county}` : town;
	if (!random.chance(0.45)) return;
	const moved = further && random.chance(0.35);
	const { city, postalCode } = moved ? makeAddress(random, false, westernCity(random, random.chance(0.15) ? 'US' : 'GB')) : person.address;
	row.city = city.name;
	if ('country' in city && random.chance(0.4)) row.province = city.state;
	if ('country' in city && random.chance(0.4)) row.country = city.country.name;
	if (random.chance(0.25)) row.postal_code = postalCode;
}
