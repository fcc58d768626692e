// Whatever is done with a customer, through every door there is: no value of the person and no secret stands in an entry in plain text.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalsOf } from '../../platform/refusals.ts';
import { peopleRole, urlFor } from '../../platform/roles.ts';
import { Browser, goodPassword } from '../access/testing.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { doors, email, marks, stem } from '../privacy/planting-testing.ts';

let t: CustomersTest;
const secret = 'kept-secret-by-everybody-7319';
const secrets: string[] = [goodPassword, secret];

beforeAll(async () => {
	t = await customersTest({
		...{ ratePerson: 0, rateAnonymous: 0, outboundNetworks: ['127.0.0.0/8'] },
		...{ smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'crm@example.com' },
	});
	const { admin: ask, services } = t;
	const person = { name: marks.name, kind: 'person', phone: marks.phone, email, source: 'shop', external_id: 'A-1' };
	const { id } = (await ask('POST', '/customers', person)).body;
	const other = (await ask('POST', '/customers', { name: 'Other Person' })).body.id;
	const people = new pg.Client({ connectionString: urlFor(t.ownerUrl, peopleRole) });
	people.on('error', () => {});
	await people.connect();
	for (const [door, plant] of Object.entries(doors))
		await plant({ services, ask, people, id, other }).catch((cause) => {
			throw new Error(`${door}: ${(cause as Error).message}`, { cause });
		});
	await people.query('select name from crm.customers where email = $1', [email]);
	await people.query(`select name from crm.customers where email = '${email}'`);
	await people.end();
	// What people and programs keep secret, and what is refused with values in it.
	await t.person('boss@example.com', 'admin');
	const reader = await t.person('reader@example.com', 'reader');
	secrets.push(reader.key);
	for (const [method, path, body] of [
		['POST', '/customers', { name: `${stem}refused`, email }],
		['PATCH', `/customers/${id}`, { company: `${stem}refused` }],
		['GET', `/customers?search=${stem}`, undefined],
		['POST', '/exports', { format: 'csv', search: email }],
	] as const)
		await reader.ask(method, path, body);
	const hook = (await ask('POST', '/webhooks', { url: `http://127.0.0.1:9/${secret}`, events: ['customers'] })).body;
	secrets.push(hook.secret);
	const browser = new Browser(t.app);
	await browser.signIn('reader@example.com', secret);
	await browser.signIn(email, secret);
	await browser.signIn('reader@example.com');
	secrets.push(...[...browser.cookies.values()].map((value) => value.split('.')[0]!));
	await browser.send('GET', `/api/v1/preferences/${secret}`);
	await refusalsOf(services).flush();
	await ask('POST', `/customers/${id}/erase`, { reason: `asked for by ${marks.name}` });
}, 120_000);
afterAll(() => t?.drop());

test('of hundreds of entries none tells a value', async () => {
	const rows = await t.rows<{ action: string; row: string; sealed: string | null }>(
		"select action, (to_jsonb(l) - 'sealed')::text as row, sealed from audit_log l order by id",
	);
	expect(rows.length).toBeGreaterThan(100);
	expect(new Set(rows.map(({ action }) => action)).size).toBeGreaterThan(45);
	expect(secrets.every((one) => typeof one === 'string' && one.length > 15)).toBe(true);
	expect(secrets.length).toBeGreaterThanOrEqual(5);
	const needles = [stem, ...Object.values(marks), ...secrets].map((one) => one.toLowerCase());
	const told = rows.filter(({ row }) => needles.some((needle) => row.toLowerCase().includes(needle)));
	expect(told.map(({ action, row }) => [action, row])).toEqual([]);
	// What is sealed is ciphertext and nothing besides.
	expect(rows.filter(({ sealed }) => sealed !== null && !/^~[01]\.[\w.-]+$/.test(sealed))).toEqual([]);
});

test('nor does one that is opened tell a secret', async () => {
	const opened: string[] = [];
	for (let after = ''; ; ) {
		const { body } = await t.admin('GET', `/audit?limit=200${after}`);
		opened.push(...body.items.map((one: object) => JSON.stringify(one)));
		if (!body.next) break;
		after = `&after=${encodeURIComponent(body.next)}`;
	}
	expect(opened.filter((one) => secrets.some((needle) => one.includes(needle)))).toEqual([]);
});
