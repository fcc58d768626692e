// Tests of the decision whether data of a customer may be used for a purpose.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CustomerFacts, decide, isMinor, type LedgerEntry, type PurposeRules, standing } from './rules.ts';
import { channelsOrAny, consentKinds, consentStates } from './schema.ts';

const now = '2026-06-15T12:00:00Z';
let number = 0;
const entry = (rest: Partial<LedgerEntry> = {}): LedgerEntry => ({
	kind: 'general',
	channel: 'email',
	state: 'given',
	at: '2026-01-01T00:00:00Z',
	id: ++number,
	expires_at: null,
	guardian: false,
	...rest,
});
const facts = (rest: Partial<CustomerFacts> = {}): CustomerFacts => ({
	state: 'active',
	birth_date: null,
	restricted: false,
	objected: false,
	opted_out: false,
	use_limited: false,
	ledger: [],
	...rest,
});
const byConsent: PurposeRules = {
	gdpr_basis: 'consent',
	pipl_basis: 'consent',
	consent_required: true,
	separate_consents: [],
	sold_or_shared: false,
	sensitive: false,
	channels: ['email', 'phone'],
	archived: false,
};
const byContract: PurposeRules = { ...byConsent, gdpr_basis: 'contract', pipl_basis: 'contract', consent_required: false };
const byInterest: PurposeRules = { ...byConsent, gdpr_basis: 'legitimate_interests', pipl_basis: 'other_law', consent_required: false };
const reason = (customer: CustomerFacts, purpose = byConsent, channel: Parameters<typeof decide>[2] = 'email') =>
	decide(customer, purpose, channel, now).reason;

describe('a purpose that rests on consent', () => {
	test.each([
		['no entry', [], 'no_consent'],
		['given', [entry()], 'consent'],
		['given for all channels', [entry({ channel: 'any' })], 'consent'],
		['given for another channel', [entry({ channel: 'phone' })], 'no_consent'],
		['withdrawn later', [entry(), entry({ state: 'withdrawn', at: '2026-02-01T00:00:00Z' })], 'withdrawn'],
		['withdrawn for all channels later', [entry(), entry({ channel: 'any', state: 'withdrawn', at: '2026-02-01T00:00:00Z' })], 'withdrawn'],
		['withdrawn for another channel', [entry(), entry({ channel: 'phone', state: 'withdrawn', at: '2026-02-01T00:00:00Z' })], 'consent'],
		['given again after a withdrawal', [entry({ state: 'withdrawn' }), entry({ at: '2026-02-01T00:00:00Z' })], 'consent'],
		['told in the wrong order', [entry({ at: '2026-02-01T00:00:00Z' }), entry({ state: 'withdrawn' })], 'consent'],
		['refused', [entry({ state: 'refused' })], 'refused'],
		['waiting for the second click', [entry({ state: 'pending' })], 'unconfirmed'],
		['given, asked to confirm again', [entry(), entry({ state: 'pending', at: '2026-03-01T00:00:00Z' })], 'consent'],
		[
			'withdrawn, asked to confirm again',
			[entry({ state: 'withdrawn' }), entry({ state: 'pending', at: '2026-03-01T00:00:00Z' })],
			'withdrawn',
		],
		['expired', [entry({ expires_at: '2026-06-15T12:00:00Z' })], 'expired'],
		['not expired yet', [entry({ expires_at: '2026-06-15T12:00:01Z' })], 'consent'],
		['a separate consent alone', [entry({ kind: 'sensitive' })], 'no_consent'],
		['a tie: what takes back counts', [entry({ state: 'withdrawn' }), entry()], 'withdrawn'],
		[
			'times in another zone',
			[entry({ at: '2026-01-01T09:00:00+08:00' }), entry({ state: 'withdrawn', at: '2026-01-01T00:59:59Z' })],
			'consent',
		],
	] as const)('%s', (_name, ledger, expected) => {
		expect(reason(facts({ ledger: [...ledger] }))).toBe(expected);
	});

	test('it is enough that one of the two laws rests on it', () => {
		expect(reason(facts(), { ...byInterest, pipl_basis: 'consent' })).toBe('no_consent');
		expect(reason(facts(), { ...byInterest, gdpr_basis: 'consent', pipl_basis: null })).toBe('no_consent');
	});

	test('without a channel only consent for all channels counts', () => {
		expect(reason(facts({ ledger: [entry()] }), byConsent, null)).toBe('no_consent');
		expect(reason(facts({ ledger: [entry({ channel: 'any' })] }), byConsent, null)).toBe('consent');
	});
});

