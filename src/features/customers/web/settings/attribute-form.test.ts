// Rules in a form and the arrangement of attributes.
import { expect, test } from 'vitest';
import type { AttributeDefinition } from '../../schema.ts';
import { formOfRules, layoutOf, linesOf, moved, rulesOfForm } from './attribute-form.ts';

test('rules come back from the form as they were; what does not suit the type is left out', () => {
	const rules = { min: 0, max: 2.5, decimals: 1, unit_en: 'kg', unit_zh: '公斤' };
	expect(rulesOfForm('number', formOfRules(rules))).toEqual(rules);
	expect(rulesOfForm('money', formOfRules(rules))).toEqual({ min: 0, max: 2.5, decimals: 1 });
	expect(rulesOfForm('date', { ...formOfRules({}), not_future: true })).toEqual({ not_future: true });
	expect(rulesOfForm('text', formOfRules({}))).toEqual({});
});

const attribute = (id: number, group_id: number | null, position: number) => ({ id, group_id, position }) as AttributeDefinition;
const groups = [
	{ id: 1, label_en: 'One', label_zh: '一' },
	{ id: 2, label_en: 'Two', label_zh: '二' },
];
const lines = linesOf(groups, [attribute(10, 1, 1), attribute(11, 2, 2), attribute(12, null, 0), attribute(13, 99, 3)]);
const places = (list = lines) => layoutOf(list).groups.map(({ id, attributes }) => [id, attributes]);

test('attributes stand under their group; one whose group is gone stands without', () => {
	expect(places()).toEqual([
		[1, [10]],
		[2, [11]],
	]);
	expect(layoutOf(lines).rest).toEqual([12, 13]);
});

test('an attribute moves into the group where it is put', () => {
	expect(places(moved(lines, 'a12', 'a10'))).toEqual([
		[1, [12, 10]],
		[2, [11]],
	]);
	expect(places(moved(lines, 'a10', 'a11'))).toEqual([
		[1, []],
		[2, [11, 10]],
	]);
	expect(places(moved(lines, 'a11', 'g1'))[0]).toEqual([1, [11, 10]]);
	expect(layoutOf(moved(lines, 'a11', 'a13')).rest).toEqual([12, 13, 11]);
});

test('a group takes its attributes along, and never goes below those without one', () => {
	expect(places(moved(lines, 'g2', 'g1'))).toEqual([
		[2, [11]],
		[1, [10]],
	]);
	expect(places(moved(lines, 'g1', 'a13'))).toEqual([
		[2, [11]],
		[1, [10]],
	]);
	expect(moved(lines, 'rest', 'g1')).toEqual(lines);
});
