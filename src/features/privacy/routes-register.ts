// From the endpoints of the register, of breaches, retention and holds to their statements.
import { Readable } from 'node:stream';
import { audit, explainAudit } from '../../platform/audit.ts';
import { asOwner, type Database, read, write } from '../../platform/database.ts';
import { FileReply, type Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Services } from '../../platform/services.ts';
import { demandEveryRow } from '../access/queries.ts';
import * as breaches from './breach-queries.ts';
import type { registerEndpoints } from './endpoints-register.ts';
import { contextOf } from './holds.ts';
import { privacyError as error } from './messages.ts';
import * as queries from './queries.ts';
import { registerHtml, registerMarkdown } from './register-document.ts';
import * as retention from './retention-queries.ts';
import type { PolicyInput } from './schema.ts';

/** A page of rows of which one more was read than is shown. */
export function paged<T extends { readonly id: number }>(rows: readonly T[], limit: number) {
	return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
}

export const usual = 50;

/** Refuses a change that is based on an older version. */
function refuseStale(now: { readonly version: number }, version: number | undefined): void {
	if (version !== undefined && version !== now.version) throw error('purpose_changed', {}, { extra: { current_version: now.version } });
}

async function holdOf(database: Database, id: number) {
	const hold = await retention.findHold(database.owner, id);
	if (!hold) throw error('hold_not_found', { id });
	return hold;
}

/** As the audit keeps it for good: which fields decide, without the values, which may name somebody who is erased later. */
const unnamed = ({ filter, ...rest }: PolicyInput) => ({ ...rest, filter: filter.map(({ field, op }) => ({ field, op })) });

