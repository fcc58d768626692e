// The demo world: record number i is always the same, whatever number of them is asked for. People, companies, and duplicates as real ones look.
import { duplicateOf } from './duplicates.ts';
import { cultureOf, externalId, isOrganisation, mayReturn, organisation, originalOf, person, seed, timeIn } from './originals.ts';
import { Random } from './random.ts';
import type { WorldRecord } from './shapes.ts';

/** Record number `index`, from 0. The same at every call, on every machine. */
export function recordAt(index: number): WorldRecord {
	const original = originalOf(index);
	if (original !== null) {
		const repeated = isOrganisation(original) ? organisation(original) : person(original);
		return duplicateOf(repeated, original, index);
	}
	return isOrganisation(index) ? organisation(index) : person(index);
}

/** A sentence or two that somebody wrote about a record; null for most. */
export function noteAt(index: number): { body: string; at: string } | null {
	const random = new Random(seed + 23, index);
	return random.chance(0.06) ? { body: random.pick(cultureOf(index).notes), at: timeIn(random) } : null;
}

/** What an event says about a person whom another source knows: the same e-mail, a newer job. Null for most. */
export function returningAt(index: number): WorldRecord | null {
	if (!mayReturn(index) || originalOf(index) !== null) return null;
	const record = person(index);
	if (record.source === 'events' || record.email === '') return null;
	const random = new Random(seed + 29, index);
	return {
		...record,
		source: 'events',
		external_id: `${externalId('events', index)}-V`,
		phone: random.chance(0.5) ? record.phone : '',
		wechat: '',
		job_title: random.pick(cultureOf(index).jobs),
		line1: '',
		region: '',
		postal_code: '',
		birth_date: '',
		gender: '',
		tags: [record.country === 'CN' ? '广交会2025' : 'trade fair 2025'],
		loyalty_level: '',
		newsletter: '',
		preferred_store: '',
		stated_at: `2026-0${random.between(1, 6)}-${random.between(10, 28)}T09:00:00Z`,
	};
}
