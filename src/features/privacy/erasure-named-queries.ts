// What names an erased person in rows that are not about him: found by text, opened where it is encrypted, and removed. Owner-side.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { letterPlace } from '../../platform/mail.ts';
import { openedAsked } from '../customers/sealing.ts';
import { endedStates, isOurFile } from '../imports/queries.ts';
import { notify } from '../notifications/queries.ts';
import { mentionOf, type Terms, telling } from './erasure-mentions.ts';
import { leaves, likePattern } from './erasure-rows-queries.ts';
import { officers } from './request-queries.ts';

/** What is still to be done would have lost what it is to do. */
const cancelled = `state = case when t.state in ('draft', 'waiting', 'queued', 'running') then 'cancelled' else t.state end,
	finished_at = case when t.state in ('draft', 'waiting', 'queued', 'running') then now() else t.finished_at end`;
export const emptiedBulkEdit = `update bulk_edits t set selection = '{}', action = '{}', reasons = '[]', undo_result = null, error = null, ${cancelled}`;

const isEnded = (t: string) => `${t}.state in ('${endedStates.join("', '")}')`;

/** All texts of a JSON value, without the names of its members, which are words of the program. */
const textsIn = (json: string) =>
	`(select string_agg(v #>> '{}', ' ') from jsonb_path_query(${json}, 'strict $.** ? (@.type() == "string")') v)`;

/** A file of somebody's own, which lies where it lay, may be called by the person as well; folders above it are called by others. */
const ownFile = `case when not ${isOurFile('t')} and ${isEnded('t')} then regexp_replace(t.file, '^.*[/\\\\]', '') end`;

/** By the end of its name the file is read. */
const unnamedImport = `update imports t set file_name = '…' || coalesce(substring(lower(t.file_name) from '\\.(?:csv|tsv|txt|xlsx|json|ndjson|jsonl|vcf)$'), ''), error = null`;

/** Where a text that names the person may stand outside the rows about them: table, its texts, what becomes of the rows ($1: their numbers), and what the audit calls them. */
const named: readonly {
	readonly table: string;
	readonly text: string;
	readonly effect: string;
	readonly audited?: string;
}[] = [
	{ table: 'notifications', text: textsIn('t.detail'), effect: 'delete from notifications t where t.id = any ($1)' },
	{
		table: 'imports',
		text: `concat_ws(' ', t.file_name, t.error::text)`,
		effect: `${unnamedImport} where t.id = any ($1)`,
		audited: 'imports',
	},
	{ table: 'imports', text: ownFile, effect: `${unnamedImport}, file = null where t.id = any ($1)`, audited: 'imports' },
	{
		table: 'graphile_worker._private_jobs',
		text: textsIn('t.payload::jsonb'),
		effect: 'delete from graphile_worker._private_jobs t where t.id = any ($1)',
	},
];

/** The same where it stands encrypted, as what somebody asked for (sealedAsked): columns that are opened, and further text. */
const asked: readonly { readonly table: string; readonly kept: readonly string[]; readonly told: string; readonly effect: string }[] = [
	{ table: 'views', kept: ['definition'], told: 'name', effect: 'delete from views t' },
	{
		table: 'bulk_edits',
		kept: ['selection', 'action'],
		told: 'reasons, undo_result, error',
		effect: emptiedBulkEdit,
	},
	{
		table: 'exports',
		kept: ['options'],
		told: 'error',
		effect: `update exports t set options = '{}', error = null, ${cancelled}`,
	},
];

