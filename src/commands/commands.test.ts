// Tests of the commands as a person or a script runs them: what stands on standard output, on standard error, and the exit code.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMapping } from './import.ts';
import { columns, terminalLanguage } from './terminal.ts';
import { type Cli, commandLine } from './testing.ts';

let cli: Cli;
beforeAll(async () => {
	cli = await commandLine();
	// The first command may have to build the program.
	await cli.run('--version');
}, 120_000);
afterAll(() => cli.drop());

describe('help and mistakes', () => {
	it('lists all commands without a database', async () => {
		const { code, stdout } = await cli.runWith({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, '--help');
		expect(code).toBe(0);
		const names = 'serve work migrate import dedupe export demo user api-key psql-url doctor'.split(' ');
		for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
	});

	it('speaks Chinese where the terminal does', async () => {
		const { stdout } = await cli.runWith({ LANG: 'zh_CN.UTF-8' }, 'import', '--help');
		expect(stdout).toContain('用法：');
		expect(stdout).toContain('文件路径');
		const { stderr, code } = await cli.runWith({ LC_ALL: 'zh_TW.UTF-8' }, 'bogus');
		expect({ stderr, code }).toEqual({ stderr: '没有命令“bogus”。用 --help 查看所有命令。\n', code: 2 });
	});

	it.each([
		[['bogus'], 'command_unknown', 'There is no command “bogus”. --help lists them all.'],
		[['migrate', '--bogus'], 'option_unknown', 'There is no option --bogus. --help lists them all.'],
		[['import'], 'argument_missing', 'The argument “file” is missing. --help shows the usage.'],
		[['api-key', 'create'], 'option_missing', 'The option --name <name> is missing.'],
		[['api-key', 'create', '--name'], 'option_value_missing', 'The option --name <name> needs a value.'],
		[
			['user', 'create', '--email', 'a@example.org', '--language', 'fr'],
			'choice_wrong',
			'The value of --language <language> is wrong. Use one of zh-CN, en.',
		],
		[['api-key', 'revoke', 'x'], 'value_wrong', 'The value of id is wrong. --help shows the usage.'],
		[['migrate', 'now'], 'arguments_too_many', 'There are too many arguments. --help shows the usage.'],
	])('%j is one sentence and exit code 2', async (args, code, message) => {
		expect(await cli.run(...args)).toMatchObject({ code: 2, stdout: '', stderr: `${message}\n` });
		// Not at the end, where it would be the value that --name lacks.
		const asked = await cli.run(args[0]!, ...(args.length > 1 ? [args[1]!] : []), '--json', ...args.slice(2));
		expect(asked).toMatchObject({ code: 2, json: { error: { code, message } } });
	});

	it('tells a wrong setting by the name of its variable, without a stack', async () => {
		const { code, stderr, json } = await cli.runWith({ PORT: 'eighty' }, 'migrate', '--json');
		expect(code).toBe(1);
		expect(json.error.code).toBe('config_invalid');
		expect(json.error.message).toContain('PORT');
		expect(stderr).not.toMatch(/^\s+at /m);
		expect((await cli.runWith({ PORT: 'eighty', LOG_LEVEL: 'debug' }, 'migrate')).stderr).toMatch(/^\s+at /m);
	});

	it('tells an unreachable database in one sentence', async () => {
		const { code, stdout, stderr } = await cli.runWith({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'migrate');
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toMatch(/^The database of DATABASE_URL cannot be reached: .*\n$/);
	});

	it('says so where the address asks for TLS and the server has none', async () => {
		const { code, stderr } = await cli.runWith({ DATABASE_URL: `${cli.test.ownerUrl}?sslmode=verify-full` }, 'migrate');
		expect(code).toBe(1);
		expect(stderr).toMatch(/^DATABASE_URL asks for TLS, and the database server does not offer it\..*\n$/);
	});
});

describe('migrate', () => {
	it('runs what is missing on an empty database, and says that nothing is missing the second time', async () => {
		const url = new URL(cli.test.ownerUrl);
		const name = `empty_${process.pid}`;
		const admin = new pg.Client({ connectionString: url.toString() });
		await admin.connect();
		await admin.query(`create database ${name}`);
		try {
			url.pathname = `/${name}`;
			const first = await cli.runWith({ DATABASE_URL: url.toString() }, 'migrate', '--json');
			expect(first).toMatchObject({ code: 0, stderr: '' });
			const files = readdirSync('migrations').filter((file) => /^\d/.test(file));
			expect(first.json.migrations).toEqual(files.map((file) => file.replace('.sql', '')).sort());
			const second = await cli.runWith({ DATABASE_URL: url.toString() }, 'migrate');
			expect(second.stdout).toBe('The database is up to date, no migration was needed.\n');
		} finally {
			await admin.query(`drop database ${name} with (force)`);
			await admin.end();
		}
	});
});

describe('people and keys', () => {
	it('are made, listed, changed and ended', async () => {
		const made = await cli.run('user', 'create', '--email', 'Ada@example.org', '--role', 'administrator', '--json');
		expect(made.json).toMatchObject({
			email: 'ada@example.org',
			roles: [{ key: 'administrator' }],
			name: 'Ada',
			password: expect.stringMatching(/^[\w-]{22}$/),
		});
		const again = await cli.run('user', 'create', '--email', 'ada@example.org', '--json');
		expect(again).toMatchObject({ code: 1, json: { error: { code: 'email_taken' } } });
		const weak = await cli.run('user', 'create', '--email', 'b@example.org', '--password', 'short');
		expect(weak.code).toBe(1);

		const last = await cli.run('user', 'disable', 'ada@example.org', '--json');
		expect(last).toMatchObject({ code: 1, json: { error: { code: 'last_administrator' } } });
		await cli.run('user', 'create', '--email', 'eve@example.org', '--role', 'administrator', '--password', 'four unrelated words here');
		expect((await cli.run('user', 'disable', 'ada@example.org', '--json')).json.state).toBe('disabled');
		expect((await cli.run('user', 'enable', 'ada@example.org', '--json')).json.state).toBe('active');
		const reset = await cli.run('user', 'reset-password', 'ada@example.org', '--json');
		expect(reset.json.password).not.toBe(made.json.password);
		expect((await cli.run('user', 'reset-password', 'nobody@example.org', '--json')).json.error.code).toBe('user_unknown_email');
		const { json } = await cli.run('user', 'list', '--json');
		expect(json.users.map((user: { email: string }) => user.email)).toEqual(['ada@example.org', 'eve@example.org']);
	});

	it('a key is the only thing on standard output', async () => {
		const { stdout, stderr } = await cli.run('api-key', 'create', '--name', 'script', '--permissions', 'customers.read,customers.write');
		expect(stdout).toMatch(/^ck_[\w-]{43}\n$/);
		expect(stderr).toBe('');
		const { json } = await cli.run('api-key', 'create', '--name', 'other', '--json', '--expires', '2099-01-01');
		expect(json).toEqual({ id: expect.any(Number), key: expect.stringMatching(/^ck_/) });
		expect((await cli.run('api-key', 'revoke', String(json.id), '--json')).json).toEqual({ id: json.id, revoked: true });
		expect((await cli.run('api-key', 'revoke', '999', '--json')).json.error.code).toBe('api_key_unknown');
		const { stdout: list } = await cli.run('api-key', 'list');
		expect(list).toMatch(/customers\.read customers\.write\s+valid\s+System\s+script/);
		expect(list).toMatch(/customers\.read settings\.read\s+revoked\s+System\s+other/);
	});
});

describe('SQL for people', () => {
	it('psql-url logs in to the views, and to nothing else', async () => {
		const { stdout } = await cli.run('psql-url');
		const client = new pg.Client({ connectionString: stdout.trim() });
		await client.connect();
		await client.query("insert into customers (name, phone, email) values ('张三', '13800138000', 'zhangsan@example.com')");
		const { rows } = await client.query('select name from customers');
		expect(rows).toEqual([{ name: '张三' }]);
		await expect(client.query('select * from public.customers')).rejects.toThrow('permission denied');
		await client.end();
	});
});

describe('import and export', () => {
	it('give the counts, recognise by --map, undo and redo, and write what they were asked for', async () => {
		const file = join(cli.folder, 'people.csv');
		writeFileSync(file, 'Full name,Mobile,Code\nGrace Hopper,+1 202 555 0143,A1\nAlan Turing,+44 20 7946 0991,A2\n,,\n');
		const dry = await cli.run(
			'import',
			file,
			'--map',
			'Full name=name,Mobile=phone,Code=external_id',
			'--source',
			'crew',
			'--dry-run',
			'--json',
		);
		expect(dry).toMatchObject({ code: 0, stderr: '' });
		expect(dry.json).toMatchObject({ created: 2 });

		const { json, stdout } = await cli.run(
			'import',
			file,
			'--map',
			'Full name=name,Mobile=phone,Code=external_id',
			'--source',
			'crew',
			'--json',
		);
		expect(Object.keys(json)).toEqual(['import_id', 'rows', 'created', 'updated', 'further', 'unchanged', 'refused', 'seconds']);
		expect(json).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
		expect(stdout.trim().split('\n')).toHaveLength(1);
		const again = (await cli.run('import', file, '--source', 'crew', '--json')).json;
		expect(again).toMatchObject({ created: 0, unchanged: 2 });

		const exported = await cli.run('export', '--search', 'hopper', '--fields', 'name,phone', '--format', 'ndjson');
		expect(exported.stdout.trim().split('\n')).toHaveLength(1);
		expect(exported.json).toMatchObject({ name: 'Grace Hopper', phone: '+12025550143' });
		const out = join(cli.folder, 'out.csv');
		const written = await cli.run('export', '--filter', '[{"field":"name","op":"contains","value":"turing"}]', '--out', out, '--json');
		expect(written.json).toMatchObject({ file: out, format: 'csv', rows: 1 });
		expect(readFileSync(out, 'utf8')).toContain('Alan Turing');

		// The second import says the same: who stays is listed with that as the reason, before as after.
		const reason = `import ${again.import_id} states this customer too: crew, people.csv`;
		const first = ['import', 'undo', String(json.import_id)];
		const dryUndo = (await cli.run(...first, '--dry-run', '--json')).json;
		expect(dryUndo).toMatchObject({ removed: 0, kept: 2, kept_customers: [{ name: 'Grace Hopper', reason }, { reason }] });
		expect((await cli.run('import', 'list')).stdout).not.toContain('ndone');
		const told = await cli.run(...first);
		expect(told.stdout).toMatch(/0 customers went, 0 were put back, 2 stay\.\n.*Grace Hopper/);
		expect(told.stdout).toContain(reason);
		expect((await cli.runWith({ LANG: 'zh_CN.UTF-8' }, ...first, '--dry-run')).stdout).toContain(
			`导入 ${again.import_id} 也陈述了这位客户：crew，people.csv`,
		);
		expect((await cli.run('export', '--search', 'hopper', '--format', 'ndjson')).stdout).not.toBe('');
		expect((await cli.run('import', 'undo', String(again.import_id), '--json')).json).toEqual({
			import_id: again.import_id,
			removed: 2,
			reverted: 0,
			kept: 0,
			kept_customers: [],
		});
		expect((await cli.run('import', 'undo', '999999', '--dry-run', '--json')).json.error.code).toBe('import_not_found');
		expect((await cli.run('export', '--search', 'hopper', '--format', 'ndjson')).stdout).toBe('');
		const dryRedo = await cli.run('import', 'redo', String(json.import_id), '--dry-run');
		expect([dryRedo.code, dryRedo.stderr]).toEqual([2, expect.stringContaining('--dry-run')]);
		expect((await cli.run('import', 'redo', String(json.import_id))).code).toBe(0);
		expect((await cli.run('export', '--search', 'hopper', '--format', 'ndjson')).stdout).not.toBe('');
		expect((await cli.run('import', 'list')).stdout).toContain('people.csv');
	}, 90_000);

	it('end what a full copy lacks up to the limit that was given', async () => {
		const write = (text: string) => {
			const path = join(cli.folder, 'members.csv');
			writeFileSync(path, text);
			return path;
		};
		const copy = ['--source', 'club', '--mode', 'full', '--json'];
		await cli.run('import', write('ID,name\n1,Ann Club\n2,Bob Club\n3,Cid Club\n'), ...copy);
		const file = write('ID,name\n1,Ann Club\n');
		expect((await cli.run('import', file, ...copy)).json.error.code).toBe('too_many_absent');
		expect((await cli.run('import', file, ...copy, '--max-absent-percent', '66')).json.error.code).toBe('too_many_absent');
		for (const wrong of ['101', '-1', 'all'])
			expect((await cli.run('import', file, '--max-absent-percent', wrong, '--json')).json.error.code).toBe('value_wrong');
		expect(await cli.run('import', file, ...copy, '--max-absent-percent', '66.7')).toMatchObject({ code: 0, json: { unchanged: 1 } });
		expect((await cli.run('export', '--search', 'Club', '--format', 'ndjson')).stdout.trim().split('\n')).toHaveLength(1);
	}, 90_000);

	it('say what is wrong and leave nothing half', async () => {
		const missing = await cli.run('import', join(cli.folder, 'missing.csv'), '--json');
		expect(missing).toMatchObject({ code: 1, json: { error: { code: 'file_unreadable' } } });
		const out = join(cli.folder, 'kept.csv');
		writeFileSync(out, 'before');
		expect(await cli.run('export', '--out', out, '--filter', 'nonsense', '--json')).toMatchObject({ code: 1 });
		expect(readFileSync(out, 'utf8')).toBe('before');
		expect(await cli.run('export', '--out', join(cli.folder, 'no', 'where.csv'), '--json')).toMatchObject({
			json: { error: { code: 'file_unwritable' } },
		});
		expect(await cli.run('export', '--json')).toMatchObject({ code: 1, json: { error: { code: 'json_needs_out' } } });
		expect(readdirSync(cli.folder).filter((name) => name.includes('.part'))).toEqual([]);
		expect(existsSync(join(cli.folder, 'no'))).toBe(false);
	}, 60_000);
});

describe('a mapping', () => {
	it.each([
		['a=name', [{ column: 'a', field: 'name' }]],
		[
			'Full name = name , 手机=phone',
			[
				{ column: 'Full name', field: 'name' },
				{ column: '手机', field: 'phone' },
			],
		],
		[
			'"a,b=c"=name,x=',
			[
				{ column: 'a,b=c', field: 'name' },
				{ column: 'x', field: null },
			],
		],
		['"say ""hi"""=attributes.greeting,', [{ column: 'say "hi"', field: 'attributes.greeting' }]],
	])('%s is read', (text, expected) => {
		expect(parseMapping(text)).toEqual(expected);
	});

	it.each(['', 'name', '=name', 'a=b=c', '"a', 'a=name,b'])('“%s” is refused', (text) => {
		expect(() => parseMapping(text)).toThrow('--map is not understood');
	});
});

describe('the terminal', () => {
	it('is Chinese by LC_ALL, LC_MESSAGES or LANG, in this order', () => {
		expect(terminalLanguage({ LANG: 'zh_CN.UTF-8' })).toBe('zh-CN');
		expect(terminalLanguage({ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' })).toBe('en');
		expect(terminalLanguage({ LANG: 'de_DE', LC_MESSAGES: 'zh_TW' })).toBe('zh-CN');
		expect(terminalLanguage({})).toBe('en');
	});

	it('sets full-width characters two places wide', () => {
		expect(
			columns([
				['姓名', 'a'],
				['x', 'b'],
			]),
		).toEqual(['姓名  a', 'x     b']);
		expect(columns([])).toEqual([]);
	});
});
