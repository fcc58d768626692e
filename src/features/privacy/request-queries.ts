// The SQL of the requests that people make by law: the request, its trail, the templates of answers.
import type { Queryable } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import { announce } from '../../platform/events.ts';
import type { Holder } from './consent-queries.ts';
import type { Template } from './endpoints-requests.ts';
import {
	type Law,
	type PrivacyRequest,
	type RequestKind,
	type RequestRow,
	type requestChannels,
	type StepKind,
	type TemplateKind,
	unprovenKinds,
} from './schema.ts';

export interface NewRequest {
	readonly kind: RequestKind;
	readonly law: Law;
	readonly channel: (typeof requestChannels)[number];
	readonly details?: string | undefined;
	readonly purpose_id?: number | undefined;
	readonly received_at?: string | undefined;
	readonly agent?: { readonly name: string; readonly role: NonNullable<PrivacyRequest['agent_role']> } | undefined;
}

/** The request, for a change of it. */
export interface RequestHead extends Holder {
	readonly customer_id: number;
	readonly request_id: number;
	readonly kind: RequestKind;
	readonly law: Law;
	readonly request_state: RequestRow['state'];
	readonly received_on: string;
	readonly extended: boolean;
	readonly identity_state: RequestRow['identity_state'];
	readonly agent: string | null;
	readonly agent_state: RequestRow['identity_state'];
	readonly version: number;
}

export async function insertRequest(client: Queryable, holder: Holder, r: NewRequest, due_on: string, by: number | null): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into privacy_requests (customer_id, kind, law, channel, details, purpose_id, received_at, due_on, created_by, scope_id, owner_id, agent, agent_role)
		values ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, now()), $8, $9, $10, $11, $12, $13) returning id`,
		[
			holder.id,
			r.kind,
			r.law,
			r.channel,
			r.details ?? '',
			r.purpose_id ?? null,
			r.received_at ?? null,
			due_on,
			by,
			holder.scope_id,
			holder.owner_id,
			r.agent?.name ?? null,
			r.agent?.role ?? null,
		],
	);
	await announce(client, { kind: 'privacy', by });
	return rows[0]!.id;
}

/** A request locked for a change, with where its customer stands. */
export async function lockRequest(client: Queryable, id: number): Promise<RequestHead | undefined> {
	const { rows } = await client.query<RequestHead>(
		`select r.customer_id, r.id as request_id, r.kind, r.law, r.state as request_state, (r.received_at at time zone 'UTC')::date as received_on, r.extended,
			r.identity_state, r.agent, r.agent_state, r.version, c.id, c.golden_id, c.state, r.scope_id, r.owner_id
		from privacy_requests r join customers c on c.id = r.customer_id where r.id = $1 for update of r`,
		[id],
	);
	return rows[0];
}

/** Columns that a step of the work changes, each with the version counted up. */
export interface RequestChange {
	readonly state?: RequestRow['state'];
	readonly due_on?: string;
	readonly extended?: boolean;
	readonly identity_state?: RequestRow['identity_state'];
	readonly agent_state?: RequestRow['identity_state'];
	readonly assigned_to?: number | null;
}

export async function changeRequest(client: Queryable, head: RequestHead, change: RequestChange, by: number | null): Promise<void> {
	await client.query(
		`update privacy_requests set version = version + 1, state = coalesce($3, state), due_on = coalesce($4::date, due_on), extended = coalesce($5, extended),
			identity_state = coalesce($6, identity_state), agent_state = coalesce($9, agent_state), assigned_to = case when $7 then $8::bigint else assigned_to end,
			reminded_at = case when $4::date is null then reminded_at end, overdue_told_at = case when $4::date is null then overdue_told_at end,
			closed_at = case when $3 is null then closed_at when $3 = 'open' then null else now() end
		where customer_id = $1 and id = $2`,
		[
			head.customer_id,
			head.request_id,
			change.state ?? null,
			change.due_on ?? null,
			change.extended ?? null,
			change.identity_state ?? null,
			'assigned_to' in change,
			change.assigned_to ?? null,
			change.agent_state ?? null,
		],
	);
	await announce(client, { kind: 'privacy', by });
}

/** Adds a line to the trail. */
export async function insertStep(
	client: Queryable,
	at: { readonly customer_id: number; readonly request_id: number; readonly scope_id: number; readonly owner_id: number | null },
	kind: StepKind,
	by_user: number | null,
	note: string | null = null,
	detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
	await client.query(
		`insert into privacy_request_steps (customer_id, request_id, kind, note, detail, by_user, scope_id, owner_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		[at.customer_id, at.request_id, kind, note, JSON.stringify(detail), by_user, at.scope_id, at.owner_id],
	);
}

