// SQL for people as a person uses it: the story of 张三, what each column does, and that two writers lose nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFieldRights, type Principal } from '../../platform/auth.ts';
import { read, write } from '../../platform/database.ts';
import { permissions } from '../../platform/endpoint.ts';
import { startWork } from '../../platform/jobs.ts';
import { prepareDatabase } from '../../prepare.ts';
import { sqlTasks } from './crm-jobs.ts';
import { type CrmTest, crmTest, refusal } from './crm-testing.ts';
import { createCustomer, updateCustomer } from './edit.ts';
import { customerFields } from './schema.ts';

let test: CrmTest;
beforeAll(async () => {
	test = await crmTest();
});
afterAll(() => test.drop());

const rows = async (sql: string, values?: unknown[]) => (await test.people.query(sql, values)).rows;
const row = async (sql: string, values?: unknown[]) => (await rows(sql, values))[0];
const add = async (values: string): Promise<number> => (await row(`insert into customers ${values} returning id`)).id;
const manual = async (id: number) =>
	(await row('select content from statements where customer_id = $1 order by recorded_at desc limit 1', [id])).content;
const boss: Principal = {
	user_id: 1,
	scopes: [1],
	write_scopes: [1],
	writes_own: true,
	name: 'Boss',
	email: 'boss@example.com',
	language: 'en',
	team_id: 1,
	scope_id: 1,
	permissions: new Set(permissions),
	field_rights: allFieldRights,
	via: 'command',
};
const editor = { principal: boss, country: 'CN' };

describe('the story of 张三', () => {
	it('is added, found, changed, deleted and brought back by plain SQL', async () => {
		await rows("INSERT INTO customers (name, phone, email) VALUES ('张三', '13800138000', 'zhangsan@example.com')");
		const [found, ...others] = await rows('SELECT * FROM customers');
		expect(others).toEqual([]);
		expect(found).toMatchObject({ name: '张三', phone: '+8613800138000', email: 'zhangsan@example.com', kind: 'person', version: 1 });

		await rows("UPDATE customers SET phone = '139 0013 9000', city = '上海' WHERE name = '张三'");
		expect(await row("SELECT phone, city FROM customers WHERE name = '张三'")).toEqual({ phone: '+8613900139000', city: '上海' });

		await rows("DELETE FROM customers WHERE name = '张三'");
		expect(await rows('SELECT * FROM customers')).toEqual([]);
		expect(await row('SELECT name, phone FROM deleted_customers')).toEqual({ name: '张三', phone: '+8613900139000' });

		await rows("SELECT restore(id) FROM deleted_customers WHERE name = '张三'");
		expect(await row('SELECT id, name, phone FROM customers')).toEqual({ id: found.id, name: '张三', phone: '+8613900139000' });
		expect(await rows('SELECT * FROM deleted_customers')).toEqual([]);
	});

	it('is read by the job within about a second: parts of the name, pinyin, search', async () => {
		const runner = await startWork(test.services, sqlTasks);
		try {
			const id = await add("(name, phone) values ('李小龙', '010-8888 6666')");
			const now = () => row('select family_name, given_name, sort_name, phone from customers where id = $1', [id]);
			await expect.poll(now, { timeout: 3_000, interval: 50 }).toEqual({
				family_name: '李',
				given_name: '小龙',
				sort_name: expect.stringMatching(/^li/),
				phone: '+861088886666',
			});
			const { rows: tokens } = await test.services.database.owner.query('select tokens from lookup_tokens where customer_id = $1', [id]);
			expect(tokens[0].tokens).toEqual(expect.arrayContaining(['nlxl', 'n李小龙']));
		} finally {
			await runner.stop();
		}
	});

	it('stays as it is when the migration runs again', async () => {
		const before = await rows('select * from customers order by id');
		await test.services.database.owner.query("delete from settings where name = 'generated_objects'");
		expect(await prepareDatabase(test.ownerUrl)).toEqual([]);
		expect(await rows('select * from customers order by id')).toEqual(before);
	});
});

