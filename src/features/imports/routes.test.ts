// Imports over REST: upload, preview, start, progress, pausing, problems, undo and redo, rights, and errors in both languages.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { type Ask, asker } from '../../platform/testing.ts';
import { createApiKey, createUser } from '../access/accounts.ts';
import { testRole } from '../customers/testing.ts';
import { importTasks } from './jobs.ts';
import { importKit, type Kit } from './testing.ts';

let kit: Kit;
let app: FastifyInstance;
let admin: Ask;
let adminZh: Ask;
let eva: Ask;
let otto: Ask;
let rita: Ask;

beforeAll(async () => {
	kit = await importKit();
	const { services } = kit;
	app = await buildApp(services);
	const { key } = await createApiKey(services, { name: 'admin' });
	admin = asker(app, key);
	adminZh = asker(app, key, 'zh-CN');
	const keyOf = async (name: string, role: 'editor' | 'reader') => {
		const { id } = await createUser(services, {
			email: `${name}@example.com`,
			name,
			role_id: await testRole(services.database.owner, role),
			password: 'four tall green lamps',
		});
		return asker(app, (await createApiKey(services, { name, user: id })).key);
	};
	eva = await keyOf('eva', 'editor');
	otto = await keyOf('otto', 'editor');
	rita = await keyOf('rita', 'reader');
});
afterAll(async () => {
	await kit.expectSound();
	await app.close();
	await kit.end();
});

const upload = (ask: Ask, name: string, text: string | Buffer, source?: string) =>
	ask(
		'POST',
		`/imports?file_name=${encodeURIComponent(name)}${source ? `&source=${encodeURIComponent(source)}` : ''}`,
		Buffer.from(text as string),
	);

/** Does what a worker would. */
const work = (task: 'run' | 'undo' | 'redo', id: number) => importTasks[`imports.${task}`]!({ import_id: id } as never, kit.services);

const people = 'ID,姓名,手机,邮箱,爱好\n1,张三,13800138000,zhangsan@example.com,围棋\n2,李四,abc,lisi@example.com,\n3,,,,登山\n';

