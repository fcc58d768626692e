// Consents through the interface: recorded by people, decided by the customer, asked before an export.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../customers/testing.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
let editor: Caller;
let officer: Caller;
let purpose: number;

beforeAll(async () => {
	t = await privacyTest();
	// Nothing but the set-up is served before there is an administrator.
	await t.person('root@example.com', 'admin');
	editor = await t.person('editor@example.com', 'editor');
	officer = await t.person('officer@example.com', 'privacy_officer');
	purpose = await t.purpose();
});
afterAll(() => t.drop());

const give = (id: number, rest: object = {}) =>
	t.admin('POST', `/customers/${id}/consents`, { purpose_id: purpose, channel: 'email', state: 'given', source: 'paper', ...rest });
const use = async (ids: number[], rest: object = { channel: 'email' }) =>
	(await t.admin('POST', '/privacy/may-use', { ids, purpose_id: purpose, ...rest })).body.items as { id: number; reason: string }[];
const reasonOf = async (id: number, rest?: object) => (await use([id], rest))[0]!.reason;
/** A link to the preference centre: the path below /preferences. */
const linkFor = async (id: number) => {
	const { body } = await t.admin('POST', `/customers/${id}/preference-link`, { send: false });
	return new URL(body.url).pathname;
};

describe('the register', () => {
	test('a purpose is changed with its version, ended, and refused without a basis', async () => {
		const id = await t.purpose({ name_en: 'Service', gdpr_basis: 'contract', pipl_basis: 'contract', consent_required: false });
		const at = `/privacy/purposes/${id}`;
		expect((await t.admin('PATCH', at, { retention_months: 36 }, { 'if-match': '"1"' })).body).toMatchObject({
			retention_months: 36,
			version: 2,
		});
		expect((await t.admin('PATCH', at, { retention_months: 12 }, { 'if-match': '"1"' })).body).toMatchObject({
			status: 412,
			code: 'purpose_changed',
		});
		expect((await t.admin('PATCH', at, { gdpr_basis: null, pipl_basis: null })).body).toMatchObject({ status: 400, code: 'basis_missing' });
		expect((await t.admin('PATCH', at, { recipient_ids: [99] })).body).toMatchObject({ code: 'recipient_not_found' });
		expect((await t.admin('PATCH', at, { archived: true })).body.archived_at).not.toBeNull();
		const listed = (await t.admin('GET', '/privacy/purposes')).body.items.map((one: { id: number }) => one.id);
		expect(listed).not.toContain(id);
		expect((await t.admin('GET', '/privacy/purposes?archived=1')).body.items.map((one: { id: number }) => one.id)).toContain(id);
		expect((await t.admin('PATCH', '/privacy/purposes/999', {})).status).toBe(404);
	});

	test('texts have versions that nobody changes, not even in SQL', async () => {
		const first = (await t.admin('GET', `/privacy/purposes/${purpose}/texts`)).body.items[0];
		const second = await t.admin('POST', `/privacy/purposes/${purpose}/texts`, {
			text_en: 'I agree to news, again.',
			text_zh: '再次同意。',
		});
		expect(second.body).toMatchObject({ version: first.version + 1 });
		await expect(t.rows("update consent_texts set text_en = 'x'")).rejects.toThrow(/ledger/);
		await expect(t.rows('delete from consent_texts')).rejects.toThrow(/ledger/);
	});

	test('only who is in charge changes it', async () => {
		expect((await officer.ask('POST', `/privacy/purposes/${purpose}/texts`, { text_en: 'a', text_zh: 'b' })).status).toBe(201);
		expect((await editor.ask('POST', `/privacy/purposes/${purpose}/texts`, { text_en: 'a', text_zh: 'b' })).status).toBe(403);
		expect((await editor.ask('GET', '/privacy/purposes')).status).toBe(200);
		expect((await editor.ask('GET', '/privacy/requests')).status).toBe(403);
	});
});