describe('RETURNING', () => {
	it('gives the row as it is stored', async () => {
		const given = await row(
			`insert into customers (name, phone, email, city, country, tags, gender, birth_date)
			values ('王五', '8613800138001', 'Wang.Wu@Example.COM', '北京', 'cn', '{vip}', 'Male', '1990-12-31') returning *`,
		);
		expect(given).toEqual(await row('select * from customers where id = $1', [given.id]));
		expect(given).toMatchObject({
			phone: '+8613800138001',
			email: 'Wang.Wu@example.com',
			country: 'CN',
			gender: 'male',
			birth_date: '1990-12-31',
		});
		const changed = await row("update customers set name = '王六', tags = '{b,a}', email = null where id = $1 returning *", [given.id]);
		const stored = await row('select * from customers where id = $1', [given.id]);
		expect(changed).toEqual(stored);
		expect(changed).toMatchObject({ name: '王六', tags: ['a', 'b'], email: null, version: 2 });
	});

	it('gives the id to the next part of one statement', async () => {
		const { customer_id } = await row(
			`with added as (insert into customers (name) values ('赵七') returning id)
			insert into notes (customer_id, body) select id, '老朋友' from added returning customer_id`,
		);
		expect(await row('select name from customers where id = $1', [customer_id])).toEqual({ name: '赵七' });
	});
});

describe('what SQL states', () => {
	it('is what a form states', async () => {
		const wanted = {
			name: '张三丰',
			phone: '13900000001',
			email: 'zsf@example.com',
			company: '武当有限公司',
			city: '十堰',
			region: '湖北',
			postal_code: '442000',
			country: 'CN',
			lifecycle_stage: 'customer',
			gender: 'male',
			birth_date: '1990-01-02',
			language: 'zh',
			industry: '体育',
			tax_id: '91420300MA',
			job_title: '掌门',
			tags: ['道士', '太极'],
		} as const;
		const { id: byForm } = await write(test.services.database, boss, (client) =>
			createCustomer(client, editor, { ...wanted, tags: [...wanted.tags] }),
		);
		const columns = Object.keys(wanted);
		const bySql = await add(
			`(${columns.join(', ')}) values (${Object.values(wanted)
				.map((value) => (typeof value === 'string' ? `'${value}'` : `'{${value.join(',')}}'`))
				.join(', ')})`,
		);
		await test.read();
		expect(await manual(bySql)).toEqual(await manual(byForm));
		const golden = Object.keys(customerFields).join(', ');
		const of = (id: number) => row(`select ${golden} from customers where id = $1`, [id]);
		expect(await of(bySql)).toEqual(await of(byForm));

		const patch = { given_name: '丰', phone: null, company: null, city: '郧阳', tags: ['太极'] };
		await write(test.services.database, boss, (client) => updateCustomer(client, editor, byForm, patch));
		await rows("update customers set given_name = '丰', phone = null, company = null, city = '郧阳', tags = '{太极}' where id = $1", [
			bySql,
		]);
		await test.read();
		expect(await manual(bySql)).toEqual(await manual(byForm));
		expect(await of(bySql)).toEqual(await of(byForm));
		expect(await of(bySql)).toMatchObject({ name: '张丰', phone: null, company: null, city: '郧阳' });
	});

	it('outranks what a source says, and a cleared value does not come back with it', async () => {
		const { id } = await write(test.services.database, boss, (client) =>
			createCustomer(client, editor, { name: 'Ann Lee', company: 'Old Ltd', phone: '+442079460958', source: 'shop', external_id: 'a1' }),
		);
		await rows('update customers set company = null, phone = null where id = $1', [id]);
		await write(test.services.database, boss, (client) =>
			createCustomer(client, editor, { name: 'Ann Lea', company: 'Old Ltd', phone: '+442079460958', source: 'shop', external_id: 'a1' }),
		);
		expect(await row('select name, company, phone from customers where id = $1', [id])).toEqual({
			name: 'Ann Lea',
			company: null,
			phone: null,
		});
		await rows("update customers set company = 'Old Ltd' where id = $1", [id]);
		expect(await row('select company from customers where id = $1', [id])).toEqual({ company: 'Old Ltd' });
	});

	it('tells organisations from people, at once and better by the job', async () => {
		const [acme, company, bank] = [
			await add("(name) values ('Acme Ltd')"),
			await add("(company) values ('小米')"),
			await add("(name) values ('工商银行上海分行')"),
		];
		const group = await add("(name) values ('Blue Ocean Trading')");
		const kinds = () => rows('select kind, name, company from customers where id = any ($1) order by id', [[acme, company, bank, group]]);
		expect((await kinds()).map(({ kind }) => kind)).toEqual(['organisation', 'organisation', 'organisation', 'person']);
		await test.read();
		expect(await kinds()).toEqual([
			{ kind: 'organisation', name: 'Acme Ltd', company: null },
			{ kind: 'organisation', name: '小米', company: null },
			{ kind: 'organisation', name: '工商银行上海分行', company: null },
			{ kind: 'organisation', name: 'Blue Ocean Trading', company: null },
		]);
	});

	it('is read once: a second run of the job changes nothing', async () => {
		const id = await add("(name, phone, city, region) values ('Dr. John Smith Jr.', '13800138002/13800138003', '广州', '广东')");
		await test.read();
		const once = await row('select * from customers where id = $1', [id]);
		expect(once).toMatchObject({ family_name: 'Smith', given_name: 'John', phone: '+8613800138002', region: '广东省' });
		expect(await rows('select value from contact_points where customer_id = $1 order by value', [id])).toHaveLength(2);
		await rows("update customers set job_title = 'Engineer' where id = $1", [id]);
		await test.read();
		await test.read();
		expect(await row('select * from customers where id = $1', [id])).toEqual({
			...once,
			job_title: 'Engineer',
			version: once.version + 1,
			updated_at: expect.anything(),
		});
	});

	it('keeps what cannot be read as it was typed', async () => {
		const id = await add("(name, phone) values ('李四', '1234')");
		await test.read();
		expect(await row('select phone from customers where id = $1', [id])).toEqual({ phone: '1234' });
	});
});

