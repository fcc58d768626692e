// Relationships as a graph: one customer's, the network around one, the shortest path between two. Walked level by level, never by
// recursive SQL: each step is one statement along keys, which also runs where customers are spread over machines.
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { auditFact } from './audit.ts';
import type { CustomerHead } from './queries.ts';

export interface Relationship {
	readonly id: number;
	readonly customer_id: number;
	readonly other_id: number;
	readonly type: string;
	readonly starts_on: string | null;
	readonly ends_on: string | null;
	readonly note: string | null;
	readonly version: number;
	readonly valid_from: string;
	readonly recorded_by: number | null;
	readonly import_id: number | null;
	readonly created_via: object | null;
}

export interface RelationshipRow {
	readonly id: number;
	readonly type: string;
	readonly direction: 'out' | 'in';
	readonly other: { readonly id: number; readonly name: string | null; readonly kind: 'person' | 'organisation' | 'anonymous' };
	readonly starts_on: string | null;
	readonly ends_on: string | null;
	readonly note: string | null;
	readonly version: number;
}

/** Relationships of one customer from both ends, by id. */
export async function listRelationships(client: Queryable, id: number, after: number, limit: number): Promise<RelationshipRow[]> {
	const { rows } = await client.query<RelationshipRow>(
		`select r.id, r.type, r.direction, json_build_object('id', o.id, 'name', o.name, 'kind', o.kind) as other, r.starts_on, r.ends_on, r.note, r.version
		from ((select id, type, 'out' as direction, other_id, starts_on, ends_on, note, version from relationships where customer_id = $1 and id > $2 order by id limit $3)
			union all (select id, type, 'in', customer_id, starts_on, ends_on, note, version from relationships where other_id = $1 and id > $2 order by id limit $3)) r
		join customers o on o.id = r.other_id and o.state = 'active'
		order by r.id limit $3`,
		[id, after, limit],
	);
	return rows;
}

export async function insertRelationship(
	client: Queryable,
	owner: CustomerHead,
	relationship: { type: string; other_id: number; starts_on?: string | null; ends_on?: string | null; note?: string | null },
	by: number,
): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into relationships (customer_id, type, other_id, starts_on, ends_on, note, recorded_by, scope_id, owner_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
		[
			owner.id,
			relationship.type,
			relationship.other_id,
			relationship.starts_on ?? null,
			relationship.ends_on ?? null,
			relationship.note ?? null,
			by,
			owner.scope_id,
			owner.owner_id,
		],
	);
	await announce(client, { kind: 'customers', ids: [owner.id, relationship.other_id], by });
	await auditFact(client, 'relationships', null, { ...relationship, id: rows[0]!.id, customer_id: owner.id });
	return rows[0]!.id;
}

/** A relationship by its id alone, for a change. */
export async function lockRelationship(client: Queryable, id: number): Promise<Relationship | undefined> {
	const { rows } = await client.query<Relationship>(
		'select id, customer_id, other_id, type, starts_on, ends_on, note, version, valid_from, recorded_by, import_id, created_via from relationships where id = $1 for update',
		[id],
	);
	return rows[0];
}

export async function updateRelationship(client: Queryable, before: Relationship, one: Relationship): Promise<void> {
	await client.query(
		'update relationships set starts_on = $3, ends_on = $4, note = $5, version = version + 1, valid_from = now() where customer_id = $1 and id = $2',
		[one.customer_id, one.id, one.starts_on, one.ends_on, one.note],
	);
	await announce(client, { kind: 'customers', ids: [one.customer_id, one.other_id] });
	await auditFact(client, 'relationships', { ...before }, { ...one });
}

export async function deleteRelationship(client: Queryable, one: Relationship): Promise<void> {
	await client.query('delete from relationships where customer_id = $1 and id = $2', [one.customer_id, one.id]);
	await announce(client, { kind: 'customers', ids: [one.customer_id, one.other_id] });
	await auditFact(client, 'relationships', { ...one }, null);
}

export interface Edge {
	readonly id: number;
	readonly type: string;
	readonly from: number;
	readonly to: number;
	readonly starts_on: string | null;
	readonly ends_on: string | null;
}

export interface GraphNode {
	readonly id: number;
	readonly name: string | null;
	readonly kind: 'person' | 'organisation' | 'anonymous';
	readonly depth: number;
}

/** All edges at these customers, at most `limit`. */
async function edgesAt(client: Queryable, ids: readonly number[], limit: number): Promise<Edge[]> {
	const { rows } = await client.query<Edge>(
		`select id, type, customer_id as "from", other_id as "to", starts_on, ends_on from (
			(select * from relationships where customer_id = any ($1) order by id limit $2)
			union (select * from relationships where other_id = any ($1) order by id limit $2)) r order by id limit $2`,
		[ids, limit],
	);
	return rows;
}

async function nodesOf(client: Queryable, ids: readonly number[]): Promise<Omit<GraphNode, 'depth'>[]> {
	const { rows } = await client.query<Omit<GraphNode, 'depth'>>(
		"select id, name, kind from customers where id = any ($1) and state = 'active'",
		[ids],
	);
	return rows;
}

