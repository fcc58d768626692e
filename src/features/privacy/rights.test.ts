// Rights where the laws differ: separate consents that the law asks for, opting out of sale, agents, reviews by people, the text that was read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandPrincipal } from '../access/accounts.ts';
import { bulkEditTasks } from '../customers/bulk-edits.ts';
import type { Caller } from '../customers/testing.ts';
import { importFile } from '../imports/run.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
let officer: Caller;

beforeAll(async () => {
	t = await privacyTest();
	await t.person('root@example.com', 'admin');
	officer = await t.person('officer@example.com', 'privacy_officer');
});
afterAll(() => t.drop());

const use = async (id: number, purpose_id: number) =>
	(await t.admin('POST', '/privacy/may-use', { ids: [id], purpose_id, channel: 'email' })).body.items[0] as {
		reason: string;
		message: string;
	};
const give = (id: number, purpose_id: number, rest: object = {}) =>
	t.admin('POST', `/customers/${id}/consents`, { purpose_id, channel: 'email', state: 'given', source: 'paper', ...rest });
const linkFor = async (id: number) =>
	new URL((await t.admin('POST', `/customers/${id}/preference-link`, { send: false })).body.url).pathname;
const open = async (customer: number, kind: string, rest: object = {}) =>
	(await officer.ask('POST', `/customers/${customer}/privacy-requests`, { kind, law: 'ccpa', channel: 'email', ...rest })).body;
const interest = { gdpr_basis: 'legitimate_interests', pipl_basis: null, consent_required: false } as const;

