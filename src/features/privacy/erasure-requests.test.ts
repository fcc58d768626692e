// A request for erasure to its end: who asks, what stands against it, the erasure as its proof; and terms that somebody is reminded of.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../customers/testing.ts';
import { afterErasure } from './erasure-jobs.ts';
import { completeErasures } from './physical.ts';
import { remindOfBreaches } from './reminders.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
let officer: Caller;

beforeAll(async () => {
	t = await privacyTest();
	officer = await t.person('officer@example.com', 'privacy_officer');
});
afterAll(() => t.drop());

const open = async (customer: number, kind = 'erasure') => {
	const reply = await officer.ask('POST', `/customers/${customer}/privacy-requests`, { kind, law: 'gdpr', channel: 'email' });
	if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
	return reply.body.id as number;
};
const verify = (request: number) =>
	officer.ask('PATCH', `/privacy/requests/${request}`, { identity: { state: 'verified', how: 'called back' } });
const erase = (customer: number, request_id: number) =>
	officer.ask('POST', `/customers/${customer}/erase`, { reason: `request ${request_id}`, request_id });

describe('a request for erasure', () => {
	test('is carried out once the identity is checked, is closed with it, and shows the proof and the date', async () => {
		const [id, other] = [await t.customer({ name: 'Xaver Weg', email: 'xaver@weg.example' }), await t.customer({ name: 'Yvonne Bleibt' })];
		const request = await open(id);
		expect((await erase(id, request)).body).toMatchObject({ status: 409, code: 'identity_open' });
		await verify(request);
		expect((await erase(other, request)).body).toMatchObject({ code: 'request_not_found' });
		const access = await open(id, 'access');
		await verify(access);
		expect((await erase(id, access)).body).toMatchObject({ code: 'request_not_erasure' });
		expect((await officer.ask('GET', `/privacy/requests/${request}`)).body.erasure).toBeNull();

		expect((await erase(id, request)).body).toMatchObject({ customer_ids: [id], cause: 'request', request_id: request });
		const shown = (await officer.ask('GET', `/privacy/requests/${request}`)).body;
		expect(shown).toMatchObject({
			state: 'done',
			customer: { id, name: null },
			erasure: { in_ledger: true, physical_at: null, rows: expect.any(Number) },
		});
		const days = (Date.parse(shown.erasure.physical_by) - Date.now()) / 86_400_000;
		expect(days).toBeGreaterThan(28);
		expect(days).toBeLessThanOrEqual(30);
		expect(shown.steps.map(({ kind, note }: { kind: string; note: string | null }) => [kind, note])).toEqual([
			['received', null],
			['identity_verified', null],
			['erased', null],
			['done', null],
		]);
		await completeErasures(t.services, 'now');
		const { erasure } = (await officer.ask('GET', `/privacy/requests/${request}`)).body;
		expect(erasure).toMatchObject({ physical_at: expect.any(String), tables: expect.any(Number) });
		expect(erasure.tables).toBeGreaterThan(10);
		expect((await erase(id, request)).status).toBe(410);
	});

	test('an erasure from the customer’s page closes it as well', async () => {
		const id = await t.customer({ name: 'Zita Weg' });
		const request = await open(id);
		expect((await officer.ask('POST', `/customers/${id}/erase`, { reason: 'asked at the counter' })).status).toBe(200);
		expect((await officer.ask('GET', `/privacy/requests/${request}`)).body).toMatchObject({
			state: 'done',
			erasure: { rows: expect.any(Number) },
		});
	});

	test('a hold by conditions is looked at anew at that moment; what it forbids is restricted instead', async () => {
		const hold = { name: 'Suit', reason: 'in court', filter: [{ field: 'company', op: 'eq', value: 'Suit Ltd' }], customer_ids: [] };
		expect((await t.admin('POST', '/privacy/holds', hold)).status).toBe(201);
		// Comes under the hold only after it was laid.
		const id = await t.customer({ name: 'Karl Klage', company: 'Suit Ltd' });
		const request = await open(id);
		await verify(request);
		expect((await t.admin('GET', `/customers/${id}/erase`)).body).toMatchObject({ held_by: 'Suit' });
		await t.rows('delete from legal_hold_customers');
		expect((await erase(id, request)).body).toMatchObject({ status: 409, code: 'erasure_held' });
		const limit = { kind: 'restriction', reason: 'held for the court', request_id: request };
		expect((await officer.ask('POST', `/customers/${id}/limits`, limit)).status).toBe(201);
		expect((await officer.ask('GET', `/privacy/requests/${request}`)).body.steps.at(-1)).toMatchObject({ kind: 'limited' });
	});

	test('an import that waits keeps its file until the date is near, and is ended then with the reason', async () => {
		const id = await t.customer({ name: 'Wanda Weg', email: 'wanda@weg.example' });
		const csv = Buffer.from('id,name,email\nW-1,Wanda,wanda@weg.example\n');
		const made = (await t.admin('POST', '/imports?file_name=w.csv', csv)).body.import.id as number;
		await t.rows("update imports set state = 'paused' where id = $1", [made]);
		const [{ file }] = (await t.rows('select file from imports where id = $1', [made])) as [{ file: string }];
		const erased = (await officer.ask('POST', `/customers/${id}/erase`, { reason: 'asked for' })).body.id as number;
		expect(existsSync(file)).toBe(true);
		await t.rows("update erasures set physical_by = current_date + 4, at = at - interval '26 days' where id = $1", [erased]);
		await afterErasure(t.services, erased);
		expect(existsSync(file)).toBe(false);
		expect((await t.admin('GET', `/imports/${made}`)).body).toMatchObject({ state: 'failed', error: { code: 'import_let_go' } });
	});

	test('an import that begins while files are searched keeps its file until it ends', async () => {
		const id = await t.customer({ name: 'Wilma Weg', email: 'wilma@weg.example' });
		const csv = Buffer.from('id,name,email\nW-2,Wilma,wilma@weg.example\n');
		const made = (await t.admin('POST', '/imports?file_name=w.csv', csv)).body.import.id as number;
		await t.rows("update imports set state = 'queued' where id = $1", [made]);
		const erased = (await officer.ask('POST', `/customers/${id}/erase`, { reason: 'asked for' })).body.id as number;
		await t.rows("update erasures set physical_by = current_date + 4, at = at - interval '26 days' where id = $1", [erased]);
		const [{ file }] = (await t.rows('select file from imports where id = $1', [made])) as [{ file: string }];
		const worker = await t.services.database.owner.connect();
		try {
			await worker.query('begin');
			await worker.query("update imports set state = 'running' where id = $1", [made]);
			const cleaned = afterErasure(t.services, erased);
			// It has looked through the file and wants the row.
			await expect
				.poll(() => t.rows("select 1 as waits from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), {
					timeout: 20_000,
				})
				.toHaveLength(1);
			await worker.query('commit');
			await cleaned;
		} finally {
			worker.release();
		}
		expect(await t.rows('select state, file from imports where id = $1', [made])).toEqual([{ state: 'running', file }]);
		expect(existsSync(file)).toBe(true);
		await t.rows("update imports set state = 'cancelled' where id = $1", [made]);
		await afterErasure(t.services, erased);
		expect(existsSync(file)).toBe(false);
	});
});

