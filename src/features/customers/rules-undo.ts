// Taking back a change made by hand, of one customer or of many: what it changed goes back, what somebody changed since stays. Pure.
import { canonical, contactKey, same } from './rules.ts';
import type { Content, StatedAddress, StatedPoint } from './statement.ts';

/** The sets, whose members are units of their own, and what tells one member from another. */
const memberKeys: Readonly<Record<string, (member: never) => string>> = {
	tags: (tag: string) => tag,
	contact_points: (point: StatedPoint) => contactKey(point),
	addresses: (address: StatedAddress) => address.key,
};

export interface TakenBack {
	/** What is stated by hand after it. */
	readonly content: Content;
	/** Units that were changed since and stay as they are: `company`, `attributes.x`; of a set its member: `tags/vip`, `contact_points/email:a@b.c`. */
	readonly kept: string[];
}

/** What is said of one unit or member by hand: the value stated, and what is denied of it. */
interface Said {
	readonly stated: unknown;
	readonly denied: readonly unknown[];
}

const nothing: Said = { stated: undefined, denied: [] };

const equal = (a: Said, b: Said): boolean =>
	same(a.stated ?? null, b.stated ?? null) && same(a.denied.map(canonical).sort(), b.denied.map(canonical).sort());

/** A content unit by unit, under the names that `kept` uses. */
function unitsIn(content: Content): Map<string, Said> {
	const units = new Map<string, Said>();
	const put = (unit: string, part: Partial<Said>) => units.set(unit, { ...(units.get(unit) ?? nothing), ...part });
	const { denied = {}, ...stated } = content;
	for (const [unit, value] of Object.entries(stated)) {
		const keyOf = memberKeys[unit];
		if (!keyOf) put(unit, { stated: value });
		else for (const member of value as never[]) put(`${unit}/${keyOf(member)}`, { stated: member });
	}
	for (const [unit, values] of Object.entries(denied)) {
		if (!memberKeys[unit]) put(unit, { denied: values });
		else for (const key of values) put(`${unit}/${key}`, { denied: [key] });
	}
	return units;
}

/** The units and members of which two contents say something else. */
export function differingUnits(before: Content, after: Content): string[] {
	const [earlier, later] = [unitsIn(before), unitsIn(after)];
	return [...new Set([...earlier.keys(), ...later.keys()])].filter(
		(unit) => !equal(earlier.get(unit) ?? nothing, later.get(unit) ?? nothing),
	);
}

/** The set that a unit is a member of; undefined where it stands for itself. */
function setOf(unit: string): string | undefined {
	const set = unit.slice(0, Math.max(0, unit.indexOf('/')));
	return memberKeys[set] ? set : undefined;
}

function contentOf(units: ReadonlyMap<string, Said>): Content {
	const content: Content = {};
	const denials: Record<string, unknown[]> = {};
	for (const [unit, { stated, denied }] of units) {
		const set = setOf(unit);
		if (stated !== undefined) {
			if (set) content[set] = [...((content[set] as unknown[] | undefined) ?? []), stated];
			else content[unit] = stated;
		}
		if (denied.length > 0) denials[set ?? unit] = [...(denials[set ?? unit] ?? []), ...denied];
	}
	if (content.tags) content.tags.sort();
	if (Object.keys(denials).length > 0) content.denied = denials;
	return content;
}

/** Whether two members lead the same list: contact points of one kind, addresses. */
function rivals(set: string, a: unknown, b: unknown): boolean {
	const [one, other] = [a, b] as StatedPoint[];
	return Boolean(one!.is_primary && other!.is_primary) && (set === 'addresses' || one!.kind === other!.kind);
}

/** What comes back as the primary one gives up that place to one that was given it since. */
function yieldPlaces(units: Map<string, Said>, restored: readonly string[]): void {
	for (const unit of restored) {
		const set = setOf(unit);
		const said = units.get(unit);
		if (!set || set === 'tags' || said?.stated === undefined) continue;
		for (const [other, { stated }] of units) {
			if (other === unit || stated === undefined || restored.includes(other) || setOf(other) !== set) continue;
			if (!rivals(set, said.stated, stated)) continue;
			const { is_primary: _, ...rest } = said.stated as StatedPoint;
			units.set(unit, { ...said, stated: rest });
			break;
		}
	}
}

/**
 * Takes back what a change by hand made of `before`, namely `after`. Units in which the two differ go back to `before`, unless `now` differs from
 * `after` in that unit: then somebody changed it since, and it stays. All three are what one customer's manual statement says, whole.
 */
export function takeBack(now: Content, before: Content, after: Content): TakenBack {
	if (same(now, after)) return { content: before, kept: [] };
	const [current, earlier, later] = [unitsIn(now), unitsIn(before), unitsIn(after)];
	const kept: string[] = [];
	const restored: string[] = [];
	for (const unit of new Set([...earlier.keys(), ...later.keys()])) {
		const [was, became, is] = [earlier, later, current].map((units) => units.get(unit) ?? nothing) as [Said, Said, Said];
		if (equal(was, became)) continue;
		if (!equal(is, became)) {
			// What is as it was before needs no taking back.
			if (!equal(is, was)) kept.push(unit);
			continue;
		}
		restored.push(unit);
		current.set(unit, was);
	}
	yieldPlaces(current, restored);
	return { content: contentOf(current), kept };
}
