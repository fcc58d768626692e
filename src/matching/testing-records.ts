// Generates mixed Chinese and Western customer records with known duplicates, the same for the same seed: what the matcher is measured with.
import { type Column, columns, type Entity, makeOrganisation, makePerson } from './testing-records-entities.ts';
import { chooseEvidence, putPlaceholder, spoil } from './testing-records-errors.ts';
import { letterInserted, letterOmitted, lettersSwapped, neighbouringKey, shapeMisread } from './testing-records-errors-fields.ts';
import { makeHistorical, writeHistorical } from './testing-records-history.ts';
import { Random, Weighted } from './testing-records-random.ts';
import { makeTrap } from './testing-records-traps.ts';
import { type Draft, identifyingOf, writeDown } from './testing-records-writing.ts';

export interface GeneratedRecord {
	readonly id: string;
	/** The same for the records of one customer. */
	readonly entity: string;
	/** In the order of generatedColumns; empty where nothing is known. */
	readonly values: readonly string[];
}

export const generatedColumns: readonly string[] = columns;

/** Shares of all records; they hold within a hundredth or so. */
const shares = { western: 0.45, chinese: 0.3, organisation: 0.15, historical: 0.1 } as const;
/** How often a customer comes as one of several that look alike, and how many those are on average. */
const traps = { western: 0.05, chinese: 0.06, organisation: 0.2 } as const;
const trapSize = 2.8;
/** Of all records. */
const placeholderShare = 0.02;
/** Records are mixed within so many: a duplicate is never farther from its original. */
const windowSize = 2048;

const moreModern = new Weighted([1, 2, 3], [70, 22, 8]);
const moreHistorical = new Weighted([1, 2, 3, 4, 5], [40, 30, 15, 10, 5]);
const meanModern = 1.38;
const meanHistorical = 2.1;

interface Plan {
	readonly kinds: Weighted<keyof typeof shares>;
	/** How likely a customer has further records. */
	readonly modern: number;
	readonly historical: number;
}

/** Divides the further records between historical persons, of whom nearly all have several records, and the others. */
function planFor(duplicates: number): Plan {
	const historicalShare = Math.min((shares.historical * meanHistorical) / (1 + meanHistorical), duplicates * 0.35);
	const modernShare = duplicates - historicalShare;
	const modernRecords = 1 - shares.historical;
	const modern = modernShare / ((modernRecords - modernShare) * meanModern);
	if (!(duplicates >= 0 && modern >= 0 && modern <= 1)) throw new RangeError('The share of duplicates must be from 0 to 0.55.');
	const historicalPeople = shares.historical - historicalShare;
	const perTrap = (kind: keyof typeof traps) => (shares[kind] * (1 - modernShare / modernRecords)) / (1 + traps[kind] * (trapSize - 1));
	return {
		kinds: new Weighted(
			['western', 'chinese', 'organisation', 'historical'],
			[perTrap('western'), perTrap('chinese'), perTrap('organisation'), historicalPeople],
		),
		modern,
		historical: historicalShare / (historicalPeople * meanHistorical),
	};
}

const historicalSlips = [letterInserted, letterOmitted, neighbouringKey, lettersSwapped, shapeMisread];

function historicalRecords(random: Random, plan: Plan): Draft[] {
	const person = makeHistorical(random);
	const drafts = [writeHistorical(person, false, random)];
	const further = random.chance(plan.historical) ? moreHistorical.draw(random) : 0;
	for (let i = 0; i < further; i++) {
		const draft = writeHistorical(person, true, random);
		if (random.chance(0.2)) random.pick(historicalSlips)(draft, random);
		drafts.push(draft);
	}
	return drafts;
}

/** The first record of a customer and, by chance, further ones with errors; each of those keeps evidence of who it is. */
function modernRecords(entity: Entity, random: Random, plan: Plan): Draft[] {
	const telling = identifyingOf(entity);
	random.shuffle(telling);
	const first = writeDown(entity, [...entity.keep, ...telling.slice(0, 2)], random);
	const drafts = [first];
	const spared = new Set<Column>();
	const further = random.chance(plan.modern) ? moreModern.draw(random) : 0;
	for (let i = 0; i < further; i++) {
		const evidence = chooseEvidence(first, random);
		const kept = evidence.near ? [evidence.exact, evidence.near] : [evidence.exact];
		for (const column of kept) spared.add(column);
		const draft = writeDown(entity, [...entity.keep, ...kept], random);
		spoil(draft, evidence, random);
		if (random.chance(placeholderShare)) putPlaceholder(draft, kept, random);
		drafts.push(draft);
	}
	if (random.chance(placeholderShare)) putPlaceholder(first, [...spared, ...telling.slice(0, 2)], random);
	return drafts;
}

function makeEntities(kind: 'western' | 'chinese' | 'organisation', random: Random): Entity[] {
	if (random.chance(traps[kind])) return makeTrap(random, kind);
	return [kind === 'organisation' ? makeOrganisation(random) : makePerson(random, kind)];
}

/** The records of one customer after the other. */
function* customers(random: Random, plan: Plan): Generator<Draft[]> {
	for (;;) {
		const kind = plan.kinds.draw(random);
		if (kind === 'historical') yield historicalRecords(random, plan);
		else for (const entity of makeEntities(kind, random)) yield modernRecords(entity, random, plan);
	}
}

/**
 * Yields `count` records in random order, holding a few thousand at a time. `duplicates` is the share of records that are further ones of a customer
 * who has one already (0 to 0.55, 0.2 unless told).
 */
export function* generateRecords({
	count,
	seed,
	duplicates = 0.2,
}: {
	count: number;
	seed: number;
	duplicates?: number;
}): Generator<GeneratedRecord> {
	const random = new Random(seed);
	const held: { entity: string; values: string[] }[] = [];
	let entity = 0;
	let yielded = 0;
	for (const drafts of customers(random, planFor(duplicates))) {
		const name = `E${++entity}`;
		for (const { row } of drafts) held.push({ entity: name, values: columns.map((column) => row[column]) });
		if (held.length < windowSize && yielded + held.length < count) continue;
		held.length = Math.min(held.length, count - yielded);
		random.shuffle(held);
		for (const record of held) yield { id: `R${`${++yielded}`.padStart(7, '0')}`, ...record };
		held.length = 0;
		if (yielded >= count) return;
	}
}
