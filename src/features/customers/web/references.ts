// The customers that values of type reference name: asked for one by one, read together in one request.
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

export interface Referenced {
	readonly id: number;
	readonly name: string | null;
}

interface Waiter {
	readonly resolve: (found: Referenced | null) => void;
	readonly reject: (cause: unknown) => void;
}

/** Ids in one address: 200 of them take some 3 kB. */
const most = 200;
let waiting = new Map<number, Waiter[]>();

function load(id: number): Promise<Referenced | null> {
	return new Promise((resolve, reject) => {
		// What is drawn at once asks at once: the request goes out after the last of them.
		if (waiting.size === 0) setTimeout(readAll);
		waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
	});
}

function readAll(): void {
	const asked = [...waiting];
	waiting = new Map();
	for (let at = 0; at < asked.length; at += most) void read(asked.slice(at, at + most));
}

async function read(asked: readonly (readonly [number, readonly Waiter[]])[]): Promise<void> {
	try {
		const filter = JSON.stringify([{ field: 'id', op: 'in', value: asked.map(([id]) => id) }]);
		const { items } = await client.customers.listCustomers({ query: { filter, fields: 'id,name,company', limit: most } });
		const found = new Map(items.map(({ id, name, company }) => [id, { id, name: name || company || null }]));
		for (const [id, waiters] of asked) for (const { resolve } of waiters) resolve(found.get(id) ?? null);
	} catch (cause) {
		for (const [, waiters] of asked) for (const { reject } of waiters) reject(cause);
	}
}

/** The customer under this id; null where there is none or the person may not see it. */
export const referenceQuery = (id: number) =>
	queryOptions({ queryKey: ['customers', 'reference', id], queryFn: () => load(id), staleTime: 60_000 });
