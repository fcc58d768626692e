// From the endpoints of imports to their work: uploads go to disk as they arrive, long work goes to the queue.
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { fromDisk } from '../../platform/blobs.ts';
import { write } from '../../platform/database.ts';
import type { Endpoint } from '../../platform/endpoint.ts';
import type { Words } from '../../platform/errors.ts';
import { openTable } from '../../platform/files/open.ts';
import { writeErrorCsv } from '../../platform/files/write.ts';
import { type Call, FileReply, type Handlers } from '../../platform/http.ts';
import { demandAllReadable } from '../../platform/masking.ts';
import type { Services } from '../../platform/services.ts';
import { announcedBytes, bytesOf, roomFor, within } from '../../platform/uploads.ts';
import { overseesOthers } from '../access/queries.ts';
import { attributeMap, findOrCreateSource } from '../customers/definitions.ts';
import { refuseSensitiveColumns } from '../privacy/sensitive.ts';
import { fileOptions } from './batches.ts';
import { countMended, readCorrections } from './correction-queries.ts';
import { canMend, correctedCells } from './corrections.ts';
import type { importEndpoints } from './endpoints.ts';
import { demandMapping, makeMapping } from './mapping.ts';
import { correctCells, mendRows } from './mend.ts';
import { importError as error, toldProblem } from './messages.ts';
import { dropMisplaced, importRow, previewImport, targetList } from './preview.ts';
import * as queries from './queries.ts';
import { shownFileName, sourceName } from './run.ts';
import type { ImportOptions, ImportState, MappedColumn } from './schema.ts';
import { requestRedo, requestUndo, tellUndo } from './undo.ts';

type ImportCall = Call<Endpoint, Services> & { params: { id: number } };

/** States from which an import goes on where it stands. */
const resumable: readonly ImportState[] = ['paused', 'failed'];

/** An import that this person may see and act on: his own, or any for whoever could have made any. */
async function own({ database, principal }: Pick<ImportCall, 'database' | 'principal'>, id: number): Promise<queries.ImportRecord> {
	const record = await queries.findImport(database.owner, id);
	if (!record || (record.user_id !== principal.user_id && !(await overseesOthers(database.app, principal, true))))
		throw error('import_not_found', { id });
	return record;
}

/** An import whose rows are told: of another's file to whoever may read all that can stand in one. */
async function ofFile(call: Pick<ImportCall, 'database' | 'principal'>, id: number): Promise<queries.ImportRecord> {
	const record = await own(call, id);
	if (record.user_id !== call.principal.user_id) demandAllReadable(call.principal, 'cells');
	return record;
}

/** Throws unless this person may write what the import wrote: so does taking it back. */
async function demandFields({ database, principal }: Pick<ImportCall, 'database' | 'principal'>, { options }: queries.ImportRecord) {
	demandMapping(principal, options.columns, await attributeMap(database.app));
}

async function answer(call: ImportCall) {
	return importRow(await own(call, call.params.id), call.language);
}

async function queue({ services, database }: ImportCall, task: string, import_id: number): Promise<void> {
	await services.jobs.add(database.app, task, { import_id }, { key: `${task}:${import_id}`, queue: 'imports' });
}

async function moveOrRefuse(call: ImportCall, from: readonly ImportState[], to: ImportState): Promise<void> {
	const record = await own(call, call.params.id);
	if (!(await write(call.database, call.principal, (client) => queries.moveImport(client, record.id, from, to))))
		throw error('import_state', { id: record.id, state: record.state });
}

/** Writes the body of a request to a file; an upload that breaks off leaves nothing. */
async function saveUpload({ config }: Services, { body, headers }: FastifyRequest): Promise<{ path: string; bytes: number }> {
	const room = await roomFor(config, config.importLimit, 'CLIENTELE_IMPORT_MAX_MB', announcedBytes(headers));
	const folder = join(config.dataDir, 'files', 'imports');
	await mkdir(folder, { recursive: true });
	const path = join(folder, `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`);
	try {
		if (!Buffer.isBuffer(body) && typeof body !== 'string' && !(body instanceof Readable)) throw error('upload_needs_bytes');
		await pipeline(within(bytesOf(body), room), createWriteStream(path, { mode: 0o600 }));
		const { size } = await stat(path);
		if (size === 0) throw error('upload_empty');
		return { path, bytes: size };
	} catch (cause) {
		await rm(path, { force: true });
		throw fromDisk(cause);
	}
}

