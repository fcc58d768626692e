// Input that says more than it may, that takes long to read, that unpacks without end, and names that lead elsewhere.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { normaliseAddress } from '../values/address.ts';
import { normaliseNumber } from '../values/amount.ts';
import { normaliseDate } from '../values/date.ts';
import { normaliseEmail, splitEmails } from '../values/email.ts';
import { normaliseIdentity } from '../values/identifier.ts';
import { parsePersonName } from '../values/name.ts';
import { guessKind, normaliseOrganisation } from '../values/organisation.ts';
import { normalisePhone, splitPhones } from '../values/phone.ts';
import { endpoints, plantedWorld, told, type World, withReason } from './testing.ts';
import { type Json, valuesOf } from './values-testing.ts';

let world: World;
beforeAll(async () => {
	world = await plantedWorld();
});
afterAll(() => world.drop());

describe('fields that a body does not have (mass assignment)', () => {
	/** What somebody would like to say of himself or of a row. */
	const wished = {
		id: 1,
		user_id: 1,
		owner_id: 1,
		scope_id: 1,
		team_id: 1,
		golden_id: 1,
		role: 'administrator',
		role_id: 1,
		permissions: ['users.manage'],
		is_admin: true,
		state: 'active',
		version: 99,
		created_at: '2000-01-01T00:00:00Z',
		updated_at: '2000-01-01T00:00:00Z',
		secret: 'x',
		email_verified: true,
	};
	const schemaOf = (shape: z.ZodType) => z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Json;
	const withBody = endpoints.filter(([, { body, answers }]) => body && answers !== 'events');

	test.each(withBody)('%s names and refuses them', async (name, { body, path, method }) => {
		const schema = schemaOf(body!);
		const objects = [schema, ...((schema.anyOf ?? schema.oneOf ?? []) as Json[])].filter(({ properties }) => properties);
		const known = new Set(objects.flatMap(({ properties }) => Object.keys(properties as object)));
		const foreign = Object.keys(wished).filter((field) => !known.has(field));
		const [sound] = fc.sample(
			valuesOf(schema, () => undefined),
			{ seed: 5, numRuns: 1 },
		);
		const sent = { ...(sound as object), ...Object.fromEntries(foreign.map((field) => [field, wished[field as keyof typeof wished]])) };
		const address = path.replace(/\{\w+\}/g, '987654000');
		const before = await world.digest();
		const { status, body: answer } = await world.admin(method, address, sent, withReason);
		expect([name, status, answer.code]).toEqual([name, 400, 'invalid_input']);
		const words = JSON.stringify(answer.problems);
		// Of several shapes none fits; which field is too much is told where one shape was meant.
		const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param);
		const isPath = answer.problems.some((one: { path: string }) => params.includes(one.path));
		if (schema.properties && !isPath) expect([name, foreign.filter((field) => !words.includes(field))]).toEqual([name, []]);
		expect(await world.digest()).toBe(before);
	});
});

describe('expressions that try again and again (ReDoS)', () => {
	test('what recognises the cells of a file takes work in proportion to their length', { timeout: 60_000 }, () => {
		const readers: Readonly<Record<string, (text: string) => unknown>> = {
			phones: splitPhones,
			phone: (text) => normalisePhone(text, { country: 'CN' }),
			emails: splitEmails,
			email: normaliseEmail,
			name: parsePersonName,
			organisation: normaliseOrganisation,
			kind: guessKind,
			address: (text) => normaliseAddress({ line1: text, city: text, postal_code: text }),
			date: normaliseDate,
			number: normaliseNumber,
			identity: normaliseIdentity,
		};
		// In proportion this takes a few seconds; with the square of the length, as some did, hours.
		for (const read of Object.values(readers))
			for (const piece of [' ', '1', 'a ', '-', '(', '张', '公司', '银行', '转', 'a@', '1-'])
				expect(() => read(`x${piece.repeat(200_000 / piece.length)}!`)).not.toThrow();
	});
});

