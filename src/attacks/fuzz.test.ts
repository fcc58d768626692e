// Requests made up from the OpenAPI document, to every operation, as whoever: none fails inside, tells of another team, or answers what the document does not say.
// FUZZ_ROUNDS asks more often (8 where nothing is said), FUZZ_SEED asks something else.
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApiKey } from '../features/access/accounts.ts';
import { customerFields, operators } from '../features/customers/schema.ts';
import { plantedWorld, signedIn, told, type World } from './testing.ts';
import { type Hints, hostileTexts, type Json, type Made, requestsTo } from './values-testing.ts';

const rounds = Number(process.env.FUZZ_ROUNDS ?? 8);
const seed = Number(process.env.FUZZ_SEED ?? 1);

interface Operation {
	readonly name: string;
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly path: string;
	readonly answers: ReadonlyMap<number, z.ZodType>;
	readonly requests: fc.Arbitrary<Made>;
}

let world: World;
let operations: Operation[];

const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Names of fields, conditions, cursors and ids that lead on: chance would rarely meet them. */
function hintsFor({ theirs, own, scopes, south, north, seller }: World): Hints {
	const field = fc.constantFrom(
		...Object.keys(customerFields),
		'id',
		'created_at',
		'attributes.colour',
		'attributes.secret',
		'attributes.none',
	);
	const value = fc.oneof(
		fc.constantFrom(...hostileTexts, '2024-01-01', 'CN', 0, -1, 1e300, true, null, own, ['a', 'b'], ['2024-01-01', '2025-01-01']),
		fc.array(fc.constantFrom(...hostileTexts), { maxLength: 3 }),
	);
	const condition = fc.record({ field, op: fc.constantFrom(...operators), value }, { requiredKeys: ['field', 'op'] });
	const order = fc.tuple(fc.constantFrom('', '-'), field).map(([sign, name]) => `${sign}${name}`);
	const places = fc.oneof(
		fc
			.tuple(fc.oneof(fc.constantFrom(...hostileTexts, null, 0, '2024-01-01'), value), fc.constantFrom(0, -1, 1, own, 2 ** 53 - 1))
			.map(cursor),
		fc.constantFrom(1, own, -1, 2 ** 53, '2024-01-01_1').map((id) => cursor([id])),
		fc.constantFrom('1', '0', '2024-01-01_1', 'e30', 'bnVsbA'),
	);
	const ids = [
		own,
		...Object.values(theirs).filter((one) => typeof one === 'number'),
		...[south, north, seller].map(({ id }) => id),
		...Object.values(scopes),
		1,
		2,
		2 ** 53 - 1,
	];
	const id = fc.constantFrom(...ids);
	const several = fc.array(id, { minLength: 1, maxLength: 4 });
	const hints: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
		filter: fc.oneof(fc.array(condition, { maxLength: 3 }), fc.constantFrom('[', '{}', '[[]]', '[{"field":"name"}]')),
		sort: order,
		field,
		by: field,
		fields: fc.array(field, { maxLength: 4 }).map((names) => names.join(',')),
		value,
		after: places,
		until: places,
		ids: fc.oneof(
			several.map((list) => list.join(',')),
			several,
		),
		search: fc.constantFrom('liang', '诸葛', '138', 'liang@example.com', "o'neil", ...hostileTexts),
		key: fc.constantFrom(theirs.address, 'phone:+8613800138000', 'email:', ':', 'constructor:x'),
		change_id: fc.constantFrom(theirs.change, 's1', 'h1', 'f1', 'r1', 'n1', 'h999999999999999'),
		token: fc.constantFrom('x', 'a.b', `${cursor({ purpose: 'preferences', id: 1 })}.AAAA`),
		link: fc.constantFrom('x', 'a.b.c', cursor([1, 2, 3])),
		hash: fc.constantFrom('0123456789abcdef', '../../etc/passwd'),
	};
	return (name) => (Object.hasOwn(hints, name) ? hints[name] : /(^|_)ids?$/.test(name) ? id : undefined);
}

beforeAll(async () => {
	world = await plantedWorld();
	const document = (await world.app.inject('/api/openapi.json')).json();
	const hints = hintsFor(world);
	operations = Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => {
			const responses = Object.entries(operation.responses as Record<string, { content?: Record<string, { schema: Json }> }>);
			const answers = responses.flatMap(([status, { content }]) => {
				const schema = content?.['application/json']?.schema;
				return schema ? [[Number(status), z.fromJSONSchema(schema as never)] as const] : [];
			});
			return {
				name: operation.operationId as string,
				method: method.toUpperCase() as Operation['method'],
				path,
				answers: new Map(answers),
				requests: requestsTo(path, operation as never, hints),
			};
		}),
	);
});
afterAll(() => world.drop());

