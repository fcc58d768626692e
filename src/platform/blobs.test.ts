// Tests of both storages on the same questions: a folder, and S3 spoken by a server of its own; and of receiving.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Blobs, blobPath, newBlobKey } from './blobs.ts';
import { type Config, loadConfig } from './config.ts';
import { openBlobs } from './storage.ts';
import { roomFor, within } from './uploads.ts';

const root = mkdtempSync(join(tmpdir(), 'clientele-blobs-'));
const server = new S3rver({
	port: 0,
	address: '127.0.0.1',
	silent: true,
	directory: join(root, 's3'),
	configureBuckets: [{ name: 'kept', configs: [] }],
});
let endpoint: string;

beforeAll(async () => {
	endpoint = `http://127.0.0.1:${(await server.run()).port}`;
});

afterAll(async () => {
	await server.close();
	rmSync(root, { recursive: true, force: true });
});

const configured = (given: Partial<Config>): Config => ({ ...loadConfig({}), dataDir: mkdtempSync(join(root, 'data-')), ...given });
const s3 = (given: Partial<Config> = {}) =>
	configured({
		filesBucket: 'kept',
		filesEndpoint: endpoint,
		filesPrefix: 'crm/',
		filesAccessKey: 'S3RVER',
		filesSecretKey: 'S3RVER',
		...given,
	});

async function* pieces(...texts: string[]) {
	for (const text of texts) yield Buffer.from(text);
}

async function kept(blobs: Blobs, ...texts: string[]): Promise<string> {
	const key = newBlobKey();
	const received = await blobs.receive(pieces(...texts));
	await blobs.keep(key, received);
	await received.drop();
	return key;
}

describe.each([
	['a folder', () => configured({})],
	['S3', () => s3()],
])('%s', (_name, config) => {
	let blobs: Blobs;
	let dataDir: string;
	beforeAll(() => {
		const chosen = config();
		dataDir = chosen.dataDir;
		blobs = openBlobs(chosen);
	});

	test('gives back what was kept, whole or in part', async () => {
		const key = await kept(blobs, 'hello ', 'world');
		expect((await buffer(await blobs.get(key))).toString()).toBe('hello world');
		expect((await buffer(await blobs.get(key, { start: 6, end: 8 }))).toString()).toBe('wor');
		expect(await blobs.size(key)).toBe(11);
		expect(readdirSync(join(dataDir, 'files', 'incoming'))).toEqual([]);
	});

	test('removes, also twice, and says what is missing', async () => {
		const key = await kept(blobs, 'gone');
		await blobs.remove(key);
		await blobs.remove(key);
		expect(await blobs.size(key)).toBeNull();
		await expect(blobs.get(key)).rejects.toMatchObject({ code: 'blob_missing' });
	});

	test('can be written, as a probe tells', async () => {
		await expect(blobs.probe()).resolves.toBeUndefined();
	});

	test('takes no key that is not its own', async () => {
		for (const key of ['../../etc/passwd', 'A'.repeat(32), '']) {
			await expect(Promise.resolve().then(() => blobs.get(key))).rejects.toThrow();
			await expect(Promise.resolve().then(() => blobs.remove(key))).rejects.toThrow();
		}
	});
});

test('in the folder a blob lies two levels deep, whole or not at all', async () => {
	const config = configured({});
	const key = await kept(openBlobs(config), 'x');
	expect(existsSync(join(config.dataDir, 'files', 'blobs', blobPath(key)))).toBe(true);
	expect(blobPath(key)).toBe(`${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`);
});

test('a folder that cannot be written is told', async () => {
	const config = configured({});
	mkdirSync(join(config.dataDir, 'files'));
	writeFileSync(join(config.dataDir, 'files', 'blobs'), 'a file where the folder should be');
	await expect(openBlobs(config).probe()).rejects.toThrow();
});

test.each([
	['a bucket that is not there', { filesBucket: 'absent' }],
	['a server that does not answer', { filesEndpoint: 'http://127.0.0.1:1' }],
	['credentials that nobody knows', { filesAccessKey: 'unknown' }],
])('S3 with %s: the reason is told, and no secret', async (_what, given) => {
	const blobs = openBlobs(s3(given));
	const failure = await blobs.probe().catch((cause) => cause);
	expect(failure).toMatchObject({ code: 'storage_unreachable', status: 503 });
	expect(JSON.stringify(failure)).not.toContain('S3RVER');
});

describe('receiving', () => {
	test('counts, sums, and stops where there is too much, leaving nothing', async () => {
		const config = configured({});
		const blobs = openBlobs(config);
		const { bytes, sha256, drop } = await blobs.receive(pieces('ab', 'c'));
		expect([bytes, sha256]).toEqual([3, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']);
		await drop();
		let asked = 0;
		const endless = (async function* () {
			for (;;) {
				asked++;
				yield Buffer.alloc(10);
			}
		})();
		await expect(blobs.receive(within(endless, await roomFor(config, 95, 'X')))).rejects.toMatchObject({
			code: 'blob_too_large',
			status: 413,
		});
		expect(asked).toBe(10);
		expect(readdirSync(join(config.dataDir, 'files', 'incoming'))).toEqual([]);
	});

	test('leaves the disk its reserve: what would take it is refused before it comes', async () => {
		const { dataDir } = configured({});
		const full = { dataDir, diskReserve: Number.MAX_SAFE_INTEGER };
		await expect(roomFor(full, 10, 'X')).rejects.toMatchObject({ code: 'storage_full', status: 507 });
		const { most } = await roomFor({ dataDir, diskReserve: 0 }, Number.MAX_SAFE_INTEGER, 'X');
		expect(most).toBeLessThan(Number.MAX_SAFE_INTEGER);
		await expect(roomFor({ dataDir, diskReserve: 0 }, Number.MAX_SAFE_INTEGER, 'X', 2 ** 52)).rejects.toMatchObject({
			code: 'storage_full',
		});
		await expect(roomFor({ dataDir, diskReserve: 0 }, 10, 'X_MAX', 11)).rejects.toThrow(/raise X_MAX/);
	});

	test('stops where the disk fills up while the bytes come, leaving nothing', async () => {
		const config = configured({});
		const disk = { dataDir: config.dataDir, diskReserve: 0 };
		const room = await roomFor(disk, 1e9, 'X');
		let came = 0;
		const long = (async function* () {
			for (; came < 100; came++) {
				// As if others had taken all that was left.
				if (came === 10) disk.diskReserve = Number.MAX_SAFE_INTEGER;
				yield Buffer.alloc(500_000);
			}
		})();
		await expect(openBlobs(config).receive(within(long, room))).rejects.toMatchObject({ code: 'storage_full', status: 507 });
		expect(came).toBeLessThan(20);
		expect(readdirSync(join(config.dataDir, 'files', 'incoming'))).toEqual([]);
	});

	test('what breaks off leaves nothing, and what a crash left is cleared a day later', async () => {
		const config = configured({});
		const incoming = join(config.dataDir, 'files', 'incoming');
		mkdirSync(incoming, { recursive: true });
		for (const name of ['old', 'new']) writeFileSync(join(incoming, name), 'x');
		const yesterday = Date.now() / 1000 - 25 * 3600;
		utimesSync(join(incoming, 'old'), yesterday, yesterday);
		const broken = (async function* () {
			yield Buffer.from('some');
			throw new Error('cut');
		})();
		await expect(openBlobs(config).receive(broken)).rejects.toThrow('cut');
		expect(readdirSync(incoming)).toEqual(['new']);
	});
});
