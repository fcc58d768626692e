// Reading what was typed in SQL, as a pure function: it may run again, it loses no value, and it leaves alone what somebody changed since.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTyped, type TypedStatement } from './crm-reading.ts';
import type { StatedName } from './statement.ts';

const options = { country: 'CN', attributes: new Map() };
const typedName = (name: string): { typed: 'name'[]; unit: StatedName } => ({
	typed: ['name'],
	unit: { name, sort_name: name.toLowerCase() },
});

const person = (name: string, phone: string, company: string, city: string): TypedStatement => ({
	kind: 'person',
	content: {
		kind: 'person',
		name: typedName(name).unit,
		company,
		contact_points: [{ kind: 'phone', value: phone, is_primary: true }],
		addresses: [{ key: 'provisional', city, is_primary: true }],
	},
	units: { kind: 'person', name: typedName(name), company: null, [`contact_points/phone:${phone}`]: phone, 'addresses/provisional': null },
});

describe('reading', () => {
	it('changes nothing the second time, whatever was typed', () => {
		const text = fc.oneof(
			fc.string({ minLength: 1, maxLength: 30 }),
			fc.constantFrom('张三', 'Dr. Ann Lee', '欧阳娜娜', 'Acme Co., Ltd.', '上海', ' ｘ '),
		);
		const phone = fc.oneof(fc.stringMatching(/^[+0-9 ()/-]{1,25}$/), text);
		fc.assert(
			fc.property(text, phone, text, text, (name, number, company, city) => {
				const row = person(name, number, company, city);
				const once = readTyped(row, options);
				expect(readTyped({ ...row, content: once.content }, options)).toEqual({ content: once.content, raw: null });
				expect(Object.keys(once.content)).toEqual(expect.arrayContaining(Object.keys(row.content)));
				expect(once.content.contact_points!.length).toBeGreaterThan(0);
			}),
		);
	});

	it('leaves a name, a kind and a number alone that somebody changed since', () => {
		const row = person('李四', '13900139000', 'x', '上海');
		const content = {
			...row.content,
			kind: 'anonymous' as const,
			name: { name: '王五', sort_name: 'wangwu' },
			contact_points: [{ kind: 'phone' as const, value: '010 12' }],
		};
		const read = readTyped({ ...row, content }, options).content;
		expect(read).toMatchObject({ kind: content.kind, name: content.name, contact_points: content.contact_points });
	});

	it('keeps the text as it was typed where reading changed it', () => {
		const { content, raw } = readTyped(person('Ann  Lee', '139 0013 9000', 'x', 'y'), options);
		expect(content.name).toMatchObject({ name: 'Ann Lee', family_name: 'Lee', given_name: 'Ann' });
		expect(raw).toMatchObject({ name: 'Ann  Lee', phone: '139 0013 9000' });
	});
});
