// The statements of exports: their rows, who may see them, their progress, and the reading of many rows at once.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { audit } from '../../platform/audit.ts';
import { type Queryable, together } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { announce } from '../../platform/events.ts';
import { openedAsked, sealedAsked, shapeOfAsked } from '../customers/sealing.ts';
import { notify } from '../notifications/queries.ts';
import type { LeftOut } from '../privacy/permitted-queries.ts';
import type { ExportFormat, ExportRow } from './schema.ts';

/** An export as it is stored. */
export interface StoredExport extends Omit<ExportRow, 'error' | 'left_out'> {
	readonly left_out: LeftOut | null;
	readonly user_id: number;
	/** The options as they were understood. */
	readonly options: Record<string, unknown>;
	/** Path of the finished file; null before that and after it was deleted. */
	readonly file: string | null;
	readonly error: { readonly code: string; readonly words: Words } | null;
}

/** Whose exports: one person's, or everybody's (null). */
export type ExportOwner = number | null;

const columns = 'id, user_id, format, options, state, file, rows, bytes, error, left_out, created_at, finished_at';
const owned = '($1::bigint is null or user_id = $1)';

/** Rows of exports, with what was searched for as it was asked. */
async function stored(client: Queryable, text: string, values: unknown[]): Promise<StoredExport[]> {
	const { rows } = await client.query<StoredExport>(text, values);
	return rows.map((row) => ({ ...row, options: openedAsked(client, row.options) }));
}

/** Tells the pages of whom it concerns how an export stands. */
async function told(client: Queryable, one: StoredExport | undefined): Promise<StoredExport | undefined> {
	if (!one) return one;
	const { id, user_id, state, format, rows, options } = one;
	await announce(client, { kind: 'exports', user_id, detail: { id, state } });
	await audit(client, {
		action: 'exports.state',
		entity: 'exports',
		entity_id: id,
		detail: { state, format, rows },
		...(state === 'queued' && { after: { options: shapeOfAsked(options) } }),
	});
	return one;
}

/** Tells the person too whose export it was. */
async function ended(client: Queryable, one: StoredExport | undefined): Promise<boolean> {
	if (!(await told(client, one))) return false;
	const { id, user_id, state, format, rows } = one!;
	await notify(client, { user_id, kind: state === 'done' ? 'export_done' : 'export_failed', detail: { export_id: id, format, rows } });
	return true;
}

export function insertExport(
	on: Queryable,
	user_id: number,
	format: ExportFormat,
	options: Record<string, unknown>,
	state: 'waiting' | 'queued',
): Promise<StoredExport> {
	return together(on, async (client) => {
		const rows = await stored(
			client,
			`insert into exports (user_id, format, options, state) values ($1, $2, $3, $4) returning ${columns}`,
			[user_id, format, JSON.stringify(sealedAsked(client, options)), state],
		);
		return (await told(client, rows[0]))!;
	});
}

export async function listExports(client: Queryable, owner: ExportOwner, before: number | null, limit: number): Promise<StoredExport[]> {
	const rows = await stored(
		client,
		`select ${columns} from exports where ${owned} and ($2::bigint is null or id < $2) order by id desc limit $3`,
		[owner, before, limit],
	);
	return rows;
}

export async function findExport(client: Queryable, owner: ExportOwner, id: number): Promise<StoredExport | undefined> {
	return (await stored(client, `select ${columns} from exports where ${owned} and id = $2`, [owner, id]))[0];
}

/** Marks an export as cancelled; undefined where it has ended already. What works on it notices at its next report of progress. */
export async function cancelExport(client: Queryable, id: number): Promise<StoredExport | undefined> {
	const rows = await stored(
		client,
		`update exports set state = 'cancelled', finished_at = now() where id = $1 and state in ('waiting', 'queued', 'running') returning ${columns}`,
		[id],
	);
	return told(client, rows[0]);
}

/** Puts an export that waited for approval among those to be done, or ends it with the reason. */
export async function endWaiting(client: Queryable, id: number, why: { code: string; words: Words } | null): Promise<void> {
	const rows = await stored(
		client,
		`update exports set state = case when $2::jsonb is null then 'queued' else 'cancelled' end, error = $2,
			finished_at = case when $2::jsonb is not null then now() end where id = $1 and state = 'waiting' returning ${columns}`,
		[id, why && JSON.stringify(why)],
	);
	await told(client, rows[0]);
}

/** Starts an export, or starts it anew where whoever worked on it is gone; undefined where there is nothing to do. */
export function startExport(on: Queryable, id: number): Promise<StoredExport | undefined> {
	return together(on, async (client) => {
		const rows = await stored(
			client,
			`update exports set state = 'running', rows = 0, bytes = 0 where id = $1 and state in ('queued', 'running') returning ${columns}`,
			[id],
		);
		return told(client, rows[0]);
	});
}

/** Reports progress; false where the export was cancelled. */
export async function reportProgress(client: Queryable, id: number, rows: number, bytes: number): Promise<boolean> {
	const { rowCount } = await client.query("update exports set rows = $2, bytes = $3 where id = $1 and state = 'running'", [
		id,
		rows,
		bytes,
	]);
	return rowCount === 1;
}

