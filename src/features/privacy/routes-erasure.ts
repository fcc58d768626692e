// From the endpoints of erasure to what carries them out.
import { read } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Services } from '../../platform/services.ts';
import { customerError } from '../customers/messages.ts';
import type { erasureEndpoints } from './endpoints-erasure.ts';
import { erasureError as error } from './erasure-errors.ts';
import { allowAgain, erase, previewOf } from './erasure-jobs.ts';
import * as queries from './erasure-queries.ts';
import * as records from './erasure-record-queries.ts';
import { holdings } from './holdings.ts';

/** Rows by table as they are told: in the person's words, the most first. */
const told = (reached: Readonly<Record<string, number>>, language: Language) =>
	Object.entries(reached)
		.map(([table, count]) => ({ table, name: holdings[table]?.words[language] ?? table, count }))
		.sort((one, other) => other.count - one.count);

const answered = ({ reached, ...row }: records.StoredErasure, language: Language) => ({ ...row, reached: told(reached, language) });

/** The customer under this id, as this person sees it: one in the trash as well, since that is not gone yet. */
async function standing(call: { database: Parameters<typeof read>[0]; principal: Parameters<typeof read>[1] }, id: number) {
	const head = await read(call.database, call.principal, (client) => queries.readStanding(client, id));
	if (!head) throw customerError('customer_not_found', { id });
	if (head.state === 'merged')
		throw customerError('customer_merged', { id, golden_id: head.golden_id }, { extra: { golden_id: head.golden_id } });
	if (head.state === 'erased') throw customerError('customer_gone', { id }, { extra: { state: head.state, can_restore: false } });
	return head;
}

export const erasureHandlers: Handlers<typeof erasureEndpoints, Services> = {
	previewErasure: async (call) => {
		const { id } = await standing(call, call.params.id);
		const { goes, stays, ...preview } = await previewOf(call.services, id);
		const { language } = call;
		return {
			...preview,
			goes: told(goes, language),
			stays: told(stays, language).map((one) => ({ ...one, reason: holdings[one.table]?.reason?.[language] ?? '' })),
		};
	},
	eraseCustomer: async (call) => {
		const head = await standing(call, call.params.id);
		const version = versionOf(call.request);
		if (version !== undefined && version !== head.version)
			throw customerError(
				'version_conflict',
				{ fields: 'version' },
				{ extra: { current_version: head.version, conflicts: [], changed_by: null } },
			);
		const { reason, request_id = null } = call.body;
		const { id } = await erase(
			call.services,
			[head.id],
			{ reason, request_id, cause: request_id === null ? 'person' : 'request' },
			call.principal,
		);
		return answered((await records.findErasure(call.database.owner, id))!, call.language);
	},
	listErasures: async ({ database, query, language }) => {
		const limit = query.limit ?? 30;
		const rows = await records.listErasures(database.app, query.after ?? null, limit + 1);
		return {
			items: rows.slice(0, limit).map((row) => answered(row, language)),
			next: rows.length > limit ? rows[limit - 1]!.id : null,
		};
	},
	allowErased: async ({ services, database, params, body, principal, language }) => {
		const found = await records.findErasure(database.owner, params.id);
		if (!found) throw error('erasure_not_found', params);
		if (found.allowed_at) throw error('erasure_allowed', params);
		await allowAgain(services, params.id, body.reason, principal);
		return answered((await records.findErasure(database.owner, params.id))!, language);
	},
};