/** Checks the options against the file before anything is queued, so that a wrong mapping is told at once. */
async function checkOptions(call: ImportCall, record: queries.ImportRecord, options: ImportOptions): Promise<void> {
	if (!record.file) throw error('file_gone', { id: record.id });
	const table = await openTable({ path: record.file, name: record.file_name }, fileOptions(options));
	try {
		const attributes = await attributeMap(call.database.app);
		for (const { field, attribute } of options.columns ?? []) {
			if (field !== 'new' || !attribute || attributes.has(attribute.name)) continue;
			attributes.set(attribute.name, {
				id: 0,
				...attribute,
				choices: [],
				required: false,
				personal: attribute.personal ?? 'none',
				indexed: false,
				rules: {},
				survivorship: 'trust',
				group_id: null,
				version: 0,
				index_state: 'none',
				position: 0,
			});
		}
		demandMapping(call.principal, options.columns, attributes);
		await refuseSensitiveColumns(call.database.app, options.columns, attributes);
		const mapping = makeMapping(options.columns ?? [], table.columns, attributes);
		if (options.mode === 'full' && !mapping.hasKey) throw error('full_needs_key');
	} finally {
		await table.close();
	}
}

export const importHandlers: Handlers<typeof importEndpoints, Services> = {
	listImports: async ({ database, principal, query, language }) => {
		const limit = query.limit ?? 50;
		const rows = await queries.listImports(
			database.owner,
			(await overseesOthers(database.app, principal, true)) ? null : principal.user_id,
			query.after ?? null,
			limit + 1,
		);
		return { items: rows.slice(0, limit).map((row) => importRow(row, language)), next: rows.length > limit ? rows[limit - 1]!.id : null };
	},
	uploadImport: async ({ services, database, principal, query, request, language }) => {
		const { path, bytes } = await saveUpload(services, request);
		const file_name = shownFileName(query.file_name);
		try {
			const table = await openTable({ path, name: file_name });
			await table.close();
		} catch (cause) {
			await rm(path, { force: true });
			throw cause;
		}
		const id = await write(database, principal, async (client) => {
			const source = await findOrCreateSource(client, query.source ?? sourceName(file_name), 'import');
			const { user_id, scope_id } = principal;
			return queries.insertImport(client, { source_id: source.id, user_id, scope_id, file_name, file: path, bytes });
		});
		return previewImport(services, principal, id, {}, language);
	},
	getImport: (call) => answer(call as unknown as ImportCall),
	previewImport: async (call) => {
		const record = await ofFile(call, call.params.id);
		if (record.state !== 'draft') throw error('import_state', { id: record.id, state: record.state });
		await changeSource(call as unknown as ImportCall, call.body);
		return previewImport(call.services, call.principal, record.id, call.body, call.language);
	},
	startImport: async (call) => {
		const record = await own(call, call.params.id);
		if (record.state !== 'draft') throw error('import_state', { id: record.id, state: record.state });
		const options: ImportOptions = { ...record.options, ...call.body };
		await checkOptions(call as unknown as ImportCall, record, options);
		const source_id = await changeSource(call as unknown as ImportCall, call.body);
		await write(call.database, call.principal, async (client) => {
			await dropMisplaced(client, record, options);
			await queries.updateImport(client, record.id, { options });
			const { columns, match, kind } = options;
			await queries.rememberMapping(client, source_id ?? record.source_id, { columns, match, kind });
		});
		await moveOrRefuse(call as unknown as ImportCall, ['draft'], 'queued');
		await queue(call as unknown as ImportCall, 'imports.run', record.id);
		return answer(call as unknown as ImportCall);
	},
	pauseImport: async (call) => {
		await moveOrRefuse(call as unknown as ImportCall, ['queued', 'running'], 'paused');
		return answer(call as unknown as ImportCall);
	},
	resumeImport: async (call) => {
		const record = await own(call, call.params.id);
		const max_absent_percent = call.body?.max_absent_percent;
		if (max_absent_percent !== undefined && resumable.includes(record.state))
			await write(call.database, call.principal, (client) =>
				queries.updateImport(client, record.id, { options: { ...record.options, max_absent_percent } }),
			);
		await moveOrRefuse(call as unknown as ImportCall, resumable, 'queued');
		await queue(call as unknown as ImportCall, 'imports.run', call.params.id);
		return answer(call as unknown as ImportCall);
	},
	cancelImport: async (call) => {
		await moveOrRefuse(call as unknown as ImportCall, ['draft', 'queued', 'running', 'paused', 'failed'], 'cancelled');
		return answer(call as unknown as ImportCall);
	},
	previewUndo: async (call) => {
		const record = await own(call, call.params.id);
		return tellUndo(call.services, record.id, record.state, call.language, { reader: call.principal });
	},
	undoImport: async (call) => {
		await demandFields(call, await own(call, call.params.id));
		await requestUndo(call.services, call.params.id, call.principal);
		await queue(call as unknown as ImportCall, 'imports.undo', call.params.id);
		return answer(call as unknown as ImportCall);
	},
	redoImport: async (call) => {
		await demandFields(call, await own(call, call.params.id));
		await requestRedo(call.services, call.params.id, call.principal);
		await queue(call as unknown as ImportCall, 'imports.redo', call.params.id);
		return answer(call as unknown as ImportCall);
	},
	listImportProblems: async (call) => {
		const record = await ofFile(call, call.params.id);
		const limit = call.query.limit ?? 100;
		const rows = await queries.listTroubles(
			call.database.owner,
			record.id,
			call.query.show === 'repaired' ? ['repaired'] : queries.problemKinds,
			call.query.after ?? 0,
			limit + 1,
		);
		const shown = rows.slice(0, limit);
		const mended = await readCorrections(
			call.database.owner,
			record.id,
			shown.map(({ row }) => row),
		);
		const items = shown.map(({ row, kind, problems, cells, customer_id }) => ({
			row,
			kind,
			problems: problems.map((one) => toldProblem(one, call.language)),
			...withCorrections(cells, mended?.get(row)),
			can_mend: canMend(problems),
			customer_id,
		}));
		const next = rows.length > limit ? rows[limit - 1]!.row : null;
		return { items, next, mended_rows: await countMended(call.database.owner, record.id) };
	},
	correctImport: async (call) => {
		const record = await ofFile(call, call.params.id);
		const columns = record.state === 'draft' ? await columnsOfFile(record) : namesOf(record.options);
		const corrections = await correctCells(call.services, call.principal, record, call.body.corrections, columns.length);
		return { corrections, mended_rows: await countMended(call.database.owner, record.id) };
	},
	mendImport: async (call) => {
		const record = await own(call, call.params.id);
		const mended = await mendRows(call.services, call.principal, record.id);
		return { import: await answer(call as unknown as ImportCall), ...mended };
	},
	listImportMappings: async ({ database, query, language }) => {
		const limit = query.limit ?? 50;
		const rows = await queries.listMappings(database.app, query.after ?? 0, limit + 1);
		const labels = new Map(targetList(await attributeMap(database.app), language).map(({ field, label }) => [field, label]));
		const labelOf = ({ field, attribute }: MappedColumn) =>
			field === 'new' && attribute ? (language === 'zh-CN' ? attribute.label_zh : attribute.label_en) : (labels.get(field ?? '') ?? field);
		const items = rows.slice(0, limit).map(({ mapping, ...one }) => ({
			...one,
			columns: (mapping.columns ?? []).map((mapped) => ({ column: mapped.column, field: mapped.field, label: labelOf(mapped) })),
			match: mapping.match ?? null,
			kind: mapping.kind ?? null,
		}));
		return { items, next: rows.length > limit ? rows[limit - 1]!.id : null };
	},
	forgetImportMapping: async ({ database, principal, params }) => {
		if (!(await write(database, principal, (client) => queries.forgetMapping(client, params.id))))
			throw error('mapping_not_found', { id: params.id });
		return null;
	},
	downloadImportProblems: async (call) => {
		const record = await ofFile(call, call.params.id);
		await write(call.database, call.principal, (client) =>
			audit(client, { action: 'imports.download_problems', entity: 'imports', entity_id: record.id }),
		);
		const out = new PassThrough();
		const writer = writeErrorCsv(out, namesOf(record.options), call.language);
		const work = async () => {
			for (let after = 0; ; ) {
				const rows = await queries.listTroubles(call.database.owner, record.id, queries.problemKinds, after, 1_000);
				if (rows.length === 0) break;
				const mended = await readCorrections(
					call.database.owner,
					record.id,
					rows.map(({ row }) => row),
				);
				await writer.write(
					rows.map((one) => ({
						cells: withCorrections(one.cells, mended?.get(one.row)).cells ?? [],
						reasons: one.problems.map(({ words }) => words as unknown as Words),
					})),
				);
				after = rows.at(-1)!.row;
			}
			await writer.end();
		};
		work().catch((cause) => out.destroy(cause));
		return new FileReply(out, `${record.file_name.replace(/\.[^.]*$/, '')}-problems.csv`, 'text/csv; charset=utf-8');
	},
};