describe('what goes before every consent', () => {
	const ledger = [entry({ channel: 'any' })];
	test.each([
		['deleted', facts({ state: 'deleted', ledger }), byConsent, 'gone'],
		['merged without a survivor', facts({ state: 'merged', ledger }), byConsent, 'gone'],
		['the purpose was ended', facts({ ledger }), { ...byConsent, archived: true }, 'purpose_ended'],
		['restricted', facts({ ledger, restricted: true }), byConsent, 'restricted'],
		['restricted, even for a contract', facts({ restricted: true }), byContract, 'restricted'],
		['objected', facts({ ledger, objected: true }), byConsent, 'objected'],
		['objected to a legitimate interest', facts({ objected: true }), byInterest, 'objected'],
		['a contract goes on after an objection', facts({ objected: true }), byContract, 'basis'],
		['one basis of two yields', facts({ objected: true }), { ...byContract, pipl_basis: 'other_law' }, 'objected'],
	] as const)('%s', (_name, customer, purpose, expected) => {
		expect(reason(customer, purpose as PurposeRules)).toBe(expected);
	});

	test('a channel that the purpose does not use', () => {
		expect(reason(facts({ ledger }), byConsent, 'post')).toBe('channel_unsuited');
		expect(reason(facts({ ledger }), { ...byConsent, channels: [] }, 'post')).toBe('consent');
	});
});

describe('a purpose that rests on something else', () => {
	test('needs no entry', () => {
		expect(reason(facts(), byContract)).toBe('basis');
		expect(reason(facts(), byInterest)).toBe('basis');
	});
	test('a no in the ledger counts as an objection, where one counts', () => {
		for (const state of ['withdrawn', 'refused'] as const) {
			expect(reason(facts({ ledger: [entry({ state })] }), byInterest)).toBe(state);
			expect(reason(facts({ ledger: [entry({ state })] }), byContract)).toBe('basis');
		}
	});
});

describe('separate consents', () => {
	const purpose: PurposeRules = { ...byConsent, separate_consents: ['sensitive', 'abroad'] };
	const general = entry({ channel: 'any' });
	test('each of them has to stand', () => {
		expect(decide(facts({ ledger: [general] }), purpose, 'email', now)).toEqual({
			allowed: false,
			reason: 'separate_missing',
			separate: 'sensitive',
		});
		const one = [general, entry({ kind: 'sensitive', channel: 'any' })];
		expect(decide(facts({ ledger: one }), purpose, 'email', now)).toMatchObject({ separate: 'abroad' });
		const both = [...one, entry({ kind: 'abroad', channel: 'email' })];
		expect(decide(facts({ ledger: both }), purpose, 'email', now).allowed).toBe(true);
		const back = [...both, entry({ kind: 'abroad', channel: 'any', state: 'withdrawn', at: '2026-05-01T00:00:00Z' })];
		expect(decide(facts({ ledger: back }), purpose, 'email', now)).toMatchObject({ reason: 'separate_missing', separate: 'abroad' });
	});
	test('are asked for where the rest is owed by contract, too', () => {
		expect(reason(facts(), { ...byContract, separate_consents: ['abroad'] })).toBe('separate_missing');
	});
});

describe('rights of the CCPA', () => {
	const sold: PurposeRules = { ...byInterest, sold_or_shared: true };
	test('opting out ends what sells or shares, whatever was agreed to, and nothing else', () => {
		const opted_out = true;
		expect(reason(facts({ opted_out }), sold)).toBe('opted_out');
		expect(reason(facts({ opted_out, ledger: [entry()] }), { ...byConsent, sold_or_shared: true })).toBe('opted_out');
		expect(reason(facts({ opted_out }), byInterest)).toBe('basis');
		expect(reason(facts(), sold)).toBe('basis');
	});
	test('limiting sensitive data ends its use except where a contract or a law asks for it', () => {
		const use_limited = true;
		expect(reason(facts({ use_limited }), { ...byInterest, sensitive: true })).toBe('use_limited');
		expect(reason(facts({ use_limited }), byInterest)).toBe('basis');
		expect(reason(facts({ use_limited }), { ...byContract, sensitive: true })).toBe('basis');
	});
	test('below 16 selling and sharing needs consent, below 14 a guardian’s', () => {
		expect(reason(facts({ birth_date: '2011-01-01' }), sold)).toBe('no_consent');
		expect(reason(facts({ birth_date: '2011-01-01', ledger: [entry()] }), sold)).toBe('consent');
		expect(reason(facts({ birth_date: '2015-01-01', ledger: [entry()] }), sold)).toBe('guardian_missing');
		expect(reason(facts({ birth_date: '2010-06-15' }), sold)).toBe('basis');
		expect(reason(facts({ birth_date: '2011-01-01' }), byInterest)).toBe('basis');
	});
});

