// The SQL of breaches: what happened, who was told, and the log of it.
import type { Queryable } from '../../platform/database.ts';
import type { Breach, BreachInput } from './endpoints-register.ts';
import { breachHours } from './rules-deadlines.ts';
import type { breachStepKinds } from './schema.ts';

const columns = `b.id, b.title, b.description, to_json(b.discovered_at) #>> '{}' as discovered_at, b.data_kinds, b.affected, b.consequences, b.measures, b.risk,
	b.authority, b.delay_reason, to_json(b.discovered_at + interval '${breachHours} hours') #>> '{}' as due_at,
	to_json(b.authority_told_at) #>> '{}' as authority_told_at, to_json(b.people_told_at) #>> '{}' as people_told_at, to_json(b.closed_at) #>> '{}' as closed_at, b.version,
	(select coalesce(json_agg(json_build_object('id', s.id, 'kind', s.kind, 'note', s.note, 'by', u.name, 'at', s.at) order by s.id), '[]')
		from (select * from privacy_breach_steps where breach_id = b.id order by id limit 500) s left join users u on u.id = s.by_user) as steps`;

export async function listBreaches(client: Queryable, before: number | null, limit: number): Promise<Breach[]> {
	const { rows } = await client.query<Breach>(
		`select ${columns} from privacy_breaches b where $1::integer is null or b.id < $1 order by b.id desc limit $2`,
		[before, limit],
	);
	return rows;
}

export async function findBreach(client: Queryable, id: number): Promise<Breach | undefined> {
	return (await client.query<Breach>(`select ${columns} from privacy_breaches b where b.id = $1`, [id])).rows[0];
}

export async function lockBreach(client: Queryable, id: number): Promise<Breach | undefined> {
	await client.query('select from privacy_breaches where id = $1 for update', [id]);
	return findBreach(client, id);
}

const values = (b: BreachInput) => [
	b.title,
	b.description,
	b.discovered_at,
	b.data_kinds,
	b.affected,
	b.consequences,
	b.measures,
	b.risk,
	b.authority,
	b.delay_reason,
];

export async function insertBreach(client: Queryable, input: BreachInput, by: number): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into privacy_breaches (title, description, discovered_at, data_kinds, affected, consequences, measures, risk, authority, delay_reason, created_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
		[...values(input), by],
	);
	return rows[0]!.id;
}

export async function updateBreach(client: Queryable, id: number, input: BreachInput): Promise<void> {
	await client.query(
		`update privacy_breaches set title = $1, description = $2, discovered_at = $3, data_kinds = $4, affected = $5, consequences = $6, measures = $7, risk = $8,
			authority = $9, delay_reason = $10, version = version + 1 where id = $11`,
		[...values(input), id],
	);
}

type StepKind = (typeof breachStepKinds)[number];

/** Adds a line to the log; told and closed are moments of the breach as well. */
export async function addStep(client: Queryable, id: number, kind: StepKind, note: string | null, by: number): Promise<void> {
	await client.query('insert into privacy_breach_steps (breach_id, kind, note, by_user) values ($1, $2, $3, $4)', [id, kind, note, by]);
	await client.query(
		`update privacy_breaches set version = version + 1, authority_told_at = case when $2 = 'authority_told' then coalesce(authority_told_at, now()) else authority_told_at end,
			people_told_at = case when $2 = 'people_told' then coalesce(people_told_at, now()) else people_told_at end,
			closed_at = case $2 when 'closed' then now() when 'reopened' then null else closed_at end where id = $1`,
		[id, kind],
	);
}

/** Breaches of which the authority has to know and does not, and whose next reminder is due at one of these numbers of hours before the end. */
export async function dueBreaches(
	client: Queryable,
	hours: readonly number[],
): Promise<{ id: number; hours_left: number; due_at: string; reminders: number }[]> {
	const { rows } = await client.query<{ id: number; hours_left: number; due_at: string; reminders: number }>(
		`select b.id, l.hours_left, to_char(b.discovered_at + interval '${breachHours} hours', 'YYYY-MM-DD HH24:MI "UTC"') as due_at, r.reminders
		from privacy_breaches b
		cross join lateral (
			select floor(extract(epoch from b.discovered_at + interval '${breachHours} hours' - now()) / 3600)::integer as hours_left
		) l
		cross join lateral (select count(*)::integer as reminders from unnest($1::integer[]) h where l.hours_left <= h) r
		where b.authority_told_at is null and b.closed_at is null and b.risk <> 'none' and r.reminders > b.reminders
		order by b.id for update of b skip locked`,
		[hours],
	);
	return rows;
}

/** Notes that the reminders up to this one went out; no change of what is known, so the version stays. */
export async function noteReminded(client: Queryable, id: number, reminders: number): Promise<void> {
	await client.query('update privacy_breaches set reminders = $2 where id = $1', [id, reminders]);
	await client.query("insert into privacy_breach_steps (breach_id, kind) values ($1, 'reminded')", [id]);
}
