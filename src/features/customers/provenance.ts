// Where golden values come from: every statement of a unit beside the others, the winner first, and in a word why. Pure.
import type { z } from 'zod';
import type { GoldenRow, StatementRow } from './queries.ts';
import type { provenance } from './schema.ts';

type Provenance = z.output<typeof provenance>;
type Stating = Provenance['units'][string][number];

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** JSON with sorted keys: jsonb gives keys back in an order of its own. */
function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		return `{${Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
			.join(',')}}`;
	}
	return JSON.stringify(value);
}

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

function reasonOf(winner: StatementRow, others: readonly StatementRow[]): string {
	const rival = others.find((one) => one !== winner);
	if (!rival) return 'only';
	if (winner.pinned && !others.some((one) => one !== winner && one.pinned)) return 'pinned';
	if (winner.trust > Math.max(...others.filter((one) => one !== winner).map(({ trust }) => trust))) return 'trust';
	return winner.stated_at >
		others
			.filter((one) => one !== winner)
			.map(({ stated_at }) => stated_at)
			.sort()
			.at(-1)!
		? 'newer'
		: 'complete';
}

/** Lays the statements out by unit. `people`: names of users by id. */
export function provenanceOf(golden: GoldenRow, statements: readonly StatementRow[], people: ReadonlyMap<number, string>): Provenance {
	const values = goldenValues(golden);
	const denied = new Map<string, unknown[]>();
	for (const { content } of statements) {
		for (const [unit, list] of Object.entries(content.denied ?? {})) {
			for (const value of list) {
				const key = ['contact_points', 'addresses', 'tags'].includes(unit) ? `${unit}/${value}` : unit;
				denied.set(key, [...(denied.get(key) ?? []), value]);
			}
		}
	}
	const byUnit = new Map<string, { statement: StatementRow; value: unknown }[]>();
	for (const statement of statements) {
		for (const [unit, value] of unitsOf(statement)) byUnit.set(unit, [...(byUnit.get(unit) ?? []), { statement, value }]);
	}
	const units: Provenance['units'] = {};
	for (const [unit, stating] of byUnit) {
		const golden = values.get(unit);
		const isSet = unit.includes('/');
		const rank = (one: (typeof stating)[number]) =>
			[Number(!isSet && !same(one.value, golden)), -Number(one.statement.pinned), -one.statement.trust] as const;
		const sorted = [...stating].sort((a, b) => {
			const [x, y] = [rank(a), rank(b)];
			return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || (a.statement.stated_at < b.statement.stated_at ? 1 : -1);
		});
		const all = sorted.map(({ statement }) => statement);
		units[unit] = sorted.map(({ statement, value }, index): Stating => {
			const isDenied = !statement.pinned && (denied.get(unit) ?? []).some((one) => isSet || same(one, value));
			const wins = index === 0 && !isDenied && golden !== undefined;
			return {
				value,
				source: statement.source,
				pinned: statement.pinned,
				trust: statement.trust,
				since: statement.stated_at,
				stated_at: statement.stated_at,
				source_record_id: statement.id,
				import_id: statement.import_id,
				recorded_by: statement.recorded_by === null ? null : (people.get(statement.recorded_by) ?? null),
				reason: isDenied ? 'denied' : wins ? reasonOf(statement, all) : 'outranked',
				wins,
			};
		});
	}
	return { units };
}
