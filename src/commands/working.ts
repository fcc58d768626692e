// Works off the queue for as long as the process lives: through lost connections, and without leaving jobs locked when it ends or is killed.
import type { Runner } from 'graphile-worker';
import type pg from 'pg';
import { accessCrontab, accessTasks } from '../features/access/jobs.ts';
import { approvalCrontab, approvalTasks } from '../features/approvals/jobs.ts';
import { auditCrontab, auditTasks } from '../features/audit/jobs.ts';
import { sqlCrontab, sqlTasks } from '../features/customers/crm-jobs.ts';
import { customerCrontab, customerTasks } from '../features/customers/jobs.ts';
import { exportCrontab, exportTasks } from '../features/exports/jobs.ts';
import { importCrontab, importTasks } from '../features/imports/jobs.ts';
import { liveCrontab, liveTasks } from '../features/live/jobs.ts';
import { notificationCrontab, notificationTasks } from '../features/notifications/jobs.ts';
import { operationsTasks } from '../features/operations/jobs.ts';
import { erasureCrontab, erasureTasks } from '../features/privacy/erasure-jobs.ts';
import { privacyCrontab, privacyTasks } from '../features/privacy/jobs.ts';
import { signInCrontab, signInTasks } from '../features/sign-in/jobs.ts';
import { followChanges } from '../features/webhooks/gather.ts';
import { webhookCrontab, webhookTasks } from '../features/webhooks/jobs.ts';
import { startWork, type Tasks } from '../platform/jobs.ts';
import { mailTasks } from '../platform/mail.ts';
import type { Services } from '../platform/services.ts';

/** The background work of all features. */
const tasks: Tasks = {
	...accessTasks,
	...auditTasks,
	...customerTasks,
	...sqlTasks,
	...importTasks,
	...exportTasks,
	...operationsTasks,
	...erasureTasks,
	...privacyTasks,
	...liveTasks,
	...notificationTasks,
	...webhookTasks,
	...approvalTasks,
	...signInTasks,
	...mailTasks,
};
const crontab = [
	accessCrontab,
	auditCrontab,
	customerCrontab,
	sqlCrontab,
	importCrontab,
	exportCrontab,
	liveCrontab,
	notificationCrontab,
	erasureCrontab,
	privacyCrontab,
	webhookCrontab,
	approvalCrontab,
	signInCrontab,
].join('\n');

/** Pause before work is taken up again after the connection was lost, in milliseconds. */
const pauseAfterLoss = 1_000;

/** How often jobs of processes that died are looked for, in milliseconds. The queue itself would wait four hours for them. */
const lookEvery = 5_000;

/** How long jobs at work may take to finish when the process stops, in milliseconds; then they are given back. */
const patience = 1_000;

export interface Working {
	/** Takes no further jobs, waits a moment for those at work and gives the rest back to the queue: whoever works next goes on with them. */
	stop(): Promise<void>;
}

/** Starts working off the queue. Never throws: what goes wrong is logged and tried again. */
export function keepWorking(services: Services): Working {
	const { log } = services;
	let stopped = false;
	let runner: Runner | undefined;
	let claim: Claim | undefined;

	const work = async () => {
		while (!stopped) {
			try {
				claim = new Claim(services);
				await claim.freeAbandoned();
				runner = await startWork(services, tasks, { crontab });
				claim.follow(runner);
				if (stopped) await runner.stop();
				await runner.promise;
			} catch (thrown) {
				if (!stopped) log.warn({ err: thrown }, 'background work was interrupted and starts again');
			}
			runner = undefined;
			await claim?.giveUp();
			if (!stopped) await pause(pauseAfterLoss);
		}
	};
	const ended = work();
	const following = followChanges(services);

	return {
		stop: async () => {
			stopped = true;
			following.stop();
			runner?.stop().catch(() => {});
			await Promise.race([ended, pause(patience)]);
			await Promise.race([claim?.giveUp(), pause(300)]);
		},
	};
}

/**
 * Marks the jobs of this process as in good hands, by an advisory lock under the name that the queue gives to the process: PostgreSQL lets go of it
 * when the process dies, and then any other one may take the jobs over.
 */
class Claim {
	readonly #services: Services;
	#name: string | undefined;
	#holder: pg.PoolClient | undefined;
	#timer: NodeJS.Timeout | undefined;

	constructor(services: Services) {
		this.#services = services;
	}

	/** Puts jobs back in the queue whose process is gone. */
	async freeAbandoned(): Promise<void> {
		// Two seconds: a process that has just taken its first job may not hold its lock yet.
		await this.#services.database.owner.query(
			`with holders as materialized (
				select distinct locked_by from graphile_worker._private_jobs where locked_at < now() - interval '2 seconds'
			)
			select graphile_worker.force_unlock_workers(array_agg(locked_by)) from holders
			where pg_try_advisory_xact_lock(hashtextextended('clientele worker ' || locked_by, 0))`,
		);
	}

	/** Learns the name of this process in the queue as soon as it asks for work, and holds it from then on. */
	follow(runner: Runner): void {
		runner.events.once('worker:getJob:start', ({ worker }) => {
			this.#name = worker.workerPool.id;
			void this.#look();
		});
		this.#timer = setInterval(() => void this.#look(), lookEvery).unref();
	}

	async #look(): Promise<void> {
		try {
			await this.#hold();
			await this.freeAbandoned();
		} catch (thrown) {
			this.#services.log.debug({ err: thrown }, 'the queue could not be looked after');
		}
	}

	async #hold(): Promise<void> {
		if (this.#holder || !this.#name) return;
		const holder = await this.#services.database.owner.connect();
		holder.once('error', () => this.#letGo(holder));
		this.#holder = holder;
		await holder.query(`select pg_advisory_lock(hashtextextended('clientele worker ' || $1, 0))`, [this.#name]);
	}

	#letGo(holder: pg.PoolClient): void {
		if (this.#holder !== holder) return;
		this.#holder = undefined;
		holder.release(true);
	}

	/** Gives jobs that are still marked as ours back to the queue. */
	async giveUp(): Promise<void> {
		clearInterval(this.#timer);
		const name = this.#name;
		this.#name = undefined;
		if (this.#holder) this.#letGo(this.#holder);
		if (!name) return;
		await this.#services.database.owner.query('select graphile_worker.force_unlock_workers($1)', [[name]]).catch(() => {});
	}
}

function pause(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
