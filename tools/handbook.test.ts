// Tests of the check on the handbook: content with ours, and that it finds what is missing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findHandbookProblems, headingsOf, picturesOf } from './handbook.ts';
import { sizeOfWebp } from './webp.ts';

/** The heads of a lossy, an extended and a lossless WebP of 3 by 2 pixels. */
const head = (kind: string, rest: readonly number[]) =>
	Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1'), Buffer.from(rest), Buffer.alloc(8)]);
const lossy = head('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 3, 0, 2, 0]);

describe('sizes', () => {
	test.each([
		['lossy', lossy],
		['extended', head('VP8X', [0, 0, 0, 0, 2, 0, 0, 1, 0, 0])],
		['lossless', head('VP8L', [0x2f, 2, 0x40, 0, 0])],
	])('%s', (_kind, bytes) => expect(sizeOfWebp(bytes)).toEqual([3, 2]));

	test('of another file are refused', () => {
		expect(() => sizeOfWebp(Buffer.from('\x89PNG\r\n and as much as a head takes'))).toThrow('no WebP');
		expect(() => sizeOfWebp(Buffer.alloc(4))).toThrow('no WebP');
	});
});

test('headings and pictures of a text', () => {
	expect(headingsOf('# One\n\n## Two\n```sh\n# no heading\n```\n### Three')).toEqual([1, 2, 3]);
	expect(picturesOf('a ![The list](../pictures/en/list.webp) b ![](x.webp) [link](y.md)')).toEqual([
		{ alt: 'The list', src: '../pictures/en/list.webp' },
		{ alt: '', src: 'x.webp' },
	]);
});

describe('a handbook', () => {
	let root: string;
	const put = (name: string, content: string | Buffer) => {
		const file = join(root, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
	};
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'handbook-'));
		for (const language of ['en', 'zh-CN']) {
			put(`docs/handbook/${language}/0-first.md`, `# First\n\n![The list](../pictures/${language}/list.webp)\n\n## Next\n`);
			put(`docs/handbook/pictures/${language}/list.webp`, lossy);
		}
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	test('that is whole is content', () => expect(findHandbookProblems(root)).toEqual([]));

	test.each<[string, () => void, string]>([
		['a chapter in one language', () => put('docs/handbook/en/1-more.md', '# More'), 'docs/handbook/zh-CN/1-more.md: this chapter exists'],
		['another heading', () => put('docs/handbook/en/0-first.md', '# First\n![a](../pictures/en/list.webp)'), 'levels of headings differ'],
		['a picture that is missing', () => rmSync(join(root, 'docs/handbook/pictures/en/list.webp')), 'en/list.webp is missing'],
		['a picture of the README that is missing', () => put('README.md', '![List](docs/none.webp)'), 'README.md: the picture docs/none.webp'],
		['a picture without words', () => put('README.md', '![](docs/handbook/pictures/en/list.webp)'), 'has no words'],
		['a picture that nobody shows', () => put('docs/handbook/pictures/en/old.webp', lossy), 'en/old.webp: no text shows'],
	])('with %s is told', (_what, spoil, told) => {
		spoil();
		expect(findHandbookProblems(root)).toEqual([expect.stringContaining(told)]);
	});
});
