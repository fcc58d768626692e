// Background work on graphile-worker: put in the queue inside the transaction that needs it, done by any process that works.
import { parseCronItems, type Runner, run, runMigrations, type TaskList, Logger as WorkerLogger } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Database, Queryable } from './database.ts';
import type { Services } from './services.ts';

/**
 * A task of a feature: what to do with a payload. Throwing makes the queue try again later. The signal comes when the process stops: a long
 * task then ends at the next sound place, and puts what is left in the queue.
 */
export type Task<Payload = unknown> = (payload: Payload, services: Services, signal?: AbortSignal) => Promise<void>;
export type Tasks = Readonly<Record<string, Task<never>>>;

export interface Jobs {
	/** Puts a job in the queue within the caller's transaction. `key`: a job with the same key that has not started is replaced. */
	add(client: Queryable, task: string, payload: Record<string, unknown>, options?: JobOptions): Promise<void>;
}

export interface JobOptions {
	readonly key?: string;
	readonly runAt?: Date;
	readonly maxAttempts?: number;
	readonly queue?: string;
}

/** Creates or updates the queue's own tables; run with the migrations. */
export async function migrateJobs(database: Database): Promise<void> {
	await runMigrations({ pgPool: database.owner });
}

/** The queue as seen by those who put jobs in: one owner-side function, since the role without ownership has no rights on the queue. */
export function openJobs(): Jobs {
	return {
		add: async (client, task, payload, options = {}) => {
			await client.query('select add_job($1, $2::json, $3, $4, $5, $6)', [
				task,
				JSON.stringify(payload),
				options.queue ?? null,
				options.runAt?.toISOString() ?? null,
				options.maxAttempts ?? 25,
				options.key ?? null,
			]);
		},
	};
}

export interface WorkOptions {
	readonly concurrency?: number;
	/** Lines of crontab, for recurring tasks: five fields, the task, and `?max=…&jobKey=…`. */
	readonly crontab?: string;
}

/** Reads lines of crontab. The queue's own reader takes no dot in the name of a task, and ours have one after the feature. */
function cronItems(crontab: string) {
	const lines = crontab.split('\n').filter((line) => line.trim() !== '');
	return parseCronItems(
		lines.map((line) => {
			const [, match, task, query] = /^((?:\S+\s+){5})(\S+)(?:\s+\?(\S+))?\s*$/.exec(line) ?? [];
			if (!match || !task) throw new Error(`not a line of crontab: ${line}`);
			const options = new URLSearchParams(query);
			const max = options.get('max');
			const jobKey = options.get('jobKey');
			return { task, match: match.trim(), options: { ...(max && { maxAttempts: Number(max) }), ...(jobKey && { jobKey }) } };
		}),
	);
}

/** Starts working: takes jobs until stopped. Any number of processes may do so against one database; each job is done by one. */
export async function startWork(services: Services, tasks: Tasks, options: WorkOptions = {}): Promise<Runner> {
	const taskList: TaskList = {};
	for (const [name, task] of Object.entries(tasks))
		taskList[name] = async (payload, { abortSignal }) => (task as Task)(payload, services, abortSignal);
	let stopping = false;
	const runner = await run({
		pgPool: services.database.owner,
		taskList,
		concurrency: options.concurrency ?? 2,
		noHandleSignals: true,
		// Tasks learn of a stop at once, not after the queue's own five seconds.
		gracefulShutdownAbortTimeout: 0,
		pollInterval: 2_000,
		parsedCronItems: cronItems(options.crontab ?? ''),
		logger: quietLogger(services.log, () => stopping),
	});
	runner.events.once('pool:gracefulShutdown', () => {
		stopping = true;
	});
	// Anybody with a login may send it: the queue would stop, and break off what runs. Its tables change with our updates alone, which begin the process anew.
	runner.events.on('pool:listen:notification', ({ message }) => {
		if (message.channel === 'worker:migrate') message.payload = undefined;
	});
	return runner;
}

/** The queue logs each job at 'info'; in ours that is detail. So is what a stop breaks off: those jobs are given back, not failed. */
function quietLogger(log: Logger, stopping: () => boolean): WorkerLogger {
	return new WorkerLogger(() => (level, message) => {
		if (stopping()) log.debug(message);
		else if (level === 'error') log.error(message);
		else if (level === 'warning') log.warn(message);
		else log.debug(message);
	});
}
