// What the list has read: the rows around those in sight, by key ranges; asked for as they come into sight, forgotten when they are far away.
import {
	type Boundary,
	type Chunk,
	chunkAt,
	chunksOf,
	cut,
	forgotten,
	isWhole,
	noChunks,
	type Row,
	rowAt,
	type Snapshot,
	withChunk,
	withRows,
} from './chunks.ts';
import { type Lines, linesOf } from './lines.ts';

export interface Page {
	readonly items: readonly Row[];
	readonly next: string | null;
}

/** Where rows come from. */
export interface Source {
	page(range: { after?: string; until?: string; limit: number }, signal: AbortSignal): Promise<Page>;
	/** These customers as they are now; who is gone is not among them. `mostRows` ids at most. */
	rows(ids: readonly number[], signal: AbortSignal): Promise<readonly Row[]>;
	/** Cuts the list by sampled keys; null where its order has none (search results come by relevance). */
	boundaries(signal: AbortSignal): Promise<{ total: number; points: readonly Boundary[] } | null>;
}

/** The first rows: enough for the tallest window, quickly read. */
const firstRows = 100;
/** Rows of one request at most; chunks are cut so that they fit. */
export const mostRows = 500;
/** Chunks on either side of the one in sight whose rows are kept. */
const kept = 12;
/** Milliseconds until something that failed is asked for again. */
const patience = 3_000;

const empty: Snapshot = { chunks: noChunks, boundaries: null, pending: true, failure: null };

/** One list: one search, filter and order. `subscribe` and `snapshot` are what useSyncExternalStore takes. */
export class ListStore {
	#snapshot = empty;
	#lines: Lines | null = null;
	#begun = false;
	#readAt = Number.NEGATIVE_INFINITY;
	#inSight: readonly [number, number] = [0, 50];
	readonly #listeners = new Set<() => void>();
	readonly #reading = new Map<string, AbortController>();
	readonly #failedAt = new Map<string, number>();
	#stopped = new AbortController();

	constructor(private readonly source: Source) {}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	readonly snapshot = (): Snapshot => this.#snapshot;

	/** What is read as lines of a grid; the same object until something changes. */
	readonly lines = (): Lines => {
		this.#lines ??= linesOf(this.#snapshot, (first, last) => this.ensure(first, last));
		return this.#lines;
	};

	#set(part: Partial<Snapshot>): void {
		this.#snapshot = { ...this.#snapshot, ...part };
		this.#lines = null;
		for (const listener of this.#listeners) listener();
	}

	/** Reads the first rows, and then how the list is cut; nothing where that was done or is under way. */
	async start(): Promise<void> {
		if (this.#begun && !this.#snapshot.failure) return;
		this.#begun = true;
		// What failed is told no longer: who asks again may have signed in meanwhile.
		if (this.#snapshot.failure) this.#set({ pending: this.#snapshot.chunks.all.length === 0, failure: null });
		const { signal } = this.#stopped;
		// Cut before: what is shown keeps its length until the new cut is there.
		const again = this.#snapshot.boundaries && this.#boundaries(signal);
		try {
			const page = await this.source.page({ limit: firstRows }, signal);
			this.#readAt = performance.now();
			const found = page.next !== null && (await again);
			if (signal.aborted) return;
			if (found) return this.#cut(found, page.items);
			const first: Chunk = { after: null, until: null, rows: page.items, count: page.items.length };
			const rest: Chunk[] = page.next === null ? [] : [{ after: page.next, until: null, rows: null, count: firstRows }];
			this.#set({ chunks: chunksOf([first, ...rest]), boundaries: null, pending: false, failure: null });
			if (page.next === null || again) return;
			const points = await this.#boundaries(signal);
			if (points) this.#cut(points, page.items);
		} catch (cause) {
			if (!signal.aborted) this.#set({ pending: false, failure: cause });
		}
	}

	/** Null where there are none, or they cannot be had: without them the list goes on page by page. */
	async #boundaries(signal: AbortSignal): ReturnType<Source['boundaries']> {
		try {
			const found = await this.source.boundaries(signal);
			return signal.aborted ? null : found;
		} catch {
			return null;
		}
	}

	#cut({ points, total }: NonNullable<Awaited<ReturnType<Source['boundaries']>>>, beginning: readonly Row[]): void {
		this.#abortReads();
		this.#set({ chunks: cut(points, total, beginning), boundaries: points, pending: false, failure: null });
		// Its beginning stands already; the rest of it follows.
		void this.#read(0);
	}

	/** Begins anew with what stands now; what is shown stays until the first rows are there. */
	async restart(): Promise<void> {
		this.stop();
		this.#stopped = new AbortController();
		this.#begun = false;
		await this.start();
	}

