// What happens to a request that somebody makes by law: opened, assigned, identity checked, extended, answered, closed; each step stays as proof.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Database, type Queryable, read } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import { sendMail } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import type { Holder } from './consent-queries.ts';
import * as ledger from './consent-queries.ts';
import { languageFor, maskedEmail } from './consents.ts';
import { privacyError as error } from './messages.ts';
import { readSettings } from './queries.ts';
import * as queries from './request-queries.ts';
import { rightsError } from './rights-errors.ts';
import { confirmBy, dueOn } from './rules-deadlines.ts';
import { isExtensible, type LimitRow, type PrivacyRequest, type StepKind } from './schema.ts';

/** Opens a request for a customer that is locked or was just found; returns its number. */
export async function openRequest(client: Queryable, holder: Holder, input: queries.NewRequest, by: number | null): Promise<number> {
	const received = input.received_at ? new Date(input.received_at) : new Date();
	if (received.getTime() > Date.now() + 60_000) throw error('received_in_future');
	const { holidays } = await readSettings(client);
	const due = dueOn(input.law, input.kind, received.toISOString().slice(0, 10), false, new Set(holidays));
	const id = await queries.insertRequest(client, holder, input, due, by);
	const at = { customer_id: holder.id, request_id: id, scope_id: holder.scope_id, owner_id: holder.owner_id };
	await queries.insertStep(client, at, 'received', by, null, { channel: input.channel });
	await audit(client, {
		action: 'privacy.request_opened',
		entity: 'privacy_requests',
		entity_id: id,
		customer_id: holder.id,
		detail: { kind: input.kind, law: input.law, channel: input.channel },
	});
	return id;
}

/** A request with everything that belongs to it, as this person may see it. */
export async function wholeRequest(database: Database, principal: Principal, home: string, id: number): Promise<PrivacyRequest> {
	const whole = await read(database, principal, async (client) => {
		const found = await queries.findRequest(client, id);
		if (!found) throw error('request_not_found', { id });
		const { customer_id, country, language, ...request } = found;
		const steps = await queries.listSteps(client, customer_id, id);
		const heard = request.state !== 'open' || steps.some(({ kind }) => kind === 'answered');
		return {
			...request,
			customer_id,
			language: languageFor({ language, country }, home),
			confirm_by: heard ? null : confirmBy(request.law, request.kind, new Date(request.received_at).toISOString().slice(0, 10)),
			steps,
			limits: await ledger.listLimits(client, request.customer.id),
		};
	});
	const { customer_id, ...request } = whole;
	const [holds, erasure] = await Promise.all([
		queries.holdsOn(database.owner, customer_id),
		request.kind === 'erasure' ? queries.erasureOf(database.owner, customer_id) : null,
	]);
	return { ...request, holds, erasure };
}

/** A request locked for the next step. */
async function locked(client: Queryable, id: number, { open, version }: { open: boolean; version?: number | undefined }) {
	const head = await queries.lockRequest(client, id);
	if (!head) throw error('request_not_found', { id });
	if (version !== undefined && version !== head.version) throw error('request_changed', {}, { extra: { current_version: head.version } });
	if (open && head.request_state !== 'open') throw error('request_closed', { id });
	if (!open && head.request_state === 'open') throw error('request_open', { id });
	return head;
}

/** One step: the change, its line in the trail, its entry in the audit. */
async function step(
	client: Queryable,
	head: queries.RequestHead,
	kind: StepKind,
	by: number | null,
	change: queries.RequestChange | null,
	note: string | null = null,
	detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
	if (change) await queries.changeRequest(client, head, change, by);
	await queries.insertStep(client, head, kind, by, note, detail);
	// The trail is emptied with an erasure, entries are not: even of a masked address the rest tells of somebody.
	const { to: _, ...kept } = detail;
	await audit(client, {
		action: `privacy.request_${kind}`,
		entity: 'privacy_requests',
		entity_id: head.request_id,
		customer_id: head.customer_id,
		detail: kept,
		...(note && { reason: note }),
	});
}

