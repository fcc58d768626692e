// From the endpoints of attached files to storage and statements. Bytes are stored first; the row that refers to them comes last.
import { newBlobKey } from '../../platform/blobs.ts';
import { type Queryable, read, write, writeOne } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { disposition, FileReply, type Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { demandReadable } from '../../platform/masking.ts';
import { deedsOf } from '../../platform/repeats.ts';
import type { Services } from '../../platform/services.ts';
import { announcedBytes, bytesOf, roomFor, within } from '../../platform/uploads.ts';
import { lookSoon } from '../privacy/looking.ts';
import type { FileRow, fileEndpoints } from './endpoints-files.ts';
import { readContent } from './files-content.ts';
import * as queries from './files-queries.ts';
import {
	bareType,
	cleanFileName,
	isShown,
	keptType,
	mediaTypeOf,
	rangeOf,
	refuseForbidden,
	refuseOtherEnding,
	sentType,
} from './files-rules.ts';
import { customerError as error } from './messages.ts';
import { naturesCached } from './routes-attributes.ts';
import { demandActive, lockActive, refuseStaleFact } from './standing.ts';

function shown({ customer_id: _customer, storage_key: _key, valid_from: _since, ...file }: queries.StoredFile): FileRow {
	return { ...file, media_type: bareType(file.media_type), inline: isShown(file.media_type) };
}

/** Changes a file: a new name, into the trash, out of it. */
async function change(client: Queryable, before: queries.StoredFile, name: string, deleted: boolean, by: number): Promise<FileRow> {
	const after = await queries.changeFile(client, before, name, deleted, by);
	await announce(client, { kind: 'customers', ids: [before.customer_id], by });
	return shown(after);
}

async function lockKept(
	client: Queryable,
	{ id, file_id }: { readonly id: number; readonly file_id: number },
): Promise<queries.StoredFile> {
	await lockActive(client, id);
	const file = await queries.lockFile(client, id, file_id);
	if (!file || file.deleted_at !== null) throw error('file_not_found', { id: file_id });
	return file;
}

/** Files in the trash count as well: they come back. */
async function demandRoom(client: Queryable, customer: number, bytes: number, { customerFilesLimit }: Services['config']): Promise<void> {
	if ((await queries.bytesOfFiles(client, customer)) + bytes > customerFilesLimit)
		throw error('files_full', { megabytes: customerFilesLimit / 1e6 });
}

export const fileHandlers: Handlers<typeof fileEndpoints, Services> = {
	listFiles: ({ database, principal, params, query, services }) =>
		read(database, principal, async (client) => {
			await demandActive(client, params.id);
			const limit = query.limit ?? 50;
			const rows = await queries.listFiles(client, params.id, query.state === 'deleted', query.after ?? null, limit + 1);
			const items = rows.slice(0, limit).map(shown);
			return { items, next: rows.length > limit ? items.at(-1)!.id : null, max_bytes: services.config.filesLimit };
		}),
	addFile: async ({ database, principal, params, query, request, services }) => {
		const { blobs, config } = services;
		const name = cleanFileName(query.name);
		refuseForbidden(name);
		const announced = announcedBytes(request.headers);
		const room = await roomFor(config, config.filesLimit, 'CLIENTELE_FILES_MAX_MB', announced);
		await read(database, principal, async (client) => {
			await demandActive(client, params.id);
			await demandRoom(client, params.id, announced, config);
		});
		const received = await blobs.receive(within(bytesOf(request.body), room));
		try {
			if (received.bytes === 0) throw error('file_empty');
			const content = await readContent(received.path);
			const media_type = keptType(mediaTypeOf(name, content), content);
			const storage_key = newBlobKey();
			await write(database, principal, (client) => queries.announceBlob(client, storage_key));
			await blobs.keep(storage_key, received);
			return await writeOne(database, principal, async (client) => {
				const customer = await lockActive(client, params.id);
				await demandRoom(client, params.id, received.bytes, config);
				const file = await queries.insertFile(client, customer, { ...received, name, media_type, storage_key }, principal.user_id);
				await announce(client, { kind: 'customers', ids: [params.id], by: principal.user_id });
				await lookSoon(services, client);
				return shown(file);
			});
		} finally {
			await received.drop();
		}
	},
	downloadFile: async ({ database, principal, params, query, request, reply, services }) => {
		demandReadable(principal, (await naturesCached(database))('file'));
		const file = await read(database, principal, async (client) => {
			await demandActive(client, params.id);
			return queries.findFile(client, params.id, params.file_id);
		});
		if (!file || file.deleted_at !== null) throw error('file_not_found', { id: params.file_id });
		const etag = `"${file.sha256}"`;
		// Kept nowhere: whoever may no longer see the customer, or sits down here next, does not see it from the browser's store either.
		const headers = { etag, 'cache-control': 'private, no-store' };
		if (request.headers['if-none-match'] === etag) {
			reply.code(304).headers(headers);
			return null;
		}
		const range = rangeOf(request.headers.range, file.bytes);
		if (range === 'outside') {
			reply.header('content-range', `bytes */${file.bytes}`);
			throw error('file_range', { bytes: file.bytes });
		}
		// A player or a viewer asks for a file in hundreds of parts.
		await deedsOf(services).note(`files.download ${principal.user_id} ${principal.key_id ?? ''} ${file.id}`, {
			context: principal,
			entry: {
				action: 'files.download',
				entity: 'files',
				entity_id: file.id,
				customer_id: params.id,
				...(range && { detail: { from: range.start, to: range.end } }),
			},
		});
		const inline = query.inline === '1' && isShown(file.media_type);
		// Nothing that may fail comes after it.
		const stream = await services.blobs.get(file.storage_key, range ?? undefined);
		// Bytes as they are: their number and place are told.
		request.headers['x-no-compression'] = '1';
		if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`);
		return new FileReply(stream, file.name, sentType(file.media_type), {
			...headers,
			'accept-ranges': 'bytes',
			'content-length': range ? range.end - range.start + 1 : file.bytes,
			'content-disposition': disposition(inline ? 'inline' : 'attachment', file.name),
			'content-security-policy': "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
		});
	},
	renameFile: ({ database, principal, params, body, request, services }) => {
		const name = cleanFileName(body.name);
		return writeOne(database, principal, async (client) => {
			const before = await lockKept(client, params);
			await refuseStaleFact(client, 'file', before, versionOf(request), ['name']);
			refuseForbidden(name);
			refuseOtherEnding(before.name, name);
			if (name === before.name) return shown(before);
			await lookSoon(services, client);
			return change(client, before, name, false, principal.user_id);
		});
	},
	removeFile: ({ database, principal, params, request }) =>
		writeOne(database, principal, async (client) => {
			const before = await lockKept(client, params);
			await refuseStaleFact(client, 'file', before, versionOf(request));
			await change(client, before, before.name, true, principal.user_id);
			return null;
		}),
	restoreFile: ({ database, principal, params }) =>
		writeOne(database, principal, async (client) => {
			await lockActive(client, params.id);
			const before = await queries.lockFile(client, params.id, params.file_id);
			if (!before) throw error('file_not_found', { id: params.file_id });
			return before.deleted_at === null ? shown(before) : change(client, before, before.name, false, principal.user_id);
		}),
};
