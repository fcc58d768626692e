// The second factor: the code of an authenticator app, or a recovery code, each taken once.
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { write } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import * as factors from './factor-queries.ts';
import { begin, contextOf, noteRefusal, pendingOf, type Visit } from './flow.ts';
import { signInError } from './messages.ts';
import { tell } from './notices.ts';
import { type Account, countAttempt as countTry, takeFlow } from './queries.ts';
import { newRecoveryCodes, plainRecoveryCode, stepOfCode } from './rules.ts';
import type { SignInResult } from './schema.ts';
import { countAttempt } from './throttle.ts';

/** Where a person's secret is sealed. */
const place = (user_id: number) => `user_totp.secret:${user_id}`;

export function sealSecret({ keyring }: Services, user_id: number, secret: string): string {
	return keyring.seal(place(user_id), secret);
}

/** Takes a code of a person's app: true once for each code. `confirm`: the first one, which makes the app count. */
export async function takeTotp(client: Queryable, { keyring }: Services, user_id: number, code: string, confirm = false): Promise<boolean> {
	const known = await factors.totpOf(client, user_id);
	if (!known || (!known.confirmed && !confirm)) return false;
	const step = stepOfCode(keyring.open(place(user_id), known.secret), code, Date.now());
	return step !== null && factors.takeStep(client, user_id, step, confirm);
}

const hashOfCode = ({ keyring }: Services, user_id: number, code: string) =>
	keyring.mac('sign_in.recovery', `${user_id}:${plainRecoveryCode(code)}`);

/** Makes ten new recovery codes of a person; they are told this once. */
export async function makeRecoveryCodes(client: Queryable, services: Services, user_id: number): Promise<string[]> {
	const codes = newRecoveryCodes();
	await factors.setRecoveryCodes(
		client,
		user_id,
		codes.map((code) => hashOfCode(services, user_id, code)),
	);
	return codes;
}

/** How often a code may be tried before one has to begin anew. */
const tries = 5;

/**
 * Finishes a sign-in that waits for its second factor.
 * @throws AppError second_factor_over, second_factor_wrong, sign_in_too_often, account_disabled
 */
export async function finishWithCode(visit: Visit, method: 'totp' | 'recovery', code: string): Promise<SignInResult> {
	const { services } = visit;
	const { database } = services;
	const pending = await pendingOf(visit);
	if (!pending) throw signInError('second_factor_over');
	const { account, hash } = pending;
	const attempt = await countAttempt(visit, `second factor ${account.id}`, account);
	if (!(await countTry(database.app, hash, tries))) throw signInError('second_factor_over');
	const right = await write(database, contextOf(visit, account.id), (client) => takeCode(client, services, account, method, code));
	if (!right) {
		await noteRefusal(visit, account.id, method);
		throw signInError('second_factor_wrong');
	}
	await attempt.succeeded();
	// Taken at the end: a code that is wrong leaves it, and of two right ones at once one goes on.
	if (!(await takeFlow(database.app, hash, 'second_factor'))) throw signInError('second_factor_over');
	return begin(visit, account, pending.method, pending.remember, true);
}

/** Takes a code beside the password, of the app or for recovery, told by its form. */
export const takeAnyCode = (client: pg.PoolClient, services: Services, account: Account, code: string): Promise<boolean> =>
	takeCode(client, services, account, /^[\d\s-]*$/.test(code) ? 'totp' : 'recovery', code);

async function takeCode(
	client: pg.PoolClient,
	services: Services,
	account: Account,
	method: 'totp' | 'recovery',
	code: string,
): Promise<boolean> {
	const right =
		method === 'totp'
			? await takeTotp(client, services, account.id, code)
			: await factors.takeRecoveryCode(client, account.id, hashOfCode(services, account.id, code));
	if (!right) return false;
	await audit(client, { action: 'sign_in.second_factor', entity: 'users', entity_id: account.id, detail: { method } });
	if (method === 'recovery') await tell(client, services, account, 'recovery_used');
	return true;
}
