// Tests of the keyring on a real database: what is sealed opens where it belongs and nowhere else, and keys agree between processes.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, write } from './database.ts';
import { isSealed } from './keyring.ts';
import { openKeyring } from './keyring-data.ts';
import { type KeySource, keyFileOf, MasterKeys, masterKey, newMasterKey } from './keyring-master.ts';
import { checkKeys, rotate } from './keyring-rotate.ts';
import { type TestDatabase, testDatabase } from './testing.ts';
import { testKeyring } from './testing-keys.ts';

const person = { user_id: 1, scopes: [1] };
let test: TestDatabase;
let database: Database;
let folder: string;

beforeAll(async () => {
	test = await testDatabase();
	database = test.database;
	folder = mkdtempSync(join(tmpdir(), 'clientele-keys-'));
});
afterAll(async () => {
	await test.drop();
	rmSync(folder, { recursive: true, force: true });
});

const sealed = (values: { customer_id: number; column: string; text: string }[]) =>
	write(database, person, (client) => database.keyring.sealFor(client, values));

describe('secrets of the installation', () => {
	it('open at their place, in any process, and differ each time', async () => {
		const { keyring } = database;
		const text = keyring.seal('webhooks.secret:7', '密码 secret');
		expect(text).not.toBe(keyring.seal('webhooks.secret:7', '密码 secret'));
		expect(text).not.toContain('secret');
		expect((await testKeyring(test.ownerUrl)).open('webhooks.secret:7', text)).toBe('密码 secret');
	});

	it('open nowhere else, and not when a bit was changed', () => {
		const { keyring } = database;
		const text = keyring.seal('webhooks.secret:7', 'secret');
		expect(() => keyring.open('webhooks.secret:8', text)).toThrow(/cannot be opened/);
		const bytes = Buffer.from(text.slice(3), 'base64url');
		bytes[14]! ^= 1;
		expect(() => keyring.open('webhooks.secret:7', `~0.${bytes.toString('base64url')}`)).toThrow(/cannot be opened/);
		expect(() => keyring.open('webhooks.secret:7', 'secret')).toThrow(/cannot be opened/);
	});

	it('have keyed hashes that agree between processes and differ by purpose', async () => {
		const mac = database.keyring.mac('links', 'text');
		expect((await testKeyring(test.ownerUrl)).mac('links', 'text')).toEqual(mac);
		expect(database.keyring.mac('lookup', 'text')).not.toEqual(mac);
	});
});

