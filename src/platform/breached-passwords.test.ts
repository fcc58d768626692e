// A collection of leaked passwords in a file: every one in it is found, no other, whatever its line ends; a file that is none is refused with what to do.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkBreached, isBreached } from './breached-passwords.ts';

const folder = mkdtempSync(join(tmpdir(), 'clientele-breached-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const fileOf = (text: string) => {
	const file = join(folder, sha1(text));
	writeFileSync(file, text);
	return file;
};
/** Counts of different lengths, as they are. */
const linesOf = (passwords: readonly string[]) =>
	passwords
		.map(sha1)
		.sort()
		.map((hash, place) => `${hash}:${10 ** (place % 8)}`);
const passwords = (count: number) => Array.from({ length: count }, (_, place) => `password ${place}`);

describe.each([
	['\n', true],
	['\r\n', true],
	['\n', false],
	['\r\n', false],
])('lines that end with %j, the last one too: %s', (end, last) => {
	it.each([1, 2, 77, 78, 200, 3_000])('%i passwords', async (count) => {
		const all = passwords(count);
		const file = fileOf(linesOf(all).join(end) + (last ? end : ''));
		const { lines } = await checkBreached(file);
		expect(Math.abs(lines - count)).toBeLessThanOrEqual(count * 0.05);
		// The first and the last line, and many between.
		const hashes = all.toSorted((a, b) => (sha1(a) < sha1(b) ? -1 : 1));
		for (const [place, one] of hashes.entries())
			if (place % 7 === 0 || place > count - 3) expect([one, await isBreached(file, one)]).toEqual([one, true]);
		for (let place = 0; place < 50; place += 1) expect(await isBreached(file, `another ${place}`)).toBe(false);
	});
});

it('finds a password as it was typed and as it is compared, in hashes of either case', async () => {
	const file = fileOf(`${linesOf(['ｆｕｌｌ　ｗｉｄｔｈ', 'narrow width']).join('\n').toLowerCase()}\n`);
	expect(await isBreached(file, 'ｆｕｌｌ　ｗｉｄｔｈ')).toBe(true);
	expect(await isBreached(file, 'ｎａｒｒｏｗ　ｗｉｄｔｈ')).toBe(true);
	expect(await isBreached(file, 'full width')).toBe(false);
});

describe('a file that is no such collection', () => {
	const lines = linesOf(passwords(3_000));
	it.each([
		['nothing in it', '', 'breached_empty'],
		['in the order of the counts', `${[...lines.slice(1_500), ...lines.slice(0, 1_500)].join('\n')}\n`, 'breached_unordered'],
		['two lines the wrong way round', `${lines.slice(0, 2).reverse().join('\n')}\n`, 'breached_unordered'],
		['NTLM', `${lines.map((line) => line.slice(8)).join('\n')}\n`, 'breached_malformed'],
		['the file of one prefix', `${lines.map((line) => line.slice(5)).join('\n')}\n`, 'breached_malformed'],
		['one long line', 'A'.repeat(100_000), 'breached_malformed'],
		['plain passwords', passwords(500).join('\n'), 'breached_malformed'],
	])('%s', async (_what, text, code) => {
		const file = fileOf(text);
		await expect(checkBreached(file)).rejects.toMatchObject({ code, message: expect.stringContaining(file) });
		if (code !== 'breached_unordered') await expect(isBreached(file, 'whatever')).rejects.toMatchObject({ code });
	});

	it('is not there, or is a folder', async () => {
		for (const [file, reason] of [
			[join(folder, 'nowhere'), 'ENOENT'],
			[folder, 'EISDIR'],
		] as const)
			await expect(checkBreached(file)).rejects.toMatchObject({ code: 'breached_unreadable', params: { reason } });
	});
});
