// Nothing that a role may not read appears anywhere: every endpoint is asked by every ready-made role, and whole answers are searched for planted values (decision 0020).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readyRoles } from './features/access/rules-roles.ts';
import { type RoleKey, roleKeys } from './features/access/schema.ts';
import { type Caller, type CustomersTest, customersTest, filtered } from './features/customers/testing.ts';
import { features } from './features.ts';
import type { Endpoint, Endpoints } from './platform/endpoint.ts';
import { type FieldRight, fieldRights, type PersonalData } from './platform/field.ts';

type Kind = Exclude<PersonalData, 'none'>;
const kinds: readonly Kind[] = ['personal', 'contact', 'identity', 'sensitive'];

/** Texts of one customer that stand nowhere else, by their kind; parts of them too, as search tokens and numbers are. */
const planted: Readonly<Record<Kind, readonly string[]>> = {
	personal: ['Quisling', 'quisling', 'Plantcompany', 'Plantjob', '1987-06-05', 'plant note', 'plant relation', 'plantattrpersonal'],
	contact: ['quirin', '13812349876', '1234 9876', 'wxplanted77', 'Plantstreet', '877901', 'plantattrcontact'],
	identity: ['11010519491231002X', 'TAXPLANT12345', 'plantattridentity'],
	sensitive: ['plantfile', 'plantattrsensitive'],
};

const customer = {
	name: 'Vidkun Quisling',
	company: 'Plantcompany',
	job_title: 'Plantjob',
	birth_date: '1987-06-05',
	email: 'quirin@example.com',
	phone: '+8613812349876',
	contact_points: [{ kind: 'wechat', value: 'wxplanted77' }],
	addresses: [{ line1: 'Plantstreet 77', postal_code: '877901', city: 'Oslo', country: 'NO' }],
	identity_number: '11010519491231002X',
	tax_id: 'TAXPLANT12345',
	tags: ['harmless'],
	attributes: Object.fromEntries(kinds.map((kind) => [`a_${kind}`, `plantattr${kind}`])),
};

const reaches = (right: FieldRight, need: FieldRight) => fieldRights.indexOf(right) >= fieldRights.indexOf(need);

let t: CustomersTest;
let people: Readonly<Record<RoleKey, Caller>>;
let id: number;
let known: Readonly<Record<string, string | number>>;

beforeAll(async () => {
	t = await customersTest();
	for (const kind of [...kinds, 'none'] as const) {
		const body = { name: `a_${kind}`, type: 'text', label_en: kind, label_zh: kind, personal: kind };
		expect((await t.admin('POST', '/attributes', body)).status).toBe(201);
	}
	// Stated twice by a source, then changed by hand: statements, provenance, changes and raw texts hold it all.
	const made = await t.admin('POST', '/customers', { ...customer, source: 'shop', external_id: 'k1' });
	expect([made.status, made.body.detail]).toEqual([201, undefined]);
	id = made.body.id;
	const at = `/customers/${id}`;
	const other = (await t.admin('POST', '/customers', { name: 'Somebody else' })).body.id;
	const note = (await t.admin('POST', `${at}/notes`, { body: 'plant note' })).body.id;
	const file = (await t.admin('POST', `${at}/files?name=plantfile.txt`, Buffer.from('plantfile'))).body.id;
	const relationship = (await t.admin('POST', `${at}/relationships`, { type: 'referred', other_id: other, note: 'plant relation' })).body
		.id;
	const { contact_points: _points, addresses: _places, ...plain } = customer;
	expect((await t.admin('PATCH', at, { ...plain, name: 'Vidkun A Quisling', job_title: 'Plantjob 2' })).status).toBe(200);
	expect((await t.admin('PATCH', at, { phone: '+4712345678', tax_id: null, birth_date: '1987-06-06' })).status).toBe(200);
	expect((await t.admin('PATCH', at, plain)).status).toBe(200);
	const [place] = (await t.admin('GET', at)).body.addresses;
	known = { id, note_id: note, file_id: file, key: place.key, other_id: other, change_id: 's1', relationship };
	people = Object.fromEntries(
		await Promise.all(roleKeys.map(async (role) => [role, await t.person(`${role}@example.com`, role)])),
	) as typeof people;
	await t.rows("insert into notifications (user_id, kind, customer_id) select u.id, 'mention', $1 from users u", [id]);
	await t.work();
});
afterAll(() => t.drop());

