// One attempt to deliver a message, and what follows from it: done, tried again later, given up, switched off.
import { audit } from '../../platform/audit.ts';
import { write } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { sendOutbound } from '../../platform/outbound.ts';
import type { Services } from '../../platform/services.ts';
import { version } from '../../version.ts';
import { notify } from '../notifications/queries.ts';
import * as queries from './queries.ts';
import { arrived, isGone, mostGivenUp, nextPause, signedHeaders } from './rules.ts';

/** The task that delivers; its payload is the number of the delivery. */
export const deliverTask = 'webhooks.deliver';

/** Where the secret of a webhook is sealed. */
export const secretPlace = (id: number): string => `webhooks.secret:${id}`;

/** Nobody's work: these tables are decided about by permission, not by row. */
export const noContext = { user_id: 0, scopes: [] };

type Sent = Pick<queries.Attempt, 'status' | 'error' | 'milliseconds'>;

/** Sends a message once. What went wrong is told in a sentence, never thrown. */
async function send({ config, keyring }: Pick<Services, 'config' | 'keyring'>, due: queries.Due): Promise<Sent> {
	const began = performance.now();
	const since = () => Math.round(performance.now() - began);
	try {
		const message = { id: due.message_id, timestamp: Math.floor(Date.now() / 1000), body: due.payload };
		const { status } = await sendOutbound(
			{
				url: due.url,
				method: 'POST',
				body: due.payload,
				headers: {
					'content-type': 'application/json',
					'user-agent': `Clientele/${version}`,
					...signedHeaders(keyring.open(secretPlace(due.webhook_id), due.secret), message),
				},
			},
			config,
		);
		return { status, error: arrived(status) ? null : `HTTP ${status}`, milliseconds: since() };
	} catch (cause) {
		if (!(cause instanceof AppError)) throw cause;
		return { status: null, error: cause.message, milliseconds: since() };
	}
}

/** Sends a test message that is not tried again. */
export async function sendTest(services: Services, due: queries.Due): Promise<void> {
	const sent = await send(services, due);
	await queries.noteAttempt(services.database.app, due.id, { ...sent, state: sent.error === null ? 'delivered' : 'failed' });
}

/** Makes an attempt, and decides what follows from it. */
export async function deliver(services: Services, id: number): Promise<void> {
	const { database } = services;
	const due = await queries.dueDelivery(database.app, id);
	if (!due) return;
	const sent = await send(services, due);
	const done = sent.error === null;
	const gone = isGone(sent.status);
	const pause = done || gone ? null : nextPause(due.attempts + 1);
	await write(database, noContext, async (client) => {
		await queries.noteAttempt(client, id, { ...sent, state: done ? 'delivered' : pause === null ? 'failed' : 'waiting' });
		if (done) return queries.noteSuccess(client, due.webhook_id);
		if (pause !== null) return queue(services, client, id, pause);
		const owner = await queries.noteGivenUp(client, due.webhook_id, gone ? 1 : mostGivenUp);
		if (owner === null) return;
		await audit(client, { action: 'webhooks.switch_off', entity: 'webhooks', entity_id: due.webhook_id, detail: { status: sent.status } });
		await notify(client, { user_id: owner, kind: 'webhook_failing', detail: { webhook_id: due.webhook_id, host: new URL(due.url).host } });
	});
}

/** Puts a delivery in the queue; the queue tries again by itself only where the program failed, not the receiver. */
export async function queue(
	{ jobs }: Pick<Services, 'jobs'>,
	client: Parameters<Services['jobs']['add']>[0],
	id: number,
	seconds = 0,
): Promise<void> {
	const runAt = seconds > 0 ? { runAt: new Date(Date.now() + seconds * 1000) } : {};
	await jobs.add(client, deliverTask, { delivery_id: id }, { key: `${deliverTask}:${id}`, maxAttempts: 5, ...runAt });
}
