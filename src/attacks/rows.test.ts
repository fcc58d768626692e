// Somebody else's rows (IDOR): every endpoint is asked with ids of another team, in its address, beside it and in its body. An endpoint with an id fails here until it
// is said whose things it is about.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Caller } from '../features/customers/testing.ts';
import type { Endpoint } from '../platform/endpoint.ts';
import type { Answer } from '../platform/testing.ts';
import { type Belongings, endpoints, plantedWorld, told, type World, withReason } from './testing.ts';
import { type Hints, type Json, valuesOf } from './values-testing.ts';

let world: World;
beforeAll(async () => {
	world = await plantedWorld();
});
afterAll(() => world.drop());

/** Whose the things are that the ids of an address name: `row` of a customer out of sight, `person` another's own. */
type Whose = 'row' | 'person';

/** By the beginning of an address: whose it is, and what each of its ids is. */
const owned: readonly (readonly [RegExp, Whose, Readonly<Record<string, keyof Belongings>>])[] = [
	[/^\/customers\/\{id\}\/contact-points/, 'row', { id: 'customer', key: 'point' }],
	[
		/^\/customers\/\{id\}/,
		'row',
		{
			id: 'customer',
			key: 'address',
			note_id: 'note',
			file_id: 'file',
			change_id: 'change',
			limit_id: 'limit',
			other_id: 'other',
		},
	],
	[/^\/relationships\//, 'row', { id: 'relationship' }],
	[/^\/privacy\/requests\//, 'row', { id: 'request' }],
	[/^\/privacy\/findings\//, 'row', { id: 'finding' }],
	[/^\/imports\//, 'row', { id: 'import' }],
	[/^\/exports\//, 'row', { id: 'export' }],
	[/^\/customers\/bulk-edits\//, 'row', { id: 'bulk' }],
	[/^\/notifications\//, 'person', { id: 'notification' }],
	[/^\/me\/sessions\//, 'person', { id: 'session' }],
	[/^\/me\/passkeys\//, 'person', { id: 'passkey' }],
	[/^\/views\//, 'person', { id: 'view' }],
	[/^\/api-keys\//, 'person', { id: 'key' }],
	[/^\/users\//, 'person', { id: 'grant', grant_id: 'grant' }],
	[/^\/webhooks\//, 'person', { id: 'webhook', delivery_id: 'delivery' }],
];
/** Things of the installation, which whoever has the permission shares; and addresses that open by a secret in them (their own tests: docs/security.md). */
const shared = [
	...['/roles/', '/teams/', '/row-conditions/', '/identity-providers/', '/sources/', '/attributes/', '/tags/', '/import-mappings/'],
	...[
		'/customers/indexes/',
		'/privacy/purposes/',
		'/privacy/recipients/',
		'/privacy/breaches/',
		'/privacy/retention/',
		'/privacy/templates/',
	],
	...['/privacy/holds/', '/erasures/', '/approvals/', '/installation/logo/', '/me/providers/', '/downloads/', '/preferences/'],
];

const withIds = endpoints.filter(([, { path, answers }]) => path.includes('{') && answers !== 'events');
const ownedBy = (path: string) => owned.find(([begin]) => begin.test(path));

test('of each address with an id it is said whose it is', () => {
	const undecided = withIds.filter(([, { path }]) => !ownedBy(path) && !shared.some((begin) => path.startsWith(begin)));
	expect(undecided.map(([name]) => name)).toEqual([]);
});

/** What samples of bodies need to be more than well formed. */
const usual: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
	name: fc.constant('x.txt'),
	attributes: fc.constant(undefined),
	filter: fc.constant([]),
	units: fc.constant(['name']),
	unit: fc.constant('name'),
	field: fc.constant('name'),
	columns: fc.constant([]),
	type: fc.constant('referred'),
	reason: fc.constant('asked by phone'),
	kind: fc.constantFrom('email', 'access', 'restriction', 'person'),
	value: fc.constant('a@example.com'),
	extend: fc.constant(undefined),
	starts_on: fc.constant(null),
	ends_on: fc.constant(null),
};
const hintsWith =
	(id: number): Hints =>
	(name) =>
		usual[name] ?? (/(^|_)id$/.test(name) ? fc.constant(id) : undefined);

const schemaOf = (shape: z.ZodType) => z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Json;
/** Bodies that chance does not find: most fields of a customer have rules of their own. */
const bodies: Readonly<Record<string, unknown>> = { updateCustomer: { job_title: 'x' } };
/** Bodies and queries as an endpoint asks for them: some, since not each that is well formed makes sense. */
function inputs(name: string, { body, query, accepts }: Endpoint, id: number): { readonly body: unknown; readonly query: string }[] {
	const parts = fc.record({
		body: bodies[name]
			? fc.constant(bodies[name])
			: accepts === 'file'
				? fc.constant(Buffer.from('x'))
				: body
					? valuesOf(schemaOf(body), hintsWith(id))
					: fc.constant(undefined),
		query: query ? (valuesOf(schemaOf(query), hintsWith(id)) as fc.Arbitrary<Record<string, unknown>>) : fc.constant({}),
	});
	const required = new Set(query ? (schemaOf(query).required as string[] | undefined) : []);
	return fc.sample(parts, { seed: 7, numRuns: 25 }).map(({ body, query }) => {
		const pairs = Object.entries(query).filter(([name, value]) => required.has(name) && value !== undefined);
		const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
		return { body, query: text && `?${text}` };
	});
}

/** Asks with one body after the other until one is taken as such, and returns the answer. */
async function asked(who: Caller, name: string, endpoint: Endpoint, params: Readonly<Record<string, string | number>>): Promise<Answer> {
	const address = endpoint.path.replace(/\{(\w+)\}/g, (_all, param: string) => encodeURIComponent(String(params[param] ?? 'x')));
	let answer: Answer | undefined;
	for (const { body, query } of inputs(name, endpoint, 987_654_000)) {
		answer = await who.ask(endpoint.method, `${address}${query}`, body, withReason);
		if (answer.status !== 400) break;
	}
	return answer!;
}

const textOf = ({ body }: Answer) => {
	if (typeof body !== 'object') return String(body);
	// What the caller wrote himself.
	const { instance: _, ...rest } = body ?? {};
	return JSON.stringify(rest);
};

describe('ids of another team in the address', () => {
	const about = withIds.flatMap(([name, endpoint]) => {
		const [, whose, ids] = ownedBy(endpoint.path) ?? [];
		// Who may do what is read with settings.
		return ids && !(whose === 'person' && endpoint.permission === 'settings.read') ? [[name, endpoint, whose!, ids] as const] : [];
	});

	test.each(about)('%s', async (name, endpoint, whose, ids) => {
		const params = Object.fromEntries(
			Object.entries(ids).map(([param, of]) => [param, param === 'id' && of === 'grant' ? world.south.id : world.theirs[of]]),
		);
		// Who manages people and settings shares what belongs to persons; rows nobody shares.
		for (const who of whose === 'row' ? [world.north, world.seller] : [world.seller]) {
			const before = await world.digest();
			const answer = await asked(who, name, endpoint, params);
			expect([
				name,
				answer.status === 404 || answer.status === 403,
				answer.status,
				told(textOf(answer).replaceAll(String(params.key), '')),
			]).toEqual([name, true, answer.status, []]);
			expect(await world.digest()).toBe(before);
		}
	});

	test.each(about.filter(([, { path }]) => /^\/customers\/\{id\}\/.*\{/.test(path)))(
		'%s, below a customer of one’s own',
		async (name, endpoint, _whose, ids) => {
			const params = Object.fromEntries(Object.entries(ids).map(([param, of]) => [param, world.theirs[of]]));
			const before = await world.digest();
			const answer = await asked(world.north, name, endpoint, { ...params, id: world.own });
			// A path to a customer out of sight is none.
			const isNone = name === 'getPath' && answer.status === 200 && answer.body.path === null;
			expect([name, isNone || answer.status, told(textOf(answer).replaceAll(String(params.key), ''))]).toEqual([name, isNone || 404, []]);
			expect(await world.digest()).toBe(before);
		},
	);
});

/** Names under which bodies and queries speak of customers. */
const ofCustomers = /^(ids|except|id|other_id|customer_id|customer_ids)$/;
function* names(schema: unknown): Generator<string> {
	if (Array.isArray(schema)) for (const one of schema) yield* names(one);
	else if (schema !== null && typeof schema === 'object') {
		const { properties = {}, ...rest } = schema as { properties?: object };
		yield* Object.keys(properties);
		yield* names([...Object.values(properties), ...Object.values(rest)]);
	}
}

describe('ids of another team in bodies and queries', () => {
	const speaking = endpoints.filter(([name, { body, query, answers }]) => {
		const parts = [body, query].flatMap((shape) => (shape ? [...names(schemaOf(shape))] : []));
		return answers !== 'events' && name !== 'listPeople' && parts.some((one) => ofCustomers.test(one));
	});

	test.each(speaking)('%s says no more of one that is out of sight than of one that never was', async (name, endpoint) => {
		const before = await world.digest();
		const answers = [];
		for (const id of [world.theirs.customer, 987_654_000]) {
			const hints: Hints = (field) =>
				/^(ids|except|customer_ids)$/.test(field)
					? fc.constantFrom([id], String(id))
					: ofCustomers.test(field)
						? fc.constant(id)
						: (usual[field] ?? hintsWith(id)(field));
			const { body, query, path, method } = endpoint;
			const parts = fc.record({
				body: body ? valuesOf(schemaOf(body), hints) : fc.constant(undefined),
				query: query ? (valuesOf(schemaOf(query), hints) as fc.Arbitrary<Record<string, unknown>>) : fc.constant({}),
			});
			const address = path.replace(/\{\w+\}/g, String(world.own));
			const said = [];
			for (const part of fc.sample(parts, { seed: 3, numRuns: 12 })) {
				const pairs = Object.entries(part.query).filter(([key, value]) => ofCustomers.test(key) && value !== undefined);
				const query = [...(name === 'streamExport' ? [['format', 'csv'] as const] : []), ...pairs]
					.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
					.join('&');
				const answer = await world.north.ask(method, `${address}${query && `?${query}`}`, part.body, withReason);
				expect([name, told(textOf(answer))]).toEqual([name, []]);
				const { code, total, count, effect, results } = answer.body ?? {};
				said.push(JSON.stringify([answer.status, code, total, count, effect, results]).replaceAll(String(id), 'ID'));
			}
			answers.push(said);
		}
		expect(answers[0]).toEqual(answers[1]);
		await world.work();
		expect(await world.digest()).toBe(before);
	});
});

describe('what others keep, counted, sorted, grouped, searched, suggested', () => {
	test('answers to whoever asks for it by its values are those for values that nobody has', async () => {
		const { ask } = world.north;
		const pairs = [
			['13987651234', '13987659999'],
			['zqmark@example.com', 'zqnone@example.com'],
			['zqmark simayi', 'zqnone simayi'],
			['zqm', 'zqn'],
			['11010519491231002X', '110105194912310038'],
		];
		const ways = (value: string) => [
			`/customers?search=${value}`,
			`/customers/count?exact=true&search=${value}`,
			`/customers/boundaries?search=${value}`,
			`/customers/groups?by=city&search=${value}`,
			...['email', 'phone', 'name', 'identity_number', 'company'].flatMap((field) => {
				const filter = encodeURIComponent(JSON.stringify([{ field, op: 'eq', value }]));
				return [`/customers?filter=${filter}`, `/customers/count?filter=${filter}`, `/customers/groups?by=country&filter=${filter}`];
			}),
		];
		for (const [real, none] of pairs) {
			const [first, second] = [ways(encodeURIComponent(real!)), ways(encodeURIComponent(none!))];
			for (const [index, way] of first.entries()) {
				const [one, other] = [await ask('GET', way), await ask('GET', second[index]!)];
				expect([way, one.status, JSON.stringify(one.body).replaceAll(encodeURIComponent(real!), '')]).toEqual([
					way,
					other.status,
					JSON.stringify(other.body).replaceAll(encodeURIComponent(none!), ''),
				]);
			}
		}
		expect((await ask('POST', '/tags/find', { names: ['zqmark'] })).body.items ?? []).toEqual([]);
	});

	test('stating what another’s customer says makes one of one’s own, by request as by import', async () => {
		const { ask } = world.north;
		const before = await world.digest();
		const made = [];
		for (const [name, key] of [
			['zqmark', `zqmark-1`],
			['zqnone', `zqnone-1`],
		]) {
			const body = { name: 'Sima', email: `${name}@example.com`, phone: '13987651234', source: 'shop', external_id: key };
			const { status, body: answer } = await ask('POST', '/customers', body);
			made.push([status, answer.code, Object.keys(answer).sort()]);
		}
		expect(made[0]).toEqual(made[1]);
		const csv = (name: string) => Buffer.from(`name,email\nSima,${name}@example.com\n`);
		const seen = [];
		for (const name of ['zqmark.row', 'zqnone.row']) {
			const { body } = await ask('POST', `/imports?file_name=x.csv&source=other`, csv(name));
			seen.push(JSON.stringify([body.would, body.rows]).replaceAll(name, ''));
		}
		expect(seen[0]).toBe(seen[1]);
		expect(await world.digest()).toBe(before);
	});
});

test('what was taken out and brought in is another’s, also to whoever manages people but sees one team', async () => {
	const { ask } = world.north;
	for (const list of ['/exports', '/imports'])
		expect((await ask('GET', list)).body.items.filter(({ id }: { id: number }) => id > 700_000_000)).toEqual([]);
	const root = (await world.admin('GET', `/imports/${world.theirs.import}/problems`)).body;
	expect(JSON.stringify(root)).toContain('zqmark');
	expect((await world.admin('GET', `/exports/${world.theirs.export}/file`)).body).toContain('zqmark');
});

test('what is done to all customers is refused to whose rights reach some', async () => {
	const { ask } = world.north;
	const filter = [{ field: 'email', op: 'eq', value: 'zqmark@example.com' }];
	const policy = { name: 'x', filter, months: 1, basis: 'created', action: 'erase', active: false };
	for (const [method, path, body] of [
		['POST', '/privacy/retention', policy],
		['POST', '/privacy/retention/preview', { filter, months: 1, basis: 'created' }],
		['PUT', '/privacy/retention/1', policy],
		['POST', '/privacy/holds', { name: 'x', reason: 'x', filter, customer_ids: [] }],
		['POST', `/privacy/holds/${world.theirs.hold}/release`, undefined],
	] as const)
		expect([path, (await ask(method, path, body)).body.code]).toEqual([path, 'rows_not_all']);
});
