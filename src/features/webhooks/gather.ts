// From what changed to messages: each webhook learns what its owner may see, once, in the order in which it was committed.
import { randomBytes } from 'node:crypto';
import type { Principal } from '../../platform/auth.ts';
import { asOwner, type Queryable, read } from '../../platform/database.ts';
import { type Changed, listen, readSince } from '../../platform/listener.ts';
import type { Services } from '../../platform/services.ts';
import { userPrincipal } from '../access/queries.ts';
import { visibleCustomers } from '../live/queries.ts';
import { Waiting } from '../live/rules.ts';
import { queue } from './deliver.ts';
import * as queries from './queries.ts';
import type { WebhookEvent } from './schema.ts';

/** A message as it is sent, and noted. */
export async function addMessage(client: Queryable, webhook_id: number, type: string, data: object): Promise<number> {
	return queries.insertDelivery(client, {
		webhook_id,
		message_id: `msg_${randomBytes(18).toString('base64url')}`,
		type,
		payload: JSON.stringify({ type, timestamp: new Date().toISOString(), data }),
	});
}

/** What a person may know of changes, by kind; where they cannot be told one by one any more, that everything is to be read anew. */
async function toldTo(services: Services, user_id: number, rows: readonly Changed[] | null, events: readonly WebhookEvent[]) {
	if (rows === null) return [{ type: 'changes.missed', data: {} }];
	const { database } = services;
	const principal: Principal = { ...(await userPrincipal(database.app, user_id)), via: 'command' };
	const waiting = new Waiting();
	waiting.add(rows, principal);
	const { ids } = waiting;
	const visible = ids.length === 0 ? [] : await read(database, principal, (client) => visibleCustomers(client, ids));
	return waiting
		.changes(new Set(visible), principal)
		.filter(({ kind }) => (events as readonly string[]).includes(kind))
		.map(({ kind, ...data }) => ({ type: `${kind}.changed`, data }));
}

/** Makes messages of what changed since the last time. Of several processes one does so at a time. */
export async function gatherChanges(services: Services): Promise<void> {
	await asOwner(services.database, async (client) => {
		const place = await queries.lockPlace(client);
		if (place === undefined) return;
		const webhooks = await queries.activeWebhooks(client);
		if (webhooks.length === 0) return queries.storePlace(client, null);
		const changed = await readSince(client, place);
		// The first look only finds the place.
		if (place !== null && changed.rows?.length !== 0) {
			for (const { id, user_id, events } of webhooks) {
				for (const { type, data } of await toldTo(services, user_id, changed.rows, events))
					await queue(services, client, await addMessage(client, id, type, data));
			}
		}
		await queries.storePlace(client, changed.place);
	});
}

/** Milliseconds between two looks: what changes meanwhile goes out together. */
const lookEvery = 1_000;

/** Gathers as soon as something changes, for as long as the process works. */
export function followChanges(services: Services): { stop: () => void } {
	let timer: NodeJS.Timeout | undefined;
	const look = () => {
		gatherChanges(services).catch((cause) => services.log.debug({ err: cause }, 'changes not gathered for webhooks'));
		timer = undefined;
	};
	const listening = listen(services.database, (rows) => {
		if (rows?.length !== 0) timer ??= setTimeout(look, lookEvery);
	});
	return {
		stop: () => {
			clearTimeout(timer);
			listening.stop();
		},
	};
}
