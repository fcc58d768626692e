// Attachments looked through soon after they were attached, in a process of its own: what is found with its place, what could not be read with its reason.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFile } from '../../platform/files/testing.ts';
import { docx, letter, pdf } from '../../platform/texts/testing.ts';
import type { Caller } from '../customers/testing.ts';
import { scanAll } from './findings.ts';
import { lookThroughFiles, Reader } from './looking.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
let editor: Caller;
let officer: Caller;
let id: number;
const files = new Map<string, number>();

async function attach(name: string, content: Buffer | string, customer = id): Promise<number> {
	const { status, body } = await t.admin('POST', `/customers/${customer}/files?name=${encodeURIComponent(name)}`, Buffer.from(content));
	if (status !== 201) throw new Error(JSON.stringify(body));
	files.set(name, body.id);
	return body.id;
}

const jobs = async () =>
	(await t.rows<{ n: number }>(`select count(*)::int as n from graphile_worker.jobs where task_identifier = 'privacy.look'`))[0]!.n;
const found = async () => (await officer.ask('GET', '/privacy/findings?limit=200')).body.items;
const unread = async (query = '') =>
	Object.fromEntries(
		(await officer.ask('GET', `/privacy/findings/unread?limit=200${query}`)).body.items.map((one: { name: string; reason: string }) => [
			one.name,
			one.reason,
		]),
	);
