// What the endpoints of customers refuse, and how they say it: rights, unknown and ill-typed input, values that cannot be stored, sizes.
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../platform/endpoint.ts';
import type { Ask } from '../../platform/testing.ts';
import { customerEndpoints } from './endpoints.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let chinese: Ask;
let reader: Ask;
let id: number;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	chinese = (await t.person('lan@example.com', 'editor', { asksIn: 'zh-CN' })).ask;
	reader = (await t.person('rita@example.com', 'reader')).ask;
	id = (await admin('POST', '/customers', { name: '张三', phone: '13800138000', email: 'zhangsan@example.com' })).body.id;
});

afterAll(() => t.drop());

/** Those that take a file refuse what is none before anything else: files.test.ts. */
const endpoints = Object.entries(customerEndpoints as Readonly<Record<string, Endpoint>>).filter(([, { accepts }]) => accepts !== 'file');
const addressOf = (path: string, number: string | number) =>
	path
		.replace('/addresses/{key}', '/addresses/0f0e0d0c-0b0a-4000-8000-000000000000')
		.replace('{key}', 'phone:+8613800138000')
		.replace('{name}', 'x')
		.replace('{change_id}', 'h987654321')
		.replace(/\{\w+\}/g, String(number));

describe('rights', () => {
	test.each(endpoints.filter(([, { permission }]) => permission !== 'customers.read' && permission !== 'settings.read'))(
		'a reader may not %s',
		async (_name, { method, path, permission }) => {
			const reply = await reader(method, addressOf(path, id), method === 'DELETE' ? undefined : {});
			expect(reply.status).toBe(403);
			expect(reply.body).toMatchObject({ code: 'not_allowed', status: 403 });
			expect(reply.body.detail).toContain(permission);
		},
	);

	test.each(endpoints.filter(([, { permission }]) => permission === 'settings.manage'))(
		'an editor may not %s',
		async (_name, { method, path }) => {
			expect((await chinese(method, addressOf(path, id), method === 'DELETE' ? undefined : {})).status).toBe(403);
		},
	);

	test('a key that is wrong is told so', async () => {
		const reply = await t.app.inject({ url: '/api/v1/customers', headers: { authorization: 'Bearer ck_wrong' } });
		expect(reply.statusCode).toBe(401);
		expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
	});
});

describe('ids', () => {
	/** Bodies that pass the shapes, so that the id alone is wrong. */
	const bodies: Readonly<Record<string, object>> = {
		updateCustomer: { company: 'Acme' },
		releaseValues: { units: ['name'] },
		addContactPoint: { kind: 'email', value: 'a@example.com' },
		replaceContactPoint: { kind: 'email', value: 'a@example.com' },
		addAddress: { city: 'Berlin' },
		replaceAddress: { city: 'Berlin' },
		addNote: { body: 'x' },
		updateNote: { body: 'x' },
		addRelationship: { type: 'employs', other_id: 1 },
		updateRelationship: { note: 'x' },
		updateAttribute: { label_en: 'x' },
		updateSource: { trust: 10 },
		previewSource: { trust: 10 },
		previewAttribute: { survivorship: 'newest' },
		renameFile: { name: 'x.txt' },
		updateView: { name: 'x' },
		unmaskValue: { field: 'name', reason: 'asked by phone' },
	};
	const query: Readonly<Record<string, string>> = { getCustomerAsOf: '?at=2024-01-01T00:00:00Z' };
	const byId = endpoints.filter(([, { path }]) => path.includes('{id}'));
	const address = (name: string, path: string, number: number | string) => addressOf(path, number) + (query[name] ?? '');

	test.each(byId)('%s answers 404 for an id that nobody has', async (name, { method, path }) => {
		const reply = await admin(method, address(name, path, 987_654_321), bodies[name]);
		expect([name, reply.status]).toEqual([name, 404]);
		expect(reply.body.code).toMatch(/_not_found$/);
	});

	test.each(byId)('%s refuses ids that are none', async (name, { method, path }) => {
		for (const wrong of ['abc', '0', '-1', '1.5', '9007199254740993', '99999999999999999999999', '1%00']) {
			const reply = await admin(method, address(name, path, wrong), bodies[name]);
			expect([wrong, reply.status]).toEqual([wrong, 400]);
			expect(reply.body.problems.length).toBeGreaterThan(0);
		}
	});

	test.each(byId)('%s answers a number beyond every table with 404 or 400', async (name, { method, path }) => {
		expect([400, 404]).toContain((await admin(method, address(name, path, Number.MAX_SAFE_INTEGER), bodies[name])).status);
	});
});

