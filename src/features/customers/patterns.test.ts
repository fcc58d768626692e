// Patterns of attributes: the same answer as JavaScript and PostgreSQL give, what is refused, and no pattern that hangs.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../platform/testing.ts';
import { compilePattern, fitsPattern, PatternError, sqlPattern } from './patterns.ts';

let t: TestDatabase;
beforeAll(async () => {
	t = await testDatabase();
});
afterAll(() => t.drop());

const atom = fc.constantFrom(
	'a',
	'b',
	'.',
	'[ab]',
	'[^a]',
	'[a-c-]',
	'\\d',
	'\\w',
	'\\.',
	'中',
	'(a|b)',
	'(?:ab|c)',
	'[\\d.]',
	'\\s',
	'-',
	'',
);
const quantified = fc
	.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{1,}'))
	.map(([one, times]) => (one === '' ? '' : one + times));
const piece = fc.array(quantified, { maxLength: 4 }).map((list) => list.join(''));
const pattern = fc.oneof(
	piece,
	fc.tuple(piece, piece).map(([x, y]) => `(?:${x}|${y})*`),
	fc.tuple(piece, piece).map(([x, y]) => `^${x}(${y}){0,2}$`),
);
const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', '.', '中', ' ', '\n', '-', '٣'), { maxLength: 6 }).map((list) => list.join(''));

test('answers as JavaScript and PostgreSQL do', async () => {
	await fc.assert(
		fc.asyncProperty(pattern, text, async (one, value) => {
			const javascript = one.replace(/^\^/, '').replace(/\$$/, '').replaceAll('[^a]', '[^a\\n]');
			const expected = new RegExp(`^(?:${javascript})$`, 'u').test(value);
			expect([one, value, fitsPattern(one, value)]).toEqual([one, value, expected]);
			const { rows } = await t.database.owner.query(`select ${sqlPattern('$1::text', '$2::text')} as fits`, [value, one]);
			expect([one, value, rows[0]!.fits]).toEqual([one, value, expected]);
		}),
		{ numRuns: 400 },
	);
});

test('what cannot be matched in linear time, or is no pattern, is refused with its place', () => {
	for (const one of [
		'(a)\\1',
		'(?=a)b',
		'(?<n>a)',
		'a**',
		'(a',
		'a)',
		'[',
		'[]',
		'[b-a]',
		'[[:alpha:]]',
		'a{300}',
		'a{3,2}',
		'\\b',
		'*',
		'((a{200}){200})',
		'x'.repeat(201),
		'('.repeat(30),
	])
		expect(() => compilePattern(one), one).toThrow(PatternError);
	try {
		compilePattern('ab(?=c)');
	} catch (cause) {
		expect((cause as PatternError).words.en).toMatch(/^Character 3/);
	}
});

test('patterns that make other engines run for years are answered, here and in PostgreSQL', async () => {
	const value = `${'a'.repeat(999)}!`;
	for (const one of ['(a+)+', '(a|a)*', '(a*)*b', '(?:a|aa)+', 'a*a*a*a*a*a*a*a*b', '(\\w+\\s?)*', '(a{1,20}){1,20}']) {
		expect(fitsPattern(one, value)).toBe(false);
		const { rows } = await t.database.owner.query(`select ${sqlPattern('$1::text', '$2::text')} as fits`, [value, one]);
		expect([one, rows[0]!.fits]).toEqual([one, false]);
	}
	expect(fitsPattern('a*', 'a'.repeat(1_001))).toBe(false);
});
