// The register and its document, breaches, retention with holds, findings.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../customers/testing.ts';
import { scanAll } from './findings.ts';
import { lookThroughFiles } from './looking.ts';
import { hintsOf, registerHtml, registerMarkdown } from './register-document.ts';
import { runRetention } from './retention.ts';
import { findPersonal, luhn } from './rules-findings.ts';
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

const recipient = { name: 'Mailer <Ltd>', role: 'processor', country: 'US', safeguard: 'none', contact: null, note: null };

describe('the register', () => {
	test('tells recipients and what is still missing, as a page and as Markdown, in both languages', async () => {
		const made = await officer.ask('POST', '/privacy/recipients', recipient);
		expect(made.status).toBe(201);
		const { id } = made.body;
		await t.purpose({
			name_en: 'Health | study',
			name_zh: '健康研究',
			data_kinds: ['sensitive'],
			recipient_ids: [id],
			retention_months: null,
		});
		const at = `/privacy/recipients/${id}`;
		expect((await officer.ask('PUT', at, { ...recipient, archived: false }, { 'if-match': '"9"' })).body).toMatchObject({ status: 412 });
		expect((await editor.ask('GET', '/privacy/recipients')).status).toBe(403);
		const markdown = String((await officer.ask('GET', '/privacy/register?format=md&language=en')).body);
		expect(markdown).toContain('# Record of processing activities');
		expect(markdown).toContain('Health \\| study');
		expect(markdown).toMatch(/impact assessment is needed/);
		expect(markdown).toMatch(/Mailer \\<Ltd\\>.* is abroad without a safeguard/);
		const html = String((await officer.ask('GET', '/privacy/register?language=zh-CN')).body);
		expect(html).toContain('健康研究');
		expect(html).not.toContain('<Ltd>');
		expect((await officer.ask('PUT', at, { ...recipient, archived: true })).body.archived_at).not.toBeNull();
		expect((await officer.ask('PUT', '/privacy/recipients/999', { ...recipient, archived: true })).status).toBe(404);
	});

	test('takes requests to come under the law of the country where the installation is, until somebody chooses', async () => {
		const law = async () => (await officer.ask('GET', '/privacy/settings')).body.law;
		const settle = async (country: string) => {
			const { version } = (await t.admin('GET', '/installation')).body;
			expect((await t.admin('PUT', '/installation', { country }, { 'if-match': `"${version}"` })).status).toBe(200);
		};
		expect(await law()).toBe('gdpr');
		await settle('DE');
		expect(await law()).toBe('gdpr');
		await settle('CN');
		expect(await law()).toBe('pipl');
	});

	test('says so where nothing is missing', () => {
		const register = { settings: { controller: '', officer: '' }, purposes: [], recipients: [], home: 'CN', day: '2026-01-01' };
		expect(hintsOf(register, 'en')).toEqual([]);
		expect(registerMarkdown(register, 'en')).toContain('Nothing was found missing.');
		expect(registerHtml(register, 'zh-CN')).toContain('没有发现缺漏');
		const inside = { ...recipient, country: 'FR', id: 1, version: 1, archived_at: null } as never;
		expect(hintsOf({ ...register, recipients: [inside], home: 'DE' }, 'en')).toEqual([]);
	});
});

test('a breach has 72 hours from its discovery, and a log that nobody changes', async () => {
	const breach = {
		title: 'Laptop lost',
		description: 'in a train',
		discovered_at: '2026-03-01T08:00:00Z',
		data_kinds: ['contact'],
		affected: 120,
		consequences: '',
		measures: '',
		risk: 'unknown',
		authority: null,
		delay_reason: null,
	};
	const { status, body } = await officer.ask('POST', '/privacy/breaches', breach);
	expect(status).toBe(201);
	expect(Date.parse(body.due_at)).toBe(Date.parse('2026-03-04T08:00:00Z'));
	const at = `/privacy/breaches/${body.id}`;
	const told = await officer.ask('POST', `${at}/steps`, { kind: 'authority_told', note: 'by their form, number 77' });
	expect(told.body.authority_told_at).not.toBeNull();
	expect((await officer.ask('PUT', at, { ...breach, risk: 'high' }, { 'if-match': '"1"' })).status).toBe(412);
	expect((await officer.ask('PUT', at, { ...breach, risk: 'high' })).body.risk).toBe('high');
	const closed = (await officer.ask('POST', `${at}/steps`, { kind: 'closed', note: 'done' })).body;
	expect(closed.steps.map((one: { kind: string }) => one.kind)).toEqual(['opened', 'authority_told', 'changed', 'closed']);
	await expect(t.rows('delete from privacy_breach_steps')).rejects.toThrow(/ledger/);
	expect((await editor.ask('GET', '/privacy/breaches')).status).toBe(403);
	expect((await officer.ask('POST', '/privacy/breaches/999/steps', { kind: 'note', note: 'x' })).status).toBe(404);
});

