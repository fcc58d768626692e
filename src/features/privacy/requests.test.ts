// Requests by law through the interface: terms, identity, answers, limits, the report of access and its links.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../customers/testing.ts';
import { remindOfConfirmations, remindOfRequests } from './reminders.ts';
import { templateKinds } from './schema.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
let editor: Caller;
let officer: Caller;

beforeAll(async () => {
	t = await privacyTest();
	await t.person('root@example.com', 'admin');
	editor = await t.person('editor@example.com', 'editor');
	officer = await t.person('officer@example.com', 'privacy_officer');
});
afterAll(() => t.drop());

const open = async (customer: number, rest: object = {}) => {
	const body = { kind: 'access', law: 'gdpr', channel: 'email', received_at: '2026-03-02T10:00:00Z', ...rest };
	const reply = await officer.ask('POST', `/customers/${customer}/privacy-requests`, body);
	if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
	return reply.body;
};

/** Unpacks a zip with a program that is not ours; the files by name. */
function unpacked(bytes: Buffer): Record<string, string> {
	const folder = mkdtempSync(join(tmpdir(), 'clientele-report-'));
	try {
		writeFileSync(join(folder, 'r.zip'), bytes);
		execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, 'r.zip'), join(folder, 'out')]);
		const names = readdirSync(join(folder, 'out'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
		return Object.fromEntries(
			names.map((one) => {
				const path = join(one.parentPath, one.name);
				return [path.slice(join(folder, 'out').length + 1), readFileSync(path, 'utf8')];
			}),
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

describe('a request', () => {
	test('has its term by law, is extended once, closed and opened again; each step stays', async () => {
		const id = await t.customer({ name: 'Ada', email: 'ada@example.com' });
		const request = await open(id);
		expect(request).toMatchObject({ due_on: '2026-04-02', state: 'open', identity_state: 'open', language: 'zh-CN' });
		expect((await open(id, { law: 'pipl' })).due_on).toBe('2026-03-23');
		expect((await open(id, { law: 'ccpa' })).due_on).toBe('2026-04-16');
		const at = `/privacy/requests/${request.id}`;
		const extended = await officer.ask('PATCH', at, { extend: { reason: 'many files' }, assigned_to: officer.id }, { 'if-match': '"1"' });
		expect(extended.body).toMatchObject({ due_on: '2026-06-02', extended: true, assignee: 'officer@example.com' });
		expect((await officer.ask('PATCH', at, { extend: { reason: 'again' } })).body).toMatchObject({ code: 'extended_already' });
		expect((await officer.ask('PATCH', at, { assigned_to: null }, { 'if-match': '"1"' })).body).toMatchObject({ status: 412 });
		expect((await officer.ask('PATCH', at, { assigned_to: 999 })).body).toMatchObject({ code: 'assignee_unknown' });
		expect((await officer.ask('POST', `${at}/notes`, { note: 'asked the shop' })).status).toBe(200);
		expect((await officer.ask('POST', `${at}/reopen`, { note: 'no' })).body).toMatchObject({ code: 'request_open' });
		expect((await officer.ask('POST', `${at}/close`, { outcome: 'refused', note: 'not him' })).body.state).toBe('refused');
		expect((await officer.ask('POST', `${at}/close`, { outcome: 'done', note: 'x' })).body).toMatchObject({ code: 'request_closed' });
		const again = (await officer.ask('POST', `${at}/reopen`, { note: 'it was him' })).body;
		expect(again.steps.map((one: { kind: string }) => one.kind)).toEqual([
			'received',
			'assigned',
			'extended',
			'note',
			'refused',
			'reopened',
		]);
		await expect(t.rows("update privacy_request_steps set note = 'x'")).rejects.toThrow(/ledger/);
		const listed = (await officer.ask('GET', `/privacy/requests?customer_id=${id}&limit=1`)).body;
		expect(listed.items[0].due_on).toBe('2026-03-23');
		expect((await officer.ask('GET', `/privacy/requests?customer_id=${id}&limit=1&after=${listed.next}`)).body.items[0].due_on).toBe(
			'2026-04-16',
		);
		expect((await editor.ask('POST', `${at}/notes`, { note: 'x' })).status).toBe(403);
		expect((await officer.ask('GET', '/privacy/requests/987654')).status).toBe(404);
	});

	test('is answered by mail in the customer’s language, from templates that the company may change', async () => {
		const id = await t.customer({ name: 'Bea', email: 'bea@example.com', language: 'en' });
		const request = await open(id);
		const { items } = (await officer.ask('GET', '/privacy/templates')).body;
		expect(items).toHaveLength(2 * templateKinds.length);
		const own = items.find((one: { kind: string; language: string }) => one.kind === 'received' && one.language === 'en');
		expect(own.version).toBe(0);
		const changed = await officer.ask(
			'PUT',
			'/privacy/templates/received/en',
			{ subject: 'Got it ({number})', body: own.body },
			{ 'if-match': '"0"' },
		);
		expect(changed.body).toMatchObject({ version: 1, subject: 'Got it ({number})' });
		await t.letters();
		const answer = { subject: 'Got it', body: 'We have it.\n\nBye', language: 'en', send: true };
		const answered = (await officer.ask('POST', `/privacy/requests/${request.id}/answers`, answer)).body;
		expect(answered.steps.at(-1)).toMatchObject({ kind: 'answered', note: 'Got it\n\nWe have it.\n\nBye' });
		expect(await t.letters()).toMatchObject([{ to: 'bea@example.com', subject: 'Got it', paragraphs: ['We have it.', 'Bye'] }]);
		const unfinished = { ...answer, body: 'No, because {reason}' };
		expect((await officer.ask('POST', `/privacy/requests/${request.id}/answers`, unfinished)).body).toMatchObject({
			status: 400,
			code: 'placeholder_left',
		});
		const mute = await open(await t.customer({ name: 'Mute' }));
		expect((await officer.ask('POST', `/privacy/requests/${mute.id}/answers`, answer)).body).toMatchObject({ code: 'no_address' });
		expect((await officer.ask('POST', `/privacy/requests/${mute.id}/answers`, { ...answer, send: false })).status).toBe(200);
	});

	test('whoever it is given to is reminded before the term ends, and told when it was missed; once each', async () => {
		const id = await t.customer({ name: 'Cleo' });
		const [soon, late] = [await open(id), await open(id)];
		for (const { id: request } of [soon, late]) await officer.ask('PATCH', `/privacy/requests/${request}`, { assigned_to: officer.id });
		await t.rows('update privacy_requests set due_on = current_date + case id when $1 then 3 else -1 end where id in ($1, $2)', [
			soon.id,
			late.id,
		]);
		await t.rows("update privacy_requests set state = 'done' where id not in ($1, $2)", [soon.id, late.id]);
		await remindOfRequests(t.services);
		await remindOfRequests(t.services);
		const { items } = (await officer.ask('GET', '/notifications')).body;
		expect(items.map((one: { kind: string; detail: object }) => [one.kind, one.detail])).toEqual([
			['privacy_request_due', expect.objectContaining({ request_id: soon.id })],
			['privacy_request_overdue', expect.objectContaining({ request_id: late.id })],
		]);
		const steps = (await officer.ask('GET', `/privacy/requests/${late.id}`)).body.steps;
		expect(steps.at(-1)).toMatchObject({ kind: 'overdue' });
	});

	test('a request under the CCPA is reminded of once more: before the day by which the person has to hear that it has come', async () => {
		const id = await t.customer({ name: 'Cora', email: 'cora@example.com' });
		const since = (days: number) => ({ law: 'ccpa', received_at: new Date(Date.now() - days * 86_400_000).toISOString() });
		const [due, heard, fresh, other, stop] = [
			await open(id, since(12)),
			await open(id, since(12)),
			await open(id, since(2)),
			await open(id, { ...since(12), law: 'gdpr' }),
			await open(id, { ...since(12), kind: 'opt_out' }),
		];
		const answer = { subject: 'Got it', body: 'We have it.', language: 'en', send: false };
		await officer.ask('POST', `/privacy/requests/${heard.id}/answers`, answer);
		await t.rows('update privacy_requests set assigned_to = $1 where id = any ($2)', [
			officer.id,
			[due, heard, fresh, other, stop].map((one) => one.id),
		]);
		await t.letters();
		await remindOfConfirmations(t.services);
		await remindOfConfirmations(t.services);
		const { items } = (await officer.ask('GET', '/notifications')).body;
		expect(
			items.filter((one: { kind: string }) => one.kind === 'privacy_request_unconfirmed').map(({ detail }: { detail: object }) => detail),
		).toEqual([{ request_id: due.id, due_on: due.confirm_by }]);
		expect((await t.letters()).map(({ subject }) => subject)).toContainEqual(expect.stringContaining(due.confirm_by));
		expect((await officer.ask('GET', `/privacy/requests/${due.id}`)).body.steps.at(-1)).toMatchObject({ kind: 'reminded' });
	});
});

describe('a restriction', () => {
	test('keeps the customer from being changed, except by who is in charge of it, until it is ended', async () => {
		const id = await t.customer({ name: 'Dora', owner_id: editor.id });
		const request = await open(id, { kind: 'restriction' });
		const limit = { kind: 'restriction', reason: 'says it is wrong', request_id: request.id };
		expect((await editor.ask('POST', `/customers/${id}/limits`, limit)).status).toBe(403);
		const { status, body } = await officer.ask('POST', `/customers/${id}/limits`, limit);
		expect(status).toBe(201);
		expect((await editor.ask('PATCH', `/customers/${id}`, { name: 'Dora X' })).body).toMatchObject({ code: 'customer_restricted' });
		expect((await t.admin('PATCH', `/customers/${id}`, { name: 'Dora Y' })).status).toBe(200);
		expect((await editor.ask('GET', `/customers/${id}/consents`)).body.limits).toEqual([expect.objectContaining({ kind: 'restriction' })]);
		expect((await officer.ask('GET', `/privacy/requests/${request.id}`)).body.limits).toHaveLength(1);
		expect((await officer.ask('DELETE', `/customers/${id}/limits/${body.id}`)).status).toBe(204);
		expect((await officer.ask('DELETE', `/customers/${id}/limits/${body.id}`)).body).toMatchObject({ code: 'limit_not_found' });
		expect((await editor.ask('PATCH', `/customers/${id}`, { name: 'Dora X' })).status).toBe(200);
		const steps = (await officer.ask('GET', `/privacy/requests/${request.id}`)).body.steps;
		expect(steps.map((one: { kind: string }) => one.kind)).toEqual(['received', 'limited', 'limit_ended']);
		const other = await t.customer({ name: 'Else' });
		expect((await officer.ask('POST', `/customers/${other}/limits`, limit)).body).toMatchObject({ code: 'request_not_found' });
	});
});

describe('the report of access', () => {
	test('holds what every table has, what is encrypted opened, with sources, purposes, recipients and files', async () => {
		const attribute = { name: 'blood', type: 'text', label_en: 'Blood', label_zh: '血型', personal: 'sensitive' };
		expect((await t.admin('POST', '/attributes', attribute)).status).toBe(201);
		const purpose = await t.purpose({ name_en: 'Letters & <cards>' });
		const id = await t.customer({
			name: 'Emil <script>alert(1)</script>',
			email: 'emil@example.com',
			language: 'en',
			tax_id: 'DE136695976',
			attributes: { blood: 'AB-rare' },
		});
		const member = await t.customer({ name: 'Emil the member', phone: '+4915112345678' });
		await t.admin('POST', `/customers/${id}/notes`, { body: 'likes tea' });
		await t.admin('POST', `/customers/${id}/files?name=..%2Fcontract.txt`, Buffer.from('the contract itself'));
		await t.admin('POST', `/customers/${id}/consents`, { purpose_id: purpose, channel: 'email', state: 'given', source: 'paper' });
		await t.rows("update customers set golden_id = $1, state = 'merged' where id = $2", [id, member]);
		const other = await t.customer({ name: 'Somebody Else' });
		const request = await open(id);
		const at = `/privacy/requests/${request.id}/report`;
		const reply = await t.app.inject({ url: `/api/v1${at}`, headers: { authorization: `Bearer ${officer.key}` } });
		expect(reply.statusCode).toBe(200);
		expect(reply.headers['content-disposition']).toContain(`report-${request.id}.zip`);
		const files = unpacked(reply.rawPayload);
		const attached = Object.keys(files).find((name) => name.startsWith('files/'))!;
		expect(attached).toMatch(/^files\/\d+-[^/]*contract\.txt$/);
		expect(files[attached]).toBe('the contract itself');
		const data = JSON.parse(files['data.json']!);
		expect(data.customer_ids.sort()).toEqual([id, member]);
		expect(data.sections.notes).toEqual([expect.objectContaining({ body: 'likes tea' })]);
		expect(data.sections.source_records.map((one: { source: string }) => one.source)).toContain('manual');
		expect(data.sections.consents).toHaveLength(1);
		expect(data.sections.privacy_requests).toHaveLength(1);
		expect(data.sections.customers).toHaveLength(2);
		expect(data.what_was_done.length).toBeGreaterThan(0);
		expect(data.automated_decisions.en).toContain('No model');
		for (const text of [files['data.json']!, files['report.html']!]) {
			expect(text).toContain('AB-rare');
			expect(text).toContain('DE136695976');
			expect(text).toContain('+4915112345678');
			expect(text).not.toContain('~1.');
			expect(text).not.toContain('Somebody Else');
		}
		expect(files['report.html']).not.toContain('<script>');
		expect(files['report.html']).toContain('What we hold about you');
		expect(other).toBeGreaterThan(0);

		const portable = await t.app.inject({ url: `/api/v1${at}?format=json`, headers: { authorization: `Bearer ${officer.key}` } });
		expect(Object.keys(portable.json().sections)).toEqual(['contact_points', 'addresses', 'source_records', 'consents', 'files']);
		const csv = await t.app.inject({ url: `/api/v1${at}?format=csv`, headers: { authorization: `Bearer ${officer.key}` } });
		expect(csv.body.split('\n')[0]!.trim()).toBe('section,item,field,value');
		expect(csv.body).toContain('emil@example.com');
		expect((await editor.ask('GET', at)).status).toBe(403);
		// Nothing stays on the disk.
		await expect.poll(() => readdirSync(join(t.services.config.dataDir, 'files', 'reports'))).toEqual([]);
	});

	test('is fetched by a link, once who asks is known; a link of something else opens nothing', async () => {
		const id = await t.customer({ name: 'Finn', email: 'finn@example.com', language: 'en' });
		const request = await open(id);
		const at = `/privacy/requests/${request.id}`;
		expect((await officer.ask('POST', `${at}/report-link`, { send: false })).body).toMatchObject({ code: 'identity_open' });
		await officer.ask('PATCH', at, { identity: { state: 'verified', how: 'called back on the number we know' } });
		await t.letters();
		expect((await officer.ask('POST', `${at}/report-link`, { send: true })).body).toMatchObject({ url: null, sent_to: 'f•••@example.com' });
		const [letter] = await t.letters();
		const path = new URL(letter!.link!.url).pathname.replace('/api/v1', '');
		const { status, body } = await t.visit('GET', path);
		expect(status).toBe(200);
		expect(Object.keys(unpacked(body))).toContain('data.json');
		expect((await officer.ask('GET', at)).body.steps.map((one: { kind: string }) => one.kind)).toEqual([
			'received',
			'identity_verified',
			'report_link',
			'report_fetched',
		]);
		await t.rows('update privacy_links set expires_at = now() where customer_id = $1', [id]);
		expect((await t.visit('GET', path)).status).toBe(404);
		const link = new URL((await t.admin('POST', `/customers/${id}/preference-link`, { send: false })).body.url).pathname;
		expect((await t.visit('GET', link.replace('/preferences/', '/preferences/report/'))).status).toBe(404);
	});
});
