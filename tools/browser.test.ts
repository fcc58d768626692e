// Tests of finding a browser: in the order in which people expect it, and never one that does not start.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findBrowser } from './browser.mjs';

const workshop = mkdtempSync(join(tmpdir(), 'clientele-browser-'));
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

/** A program that answers to --version. */
function program(folder: string, name: string, answer: string, code = 0): string {
	const path = join(workshop, folder, name);
	mkdirSync(join(workshop, folder), { recursive: true });
	writeFileSync(path, `#!/bin/sh\necho '${answer}'\nexit ${code}\n`);
	chmodSync(path, 0o755);
	return path;
}

it('takes CHROME_PATH before everything else', () => {
	const named = program('named', 'my-browser', 'Google Chrome 140');
	const other = program('path', 'chromium', 'Chromium 140');
	expect(findBrowser({ CHROME_PATH: named, PATH: join(other, '..') })).toBe(named);
	expect(findBrowser({ CHROME_PATH: join(workshop, 'nothing'), PATH: join(other, '..') })).toBeUndefined();
});

it('passes over a stand-in that does not start', () => {
	program('first', 'chromium-browser', 'requires the chromium snap to be installed', 1);
	const real = program('second', 'google-chrome', 'Google Chrome 140');
	expect(findBrowser({ PATH: [join(workshop, 'first'), join(workshop, 'second')].join(delimiter) })).toBe(real);
});

it('says in one sentence what to do when the named browser does not start, with exit code 1 and nothing on standard output', () => {
	const env = { ...process.env, CHROME_PATH: '/nothing/here' };
	const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'browser.mjs')], { encoding: 'utf8', env });
	expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
	expect(stderr).toBe('CHROME_PATH is /nothing/here, and no browser starts there. Correct it or unset it.\n');
});
