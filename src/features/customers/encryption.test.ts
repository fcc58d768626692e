// Encrypted values of customers from the first request to the last table: what is stored, how it is found, what people read.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peopleRole, urlFor } from '../../platform/migrate.ts';
import { readQueued } from './crm-jobs.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
const number = '11010519491231002X';

beforeAll(async () => {
	t = await customersTest();
});
afterAll(() => t.drop());

/** Every table of the database in which a text stands, searched as the owner. */
async function tablesWith(text: string): Promise<string[]> {
	const tables = await t.rows<{ name: string }>(
		`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')`,
	);
	const found: string[] = [];
	for (const { name } of tables) {
		const [row] = await t.rows<{ there: boolean }>(`select exists (select from ${name} t where strpos(t::text, $1) > 0) as there`, [text]);
		if (row!.there) found.push(name);
	}
	return found;
}

const filtered = (field: string, op: string, value?: unknown) =>
	t.admin('GET', `/customers?filter=${encodeURIComponent(JSON.stringify([{ field, op, value }]))}`);
const created = async (body: Record<string, unknown>): Promise<number> => {
	const { status, body: reply } = await t.admin('POST', '/customers', body);
	expect([status, reply]).toEqual([201, expect.anything()]);
	return reply.id;
};
const profile = async (id: number) => (await t.admin('GET', `/customers/${id}`)).body;

describe('the identity number', () => {
	let id: number;

	beforeAll(async () => {
		expect(await tablesWith(number)).toEqual([]);
		id = await created({ name: '张三', identity_number: '110105 19491231-002x' });
	});

	test('is read as it was meant, and stands in no table', async () => {
		expect(await profile(id)).toMatchObject({ name: '张三', identity_number: number });
		expect(await tablesWith(number)).toEqual([]);
		expect(await tablesWith('110105 19491231-002x')).toEqual([]);
		const [row] = await t.rows('select identity_number from customers where id = $1', [id]);
		expect(row!.identity_number).toMatch(new RegExp(`^~1\\.${id}\\.\\d+\\.`));
	});

	test('is found by its whole value alone, in a filter and in the search', async () => {
		await created({ name: '李四', identity_number: 'E12345678' });
		const ids = async (path: string) => (await t.admin('GET', path)).body.items.map((one: { id: number }) => one.id);
		expect((await filtered('identity_number', 'eq', '110105 19491231 002x')).body.items).toMatchObject([{ id, identity_number: number }]);
		expect((await filtered('identity_number', 'in', [number, 'e-1234 5678'])).body.items).toHaveLength(2);
		expect((await filtered('identity_number', 'empty')).body.items).toHaveLength(0);
		expect(await ids(`/customers?search=${number}`)).toEqual([id]);
		expect(await ids(`/customers?search=${number.slice(0, 17)}`)).toEqual([]);
		expect((await t.admin('GET', `/customers/count?search=${number}`)).body).toEqual({ count: 1, exact: true });
		for (const op of ['ne', 'prefix', 'contains', 'lt', 'gte'])
			expect((await filtered('identity_number', op, '11')).body).toMatchObject({ code: 'encrypted_unsuited' });
		for (const path of ['/customers?sort=identity_number', '/customers/groups?by=identity_number'])
			expect((await t.admin('GET', path)).body).toMatchObject({ status: 400, code: 'encrypted_unsuited' });
	});

	test('is changed, the same again is no change, and a change is taken back', async () => {
		const before = await profile(id);
		expect((await t.admin('PATCH', `/customers/${id}`, { identity_number: number })).body.version).toBe(before.version);
		await t.admin('PATCH', `/customers/${id}`, { identity_number: 'E99999999' });
		expect(await profile(id)).toMatchObject({ identity_number: 'E99999999' });
		const { body: history } = await t.admin('GET', `/customers/${id}/changes`);
		expect(JSON.stringify(history.items[0])).toContain('E99999999');
		expect((await t.admin('POST', `/customers/${id}/changes/${history.items[0].id}/undo`, {})).status).toBe(200);
		expect(await profile(id)).toMatchObject({ identity_number: number });
		await t.admin('PATCH', `/customers/${id}`, { identity_number: null });
		expect(await profile(id)).toMatchObject({ identity_number: null });
		expect((await filtered('identity_number', 'eq', number)).body.items).toEqual([]);
		await t.admin('PATCH', `/customers/${id}`, { identity_number: number });
		expect(await tablesWith(number)).toEqual([]);
		expect(await tablesWith('E99999999')).toEqual([]);
	});

	test('said again by a source under the same key is unchanged', async () => {
		const record = { name: '王五', identity_number: 'G87654321', source: 'Shop', external_id: 'w5' };
		const first = await created(record);
		const { body } = await t.admin('POST', '/customers', record);
		expect(body.id).toBe(first);
		const rows = await t.rows("select 1 from source_records where key = 'w5'");
		expect(rows).toHaveLength(1);
	});
});