test('a breach is told of two days, half a day before its 72 hours end, and after, until the authority knows', async () => {
	const breach = async (hours: number, risk = 'unknown') => {
		const { body } = await officer.ask('POST', '/privacy/breaches', {
			title: 'Lost laptop',
			description: '',
			discovered_at: new Date(Date.now() - hours * 3_600_000).toISOString(),
			data_kinds: [],
			affected: null,
			consequences: '',
			measures: '',
			risk,
			authority: null,
			delay_reason: null,
		});
		return body.id as number;
	};
	const id = await breach(10);
	const harmless = await breach(60, 'none');
	const told = async () =>
		(
			await t.rows<{ kind: string; detail: { breach_id: number } }>(
				"select kind, detail from notifications where kind like 'privacy_breach%' and user_id = $1 order by id",
				[officer.id],
			)
		).map(({ kind, detail }) => [kind, detail.breach_id]);
	await t.letters();
	await remindOfBreaches(t.services);
	expect(await told()).toEqual([]);
	for (const hours of [30, 62, 73]) {
		await t.rows("update privacy_breaches set discovered_at = now() - $2 * interval '1 hour' where id = $1", [id, hours]);
		await remindOfBreaches(t.services);
		await remindOfBreaches(t.services);
	}
	expect(await told()).toEqual([
		['privacy_breach_due', id],
		['privacy_breach_due', id],
		['privacy_breach_overdue', id],
	]);
	const letters = await t.letters();
	expect(letters.filter(({ to }) => to === 'officer@example.com')).toHaveLength(3);
	expect(letters.at(-1)!.link!.url).toContain('/privacy/breaches');
	expect(letters.map(({ subject, paragraphs }) => subject + paragraphs.join()).join()).not.toContain('laptop');
	expect((await officer.ask('GET', '/privacy/breaches')).body.items.find((one: { id: number }) => one.id === id).steps.at(-1).kind).toBe(
		'reminded',
	);
	const [next] = [await breach(60)];
	await officer.ask('POST', `/privacy/breaches/${next}/steps`, { kind: 'authority_told', note: 'by mail' });
	await remindOfBreaches(t.services);
	expect((await told()).length).toBe(3);
	expect(harmless).toBeGreaterThan(id);
});