describe('children', () => {
	test.each([
		['2012-06-16', true],
		['2012-06-15', false],
		['2012-06-14', false],
		['2026-01-01', true],
		[null, false],
	])('born on %s is younger than 14 on 15 June 2026: %s', (birth, minor) => {
		expect(isMinor(birth, '2026-06-15')).toBe(minor);
	});
	test('born on 29 February: 14 on 1 March', () => {
		expect(isMinor('2012-02-29', '2026-02-28')).toBe(true);
		expect(isMinor('2012-02-29', '2026-03-01')).toBe(false);
	});
	test('under 14 the consent is a guardian’s, the separate ones as well', () => {
		const birth_date = '2015-01-01';
		const guardian = entry({ guardian: true });
		expect(reason(facts({ birth_date, ledger: [entry()] }))).toBe('guardian_missing');
		expect(reason(facts({ birth_date, ledger: [guardian] }))).toBe('consent');
		const purpose = { ...byConsent, separate_consents: ['sensitive'] as const };
		expect(reason(facts({ birth_date, ledger: [guardian, entry({ kind: 'sensitive' })] }), purpose)).toBe('guardian_missing');
		expect(reason(facts({ birth_date: '2012-06-15', ledger: [entry()] }))).toBe('consent');
	});
});

describe('whatever the ledger holds', () => {
	const anyEntry: fc.Arbitrary<LedgerEntry> = fc.record({
		kind: fc.constantFrom(...consentKinds),
		channel: fc.constantFrom(...channelsOrAny),
		state: fc.constantFrom(...consentStates),
		at: fc.integer({ min: 0, max: 5 }).map((hour) => `2026-01-01T0${hour}:00:00Z`),
		id: fc.integer({ min: 1, max: 1_000_000 }),
		expires_at: fc.constantFrom(null, '2026-03-01T00:00:00Z', '2027-01-01T00:00:00Z'),
		guardian: fc.boolean(),
	});
	const ledgers = fc.uniqueArray(anyEntry, { selector: ({ id }) => id, maxLength: 12 });

	test('the order in which it is read does not matter', () => {
		fc.assert(
			fc.property(ledgers, fc.constantFrom(...channelsOrAny), (ledger, channel) => {
				const turned = [...ledger].reverse();
				for (const kind of consentKinds)
					expect(
						standing(turned, kind, channel)?.state === 'pending' || standing(turned, kind, channel) === standing(ledger, kind, channel),
					).toBe(true);
				expect(decide(facts({ ledger: turned }), byConsent, channel, now)).toEqual(decide(facts({ ledger }), byConsent, channel, now));
			}),
		);
	});
	test('a withdrawal for all channels, later than all else, ends it everywhere', () => {
		fc.assert(
			fc.property(ledgers, fc.constantFrom('email' as const, 'phone' as const), (ledger, channel) => {
				const last = entry({ channel: 'any', state: 'withdrawn', at: '2026-06-01T00:00:00Z', id: 2_000_000 });
				expect(decide(facts({ ledger: [...ledger, last] }), byConsent, channel, now)).toEqual({ allowed: false, reason: 'withdrawn' });
			}),
		);
	});
	test('nothing is allowed without a consent that was given and has not expired', () => {
		fc.assert(
			fc.property(ledgers, (ledger) => {
				const has = ledger.some(
					({ kind, state, expires_at }) => kind === 'general' && state === 'given' && (expires_at === null || expires_at > now),
				);
				if (!has) expect(decide(facts({ ledger }), byConsent, 'email', now).allowed).toBe(false);
			}),
		);
	});
});