describe('a sensitive attribute', () => {
	test('of any type is encrypted, read with its type, and found by a whole value', async () => {
		const values = {
			text: 'asthma and more',
			number: 42.5,
			date: '2020-02-29',
			boolean: true,
			choice: 'b',
			choices: ['a', 'b'],
			money: { amount: '12.50', currency: 'CNY' },
		};
		const choices = ['a', 'b'].map((value) => ({ value, label_en: value, label_zh: value }));
		for (const type of Object.keys(values)) {
			const hasChoices = type === 'choice' || type === 'choices';
			const attribute = { name: `s_${type}`, type, label_en: type, label_zh: type, personal: 'sensitive', ...(hasChoices && { choices }) };
			expect((await t.admin('POST', '/attributes', attribute)).status).toBe(201);
		}
		const attributes = Object.fromEntries(Object.entries(values).map(([type, value]) => [`s_${type}`, value]));
		const id = await created({ name: 'Ada Lovelace', attributes });
		expect((await profile(id)).attributes).toEqual(attributes);
		expect(await tablesWith('asthma and more')).toEqual([]);
		const stored = await t.rows<{ value: string }>("select value #>> '{}' as value from customers, jsonb_each(attributes) where id = $1", [
			id,
		]);
		expect(stored).toHaveLength(7);
		for (const { value } of stored) expect(value).toMatch(/^~1\./);
		for (const [type, value] of [...Object.entries(values), ['choices', 'b'], ['money', 12.5]] as const) {
			if (typeof value === 'object') continue;
			expect([type, (await filtered(`attributes.s_${type}`, 'eq', value)).body.items?.map((one: { id: number }) => one.id)]).toEqual([
				type,
				[id],
			]);
		}
		expect((await filtered('attributes.s_number', 'gt', 40)).body).toMatchObject({ code: 'encrypted_unsuited' });
		const { body: changed } = await t.admin('PATCH', `/customers/${id}`, { attributes: { s_number: 7 } });
		expect(changed.attributes.s_number).toBe(7);
	});
});

describe('an attribute that becomes sensitive', () => {
	test('is encrypted wherever its values stand, and opened again where it is none any more', async () => {
		const secret = 'planted in plain sight';
		const { body: attribute } = await t.admin('POST', '/attributes', {
			name: 'remark',
			type: 'text',
			label_en: 'R',
			label_zh: 'R',
			indexed: true,
		});
		const record = { name: 'Grace Hopper', source: 'Shop', attributes: { remark: `${secret} 1` } };
		const id = await created(record);
		await t.admin('PATCH', `/customers/${id}`, { attributes: { remark: `${secret} 2` } });
		await t.admin('PATCH', `/customers/${id}`, { attributes: { remark: null } });
		await t.admin('PATCH', `/customers/${id}`, { attributes: { remark: `${secret} 3` } });
		await t.work();
		const plain = ['public.attribute_values', 'public.customers', 'public.history', 'public.source_records'];
		expect((await tablesWith(secret)).sort()).toEqual(plain);
		// As an earlier version kept what somebody looked for and set.
		const asked = [{ field: 'attributes.remark', op: 'eq', value: `${secret} 3` }];
		await t.rows("insert into views (user_id, name, definition) values (1, 'Old', jsonb_build_object('filter', $1::jsonb))", [
			JSON.stringify(asked),
		]);
		await t.rows(
			`insert into bulk_edits (user_id, selection, action, total, exact) values (1, jsonb_build_object('filter', $1::jsonb), '{"set": {"attributes.remark": "${secret} 4"}}', 1, true)`,
			[JSON.stringify(asked)],
		);
		const before = await profile(id);
		const head = (attribute: { version: number }) => ({ 'if-match': `"${attribute.version}"` });
		expect((await t.admin('PATCH', `/attributes/${attribute.id}`, { personal: 'sensitive', indexed: true })).body.code).toBe(
			'attribute_encrypted',
		);
		const { body: sensitive } = await t.admin('PATCH', `/attributes/${attribute.id}`, { personal: 'sensitive' }, head(attribute));
		expect(sensitive).toMatchObject({ personal: 'sensitive', indexed: false });
		const runs = async () => (await t.admin('GET', '/encryptions')).body.items;
		expect(await runs()).toEqual([{ what: 'attributes.remark', encrypted: true, done: 0 }]);
		await t.work();
		// Encrypting puts finding in line.
		await t.work();
		expect(await runs()).toEqual([]);
		expect(await tablesWith(secret)).toEqual([]);
		expect((await profile(id)).attributes).toEqual(before.attributes);
		expect((await filtered('attributes.remark', 'eq', `${secret} 3`)).body.items).toMatchObject([{ id }]);
		// The same record again is still the same record.
		expect((await t.admin('POST', '/customers', record)).body.id).toBe(id);
		expect(await t.rows('select 1 from source_records where source_id <> 1 and customer_id = $1', [id])).toHaveLength(1);
		const history = JSON.stringify((await t.admin('GET', `/customers/${id}/changes`)).body);
		for (const version of [1, 2, 3]) expect(history).toContain(`${secret} ${version}`);
		await t.admin('PATCH', `/attributes/${attribute.id}`, { personal: 'personal' });
		await t.work();
		expect((await tablesWith(`${secret} 1`)).sort()).toEqual(['public.history', 'public.source_records']);
		expect((await profile(id)).attributes).toEqual(before.attributes);
		expect(await t.rows("select 1 from customers where attributes::text like '%\"~1.' || id || '.%' and id = $1", [id])).toEqual([]);
	});
});

