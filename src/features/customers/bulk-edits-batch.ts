// One batch of a bulk edit, or of its undo, in the caller's transaction: read set-based, decided customer by customer in memory, written set-based.
import { auditBatch } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { demandWritable } from '../../platform/masking.ts';
import { cleanText } from '../../values/text.ts';
import { restrictedOf } from '../privacy/limits.ts';
import { privacyError } from '../privacy/messages.ts';
import { rightsError } from '../privacy/rights-errors.ts';
import { refusedSensitive } from '../privacy/sensitive.ts';
import { attributeMissing } from './attribute-values.ts';
import * as queries from './bulk-edits-batch-queries.ts';
import { placesBefore, placesOf } from './bulk-edits-moves.ts';
import type { Kept, Refusal } from './bulk-edits-queries.ts';
import { attributeMap, registerTags } from './definitions.ts';
import { demandOwner, type EditOptions, mayChange, patchedContent, refuseUnknownAttributes, stateOptions } from './edit.ts';
import { type BulkAction, isMove } from './endpoints-bulk.ts';
import { reindex } from './lookup.ts';
import { customerError as error } from './messages.ts';
import { fieldNature } from './natures.ts';
import { type GoldenRow, recompute } from './queries.ts';
import { same, setTags } from './rules.ts';
import { takeBack } from './rules-undo.ts';
import type { CustomerPatch } from './schema.ts';
import { sealedStatements } from './sealing.ts';
import { type Editor, refuseGone, type Standing } from './standing.ts';
import { type Content, contentHash, type Stated } from './statement.ts';

/** What became of one customer of a batch. */
export interface Outcome {
	readonly id: number;
	readonly outcome: 'changed' | 'unchanged' | 'refused';
	/** What was written over, for the undo; null where nothing was written. */
	readonly before: Readonly<Record<string, unknown>> | null;
	readonly reason: Refusal | null;
}

/** Whether the people and attributes that an action names are there. @throws AppError owner_unknown, field_unknown */
export async function demandAction(client: Queryable, editor: Editor, action: BulkAction): Promise<void> {
	if (isMove(action)) await demandOwner(client, action.owner_id);
	if ('set' in action) refuseUnknownAttributes(action.set, await stateOptions(client, editor, 'person'));
	await demandFields(client, editor, action);
}

/** Throws unless this person may write what an action sets, and so what its undo writes. @throws AppError field_not_writable */
export async function demandFields(client: Queryable, editor: Editor, action: BulkAction): Promise<void> {
	if (!('set' in action)) return;
	const definitions = await attributeMap(client);
	const { attributes = {}, ...fields } = action.set;
	for (const field of [...Object.keys(fields), ...Object.keys(attributes).map((name) => `attributes.${name}`)])
		demandWritable(editor.principal, fieldNature(field, definitions));
}

const unchanged = (id: number): Outcome => ({ id, outcome: 'unchanged', before: null, reason: null });
const refused = (id: number, { code, words }: Pick<AppError, 'code' | 'words'>): Outcome => ({
	id,
	outcome: 'refused',
	before: null,
	reason: { id, code, words },
});

/** The refusal that `work` throws; undefined where it throws none. */
export function refusalOf(work: () => void): AppError | undefined {
	try {
		work();
		return undefined;
	} catch (cause) {
		if (cause instanceof AppError) return cause;
		throw cause;
	}
}

