// From the endpoints around lists to their statements: boundaries, counts, groups, columns made fast, saved views.
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../platform/auth.ts';
import { cancellable, type Database, read, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import { JsonText } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { demandReadable } from '../../platform/masking.ts';
import type { Services } from '../../platform/services.ts';
import { listBoundaries } from './boundaries.ts';
import { countAll, groupCustomers } from './chosen.ts';
import * as columns from './column-indexes.ts';
import type { customerEndpoints } from './endpoints.ts';
import type { listEndpoints } from './endpoints-lists.ts';
import type { viewEndpoints } from './endpoints-views.ts';
import type { ListContext } from './filter.ts';
import { countCustomers, listCustomers } from './list.ts';
import { attributesCached, naturesCached } from './routes-attributes.ts';
import * as views from './views.ts';

const fastCache = new WeakMap<object, { at: number; fast: ReadonlySet<string> }>();

/** Columns made fast, read again after 2 s like the attributes. */
async function fastCached(database: Database): Promise<ReadonlySet<string>> {
	const known = fastCache.get(database);
	if (known && Date.now() - known.at < 2_000) return known.fast;
	const ready = (await columns.listColumnIndexes(database.app)).filter(({ state }) => state === 'ready');
	const fast = new Set(ready.map(({ field }) => field));
	fastCache.set(database, { at: Date.now(), fast });
	return fast;
}

/** What lists are built with. */
export async function listContext({
	database,
	services,
	principal,
}: {
	database: Database;
	services: Services;
	principal: Principal;
}): Promise<ListContext> {
	const [attributes, fast] = await Promise.all([attributesCached(database), fastCached(database)]);
	return { attributes, fast, country: services.config.defaultCountry, keyring: services.keyring, reader: principal };
}

/** Comes when whoever asked no longer waits for the answer: what would take long may end. */
function abandoned({ raw }: FastifyReply): AbortSignal {
	const controller = new AbortController();
	raw.once('close', () => {
		if (!raw.writableFinished) controller.abort();
	});
	return controller.signal;
}

type Own = Pick<typeof customerEndpoints, 'listCustomers' | 'countCustomers'> & typeof listEndpoints & typeof viewEndpoints;

export const listHandlers: Handlers<Own, Services> = {
	listCustomers: async (call) => {
		const context = await listContext(call);
		const page = await read(call.database, call.principal, (client) => listCustomers(client, call.query, context));
		return new JsonText(`{"items":[${page.items.join(',')}],"next":${JSON.stringify(page.next)}}`);
	},
	countCustomers: async (call) => {
		const context = await listContext(call);
		return read(call.database, call.principal, async (client) => {
			if (call.query.exact === 'true') {
				const work = () => countAll(client, call.principal.user_id, call.query, context);
				const count = await cancellable(call.database.app, client, work, abandoned(call.reply));
				if (count !== null) return { count, exact: true };
			}
			return countCustomers(client, call.query, context);
		});
	},
	listBoundaries: async (call) => {
		const context = await listContext(call);
		return read(call.database, call.principal, (client) => listBoundaries(client, call.query, context));
	},
	groupCustomers: async (call) => {
		const context = await listContext(call);
		return read(call.database, call.principal, (client) => groupCustomers(client, call.query, context));
	},
	listColumnIndexes: async ({ database }) => ({ items: await columns.listColumnIndexes(database.app) }),
	createColumnIndex: async (call) => {
		demandReadable(call.principal, (await naturesCached(call.database))(call.body.field));
		return changeColumnIndex(call, call.body.field, true);
	},
	deleteColumnIndex: async (call) => {
		await changeColumnIndex(call, call.params.field, false);
		return null;
	},
	listViews: ({ database, principal, query }) => read(database, principal, (client) => views.listViews(client, principal, query)),
	getView: ({ database, principal, params }) => read(database, principal, (client) => views.getView(client, principal, params.id)),
	createView: ({ database, principal, body }) => write(database, principal, (client) => views.createView(client, principal, body)),
	updateView: ({ database, principal, params, body, request }) =>
		write(database, principal, (client) => views.updateView(client, principal, params.id, body, versionOf(request))),
	deleteView: async ({ database, principal, params }) => {
		await write(database, principal, (client) => views.deleteView(client, principal, params.id));
		return null;
	},
};

/** Notes whether a column is to be fast and puts the work in line. Lists count on an index that goes no longer, and on a new one when it is there. */
async function changeColumnIndex(
	{ database, principal, services }: { database: Database; principal: Parameters<typeof write>[1]; services: Services },
	field: string,
	wanted: boolean,
) {
	const changed = await write(database, principal, async (client) => {
		const state = await columns.requestColumnIndex(client, field, wanted, principal.user_id);
		if (state.state !== 'ready') await services.jobs.add(client, 'customers.index_column', { field }, { key: `index_column:${field}` });
		return state;
	});
	fastCache.delete(database);
	return changed;
}
