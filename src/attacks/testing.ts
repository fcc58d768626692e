// What the attacks share: a team in the south that has something of everything, all of it marked, and people who have no right to it.
import type { Caller } from '../features/customers/testing.ts';
import { exportTasks } from '../features/exports/jobs.ts';
import { importTasks } from '../features/imports/jobs.ts';
import { type PrivacyTest, privacyTest } from '../features/privacy/testing.ts';
import { features } from '../features.ts';
import type { Endpoint, Endpoints } from '../platform/endpoint.ts';
import { reasonHeader } from '../platform/reason.ts';

/** Every endpoint there is, by its name. */
export const endpoints: readonly (readonly [string, Endpoint])[] = Object.values(features as Readonly<Record<string, Endpoints>>).flatMap(
	(one) => Object.entries(one),
);

/** What some requests ask for beside their body: without it they would be refused before anything else is looked at. */
export const withReason = { [reasonHeader]: 'what was agreed' };

/** Stands in every text of the south, and nowhere else. */
export const mark = 'zqmark';
/** Whatever tells something of the south. Ids do not: whoever asks by one names it himself. */
export const marks: readonly string[] = [mark, '13987651234', '1398765', '11010519491231002', '洛阳'];
export const told = (text: string): string[] => marks.filter((one) => text.toLowerCase().includes(one));

/** What somebody of the south has, by the kind of the thing. */
export interface Belongings {
	readonly customer: number;
	readonly other: number;
	readonly note: number;
	readonly file: number;
	readonly relationship: number;
	readonly address: string;
	readonly point: string;
	readonly change: string;
	readonly consent: number;
	readonly limit: number;
	readonly request: number;
	readonly hold: number;
	readonly finding: number;
	readonly erasure: number;
	readonly view: number;
	readonly import: number;
	readonly export: number;
	readonly waiting: number;
	readonly approval: number;
	readonly bulk: number;
	readonly key: number;
	readonly session: number;
	readonly passkey: number;
	readonly notification: number;
	readonly mapping: number;
	readonly webhook: number;
	readonly delivery: number;
	readonly grant: number;
}

export interface World extends PrivacyTest {
	/** Owns what is marked; may do everything in his team, as does his colleague in the north in hers. */
	readonly south: Caller;
	readonly north: Caller;
	/** Of the north too, with the rights of sales alone. */
	readonly seller: Caller;
	readonly theirs: Belongings;
	/** A customer of the north. */
	readonly own: number;
	readonly scopes: { readonly north: number; readonly south: number };
	/** A digest of all rows about the customers of the south: it changes with any of them. What the audit says of attempts is beside them. */
	digest(): Promise<string>;
}

const identity = '11010519491231002X';

