// One-time links: invitations, new passwords, changes of address. What stands in a link is kept as a hash alone, and used up by whoever comes first.
import { audit } from '../../platform/audit.ts';
import { nobody, type Principal } from '../../platform/auth.ts';
import { type Trace, write } from '../../platform/database.ts';
import type { Task } from '../../platform/jobs.ts';
import { mailConfigured } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { demandPassword, hashPassword } from '../access/accounts.ts';
import { demandCoversPerson, ownRights } from '../access/escalation.ts';
import { accessError } from '../access/messages.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { deleteSessions, setPasswordHash } from '../access/queries.ts';
import { contextOf, type Visit } from './flow.ts';
import { signInError } from './messages.ts';
import { linkUrl, mailLink, tell } from './notices.ts';
import * as queries from './queries.ts';
import { hashOfToken, newToken } from './rules.ts';
import type { LinkPurpose } from './schema.ts';
import { countAttempt } from './throttle.ts';

/** How long a link is good, in seconds. */
const lasts: Readonly<Record<LinkPurpose, number>> = { invitation: 7 * 86_400, password: 3_600, email: 86_400, email_old: 86_400 };

/**
 * Makes a link for somebody, by an administrator: sent by mail, or handed over.
 * @throws AppError user_unknown, account_disabled, mail_not_configured
 */
export async function makeLinkFor(
	services: Services,
	principal: Principal,
	user_id: number,
	purpose: 'invitation' | 'password',
	deliver: 'mail' | 'hand',
): Promise<{ sent: boolean; url: string | null; expires_at: string }> {
	const token = newToken();
	return write(services.database, principal, async (client) => {
		const account = await queries.lockAccount(client, user_id);
		if (!account) throw accessError('user_unknown', { id: user_id });
		if (!account.active) throw signInError('account_disabled');
		// Whoever has the link can sign in as that person.
		await demandCoversPerson(client, await ownRights(client, principal), user_id);
		const link = { purpose, user_id, email: account.email, created_by: principal.user_id, seconds: lasts[purpose] };
		const expires_at = await queries.insertLink(client, hashOfToken(token), link);
		if (deliver === 'mail') await mailLink(client, services, account, purpose, token);
		await audit(client, { action: 'sign_in.make_link', entity: 'users', entity_id: user_id, detail: { purpose, deliver } });
		return { sent: deliver === 'mail', url: deliver === 'hand' ? linkUrl(services, token) : null, expires_at };
	});
}

/** Where an address lies while the job waits. */
const forgottenPlace = 'sign_in.forgotten';

/**
 * Asks for a mail to set a new password. Whether there is such a person is looked at by a job: the answer, and the time it takes, are the same.
 * @throws AppError sign_in_too_often
 */
export async function askForNewPassword(visit: Visit, email: string): Promise<void> {
	const { database, jobs, keyring } = visit.services;
	await countAttempt(visit, `forgotten ${email}`, null);
	const { trace } = contextOf(visit);
	await jobs.add(database.app, 'sign_in.forgotten', { sealed: keyring.seal(forgottenPlace, email), trace }, { maxAttempts: 3 });
}

/** Sends that mail, where there is somebody to send it to; one in five minutes. */
export const sendForgotten: Task<{ readonly sealed: string; readonly trace?: Trace }> = async ({ sealed, trace }, services) => {
	if (!mailConfigured(services.config)) return;
	const email = services.keyring.open(forgottenPlace, sealed);
	await write(services.database, { ...nobody, trace: trace ?? { channel: 'page' } }, async (client) => {
		const account = await queries.accountByEmail(client, email);
		if (!account?.active || (await queries.wasSentLately(client, account.id, 'password'))) return;
		const token = newToken();
		const link = { purpose: 'password' as const, user_id: account.id, email, created_by: null, seconds: lasts.password };
		await queries.insertLink(client, hashOfToken(token), link);
		await mailLink(client, services, account, 'password', token);
		await audit(client, { action: 'sign_in.forgotten', entity: 'users', entity_id: account.id });
	});
};

/** Asks the old and the new address to confirm a change. Somebody else's address is not told of: its owner gets a mail that changes nothing. */
export async function askToChangeEmail(services: Services, principal: Principal, email: string): Promise<void> {
	await write(services.database, principal, async (client) => {
		const account = (await queries.lockAccount(client, principal.user_id))!;
		if (account.email === email) throw signInError('email_same');
		for (const purpose of ['email', 'email_old'] as const) {
			const token = newToken();
			const link = { purpose, user_id: account.id, email, created_by: account.id, seconds: lasts[purpose] };
			await queries.insertLink(client, hashOfToken(token), link);
			await mailLink(client, services, purpose === 'email' ? { ...account, email } : account, purpose, token, { email });
		}
		await audit(client, { action: 'sign_in.change_email', entity: 'users', entity_id: account.id, detail: { state: 'asked' } });
	});
}

/** Whom a link is for. @throws AppError link_invalid */
export async function readLink({ database }: Services, token: string): Promise<{ purpose: LinkPurpose; email: string; name: string }> {
	const link = await queries.findLink(database.app, hashOfToken(token));
	const account = link && (await queries.accountById(database.app, link.user_id));
	if (!link || !account) throw signInError('link_invalid');
	return { purpose: link.purpose, email: link.purpose.startsWith('email') ? (link.email ?? '') : account.email, name: account.name };
}

/**
 * Uses a link: sets the password and ends all sessions, or confirms an address. A password that will not do leaves the link good.
 * @throws AppError link_invalid, link_needs_password, email_taken, those of demandPassword
 */
export async function spendLink(
	visit: Visit,
	token: string,
	password: string | undefined,
): Promise<{ purpose: LinkPurpose; done: boolean }> {
	const { services } = visit;
	const { database } = services;
	const used = await write(database, contextOf(visit), async (client) => {
		const link = await queries.takeLink(client, hashOfToken(token));
		const account = link && (await queries.lockAccount(client, link.user_id));
		if (!link || !account) throw signInError('link_invalid');
		const { purpose } = link;
		const entity = { entity: 'users', entity_id: account.id } as const;
		if (purpose === 'email' || purpose === 'email_old') {
			// Both were made at one moment and end at one: the other one that does not wait was used.
			const other = purpose === 'email' ? 'email_old' : 'email';
			if (await queries.linkWaits(client, account.id, other, link.email!)) {
				await audit(client, { action: 'sign_in.change_email', ...entity, detail: { state: purpose } });
				return { purpose, done: false };
			}
			await queries.setEmail(client, account.id, link.email!);
			await queries.dropLinks(client, account.id);
			await tell(client, services, account, 'email_changed', { email: link.email! });
			await audit(client, { action: 'sign_in.change_email', ...entity, detail: { state: 'changed' } });
			return { purpose, done: true };
		}
		if (password === undefined) throw signInError('link_needs_password');
		await demandPassword(services, password, account.email, account.name);
		await setPasswordHash(client, account.id, await hashPassword(password));
		await deleteSessions(client, account.id);
		await queries.dropLinks(client, account.id);
		// Whoever had signed in may have been somebody else.
		await queries.forgetDevices(client, account.id);
		// Whoever got the mail has the address.
		await queries.noteVerified(client, account.id);
		if (account.password !== null) await tell(client, services, account, 'password_changed');
		await audit(client, { action: 'sign_in.set_password', ...entity, detail: { by: purpose } });
		return { purpose, done: true };
	});
	forgetPrincipals(database);
	return used;
}