export interface RequestUpdate {
	readonly assigned_to?: number | null | undefined;
	readonly identity?: { readonly state: 'verified' | 'failed'; readonly how: string } | undefined;
	readonly agent?: { readonly state: 'verified' | 'failed'; readonly how: string } | undefined;
	readonly extend?: { readonly reason: string } | undefined;
}

export async function updateRequest(
	client: Queryable,
	id: number,
	update: RequestUpdate,
	version: number | undefined,
	by: number,
): Promise<void> {
	const head = await locked(client, id, { open: true, version });
	const { assigned_to, identity, agent, extend } = update;
	if (assigned_to !== undefined) {
		if (assigned_to !== null && !(await queries.isActiveUser(client, assigned_to))) throw error('assignee_unknown', { id: assigned_to });
		await step(client, head, 'assigned', by, { assigned_to }, null, { assigned_to });
	}
	if (identity) await step(client, head, `identity_${identity.state}`, by, { identity_state: identity.state }, identity.how);
	if (agent) {
		if (head.agent === null) throw rightsError('agent_missing');
		await step(client, head, `agent_${agent.state}`, by, { agent_state: agent.state }, agent.how);
	}
	if (extend) {
		if (head.extended) throw error('extended_already');
		const { holidays } = await readSettings(client);
		if (!isExtensible(head.law, head.kind)) throw rightsError('term_fixed');
		const due_on = dueOn(head.law, head.kind, head.received_on, true, new Set(holidays));
		await step(client, head, 'extended', by, { extended: true, due_on }, extend.reason, { due_on });
	}
}

export async function noteRequest(client: Queryable, id: number, note: string, by: number): Promise<void> {
	const head = await queries.lockRequest(client, id);
	if (!head) throw error('request_not_found', { id });
	await step(client, head, 'note', by, null, note);
}

/** What a person found who looked at an automated decision anew (GDPR article 22(3), PIPL article 24). */
export interface Review {
	readonly decision: string;
	readonly outcome: 'upheld' | 'changed';
	readonly reasons: string;
}

export async function reviewRequest(client: Queryable, id: number, { decision, outcome, reasons }: Review, by: number): Promise<void> {
	const head = await locked(client, id, { open: true });
	if (head.kind !== 'human_review') throw rightsError('request_not_review', { id });
	await step(client, head, `review_${outcome}`, by, {}, `${decision}\n\n${reasons}`);
}

/** Places of templates that are filled in before a letter goes. */
const place = /\{(?:number|kind|due|received|reason)\}/;

export interface Answer {
	readonly subject: string;
	readonly body: string;
	readonly language: Language;
	readonly send: boolean;
}

/** Answers by mail, or records an answer that went another way; the words stay in the trail. */
export async function answerRequest(client: Queryable, services: Services, id: number, answer: Answer, by: number): Promise<void> {
	const head = await locked(client, id, { open: true });
	const request = (await queries.findRequest(client, id))!;
	const { subject, body, language, send } = answer;
	const left = place.exec(`${subject}\n${body}`);
	if (left) throw rightsError('placeholder_left', { place: left[0] });
	if (send) {
		if (!request.email) throw error('no_address');
		await sendMail(client, services, {
			to: request.email,
			language,
			subject: { 'zh-CN': subject, en: subject },
			paragraphs: body.split(/\n{2,}/).map((part) => ({ 'zh-CN': part, en: part })),
		});
	}
	await step(client, head, 'answered', by, {}, `${subject}\n\n${body}`, { sent: send, ...(send && { to: maskedEmail(request.email) }) });
}

export async function closeRequest(
	client: Queryable,
	id: number,
	outcome: 'done' | 'refused' | 'withdrawn',
	note: string,
	version: number | undefined,
	by: number,
): Promise<void> {
	const head = await locked(client, id, { open: true, version });
	if (head.kind === 'human_review' && outcome === 'done' && !(await queries.wasReviewed(client, head))) throw rightsError('review_missing');
	await step(client, head, outcome, by, { state: outcome }, note);
}

