// The commands `keys` as an operator runs them: with the right master key, a wrong one and none, and a rotation under a server that goes on.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testMasterKey } from '../platform/testing-keys.ts';
import { type Cli, commandLine, freePort, until } from './testing.ts';

let cli: Cli;
beforeAll(async () => {
	cli = await commandLine();
	// The first command may have to build the program.
	await cli.run('--version');
}, 120_000);
afterAll(() => cli.drop());

const another = Buffer.alloc(32, 7).toString('base64');

it('tells which master key is missing, and rotates none that it cannot write', async () => {
	const [right, wrong, none, given] = await Promise.all([
		cli.run('keys', 'status', '--json'),
		cli.runWith({ CLIENTELE_KEY: another }, 'keys', 'check', '--json'),
		cli.runWith({ CLIENTELE_KEY: '' }, 'keys', 'status', '--json'),
		cli.run('keys', 'rotate', '--json'),
	]);
	expect(right).toMatchObject({ code: 0, json: { source: 'CLIENTELE_KEY', masters: [{ place: 1, wraps: 1 }] } });
	const { id } = right!.json.masters[0];
	for (const refused of [wrong, none])
		expect(refused).toMatchObject({ code: 1, json: { error: { code: 'key_needed', message: expect.stringContaining(id) } } });
	// Neither what was given nor what is needed is told.
	for (const { stdout, stderr } of [right!, wrong!, none!, given!])
		for (const key of [another, testMasterKey]) expect(stdout + stderr).not.toContain(key);
	expect(given).toMatchObject({ code: 1, json: { error: { code: 'key_rotate_first' } } });
}, 120_000);

it('a server goes on through a rotation, and without the old key once the file has only the new one', async () => {
	const file = join(cli.folder, 'master-keys');
	writeFileSync(file, `${testMasterKey}\n`, { mode: 0o600 });
	const keys = { CLIENTELE_KEY: '', CLIENTELE_KEY_FILE: file };
	const port = await freePort();
	const server = cli.start({ PORT: String(port), ...keys }, 'serve');
	const url = `http://127.0.0.1:${port}/api`;
	const { json } = await cli.runWith(keys, 'api-key', 'create', '--name', 'keys', '--permissions', 'all', '--json');
	await until(async () => (await fetch(`${url}/ready`).catch(() => null))?.ok === true, server.stderr, 60_000);
	const ask = async (method: string, path: string, body?: object) => {
		const headers = { authorization: `Bearer ${json.key}`, ...(body && { 'content-type': 'application/json' }) };
		return (await fetch(`${url}/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })).json();
	};
	const before = await ask('POST', '/customers', { name: 'Before', identity_number: 'B1234567' });

	const rotated = await cli.runWith(keys, 'keys', 'rotate', '--json');
	expect(rotated).toMatchObject({ code: 0, json: { wrapped: 2, free: [expect.any(String)] } });
	const [first, second] = readFileSync(file, 'utf8').trim().split('\n');
	expect([second, first === testMasterKey]).toEqual([testMasterKey, false]);
	// The running server has not read the file since: it meets a key that it does not know.
	expect(await ask('GET', `/customers/${before.id}`)).toMatchObject({ identity_number: 'B1234567' });
	const after = await ask('POST', '/customers', { name: 'After', identity_number: 'A1234567' });

	writeFileSync(file, `${first}\n`, { mode: 0o600 });
	const [checked, status, old] = await Promise.all([
		cli.runWith(keys, 'keys', 'check', '--json'),
		cli.runWith(keys, 'keys', 'status', '--json'),
		cli.run('keys', 'status', '--json'),
	]);
	expect(old).toMatchObject({ code: 1, json: { error: { code: 'key_needed' } } });
	expect(status!.json.masters[0]).toMatchObject({ id: rotated.json.id, place: 1 });
	expect(checked).toMatchObject({ code: 0, json: { broken: [] } });
	for (const { id, identity_number } of [
		{ id: before.id, identity_number: 'B1234567' },
		{ id: after.id, identity_number: 'A1234567' },
	])
		expect(await ask('GET', `/customers/${id}`)).toMatchObject({ identity_number });
	server.child.kill('SIGTERM');
	expect((await server.ended()).code).toBe(0);
}, 180_000);
