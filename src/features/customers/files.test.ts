// Tests of attached files: upload, what is refused, download, names, removal and bringing back, rights, purge; over a real connection where bytes matter.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let eva: Caller;
let reader: Caller;
let stranger: Caller;
let id: number;
let url: URL;

beforeAll(async () => {
	t = await customersTest();
	eva = await t.person('eva@example.com', 'editor');
	reader = await t.person('reader@example.com', 'reader');
	stranger = await t.person('stranger@example.com', 'editor', { scope_id: await t.scope('elsewhere') });
	url = new URL(await t.app.listen({ host: '127.0.0.1', port: 0 }));
});

beforeEach(async () => {
	id = (await t.admin('POST', '/customers', { name: 'Files Kept' })).body.id;
});

afterAll(() => t.drop());

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const oldOffice = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
const text = (content: string) => Buffer.from(content);

const add = (name: string, content: Buffer, who = eva) =>
	who.ask('POST', `/customers/${id}/files?name=${encodeURIComponent(name)}`, content);
const list = async (query = '') => (await eva.ask('GET', `/customers/${id}/files${query}`)).body;
const at = (version: number) => ({ 'if-match': `"${version}"` });

/** Every file below the folder of attached files. */
function onDisk(): string[] {
	const root = join(t.services.config.dataDir, 'files');
	return existsSync(root)
		? readdirSync(root, { recursive: true, withFileTypes: true })
				.filter((one) => one.isFile())
				.map(({ name }) => name)
		: [];
}

/** The answer with its bytes as they came. */
const fetched = (path: string, headers: Record<string, string> = {}, who = eva) =>
	fetch(new URL(`/api/v1${path}`, url), { headers: { authorization: `Bearer ${who.key}`, 'accept-encoding': 'br, gzip', ...headers } });

