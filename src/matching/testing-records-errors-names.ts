// Errors in names of people and of organisations. Each function alters one record; how frequent each is stands in testing-records-errors.ts.
import { hasHan } from '../values/han.ts';
import { inPinyin } from './testing-records-chinese.ts';
import { countryOf, type Organisation, type Person, plainLetters, westernLegalForms } from './testing-records-entities.ts';
import type { Random } from './testing-records-random.ts';
import { inTraditional, mishear } from './testing-records-typos.ts';
import { westernSurname } from './testing-records-western.ts';
import { type Draft, organisationName, type Row, wholeName } from './testing-records-writing.ts';

const everydayNames =
	'William Bill Will Billy|Robert Bob Rob Bobby|James Jim Jimmy Jamie|John Jack Johnny|Michael Mike Mick|Richard Rick Dick Rich|Thomas Tom Tommy|Charles Charlie Chuck|Joseph Joe Joey|Daniel Dan Danny|' +
	'Matthew Matt|Anthony Tony|Steven Steve|Stephen Steve|Andrew Andy Drew|Joshua Josh|Kenneth Ken|Edward Ed Ted Eddie|Ronald Ron|Timothy Tim|Jeffrey Jeff|Jacob Jake|Nicholas Nick|Jonathan Jon|Benjamin Ben|' +
	'Samuel Sam|Gregory Greg|Alexander Alex Sandy|Patrick Pat Paddy|Raymond Ray|Lawrence Larry|Christopher Chris Kit|David Dave|Donald Don|Zachary Zach|Douglas Doug|Frederick Fred|Peter Pete|Nathan Nate|' +
	'Elizabeth Liz Beth Betty Lizzie|Patricia Pat Trish|Jennifer Jen Jenny|Barbara Barb|Susan Sue|Jessica Jess|Margaret Maggie Peggy Meg|Katherine Kate Kathy Katie|Catherine Cathy Kate|Deborah Debbie Deb|' +
	'Rebecca Becky|Kimberly Kim|Samantha Sam|Pamela Pam|Christine Chris Tina|Christina Chris Tina|Victoria Vicky|Stephanie Steph|Amanda Mandy|Cynthia Cindy|Dorothy Dot Dolly|Sandra Sandy|Charlotte Lottie|' +
	'Johannes Hannes Hans|Wolfgang Wolf|Matthias Matze|Maximilian Max|Alexandra Alex|Katharina Kathi|Susanne Susi|Elisabeth Lisa Sissi|José Pepe|Francisco Paco|Antonio Toni|Jesús Chus|Dolores Lola|Josefa Pepa|' +
	'Giuseppe Beppe Peppe|Giovanni Gianni|Francesco Franco|Salvatore Totò|Hendrik Henk|Willem Wim|Wilhelmina Mina|Małgorzata Gosia|Katarzyna Kasia|Agnieszka Aga|Krzysztof Krzysiek|Tomasz Tomek|Rafael Rafa|Isabelle Isa';
const nicknames = new Map(
	everydayNames.split('|').map((line) => {
		const [full, ...short] = line.split(' ') as [string, ...string[]];
		return [full, short];
	}),
);

/** The person behind the record; null for an organisation. */
function personOf({ entity }: Draft): Person | null {
	return entity.kind === 'organisation' ? null : entity;
}

/** Writes the columns of the name that are filled anew, as if the person were called so. */
function rename({ row }: Draft, person: Person): void {
	const latin = person.kind === 'chinese' && person.script === 'latin';
	if (row.name !== '') row.name = wholeName(person);
	if (row.given_name !== '') row.given_name = latin ? inPinyin(person.given) : person.given;
	if (row.family_name !== '') row.family_name = latin ? inPinyin(person.family, 'person') : person.family;
}

/** Robert → Bob. */
export function nickname(draft: Draft, random: Random): void {
	const person = personOf(draft);
	const short = person && nicknames.get(person.given);
	if (person && short) rename(draft, { ...person, given: random.pick(short), middle: '' });
}

/** John Smith → J. Smith, Zhang Wei → W. Zhang. */
export function initialOnly(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (!person || hasHan(draft.row.name + draft.row.given_name)) return;
	const given = person.kind === 'chinese' ? inPinyin(person.given) : person.given;
	const family = person.kind === 'chinese' ? inPinyin(person.family, 'person') : person.family;
	const initial = given[0] + (random.chance(0.5) ? '.' : '');
	if (draft.row.name !== '') draft.row.name = `${initial} ${family}`;
	if (draft.row.given_name !== '') draft.row.given_name = initial;
}

