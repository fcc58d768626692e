// How the records of the demo world belong together: who works where, who lives with whom, whose subsidiary, recommended by whom.

import { employerOf, isOrganisation, originalOf, sharesHome, streamOf } from './originals.ts';
import type { WorldSource } from './shapes.ts';
import { recordAt } from './world.ts';

export interface WorldEnd {
	readonly source: WorldSource;
	readonly external_id: string;
}

export interface WorldLink {
	readonly type: 'employs' | 'household' | 'parent_company' | 'referred';
	readonly from: WorldEnd;
	readonly to: WorldEnd;
	/** ISO date; null: not known. */
	readonly starts_on: string | null;
}

/** The links that a record brings with it: all of them lead to records before it, so that any number of records is whole. */
export function linksAt(index: number): WorldLink[] {
	if (index === 0 || originalOf(index) !== null) return [];
	const random = streamOf(index, 'links');
	const end = (at: number): WorldEnd => {
		const { source, external_id } = recordAt(at);
		return { source, external_id };
	};
	const self = end(index);
	const since = () => (random.chance(0.6) ? `${random.between(2008, 2025)}-${String(random.between(1, 12)).padStart(2, '0')}-01` : null);
	// The first draws of this stream decide on the employer; see employerOf.
	for (let skipped = 0; skipped < 3; skipped++) random.next();
	if (isOrganisation(index)) {
		if (!random.chance(0.15)) return [];
		const parent = random.int(index / 10) * 10;
		return originalOf(parent) === null ? [{ type: 'parent_company', from: end(parent), to: self, starts_on: since() }] : [];
	}
	const links: WorldLink[] = [];
	const employer = employerOf(index);
	if (employer !== null && originalOf(employer) === null)
		links.push({ type: 'employs', from: end(employer), to: self, starts_on: since() });
	if (sharesHome(index)) links.push({ type: 'household', from: end(index - 1), to: self, starts_on: null });
	if (random.chance(0.05)) {
		const friend = random.int(index);
		if (!isOrganisation(friend) && originalOf(friend) === null)
			links.push({ type: 'referred', from: end(friend), to: self, starts_on: null });
	}
	return links;
}