describe('the ledger', () => {
	test('what is recorded stands, with the version of the text, until it is withdrawn', async () => {
		const id = await t.customer({ name: 'Ada' });
		expect(await reasonOf(id)).toBe('no_consent');
		const { status, body } = await give(id, { note: 'folder 7', expires_at: '2099-01-01T00:00:00Z' });
		expect(status).toBe(201);
		expect(body).toMatchObject({ state: 'given', source: 'paper', note: 'folder 7', recorded_by: expect.any(String) });
		expect(body.text_version).toBeGreaterThan(0);
		expect(await reasonOf(id)).toBe('consent');
		expect(await reasonOf(id, { channel: 'phone' })).toBe('no_consent');
		await give(id, { state: 'withdrawn', source: 'phone' });
		expect(await reasonOf(id)).toBe('withdrawn');
		const { items, standing } = (await t.admin('GET', `/customers/${id}/consents`)).body;
		expect(items.map((one: { state: string }) => one.state)).toEqual(['withdrawn', 'given']);
		expect(standing).toContainEqual(
			expect.objectContaining({ purpose_id: purpose, channel: 'email', allowed: false, reason: 'withdrawn' }),
		);
	});

	test('rows are only added', async () => {
		const id = await t.customer({ name: 'Bea' });
		await give(id);
		await expect(t.rows('update consents set state = $1 where customer_id = $2', ['withdrawn', id])).rejects.toThrow(/ledger/);
		await expect(t.rows('delete from consents where customer_id = $1', [id])).rejects.toThrow(/ledger/);
		await expect(t.services.database.app.query("update consents set proof = '{}'")).rejects.toThrow(/permission denied/);
		await expect(t.services.database.app.query('delete from consents')).rejects.toThrow(/permission denied/);
		// It follows its customer to another owner.
		expect((await t.admin('PATCH', `/customers/${id}`, { owner_id: editor.id })).status).toBe(200);
		expect(await t.rows('select owner_id from consents where customer_id = $1', [id])).toEqual([{ owner_id: editor.id }]);
	});

	test('mistakes are told', async () => {
		const id = await t.customer({ name: 'Cleo', birth_date: '2020-01-01' });
		expect((await give(id)).body).toMatchObject({ code: 'guardian_needed' });
		expect((await give(id, { guardian: 'Mum' })).status).toBe(201);
		expect(await reasonOf(id)).toBe('consent');
		expect((await give(id, { guardian: 'Mum', channel: 'post' })).body).toMatchObject({ code: 'channel_unsuited' });
		expect((await give(id, { guardian: 'Mum', at: '2099-01-01T00:00:00Z' })).body).toMatchObject({ code: 'consent_in_future' });
		expect((await give(id, { guardian: 'Mum', expires_at: '2001-01-01T00:00:00Z' })).body).toMatchObject({ code: 'expiry_before' });
		expect((await give(id, { guardian: 'Mum', text_id: 9999 })).body).toMatchObject({ code: 'text_not_found' });
		expect((await give(id, { guardian: 'Mum', confirm_by_mail: true })).body).toMatchObject({ code: 'no_address' });
		expect((await give(id, { source: 'double_opt_in' })).status).toBe(400);
		expect((await give(987_654)).status).toBe(404);
		expect(
			(await editor.ask('POST', `/customers/${id}/consents`, { purpose_id: purpose, channel: 'email', state: 'refused', source: 'phone' }))
				.status,
		).toBeOneOf([201, 403]);
	});

	test('merged customers are one person: a withdrawal of any member counts, also of one out of sight', async () => {
		const scope = await t.scope('elsewhere');
		const [survivor, member] = [await t.customer({ name: 'Dora' }), await t.customer({ name: 'Dora D.' })];
		await give(survivor, { at: '2026-01-01T00:00:00Z' });
		await give(member, { state: 'withdrawn', at: '2026-02-01T00:00:00Z' });
		expect(await reasonOf(survivor)).toBe('consent');
		await t.rows("update customers set golden_id = $1, state = 'merged', scope_id = $3 where id = $2", [survivor, member, scope]);
		await t.rows('update consents set scope_id = $2 where customer_id = $1', [member, scope]);
		expect(await reasonOf(survivor)).toBe('withdrawn');
		const asked = await editor.ask('POST', '/privacy/may-use', { ids: [survivor, member], purpose_id: purpose, channel: 'email' });
		expect(asked.body.items).toEqual([expect.objectContaining({ id: survivor, reason: 'withdrawn' })]);
	});

	test('thousands are decided at once', async () => {
		const ids = (
			await t.rows<{ id: number }>(
				`insert into customers (id, golden_id) overriding system value select id, id from (select nextval(pg_get_serial_sequence('customers', 'id')) as id from generate_series(1, 5000)) n returning id`,
			)
		).map(({ id }) => id);
		await t.rows(
			`insert into consents (customer_id, purpose_id, channel, state, source) select id, $1, 'email', 'given', 'import' from unnest($2::bigint[]) id where id % 2 = 0`,
			[purpose, ids],
		);
		const items = await use(ids);
		expect(items).toHaveLength(5000);
		expect(items.filter(({ reason }) => reason === 'consent')).toHaveLength(ids.filter((id) => id % 2 === 0).length);
		await t.rows('delete from customers where id = any ($1) and id % 2 = 1', [ids]);
	});
});