export const registerHandlers: Handlers<typeof registerEndpoints, Services> = {
	listRecipients: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? usual;
			return paged(await queries.listRecipients(client, query.archived === '1', query.after ?? 0, limit + 1), limit);
		}),
	createRecipient: ({ database, principal, body }) =>
		write(database, principal, async (client) => {
			const row = await queries.insertRecipient(client, body);
			await audit(client, { action: 'privacy.recipient_created', entity: 'privacy_recipients', entity_id: row.id, after: body });
			return row;
		}),
	updateRecipient: ({ database, principal, params: { id }, body: { archived, ...input }, request }) =>
		write(database, principal, async (client) => {
			const before = await queries.lockRecipient(client, id);
			if (!before) throw error('recipient_not_found', { id });
			refuseStale(before, versionOf(request));
			const row = await queries.updateRecipient(client, id, input, archived);
			await audit(client, { action: 'privacy.recipient_changed', entity: 'privacy_recipients', entity_id: id, before, after: input });
			return row;
		}),
	getRegisterDocument: async ({ database, principal, query, language: own, services }) => {
		const language = query.language ?? own;
		const register = await read(database, principal, async (client) => ({
			settings: await queries.readSettings(client),
			purposes: await queries.listPurposes(client, false, 0, 1000),
			recipients: await queries.listRecipients(client, false, 0, 1000),
			home: services.config.defaultCountry,
			day: new Date().toISOString().slice(0, 10),
		}));
		const html = query.format !== 'md';
		await write(database, principal, (client) =>
			audit(client, {
				action: 'privacy.register_document',
				entity: 'privacy_purposes',
				detail: { format: html ? 'html' : 'md', language },
			}),
		);
		const text = html ? registerHtml(register, language) : registerMarkdown(register, language);
		const type = html ? 'text/html; charset=utf-8' : 'text/markdown; charset=utf-8';
		return new FileReply(Readable.from([text]), `register-${register.day}.${html ? 'html' : 'md'}`, type);
	},
	listBreaches: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? 20;
			return paged(await breaches.listBreaches(client, query.after ?? null, limit + 1), limit);
		}),
	createBreach: ({ database, principal, body }) =>
		write(database, principal, async (client) => {
			const id = await breaches.insertBreach(client, body, principal.user_id);
			await breaches.addStep(client, id, 'opened', null, principal.user_id);
			await audit(client, { action: 'privacy.breach_opened', entity: 'privacy_breaches', entity_id: id, after: body });
			return (await breaches.findBreach(client, id))!;
		}),
	updateBreach: ({ database, principal, params: { id }, body, request }) =>
		write(database, principal, async (client) => {
			const before = await breaches.lockBreach(client, id);
			if (!before) throw error('breach_not_found', { id });
			refuseStale(before, versionOf(request));
			await breaches.updateBreach(client, id, body);
			await breaches.addStep(client, id, 'changed', null, principal.user_id);
			const { steps: _, ...known } = before;
			await audit(client, { action: 'privacy.breach_changed', entity: 'privacy_breaches', entity_id: id, before: known, after: body });
			return (await breaches.findBreach(client, id))!;
		}),
	addBreachStep: ({ database, principal, params: { id }, body }) =>
		write(database, principal, async (client) => {
			if (!(await breaches.lockBreach(client, id))) throw error('breach_not_found', { id });
			await breaches.addStep(client, id, body.kind, body.note, principal.user_id);
			await audit(client, { action: `privacy.breach_${body.kind}`, entity: 'privacy_breaches', entity_id: id, reason: body.note });
			return (await breaches.findBreach(client, id))!;
		}),
	listPolicies: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? usual;
			return paged(await retention.listPolicies(client, query.after ?? 0, limit + 1), limit);
		}),
	createPolicy: async ({ database, principal, body, services }) => {
		await demandEveryRow(database.app, principal);
		// A condition that nobody understands is told now, not at night.
		await retention.foresee(database.owner, body, await contextOf(services, database.owner));
		return write(database, principal, async (client) => {
			const row = await retention.insertPolicy(client, body, principal.user_id);
			await audit(client, { action: 'privacy.retention_created', entity: 'retention_policies', entity_id: row.id, after: unnamed(body) });
			return row;
		});
	},
	updatePolicy: async ({ database, principal, params: { id }, body, request, services }) => {
		await demandEveryRow(database.app, principal);
		await retention.foresee(database.owner, body, await contextOf(services, database.owner));
		return write(database, principal, async (client) => {
			const before = await retention.lockPolicy(client, id);
			if (!before) throw error('policy_not_found', { id });
			refuseStale(before, versionOf(request));
			const row = await retention.updatePolicy(client, id, body);
			await audit(client, {
				action: 'privacy.retention_changed',
				entity: 'retention_policies',
				entity_id: id,
				before: unnamed(before),
				after: unnamed(body),
			});
			return row;
		});
	},
	previewPolicy: async ({ database, principal, body, services }) => {
		// Counted as the owner: who sees some would learn of the others.
		await demandEveryRow(database.app, principal);
		return retention.foresee(database.owner, body, await contextOf(services, database.owner));
	},
	listHolds: async ({ database, query }) => {
		const limit = query.limit ?? usual;
		return paged(await retention.listHolds(database.owner, query.after ?? null, limit + 1), limit);
	},
	createHold: async ({ database, principal, body, services }) => {
		await demandEveryRow(database.app, principal);
		if (body.filter.length === 0 && body.customer_ids.length === 0) throw error('hold_empty');
		const context = await contextOf(services, database.owner);
		const id = await asOwner(database, async (client) => {
			explainAudit(client, principal.reason);
			const unknown = await retention.unknownCustomers(client, body.customer_ids);
			if (unknown.length > 0) throw error('hold_customers_unknown', { ids: unknown.join(', ') });
			const made = await retention.insertHold(client, body, principal.user_id);
			await retention.layHold(client, { id: made, ...body }, context);
			await audit(client, {
				action: 'privacy.hold_laid',
				entity: 'legal_holds',
				entity_id: made,
				detail: { by: principal.user_id },
			});
			return made;
		});
		return holdOf(database, id);
	},
	releaseHold: async ({ database, principal, params: { id } }) => {
		await demandEveryRow(database.app, principal);
		await asOwner(database, async (client) => {
			explainAudit(client, principal.reason);
			if (!(await retention.releaseHold(client, id, principal.user_id))) throw error('hold_not_found', { id });
			await audit(client, { action: 'privacy.hold_released', entity: 'legal_holds', entity_id: id, detail: { by: principal.user_id } });
		});
		return holdOf(database, id);
	},
};
