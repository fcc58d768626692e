// Repeated requests: the same Idempotency-Key with the same content gets the first answer again instead of doing the work twice.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from './auth.ts';
import type { Database } from './database.ts';
import { defineErrors } from './errors.ts';

const error = defineErrors({
	idempotency_key_reused: {
		status: 422,
		'zh-CN': '这个 Idempotency-Key 已用于另一个请求。请为新的请求使用新的键。',
		en: 'This Idempotency-Key was used for another request. Use a new key for a new request.',
	},
	request_in_progress: {
		status: 409,
		'zh-CN': '带有这个 Idempotency-Key 的请求正在处理或中途中断。请先查看结果，再决定是否用新的键重试。',
		en: 'A request with this Idempotency-Key is still running or was interrupted. Look at the result before you retry with a new key.',
	},
	idempotency_key_long: {
		status: 400,
		'zh-CN': 'Idempotency-Key 的长度须在 1 到 200 个字符之间。',
		en: 'Idempotency-Key takes 1 to 200 characters.',
	},
});

/** What of an answer stands in its headers and belongs to it: where the new thing is, and its version. */
const keptHeaders = ['etag', 'location'] as const;

const replyPlace = 'idempotency_keys.reply';

/** Runs `work` once for each key of a person; keys are kept for a day (cleared by the maintenance job). A failed request frees its key. */
export async function idempotent(
	database: Database,
	request: FastifyRequest,
	reply: FastifyReply,
	hashOf: () => Buffer,
	who: () => Promise<Principal>,
	work: () => Promise<unknown>,
): Promise<unknown> {
	const key = request.headers['idempotency-key'];
	if (key === undefined) return work();
	if (Array.isArray(key) || key.length < 1 || key.length > 200) throw error('idempotency_key_long');
	const { user_id } = await who();
	if (user_id === 0) return work();
	const hash = hashOf();
	const inserted = await database.app.query(
		'insert into idempotency_keys (user_id, key, request_hash) values ($1, $2, $3) on conflict do nothing',
		[user_id, key, hash],
	);
	if (inserted.rowCount === 0) {
		const { rows } = await database.app.query<{
			same: boolean;
			status: number | null;
			headers: Record<string, string> | null;
			reply: string | null;
		}>('select request_hash = $3 as same, status, headers, reply from idempotency_keys where user_id = $1 and key = $2', [
			user_id,
			key,
			hash,
		]);
		const first = rows[0];
		if (!first?.same) throw error('idempotency_key_reused');
		if (first.status === null) throw error('request_in_progress');
		reply
			.code(first.status)
			.headers(first.headers ?? {})
			.header('idempotency-replayed', 'true')
			.type('application/json; charset=utf-8');
		return first.reply === null ? reply.send() : database.keyring.open(replyPlace, first.reply);
	}
	try {
		const result = await work();
		const text = typeof result === 'string' ? result : null;
		const headers = Object.fromEntries(keptHeaders.flatMap((name) => (reply.hasHeader(name) ? [[name, reply.getHeader(name)]] : [])));
		await database.app.query('update idempotency_keys set status = $3, headers = $4, reply = $5 where user_id = $1 and key = $2', [
			user_id,
			key,
			reply.statusCode,
			JSON.stringify(headers),
			// An answer may hold what is encrypted everywhere else.
			text && database.keyring.seal(replyPlace, text),
		]);
		return result;
	} catch (cause) {
		await database.app.query('delete from idempotency_keys where user_id = $1 and key = $2', [user_id, key]);
		throw cause;
	}
}