describe('double opt-in', () => {
	test('counts once the link of the mail was pressed, and pressing it again changes nothing', async () => {
		const id = await t.customer({ name: 'Emil', email: 'emil@example.com', language: 'zh-CN' });
		expect((await give(id, { confirm_by_mail: true, source: 'form' })).body.state).toBe('pending');
		expect(await reasonOf(id)).toBe('unconfirmed');
		const [letter] = await t.letters();
		expect(letter).toMatchObject({ to: 'emil@example.com', language: 'zh-CN', subject: expect.stringContaining('新闻邮件') });
		const path = new URL(letter!.link!.url).pathname;
		expect((await t.visit('GET', path)).body).toMatchObject({ what: 'consent', confirmed: false });
		expect(await reasonOf(id)).toBe('unconfirmed');
		const replies = await Promise.all([1, 2, 3].map(() => t.visit('POST', path)));
		expect(replies.map(({ status, body }) => [status, body.confirmed])).toEqual([
			[200, true],
			[200, true],
			[200, true],
		]);
		expect(await reasonOf(id)).toBe('consent');
		const given = await t.rows("select source, proof from consents where customer_id = $1 and state = 'given'", [id]);
		expect(given).toEqual([{ source: 'double_opt_in', proof: { ip: '127.0.0.1', user_agent: 'Test Browser' } }]);
		expect((await t.visit('POST', `${path}x`)).body).toMatchObject({ status: 404, code: 'link_unknown' });
	});
});

describe('the preference centre', () => {
	test('shows what stands and no more of the person than is needed, and keeps what was chosen, with its proof', async () => {
		const id = await t.customer({ name: '张小明', email: 'xiaoming@example.com', phone: '+8613912345678', country: 'CN' });
		await give(id);
		const path = await linkFor(id);
		const { status, body } = await t.visit('GET', path);
		expect(status).toBe(200);
		expect(body).toMatchObject({ name: '张••', email: 'x•••@example.com', phone: '•••78', language: 'zh-CN', can_ask: true });
		expect(JSON.stringify(body)).not.toMatch(/xiaoming|小明|139123/);
		const one = () => body.purposes.find((each: { id: number }) => each.id === purpose);
		expect(one().choices).toEqual([
			{ channel: 'email', kind: 'general', given: true },
			{ channel: 'phone', kind: 'general', given: false },
		]);
		expect(one().text.en).toBeTruthy();
		const saved = await t.visit('POST', path, {
			choices: [
				{ purpose_id: purpose, channel: 'email', given: false },
				{ purpose_id: purpose, channel: 'phone', given: true, text_id: one().text.id },
			],
		});
		expect(saved.status).toBe(200);
		expect(await reasonOf(id)).toBe('withdrawn');
		expect(await reasonOf(id, { channel: 'phone' })).toBe('consent');
		const rows = await t.rows(
			"select state, source, proof->>'user_agent' as agent, text_id is not null as text from consents where customer_id = $1 order by id",
			[id],
		);
		expect(rows.slice(1)).toEqual([
			{ state: 'withdrawn', source: 'preference_centre', agent: 'Test Browser', text: true },
			{ state: 'given', source: 'preference_centre', agent: 'Test Browser', text: true },
		]);
		expect(saved.body.history).toHaveLength(3);
		// What stands so already is not written again.
		await t.visit('POST', path, { choices: [{ purpose_id: purpose, channel: 'phone', given: true }] });
		expect((await t.visit('GET', path)).body.history).toHaveLength(3);
		await t.visit('POST', `${path}/withdraw`);
		expect(await reasonOf(id, { channel: 'phone' })).toBe('withdrawn');
		expect((await t.visit('POST', path, { choices: [{ purpose_id: 9999, channel: 'email', given: true }] })).body).toMatchObject({
			code: 'choice_unsuited',
		});
	});

	test('a link that is unknown, revoked, expired, for something else or of somebody gone is told alike', async () => {
		const id = await t.customer({ name: 'Finn', email: 'finn@example.com' });
		const paths = [await linkFor(id), await linkFor(id)];
		await t.rows(
			"update privacy_links set expires_at = now() - interval '1 second' where customer_id = $1 and hash = (select min(hash) from privacy_links where customer_id = $1)",
			[id],
		);
		const states = await Promise.all(paths.map(async (path) => (await t.visit('GET', path)).status));
		expect(states.sort()).toEqual([200, 404]);
		expect((await t.admin('DELETE', `/customers/${id}/preference-link`)).body).toEqual({ revoked: 1 });
		const replies = await Promise.all([...paths, '/preferences/x', `/preferences/${'A'.repeat(43)}`].map((path) => t.visit('GET', path)));
		expect(new Set(replies.map(({ status, body }) => `${status} ${body.code} ${body.title}`)).size).toBe(1);
		const fresh = await linkFor(id);
		expect((await t.visit('POST', fresh.replace('/preferences/', '/preferences/confirm/'))).status).toBe(404);
		await t.admin('DELETE', `/customers/${id}`);
		expect((await t.visit('GET', fresh)).status).toBe(404);
	});

	test('is sent by mail in the customer’s language', async () => {
		const id = await t.customer({ name: 'Gina', email: 'gina@example.com', language: 'de' });
		await t.letters();
		const { body } = await t.admin('POST', `/customers/${id}/preference-link`, { send: true });
		expect(body).toMatchObject({ url: null, sent_to: 'g•••@example.com' });
		const [letter] = await t.letters();
		expect(letter).toMatchObject({ to: 'gina@example.com', language: 'en' });
		expect((await t.visit('GET', new URL(letter!.link!.url).pathname)).status).toBe(200);
		const mute = await t.customer({ name: 'Hugo' });
		expect((await t.admin('POST', `/customers/${mute}/preference-link`, { send: true })).body).toMatchObject({ code: 'no_address' });
	});

	test('a request made there counts once it is confirmed by mail, and not more than three mails are sent an hour', async () => {
		const id = await t.customer({ name: 'Ida', email: 'ida@example.com' });
		const path = await linkFor(id);
		await t.letters();
		expect((await t.visit('POST', `${path}/requests`, { kind: 'access', details: 'all of it \u0001 "quoted"' })).body).toEqual({
			sent_to: 'i•••@example.com',
		});
		expect(await t.rows('select from privacy_requests where customer_id = $1', [id])).toEqual([]);
		const [letter] = await t.letters();
		await t.visit('POST', new URL(letter!.link!.url).pathname);
		await t.visit('POST', new URL(letter!.link!.url).pathname);
		const [row] = await t.rows('select kind, state, channel, details from privacy_requests where customer_id = $1', [id]);
		expect(row).toMatchObject({ kind: 'access', state: 'open', channel: 'preference_centre' });
		expect((await t.visit('GET', path)).body.requests).toEqual([expect.objectContaining({ kind: 'access', state: 'open' })]);
		await t.visit('POST', `${path}/requests`, { kind: 'erasure' });
		await t.visit('POST', `${path}/requests`, { kind: 'erasure' });
		expect((await t.visit('POST', `${path}/requests`, { kind: 'erasure' })).body).toMatchObject({ status: 429, code: 'asked_often' });
	});

	test('somebody under 14 is told that a guardian decides', async () => {
		const id = await t.customer({ name: 'Jo', birth_date: '2022-01-01' });
		await give(id, { guardian: 'Dad' });
		const path = await linkFor(id);
		expect((await t.visit('GET', path)).body.minor).toBe(true);
		expect((await t.visit('POST', path, { choices: [{ purpose_id: purpose, channel: 'phone', given: true }] })).body).toMatchObject({
			code: 'guardian_needed',
		});
		expect((await t.visit('POST', path, { choices: [{ purpose_id: purpose, channel: 'email', given: false }] })).status).toBe(200);
	});
});