const rowColumns = `r.id, json_build_object('id', g.id, 'name', g.name) as customer, r.kind, r.law, r.state,
	to_json(r.received_at) #>> '{}' as received_at, r.due_on, r.due_on - (now() at time zone 'UTC')::date as days_left, r.extended, r.identity_state,
	r.assigned_to, u.name as assignee, to_json(r.closed_at) #>> '{}' as closed_at, r.version`;
const rowJoins = `join customers c on c.id = r.customer_id join customers g on g.id = c.golden_id left join users u on u.id = r.assigned_to`;

export interface RequestFilter {
	readonly state: RequestRow['state'];
	readonly customer_id: number | null;
	readonly assigned_to: number | null;
}

/** Requests by the day on which they are due. */
export async function listRequests(
	client: Queryable,
	filter: RequestFilter,
	after: readonly [string, number] | null,
	limit: number,
): Promise<RequestRow[]> {
	const { rows } = await client.query<RequestRow>(
		`select ${rowColumns} from privacy_requests r ${rowJoins}
		where r.state = $1 and ($2::bigint is null or c.golden_id = $2) and ($3::bigint is null or r.assigned_to = $3)
			and ($4::date is null or (r.due_on, r.id) > ($4, $5::bigint))
		order by r.due_on, r.id limit $6`,
		[filter.state, filter.customer_id, filter.assigned_to, after?.[0] ?? null, after?.[1] ?? null, limit],
	);
	return rows;
}

/** What a customer is told of the requests made for him. */
export async function listCustomerRequests(client: Queryable, golden_id: number) {
	const { rows } = await client.query<{ id: number; kind: RequestKind; state: string; received_at: string; due_on: string }>(
		`select r.id, r.kind, r.state, to_json(r.received_at) #>> '{}' as received_at, r.due_on from privacy_requests r
		where r.customer_id in (select m.id from customers m where m.id = $1 or m.golden_id = $1) order by r.id desc limit 50`,
		[golden_id],
	);
	return rows;
}

type BareRequest = Omit<PrivacyRequest, 'steps' | 'limits' | 'holds' | 'erasure' | 'language' | 'confirm_by'> & {
	language: string | null;
	country: string | null;
};

export async function findRequest(client: Queryable, id: number): Promise<(BareRequest & { customer_id: number }) | undefined> {
	const { rows } = await client.query<BareRequest & { customer_id: number }>(
		`select ${rowColumns}, r.channel, r.details, r.purpose_id, r.agent, r.agent_role, r.agent_state, r.customer_id, g.email, g.language, g.country
		from privacy_requests r ${rowJoins} where r.id = $1`,
		[id],
	);
	return rows[0];
}

export async function listSteps(client: Queryable, customer_id: number, request_id: number): Promise<PrivacyRequest['steps']> {
	const { rows } = await client.query<PrivacyRequest['steps'][number]>(
		`select s.id, s.kind, s.note, u.name as by, to_json(s.at) #>> '{}' as at from privacy_request_steps s left join users u on u.id = s.by_user
		where s.customer_id = $1 and s.request_id = $2 order by s.id limit 1000`,
		[customer_id, request_id],
	);
	return rows;
}

/** Whether a person has looked at what the request is about since it was opened, or opened again. */
export async function wasReviewed(client: Queryable, { customer_id, request_id }: RequestHead): Promise<boolean> {
	const { rows } = await client.query<{ kind: StepKind }>(
		`select kind from privacy_request_steps where customer_id = $1 and request_id = $2 and kind in ('review_upheld', 'review_changed', 'reopened')
		order by id desc limit 1`,
		[customer_id, request_id],
	);
	return rows[0] !== undefined && rows[0].kind !== 'reopened';
}

/** Holds that forbid to destroy this customer. Owner-side. */
export async function holdsOn(client: Queryable, customer_id: number): Promise<{ id: number; name: string }[]> {
	const { rows } = await client.query<{ id: number; name: string }>(
		`select distinct h.id, h.name from legal_hold_customers l join legal_holds h on h.id = l.hold_id
		where l.customer_id in (select m.id from customers c join customers m on m.id = c.golden_id or m.golden_id = c.golden_id where c.id = $1) order by h.id`,
		[customer_id],
	);
	return rows;
}

/** Requests for erasure of these customers that are open. */
export async function openErasures(client: Queryable, members: readonly number[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		"select id from privacy_requests where customer_id = any ($1) and kind = 'erasure' and state = 'open' order by id",
		[members],
	);
	return rows.map(({ id }) => id);
}