describe('retention', () => {
	const old = async (name: string, tag: string, rest: object = {}) => {
		const id = await t.customer({ name, tags: [tag], ...rest });
		await t.rows("update customers set updated_at = now() - interval '4 years', created_at = '2020-05-03' where id = $1", [id]);
		await t.rows("update source_records set recorded_at = now() - interval '4 years' where customer_id = $1", [id]);
		return id;
	};
	const policyFor = (tag: string, action: string, active = true) => ({
		name: `${action} ${tag}`,
		filter: [{ field: 'tags', op: 'eq', value: tag }],
		months: 36,
		basis: 'activity',
		action,
		active,
	});
	const statesOf = async (ids: number[]) =>
		(await t.rows<{ state: string }>('select state from customers where id = any ($1) order by array_position($1, id)', [ids])).map(
			({ state }) => state,
		);

	test('erases whom nothing was heard of for so long, never whom a hold is about', async () => {
		const ids = [
			await old('Old', 'r1'),
			await old('Held', 'r1'),
			await old('Noted', 'r1'),
			await t.customer({ name: 'Young', tags: ['r1'] }),
		];
		await t.admin('POST', `/customers/${ids[2]}/notes`, { body: 'called again' });
		const hold = await officer.ask('POST', '/privacy/holds', { name: 'Case 5', reason: 'court', filter: [], customer_ids: [ids[1]] });
		expect(hold.body).toMatchObject({ count: 1, released_at: null });
		const { filter, months, basis } = policyFor('r1', 'erase');
		expect((await officer.ask('POST', '/privacy/retention/preview', { filter, months, basis })).body).toEqual({
			count: 1,
			held: 1,
			sample: [{ id: ids[0], name: 'Old' }],
		});
		const policy = (await officer.ask('POST', '/privacy/retention', policyFor('r1', 'erase', false))).body;
		await runRetention(t.services);
		expect(await statesOf(ids)).toEqual(['active', 'active', 'active', 'active']);
		const at = `/privacy/retention/${policy.id}`;
		expect((await officer.ask('PUT', at, policyFor('r1', 'erase'), { 'if-match': '"7"' })).status).toBe(412);
		expect((await officer.ask('PUT', at, policyFor('r1', 'erase'))).body.active).toBe(true);
		await runRetention(t.services);
		expect(await statesOf(ids)).toEqual(['erased', 'active', 'active', 'active']);
		expect((await officer.ask('GET', '/privacy/retention')).body.items[0]).toMatchObject({ last_count: 1 });
		expect((await officer.ask('POST', `/privacy/holds/${hold.body.id}/release`)).body).toMatchObject({ count: 0 });
		await runRetention(t.services);
		expect(await statesOf(ids)).toEqual(['erased', 'erased', 'active', 'active']);
		expect((await officer.ask('POST', `/privacy/holds/${hold.body.id}/release`)).body).toMatchObject({ code: 'hold_not_found' });
		await officer.ask('PUT', at, policyFor('r1', 'erase', false));
	});

	test('keeps numbers of those made anonymous', async () => {
		const of = { country: 'DE', birth_date: '1987-03-04', lifecycle_stage: 'former', addresses: [{ country: 'DE', city: 'Bonn' }] };
		const { country: _, ...input } = of;
		const ids = [await old('Anna', 'r2', input), await old('Anton', 'r2', input)];
		await officer.ask('POST', '/privacy/retention', policyFor('r2', 'anonymise'));
		await runRetention(t.services);
		expect(await statesOf(ids)).toEqual(['erased', 'erased']);
		expect(await t.rows('select created_month, kind, country, birth_decade, lifecycle_stage, count from anonymised_counts')).toEqual([
			{ created_month: '2020-05-01', kind: 'person', country: 'DE', birth_decade: 1980, lifecycle_stage: 'former', count: 2 },
		]);
	});

	test('restricts, once', async () => {
		const id = await old('Rita', 'r3');
		await officer.ask('POST', '/privacy/retention', policyFor('r3', 'restrict'));
		await runRetention(t.services);
		await runRetention(t.services);
		expect(await t.rows('select kind from processing_limits where customer_id = $1', [id])).toEqual([{ kind: 'restriction' }]);
	});

	test('a hold by conditions takes in whom they choose, also in the trash', async () => {
		const id = await t.customer({ name: 'Trashed', tags: ['h1'] });
		const filter = [{ field: 'tags', op: 'eq', value: 'h1' }];
		expect((await officer.ask('POST', '/privacy/holds', { name: 'H', reason: 'r', filter, customer_ids: [] })).body.count).toBe(1);
		await t.admin('DELETE', `/customers/${id}`);
		await t.rows("update customers set deleted_at = now() - interval '40 days' where id = $1", [id]);
		await t.services.jobs.add(t.services.database.owner, 'customers.empty_trash', {});
		await t.work();
		expect(await statesOf([id])).toEqual(['deleted']);
		// Also one that is laid only then.
		const late = await t.customer({ name: 'Trashed before', tags: ['h2'] });
		await t.admin('DELETE', `/customers/${late}`);
		await t.rows("update customers set deleted_at = now() - interval '40 days' where id = $1", [late]);
		const laid = { name: 'Late', reason: 'r', filter: [{ field: 'tags', op: 'eq', value: 'h2' }], customer_ids: [] };
		expect((await officer.ask('POST', '/privacy/holds', laid)).body.count).toBe(1);
		await t.services.jobs.add(t.services.database.owner, 'customers.empty_trash', {});
		await t.work();
		expect(await statesOf([late])).toEqual(['deleted']);
		await t.rows('delete from legal_hold_customers where customer_id = $1', [late]);
		expect((await officer.ask('POST', `/customers/${late}/erase`, { reason: 'asked' })).body).toMatchObject({ code: 'erasure_held' });
		const nobody = { name: 'H', reason: 'r', filter: [], customer_ids: [987654321] };
		expect((await officer.ask('POST', '/privacy/holds', nobody)).body).toMatchObject({ status: 400, code: 'hold_customers_unknown' });
		expect((await officer.ask('POST', '/privacy/holds', { name: 'H', reason: 'r', filter: [], customer_ids: [] })).body).toMatchObject({
			code: 'hold_empty',
		});
		expect(
			(await officer.ask('POST', '/privacy/retention', { ...policyFor('x', 'erase'), filter: [{ field: 'nonsense', op: 'eq', value: 1 }] }))
				.status,
		).toBe(400);
	});
});

