// Values of custom attributes: checked by type, indexed, found.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { addAttributes, allRows, type CustomersTest, customersTest, filtered, indexAttributes } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	await addAttributes(admin);
	await indexAttributes(t);
});

afterAll(() => t.drop());

describe('attributes', () => {
	test('an index follows edits, clearing, deletion and bringing back', async () => {
		const find = async (value: number) =>
			(await allRows(admin, `/customers?${filtered({ field: 'attributes.i_number', op: 'eq', value })}`)).map(({ id }) => id);
		const { id } = (await admin('POST', '/customers', { name: 'Follow', attributes: { i_number: 777, i_choices: ['red', 'blue'] } })).body;
		expect(await find(777)).toEqual([id]);
		await admin('PATCH', `/customers/${id}`, { attributes: { i_number: 778 } });
		expect([await find(777), await find(778)]).toEqual([[], [id]]);
		await admin('DELETE', `/customers/${id}`);
		expect(await find(778)).toEqual([]);
		await admin('POST', `/customers/${id}/restore`);
		expect(await find(778)).toEqual([id]);
		await admin('PATCH', `/customers/${id}`, { attributes: { i_number: null } });
		expect(await find(778)).toEqual([]);
		await admin('DELETE', `/customers/${id}`);
	});

	test('long values fit into the index and are found', async () => {
		const long = Array.from({ length: 1000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');
		const made = await admin('POST', '/customers', { name: 'Long', attributes: { i_text: long } });
		expect(made.status).toBe(201);
		for (const [value, found] of [
			[long, [made.body.id]],
			[long.slice(0, 999), []],
			[long.slice(0, 600), []],
		] as const)
			expect((await allRows(admin, `/customers?${filtered({ field: 'attributes.i_text', op: 'eq', value })}`)).map(({ id }) => id)).toEqual(
				found,
			);
		await admin('DELETE', `/customers/${made.body.id}`);
	});

	test('values are checked by type, in both ways of writing', async () => {
		const refused: Record<string, unknown[]> = {
			p_number: ['many', true, [], {}],
			p_money: ['12', { amount: 'abc', currency: 'EUR' }, { amount: '1', currency: 'XXQ' }, { amount: '1e5', currency: 'EUR' }, 5],
			p_date: ['2023-02-30', 5, true],
			p_boolean: ['perhaps', 5],
			p_choice: ['purple', 5, ['red']],
			p_choices: [['purple'], 5],
			p_reference: ['x', -1, 1.5],
			p_text: [5, true, 'x'.repeat(10_001)],
		};
		for (const [name, values] of Object.entries(refused)) {
			for (const value of values) {
				const reply = await admin('POST', '/customers', { name: 'Typed', attributes: { [name]: value } });
				expect([name, value, reply.status]).toEqual([name, value, 400]);
				expect(reply.body.problems[0].path).toMatch(new RegExp(`attributes\\.?${name}|attributes`));
			}
		}
		const { id, attributes } = (
			await admin('POST', '/customers', {
				name: 'Typed',
				attributes: {
					p_number: '1,234.5',
					p_money: '¥ 1,234.50',
					p_date: '2024年5月6日',
					p_boolean: '是',
					p_choice: 'RED',
					p_choices: 'red；blue',
					p_reference: 7,
					p_text: ' two  words ',
				},
			})
		).body;
		expect(attributes).toEqual({
			p_number: 1234.5,
			p_money: { amount: '1234.50', currency: 'CNY' },
			p_date: '2024-05-06',
			p_boolean: true,
			p_choice: 'red',
			p_choices: ['red', 'blue'],
			p_reference: 7,
			p_text: 'two words',
		});
		await admin('DELETE', `/customers/${id}`);
		expect((await admin('POST', '/customers', { name: 'x', attributes: { nowhere: 1 } })).body.code).toBe('field_unknown');
		expect((await admin('POST', '/attributes', { name: 'p_text', type: 'text', label_en: 'x', label_zh: 'x' })).body.code).toBe(
			'attribute_exists',
		);
		expect((await admin('POST', '/attributes', { name: 'empty', type: 'choice', label_en: 'x', label_zh: 'x' })).body.code).toBe(
			'attribute_choices',
		);
	});
});