describe('separate consent under PIPL', () => {
	test('is asked for with what the register says, without being chosen: sensitive data, recipients abroad, other controllers', async () => {
		const made = await Promise.all(
			[
				{ name: 'Cloud', role: 'processor', country: 'US' },
				{ name: 'Partner', role: 'controller', country: 'CN' },
				{ name: 'Printer', role: 'processor', country: 'CN' },
			].map((one) => officer.ask('POST', '/privacy/recipients', { ...one, safeguard: 'none', contact: null, note: null })),
		);
		const [cloud, partner, printer] = made.map(({ body }) => body.id as number) as [number, number, number];
		const needed = async (changes: object) => {
			const purpose = await t.purpose(changes);
			const { items } = (await t.admin('GET', '/privacy/purposes?limit=200')).body;
			return items.find(({ id }: { id: number }) => id === purpose).needed_consents;
		};
		expect(await needed({ recipient_ids: [printer] })).toEqual([]);
		expect(await needed({ recipient_ids: [cloud] })).toEqual(['abroad']);
		expect(await needed({ recipient_ids: [partner] })).toEqual(['sharing']);
		expect(await needed({ data_kinds: ['contact', 'sensitive'], separate_consents: ['publication'] })).toEqual([
			'sensitive',
			'publication',
		]);
		expect(await needed({ ...interest, recipient_ids: [cloud, partner], data_kinds: ['sensitive'] })).toEqual([]);

		const purpose = await t.purpose({ recipient_ids: [cloud] });
		const id = await t.customer({ name: 'Ada', tags: ['abroad'] });
		await give(id, purpose);
		expect(await use(id, purpose)).toMatchObject({ reason: 'separate_missing', message: expect.stringContaining('article 39') });
		const filter = encodeURIComponent(JSON.stringify([{ field: 'tags', op: 'eq', value: 'abroad' }]));
		const file = () => t.admin('GET', `/customers/export?format=csv&fields=name&filter=${filter}&purpose=${purpose}&channel=email`);
		expect(
			String((await file()).body)
				.trim()
				.split('\n'),
		).toHaveLength(1);
		expect((await give(id, purpose, { kind: 'abroad' })).status).toBe(201);
		expect((await use(id, purpose)).reason).toBe('consent');
		expect(String((await file()).body)).toContain('Ada');
		// A recipient that moves out of the country, or in again, changes what is asked for at once.
		const moved = { name: 'Printer', role: 'processor', country: 'SG', safeguard: 'none', contact: null, note: null, archived: false };
		const local = await t.purpose({ recipient_ids: [printer] });
		await give(id, local);
		expect((await use(id, local)).reason).toBe('consent');
		expect((await officer.ask('PUT', `/privacy/recipients/${printer}`, moved)).status).toBe(200);
		expect((await use(id, local)).reason).toBe('separate_missing');
	});

	test('a sensitive value is recorded only of who consented to that, where the settings ask for it', async () => {
		const attribute = { name: 'faith', type: 'text', label_en: 'Faith', label_zh: '信仰', personal: 'sensitive' };
		expect((await t.admin('POST', '/attributes', attribute)).status).toBe(201);
		const other = { name: 'shoe', type: 'text', label_en: 'Shoe', label_zh: '鞋码', personal: 'personal' };
		expect((await t.admin('POST', '/attributes', other)).status).toBe(201);
		const [yes, no] = [await t.customer({ name: 'Yes Faith', tags: ['faith'] }), await t.customer({ name: 'No Faith', tags: ['faith'] })];
		// Purposes that other tests made.
		for (const { id, data_kinds } of (await t.admin('GET', '/privacy/purposes?limit=200')).body.items)
			if (data_kinds.includes('sensitive')) await t.admin('PATCH', `/privacy/purposes/${id}`, { archived: true });
		const settings = (await t.admin('GET', '/privacy/settings')).body;
		expect((await t.admin('PUT', '/privacy/settings', { ...settings, sensitive_consent: true })).status).toBe(200);
		const put = (id: number, faith: string | null) => t.admin('PATCH', `/customers/${id}`, { attributes: { faith } });
		expect((await put(yes, 'x')).body).toMatchObject({ status: 409, code: 'sensitive_without_consent' });
		const study = await t.purpose({ name_en: 'Study', data_kinds: ['sensitive'], channels: [] });
		await give(yes, study, { channel: 'any' });
		expect((await put(yes, 'x')).body).toMatchObject({ code: 'sensitive_without_consent' });
		await give(yes, study, { channel: 'any', kind: 'sensitive' });
		expect((await put(yes, 'quaker')).status).toBe(200);
		expect((await put(no, 'x')).body).toMatchObject({ code: 'sensitive_without_consent' });
		expect((await t.admin('PATCH', `/customers/${no}`, { attributes: { shoe: '42' } })).status).toBe(200);
		const input = { name: 'New Faith', attributes: { faith: 'x' } };
		expect((await t.admin('POST', '/customers', input)).body).toMatchObject({ code: 'sensitive_without_consent' });
		expect((await t.admin('POST', '/customers', { ...input, source: 'shop', external_id: '1' })).body).toMatchObject({ status: 409 });
		const edit = await t.admin('POST', '/customers/bulk-edits', {
			selection: { ids: [yes, no] },
			action: { set: { attributes: { faith: 'none' } } },
		});
		expect(edit.body.effect).toMatchObject({
			checked: 2,
			changed: 1,
			refused: 1,
			reasons: [{ id: no, code: 'sensitive_without_consent' }],
		});
		const file = (await t.admin('POST', '/imports?file_name=a.csv', Buffer.from('name,faith\nImported,x\n'))).body.import;
		const columns = [
			{ column: 'name', field: 'name' },
			{ column: 'faith', field: 'attributes.faith' },
		];
		expect((await t.admin('POST', `/imports/${file.id}/start`, { columns })).body).toMatchObject({
			status: 409,
			code: 'sensitive_by_import',
		});
		expect((await t.admin('POST', `/imports/${file.id}/start`, { columns: columns.slice(0, 1) })).status).toBe(202);
		const shop = (rest: object) => t.admin('POST', '/customers', { name: 'Shop Faith', source: 'shop', external_id: '7', ...rest });
		const bought = (await shop({})).body.id as number;
		for (const kind of ['general', 'sensitive']) await give(bought, study, { channel: 'any', kind });
		expect((await shop({ attributes: { faith: 'shaker' } })).status).toBeLessThan(300);
		// What is there already stays, also where it is said again, and goes.
		for (const id of [yes, bought]) await give(id, study, { channel: 'any', kind: 'sensitive', state: 'withdrawn' });
		expect((await shop({ company: 'Barn', attributes: { faith: 'shaker' } })).status).toBeLessThan(300);
		expect((await shop({ company: 'Mill', attributes: { faith: 'other' } })).body).toMatchObject({ code: 'sensitive_without_consent' });
		// By hand, what another source says.
		expect((await put(bought, 'shaker')).status).toBe(200);
		expect((await put(yes, 'quaker')).status).toBe(200);
		const again = { selection: { ids: [yes, bought] }, action: { set: { attributes: { faith: 'quaker' } } } };
		expect((await t.admin('POST', '/customers/bulk-edits', again)).body.effect).toMatchObject({
			refused: 1,
			reasons: [{ id: bought, code: 'sensitive_without_consent' }],
		});
		expect((await put(yes, 'y')).status).toBe(409);
		expect((await t.admin('PATCH', `/customers/${yes}`, { name: 'Yes Faithful' })).status).toBe(200);
		const cleared = await t.admin('POST', '/customers/bulk-edits', {
			selection: { ids: [bought] },
			action: { set: { attributes: { faith: null } } },
		});
		await t.admin('POST', `/customers/bulk-edits/${cleared.body.id}/start`);
		const bulk = { bulk_edit_id: cleared.body.id } as never;
		await bulkEditTasks['customers.bulk_edit']!(bulk, t.services);
		expect((await put(yes, null)).status).toBe(200);
		// What went does not come back by an undo, one by one or of many.
		const [change] = (await t.admin('GET', `/customers/${yes}/changes`)).body.items;
		expect((await t.admin('POST', `/customers/${yes}/changes/${change.id}/undo`)).body).toMatchObject({
			code: 'sensitive_without_consent',
		});
		const { version } = (await t.admin('GET', `/customers/${yes}`)).body;
		const many = await t.admin('POST', '/customers/changes/undo', { items: [{ id: yes, version }] });
		expect(JSON.stringify(many.body)).toContain('sensitive_without_consent');
		await t.admin('POST', `/customers/bulk-edits/${cleared.body.id}/undo`);
		await bulkEditTasks['customers.bulk_undo']!(bulk, t.services);
		for (const id of [yes, bought]) expect((await t.admin('GET', `/customers/${id}`)).body.attributes.faith ?? null).toBeNull();
		// The command recognises columns by itself.
		const folder = mkdtempSync(join(tmpdir(), 'clientele-rights-'));
		writeFileSync(join(folder, 'a.csv'), 'name,faith\nBy Command,x\n');
		const commanded = importFile(t.services, await commandPrincipal(t.services), { path: join(folder, 'a.csv') });
		await expect(commanded).rejects.toMatchObject({ code: 'sensitive_by_import' });
		rmSync(folder, { recursive: true });
		// Consent under the GDPR alone is one consent, and carries nothing for who did not give it (article 9(2)(a)).
		const explicit = await t.purpose({ name_en: 'Explicit', pipl_basis: null, data_kinds: ['sensitive'], channels: [] });
		expect((await put(no, 'x')).body).toMatchObject({ code: 'sensitive_without_consent' });
		await give(no, explicit, { channel: 'any' });
		expect((await put(no, 'x')).status).toBe(200);
		await t.admin('PATCH', `/privacy/purposes/${explicit}`, { archived: true });
		// Another basis carries it for everybody.
		await t.purpose({ ...interest, gdpr_basis: 'contract', name_en: 'Care', data_kinds: ['sensitive'] });
		expect((await put(no, 'z')).status).toBe(200);
		await t.admin('PUT', '/privacy/settings', settings);
	});

	test('an export for a purpose has sensitive data and numbers of documents only where the purpose names them', async () => {
		const attribute = { name: 'allergy', type: 'text', label_en: 'Allergy', label_zh: '过敏', personal: 'sensitive' };
		expect((await t.admin('POST', '/attributes', attribute)).status).toBe(201);
		const id = await t.customer({ name: 'Bea', tags: ['kinds'], tax_id: 'DE136695976', attributes: { allergy: 'nuts-rare' } });
		const filter = encodeURIComponent(JSON.stringify([{ field: 'tags', op: 'eq', value: 'kinds' }]));
		const file = (purpose: number, fields = '') =>
			t.admin('GET', `/customers/export?format=csv${fields}&filter=${filter}&purpose=${purpose}`);
		const plain = await t.purpose({ ...interest, data_kinds: ['personal', 'contact'] });
		const whole = String((await file(plain)).body);
		expect(whole).toContain('Bea');
		expect(whole).not.toMatch(/nuts-rare|DE136695976|allergy|tax_id/);
		for (const fields of ['&fields=name,attributes.allergy', '&fields=name,tax_id', '&fields=attributes'])
			expect((await file(plain, fields)).body).toMatchObject({ status: 400, code: 'kind_not_named' });
		const wide = await t.purpose({ ...interest, data_kinds: ['contact', 'identity', 'sensitive'] });
		expect(String((await file(wide)).body)).toMatch(/nuts-rare/);
		expect(id).toBeGreaterThan(0);
	});
});

