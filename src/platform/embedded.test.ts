// Tests of the embedded database in ordinary life: made, started, joined, left. Every server is a real one.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processBegan } from './embedded/process.ts';
import { ask, Notebook, serverPid, Workshop } from './embedded/testing.ts';
import { ensureEmbedded } from './embedded.ts';

const workshop = new Workshop();
let template: string;
beforeAll(async () => {
	template = await workshop.template();
}, 60_000);
afterAll(() => workshop.cleanUp(), 30_000);

describe('a new cluster', () => {
	it('has what cannot be changed later', async () => {
		const held = await workshop.open(workshop.copy(template));
		const [settings] = await ask(
			held.url,
			`select current_setting('data_checksums') as checksums, current_setting('wal_segment_size') as segment, current_setting('fsync') as fsync,
				current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
				current_user as "user", current_database() as database, datlocprovider as provider, datlocale as locale
			from pg_database where datname = current_database()`,
		);
		expect(settings).toEqual({
			checksums: 'on',
			segment: '1MB',
			fsync: 'on',
			encoding: 'UTF8',
			listen: '127.0.0.1',
			sockets: '',
			user: 'clientele',
			database: 'clientele',
			provider: 'i',
			locale: 'und',
		});
		await held.stop();
	});

	it('brings the extensions, and trigrams know Chinese characters', async () => {
		const held = await workshop.open(workshop.copy(template));
		for (const name of ['pg_trgm', 'unaccent', 'fuzzystrmatch', 'btree_gin', 'pgcrypto', 'pg_stat_statements', 'amcheck']) {
			await ask(held.url, `create extension ${name}`);
		}
		expect(await ask(held.url, `select cardinality(show_trgm('张三丰')) > 0 as known, similarity('张三丰', '张三丰') as same`)).toEqual([
			{ known: true, same: 1 },
		]);
		expect(await ask(held.url, 'select count(*) > 0 as counted from pg_stat_statements')).toEqual([{ counted: true }]);
		await held.stop();
	});

	it('asks for the password, which only the owner of the program can read', async () => {
		const folder = workshop.copy(template);
		const held = await workshop.open(folder);
		const { hostname, username, password } = new URL(held.url);
		expect([hostname, username]).toEqual(['127.0.0.1', 'clientele']);
		expect(password.length).toBeGreaterThan(20);
		expect(statSync(join(folder, 'postgres.json')).mode & 0o777).toBe(0o600);
		await expect(ask(held.url.replace(password, 'wrong'), 'select 1')).rejects.toThrow('password authentication failed');
		expect(readFileSync(join(folder, 'postgres', 'pg_hba.conf'), 'utf8')).not.toMatch(/^[^#].*\btrust\b/m);
		await held.stop();
	});

	it('never runs as root', async () => {
		const folder = workshop.copy(template);
		const held = await workshop.open(folder);
		const owner = execFileSync('ps', ['-o', 'uid=', '-p', String(serverPid(folder))], { encoding: 'utf8' });
		expect(Number(owner)).toBeGreaterThan(0);
		await held.stop();
	});

	it('works in a folder that everybody may enter and in one that only its owner may', async () => {
		for (const mode of [0o755, 0o700]) {
			const parent = workshop.path();
			mkdirSync(parent);
			chmodSync(parent, mode);
			const held = await workshop.open(join(parent, 'data'));
			expect(await ask(held.url, 'select pg_reload_conf() as reloaded')).toEqual([{ reloaded: true }]);
			await ask(held.url, 'create table t (id int); insert into t values (7)');
			expect(await ask(held.url, 'select id from t')).toEqual([{ id: 7 }]);
			await held.stop();
		}
	}, 30_000);
});

describe('a later start', () => {
	it('finds everything again, at the same address, in well under a second', async () => {
		const folder = workshop.copy(template);
		const first = await workshop.open(folder);
		await ask(first.url, 'insert into kept values (2)');
		await first.stop();
		const before = performance.now();
		const second = await workshop.open(folder);
		const milliseconds = performance.now() - before;
		expect(second.url).toBe(first.url);
		expect(second.started).toBe(true);
		expect(await ask(second.url, 'select id from kept order by id')).toEqual([{ id: 1 }, { id: 2 }]);
		expect(milliseconds).toBeLessThan(1000);
		await second.stop();
	});

	it('keeps what an administrator set with ALTER SYSTEM', async () => {
		const folder = workshop.copy(template);
		const first = await workshop.open(folder);
		await ask(first.url, `alter system set work_mem = '17MB'`);
		await first.stop();
		const second = await workshop.open(folder);
		expect(await ask(second.url, 'show work_mem')).toEqual([{ work_mem: '17MB' }]);
		await second.stop();
	});

	it('takes another port when its own is in use by something else', async () => {
		const folder = workshop.copy(template);
		const { port } = JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8'));
		const stranger = createServer().listen(port, '127.0.0.1');
		await new Promise((resolve) => stranger.once('listening', resolve));
		const held = await workshop.open(folder);
		expect(new URL(held.url).port).not.toBe(String(port));
		expect(await ask(held.url, 'select id from kept')).toEqual([{ id: 1 }]);
		await held.stop();
		await new Promise((resolve) => stranger.close(resolve));
	});

	it('sets a new password when the note with the old one is lost', async () => {
		const folder = workshop.copy(template);
		rmSync(join(folder, 'postgres.json'));
		const held = await workshop.open(folder);
		expect(await ask(held.url, 'select id from kept')).toEqual([{ id: 1 }]);
		await held.stop();
	});
});

describe('several processes', () => {
	it('refuses a second server and lets commands join; the last one to leave stops the database', async () => {
		const folder = workshop.copy(template);
		const server = await workshop.elsewhere(folder, 'serve');
		expect(server.started).toBe(true);
		await expect(workshop.open(folder, 'serve')).rejects.toMatchObject({ code: 'already_serving', params: { pid: server.pid } });

		const command = await workshop.open(folder);
		expect(command).toMatchObject({ started: false, url: server.url });
		server.child.stdin?.end();
		await server.ended;
		expect(await ask(command.url, 'select id from kept')).toEqual([{ id: 1 }]);

		const pid = serverPid(folder) as number;
		await command.stop();
		expect(processBegan(pid)).toBeUndefined();
		expect(serverPid(folder)).toBeUndefined();
	}, 20_000);

	it('lets a server start beside a running command', async () => {
		const folder = workshop.copy(template);
		const command = await workshop.open(folder);
		const server = await workshop.elsewhere(folder, 'serve');
		expect(server).toMatchObject({ started: false, url: command.url });
		await command.stop();
		expect(await ask(server.url, 'select id from kept')).toEqual([{ id: 1 }]);
		server.child.stdin?.end();
		await server.ended;
		expect(serverPid(folder)).toBeUndefined();
	}, 20_000);

	it('starts one server only when many commands begin at once', async () => {
		const folder = workshop.copy(template);
		const held = await Promise.all(Array.from({ length: 5 }, () => workshop.open(folder)));
		expect(new Set(held.map(({ url }) => url)).size).toBe(1);
		expect(held.filter(({ started }) => started)).toHaveLength(1);
		await Promise.all(held.map((each) => each.stop()));
		expect(serverPid(folder)).toBeUndefined();
	}, 20_000);
});

describe('stopping', () => {
	it('takes little time even with a client in the middle of a transaction', async () => {
		const folder = workshop.copy(template);
		const held = await workshop.open(folder);
		const open = ask(held.url, 'begin; insert into kept values (99); select pg_sleep(60)').catch((error: Error) => error.message);
		await expect
			.poll(() => ask(held.url, `select 1 from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()`))
			.toHaveLength(1);
		const before = performance.now();
		await held.stop();
		expect(performance.now() - before).toBeLessThan(4500);
		expect(await open).toBeTypeOf('string');
		const again = await workshop.open(folder);
		expect(await ask(again.url, 'select id from kept')).toEqual([{ id: 1 }]);
		await again.stop();
	}, 20_000);

	it('happens also when the program simply exits', async () => {
		const folder = workshop.copy(template);
		const other = await workshop.elsewhere(folder, 'command');
		other.child.stdin?.write('quit');
		await other.ended;
		await expect.poll(() => serverPid(folder), { timeout: 5000 }).toBeUndefined();
	}, 20_000);

	it('is possible while the start still goes on', async () => {
		const folder = workshop.copy(template);
		const log = new Notebook();
		await expect(ensureEmbedded(folder, log, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
		expect(serverPid(folder)).toBeUndefined();
		expect(readdirSync(join(folder, 'run'))).toEqual([]);
	});
});