const endpoints: [string, Endpoint][] = Object.values(features as Readonly<Record<string, Endpoints>>).flatMap((one) =>
	Object.entries(one),
);

/** Ways in which endpoints that read are asked; without any as they are. */
const asked: Readonly<Record<string, readonly string[]>> = {
	listCustomers: ['', '?fields=id,name,phone,identity_number,attributes', '?ids={id}', '?search=somebody', '?sort=city', '?state=deleted'],
	countCustomers: ['', '?exact=true'],
	groupCustomers: ['?by=city', '?by=tags', '?by=attributes.a_none'],
	listBoundaries: ['?sort=city', '?size=50'],
	getCustomerAsOf: ['?at=2999-01-01T00:00:00Z'],
	streamExport: [
		...['csv', 'ndjson', 'vcard'].map((format) => `?format=${format}`),
		'?format=csv&fields=id,name,phone,email,other_contacts,other_addresses,line1,identity_number,attributes',
		'?format=ndjson&fields=id,name,phone,other_phones,other_contacts,other_addresses,postal_code,tax_id,attributes',
	],
};

const addressOf = (path: string) => path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(known[name] ?? 1)));
const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

/** What of a text somebody with these rights may not be told. */
function leaked(role: RoleKey, text: string): string[] {
	const { fields } = readyRoles[role];
	return kinds.filter((kind) => !reaches(fields[kind], 'read')).flatMap((kind) => planted[kind].filter((one) => text.includes(one)));
}

describe('the search of this test finds what is planted', () => {
	test('an administrator is told everything', async () => {
		const told = await Promise.all(
			['', '/statements', '/provenance', '/changes', '/files', '/notes', '/relationships', '/as-of?at=2999-01-01T00:00:00Z'].map(
				async (way) => textOf((await t.admin('GET', `/customers/${id}${way}`)).body),
			),
		);
		const text = told.join('\n');
		const all = kinds.flatMap((kind) => planted[kind]).filter((one) => !['quisling', '1234 9876'].includes(one));
		expect(all.filter((one) => !text.includes(one))).toEqual([]);
	});
});

