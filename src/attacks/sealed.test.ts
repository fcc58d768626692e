// Ciphertext laid into somebody else's row by whoever writes to the database without the key: the program must not open it for those who do not see its customer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from '../features/customers/testing.ts';

let t: CustomersTest;
let north: Caller;
let theirs: number;
let own: number;
const number = '11010519491231002X';

beforeAll(async () => {
	t = await customersTest();
	const [here, there] = [await t.scope('north'), await t.scope('south')];
	north = await t.person('north@example.com', 'team_admin', { scope_id: here });
	const south = await t.person('south@example.com', 'team_admin', { scope_id: there });
	await t.admin('POST', '/attributes', { name: 'secret', type: 'text', label_en: 'secret', label_zh: 'secret', personal: 'sensitive' });
	theirs = (await south.ask('POST', '/customers', { name: 'South', identity_number: number, attributes: { secret: 'of the south' } })).body
		.id;
	own = (await north.ask('POST', '/customers', { name: 'North', identity_number: 'E12345678', attributes: { secret: 'of the north' } }))
		.body.id;
	await t.rows(
		'update customers c set identity_number = o.identity_number, attributes = o.attributes from customers o where c.id = $1 and o.id = $2',
		[own, theirs],
	);
});
afterAll(() => t?.drop());

const ways = ['', '/changes', '/history', '/provenance', '/statements'].map((below) => (id: number) => `/customers/${id}${below}`);
const lists = ['/customers?fields=name,identity_number,attributes', '/customers/export?format=csv', '/customers/export?format=ndjson'];

test('it is opened to nobody who does not see whose it is', async () => {
	for (const path of [...ways.map((way) => way(own)), ...lists]) {
		const { status, body } = await north.ask('GET', path);
		expect([path, status === 200 || status === 404]).toEqual([path, true]);
		expect([path, /11010519491231002X|of the south/.exec(JSON.stringify(body))]).toEqual([path, null]);
	}
	expect((await north.ask('GET', `/customers/${own}`)).body).toMatchObject({ name: 'North', identity_number: null });
	const told = await north.ask('POST', `/customers/${own}/unmask`, { field: 'identity_number', reason: 'a call back' });
	expect(told.status).toBe(404);
});

test('whoever sees both learns nothing new, and reads what stands there', async () => {
	for (const path of [`/customers/${own}`, ...lists]) {
		const { body } = await t.admin('GET', path);
		expect([path, JSON.stringify(body).includes(number)]).toEqual([path, true]);
	}
});
