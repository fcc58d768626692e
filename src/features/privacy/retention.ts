// Retention: whom a policy is about, and doing what it says.
import { audit } from '../../platform/audit.ts';
import { asOwner } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { erase } from './erasure-jobs.ts';
import { contextOf, refreshHolds } from './holds.ts';
import * as queries from './retention-queries.ts';
import type { Policy } from './schema.ts';

/** Customers in one transaction; and of one policy in one night, so that a mistake is noticed before it has reached everybody. */
const step = 200;
const mostANight = 20_000;

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
	const context = await contextOf(services, owner);
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
