// Retention: whom a policy is about, doing what it says, and the holds that go before it.
import { audit } from '../../platform/audit.ts';
import { allFieldRights } from '../../platform/auth.ts';
import { asOwner } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import type { ListContext } from '../customers/filter.ts';
import { erase } from './erasure-jobs.ts';
import * as queries from './retention-queries.ts';
import type { Policy } from './schema.ts';

/** Customers in one transaction; and of one policy in one night, so that a mistake is noticed before it has reached everybody. */
const step = 200;
const mostANight = 20_000;

/** Conditions as the program itself reads them: of all customers. */
export async function contextOf({ config, database }: Pick<Services, 'config' | 'database'>): Promise<ListContext> {
	return {
		attributes: await attributeMap(database.owner),
		country: config.defaultCountry,
		keyring: database.keyring,
		reader: { field_rights: allFieldRights },
	};
}

/** Lays all holds that stand on whom they are about now. */
export async function refreshHolds(services: Services): Promise<void> {
	const context = await contextOf(services);
	await asOwner(services.database, async (client) => {
		for (const hold of await queries.standingHolds(client)) await queries.layHold(client, hold, context);
	});
}

async function applyTo(services: Services, policy: Policy, ids: readonly number[]): Promise<void> {
	if (policy.action === 'restrict') {
		await asOwner(services.database, async (client) => {
			const limits = await queries.restrictCustomers(client, ids, `retention ${policy.id}`);
			await audit(client, {
				action: 'privacy.retention_restrict',
				entity: 'processing_limits',
				detail: { policy_id: policy.id },
				count: limits.length,
			});
		});
		return;
	}
	// Counted first: what is left of them is a number, and a crash between the two counts them twice rather than never.
	if (policy.action === 'anonymise')
		await asOwner(services.database, async (client) => {
			const count = await queries.countAnonymised(client, ids);
			await audit(client, { action: 'privacy.anonymise', entity: 'anonymised_counts', detail: { policy_id: policy.id }, count });
		});
	await erase(services, ids, { cause: 'retention', reason: `retention policy ${policy.id}` });
}

/** Does what one policy says, up to a bound; returns of how many customers. */
export async function runPolicy(services: Services, policy: Policy, signal?: AbortSignal): Promise<number> {
	const { owner } = services.database;
	const context = await contextOf(services);
	let done = 0;
	for (let after = 0; done < mostANight; ) {
		signal?.throwIfAborted();
		const ids = await queries.dueCustomers(owner, policy, context, after, Math.min(step, mostANight - done));
		if (ids.length === 0) break;
		await applyTo(services, policy, ids);
		done += ids.length;
		after = ids.at(-1)!;
	}
	await asOwner(services.database, async (client) => {
		await queries.noteRun(client, policy.id, done);
		await audit(client, {
			action: 'privacy.retention_run',
			entity: 'retention_policies',
			entity_id: policy.id,
			detail: { count: done, action: policy.action },
		});
	});
	return done;
}

/** All policies that are switched on, after the holds were laid anew. */
export async function runRetention(services: Services, signal?: AbortSignal): Promise<void> {
	await refreshHolds(services);
	for (const policy of await queries.listPolicies(services.database.owner, 0, 1000))
		if (policy.active) await runPolicy(services, policy, signal);
}
