// Legal holds at the moment when something is to be destroyed: whom their conditions choose is looked at anew.
import { allFieldRights } from '../../platform/auth.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import type { ListContext } from '../customers/filter.ts';
import * as queries from './retention-queries.ts';

/** Conditions as the program itself reads them: of all customers. */
export async function contextOf({ config, keyring }: Pick<Services, 'config' | 'keyring'>, client: Queryable): Promise<ListContext> {
	return {
		attributes: await attributeMap(client),
		country: config.defaultCountry,
		keyring,
		reader: { field_rights: allFieldRights },
	};
}

/** Lays all holds that stand on whom they are about now. */
export async function refreshHolds(services: Pick<Services, 'config' | 'keyring' | 'database'>): Promise<void> {
	await asOwner(services.database, async (client) => {
		const context = await contextOf(services, client);
		for (const hold of await queries.standingHolds(client)) await queries.layHold(client, hold, context);
	});
}

/** The same for a few customers, before they are destroyed. Owner-side. */
export async function refreshHoldsOn(
	client: Queryable,
	services: Pick<Services, 'config' | 'keyring'>,
	customers: readonly number[],
): Promise<void> {
	const holds = await queries.standingHolds(client);
	if (holds.length === 0) return;
	const context = await contextOf(services, client);
	for (const hold of holds) await queries.layHold(client, hold, context, customers);
}