describe('opting out of sale and sharing', () => {
	test('is done in the preference centre at once, holds against exports, and can be taken back there', async () => {
		const sold = await t.purpose({ ...interest, sold_or_shared: true, name_en: 'Ads' });
		const plain = await t.purpose({ ...interest, name_en: 'Research' });
		const id = await t.customer({ name: 'Cleo', email: 'cleo@example.com' });
		const path = await linkFor(id);
		expect((await t.visit('GET', path)).body.limits).toContainEqual({ kind: 'opt_out', on: false });
		expect((await use(id, sold)).reason).toBe('basis');
		const out = await t.visit('POST', `${path}/limits`, { kind: 'opt_out', on: true });
		expect(out.body.limits).toContainEqual({ kind: 'opt_out', on: true });
		const shown = out.body.purposes.find((one: { id: number }) => one.id === sold);
		expect(shown).toMatchObject({
			forbidden: true,
			choices: [expect.objectContaining({ given: false }), expect.objectContaining({ given: false })],
		});
		expect(await use(id, sold)).toMatchObject({ reason: 'opted_out', message: expect.stringContaining('opted out') });
		expect((await use(id, plain)).reason).toBe('basis');
		const choice = { purpose_id: sold, channel: 'email', given: true };
		expect((await t.visit('POST', path, { choices: [choice] })).body).toMatchObject({ code: 'choice_unsuited' });
		// Twice is once, and nobody asks again for a year, also after it was taken back.
		await t.visit('POST', `${path}/limits`, { kind: 'opt_out', on: true });
		expect(await t.rows("select source, proof->>'user_agent' as agent from processing_limits where customer_id = $1", [id])).toEqual([
			{ source: 'preference_centre', agent: 'Test Browser' },
		]);
		expect((await t.visit('POST', `${path}/limits`, { kind: 'opt_out', on: false })).body.limits).toContainEqual({
			kind: 'opt_out',
			on: false,
		});
		expect((await use(id, sold)).reason).toBe('basis');
		const asking = { confirm_by_mail: true };
		expect((await give(id, sold, asking)).body).toMatchObject({ status: 409, code: 'asked_within_year' });
		expect((await give(id, plain, asking)).status).toBe(201);
		await t.rows("update processing_limits set since = now() - interval '13 months' where customer_id = $1", [id]);
		expect((await give(id, sold, asking)).status).toBe(201);
		expect((await t.visit('POST', `${path}/limits`, { kind: 'restriction', on: true })).status).toBe(400);
	});

	test('Global Privacy Control of the browser is an opt-out, which cannot be taken back while it is sent', async () => {
		const sold = await t.purpose({ ...interest, sold_or_shared: true, name_en: 'More ads' });
		const id = await t.customer({ name: 'Dora' });
		const path = await linkFor(id);
		const visit = async (method: 'GET' | 'POST', where: string, payload?: object) =>
			(await t.app.inject({ method, url: `/api/v1${where}`, headers: { 'sec-gpc': '1' }, ...(payload && { payload }) })).json();
		expect(await visit('GET', path)).toMatchObject({ by_signal: true, limits: expect.arrayContaining([{ kind: 'opt_out', on: true }]) });
		expect((await use(id, sold)).reason).toBe('opted_out');
		expect((await visit('POST', `${path}/limits`, { kind: 'opt_out', on: false })).limits).toContainEqual({ kind: 'opt_out', on: true });
		await visit('GET', path);
		expect((await officer.ask('GET', `/customers/${id}/consents`)).body.limits).toEqual([
			expect.objectContaining({ kind: 'opt_out', source: 'gpc' }),
		]);
		expect((await t.visit('GET', path)).body).toMatchObject({
			by_signal: false,
			limits: expect.arrayContaining([{ kind: 'opt_out', on: true }]),
		});
	});

	test('a signal that several tabs send at once is one opt-out', async () => {
		await t.purpose({ ...interest, sold_or_shared: true, name_en: 'Tabs' });
		const id = await t.customer({ name: 'Tabea' });
		const path = await linkFor(id);
		const tabs = await Promise.all(
			Array.from({ length: 6 }, () => t.app.inject({ method: 'GET', url: `/api/v1${path}`, headers: { 'sec-gpc': '1' } })),
		);
		expect(tabs.map(({ statusCode }) => statusCode)).toEqual(tabs.map(() => 200));
		expect((await officer.ask('GET', `/customers/${id}/consents`)).body.limits).toHaveLength(1);
	});

	test('below 16 sale is off until the person agrees to the text that was read', async () => {
		const sold = await t.purpose({ ...interest, sold_or_shared: true, name_en: 'Young ads' });
		const birth_date = `${new Date().getUTCFullYear() - 15}-01-01`;
		const id = await t.customer({ name: 'Young', birth_date });
		const path = await linkFor(id);
		const shown = async () => (await t.visit('GET', path)).body.purposes.find((one: { id: number }) => one.id === sold);
		const { by_consent, choices, text } = await shown();
		expect([by_consent, ...choices.map(({ given }: { given: boolean }) => given)]).toEqual([true, false, false]);
		const choice = { purpose_id: sold, channel: 'email', given: true };
		expect((await t.visit('POST', path, { choices: [choice] })).body).toMatchObject({ status: 409, code: 'text_changed' });
		expect((await t.visit('POST', path, { choices: [{ ...choice, text_id: text.id }] })).status).toBe(200);
		expect((await use(id, sold)).reason).toBe('consent');
		expect((await shown()).choices[0]).toMatchObject({ given: true });
	});

	test('asked for by letter it needs no identity, has fifteen business days, and is not extended', async () => {
		const id = await t.customer({ name: 'Emil' });
		const sensitive = await t.purpose({ ...interest, data_kinds: ['sensitive'] });
		const request = await open(id, 'limit_use', { received_at: '2026-03-02T10:00:00Z' });
		expect(request.due_on).toBe('2026-03-23');
		const at = `/privacy/requests/${request.id}`;
		expect((await officer.ask('PATCH', at, { extend: { reason: 'x' } })).body).toMatchObject({ code: 'term_fixed' });
		const limit = { kind: 'limit_use', reason: 'by letter', request_id: request.id };
		expect((await officer.ask('POST', `/customers/${id}/limits`, limit)).status).toBe(201);
		expect((await officer.ask('POST', `/customers/${id}/limits`, limit)).body).toMatchObject({ status: 409, code: 'limit_stands' });
		expect((await use(id, sensitive)).reason).toBe('use_limited');
		await t.admin('PATCH', `/customers/${id}`, { email: 'emil@example.com' });
		expect((await give(id, sensitive, { confirm_by_mail: true })).body).toMatchObject({ code: 'asked_within_year' });
		expect((await officer.ask('POST', `${at}/close`, { outcome: 'done', note: 'limited' })).body.state).toBe('done');
	});
});

