// What a person is told: imports and exports that ended, customers given to him, mentions. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { customerName, id } from '../customers/schema.ts';

export const notificationKinds = [
	'import_done',
	'import_failed',
	'export_done',
	'export_failed',
	'customer_assigned',
	'mention',
	'bulk_edit_done',
	'bulk_edit_failed',
	'new_device',
	'guessing_slowed',
	'person_erased',
	'webhook_failing',
	'approval_needed',
	'approval_decided',
	'approval_rules',
	'privacy_request_due',
	'privacy_request_overdue',
	'privacy_request_unconfirmed',
	'privacy_breach_due',
	'privacy_breach_overdue',
	'privacy_policy_off',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export const notification = z.object({
	id: z.number(),
	kind: z.enum(notificationKinds),
	/** The customer it is about, with the name as it stands now; null where there is none or this person may not see it. */
	customer: z.object({ id: z.number(), name: customerName }).nullable(),
	/** Whether it is about a customer at all. */
	about_customer: z.boolean(),
	/** Who did it. */
	by: z.string().nullable(),
	/** Numbers and states that belong to the kind: import_id, export_id, note_id, rows … */
	detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
	created_at: z.string(),
	read_at: z.string().nullable(),
});
export type Notification = z.output<typeof notification>;

/** The count of unread ones ends here: "99+". */
export const mostUnread = 100;

const permission = 'signed_in' as const;
const tag = 'notifications';
const unread = z.object({ unread: z.number() });

export const notificationEndpoints = {
	listNotifications: endpoint({
		method: 'GET',
		path: '/notifications',
		permission,
		tag,
		summary: { 'zh-CN': '我的通知，最新在前，附未读数', en: 'My notifications, newest first, with the number of unread ones' },
		query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(100).optional() }),
		reply: unread.extend({ items: z.array(notification), next: z.number().nullable() }),
	}),
	readNotification: endpoint({
		method: 'POST',
		path: '/notifications/{id}/read',
		permission,
		tag,
		summary: { 'zh-CN': '标为已读', en: 'Mark one as read' },
		params: z.strictObject({ id }),
		reply: unread,
	}),
	readAllNotifications: endpoint({
		method: 'POST',
		path: '/notifications/read',
		permission,
		tag,
		summary: { 'zh-CN': '全部标为已读', en: 'Mark all as read' },
		/** Only those up to this one: what came since stays unread. */
		body: z.strictObject({ up_to: id.optional() }).optional(),
		reply: unread,
	}),
} as const;
