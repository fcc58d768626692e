// From the endpoints of exports to their statements and files.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, read, write } from '../../platform/database.ts';
import type { Endpoint } from '../../platform/endpoint.ts';
import type { Language } from '../../platform/errors.ts';
import { mediaTypes } from '../../platform/files/write.ts';
import { type Call, FileReply, type Handlers } from '../../platform/http.ts';
import { checkLink, makeLink } from '../../platform/links.ts';
import { demandAllReadable } from '../../platform/masking.ts';
import { reasonNeeded } from '../../platform/reason.ts';
import type { Services } from '../../platform/services.ts';
import { overseesOthers } from '../access/queries.ts';
import { approvalError } from '../approvals/messages.ts';
import { askApproval, readRules, withdrawApproval } from '../approvals/queries.ts';
import { reasonWords } from '../privacy/messages.ts';
import type { Reason } from '../privacy/schema.ts';
import { daysKept, principalOf, queueExport } from './jobs.ts';
import { exportError as error } from './messages.ts';
import * as queries from './queries.ts';
import { fileName } from './rules.ts';
import { countAbove, exportTo, planExport } from './run.ts';
import type { ExportRow, exportEndpoints } from './schema.ts';

/** Whose exports somebody is shown: his own, or everybody's where he could have made any of them. */
const ownerOf = async (client: Queryable, principal: Principal): Promise<queries.ExportOwner> =>
	(await overseesOthers(client, principal)) ? null : principal.user_id;

function shown(
	{ user_id: _user, options: _options, file: _file, error: failure, left_out, ...row }: queries.StoredExport,
	language: Language,
): ExportRow {
	const left = Object.entries(left_out ?? {}) as [Reason, number][];
	return {
		...row,
		error: failure && { code: failure.code, message: failure.words[language] },
		left_out: left.map(([reason, count]) => ({ reason, message: reasonWords[reason][language], count })),
	};
}

async function found(call: Pick<Call<Endpoint, Services>, 'database' | 'principal'>, id: number): Promise<queries.StoredExport> {
	const row = await read(call.database, call.principal, async (client) =>
		queries.findExport(client, await ownerOf(client, call.principal), id),
	);
	if (!row) throw error('export_not_found', { id });
	// Another's file holds what he may read.
	if (row.user_id !== call.principal.user_id) demandAllReadable(call.principal, 'export');
	return row;
}

/** The finished file of an export, and its size. @throws AppError export_not_done, export_file_gone */
async function finished(row: queries.StoredExport): Promise<{ file: string; size: number }> {
	if (row.state !== 'done') throw error('export_not_done', { id: row.id, state: row.state });
	const there = row.file === null ? null : await stat(row.file).catch(() => null);
	if (row.file === null || there === null) throw error('export_file_gone', { id: row.id, days: daysKept });
	return { file: row.file, size: there.size };
}

async function fileOf(row: queries.StoredExport, reply: FastifyReply): Promise<FileReply> {
	const { file, size } = await finished(row);
	reply.header('content-length', size);
	const language = row.options.language as Language | undefined;
	return new FileReply(createReadStream(file), fileName(row.format, language, new Date(row.created_at)), mediaTypes[row.format]);
}

const linkPurpose = 'exports.download';
/** How long a link downloads without sign-in, in milliseconds. */
const linkLasts = 3_600_000;

export const exportHandlers: Handlers<typeof exportEndpoints, Services> = {
	streamExport: async ({ services, principal, query, reply, database }) => {
		const { export_rows } = await readRules(database.app);
		const plan = await planExport(services, principal, query);
		if (await countAbove(services, principal, plan, export_rows)) throw approvalError('approval_needed', { most: export_rows });
		const stream = new PassThrough({ highWaterMark: 256 * 1024 });
		// The reply tells of an error when it is sent; one that comes before must not end the process.
		stream.on('error', () => {});
		const stop = new AbortController();
		// A download that is broken off ends the statement that feeds it.
		reply.raw.once('close', () => stop.abort());
		const done = exportTo(services, principal, query, stream, {
			signal: stop.signal,
			onLeftOut: (left) => void reply.header('x-left-out', JSON.stringify(left)),
		});
		done.catch((cause) => stream.destroy(cause));
		// What is wrong with the request, or fails at once, is told as a problem; later the connection can only be cut.
		await Promise.race([done, new Promise((resolve) => stream.once('readable', resolve))]);
		return new FileReply(stream, fileName(query.format, query.language), mediaTypes[query.format]);
	},
	createExport: async ({ services, principal, body, language, database }) => {
		const plan = await planExport(services, principal, body);
		const amount = await countAbove(services, principal, plan, (await readRules(database.app)).export_rows);
		if (amount !== null && principal.reason === undefined) throw reasonNeeded();
		const { format, ...options } = body;
		const row = await write(database, principal, async (client) => {
			const inserted = await queries.insertExport(client, principal.user_id, format, options, amount === null ? 'queued' : 'waiting');
			if (amount === null) await queueExport(services.jobs, client, inserted.id);
			else {
				const { user_id, reason } = principal;
				await askApproval(client, { kind: 'export', target_id: inserted.id, amount, requested_by: user_id, reason });
			}
			return inserted;
		});
		return shown(row, language);
	},
	listExports: async ({ database, principal, query, language }) => {
		const limit = query.limit ?? 50;
		const rows = await read(database, principal, async (client) =>
			queries.listExports(client, await ownerOf(client, principal), query.after ?? null, limit + 1),
		);
		const items = rows.slice(0, limit).map((row) => shown(row, language));
		return { items, next: rows.length > limit ? items.at(-1)!.id : null };
	},
	getExport: async (call) => shown(await found(call, call.params.id), call.language),
	cancelExport: async (call) => {
		const { id } = await found(call, call.params.id);
		const row = await write(call.database, call.principal, async (client) => {
			await withdrawApproval(client, 'export', id);
			return queries.cancelExport(client, id);
		});
		if (!row) throw error('export_finished', { id });
		return shown(row, call.language);
	},
	downloadExport: async (call) => {
		const file = await fileOf(await found(call, call.params.id), call.reply);
		await write(call.database, call.principal, (client) =>
			audit(client, { action: 'exports.download', entity: 'exports', entity_id: call.params.id }),
		);
		return file;
	},
	createExportLink: async ({ params: { id }, ...call }) => {
		const row = await found(call, id);
		await finished(row);
		const expires = new Date(Date.now() + linkLasts);
		const link = makeLink(call.services.keyring, { purpose: linkPurpose, subject: `${id}.${call.principal.user_id}`, expires });
		await write(call.database, call.principal, (client) => audit(client, { action: 'exports.link', entity: 'exports', entity_id: id }));
		const base = call.services.config.publicUrl ?? `${call.request.protocol}://${call.request.host}`;
		return { url: `${base}/api/v1/downloads/${link}`, expires_at: expires.toISOString() };
	},
	downloadByLink: async ({ params: { link }, services, database, principal: { trace, request }, reply }) => {
		const [id, maker] = checkLink(services.keyring, linkPurpose, link).split('.').map(Number) as [number, number];
		// Whoever made the link still has to have the right at this moment.
		const principal = { ...(await principalOf(database, maker)), trace: { ...trace, channel: 'link' }, ...(request && { request }) };
		const row = await found({ database, principal }, id);
		const file = await fileOf(row, reply);
		await write(database, principal, (client) => audit(client, { action: 'exports.download', entity: 'exports', entity_id: id }));
		return file;
	},
};
