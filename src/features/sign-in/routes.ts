// From the endpoints of signing in to what they do.
import type { FastifyInstance } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import { mailConfigured } from '../../platform/mail.ts';
import { noteRefused } from '../../platform/refusals.ts';
import type { Services } from '../../platform/services.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { deleteSessions } from '../access/queries.ts';
import { sessionTokenOf } from '../access/session-token.ts';
import { readInstallation } from '../operations/installation-queries.ts';
import { endSessionCookie } from './cookies.ts';
import type { signInEndpoints } from './endpoints.ts';
import { passkeysOf } from './factor-queries.ts';
import { contextOf, demandOwnPage, noteRefusal, pendingOf } from './flow.ts';
import { demandFresh, sessionOf } from './fresh.ts';
import { askForNewPassword, askToChangeEmail, readLink, spendLink } from './links.ts';
import { signInError } from './messages.ts';
import { codeOf } from './oidc.ts';
import * as own from './own.ts';
import { passkeyOwner, readRegistration, signInWithPasskey, startPasskey, startRegistration } from './passkeys.ts';
import { isPasswordOf, signInWithPassword } from './passwords.ts';
import { enabledProviders, linkedProviders, unlinkAccount } from './provider-queries.ts';
import { callbackPath, comeBack, finishArrival, goToProvider } from './providers.ts';
import * as queries from './queries.ts';
import { administrationHandlers } from './routes-administration.ts';
import { factorsOf } from './rules.ts';
import { finishWithCode, takeAnyCode } from './second-factor.ts';
import { countAttempt } from './throttle.ts';

/** Where one's own account is on the page. */
const securityPage = '/settings/security';

