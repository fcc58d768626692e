// Background work of the demo: filling it in and taking it away, with progress that a page can show.
import type { Task, Tasks } from '../../platform/jobs.ts';
import type { Services } from '../../platform/services.ts';
import { userPrincipal } from '../access/queries.ts';
import { fillDemo, removeDemo } from './demo.ts';
import { moveDemo, type StoredDemo } from './installation-queries.ts';

/** Notes how far the work is, at most twice a second. */
function progressOf({ database, log }: Services, state: 'running' | 'removing', customers: number) {
	let noted = 0;
	return (share: number) => {
		if (Date.now() - noted < 500) return;
		noted = Date.now();
		moveDemo(database.owner, [state], { state, customers, share }).catch((cause) =>
			log.debug({ err: cause }, 'progress of the demo not noted'),
		);
	};
}

/** Does the work and notes its end; what fails is told on the page, and trying again is the person's decision. */
async function ending(
	{ database, log }: Services,
	state: 'running' | 'removing',
	done: StoredDemo,
	work: () => Promise<unknown>,
): Promise<void> {
	try {
		await work();
		await moveDemo(database.owner, [state], done);
	} catch (cause) {
		log.warn({ err: cause }, 'demo stopped');
		await moveDemo(database.owner, [state], { ...done, state: 'failed', share: 0 });
	}
}

const parts = { customers: [0, 0.8], relationships: [0.8, 0.1], notes: [0.9, 0.1] } as const;

const fill: Task<{ user_id: number; customers: number }> = async ({ user_id, customers }, services) => {
	const principal = { ...(await userPrincipal(services.database.owner, user_id)), via: 'command' } as const;
	const tell = progressOf(services, 'running', customers);
	await ending(services, 'running', { state: 'ready', customers, share: 1 }, () =>
		fillDemo(services, principal, { customers, onProgress: ({ step, share }) => tell(parts[step][0] + parts[step][1] * share) }),
	);
};

const remove: Task<{ user_id: number }> = async ({ user_id }, services) => {
	const principal = { ...(await userPrincipal(services.database.owner, user_id)), via: 'command' } as const;
	const tell = progressOf(services, 'removing', 0);
	await ending(services, 'removing', { state: 'none', customers: 0, share: 0 }, () => removeDemo(services, principal, tell));
};

export const operationsTasks: Tasks = { 'operations.demo': fill, 'operations.remove_demo': remove };