/** The smallest picture that is one. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

beforeAll(async () => {
	t = await privacyTest();
	await t.person('root@example.com', 'admin');
	editor = await t.person('editor@example.com', 'editor');
	officer = await t.person('officer@example.com', 'privacy_officer');
	id = await t.customer({ name: 'Attached' });
	const book = new ExcelJS.Workbook();
	book.addWorksheet('名单').getCell('B12').value = 13800138000;
	await attach('list.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
	await attach('letter.docx', await docx(['Dear Sir', 'identity 11010519491231002X']));
	await attach('offer.pdf', pdf(['Offer', 'to ada@example.com']));
	await attach('mail.eml', letter('From: bob@example.com\r\nSubject: hello', ['Content-Type: image/png; name=a.png\r\n\r\nx']));
	await attach('scan.pdf', pdf(['']));
	await attach('locked.pdf', pdf(['13800138000'], { encrypted: true }));
	await attach('photo.png', picture);
	await attach('many.csv', Array.from({ length: 150 }, (_, at) => `x${at}@example.com`).join('\n'));
	await attach('clean.txt', 'nothing of anybody');
});
afterAll(() => t.drop());

test('waits for one job, however many there are; then everything is found where it stands', async () => {
	expect(await jobs()).toBe(1);
	expect((await unread())['list.xlsx']).toBe('waiting');
	await lookThroughFiles(t.services);
	const items = await found();
	const of = (name: string) => items.filter((one: { entity_id: number }) => one.entity_id === files.get(name));
	expect(of('list.xlsx')).toEqual([
		expect.objectContaining({
			...{ entity: 'file', kind: 'phone', masked: '+86****8000', customer_id: id },
			...{ place: { sheet: '名单', cell: 'B12' }, file: { name: 'list.xlsx', inline: false } },
		}),
	]);
	expect(of('letter.docx')).toEqual([expect.objectContaining({ kind: 'identity', place: { paragraph: 2 } })]);
	expect(of('offer.pdf')).toEqual([
		expect.objectContaining({ kind: 'email', place: { page: 2 }, file: { name: 'offer.pdf', inline: true } }),
	]);
	expect(of('mail.eml')).toEqual([expect.objectContaining({ masked: 'b***@example.com', place: { part: 'head' } })]);
	expect(of('many.csv')).toHaveLength(100);
	expect(await unread()).toEqual({
		'mail.eml': 'attachments',
		'scan.pdf': 'no_text',
		'locked.pdf': 'encrypted',
		'photo.png': 'picture',
		'many.csv': 'too_many',
	});
	expect(await unread('&reason=picture')).toEqual({ 'photo.png': 'picture' });
	expect((await editor.ask('GET', '/privacy/findings/unread')).status).toBe(403);
	expect((await officer.ask('GET', '/privacy/findings/unread?reason=nonsense')).status).toBe(400);
	expect(existsSync(join(t.services.config.dataDir, 'looking'))).toBe(false);
});

test('what fills the memory, hangs or ends the process is told, and the next file is read', async () => {
	// A gigabyte of blanks in some kilobytes: pairs of "once more 128 times" and a blank, packed.
	const bytes = deflateSync(Buffer.alloc(16_000_000, Buffer.from([0x81, 0x20])));
	expect(bytes.length).toBeLessThan(100_000);
	await attach('bomb.pdf', pdf(['call 13911112222', ''], { packed: { bytes, filters: '/FlateDecode /RunLengthDecode' } }));
	await attach('after.txt', 'eve@example.com');
	await t.admin('PATCH', `/customers/${id}/files/${files.get('photo.png')}`, { name: '李雷 13722223333.png' });
	await lookThroughFiles(t.services);
	expect(await unread('&reason=too_heavy')).toEqual({ 'bomb.pdf': 'too_heavy' });
	const items = (await found()).map(({ masked }: { masked: string }) => masked);
	expect(items).toContain('e***@example.com');
	// What was found before the end counts.
	expect(items).toContain('+86****2222');
	// What a file is called tells as well, also where the rest cannot be read.
	const named = (await found()).find((one: { entity_id: number }) => one.entity_id === files.get('photo.png'));
	expect(named).toMatchObject({ masked: '+86****3333', place: { part: 'name' } });
});

test('a file that takes too long is left; a stop lets it wait', async () => {
	const path = await temporaryFile('a.txt', 'eve@example.com');
	const order = { path, name: 'a.txt', media_type: 'text/plain', country: 'CN' };
	const folder = t.services.config.dataDir;
	const reader = new Reader(folder, 0.001);
	expect(await reader.look(order)).toEqual({ found: [], end: 'too_heavy' });
	const patient = new Reader(folder);
	expect((await patient.look(order)).end).toBe('done');
	const stop = new AbortController();
	const stopped = patient.look(order, stop.signal);
	stop.abort();
	await expect(stopped).rejects.toThrow(/abort/);
	patient.close();

	await attach('later.txt', 'later@example.com');
	await expect(lookThroughFiles(t.services, AbortSignal.abort())).rejects.toThrow(/abort/);
	expect((await unread())['later.txt']).toBe('waiting');
	await lookThroughFiles(t.services);
	expect(await unread('&reason=waiting')).toEqual({});
});

/** What a job does, while each file is fetched with something happening before it. */
const lookWhile = (fetched: (key: string) => Promise<void>) =>
	lookThroughFiles({
		...t.services,
		blobs: {
			...t.services.blobs,
			get: async (key, range) => {
				await fetched(key);
				return t.services.blobs.get(key, range);
			},
		},
	});

test('a file that cannot be fetched keeps no other from being read, and waits; what a file left is gone before the next', async () => {
	await attach('first.txt', 'first@example.com');
	await attach('second.txt', 'second@example.com');
	const folder = join(t.services.config.dataDir, 'looking');
	const seen: string[][] = [];
	const run = lookWhile(async () => {
		seen.push(readdirSync(folder));
		writeFileSync(join(folder, 'strings'), 'of a process that was ended');
		if (seen.length === 1) throw new Error('a bad sector');
	});
	await expect(run).rejects.toThrow('a bad sector');
	expect(seen).toEqual([[], []]);
	expect(await unread('&reason=waiting')).toEqual({ 'first.txt': 'waiting' });
	for (const name of ['third.txt', 'fourth.txt', 'fifth.txt']) await attach(name, 'x');
	let asked = 0;
	const away = lookWhile(async () => {
		asked++;
		throw new Error('no storage');
	});
	await expect(away).rejects.toThrow('no storage');
	expect(asked).toBe(3);
	expect(Object.keys(await unread('&reason=waiting'))).toHaveLength(4);
	await lookThroughFiles(t.services);
	expect(await unread('&reason=waiting')).toEqual({});
	expect((await found()).map(({ masked }: { masked: string }) => masked)).toEqual(expect.arrayContaining(['f***@example.com']));
});

