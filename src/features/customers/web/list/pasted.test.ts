// Tests of what a pasted text means in a cell.
import { describe, expect, test } from 'vitest';
import type { ShownField } from '../fields.ts';
import { isEditable, valueFrom } from './pasted.ts';

const words = { yes: '是', no: '否' };
const built = (name: string, type: ShownField['type'], choices?: ShownField['choices']): ShownField => ({
	name,
	label: name,
	type,
	choices,
	index: 'none',
	personal: 'none',
	listed: false,
});
const own = (type: ShownField['type'], choices?: ShownField['choices']): ShownField => built('attributes.own', type, choices);

describe('text pasted into a cell', () => {
	test.each([
		[built('city', 'text'), ' Berlin', ' Berlin'],
		[built('city', 'text'), '  ', null],
		[built('tags', 'choices'), 'VIP, 老客户；new', ['VIP', '老客户', 'new']],
		[built('tags', 'choices'), '', []],
		[built('lifecycle_stage', 'choice', [{ value: 'lead', label: '线索' }]), '线索', 'lead'],
		[built('birth_date', 'date'), '1990/5/3', '1990-05-03'],
		[built('birth_date', 'date'), '1990年12月3日', '1990-12-03'],
		[built('birth_date', 'date'), 'next week', 'next week'],
		[own('number'), '1,234.5', 1234.5],
		[own('number'), 'many', 'many'],
		[own('boolean'), '是', true],
		[own('boolean'), 'No', false],
		[own('money'), '1,200.50 eur', { amount: '1200.50', currency: 'EUR' }],
		[own('choice', [{ value: 'a', label: 'Gold' }]), 'gold', 'a'],
		[own('choice', [{ value: 'a', label: 'Gold' }]), 'Iron', 'Iron'],
	])('%# %s', (field, text, value) => {
		expect(valueFrom(field, text, words)).toEqual(value);
	});

	test('what no person states cannot be changed', () => {
		expect(isEditable(built('city', 'text'))).toBe(true);
		expect(isEditable({ ...own('number'), name: 'id' })).toBe(false);
		expect(isEditable({ ...own('timestamp'), name: 'updated_at' })).toBe(false);
		expect(isEditable({ ...own('reference'), name: 'owner_id' })).toBe(true);
	});
});
