// Where golden values come from: every statement of a unit beside the others, the winner first, and in a word why. Pure.
import type { z } from 'zod';
import type { provenance } from './endpoints-history.ts';
import type { SinceRow, StatementRow } from './history-queries.ts';
import type { GoldenRow } from './queries.ts';
import { same } from './rules.ts';
import type { AttributeDefinition } from './schema.ts';

type Provenance = z.output<typeof provenance>;
type Stating = Provenance['units'][string][number];

/** Units of one statement; members of sets become units of their own (`contact_points/phone:+86…`). */
function* unitsOf(statement: StatementRow): Generator<[string, unknown]> {
	for (const [unit, value] of Object.entries(statement.content)) {
		if (unit === 'denied') continue;
		if (unit === 'contact_points')
			for (const point of statement.content.contact_points ?? []) yield [`contact_points/${point.kind}:${point.value}`, point.value];
		else if (unit === 'addresses') for (const address of statement.content.addresses ?? []) yield [`addresses/${address.key}`, address];
		else if (unit === 'tags') for (const tag of statement.content.tags ?? []) yield [`tags/${tag}`, tag];
		else yield [unit, value];
	}
}

function goldenValues(golden: GoldenRow): Map<string, unknown> {
	const values = new Map<string, unknown>(Object.entries(golden.units));
	for (const [name, value] of Object.entries(golden.attributes)) values.set(`attributes.${name}`, value);
	for (const point of golden.contact_points) values.set(`contact_points/${point.kind}:${point.value}`, point.value);
	for (const { is_primary: _, ...address } of golden.addresses) values.set(`addresses/${address.key}`, address);
	for (const tag of golden.tags) values.set(`tags/${tag}`, tag);
	return values;
}

/** What one statement says of a unit. */
interface Saying {
	readonly statement: StatementRow;
	readonly value: unknown;
	readonly since: string;
	/** Said to be no longer true by a person. */
	readonly denied: boolean;
}

/** More parts make a value more complete. */
const partsOf = (value: unknown): number => (typeof value === 'object' && value !== null ? Object.keys(value).length : 1);

/** By what the first outranks the second, in the order of golden_customers(). */
function reasonOf(winner: Saying, rival: Saying | undefined, newest: boolean): Stating['reason'] {
	if (!rival) return 'only';
	if (winner.statement.pinned && !rival.statement.pinned) return 'pinned';
	if (rival.denied) return 'only';
	if (newest && winner.statement.stated_at !== rival.statement.stated_at) return 'newer';
	if (winner.statement.trust !== rival.statement.trust) return 'trust';
	if (winner.since !== rival.since) return 'newer';
	return partsOf(winner.value) === partsOf(rival.value) ? 'hash' : 'complete';
}

/** Lays the statements out by unit. `since`: since when each has said what it says; `people`: names of users by id; `ways`: survivorship by unit where it is not the usual one. */
export function provenanceOf(
	golden: GoldenRow,
	statements: readonly StatementRow[],
	since: readonly SinceRow[],
	people: ReadonlyMap<number, string>,
	ways: ReadonlyMap<string, AttributeDefinition['survivorship']> = new Map(),
): Provenance {
	const values = goldenValues(golden);
	const began = new Map(since.map((one) => [JSON.stringify([one.source_id, one.key, one.unit]), one.since]));
	const denied = new Map<string, unknown[]>();
	for (const { content } of statements) {
		for (const [unit, list] of Object.entries(content.denied ?? {})) {
			for (const value of list) {
				const key = ['contact_points', 'addresses', 'tags'].includes(unit) ? `${unit}/${value}` : unit;
				denied.set(key, [...(denied.get(key) ?? []), value]);
			}
		}
	}
	const byUnit = new Map<string, Saying[]>();
	for (const statement of statements) {
		for (const [unit, value] of unitsOf(statement)) {
			const isDenied = !statement.pinned && (denied.get(unit) ?? []).some((one) => unit.includes('/') || same(one, value));
			const from = began.get(JSON.stringify([statement.source_id, statement.key, unit])) ?? statement.stated_at;
			byUnit.set(unit, [...(byUnit.get(unit) ?? []), { statement, value, since: from, denied: isDenied }]);
		}
	}
	const units: Provenance['units'] = {};
	for (const [unit, sayings] of byUnit) {
		const way = ways.get(unit);
		// Where sources are united each of them wins, unless a person has said what the whole list is.
		const united = way === 'union' && !sayings.some(({ statement }) => statement.pinned);
		const wins = (one: Saying) =>
			!one.denied && (united || (unit.includes('/') ? values.has(unit) : same(one.value, values.get(unit) ?? null)));
		const rank = (one: Saying) => [
			Number(wins(one)),
			Number(!one.denied),
			Number(one.statement.pinned),
			way === 'newest' ? Date.parse(one.statement.stated_at) : one.statement.trust,
		];
		const sorted = [...sayings].sort((a, b) => {
			const [x, y] = [rank(a), rank(b)];
			for (const [index, place] of x.entries()) if (place !== y[index]) return y[index]! - place;
			return a.since < b.since ? 1 : -1;
		});
		units[unit] = sorted.map((one, index): Stating => {
			const { statement } = one;
			const first = (united || index === 0) && wins(one);
			return {
				value: one.value,
				source: statement.source,
				pinned: statement.pinned,
				trust: statement.trust,
				since: one.since,
				stated_at: statement.stated_at,
				source_record_id: statement.id,
				import_id: statement.import_id,
				recorded_by: statement.recorded_by === null ? null : (people.get(statement.recorded_by) ?? null),
				reason: one.denied
					? 'denied'
					: first
						? united && sorted.length > 1
							? 'united'
							: reasonOf(one, sorted[1], way === 'newest')
						: 'outranked',
				wins: first,
			};
		});
	}
	return { units };
}
