// What administrators decide about signing in.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Database, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { mailConfigured } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { demandCoversPerson, demandCoversRole, ownRights } from '../access/escalation.ts';
import { accessError } from '../access/messages.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { deleteAllSessions, deleteSessions } from '../access/queries.ts';
import { findRole, roleNumber } from '../access/roles-queries.ts';
import type { administrationEndpoints } from './endpoints-administration.ts';
import { removeFactors } from './factor-queries.ts';
import { makeLinkFor } from './links.ts';
import { signInError } from './messages.ts';
import { tell } from './notices.ts';
import { discover, secretPlace } from './oidc.ts';
import * as stored from './provider-queries.ts';
import { callbackUrl, shown } from './providers.ts';
import * as queries from './queries.ts';
import { factorRequired, factorsOf } from './rules.ts';

async function providerOrThrow(client: Parameters<typeof stored.findProvider>[0], id: number): Promise<stored.ProviderRow> {
	const provider = await stored.findProvider(client, id);
	if (!provider) throw signInError('provider_unknown', { id });
	return provider;
}

function demandDomains({ creates_people, domains }: Pick<stored.ProviderColumns, 'creates_people' | 'domains'>): void {
	if (creates_people && domains.length === 0) throw signInError('provider_domains');
}

/** A provider can name anybody: whoever lets one in could become each person here, so he must hold as much as an administrator. */
async function demandAll(client: Parameters<typeof stored.findProvider>[0], principal: Principal): Promise<void> {
	const role = await findRole(client, await roleNumber(client, 'administrator'));
	await demandCoversRole(client, await ownRights(client, principal), role!);
}

/** Whoever makes a rule that holds for himself must be able to go on. */
async function demandOwnFactor(database: Database, principal: Principal, rule: Parameters<typeof factorRequired>[0]): Promise<void> {
	const account = await queries.accountById(database.app, principal.user_id);
	if (account && factorsOf(account).length === 0 && factorRequired(rule, principal.permissions)) throw signInError('settings_own_factor');
}

export const administrationHandlers: Handlers<typeof administrationEndpoints, Services> = {
	getSignInSettings: async ({ database, services, reply }) => {
		const settings = await queries.readSettings(database.app);
		reply.header('etag', `"${settings.version}"`);
		return { ...settings, mail: mailConfigured(services.config) };
	},
	putSignInSettings: async ({ database, principal, services, request, body }) => {
		await demandOwnFactor(database, principal, body);
		await write(database, principal, async (client) => {
			const before = await queries.readSettings(client);
			const based = versionOf(request) ?? before.version;
			if (based !== before.version || !(await queries.storeSettings(client, body, based))) throw signInError('settings_changed');
			await audit(client, { action: 'sign_in.settings', entity: 'settings', entity_id: 'sign_in', before: { ...before }, after: body });
		});
		return { ...(await queries.readSettings(database.app)), mail: mailConfigured(services.config) };
	},
	listProviders: async ({ database, services, request, query: { after = 0, limit = 100 } }) => {
		const rows = await stored.listProviders(database.app, after, limit + 1);
		const items = rows.slice(0, limit).map((row) => shown(row, callbackUrl(services, request)));
		return { items, next: rows.length > limit ? items.at(-1)!.id : null };
	},
	createProvider: async ({ database, principal, services, request, body }) => {
		const { client_secret, ...fields } = body;
		demandDomains(fields);
		const row = await write(database, principal, async (client) => {
			await demandAll(client, principal);
			const id = await stored.insertProvider(client, fields);
			if (client_secret) await stored.setSecret(client, id, services.keyring.seal(secretPlace(id), client_secret));
			await audit(client, { action: 'sign_in.provider_add', entity: 'identity_providers', entity_id: id, after: fields });
			return providerOrThrow(client, id);
		});
		return shown(row, callbackUrl(services, request));
	},
	updateProvider: async ({ database, principal, services, request, params, body }) => {
		const { client_secret, ...changes } = body;
		const row = await write(database, principal, async (client) => {
			await demandAll(client, principal);
			const { id, version, client_secret: _, ...before } = await providerOrThrow(client, params.id);
			const after = { ...before, ...changes };
			demandDomains(after);
			const based = versionOf(request) ?? version;
			if (based !== version || !(await stored.changeProvider(client, id, based, after))) throw signInError('provider_changed');
			if (client_secret !== undefined)
				await stored.setSecret(client, id, client_secret === null ? null : services.keyring.seal(secretPlace(id), client_secret));
			await audit(client, { action: 'sign_in.provider_change', entity: 'identity_providers', entity_id: id, before, after });
			return providerOrThrow(client, id);
		});
		return shown(row, callbackUrl(services, request));
	},
	deleteProvider: async ({ database, principal, params }) => {
		await write(database, principal, async (client) => {
			if (!(await stored.removeProvider(client, params.id))) throw signInError('provider_unknown', { id: params.id });
			await audit(client, { action: 'sign_in.provider_remove', entity: 'identity_providers', entity_id: params.id });
		});
		return null;
	},
	testProvider: async ({ database, services, params }) => {
		const { issuer } = await providerOrThrow(database.app, params.id);
		const { authorization_endpoint } = await discover(issuer, services.config);
		return { authorization_endpoint };
	},
	makeLink: async ({ principal, services, params, body }) => makeLinkFor(services, principal, params.id, body.purpose, body.deliver),
	endPersonSessions: async ({ database, principal, params }) => {
		const ended = await write(database, principal, async (client) => {
			const account = await queries.lockAccount(client, params.id);
			if (!account) throw accessError('user_unknown', { id: params.id });
			await demandCoversPerson(client, await ownRights(client, principal), account.id);
			const count = await deleteSessions(client, account.id);
			await audit(client, { action: 'sign_in.end_sessions', entity: 'users', entity_id: account.id, count });
			return count;
		});
		forgetPrincipals(database);
		return { ended };
	},
	endAllSessions: async ({ database, principal, body }) => {
		const ended = await write(database, principal, async (client) => {
			await demandAll(client, principal);
			const count = await deleteAllSessions(client, principal.session_id ?? null);
			await audit(client, { action: 'sign_in.end_all_sessions', entity: 'user_sessions', count, reason: body.reason });
			return count;
		});
		forgetPrincipals(database);
		return { ended };
	},
	resetSecondFactor: async ({ database, principal, services, params, body }) => {
		await write(database, principal, async (client) => {
			const account = await queries.lockAccount(client, params.id);
			if (!account) throw accessError('user_unknown', { id: params.id });
			await demandCoversPerson(client, await ownRights(client, principal), account.id);
			await removeFactors(client, account.id);
			await queries.forgetDevices(client, account.id);
			await deleteSessions(client, account.id);
			await tell(client, services, account, 'factor_reset');
			await audit(client, { action: 'sign_in.reset_factor', entity: 'users', entity_id: account.id, reason: body.reason });
		});
		forgetPrincipals(database);
		return null;
	},
};
