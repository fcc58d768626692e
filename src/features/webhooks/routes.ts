// From the endpoints of webhooks to their statements.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, write } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { outboundUrl, resolveOutbound } from '../../platform/outbound.ts';
import type { Services } from '../../platform/services.ts';
import { queue, secretPlace, sendTest } from './deliver.ts';
import { addMessage, gatherChanges } from './gather.ts';
import { webhookError as error } from './messages.ts';
import * as queries from './queries.ts';
import { newSecret } from './rules.ts';
import type { Webhook, webhookEndpoints } from './schema.ts';

const mostWebhooks = 100;
const pageSize = 50;

async function found(client: Queryable, id: number): Promise<Webhook> {
	const webhook = await queries.findWebhook(client, id);
	if (!webhook) throw error('webhook_not_found', { id });
	return webhook;
}

/** The address as it is kept; told at once where it leads inside, though it is looked at again before each message. */
async function demandUrl(services: Services, text: string): Promise<string> {
	const url = outboundUrl(text);
	await resolveOutbound(url, services.config);
	return url.href;
}

async function renewSecret(client: Queryable, keyring: Keyring, id: number): Promise<Webhook & { secret: string }> {
	const secret = newSecret();
	await queries.setSecret(client, id, keyring.seal(secretPlace(id), secret));
	return { ...(await found(client, id)), secret };
}

/** The address may hold a token of the receiver: the audit names the host alone. */
const detailOf = ({ url, events, state }: queries.WebhookChanges) => ({ ...(url && { host: new URL(url).host }), events, state });

/** Notes a change of a webhook, and tells the other pages where it stands. */
async function changed(
	client: Queryable,
	principal: Principal,
	action: string,
	id: number,
	detail: queries.WebhookChanges = {},
): Promise<void> {
	await audit(client, { action: `webhooks.${action}`, entity: 'webhooks', entity_id: id, detail: detailOf(detail) });
	await announce(client, { kind: 'settings', by: principal.user_id, detail: { what: 'webhooks' } });
}

function pageOf<T extends { readonly id: number }>(rows: T[], limit: number): { items: T[]; next: number | null } {
	return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
}

export const webhookHandlers: Handlers<typeof webhookEndpoints, Services> = {
	listWebhooks: async ({ query: { after = 0, limit = pageSize }, database }) =>
		pageOf(await queries.listWebhooks(database.app, after, limit + 1), limit),

	createWebhook: async ({ body, principal, services, database }) => {
		const url = await demandUrl(services, body.url);
		const made = await write(database, principal, async (client) => {
			const id = await queries.insertWebhook(client, { ...body, url, user_id: principal.user_id }, mostWebhooks);
			if (id === undefined) throw error('webhooks_too_many', { most: mostWebhooks });
			await changed(client, principal, 'create', id, { ...body, url });
			return renewSecret(client, services.keyring, id);
		});
		// From here on changes are told; before the first webhook nobody follows them.
		await gatherChanges(services);
		return made;
	},

	updateWebhook: async ({ params: { id }, body, request, principal, services, database }) => {
		const changes = { ...body, ...(body.url !== undefined && { url: await demandUrl(services, body.url) }) };
		return write(database, principal, async (client) => {
			const known = await found(client, id);
			if (!(await queries.changeWebhook(client, id, changes, versionOf(request))))
				throw error('webhook_conflict', {}, { extra: { current_version: known.version } });
			await changed(client, principal, 'update', id, changes);
			return found(client, id);
		});
	},

	deleteWebhook: async ({ params: { id }, principal, database }) => {
		await write(database, principal, async (client) => {
			if (!(await queries.deleteWebhook(client, id))) throw error('webhook_not_found', { id });
			await changed(client, principal, 'delete', id);
		});
		return null;
	},

	renewWebhookSecret: async ({ params: { id }, principal, services, database }) =>
		write(database, principal, async (client) => {
			await found(client, id);
			await changed(client, principal, 'renew_secret', id);
			return renewSecret(client, services.keyring, id);
		}),

	testWebhook: async ({ params: { id }, principal, services, database }) => {
		const delivery = await write(database, principal, async (client) => {
			await found(client, id);
			await audit(client, { action: 'webhooks.test', entity: 'webhooks', entity_id: id });
			return addMessage(client, id, 'test', {});
		});
		await sendTest(services, await queries.deliveryToTest(database.app, delivery));
		return (await queries.findDelivery(database.app, id, delivery))!;
	},

	listWebhookDeliveries: async ({ params: { id }, query: { after = null, limit = pageSize }, database }) => {
		await found(database.app, id);
		return pageOf(await queries.listDeliveries(database.app, id, after, limit + 1), limit);
	},

	resendWebhookDelivery: async ({ params: { id, delivery_id }, principal, services, database }) =>
		write(database, principal, async (client) => {
			await found(client, id);
			if (!(await queries.findDelivery(client, id, delivery_id))) throw error('delivery_not_found', { id: delivery_id });
			await queries.renewDelivery(client, delivery_id);
			await queue(services, client, delivery_id);
			await audit(client, { action: 'webhooks.resend', entity: 'webhooks', entity_id: id, detail: { delivery_id } });
			return (await queries.findDelivery(client, id, delivery_id))!;
		}),
};
