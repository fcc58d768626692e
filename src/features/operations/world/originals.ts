// The originals of the demo world: each person and company drawn from a stream of its own, so that it does not depend on the others.
import { chinese } from './chinese.ts';
import { Random, Weighted } from './random.ts';
import type { CompanyForms, Culture, NameForms, WorldRecord, WorldSource } from './shapes.ts';
import { western } from './western.ts';

export const seed = 20_260_101;
/** Streams of one record that must not depend on how much another part of it draws. */
const streams = { self: 0, kind: 1, duplicate: 2, links: 3, household: 37, tax: 41 } as const;

/** A stream of numbers that belongs to one record. */
export function streamOf(index: number, part: keyof typeof streams): Random {
	return new Random(seed + streams[part], index);
}

/** Every tenth record is an organisation; the records up to the next one are the block it stands in. */
const blockSize = 10;
/** Share of records that repeat an earlier person or organisation. */
const duplicateShare = 0.08;

export const isOrganisation = (index: number): boolean => index % blockSize === 0;

/** Records whose person an event may speak about as well. They have no duplicates, so that their e-mail leads to one customer. */
export const mayReturn = (index: number): boolean => index % 12 === 5;

/** The record that this one repeats; null for most, which are originals. */
export function originalOf(index: number): number | null {
	if (index < 2 * blockSize) return null;
	const random = streamOf(index, 'duplicate');
	if (!random.chance(duplicateShare)) return null;
	// Of the same sort, and itself an original.
	const step = isOrganisation(index) ? blockSize : 1;
	let other = random.int(index / step) * step;
	const unsuited = (at: number) => streamOf(at, 'duplicate').chance(duplicateShare) || (step === 1 && isOrganisation(at)) || mayReturn(at);
	while (other > 0 && unsuited(other)) other -= step;
	return step === 1 && isOrganisation(other) ? 1 : other;
}

export const cultureOf = (index: number): Culture => (streamOf(Math.floor(index / blockSize), 'kind').chance(0.55) ? chinese : western);

/** Each company is asked for by all who work there. */
const companies = new Map<number, CompanyForms>();
const remembered = 20_000;

/** The organisation at an index, which must be a multiple of ten. */
export function companyAt(index: number): CompanyForms {
	const known = companies.get(index);
	if (known) return known;
	const made = cultureOf(index).company(streamOf(index, 'self'));
	if (companies.size >= remembered) companies.clear();
	companies.set(index, made);
	return made;
}

/** Index of the organisation a person works for; null for those who work for none we know. */
export function employerOf(index: number): number | null {
	const random = streamOf(index, 'links');
	if (!random.chance(0.7)) return null;
	// Mostly the company of the block, so that companies have several people; else any company before it of the same culture.
	const own = Math.floor(index / blockSize) * blockSize;
	if (random.chance(0.6)) return own;
	const other = random.int(own / blockSize + 1) * blockSize;
	return cultureOf(other) === cultureOf(own) ? other : own;
}

const sources = new Weighted<WorldSource>(['webshop', 'crm-old', 'events'], [50, 35, 15]);
const prefixes: Readonly<Record<WorldSource, string>> = { webshop: 'W', 'crm-old': 'C', events: 'E' };
const stages = new Weighted<WorldRecord['lifecycle_stage']>(['customer', 'lead', 'prospect', 'former'], [55, 20, 15, 10]);
const levels = new Weighted(['', 'bronze', 'silver', 'gold', 'platinum'], [40, 30, 18, 9, 3]);

/** Days since 1970-01-01 as a date. */
const dateOf = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);
const daysTo = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const firstDay = daysTo('2023-01-01');
const lastDay = daysTo('2026-06-30');

/** When a source spoke. */
export function timeIn(random: Random): string {
	const clock = [random.between(8, 20), random.int(60), random.int(60)].map((part) => String(part).padStart(2, '0')).join(':');
	return `${dateOf(random.between(firstDay, lastDay))}T${clock}Z`;
}

export const externalId = (source: WorldSource, index: number): string => `${prefixes[source]}-${String(index + 1).padStart(7, '0')}`;

/** Domains that belong to nobody (RFC 2606), so that no message ever reaches a stranger. */
const mailHosts = ['mail.example.com', 'post.example.net', 'inbox.example.org'];

function emailOf(random: Random, name: NameForms, index: number, company: CompanyForms | null): string {
	const clean = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
	const family = clean(name.latin.family);
	const given = clean(name.latin.given);
	const local = random.pick([`${given}.${family}`, `${family}${given}`, `${given}${family}`, `${given[0]}${family}`]);
	const host = company && random.chance(0.5) ? `${company.slug}.example.com` : random.pick(mailHosts);
	// The number of the record makes it unique, as the numbers people add to their names do; long names are cut short.
	const address = `${local}${index}@${host}`;
	return address.length <= 40 ? address : `${given[0]}${family}${index}@${host}`;
}