describe('whoever asks for another', () => {
	test('gets nothing until it is known that they may', async () => {
		const id = await t.customer({ name: 'Finn', email: 'finn@example.com' });
		const request = await open(id, 'access', { agent: { name: 'Law & Co', role: 'lawyer' } });
		expect(request).toMatchObject({ agent: 'Law & Co', agent_role: 'lawyer', agent_state: 'open', confirm_by: expect.any(String) });
		const at = `/privacy/requests/${request.id}`;
		await officer.ask('PATCH', at, { identity: { state: 'verified', how: 'known' } });
		const link = () => officer.ask('POST', `${at}/report-link`, { send: false });
		expect((await link()).body).toMatchObject({ status: 409, code: 'agent_open' });
		await officer.ask('PATCH', at, { agent: { state: 'failed', how: 'no signature' } });
		expect((await link()).body).toMatchObject({ code: 'agent_open' });
		const known = (await officer.ask('PATCH', at, { agent: { state: 'verified', how: 'signed permission, folder 3' } })).body;
		expect(known.agent_state).toBe('verified');
		expect(known.steps.map(({ kind }: { kind: string }) => kind)).toEqual([
			'received',
			'identity_verified',
			'agent_failed',
			'agent_verified',
		]);
		expect((await link()).status).toBe(201);

		const answer = { subject: 'Here', body: 'As asked.', language: 'en', send: false };
		expect((await officer.ask('POST', `${at}/answers`, answer)).body.confirm_by).toBeNull();

		const own = await open(id, 'erasure');
		expect((await officer.ask('PATCH', `/privacy/requests/${own.id}`, { agent: { state: 'verified', how: 'x' } })).body).toMatchObject({
			code: 'agent_missing',
		});
		const other = await open(id, 'erasure', { agent: { name: 'Daughter', role: 'relative' } });
		await officer.ask('PATCH', `/privacy/requests/${other.id}`, { identity: { state: 'verified', how: 'known' } });
		const erase = { reason: 'asked', request_id: other.id };
		expect((await officer.ask('POST', `/customers/${id}/erase`, erase)).body).toMatchObject({ code: 'agent_open' });
		await officer.ask('PATCH', `/privacy/requests/${other.id}`, { agent: { state: 'verified', how: 'family register' } });
		const erased = await officer.ask('POST', `/customers/${id}/erase`, erase);
		expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300);
		expect(await t.rows('select agent from privacy_requests where customer_id = $1 and agent is not null', [id])).toEqual([]);
	});
});