/** Given name and surname in each other's place. */
export function namesInterchanged(draft: Draft): void {
	const { row } = draft;
	const person = personOf(draft);
	if (!person) return;
	if (row.given_name !== '' && row.family_name !== '') [row.given_name, row.family_name] = [row.family_name, row.given_name];
	else if (hasHan(row.name)) row.name = person.given + person.family;
	else if (person.kind === 'chinese') row.name = `${inPinyin(person.given)} ${inPinyin(person.family, 'person')}`;
	else row.name = `${person.family} ${person.given}`;
}

/** ZHANG, Wei; Smith, John. */
export function surnameFirst(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (!person || draft.row.name === '' || hasHan(draft.row.name)) return;
	const chinese = person.kind === 'chinese';
	const family = chinese ? inPinyin(person.family, 'person') : person.family;
	const given = chinese ? inPinyin(person.given) : person.given;
	draft.row.name = `${random.chance(0.5) ? family.toUpperCase() : family}, ${given}`;
}

/** JOHN SMITH or john smith. */
export function otherCase({ row }: Draft, random: Random): void {
	const upper = random.chance(0.7);
	for (const column of ['name', 'given_name', 'family_name'] as const)
		row[column] = upper ? row[column].toUpperCase() : row[column].toLowerCase();
}

/** 张伟 → Zhang Wei, Wei Zhang, ZHANG Wei; and back where the record is in pinyin. */
export function transliterated(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (person?.kind !== 'chinese') return;
	if (!hasHan(draft.row.name + draft.row.given_name + draft.row.family_name)) {
		rename(draft, { ...person, script: 'han' });
		return;
	}
	rename(draft, { ...person, script: 'latin' });
	if (draft.row.name === '') return;
	const family = inPinyin(person.family, 'person');
	const given = inPinyin(person.given);
	draft.row.name = random.pick([
		`${family} ${given}`,
		`${given} ${family}`,
		`${family.toUpperCase()} ${given}`,
		`${family}${given.toLowerCase()}`,
	]);
}

/** Simplified characters as traditional ones, in name, company and address. */
export function traditional({ row }: Draft): void {
	for (const column of ['name', 'given_name', 'family_name', 'company', 'street', 'city', 'province'] as const)
		row[column] = inTraditional(row[column]);
}

/** Another character that sounds alike: 张伟 → 张玮. */
export function homophone(draft: Draft, random: Random): void {
	const { row, entity } = draft;
	const column = (['name', 'given_name', 'family_name'] as const).filter((name) => hasHan(row[name])).at(0);
	if (column)
		row[column] = mishear(
			row[column],
			random,
			column === 'name' && entity.kind !== 'organisation' && random.chance(0.8) ? entity.family.length : 0,
		);
}

/** 张先生, Mr Smith: the given name is not known. */
export function missingGivenName(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (!person) return;
	const { row } = draft;
	const han = person.kind === 'chinese' && hasHan(row.name + row.family_name);
	const family = person.kind === 'chinese' && !han ? inPinyin(person.family, 'person') : person.family;
	if (row.name !== '')
		row.name = han
			? `${family}${person.female ? random.pick(['女士', '小姐']) : '先生'}`
			: `${person.female ? random.pick(['Ms', 'Mrs']) : 'Mr'} ${family}`;
	if (row.family_name !== '') row.family_name = family;
	row.given_name = '';
}

/** Smith → Smith-Jones, in Spain García → García López. */
export function doubleSurname(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (!person || person.kind === 'chinese') return;
	const { code } = countryOf(person.address);
	const other = westernSurname(random, code);
	if (other !== person.family) rename(draft, { ...person, family: `${person.family}${code === 'ES' ? ' ' : '-'}${other}` });
}

/** José → Jose, Müller → Muller or Mueller; in the address as well. */
export function accentsLost({ row }: Draft, random: Random): void {
	const german = random.chance(0.5);
	for (const column of ['name', 'given_name', 'family_name', 'company', 'street', 'city', 'province'] as const) {
		const text = german ? row[column].replace(/[äöü]/g, (letter) => `${plainLetters(letter)}e`) : row[column];
		row[column] = plainLetters(text);
	}
}

/** The second given name is left out, or only its initial is written. */
export function middleName(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (person && person.middle !== '') rename(draft, { ...person, middle: random.chance(0.5) ? '' : `${person.middle[0]}.` });
}