/** Removes what names the person in other rows; how many of each table. Files of ours, below `folder`, are let go by releaseUploads(). */
export async function removeNamed(client: Queryable, terms: Terms, folder: string): Promise<Record<string, number>> {
	const reached: Record<string, number> = {};
	const mentions = mentionOf(telling(terms));
	const note = async (entity: string, ids: Iterable<number>) => {
		for (const id of new Set(ids)) await audit(client, { action: 'erasures.remove_named', entity, entity_id: id });
	};
	const patterns = telling(terms).map((term) => likePattern(term.toLowerCase()));
	for (const { table, text, effect, audited } of named) {
		const { rows } = await client.query<{ id: number; text: string }>(
			`select t.id, ${text} as text from ${table} t where lower(${text}) like any ($1::text[])`,
			text.includes('$2') ? [patterns, folder] : [patterns],
		);
		const ids = rows.filter((row) => mentions(row.text)).map(({ id }) => id);
		if (ids.length === 0) continue;
		await client.query(effect, [ids]);
		const name = table.replace(/^.*\./, '');
		reached[name] = (reached[name] ?? 0) + ids.length;
		if (audited) await note(audited, ids);
	}
	for (const { table, kept, told, effect } of asked) {
		const { rows } = await client.query<{ id: number; kept: object[]; told: unknown[] }>(
			`select id, jsonb_build_array(${kept.join(', ')}) as kept, jsonb_build_array(${told}) as told from ${table}`,
		);
		const ids = rows
			.filter((row) => leaves([row.kept.map((one) => openedAsked(client, one)), row.told]).some(mentions))
			.map(({ id }) => id);
		if (ids.length === 0) continue;
		await client.query(`${effect} where t.id = any ($1)`, [ids]);
		reached[table] = ids.length;
		await note(table, ids);
	}
	const mails = await mailsTo(client, mentions);
	if (mails.length > 0) await client.query('delete from graphile_worker._private_jobs where id = any ($1::bigint[])', [mails]);
	return reached;
}

/** Letters that wait to be sent and name the person; each is encrypted. */
async function mailsTo(client: Queryable, mentions: (text: string) => boolean): Promise<number[]> {
	const { rows } = await client.query<{ id: number; sealed: string }>(
		`select j.id, j.payload->>'sealed' as sealed from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
		where t.identifier = 'mail.send' and j.payload->>'sealed' is not null`,
	);
	return rows.flatMap(({ id, sealed }) => {
		const letter = leaves(JSON.parse(keyringOf(client).open(letterPlace, sealed)));
		return letter.some(mentions) ? [id] : [];
	});
}

/** Whether a value of a condition is one of these, however a phone number is written. */
function isOneOf(value: string, terms: readonly string[]): boolean {
	const said = value.trim().toLowerCase();
	const digits = /^[\d\s()+./-]{7,}$/.test(said) ? said.replace(/\D/g, '') : undefined;
	return terms.some((one) => {
		const term = one.toLowerCase();
		return said === term || (digits !== undefined && /^\d{7,}$/.test(term) && digits.endsWith(term));
	});
}

/** A value without the texts in it that are one of these. */
const without = (value: unknown, terms: readonly string[]): unknown => {
	if (typeof value === 'string') return isOneOf(value, terms) ? '…' : value;
	if (Array.isArray(value)) return value.map((one) => without(one, terms));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, without(one, terms)]));
};

const changed = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

/**
 * Takes the person out of policies, and of holds that were released: only where they name this one beyond doubt, since as a rule they mean many. A policy
 * with such a condition stays, switched off, and everybody in charge is told.
 */
export async function removeFromRules(client: Queryable, terms: Terms): Promise<Record<string, number>> {
	const wanted = telling(terms);
	const mentions = mentionOf(wanted);
	const cleared = (text: string) => (mentions(text) ? '…' : text);
	const reached: Record<string, number> = {};
	const note = async (table: string, id: number) => {
		reached[table] = (reached[table] ?? 0) + 1;
		await audit(client, { action: 'erasures.remove_named', entity: table, entity_id: id });
	};
	const policies = await client.query<{ id: number; name: string; filter: unknown }>(
		'select id, name, filter from retention_policies for update',
	);
	for (const { id, name, filter } of policies.rows) {
		const [title, conditions] = [cleared(name), without(filter, wanted)];
		if (title === name && !changed(conditions, filter)) continue;
		const off = changed(conditions, filter);
		await client.query(
			'update retention_policies set name = $2, filter = $3, active = active and not $4, version = version + 1 where id = $1',
			[id, title, JSON.stringify(conditions), off],
		);
		await note('retention_policies', id);
		if (off) await notify(client, { user_id: await officers(client), kind: 'privacy_policy_off', detail: { policy_id: id } });
	}
	const holds = await client.query<{ id: number; name: string; reason: string; filter: unknown }>(
		'select id, name, reason, filter from legal_holds where released_at is not null for update',
	);
	for (const { id, name, reason, filter } of holds.rows) {
		const [title, why, conditions] = [cleared(name), cleared(reason), without(filter, wanted)];
		if (title === name && why === reason && !changed(conditions, filter)) continue;
		await client.query('update legal_holds set name = $2, reason = $3, filter = $4 where id = $1', [
			id,
			title,
			why,
			JSON.stringify(conditions),
		]);
		await note('legal_holds', id);
	}
	return reached;
}
