// What follows an erasure: the ledger and files at once, pages and the write-ahead log at a quiet hour.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { asOwner, bulk } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import type { Services } from '../../platform/services.ts';
import { type Erased, type Erasing, eraseCustomers } from './erasure.ts';
import { cleanFiles } from './erasure-files.ts';
import * as queries from './erasure-queries.ts';
import * as records from './erasure-record-queries.ts';
import { holdings } from './holdings.ts';
import { refreshHoldsOn } from './holds.ts';
import { appendLedger } from './ledger.ts';
import { completeErasures } from './physical.ts';

/** What follows the commit at once: the ledger outside the database, and the bytes of files. May run again. */
export async function afterErasure(services: Services, erasure_id: number): Promise<void> {
	await appendLedger(services);
	await cleanFiles(services, erasure_id);
}

/** Erases for a person, who has the right to, or for the program alone; what is outside the database follows before it answers. */
export async function erase(services: Services, ids: readonly number[], erasing: Erasing, principal?: Principal): Promise<Erased> {
	const { database } = services;
	const erased = principal
		? await bulk(database, principal, async (client, asOwnerStep) => {
				// The person is told that it is done: see bulk().
				await client.query('set local synchronous_commit = on');
				return asOwnerStep(() => eraseCustomers(client, services, ids, { by: principal.user_id, ...erasing }));
			})
		: await asOwner(database, (client) => eraseCustomers(client, services, ids, erasing));
	await afterErasure(services, erased.id);
	return erased;
}

/** What an erasure of this customer would destroy, and what it would leave. */
export async function previewOf(services: Pick<Services, 'database' | 'config' | 'keyring'>, id: number) {
	const { owner } = services.database;
	const subject = await queries.readSubject(owner, id);
	const members = await queries.readMembers(owner, id);
	await asOwner(services.database, (client) => refreshHoldsOn(client, services, members));
	const counted = Object.entries(await queries.countHoldings(owner, members));
	// What is left as proof without its text stays, too, and says why.
	const kept = ([table]: readonly [string, number]) => holdings[table]?.reason !== undefined;
	return {
		...subject,
		members,
		goes: Object.fromEntries(counted.filter((one) => !kept(one))),
		stays: Object.fromEntries(counted.filter(kept)),
		held_by: (await queries.holdOn(owner, members))?.name ?? null,
	};
}

/** Lets somebody who was erased be recorded again. */
export async function allowAgain(services: Services, id: number, reason: string, principal: Principal): Promise<void> {
	await bulk(services.database, principal, async (client, asOwnerStep) => {
		await client.query('set local synchronous_commit = on');
		await asOwnerStep(() => records.allow(client, id, principal.user_id, reason));
		await audit(client, { action: 'erasures.allow', entity: 'erasures', entity_id: id, reason });
	});
	await appendLedger(services);
}

const after: Task<{ erasure_id: number }> = ({ erasure_id }, services) => afterErasure(services, erasure_id);

const complete: Task = async (_payload, services) => {
	await completeErasures(services, 'quiet');
};

export const erasureTasks: Tasks = { [queries.afterTask]: after, 'privacy.complete_erasures': complete };

/** Each quarter of an hour, in the night alone unless a date comes near. */
export const erasureCrontab = '*/15 * * * * privacy.complete_erasures ?max=1&jobKey=privacy.complete_erasures';
