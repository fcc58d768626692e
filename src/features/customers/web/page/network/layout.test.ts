// Networks of any shape: everybody has a place of his own, the middle is the middle.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, type Node, placesOf, reachedBy } from './layout.ts';

const node = (id: number, depth: number): Node => ({ id, name: `n${id}`, kind: 'person', depth });
const edge = (id: number, from: number, to: number): Edge => ({ id, type: 'employs', from, to, starts_on: null, ends_on: null });

test('one relation stands above, two below each other', () => {
	const nodes = [node(1, 0), node(2, 1), node(3, 1)];
	const places = placesOf(nodes, [edge(1, 1, 2), edge(2, 3, 1)]);
	expect(places.get(1)).toEqual({ x: 0, y: 0 });
	expect(places.get(2)!.y).toBeLessThan(0);
	expect(places.get(3)!.y).toBeGreaterThan(0);
});

test('nobody has no place, and a network without a middle is empty', () => {
	expect(placesOf([], []).size).toBe(0);
	expect(placesOf([node(1, 0)], []).size).toBe(1);
});

test('each has a place of his own, further out the more steps he is away', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 60 }), (children) => {
			const nodes = [node(0, 0)];
			const edges: Edge[] = [];
			for (const count of children) {
				const parent = nodes.length;
				nodes.push(node(parent, 1));
				edges.push(edge(edges.length, 0, parent));
				for (let nth = 0; nth < count; nth++) {
					edges.push(edge(edges.length, nodes.length, parent));
					nodes.push(node(nodes.length, 2));
				}
			}
			const places = placesOf(nodes, edges);
			expect(places.size).toBe(nodes.length);
			const spots = new Set([...places.values()].map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`));
			expect(spots.size).toBe(nodes.length);
			const far = (id: number) => Math.hypot(places.get(id)!.x, places.get(id)!.y);
			for (const [id, parent] of reachedBy(nodes, edges)) expect(far(id)).toBeGreaterThan(far(parent));
		}),
	);
});
