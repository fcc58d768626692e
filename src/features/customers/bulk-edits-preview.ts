// What a bulk edit, or its undo, would do: told before anything is done.
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, read, write } from '../../platform/database.ts';
import { batchSize, chosenSql, demandRight, editorOf, found, type Meant, type Parts, queryOf, told } from './bulk-edits.ts';
import { applyBatch, demandAction, type Outcome, undoneBatch } from './bulk-edits-batch.ts';
import { ownersLosing, seenOf } from './bulk-edits-batch-queries.ts';
import * as queries from './bulk-edits-queries.ts';
import { attributeMap } from './definitions.ts';
import { type BulkAction, type BulkEditDraft, type BulkSelection, isMove } from './endpoints-bulk.ts';
import { countCustomers } from './list.ts';
import type { Count } from './page.ts';

/** Customers that a preview tries out, and how many of those it shows. */
const tried = 100;
const shown = 20;
/** Batches that the preview of an undo looks at. */
const undoBatches = 10;

/** How many are meant: exact for those named one by one, of a list as its count. */
async function countOf(
	{ database, config }: Parts,
	principal: Principal,
	{ selection, action }: Meant,
	chosen: queries.ChosenSql,
): Promise<Count> {
	if ('ids' in selection) {
		const { rows } = await read(database, principal, (client) =>
			client.query<{ count: number }>(`select count(*) as count from (${chosen.text}) x`, [...chosen.values]),
		);
		return { count: rows[0]!.count, exact: true };
	}
	const { except: _, ...query } = queryOf(selection, action);
	const context = {
		attributes: await attributeMap(database.app),
		country: config.defaultCountry,
		keyring: database.keyring,
		reader: principal,
	};
	const { count, exact } = await read(database, principal, (client) => countCustomers(client, query, context));
	return { count: Math.max(0, count - (selection.except?.length ?? 0)), exact };
}

export interface Prepared {
	readonly stored: queries.StoredBulkEdit;
	readonly outcomes: readonly Outcome[];
	readonly losing: BulkEditDraft['losing'];
	readonly samples: { id: number; name: string | null; before: Record<string, unknown>; after: Record<string, unknown> }[];
}

/** Ends a transaction whose work is only to be looked at. */
class DryRun extends Error {}

/** The fields of a customer that an action is about. */
function fieldsOf(action: BulkAction, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
	if (isMove(action))
		return {
			...(action.owner_id !== undefined && { owner_id: row.owner_id, owner: row.owner }),
			...(action.scope_id !== undefined && { scope_id: row.scope_id }),
		};
	if ('delete' in action || 'restore' in action) return { state: row.state };
	if (!('set' in action)) return { tags: row.tags };
	const { attributes = {}, ...fields } = action.set;
	const values = row.attributes as Record<string, unknown>;
	return Object.fromEntries([
		...Object.keys(fields).map((field) => [field, row[field] ?? null]),
		...Object.keys(attributes).map((name) => [`attributes.${name}`, values[name] ?? null]),
	]);
}

/** Who sees what was changed no more. A value that decides on conditions takes a customer out of sight as a move does. */
async function losingOf(
	client: Queryable,
	action: BulkAction,
	before: ReadonlyMap<number, Readonly<Record<string, unknown>>>,
	changed: readonly number[],
): Promise<Prepared['losing']> {
	if (!isMove(action) && !('set' in action)) return { self: 0, owners: [] };
	const seen = await seenOf(client, changed);
	const owned = changed.map((id) => ({ id, owner_id: before.get(id)!.owner_id as number | null }));
	return { self: changed.filter((id) => !seen.has(id)).length, owners: isMove(action) ? await ownersLosing(client, owned) : [] };
}

/**
 * Prepares a bulk edit. The preview is the work itself on the first customers, rolled back: what it shows is what will be done.
 * @throws AppError not_allowed, owner_unknown, field_unknown, bulk_state_unsuited, and those of a list
 */
export async function prepare(services: Parts, principal: Principal, selection: BulkSelection, action: BulkAction): Promise<Prepared> {
	demandRight(principal, action);
	const { database } = services;
	const editor = editorOf(services, principal);
	const meant = { selection, action };
	await read(database, principal, (client) => demandAction(client, editor, action));
	const chosen = await chosenSql(services, principal, meant);
	const count = await countOf(services, principal, meant, chosen);
	let outcomes: Outcome[] = [];
	let losing: Prepared['losing'] = { self: 0, owners: [] };
	let samples: Prepared['samples'] = [];
	try {
		await write(database, principal, async (client) => {
			await client.query("set local statement_timeout = '10s'; set local lock_timeout = '2s'");
			const first = await client.query<{ id: number }>(`select id from (${chosen.text}) x limit ${tried}`, [...chosen.values]);
			const ids = first.rows.map(({ id }) => id).sort((a, b) => a - b);
			const before = new Map((await queries.rowsOf(client, ids)).map((row) => [row.id as number, row]));
			outcomes = await applyBatch(client, editor, action, ids, null);
			const changed = outcomes.filter(({ outcome }) => outcome === 'changed').map(({ id }) => id);
			losing = await losingOf(client, action, before, changed);
			const after = await queries.rowsOf(client, changed.slice(0, shown));
			samples = after.map((row) => {
				const was = before.get(row.id)!;
				return { id: row.id, name: was.name, before: fieldsOf(action, was), after: fieldsOf(action, row) };
			});
			throw new DryRun();
		});
	} catch (cause) {
		if (!(cause instanceof DryRun)) throw cause;
	}
	const wanted = { user_id: principal.user_id, selection, action, total: count.count, exact: count.exact };
	const stored = await write(database, principal, (client) => queries.insertBulkEdit(client, wanted));
	return { stored, outcomes, losing, samples };
}

export interface UndoPreview {
	readonly total: number;
	readonly checked: number;
	readonly back: number;
	readonly kept: number;
	readonly customers: queries.Kept[];
}

/** What an undo would do, told from the first customers. */
export async function previewUndo(services: Parts, principal: Principal, id: number): Promise<UndoPreview> {
	const { database } = services;
	const { action, changed } = await found(database, principal, id);
	const editor = editorOf(services, principal);
	return write(database, principal, async (client) => {
		let preview: UndoPreview = { total: changed, checked: 0, back: 0, kept: 0, customers: [] };
		for (let after = 0, batch = 0; batch < undoBatches; batch++) {
			const ids = await queries.nextCustomers(client, id, after, batchSize, true);
			if (ids.length === 0) return { ...preview, total: preview.checked };
			const undone = await undoneBatch(client, editor, action, ids, id);
			const kept = undone.filter(({ returns }) => !returns).map((one) => ({ id: one.id, units: one.units }));
			const hidden = ids.length - undone.length;
			preview = {
				total: Math.max(changed, preview.checked + ids.length),
				checked: preview.checked + ids.length,
				back: preview.back + undone.length - kept.length,
				kept: preview.kept + kept.length + hidden,
				customers: [...preview.customers, ...kept].slice(0, told),
			};
			after = ids.at(-1)!;
		}
		return preview;
	});
}
