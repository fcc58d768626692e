// How well a command answers what somebody typed: whole beginnings before beginnings of words, those before letters in their order.

/** Small letters, full width as half width, no accents. */
function plain(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Letters all there, in this order: how far they lie apart; null where one is missing. */
function spread(typed: string, name: string): number | null {
	let at = name.indexOf(typed[0]!);
	const first = at;
	for (const letter of typed.slice(1)) {
		at = at < 0 ? -1 : name.indexOf(letter, at + 1);
	}
	return at < 0 ? null : at - first + 1 - typed.length;
}

/**
 * 0 where the name does not answer, up to 1 where it begins with what was typed. From 0.7 on it is what the person meant: every word typed begins a
 * word of the name.
 */
export function fits(typed: string, name: string): number {
	const [text, target] = [plain(typed.trim()), plain(name)];
	if (text === '') return 1;
	if (target.startsWith(text)) return 1;
	const words = target.split(/[^\p{L}\p{N}]+/u);
	if (text.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 0.8;
	const inside = target.indexOf(text);
	// Chinese has no spaces between its words: the inside of a name is a beginning there.
	if (inside >= 0) return /\p{Script=Han}/u.test(text) ? 0.8 : 0.5;
	const initials = words.map((word) => word[0] ?? '').join('');
	if (text.length > 1 && initials.startsWith(text)) return 0.6;
	const letters = text.replace(/\s+/g, '');
	const gaps = letters.length < 3 ? null : spread(letters, target);
	return gaps === null || gaps > 2 * letters.length ? 0 : 0.3 - gaps / (10 * letters.length);
}

/** The best of several names. */
export function bestFit(typed: string, names: readonly string[]): number {
	return names.reduce((best, name) => Math.max(best, fits(typed, name)), 0);
}
