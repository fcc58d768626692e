// Tests of the embedded database when things go wrong: killed processes, remains of them, and folders that cannot be used.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainOutput } from './errors.ts';
import { processBegan, waitForEnd } from './process.ts';
import { ask, Notebook, serverPid, Workshop } from './testing.ts';

const workshop = new Workshop();
let template: string;
beforeAll(async () => {
	template = await workshop.template();
}, 60_000);
afterAll(() => workshop.cleanUp(), 30_000);

const kept = 'select id from kept order by id';

/** Every path below the folder with its content: two equal ones show that nothing was touched. */
function contents(folder: string): Record<string, string> {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return Object.fromEntries(files.map((file) => join(file.parentPath, file.name)).map((path) => [path, readFileSync(path, 'base64')]));
}

describe('after kill -9', () => {
	it('of the program the next one takes over its server', async () => {
		const folder = workshop.copy(template);
		const program = await workshop.elsewhere(folder, 'serve');
		await ask(program.url, 'insert into kept values (2)');
		const server = serverPid(folder) as number;
		program.child.kill('SIGKILL');
		await program.ended;

		const next = await workshop.open(folder, 'serve');
		expect(serverPid(folder)).toBe(server);
		expect(next.started).toBe(true);
		expect(await ask(next.url, kept)).toEqual([{ id: 1 }, { id: 2 }]);
		await next.stop();
		expect(processBegan(server)).toBeUndefined();
	}, 20_000);

	it('of the server it is started again at the same address, with every committed row', async () => {
		const folder = workshop.copy(template);
		const log = new Notebook();
		const held = await workshop.open(folder, 'serve', log);
		for (const round of [2, 3]) {
			await ask(held.url, `insert into kept values (${round})`);
			const server = serverPid(folder) as number;
			process.kill(server, 'SIGKILL');
			await waitForEnd(server, 2000);
			await expect.poll(() => ask(held.url, kept).catch(() => []), { timeout: 10_000 }).toHaveLength(round);
		}
		await expect.poll(() => log.lines.filter((line) => line.includes('runs again'))).toHaveLength(2);
		await held.stop();
		expect(serverPid(folder)).toBeUndefined();
	}, 30_000);

	it('of the server that we only joined, too', async () => {
		const folder = workshop.copy(template);
		const other = await workshop.elsewhere(folder, 'command');
		const held = await workshop.open(folder);
		process.kill(serverPid(folder) as number, 'SIGKILL');
		await expect.poll(() => ask(held.url, kept).catch(() => []), { timeout: 10_000 }).toHaveLength(1);
		other.child.stdin?.end();
		await other.ended;
		expect(await ask(held.url, kept)).toHaveLength(1);
		await held.stop();
	}, 20_000);

	it('of program and server while a statement runs, the next start recovers', async () => {
		const folder = workshop.copy(template);
		const program = await workshop.elsewhere(folder, 'serve');
		await ask(program.url, 'insert into kept values (2)');
		const busy = ask(program.url, 'insert into kept select 99 from generate_series(1, 100000000)').catch(() => 'lost');
		await expect
			.poll(() => ask(program.url, `select 1 from pg_stat_activity where query like '%100000000%' and pid <> pg_backend_pid()`))
			.toHaveLength(1);
		program.child.kill('SIGKILL');
		process.kill(serverPid(folder) as number, 'SIGKILL');
		await program.ended;

		const next = await workshop.open(folder, 'serve');
		expect(await ask(next.url, kept)).toEqual([{ id: 1 }, { id: 2 }]);
		expect(await busy).toBe('lost');
		await next.stop();
	}, 30_000);
});

