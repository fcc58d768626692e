// What names an erased person in rows that are not about him: found by text, opened where it is encrypted, and removed. Owner-side.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { letterPlace } from '../../platform/mail.ts';
import { openedAsked } from '../customers/sealing.ts';
import { endedStates, isOurFile } from '../imports/queries.ts';
import { notify } from '../notifications/queries.ts';
import { officers } from './request-queries.ts';

/** What is still to be done would have lost what it is to do. */
const cancelled = `state = case when t.state in ('draft', 'waiting', 'queued', 'running') then 'cancelled' else t.state end,
	finished_at = case when t.state in ('draft', 'waiting', 'queued', 'running') then now() else t.finished_at end`;
export const emptiedBulkEdit = `update bulk_edits t set selection = '{}', action = '{}', reasons = '[]', undo_result = null, error = null, ${cancelled}`;

/** What other rows are searched for. */
export interface Terms {
	readonly names: readonly string[];
	/** Addresses and numbers, which nobody else has. */
	readonly exact: readonly string[];
	/** Keys under which sources know the person: mean anything elsewhere. */
	readonly keys: readonly string[];
}

/** Whether a name means nobody else: as a rule two Chinese characters do, six Latin letters. */
const isTelling = (name: string): boolean => name.length >= (/\p{Script=Han}/u.test(name) ? 2 : 6);

/** Terms that name the person beyond doubt wherever they stand. */
const telling = ({ names, exact }: Terms): string[] => [...names.filter(isTelling), ...exact];

const isEnded = (t: string) => `${t}.state in ('${endedStates.join("', '")}')`;

/** All texts of a JSON value, without the names of its members, which are words of the program. */
const textsIn = (json: string) =>
	`(select string_agg(v #>> '{}', ' ') from jsonb_path_query(${json}, 'strict $.** ? (@.type() == "string")') v)`;

/** A file of somebody's own, which lies where it lay, may be called by the person as well; folders above it are called by others. */
const ownFile = `case when not ${isOurFile('t')} and ${isEnded('t')} then regexp_replace(t.file, '^.*[/\\\\]', '') end`;

/** Where a text that names the person may stand outside the rows about them: table, its text, what becomes of the row, and what the audit calls it. */
const named: readonly {
	readonly table: string;
	readonly text: string;
	readonly effect: string;
	readonly audited?: readonly [entity: string, key: string];
	/** Cells of a row about a person, each of which may be a name that others have as well, or a key. */
	readonly cells?: true;
}[] = [
	{ table: 'import_problems', text: 'concat(t.cells::text, t.problems::text)', effect: 'delete from import_problems t', cells: true },
	{
		table: 'import_corrections',
		text: 'to_json(t.value)::text',
		effect: 'delete from import_corrections t',
		audited: ['imports', 'import_id'],
		cells: true,
	},
	{ table: 'notifications', text: textsIn('t.detail'), effect: 'delete from notifications t' },
	{
		table: 'imports',
		text: `concat_ws(' ', t.file_name, t.error::text, ${ownFile})`,
		// By the end of its name the file is read.
		effect: `update imports t set file_name = '…' || coalesce(substring(lower(t.file_name) from '\\.(?:csv|tsv|txt|xlsx|json|ndjson|jsonl|vcf)$'), ''),
			error = null, file = case when lower(${ownFile}) like any ($1::text[]) then null else t.file end`,
		audited: ['imports', 'id'],
	},
	{ table: 'graphile_worker._private_jobs', text: textsIn('t.payload::jsonb'), effect: 'delete from graphile_worker._private_jobs t' },
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

/** What holds a term. */
const likePattern = (term: string): string => `%${term.replace(/[\\%_]/g, '\\$&')}%`;

/** Text inside JSON, without regard to case. */
const inJson = (term: string): string => JSON.stringify(term).slice(1, -1).toLowerCase();

/** Texts of a value, without the names of its members. */
const leaves = (value: unknown): string[] =>
	typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];

/** Whether a text mentions one of these: as words of their own, where they are letters and not Chinese. */
function mentions(text: string, terms: readonly string[]): boolean {
	const said = text.toLowerCase();
	return terms.some((one) => {
		const term = one.toLowerCase();
		if (!said.includes(term)) return false;
		if (/^\d+$|\p{Script=Han}/u.test(term)) return true;
		return new RegExp(`(?<![\\p{L}\\p{N}])${term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u').test(said);
	});
}

/** Removes what names the person in other rows; how many of each table. Files of ours, below `folder`, are let go by releaseUploads(). */
export async function removeNamed(client: Queryable, terms: Terms, folder: string): Promise<Record<string, number>> {
	const reached: Record<string, number> = {};
	const wanted = telling(terms).map(inJson);
	const note = async (entity: string, ids: Iterable<number>) => {
		for (const id of new Set(ids)) await audit(client, { action: 'erasures.remove_named', entity, entity_id: id });
	};
	const patterns = wanted.map(likePattern);
	const cellPatterns = [...patterns, ...[...terms.names, ...terms.keys].map((term) => likePattern(`"${inJson(term)}"`))];
	for (const { table, text, effect, audited, cells } of named) {
		const values = [cells ? cellPatterns : patterns, ...(`${text} ${effect}`.includes('$2') ? [folder] : [])];
		const returned = audited ? `returning t.${audited[1]} as id` : '';
		const { rows, rowCount } = await client.query<{ id: number }>(
			`${effect} where lower(${text}) like any ($1::text[]) ${returned}`,
			values,
		);
		if (rowCount) reached[table.replace(/^.*\./, '')] = rowCount;
		if (audited)
			await note(
				audited[0],
				rows.map(({ id }) => id),
			);
	}
	for (const { table, kept, told, effect } of asked) {
		const { rows } = await client.query<{ id: number; kept: object[]; told: unknown[] }>(
			`select id, jsonb_build_array(${kept.join(', ')}) as kept, jsonb_build_array(${told}) as told from ${table}`,
		);
		const ids = rows
			.filter((row) => leaves([row.kept.map((one) => openedAsked(client, one)), row.told]).some((text) => mentions(text, telling(terms))))
			.map(({ id }) => id);
		if (ids.length === 0) continue;
		await client.query(`${effect} where t.id = any ($1)`, [ids]);
		reached[table] = ids.length;
		await note(table, ids);
	}
	const mails = await mailsTo(client, wanted);
	if (mails.length > 0) await client.query('delete from graphile_worker._private_jobs where id = any ($1::bigint[])', [mails]);
	return reached;
}

/** Letters that wait to be sent and name the person; each is encrypted. */
async function mailsTo(client: Queryable, wanted: readonly string[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number; sealed: string }>(
		`select j.id, j.payload->>'sealed' as sealed from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
		where t.identifier = 'mail.send' and j.payload->>'sealed' is not null`,
	);
	return rows.flatMap(({ id, sealed }) => {
		const letter = keyringOf(client).open(letterPlace, sealed).toLowerCase();
		return wanted.some((term) => letter.includes(term)) ? [id] : [];
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
	const cleared = (text: string) => (mentions(text, wanted) ? '…' : text);
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