const problem = z.looseObject({
	type: z.string(),
	title: z.string().min(1),
	status: z.number(),
	code: z.string().regex(/^[a-z0-9_]+$/),
	problems: z.array(z.looseObject({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});

/** What is wrong with an answer. */
function faults(
	{ answers }: Operation,
	{ statusCode, headers, rawPayload }: LightMyRequestResponse,
	text: string,
	isOfSouth: boolean,
): string[] {
	const type = String(headers['content-type'] ?? '');
	const found: string[] = [];
	if (statusCode >= 500) found.push(`answers ${statusCode}`);
	if (statusCode >= 400) {
		if (!type.startsWith('application/problem+json')) return [...found, `a failure as ${type}`];
		const read = problem.safeParse(JSON.parse(text));
		if (!read.success) found.push(`no problem document: ${z.prettifyError(read.error)}`);
		else if (read.data.status !== statusCode) found.push(`another status: ${read.data.status}`);
	} else if (type.startsWith('application/json') && rawPayload.length > 0) {
		const shape = answers.get(statusCode);
		const read = shape?.safeParse(JSON.parse(text));
		if (!read) found.push(`an answer ${statusCode} the document does not know`);
		else if (!read.success) found.push(`not as documented: ${z.prettifyError(read.error)}`);
	}
	if (!isOfSouth && told(text).length > 0) found.push(`tells ${told(text).join(', ')}`);
	return found;
}

interface Asking {
	readonly headers: Readonly<Record<string, string>>;
	/** Sees the south as well. */
	readonly seesAll?: boolean;
	/** After a key or session that worked is refused. */
	renew?(): Promise<Readonly<Record<string, string>>>;
}

async function askEverything({ headers, seesAll = false, renew }: Asking): Promise<string[]> {
	const wrong: string[] = [];
	let credentials = headers;
	for (const operation of operations) {
		for (const made of fc.sample(operation.requests, { seed, numRuns: rounds })) {
			const request = { method: operation.method, url: made.url, headers: { host: 'localhost', ...made.headers, ...credentials } };
			// A stream of events has no end: its beginning is enough.
			const isStream = operation.name === 'live';
			const reply = await world.app.inject({
				...request,
				...(made.payload !== undefined && { payload: made.payload }),
				...(isStream && { payloadAsStream: true }),
			});
			if (isStream && reply.statusCode < 400) {
				reply.stream().destroy();
				continue;
			}
			const text = isStream ? '' : reply.payload;
			const said = `${operation.method} ${made.url.slice(0, 600)} ${JSON.stringify(made.headers).slice(0, 200)} ${String(made.payload ?? '').slice(0, 600)}`;
			for (const fault of isStream ? [] : faults(operation, reply, text, seesAll))
				wrong.push(`${operation.name}: ${fault}\n\t${said}\n\t${reply.statusCode} ${text.slice(0, 300)}`);
			if (reply.statusCode === 401 && renew) credentials = await renew();
		}
		if (wrong.length > 40) return wrong;
	}
	return wrong;
}

/** Generous: a machine under load is no finding. */
const limit = 60_000 + rounds * 20_000;

test('nobody', { timeout: limit }, async () => {
	const before = await world.digest();
	expect(await askEverything({ headers: {} })).toEqual([]);
	expect(await world.digest()).toBe(before);
});

test('somebody of sales, by a session', { timeout: limit }, async () => {
	const before = await world.digest();
	const renew = () => signedIn(world, 'seller@example.com');
	expect(await askEverything({ headers: await renew(), renew })).toEqual([]);
	expect(await world.digest()).toBe(before);
});

test('somebody who may do everything in another team', { timeout: limit }, async () => {
	const before = await world.digest();
	const renew = async () => {
		const { key } = await createApiKey(world.services, { name: 'again', user: world.north.id });
		return { authorization: `Bearer ${key}` };
	};
	expect(await askEverything({ headers: await renew(), renew })).toEqual([]);
	expect(await world.digest()).toBe(before);
});

test('an administrator', { timeout: limit }, async () => {
	const renew = async () => ({ authorization: `Bearer ${(await createApiKey(world.services, { name: 'again' })).key}` });
	expect(await askEverything({ headers: await renew(), seesAll: true, renew })).toEqual([]);
});
