// Exports of customers with several contact points and addresses: all of them, in every format.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../platform/auth.ts';
import { temporaryPath } from '../../platform/files/testing.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { type ExportOptions, exportTo } from './run.ts';
import { addCustomers, exported, exportedRows, type Wanted } from './testing.ts';

let test_: TestServices;
let principal: Principal;

beforeAll(async () => {
	test_ = await testServices();
	principal = await commandPrincipal(test_.services);
	await addCustomers(test_.services, principal, [{ name: 'Anna Example', email: 'anna@example.net' }]);
});

afterAll(() => test_.drop());

const written = (options: Wanted) => exported(test_.services, principal, options);
const rowsOf = (options: Wanted) => exportedRows(test_.services, principal, options);

describe('every contact point and address', () => {
	const mine = { filter: [{ field: 'name' as const, op: 'eq' as const, value: '多地客户' }] };
	let id: number;
	beforeAll(async () => {
		[id] = (await addCustomers(test_.services, principal, [
			{
				name: '多地客户',
				phone: '13800138222',
				contact_points: [
					{ kind: 'wechat', value: 'duodi' },
					{ kind: 'website', value: 'https://example.com', label: 'shop' },
					{ kind: 'qq', value: '12345' },
					{ kind: 'phone', value: '13800138333' },
				],
				addresses: [
					{ line1: '南京东路1号', city: '上海', country: 'CN', is_primary: true },
					{ line1: '12 Main St', line2: 'Floor 2', city: 'Boston', region: 'MA', postal_code: '02108', country: 'US', label: 'office' },
					{ line1: '1 Rue A, B', city: 'Paris' },
				],
			},
		])) as [number];
	});

	test('are columns only where somebody has them, unless they are asked for', async () => {
		const other = await testServices();
		try {
			const alone = await commandPrincipal(other.services);
			await addCustomers(other.services, alone, [{ name: 'Only One', phone: '13800138000', addresses: [{ city: 'Paris' }] }]);
			const heading = async (options: Partial<ExportOptions>) => {
				const path = await temporaryPath('out.csv');
				await exportTo(other.services, alone, { format: 'csv', ...options }, path);
				return (await readFile(path, 'utf8')).split('\n')[0]!.split(',');
			};
			expect(await heading({})).toEqual(expect.not.arrayContaining(['other_contacts', 'other_addresses']));
			expect(await heading({ fields: 'name,other_addresses' })).toEqual(['name', 'other_addresses']);
			await addCustomers(other.services, alone, [{ name: 'Two', contact_points: [{ kind: 'wechat', value: 'w' }] }]);
			expect(await heading({})).toContain('other_contacts');
			expect(await heading({})).not.toContain('other_addresses');
		} finally {
			await other.drop();
		}
	});

	const handles = ['qq: 12345', 'website: https://example.com', 'wechat: duodi'];
	const further = ['1 Rue A, B, Paris', '12 Main St, Floor 2, Boston, MA, 02108, US'];

	test('in cells with "; " between, also where a few are looked up', async () => {
		for (const options of [{ ...mine }, {}, { format: 'xlsx' as const }, { fields: 'id,other_addresses,other_contacts' }]) {
			const row = (await rowsOf(options)).find((one) => one.id === String(id));
			expect(row, JSON.stringify(options)).toMatchObject({ other_contacts: handles.join('; '), other_addresses: further.join('; ') });
		}
		const [english] = await rowsOf({ ...mine, language: 'en' });
		expect(english).toMatchObject({ 'Other addresses': further.join('; '), 'Other phones': '+8613800138333' });
		expect((await rowsOf({ fields: 'name,other_contacts,other_addresses' })).find(({ name }) => name === 'Anna Example')).toEqual({
			name: 'Anna Example',
			other_contacts: '',
			other_addresses: '',
		});
	});

	test('as lists in NDJSON', async () => {
		for (const options of [{ ...mine }, {}]) {
			const { path } = await written({ ...options, format: 'ndjson' });
			const rows = (await readFile(path, 'utf8'))
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line));
			expect(rows.find((one) => one.id === id)).toMatchObject({
				other_phones: ['+8613800138333'],
				other_contacts: [
					{ kind: 'qq', value: '12345' },
					{ kind: 'website', value: 'https://example.com', label: 'shop' },
					{ kind: 'wechat', value: 'duodi' },
				],
				other_addresses: [
					{ line1: '1 Rue A, B', city: 'Paris' },
					{ label: 'office', line1: '12 Main St', line2: 'Floor 2', city: 'Boston', region: 'MA', postal_code: '02108', country: 'US' },
				],
			});
		}
		const { path } = await written({ format: 'ndjson', fields: 'other_contacts,other_addresses', search: 'Anna' });
		expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ other_contacts: [], other_addresses: [] });
	});

	test('as properties of their own on a card, which reads back', async () => {
		const [card] = await rowsOf({ ...mine, format: 'vcard' });
		expect(card).toMatchObject({
			TEL: '+8613800138222',
			'TEL 2': '+8613800138333',
			URL: 'https://example.com',
			IMPP: 'qq:12345',
			'IMPP 2': 'wechat:duodi',
			'ADR.street': '南京东路1号',
			'ADR 2.street': '1 Rue A, B',
			'ADR 3.street': '12 Main St',
			'ADR 3.extended': 'Floor 2',
			'ADR 3.postcode': '02108',
			'ADR 3.country': 'US',
		});
		expect(await readFile((await written({ ...mine, format: 'vcard' })).path, 'utf8')).not.toContain('ADR:;;;');
	});
});
