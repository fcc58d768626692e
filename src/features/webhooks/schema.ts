// Webhooks: addresses that are told what changed, by numbers alone. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { id } from '../customers/schema.ts';

/** What a webhook may be told of: the kinds of changes that open pages are told of as well. */
export const webhookEvents = ['customers', 'imports', 'exports', 'bulk_edits', 'settings'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

export const webhookStates = ['active', 'paused', 'failing'] as const;

const url = z.string().trim().min(1).max(2000);
const events = z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length);
const state = z.enum(['active', 'paused']);

export const webhook = z.object({
	id: z.number(),
	url: z.string(),
	events: z.array(z.enum(webhookEvents)),
	/** 'failing': switched off after deliveries that were given up. */
	state: z.enum(webhookStates),
	/** It is told what this person may see. */
	owner: z.object({ id: z.number(), name: z.string() }),
	/** For If-Match. */
	version: z.number(),
	created_at: z.string(),
	/** Null: nothing was delivered within 30 days. */
	delivered_at: z.string().nullable(),
});
export type Webhook = z.output<typeof webhook>;

export const delivery = z.object({
	id: z.number(),
	type: z.string(),
	state: z.enum(['waiting', 'delivered', 'failed']),
	attempts: z.number(),
	/** HTTP status of the last answer; null where none came. */
	status: z.number().nullable(),
	error: z.string().nullable(),
	milliseconds: z.number().nullable(),
	payload: z.string(),
	created_at: z.string(),
	attempted_at: z.string().nullable(),
});
export type Delivery = z.output<typeof delivery>;

/** Shown when it is made, and not again. */
const withSecret = webhook.extend({ secret: z.string() });

const idParams = z.strictObject({ id });
const permission = 'settings.manage' as const;
const tag = 'webhooks';
const page = { after: id.optional(), limit: z.coerce.number().int().min(1).max(200).optional() };

export const webhookEndpoints = {
	listWebhooks: endpoint({
		method: 'GET',
		path: '/webhooks',
		permission,
		tag,
		summary: { 'zh-CN': '列出 Webhook', en: 'List the webhooks' },
		query: z.strictObject(page),
		reply: z.object({ items: z.array(webhook), next: z.number().nullable() }),
	}),
	createWebhook: endpoint({
		method: 'POST',
		path: '/webhooks',
		permission,
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '新建 Webhook；签名密钥只显示一次', en: 'Create a webhook; its secret is shown this once' },
		body: z.strictObject({ url, events }),
		reply: withSecret,
	}),
	updateWebhook: endpoint({
		method: 'PATCH',
		path: '/webhooks/{id}',
		permission,
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改、暂停或重新启用 Webhook', en: 'Change a webhook, pause it, or switch it on again' },
		params: idParams,
		body: z.strictObject({ url, events, state }).partial(),
		reply: webhook,
	}),
	deleteWebhook: endpoint({
		method: 'DELETE',
		path: '/webhooks/{id}',
		permission,
		tag,
		status: 204,
		summary: { 'zh-CN': '删除 Webhook 及其投递记录', en: 'Delete a webhook with its log' },
		params: idParams,
		reply: z.null(),
	}),
	renewWebhookSecret: endpoint({
		method: 'POST',
		path: '/webhooks/{id}/secret',
		permission,
		tag,
		summary: { 'zh-CN': '更换签名密钥，旧密钥立即失效', en: 'Make a new secret; the one before is worth nothing at once' },
		params: idParams,
		reply: withSecret,
	}),
	testWebhook: endpoint({
		method: 'POST',
		path: '/webhooks/{id}/test',
		permission,
		tag,
		summary: { 'zh-CN': '立即发送一条测试消息，返回对方的应答', en: 'Send a test message now, and tell what came back' },
		params: idParams,
		reply: delivery,
	}),
	listWebhookDeliveries: endpoint({
		method: 'GET',
		path: '/webhooks/{id}/deliveries',
		permission,
		tag,
		summary: { 'zh-CN': '30 天内的投递记录，最新在前', en: 'What was delivered within 30 days, the latest first' },
		params: idParams,
		query: z.strictObject(page),
		reply: z.object({ items: z.array(delivery), next: z.number().nullable() }),
	}),
	resendWebhookDelivery: endpoint({
		method: 'POST',
		path: '/webhooks/{id}/deliveries/{delivery_id}/resend',
		permission,
		tag,
		status: 202,
		summary: { 'zh-CN': '重新投递一条消息', en: 'Deliver a message once more' },
		params: z.strictObject({ id, delivery_id: id }),
		reply: delivery,
	}),
} as const;
