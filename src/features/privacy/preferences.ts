// The customer's own door: what somebody who holds a link sees and decides, without an account. Everything goes to the ledger with its proof.
import type { FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { type Context, type Queryable, write } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { mailConfigured, pageLink, sendMail } from '../../platform/mail.ts';
import { traceOf } from '../../platform/refusals.ts';
import type { Services } from '../../platform/services.ts';
import * as ledger from './consent-queries.ts';
import { inDays, languageFor, maskedEmail } from './consents.ts';
import type { Preferences } from './endpoints-consents.ts';
import {
	consumeLink,
	countRecentLinks,
	findLink,
	insertLink,
	type LinkedCustomer,
	type LinkKind,
	type LinkRow,
	linkedCustomer,
} from './link-queries.ts';
import { privacyError as error, requestKindWords } from './messages.ts';
import { findPurpose, findText, listPurposes, readSettings } from './queries.ts';
import { listCustomerRequests } from './request-queries.ts';
import { limitCustomer, openRequest, unlimitCustomer } from './requests.ts';
import { rightsError } from './rights-errors.ts';
import { isConsented, isForbidden, isMinor, isOffered, needsConsent, rulesOf } from './rules.ts';
import type { ChannelOrAny, ConsentKind, Purpose, RequestKind } from './schema.ts';

/** Mails that a link may cause within an hour: nobody's inbox is flooded by whoever got hold of it. */
const mailsAnHour = 3;
const confirmDays = 7;

/** A link that was opened: for whom it speaks, and the context in which its holder acts. */
export interface Opened {
	readonly link: LinkRow;
	readonly customer: LinkedCustomer;
	readonly context: Context;
	readonly proof: Readonly<Record<string, string>>;
}

/** Opens a link. Unknown, expired and revoked ones and those of customers who are gone are told alike, so that nothing can be found out by trying. */
export async function openLink(services: Services, request: FastifyRequest, token: string, kinds: readonly LinkKind[]): Promise<Opened> {
	const { owner } = services.database;
	const link = await findLink(owner, token, kinds);
	const customer = link && (await linkedCustomer(owner, link.customer_id));
	if (!link || !customer) throw error('link_unknown');
	const agent = (request.headers['user-agent'] ?? '').replace(/\p{Cc}/gu, '').slice(0, 300);
	return {
		link,
		customer,
		context: { user_id: 0, scopes: customer.scopes, trace: traceOf(request, 'preference_centre'), request: { request: request.id } },
		proof: { ip: request.ip, user_agent: agent },
	};
}

/** The places of a purpose at which something can be chosen. */
function placesOf(purpose: Purpose): { channel: ChannelOrAny; kind: ConsentKind }[] {
	const channels: readonly ChannelOrAny[] = purpose.channels.length > 0 ? purpose.channels : ['any'];
	return [
		...channels.map((channel) => ({ channel, kind: 'general' as const })),
		...purpose.needed_consents.map((kind) => ({ channel: 'any' as const, kind })),
	];
}

interface Chosen {
	readonly purpose: Purpose;
	readonly choices: readonly { readonly channel: ChannelOrAny; readonly kind: ConsentKind; readonly given: boolean }[];
	/** Opted out of, or limited: there is nothing to choose until that is taken back. */
	readonly forbidden: boolean;
	readonly byConsent: boolean;
}

/** The purposes about which a customer may decide, and how it stands. */
async function chosenBy(client: Queryable, customer: LinkedCustomer): Promise<Chosen[]> {
	const now = new Date().toISOString();
	const chosen: Chosen[] = [];
	for (const purpose of await listPurposes(client, false, 0, 200)) {
		const rules = rulesOf(purpose);
		if (!isOffered(rules)) continue;
		const facts = (await ledger.factsOf(client, [customer.id], purpose.id)).get(customer.id)!;
		chosen.push({
			purpose,
			forbidden: isForbidden(facts, rules),
			byConsent: needsConsent(facts, rules, now),
			choices: placesOf(purpose).map((place) => ({ ...place, given: isConsented(facts, rules, place.kind, place.channel, now) })),
		});
	}
	return chosen;
}

const name = (purpose: { name_zh: string; name_en: string }): Words => ({ 'zh-CN': purpose.name_zh, en: purpose.name_en });

/** Of a name only how it begins: 张•, M••. */
function maskedName(text: string | null): string | null {
	const letters = [...(text ?? '')];
	return letters.length === 0 ? null : `${letters[0]}${'•'.repeat(Math.min(2, Math.max(1, letters.length - 1)))}`;
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** Whether the browser sends Global Privacy Control: a valid opt-out of sale and sharing (CCPA regulations § 7025). */
export const sendsSignal = (request: FastifyRequest): boolean => request.headers['sec-gpc'] === '1';

/** The rights of the CCPA that are of use here: those whose kind of purpose there is, or that stand. */
async function limitsOf(client: Queryable, customer: LinkedCustomer): Promise<Preferences['limits']> {
	const purposes = await listPurposes(client, false, 0, 200);
	const standing = await ledger.listLimits(client, customer.id);
	const offered = { opt_out: purposes.some((one) => one.sold_or_shared), limit_use: purposes.some((one) => rulesOf(one).sensitive) };
	return (['opt_out', 'limit_use'] as const)
		.map((kind) => ({ kind, on: standing.some((one) => one.kind === kind) }))
		.filter(({ kind, on }) => on || offered[kind]);
}

/** Opts out, or limits, at once and without any proof; or takes that back. What the browser asks for by its signal cannot be taken back here. */
export async function setLimit(
	client: Queryable,
	{ customer, proof }: Opened,
	kind: Preferences['limits'][number]['kind'],
	on: boolean,
	source: 'preference_centre' | 'gpc' = 'preference_centre',
): Promise<void> {
	await ledger.lockLimits(client, customer.golden_id);
	const now = (await limitsOf(client, customer)).find((one) => one.kind === kind);
	if (!now) throw error('choice_unsuited');
	if (now.on === on) return;
	if (on) {
		await limitCustomer(client, customer, { kind, reason: null, source, proof }, null);
		return;
	}
	for (const { id } of (await ledger.listLimits(client, customer.id)).filter((one) => one.kind === kind))
		await unlimitCustomer(client, customer, id, null);
}

/** Opts out whom the browser's signal speaks for. */
export async function heedSignal(client: Queryable, opened: Opened): Promise<void> {
	const offered = (await limitsOf(client, opened.customer)).some(({ kind }) => kind === 'opt_out');
	if (offered) await setLimit(client, opened, 'opt_out', true, 'gpc');
}

/** What the holder of a link sees. */
export async function showPreferences(
	client: Queryable,
	services: Services,
	customer: LinkedCustomer,
	signal: boolean,
): Promise<Preferences> {
	const chosen = await chosenBy(client, customer);
	const purposes = new Map(chosen.map(({ purpose }) => [purpose.id, purpose]));
	const history = await ledger.listConsents(client, customer.id, null, 100);
	for (const { purpose_id } of history) {
		if (purposes.has(purpose_id)) continue;
		purposes.set(purpose_id, (await findPurpose(client, purpose_id))!);
	}
	return {
		name: maskedName(customer.name),
		email: maskedEmail(customer.email),
		phone: customer.phone && `•••${customer.phone.slice(-2)}`,
		language: languageFor(customer, services.config.defaultCountry),
		minor: isMinor(customer.birth_date, today()),
		purposes: chosen.map(({ purpose, choices, forbidden, byConsent }) => ({
			id: purpose.id,
			name: name(purpose),
			description: { 'zh-CN': purpose.description_zh, en: purpose.description_en },
			text: purpose.text && { id: purpose.text.id, version: purpose.text.version, 'zh-CN': purpose.text.text_zh, en: purpose.text.text_en },
			by_consent: byConsent,
			forbidden,
			choices: [...choices],
		})),
		limits: await limitsOf(client, customer),
		by_signal: signal,
		history: history.map(({ id, at, purpose_id, channel, kind, state }) => ({
			id,
			at,
			purpose: name(purposes.get(purpose_id)!),
			channel,
			kind,
			state,
		})),
		requests: await listCustomerRequests(client, customer.id),
		can_ask: customer.email !== null && mailConfigured(services.config),
	};
}

export interface Choice {
	readonly purpose_id: number;
	readonly channel: ChannelOrAny;
	readonly kind?: ConsentKind | undefined;
	readonly given: boolean;
	/** The version that was read: whoever agrees names it. */
	readonly text_id?: number | undefined;
}

async function note(client: Queryable, customer: LinkedCustomer, entries: readonly ledger.NewConsent[]): Promise<void> {
	if (entries.length === 0) return;
	const ids = await ledger.insertConsents(client, customer, entries, null);
	for (const [at, id] of ids.entries()) {
		const { purpose_id, channel, kind, state, source } = entries[at]!;
		await audit(client, {
			action: `privacy.consent_${state}`,
			entity: 'consents',
			entity_id: id,
			customer_id: customer.id,
			detail: { purpose_id, channel, kind, source },
		});
	}
}

/** Writes what was chosen into the ledger: what stands so already is not written again. */
export async function savePreferences(client: Queryable, opened: Opened, choices: readonly Choice[]): Promise<void> {
	const { customer, proof } = opened;
	const chosen = await chosenBy(client, customer);
	const minor = isMinor(customer.birth_date, today());
	const entries: ledger.NewConsent[] = [];
	for (const { purpose_id, channel, kind = 'general', given, text_id: read } of choices) {
		const one = chosen.find(({ purpose }) => purpose.id === purpose_id);
		const now = one?.choices.find((place) => place.channel === channel && place.kind === kind);
		if (!one || !now || (given && one.forbidden)) throw error('choice_unsuited');
		if (now.given === given) continue;
		if (given && minor) throw error('guardian_needed');
		const text_id = one.purpose.text?.id ?? null;
		// Nobody agrees to what was not shown (GDPR article 7(1)); whoever takes back an objection agrees to nothing.
		const agrees = given && (kind !== 'general' || one.byConsent);
		if (agrees && text_id === null) throw error('choice_unsuited');
		if (agrees && read !== text_id) throw rightsError('text_changed');
		entries.push({ purpose_id, channel, kind, state: given ? 'given' : 'withdrawn', text_id, source: 'preference_centre', proof });
	}
	await note(client, customer, entries);
}

/** Withdraws whatever stands, for all channels at once. */
export async function withdrawAll(client: Queryable, { customer, proof }: Opened): Promise<void> {
	const entries = (await chosenBy(client, customer)).flatMap(({ purpose, choices }) => {
		const kinds = new Set(choices.filter(({ given }) => given).map(({ kind }) => kind));
		return [...kinds].map(
			(kind): ledger.NewConsent => ({
				purpose_id: purpose.id,
				channel: 'any',
				kind,
				state: 'withdrawn',
				text_id: purpose.text?.id ?? null,
				source: 'preference_centre',
				proof,
			}),
		);
	});
	await note(client, customer, entries);
}

/** Sends a mail whose link opens the request: a link that was passed on is not enough to ask for somebody's data. */
export async function askByMail(
	client: Queryable,
	services: Services,
	{ customer }: Opened,
	kind: RequestKind,
	details: string,
): Promise<string> {
	if (!customer.email) throw error('no_address');
	if ((await countRecentLinks(client, customer.id, 'confirm_request')) >= mailsAnHour) throw error('asked_often');
	const token = await insertLink(client, {
		customer_id: customer.id,
		kind: 'confirm_request',
		detail: { kind, details },
		expires: inDays(confirmDays),
		by: null,
	});
	const what = requestKindWords[kind];
	await sendMail(client, services, {
		to: customer.email,
		language: languageFor(customer, services.config.defaultCountry),
		subject: { 'zh-CN': `请确认您的请求：${what['zh-CN']}`, en: `Please confirm your request: ${what.en}` },
		paragraphs: [
			{
				'zh-CN': `有人以您的名义提出了请求：${what['zh-CN']}。请点击下面的按钮确认，我们随即开始处理。`,
				en: `Somebody asked for this in your name: ${what.en}. Press the button below to confirm; then we begin to work on it.`,
			},
			{
				'zh-CN': '如果不是您本人，请忽略这封邮件，不会发生任何事情。',
				en: 'If this was not you, ignore this mail: nothing will happen.',
			},
		],
		link: { words: { 'zh-CN': '确认请求', en: 'Confirm the request' }, url: pageLink(services.config, `/preferences/confirm/${token}`) },
	});
	await audit(client, { action: 'privacy.request_asked', entity: 'privacy_links', customer_id: customer.id, detail: { kind } });
	return maskedEmail(customer.email)!;
}

interface PendingConsent {
	readonly purpose_id: number;
	readonly channel: ChannelOrAny;
	readonly kind: ConsentKind;
	readonly text_id: number | null;
	readonly guardian: string | null;
	readonly expires_at: string | null;
}

/** What the link of a mail confirms. */
export async function confirmationOf(client: Queryable, { link }: Opened) {
	const confirmed = link.used_at !== null;
	if (link.kind === 'confirm_request') {
		const { kind } = link.detail as unknown as { kind: RequestKind };
		return { what: 'request' as const, words: requestKindWords[kind], text: null, confirmed };
	}
	const { purpose_id, text_id } = link.detail as unknown as PendingConsent;
	const purpose = (await findPurpose(client, purpose_id))!;
	// The version that the consent will name, whatever was written since.
	const shown = text_id === null ? null : await findText(client, purpose_id, text_id);
	const text = shown && { 'zh-CN': shown.text_zh, en: shown.text_en };
	return { what: 'consent' as const, words: name(purpose), text, confirmed };
}

/** Does what a link confirms, once: the second time nothing happens and it is told as confirmed. */
export async function confirmLink(services: Services, opened: Opened) {
	const { link, customer, context, proof } = opened;
	return write(services.database, context, async (client) => {
		if (await consumeLink(client, link)) {
			if (link.kind === 'confirm_request') {
				const { kind, details } = link.detail as unknown as { kind: RequestKind; details: string };
				const { law } = await readSettings(client);
				await openRequest(client, customer, { kind, law, channel: 'preference_centre', details }, null);
			} else {
				const entry = link.detail as unknown as PendingConsent;
				await note(client, customer, [{ ...entry, state: 'given', source: 'double_opt_in', proof }]);
			}
		}
		return confirmationOf(client, { ...opened, link: { ...link, used_at: 'now' } });
	});
}