describe('remains of processes that are gone', () => {
	it('do not hinder: a pid file whose number another process has now', async () => {
		const folder = workshop.copy(template);
		const stranger = spawn('sleep', ['60']);
		writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${stranger.pid}\n${folder}\n1\n5432\n\n127.0.0.1\n\nready\n`);
		const held = await workshop.open(folder);
		expect(await ask(held.url, kept)).toHaveLength(1);
		await held.stop();
		expect(processBegan(stranger.pid as number)).toBeDefined();
		stranger.kill();
	});

	it('do not hinder: marks and a lock of an earlier process with our number, and torn ones', async () => {
		const folder = workshop.copy(template);
		const program = await workshop.elsewhere(folder, 'serve');
		const run = join(folder, 'run');
		const [name] = readdirSync(run).filter((file) => file.endsWith('.user'));
		const mark = JSON.parse(readFileSync(join(run, name as string), 'utf8'));
		program.child.stdin?.end();
		await program.ended;

		const reused = JSON.stringify({ ...mark, pid: process.pid, began: '1' });
		writeFileSync(join(run, 'old.user'), reused);
		writeFileSync(join(run, 'lock'), reused);
		writeFileSync(join(run, 'torn.user'), '{"pid":');
		const held = await workshop.open(folder, 'serve');
		expect(readdirSync(run).filter((file) => file.endsWith('.user'))).toHaveLength(1);
		await held.stop();
		expect(readdirSync(run)).toEqual([]);
	}, 20_000);

	it('do not hinder: a first start that was cut off', async () => {
		const folder = workshop.path();
		mkdirSync(join(folder, 'postgres.unfinished', 'base'), { recursive: true });
		writeFileSync(join(folder, 'postgres.unfinished', 'PG_VERSION'), '18');
		const held = await workshop.open(folder);
		expect(await ask(held.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		expect(readdirSync(folder)).not.toContain('postgres.unfinished');
		await held.stop();
	}, 20_000);

	it('do not hinder: the last sign of a container that was killed', async () => {
		const folder = workshop.copy(template);
		const file = join(folder, 'run', 'container.user');
		writeFileSync(file, JSON.stringify({ pid: 1, began: '5', place: 'another', role: 'serve' }));
		utimesSync(file, new Date(), new Date(Date.now() - 9000));
		const held = await workshop.open(folder, 'serve');
		await held.stop();
	}, 20_000);
});

describe('a folder that cannot be used', () => {
	it('because another machine or container uses it', async () => {
		const folder = workshop.copy(template);
		const file = join(folder, 'run', 'container.user');
		writeFileSync(file, JSON.stringify({ pid: 17, began: '5', place: 'another', role: 'serve' }));
		const living = setInterval(() => utimesSync(file, new Date(), new Date()), 300);
		await expect(workshop.open(folder)).rejects.toMatchObject({ code: 'used_by_other_machine', params: { pid: 17 } });
		clearInterval(living);
		expect(serverPid(folder)).toBeUndefined();
	}, 20_000);

	it('because another version of PostgreSQL made it', async () => {
		const folder = workshop.copy(template);
		writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '17\n');
		const before = contents(folder);
		await expect(workshop.open(folder)).rejects.toMatchObject({ code: 'cluster_other_version', params: { found: '17', wanted: 18 } });
		expect(contents(folder)).toEqual(before);
	});

	it('because its database is incomplete, or damaged', async () => {
		const incomplete = workshop.copy(template);
		rmSync(join(incomplete, 'postgres', 'PG_VERSION'));
		const before = contents(incomplete);
		await expect(workshop.open(incomplete)).rejects.toMatchObject({ code: 'cluster_incomplete' });
		expect(contents(incomplete)).toEqual(before);

		const damaged = workshop.copy(template);
		truncateSync(join(damaged, 'postgres', 'global', 'pg_control'));
		await expect(workshop.open(damaged)).rejects.toMatchObject({ code: 'embedded_failed', message: expect.stringContaining('pg_control') });
	});

	it('because a file is in the way', async () => {
		const file = workshop.path();
		writeFileSync(file, 'mine');
		await expect(workshop.open(file)).rejects.toMatchObject({ code: 'data_folder_no_folder' });
		await expect(workshop.open(join(file, 'data'))).rejects.toMatchObject({ code: 'data_folder_no_folder' });
		expect(readFileSync(file, 'utf8')).toBe('mine');
	});

	it('because this user may not write there', async () => {
		const folder = workshop.path();
		mkdirSync(folder, { mode: 0o555 });
		// Root may write everywhere: for this moment we are somebody else.
		const root = process.getuid?.() === 0;
		if (root) process.seteuid?.(65534);
		try {
			await expect(workshop.open(folder)).rejects.toMatchObject({ code: 'data_folder_not_writable' });
			await expect(workshop.open(join(folder, 'data'))).rejects.toMatchObject({ code: 'data_folder_not_writable' });
		} finally {
			if (root) process.seteuid?.(0);
		}
	});

	it('is told apart by what the server wrote last', () => {
		const code = (output: string) => explainOutput(output, template, 'log').code;
		expect(code('PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device')).toBe('disk_full');
		expect(code('FATAL:  could not open file "postmaster.pid": Read-only file system')).toBe('data_folder_read_only');
		expect(code('FATAL:  could not open directory "base": Permission denied')).toBe('data_folder_not_writable');
		expect(explainOutput('LOG:  hello\n2026 [7] FATAL:  bad magic number\nLOG:  bye\n', template, 'the.log').message).toBe(
			'The embedded PostgreSQL did not start: bad magic number. More is in the.log.',
		);
	});
});

const disk = workshop.disk(130);

describe.runIf(disk)('a disk (needs the right to mount one)', () => {
	const data = join(disk ?? '', 'data');
	const filling = join(disk ?? '', 'filling');
	const fill = () => spawnSync('dd', ['if=/dev/zero', `of=${filling}`, 'bs=64k']);

	it('that is full or read-only gets a sentence, and the next start finds everything', async () => {
		const first = await workshop.open(data);
		await ask(first.url, 'create table kept (id int); insert into kept values (1)');
		await first.stop();

		fill();
		const full = contents(data);
		await expect(workshop.open(data)).rejects.toMatchObject({ code: 'disk_full' });
		expect(contents(data)).toEqual(full);
		rmSync(filling);

		spawnSync('mount', ['-o', 'remount,ro', disk ?? '']);
		await expect(workshop.open(data)).rejects.toMatchObject({ code: 'data_folder_read_only' });
		spawnSync('mount', ['-o', 'remount,rw', disk ?? '']);

		const again = await workshop.open(data);
		expect(await ask(again.url, kept)).toEqual([{ id: 1 }]);
		await again.stop();
	}, 20_000);

	it('that fills up under the running server: it serves again when there is room, with every committed row', async () => {
		const log = new Notebook();
		const held = await workshop.open(data, 'serve', log);
		await ask(held.url, 'insert into kept values (2)');
		fill();
		const write = 'create table big as select generate_series(1, 2000000) as id';
		await expect(ask(held.url, write)).rejects.toThrow();
		process.kill(serverPid(data) as number, 'SIGKILL');
		await expect.poll(() => log.lines.join(), { timeout: 10_000 }).toContain('is full');
		rmSync(filling);
		await expect.poll(() => ask(held.url, kept).catch(() => []), { timeout: 15_000 }).toEqual([{ id: 1 }, { id: 2 }]);
		await held.stop();
	}, 40_000);
});
