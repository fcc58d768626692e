// What is too long to be shown at once: texts, and sets of which the first ones are shown so that each kind is seen. Pure.

/** Signs, and lines, beyond which a text is folded: told by the text alone, so that nothing moves when it has been laid out. */
const long = { signs: 900, lines: 14 };

export function isLong(text: string): boolean {
	return text.length > long.signs || text.split('\n', long.lines + 1).length > long.lines;
}

/**
 * At most `most` of the items, in their order: from each kind the first one, then from each the second one, until they are enough.
 * All where they are no more than that.
 */
export function fewOf<T>(items: readonly T[], most: number, kindOf: (item: T) => string): readonly T[] {
	if (items.length <= most) return items;
	const seen = new Map<string, number>();
	const rounds = items.map((item, place) => {
		const round = seen.get(kindOf(item)) ?? 0;
		seen.set(kindOf(item), round + 1);
		return { item, place, round };
	});
	return rounds
		.sort((one, other) => one.round - other.round || one.place - other.place)
		.slice(0, most)
		.sort((one, other) => one.place - other.place)
		.map(({ item }) => item);
}