describe('two writers at once', () => {
	it('add customers beside each other without waiting', async () => {
		const [one, other] = [await test.connect(), await test.connect()];
		await one.query("begin; insert into customers (name) values ('first')");
		await other.query("insert into customers (name) values ('second')");
		await one.query('commit');
		expect(await rows("select name from customers where name in ('first', 'second')")).toHaveLength(2);
	});

	it('both keep their fields of one customer', async () => {
		const id = await add("(name, company) values ('both', 'Old')");
		const [one, other] = [await test.connect(), await test.connect()];
		await one.query('begin');
		await one.query("update customers set company = 'New' where id = $1", [id]);
		const waiting = other.query("update customers set job_title = 'Chief' where id = $1", [id]);
		await one.query('commit');
		await waiting;
		expect(await row('select company, job_title from customers where id = $1', [id])).toEqual({ company: 'New', job_title: 'Chief' });
	});

	it('the second is told when both change the same', async () => {
		const id = await add("(name, company) values ('same', 'Old')");
		const [one, other] = [await test.connect(), await test.connect()];
		await one.query('begin');
		await one.query("update customers set company = 'One' where id = $1", [id]);
		const waiting = refusal(other, "update customers set company = 'Other' where id = $1", [id]);
		await new Promise((done) => setTimeout(done, 100));
		await one.query('commit');
		expect(await waiting).toMatchObject({ code: '40001', column: 'company' });
		expect(await row('select company from customers where id = $1', [id])).toEqual({ company: 'One' });
	});

	it('a transaction left open holds up neither others nor the job', async () => {
		const mine = await add("(name) values ('孙行者')");
		const theirs = await add("(name) values ('陈小明')");
		const open = await test.connect();
		await open.query(`begin; update customers set job_title = 'x' where id = ${mine}`);
		await test.read();
		expect(await row('select given_name from customers where id = $1', [theirs])).toEqual({ given_name: '小明' });
		await open.query('commit');
		await test.read();
		expect(await row('select given_name, job_title from customers where id = $1', [mine])).toEqual({ given_name: '行者', job_title: 'x' });
	});
});

describe('many rows', () => {
	it('go in, change and go by one statement each', async () => {
		const count = 2_000;
		await rows(
			`insert into customers (name, phone, email) select '客户' || n, '138' || lpad(n::text, 8, '0'), 'c' || n || '@example.com' from generate_series(1, $1::int) n`,
			[count],
		);
		await rows("update customers set city = '广州' where name like '客户%'");
		expect(await row("select count(*)::int as n from customers where city = '广州' and name like '客户%'")).toEqual({ n: count });
		await test.read();
		const { rows: left } = await test.services.database.owner.query('select from sql_queue');
		expect(left).toHaveLength(0);
		const seen = await read(test.services.database, boss, (client) =>
			client.query("select count(*)::int as n from lookup where token = 'p8613800000007'"),
		);
		expect(seen.rows[0]?.n).toBe(1);
		await rows("delete from customers where name like '客户%'");
		expect(await row("select count(*)::int as n from deleted_customers where name like '客户%'")).toEqual({ n: count });
	});
});