describe('the review of a decision', () => {
	test('is done once a person has written down the outcome and why', async () => {
		const id = await t.customer({ name: 'Gina' });
		const request = await open(id, 'human_review', { law: 'gdpr' });
		const at = `/privacy/requests/${request.id}`;
		expect((await officer.ask('POST', `${at}/close`, { outcome: 'done', note: 'x' })).body).toMatchObject({ code: 'review_missing' });
		const review = { decision: 'no credit of 3 May', outcome: 'changed', reasons: 'the income was outdated' };
		const { steps } = (await officer.ask('POST', `${at}/review`, review)).body;
		expect(steps.at(-1)).toMatchObject({
			kind: 'review_changed',
			by: 'officer@example.com',
			note: 'no credit of 3 May\n\nthe income was outdated',
		});
		expect((await officer.ask('POST', `${at}/close`, { outcome: 'done', note: 'told' })).body.state).toBe('done');
		await officer.ask('POST', `${at}/reopen`, { note: 'asks again' });
		expect((await officer.ask('POST', `${at}/close`, { outcome: 'done', note: 'x' })).body).toMatchObject({ code: 'review_missing' });
		const access = await open(id, 'access');
		expect((await officer.ask('POST', `/privacy/requests/${access.id}/review`, review)).body).toMatchObject({ code: 'request_not_review' });
	});
});

