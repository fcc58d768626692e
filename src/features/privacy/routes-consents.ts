// From the endpoints of purposes, consents and the preference centre to their statements.
import { audit } from '../../platform/audit.ts';
import { type Queryable, read, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { pageLink, sendMail } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { visible } from './consent-queries.ts';
import { consentsOf, holderOf, inDays, languageFor, maskedEmail, recordConsent } from './consents.ts';
import type { consentEndpoints } from './endpoints-consents.ts';
import { insertLink, revokeLinks } from './link-queries.ts';
import { demandPurpose, explained, mayUse } from './may-use.ts';
import { privacyError as error } from './messages.ts';
import * as preferences from './preferences.ts';
import * as queries from './queries.ts';
import type { Purpose } from './schema.ts';

/** Refuses a purpose without a legal basis, or with recipients that are not in the register. */
async function refusePurpose(client: Queryable, purpose: Partial<Purpose>): Promise<void> {
	if (!purpose.gdpr_basis && !purpose.pipl_basis) throw error('basis_missing');
	const recipients = [...new Set(purpose.recipient_ids)];
	if (recipients.length > 0 && (await queries.countRecipients(client, recipients)) < recipients.length)
		throw error('recipient_not_found', { id: recipients.join(', ') });
}

const preferenceKinds = ['preferences'] as const;
const confirmKinds = ['confirm_consent', 'confirm_request'] as const;

export const consentHandlers: Handlers<typeof consentEndpoints, Services> = {
	listPurposes: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? 100;
			const rows = await queries.listPurposes(client, query.archived === '1', query.after ?? 0, limit + 1);
			return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
		}),
	createPurpose: ({ database, principal, body }) =>
		write(database, principal, async (client) => {
			await refusePurpose(client, body);
			const id = await queries.insertPurpose(client, body);
			await audit(client, { action: 'privacy.purpose_created', entity: 'privacy_purposes', entity_id: id, after: body });
			return demandPurpose(client, id);
		}),
	updatePurpose: ({ database, principal, params, body, request }) =>
		write(database, principal, async (client) => {
			const before = await queries.lockPurpose(client, params.id);
			if (!before) throw error('purpose_not_found', { id: params.id });
			const version = versionOf(request);
			if (version !== undefined && version !== before.version)
				throw error('purpose_changed', {}, { extra: { current_version: before.version } });
			const { archived, ...input } = body;
			await refusePurpose(client, { ...before, ...(input as Partial<Purpose>) });
			await queries.updatePurpose(client, params.id, input, archived);
			await audit(client, { action: 'privacy.purpose_changed', entity: 'privacy_purposes', entity_id: params.id, before, after: body });
			return demandPurpose(client, params.id);
		}),
	listConsentTexts: ({ database, principal, params, query }) =>
		read(database, principal, async (client) => {
			await demandPurpose(client, params.id);
			const limit = query.limit ?? 20;
			const rows = await queries.listTexts(client, params.id, query.after ?? null, limit + 1);
			return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
		}),
	addConsentText: ({ database, principal, params, body }) =>
		write(database, principal, async (client) => {
			if (!(await queries.lockPurpose(client, params.id))) throw error('purpose_not_found', { id: params.id });
			const text = await queries.insertText(client, params.id, body, principal.user_id);
			await audit(client, {
				action: 'privacy.consent_text_added',
				entity: 'consent_texts',
				entity_id: text.id,
				detail: { purpose_id: params.id, version: text.version },
			});
			return text;
		}),
	getConsents: ({ database, principal, params, query, language }) =>
		read(database, principal, (client) => consentsOf(client, language, params.id, query.after ?? null, query.limit ?? 50)),
	recordConsent: ({ database, principal, params, body, services }) =>
		write(database, principal, (client) => recordConsent(client, services, principal, params.id, body)),
	createPreferenceLink: ({ database, principal, params, body, services }) =>
		write(database, principal, async (client) => {
			await holderOf(client, params.id);
			const { rows } = await client.query<{ email: string | null; language: string | null; country: string | null }>(
				'select email, language, country from customers where id = $1',
				[params.id],
			);
			const person = rows[0]!;
			if (body.send && !person.email) throw error('no_address');
			const expires = inDays((await queries.readSettings(client)).link_days);
			const token = await insertLink(client, { customer_id: params.id, kind: 'preferences', expires, by: principal.user_id });
			const url = pageLink(services.config, `/preferences/${token}`);
			if (body.send)
				await sendMail(client, services, {
					to: person.email!,
					language: languageFor(person, services.config.defaultCountry),
					subject: { 'zh-CN': '管理您的个人信息设置', en: 'Your privacy settings' },
					paragraphs: [
						{
							'zh-CN': '您可以随时查看和更改我们如何使用您的个人信息：同意或撤回、查阅、更正或清除。',
							en: 'You can see and change at any time how we use your data: consent or withdraw, ask for a copy, a correction or erasure.',
						},
						{ 'zh-CN': '请不要转发这封邮件：链接只属于您。', en: 'Please do not pass this mail on: the link is yours alone.' },
					],
					link: { words: { 'zh-CN': '打开我的设置', en: 'Open my settings' }, url },
				});
			await audit(client, {
				action: 'privacy.link_made',
				entity: 'privacy_links',
				customer_id: params.id,
				detail: { kind: 'preferences', sent: body.send },
			});
			return {
				url: body.send ? null : url,
				sent_to: body.send ? maskedEmail(person.email) : null,
				expires_at: expires.toISOString(),
			};
		}),
	revokeLinks: async ({ database, principal, params }) =>
		write(database, principal, async (client) => {
			await holderOf(client, params.id);
			const revoked = await revokeLinks(client, params.id);
			await audit(client, { action: 'privacy.links_revoked', entity: 'privacy_links', customer_id: params.id, count: revoked });
			return { revoked };
		}),
	checkUse: ({ database, principal, body, language }) =>
		read(database, principal, async (client) => {
			const decided = await mayUse(client, await visible(client, body.ids), body.purpose_id, body.channel ?? null);
			const items = [...decided].map(([id, decision]) => ({
				id,
				allowed: decision.allowed,
				reason: decision.reason,
				message: explained(decision)[language],
			}));
			return { items };
		}),
	getPreferences: async ({ services, request, params, database }) => {
		const opened = await preferences.openLink(services, request, params.token, preferenceKinds);
		const signal = preferences.sendsSignal(request);
		if (signal) await write(database, opened.context, (client) => preferences.heedSignal(client, opened));
		return read(database, opened.context, (client) => preferences.showPreferences(client, services, opened.customer, signal));
	},
	setPreferenceLimit: async ({ services, request, params, body, database }) => {
		const opened = await preferences.openLink(services, request, params.token, preferenceKinds);
		const signal = preferences.sendsSignal(request);
		return write(database, opened.context, async (client) => {
			if (!signal || body.on || body.kind !== 'opt_out') await preferences.setLimit(client, opened, body.kind, body.on);
			return preferences.showPreferences(client, services, opened.customer, signal);
		});
	},
	savePreferences: async ({ services, request, params, body, database }) => {
		const opened = await preferences.openLink(services, request, params.token, preferenceKinds);
		return write(database, opened.context, async (client) => {
			await preferences.savePreferences(client, opened, body.choices);
			return preferences.showPreferences(client, services, opened.customer, preferences.sendsSignal(request));
		});
	},
	withdrawAll: async ({ services, request, params, database }) => {
		const opened = await preferences.openLink(services, request, params.token, preferenceKinds);
		return write(database, opened.context, async (client) => {
			await preferences.withdrawAll(client, opened);
			return preferences.showPreferences(client, services, opened.customer, preferences.sendsSignal(request));
		});
	},
	askByPreferences: async ({ services, request, params, body, database }) => {
		const opened = await preferences.openLink(services, request, params.token, preferenceKinds);
		const sent_to = await write(database, opened.context, (client) =>
			preferences.askByMail(client, services, opened, body.kind, body.details ?? ''),
		);
		return { sent_to };
	},
	getConfirmation: async ({ services, request, params, database }) => {
		const opened = await preferences.openLink(services, request, params.token, confirmKinds);
		return read(database, opened.context, (client) => preferences.confirmationOf(client, opened));
	},
	confirm: async ({ services, request, params }) =>
		preferences.confirmLink(services, await preferences.openLink(services, request, params.token, confirmKinds)),
};