describe('bodies that unpack without end', () => {
	const endless = Buffer.alloc(60 << 20, ' ');
	test.each([
		['gzip', gzipSync(endless)],
		['deflate', deflateSync(endless)],
		['br', brotliCompressSync(endless)],
	])('%s is stopped at the limit of the endpoint, and leaves nothing', async (encoding, packed) => {
		const files = async () => (await world.rows<{ n: number }>('select count(*)::int as n from files'))[0]!.n;
		const before = await files();
		for (const [method, url, type] of [
			['POST', '/api/v1/customers', 'application/json'],
			['POST', '/api/v1/customers/bulk', 'application/json'],
			['PUT', '/api/v1/installation/logo', 'application/octet-stream'],
			['POST', `/api/v1/customers/${world.own}/files?name=x.txt`, 'application/octet-stream'],
		] as const) {
			const reply = await world.app.inject({
				method,
				url,
				payload: packed,
				headers: { authorization: `Bearer ${world.north.key}`, 'content-type': type, 'content-encoding': encoding },
			});
			expect([url, reply.statusCode >= 400 && reply.statusCode < 500, reply.headers['content-type']]).toEqual([
				url,
				true,
				'application/problem+json; charset=utf-8',
			]);
		}
		expect(await files()).toBe(before);
	});

	test('what is not packed as it says is a mistake of the sender', async () => {
		const headers = { authorization: `Bearer ${world.north.key}`, 'content-type': 'application/json' };
		for (const encoding of ['gzip', 'br', 'zstd', 'x', 'gzip, gzip']) {
			const reply = await world.app.inject({
				method: 'POST',
				url: '/api/v1/customers',
				payload: Buffer.from('{"name":"x"}'),
				headers: { ...headers, 'content-encoding': encoding },
			});
			expect([encoding, reply.statusCode >= 400 && reply.statusCode < 500]).toEqual([encoding, true]);
		}
	});
});

describe('names that lead elsewhere (path traversal)', () => {
	const ways = [
		'../../../../../../etc/passwd',
		'..\\..\\x',
		'/etc/passwd',
		'a/../../b',
		'....//....//etc/passwd',
		'%2e%2e%2fpasswd',
		'C:\\x',
		'\u002e\u002e\uff0fx',
	];

	test('of attached files and imports are names alone', async () => {
		for (const name of ways) {
			const at = `/customers/${world.own}/files`;
			const added = await world.north.ask('POST', `${at}?name=${encodeURIComponent(`${name}.txt`)}`, Buffer.from('x'));
			if (added.status < 300) {
				const { headers } = await world.north.ask('GET', `${at}/${added.body.id}`);
				expect(decodeURIComponent(String(headers['content-disposition']))).not.toMatch(/[/\\]/);
			} else expect([name, added.status]).toEqual([name, 400]);
			const imported = await world.north.ask('POST', `/imports?file_name=${encodeURIComponent(`${name}.csv`)}`, Buffer.from('name\nx y\n'));
			expect([name, [201, 400].includes(imported.status)]).toEqual([name, true]);
		}
		const outside = readdirSync(join(world.services.config.dataDir, '..')).filter((one) => /passwd/.test(one));
		expect(outside).toEqual([]);
	});

	test('in addresses reach nothing but the page', async () => {
		const paths = [
			'/../package.json',
			'/..%2fpackage.json',
			'/assets/..%2f..%2f..%2fpackage.json',
			'/%2e%2e/%2e%2e/package.json',
			'/assets/%5c..%5c..%5cpackage.json',
			'//etc/passwd',
			'/help/..%2f..%2f..%2fpackage.json',
			'/assets/..%00/package.json',
			'/api/docs/static/..%2f..%2fpackage.json',
			'/api/v1/installation/logo/..%2f..%2fkey',
		];
		for (const url of paths) {
			const reply = await world.app.inject({ url });
			expect([url, reply.statusCode < 500, /"devDependencies"|root:/.test(reply.payload), told(reply.payload)]).toEqual([
				url,
				true,
				false,
				[],
			]);
		}
	});
});