describe('the text that was read', () => {
	test('a consent names the version that the mail and the page showed, whatever was written since', async () => {
		const purpose = await t.purpose();
		const id = await t.customer({ name: 'Hugo', email: 'hugo@example.com', language: 'en' });
		await t.letters();
		await give(id, purpose, { confirm_by_mail: true });
		const [letter] = await t.letters();
		const second = (await t.admin('POST', `/privacy/purposes/${purpose}/texts`, { text_en: 'Quite another thing.', text_zh: '另一件事。' }))
			.body;
		const path = new URL(letter!.link!.url).pathname;
		expect((await t.visit('GET', path)).body.text.en).toBe('I agree to receive news.');
		await t.visit('POST', path);
		const { items } = (await t.admin('GET', `/customers/${id}/consents`)).body;
		expect(items[0]).toMatchObject({ state: 'given', source: 'double_opt_in', text_version: 1 });
		await t.letters();
		const first = (await t.admin('GET', `/privacy/purposes/${purpose}/texts`)).body.items.at(-1);
		await give(id, purpose, { confirm_by_mail: true, text_id: first.id, channel: 'phone' });
		expect((await t.letters())[0]!.paragraphs[0]).toBe('I agree to receive news.');

		const centre = await linkFor(id);
		const choice = { purpose_id: purpose, channel: 'phone', given: true };
		expect((await t.visit('POST', centre, { choices: [{ ...choice, text_id: first.id }] })).body).toMatchObject({ code: 'text_changed' });
		expect((await t.visit('POST', centre, { choices: [{ ...choice, text_id: second.id }] })).status).toBe(200);
		const [latest] = (await t.admin('GET', `/customers/${id}/consents`)).body.items;
		expect(latest).toMatchObject({ text_version: 2, ip: '127.0.0.1', user_agent: 'Test Browser' });
		const bare = (await t.admin('POST', '/privacy/purposes', { ...(await bareOf(purpose)), name_en: 'Without a text' })).body.id;
		expect((await t.visit('POST', centre, { choices: [{ ...choice, purpose_id: bare }] })).body).toMatchObject({ code: 'choice_unsuited' });
	});
});

/** What a purpose was made of. */
async function bareOf(id: number): Promise<object> {
	const { items } = (await t.admin('GET', '/privacy/purposes?limit=200')).body;
	const { id: _, version, archived_at, updated_at, needed_consents, text, ...input } = items.find((one: { id: number }) => one.id === id);
	return input;
}
