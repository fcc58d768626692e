// The page's connection to the server: the typed client with the chosen language, and a sign-in in place when the session has ended.
import { createClient } from '../client.ts';
import { reasonHeader } from '../platform/reason.ts';
import { doubt, Unreachable } from './connection.ts';
import { dropDrafts } from './draft-store.ts';
import { currentLanguage } from './i18n.ts';

type Waiter = () => Promise<void>;
let askToSignIn: Waiter | null = null;
let askToConfirm: (() => Promise<boolean>) | null = null;
let askWhy: (() => Promise<string | null>) | null = null;

/** Installs what happens when a request meets an ended session: the promise settles when the person has signed in again. */
export function onSessionEnd(ask: Waiter | null): void {
	askToSignIn = ask;
}

/** Installs what happens when something asks for a reason: the promise gives it, or null where the person would rather not. */
export function onReasonNeeded(ask: (() => Promise<string | null>) | null): void {
	askWhy = ask;
}

/** Installs what happens when something sensitive asks to prove anew who one is: the promise says whether the person did. */
export function onConfirmNeeded(ask: (() => Promise<boolean>) | null): void {
	askToConfirm = ask;
}

/** Whether a request was refused with this code. */
async function isRefused(reply: Response, status: number, code: string): Promise<boolean> {
	if (reply.status !== status) return false;
	const document: { code?: string } = await reply
		.clone()
		.json()
		.catch(() => ({}));
	return document.code === code;
}

/** Sends a request; one that does not arrive raises the question whether the server is there. */
function orDoubt(send: typeof fetch): typeof fetch {
	return async (input, init) => {
		try {
			return await send(input, init);
		} catch (cause) {
			if (!(cause instanceof TypeError)) throw cause;
			doubt();
			throw new Unreachable(cause.message, { cause });
		}
	};
}

/**
 * Sends a request; where the session has ended, waits until the person has signed in again and sends it once more, so that nothing
 * that was typed is lost.
 */
function withSession(plain: typeof fetch): typeof fetch {
	const send = orDoubt(plain);
	return async (input, init) => {
		const reply = await send(input, init);
		if (askToConfirm && (await isRefused(reply, 403, 'fresh_sign_in_needed'))) return (await askToConfirm()) ? send(input, init) : reply;
		if (askWhy && (await isRefused(reply, 400, 'reason_needed'))) {
			const reason = await askWhy();
			return reason === null
				? reply
				: send(input, { ...init, headers: { ...init?.headers, [reasonHeader]: encodeURIComponent(reason.trim()) } });
		}
		// A wrong code of a second factor is refused with 401 as well, and is no end of the session.
		if (!askToSignIn || !(await isRefused(reply, 401, 'sign_in_needed'))) return reply;
		await askToSignIn();
		return send(input, init);
	};
}

export const client = createClient({ language: currentLanguage, fetch: withSession((input, init) => fetch(input, init)) });

/** For signing in itself, and for proving who one is: a refusal there is an answer, not the end of a session. */
export const gate = createClient({ language: currentLanguage, fetch: orDoubt((input, init) => fetch(input, init)) });

/** A request whose bytes are counted while they leave; fetch() cannot tell. As fetch() it throws TypeError where the server cannot be reached. */
function counting(onSent: (bytes: number) => void): typeof fetch {
	return (input, init = {}) =>
		new Promise((resolve, reject) => {
			const request = new XMLHttpRequest();
			request.open(init.method ?? 'GET', String(input));
			for (const [name, value] of Object.entries(init.headers ?? {})) request.setRequestHeader(name, value);
			request.upload.onprogress = ({ loaded }) => onSent(loaded);
			request.onload = () => resolve(new Response(request.responseText, { status: request.status, statusText: request.statusText }));
			request.onerror = () => reject(new TypeError('network'));
			request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
			init.signal?.addEventListener('abort', () => request.abort());
			if (init.signal?.aborted) request.abort();
			else request.send(init.body as XMLHttpRequestBodyInit);
		});
}

/** A client for one upload, which tells how many bytes have left. */
export function uploadClient(onSent: (bytes: number) => void): typeof client {
	return createClient({ language: currentLanguage, fetch: withSession(counting(onSent)) });
}

/** The browser did not keep the cookie of the session. */
export class NoCookie extends Error {
	override readonly name = 'NoCookie';
}

/** Throws NoCookie where the browser did not keep the cookie of the session that just began: every page would send back to the sign-in. */
export async function demandCookie(): Promise<void> {
	const { user } = await gate.access.getSession();
	if (!user) throw new NoCookie();
}

/** Signs in with a password, for whoever has no second factor. */
export async function signIn(email: string, password: string): Promise<void> {
	await gate.signIn.signIn({ body: { email, password } });
	await demandCookie();
}

/** Signs out; nothing unfinished stays on the device. */
export async function signOut(): Promise<void> {
	await gate.signIn.signOut();
	dropDrafts();
}
