// Looks through one file after the other, in a process of its own: what hangs, takes too much memory or breaks a reader ends this process and nothing else.
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { openSource } from '../../platform/files/source.ts';
import { textOf } from '../../platform/texts/open.ts';
import { type Piece, Unread } from '../../platform/texts/types.ts';
import type { FoundInFile } from './finding-queries.ts';
import type { Answer, Order } from './looking.ts';
import { findPersonal } from './rules-findings.ts';

/** Bytes of memory, all kinds together: V8 bounds its own heap alone, not the buffers of a stream that unpacks to gigabytes. */
const mostMemory = 512 * 1024 * 1024;

/** Different values of a file that are noted; a list of customers has as many as it likes. */
const most = 100;

// A thread of its own, since this one may be busy; also for the day when nobody is there to take the answer.
new Worker(
	`const parent = process.ppid;
	setInterval(() => { if (process.memoryUsage.rss() > ${mostMemory} || process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 50);`,
	{ eval: true },
).unref();
try {
	setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
	// Not every system lets one step back.
}

const say = (answer: Answer) => new Promise<void>((resolve) => process.send!(answer, () => resolve()));

/** The name of a file, which tells as well, and then what stands in it. */
async function* piecesOf({ path, name, media_type }: Order): AsyncGenerator<readonly Piece[]> {
	yield [{ text: name, place: { part: 'name' } }];
	yield* textOf(await openSource({ path, name: '' }), media_type);
}

async function look(order: Order): Promise<void> {
	const known = new Set<string>();
	try {
		for await (const pieces of piecesOf(order)) {
			const found: FoundInFile[] = [];
			for (const { text, place } of pieces) {
				if (!/\d{3}|@/.test(text)) continue;
				for (const one of findPersonal(text, order.country)) {
					const key = `${one.kind}:${one.value}`;
					if (known.size >= most || known.has(key)) continue;
					known.add(key);
					found.push({ ...one, place });
				}
			}
			if (found.length > 0) await say({ found });
			if (known.size >= most) return await say({ end: 'too_many' });
		}
		await say({ end: 'done' });
	} catch (cause) {
		await say({ end: cause instanceof Unread ? cause.reason : 'damaged' });
	}
}

process.on('message', (order: Order) => void look(order));
process.on('disconnect', () => process.exit());