describe('values of customers', () => {
	it('are the same text for the same customer, column and value, and another one for any other', async () => {
		const [one, same, column, customer] = await sealed([
			{ customer_id: 11, column: 'identity_number', text: '11010519491231002X' },
			{ customer_id: 11, column: 'identity_number', text: '11010519491231002X' },
			{ customer_id: 11, column: 'notes.body', text: '11010519491231002X' },
			{ customer_id: 12, column: 'identity_number', text: '11010519491231002X' },
		]);
		expect(same).toBe(one);
		expect(new Set([one, column, customer]).size).toBe(3);
		expect(isSealed(one)).toBe(true);
		expect(one).toMatch(/^~1\.11\./);
		const other = await testKeyring(test.ownerUrl);
		expect(await other.sealFor(database.owner, [{ customer_id: 11, column: 'identity_number', text: '11010519491231002X' }])).toEqual([
			one,
		]);
		const wanted = [
			{ column: 'identity_number', text: customer! },
			{ column: 'notes.body', text: column! },
		];
		expect(await other.openFor(database.app, wanted)).toEqual(['11010519491231002X', '11010519491231002X']);
	});

	it('do not open under another column or customer', async () => {
		const [text] = await sealed([{ customer_id: 21, column: 'a', text: 'value' }]);
		await sealed([{ customer_id: 22, column: 'a', text: 'value' }]);
		await expect(database.keyring.openFor(database.app, [{ column: 'b', text: text! }])).rejects.toThrow(/cannot be opened/);
		const { rows } = await database.owner.query('select id from data_keys where customer_id = 22');
		const moved = text!.replace(/^~1\.21\.\d+/, `~1.22.${rows[0].id}`);
		await expect(database.keyring.openFor(database.app, [{ column: 'a', text: moved }])).rejects.toThrow(/cannot be opened/);
	});

	it('share one key where several transactions meet a new customer at once', async () => {
		const texts = await Promise.all(Array.from({ length: 6 }, () => sealed([{ customer_id: 31, column: 'a', text: 'same' }])));
		expect(new Set(texts.flat()).size).toBe(1);
	});

	it('leave no key of a transaction that was rolled back', async () => {
		const refused = write(database, person, async (client) => {
			await database.keyring.sealFor(client, [{ customer_id: 41, column: 'a', text: 'gone' }]);
			throw new Error('rolled back');
		});
		await expect(refused).rejects.toThrow('rolled back');
		const [text] = await sealed([{ customer_id: 41, column: 'a', text: 'stays' }]);
		expect(await (await testKeyring(test.ownerUrl)).openFor(database.app, [{ column: 'a', text: text! }])).toEqual(['stays']);
	});

	it('are gone for good once the key was destroyed, and the application cannot undo that', async () => {
		const [text, other] = await sealed([
			{ customer_id: 51, column: 'a', text: 'value' },
			{ customer_id: 52, column: 'a', text: 'value' },
		]);
		await write(database, person, (client) => database.keyring.destroyKeys(client, [51]));
		const wanted = [text, other].map((one) => ({ column: 'a', text: one! }));
		expect(await database.keyring.openFor(database.app, wanted)).toEqual([null, 'value']);
		const { rows } = await database.owner.query('select wrapped, destroyed_at from data_keys where customer_id = 51');
		expect(rows).toEqual([{ wrapped: null, destroyed_at: expect.any(String) }]);
		await expect(database.app.query('update data_keys set wrapped = $1', [Buffer.alloc(60)])).rejects.toThrow(/permission denied/);
		await expect(database.app.query('delete from data_keys')).rejects.toThrow(/permission denied/);
	});
});

describe('the master key', () => {
	const fresh = async (source: Partial<KeySource>) => {
		const own = await testDatabase();
		await own.database.owner.query('delete from data_keys');
		const open = (more: Partial<KeySource> = {}) =>
			openKeyring(own.ownerUrl, new MasterKeys({ dataDir: join(folder, own.ownerUrl.slice(-12)), ...source, ...more }));
		return { own, open };
	};

	it('is made in the data folder at the first start, for its owner alone, also by several processes at once', async () => {
		const { own, open } = await fresh({});
		const keyrings = await Promise.all([open(), open(), open()]);
		const file = keyFileOf(join(folder, own.ownerUrl.slice(-12)));
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(masterKey(readFileSync(file, 'utf8').trim())).not.toBeNull();
		expect(keyrings[1]!.open('a', keyrings[0]!.seal('a', 'text'))).toBe('text');
		await own.drop();
	});

	it('may come from the environment, a file or a command', async () => {
		const [key, other] = [newMasterKey(), newMasterKey()];
		const { own, open } = await fresh({ key });
		const sealedText = (await open()).seal('a', 'text');
		const file = join(folder, 'keys.txt');
		writeFileSync(file, `# two keys\n${other}\n${key}\n`);
		for (const source of [{ key: `${other}, ${key}` }, { keyFile: file }, { keyCommand: `cat ${file}` }])
			expect((await open({ key: undefined, ...source })).open('a', sealedText)).toBe('text');
		await own.drop();
	});

	it('that is missing or another one stops the start with its name, and none is made in its place', async () => {
		const key = newMasterKey();
		const { own, open } = await fresh({ key });
		await open();
		const { id } = masterKey(key)!;
		await expect(open({ key: undefined })).rejects.toMatchObject({ code: 'key_needed', params: { id } });
		expect(() => statSync(keyFileOf(join(folder, own.ownerUrl.slice(-12))))).toThrow(/ENOENT/);
		await expect(open({ key: newMasterKey() })).rejects.toMatchObject({ code: 'key_needed', params: { id } });
		await expect(open({ key: undefined, keyCommand: 'echo secret; exit 3' })).rejects.toMatchObject({
			code: 'key_source_failed',
			params: { source: 'CLIENTELE_KEY_COMMAND', reason: '3' },
		});
		await expect(open({ key: undefined, keyFile: join(folder, 'none') })).rejects.toMatchObject({ code: 'key_source_failed' });
		await expect(open({ key: randomBytes(16).toString('base64') })).rejects.toMatchObject({ code: 'key_malformed' });
		await own.drop();
	});

	it('is not found in the database', async () => {
		const key = newMasterKey();
		const { own, open } = await fresh({ key });
		await open();
		const { rows } = await own.database.owner.query('select * from data_keys');
		expect(JSON.stringify(rows)).not.toContain(key);
		expect(rows[0].wrapped.includes(Buffer.from(key, 'base64'))).toBe(false);
		await own.drop();
	});
});

