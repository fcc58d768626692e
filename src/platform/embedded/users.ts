// Who uses a data folder right now: one small file for each process, and a lock for the moments in which the database starts or stops.
//
// The last process to leave stops the database. So a command may join a running server, a server may start beside a running import,
// and whoever ends first takes nothing away from the other.
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedError } from './errors.ts';
import { isAlive, ownMark, type ProcessMark, pause, place } from './process.ts';

/** `serve`: the one server of the folder. `command`: everything else, as many as wanted. */
export type Role = 'serve' | 'command';

/** A process that uses the folder, as its file in `run/` says. */
export interface User extends ProcessMark {
	readonly role: Role;
	readonly file: string;
}

/** How long a process of another machine or container counts as alive after its last sign. Its number says nothing here. */
const foreignSeconds = 10;

/** How often a user gives its sign of life, in milliseconds. */
export const signEvery = 2000;

export interface Registration {
	readonly file: string;
	/** The sign of life for other machines and containers. */
	touch(): void;
	remove(): void;
}

/** Enters this process among the users of the folder. */
export function register(runDir: string, role: Role): Registration {
	const file = join(runDir, `${process.pid}-${randomBytes(4).toString('hex')}.user`);
	// Renamed into place, so that nobody reads a half-written file and takes it for a dead one.
	const mark = { ...ownMark, role };
	writeMark(`${file}.new`, mark);
	renameSync(`${file}.new`, file);
	return {
		file,
		touch: () => {
			const now = new Date();
			try {
				utimesSync(file, now, now);
			} catch {
				// The folder is gone or the disk cannot be written: the next write says so better than a sign of life could.
			}
		},
		remove: () => removeFile(file),
	};
}

/** The processes that use the folder now, without `except`. Files of processes that ended are cleared away. */
export function liveUsers(runDir: string, except?: string): User[] {
	const users: User[] = [];
	for (const name of readdirSync(runDir)) {
		const file = join(runDir, name);
		if (name === 'lock' || file === except) continue;
		const mark = readMark(file);
		if (mark === 'gone' || (mark === 'unreadable' && !name.endsWith('.user'))) continue;
		if (mark === 'unreadable' || !holds(mark, file)) removeFile(file);
		else if (name.endsWith('.user')) users.push({ ...mark, role: mark.role ?? 'command', file });
	}
	return users;
}

/**
 * Refuses the folder where another server serves it or another machine uses it.
 * A sign of life from elsewhere may be the last one before an end without good-bye (a container that was killed), so it is given the time to go stale.
 * @throws AppError `already_serving`, `used_by_other_machine`
 */
export async function refuseConflicts(runDir: string, folder: string, role: Role, own?: string): Promise<void> {
	const firstSeen = new Map<string, number>();
	for (;;) {
		const users = liveUsers(runDir, own);
		const server = users.find((user) => user.role === 'serve' && user.place === place);
		if (role === 'serve' && server) throw embeddedError('already_serving', { folder, pid: server.pid });
		const foreign = users.find((user) => user.place !== place);
		if (!foreign) return;
		const sign = modified(foreign.file);
		if (sign !== (firstSeen.get(foreign.file) ?? sign)) throw embeddedError('used_by_other_machine', { folder, pid: foreign.pid });
		firstSeen.set(foreign.file, sign);
		await pause(200);
	}
}

/**
 * Runs `work` while no other process starts or stops the database of this folder.
 * A lock whose holder died is taken over. Two processes may in a very unlucky moment both take over the same dead lock; the data stays
 * safe even then, because PostgreSQL itself refuses a second server on its folder.
 * @param patience how long to wait for a living holder, in milliseconds; then `work` is not run and undefined returned
 */
export async function withLock<T>(runDir: string, work: () => Promise<T>, patience = Number.POSITIVE_INFINITY): Promise<T | undefined> {
	const lock = join(runDir, 'lock');
	const mine = join(runDir, `lock.${process.pid}-${randomBytes(4).toString('hex')}`);
	const end = Date.now() + patience;
	writeMark(mine, ownMark);
	try {
		while (!tryLink(mine, lock)) {
			const holder = readMark(lock);
			if (holder === 'gone') continue;
			if (holder === 'unreadable' || !holds(holder, lock)) takeAway(lock, `${mine}.stale`);
			else if (Date.now() > end) return undefined;
			else await pause(20);
		}
		try {
			return await work();
		} finally {
			removeFile(lock);
		}
	} finally {
		removeFile(mine);
	}
}

function holds(mark: ProcessMark, file: string): boolean {
	return mark.place === place ? isAlive(mark) : Date.now() - modified(file) < foreignSeconds * 1000;
}

/** On a full disk the file may be made and its content not: then it goes again. */
function writeMark(file: string, mark: ProcessMark): void {
	try {
		writeFileSync(file, JSON.stringify(mark), { mode: 0o600 });
	} catch (thrown) {
		removeFile(file);
		throw thrown;
	}
}

function readMark(file: string): (ProcessMark & { readonly role?: Role }) | 'gone' | 'unreadable' {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
		throw thrown;
	}
	try {
		const mark = JSON.parse(text) as ProcessMark;
		return Number.isInteger(mark.pid) ? mark : 'unreadable';
	} catch {
		return 'unreadable';
	}
}

function modified(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function tryLink(from: string, to: string): boolean {
	try {
		linkSync(from, to);
		return true;
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw thrown;
	}
}

function takeAway(lock: string, aside: string): void {
	try {
		renameSync(lock, aside);
		unlinkSync(aside);
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
	}
}

function removeFile(file: string): void {
	try {
		unlinkSync(file);
	} catch {
		// Gone already, or not ours to remove: either way it no longer stands for this process.
	}
}
