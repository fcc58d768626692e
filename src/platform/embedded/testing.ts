// Helpers for the tests of the embedded database: folders with a ready cluster, and other processes that use one and can be killed.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { type Embedded, ensureEmbedded } from '../embedded.ts';
import { signal } from './process.ts';
import type { Role } from './users.ts';

/** A log that keeps what was said. */
export class Notebook {
	readonly lines: string[] = [];
	readonly info = (line: string): void => void this.lines.push(line);
	readonly warn = this.info;
	readonly error = this.info;
}

/** Folders and processes of one test file, all gone at the end. */
export class Workshop {
	readonly #root = mkdtempSync(join(tmpdir(), 'clientele-embedded-'));
	readonly #helpers: ChildProcess[] = [];
	readonly #held: Embedded[] = [];
	readonly #disks: string[] = [];
	#count = 0;

	/** A path in which nothing is yet. */
	path(): string {
		return join(this.#root, String(++this.#count));
	}

	/** Makes a cluster with the table `kept` in which one row stands, stopped; copies of it start faster than new ones are made. */
	async template(): Promise<string> {
		const folder = this.path();
		const embedded = await this.open(folder);
		await ask(embedded.url, 'create table kept (id int); insert into kept values (1)');
		await embedded.stop();
		return folder;
	}

	copy(template: string): string {
		const folder = this.path();
		execFileSync('cp', ['-a', template, folder]);
		return folder;
	}

	/** Opens the database in this process; left open by a failed test it is stopped at the end. */
	async open(folder: string, role: Role = 'command', log = new Notebook()): Promise<Embedded> {
		const embedded = await ensureEmbedded(folder, log, { role });
		this.#held.push(embedded);
		return embedded;
	}

	/**
	 * Opens the database in another process, which holds it until it is told to end: by a signal it dies as every program does, by `quit` it
	 * calls process.exit, by closing its input it stops in order.
	 */
	async elsewhere(folder: string, role: Role): Promise<Elsewhere> {
		const embedded = pathToFileURL(new URL('../embedded.ts', import.meta.url).pathname).href;
		const program = `
			import { ensureEmbedded } from ${JSON.stringify(embedded)};
			const silent = () => {};
			try {
				const held = await ensureEmbedded(${JSON.stringify(folder)}, { info: silent, warn: silent, error: silent }, { role: ${JSON.stringify(role)} });
				console.log(JSON.stringify({ url: held.url, started: held.started }));
				process.stdin.on('data', () => process.exit(0));
				process.stdin.on('end', () => held.stop());
			} catch (error) {
				console.log(JSON.stringify({ code: error.code, message: error.message }));
			}`;
		const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		this.#helpers.push(child);
		const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
		const first = await new Promise<string>((resolve, reject) => {
			createInterface(child.stdout).once('line', resolve);
			child.once('exit', (code) => reject(new Error(`the other process ended with ${code} and said nothing`)));
		});
		return { ...JSON.parse(first), pid: child.pid as number, child, ended };
	}

	/** A folder on a disk of its own of `megabytes`; undefined where this user may not mount one. */
	disk(megabytes: number): string | undefined {
		const folder = this.path();
		mkdirSync(folder);
		const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder]).status === 0;
		if (mounted) this.#disks.push(folder);
		return mounted ? folder : undefined;
	}

	async cleanUp(): Promise<void> {
		for (const helper of this.#helpers) helper.kill('SIGKILL');
		for (const held of this.#held) await held.stop();
		for (const name of readdirSync(this.#root)) {
			const pid = serverPid(join(this.#root, name));
			if (pid) signal(pid, 'SIGKILL');
		}
		for (const disk of this.#disks) spawnSync('umount', ['--lazy', disk]);
		rmSync(this.#root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
	}
}

export interface Elsewhere {
	readonly url: string;
	readonly started: boolean;
	readonly code?: string;
	readonly message?: string;
	readonly pid: number;
	readonly child: ChildProcess;
	readonly ended: Promise<void>;
}

/** The rows of one statement, over a connection of its own. */
export async function ask<Row extends Record<string, unknown>>(url: string, sql: string): Promise<Row[]> {
	const client = new Client({ connectionString: url });
	client.on('error', () => {});
	await client.connect();
	try {
		return (await client.query<Row>(sql)).rows;
	} finally {
		await client.end();
	}
}

/** The process that the pid file names, whether or not it lives. */
export function serverPid(folder: string): number | undefined {
	try {
		return Number.parseInt(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
	} catch {
		return undefined;
	}
}