describe('an export for a purpose', () => {
	const names = async (query: string) => {
		const reply = await t.admin('GET', `/customers/export?format=csv&fields=name&sort=name&${query}`);
		return { names: String(reply.body).trim().split('\n').slice(1), left: JSON.parse(String(reply.headers['x-left-out'] ?? '{}')), reply };
	};

	test('leaves out whom it does not permit, and counts why', async () => {
		const tag = 'for-export';
		const [yes, no, back, held] = await Promise.all(
			['Yes', 'No', 'Back', 'Held'].map((name) => t.customer({ name: `X ${name}`, tags: [tag] })),
		);
		for (const id of [yes, back, held]) await give(id!);
		await give(back!, { state: 'withdrawn' });
		await t.admin('POST', `/customers/${held}/limits`, { kind: 'restriction', reason: 'disputed' });
		const filter = `filter=${encodeURIComponent(JSON.stringify([{ field: 'tags', op: 'eq', value: tag }]))}`;
		const plain = await names(filter);
		expect(plain.reply.status, JSON.stringify(plain.reply.body)).toBe(200);
		expect(plain.names.sort()).toEqual(['X Back', 'X No', 'X Yes']);
		const asked = await names(`${filter}&purpose=${purpose}&channel=email`);
		expect(asked.reply.status, JSON.stringify(asked.reply.body)).toBe(200);
		expect(asked.names).toEqual(['X Yes']);
		expect(asked.left).toEqual({ no_consent: 1, withdrawn: 1, restricted: 1 });
		expect(no).toBeGreaterThan(0);
		expect((await names(`${filter}&purpose=9999`)).reply.body).toMatchObject({ code: 'purpose_not_found' });

		const settings = (await t.admin('GET', '/privacy/settings')).body;
		await t.admin('PUT', '/privacy/settings', { ...settings, purpose_required: true });
		expect((await names(filter)).reply.body).toMatchObject({ status: 400, code: 'purpose_required' });
		expect((await names(`${filter}&purpose=${purpose}&channel=email`)).names).toEqual(['X Yes']);
		await t.admin('PUT', '/privacy/settings', settings);
	});
});
