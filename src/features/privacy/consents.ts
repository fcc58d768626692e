// Consents of a customer as people of the company record and read them; the customer's own door is preferences.ts.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import { pageLink, sendMail } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { customerError } from '../customers/messages.ts';
import { readHead } from '../customers/queries.ts';
import { refuseGone } from '../customers/standing.ts';
import * as queries from './consent-queries.ts';
import { insertLink } from './link-queries.ts';
import { demandPurpose, explained } from './may-use.ts';
import { privacyError as error } from './messages.ts';
import { findText, listPurposes } from './queries.ts';
import { rightsError } from './rights-errors.ts';
import { decide, isMinor, rightsAgainst, rulesOf } from './rules.ts';
import { addMonths } from './rules-deadlines.ts';
import type { ChannelOrAny, Consent, ConsentKind, consentSources, Purpose } from './schema.ts';

/** What is recorded for a customer, as the request has it. */
export interface ConsentInput {
	readonly purpose_id: number;
	readonly channel: ChannelOrAny;
	readonly kind?: ConsentKind | undefined;
	readonly state: 'given' | 'refused' | 'withdrawn';
	readonly source: (typeof consentSources)[number];
	readonly text_id?: number | undefined;
	readonly at?: string | undefined;
	readonly expires_at?: string | null | undefined;
	readonly guardian?: string | null | undefined;
	readonly note?: string | null | undefined;
	readonly confirm_by_mail?: boolean | undefined;
}

/** How long somebody has to confirm by mail. */
const confirmDays = 7;

export const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

/** The language that mails to a customer are in: his own, else Chinese in China. */
export function languageFor(
	{ language, country }: { readonly language: string | null; readonly country: string | null },
	home: string,
): Language {
	if (language) return language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
	return (country ?? home) === 'CN' ? 'zh-CN' : 'en';
}

/** An address that only its owner knows again: m•••@example.com. */
export function maskedEmail(email: string | null): string | null {
	if (email === null) return null;
	const at = email.lastIndexOf('@');
	return `${email.slice(0, 1)}•••${email.slice(at)}`;
}

/** A customer that this person sees and that is active. Not locked: who is in charge of privacy need not have the right to change customers. */
export async function holderOf(client: Queryable, id: number): Promise<queries.Holder> {
	const head = await readHead(client, id);
	if (!head) throw customerError('customer_not_found', { id });
	refuseGone(id, head.state, head.golden_id);
	return head;
}

/** The text that was shown: the one that is named, else the newest; null for what needs none. */
async function textOf(client: Queryable, purpose: Purpose, text_id: number | undefined, needed: boolean): Promise<Purpose['text']> {
	if (text_id === undefined) {
		if (!purpose.text && needed) throw error('text_missing');
		return purpose.text;
	}
	const text = await findText(client, purpose.id, text_id);
	if (!text) throw error('text_not_found', { id: text_id });
	return text;
}

/** Refuses to ask somebody again who opted out of sale and sharing, or limited sensitive data, within twelve months (CCPA § 1798.135(c)(4)). */
async function refuseAskingAgain(client: Queryable, golden_id: number, purpose: Purpose): Promise<void> {
	const kinds = rightsAgainst(rulesOf(purpose));
	const last = kinds.length > 0 ? await queries.lastLimited(client, golden_id, kinds) : null;
	if (last && addMonths(last.slice(0, 10), 12) > new Date().toISOString().slice(0, 10))
		throw rightsError('asked_within_year', { day: last.slice(0, 10) });
}

