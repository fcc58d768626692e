// How comparisons read.
import { expect, test } from 'vitest';
import { operatorWords } from './messages.ts';

test('days are earlier and later, numbers less and more', () => {
	expect(operatorWords('gte', 'date')['zh-CN']).toBe('不早于');
	expect(operatorWords('lt', 'timestamp').en).toBe('before');
	expect(operatorWords('gte', 'number').en).toBe('is at least');
	expect(operatorWords('empty', 'date').en).toBe('is empty');
});
