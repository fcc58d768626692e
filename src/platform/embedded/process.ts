// Whether a process is alive, told apart from a later one with the same number.
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for ever: its number, when it began, and the place (machine start and container) in which the number means something. */
export interface ProcessMark {
	readonly pid: number;
	readonly began: string;
	readonly place: string;
}

/**
 * When the process began, as an opaque text; undefined when there is no such process. A zombie counts as gone: in a container
 * nobody may ever collect it.
 */
export function processBegan(pid: number): string | undefined {
	if (process.platform === 'linux') {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
			// The second field is the program's name in brackets and may hold anything: count from the last bracket. See proc(5).
			const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			return state === 'Z' || state === 'X' ? undefined : rest[18];
		} catch {
			return undefined;
		}
	}
	const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
	const line = (stdout ?? '').trim();
	return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

/** The machine start and process namespace that this program runs in. */
export const place: string = (() => {
	try {
		return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
	} catch {
		return hostname();
	}
})();

export const ownMark: ProcessMark = { pid: process.pid, began: processBegan(process.pid) ?? '', place };

/** True while the very process that made the mark runs. Only for marks of this `place`. */
export function isAlive(mark: ProcessMark): boolean {
	return processBegan(mark.pid) === mark.began;
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
	}
}

/** Waits until the process has ended, at most `milliseconds`. Answers whether it has. */
export async function waitForEnd(pid: number, milliseconds: number): Promise<boolean> {
	const began = processBegan(pid);
	const end = Date.now() + milliseconds;
	while (began !== undefined && processBegan(pid) === began) {
		if (Date.now() > end) return false;
		await pause(10);
	}
	return true;
}

export function pause(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
