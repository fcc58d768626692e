// Pure decisions about consent: may data of a customer be used for a purpose, over a channel, and why not.
import type { ChannelOrAny, ConsentKind, ConsentState, GdprBasis, PiplBasis, Purpose, Reason, SeparateConsent } from './schema.ts';

/** What of a purpose decides. */
export interface PurposeRules {
	readonly gdpr_basis: GdprBasis | null;
	readonly pipl_basis: PiplBasis | null;
	readonly consent_required: boolean;
	/** Those that are needed, chosen or by law. */
	readonly separate_consents: readonly SeparateConsent[];
	readonly sold_or_shared: boolean;
	readonly sensitive: boolean;
	/** Empty: the purpose reaches nobody, or over any channel. */
	readonly channels: readonly string[];
	readonly archived: boolean;
}

/** What of a purpose in the register decides. */
export function rulesOf({ archived_at, needed_consents, ...purpose }: Purpose): PurposeRules {
	const sensitive = purpose.data_kinds.includes('sensitive');
	return { ...purpose, separate_consents: needed_consents, sensitive, archived: archived_at !== null };
}

/** A row of the ledger about this purpose, of any member of the customer. */
export interface LedgerEntry {
	readonly kind: ConsentKind;
	readonly channel: ChannelOrAny;
	readonly state: ConsentState;
	/** ISO 8601, UTC, all in the same form. */
	readonly at: string;
	readonly id: number;
	readonly expires_at: string | null;
	readonly guardian: boolean;
}

/** What is known of one customer, over all members. */
export interface CustomerFacts {
	/** The state of the customer that it stands for. */
	readonly state: string;
	/** yyyy-mm-dd */
	readonly birth_date: string | null;
	readonly restricted: boolean;
	/** An objection to this purpose, or to all. */
	readonly objected: boolean;
	/** Of sale and sharing (CCPA § 1798.120). */
	readonly opted_out: boolean;
	/** Sensitive data for nothing but what was asked for (CCPA § 1798.121). */
	readonly use_limited: boolean;
	readonly ledger: readonly LedgerEntry[];
}

export interface Decision {
	readonly allowed: boolean;
	readonly reason: Reason;
	/** Which separate consent is missing. */
	readonly separate?: SeparateConsent;
}

/** Years from which somebody consents for himself (PIPL article 31: a guardian's consent for minors under 14). */
export const ageOfConsent = 14;

/** Years below which data is sold or shared with consent alone (CCPA § 1798.120(c)). */
const ageOfSale = 16;

/** Whether somebody born on this day is younger on another (both yyyy-mm-dd). Who is born on 29 February has birthday on 1 March of other years. */
function isBelow(age: number, birth_date: string | null, today: string): boolean {
	if (birth_date === null) return false;
	const coming = `${String(Number(birth_date.slice(0, 4)) + age).padStart(4, '0')}${birth_date.slice(4, 10)}`;
	return today < coming;
}

export const isMinor = (birth_date: string | null, today: string): boolean => isBelow(ageOfConsent, birth_date, today);

/** Of two entries of one moment what takes back counts: nobody is written to because of a tie. */
const weight: Readonly<Record<ConsentState, number>> = { pending: 0, given: 1, refused: 2, withdrawn: 3 };

/** Whether the first entry is later than the second. */
function later(one: LedgerEntry, other: LedgerEntry): boolean {
	const [a, b] = [Date.parse(one.at), Date.parse(other.at)];
	if (a !== b) return a > b;
	if (weight[one.state] !== weight[other.state]) return weight[one.state] > weight[other.state];
	return one.id > other.id;
}

/**
 * What stands of one kind of consent for a channel: the latest entry of this channel or of `any`. A request for confirmation (pending) takes nothing
 * back: a consent before it stands on.
 */
export function standing(ledger: readonly LedgerEntry[], kind: ConsentKind, channel: ChannelOrAny): LedgerEntry | undefined {
	let last: LedgerEntry | undefined;
	for (const entry of ledger) {
		if (entry.kind !== kind || (entry.channel !== channel && entry.channel !== 'any')) continue;
		if (last && entry.state === 'pending' && last.state !== 'pending') continue;
		if (!last || (last.state === 'pending' && entry.state !== 'pending') || later(entry, last)) last = entry;
	}
	return last;
}

/** Bases under which the processing is owed to somebody: no objection ends it (GDPR article 21(1)). */
const owed: ReadonlySet<string> = new Set(['contract', 'legal_obligation', 'vital_interests', 'statutory_duty', 'emergency']);

/** Whether an objection ends it. Which law protects a customer is not known, so every basis that was named has to hold. */
function yieldsToObjection({ gdpr_basis, pipl_basis }: PurposeRules): boolean {
	return [gdpr_basis, pipl_basis].some((basis) => basis !== null && !owed.has(basis));
}

/** Whether it needs consent: where one of the two laws does, it does. */
export function restsOnConsent({ consent_required, gdpr_basis, pipl_basis }: PurposeRules): boolean {
	return consent_required || gdpr_basis === 'consent' || pipl_basis === 'consent';
}

/** Whether a person decides about it himself: by consent, or by objecting. */
export function isOffered(purpose: PurposeRules): boolean {
	return !purpose.archived && (restsOnConsent(purpose) || yieldsToObjection(purpose) || purpose.separate_consents.length > 0);
}

