// The bytes behind an erasure: files that it let go, and uploaded files that hold the person without a row of theirs.
import { readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { asOwner } from '../../platform/database.ts';
import { openTable } from '../../platform/files/open.ts';
import type { Services } from '../../platform/services.ts';
import { fileOptions } from '../imports/batches.ts';
import { keyOfCells } from '../imports/mapping.ts';
import { endedStates, finishImport } from '../imports/queries.ts';
import type { ImportOptions } from '../imports/schema.ts';
import { erasureError as error } from './erasure-errors.ts';
import { isTellingKey, mentionOf, type SourceKey } from './erasure-mentions.ts';
import * as queries from './erasure-queries.ts';
import * as records from './erasure-record-queries.ts';

/** What is looked for in files, and files that go whatever is in them. Kept sealed, until it was done. */
export interface Searched {
	readonly terms: readonly string[];
	readonly keys: readonly SourceKey[];
	readonly files: readonly string[];
}

const ended = new Set<string>(endedStates);

/** Days before the stated date at which an import that only waits is ended, so that its file can go and pages be written anew in the nights that are left. */
const urgentDays = 5;

/** How long it is until a file is looked at again whose import is under way, in milliseconds. */
const later = 3_600_000;

interface Upload {
	readonly file: string;
	readonly file_name: string;
	readonly options: ImportOptions;
	/** Left out where no import is known. */
	readonly source_id?: number;
}

/**
 * Tells whether cells are about the person: they mention what nobody else has, or hold a key of its source in the column of keys. Where nobody said yet which
 * column that is, a cell that is nothing but a key of some length counts.
 */
function cellsAbout({ terms, keys }: Searched, { options, source_id }: Upload): (cells: readonly (string | null)[]) => boolean {
	const mentions = mentionOf(terms);
	const known = options.columns !== undefined && source_id !== undefined;
	const wanted = new Set(keys.filter((one) => (known ? one.source_id === source_id : isTellingKey(one))).map(({ key }) => key));
	const hasKey = (cells: readonly (string | null)[]) =>
		known ? wanted.has(keyOfCells(options, cells) ?? '') : cells.some((cell) => cell !== null && wanted.has(cell.trim()));
	return (cells) => (wanted.size > 0 && hasKey(cells)) || cells.some((cell) => cell !== null && cell !== '' && mentions(cell));
}

/** Whether a table file is about the person. A file that cannot be read may be. */
async function holds(upload: Upload, searched: Searched): Promise<boolean> {
	const isAbout = cellsAbout(searched, upload);
	try {
		const table = await openTable({ path: upload.file, name: upload.file_name }, fileOptions(upload.options));
		try {
			for await (const { rows } of table.rows()) if (rows.some(isAbout)) return true;
			return false;
		} finally {
			await table.close();
		}
	} catch (cause) {
		return (cause as NodeJS.ErrnoException).code !== 'ENOENT';
	}
}

/** Files that no row names, as after a restore: exports, and uploads that hold the person. */
async function removeStrays({ database, config }: Services, searched: Searched): Promise<void> {
	const { files, exporting } = await queries.knownFiles(database.owner);
	for (const kind of ['exports', 'imports'] as const) {
		const folder = join(config.dataDir, 'files', kind);
		for (const name of await readdir(folder).catch(() => [])) {
			const file = join(folder, name);
			if (files.has(file) || (kind === 'exports' && exporting)) continue;
			if (kind === 'exports' || (await holds({ file, file_name: name, options: {} }, searched))) await rm(file, { force: true });
		}
	}
}

/** Removes the files of an erasure, then looks through those that are left. An import under way keeps its file until it ends (the row itself is refused); one that waits, until the date comes near. */
export async function cleanFiles(services: Services, erasure_id: number): Promise<void> {
	const { database, keyring, config, jobs } = services;
	const sealed = await records.readTerms(database.owner, erasure_id);
	if (!sealed) return records.noteFiles(database.owner, erasure_id);
	const searched = JSON.parse(keyring.open(`erasures.sealed_terms:${erasure_id}`, sealed)) as Searched;
	const nothing = searched.terms.length === 0 && searched.keys.length === 0;
	// A database that was restored elsewhere names files of where it was.
	for (const file of searched.files) if (file.startsWith(config.dataDir + sep)) await rm(file, { force: true });
	await removeStrays(services, searched);
	let waiting = false;
	for (const upload of nothing ? [] : await queries.keptUploads(database.owner, config.dataDir + sep)) {
		if (!(await holds(upload, searched))) continue;
		// The search took its time: how the import stands now decides.
		const released = await asOwner(database, async (client) => {
			const state = await queries.lockUpload(client, upload.id);
			if (state === 'paused' || state === 'queued') {
				if (!(await records.isUrgent(client, erasure_id, urgentDays))) return null;
				const { code, words } = error('import_let_go');
				await finishImport(client, upload.id, 'failed', { code, words });
			} else if (!ended.has(state)) return null;
			return queries.releaseUploads(client, [upload.id], config.dataDir + sep);
		});
		if (!released) {
			waiting = true;
			continue;
		}
		for (const { file } of released) await rm(file, { force: true });
	}
	if (!waiting) return records.noteFiles(database.owner, erasure_id);
	await jobs.add(
		database.owner,
		queries.afterTask,
		{ erasure_id },
		{ key: `${queries.afterTask}:${erasure_id}`, runAt: new Date(Date.now() + later) },
	);
}
