// Rules for places of customers: those that name their kinds of personal data are passed over for people who may read these.
import { expect, test } from 'vitest';
import type { Nature, Rule, Walk } from '../../platform/personal.ts';
import * as rules from './personal.ts';

const isRule = (one: unknown): one is Rule => typeof one === 'object' && one !== null && 'apply' in one;
const narrow = Object.entries(rules).flatMap(([name, one]) => (isRule(one) && one.kinds ? [[name, one] as const] : []));

test.each(narrow)('%s reaches the kinds alone that it names, whatever stands there', (_name, { apply, kinds }) => {
	const met = new Set<string>();
	const leaf: Walk['leaf'] = (value, { kind }: Nature) => {
		met.add(kind);
		return value;
	};
	// A database in which every field is of the kind that nobody expects.
	const walk: Walk = { leaf, of: (field) => ({ kind: 'sensitive', mask: 'text', field }), entering: false };
	for (const value of ['phone:+8613800138000', 'tax_id', 'contact_points/email:a@b.c', 7, {}, []])
		for (const kind of ['phone', 'other', 'tax_id', undefined]) apply(value, walk, { kind, unit: kind, field: kind });
	expect(met.size).toBeGreaterThan(0);
	expect(kinds).toEqual(expect.arrayContaining([...met]));
});