describe('rotation', () => {
	const wrapped = async (own: TestDatabase) =>
		(await own.database.owner.query('select master, count(*) as n from data_keys where wrapped is not null group by 1 order by 1')).rows;
	const value = (customer_id: number) => ({ customer_id, column: 'a', text: `value ${customer_id}` });

	it('wraps everything under a new key while others read and write; then the old one can go', async () => {
		const own = await testDatabase();
		await own.database.owner.query('delete from data_keys');
		const dataDir = mkdtempSync(join(folder, 'rotation-'));
		// Another process, which has read the keys before.
		const running = await openKeyring(own.ownerUrl, new MasterKeys({ dataDir }));
		const first = await running.sealFor(
			own.database.owner,
			Array.from({ length: 2_500 }, (_, at) => value(at + 1)),
		);
		const [before] = await wrapped(own);
		expect(before.n).toBe(2_501);
		let over = false;
		const reading = (async () => {
			let writes = 0;
			for (let at = 3_000; !over; at++, writes++) {
				const [sealedNow] = await running.sealFor(own.database.owner, [value(at)]);
				const wanted = [sealedNow!, first[(at * 7) % 2_500]!].map((text) => ({ column: 'a', text }));
				expect(await running.openFor(own.database.owner, wanted)).toEqual([`value ${at}`, `value ${((at * 7) % 2_500) + 1}`]);
			}
			return writes;
		})();
		const done = await rotate({ database: own.database, config: { dataDir } });
		over = true;
		expect(await reading).toBeGreaterThan(0);
		expect(done.wrapped).toBeGreaterThanOrEqual(2_501);
		// What the other process made last may still be under the old key: it is taken along by running it again.
		const file = keyFileOf(dataDir);
		const [second, old] = readFileSync(file, 'utf8').trim().split('\n');
		expect(masterKey(old!)!.id).toBe(before.master);
		if ((await wrapped(own)).length > 1) await rotate({ database: own.database, config: { dataDir } });
		expect(await wrapped(own)).toEqual([{ master: masterKey(second!)!.id, n: expect.any(Number) }]);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		// Without the old key everything opens.
		const later = await openKeyring(own.ownerUrl, new MasterKeys({ dataDir, key: second }));
		expect(await later.openFor(own.database.owner, [{ column: 'a', text: first[41]! }])).toEqual(['value 42']);
		expect(later.open('place', running.seal('place', 'text'))).toBe('text');
		expect((await checkKeys(own.database.owner, { dataDir, key: second })).broken).toEqual([]);
		await own.drop();
	});

	it('of keys from the environment asks for the new one, and checks find a key that was changed', async () => {
		const own = await testDatabase();
		await own.database.owner.query('delete from data_keys');
		const [old, fresh] = [newMasterKey(), newMasterKey()];
		const keyring = await openKeyring(own.ownerUrl, new MasterKeys({ dataDir: folder, key: old }));
		await keyring.sealFor(own.database.owner, [value(1), value(2)]);
		await expect(rotate({ database: own.database, config: { dataDir: folder, key: old } })).rejects.toMatchObject({
			code: 'key_rotate_first',
		});
		const done = await rotate({ database: own.database, config: { dataDir: folder, key: `${fresh},${old}` } });
		expect(done).toEqual({ id: masterKey(fresh)!.id, wrapped: 3, free: [masterKey(old)!.id] });
		await own.database.owner.query('update data_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where customer_id = 2');
		expect(await checkKeys(own.database.owner, { dataDir: folder, key: fresh })).toEqual({ keys: 3, broken: [2] });
		await expect(checkKeys(own.database.owner, { dataDir: folder, key: old })).rejects.toMatchObject({ code: 'key_needed' });
		await own.drop();
	});
});
