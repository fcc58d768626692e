// The customers that values of type reference name: asked for one by one, read together in one request.
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { batched } from '../../../web/shared/batched.ts';

export interface Referenced {
	readonly id: number;
	readonly name: string | null;
}

/** Ids in one address: 200 of them take some 3 kB. */
const most = 200;

const load = batched<Referenced>(most, async (ids) => {
	const filter = JSON.stringify([{ field: 'id', op: 'in', value: ids }]);
	const { items } = await client.customers.listCustomers({ query: { filter, fields: 'id,name,company', limit: most } });
	return new Map(items.map(({ id, name, company }) => [id, { id, name: name || company || null }]));
});

/** The customer under this id; null where there is none or the person may not see it. */
export const referenceQuery = (id: number) =>
	queryOptions({ queryKey: ['customers', 'reference', id], queryFn: () => load(id), staleTime: 60_000 });