export interface Network {
	readonly nodes: GraphNode[];
	readonly edges: Edge[];
	readonly truncated: boolean;
}

/** Neighbours counted; with more, the number says "more than". */
const countedNeighbours = 10_000;

/** Customers one step away that the person may see, at most one more than `countedNeighbours`; of more relationships than twice that not all are looked at. */
async function countNeighbours(client: Queryable, id: number): Promise<number> {
	const { rows } = await client.query<{ neighbours: number }>(
		`select count(*)::int as neighbours from (
			select from customers where state = 'active' and id in (
				(select other_id from relationships where customer_id = $1 limit $2) union (select customer_id from relationships where other_id = $1 limit $2))
			limit $3) x`,
		[id, 2 * countedNeighbours, countedNeighbours + 1],
	);
	return rows[0]!.neighbours;
}

export interface Surroundings extends Network {
	readonly neighbours: number;
}

/** Everybody within `depth` steps, at most `limit` customers, nearest first. Whom the person may not see is not walked through. */
export async function network(client: Queryable, id: number, depth: number, limit: number): Promise<Surroundings> {
	const nodes = new Map<number, GraphNode>();
	const edges = new Map<number, Edge>();
	const [start] = await nodesOf(client, [id]);
	if (start) nodes.set(id, { ...start, depth: 0 });
	let frontier = start ? [id] : [];
	let truncated = false;
	for (let level = 1; level <= depth && frontier.length > 0; level++) {
		const found = await edgesAt(client, frontier, limit * 4 + 1);
		if (found.length > limit * 4) truncated = true;
		const fresh = [...new Set(found.flatMap((edge) => [edge.from, edge.to]))].filter((one) => !nodes.has(one));
		const seen = await nodesOf(client, fresh);
		const room = limit - nodes.size;
		if (seen.length > room) truncated = true;
		frontier = [];
		for (const node of seen.slice(0, Math.max(0, room))) {
			nodes.set(node.id, { ...node, depth: level });
			frontier.push(node.id);
		}
		for (const edge of found) if (nodes.has(edge.from) && nodes.has(edge.to)) edges.set(edge.id, edge);
	}
	// Where nothing was left out the neighbours stand there.
	const near = [...nodes.values()].filter((node) => node.depth === 1).length;
	const neighbours = truncated ? await countNeighbours(client, id) : near;
	return { nodes: [...nodes.values()], edges: [...edges.values()], truncated, neighbours };
}

/** How many customers a search for a path touches at most, from each end. */
const pathLimit = 20_000;
const pathDepth = 12;

export interface Path extends Network {
	/** Steps from one to the other; null where there is no path within reach. */
	readonly length: number | null;
}

/** The shortest path, searched from both ends at once (the smaller frontier first). */
export async function shortestPath(client: Queryable, from: number, to: number): Promise<Path> {
	const none: Path = { nodes: [], edges: [], truncated: false, length: null };
	if ((await nodesOf(client, [from, to])).length < new Set([from, to]).size) return none;
	const sides = [from, to].map((id) => ({ frontier: [id], via: new Map<number, Edge | null>([[id, null]]) })) as [Side, Side];
	let meeting = from === to ? from : undefined;
	let truncated = false;
	for (let steps = 0; steps < pathDepth && meeting === undefined; steps++) {
		const [near, far] = sides[0].frontier.length <= sides[1].frontier.length ? [sides[0], sides[1]] : [sides[1], sides[0]];
		if (near.frontier.length === 0) break;
		if (near.via.size > pathLimit) {
			truncated = true;
			break;
		}
		const found = await edgesAt(client, near.frontier, pathLimit);
		const visible = new Set((await nodesOf(client, [...new Set(found.flatMap((edge) => [edge.from, edge.to]))])).map(({ id }) => id));
		const next: number[] = [];
		for (const edge of found) {
			for (const [one, other] of [
				[edge.from, edge.to],
				[edge.to, edge.from],
			] as const) {
				if (!near.via.has(one) || near.via.has(other) || !visible.has(other)) continue;
				near.via.set(other, edge);
				next.push(other);
				if (far.via.has(other)) meeting ??= other;
			}
		}
		near.frontier = next;
	}
	if (meeting === undefined) return { ...none, truncated };
	const edges = [...walkBack(sides[0], meeting).reverse(), ...walkBack(sides[1], meeting)];
	const order = [from];
	for (const edge of edges) order.push(edge.from === order.at(-1) ? edge.to : edge.from);
	const known = new Map((await nodesOf(client, order)).map((node) => [node.id, node]));
	return { nodes: order.map((id, depth) => ({ ...known.get(id)!, depth })), edges, truncated, length: edges.length };
}

interface Side {
	frontier: number[];
	/** By which edge a customer was reached. */
	readonly via: Map<number, Edge | null>;
}

function walkBack(side: Side, from: number): Edge[] {
	const edges: Edge[] = [];
	for (let id = from, edge = side.via.get(id); edge; edge = side.via.get(id)) {
		edges.push(edge);
		id = edge.from === id ? edge.to : edge.from;
	}
	return edges;
}
