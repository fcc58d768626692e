// Runs the program as a person does: the command in a process of its own, on a database of the test server.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '../platform/testing.ts';
import { testMasterKey } from '../platform/testing-keys.ts';

const program = fileURLToPath(new URL('../../bin/clientele.mjs', import.meta.url));

export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** The last line of standard output as JSON. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape
	readonly json: any;
}

export interface Started {
	readonly child: ChildProcess;
	stdout(): string;
	stderr(): string;
	/** Resolves when the process has ended; within a minute, which a start under load may need, or it is killed and the test fails. */
	ended(): Promise<Ended>;
}

export interface Cli {
	readonly test: TestDatabase;
	/** A folder for files, gone at the end; also the data folder. */
	readonly folder: string;
	/** Runs a command to its end. */
	run(...args: string[]): Promise<Ended>;
	/** The same with further environment. */
	runWith(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended>;
	/** Starts a command that stays. */
	start(environment: Readonly<Record<string, string>>, ...args: string[]): Started;
	drop(): Promise<void>;
}

/** A clone of the template database with the commands upon it. English, unless the environment says otherwise. */
export async function commandLine(): Promise<Cli> {
	const test = await testDatabase();
	const folder = mkdtempSync(join(tmpdir(), 'clientele-cli-'));
	const running = new Set<ChildProcess>();
	const inherited = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(CLIENTELE_|LC_|LANG|LOG_LEVEL|DATABASE_URL|NODE_ENV|VITEST|PUBLIC_URL)/.test(name)),
	);

	const start = (environment: Readonly<Record<string, string>>, ...args: string[]): Started => {
		const child = spawn(process.execPath, [program, ...args], {
			env: {
				...inherited,
				LANG: 'C',
				DATABASE_URL: test.ownerUrl,
				CLIENTELE_DATA: folder,
				CLIENTELE_KEY: testMasterKey,
				NODE_NO_WARNINGS: '1',
				...environment,
			},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		running.add(child);
		let stdout = '';
		let stderr = '';
		child.stdout!.on('data', (chunk) => {
			stdout += chunk;
		});
		child.stderr!.on('data', (chunk) => {
			stderr += chunk;
		});
		const closed = once(child, 'close').then(() => running.delete(child));
		return {
			child,
			stdout: () => stdout,
			stderr: () => stderr,
			ended: async () => {
				let hangs = false;
				const late = setTimeout(() => {
					hangs = child.kill('SIGKILL');
				}, 60_000);
				await closed;
				clearTimeout(late);
				if (hangs) throw new Error(`clientele ${args.join(' ')} did not end within a minute: ${stdout}${stderr}`);
				const last = stdout.trimEnd().split('\n').at(-1) ?? '';
				return { code: child.exitCode, stdout, stderr, json: /^[{[]/.test(last) ? JSON.parse(last) : undefined };
			},
		};
	};
	return {
		test,
		folder,
		run: (...args) => start({}, ...args).ended(),
		runWith: (environment, ...args) => start(environment, ...args).ended(),
		start,
		drop: async () => {
			for (const child of running) child.kill('SIGKILL');
			await test.drop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const { port } = probe.address() as { port: number };
	probe.close();
	await once(probe, 'close');
	return port;
}

/** Waits until something holds; fails with what `tell` says after so many milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, tell: () => string, milliseconds = 15_000): Promise<void> {
	const end = Date.now() + milliseconds;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(tell());
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
