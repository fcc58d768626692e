// From the endpoints of notifications to their statements.
import { read, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { notificationError as error } from './messages.ts';
import * as queries from './queries.ts';
import type { notificationEndpoints } from './schema.ts';

export const notificationHandlers: Handlers<typeof notificationEndpoints, Services> = {
	listNotifications: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? 30;
			const rows = await queries.listNotifications(client, principal.user_id, query.after ?? null, limit + 1);
			const unread = await queries.countUnread(client, principal.user_id);
			return { unread, items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
		}),
	readNotification: ({ database, principal, params }) =>
		write(database, principal, async (client) => {
			if (!(await queries.markRead(client, principal.user_id, params.id))) throw error('notification_not_found', { id: params.id });
			return { unread: await queries.countUnread(client, principal.user_id) };
		}),
	readAllNotifications: ({ database, principal, body }) =>
		write(database, principal, async (client) => {
			await queries.markAllRead(client, principal.user_id, body?.up_to ?? null);
			return { unread: await queries.countUnread(client, principal.user_id) };
		}),
};
