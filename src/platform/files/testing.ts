// Helpers for the tests of this folder: temporary files, whole tables, and the error of a promise.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll } from 'vitest';
import { AppError } from '../errors.ts';
import { openTable } from './open.ts';
import { Sink } from './sink.ts';
import type { Cell, OpenOptions, RowProblem, TableFile } from './types.ts';
import { ZipWriter } from './zip-write.ts';

const folders: string[] = [];
afterAll(async () => {
	for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A path in a fresh folder that goes when the tests of the file are done. */
export async function temporaryPath(name: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'clientele-files-'));
	folders.push(folder);
	return join(folder, name);
}

export async function temporaryFile(name: string, content: string | Uint8Array): Promise<string> {
	const path = await temporaryPath(name);
	await writeFile(path, content);
	return path;
}

/** Writes a large file piece by piece. */
export async function temporaryStream(name: string, pieces: Iterable<string | Uint8Array>): Promise<string> {
	const path = await temporaryPath(name);
	const stream = createWriteStream(path);
	for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
	stream.end();
	await once(stream, 'close');
	return path;
}

/** A ZIP archive of these files. */
export async function archive(parts: Record<string, string>): Promise<Buffer> {
	const output = new PassThrough();
	const bytes = buffer(output);
	const zip = new ZipWriter(new Sink(output));
	for (const [name, content] of Object.entries(parts)) await zip.add(name, content);
	await zip.end();
	return bytes;
}

let collect: (() => void) | undefined;

/** Bytes that are still held after a collection of garbage: objects and buffers. */
export function keptBytes(): number {
	if (!collect) {
		setFlagsFromString('--expose-gc');
		collect = runInNewContext('gc') as () => void;
	}
	collect();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

export interface WholeTable {
	readonly file: TableFile;
	readonly rows: Cell[][];
	readonly problems: RowProblem[];
	readonly notes: RowProblem[];
}

/** Opens and reads a whole file, and checks that rows are numbered without gaps. */
export async function readTable(path: string, options?: OpenOptions, from?: number): Promise<WholeTable> {
	const file = await openTable(path, options);
	const rows: Cell[][] = [];
	const problems: RowProblem[] = [];
	const notes: RowProblem[] = [];
	try {
		for await (const batch of file.rows(from === undefined ? {} : { from })) {
			if (batch.first !== (from ?? 1) + rows.length) throw new Error(`batch begins with row ${batch.first} after ${rows.length} rows`);
			if (batch.rows.some((row) => row.length !== file.columns.length)) throw new Error('a row is not as long as the columns');
			rows.push(...batch.rows);
			problems.push(...batch.problems);
			notes.push(...batch.notes);
		}
	} finally {
		await file.close();
	}
	return { file, rows, problems, notes };
}

/** Reads content as a file of that name. */
export async function readContent(name: string, content: string | Uint8Array, options?: OpenOptions): Promise<WholeTable> {
	return readTable(await temporaryFile(name, content), options);
}

/** Code of the AppError that a promise is rejected with; anything else fails the test, as does a sentence with an unfilled place. */
export async function errorCode(promise: Promise<unknown>): Promise<string> {
	try {
		await promise;
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		for (const sentence of Object.values(error.words)) if (/\{\w+\}/.test(sentence)) throw new Error(`unfilled: ${sentence}`);
		return error.code;
	}
	throw new Error('nothing was thrown');
}

/** Problems in short: "row:line code". */
export function short(problems: readonly RowProblem[]): string[] {
	for (const { words } of problems)
		for (const sentence of Object.values(words)) if (/\{\w+\}/.test(sentence)) throw new Error(`unfilled: ${sentence}`);
	return problems.map(({ row, line, code }) => `${row}:${line} ${code}`);
}
