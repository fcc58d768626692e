// What the tests of live updates share: a server that listens, and a page that keeps what it hears.
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type LiveChange, liveEvents } from './schema.ts';

export interface Heard {
	readonly event: string;
	readonly id: string;
	readonly data: { readonly changes?: LiveChange[] };
}

/** Starts listening and returns the address. */
export async function listening(app: FastifyInstance): Promise<string> {
	await app.listen({ port: 0, host: '127.0.0.1' });
	return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** A page that listens. */
export class Page {
	readonly heard: Heard[] = [];
	/** The last event that it knows. */
	id = '';
	ended = false;
	#wake: () => void = () => {};

	private constructor(
		readonly reply: Response,
		private readonly stop: AbortController,
	) {
		void this.#read();
	}

	/** Opens a stream; settles when the server has told its place, so that nothing is missed from then on. */
	static async open(base: string, headers: Record<string, string>, after?: string): Promise<Page> {
		const stop = new AbortController();
		const address = `${base}/api/v1/live${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`;
		const page = new Page(await fetch(address, { headers, signal: stop.signal }), stop);
		await page.until(() => page.id !== '' || page.ended);
		return page;
	}

	async #read(): Promise<void> {
		const decoder = new TextDecoder();
		let text = '';
		try {
			for await (const piece of Readable.fromWeb(this.reply.body as never)) {
				text += decoder.decode(piece, { stream: true });
				const blocks = text.split('\n\n');
				text = blocks.pop()!;
				for (const block of blocks) this.#take(block);
				this.#wake();
			}
		} catch {
			// Broken off.
		}
		this.ended = true;
		this.#wake();
	}

	#take(block: string): void {
		const lines = block.split('\n');
		const of = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
		this.id = of('id') ?? this.id;
		const event = of('event');
		if (event && event !== liveEvents.place) this.heard.push({ event, id: this.id, data: JSON.parse(of('data')!) });
	}

	async until(met: () => boolean): Promise<void> {
		while (!met()) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	/** All changes of a kind so far. */
	changes(kind = 'customers'): LiveChange[] {
		return this.heard.flatMap(({ data }) => data.changes ?? []).filter((change) => change.kind === kind);
	}

	/** Customers that this page was told of. */
	ids(part: 'ids' | 'gone' = 'ids'): number[] {
		return [...new Set(this.changes().flatMap((change) => change[part]))].sort((a, b) => a - b);
	}

	close(): void {
		this.stop.abort();
	}
}