test.each(['csv', 'ndjson', 'xlsx'] as const)('exports open what is encrypted: %s', async (format) => {
	const attributes = { s_text: 'line, "quoted"\nsecond', s_number: 3.5, s_choices: ['a', 'b'] };
	await created({ name: 'Export "one"', identity_number: 'Q1234567', attributes });
	const fields = ['name', 'identity_number', ...Object.keys(attributes).map((name) => `attributes.${name}`)];
	const { key } = await t.person(`${format}@example.com`, 'admin');
	const url = `/api/v1/customers/export?format=${format}&fields=${fields.join()}`;
	const { statusCode, body: text } = await t.app.inject({ url, headers: { authorization: `Bearer ${key}` } });
	expect(statusCode).toBe(200);
	expect(text).not.toContain('~1.');
	// The same search as in the list.
	const searched = await t.app.inject({ url: `${url}&search=Q1234567`, headers: { authorization: `Bearer ${key}` } });
	if (format !== 'xlsx') expect(searched.body).toContain('Q1234567');
	if (format === 'csv') expect(text).toContain('"Export ""one""",Q1234567,"line, ""quoted""\nsecond",3.5,a; b');
	const values = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`attributes.${name}`, value]));
	if (format === 'ndjson') expect(text).toContain(JSON.stringify({ name: 'Export "one"', identity_number: 'Q1234567', ...values }));
});

describe('notes', () => {
	test('are encrypted where the setting says so, those that were there as well, and opened again', async () => {
		const id = await created({ name: 'Noted' });
		const { body: first } = await t.admin('POST', `/customers/${id}/notes`, { body: 'before the setting 1' });
		await t.admin('PATCH', `/customers/${id}/notes/${first.id}`, { body: 'before the setting 2' });
		expect((await tablesWith('before the setting')).sort()).toEqual(['public.history', 'public.notes']);
		await t.admin('PUT', '/installation', { notes_encrypted: true });
		await t.work();
		const { body: second } = await t.admin('POST', `/customers/${id}/notes`, { body: 'after the setting' });
		expect(second.body).toBe('after the setting');
		expect(await tablesWith('the setting')).toEqual([]);
		const bodies = (await profile(id)).notes.map((note: { body: string }) => note.body);
		expect(bodies).toEqual(['after the setting', 'before the setting 2']);
		expect((await t.admin('PATCH', `/customers/${id}/notes/${second.id}`, { body: 'after the setting 3' })).body.body).toBe(
			'after the setting 3',
		);
		await t.admin('PUT', '/installation', { notes_encrypted: false });
		await t.work();
		expect((await tablesWith('after the setting 3')).sort()).toEqual(['public.notes']);
		expect((await tablesWith('before the setting 1')).sort()).toEqual(['public.history']);
		expect(await t.rows("select 1 from notes where body like '~1.%'")).toEqual([]);
	});
});

