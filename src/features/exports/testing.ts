// What the tests of exports share: customers made through the same door as a person's.
import type { z } from 'zod';
import type { Principal } from '../../platform/auth.ts';
import { write } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { createCustomer } from '../customers/edit.ts';
import { customerInput } from '../customers/schema.ts';

/** Adds customers and returns their ids. */
export async function addCustomers(
	services: Services,
	principal: Principal,
	inputs: readonly z.input<typeof customerInput>[],
): Promise<number[]> {
	const ids: number[] = [];
	for (const input of inputs) {
		const made = await write(services.database, principal, (client) =>
			createCustomer(client, { principal, country: services.config.defaultCountry }, customerInput.parse(input)),
		);
		ids.push(made.id);
	}
	return ids;
}