/** The rights of the CCPA that speak against a purpose once somebody makes use of them. What a contract or a law asks for is not limited (§ 1798.121(a)). */
export function rightsAgainst(purpose: PurposeRules): ('opt_out' | 'limit_use')[] {
	const limits = purpose.sensitive && yieldsToObjection(purpose);
	return [...(purpose.sold_or_shared ? ['opt_out' as const] : []), ...(limits ? ['limit_use' as const] : [])];
}

/** Why a right of the CCPA speaks against the use; null where none does. */
function forbidden({ opted_out, use_limited }: CustomerFacts, purpose: PurposeRules): Reason | null {
	const rights = rightsAgainst(purpose);
	if (opted_out && rights.includes('opt_out')) return 'opted_out';
	return use_limited && rights.includes('limit_use') ? 'use_limited' : null;
}

/** Whether what was opted out of, or limited, leaves nothing to choose. */
export const isForbidden = (facts: CustomerFacts, purpose: PurposeRules): boolean => forbidden(facts, purpose) !== null;

/** Whether this customer has to consent: some do for their age alone. */
export function needsConsent({ birth_date }: CustomerFacts, purpose: PurposeRules, now: string): boolean {
	return restsOnConsent(purpose) || (purpose.sold_or_shared && isBelow(ageOfSale, birth_date, now.slice(0, 10)));
}

/** How a switch of the preference centre stands: on where nothing but other reasons speaks against the use. */
export function isConsented(facts: CustomerFacts, purpose: PurposeRules, kind: ConsentKind, channel: ChannelOrAny, now: string): boolean {
	if (isForbidden(facts, purpose)) return false;
	const entry = standing(facts.ledger, kind, channel);
	if (kind !== 'general' || needsConsent(facts, purpose, now)) return lacking(entry, now) === null;
	return !facts.objected && entry?.state !== 'withdrawn' && entry?.state !== 'refused';
}

/**
 * Whether sensitive data may be recorded for a purpose that names it: by a consent of its own over any channel, or by the consent to the purpose where the law
 * asks for one alone (GDPR article 9(2)(a)); a guardian's for minors. A purpose that asks for neither rests on something else, to which nobody may have objected.
 */
export function consentsToSensitive(facts: CustomerFacts, purpose: PurposeRules, now: string): boolean {
	if (facts.restricted || purpose.archived) return false;
	const kind = purpose.separate_consents.includes('sensitive') ? 'sensitive' : 'general';
	if (kind === 'general' && !restsOnConsent(purpose)) return !(facts.objected && yieldsToObjection(purpose));
	const minor = isMinor(facts.birth_date, now.slice(0, 10));
	return ['any', ...purpose.channels].some((channel) => {
		const entry = standing(facts.ledger, kind, channel as ChannelOrAny);
		return lacking(entry, now) === null && (!minor || entry!.guardian);
	});
}

/** Why what stands of a consent does not carry the use; null where it does. */
function lacking(entry: LedgerEntry | undefined, now: string): Reason | null {
	if (!entry) return 'no_consent';
	if (entry.state === 'pending') return 'unconfirmed';
	if (entry.state !== 'given') return entry.state;
	return entry.expires_at !== null && Date.parse(entry.expires_at) <= Date.parse(now) ? 'expired' : null;
}

/**
 * The one decision whether data of a customer may be used (decision 0023). `channel` null: used without reaching the person; then a general consent
 * for any single channel is not enough, it must have been given for all.
 * @param now ISO 8601, UTC
 */
export function decide(facts: CustomerFacts, purpose: PurposeRules, channel: ChannelOrAny | null, now: string): Decision {
	const no = (reason: Reason, separate?: SeparateConsent): Decision => ({ allowed: false, reason, ...(separate && { separate }) });
	if (facts.state !== 'active') return no('gone');
	if (purpose.archived) return no('purpose_ended');
	if (facts.restricted) return no('restricted');
	if (facts.objected && yieldsToObjection(purpose)) return no('objected');
	const right = forbidden(facts, purpose);
	if (right) return no(right);
	const asked = channel ?? 'any';
	if (asked !== 'any' && purpose.channels.length > 0 && !purpose.channels.includes(asked)) return no('channel_unsuited');

	const general = standing(facts.ledger, 'general', asked);
	const byConsent = needsConsent(facts, purpose, now);
	const minor = isMinor(facts.birth_date, now.slice(0, 10));
	if (byConsent) {
		const reason = lacking(general, now);
		if (reason) return no(reason);
		if (minor && !general!.guardian) return no('guardian_missing');
	} else if (yieldsToObjection(purpose) && general && (general.state === 'withdrawn' || general.state === 'refused')) {
		// Nobody had to ask, but the person said no: that is an objection.
		return no(general.state);
	}
	for (const kind of purpose.separate_consents) {
		const entry = standing(facts.ledger, kind, asked);
		const reason = lacking(entry, now);
		if (reason) return no('separate_missing', kind);
		if (minor && !entry!.guardian) return no('guardian_missing', kind);
	}
	return { allowed: true, reason: byConsent ? 'consent' : 'basis' };
}