/** Dr John Smith, 张伟先生. */
export function titleAdded(draft: Draft, random: Random): void {
	const person = personOf(draft);
	if (!person || draft.row.name === '') return;
	if (hasHan(draft.row.name)) draft.row.name += person.female ? '女士' : '先生';
	else draft.row.name = `${random.pick(person.female ? ['Ms', 'Mrs', 'Dr'] : ['Mr', 'Mr', 'Dr'])} ${draft.row.name}`;
}

function organisationOf({ entity }: Draft): Organisation | null {
	return entity.kind === 'organisation' ? entity : null;
}

/** Acme Ltd → Acme. */
export function legalFormDropped(draft: Draft): void {
	const organisation = organisationOf(draft);
	if (organisation) draft.row.name = organisationName({ ...organisation, legal: '' });
	else if (draft.row.company !== '') draft.row.company = withoutLegalForm(draft.row.company);
}

function withoutLegalForm(name: string): string {
	return name
		.replace(/(?:股份|集团)?有限(?:责任)?公司$/, '')
		.replace(/ (?:Inc\.|LLC|Corp\.|Co\.|Ltd\.?|Limited|PLC|GmbH|AG|SARL|SAS|S\.A\.|B\.V\.)$/, '');
}

/** The same form in other words. */
const legalSpellings: Readonly<Record<string, readonly string[]>> = {
	'Inc.': ['Inc', 'Incorporated', 'INC.'],
	LLC: ['L.L.C.', 'Llc'],
	'Corp.': ['Corporation', 'Corp'],
	'Co.': ['Company', 'Co'],
	Ltd: ['Limited', 'Ltd.', 'LTD'],
	Limited: ['Ltd', 'Ltd.'],
	'Ltd.': ['Limited', 'Ltd'],
	PLC: ['plc', 'Public Limited Company'],
	GmbH: ['G.m.b.H.', 'GMBH', 'Gesellschaft mbH'],
	AG: ['Aktiengesellschaft'],
	'GmbH & Co. KG': ['GmbH und Co. KG', 'KG'],
	SARL: ['S.A.R.L.', 'Sàrl'],
	'S.A.': ['SA'],
	'S.L.': ['SL', 'Sociedad Limitada'],
	'S.r.l.': ['SRL', 'Srl'],
	'S.p.A.': ['SpA', 'SPA'],
	'B.V.': ['BV'],
	'Pty Ltd': ['Pty. Limited', 'Proprietary Limited'],
	AB: ['Aktiebolag'],
	'Sp. z o.o.': ['spółka z o.o.', 'Sp z oo'],
	有限公司: ['有限责任公司', '公司'],
	有限责任公司: ['有限公司'],
	股份有限公司: ['股份公司', '有限公司'],
	集团有限公司: ['集团', '集团公司'],
};

/** Ltd → Limited, 有限公司 → 有限责任公司, or a form of the same country that it is taken for. */
export function legalFormChanged(draft: Draft, random: Random): void {
	const organisation = organisationOf(draft);
	if (!organisation) return;
	const others =
		random.chance(0.85) || organisation.chinese
			? legalSpellings[organisation.legal]
			: westernLegalForms[countryOf(organisation.address).code];
	if (others) draft.row.name = organisationName({ ...organisation, legal: random.pick(others) });
}

const shortWords: readonly (readonly [string, string])[] = [
	['International', 'Intl'],
	['Manufacturing', 'Mfg'],
	['Services', 'Svcs'],
	['Technologies', 'Tech'],
	['Engineering', 'Eng'],
	['Construction', 'Constr.'],
	['Industries', 'Ind.'],
	['Associates', 'Assoc.'],
	['Solutions', 'Soln'],
	['Properties', 'Props'],
	['Pharmaceuticals', 'Pharma'],
	['Electronics', 'Elec.'],
	['Insurance', 'Ins.'],
	['Transport', 'Transp.'],
	['Machinery', 'Mach.'],
	['Systems', 'Sys'],
	[' & ', ' and '],
	['信息技术', '信息'],
	['网络科技', '网络'],
	['房地产开发', '地产'],
	['餐饮管理', '餐饮'],
	['建筑工程', '建工'],
	['进出口', '进出口贸易'],
];

/** International → Intl; a Chinese name without the city at its head. */
export function wordsAbbreviated(draft: Draft, random: Random): void {
	const { row, entity } = draft;
	const column: keyof Row = entity.kind === 'organisation' ? 'name' : 'company';
	const city = entity.address.city.name.slice(0, -1);
	if (hasHan(row[column]) && row[column].startsWith(city) && random.chance(0.5)) row[column] = row[column].slice(city.length);
	else for (const [long, short] of shortWords) row[column] = row[column].replace(long, short);
}
