// Masks: what is left of values, and that length and short values are not told.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Mask, masked, masks, whole } from './masks.ts';

describe('what is left', () => {
	test.each<[Mask, unknown, unknown]>([
		['name', '张三', '张*'],
		['name', '欧阳修远', '欧*'],
		['name', 'Smith', 'S***'],
		['name', 'John Michael Smith', 'J***'],
		['name', '李', whole],
		['phone', '+8613800138000', '138****8000'],
		['phone', '13800138000', '138****8000'],
		['phone', '+861065529988', '+86****9988'],
		['phone', '+442071838750', '+44****8750'],
		['phone', '+14155552671', '+1****2671'],
		['phone', '+35312345678', '+353****78'],
		['phone', '110', '****'],
		['email', 'zhangsan@example.com', 'z***@example.com'],
		['email', 'a@example.com', '***@example.com'],
		['email', 'no address', 'n***'],
		['handle', 'wxid_8821', 'w***'],
		['handle', 'wx1', whole],
		['contact', 'zhang@example.com', 'z***@example.com'],
		['contact', '+86 138 0013 8000', '138****8000'],
		['contact', 'wxid_8821', 'w***'],
		['identity', '11010519491231002X', '110105********002X'],
		['identity', '91310000 MA1FL 0AB2C', '913100********AB2C'],
		['identity', '12-3456789', '****89'],
		['identity', '12345', '****'],
		['address', '上海市浦东新区世纪大道100号', '上海市****'],
		['address', '5 Main St', '****'],
		['postcode', '200120', '20****'],
		['postcode', 'W1', '****'],
		['date', '1990-05-17', '1990-**-**'],
		['date', 'soon', whole],
		['text', 'diabetes', whole],
		['text', 42, whole],
		['text', true, whole],
		['text', { amount: '12', currency: 'EUR' }, whole],
		['text', ['a', 'b', 'c'], [whole]],
	])('%s: %j → %j', (how, value, left) => {
		expect(masked(how, value)).toEqual(left);
	});

	test.each(masks)('%s: nothing stays nothing', (how) => {
		expect([null, undefined, ''].map((value) => masked(how, value))).toEqual([null, undefined, '']);
	});
});

describe('what is not told', () => {
	test('a masked text is never the text, and holds no more than ten of its letters', () => {
		const domain = '@example.com';
		fc.assert(
			fc.property(fc.constantFrom(...masks), fc.string({ minLength: 1, maxLength: 40 }), (how, text) => {
				const value = how === 'email' ? `${text.replaceAll('@', '')}${domain}` : text;
				const left = String(masked(how, value)).replace(domain, '');
				expect(left).toContain('*');
				expect(left.replaceAll('*', '').length).toBeLessThanOrEqual(11);
			}),
		);
	});

	test('two names, numbers or texts of one beginning and end look the same at any length', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[a-z]{4,30}$/), fc.stringMatching(/^[a-z]{4,30}$/), (one, other) => {
				for (const how of ['name', 'text', 'address'] as const) expect(masked(how, `a${one}`)).toBe(masked(how, `a${other}`));
				expect(masked('identity', `110105${one}${'7'.repeat(8)}002X`)).toBe(masked('identity', `110105${other}${'7'.repeat(8)}002X`));
			}),
		);
	});
});
