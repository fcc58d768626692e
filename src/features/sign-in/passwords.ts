// Signing in with a password.
import { may } from '../../platform/auth.ts';
import { hashPassword, verifyPassword } from '../access/accounts.ts';
import { userPrincipal } from '../access/queries.ts';
import { afterFirstFactor, noteRefusal, type Visit } from './flow.ts';
import { signInError } from './messages.ts';
import { providerOfDomain } from './provider-queries.ts';
import { type Account, accountByEmail } from './queries.ts';
import { newToken } from './rules.ts';
import type { SignInResult } from './schema.ts';
import { countAttempt } from './throttle.ts';

/** What is compared with where there is nobody, or nobody with a password: an answer takes one hash in any case, so that its time tells nothing. */
let nobodysHash: Promise<string> | undefined;

/** Whether it is this person's password; takes one hash, whoever it is. */
export async function isPasswordOf(account: Pick<Account, 'password'> | null, password: string): Promise<boolean> {
	nobodysHash ??= hashPassword(newToken());
	const right = await verifyPassword(account?.password ?? (await nobodysHash), password);
	return right && account !== null && account.password !== null;
}

/**
 * @throws AppError sign_in_too_often, sign_in_refused, account_disabled, password_by_provider
 */
export async function signInWithPassword(
	visit: Visit,
	{ email, password, remember = true }: { readonly email: string; readonly password: string; readonly remember?: boolean | undefined },
): Promise<SignInResult> {
	const { database } = visit.services;
	const account = await accountByEmail(database.app, email);
	const attempt = await countAttempt(visit, email, account);
	if (!(await isPasswordOf(account, password)) || !account) {
		await noteRefusal(visit, account?.id ?? null, 'password');
		throw signInError('sign_in_refused');
	}
	await attempt.succeeded();
	const provider = await providerOfDomain(database.app, email);
	// Whoever looks after people keeps a way in for the day on which the provider is away.
	if (provider && !provider.password_allowed && !may(await userPrincipal(database.app, account.id), 'users.manage')) {
		await noteRefusal(visit, account.id, 'provider_only');
		throw signInError('password_by_provider', { name: provider.name });
	}
	return afterFirstFactor(visit, account, 'password', { remember });
}
