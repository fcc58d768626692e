// Teams in the order in which a tree is read. Pure.
import type { Team } from '../endpoints-teams.ts';

/** A team with how deep it lies. */
export interface Placed extends Team {
	readonly depth: number;
}

/** Teams in the order of the tree: each above those below it, those beside each other by name. */
export function inOrder(teams: readonly Team[], compare: (a: string, b: string) => number): Placed[] {
	const below = (parent: number | null) => teams.filter(({ parent_id }) => parent_id === parent);
	const placed = (parent: number | null, depth: number): Placed[] =>
		below(parent)
			.sort((a, b) => compare(a.name, b.name))
			.flatMap((team) => [{ ...team, depth }, ...placed(team.id, depth + 1)]);
	return placed(null, 0);
}
