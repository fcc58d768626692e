// One page's stream of events: gathers what changed, asks what the person may know of it, and sends at most four messages a second.
import { Readable } from 'node:stream';
import type { Principal } from '../../platform/auth.ts';
import { type Database, read } from '../../platform/database.ts';
import { type Changed, listen, type Place, readSince } from '../../platform/listener.ts';
import { visibleCustomers } from './queries.ts';
import { Waiting } from './rules.ts';
import { type LiveChange, liveEvents } from './schema.ts';

/** Milliseconds between two messages to one page. */
const messageEvery = 250;
/** Milliseconds between signs of life: proxies close what is silent, and an ended session is noticed. */
const beatEvery = 20_000;
/** Bytes that wait for a page that does not take them; then it has to connect anew. */
const mostBuffered = 256 * 1024;

export interface LiveOptions {
	readonly database: Database;
	readonly principal: Principal;
	/** Who asks, looked up anew: before each message. */
	readonly authenticate: () => Promise<Principal>;
	/** The last event that the page has seen. */
	readonly after: Place | null;
}

/** What decides on what a page shows, as a text to compare. */
const rightsOf = ({ scopes, write_scopes, permissions, field_rights }: Principal): string =>
	JSON.stringify([scopes, write_scopes, [...permissions].sort(), field_rights]);

/** Opens the stream; whoever destroys it ends everything that belongs to it. */
export function openStream({ database, principal, authenticate, after }: LiveOptions): Readable {
	let waiting = new Waiting();
	/** Up to where everything is in `waiting` or was sent. */
	let place: Place | null = null;
	let reread = false;
	let busy = false;
	let rights = rightsOf(principal);
	let timer: NodeJS.Timeout | undefined;

	const stream = new Readable({
		read() {},
		destroy(cause, done) {
			clearInterval(beat);
			clearTimeout(timer);
			listening.stop();
			done(cause);
		},
	});
	const send = (at: Place | null, event: string, data: object = {}) => {
		stream.push(`${at === null ? '' : `id: ${at}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
		if (stream.readableLength > mostBuffered) stream.destroy();
	};
	/** Whether the person may still be here; the stream ends where not. */
	const stillIn = async (): Promise<Principal | null> => {
		const now = await authenticate().catch(() => null);
		if (now?.user_id !== principal.user_id) {
			stream.push(null);
			return null;
		}
		const held = rightsOf(now);
		if (held !== rights) {
			// What the page shows was read with other rights: a grant began or ended, a role was changed.
			rights = held;
			reread = true;
			schedule();
		}
		return now;
	};

	const flush = async () => {
		timer = undefined;
		if (busy || stream.destroyed) return;
		busy = true;
		try {
			const now = await stillIn();
			if (!now) return;
			// The place belongs to the batch: what comes while it is asked about stands behind a later one.
			const [batch, at, missed] = [waiting, place, reread];
			waiting = new Waiting();
			reread = false;
			const { ids } = batch;
			const visible = ids.length === 0 ? [] : await read(database, now, (client) => visibleCustomers(client, ids));
			if (stream.destroyed) return;
			const changes: LiveChange[] = batch.changes(new Set(visible), now);
			if (missed) send(at, liveEvents.reread);
			else if (changes.length > 0) send(at, liveEvents.changes, { changes });
		} catch {
			// The database cannot be asked now: the page is told to read anew as soon as it can.
			reread = true;
		} finally {
			busy = false;
			if (!waiting.empty || reread) schedule();
		}
	};
	const schedule = () => {
		timer ??= setTimeout(flush, messageEvery);
	};
	const hear = (rows: readonly Changed[] | null, at: Place) => {
		place = at;
		if (rows === null) reread = true;
		else waiting.add(rows, principal);
		if (reread || !waiting.empty) schedule();
	};

	const beat = setInterval(async () => {
		if (!(await stillIn()) || stream.destroyed) return;
		// A place is told only when nothing waits: what came before it has been sent.
		if (waiting.empty && !busy && !reread) send(place, liveEvents.place);
		else stream.push(': here\n\n');
	}, beatEvery);
	const listening = listen(database, hear);
	// At once, so that the page knows that it is connected; and how long it is to wait before it connects again.
	stream.push('retry: 2000\n: connected\n\n');
	listening.ready
		.then(async () => {
			if (stream.destroyed) return;
			// What looks like a place and is none: as if it were too old.
			const missed = await readSince(database.owner, after).catch(() => readSince(database.owner, null));
			if (stream.destroyed) return;
			place ??= missed.place;
			if (after === null) return send(place, liveEvents.place);
			if (missed.rows === null) reread = true;
			else waiting.add(missed.rows, principal);
			if (reread || !waiting.empty) schedule();
			else send(place, liveEvents.place);
		})
		.catch(() => stream.destroy());
	return stream;
}