describe('findings', () => {
	test.each([
		['call 13800138000 or 138-0013-8000', ['phone']],
		['身份证 11010519491231002X。', ['identity']],
		['identity 110105194912310021', []],
		['card 4111 1111 1111 1111', ['card']],
		['card 4111 1111 1111 1112', []],
		['mail Ada@Example.com, please', ['email']],
		['order 20260101, invoice 1234567', []],
		['@[Max](user:13800138000) look', []],
		['+44 20 7946 0018', ['phone']],
	])('%s', (text, kinds) => {
		expect(findPersonal(text, 'CN').map(({ kind }) => kind)).toEqual(kinds);
	});

	test('what is shown is masked; the check digit is that of the standard', () => {
		expect(findPersonal('13800138000 a.b@example.com', 'CN').map(({ masked }) => masked)).toEqual(['a***@example.com', '+86****8000']);
		expect(luhn('79927398713')).toBe(true);
		expect(luhn('79927398710')).toBe(false);
	});

	test('long texts made to be slow are not', () => {
		for (const text of ['1 '.repeat(50_000), 'a.'.repeat(50_000), 'a@a.'.repeat(25_000), '-.(1'.repeat(25_000)]) {
			const began = process.cpuUsage().user;
			findPersonal(text, 'CN');
			expect((process.cpuUsage().user - began) / 1000).toBeLessThan(5_000);
		}
	});

	test('notes as they are written; attributes and files by the job; what is fine stays fine', async () => {
		expect((await t.admin('POST', '/attributes', { name: 'remark', type: 'text', label_en: 'Remark', label_zh: '备注' })).status).toBe(201);
		const id = await t.customer({ name: 'Finder', attributes: { remark: 'card 4111111111111111' } });
		const note = (await t.admin('POST', `/customers/${id}/notes`, { body: 'his number is 13800138000' })).body;
		const list = async (state = 'open') =>
			(await officer.ask('GET', `/privacy/findings?state=${state}`)).body.items.filter(
				(one: { customer: { id: number } }) => one.customer.id === id,
			);
		expect(await list()).toEqual([expect.objectContaining({ entity: 'note', entity_id: note.id, kind: 'phone', masked: '+86****8000' })]);
		await t.admin('POST', `/customers/${id}/files?name=list.txt`, Buffer.from('a list of people: ada@example.com'));
		await scanAll(t.services, true);
		await lookThroughFiles(t.services);
		const found = await list();
		expect(found.map((one: { entity: string; kind: string }) => `${one.entity} ${one.kind}`).sort()).toEqual([
			'attribute card',
			'file email',
			'note phone',
		]);
		const phone = found.find((one: { kind: string }) => one.kind === 'phone');
		expect((await officer.ask('PATCH', `/privacy/findings/${phone.id}`, { state: 'fine' })).body.state).toBe('fine');
		await scanAll(t.services, true);
		expect(await list('fine')).toHaveLength(1);
		expect(await list()).toHaveLength(2);
		await t.admin('PATCH', `/customers/${id}/notes/${note.id}`, { body: 'nothing in it' });
		expect(await list('fine')).toEqual([]);
		const gone = (await t.admin('POST', `/customers/${id}/notes`, { body: 'or 13911112222' })).body;
		expect(await list()).toHaveLength(3);
		await t.admin('DELETE', `/customers/${id}/notes/${gone.id}`);
		expect(await list()).toHaveLength(2);
		await scanAll(t.services, false);
		expect(await t.rows('select from findings where entity_id = $1 and entity = $2', [gone.id, 'note'])).toEqual([]);
		expect((await editor.ask('GET', '/privacy/findings')).status).toBe(403);
		expect((await officer.ask('PATCH', '/privacy/findings/999999', { state: 'fine' })).status).toBe(404);
		expect((await officer.ask('POST', '/privacy/findings/scan')).status).toBe(202);
	});
});
