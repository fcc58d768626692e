// Guessing is slowed down where it comes from: attempts are counted by account and place, so that nobody can lock somebody else out. A browser in
// which the person signed in before is a place of its own: its owner goes on signing in while others guess.

import { callerOf } from '../../platform/addresses.ts';
import { write } from '../../platform/database.ts';
import { readCookieHash } from './cookies.ts';
import { countFailure, forgetFailures, uncount } from './factor-queries.ts';
import { contextOf, type Visit } from './flow.ts';
import { signInError } from './messages.ts';
import { warn } from './notices.ts';
import { type Account, isKnownDevice } from './queries.ts';

/** Of one account from one place: five attempts, then pauses of 5, 10, 20 … seconds up to a quarter of an hour: some hundred guesses a day. */
const perAccount = { free: 5, first: 5, most: 900 };
/** Of all accounts together from one address, where many people may sit behind it: one password tried with many names. */
const perAddress = { free: 30, first: 5, most: 900 };

interface Attempt {
	/** To be called when it succeeded: the count begins anew. */
	readonly succeeded: () => Promise<void>;
}

/**
 * Counts an attempt, before it is looked at.
 * @param name what is guessed at: an address, whether or not somebody has it, or a person's second factor
 * @throws AppError sign_in_too_often
 */
export async function countAttempt(visit: Visit, name: string, account: Account | null): Promise<Attempt> {
	const { services, request, reply } = visit;
	const { database, keyring, config } = services;
	const hashed = (text: string) => keyring.mac('sign_in.attempts', text);
	const cookie = readCookieHash(request, config, 'device');
	const known = cookie !== null && account !== null && (await isKnownDevice(database.app, account.id, cookie));
	const address = hashed(`address ${callerOf(request.ip)}`);
	const place = known ? hashed(`device ${cookie.toString('hex')}`) : address;
	const [everybody, whom] = [hashed('everybody'), hashed(name)];
	const refuse = (seconds: number) => {
		reply.header('retry-after', seconds);
		return signInError('sign_in_too_often', { seconds });
	};
	if (!known) {
		const { wait } = await countFailure(database.app, everybody, address, perAddress);
		if (wait > 0) throw refuse(wait);
	}
	const { wait, failures } = await countFailure(database.app, whom, place, perAccount);
	if (wait > 0) {
		if (!known) await uncount(database.app, everybody, address);
		throw refuse(wait);
	}
	// Told with the attempt that makes the first pause; of somebody who is not there nobody is told.
	if (failures === perAccount.free && account)
		await write(database, contextOf(visit), (client) => warn(client, services, account, 'guessing_slowed', request.ip));
	return {
		succeeded: async () => {
			await forgetFailures(database.app, whom, place);
			if (!known) await uncount(database.app, everybody, address);
		},
	};
}
