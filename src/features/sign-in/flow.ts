// From a first factor that was right to a session: the second factor that may be asked for, the browser that may be new, what is noted of it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { authError, nobody } from '../../platform/auth.ts';
import { type Context, write } from '../../platform/database.ts';
import { refusalsOf, traceOf } from '../../platform/refusals.ts';
import type { Services } from '../../platform/services.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { userPrincipal } from '../access/queries.ts';
import { isSameOrigin } from '../access/rules.ts';
import { sessionTokenOf } from '../access/session-token.ts';
import { beginSession } from '../access/sign-in.ts';
import { readCookieHash, setCookie } from './cookies.ts';
import { signInError } from './messages.ts';
import { warn } from './notices.ts';
import * as queries from './queries.ts';
import { factorRequired, factorsOf, hashOfToken, newToken } from './rules.ts';
import type { SignInMethod, SignInResult } from './schema.ts';

/** A request that is on its way to a session. */
export interface Visit {
	readonly services: Services;
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
}

/** How long the second factor, or a challenge, is waited for. */
export const waitSeconds = 600;
/** How long a browser is known after it was last used. */
const deviceSeconds = 400 * 86_400;

/** Statements of signing in: of this person, once that is known; from where is noted. */
export function contextOf({ request }: Pick<Visit, 'request'>, user_id = 0): Context {
	return { ...nobody, user_id, trace: traceOf(request, 'page'), request: { request: request.id } };
}

/** Refuses what does not come from our own page: another site must not sign somebody in as somebody else. */
export function demandOwnPage({ request, services }: Pick<Visit, 'request' | 'services'>): void {
	if (!isSameOrigin(request.headers, services.config.publicUrl)) throw authError('origin_refused');
}

/** Notes an attempt that failed, of whom where that is known. Never what was typed. `context`: of whoever is signed in and proves who he is. */
export async function noteRefusal(visit: Visit, user_id: number | null, reason: string, context = contextOf(visit)): Promise<void> {
	const entry = { action: 'sign_in.refused', entity: 'users', entity_id: user_id ?? 0, detail: { reason } };
	const { services, request } = visit;
	await refusalsOf(services).note({ context, ip: request.ip, key: `${user_id} ${reason}`, entry }, request);
}

/**
 * Goes on after the first factor: asks for a second one where the person has one and the first was not both at once, else begins the session.
 * @throws AppError account_disabled
 */
export async function afterFirstFactor(
	visit: Visit,
	account: queries.Account,
	method: SignInMethod,
	{ remember = true, complete = false }: { readonly remember?: boolean; readonly complete?: boolean } = {},
): Promise<SignInResult> {
	if (!account.active) throw signInError('account_disabled');
	const methods = complete ? [] : factorsOf(account);
	if (methods.length === 0) return begin(visit, account, method, remember, complete);
	const { services, reply } = visit;
	const token = newToken();
	const flow = { kind: 'second_factor' as const, user_id: account.id, detail: { method, remember } };
	await queries.insertFlow(services.database.app, hashOfToken(token), flow, waitSeconds);
	setCookie(reply, services.config, 'pending', token, waitSeconds);
	return { state: 'second_factor', methods };
}

/**
 * Begins a session. Its token is a new one; a session that the browser had before ends, so that none that somebody planted is raised.
 * @param complete the way in counts as two factors
 */
export async function begin(
	visit: Visit,
	account: queries.Account,
	method: SignInMethod,
	remember: boolean,
	complete: boolean,
): Promise<SignInResult> {
	const { services, request, reply } = visit;
	const { database, config } = services;
	if (!account.active) throw signInError('account_disabled');
	const { permissions } = await userPrincipal(database.app, account.id);
	const settings = await queries.readSettings(database.app);
	const limited = !complete && factorsOf(account).length === 0 && factorRequired(settings, permissions);
	const before = sessionTokenOf(request);
	const begun = await beginSession(services, request, account.id, remember);
	if (!begun) throw signInError('account_disabled');
	const known = readCookieHash(request, config, 'device');
	const device = known ? null : newToken();
	await write(database, contextOf(visit, account.id), async (client) => {
		if (before) await queries.endSessionByToken(client, before);
		const session = await queries.markSession(client, begun.token, method, limited);
		const { unexpected } = await queries.rememberDevice(client, account.id, known ?? hashOfToken(device!));
		if (unexpected) await warn(client, services, account, 'new_device', request.ip);
		await audit(client, {
			action: 'sign_in.begin',
			entity: 'users',
			entity_id: account.id,
			detail: { method, limited, new_device: unexpected, session },
		});
	});
	forgetPrincipals(database);
	if (device) setCookie(reply, config, 'device', device, deviceSeconds);
	setCookie(reply, config, 'pending', '', 0);
	reply.header('set-cookie', begun.cookies);
	return { state: 'signed_in', methods: [] };
}

/** Whose second factor is waited for in this browser, and how he began; null where nobody's is. */
export async function pendingOf({ services, request }: Pick<Visit, 'services' | 'request'>): Promise<{
	readonly hash: Buffer;
	readonly account: queries.Account;
	readonly method: SignInMethod;
	readonly remember: boolean;
} | null> {
	const hash = readCookieHash(request, services.config, 'pending');
	const flow = hash && (await queries.findFlow(services.database.app, hash, 'second_factor'));
	const account = flow?.user_id ? await queries.accountById(services.database.app, flow.user_id) : null;
	if (!hash || !flow || !account) return null;
	return { hash, account, method: flow.detail.method as SignInMethod, remember: flow.detail.remember === true };
}