test('a text that imitates an encrypted value is refused, and one that only looks a little like it is text', async () => {
	const id = await created({ name: 'Imitated', identity_number: 'I7654321' });
	const [{ sealed }] = (await t.rows<{ sealed: string }>('select identity_number as sealed from customers where id = $1', [id])) as [
		{ sealed: string },
	];
	const wide = [...sealed].map((one) => (one > ' ' && one < '\x7f' ? String.fromCharCode(one.charCodeAt(0) + 0xfee0) : one)).join('');
	const hidden = sealed.replace('.', '.\u200b').replace(/$/, ' ');
	for (const text of [sealed, wide, hidden, `above\n${sealed}`]) {
		for (const [method, path, body] of [
			['POST', `/customers/${id}/notes`, { body: text }],
			['POST', '/customers', { name: 'X', attributes: { s_text: text } }],
			['PATCH', `/customers/${id}`, { identity_number: text }],
			['PATCH', `/customers/${id}`, { [text]: 1 }],
		] as const)
			expect([path, (await t.admin(method, path, body)).status]).toEqual([path, 400]);
		const refused = await t.admin('POST', `/customers/${id}/notes`, { body: text });
		expect(refused.body.problems).toMatchObject([{ path: 'body', code: 'text_reserved' }]);
		expect((await t.admin('GET', `/customers?search=${encodeURIComponent(text)}`)).status).toBe(400);
	}
	const near = ['~1.1.1.aaaa', '~1.', 'needs ~1.2.3.4', `~1.${id}.1.${'a'.repeat(38)}`];
	for (const text of near) expect((await t.admin('POST', `/customers/${id}/notes`, { body: text })).status).toBe(201);
	expect((await t.admin('PATCH', `/customers/${id}`, { job_title: near[0] })).status).toBe(200);
	const shown = await profile(id);
	expect(shown).toMatchObject({ job_title: near[0], identity_number: 'I7654321' });
	expect(shown.notes.map(({ body }: { body: string }) => body).sort()).toEqual([...near].sort());

	const client = new pg.Client({ connectionString: urlFor(t.ownerUrl, peopleRole) });
	await client.connect();
	try {
		const noted = await client.query('select body from notes where customer_id = $1', [id]);
		expect(noted.rows.map(({ body }) => body).sort()).toEqual([...near].sort());
		for (const text of [sealed, wide, hidden, sealed.replace('.', '.\u0001')]) {
			await expect(client.query('insert into notes (customer_id, body) values ($1, $2)', [id, text])).rejects.toThrow(
				/form of an encrypted/,
			);
			await expect(client.query('update customers set company = $2 where id = $1', [id, text])).rejects.toThrow(/form of an encrypted/);
		}
		await client.query('insert into notes (customer_id, body) values ($1, $2)', [id, '~1.1.1.bbbb']);
	} finally {
		await client.end();
	}
	expect((await t.admin('GET', `/customers/${id}/notes`)).body.items[0].body).toBe('~1.1.1.bbbb');
	expect((await t.admin('GET', `/customers/${id}/changes`)).status).toBe(200);
});

test('SQL for people shows and takes nothing that is encrypted', async () => {
	const id = await created({ name: 'Sql Person', identity_number: 'S7654321', attributes: { s_text: 'hidden from SQL', s_number: 1 } });
	const client = new pg.Client({ connectionString: urlFor(t.ownerUrl, peopleRole) });
	await client.connect();
	try {
		const { rows } = await client.query('select identity_number, attributes from customers where id = $1', [id]);
		expect(rows).toEqual([{ identity_number: '••••', attributes: { s_text: '••••', s_number: '••••' } }]);
		const said = await client.query('select content, raw from statements where customer_id = $1', [id]);
		expect(JSON.stringify(said.rows)).not.toMatch(/~1\.|S7654321|hidden from SQL/);
		for (const change of [
			"update customers set identity_number = 'X1' where id = $1",
			'update customers set identity_number = null where id = $1',
			`update customers set attributes = attributes || '{"s_text": "x"}' where id = $1`,
			"update customers set attributes = attributes - 's_text' where id = $1",
			"insert into customers (name, identity_number) select 'New', 'X2' || $1::text",
		])
			await expect(client.query(change, [id])).rejects.toThrow(/is encrypted/);
		await client.query("update customers set job_title = 'Clerk' where id = $1", [id]);
	} finally {
		await client.end();
	}
	await readQueued(t.services);
	expect(await profile(id)).toMatchObject({
		job_title: 'Clerk',
		identity_number: 'S7654321',
		attributes: { s_text: 'hidden from SQL', s_number: 1 },
	});
});
