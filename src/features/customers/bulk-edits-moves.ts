// Moves of many customers to another owner or team: where each goes, and where its undo brings it back to.

import type { Queryable } from '../../platform/database.ts';
import type { AppError } from '../../platform/errors.ts';
import type { NewPlace, Place, UndoRow } from './bulk-edits-batch-queries.ts';
import { mayChange } from './edit.ts';
import type { MoveAction } from './endpoints-bulk.ts';
import { customerError as error } from './messages.ts';
import { scopesBeside } from './rescope-queries.ts';
import type { Editor } from './standing.ts';

type Placed = Place & { readonly id: number };

interface Moves {
	readonly places: readonly (NewPlace & { readonly was: Place })[];
	readonly refusals: readonly { readonly id: number; readonly error: AppError }[];
	readonly stay: readonly number[];
}

/** Where a move puts each customer: with the owner and in the team that are named; the conditions that hold for him stay. */
export async function placesOf(client: Queryable, editor: Editor, action: MoveAction, heads: readonly Placed[]): Promise<Moves> {
	const beside = await teamScopes(client, action, heads);
	const places: (NewPlace & { readonly was: Place })[] = [];
	const refusals: { id: number; error: AppError }[] = [];
	const stay: number[] = [];
	for (const { id, owner_id: owner, scope_id: scope } of heads) {
		const owner_id = action.owner_id === undefined ? owner : action.owner_id;
		const scope_id = beside(scope);
		if (owner_id === owner && scope_id === scope) stay.push(id);
		else if (mayChange(editor, scope_id, owner_id)) places.push({ id, owner_id, scope_id, was: { owner_id: owner, scope_id: scope } });
		else refusals.push({ id, error: refusedMove(scope, scope_id) });
	}
	return { places, refusals, stay };
}

/** Why somebody may not put a customer there; whoever may change it only as its owner cannot give it away. */
export function refusedMove(from: number, to: number): AppError {
	return from === to ? error('owner_out_of_sight') : error('scope_not_allowed', { scope_id: to });
}

/** The scope in the team that an action names, beside each scope that these customers are in. */
async function teamScopes(
	client: Queryable,
	{ scope_id: wanted }: MoveAction,
	heads: readonly Pick<Place, 'scope_id'>[],
): Promise<(current: number) => number> {
	if (wanted === undefined) return (current) => current;
	const found = await scopesBeside(
		client,
		heads.map(({ scope_id: current }) => ({ wanted, current })),
	);
	return (current) => found(wanted, current);
}

interface Undo {
	/** What was changed since, or may not be put back. */
	readonly units: string[];
	readonly place: Place;
}

/** Where the undo of a move brings each customer, and what stays because it was moved since or may not be moved by this person. */
export async function placesBefore(
	client: Queryable,
	editor: Editor,
	action: MoveAction,
	rows: readonly UndoRow[],
): Promise<Map<number, Undo>> {
	// Whoever was put elsewhere within the team, since other conditions hold for him now, was not moved since.
	const there = await teamScopes(client, action, rows);
	const former = await scopesBeside(
		client,
		rows.flatMap(({ image, scope_id: current }) => (image.scope_id === undefined ? [] : { wanted: image.scope_id, current })),
	);
	const decided = rows.map(({ id, image, owner_id, scope_id }): [number, Undo] => {
		// What was kept of a move when only owners changed names no scope.
		const place = {
			owner_id: image.owner_id === undefined ? owner_id : image.owner_id,
			scope_id: image.scope_id === undefined ? scope_id : former(image.scope_id, scope_id),
		};
		const units = [
			...(action.owner_id !== undefined && owner_id !== action.owner_id ? ['owner_id'] : []),
			...(scope_id !== there(scope_id) ? ['scope_id'] : []),
		];
		if (units.length === 0 && !mayChange(editor, place.scope_id, place.owner_id))
			units.push(action.scope_id === undefined ? 'owner_id' : 'scope_id');
		return [id, { units, place }];
	});
	return new Map(decided);
}
