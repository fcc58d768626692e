// Entities that look alike and are not the same: what a matcher must keep apart.
import { chineseCities, chineseGiven, inPinyin } from './testing-records-chinese.ts';
import {
	type Address,
	companyDomain,
	type Entity,
	mailWord,
	makeAddress,
	makeBirth,
	makeCompanyName,
	makeEmail,
	makeIdentity,
	makeLandline,
	makeMobile,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type Organisation,
	type Person,
} from './testing-records-entities.ts';
import { byRank, type Random, Weighted, words } from './testing-records-random.ts';
import { westernGiven } from './testing-records-western.ts';

type PersonKind = 'western' | 'chinese';
const wholeNames = ['name', 'given_name', 'family_name'] as const;

/** Another given name than those that are taken. */
function otherGiven(random: Random, { kind, address }: Person, female: boolean, taken: readonly string[]): string {
	const country = 'country' in address.city ? address.city.country.code : '';
	for (;;) {
		const given = kind === 'chinese' ? chineseGiven(random, female) : westernGiven(random, country, female);
		if (!taken.includes(given)) return given;
	}
}

/** Somebody else with the surname and address of the first; what is personal is their own. */
function relative(random: Random, first: Person, own: Partial<Person>): Person {
	const next = { ...first, middle: '', company: '', mobile: makeMobile(random, first.address), ...own };
	const mail = 'country' in next.address.city ? next.address.city.country.mail : [];
	return {
		...next,
		identity: makeIdentity(random, next.birth, next.female, next.address),
		email: own.email ?? makeEmail(random, next, mail, next.mobile),
	};
}

/** Two to four of one surname at one address with one landline; half of the households share an e-mail address. */
export function family(random: Random, kind: PersonKind): Entity[] {
	const first: Person = { ...makePerson(random, kind), keep: wholeNames };
	const members = [first];
	const shared = random.chance(0.5) ? { email: first.email } : {};
	for (let more = random.between(1, 3); more > 0; more--) {
		const female = random.chance(0.5);
		const given = otherGiven(
			random,
			first,
			female,
			members.map((member) => member.given),
		);
		members.push(relative(random, first, { given, female, birth: makeBirth(random), ...shared }));
	}
	return members;
}

/** One name, one address, a generation between the birth dates. */
export function fatherAndSon(random: Random, kind: PersonKind): Entity[] {
	const father: Person = {
		...makePerson(random, kind),
		birth: makeBirth(random, 1940, 1965),
		female: false,
		keep: [...wholeNames, 'birth_date'],
	};
	const given = otherGiven(random, father, false, []);
	const elder = relative(random, father, { given, company: father.company });
	const [year] = elder.birth;
	return [elder, relative(random, elder, { birth: makeBirth(random, year + 20, year + 38) })];
}

/** One birth date, surname, address and landline; two given names. */
export function twins(random: Random, kind: PersonKind): Entity[] {
	const first: Person = { ...makePerson(random, kind), keep: wholeNames };
	const female = random.chance(0.5);
	return [first, relative(random, first, { given: otherGiven(random, first, female, [first.given]), female })];
}

const frequentNames = byRank(
	words('张伟 王芳 李娜 王伟 王静 李强 张敏 李静 张丽 王丽 李军 刘洋 王勇 李伟 张静 李杰 王磊 陈静 刘伟 杨洋').map(
		(name) => [...name] as [string, string],
	),
	10,
);

const womens = '芳娜静敏丽';

/** Two bearers of one of the most frequent Chinese names in one city. */
export function namesakes(random: Random): Entity[] {
	const [surname, given] = frequentNames.draw(random);
	const city = chineseCities.draw(random);
	return [0, 1].map(() => {
		const person = { ...makePerson(random, 'chinese'), female: womens.includes(given) };
		const birth = makeBirth(random);
		const address = makeAddress(random, true, city);
		const mobile = makeMobile(random, address);
		return {
			...person,
			family: surname,
			given,
			script: 'han',
			birth,
			address,
			mobile,
			phone: makeLandline(random, address),
			email: makeEmail(random, { kind: 'chinese', family: surname, given, birth }, [], mobile),
			identity: makeIdentity(random, birth, person.female, address),
			keep: ['birth_date'],
		} satisfies Person;
	});
}

/** Two to five of one company, with its address and telephone number; some are reached by its one e-mail address. */
export function colleagues(random: Random, kind: PersonKind): Entity[] {
	const first = makePerson(random, kind);
	const { address } = first;
	const { core } = makeCompanyName(random, address);
	const members: Person[] = [];
	for (let count = random.between(2, 5); count > 0; count--) {
		const { given, family: surname, ...other } = makePerson(random, kind);
		if (members.some((member) => member.given === given)) continue;
		const birth = other.birth;
		members.push({
			...other,
			given,
			family: surname,
			address,
			phone: first.phone,
			company: first.company,
			script: first.script,
			mobile: makeMobile(random, address),
			email: random.chance(0.3)
				? `info@${companyDomain(core, address)}`
				: makeEmail(random, { kind, given, family: surname, birth }, [companyDomain(core, address)], first.mobile),
			identity: makeIdentity(random, birth, other.female, address),
			keep: wholeNames,
		});
	}
	return members;
}

/** Two to four offices of one organisation: each has its own address, telephone number and registration; two thirds say in the name which one they are, the others are in another city. */
export function branches(random: Random): Entity[] {
	const head: Organisation = { ...makeOrganisation(random), keep: ['street', 'city', 'phone'] };
	const offices = [head];
	for (let more = random.between(1, 3); more > 0; more--) {
		const named = random.chance(0.65);
		const address = makeAddress(random, head.chinese, cityNear(random, head, named));
		const place = head.chinese ? address.city.name.slice(0, -1) : address.city.name;
		const suffix = head.chinese ? `${place}分公司` : random.pick([`(${place})`, `${place} Branch`, `- ${place}`]);
		offices.push({
			...head,
			branch: named ? suffix : '',
			address: { ...address, estate: '' },
			phone: makeLandline(random, address),
			mobile: makeMobile(random, address),
			identity: makeRegistration(random, address),
			email: named && random.chance(0.4) ? head.email : head.email.replace(/^.*@/, `${mailWord(head.chinese ? inPinyin(place) : place)}@`),
		});
	}
	return offices;
}

/** A city of the head office's country; for an office that bears no name of its own another one. */
function cityNear(random: Random, { address }: Organisation, same: boolean): Address['city'] {
	for (;;) {
		const { city } = makeAddress(random, !('country' in address.city));
		if (!same && city.name === address.city.name) continue;
		if (!('country' in city) || ('country' in address.city && city.country === address.city.country)) return city;
	}
}

const personTraps = new Weighted([family, fatherAndSon, twins, colleagues], [40, 15, 15, 30]);

/** Two or more entities of the kind that are easily taken for one. */
export function makeTrap(random: Random, kind: PersonKind | 'organisation'): Entity[] {
	if (kind === 'organisation') return branches(random);
	if (kind === 'chinese' && random.chance(0.3)) return namesakes(random);
	return personTraps.draw(random)(random, kind);
}