describe('the way of an import', () => {
	test('upload, preview, start, progress, problems, undo, redo', async () => {
		const uploaded = await upload(eva, '客户 2024-05.csv', people);
		expect(uploaded.status).toBe(201);
		const { import: draft, columns, rows, would, targets } = uploaded.body;
		expect(draft).toMatchObject({ state: 'draft', source: '客户', file_name: '客户 2024-05.csv', rows: 0, can_undo: false });
		expect(columns.map((one: { field: string | null }) => one.field)).toEqual(['external_id', 'name', 'phone', 'email', null]);
		expect(would).toEqual({ create: 2, update: 0, further: 0, unchanged: 0, refuse: 1 });
		expect(rows[0]).toMatchObject({ action: 'create', values: { name: '张三', phone: '+8613800138000' }, problems: [] });
		expect(rows[2]).toMatchObject({ action: 'refuse', problems: [{ code: 'nothing_stated' }] });
		expect(targets.find((one: { field: string }) => one.field === 'external_id')).toMatchObject({ label: 'ID in the source' });
		expect(await kit.sql('select count(*) from customers')).toEqual([{ count: 0 }]);

		const { id } = draft;
		const attribute = { name: 'hobby', label_en: 'Hobby', label_zh: '爱好', type: 'text' };
		const mapped = columns.map(({ column, field }: { column: string; field: string | null }) =>
			column === '爱好' ? { column, field: 'new', attribute } : { column, field },
		);
		const started = await eva('POST', `/imports/${id}/start`, { columns: mapped });
		expect(started.status).toBe(202);
		expect(started.body.state).toBe('queued');
		await work('run', id);
		const done = await eva('GET', `/imports/${id}`);
		expect(done.body).toMatchObject({
			state: 'done',
			total_rows: 3,
			rows: 3,
			created: 2,
			refused: 1,
			problems: 1,
			can_undo: true,
			error: null,
		});
		const list = await eva('GET', '/customers?fields=name,phone,attributes&sort=id');
		expect(list.body.items[0]).toMatchObject({ name: '张三', phone: '+8613800138000', attributes: { hobby: '围棋' } });

		const problems = await eva('GET', `/imports/${id}/problems`);
		expect(problems.body.items).toMatchObject([
			{ row: 2, kind: 'kept', problems: [{ column: '手机', code: 'phone_letters' }], cells: ['2', '李四', 'abc', 'lisi@example.com', ''] },
			{ row: 3, kind: 'refused', problems: [{ code: 'nothing_stated' }] },
		]);
		const page = await eva('GET', `/imports/${id}/problems?limit=1`);
		expect(page.body).toMatchObject({ items: [{ row: 2 }], next: 2 });
		expect((await eva('GET', `/imports/${id}/problems?after=2`)).body.items).toHaveLength(1);

		expect((await eva('GET', `/imports/${id}/undo`)).body).toMatchObject({ removed: 2, reverted: 0, kept_count: 0, kept: [] });
		expect((await eva('POST', `/imports/${id}/undo`)).body.state).toBe('undoing');
		await work('undo', id);
		expect((await eva('GET', `/imports/${id}`)).body).toMatchObject({ state: 'undone', can_redo: true, can_undo: false });
		expect(await kit.active()).toBe(0);
		expect((await eva('POST', `/imports/${id}/redo`)).status).toBe(202);
		await work('redo', id);
		expect((await eva('GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', can_undo: true });
		expect(await kit.active()).toBe(2);
	});

	test('who stays after an undo is told with the reason, before and after, in the language of whoever asks', async () => {
		const columns = [
			{ column: 'ID', field: 'external_id' },
			{ column: 'name', field: 'name' },
		];
		const ids: number[] = [];
		for (const [name, text] of [
			['first.csv', 'ID,name\n1,Ann Twice\n2,Bo Once\n'],
			['second.csv', 'ID,name\n1,Ann Twice\n'],
		] as const) {
			const { body } = await upload(admin, name, text, 'twice');
			await admin('POST', `/imports/${body.import.id}/start`, { columns });
			await work('run', body.import.id);
			ids.push(body.import.id);
		}
		const [first, second] = ids as [number, number];
		expect((await admin('GET', `/imports/${second}`)).body).toMatchObject({ created: 0, unchanged: 1, can_undo: true });
		const said = {
			en: `import ${second} states this customer too: twice, second.csv`,
			zh: `导入 ${second} 也陈述了这位客户：twice，second.csv`,
		};
		const expectTold = async () => {
			for (const [ask, reason] of [
				[admin, said.en],
				[adminZh, said.zh],
			] as const)
				expect((await ask('GET', `/imports/${first}/undo`)).body).toEqual({
					removed: 1,
					reverted: 0,
					kept_count: 1,
					kept: [{ customer_id: expect.any(Number), name: 'Ann Twice', reason }],
					others: 0,
					estimated: false,
				});
		};
		await expectTold();
		await admin('POST', `/imports/${first}/undo`);
		expect((await admin('GET', `/imports/${first}/undo`)).body).toEqual({
			removed: 0,
			reverted: 0,
			kept_count: 0,
			kept: [],
			others: 0,
			estimated: false,
		});
		await work('undo', first);
		await expectTold();
		expect((await eva('GET', `/imports/${first}/undo`)).body.code).toBe('import_not_found');
		await admin('POST', `/imports/${second}/undo`);
		await work('undo', second);
		await expectTold();
		expect((await admin('GET', `/imports/${second}/undo`)).body).toEqual({
			removed: 1,
			reverted: 0,
			kept_count: 0,
			kept: [],
			others: 0,
			estimated: false,
		});
	});

	test('the file of refused rows has the columns of the file, the reasons in the language asked for, and can be imported again', async () => {
		const file = 'Note,Phone,Name\n=x,abc,Ann Fine\n"a,b",13800138999,\n,,\n,+86 137,\n';
		const { body } = await upload(admin, 'mend.csv', file);
		const columns = [
			{ column: 'Name', field: 'name' },
			{ column: 'Phone', field: 'phone' },
		];
		await admin('POST', `/imports/${body.import.id}/start`, { columns });
		await work('run', body.import.id);
		const en = await admin('GET', `/imports/${body.import.id}/problems.csv`);
		expect(en.headers['content-disposition']).toContain('mend-problems.csv');
		const lines = String(en.body).split('\r\n');
		expect(lines[0]).toBe('\ufeffNote,Phone,Name,reason');
		expect(lines[1]).toMatch(/^'=x,abc,Ann Fine,.*letters/);
		const zh = await adminZh('GET', `/imports/${body.import.id}/problems.csv`);
		expect(String(zh.body)).toContain('Note,Phone,Name,原因');
		expect(String(zh.body)).toMatch(/[。]/);
		const again = await upload(admin, 'mend-problems.csv', String(en.body).replace('abc', '13800138777'), 'mend');
		expect(again.body.columns.map((one: { field: string | null }) => one.field)).toEqual([null, 'phone', 'name', null]);
	});

	test('pause, resume, cancel move the import only from where that makes sense', async () => {
		const { body } = await upload(eva, 'states.csv', 'name\nAnn State\n');
		const { id } = body.import;
		expect((await eva('POST', `/imports/${id}/pause`)).body.code).toBe('import_state');
		await eva('POST', `/imports/${id}/start`, {});
		expect((await eva('POST', `/imports/${id}/pause`)).body.state).toBe('paused');
		await work('run', id);
		expect((await eva('GET', `/imports/${id}`)).body).toMatchObject({ state: 'paused', rows: 0 });
		expect((await eva('POST', `/imports/${id}/resume`)).body.state).toBe('queued');
		await work('run', id);
		expect((await eva('GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', created: 1 });
		expect((await eva('POST', `/imports/${id}/cancel`)).status).toBe(409);
		expect((await eva('POST', `/imports/${id}/start`, {})).status).toBe(409);
		expect((await eva('POST', `/imports/${id}/redo`)).status).toBe(409);
		const other = await upload(eva, 'cancel.csv', 'name\nBo State\n');
		const cancelled = await eva('POST', `/imports/${other.body.import.id}/cancel`);
		expect(cancelled.body).toMatchObject({ state: 'cancelled', finished_at: expect.any(String) });
	});

	test('a mapping is remembered for its source', async () => {
		const { body } = await upload(eva, 'a.csv', 'Wer,Woher\nAnn Erp,Rome\n', 'erp');
		const columns = [
			{ column: 'Wer', field: 'name' },
			{ column: 'Woher', field: 'city' },
		];
		await eva('POST', `/imports/${body.import.id}/start`, { columns });
		const next = await upload(eva, 'b.csv', 'Wer,Woher\nBo Erp,Oslo\n', 'erp');
		expect(next.body.columns).toMatchObject([
			{ field: 'name', recognised_by: 'remembered' },
			{ field: 'city', recognised_by: 'remembered' },
		]);
	});
});

describe('a wrong mapping', () => {
	test('is told in both languages, and the upload stays', async () => {
		const { body } = await upload(admin, 'wrong.csv', 'A,B\nAnn Wrong,x\n');
		const { id } = body.import;
		const cases: [unknown, string][] = [
			[[{ column: 'Nope', field: 'name' }], 'column_unknown'],
			[[{ column: 'A', field: 'nope' }], 'target_unknown'],
			[[{ column: 'A', field: 'city' }], 'nothing_mapped'],
			[
				[
					{ column: 'A', field: 'name' },
					{ column: 'B', field: 'name' },
				],
				'target_twice',
			],
		];
		for (const [columns, code] of cases) {
			for (const path of ['preview', 'start']) {
				const en = await admin('POST', `/imports/${id}/${path}`, { columns });
				expect(en.body, code).toMatchObject({ status: 400, code });
				const zh = await adminZh('POST', `/imports/${id}/${path}`, { columns });
				expect(zh.body.code).toBe(code);
				expect(JSON.stringify(en.body)).not.toMatch(/\p{Script=Han}/u);
				expect(JSON.stringify(zh.body)).toMatch(/\p{Script=Han}/u);
			}
		}
		const full = await admin('POST', `/imports/${id}/start`, { columns: [{ column: 'A', field: 'name' }], mode: 'full' });
		expect(full.body.code).toBe('full_needs_key');
		expect((await admin('POST', `/imports/${id}/start`, { columns: [{ column: 'A', field: 'name' }], what: 1 })).status).toBe(400);
		await admin('POST', `/imports/${id}/start`, { columns: [{ column: 'A', field: 'name' }] });
		await work('run', id);
		expect((await admin('GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', created: 1 });
	});

	test('a full copy that lacks too much fails with the reason, in the language of whoever looks', async () => {
		const columns = [
			{ column: 'ID', field: 'external_id' },
			{ column: 'name', field: 'name' },
		];
		const first = await upload(admin, 'full.csv', 'ID,name\n1,A Full\n2,B Full\n3,C Full\n');
		await admin('POST', `/imports/${first.body.import.id}/start`, { columns });
		await work('run', first.body.import.id);
		const second = await upload(admin, 'full.csv', 'ID,name\n1,A Full\n');
		const { id } = second.body.import;
		await admin('POST', `/imports/${id}/start`, { columns, mode: 'full' });
		await work('run', id);
		const en = (await admin('GET', `/imports/${id}`)).body;
		const zh = (await adminZh('GET', `/imports/${id}`)).body;
		expect(en).toMatchObject({ state: 'failed', error: { code: 'too_many_absent' } });
		expect(en.error.message).toContain('66.7 %');
		expect(zh.error.message).toContain('66.7%');
		const names = () => kit.sql("select name from customers where state = 'active' and name like '_ Full' order by name");
		expect(await names()).toHaveLength(3);

		// Not imported anew: the same import goes on, with a limit that it keeps to.
		for (const body of [{ max_absent_percent: 101 }, { limit: 90 }, 90])
			expect([body, (await admin('POST', `/imports/${id}/resume`, body)).status]).toEqual([body, 400]);
		for (const [body, state] of [
			[{ max_absent_percent: 50 }, 'failed'],
			[undefined, 'failed'],
			[{ max_absent_percent: 70 }, 'done'],
		] as const) {
			expect((await admin('POST', `/imports/${id}/resume`, body)).body).toMatchObject({ state: 'queued', ...(body && { options: body }) });
			await work('run', id);
			expect([body, (await admin('GET', `/imports/${id}`)).body.state]).toEqual([body, state]);
		}
		expect((await admin('GET', `/imports/${id}`)).body).toMatchObject({ rows: 1, unchanged: 1, error: null });
		expect(await names()).toEqual([{ name: 'A Full' }]);
		const late = await admin('POST', `/imports/${id}/resume`, { max_absent_percent: 5 });
		expect([late.status, late.body.code]).toEqual([409, 'import_state']);
		expect((await admin('GET', `/imports/${id}`)).body.options.max_absent_percent).toBe(70);
		await work('undo', (await admin('POST', `/imports/${id}/undo`)).body.id);
		expect(await names()).toHaveLength(3);
	});
});

describe('names of files', () => {
	test('a name with line ends and signs that turn the text around it is kept without them', async () => {
		const { body } = await upload(admin, 'a"b\n\u202egnp.csv', 'name\nAnn Name\n');
		expect(body.import).toMatchObject({ file_name: 'a"b gnp.csv', source: 'a"b gnp' });
		expect((await upload(admin, '\u202e', 'name\nAnn Name\n')).body.import.file_name).toBe('file');
	});
});

describe('uploads that cannot be used', () => {
	test.each([
		['empty.csv', '', 'upload_empty'],
		['picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file_not_a_table'],
		['header.csv', 'name,email\n', 'file_only_header'],
	])('%s', async (name, content, code) => {
		const before = await kit.sql('select count(*) from imports');
		const en = await upload(admin, name, content as string);
		expect(en.body.code).toBe(code);
		expect(en.status).toBeGreaterThanOrEqual(400);
		expect((await upload(adminZh, name, content as string)).body.detail ?? '').toMatch(/\p{Script=Han}/u);
		expect(await kit.sql('select count(*) from imports')).toEqual(before);
	});
});

test('a file above the limit is refused with the setting that raises it, and leaves nothing on the disk', async () => {
	const { config } = kit.services;
	const folder = join(config.dataDir, 'files', 'imports');
	mkdirSync(folder, { recursive: true });
	const before = readdirSync(folder);
	const { key } = await createApiKey(kit.services, { name: 'limits' });
	const refused = async (limits: Partial<typeof config>) => {
		const limited = await buildApp({ ...kit.services, config: { ...config, ...limits } });
		const reply = await upload(asker(limited, key), 'large.csv', `name\n${'Ada\n'.repeat(50)}`);
		await limited.close();
		return reply.body;
	};
	const large = await refused({ importLimit: 100 });
	expect(large).toMatchObject({ status: 413, code: 'blob_too_large', detail: expect.stringContaining('CLIENTELE_IMPORT_MAX_MB') });
	expect(await refused({ diskReserve: Number.MAX_SAFE_INTEGER })).toMatchObject({ status: 507, code: 'storage_full' });
	expect(readdirSync(folder)).toEqual(before);
});

describe('rights', () => {
	test('runs with the rights that its person has then: who may not import any more imports nothing', async () => {
		const { body } = await upload(eva, 'late.csv', 'name\nLate Lou\n', 'late');
		const { id } = body.import;
		expect((await eva('POST', `/imports/${id}/start`, {})).status).toBe(202);
		const [{ user_id }] = (await kit.sql<{ user_id: number }>('select user_id from imports where id = $1', [id])) as [{ user_id: number }];
		const ends = (at: string) => kit.sql(`update role_grants set ends_at = ${at} where user_id = $1`, [user_id]);
		await ends('now()');
		await work('run', id);
		expect((await admin('GET', `/imports/${id}`)).body).toMatchObject({ state: 'failed', created: 0, error: { code: 'not_allowed' } });
		await ends('null');
		await kit.sql("update imports set state = 'queued' where id = $1", [id]);
		await work('run', id);
		expect((await admin('GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', created: 1 });
	});

	test("somebody else's import is not there, but for an administrator", async () => {
		const { body } = await upload(eva, 'mine.csv', 'name\nAnn Mine\n');
		const { id } = body.import;
		for (const [method, path, content] of [
			['GET', '', undefined],
			['POST', '/preview', {}],
			['POST', '/start', {}],
			['POST', '/pause', undefined],
			['POST', '/resume', undefined],
			['POST', '/cancel', undefined],
			['GET', '/undo', undefined],
			['POST', '/undo', undefined],
			['POST', '/redo', undefined],
			['GET', '/problems', undefined],
			['GET', '/problems.csv', undefined],
		] as const) {
			const reply = await otto(method, `/imports/${id}${path}`, content);
			expect(reply.body, `${method} ${path}`).toMatchObject({ status: 404, code: 'import_not_found' });
			expect((await rita(method, `/imports/${id}${path}`, content)).status, path).toBe(403);
		}
		expect((await otto('GET', '/imports')).body.items).toEqual([]);
		expect((await eva('GET', '/imports?limit=1')).body).toMatchObject({ items: [{ id }], next: id });
		expect((await admin('GET', `/imports/${id}`)).status).toBe(200);
		expect((await rita('POST', '/imports?file_name=a.csv', Buffer.from('name\nA\n'))).status).toBe(403);
		expect((await admin('GET', '/imports/999999999')).body.code).toBe('import_not_found');
		expect((await admin('GET', '/imports/99999999999999999999')).status).toBe(400);
	});
});
