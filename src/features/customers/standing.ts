// What every change by hand begins and ends with: the customer locked and read, a conflict with a newer version refused, the statement stored.
import type { Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import type { FieldProblem } from '../../platform/errors.ts';
import { demandSensitiveConsent } from '../privacy/sensitive.ts';
import { auditValues } from './audit.ts';
import { manualSource } from './definitions.ts';
import { changesSince, currentStatements, factSince, type StatementRow } from './history-queries.ts';
import { reindex } from './lookup.ts';
import { customerError as error } from './messages.ts';
import { type CustomerHead, type GoldenRow, insertStatement, lockCustomer, readGolden, readHead, recompute } from './queries.ts';
import { refuseLost } from './required.ts';
import * as rules from './rules.ts';
import { sealedStatements } from './sealing.ts';
import { type Content, contentHash, type FieldDoubt } from './statement.ts';

/** Who changes, and how text is read. */
export interface Editor {
	readonly principal: Principal;
	/** Default country of phone numbers. */
	readonly country: string;
}

/**
 * Computes one customer anew, makes it findable and notes the change.
 * @throws AppError edit_out_of_sight where the new values put it under conditions that this person does not see: nobody loses a customer untold
 */
export async function recomputed(client: Queryable, id: number, by: number, action: string): Promise<void> {
	const changed = await recompute(client, [id], by);
	if (changed.length > 0) {
		if (!(await readHead(client, id))) throw error('edit_out_of_sight');
		await reindex(client, changed);
	}
	await auditValues(client, id, action);
}

/** Throws the right answer for a customer that cannot be read or changed under this id. */
export function refuseGone(id: number, state: string, golden_id: number): void {
	if (state === 'active') return;
	if (state === 'merged') throw error('customer_merged', { id, golden_id }, { extra: { golden_id } });
	throw error('customer_gone', { id }, { extra: { state, can_restore: state === 'deleted' } });
}

/** Locks a customer for a change of it or of a fact (note, relationship, file) that belongs to it. */
export async function lockActive(client: Queryable, id: number): Promise<CustomerHead> {
	const head = await lockSeen(client, id);
	refuseGone(id, head.state, head.golden_id);
	return head;
}

/** Locks a customer in whatever state for a change. @throws AppError customer_not_found; customer_read_only where he is seen but not to be changed */
export async function lockSeen(client: Queryable, id: number): Promise<CustomerHead> {
	const head = await lockCustomer(client, id);
	if (head) return head;
	throw (await readHead(client, id)) ? error('customer_read_only', { id }) : error('customer_not_found', { id });
}

/** Throws where something of what was typed cannot be used. */
export function refuseDoubts(doubts: readonly FieldDoubt[]): void {
	const wrong = doubts.filter(({ problem }) => problem.severity === 'error');
	if (wrong.length === 0) return;
	const problems: FieldProblem[] = wrong.map(({ field, problem }) => ({ path: field, code: problem.code, words: problem.words }));
	throw error('values_refused', { count: problems.length }, { problems });
}

/** A customer as it stands at a change, locked. */
export interface Standing {
	readonly head: CustomerHead;
	readonly golden: GoldenRow;
	readonly statements: readonly StatementRow[];
	/** What was stated by hand so far. */
	readonly manual: Content;
}

export async function standing(client: Queryable, id: number): Promise<Standing> {
	const head = await lockActive(client, id);
	const statements = await currentStatements(client, id);
	const manual = statements.find((one) => one.source_id === manualSource && one.key === String(id))?.content ?? {};
	return { head, golden: await readGolden(client, id), statements, manual };
}

/** All values that anybody states of a unit now. */
export function statedValues(standing: Standing, unit: string): unknown[] {
	const values = standing.statements.map(({ content }) => content[unit]).filter((value) => value !== undefined && value !== null);
	return [...new Map(values.map((value) => [rules.canonical(value), value])).values()];
}

/** Stores the new manual content as a statement and recomputes; nothing happens where it equals the old. */
export async function stateByHand(
	client: Queryable,
	editor: Editor,
	stood: Standing,
	content: Content,
	raw: Record<string, string> | null,
	action = 'customers.edit',
): Promise<void> {
	const { head } = stood;
	const [sealed] = await sealedStatements(client, [{ customer_id: head.id, content, raw }]);
	if (rules.same(sealed!.content, stood.manual)) return;
	await demandSensitiveConsent(client, { customer_id: head.id, content: sealed!.content, before: stood.manual });
	await insertStatement(client, {
		...sealed!,
		source_id: manualSource,
		key: String(head.id),
		content_hash: contentHash(sealed!.content),
		recorded_by: editor.principal.user_id,
		scope_id: head.scope_id,
		owner_id: head.owner_id,
		cause: 'edit',
	});
	await recomputed(client, head.id, editor.principal.user_id, action);
	await refuseLost(client, head.id, stood.golden.attributes);
}

/** Refuses where this person sees no active customer under this id. */
export async function demandActive(client: Queryable, id: number): Promise<CustomerHead> {
	const head = await readHead(client, id);
	if (!head) throw error('customer_not_found', { id });
	refuseGone(id, head.state, head.golden_id);
	return head;
}

/** Refuses a change that is based on an older version if what it changes was changed since; other fields go together. */
export async function refuseConflict(
	client: Queryable,
	stood: Standing,
	version: number | undefined,
	units: ReadonlySet<string>,
): Promise<void> {
	const { head, golden } = stood;
	if (version === undefined || version === head.version) return;
	const now = { ...Object.fromEntries(Object.entries(golden.units)), attributes: golden.attributes };
	const theirs = new Set<string>();
	let by: string | null = null;
	for (const change of await changesSince(client, head.id, version)) {
		for (const unit of rules.unitsOfColumns(change.values, now)) theirs.add(unit);
		by = change.changed_by;
	}
	const both = [...units].filter((unit) => theirs.has(unit) || (unit === 'contact_points' && (theirs.has('email') || theirs.has('phone'))));
	if (both.length === 0 && version < head.version) return;
	throw error(
		'version_conflict',
		{ fields: both.join(', ') || 'version' },
		{ extra: { current_version: head.version, conflicts: both, changed_by: by } },
	);
}

/** Refuses a change of a fact that is based on an older version where the parts it names were changed since; without parts, all of it. */
export async function refuseStaleFact(
	client: Queryable,
	entity: 'note' | 'relationship' | 'file',
	now: { readonly id: number; readonly customer_id: number; readonly version: number },
	version: number | undefined,
	parts?: readonly string[],
): Promise<void> {
	if (version === undefined || version === now.version) return;
	const since = await factSince(client, entity, now.customer_id, now.id, now.version - version);
	const theirs = Object.keys(since?.image ?? {}).filter((part) => !rules.same(since!.image[part], now[part as keyof typeof now]));
	const both = parts ? parts.filter((part) => theirs.includes(part)) : theirs;
	if (since && both.length === 0) return;
	throw error(
		'version_conflict',
		{ fields: both.join(', ') || 'version' },
		{ extra: { current_version: now.version, conflicts: both, changed_by: since?.changed_by ?? null } },
	);
}
