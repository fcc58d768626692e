// Attachments looked through for personal data, each soon after it was attached: one at a time, in a process of its own with bounds on time and memory.
import { type ChildProcess, fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { asOwner, type Queryable } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Task } from '../../platform/jobs.ts';
import type { Services } from '../../platform/services.ts';
import type { UnreadReason } from '../../platform/texts/types.ts';
import { roomFor, within } from '../../platform/uploads.ts';
import type { LookResult } from './endpoints-findings.ts';
import { type FoundInFile, storeFindings } from './finding-queries.ts';
import * as queries from './look-queries.ts';

/** What the other process is asked for. */
export interface Order {
	readonly path: string;
	/** What the file is called. */
	readonly name: string;
	readonly media_type: string;
	readonly country: string;
}

/** What it says, in as many messages as it takes. */
export type Answer = { readonly found: readonly FoundInFile[] } | { readonly end: UnreadReason | 'done' | 'too_many' };

/** Seconds that one file may take. */
const patience = 60;
/** Bytes; the text in a file of this size would take longer than that. */
const largest = 500_000_000;
/** Megabytes of JavaScript objects; what lies outside of them the process watches itself. */
const heap = 384;

/** The sources as they are, or the program as it was built (tools/build.mjs). */
const isSource = import.meta.url.endsWith('.ts');
const program = fileURLToPath(new URL(isSource ? 'look-child.ts' : 'look-child.js', import.meta.url));

/** Looks through files in another process, which is started when it is first needed, and anew after it was ended. */
export class Reader {
	private child: ChildProcess | undefined;

	/** @param folder for what is too large for memory while a file is read; goes with whoever made it */
	constructor(
		private readonly folder: string,
		private readonly seconds = patience,
	) {}

	private start(): ChildProcess {
		const { PATH, SystemRoot } = process.env;
		const child = fork(program, {
			execArgv: [`--max-old-space-size=${heap}`, ...(isSource ? ['--import', import.meta.resolve('tsx')] : [])],
			// What the program was started with is not at hand where files of strangers are read.
			env: { TMPDIR: this.folder, TEMP: this.folder, TMP: this.folder, ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }) },
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		});
		const gone = () => {
			if (this.child === child) this.child = undefined;
		};
		// What it said before it ended has arrived when the connection ends.
		return child.on('error', gone).on('disconnect', gone);
	}

	/** What stands in a file. What was found before the process was ended counts. Throws the signal's reason where that came first. */
	async look(order: Order, signal?: AbortSignal): Promise<{ found: FoundInFile[]; end: LookResult }> {
		signal?.throwIfAborted();
		this.child ??= this.start();
		const { child } = this;
		const found: FoundInFile[] = [];
		const stop = () => child.kill('SIGKILL');
		const timer = setTimeout(stop, this.seconds * 1000);
		signal?.addEventListener('abort', stop);
		let broken = () => {};
		const end = await new Promise<LookResult>((resolve) => {
			broken = () => resolve('too_heavy');
			const heard = (answer: Answer) => {
				if ('found' in answer) found.push(...answer.found);
				else resolve(answer.end);
			};
			child.removeAllListeners('message').on('message', heard);
			child.once('disconnect', broken);
			child.send(order, (cause) => cause && broken());
		});
		clearTimeout(timer);
		child.off('disconnect', broken);
		signal?.removeEventListener('abort', stop);
		signal?.throwIfAborted();
		return { found, end };
	}

	close(): void {
		this.child?.kill('SIGKILL');
		this.child = undefined;
	}
}

async function lookAt(services: Services, reader: Reader, folder: string, file: queries.Waiting, signal?: AbortSignal) {
	const path = join(folder, 'file');
	if (file.bytes > largest) return { found: [], end: 'too_large' } as const;
	try {
		const room = await roomFor(services.config, file.bytes, 'CLIENTELE_FILES_MAX_MB');
		await pipeline(within(await services.blobs.get(file.storage_key), room), createWriteStream(path, { mode: 0o600 }), { signal });
		return await reader.look({ path, name: file.name, media_type: file.media_type, country: services.config.defaultCountry }, signal);
	} catch (cause) {
		// The doctor tells of such files as well.
		if (cause instanceof AppError && cause.code === 'blob_missing') return { found: [], end: 'missing' } as const;
		throw cause;
	} finally {
		// Strings of a workbook, too, where the process was ended.
		await emptyFolder(folder);
	}
}

/** A folder of ours, without what an end of the process left in it. */
async function emptyFolder(folder: string): Promise<string> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true, mode: 0o700 });
	return folder;
}

/** So many files that cannot be fetched one after the other are no matter of the files. */
const mostFailures = 3;
/** Of one run: what is left another one does. A job of four hours the queue takes for dead, and a second would run beside it in the same folder. */
const mostSeconds = 3_600;

/** Looks through every file that waits. One that cannot be fetched waits on, as all do where storage cannot be reached; it throws at its end then. */
export async function lookThroughFiles(services: Services, signal?: AbortSignal, seconds = mostSeconds): Promise<void> {
	const { owner } = services.database;
	const folder = await emptyFolder(join(services.config.dataDir, 'looking'));
	const reader = new Reader(folder);
	const began = performance.now();
	let after = 0;
	const take = () => queries.takeWaiting(owner, after);
	let failures = 0;
	let failure: unknown;
	try {
		for (let file = await take(); file; file = await take()) {
			const one = file;
			try {
				const { found, end } = await lookAt(services, reader, folder, one, signal);
				await asOwner(services.database, async (client) => {
					const row = await queries.lockLooked(client, one);
					if (!row) return;
					const place = { ...row, customer_id: one.customer_id, entity: 'file', entity_id: one.id, field: '' } as const;
					// Nobody has looked at the rest.
					await storeFindings(client, place, found, end !== 'missing' && end !== 'too_heavy');
					await queries.noteLook(client, one, end);
				});
				failures = 0;
			} catch (cause) {
				await queries.noteLook(owner, one, 'waiting');
				if (signal?.aborted || ++failures === mostFailures) throw cause;
				failure = cause;
				after = one.id;
			}
			if (performance.now() - began < seconds * 1000) continue;
			await lookSoon(services, owner);
			break;
		}
		if (failure !== undefined) throw failure;
	} finally {
		reader.close();
		await rm(folder, { recursive: true, force: true });
	}
}

/** The task that looks through files. */
const lookTask = 'privacy.look';

/** Has the files that wait looked through as soon as the transaction is committed. One job at a time does it. */
export async function lookSoon({ jobs }: Pick<Services, 'jobs'>, client: Queryable): Promise<void> {
	await jobs.add(client, lookTask, {}, { key: lookTask, queue: lookTask, maxAttempts: 5 });
}

export const lookTasks: Readonly<Record<string, Task>> = {
	[lookTask]: (_payload, services, signal) => lookThroughFiles(services, signal),
};
