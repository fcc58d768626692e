// Live updates: what changed since, as server-sent events. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';

/** What changed of one kind since the last message. Values are never in it: whoever shows something reads it anew. */
export const liveChange = z.object({
	/** 'customers', 'imports', 'exports', 'settings', 'notifications' and others to come. */
	kind: z.string(),
	/** Customers that changed and that this person may see. */
	ids: z.array(z.number()),
	/** Customers that he saw until now and does not see any more. */
	gone: z.array(z.number()),
	/** More customers than are worth naming: what is shown is to be read anew. */
	many: z.boolean(),
	/** Numbers and states that belong to the kind, such as { id: 7, state: 'done' }. */
	details: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
export type LiveChange = z.output<typeof liveChange>;

export const liveMessage = z.object({ changes: z.array(liveChange) });

/** Names of the events in the stream. */
export const liveEvents = {
	/** Data: a liveMessage. */
	changes: 'changes',
	/** Nothing changed; the id of the event is where a later stream may go on. Comes at the beginning and with each sign of life. */
	place: 'place',
	/** What was missed cannot be told any more: read everything anew. Comes without data of its own. */
	reread: 'reread',
} as const;

export const liveEndpoints = {
	live: endpoint({
		method: 'GET',
		path: '/live',
		permission: 'signed_in',
		tag: 'live',
		answers: 'events',
		summary: {
			'zh-CN': '实时更新（SSE）：谁改了什么，只含编号；事件 changes 与 reread，可用 Last-Event-ID 续接',
			en: 'Live updates (server-sent events): what changed, as numbers only; events `changes` and `reread`, resumed by Last-Event-ID',
		},
		/** The id of the last event that was seen, for whoever cannot send the header Last-Event-ID. */
		query: z.strictObject({ after: z.string().max(5_000).optional() }),
		reply: liveMessage,
	}),
} as const;