	/** Sees to it that the rows of these places are read or on their way, and lets go of what is far from them. */
	ensure(first: number, last: number): void {
		this.#inSight = [first, last];
		const { chunks, pending } = this.#snapshot;
		if (pending || chunks.all.length === 0) return;
		const from = chunkAt(chunks, first);
		const to = chunkAt(chunks, last);
		// Jumped past: what nobody waits for any longer would keep the rows in sight waiting.
		for (const [key, reading] of this.#reading) {
			const at = chunks.all.findIndex((chunk) => keyOf(chunk) === key);
			if (at >= from - 1 && at <= to + 1) continue;
			reading.abort();
			this.#reading.delete(key);
		}
		for (let at = from; at <= to; at++) if (!isWhole(chunks.all[at]!)) void this.#read(at);
		const near = forgotten(chunks, first, kept);
		if (near !== chunks && this.#snapshot.boundaries) this.#set({ chunks: near });
	}

	async #read(at: number): Promise<void> {
		const chunk = this.#snapshot.chunks.all[at]!;
		const key = keyOf(chunk);
		if (this.#reading.has(key) || Date.now() - (this.#failedAt.get(key) ?? 0) < patience) return;
		const reading = new AbortController();
		this.#reading.set(key, reading);
		const signal = AbortSignal.any([reading.signal, this.#stopped.signal]);
		try {
			if (this.#snapshot.boundaries) await this.#readRange(chunk, signal);
			else await this.#readOn(chunk, signal);
			this.#failedAt.delete(key);
		} catch {
			if (!signal.aborted) {
				this.#failedAt.set(key, Date.now());
				setTimeout(() => !this.#stopped.signal.aborted && this.#set({}), patience + 50);
			}
		} finally {
			if (this.#reading.get(key) === reading) this.#reading.delete(key);
		}
	}

	/** All rows of a range: more than one request where a sampled range is wider than thought. */
	async #readRange({ after, until }: Chunk, signal: AbortSignal): Promise<void> {
		const rows: Row[] = [];
		let next: string | null = after;
		do {
			const page: Page = await this.source.page({ ...(next && { after: next }), ...(until && { until }), limit: mostRows }, signal);
			rows.push(...page.items);
			next = page.next;
		} while (next !== null);
		this.#put({ after, until, rows, count: rows.length });
	}

	/** The next page of a list that is not cut; behind it the one after that. */
	async #readOn(chunk: Chunk, signal: AbortSignal): Promise<void> {
		const { items, next } = await this.source.page({ ...(chunk.after && { after: chunk.after }), limit: firstRows * 2 }, signal);
		const { chunks } = this.#snapshot;
		const at = chunks.all.findIndex((one) => keyOf(one) === keyOf(chunk));
		if (at < 0) return;
		const rest: Chunk[] = next === null ? [] : [{ after: next, until: null, rows: null, count: firstRows }];
		this.#set({ chunks: chunksOf([...chunks.all.slice(0, at), { ...chunk, rows: items, count: items.length }, ...rest]) });
	}

	#put(chunk: Chunk): void {
		const { chunks } = this.#snapshot;
		const at = chunks.all.findIndex((one) => keyOf(one) === keyOf(chunk));
		if (at >= 0) this.#set({ chunks: withChunk(chunks, at, chunk) });
	}

	/** Reads rows anew where they stand, those of `ids` or all around the part in sight; nothing moves, and who is gone stays until the list is read anew. */
	async refresh(ids: readonly number[] = this.#near()): Promise<void> {
		const { signal } = this.#stopped;
		if (ids.length === 0) return;
		try {
			for (let at = 0; at < ids.length; at += mostRows) this.show(await this.source.rows(ids.slice(at, at + mostRows), signal));
		} catch {
			// What is shown stays; the next change asks again.
		}
	}

	/** Reads what is in sight anew where it was read longer ago than `milliseconds`: the person comes back to a list of before. */
	catchUp(milliseconds: number): void {
		if (this.#snapshot.pending || performance.now() - this.#readAt < milliseconds) return;
		this.#readAt = performance.now();
		void this.refresh();
	}

	/** The customers around those in sight. */
	#near(): number[] {
		const [first, last] = this.#inSight;
		const ids: number[] = [];
		for (let place = Math.max(0, first - 50); place <= last + 50; place++) {
			const row = rowAt(this.#snapshot.chunks, place);
			if (row) ids.push(row.id);
		}
		return ids;
	}

	/** Shows these rows as they are now, in the places where they stand. */
	show(rows: readonly Row[]): void {
		const chunks = withRows(this.#snapshot.chunks, new Map(rows.map((row) => [row.id, row])));
		if (chunks !== this.#snapshot.chunks) this.#set({ chunks });
	}

	#abortReads(): void {
		for (const reading of this.#reading.values()) reading.abort();
		this.#reading.clear();
	}

	/** Ends all reading. */
	stop(): void {
		this.#stopped.abort();
		this.#abortReads();
	}
}

const keyOf = ({ after }: Chunk): string => after ?? '';
