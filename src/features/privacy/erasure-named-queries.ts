// What names an erased person in rows that are not about him: found by text, opened where it is encrypted, and removed. Owner-side.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { letterPlace } from '../../platform/mail.ts';
import { openedAsked } from '../customers/sealing.ts';

/** What is still to be done would have lost what it is to do. */
const cancelled = `state = case when t.state in ('draft', 'waiting', 'queued', 'running') then 'cancelled' else t.state end,
	finished_at = case when t.state in ('draft', 'waiting', 'queued', 'running') then now() else t.finished_at end`;
export const emptiedBulkEdit = `update bulk_edits t set selection = '{}', action = '{}', reasons = '[]', undo_result = null, error = null, ${cancelled}`;

/** Where a text that names the person may stand outside the rows about them: table, its text, what becomes of the row, and what the audit calls it. */
const named: readonly {
	readonly table: string;
	readonly text: string;
	readonly effect: string;
	readonly audited?: readonly [entity: string, key: string];
}[] = [
	{ table: 'import_problems', text: 'concat(cells::text, problems::text)', effect: 'delete from import_problems t' },
	{ table: 'import_corrections', text: 'value', effect: 'delete from import_corrections t', audited: ['imports', 'import_id'] },
	{ table: 'notifications', text: 'detail::text', effect: 'delete from notifications t' },
	{
		table: 'imports',
		text: 'concat(file_name, file, error::text)',
		// A file of somebody's own may be called by the person as well, and lies where it lay.
		effect:
			"update imports t set file_name = '…', error = null, file = case when lower(t.file) like any ($1::text[]) then null else t.file end",
		audited: ['imports', 'id'],
	},
	{ table: 'graphile_worker._private_jobs', text: 'payload::text', effect: 'delete from graphile_worker._private_jobs t' },
];

/** The same where it stands encrypted, as what somebody asked for (sealedAsked): columns that are opened, and further text. */
const asked: readonly { readonly table: string; readonly kept: readonly string[]; readonly text: string; readonly effect: string }[] = [
	{ table: 'views', kept: ['definition'], text: 'name', effect: 'delete from views t' },
	{
		table: 'bulk_edits',
		kept: ['selection', 'action'],
		text: 'concat(reasons::text, undo_result::text, error::text)',
		effect: emptiedBulkEdit,
	},
	{
		table: 'exports',
		kept: ['options'],
		text: 'error::text',
		effect: `update exports t set options = '{}', error = null, ${cancelled}`,
	},
];

/** What holds a term. */
const likePattern = (term: string): string => `%${term.replace(/[\\%_]/g, '\\$&')}%`;

/** Text inside JSON, without regard to case. */
const inJson = (term: string): string => JSON.stringify(term).slice(1, -1).toLowerCase();

/** Removes what names the person in other rows; how many of each table. */
export async function removeNamed(client: Queryable, terms: readonly string[]): Promise<Record<string, number>> {
	const reached: Record<string, number> = {};
	if (terms.length === 0) return reached;
	const wanted = terms.map(inJson);
	const note = async (entity: string, ids: Iterable<number>) => {
		for (const id of new Set(ids)) await audit(client, { action: 'erasures.remove_named', entity, entity_id: id });
	};
	const patterns = wanted.map(likePattern);
	for (const { table, text, effect, audited } of named) {
		const returned = audited ? `returning t.${audited[1]} as id` : '';
		const { rows, rowCount } = await client.query<{ id: number }>(`${effect} where lower(${text}) like any ($1::text[]) ${returned}`, [
			patterns,
		]);
		if (rowCount) reached[table.replace(/^.*\./, '')] = rowCount;
		if (audited)
			await note(
				audited[0],
				rows.map(({ id }) => id),
			);
	}
	for (const { table, kept, text, effect } of asked) {
		const { rows } = await client.query<{ id: number; kept: object[]; told: string | null }>(
			`select id, jsonb_build_array(${kept.join(', ')}) as kept, ${text} as told from ${table}`,
		);
		const ids = rows
			.filter((row) => {
				const said = JSON.stringify([row.kept.map((one) => openedAsked(client, one)), row.told]).toLowerCase();
				return wanted.some((term) => said.includes(term));
			})
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

/** Rows that people made and that mean more than one person as a rule: they go, or lose their text, only where they name this one beyond doubt. */
const rules: readonly {
	readonly table: string;
	readonly text: string;
	readonly effect: string;
	readonly when: string;
}[] = [
	{
		table: 'retention_policies',
		text: 'concat(t.name, t.filter::text)',
		effect: 'delete from retention_policies t',
		when: 'true',
	},
	{
		table: 'legal_holds',
		text: 'concat(t.name, t.reason, t.filter::text)',
		effect: "update legal_holds t set name = '…', reason = '…', filter = '[]'",
		when: 't.released_at is not null',
	},
];

/** Whether a name means nobody else: as a rule two Chinese characters do, six Latin letters. */
const isTelling = (name: string): boolean => name.length >= (/\p{Script=Han}/u.test(name) ? 2 : 6);

/** Removes the person from policies, and from holds that were released. */
export async function removeFromRules(
	client: Queryable,
	names: readonly string[],
	exact: readonly string[],
): Promise<Record<string, number>> {
	const reached: Record<string, number> = {};
	const patterns = [...names.filter(isTelling), ...exact].map((term) => likePattern(inJson(term)));
	if (patterns.length === 0) return reached;
	for (const { table, text, effect, when } of rules) {
		// First those few that name him, then what else has to hold.
		const { rows } = await client.query<{ id: number }>(
			`with named as materialized (select t.id as key from ${table} t where lower(${text}) like any ($1::text[]))
			${effect} ${effect.startsWith('delete') ? 'using' : 'from'} named n where t.id = n.key and ${when} returning t.id as id`,
			[patterns],
		);
		if (rows.length > 0) reached[table] = rows.length;
		for (const { id } of rows) await audit(client, { action: 'erasures.remove_named', entity: table, entity_id: id });
	}
	return reached;
}