/** The headers of a browser in which somebody signed in just now. */
export async function signedIn({ app }: PrivacyTest, email: string, agent = 'Browser'): Promise<{ cookie: string; origin: string }> {
	const origin = 'http://localhost';
	const reply = await app.inject({
		method: 'POST',
		url: '/api/v1/sign-in',
		headers: { host: 'localhost', origin, 'user-agent': agent },
		payload: { email, password: 'four tall green lamps' },
	});
	if (reply.statusCode !== 200) throw new Error(reply.body);
	return { cookie: reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; '), origin };
}

export async function plantedWorld(): Promise<World> {
	const t = await privacyTest();
	// Nothing serves beyond set-up until somebody administers.
	await t.person('root@example.com', 'admin');
	const scopes = { north: await t.scope('north'), south: await t.scope('south') };
	const north = await t.person('north@example.com', 'team_admin', { scope_id: scopes.north });
	const south = await t.person('south@example.com', 'team_admin', { scope_id: scopes.south });
	const seller = await t.person('seller@example.com', 'sales', { scope_id: scopes.north });
	const made = async (who: Caller | null, method: 'POST' | 'PUT' | 'PATCH' | 'GET', path: string, body?: unknown) => {
		const reply = await (who?.ask ?? t.admin)(method, path, body, withReason);
		if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
		return reply.body;
	};
	for (const [name, personal] of [
		['secret', 'sensitive'],
		['colour', 'none'],
	])
		await made(null, 'POST', '/attributes', { name, type: 'text', label_en: name, label_zh: name, personal });
	const purpose = await t.purpose();

	// Numbers far from those that others get, so that none is met by chance.
	for (const [index, table] of ['customers', 'notes', 'files', 'relationships', 'views', 'imports', 'exports', 'bulk_edits'].entries())
		await t.rows(`alter table ${table} alter column id restart with ${700_000_000 + index * 1_000}`);
	const customer = (
		await made(south, 'POST', '/customers', {
			name: `${mark} Simayi`,
			company: `${mark} company`,
			job_title: `${mark} job`,
			email: `${mark}@example.com`,
			phone: '13987651234',
			city: '洛阳',
			identity_number: identity,
			attributes: { secret: `${mark} attribute`, colour: `${mark} red` },
			contact_points: [{ kind: 'wechat', value: `${mark}wx` }],
			source: 'shop',
			external_id: `${mark}-1`,
		})
	).id;
	const at = `/customers/${customer}`;
	const other = (await made(south, 'POST', '/customers', { name: `${mark} Cao`, city: '洛阳' })).id;
	const gone = (await made(south, 'POST', '/customers', { name: `${mark} Gone`, email: `${mark}.gone@example.com` })).id;
	const note = (await made(south, 'POST', `${at}/notes`, { body: `${mark} note, call 13987651234` })).id;
	const file = (await made(south, 'POST', `${at}/files?name=${mark}.txt`, Buffer.from(`${mark} content`))).id;
	const relationship = (await made(south, 'POST', `${at}/relationships`, { type: 'referred', other_id: other, note: `${mark} told` })).id;
	const places = (await made(south, 'POST', `${at}/addresses`, { city: '洛阳', line1: `${mark} street` })).addresses;
	await made(south, 'PATCH', at, { job_title: `${mark} chief` });
	const [change] = (await made(south, 'GET', `${at}/changes`)).items;
	const consent = (
		await made(south, 'POST', `${at}/consents`, { purpose_id: purpose, channel: 'email', state: 'refused', source: 'phone', note: mark })
	).id;
	const limit = (await made(south, 'POST', `${at}/limits`, { kind: 'restriction', reason: `${mark} dispute` })).id;
	const request = (
		await made(south, 'POST', `${at}/privacy-requests`, { kind: 'access', law: 'gdpr', channel: 'email', details: `${mark} asks` })
	).id;
	const hold = (await made(null, 'POST', '/privacy/holds', { name: 'hold', reason: 'court', filter: [], customer_ids: [customer] })).id;
	await made(south, 'POST', `/customers/${gone}/erase`, { reason: 'wished so' });
	const view = (await made(south, 'POST', '/views', { name: `${mark} view`, definition: { columns: [{ name: 'name' }] } })).id;
	const csv = Buffer.from(`name,email,hobby\n${mark} Row,${mark}.row@example.com,${mark}\n,,${mark} nobody\n`);
	const imported = (await made(south, 'POST', `/imports?file_name=${mark}.csv&source=fair`, csv)).import.id;
	await made(south, 'POST', `/imports/${imported}/start`, {});
	await importTasks['imports.run']!({ import_id: imported } as never, t.services);
	const exported = (await made(south, 'POST', '/exports', { format: 'csv', search: mark })).id;
	await exportTasks['exports.run']!({ export_id: exported } as never, t.services);
	const bulk = (await made(south, 'POST', '/customers/bulk-edits', { selection: { ids: [customer] }, action: { set: { city: '洛阳' } } }))
		.id;
	await made(south, 'POST', `/customers/bulk-edits/${bulk}/start`);
	await t.work();
	await made(null, 'PUT', '/approval-rules', { export_rows: 1, delete_rows: 1_000 });
	const waiting = (await made(south, 'POST', '/exports', { format: 'csv', search: mark })).id;
	await made(null, 'PUT', '/approval-rules', { export_rows: 1_000_000, delete_rows: 1_000_000 });
	const webhook = (await made(south, 'POST', '/webhooks', { url: 'https://8.8.8.8/hook', events: ['customers'] })).id;
	const key = (await made(south, 'POST', '/api-keys', { name: 'key of the south', permissions: ['customers.read'] })).id;
	await signedIn(t, 'south@example.com', `${mark} browser`);
	const one = async (sql: string, values: unknown[] = []) => Object.values((await t.rows(sql, values))[0] ?? { none: sql })[0] as never;
	const theirs: Belongings = {
		customer,
		other,
		note,
		file,
		relationship,
		address: places[0].key,
		point: `email:${mark}@example.com`,
		change: change.id,
		consent,
		limit,
		request,
		hold,
		finding: await one(
			`insert into findings (customer_id, scope_id, owner_id, entity, entity_id, field, kind, masked, digest)
			select id, scope_id, owner_id, 'note', $2, 'body', 'phone', $3, repeat('0', 64) from customers where id = $1 returning id`,
			[customer, note, `${mark} 139****1234`],
		),
		erasure: await one('select id from erasures order by id desc limit 1'),
		view,
		import: imported,
		export: exported,
		waiting,
		approval: await one('select id from approvals order by id desc limit 1'),
		bulk,
		key,
		session: await one('select id from user_sessions where user_id = $1', [south.id]),
		passkey: await one("insert into user_passkeys (user_id, credential_id, public_key, name) values ($1, 'x', 'x', $2) returning id", [
			south.id,
			`${mark} device`,
		]),
		notification: await one("insert into notifications (user_id, kind) values ($1, 'mention') returning id", [south.id]),
		mapping: await one('select id from sources order by id desc limit 1'),
		webhook,
		delivery: await one(
			"insert into webhook_deliveries (webhook_id, message_id, type, payload) values ($1, $2, 'customers', '{}') returning id",
			[webhook, mark],
		),
		grant: await one('select id from role_grants where user_id = $1', [south.id]),
	};
	for (const table of ['customers', 'notes', 'files', 'relationships', 'views', 'imports', 'exports', 'bulk_edits'])
		await t.rows(`alter table ${table} alter column id restart with 1000`);
	const own = (await made(north, 'POST', '/customers', { name: 'Zhuge Liang', email: 'liang@example.com', phone: '13800138000' })).id;
	return {
		...t,
		north,
		south,
		seller,
		theirs,
		own,
		scopes,
		digest: async () => {
			const tables = await t.rows<{ name: string }>(
				`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'scope_id'
				where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'scopes' and c.relname !~ '^audit_'`,
			);
			const digests = [];
			for (const { name } of tables) {
				const [row] = await t.rows(
					`select count(*) as rows, md5(string_agg(md5(t::text), '' order by md5(t::text))) as sum from ${name} t where scope_id = $1`,
					[scopes.south],
				);
				digests.push([name, row!.rows, row!.sum]);
			}
			return JSON.stringify(digests, null, 1);
		},
	};
}