describe.each(roleKeys)('%s', (role) => {
	const { fields, permissions, writes } = readyRoles[role];
	const unreadable = kinds.filter((kind) => !reaches(fields[kind], 'read'));

	test('is told nothing of the kinds that the role does not read, by any request', async () => {
		for (const [name, { method, path, answers }] of endpoints) {
			if (method !== 'GET' || answers === 'events') continue;
			for (const way of asked[name] ?? ['']) {
				const address = `${addressOf(path)}${way.replace('{id}', String(id))}`;
				const url = `/api/v1${address}`;
				// The text as it is: not every answer is one JSON value.
				const { statusCode, payload } = await t.app.inject({ url, headers: { authorization: `Bearer ${people[role].key}` } });
				expect([name, way, statusCode === 500, leaked(role, payload)]).toEqual([name, way, false, []]);
			}
		}
	});

	test('asks by nothing of those kinds: filters, orders, groups, searches, exports', async () => {
		const byKind: Readonly<Record<Kind, readonly string[]>> = {
			personal: ['name', 'company', 'birth_date', 'attributes.a_personal'],
			contact: ['phone', 'email', 'postal_code', 'attributes.a_contact'],
			identity: ['tax_id', 'identity_number', 'attributes.a_identity'],
			sensitive: ['attributes.a_sensitive'],
		};
		for (const kind of unreadable) {
			for (const field of byKind[kind]) {
				const filter = filtered({ field, op: 'eq', value: 'x' });
				const ways = [
					`/customers?${filter}`,
					`/customers/count?${filter}`,
					`/customers?sort=${field}`,
					`/customers/boundaries?sort=${field}`,
					`/customers/groups?by=${field}`,
					...(permissions.includes('exports.run')
						? [`/customers/export?format=csv&${filter}`, `/customers/export?format=csv&sort=${field}`]
						: []),
				];
				for (const way of ways) {
					const { status, body } = await people[role].ask('GET', way);
					expect([way, status, body.code, body.field, body.kind]).toEqual([way, 403, 'field_not_readable', field, kind]);
				}
				const view = { name: field, definition: { columns: [], filter: [{ field, op: 'eq', value: 'x' }] } };
				expect((await people[role].ask('POST', '/views', view)).body.code).toBe('field_not_readable');
			}
		}
		const found = async (search: string) => {
			const { status, body } = await people[role].ask('GET', `/customers?search=${encodeURIComponent(search)}`);
			return status === 403 ? body.code : body.items.length;
		};
		const reads = (kind: Kind) => reaches(fields[kind], 'read');
		if (reads('personal')) expect(await found('quisling')).toBe(1);
		for (const search of ['quirin@example.com', '13812349876', '1234', 'wxplanted77'])
			expect([search, await found(search)]).toEqual([search, reads('contact') ? 1 : reads('personal') ? 0 : 'field_not_readable']);
		if (!reads('identity'))
			expect(await found('11010519491231002X')).toBe(reads('personal') || reads('contact') ? 0 : 'field_not_readable');
		if (!reads('personal') && !reads('contact')) expect(await found('quisling')).toBe('field_not_readable');
	});

	test('writes nothing of the kinds that the role does not write, however it comes', async () => {
		if (!permissions.includes('customers.write')) return;
		const values: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
			personal: { name: 'X Y', company: null, attributes: { a_personal: 'x' } },
			contact: { phone: '+4712345679', contact_points: [], addresses: [], postal_code: null, attributes: { a_contact: null } },
			identity: { tax_id: 'x', identity_number: null, attributes: { a_identity: 'x' } },
			sensitive: { attributes: { a_sensitive: 'x' } },
		};
		const { ask } = people[role];
		const before = textOf((await t.admin('GET', `/customers/${id}`)).body);
		for (const kind of kinds.filter((one) => fields[one] !== 'write')) {
			for (const [field, value] of Object.entries(values[kind])) {
				const body = { [field]: value };
				const settable = !['contact_points', 'addresses'].includes(field);
				const ways: [string, string, unknown][] = [
					['PATCH', `/customers/${id}`, { ...body, city: 'Bergen' }],
					['POST', '/customers', { ...body, source: 's', external_id: 'x' }],
					['POST', '/customers/bulk', { items: [{ action: 'update', id, customer: body }] }],
					...(settable
						? [['POST', '/customers/bulk-edits', { selection: { ids: [id] }, action: { set: body } }] as [string, string, unknown]]
						: []),
				];
				for (const [method, path, sent] of ways) {
					const { status, body: answer } = await ask(method as 'POST', path, sent);
					expect([role, method, path, field, status, answer.code, answer.kind]).toEqual([
						role,
						method,
						path,
						field,
						403,
						'field_not_writable',
						kind,
					]);
				}
			}
		}
		const others: [Kind, 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, unknown][] = [
			['contact', 'POST', '/contact-points', { kind: 'qq', value: '12345' }],
			['contact', 'DELETE', '/contact-points/wechat:wxplanted77', undefined],
			['contact', 'DELETE', `/addresses/${known.key}`, undefined],
			['personal', 'POST', '/notes', { body: 'x' }],
			['personal', 'DELETE', `/notes/${known.note_id}`, undefined],
			['sensitive', 'PATCH', `/files/${known.file_id}`, { name: 'other.txt' }],
			['sensitive', 'DELETE', `/files/${known.file_id}`, undefined],
			['contact', 'POST', '/release', { units: ['contact_points/wechat:wxplanted77'] }],
			['identity', 'POST', '/release', { units: ['tax_id'] }],
		];
		for (const [kind, method, way, body] of others) {
			if (fields[kind] === 'write') continue;
			const answer = await ask(method, `/customers/${id}${way}`, body);
			expect([role, method, way, answer.status, answer.body.code]).toEqual([role, method, way, 403, 'field_not_writable']);
		}
		const { items } = (await t.admin('GET', `/customers/${id}/changes`)).body;
		for (const change of items as { id: string; changes: { unit: string }[] }[]) {
			if (!change.changes.some(({ unit }) => unit === 'tax_id') || fields.identity === 'write') continue;
			const answer = await ask('POST', `/customers/${id}/changes/${change.id}/undo`);
			expect([role, answer.status, answer.body.code]).toEqual([
				role,
				403,
				expect.stringMatching(writes === 'own' ? /./ : /^undo_not_allowed$/),
			]);
		}
		expect(textOf((await t.admin('GET', `/customers/${id}`)).body)).toBe(before);
	});
});