const stageAndTags = (random: Random, culture: Culture) => ({
	lifecycle_stage: stages.draw(random),
	tags: random.chance(0.35) ? [...new Set([random.pick(culture.tags), random.pick(culture.tags)])].slice(0, random.between(1, 2)) : [],
});

export function organisation(index: number): WorldRecord {
	const random = streamOf(index, 'kind');
	const culture = cultureOf(index);
	const company = companyAt(index);
	random.next();
	const source = sources.draw(random);
	const { line1, city, region, postal_code, country } = company.place;
	return {
		source,
		external_id: externalId(source, index),
		kind: 'organisation',
		name: company.name,
		phone: company.phone,
		email: random.chance(0.8) ? `${random.pick(['info', 'sales', 'office', 'contact'])}@${company.slug}${index}.example.com` : '',
		wechat: '',
		company: '',
		job_title: '',
		line1,
		city,
		region,
		postal_code,
		country,
		birth_date: '',
		gender: '',
		language: '',
		industry: company.industry,
		tax_id: taxIdAt(index, country),
		...stageAndTags(random, culture),
		loyalty_level: '',
		contract_value: random.chance(0.5)
			? `${random.between(5, 900) * 1_000}.00 ${country === 'CN' ? 'CNY' : country === 'US' ? 'USD' : 'EUR'}`
			: '',
		newsletter: '',
		preferred_store: '',
		stated_at: timeIn(random),
	};
}

/** The tax number of the organisation at an index; '' where no source knows it. */
function taxIdAt(index: number, country: string): string {
	const random = streamOf(index, 'tax');
	return random.chance(0.8) ? cultureOf(index).taxId(random, country) : '';
}

const languages: Readonly<Record<string, string>> = { CN: 'zh-CN', DE: 'de', FR: 'fr' };

export function person(index: number): WorldRecord {
	const random = streamOf(index, 'self');
	const culture = cultureOf(index);
	const gender = random.chance(0.5) ? 'female' : 'male';
	const name = culture.person(random, gender, relativeOf(index));
	const employer = employerOf(index);
	const company = employer === null ? null : companyAt(employer);
	// Some people live with the one before them: one household, one address.
	const { line1, city, region, postal_code, country } = culture.place(sharesHome(index) ? placeStream(index - 1) : placeStream(index));
	const source = sources.draw(random);
	const online = source === 'webshop';
	const phone = random.chance(0.9) ? culture.mobile(random, country) : '';
	return {
		source,
		external_id: externalId(source, index),
		kind: 'person',
		name: name.full,
		phone,
		email: phone === '' || random.chance(0.85) ? emailOf(random, name, index, company) : '',
		wechat: country === 'CN' && random.chance(0.3) ? `${name.latin.given.toLowerCase()}_${random.digits(5)}` : '',
		company: company?.name ?? '',
		job_title: company && random.chance(0.85) ? random.pick(culture.jobs) : '',
		line1,
		city,
		region,
		postal_code,
		country,
		birth_date: random.chance(0.8) ? dateOf(daysTo('2008-01-01') - random.int(365 * 35) - random.int(365 * 30)) : '',
		gender: random.chance(0.8) ? gender : '',
		language: languages[country] ?? 'en',
		industry: '',
		tax_id: '',
		...stageAndTags(random, culture),
		loyalty_level: online ? levels.draw(random) : '',
		contract_value: '',
		newsletter: online ? (random.chance(0.4) ? 'true' : 'false') : '',
		preferred_store: random.chance(0.3) ? random.pick(culture.stores) : '',
		stated_at: timeIn(random),
	};
}

const placeStream = (index: number): Random => new Random(seed + 17, index);

/** Whether a person lives with the person of the index before: never a chain of more than two. */
export function sharesHome(index: number): boolean {
	if (isOrganisation(index) || isOrganisation(index - 1) || index % 6 !== 0) return false;
	return originalOf(index) === null && originalOf(index - 1) === null;
}

/** Somebody in the household of a person whose family name he has. */
function relativeOf(index: number): NameForms | undefined {
	if (!sharesHome(index) || !streamOf(index, 'household').chance(cultureOf(index).sharedNames)) return undefined;
	return nameAt(index - 1);
}

/** The name of the person at an index, in all its forms. */
export function nameAt(index: number): NameForms {
	const random = streamOf(index, 'self');
	return cultureOf(index).person(random, random.chance(0.5) ? 'female' : 'male', relativeOf(index));
}
