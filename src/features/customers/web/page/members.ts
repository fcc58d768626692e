// A member of a set (a contact point, an address) that two people changed at once: what of both can stand together, and what has to be chosen.

export interface Member {
	readonly key: string;
	readonly label: string | null;
	readonly is_primary: boolean;
}

/** A member as a form states it: its key follows from what it says. */
export type Said<M extends Member> = Omit<M, 'key'>;

export interface Met<M extends Member> {
	/** What stands now in the place of the member that was edited; null: nothing. */
	readonly theirs: M | null;
	/** The member that mine is to replace; null: mine is added. */
	readonly key: string | null;
	/** Mine where I changed it, theirs elsewhere. */
	readonly said: Said<M>;
	/** Both changed the same part: a person has to choose. */
	readonly ask: boolean;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a member says, apart from how it is labelled and whether it leads; it goes as a whole (a street of one and a city of the other make no address). */
function contentOf<M extends Member>(said: Said<M>): object {
	const { key: _key, label: _label, is_primary: _primary, ...content } = said as M;
	return Object.fromEntries(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * @param before the members that the edit began from, `now` those that stand
 * @param conflicts keys that the server says were changed since: another one than `key` where mine meets a member that somebody else added or made the primary one
 */
export function meet<M extends Member>(
	before: readonly M[],
	now: readonly M[],
	key: string,
	mine: Said<M>,
	conflicts: readonly string[],
): Met<M> {
	const base = before.find((one) => one.key === key)!;
	const stands = now.find((one) => one.key === key);
	const elsewhere = now.find((one) => one.key !== key && conflicts.includes(one.key));
	if (!stands) {
		// Somebody corrected it: one that was not there before, alone, stands in its place.
		const fresh = now.filter((one) => !before.some((old) => old.key === one.key));
		const theirs = elsewhere ?? (fresh.length === 1 ? fresh[0]! : null);
		return { theirs, key: theirs?.key ?? null, said: mine, ask: true };
	}
	const [was, is, wanted] = [contentOf<M>(base), contentOf<M>(stands), contentOf(mine)];
	const settle = <T>(old: T, theirs: T, own: T) => ({
		value: same(old, own) ? theirs : own,
		clash: !same(old, own) && !same(old, theirs) && !same(own, theirs),
	});
	const content = settle(was, is, wanted);
	const label = settle(base.label, stands.label, mine.label);
	const primary = settle(base.is_primary, stands.is_primary, mine.is_primary);
	return {
		theirs: elsewhere ?? stands,
		key,
		said: { ...content.value, label: label.value, is_primary: primary.value } as Said<M>,
		ask: elsewhere !== undefined || content.clash || label.clash || primary.clash,
	};
}