/** Refuses to erase for a request that does not ask for it, of somebody else, or of whom it is not known yet that he is who he says (GDPR article 12(6)). */
export async function demandErasable(client: Queryable, id: number, members: readonly number[]): Promise<void> {
	const head = await locked(client, id, { open: true });
	if (!members.includes(head.customer_id)) throw error('request_not_found', { id });
	if (head.kind !== 'erasure') throw error('request_not_erasure', { id });
	demandKnown(head);
}

/** Refuses to hand out or to destroy for somebody of whom it is not known who he is, or whether he may ask for another. */
export function demandKnown(head: Pick<PrivacyRequest, 'identity_state' | 'agent' | 'agent_state'>): void {
	if (head.identity_state !== 'verified') throw error('identity_open');
	if (head.agent !== null && head.agent_state !== 'verified') throw rightsError('agent_open');
}

/** Closes the requests for erasure of whom was just erased, with the erasure as their proof. */
export async function closeErased(
	client: Queryable,
	members: readonly number[],
	proof: { readonly erasure_id: number; readonly physical_by: string },
	by: number | null,
): Promise<void> {
	for (const id of await queries.openErasures(client, members)) {
		const head = await locked(client, id, { open: true });
		await step(client, head, 'erased', by, {}, null, proof);
		await step(client, head, 'done', by, { state: 'done' }, null, proof);
	}
}

export async function reopenRequest(client: Queryable, id: number, note: string, by: number): Promise<void> {
	const head = await locked(client, id, { open: false });
	await step(client, head, 'reopened', by, { state: 'open' }, note);
}

/** Restricts a customer or records an objection; the request that asked for it gets a line in its trail. */
export async function limitCustomer(client: Queryable, holder: Holder, limit: ledger.NewLimit, by: number | null): Promise<LimitRow> {
	const head = limit.request_id === undefined ? undefined : await queries.lockRequest(client, limit.request_id);
	if (limit.request_id !== undefined && head?.golden_id !== holder.golden_id) throw error('request_not_found', { id: limit.request_id });
	await ledger.lockLimits(client, holder.golden_id);
	const standing = await ledger.listLimits(client, holder.golden_id);
	const purpose_id = limit.purpose_id ?? null;
	if (standing.some((one) => one.kind === limit.kind && one.purpose_id === purpose_id)) throw rightsError('limit_stands');
	const row = await ledger.insertLimit(client, holder, limit, by);
	await audit(client, {
		action: `privacy.${limit.kind}_begun`,
		entity: 'processing_limits',
		entity_id: row.id,
		customer_id: holder.id,
		detail: { purpose_id, source: row.source },
		...(limit.reason !== null && { reason: limit.reason }),
	});
	if (head) await step(client, head, 'limited', by, {}, limit.reason, { limit_id: row.id, kind: limit.kind });
	return row;
}

export async function unlimitCustomer(client: Queryable, holder: Holder, id: number, by: number | null): Promise<void> {
	const row = await ledger.endLimit(client, holder.golden_id, id, by);
	if (!row) throw error('limit_not_found', { id });
	await audit(client, { action: `privacy.${row.kind}_ended`, entity: 'processing_limits', entity_id: id, customer_id: holder.id });
	const head = row.request_id === null ? undefined : await queries.lockRequest(client, row.request_id);
	if (head) await step(client, head, 'limit_ended', by, {}, null, { limit_id: id });
}

/** Notes that a report was made, linked or fetched; says whom it is about and where an answer would go. */
export async function noteReport(
	client: Queryable,
	id: number,
	kind: 'report_made' | 'report_link' | 'report_fetched',
	format: string,
	by: number | null,
) {
	const head = await queries.lockRequest(client, id);
	const request = head && (await queries.findRequest(client, id));
	if (!head || !request) throw error('request_not_found', { id });
	await step(client, head, kind, by, null, null, { format });
	const { customer_id, email, language, country, identity_state, agent, agent_state } = request;
	return { id, customer_id, email, language, country, identity_state, agent, agent_state };
}