/** Carries an action out for these customers. @param bulk_edit_id what the statements carry; null: none, for a preview */
export async function applyBatch(
	client: Queryable,
	editor: Editor,
	action: BulkAction,
	ids: readonly number[],
	bulk_edit_id: number | null,
): Promise<Outcome[]> {
	await queries.byKey(client);
	const heads = await queries.lockBatch(client, ids);
	const locked = new Set(heads.map(({ id }) => id));
	const left = ids.filter((id) => !locked.has(id));
	const seen = await queries.seenOf(client, left);
	const outcomes = left.map((id) => refused(id, error(seen.has(id) ? 'customer_read_only' : 'customer_not_found', { id })));
	const active: queries.BatchHead[] = [];
	const restricted = new Set(await restrictedOf(client, [...locked]));
	for (const head of heads) {
		const { id, state } = head;
		const gone =
			'restore' in action
				? state === 'deleted'
					? undefined
					: error('customer_not_in_trash', { id })
				: refusalOf(() => refuseGone(id, state, head.golden_id));
		if (gone) outcomes.push(refused(id, gone));
		else if (restricted.has(id)) outcomes.push(refused(id, privacyError('customer_restricted')));
		else active.push(head);
	}
	const { user_id } = editor.principal;
	const noted = (changed: readonly { readonly id: number }[]) => noteBatch(client, 'bulk_edits.apply', bulk_edit_id, action, changed);
	if ('delete' in action || 'restore' in action) {
		await noted(active);
		const [was, deleted] = 'delete' in action ? (['active', true] as const) : (['deleted', false] as const);
		await queries.setAllDeleted(
			client,
			active.map(({ id }) => id),
			deleted,
			user_id,
		);
		return [...outcomes, ...active.map(({ id }): Outcome => ({ id, outcome: 'changed', before: { state: was }, reason: null }))];
	}
	if (isMove(action)) {
		const { places, refusals, stay } = await placesOf(client, editor, action, active);
		await noted(places);
		await queries.setPlaces(client, places, user_id);
		const moved = places.map(({ id, was }): Outcome => ({ id, outcome: 'changed', before: { ...was }, reason: null }));
		return [...outcomes, ...refusals.map((one) => refused(one.id, one.error)), ...stay.map(unchanged), ...moved];
	}
	const decide = 'set' in action ? await setting(client, editor, action.set, active) : tagging(action);
	const stated: Omit<queries.ManualStatement, 'content_hash'>[] = [];
	const decided: { head: queries.BatchHead; customer_id: number; content: Content; raw: Stated['raw'] }[] = [];
	for (const head of active) {
		const { content, raw, refusal } = decide(head);
		if (refusal) outcomes.push(refused(head.id, refusal));
		else decided.push({ head, customer_id: head.id, content, raw });
	}
	const sealed = await sealedStatements(client, decided);
	const unasked = await refusedSensitive(
		client,
		sealed.map(({ customer_id, content, head }) => ({ customer_id, content, before: head.manual ?? {} })),
	);
	for (const { head, customer_id, content, raw } of sealed) {
		if (unasked.has(head.id)) outcomes.push(refused(head.id, rightsError('sensitive_without_consent')));
		else if (same(content, head.manual ?? {})) outcomes.push(unchanged(head.id));
		else stated.push({ customer_id, content, raw });
	}
	if (!('set' in action)) await registerTags(client, action.add_tags ?? []);
	await noted(stated.map(({ customer_id: id }) => ({ id })));
	const changed = await stateAll(client, bulk_edit_id, user_id, stated);
	// A value that was the same already is pinned now, which nobody sees: it counts as unchanged, and is taken back by the undo.
	const written = stated.map(
		({ customer_id: id }): Outcome => ({ id, outcome: changed.has(id) ? 'changed' : 'unchanged', before: {}, reason: null }),
	);
	return [...outcomes, ...written];
}

/** Notes the customers that a batch changes; a preview changes none. */
async function noteBatch(
	client: Queryable,
	what: 'bulk_edits.apply' | 'bulk_edits.undo',
	bulk_edit_id: number | null,
	action: BulkAction,
	changed: readonly { readonly id: number }[],
): Promise<void> {
	if (bulk_edit_id === null || changed.length === 0) return;
	const fields = 'set' in action ? Object.keys(action.set) : Object.keys(action);
	const entry = { action: what, entity: 'bulk_edits', entity_id: bulk_edit_id, detail: { fields } };
	await auditBatch(
		client,
		entry,
		changed.map(({ id }) => id),
	);
}

/** Stores statements and computes their customers anew; returns those that look different now. */
export async function stateAll(
	client: Queryable,
	bulk_edit_id: number | null,
	by: number,
	stated: readonly Omit<queries.ManualStatement, 'content_hash'>[],
): Promise<Set<number>> {
	const sealed = await sealedStatements(client, stated);
	await queries.insertManual(
		client,
		bulk_edit_id,
		by,
		sealed.map((one) => ({ ...one, content_hash: contentHash(one.content) })),
	);
	const changed = await recompute(
		client,
		stated.map(({ customer_id }) => customer_id),
		by,
	);
	await reindex(client, changed);
	return new Set(changed);
}

interface Decision {
	readonly content: Content;
	readonly raw: Stated['raw'];
	readonly refusal?: Pick<AppError, 'code' | 'words'>;
}

function tagging({ add_tags = [], remove_tags = [] }: { add_tags?: string[] | undefined; remove_tags?: string[] | undefined }) {
	const removed = new Set(remove_tags);
	return ({ manual, tags }: queries.BatchHead): Decision => {
		const wanted = [...new Set([...tags, ...add_tags])].filter((tag) => !removed.has(tag) || add_tags.includes(tag));
		return { content: setTags(manual ?? {}, tags, wanted), raw: null };
	};
}

const grouped = ['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix', 'email', 'phone'] as const;
const placed = ['city', 'region', 'postal_code', 'country'] as const;

/** How a patch decides on each customer; reads beforehand what it needs of them. */
async function setting(client: Queryable, editor: Editor, patch: CustomerPatch, heads: readonly queries.BatchHead[]) {
	const options = await stateOptions(client, editor, 'person');
	const ids = heads.map(({ id }) => id);
	// Parts of a name, a leading number or address replace what leads now; all else needs no golden record.
	const parts = [...grouped, ...placed].some((field) => patch[field] !== undefined);
	const golden = parts ? await queries.goldenOf(client, ids) : null;
	// Clearing denies what anybody says.
	const statements = clears(patch) ? await queries.statementsOf(client, ids) : null;
	return (head: queries.BatchHead): Decision => {
		const stood: Standing = {
			head,
			golden:
				golden?.get(head.id) ??
				({ units: {}, attributes: head.attributes, contact_points: [], addresses: [], tags: head.tags } as unknown as GoldenRow),
			statements: statements?.get(head.id) ?? [],
			manual: head.manual ?? {},
		};
		const { content, raw, doubts } = patchedContent(stood, patch, options);
		const wrong = doubts.find(({ problem }) => problem.severity === 'error');
		const refusal = wrong?.problem ?? lost(patch, head, content, options);
		return { content, raw, ...(refusal && { refusal }) };
	};
}

