// Tests of the commands that stay: starting, being told to stop, losing the database, and jobs of a process that was killed.
import { once } from 'node:events';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cli, commandLine, freePort, type Started, until } from './testing.ts';

let cli: Cli;
let owner: pg.Client;
beforeAll(async () => {
	cli = await commandLine();
	owner = new pg.Client({ connectionString: cli.test.ownerUrl });
	await owner.connect();
	// Whatever has changed since is built here, the page included: a command that has to build takes longer than its test waits.
	const { child } = cli.start({}, 'serve', '--help');
	await once(child, 'close');
	expect(child.exitCode).toBe(0);
}, 180_000);
afterAll(async () => {
	await owner.end();
	await cli.drop();
});

async function ready(port: number, server: Started, path = 'ready'): Promise<void> {
	const asked = async () => (await fetch(`http://127.0.0.1:${port}/api/${path}`).catch(() => null))?.ok === true;
	await until(async () => server.child.exitCode !== null || (await asked()), server.stderr, 60_000);
	expect(server.child.exitCode, server.stderr()).toBeNull();
}

async function serving(environment: Record<string, string> = {}, ...args: string[]): Promise<{ server: Started; port: number }> {
	const port = await freePort();
	const server = cli.start({ PORT: String(port), ...environment }, 'serve', ...args);
	await ready(port, server);
	return { server, port };
}

async function stopped(server: Started, signal: NodeJS.Signals): Promise<number> {
	const began = performance.now();
	server.child.kill(signal);
	expect((await server.ended()).code).toBe(0);
	return performance.now() - began;
}

it('tells its address and a one-time link, serves, and stops within 5 s of each signal', async () => {
	const first = await serving();
	await until(() => first.server.stdout().includes('/setup?token='), first.server.stderr);
	expect(first.server.stdout()).toMatch(
		new RegExp(
			`^Clientele runs at http://127.0.0.1:${first.port}\\nOpen this one-time link .*:\\nhttp://127.0.0.1:${first.port}/setup\\?token=[\\w-]{43}\\n$`,
		),
	);
	expect(await (await fetch(`http://127.0.0.1:${first.port}/api/health`)).json()).toMatchObject({ status: 'ok' });
	expect(await stopped(first.server, 'SIGTERM')).toBeLessThan(5_000);

	const second = await serving({ PUBLIC_URL: 'https://crm.example.com/' }, '--json');
	await until(() => second.server.stdout() !== '', second.server.stderr);
	for (const { server } of [first, second]) expect(server.stderr()).not.toContain('Warning: others on the network');
	expect(await stopped(second.server, 'SIGINT')).toBeLessThan(5_000);
	const { json, stdout } = await second.server.ended();
	expect(json).toEqual({
		address: `http://127.0.0.1:${second.port}`,
		setup_link: expect.stringMatching(/^https:\/\/crm\.example\.com\/setup\?token=/),
	});
	expect(stdout.trim().split('\n')).toHaveLength(1);
}, 120_000);

it('creates the administrator of the environment, and prints no link then', async () => {
	const environment = { CLIENTELE_ADMIN_EMAIL: 'ada@example.org', CLIENTELE_ADMIN_PASSWORD: 'four unrelated words here', HOST: '0.0.0.0' };
	const { server, port } = await serving(environment);
	await until(() => server.stdout() !== '', server.stderr);
	expect(server.stdout()).toBe(`Clientele runs at http://localhost:${port}\n`);
	// Open to others, and in plain HTTP.
	expect(server.stderr()).toContain('Warning: others on the network reach the program over plain HTTP');
	await stopped(server, 'SIGTERM');
	const { json } = await cli.run('user', 'list', '--json');
	expect(json.users).toMatchObject([{ email: 'ada@example.org', roles: [{ key: 'administrator' }] }]);
}, 120_000);

it('names the port that is taken, and the address that is not of this machine', async () => {
	const port = await freePort();
	const other = createServer().listen(port, '127.0.0.1');
	try {
		const taken = await cli.runWith({ PORT: String(port) }, 'serve', '--json');
		expect(taken).toMatchObject({ code: 1, json: { error: { code: 'port_taken' } } });
		expect(taken.json.error.message).toContain(`Port ${port} is used by another program`);
	} finally {
		other.close();
	}
	expect(await cli.runWith({ HOST: '192.0.2.1' }, 'serve', '--json')).toMatchObject({ code: 1, json: { error: { code: 'host_unknown' } } });
}, 150_000);

it('lives through the loss of all its connections, and goes on with its work', async () => {
	const { server, port } = await serving();
	const working = async () => {
		const { rows } = await owner.query(
			"select from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and a.application_name = 'clientele-owner'",
		);
		return rows.length > 0;
	};
	await until(working, server.stderr, 20_000);
	for (let round = 0; round < 3; round++) {
		await owner.query(
			'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
		);
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	await ready(port, server, 'health');
	await ready(port, server);
	await until(working, server.stderr, 20_000);
	await stopped(server, 'SIGTERM');
}, 120_000);

it('takes up the jobs of a process that was killed', async () => {
	const worker = cli.start({}, 'work');
	await until(() => worker.stdout() !== '', worker.stderr, 60_000);
	// A process that is gone: nobody holds the lock under its name.
	await owner.query(`select graphile_worker.add_job('customers.index', '{}', job_key => 'left behind')`);
	await owner.query(
		`update graphile_worker._private_jobs set locked_by = 'pool-of-a-dead-process', locked_at = now() - interval '1 minute' where key = 'left behind'`,
	);
	await until(
		async () => (await owner.query("select from graphile_worker._private_jobs where key = 'left behind'")).rows.length === 0,
		worker.stderr,
		30_000,
	);

	// One that lives, because it holds the lock, keeps its job.
	await owner.query(`select pg_advisory_lock(hashtextextended('clientele worker pool-that-lives', 0))`);
	await owner.query(`select graphile_worker.add_job('customers.index', '{}', job_key => 'at work', run_at => now() + interval '1 hour')`);
	await owner.query(
		`update graphile_worker._private_jobs set locked_by = 'pool-that-lives', locked_at = now() - interval '1 minute', run_at = now() where key = 'at work'`,
	);
	await new Promise((resolve) => setTimeout(resolve, 7_000));
	const { rows } = await owner.query<{ locked_by: string }>("select locked_by from graphile_worker._private_jobs where key = 'at work'");
	expect(rows).toEqual([{ locked_by: 'pool-that-lives' }]);
	expect(await stopped(worker, 'SIGTERM')).toBeLessThan(5_000);
}, 120_000);