/** The erasure of a customer, as the proof of his request. Owner-side. */
export async function erasureOf(client: Queryable, customer_id: number): Promise<PrivacyRequest['erasure']> {
	const { rows } = await client.query<NonNullable<PrivacyRequest['erasure']>>(
		`select e.id, to_json(e.at) #>> '{}' as at, (select coalesce(sum(n::bigint), 0)::bigint from jsonb_each_text(e.reached) r (name, n)) as rows,
			(select count(*) from jsonb_object_keys(e.reached)) as kinds, e.physical_by, to_json(e.physical_at) #>> '{}' as physical_at,
			(select count(*) from jsonb_object_keys(e.proof->'tables')) as tables, e.proof->'wal'->>'until' as log_until, e.in_ledger
		from erasures e where e.customer_ids @> array[$1::bigint] order by e.id desc limit 1`,
		[customer_id],
	);
	return rows[0] ?? null;
}

/** Everybody in charge of privacy at this moment. */
export async function officers(client: Queryable): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`select distinct u.id from users u join role_grants g on g.user_id = u.id join roles r on r.id = g.role_id
		where u.state = 'active' and 'privacy.manage' = any (r.permissions) and coalesce(g.starts_at <= now(), true) and coalesce(g.ends_at > now(), true)`,
	);
	return rows.map(({ id }) => id);
}

/** Where and in which language these people get mail. */
export async function reachable(client: Queryable, ids: readonly number[]): Promise<{ email: string; language: Language }[]> {
	const { rows } = await client.query<{ email: string; language: Language }>(
		"select email, language from users where id = any ($1) and state = 'active' order by id",
		[ids],
	);
	return rows;
}

/** Whether this is somebody to whom work may be given. */
export async function isActiveUser(client: Queryable, id: number): Promise<boolean> {
	return (await client.query("select from users where id = $1 and state = 'active'", [id])).rowCount === 1;
}

export async function readTemplates(client: Queryable): Promise<Template[]> {
	return (await client.query<Template>('select kind, language, subject, body, version from answer_templates')).rows;
}

/** Stores a template if it still has this version (0: the product's own); undefined where it has another. */
export async function storeTemplate(
	client: Queryable,
	at: { readonly kind: TemplateKind; readonly language: string },
	words: { readonly subject: string; readonly body: string },
	version: number | undefined,
	by: number,
): Promise<Template | undefined> {
	const { rows } = await client.query<Template>(
		`insert into answer_templates (kind, language, subject, body, updated_by) values ($1, $2, $3, $4, $5)
		on conflict (kind, language) do update set subject = excluded.subject, body = excluded.body, updated_by = excluded.updated_by, updated_at = excluded.updated_at,
			version = answer_templates.version + 1 where $6::integer is null or answer_templates.version = $6
		returning kind, language, subject, body, version`,
		[at.kind, at.language, words.subject, words.body, by, version ?? null],
	);
	return rows[0];
}

/** Open requests that are due within some days (or have been), and about which nobody was told yet. Owner-side. */
export async function dueRequests(client: Queryable, days: number, most: number) {
	const { rows } = await client.query<{
		customer_id: number;
		request_id: number;
		scope_id: number;
		owner_id: number | null;
		assigned_to: number | null;
		overdue: boolean;
		due_on: string;
	}>(
		`select customer_id, id as request_id, scope_id, owner_id, assigned_to, due_on, due_on < (now() at time zone 'UTC')::date as overdue from privacy_requests
		where state = 'open' and ((reminded_at is null and due_on <= (now() at time zone 'UTC')::date + $1::integer and due_on >= (now() at time zone 'UTC')::date)
			or (overdue_told_at is null and due_on < (now() at time zone 'UTC')::date)) order by due_on limit $2 for update skip locked`,
		[days, most],
	);
	return rows;
}

/**
 * Open requests of a law that came since some days and of which the person has not heard, nor whoever works on them that he has to. The trail tells who was
 * told. Owner-side.
 */
export async function unconfirmedRequests(client: Queryable, law: Law, days: { readonly from: number; readonly to: number }, most: number) {
	const { rows } = await client.query<{
		customer_id: number;
		request_id: number;
		scope_id: number;
		owner_id: number | null;
		assigned_to: number | null;
		kind: RequestKind;
		received_on: string;
	}>(
		`select customer_id, id as request_id, scope_id, owner_id, assigned_to, kind, (received_at at time zone 'UTC')::date as received_on from privacy_requests r
		where state = 'open' and law = $1 and kind <> all ($2)
			and received_at between now() - make_interval(days => $4::integer) and now() - make_interval(days => $3::integer)
			and not exists (select from privacy_request_steps s where s.customer_id = r.customer_id and s.request_id = r.id
				and (s.kind = 'answered' or s.kind = 'reminded' and s.detail ? 'confirm_by'))
		order by received_at limit $5 for update skip locked`,
		[law, unprovenKinds, days.from, days.to, most],
	);
	return rows;
}

export async function markTold(client: Queryable, customer_id: number, id: number, overdue: boolean): Promise<void> {
	await client.query(
		`update privacy_requests set ${overdue ? 'overdue_told_at' : 'reminded_at'} = now() where customer_id = $1 and id = $2`,
		[customer_id, id],
	);
}
