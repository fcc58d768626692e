// SQL for people by kinds of personal data: masks, refusals, and that a change of one column leaves masked ones as they are.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldRight } from '../../platform/field.ts';
import { peopleRole } from '../../platform/migrate.ts';
import { insertGrant } from '../access/roles-queries.ts';
import { type CrmTest, crmTest, refusal } from './crm-testing.ts';

let test: CrmTest;
let admin: pg.Client;
let id: number;
const logins: string[] = [];

/** A login of somebody whose role has these rights to fields, and writes everywhere. */
async function login(personal: FieldRight, contact: FieldRight, identity: FieldRight, sensitive: FieldRight): Promise<pg.Client> {
	const name = `test_${randomBytes(6).toString('hex')}`;
	logins.push(name);
	const one = async (sql: string, values: unknown[]) => (await admin.query<{ id: number }>(sql, values)).rows[0]!.id;
	const user_id = await one('insert into users (email, name) values ($1, $1) returning id', [`${name}@example.com`]);
	const fields = JSON.stringify({ personal, contact, identity, sensitive });
	const role_id = await one(
		"insert into roles (name, permissions, reads, writes, fields) values ($1, '{customers.read,customers.write,customers.delete}', 'all', 'all', $2) returning id",
		[name, fields],
	);
	await insertGrant(admin, { user_id, role_id, granted_by: null });
	await admin.query(`create role ${name} login password 'secret' in role ${peopleRole}`);
	await admin.query('insert into sql_logins values ($1, $2)', [name, user_id]);
	const client = await test.connect(name, 'secret');
	await client.query('set search_path = crm');
	return client;
}

const row = async (client: pg.Client, sql: string, values?: unknown[]) => (await client.query(sql, values)).rows[0];

beforeAll(async () => {
	test = await crmTest();
	admin = new pg.Client({ connectionString: test.ownerUrl });
	await admin.connect();
	for (const [name, personal] of [
		['nick', 'personal'],
		['channel', 'contact'],
		['badge', 'none'],
	])
		await admin.query(
			"insert into attribute_definitions (entity, name, type, label_en, label_zh, personal) values ('customers', $1, 'text', $1, $1, $2)",
			[name, personal],
		);
	id = (
		await row(
			test.people,
			`insert into customers (name, company, phone, email, birth_date, city, postal_code, tax_id, attributes)
			values ('王小明', '小米集团', '13800138000', 'xiaoming@example.com', '1990-05-17', '北京', '100084', '91310000MA1FL0AB2C',
				'{"nick": "Mingming", "channel": "ming@example.org", "badge": "gold"}') returning id`,
		)
	).id;
	await test.people.query("insert into notes (customer_id, body) values ($1, 'likes tea')", [id]);
	await test.people.query("insert into contact_points (customer_id, kind, value) values ($1, 'wechat', 'wxming1990')", [id]);
	await test.read();
});

afterAll(async () => {
	await admin.end();
	await test.drop();
	const root = new pg.Client({ connectionString: test.ownerUrl.replace(/\/[^/]*$/, '/postgres') });
	await root.connect();
	for (const name of logins) await root.query(`drop role if exists ${name}`);
	await root.end();
});

