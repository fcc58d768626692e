// The SQL of the ledger of consents, of limits, and of the facts that decide about a use.
import type { Queryable } from '../../platform/database.ts';
import type { CustomerFacts } from './rules.ts';
import type { ChannelOrAny, Consent, ConsentKind, ConsentState, consentSources, LimitRow } from './schema.ts';

/** The customer that a fact is recorded for, with where it stands. */
export interface Holder {
	readonly id: number;
	readonly golden_id: number;
	readonly state: string;
	readonly scope_id: number;
	readonly owner_id: number | null;
}

export interface NewConsent {
	readonly purpose_id: number;
	readonly channel: ChannelOrAny;
	readonly kind: ConsentKind;
	readonly state: ConsentState;
	readonly text_id: number | null;
	readonly source: (typeof consentSources)[number];
	readonly proof: Readonly<Record<string, string>>;
	readonly guardian?: string | null;
	/** Now where nothing is said. */
	readonly at?: string | null;
	readonly expires_at?: string | null;
}

/** Adds rows to the ledger; returns their numbers. */
export async function insertConsents(
	client: Queryable,
	holder: Holder,
	entries: readonly NewConsent[],
	recorded_by: number | null,
): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`insert into consents (customer_id, purpose_id, channel, kind, state, text_id, source, proof, guardian, at, expires_at, recorded_by, scope_id, owner_id)
		select $1, e.purpose_id, e.channel, e.kind, e.state, e.text_id, e.source, e.proof, e.guardian, coalesce(e.at, clock_timestamp()), e.expires_at, $3, $4, $5
		from jsonb_to_recordset($2::jsonb) e (purpose_id integer, channel text, kind text, state text, text_id bigint, source text, proof jsonb,
			guardian text, at timestamptz, expires_at timestamptz)
		returning id`,
		[holder.id, JSON.stringify(entries), recorded_by, holder.scope_id, holder.owner_id],
	);
	return rows.map(({ id }) => id);
}

/** The members of a customer: those it stands for, itself among them. */
const members = `(select m.id from customers m where m.id = $1 or m.golden_id = $1)`;

const consentColumns = `s.id, s.purpose_id, s.channel, s.kind, s.state, t.version as text_version, s.source, s.guardian, s.proof->>'note' as note, s.proof->>'ip' as ip,
	s.proof->>'user_agent' as user_agent,
	to_json(s.at) #>> '{}' as at, to_json(s.expires_at) #>> '{}' as expires_at, u.name as recorded_by`;

/** The ledger of a customer, the latest entries first. */
export async function listConsents(client: Queryable, golden_id: number, before: number | null, limit: number): Promise<Consent[]> {
	const { rows } = await client.query<Consent>(
		`select ${consentColumns} from consents s left join consent_texts t on t.id = s.text_id left join users u on u.id = s.recorded_by
		where s.customer_id in ${members} and ($2::bigint is null or s.id < $2) order by s.id desc limit $3`,
		[golden_id, before, limit],
	);
	return rows;
}

export async function findConsent(client: Queryable, customer_id: number, id: number): Promise<Consent> {
	const { rows } = await client.query<Consent>(
		`select ${consentColumns} from consents s left join consent_texts t on t.id = s.text_id left join users u on u.id = s.recorded_by
		where s.customer_id = $1 and s.id = $2`,
		[customer_id, id],
	);
	return rows[0]!;
}

/** What decides about the use of customers for a purpose: of all members, also those out of this person's sight. */
export async function factsOf(client: Queryable, ids: readonly number[], purpose_id: number): Promise<Map<number, CustomerFacts>> {
	const { rows } = await client.query<CustomerFacts & { id: number }>(
		'select id, state, birth_date, restricted, objected, opted_out, use_limited, ledger from use_facts($1, $2)',
		[ids, purpose_id],
	);
	return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** Of these customers those that this person sees. */
export async function visible(client: Queryable, ids: readonly number[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>('select id from customers where id = any ($1)', [ids]);
	return rows.map(({ id }) => id);
}

const limitColumns = "id, kind, purpose_id, request_id, reason, source, to_json(since) #>> '{}' as since";

/** The limits that stand. */
export async function listLimits(client: Queryable, golden_id: number): Promise<LimitRow[]> {
	const { rows } = await client.query<LimitRow>(
		`select ${limitColumns} from processing_limits where customer_id in ${members} and ended_at is null order by id limit 100`,
		[golden_id],
	);
	return rows;
}

/** Whoever looks which limits stand, to begin or end one, waits for whoever does the same for this customer. */
export async function lockLimits(client: Queryable, golden_id: number): Promise<void> {
	await client.query("select pg_advisory_xact_lock(hashtextextended('clientele limits ' || $1::text, 0))", [golden_id]);
}

export interface NewLimit {
	readonly kind: LimitRow['kind'];
	readonly purpose_id?: number | undefined;
	readonly request_id?: number | undefined;
	readonly reason: string | null;
	/** By whom of the company it was recorded where nothing is said. */
	readonly source?: LimitRow['source'] | undefined;
	readonly proof?: Readonly<Record<string, string>>;
}

export async function insertLimit(client: Queryable, holder: Holder, limit: NewLimit, by_user: number | null): Promise<LimitRow> {
	const { rows } = await client.query<LimitRow>(
		`insert into processing_limits (customer_id, kind, purpose_id, request_id, reason, source, proof, by_user, scope_id, owner_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${limitColumns}`,
		[
			holder.id,
			limit.kind,
			limit.purpose_id ?? null,
			limit.request_id ?? null,
			limit.reason,
			limit.source ?? 'staff',
			JSON.stringify(limit.proof ?? {}),
			by_user,
			holder.scope_id,
			holder.owner_id,
		],
	);
	return rows[0]!;
}

/** Ends a limit; undefined where none with this number stands. */
export async function endLimit(client: Queryable, golden_id: number, id: number, by: number | null): Promise<LimitRow | undefined> {
	const { rows } = await client.query<LimitRow>(
		`update processing_limits set ended_at = now(), ended_by = $3 where customer_id in ${members} and id = $2 and ended_at is null returning ${limitColumns}`,
		[golden_id, id, by],
	);
	return rows[0];
}

/** When a customer last opted out of sale and sharing, or limited sensitive data, whether or not that still stands; null where he never did. */
export async function lastLimited(client: Queryable, golden_id: number, kinds: readonly LimitRow['kind'][]): Promise<string | null> {
	const { rows } = await client.query<{ at: string | null }>(
		`select to_json(max(since)) #>> '{}' as at from processing_limits where customer_id in ${members} and kind = any ($2)`,
		[golden_id, kinds],
	);
	return rows[0]!.at;
}