/** The columns of the file, each once, in its order. */
function namesOf(options: ImportOptions): string[] {
	return [...new Set((options.columns ?? []).map(({ column }) => column))];
}

async function columnsOfFile({ id, file, file_name, options }: queries.ImportRecord): Promise<readonly string[]> {
	if (!file) throw error('file_gone', { id });
	const table = await openTable({ path: file, name: file_name }, fileOptions(options));
	await table.close();
	return table.columns;
}

/** The cells of a row with problems as they would be imported again, and which of them were mended since it was imported last. */
function withCorrections(cells: queries.TroubleRow['cells'], correction: ReadonlyMap<number, string> | undefined) {
	if (!cells || !correction) return { cells, mended: [] };
	const mended = [...correction.keys()].filter((position) => correction.get(position) !== cells[position]);
	return { cells: correctedCells(cells, correction), mended: mended.sort((a, b) => a - b) };
}

/** Moves a draft to another source; its id, or null where nothing changed. */
async function changeSource(call: ImportCall, options: ImportOptions): Promise<number | null> {
	if (options.source === undefined) return null;
	const { source } = options;
	return write(call.database, call.principal, async (client) => {
		const { id } = await findOrCreateSource(client, source, 'import');
		await queries.updateImport(client, call.params.id, { source_id: id });
		return id;
	});
}
