// From the endpoints of exports to their statements and files.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { may, type Principal } from '../../platform/auth.ts';
import { read, write } from '../../platform/database.ts';
import type { Endpoint } from '../../platform/endpoint.ts';
import type { Language } from '../../platform/errors.ts';
import { mediaTypes } from '../../platform/files/write.ts';
import { type Call, FileReply, type Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';

import { daysKept, queueExport } from './jobs.ts';
import { exportError as error } from './messages.ts';
import * as queries from './queries.ts';
import { fileName } from './rules.ts';
import { exportTo, planExport } from './run.ts';
import type { ExportRow, exportEndpoints } from './schema.ts';

const ownerOf = (principal: Principal): queries.ExportOwner => (may(principal, 'users.manage') ? null : principal.user_id);

function shown(
	{ user_id: _user, options: _options, file: _file, error: failure, ...row }: queries.StoredExport,
	language: Language,
): ExportRow {
	return { ...row, error: failure && { code: failure.code, message: failure.words[language] } };
}

async function found(call: Pick<Call<Endpoint, Services>, 'database' | 'principal'>, id: number): Promise<queries.StoredExport> {
	const row = await read(call.database, call.principal, (client) => queries.findExport(client, ownerOf(call.principal), id));
	if (!row) throw error('export_not_found', { id });
	return row;
}

export const exportHandlers: Handlers<typeof exportEndpoints, Services> = {
	streamExport: async ({ services, principal, query, reply }) => {
		const stream = new PassThrough({ highWaterMark: 256 * 1024 });
		// The reply tells of an error when it is sent; one that comes before must not end the process.
		stream.on('error', () => {});
		const stop = new AbortController();
		// A download that is broken off ends the statement that feeds it.
		reply.raw.once('close', () => stop.abort());
		const done = exportTo(services, principal, query, stream, { signal: stop.signal });
		done.catch((cause) => stream.destroy(cause));
		// What is wrong with the request, or fails at once, is told as a problem; later the connection can only be cut.
		await Promise.race([done, new Promise((resolve) => stream.once('readable', resolve))]);
		return new FileReply(stream, fileName(query.format, query.language), mediaTypes[query.format]);
	},
	createExport: async ({ services, principal, body, language, database }) => {
		await planExport(services, principal, body);
		const { format, ...options } = body;
		const row = await write(database, principal, async (client) => {
			const inserted = await queries.insertExport(client, principal.user_id, format, options);
			await queueExport(services.jobs, client, inserted.id);
			return inserted;
		});
		return shown(row, language);
	},
	listExports: async ({ database, principal, query, language }) => {
		const limit = query.limit ?? 50;
		const rows = await read(database, principal, (client) =>
			queries.listExports(client, ownerOf(principal), query.after ?? null, limit + 1),
		);
		const items = rows.slice(0, limit).map((row) => shown(row, language));
		return { items, next: rows.length > limit ? items.at(-1)!.id : null };
	},
	getExport: async (call) => shown(await found(call, call.params.id), call.language),
	cancelExport: async (call) => {
		const { id } = await found(call, call.params.id);
		const row = await write(call.database, call.principal, (client) => queries.cancelExport(client, id));
		if (!row) throw error('export_finished', { id });
		return shown(row, call.language);
	},
	downloadExport: async (call) => {
		const row = await found(call, call.params.id);
		if (row.state !== 'done') throw error('export_not_done', { id: row.id, state: row.state });
		const size =
			row.file === null
				? null
				: await stat(row.file).then(
						({ size }) => size,
						() => null,
					);
		if (row.file === null || size === null) throw error('export_file_gone', { id: row.id, days: daysKept });
		call.reply.header('content-length', size);
		const language = row.options.language as Language | undefined;
		return new FileReply(createReadStream(row.file), fileName(row.format, language, new Date(row.created_at)), mediaTypes[row.format]);
	},
};
