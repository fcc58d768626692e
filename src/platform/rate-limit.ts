// How many requests a minute somebody may send: counted in this process by key, by person, and by address where nobody is signed in.
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from './addresses.ts';
import type { Principal } from './auth.ts';
import type { Config } from './config.ts';
import { defineErrors } from './errors.ts';

const error = defineErrors({
	too_many_requests: {
		status: 429,
		'zh-CN': '请求过于频繁（上限为每分钟 {max} 次）。请在 {seconds} 秒后重试。',
		en: 'Too many requests: the limit is {max} a minute. Try again in {seconds} s.',
	},
});

/** Counts a request; throws too_many_requests where it is one too many. Tells the limit in the headers of the reply. */
export type Limit = (request: FastifyRequest, reply: FastifyReply, principal: Principal) => Promise<void>;

/** Callers of whom a process keeps count; the one that was silent longest is forgotten first. */
const mostCallers = 20_000;

/** The limits of this configuration on a server. Those of 0 do not count at all. */
export async function registerLimit(
	app: FastifyInstance,
	{ ratePerson, rateAnonymous }: Pick<Config, 'ratePerson' | 'rateAnonymous'>,
): Promise<Limit> {
	const callers = new WeakMap<FastifyRequest, { readonly key: string; readonly max: number }>();
	await app.register(rateLimit, { global: false, cache: mostCallers, timeWindow: 60_000 });
	const count = app.createRateLimit({
		keyGenerator: (request) => callers.get(request)!.key,
		max: (request) => callers.get(request)!.max,
	});
	return async (request, reply, { user_id, seen_by = user_id, key_id, requests_per_minute }) => {
		const max = user_id === 0 ? rateAnonymous : (requests_per_minute ?? ratePerson);
		if (max === 0) return;
		const key = user_id === 0 ? `a${callerOf(request.ip)}` : key_id === undefined ? `u${seen_by}` : `k${key_id}`;
		callers.set(request, { key, max });
		const state = await count(request);
		if (state.isAllowed) return;
		const { remaining, ttlInSeconds } = state;
		reply.headers({ 'ratelimit-limit': max, 'ratelimit-remaining': remaining, 'ratelimit-reset': ttlInSeconds });
		if (!state.isExceeded) return;
		reply.header('retry-after', ttlInSeconds);
		throw error('too_many_requests', { max, seconds: ttlInSeconds });
	};
}