/** Whether a patch may take a value away: null does, and text that says nothing once it is cleaned. */
const clears = (patch: CustomerPatch): boolean => {
	const { attributes = {}, ...fields } = patch;
	return [...Object.values(fields), ...Object.values(attributes)].some(
		(value) => value === null || (typeof value === 'string' && cleanText(value) === ''),
	);
};

/** The required attribute that a customer would lose. */
function lost(patch: CustomerPatch, { attributes }: queries.BatchHead, content: Content, options: EditOptions) {
	for (const name of Object.keys(patch.attributes ?? {})) {
		const definition = options.attributes.get(name)!;
		if (definition.required && name in attributes && content[`attributes.${name}`] === undefined) return attributeMissing(definition);
	}
	return undefined;
}

/** What an undo makes of one customer. */
interface Undone extends Kept {
	/** What is stated by hand afterwards; null where no statement is written. */
	readonly content: Content | null;
	readonly head: queries.UndoRow;
	readonly returns: boolean;
	/** Where the undo of a move puts it. */
	readonly place?: queries.Place;
}

/** Decides on an undo, without writing: what goes back, and what stays because it was changed since. */
export async function undoneBatch(
	client: Queryable,
	editor: Editor,
	action: BulkAction,
	ids: readonly number[],
	bulk_edit_id: number,
): Promise<Undone[]> {
	await queries.byKey(client);
	const rows = await queries.undoRows(client, bulk_edit_id, ids);
	const moves = isMove(action) ? await placesBefore(client, editor, action, rows) : null;
	const of = (head: queries.UndoRow, units: string[], content: Content | null = null): Undone => ({
		id: head.id,
		units,
		content,
		head,
		returns: units.length === 0,
	});
	const restricted = new Set(await restrictedOf(client, ids));
	const decided = rows.map((head) => {
		if (restricted.has(head.id)) return of(head, ['state']);
		if (!mayChange(editor, head.scope_id, head.owner_id)) return of(head, ['state']);
		if ('delete' in action || 'restore' in action) {
			const stands = head.state === ('delete' in action ? 'deleted' : 'active');
			return of(head, stands ? [] : ['state']);
		}
		const move = moves?.get(head.id);
		if (move) return { ...of(head, move.units), place: move.place };
		if (head.state !== 'active') return of(head, ['state']);
		const { content, kept } = takeBack(head.now ?? {}, head.before ?? {}, head.after ?? {});
		return of(head, kept, same(content, head.now ?? {}) ? null : content);
	});
	// What went since the consent was withdrawn does not come back by an undo.
	const unasked = await refusedSensitive(
		client,
		decided.flatMap(({ id, content, head }) => (content ? [{ customer_id: id, content, before: head.now ?? {} }] : [])),
	);
	const fields = 'set' in action ? Object.keys(action.set.attributes ?? {}).map((name) => `attributes.${name}`) : [];
	return decided.map((one) => (unasked.has(one.id) ? of(one.head, fields) : one));
}

/** Takes a bulk edit back for these customers. */
export async function undoBatch(
	client: Queryable,
	editor: Editor,
	action: BulkAction,
	ids: readonly number[],
	bulk_edit_id: number,
): Promise<Kept[]> {
	await queries.lockBatch(client, ids);
	const undone = await undoneBatch(client, editor, action, ids, bulk_edit_id);
	const { user_id } = editor.principal;
	const returning = undone.filter(({ returns }) => returns);
	const byState = 'delete' in action || 'restore' in action || isMove(action);
	await noteBatch(client, 'bulk_edits.undo', bulk_edit_id, action, byState ? returning : undone.filter(({ content }) => content));
	if ('delete' in action || 'restore' in action)
		await queries.setAllDeleted(
			client,
			returning.map(({ id }) => id),
			'restore' in action,
			user_id,
		);
	else if (isMove(action))
		await queries.setPlaces(
			client,
			returning.map(({ id, place }) => ({ id, ...place! })),
			user_id,
		);
	else {
		const stated = undone.flatMap(({ id, content }) => (content ? [{ customer_id: id, content, raw: null }] : []));
		await stateAll(client, null, user_id, stated);
	}
	const seen = new Set(undone.map(({ id }) => id));
	const hidden = ids.filter((id) => !seen.has(id)).map((id) => ({ id, units: ['state'] }));
	return [...undone.map(({ id, units }) => ({ id, units })), ...hidden];
}
