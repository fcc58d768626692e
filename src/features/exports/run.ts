// Writes any list or search of customers to a file or stream in any of the formats, with flat memory, as the person who asks may see it.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { demand } from '../../platform/auth.ts';
import { type Database, type Queryable, read, write } from '../../platform/database.ts';
import { csvFormatter } from '../../platform/files/csv-write.ts';
import { Sink } from '../../platform/files/sink.ts';
import type { ColumnType } from '../../platform/files/types.ts';
import { createWriter } from '../../platform/files/write.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import type { ListContext } from '../customers/filter.ts';
import { exportSql } from '../customers/list.ts';
import { readings, type Words } from '../customers/several.ts';
import { unrestricted } from '../privacy/limits.ts';
import { demandPurpose } from '../privacy/may-use.ts';
import { privacyError } from '../privacy/messages.ts';
import { amongPermitted, type LeftOut, permittedFor } from '../privacy/permitted-queries.ts';
import { readSettings } from '../privacy/queries.ts';
import type { Purpose } from '../privacy/schema.ts';
import { anonymiser, hiddenColumns } from './anonymised.ts';
import { cardsOf } from './cards.ts';
import { FormulaGuard } from './harmless.ts';
import { exportError as error } from './messages.ts';
import { copyOut, findsAny, listsThatOccur, type Statement } from './queries.ts';
import { cellOf, type ExportColumn, exportColumns, exportJoins } from './rules.ts';
import type { exportOptions } from './schema.ts';
import { markedSql, openedCsv, openRows } from './sealed.ts';

export type ExportOptions = z.output<typeof exportOptions>;

export interface ExportProgress {
	readonly rows: number;
	readonly bytes: number;
}

export interface ExportSettings {
	/** Called about once a second, and at the end; the export goes on when it resolves. */
	readonly onProgress?: (progress: ExportProgress) => void | Promise<void>;
	/** Called before the first row of an export for a purpose: how many are left out, by reason. */
	readonly onLeftOut?: (left: LeftOut) => void | Promise<void>;
	/** A copy for testing: rows of the same shape about nobody. For commands alone. */
	readonly anonymised?: boolean;
	/** Ends the export; what was written of a file is deleted. */
	readonly signal?: AbortSignal;
}

/** An export that has been understood. */
export interface ExportPlan {
	readonly options: ExportOptions;
	readonly columns: readonly ExportColumn[];
	readonly context: ListContext;
	/** What the file is for. */
	readonly purpose?: Purpose;
	/** What marks encrypted cells of CSV on their way. */
	readonly mark: string;
}

/** For statements about the ids alone. */
const idColumn: ExportColumn = { name: 'id', heading: 'id', type: 'number', sql: 'c.id' };

type Parts = Pick<Services, 'database' | 'config'>;

function statementOf(
	{ options, columns, context, mark }: ExportPlan,
	words: Words = 'joined',
	where: readonly string[] = [unrestricted],
): Statement {
	// A record of one empty cell would be a blank line, which readers of CSV pass over; an empty text is written as "".
	const lone = options.format === 'csv' && columns.length === 1;
	const expressions = columns.map((column, place) => (options.format === 'csv' ? markedSql(column, place, mark) : column.sql));
	const select = expressions.map((sql) => (lone ? `coalesce((${sql})::text, '')` : sql)).join(', ');
	const all = !options.search?.trim() && !options.filter?.length && !options.ids && options.state !== 'deleted';
	return exportSql(options, { select, joins: exportJoins(columns, all), where }, context, words);
}

/**
 * Understands what is asked for, so that a mistake is told before anything is written.
 * @throws AppError not_allowed; purpose_required, purpose_not_found, kind_not_named; field_unknown, operator_unsuited, value_unsuited, sort_unsuited
 */
export async function planExport({ database, config }: Parts, principal: Principal, options: ExportOptions): Promise<ExportPlan> {
	demand(principal, 'exports.run');
	const attributes = await attributeMap(database.app);
	// Programs that read NDJSON find the same members whatever the database holds.
	const occurring =
		options.format === 'ndjson' ? { other_contacts: true, other_addresses: true } : await read(database, principal, listsThatOccur);
	const purpose = options.purpose === undefined ? undefined : await demandPurpose(database.app, options.purpose);
	if (!purpose && (await readSettings(database.app)).purpose_required) throw privacyError('purpose_required');
	const plan = {
		options,
		...(purpose && { purpose }),
		columns: exportColumns(options, attributes, occurring, principal, purpose?.data_kinds),
		mark: `~${randomBytes(9).toString('hex')}:`,
		context: { attributes, country: config.defaultCountry, keyring: database.keyring, reader: principal },
	};
	statementOf(plan);
	return plan;
}