test('a file that is renamed while it is read is looked at anew; a run that lasts leaves the rest to another', async () => {
	await attach('racing.txt', 'nothing of anybody');
	let renamed = false;
	await lookWhile(async () => {
		if (renamed) return;
		renamed = true;
		await t.admin('PATCH', `/customers/${id}/files/${files.get('racing.txt')}`, { name: '13655556666.txt' });
	});
	const [one] = (await found()).filter(({ entity_id }: { entity_id: number }) => entity_id === files.get('racing.txt'));
	expect(one).toMatchObject({ masked: '+86****6666', place: { part: 'name' } });

	await attach('long.txt', 'x');
	await attach('longer.txt', 'x');
	await t.rows("delete from graphile_worker._private_jobs where key = 'privacy.look'");
	await lookThroughFiles(t.services, undefined, 0);
	expect(await unread('&reason=waiting')).toEqual({ 'longer.txt': 'waiting' });
	expect(await jobs()).toBe(1);
	await lookThroughFiles(t.services);
	expect(await unread('&reason=waiting')).toEqual({});
});

test('all of them anew; what is fine stays fine; what was removed is shown no longer', async () => {
	const list = await found();
	const offer = list.find(({ file }: { file: { name: string } }) => file.name === 'offer.pdf');
	expect((await officer.ask('PATCH', `/privacy/findings/${offer.id}`, { state: 'fine' })).body).toMatchObject({
		...{ state: 'fine', place: { page: 2 }, file: { name: 'offer.pdf' } },
	});
	await t.admin('DELETE', `/customers/${id}/files/${files.get('many.csv')}`, undefined, { 'if-match': '"1"' });
	expect(await unread('&reason=too_many')).toEqual({});
	// Twice would tell no more.
	await t.admin('DELETE', `/customers/${id}/files/${files.get('bomb.pdf')}`, undefined, { 'if-match': '"1"' });
	const [{ storage_key }] = (await t.rows<{ storage_key: string }>('select storage_key from files where id = $1', [
		files.get('letter.docx'),
	])) as [{ storage_key: string }];
	await t.services.blobs.remove(storage_key);
	await t.admin('PATCH', `/customers/${id}/files/${files.get('photo.png')}`, { name: 'photo.png' });
	await scanAll(t.services, true);
	expect(Object.keys(await unread('&reason=waiting'))).toHaveLength(files.size - 2);
	await lookThroughFiles(t.services);
	expect(await unread('&reason=waiting')).toEqual({});
	expect(await unread('&reason=missing')).toEqual({ 'letter.docx': 'missing' });
	const names = (await found()).map(({ file }: { file: { name: string } }) => file.name);
	expect(names).toContain('list.xlsx');
	// Nobody knows better.
	expect(names).toContain('letter.docx');
	expect(names).not.toContain('many.csv');
	expect(names).not.toContain('photo.png');
	expect(names).not.toContain('offer.pdf');
	expect(readdirSync(t.services.config.dataDir)).not.toContain('looking');
});

test('a file whose customer is erased meanwhile leaves nothing behind', async () => {
	const gone = await t.customer({ name: 'Gone Soon' });
	await attach('gone.txt', 'gone@example.com', gone);
	expect((await t.admin('POST', `/customers/${gone}/erase`, { reason: 'wished so' })).status).toBeLessThan(300);
	await lookThroughFiles(t.services);
	expect(await t.rows('select from findings where customer_id = $1', [gone])).toEqual([]);
});
