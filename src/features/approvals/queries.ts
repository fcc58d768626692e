// Every SQL statement about approvals, and asking for one. Rights are checked by permission: no row here is about a customer.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { notify } from '../notifications/queries.ts';
import { type Approval, type ApprovalKind, type ApprovalRules, approvalRules, defaultRules } from './schema.ts';

const rulesRow = 'approvals';

/** The numbers above which a second person has to agree. */
export async function readRules(client: Queryable): Promise<ApprovalRules> {
	const { rows } = await client.query<{ value: unknown }>('select value from settings where name = $1', [rulesRow]);
	return approvalRules.safeParse(rows[0]?.value).data ?? defaultRules;
}

export async function storeRules(client: Queryable, rules: ApprovalRules): Promise<void> {
	await client.query('insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value', [
		rulesRow,
		JSON.stringify(rules),
	]);
}

const time = (column: string) => `to_json(${column}) #>> '{}' as ${column.slice(2)}`;
const person = (alias: string) => `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`;
/** $1: who asks, $2: whether he may decide. */
const columns = `a.id, a.kind, a.target_id, a.amount, ${person('u')} as requested_by, a.state, ${person('d')} as decided_by, a.asked_because, a.reason,
	e.format, e.options->>'fields' as fields, coalesce(e.options ?| array['search', 'filter', 'ids', 'except'], false) as narrowed,
	${time('a.created_at')}, ${time('a.expires_at')}, ${time('a.decided_at')},
	$2::boolean and a.state = 'waiting' and a.expires_at > now() and a.requested_by <> $1 as may_decide`;
const joined = `from approvals a join users u on u.id = a.requested_by left join users d on d.id = a.decided_by
	left join exports e on a.kind = 'export' and e.id = a.target_id`;

const reasonPlace = 'approvals.asked_because';

const opened = (client: Queryable, row: Approval): Approval => ({
	...row,
	asked_because: row.asked_because && keyringOf(client).open(reasonPlace, row.asked_because),
});

/** Who asks, and whether he may decide. */
export interface Asker {
	readonly user_id: number;
	readonly decides: boolean;
}

/** Approvals from the latest on, before the number `before`: all for who decides, else those the person asked for. */
export async function listApprovals(
	client: Queryable,
	{ user_id, decides }: Asker,
	{ state, before, limit }: { state: 'waiting' | 'ended' | undefined; before: number | null; limit: number },
): Promise<Approval[]> {
	const { rows } = await client.query<Approval>(
		`select ${columns} ${joined} where ($2::boolean or a.requested_by = $1) and ($3::bigint is null or a.id < $3)
			and ($4::text is null or (a.state = 'waiting') = ($4 = 'waiting')) order by a.id desc limit $5`,
		[user_id, decides, before, state ?? null, limit],
	);
	return rows.map((row) => opened(client, row));
}

export async function findApproval(client: Queryable, { user_id, decides }: Asker, id: number): Promise<Approval | undefined> {
	const { rows } = await client.query<Approval>(`select ${columns} ${joined} where a.id = $3`, [user_id, decides, id]);
	return rows[0] && opened(client, rows[0]);
}

/** Active people who may decide now. */
export async function deciders(client: Queryable): Promise<number[]> {
	const { rows } = await client.query<{ user_id: number }>(
		"select distinct user_id from current_grants where 'approvals.decide' = any (permissions) order by user_id limit 1000",
	);
	return rows.map(({ user_id }) => user_id);
}

/** What somebody wants to do that a second person has to let go. */
export interface Wanted {
	readonly kind: ApprovalKind;
	readonly target_id: number;
	readonly amount: number;
	readonly requested_by: number;
	/** Why, for whoever decides. */
	readonly reason: string | undefined;
}

/** Tells the pages of the one who asked and of those who decide. */
async function told(client: Queryable, requested_by: number, others: readonly number[]): Promise<void> {
	for (const user_id of new Set([requested_by, ...others])) await announce(client, { kind: 'approvals', user_id });
}

/** Notes that something waits, and tells everybody who may let it go. */
export async function askApproval(client: Queryable, wanted: Wanted): Promise<void> {
	const { kind, target_id, amount, requested_by, reason } = wanted;
	const { rows } = await client.query<{ id: number }>(
		'insert into approvals (kind, target_id, amount, requested_by, asked_because) values ($1, $2, $3, $4, $5) returning id',
		[kind, target_id, amount, requested_by, reason === undefined ? null : keyringOf(client).seal(reasonPlace, reason)],
	);
	const { id } = rows[0]!;
	const people = await deciders(client);
	await audit(client, { action: 'approvals.ask', entity: 'approvals', entity_id: id, detail: { kind, target_id, amount } });
	await notify(client, { user_id: people, kind: 'approval_needed', by: requested_by, detail: { approval_id: id, kind, rows: amount } });
	await told(client, requested_by, people);
}

/** How what was asked for stands; undefined where nobody asked. */
export async function approvalState(client: Queryable, kind: ApprovalKind, target_id: number): Promise<Approval['state'] | undefined> {
	const { rows } = await client.query<{ state: Approval['state'] }>('select state from approvals where kind = $1 and target_id = $2', [
		kind,
		target_id,
	]);
	return rows[0]?.state;
}

/** What waits was cancelled by the one who asked for it. */
export async function withdrawApproval(client: Queryable, kind: ApprovalKind, target_id: number): Promise<void> {
	const { rows } = await client.query<{ id: number; requested_by: number }>(
		"update approvals set state = 'withdrawn', decided_at = now() where kind = $1 and target_id = $2 and state = 'waiting' returning id, requested_by",
		[kind, target_id],
	);
	if (!rows[0]) return;
	await audit(client, { action: 'approvals.withdraw', entity: 'approvals', entity_id: rows[0].id });
	await told(client, rows[0].requested_by, await deciders(client));
}

/** What was decided about. */
export interface Decided {
	readonly id: number;
	readonly kind: ApprovalKind;
	readonly target_id: number;
	readonly requested_by: number;
}

/** Stores a decision about what still waits; undefined where it does not, or the person asked for it himself. */
export async function storeDecision(
	client: Queryable,
	id: number,
	{ user_id, allow, reason }: { user_id: number; allow: boolean; reason: string | null },
): Promise<Decided | undefined> {
	const { rows } = await client.query<Decided>(
		`update approvals set state = $3, decided_by = $2, reason = $4, decided_at = now()
			where id = $1 and state = 'waiting' and expires_at > now() and requested_by <> $2 returning id, kind, target_id, requested_by`,
		[id, user_id, allow ? 'allowed' : 'refused', reason],
	);
	if (!rows[0]) return undefined;
	await audit(client, {
		action: allow ? 'approvals.allow' : 'approvals.refuse',
		entity: 'approvals',
		entity_id: id,
		detail: { kind: rows[0].kind, target_id: rows[0].target_id },
		...(reason !== null && { reason }),
	});
	await told(client, rows[0].requested_by, await deciders(client));
	return rows[0];
}

/** Ends what nobody let go within its day. */
export async function expireApprovals(client: Queryable): Promise<Decided[]> {
	const { rows } = await client.query<Decided>(
		"update approvals set state = 'expired', decided_at = now() where state = 'waiting' and expires_at <= now() returning id, kind, target_id, requested_by",
	);
	for (const { id, requested_by } of rows) {
		await audit(client, { action: 'approvals.expire', entity: 'approvals', entity_id: id });
		await told(client, requested_by, []);
	}
	return rows;
}