/** Adds what somebody said to the ledger. With confirm_by_mail a consent counts only when the customer presses the link. */
export async function recordConsent(
	client: Queryable,
	services: Services,
	principal: Principal,
	id: number,
	input: ConsentInput,
): Promise<Consent> {
	const head = await holderOf(client, id);
	const purpose = await demandPurpose(client, input.purpose_id);
	const given = input.state === 'given';
	if (input.channel !== 'any' && purpose.channels.length > 0 && !purpose.channels.includes(input.channel)) throw error('channel_unsuited');
	const at = input.at ?? new Date().toISOString();
	if (Date.parse(at) > Date.now() + 60_000) throw error('consent_in_future');
	if (input.expires_at && Date.parse(input.expires_at) <= Date.parse(at)) throw error('expiry_before');
	const { rows } = await client.query<{ birth_date: string | null; email: string | null; language: string | null; country: string | null }>(
		'select birth_date, email, language, country from customers where id = $1',
		[id],
	);
	const person = rows[0]!;
	if (given && !input.guardian && isMinor(person.birth_date, at.slice(0, 10))) throw error('guardian_needed');
	const text = await textOf(client, purpose, input.text_id, given);
	const text_id = text?.id ?? null;
	const confirming = given && input.confirm_by_mail === true;
	if (confirming && !person.email) throw error('no_address');
	if (confirming) await refuseAskingAgain(client, head.golden_id, purpose);
	const entry: queries.NewConsent = {
		purpose_id: purpose.id,
		channel: input.channel,
		kind: input.kind ?? 'general',
		state: confirming ? 'pending' : input.state,
		text_id,
		source: input.source,
		proof: input.note ? { note: input.note } : {},
		guardian: input.guardian ?? null,
		at: input.at ?? null,
		expires_at: input.expires_at ?? null,
	};
	const [consent_id] = await queries.insertConsents(client, head, [entry], principal.user_id);
	await audit(client, {
		action: `privacy.consent_${entry.state}`,
		entity: 'consents',
		entity_id: consent_id!,
		customer_id: id,
		detail: { purpose_id: purpose.id, channel: entry.channel, kind: entry.kind, source: entry.source },
	});
	if (confirming) {
		const detail = {
			purpose_id: purpose.id,
			channel: entry.channel,
			kind: entry.kind,
			text_id,
			guardian: entry.guardian,
			expires_at: entry.expires_at,
		};
		const token = await insertLink(client, {
			customer_id: id,
			kind: 'confirm_consent',
			detail,
			expires: inDays(confirmDays),
			by: principal.user_id,
		});
		await sendMail(client, services, {
			to: person.email!,
			language: languageFor(person, services.config.defaultCountry),
			subject: { 'zh-CN': `请确认：${purpose.name_zh}`, en: `Please confirm: ${purpose.name_en}` },
			paragraphs: [
				{ 'zh-CN': text?.text_zh ?? purpose.name_zh, en: text?.text_en ?? purpose.name_en },
				{
					'zh-CN': '如果您同意，请点击下面的按钮确认。如果不是您本人，请忽略这封邮件，不会发生任何事情。',
					en: 'If you agree, press the button below. If this was not you, ignore this mail: nothing will happen.',
				},
			],
			link: { words: { 'zh-CN': '确认同意', en: 'Confirm' }, url: pageLink(services.config, `/preferences/confirm/${token}`) },
		});
	}
	return queries.findConsent(client, id, consent_id!);
}

/** What stands for each purpose and channel, the ledger, and limits. */
export async function consentsOf(client: Queryable, language: Language, id: number, before: number | null, most: number) {
	await holderOf(client, id);
	const standing = [];
	const now = new Date().toISOString();
	for (const purpose of await listPurposes(client, false, 0, 200)) {
		const facts = (await queries.factsOf(client, [id], purpose.id)).get(id)!;
		for (const channel of purpose.channels.length > 0 ? purpose.channels : (['any'] as const)) {
			const decision = decide(facts, rulesOf(purpose), channel, now);
			const { allowed, reason } = decision;
			standing.push({ purpose_id: purpose.id, channel, allowed, reason, message: explained(decision)[language] });
		}
	}
	const rows = await queries.listConsents(client, id, before, most + 1);
	return {
		standing,
		limits: await queries.listLimits(client, id),
		items: rows.slice(0, most),
		next: rows.length > most ? rows[most - 1]!.id : null,
	};
}
