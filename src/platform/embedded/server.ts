// The PostgreSQL server process: find one that runs, clear up after one that was killed, start, wait until it is ready, stop.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { clusterArgument, type Folders, rotateLog, serverEnvironment, writeSettings } from './cluster.ts';
import { explainOutput } from './errors.ts';
import { pause, processBegan, signal, waitForEnd } from './process.ts';

export interface Log {
	info(message: string): void;
	warn(message: string): void;
	error(message: string): void;
}

/** A running server of a cluster. */
export interface Server {
	readonly pid: number;
	readonly port: number;
}

/** The server that runs on this cluster, whoever started it; undefined when there is none. It may still be starting. */
export function findServer(cluster: string): Server | undefined {
	const lines = readPidFile(cluster);
	const pid = Number(lines[0]);
	if (!Number.isInteger(pid) || pid <= 0 || !worksIn(pid, cluster)) return undefined;
	return { pid, port: Number(lines[3]) };
}

/**
 * Clears up after a server that ended without good-bye, so that the next one starts: processes of it that are still at work are ended (its log
 * makes good what they left), and a pid file whose number belongs to another process by now is removed (PostgreSQL would take that one for a server).
 */
export async function clearRemains(cluster: string): Promise<void> {
	for (const pid of processesIn(cluster)) {
		signal(pid, 'SIGQUIT');
		if (!(await waitForEnd(pid, 2000))) signal(pid, 'SIGKILL');
		await waitForEnd(pid, 2000);
	}
	const pid = Number(readPidFile(cluster)[0]);
	// A process that does not exist at all is left to PostgreSQL: it then also looks for shared memory that is still in use.
	if (pid > 0 && exists(pid)) unlinkSync(join(cluster, 'postmaster.pid'));
}

/**
 * Starts the server and waits until it takes connections; recovery after a crash is part of that and has no time limit.
 * It runs in a session of its own, so that Ctrl-C in a terminal reaches it only through us, after open requests are done.
 * @throws AppError with the reason when the server ends instead; the reason of `abort` when that comes first, with the server stopped
 */
export async function startServer(
	folders: Folders,
	binaries: Binaries,
	account: Account | undefined,
	port: number,
	log: Log,
	abort: AbortSignal,
): Promise<{ server: Server; child: ChildProcess }> {
	rotateLog(folders.log);
	writeSettings(folders, account);
	const output = openSync(folders.log, 'a', 0o600);
	const before = statSync(folders.log).size;
	let child: ChildProcess;
	try {
		child = spawn(
			binaries.postgres,
			[
				'-D',
				clusterArgument(folders.cluster, account),
				'-p',
				String(port),
				'-c',
				'listen_addresses=127.0.0.1',
				'-c',
				'unix_socket_directories=',
			],
			{ cwd: folders.cluster, env: serverEnvironment, stdio: ['ignore', output, output], detached: true, ...account },
		);
	} finally {
		closeSync(output);
	}
	child.unref();
	let failure: Error | undefined;
	child.once('error', (thrown) => {
		failure = thrown;
	});

	for (let waited = 0; ; waited += 10) {
		if (failure) throw failure;
		if (abort.aborted) {
			await stopServer(child.pid as number);
			throw abort.reason;
		}
		if (child.exitCode !== null || child.signalCode !== null) throw explainOutput(readFrom(folders.log, before), folders.data, folders.log);
		const lines = readPidFile(folders.cluster);
		// The eighth line is the state, written by the server itself (miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
		if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return { server: { pid: child.pid as number, port }, child };
		if (waited > 0 && waited % 5000 === 0) log.info('the database is still starting: it completes what was interrupted');
		await pause(10);
	}
}

/**
 * Stops a server within `seconds`: first as soon as its clients have gone, after a moment at once with open transactions rolled back, at last
 * without its closing checkpoint, which the next start makes good. Nothing that was committed is lost in any of the three.
 */
export async function stopServer(pid: number, seconds = 4): Promise<void> {
	const steps: [NodeJS.Signals, number][] = [
		['SIGTERM', 200],
		['SIGINT', seconds * 1000 - 1000],
		['SIGQUIT', 600],
		['SIGKILL', 200],
	];
	for (const [name, milliseconds] of steps) {
		signal(pid, name);
		if (await waitForEnd(pid, milliseconds)) return;
	}
}

/**
 * A TCP port of this machine that nobody listens on, below the range from which systems take the ports of outgoing connections (32768 on Linux):
 * one from that range could be in use at the next start.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(20_000, 30_000);
		if (await isPortFree(port)) return port;
	}
}

export function isPortFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
	});
}

function readPidFile(cluster: string): string[] {
	try {
		return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
	} catch {
		return [];
	}
}

/** Whether this process is a PostgreSQL server of this cluster: every process of one stands in the cluster's folder. */
function worksIn(pid: number, cluster: string): boolean {
	if (processBegan(pid) === undefined) return false;
	// Only Linux tells where another process stands; elsewhere a living process behind the pid file is believed.
	if (process.platform !== 'linux') return true;
	try {
		return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) && basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres');
	} catch {
		return false;
	}
}

function processesIn(cluster: string): number[] {
	if (process.platform !== 'linux') return [];
	return readdirSync('/proc')
		.map(Number)
		.filter((pid) => pid > 0 && worksIn(pid, cluster));
}

/** Whether the number is taken, be it by a zombie: that is how PostgreSQL looks at it. */
function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (thrown) {
		return (thrown as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** What was written to the file after `position`, at most the last 64 kB of it. */
function readFrom(file: string, position: number): string {
	const end = statSync(file).size;
	const start = Math.max(position, end - 65536, 0);
	const buffer = Buffer.alloc(Math.max(0, end - start));
	const handle = openSync(file, 'r');
	try {
		readSync(handle, buffer, 0, buffer.length, start);
	} finally {
		closeSync(handle);
	}
	return buffer.toString('utf8');
}
