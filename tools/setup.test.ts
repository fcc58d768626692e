// Tests of the way from a fresh copy to a running program: real npm, real esbuild and vite, on a small project of their own with our scripts.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
	appendFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const here = resolve(import.meta.dirname, '..');
const workshop = mkdtempSync(join(tmpdir(), 'clientele-setup-'));
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

let project: string;
beforeEach(() => {
	project = mkdtempSync(join(workshop, 'project-'));
	for (const part of ['bin', 'tools'])
		cpSync(join(here, part), join(project, part), { recursive: true, filter: (file) => !file.includes('.test.') });
});

function write(files: Record<string, string>): void {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(project, name)), { recursive: true });
		writeFileSync(join(project, name), text);
	}
}

/** A program that shows what it was given, with a page, on the packages that are installed for this checkout. */
function writeProgram(): void {
	symlinkSync(join(here, 'node_modules'), join(project, 'node_modules'));
	cpSync(join(here, 'package-lock.json'), join(project, 'package-lock.json'));
	write({
		'package.json': '{ "type": "module" }',
		'src/main.ts': `
			import { greeting } from './greeting.ts';
			process.on('SIGTERM', () => process.exit(7));
			console.log(greeting, JSON.stringify(process.argv.slice(2)));
			if (process.argv[2] === 'wait') setInterval(() => {}, 1000);
			if (process.argv[2] === 'fail') process.exitCode = 3;`,
		'src/greeting.ts': `export const greeting: string = 'hello';`,
		'src/main.test.ts': '',
		'src/client.ts': 'export const client = true;',
		'src/features/privacy/look-child.ts': 'export const child = true;',
		'src/web/index.html': '<!doctype html><script type="module" src="./main.ts"></script>',
		'src/web/main.ts': `document.title = 'page';`,
		'vite.config.ts': `export default { root: 'src/web' };`,
	});
}

function run(...args: string[]) {
	const { stdout, stderr, status } = spawnSync(process.execPath, [join(project, 'bin/clientele.mjs'), ...args], {
		cwd: project,
		encoding: 'utf8',
		env: { ...process.env, LANG: 'C', LC_ALL: '' },
	});
	return { stdout, stderr, status };
}

/** Changes a file and its time, as an editor does. */
function edit(name: string, text: string): void {
	appendFileSync(join(project, name), text);
	const later = new Date(Date.now() + 2000);
	utimesSync(join(project, name), later, later);
}

