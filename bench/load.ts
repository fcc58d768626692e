// A server of the product in a process of its own, and clients that ask it without pause.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { percentile } from './environment.ts';

export interface Server {
	readonly url: string;
	readonly pid: number;
	stop(): Promise<void>;
}

function stopping(child: ChildProcess): () => Promise<void> {
	return () =>
		new Promise((done) => {
			child.on('exit', () => done());
			child.kill('SIGTERM');
		});
}

/** Requests are counted, as they are for everybody, against a limit that none of these clients reaches. */
const uncapped = { CLIENTELE_RATE_PERSON: '1000000', CLIENTELE_RATE_ANONYMOUS: '1000000' };

/** Starts a program and waits for the line that holds its address. */
export async function start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Server> {
	const child = spawn(process.execPath, args, { env: { ...process.env, ...uncapped, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
	for await (const line of createInterface({ input: child.stdout })) {
		const url = /https?:\/\/[\d.]+:\d+/.exec(line)?.[0];
		if (url) {
			child.stdout.resume();
			return { url, pid: child.pid!, stop: stopping(child) };
		}
	}
	throw new Error(`${args.join(' ')} ended`);
}

export interface Measured {
	readonly per_second: number;
	readonly p50_ms: number;
	readonly p95_ms: number;
	readonly p99_ms: number;
	readonly not_2xx: number;
}

/** Sends the paths in random order from so many clients for the duration. */
export async function measure(url: string, duration: number, paths: readonly string[], clients: number, key?: string): Promise<Measured> {
	const requests = paths.map((path) => ({ method: 'GET' as const, path, headers: key ? { authorization: `Bearer ${key}` } : {} }));
	const times: number[] = [];
	const result = await new Promise<autocannon.Result>((done, failed) => {
		const options = { url, connections: clients, duration, requests: requests.sort(() => Math.random() - 0.5) };
		const instance = autocannon(options, (cause, finished) => (cause ? failed(cause) : done(finished)));
		instance.on('response', (_client, _status, _bytes, time) => times.push(time));
	});
	times.sort((a, b) => a - b);
	const round = (value: number) => Math.round(value * 10) / 10;
	return {
		per_second: Math.round(result.requests.average),
		p50_ms: round(percentile(times, 0.5)),
		p95_ms: round(percentile(times, 0.95)),
		p99_ms: round(percentile(times, 0.99)),
		not_2xx: result.non2xx + result.errors,
	};
}