export const signInHandlers: Handlers<typeof signInEndpoints, Services> = {
	...administrationHandlers,

	// ---------------------------------------------------------------------------------------------------------------- before the sign-in
	getSignInOptions: async (call) => {
		const pending = await pendingOf(call);
		return {
			providers: await enabledProviders(call.database.app),
			mail: mailConfigured(call.services.config),
			pending: pending && factorsOf(pending.account),
		};
	},
	signIn: async (call) => {
		demandOwnPage(call);
		return signInWithPassword(call, call.body);
	},
	signInSecondFactor: async (call) => {
		demandOwnPage(call);
		return finishWithCode(call, call.body.method, call.body.code);
	},
	startPasskey: async (call) => {
		demandOwnPage(call);
		const pending = await pendingOf(call);
		return { options: await startPasskey(call, 'passkey', pending?.account.id ?? null) };
	},
	signInPasskey: async (call) => {
		demandOwnPage(call);
		return signInWithPasskey(call, call.body.answer, call.body.remember);
	},
	startProvider: async (call) => {
		demandOwnPage(call);
		return { url: await goToProvider(call, call.body.provider_id, null, call.body.to ?? '/customers') };
	},
	finishProvider: async (call) => {
		demandOwnPage(call);
		return finishArrival(call);
	},
	signOut: async (call) => {
		demandOwnPage(call);
		const { database, request, reply, services } = call;
		const token = sessionTokenOf(request);
		if (token)
			await write(database, call.principal.user_id > 0 ? call.principal : contextOf(call), async (client) => {
				const user_id = await queries.endSessionByToken(client, token);
				if (user_id !== null) await audit(client, { action: 'sign_in.end', entity: 'users', entity_id: user_id });
			});
		forgetPrincipals(database);
		endSessionCookie(reply, services.config);
		return null;
	},
	forgotPassword: async (call) => {
		demandOwnPage(call);
		await askForNewPassword(call, call.body.email);
		return null;
	},
	readLink: async (call) => {
		demandOwnPage(call);
		return readLink(call.services, call.body.token);
	},
	spendLink: async (call) => {
		demandOwnPage(call);
		return spendLink(call, call.body.token, call.body.password);
	},

	// ---------------------------------------------------------------------------------------------------------------- one's own account
	getSecurity: async (call) => {
		const { database, principal, request, services } = call;
		const { limited, fresh } = await sessionOf(database, principal, request);
		const account = (await queries.accountById(database.app, principal.user_id))!;
		const linked = await linkedProviders(database.app, account.id);
		return {
			password: account.password !== null,
			totp: account.totp,
			recovery_codes: account.recovery_codes,
			passkeys: await passkeysOf(database.app, account.id),
			providers: (await enabledProviders(database.app)).map((one) => ({ ...one, linked: linked.includes(one.id) })),
			required: await own.isFactorRequired(services, account.id),
			limited,
			fresh,
		};
	},
	confirmIdentity: async (call) => {
		const { database, principal, request, body } = call;
		const { limited } = await sessionOf(database, principal, request);
		const account = (await queries.accountById(database.app, principal.user_id))!;
		const attempt = await countAttempt(call, `confirm ${account.id}`, account);
		const right =
			'password' in body
				? await isPasswordOf(account, body.password)
				: (await passkeyOwner(call, 'confirm', body.answer)) === principal.user_id;
		if (!right) {
			await noteRefusal(call, account.id, 'confirm', principal);
			throw 'password' in body ? signInError('password_wrong') : signInError('passkey_refused');
		}
		// A passkey is both factors; a password alone is less than what began the session (ASVS 7.5.1).
		if ('password' in body && factorsOf(account).length > 0) {
			const { code } = body;
			if (code === undefined) throw signInError('second_factor_asked');
			if (!(await write(database, principal, (client) => takeAnyCode(client, call.services, account, code)))) {
				await noteRefusal(call, account.id, 'confirm', principal);
				throw signInError('second_factor_wrong');
			}
		}
		await attempt.succeeded();
		await own.renewSession(call, limited);
		return null;
	},
	startConfirm: async (call) => {
		await sessionOf(call.database, call.principal, call.request);
		return { options: await startPasskey(call, 'confirm', call.principal.user_id) };
	},
	startTotp: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		const { name = 'Clientele' } = await readInstallation(call.database.app);
		return own.startTotp(call, name);
	},
	confirmTotp: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		return { recovery_codes: await own.confirmTotp(call, call.body.code) };
	},
	removeTotp: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		await own.removeTotp(call);
		return null;
	},
	renewRecoveryCodes: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		return { recovery_codes: await own.renewRecoveryCodes(call) };
	},
	startPasskeyRegistration: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		return { options: await startRegistration(call, (await queries.accountById(call.database.app, call.principal.user_id))!) };
	},
	addPasskey: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		const passkey = await readRegistration(call, call.principal.user_id, call.body.answer);
		return own.addPasskey(call, passkey, call.body.name);
	},
	removePasskey: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		await own.removePasskey(call, call.params.id);
		return null;
	},
	listSessions: async ({ database, principal, request }) => {
		const { token } = await sessionOf(database, principal, request);
		return { items: await queries.sessionsOf(database.app, principal.user_id, token) };
	},
	endSession: async ({ database, principal, request, params }) => {
		await sessionOf(database, principal, request);
		await demandFresh(database, principal, request);
		await write(database, principal, async (client) => {
			if (!(await queries.endSession(client, principal.user_id, params.id))) throw signInError('session_unknown');
			await audit(client, { action: 'sign_in.end', entity: 'users', entity_id: principal.user_id, detail: { session: params.id } });
		});
		forgetPrincipals(database);
		return null;
	},
	endOtherSessions: async ({ database, principal, request }) => {
		const { token } = await sessionOf(database, principal, request);
		await demandFresh(database, principal, request);
		await write(database, principal, async (client) => {
			await deleteSessions(client, principal.user_id, token);
			await audit(client, { action: 'sign_in.end', entity: 'users', entity_id: principal.user_id, detail: { sessions: 'others' } });
		});
		forgetPrincipals(database);
		return null;
	},
	changeEmail: async ({ database, principal, request, services, body }) => {
		await demandFresh(database, principal, request);
		await askToChangeEmail(services, principal, body.email);
		return null;
	},
	linkProvider: async (call) => {
		await demandFresh(call.database, call.principal, call.request);
		return { url: await goToProvider(call, call.params.id, call.principal.user_id, securityPage) };
	},
	unlinkProvider: async (call) => {
		const { database, principal, request, params } = call;
		await demandFresh(database, principal, request);
		await write(database, principal, async (client) => {
			const account = (await queries.lockAccount(client, principal.user_id))!;
			const others = (await linkedProviders(client, account.id)).filter((id) => id !== params.id);
			if (account.password === null && account.passkeys === 0 && others.length === 0) throw signInError('provider_last');
			if (!(await unlinkAccount(client, account.id, params.id))) throw signInError('provider_unknown', { id: params.id });
			await audit(client, { action: 'sign_in.unlink_provider', entity: 'users', entity_id: account.id, detail: { provider: params.id } });
		});
		return null;
	},
};

/** What the OpenAPI document says of that address. */
export const callbackOperation = {
	operationId: 'identityProviderCallback',
	summary: 'Where an identity provider leads back to (OpenID Connect); takes the cookie of the way there, once',
	tags: ['sign-in'],
	security: [],
	parameters: ['code', 'state', 'iss', 'error', 'error_description'].map((name) => ({
		name,
		in: 'query',
		required: false,
		schema: { type: 'string', maxLength: 5_000 },
	})),
	responses: {
		303: { description: 'Leads to the page, signed in or with the reason why not.', headers: { Location: { schema: { type: 'string' } } } },
	},
};

/** Adds the address to which identity providers lead back: the one that is no endpoint, since it answers with another address of the page. */
export function registerCallback(app: FastifyInstance, services: Services): void {
	const refused = noteRefused(services, async () => null);
	app.get(callbackPath, async (request, reply) => {
		const query = Object.fromEntries(Object.entries(request.query as object).map(([name, value]) => [name, String(value).slice(0, 5_000)]));
		const to = await comeBack({ services, request, reply }, query).catch(async (cause) => {
			await refused({
				cause,
				request,
				principal: contextOf({ request }),
				endpoint: { method: 'GET', path: callbackPath, permission: 'public' },
			});
			return `/sign-in?refused=${codeOf(cause)}`;
		});
		return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(to, 303);
	});
}