describe('shapes', () => {
	const bodies = endpoints.filter(([, { body }]) => body !== undefined);

	test.each(bodies)('%s refuses an unknown field and names it', async (_name, { method, path }) => {
		const reply = await admin(method, addressOf(path, id), { colour_of_hair: 'red' });
		expect(reply.status).toBe(400);
		expect(reply.body.code).toBe('invalid_input');
		expect(JSON.stringify(reply.body.problems)).toMatch(/colour_of_hair|expected|kind/i);
	});

	test.each(bodies)('%s refuses what is no object', async (_name, { method, path }) => {
		for (const body of ['[]', '"text"', '17', 'null', 'true']) {
			const reply = await admin(method, addressOf(path, id), body, { 'content-type': 'application/json' });
			expect([body, reply.status, reply.body.code]).toEqual([body, 400, 'invalid_input']);
		}
	});

	test.each(bodies)('%s refuses a body that is no JSON or nothing', async (_name, { method, path }) => {
		for (const [body, status] of [
			['{"name":', 400],
			['', 400],
			['{"__proto__":{"admin":true}}', 400],
			['name=x', 400],
		] as const) {
			const reply = await admin(method, addressOf(path, id), body, { 'content-type': 'application/json' });
			expect([body, reply.status]).toEqual([body, status]);
			expect(reply.headers['content-type']).toContain('application/problem+json');
		}
		expect((await admin(method, addressOf(path, id), 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
	});

	test.each(bodies)('%s survives 300,000 brackets', async (_name, { method, path }) => {
		for (const body of [`${'['.repeat(300_000)}${']'.repeat(300_000)}`, `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`]) {
			expect((await admin(method, addressOf(path, id), body, { 'content-type': 'application/json' })).status).toBe(400);
		}
	});

	test.each(endpoints.filter(([, { method }]) => method === 'GET'))('%s refuses an unknown parameter', async (name, { path }) => {
		const reply = await admin('GET', `${addressOf(path, id)}?${name === 'getCustomerAsOf' ? 'at=2024-01-01T00:00:00Z&' : ''}colour=red`);
		expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
		expect(JSON.stringify(reply.body.problems)).toContain('colour');
	});

	test('ill-typed fields are told one by one, in the language asked for', async () => {
		const body = { name: 5, tags: 'vip', owner_id: 'me', contact_points: [{ kind: 'fax', value: '' }], birth_date: '2023-02-30' };
		const english = await admin('PATCH', `/customers/${id}`, body);
		expect(english.status).toBe(400);
		expect(english.body.problems.map(({ path }: { path: string }) => path).sort()).toEqual([
			'birth_date',
			'contact_points.0.kind',
			'contact_points.0.value',
			'name',
			'owner_id',
			'tags',
		]);
		expect(english.body.title).toBe('Mistakes in the request: 6. Each is described below.');
		const other = await chinese('PATCH', `/customers/${id}`, body);
		expect(other.body.title).toBe('请求中有 6 处不正确，请看下面逐项的说明。');
		for (const { message } of other.body.problems) expect(message).toMatch(/\p{Script=Han}/u);
		for (const { message } of english.body.problems) expect(message).not.toMatch(/\p{Script=Han}/u);
	});

	test('a sentence never shows a pattern', async () => {
		for (const body of [{ name: 'a\0b' }, { country: 'Germany' }, { attributes: { 'A b': 1 } }]) {
			for (const ask of [admin, chinese]) {
				const reply = await ask('PATCH', `/customers/${id}`, body);
				expect(reply.status).toBe(400);
				expect(JSON.stringify(reply.body)).not.toMatch(/\^\[|\/\^|pattern|regex/i);
			}
		}
	});
});

describe('values', () => {
	const refused: readonly (readonly [string, object, string])[] = [
		['a name of 10,000 characters', { name: '张'.repeat(10_000) }, 'name'],
		['a name of 999 characters', { name: 'a'.repeat(999) }, 'name'],
		['a phone number with letters', { phone: 'call me' }, 'phone'],
		['an e-mail address with Chinese characters', { email: '张三@' }, 'email'],
		['an e-mail address with Chinese characters before the @', { email: '张 三@例子' }, 'email'],
		['30 February', { birth_date: '2023-02-30' }, 'birth_date'],
		['31 April', { birth_date: '2023-04-31' }, 'birth_date'],
		['a date that is none', { birth_date: '0000-00-00' }, 'birth_date'],
		['NUL in a name', { name: '张\0三' }, 'name'],
		['a country that does not exist', { country: 'XX' }, 'country'],
		['a country in small letters', { country: 'cn' }, 'country'],
		['an unknown stage', { lifecycle_stage: 'fan' }, 'lifecycle_stage'],
		['a phone number of 150 digits', { phone: '1'.repeat(150) }, 'phone'],
		['an e-mail address of 400 characters', { email: `${'a'.repeat(390)}@example.com` }, 'email'],
	];
	test.each(refused)('%s is refused where it stands, nothing is stored', async (_what, body, field) => {
		const before = (await admin('GET', '/customers/count')).body;
		for (const [ask, han] of [
			[admin, false],
			[chinese, true],
		] as const) {
			for (const [method, path] of [
				['POST', '/customers'],
				['PATCH', `/customers/${id}`],
			] as const) {
				const reply = await ask(method, path, body);
				expect([method, reply.status]).toEqual([method, 400]);
				expect(reply.body.problems).toHaveLength(1);
				expect(reply.body.problems[0].path).toBe(field);
				expect(/\p{Script=Han}/u.test(reply.body.problems[0].message.replace(/[“"'].*?[”"']/gu, ''))).toBe(han);
			}
		}
		expect((await admin('GET', '/customers/count')).body).toEqual(before);
		expect((await admin('GET', `/customers/${id}`)).body).toMatchObject({ name: '张三', phone: '+8613800138000' });
	});

	const kept: readonly (readonly [string, object, object])[] = [
		['emoji', { name: '👩‍👩‍👧 Familie 🎉', company: 'Café ☕' }, { name: '👩‍👩‍👧 Familie 🎉', company: 'Café ☕' }],
		['right-to-left text', { name: 'محمد علي' }, { name: 'محمد علي' }],
		['a bidi control is taken out', { name: 'John\u202e Smith' }, { name: 'John Smith' }],
		['HTML as it is', { company: '<script>alert(1)</script>', name: '<b>Bob</b>' }, { company: '<script>alert(1)</script>' }],
		['SQL as it is', { name: 'Robert', company: "Robert'); DROP TABLE customers;--" }, { company: "Robert'); DROP TABLE customers;--" }],
		['control characters are taken out', { name: 'Jo\u0007hn\u001b Doe' }, { name: 'John Doe' }],
		['full-width letters', { name: 'Ｊｏｈｎ Ｄｏｅ', phone: '１３８００１３８００１' }, { name: 'John Doe', phone: '+8613800138001' }],
		['characters beyond the first plane', { name: '𠮷野家' }, { name: '𠮷野家' }],
	];
	test.each(kept)('%s', async (_what, body, stored) => {
		const reply = await admin('POST', '/customers', body);
		expect(reply.status).toBe(201);
		expect(reply.body).toMatchObject(stored);
		expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
	});

	test('half a surrogate pair and NUL are refused or taken out wherever text goes', async () => {
		for (const bad of ['a\0b', 'a\ud800b', 'a\udc00']) {
			const bodies: [Parameters<Ask>[0], string, unknown][] = [
				['PATCH', `/customers/${id}`, { company: bad, job_title: bad, industry: bad, tax_id: bad }],
				['PATCH', `/customers/${id}`, { tags: [bad] }],
				['POST', '/customers', { name: bad, source: bad, external_id: bad }],
				['POST', `/customers/${id}/contact-points`, { kind: 'wechat', value: bad, label: bad }],
				['POST', `/customers/${id}/addresses`, { city: bad, label: bad, line1: bad }],
				['POST', `/customers/${id}/notes`, { body: bad }],
				['POST', `/customers/${id}/release`, { units: [bad] }],
				['POST', '/attributes', { name: 'bad_text', type: 'text', label_en: bad, label_zh: bad }],
				['GET', `/customers?search=${encodeURIComponent(bad.replace(/\p{Surrogate}/gu, '\ufffd'))}`, undefined],
				['PUT', `/tags/${encodeURIComponent(bad.replace(/\p{Surrogate}/gu, '\ufffd'))}`, { colour: 'red' }],
				['GET', `/tags?after=${encodeURIComponent(bad.replace(/\p{Surrogate}/gu, '\ufffd'))}`, undefined],
			];
			for (const [method, path, body] of bodies) {
				const reply = await admin(method, path, body);
				expect([method, path, JSON.stringify(body), reply.status < 500]).toEqual([method, path, JSON.stringify(body), true]);
			}
		}
	});

	test('units that are names of what every object has do no harm', async () => {
		await admin('PATCH', `/customers/${id}`, { company: 'Acme' });
		await admin('PATCH', `/customers/${id}`, { company: null });
		for (const unit of ['__proto__', 'constructor', 'toString', 'tags/x', 'addresses/x', 'nothing/x', 'denied']) {
			expect([unit, (await admin('POST', `/customers/${id}/release`, { units: [unit] })).status]).toEqual([unit, 200]);
		}
	});

	test('nothing at all is no customer', async () => {
		for (const body of [{}, { name: '  ' }, { tags: ['x'] }, { name: '\u200b' }]) {
			const reply = await admin('POST', '/customers', body);
			expect([reply.status, reply.body.code]).toEqual([400, 'nothing_stated']);
		}
	});
});

describe('sizes', () => {
	test('100 MB are refused before they are read, whether announced or not', async () => {
		await t.app.listen({ port: 0, host: '127.0.0.1' });
		const { port } = t.app.server.address() as AddressInfo;
		const { key } = await t.person('size@example.com', 'editor');
		const before = process.memoryUsage().arrayBuffers;
		for (const announced of [true, false]) {
			const status = await new Promise<number | undefined>((resolve, reject) => {
				const sent = httpRequest({
					port,
					method: 'POST',
					path: '/api/v1/customers',
					headers: {
						authorization: `Bearer ${key}`,
						'content-type': 'application/json',
						...(announced && { 'content-length': 100 << 20 }),
					},
				});
				let answered = false;
				sent.on('response', (reply) => {
					answered = true;
					resolve(reply.statusCode);
					sent.destroy();
				});
				sent.on('error', (cause) => (answered ? undefined : reject(cause)));
				const piece = Buffer.alloc(1 << 16, ' ');
				let left = (100 << 20) / piece.length;
				const push = (): void => {
					while (!answered && left-- > 0) if (!sent.write(piece)) return void sent.once('drain', push);
					if (!answered) sent.end();
				};
				push();
			});
			expect(status).toBe(413);
		}
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 << 20);
	});

	test('a bulk request has a larger limit, and one all the same', async () => {
		const customer = { name: 'x', industry: 'y'.repeat(290) };
		const items = Array.from({ length: 1000 }, () => ({ action: 'update', id: 987_654_321, customer }));
		expect((await admin('POST', '/customers/bulk', { items: items.slice(0, 10) })).body.results).toHaveLength(10);
		expect((await admin('POST', '/customers/bulk', { items: [...items, items[0]] })).body.problems[0]).toMatchObject({ code: 'too_big' });
		const reply = await admin('POST', '/customers/bulk', Buffer.alloc(9 << 20, 0x20), { 'content-type': 'application/json' });
		expect([reply.status, reply.body.code]).toEqual([413, 'body_too_large']);
	});
});