describe('adding', () => {
	test('keeps the bytes, tells type and sum, and gives them back', async () => {
		const content = Buffer.concat([png, randomBytes(300_000)]);
		const added = await add('照片.png', content);
		expect(added.status).toBe(201);
		expect(added.body).toMatchObject({
			name: '照片.png',
			media_type: 'image/png',
			bytes: content.length,
			sha256: createHash('sha256').update(content).digest('hex'),
			created_by: 'eva@example.com',
			deleted_at: null,
			version: 1,
			inline: true,
		});
		expect(Object.keys(added.body)).not.toContain('storage_key');
		const reply = await fetched(`/customers/${id}/files/${added.body.id}`);
		expect(Buffer.from(await reply.arrayBuffer()).equals(content)).toBe(true);
		expect(reply.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('照片')}.png`);
		expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
		expect(reply.headers.get('content-type')).toBe('image/png');
		expect(reply.headers.get('content-length')).toBe(String(content.length));
		expect(reply.headers.get('content-security-policy')).toMatch(/^sandbox;/);
	});

	test.each<[string, string, Buffer, string]>([
		['PDF', 'offer.PDF', pdf, 'application/pdf'],
		['old Word', '合同.doc', oldOffice, 'application/msword'],
		['mail of Outlook', 'mail.msg', oldOffice, 'application/vnd.ms-outlook'],
		['text in Chinese', '说明.txt', text('你好，世界'), 'text/plain'],
		['text in GB18030', 'a.csv', Buffer.from('d0d5c3fb2cb5e7bbb00a', 'hex'), 'text/csv'],
		['text in UTF-16', 'w.txt', Buffer.from('\ufeff你好', 'utf16le'), 'text/plain'],
		['text that begins like a bitmap', 'bmi.csv', text('BMI,Weight\n22,70\n'), 'text/csv'],
		['a page, as text', 'page.html', text('<script>alert(1)</script>'), 'text/html'],
		['a picture without an ending', 'photo', png, 'image/png'],
		['bytes of no known kind', 'model.abc', Buffer.from([0, 1, 2, 3, 4, 5]), 'application/octet-stream'],
		['jpeg for jpg', 'x.jpeg', Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(50)]), 'image/jpeg'],
	])('takes %s', async (_what, name, content, media_type) => {
		const { status, body } = await add(name, content);
		expect([status, body.media_type]).toEqual([201, media_type]);
		// Texts are sent with their encoding; where it is not certain, as bytes.
		const { headers } = await fetched(`/customers/${id}/files/${body.id}`);
		const charset = name.startsWith('w.') ? 'utf-16le' : 'utf-8';
		const bytes = ['a.csv', 'page.html'].includes(name) || !media_type.startsWith('text/');
		if (media_type.startsWith('text/'))
			expect(headers.get('content-type')).toBe(bytes ? 'application/octet-stream' : `${media_type}; charset=${charset}`);
		expect(headers.get('cache-control')).toBe('private, no-store');
	});

	test.each<[string, string, Buffer, number, string]>([
		['nothing', 'a.txt', Buffer.alloc(0), 400, 'file_empty'],
		['a picture called a PDF', 'a.pdf', png, 415, 'file_mismatch'],
		['text called a picture', 'a.png', text('hello'), 415, 'file_mismatch'],
		['bytes called text', 'a.txt', Buffer.from([0, 1, 2, 3]), 415, 'file_damaged'],
		['bytes called a spreadsheet', 'a.xlsx', Buffer.from([0, 1, 2, 3]), 415, 'file_damaged'],
		['a program by its name', 'a.exe', program, 415, 'file_forbidden'],
		['a program by its content', 'a.dat', program, 415, 'file_forbidden'],
		['a script by its name', 'a.ps1', text('Get-Item'), 415, 'file_forbidden'],
		['a script by its first line', 'a.txt', text('#!/bin/sh\nrm -rf /\n'), 415, 'file_forbidden'],
		['a program whose name is turned round', 'invoice\u202efdp.exe', program, 415, 'file_forbidden'],
		['a name of nothing', '../', pdf, 400, 'file_name_empty'],
		['dots alone', '..', pdf, 400, 'file_name_empty'],
		['256 characters', `${'客'.repeat(252)}.pdf`, pdf, 400, 'file_name_long'],
	])('refuses %s', async (_what, name, content, status, code) => {
		const before = onDisk();
		const reply = await add(name, content);
		expect([reply.status, reply.body.code]).toEqual([status, code]);
		expect((await list()).items).toEqual([]);
		expect(onDisk()).toEqual(before);
		const chinese = await eva.ask('POST', `/customers/${id}/files?name=${encodeURIComponent(name)}`, content, {
			'accept-language': 'zh-CN',
		});
		expect(chinese.body.detail).toMatch(/[。]$/);
	});

	test.each([
		['../../etc/passwd.txt', 'passwd.txt'],
		['C:\\Users\\eva\\offer.txt', 'offer.txt'],
		['  a\u0000b\u200e\u2067c.txt. ', 'abc.txt'],
		[`${'客'.repeat(251)}.txt`, `${'客'.repeat(251)}.txt`],
		["it's (new) *.txt", "it's (new) *.txt"],
		['😀'.repeat(100), '😀'.repeat(100)],
	])('keeps %j as %j', async (given, kept) => {
		const { body } = await add(given, text('hello'));
		expect(body.name).toBe(kept);
		const { headers } = await eva.ask('GET', `/customers/${id}/files/${body.id}`);
		expect(decodeURIComponent(/filename\*=UTF-8''([A-Za-z0-9%._!~-]+)$/.exec(String(headers['content-disposition']))![1]!)).toBe(kept);
	});

	test('is refused to whoever may not, and nothing is read of it', async () => {
		expect((await add('a.pdf', pdf, reader)).status).toBe(403);
		expect((await add('a.pdf', pdf, stranger)).body.code).toBe('customer_not_found');
		expect((await eva.ask('POST', `/customers/${id}/files?name=a.pdf`, { not: 'bytes' })).body.code).toBe('body_not_bytes');
		expect((await eva.ask('POST', `/customers/${id}/files`, pdf)).status).toBe(400);
		await t.admin('DELETE', `/customers/${id}`);
		expect((await add('a.pdf', pdf)).status).toBe(410);
	});
});

describe('over a connection', () => {
	/** Sends the head of an upload and some bytes; what the server answers, or '' where the connection is cut by us. */
	const sent = (headers: string, chunks: Buffer[], cut = false) =>
		new Promise<string>((resolve, reject) => {
			const socket = connect(Number(url.port), url.hostname);
			let answer = '';
			socket.on('data', (bytes) => {
				answer += bytes.toString();
				socket.end();
			});
			socket.on('close', () => resolve(answer));
			socket.on('error', (cause) => (cut || answer ? resolve(answer) : reject(cause)));
			socket.write(
				`POST /api/v1/customers/${id}/files?name=a.bin HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${eva.key}\r\ncontent-type: application/octet-stream\r\n${headers}\r\n\r\n`,
			);
			for (const chunk of chunks) socket.write(chunk);
			if (cut) setTimeout(() => socket.destroy(), 200);
		});

	test('a length above the limit is refused before the bytes come', async () => {
		expect(await sent('content-length: 25000001', [])).toMatch(/^HTTP\/1\.1 413 [\s\S]*"blob_too_large"/);
	});

	test('without a length it is refused when the limit is reached, and nothing is left', async () => {
		const before = onDisk();
		const block = Buffer.concat([Buffer.from('f4240\r\n'), Buffer.alloc(1_000_000, 1), Buffer.from('\r\n')]);
		expect(await sent('transfer-encoding: chunked', Array(26).fill(block))).toMatch(/^HTTP\/1\.1 413 /);
		expect(onDisk()).toEqual(before);
	});

	test('a connection that breaks off leaves nothing', async () => {
		const before = onDisk();
		expect(await sent('content-length: 1000000', [Buffer.alloc(200_000, 1)], true)).toBe('');
		await expect.poll(onDisk).toEqual(before);
		expect((await list()).items).toEqual([]);
		expect(await t.rows('select * from blob_removals')).toEqual([]);
	});

	test('parts of a file, the whole again only if it changed, and pages as downloads', async () => {
		const { body } = await add('a.pdf', pdf);
		const path = `/customers/${id}/files/${body.id}`;
		const part = await fetched(path, { range: 'bytes=0-3' });
		expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '%PDF', `bytes 0-3/${pdf.length}`]);
		expect(await (await fetched(path, { range: 'bytes=-6' })).text()).toBe('%%EOF\n');
		expect((await fetched(path, { range: `bytes=${pdf.length}-` })).status).toBe(416);
		expect((await fetched(path, { 'if-none-match': `"${body.sha256}"` })).status).toBe(304);
		expect((await fetched(`${path}?inline=1`)).headers.get('content-disposition')).toMatch(/^inline;/);
		const page = (await add('page.svg', text('<svg xmlns="http://www.w3.org/2000/svg"/>'))).body;
		const shown = await fetched(`/customers/${id}/files/${page.id}?inline=1`);
		expect(shown.headers.get('content-disposition')).toMatch(/^attachment;/);
		expect(shown.headers.get('content-type')).toBe('application/octet-stream');
		expect(page.inline).toBe(false);
	});
});

describe('afterwards', () => {
	test('lists by key, newest first, to those who see the customer', async () => {
		for (const name of ['1.txt', '2.txt', '3.txt']) await add(name, text(name));
		const first = await list('?limit=2');
		expect(first.items.map(({ name }: { name: string }) => name)).toEqual(['3.txt', '2.txt']);
		expect(first.max_bytes).toBe(25_000_000);
		const rest = await list(`?limit=2&after=${first.next}`);
		expect([rest.items.map(({ name }: { name: string }) => name), rest.next]).toEqual([['1.txt'], null]);
		expect((await reader.ask('GET', `/customers/${id}/files`)).body.items).toHaveLength(3);
		expect((await stranger.ask('GET', `/customers/${id}/files`)).status).toBe(404);
		expect((await stranger.ask('GET', `/customers/${id}/files/${first.next}`)).status).toBe(404);
	});

	test('a file of one customer is not found under another', async () => {
		const { body } = await add('a.txt', text('a'));
		const other = (await t.admin('POST', '/customers', { name: 'Other' })).body.id;
		expect((await eva.ask('GET', `/customers/${other}/files/${body.id}`)).body.code).toBe('file_not_found');
		expect((await eva.ask('DELETE', `/customers/${other}/files/${body.id}`)).body.code).toBe('file_not_found');
	});

	test('renames with If-Match, keeping the ending', async () => {
		const { body } = await add('a.txt', text('a'));
		const path = `/customers/${id}/files/${body.id}`;
		expect((await eva.ask('PATCH', path, { name: '新名称.txt' }, at(1))).body).toMatchObject({ name: '新名称.txt', version: 2 });
		const late = await t.admin('PATCH', path, { name: 'mine.txt' }, at(1));
		expect(late.body).toMatchObject({ status: 412, code: 'version_conflict', conflicts: ['name'], changed_by: 'eva@example.com' });
		expect((await eva.ask('PATCH', path, { name: 'a.pdf' }, at(2))).body.code).toBe('file_ending');
		expect((await eva.ask('PATCH', path, { name: 'a.exe' }, at(2))).body.code).toBe('file_forbidden');
		expect((await reader.ask('PATCH', path, { name: 'b.txt' }, at(2))).status).toBe(403);
		expect((await list()).items[0]).toMatchObject({ name: '新名称.txt', version: 2 });
	});

	test('what is removed can be brought back for thirty days; then row and bytes go', async () => {
		const { body } = await add('a.txt', text('remove me'));
		const path = `/customers/${id}/files/${body.id}`;
		expect((await reader.ask('DELETE', path)).status).toBe(403);
		expect((await eva.ask('DELETE', path, undefined, at(9))).status).toBe(412);
		expect((await eva.ask('DELETE', path, undefined, at(1))).status).toBe(204);
		expect((await eva.ask('GET', path)).body.code).toBe('file_not_found');
		expect((await eva.ask('DELETE', path)).body.code).toBe('file_not_found');
		expect((await list('?state=deleted')).items).toMatchObject([{ id: body.id, deleted_at: expect.stringMatching(/^\d{4}-/) }]);
		expect((await reader.ask('POST', `${path}/restore`)).status).toBe(403);
		expect((await eva.ask('POST', `${path}/restore`)).body).toMatchObject({ deleted_at: null, version: 3 });
		expect((await eva.ask('GET', path)).body).toBe('remove me');

		await eva.ask('DELETE', path);
		const [{ key }] = (await t.rows<{ key: string }>('select storage_key as key from files where customer_id = $1', [id])) as [
			{ key: string },
		];
		const sweep = async () => {
			await t.services.jobs.add(t.services.database.owner, 'customers.empty_trash', {});
			await t.work();
		};
		await sweep();
		expect(onDisk()).toContain(key);
		await t.rows("update files set deleted_at = now() - interval '31 days' where customer_id = $1", [id]);
		await sweep();
		expect(onDisk()).not.toContain(key);
		expect((await eva.ask('POST', `${path}/restore`)).body.code).toBe('file_not_found');
		expect(await t.rows('select * from blob_removals')).toEqual([]);
	});

	test('the purge of a customer takes his files with it, bytes and all', async () => {
		await add('a.txt', text('purge me'));
		const [{ key }] = (await t.rows<{ key: string }>('select storage_key as key from files where customer_id = $1', [id])) as [
			{ key: string },
		];
		await t.admin('DELETE', `/customers/${id}`);
		await t.rows("update customers set deleted_at = now() - interval '31 days' where id = $1", [id]);
		await t.services.jobs.add(t.services.database.owner, 'customers.empty_trash', {});
		await t.work();
		expect(await t.rows('select * from files where customer_id = $1', [id])).toEqual([]);
		expect(onDisk()).not.toContain(key);
	});

	test('the files of a customer have a limit together, those in the trash included', async () => {
		const { body: other } = await eva.ask('POST', '/customers', { name: 'Full' });
		const put = (name: string, content: Buffer) => eva.ask('POST', `/customers/${other.id}/files?name=${name}`, content);
		const { body: first } = await put('a.txt', text('123456'));
		await t.rows('update files set bytes = $2 where id = $1', [first.id, t.services.config.customerFilesLimit - 4]);
		expect((await put('b.txt', text('12345'))).body).toMatchObject({ code: 'files_full', status: 413 });
		await eva.ask('DELETE', `/customers/${other.id}/files/${first.id}`);
		expect((await put('b.txt', text('12345'))).status).toBe(413);
		expect((await put('b.txt', text('1234'))).status).toBe(201);
		const { items } = (await eva.ask('GET', `/customers/${other.id}/files`)).body;
		expect(items.map(({ name }: { name: string }) => name)).toEqual(['b.txt']);
	});

	test('an upload whose row was never written is removed a day later', async () => {
		const key = 'ab'.repeat(16);
		const received = await t.services.blobs.receive(
			(async function* () {
				yield text('lost');
			})(),
		);
		await t.services.blobs.keep(key, received);
		await t.rows("insert into blob_removals (storage_key, due_at) values ($1, now() + interval '1 day')", [key]);
		const remove = async () => {
			await t.services.jobs.add(t.services.database.owner, 'customers.remove_blobs', {});
			await t.work();
		};
		await remove();
		expect(onDisk()).toContain(key);
		await t.rows('update blob_removals set due_at = now()');
		await remove();
		expect(onDisk()).not.toContain(key);
	});

	test('history tells what was added, renamed and removed, and takes each back', async () => {
		const { body } = await add('a.txt', text('a'));
		const path = `/customers/${id}/files/${body.id}`;
		await t.admin('PATCH', path, { name: 'b.txt' });
		await eva.ask('DELETE', path);
		const told = async () => (await eva.ask('GET', `/customers/${id}/changes?kind=file`)).body.items;
		const undo = async (change: string) => (await eva.ask('POST', `/customers/${id}/changes/${change}/undo`, {})).status;
		const [removed, renamed, added] = await told();
		expect(removed).toMatchObject({ by: 'eva@example.com', changes: [{ unit: 'file', before: 'b.txt', after: null }], can_undo: true });
		expect(renamed).toMatchObject({
			by: 'System',
			changes: [{ before: 'a.txt', after: 'b.txt' }],
			can_undo: false,
			undo_refused: 'changed_since',
		});
		expect(added).toMatchObject({ by: 'eva@example.com', changes: [{ before: null, after: 'a.txt' }], can_undo: false });
		expect(await undo(removed.id)).toBe(200);
		expect((await list()).items).toMatchObject([{ name: 'b.txt' }]);
		const [back] = await told();
		expect(back).toMatchObject({ changes: [{ before: null, after: 'b.txt' }], undoes: removed.id, can_undo: true });
		expect(await undo(back.id)).toBe(200);
		expect((await list()).items).toEqual([]);

		const fresh = (await add('c.txt', text('c'))).body;
		expect(await undo(`f${fresh.id}`)).toBe(200);
		expect((await list()).items).toEqual([]);
	});

	test('files move with their customer to another owner', async () => {
		await add('a.txt', text('a'));
		await t.admin('PATCH', `/customers/${id}`, { owner_id: stranger.id });
		expect(await t.rows('select owner_id from files where customer_id = $1', [id])).toEqual([{ owner_id: stranger.id }]);
		expect((await stranger.ask('GET', `/customers/${id}/files`)).body.items).toHaveLength(1);
	});
});
