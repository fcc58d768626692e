// From the endpoint of live updates to a stream.
import { EventReply, type Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { liveError as error } from './messages.ts';
import type { liveEndpoints } from './schema.ts';
import { openStream } from './stream.ts';

/** Streams that one person may have open; pages that nobody looks at close theirs. */
const mostStreams = 20;
const open = new Map<number, number>();

export const liveHandlers: Handlers<typeof liveEndpoints, Services> = {
	live: async ({ database, principal, authenticate, query, request, reply }) => {
		const { user_id } = principal;
		const streams = open.get(user_id) ?? 0;
		if (streams >= mostStreams) throw error('too_many_streams', { most: mostStreams });
		open.set(user_id, streams + 1);
		const seen = request.headers['last-event-id'] ?? query.after ?? null;
		const stream = openStream({ database, principal, authenticate, after: Array.isArray(seen) ? seen[0]! : seen });
		stream.once('close', () => {
			const left = open.get(user_id)! - 1;
			if (left > 0) open.set(user_id, left);
			else open.delete(user_id);
		});
		reply.raw.once('close', () => stream.destroy());
		return new EventReply(stream);
	},
};