describe('masked', () => {
	let ann: pg.Client;
	beforeAll(async () => {
		ann = await login('masked', 'masked', 'masked', 'masked');
	});

	it('values are shown as requests show them, in every view', async () => {
		expect(
			await row(ann, 'select name, company, phone, email, birth_date::text, city, postal_code, tax_id, attributes from customers'),
		).toEqual({
			name: '王*',
			company: '小*',
			phone: '138****8000',
			email: 'x***@example.com',
			birth_date: '1990-01-01',
			city: '北京',
			postal_code: '10****',
			tax_id: '913100********AB2C',
			attributes: { nick: '***', channel: 'm***@example.org', badge: 'gold' },
		});
		expect((await ann.query('select kind, value from contact_points order by kind')).rows).toEqual([
			{ kind: 'email', value: 'x***@example.com' },
			{ kind: 'phone', value: '138****8000' },
			{ kind: 'wechat', value: 'w***' },
		]);
		expect(await row(ann, 'select postal_code, city from addresses')).toEqual({ postal_code: '10****', city: '北京' });
		expect(await row(ann, 'select body from notes')).toEqual({ body: '***' });
		const { rows } = await ann.query('select * from statements');
		const told = JSON.stringify(rows);
		expect(
			['王小明', '小米', '13800138000', 'xiaoming', '1990-05', '100084', 'FL0AB', 'Mingming', 'ming@', 'wxming'].filter((one) =>
				told.includes(one),
			),
		).toEqual([]);
		expect(told).toContain('gold');
	});

	it('what is compared is what is shown', async () => {
		const count = async (where: string) => Number((await row(ann, `select count(*) from customers where ${where}`)).count);
		expect(await count("phone = '+8613800138000'")).toBe(0);
		expect(await count("phone like '%1380013%'")).toBe(0);
		expect(await count("attributes->>'nick' = 'Mingming'")).toBe(0);
		expect(await count("phone = '138****8000'")).toBe(1);
		// A function of the reader's own sees what the view shows, whatever order the database runs it in.
		await ann.query(
			`create function pg_temp.peek(text) returns boolean language plpgsql cost 0.0001 as $$ begin raise notice '%', $1; return true; end $$`,
		);
		const seen: string[] = [];
		ann.on('notice', ({ message }) => seen.push(message ?? ''));
		await ann.query('select from customers where pg_temp.peek(phone) and pg_temp.peek(name)');
		expect(seen).toEqual(['138****8000', '王*']);
	});

	it('a change of another column leaves them as they are, and returns no more than is shown', async () => {
		const made = await row(ann, "update customers set city = '上海' where id = $1 returning name, phone, postal_code, tax_id, attributes", [
			id,
		]);
		expect(made).toEqual({
			name: '王*',
			phone: '138****8000',
			postal_code: '10****',
			tax_id: '913100********AB2C',
			attributes: { nick: '***', channel: 'm***@example.org', badge: 'gold' },
		});
		await ann.query(`update customers set attributes = attributes || '{"badge": "silver"}' where id = $1`, [id]);
		expect(await row(test.people, 'select name, phone, city, postal_code, tax_id, attributes from customers where id = $1', [id])).toEqual({
			name: '王小明',
			phone: '+8613800138000',
			city: '上海',
			postal_code: '100084',
			tax_id: '91310000MA1FL0AB2C',
			attributes: { nick: 'Mingming', channel: 'ming@example.org', badge: 'silver' },
		});
	});

	it.each([
		["update customers set phone = '13900139000'", 'phone'],
		['update customers set name = null', 'name'],
		["update customers set attributes = '{}'", 'attributes.'],
		["insert into customers (name, city) values ('x y', 'x')", 'name'],
		["update contact_points set label = 'work'", 'contact_points'],
		['delete from contact_points', 'contact_points'],
		["update addresses set city = 'x'", 'addresses'],
		['delete from notes', 'notes.body'],
		["insert into notes (customer_id, body) select id, 'x' from customers", 'notes.body'],
	])('%s is refused with the name of the field', async (sql, field) => {
		const refused = await refusal(ann, sql);
		expect([refused.code, refused.column?.startsWith(field), refused.message.includes('You may not change')]).toEqual([
			'42501',
			true,
			true,
		]);
	});
});

it('hidden: nothing is shown, and what may be read is shown whole', async () => {
	const bob = await login('read', 'hidden', 'hidden', 'hidden');
	expect(await row(bob, 'select name, phone, tax_id, attributes from customers where id = $1', [id])).toEqual({
		name: '王小明',
		phone: null,
		tax_id: null,
		attributes: { nick: 'Mingming', badge: 'silver' },
	});
	expect((await bob.query('select * from contact_points')).rows).toEqual([]);
	expect(await row(bob, 'select body from notes')).toEqual({ body: 'likes tea' });
});