/** So many customers are counted for an approval; of more it is known that they are more. */
const mostCounted = 1_000_000;

/** How many customers an export has, where they are more than `most`; null where they are not, or `most` is 0. */
export async function countAbove(
	{ database }: Pick<Services, 'database'>,
	principal: Principal,
	plan: ExportPlan,
	most: number,
): Promise<number | null> {
	if (most === 0) return null;
	return read(database, principal, async (client) => {
		const columns = [idColumn];
		const { text, values } = await foundStatement(client, { ...plan, options: { ...plan.options, sort: undefined }, columns });
		const count = async (limit: number) => {
			const counted = `select count(*) as count from (${text} limit ${Math.trunc(limit)}) x`;
			return (await client.query<{ count: number }>(counted, [...values])).rows[0]!.count;
		};
		return (await count(most + 1)) > most ? count(Math.max(mostCounted, most + 1)) : null;
	});
}

/**
 * Exports a list or search to a stream, which is ended, or to a path, where the file appears when it is whole.
 * @throws AppError those of planExport; export_folder where the path cannot be written
 */
export async function exportTo(
	services: Parts,
	principal: Principal,
	options: ExportOptions,
	out: Writable | string,
	settings: ExportSettings = {},
): Promise<ExportProgress> {
	const plan = await planExport(services, principal, options);
	const { database } = services;
	const { format, ...chosen } = options;
	// Two entries: what was asked for, also where it breaks off, and how many rows left.
	const fields = plan.columns.map(({ name }) => name);
	await write(database, principal, (client) =>
		audit(client, { action: 'exports.begin', entity: 'exports', detail: { format, fields }, after: chosen }),
	);
	return write(database, principal, async (client) => {
		const done = await exportInto(database, client, plan, out, settings);
		await audit(client, { action: 'exports.end', entity: 'exports', detail: { format, rows: done.rows } });
		return done;
	});
}

/** Exports by a plan on a connection whose transaction carries the context of the person. */
export async function exportInto(
	database: Database,
	client: pg.PoolClient,
	plan: ExportPlan,
	out: Writable | string,
	settings: ExportSettings = {},
): Promise<ExportProgress> {
	// Values as they are stored: each row passes through our hands before it becomes a line of CSV.
	const options = { ...plan.options, format: 'ndjson' as const };
	const read = settings.anonymised ? { ...plan, options, columns: [...hiddenColumns, ...plan.columns] } : plan;
	if (plan.purpose) await settings.onLeftOut?.(await permit(client, plan, plan.purpose));
	const statement = await foundStatement(client, read, plan.purpose && [amongPermitted]);
	if (typeof out !== 'string') return writeRows(database, client, plan, statement, out, settings);
	const part = `${out}.part`;
	try {
		const done = await writeRows(database, client, plan, statement, createWriteStream(part), settings);
		await rename(part, out);
		return done;
	} catch (cause) {
		await rm(part, { force: true });
		const { code } = cause as NodeJS.ErrnoException;
		if (code && ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'EROFS', 'EPERM'].includes(code))
			throw error('export_folder', { path: out, reason: code });
		throw cause;
	}
}

/** Decides for all that are chosen whom the purpose permits; they are in the temporary table of the transaction then. */
async function permit(client: pg.PoolClient, plan: ExportPlan, purpose: Purpose): Promise<LeftOut> {
	// Ids as numbers: a lone column of CSV would be made text.
	const options = { ...plan.options, format: 'ndjson' as const, sort: undefined };
	const chosen = await foundStatement(client, { ...plan, options, columns: [idColumn] }, []);
	return permittedFor(client, chosen, purpose, plan.options.channel ?? null);
}

/** Searches as the list does: in each way of reading the words, until one finds somebody. */
async function foundStatement(client: Queryable, plan: ExportPlan, where?: readonly string[]): Promise<Statement> {
	const search = plan.options.search?.trim();
	const ways = search ? readings(search, plan.context).map(({ words }) => statementOf(plan, words, where)) : [];
	for (const statement of ways) if (await findsAny(client, statement)) return statement;
	return statementOf(plan, 'joined', where);
}

