// Live updates: one stream for this tab while somebody looks at it; parts of the page hear what changed and read it anew.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { addressOf } from '../client.ts';
import { type LiveChange, liveEndpoints, liveEvents } from '../features/live/schema.ts';
import { answered, doubt, onReturn } from './connection.ts';
import { mergeChanges, staleKeys } from './live-merge.ts';
import { useUser } from './session.ts';

/** Called with what changed; null: what was missed cannot be told any more, everything is to be read anew. */
export type LiveListener = (changes: readonly LiveChange[] | null) => void;

const listeners = new Set<LiveListener>();

/** Milliseconds after which a page that nobody looks at gives its stream back: browsers allow six connections to one server. */
const hiddenFor = 10_000;
/** Milliseconds until a refused stream is tried again, doubled each time up to the last. */
const pauses = { first: 2_000, last: 60_000 };
/** Milliseconds between two times that everything about customers is read anew: during an import each batch would ask for it. */
const manyEvery = 3_000;

/** The stream of this tab. */
class Stream {
	#source: EventSource | undefined;
	/** The last event that was heard: from here the next stream goes on. */
	#last = '';
	#held: LiveChange[] = [];
	#heldReread = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#pause = pauses.first;
	readonly #stops: (() => void)[] = [];

	start(): void {
		const look = () => this.#look();
		document.addEventListener('visibilitychange', look);
		this.#stops.push(
			() => document.removeEventListener('visibilitychange', look),
			onReturn(() => {
				if (this.#last === '') this.#tell(null);
				this.#open();
			}),
		);
		this.#look();
	}

	stop(): void {
		for (const stop of this.#stops) stop();
		clearTimeout(this.#timer);
		this.#close();
	}

	#look(): void {
		clearTimeout(this.#timer);
		if (document.hidden) {
			this.#timer = setTimeout(() => this.#close(), hiddenFor);
			return;
		}
		if (this.#heldReread || this.#held.length > 0) this.#tell(this.#heldReread ? null : mergeChanges(this.#held));
		this.#held = [];
		this.#heldReread = false;
		if (!this.#source) this.#open();
	}

	#close(): void {
		this.#source?.close();
		this.#source = undefined;
	}

	#open(): void {
		clearTimeout(this.#timer);
		this.#close();
		if (document.hidden) return;
		const source = new EventSource(addressOf(liveEndpoints.live, { query: { after: this.#last || undefined } }));
		this.#source = source;
		source.onopen = () => {
			this.#pause = pauses.first;
			answered();
		};
		source.onerror = () => {
			doubt();
			// The browser connects again by itself, unless the server answered with a refusal: the session has ended, or it restarts.
			if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
			this.#source = undefined;
			this.#timer = setTimeout(() => this.#open(), this.#pause);
			this.#pause = Math.min(this.#pause * 2, pauses.last);
		};
		const heard = (event: MessageEvent, changes: readonly LiveChange[] | null) => {
			this.#last = event.lastEventId;
			if (!document.hidden) return this.#tell(changes);
			if (changes === null) this.#heldReread = true;
			else this.#held = mergeChanges([...this.#held, ...changes]);
		};
		source.addEventListener(liveEvents.changes, (event) => heard(event, JSON.parse(event.data).changes));
		source.addEventListener(liveEvents.place, (event) => {
			this.#last = event.lastEventId;
		});
		source.addEventListener(liveEvents.reread, (event) => heard(event, null));
	}

	#tell(changes: readonly LiveChange[] | null): void {
		for (const listener of [...listeners]) listener(changes);
	}
}

/** Hears all changes from now on; the function ends it. For what is kept while no component shows it. */
export function hearLive(listener: LiveListener): () => void {
	listeners.add(listener);
	return () => {
		listeners.delete(listener);
	};
}

/** Hears what others and the program change while this component is on the page. The stored answers are marked as old without it. */
export function useLive(listener: LiveListener): void {
	const hear = useEffectEvent(listener);
	useEffect(() => hearLive((changes) => hear(changes)), []);
}

/** Customers that changed, as a list needs it: by number, or 'many', where what is shown is to be read anew in its place. */
export type ChangedCustomers = { readonly ids: readonly number[]; readonly gone: readonly number[] } | 'many';

/** For lists of customers. `gone`: out of this person's sight now. Comes at most four times a second; 'many' during imports once a second or so. */
export function useLiveCustomers(listener: (changed: ChangedCustomers) => void): void {
	useLive((changes) => {
		const change = changes?.find(({ kind }) => kind === 'customers');
		if (changes === null || change?.many) listener('many');
		else if (change) listener({ ids: change.ids, gone: change.gone });
	});
}

/** Keeps the stream of this tab open and marks as old what it tells of: once, in the frame behind the sign-in. */
export function useLiveStream(): void {
	const queryClient = useQueryClient();
	const user_id = useUser()?.id;
	useEffect(() => {
		if (user_id === undefined) return;
		const stream = new Stream();
		stream.start();
		return () => stream.stop();
	}, [user_id]);
	useEffect(() => {
		let waits: ReturnType<typeof setTimeout> | undefined;
		const one: LiveListener = (changes) => {
			if (changes === null) return void queryClient.invalidateQueries();
			for (const change of changes) {
				const old = () => {
					waits = undefined;
					for (const queryKey of staleKeys(change)) void queryClient.invalidateQueries({ queryKey });
				};
				if (!change.many) old();
				else waits ??= setTimeout(old, manyEvery);
			}
			// Hits of a search are read anew when somebody searches again, not under his eyes.
			if (changes.some(({ kind }) => kind === 'customers'))
				for (const part of ['search', 'reference', 'count'])
					void queryClient.invalidateQueries({ queryKey: ['customers', part], refetchType: 'none' });
		};
		listeners.add(one);
		return () => {
			listeners.delete(one);
			clearTimeout(waits);
		};
	}, [queryClient]);
}