/** Notes whom an export for a purpose leaves out. */
export async function noteLeftOut(client: Queryable, id: number, purpose_id: number, left: LeftOut): Promise<void> {
	await client.query('update exports set purpose_id = $2, left_out = $3 where id = $1', [id, purpose_id, JSON.stringify(left)]);
}

/** Ends an export with its file; false where it was cancelled meanwhile. */
export function finishExport(on: Queryable, id: number, rows: number, bytes: number, file: string): Promise<boolean> {
	return together(on, async (client) => {
		const done = await stored(
			client,
			`update exports set state = 'done', rows = $2, bytes = $3, file = $4, finished_at = now() where id = $1 and state = 'running' returning ${columns}`,
			[id, rows, bytes, file],
		);
		return ended(client, done[0]);
	});
}

export function failExport(on: Queryable, id: number, error: { code: string; words: Words }): Promise<void> {
	return together(on, async (client) => {
		const rows = await stored(
			client,
			`update exports set state = 'failed', error = $2, finished_at = now() where id = $1 and state = 'running' returning ${columns}`,
			[id, JSON.stringify(error)],
		);
		await ended(client, rows[0]);
	});
}

/** A number for the advisory lock of one export, apart from those of other features. */
function lockOf(id: number): string {
	return createHash('sha256').update(`export ${id}`).digest().readBigInt64BE().toString();
}

/** Takes the right to work on an export until the transaction ends, however it ends; false where another process has it. */
export async function lockExport(client: Queryable, id: number): Promise<boolean> {
	const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [lockOf(id)]);
	return rows[0]!.locked;
}

/** Exports that are to be done: those of a process that died among them. */
export async function unfinishedExports(client: Queryable): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>("select id from exports where state in ('queued', 'running') order by id limit 1000");
	return rows.map(({ id }) => id);
}

/** Lets go of the files of exports that ended more than `days` ago; returns their paths. */
export function forgetFiles(on: Queryable, days: number): Promise<string[]> {
	return together(on, (client) => forget(client, days));
}

async function forget(client: Queryable, days: number): Promise<string[]> {
	const { rows } = await client.query<{ id: number; file: string }>(
		`with old as (select id, file from exports where file is not null and finished_at < now() - make_interval(days => $1) for update)
		update exports e set file = null from old where e.id = old.id returning old.id, old.file`,
		[days],
	);
	for (const { id } of rows) await audit(client, { action: 'exports.remove_file', entity: 'exports', entity_id: id });
	return rows.map(({ file }) => file);
}

/** Whether this person may still sign in. */
export async function isActiveUser(client: Queryable, id: number): Promise<boolean> {
	return (await client.query("select from users where id = $1 and state = 'active'", [id])).rowCount === 1;
}

/** Which lists besides e-mails and phone numbers the person may see anywhere. Both are answered by small indexes of their own. */
export async function listsThatOccur(client: Queryable): Promise<{ other_contacts: boolean; other_addresses: boolean }> {
	const { rows } = await client.query<{ other_contacts: boolean; other_addresses: boolean }>(
		`select exists (select from contact_points where kind not in ('email', 'phone')) as other_contacts,
			exists (select from addresses where not is_primary) as other_addresses`,
	);
	return rows[0]!;
}

/** A statement and its parameters. */
export interface Statement {
	readonly text: string;
	readonly values: readonly unknown[];
}

/** A statement with its parameters written into it: COPY takes none. Each becomes a quoted literal without a type, which is what the driver sends as well. */
function inlined({ text, values }: Statement): string {
	return text.replace(/\$(\d+)/g, (_, number: string) => {
		const value = values[Number(number) - 1];
		return value === null || value === undefined ? 'null' : pg.escapeLiteral(String(value));
	});
}

/** Whether a statement finds anything. */
export async function findsAny(client: Queryable, { text, values }: Statement): Promise<boolean> {
	return (await client.query(`select from (${text}) x limit 1`, [...values])).rowCount === 1;
}

/**
 * The rows of a statement as PostgreSQL writes them, in pieces, at the pace of the reader; row-level security holds as for any SELECT.
 * At a million customers CSV took 6–8 s this way and 25 s by a cursor whose rows the driver reads into values. Whoever stops reading ends the statement.
 */
export async function* copyOut(
	pool: Queryable,
	client: pg.PoolClient,
	statement: Statement,
	format: 'csv' | 'text',
): AsyncGenerator<Buffer> {
	const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
	const stream = client.query(copyTo(`copy (${inlined(statement)}) to stdout with (format ${format})`, { highWaterMark: 256 * 1024 }));
	let ended = false;
	const settled = new Promise<void>((resolve) => {
		const settle = () => {
			ended = true;
			resolve();
		};
		stream.once('end', settle).on('error', settle);
	});
	try {
		yield* stream.iterator({ destroyOnReturn: false });
	} finally {
		// The connection can be used again only when all that it still sends was read.
		if (!ended) {
			await pool.query('select pg_cancel_backend($1)', [rows[0]!.pid]);
			stream.resume();
			await settled;
		}
	}
}