describe('the command', () => {
	it('builds what is missing, says so on standard error, and leaves standard output to the program', () => {
		writeProgram();
		expect(run('import', 'a b', '--json')).toEqual({
			stdout: 'hello ["import","a b","--json"]\n',
			stderr: 'Building the program …\n',
			status: 0,
		});
		expect(run('serve')).toEqual({ stdout: 'hello ["serve"]\n', stderr: 'Building the web page …\n', status: 0 });
		expect(readFileSync(join(project, 'dist/web/index.html'), 'utf8')).toContain('/assets/');
		expect(run('serve')).toEqual({ stdout: 'hello ["serve"]\n', stderr: '', status: 0 });
	});

	it('builds again what changed, and nothing else', () => {
		writeProgram();
		run('serve');
		edit('src/main.test.ts', '// a test');
		expect(run('serve').stderr).toBe('');
		edit('src/web/main.ts', '// a page');
		expect(run('serve').stderr).toBe('Building the web page …\n');
		edit('src/greeting.ts', `console.log('changed');`);
		expect(run('serve')).toMatchObject({
			stdout: 'changed\nhello ["serve"]\n',
			stderr: 'Building the program …\nBuilding the web page …\n',
		});
		rmSync(join(project, 'dist/web'), { recursive: true });
		expect(run('serve').stderr).toBe('Building the web page …\n');
	});

	it('takes under 400 ms when nothing is to do, the start of Node.js included', () => {
		writeProgram();
		run('serve');
		const best = Math.min(
			...Array.from({ length: 5 }, () => {
				const before = performance.now();
				run('serve');
				return performance.now() - before;
			}),
		);
		expect(best).toBeLessThan(400);
	});

	it('passes on exit codes and signals', async () => {
		writeProgram();
		expect(run('fail').status).toBe(3);
		const child = spawn(process.execPath, [join(project, 'bin/clientele.mjs'), 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
		await new Promise((resolve) => child.stdout.once('data', resolve));
		child.kill('SIGTERM');
		expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(7);
	});

	it('builds once when several begin at the same time, also after a set-up that was killed', async () => {
		writeProgram();
		// A number that no process has: the highest one that Linux gives out is 2^22.
		write({ 'dist/setup.lock': '4194305' });
		const outputs = await Promise.all(
			Array.from({ length: 3 }, async () => {
				const child = spawn(process.execPath, [join(project, 'bin/clientele.mjs'), 'x'], {
					env: { ...process.env, LANG: 'C', LC_ALL: '' },
				});
				let stderr = '';
				child.stderr.on('data', (chunk) => {
					stderr += chunk;
				});
				expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
				return stderr;
			}),
		);
		expect(outputs.join('').match(/Building the program/g)).toHaveLength(1);
	});

	it('shows a build that fails and runs nothing, and the last good program stays', () => {
		writeProgram();
		run('x');
		const before = statSync(join(project, 'dist/main.js')).mtimeMs;
		edit('src/greeting.ts', 'export const = 1;');
		const { stdout, stderr, status } = run('x');
		expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
		expect(stderr).toContain('src/greeting.ts');
		expect(stderr).toContain('The build failed, the reason stands above.');
		expect(statSync(join(project, 'dist/main.js')).mtimeMs).toBe(before);
	});

	it('needs no sources where the program came built', () => {
		writeProgram();
		run('serve');
		rmSync(join(project, 'src'), { recursive: true });
		expect(run('serve')).toEqual({ stdout: 'hello ["serve"]\n', stderr: '', status: 0 });
	});
});

describe('packages', () => {
	it('are installed where they are missing and again where the lockfile changed', () => {
		const dependOn = (...names: string[]) => {
			const dependencies = Object.fromEntries(names.map((name) => [name, `file:vendor/${name}`]));
			write({ 'package.json': JSON.stringify({ name: 'project', version: '1.0.0', type: 'module', dependencies }) });
			execFileSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund', '--offline'], { cwd: project, stdio: 'ignore' });
		};
		const installed = () => readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
		write({
			'vendor/one/package.json': '{ "name": "one", "version": "1.0.0" }',
			'vendor/two/package.json': '{ "name": "two", "version": "1.0.0" }',
			'src/main.ts': '',
		});
		dependOn('one');
		const first = run('x');
		expect(first.stdout).toBe('');
		expect(first.stderr).toContain('Installing packages');
		expect(installed()).toEqual(['one']);
		// There is no esbuild among the packages of this project.
		expect(first.stderr).toContain('The build failed');
		expect(first.status).toBe(1);

		expect(run('x').stderr).not.toContain('Installing packages');
		dependOn('one', 'two');
		expect(run('x').stderr).toContain('Installing packages');
		expect(installed()).toEqual(['one', 'two']);
	});

	it('behind a link are left as they are, and a sentence says what to do', () => {
		const shared = mkdtempSync(join(workshop, 'shared-'));
		const kept = join(shared, 'one', 'package.json');
		mkdirSync(dirname(kept));
		writeFileSync(kept, '{ "name": "one", "version": "1.0.0" }');
		symlinkSync(shared, join(project, 'node_modules'));
		write({
			'package.json': '{ "name": "project", "type": "module" }',
			'package-lock.json': '{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/one": { "version": "2.0.0" } } }',
			'src/main.ts': '',
		});
		const { stdout, stderr, status } = run('x');
		expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
		expect(stderr).toMatch(/node_modules is a link, .* Remove the link and start again/);
		expect(readdirSync(shared)).toEqual(['one']);
		expect(readFileSync(kept, 'utf8')).toContain('1.0.0');
	});

	it('that cannot be installed give one sentence and npm’s own reason', () => {
		write({ 'package.json': '{ "name": "project", "type": "module" }', 'src/main.ts': '', 'package-lock.json': '{' });
		const { stdout, stderr, status } = run('x');
		expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
		expect(stderr).toContain('The packages could not be installed');
	});
});

describe('an old Node.js', () => {
	it.each([
		['18.20.4', 1],
		['20.18.3', 1],
		['20.19.0', 0],
		['22.0.0', 0],
	])('%s ends with %i', (version, code) => {
		const program = `import { requireNode } from ${JSON.stringify(join(here, 'tools/node-version.mjs'))}; requireNode('${version}');`;
		const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
		expect(status).toBe(code);
		if (code === 1) expect(stderr).toContain(`Clientele needs Node.js 20.19 or newer, this is ${version}.`);
	});
});
