// Where the customers of a network stand: the middle, its relations on a ring around it, theirs on a second one behind whom they came by. Pure: the
// same network always looks the same, and nothing swims into place.

export interface Edge {
	readonly id: number;
	readonly type: string;
	readonly from: number;
	readonly to: number;
	readonly starts_on: string | null;
	readonly ends_on: string | null;
}

export interface Node {
	readonly id: number;
	readonly name: string | null;
	readonly kind: 'person' | 'organisation' | 'anonymous';
	readonly depth: number;
}

export interface Placed {
	readonly x: number;
	readonly y: number;
}

/** Room that a customer with its name takes on a ring, and between two rings, in units of the picture. */
const room = 72;
const gap = 170;

/** The other end of an edge. */
export const otherEnd = (edge: Edge, id: number): number => (edge.from === id ? edge.to : edge.from);

/** Through whom each customer two steps away is reached: the first one of the ring that knows it. */
export function reachedBy(nodes: readonly Node[], edges: readonly Edge[]): ReadonlyMap<number, number> {
	const depth = new Map(nodes.map((node) => [node.id, node.depth]));
	const by = new Map<number, number>();
	for (const { from, to } of edges)
		for (const [near, far] of [
			[from, to],
			[to, from],
		] as const)
			if (depth.get(near) === 1 && depth.get(far) === 2 && !by.has(far)) by.set(far, near);
	return by;
}

/**
 * @param nodes with their steps from the middle (0, 1 or 2), the ring in the order in which it is to stand
 * @returns a place for each; the middle is at 0, 0
 */
export function placesOf(nodes: readonly Node[], edges: readonly Edge[]): ReadonlyMap<number, Placed> {
	const places = new Map<number, Placed>();
	const middle = nodes.find(({ depth }) => depth === 0);
	if (!middle) return places;
	places.set(middle.id, { x: 0, y: 0 });
	const ring = nodes.filter(({ depth }) => depth === 1);
	const by = reachedBy(nodes, edges);
	const behind = new Map(ring.map(({ id }) => [id, nodes.filter((node) => by.get(node.id) === id)]));
	const weights = ring.map(({ id }) => Math.max(1, behind.get(id)!.length));
	const all = weights.reduce((sum, weight) => sum + weight, 0);
	const inner = Math.max(gap, (ring.length * room) / (2 * Math.PI));
	const outer = Math.max(inner + gap, (all * room) / (2 * Math.PI));
	const at = (angle: number, radius: number) => ({ x: Math.cos(angle) * radius, y: Math.sin(angle) * radius });
	const turn = (2 * Math.PI) / Math.max(1, all);
	// The first one stands above the middle, half of its share to either side.
	let angle = -Math.PI / 2 - ((weights[0] ?? 1) * turn) / 2;
	ring.forEach(({ id }, place) => {
		const share = weights[place]! * turn;
		places.set(id, at(angle + share / 2, inner));
		const far = behind.get(id)!;
		far.forEach((node, nth) => {
			places.set(node.id, at(angle + ((nth + 0.5) * share) / far.length, outer));
		});
		angle += share;
	});
	return places;
}