async function writeRows(
	database: Database,
	client: pg.PoolClient,
	plan: ExportPlan,
	statement: Statement,
	out: Writable,
	{ onProgress, signal, anonymised }: ExportSettings,
): Promise<ExportProgress> {
	let bytes = 0;
	const counter = new Transform({
		highWaterMark: 256 * 1024,
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length;
			done(null, chunk);
		},
	});
	const written = pipeline(counter, out);
	written.catch(() => {});
	let told = Date.now();
	const tell = async (rows: number) => {
		signal?.throwIfAborted();
		if (!onProgress || Date.now() - told < 1_000) return;
		told = Date.now();
		await onProgress({ rows, bytes });
		signal?.throwIfAborted();
	};
	try {
		const asCsv = plan.options.format === 'csv' && !anonymised;
		const pieces = copyOut(database.app, client, statement, asCsv ? 'csv' : 'text');
		const rows = await (asCsv
			? writeCsv(plan, openedCsv(database.app, plan.columns, pieces, plan.mark), counter, tell)
			: writeTable(
					database,
					plan,
					pieces,
					counter,
					tell,
					anonymised ? anonymiser((purpose, text) => database.keyring.mac(purpose, text), plan.columns, plan.context.attributes) : null,
				));
		await written;
		await onProgress?.({ rows, bytes });
		return { rows, bytes };
	} catch (cause) {
		counter.destroy();
		// Where the stream itself failed, that is what went wrong.
		await written.catch((reason: NodeJS.ErrnoException) => {
			if (reason.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw reason;
		});
		throw cause;
	}
}

type Tell = (rows: number) => Promise<void>;

/** CSV as PostgreSQL writes it, passed on with formula cells made harmless. */
async function writeCsv({ columns, options }: ExportPlan, pieces: AsyncIterable<Buffer>, out: Writable, tell: Tell): Promise<number> {
	const sink = new Sink(out);
	const guard = new FormulaGuard();
	// Whoever asks for words opens the file in a spreadsheet, which takes UTF-8 for something else without the mark.
	let heading = (options.language ? '\ufeff' : '') + csvFormatter({ lineEnd: '\n' })(columns.map((column) => column.heading));
	for await (const piece of pieces) {
		// Not before the first rows: until something is written, a statement that fails can still be answered with a problem.
		if (heading !== '') await sink.write(heading);
		heading = '';
		const safe = guard.push(piece);
		if (safe.length > 0) await sink.write(safe);
		await tell(guard.records);
	}
	if (heading !== '') await sink.write(heading);
	await sink.write(guard.end());
	await sink.end();
	return guard.records;
}

/** All other formats: cells are read and handed to the format's writer. */
async function writeTable(
	{ app }: Database,
	{ columns, options }: ExportPlan,
	pieces: AsyncIterable<Buffer>,
	out: Writable,
	tell: Tell,
	change: ((row: readonly unknown[]) => unknown[]) | null,
): Promise<number> {
	const cards = options.format === 'vcard' ? cardsOf(columns) : null;
	const headings = cards?.keys ?? columns.map((column) => column.heading);
	const types = Object.fromEntries(columns.map(({ heading, type }): [string, ColumnType] => [heading, type === 'json' ? 'text' : type]));
	const writer = createWriter(options.format, out, headings, { types });
	const all = change ? [...hiddenColumns, ...columns] : columns;
	const read = all.map(({ type, sealed }) => (sealed ? 'text' : type));
	let rows = 0;
	for await (const lines of linesOf(pieces)) {
		const stored = lines.map((line) => line.split('\t').map((text, index) => cellOf(read[index]!, unescaped(text))));
		await openRows(app, all, stored);
		const cells = change ? stored.map(change) : stored;
		await writer.write(cards ? cells.map(cards.card) : cells);
		rows += lines.length;
		await tell(rows);
	}
	await writer.end();
	return rows;
}

async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const piece of pieces) {
		const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
		rest = lines.pop()!;
		if (lines.length > 0) yield lines;
	}
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A value in COPY's text format; null for \N. */
function unescaped(text: string): string | null {
	if (!text.includes('\\')) return text;
	return text === '\\N' ? null : text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
}
