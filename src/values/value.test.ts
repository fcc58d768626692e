// Tests of the shared result shape: quoting of input in sentences, and the bounded memory.
import { describe, expect, test } from 'vitest';
import { defineProblems, remember } from './value.ts';

describe('problems', () => {
	const problem = defineProblems({
		wrong: { severity: 'error', 'zh-CN': '“{value}”不对，第 {row} 行。', en: '“{value}” is wrong in row {row}.' },
	});

	test('fill both languages', () => {
		expect(problem('wrong', { value: 'x', row: 3 })).toEqual({
			code: 'wrong',
			severity: 'error',
			words: { 'zh-CN': '“x”不对，第 3 行。', en: '“x” is wrong in row 3.' },
		});
	});

	test('quote at most 60 characters, without half a character at the end', () => {
		const words = problem('wrong', { value: `${'a'.repeat(59)}😀${'b'.repeat(50)}`, row: 1 }).words.en;
		expect(words).toBe(`“${'a'.repeat(59)}…” is wrong in row 1.`);
	});
});

test('remember computes once and stays within its limit', () => {
	let computed = 0;
	const length = remember(2, (text: string) => {
		computed++;
		return text.length;
	});
	expect([length('a'), length('a'), length('bb'), length('bb')]).toEqual([1, 1, 2, 2]);
	expect(computed).toBe(2);
	length('ccc');
	length('a');
	expect(computed).toBe(4);
});
