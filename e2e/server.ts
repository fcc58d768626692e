// Starts the real program in a child process, with a data folder of its own on a free port, as a person would after cloning.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/clientele.mjs', import.meta.url));

export interface RunningServer {
	/** Such as http://127.0.0.1:41234, without a slash at the end. */
	readonly url: string;
	/** The one-time link for the first administrator; null where one was given in the environment. */
	readonly setupLink: string | null;
	/** Stops the program and removes its data folder. */
	stop(): Promise<void>;
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/** How long a first start may take: the build, a new database, its migrations. In milliseconds. */
const patience = 150_000;

/**
 * Starts the program with an empty data folder.
 * @throws Error with all that the program has printed, where it ends or is not ready in time
 */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
	const data = await mkdtemp(join(tmpdir(), 'clientele-e2e-'));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CLIENTELE_') && name !== 'DATABASE_URL');
	const child = spawn(process.execPath, [program, 'serve'], {
		env: {
			...Object.fromEntries(inherited),
			NODE_ENV: 'production',
			HOST: '127.0.0.1',
			PORT: String(port),
			CLIENTELE_DATA: data,
			// All journeys come from one address.
			CLIENTELE_RATE_PERSON: '0',
			CLIENTELE_RATE_ANONYMOUS: '0',
			CLIENTELE_OUTBOUND_NETWORKS: '127.0.0.0/8',
			...environment,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let printed = '';
	const listen = (chunk: Buffer) => {
		printed += chunk.toString();
	};
	child.stdout.on('data', listen);
	child.stderr.on('data', listen);
	const stop = async () => {
		await end(child);
		await rm(data, { recursive: true, force: true });
	};
	const linkPrinted = () => /https?:\/\/\S+\/setup\?token=[\w-]+/.exec(printed)?.[0] ?? null;
	const expectsLink = !('CLIENTELE_ADMIN_EMAIL' in environment);
	try {
		// The link is printed a moment after the server answers.
		await waitUntil(
			async () => (await answers(`${url}/api/ready`)) && (!expectsLink || linkPrinted() !== null),
			child,
			() => printed,
		);
	} catch (cause) {
		await stop();
		throw cause;
	}
	return { url, setupLink: linkPrinted(), stop };
}

async function answers(address: string): Promise<boolean> {
	const reply = await fetch(address).catch(() => null);
	return reply?.ok ?? false;
}

async function waitUntil(holds: () => Promise<boolean>, child: ChildProcess, printed: () => string): Promise<void> {
	const until = Date.now() + patience;
	while (Date.now() < until) {
		if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}:\n${printed()}`);
		if (await holds()) return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error(`The program was not ready after ${patience / 1000} s:\n${printed()}`);
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
	await ended;
	clearTimeout(late);
}
