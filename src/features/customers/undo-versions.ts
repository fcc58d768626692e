// Taking back what one person wrote into many customers at once, such as a pasted block: read set-based, decided customer by customer in memory, written set-based.
import { auditBatch } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import type { AppError } from '../../platform/errors.ts';
import { mayWrite } from '../../platform/masking.ts';
import { restrictedOf } from '../privacy/limits.ts';
import { privacyError } from '../privacy/messages.ts';
import { rightsError } from '../privacy/rights-errors.ts';
import { refusedSensitive } from '../privacy/sensitive.ts';
import { refusalOf, stateAll } from './bulk-edits-batch.ts';
import { type BatchHead, byKey, lockBatch, seenOf, setPlaces } from './bulk-edits-batch-queries.ts';
import { refusedMove } from './bulk-edits-moves.ts';
import { attributeMap } from './definitions.ts';
import { mayChange } from './edit.ts';
import { customerError as error, undoError } from './messages.ts';
import { fieldNature } from './natures.ts';
import { lostError, lostOf } from './required.ts';
import { scopesBeside } from './rescope-queries.ts';
import { same } from './rules.ts';
import { differingUnits, takeBack } from './rules-undo.ts';
import type { AttributeDefinition } from './schema.ts';
import { type Editor, refuseGone } from './standing.ts';
import type { Content } from './statement.ts';
import * as queries from './undo-change-queries.ts';

/** A customer, and the version that the change to be taken back made of it. */
export interface Made {
	readonly id: number;
	readonly version: number;
}

/** What became of one of them. */
export type VersionUndone =
	| { readonly id: number; readonly version: number; readonly kept: readonly string[] }
	| { readonly id: number; readonly refusal: AppError };

interface Plan {
	readonly head: BatchHead;
	readonly change: queries.VersionRow;
	/** What is stated by hand afterwards; null where that stays. */
	readonly content: Content | null;
	/** Owner and scope to go back to; null where they stay. */
	readonly place: queries.VersionRow['place'];
	readonly kept: readonly string[];
}

/** @param active people who may own a customer. @throws AppError */
function planOf(
	editor: Editor,
	{ id, version }: Made,
	head: BatchHead | undefined,
	seen: ReadonlySet<number>,
	change: queries.VersionRow | undefined,
	active: ReadonlySet<number>,
	attributes: ReadonlyMap<string, AttributeDefinition>,
): Plan {
	if (!head) throw error(seen.has(id) ? 'customer_read_only' : 'customer_not_found', { id });
	refuseGone(id, head.state, head.golden_id);
	if (!change) throw undoError(version === 1 ? 'undo_created' : 'undo_computed');
	if (change.by !== editor.principal.user_id) throw undoError('undo_not_own');
	if (change.values && !change.after) throw undoError('undo_computed');
	if (
		!differingUnits(change.before ?? {}, change.after ?? {}).every((unit) => mayWrite(editor.principal, fieldNature(unit, attributes).kind))
	)
		throw undoError('undo_not_allowed');
	const now = head.manual ?? {};
	const back = change.after ? takeBack(now, change.before ?? {}, change.after) : { content: now, kept: [] };
	const content = same(back.content, now) ? null : back.content;
	const place = change.moved_since ? null : change.place;
	if (!content && !place) throw undoError('undo_changed_since');
	if (place) {
		const { owner_id, scope_id } = place;
		if (owner_id !== null && !active.has(owner_id)) throw error('owner_unknown', { owner_id });
		if (!mayChange(editor, scope_id, owner_id)) throw refusedMove(head.scope_id, scope_id);
	}
	return { head, change, content, place, kept: [...back.kept, ...(change.moved_since ? ['owner_id'] : [])] };
}

