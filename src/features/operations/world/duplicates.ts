// How the same customer comes to stand in two sources: what is mistyped, spelt in another script, changed, turned round or left out.

import { companyAt, externalId, isOrganisation, nameAt, streamOf, timeIn } from './originals.ts';
import type { Random } from './random.ts';
import { type WorldRecord, type WorldSource, worldSources } from './shapes.ts';

/** A number as another person types it. */
function retyped(random: Random, phone: string): string {
	const digits = phone.replace(/\D/g, '');
	if (phone.startsWith('+')) return random.pick([`00${digits}`, `+${digits}`, phone.replaceAll(' ', '-')]);
	if (phone.includes('-')) return phone.replace('-', ' ');
	return random.pick([
		`${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`,
		`+86 ${digits}`,
		`86-${digits}`,
		`${digits.slice(0, 3)}-${digits.slice(3)}`,
	]);
}

/** Another number: its last four digits are new. */
const changed = (random: Random, phone: string): string => phone.replace(/\d(?=(?:\D*\d){0,3}\D*$)/g, () => random.digits(1));

const titles = { female: { zh: '女士', en: 'Ms' }, male: { zh: '先生', en: 'Mr' } } as const;

/** One name in another form. */
function renamed(random: Random, record: WorldRecord, original: number): string {
	if (isOrganisation(original)) {
		const company = companyAt(original);
		const short = company.name.replace(
			/(?:股份|责任|集团)?(?:有限)公司$|\s(?:Inc\.|LLC|Corp\.|Ltd|Limited|PLC|GmbH(?: & Co\. KG)?|AG|SARL|SA|SAS|Pty Ltd)$/,
			'',
		);
		return random.pick([company.foreign, short, short.toUpperCase(), company.name.replace('（', '(')]);
	}
	const name = nameAt(original);
	const isChinese = record.country === 'CN';
	const title = record.gender === '' ? null : titles[record.gender];
	switch (random.int(5)) {
		case 0:
			return name.misspelt;
		case 1:
			// 张伟 → Wei Zhang, ZHANG Wei; Müller → Mueller
			return isChinese
				? random.pick([`${name.latin.given} ${name.latin.family}`, `${name.latin.family.toUpperCase()} ${name.latin.given}`])
				: `${name.latin.given} ${name.latin.family}`;
		case 2:
			return isChinese ? `${name.latin.family} ${name.latin.given}` : `${name.family}, ${name.given}`;
		case 3:
			return title ? (isChinese ? name.full + title.zh : `${title.en} ${name.full}`) : name.full;
		default:
			return isChinese ? `${name.family} ${name.given}` : name.full.toUpperCase();
	}
}

const otherSource = (random: Random, source: WorldSource): WorldSource => random.pick(worldSources.filter((one) => one !== source));

/** The record of an earlier customer as another source has it. */
export function duplicateOf(record: WorldRecord, original: number, index: number): WorldRecord {
	const random = streamOf(index, 'self');
	const source = otherSource(random, record.source);
	const twin: { -readonly [K in keyof WorldRecord]: WorldRecord[K] } = {
		...record,
		source,
		external_id: externalId(source, index),
		phone: record.phone && retyped(random, record.phone),
		email: random.chance(0.3) ? record.email.toUpperCase() : record.email,
		wechat: '',
		// One number finds the company again in half of the sources that have it twice.
		tax_id: Math.floor(index / 10) % 2 === 0 ? record.tax_id : '',
		tags: [],
		loyalty_level: '',
		contract_value: '',
		newsletter: '',
		preferred_store: '',
		stated_at: timeIn(random),
	};
	if (random.chance(0.6)) twin.name = renamed(random, record, original);
	// One thing has changed or is not known; never so much that nothing is left to find the two by.
	switch (random.int(5)) {
		case 0:
			twin.phone = changed(random, record.phone);
			break;
		case 1:
			if (twin.phone !== '') twin.email = '';
			break;
		case 2:
			if (twin.email !== '') twin.phone = '';
			break;
		case 3:
			Object.assign(twin, { line1: '', postal_code: '', region: '' });
			break;
		default:
			Object.assign(twin, { birth_date: '', gender: '', job_title: '', company: '' });
	}
	return twin;
}
