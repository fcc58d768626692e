// From the endpoints of bulk edits to their work.
import type { Principal } from '../../platform/auth.ts';
import { type Database, read } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import * as bulkEdits from './bulk-edits.ts';
import { prepare, previewUndo } from './bulk-edits-preview.ts';
import { type Kept, listBulkEdits, namesOf, type Refusal, type StoredBulkEdit } from './bulk-edits-queries.ts';
import type { BulkEditRow, bulkEditEndpoints } from './endpoints-bulk.ts';

interface Asked {
	readonly database: Database;
	readonly principal: Principal;
	readonly language: Language;
}

type Named = ReadonlyMap<number, string | null>;

const withReasons = (reasons: readonly Refusal[], names: Named, language: Language) =>
	reasons.slice(0, 100).map(({ id, code, words }) => ({ id, name: names.get(id) ?? null, code, message: words[language] }));
const withNames = (customers: readonly Kept[], names: Named) => customers.map((one) => ({ ...one, name: names.get(one.id) ?? null }));

/** Bulk edits as they are answered: with the names of customers that the person sees, and reasons in his language. */
async function answered({ database, principal, language }: Asked, rows: readonly StoredBulkEdit[]): Promise<BulkEditRow[]> {
	const ids = rows.flatMap(({ reasons, undo_result }) => [...reasons, ...(undo_result?.customers ?? [])].map(({ id }) => id));
	const names = ids.length === 0 ? new Map() : await read(database, principal, (client) => namesOf(client, [...new Set(ids)]));
	return rows.map((row) => ({
		id: row.id,
		state: row.state,
		action: row.action,
		total: row.total,
		exact: row.exact,
		done: row.done,
		changed: row.changed,
		unchanged: row.unchanged,
		refused: row.refused,
		reasons: withReasons(row.reasons, names, language),
		undo: row.undo_result && { ...row.undo_result, customers: withNames(row.undo_result.customers, names) },
		error: row.error && { code: row.error.code, message: row.error.words[language] },
		created_at: row.created_at,
		started_at: row.started_at,
		finished_at: row.finished_at,
		undone_at: row.undone_at,
	}));
}

const one = async (call: Asked, row: StoredBulkEdit): Promise<BulkEditRow> => (await answered(call, [row]))[0]!;

export const bulkEditHandlers: Handlers<typeof bulkEditEndpoints, Services> = {
	createBulkEdit: async (call) => {
		const { selection, action } = call.body;
		const { stored, outcomes, losing, samples } = await prepare(call.services, call.principal, selection, action);
		const refusals = outcomes.flatMap(({ reason }) => (reason ? [reason] : []));
		const names = await read(call.database, call.principal, (client) =>
			namesOf(
				client,
				refusals.map(({ id }) => id),
			),
		);
		const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
		return {
			...(await one(call, stored)),
			effect: {
				checked: outcomes.length,
				changed: count('changed'),
				unchanged: count('unchanged'),
				refused: refusals.length,
				reasons: withReasons(refusals, names, call.language),
			},
			losing,
			samples,
		};
	},
	listBulkEdits: async (call) => {
		const limit = call.query.limit ?? 50;
		const rows = await read(call.database, call.principal, (client) =>
			listBulkEdits(client, call.principal.user_id, call.query.after ?? null, limit + 1),
		);
		return { items: await answered(call, rows.slice(0, limit)), next: rows.length > limit ? rows[limit - 1]!.id : null };
	},
	getBulkEdit: async (call) => one(call, await bulkEdits.found(call.database, call.principal, call.params.id)),
	startBulkEdit: async (call) => one(call, await bulkEdits.start(call.services, call.principal, call.params.id, 'apply')),
	cancelBulkEdit: async (call) => one(call, await bulkEdits.cancel(call.database, call.principal, call.params.id)),
	previewBulkUndo: async (call) => {
		const preview = await previewUndo(call.services, call.principal, call.params.id);
		const names = await read(call.database, call.principal, (client) =>
			namesOf(
				client,
				preview.customers.map(({ id }) => id),
			),
		);
		return { ...preview, customers: withNames(preview.customers, names) };
	},
	undoBulkEdit: async (call) => one(call, await bulkEdits.start(call.services, call.principal, call.params.id, 'undo')),
};