/** Takes the changes back that made these versions, if this person made them; what was changed since stays. A refusal of one touches no other. */
export async function undoVersions(client: Queryable, editor: Editor, wanted: readonly Made[]): Promise<VersionUndone[]> {
	await byKey(client);
	const heads = new Map(
		(
			await lockBatch(
				client,
				wanted.map(({ id }) => id),
			)
		).map((head) => [head.id, head]),
	);
	const seen = await seenOf(
		client,
		wanted.flatMap(({ id }) => (heads.has(id) ? [] : id)),
	);
	const changes = new Map(
		(await placedAsNow(client, heads, await queries.versionsMade(client, wanted))).map((change) => [change.id, change]),
	);
	const attributes = await attributeMap(client);
	const active = await queries.activeUsers(
		client,
		[...changes.values()].flatMap(({ place }) => place?.owner_id ?? []),
	);
	const refusals = new Map<number, AppError>();
	const restricted = new Set(await restrictedOf(client, [...heads.keys()]));
	let plans = wanted.flatMap((one) => {
		let plan: Plan | undefined;
		const refusal = refusalOf(() => {
			if (restricted.has(one.id)) throw privacyError('customer_restricted');
			plan = planOf(editor, one, heads.get(one.id), seen, changes.get(one.id), active, attributes);
		});
		if (refusal) refusals.set(one.id, refusal);
		return plan ?? [];
	});
	const unasked = await refusedSensitive(
		client,
		plans.flatMap(({ head, content }) => (content ? [{ customer_id: head.id, content, before: head.manual ?? {} }] : [])),
	);
	for (const id of unasked) refusals.set(id, rightsError('sensitive_without_consent'));
	plans = plans.filter(({ head }) => !unasked.has(head.id));
	const by = editor.principal.user_id;
	// Which required attributes a customer would lose is known once it is computed: those who would are left as they are.
	await client.query('savepoint stated');
	await stateBack(client, plans, by);
	const lost = await lostOf(
		client,
		plans.map(({ head }) => head),
	);
	if (lost.size > 0) {
		await client.query('rollback to savepoint stated');
		for (const [id, problems] of lost) refusals.set(id, lostError(problems));
		plans = plans.filter(({ head }) => !lost.has(head.id));
		await stateBack(client, plans, by);
	}
	await moveBack(client, plans, by);
	const changed = plans.flatMap(({ head, content, place }) => (content || place ? [head.id] : []));
	if (changed.length > 0) await auditBatch(client, { action: 'customers.undo', entity: 'customers' }, changed);
	await queries.noteUndoes(
		client,
		plans.flatMap(({ head: { id }, change, place }) => [
			...(change.values ? [{ id, entity: 'customer' as const, change: change.values }] : []),
			...(place && change.owner ? [{ id, entity: 'owner' as const, change: change.owner }] : []),
		]),
	);
	const versions = await queries.versionsOf(
		client,
		plans.map(({ head }) => head.id),
	);
	const kept = new Map(plans.map((plan) => [plan.head.id, plan.kept]));
	return wanted.map(({ id }) => {
		const refusal = refusals.get(id);
		return refusal ? { id, refusal } : { id, version: versions.get(id)!, kept: kept.get(id)! };
	});
}

async function stateBack(client: Queryable, plans: readonly Plan[], by: number): Promise<void> {
	const stated = plans.flatMap(({ head, content }) => (content ? [{ customer_id: head.id, content, raw: null }] : []));
	await stateAll(client, null, by, stated);
}

async function moveBack(client: Queryable, plans: readonly Plan[], by: number): Promise<void> {
	const places = plans.flatMap(({ head, place }) => (place ? { id: head.id, ...place } : []));
	await setPlaces(client, places, by);
}

/** The changes with the scope to go back to for the conditions that hold now. */
async function placedAsNow(
	client: Queryable,
	heads: ReadonlyMap<number, BatchHead>,
	changes: readonly queries.VersionRow[],
): Promise<queries.VersionRow[]> {
	const scopeOf = (id: number) => heads.get(id)?.scope_id ?? 0;
	const beside = await scopesBeside(
		client,
		changes.flatMap(({ id, place }) => (place ? { wanted: place.scope_id, current: scopeOf(id) } : [])),
	);
	return changes.map((change) =>
		change.place ? { ...change, place: { ...change.place, scope_id: beside(change.place.scope_id, scopeOf(change.id)) } } : change,
	);
}