describe('one value for a reason', () => {
	const unmask = (role: RoleKey, field: string, reason = 'the caller named it') =>
		people[role].ask('POST', `/customers/${id}/unmask`, { field, reason });

	test('is told to whoever sees it masked and may unmask, and is in the audit', async () => {
		const { body: profile } = await people.service.ask('GET', `/customers/${id}`);
		expect(profile.identity_number).toBe('110105********002X');
		expect((await unmask('service', 'identity_number')).body).toEqual({ value: '11010519491231002X' });
		expect((await unmask('service', 'attributes.a_identity')).body).toEqual({ value: 'plantattridentity' });
		const [entry] = await t.rows(
			"select action, entity_id, customer_id, user_id, detail from audit_log where action = 'customers.unmask' order by id limit 1",
		);
		expect(entry).toMatchObject({ customer_id: id, user_id: people.service.id, detail: { field: 'identity_number', kind: 'identity' } });
		expect(JSON.stringify(await t.rows('select * from audit_log'))).not.toContain('11010519491231002X');
	});

	test('is not told of what is hidden, to whoever lacks the permission, or without a reason', async () => {
		expect((await unmask('service', 'attributes.a_sensitive')).body.code).toBe('field_not_readable');
		expect((await unmask('sales', 'identity_number')).body.code).toBe('not_allowed');
		expect((await unmask('service', 'identity_number', '    ')).status).toBe(400);
		expect((await unmask('service', 'nothing')).body.code).toBe('unmask_unknown');
	});

	test('of a contact point by the key under which it was shown', async () => {
		const [{ id: copy_of }] = (await t.rows<{ id: number }>("select id from roles where key = 'auditor'")) as [{ id: number }];
		const role = (
			await t.admin('POST', '/roles', {
				copy_of,
				name: 'Masked',
				permissions: ['customers.read', 'customers.unmask'],
				reads: 'all',
				writes: 'none',
				fields: { personal: 'masked', contact: 'masked', identity: 'masked', sensitive: 'masked' },
			})
		).body;
		expect(role.id).toEqual(expect.any(Number));
		const one = await t.person('masked@example.com', role.name);
		const { body } = await one.ask('GET', `/customers/${id}`);
		expect(body).toMatchObject({
			name: 'V***',
			phone: '138****9876',
			email: 'q***@example.com',
			birth_date: '1987-**-**',
			tax_id: '****45',
			city: 'Oslo',
		});
		const keys = (body.contact_points as { key: string }[]).map(({ key }) => key);
		expect(keys).toContain('wechat:w***');
		const told = await one.ask('POST', `/customers/${id}/unmask`, { field: 'contact_points/wechat:w***', reason: 'asked for it' });
		expect(told.body).toEqual({ value: 'wxplanted77' });
		const address = await one.ask('POST', `/customers/${id}/unmask`, { field: `addresses/${known.key}`, reason: 'asked for it' });
		expect(address.body.value).toMatchObject({ line1: 'Plantstreet 77' });
		const note = await one.ask('POST', `/customers/${id}/unmask`, { field: `notes/${known.note_id}`, reason: 'asked for it' });
		expect(note.body).toEqual({ value: 'plant note' });
	});

	test('no more than sixty within an hour', async () => {
		await t.rows(
			"insert into unmaskings (user_id, hour, count) values ($1, date_trunc('hour', now()), 60) on conflict (user_id, hour) do update set count = 60",
			[people.data_steward.id],
		);
		expect((await unmask('data_steward', 'identity_number')).body.code).toBe('unmask_too_often');
	});
});
