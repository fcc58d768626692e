// Requests to addresses that a person gave. The program stands inside, where such an address could reach what its giver cannot (SSRF): the name is
// resolved once, an address that is not of the open Internet is refused, and the connection goes to the very address that was looked at.
import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublic, isWithin } from './addresses.ts';
import type { Config } from './config.ts';
import { defineErrors } from './errors.ts';

const error = defineErrors({
	outbound_form: {
		status: 400,
		'zh-CN': '请填写以 http:// 或 https:// 开头的完整网址，不含用户名和密码。',
		en: 'Give a full address that begins with http:// or https:// and holds no name or password.',
	},
	outbound_refused: {
		status: 400,
		'zh-CN': '不能连接 {host}：它属于内部网络。如确需连接，请管理员在 CLIENTELE_OUTBOUND_NETWORKS 中允许该网络。',
		en: '{host} lies in an internal network, so it is not connected to. Whoever runs the server can allow it with CLIENTELE_OUTBOUND_NETWORKS.',
	},
	outbound_unknown: { status: 400, 'zh-CN': '找不到主机 {host}。请检查网址。', en: 'There is no host {host}. Check the address.' },
	outbound_slow: { status: 504, 'zh-CN': '{host} 没有在 {seconds} 秒内应答。', en: '{host} did not answer within {seconds} s.' },
	outbound_failed: { status: 502, 'zh-CN': '无法连接 {host}（{reason}）。', en: 'Could not talk to {host} ({reason}).' },
});

export interface Outbound {
	readonly url: string;
	readonly method: 'GET' | 'POST';
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** For all of it: the name, the connection, the answer. */
	readonly milliseconds?: number;
	/** Of the answer's body; what is longer is cut off. */
	readonly mostBytes?: number;
}

export interface Answered {
	readonly status: number;
	readonly body: Buffer;
}

type Allowed = Pick<Config, 'outboundNetworks'>;

/** The address as it would be asked. @throws AppError outbound_form */
export function outboundUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password || !url.hostname) throw error('outbound_form');
	url.hash = '';
	return url;
}

/**
 * The address of the machine behind a URL, one that may be connected to.
 * @throws AppError outbound_unknown, outbound_refused: already where one of several addresses is internal
 */
export async function resolveOutbound(url: URL, { outboundNetworks }: Allowed): Promise<string> {
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
	if (found.length === 0) throw error('outbound_unknown', { host });
	const refused = found.some(({ address }) => !isPublic(address) && !isWithin(address, outboundNetworks));
	if (refused) throw error('outbound_refused', { host });
	return found[0]!.address;
}

async function bodyOf(reply: IncomingMessage, most: number): Promise<Buffer> {
	const pieces: Buffer[] = [];
	let left = most;
	for await (const piece of reply as AsyncIterable<Buffer>) {
		pieces.push(piece.subarray(0, left));
		left -= piece.length;
		if (left <= 0) break;
	}
	return Buffer.concat(pieces);
}

/**
 * Sends a request; a redirect is an answer like any other and is not followed.
 * @throws AppError those of outboundUrl and resolveOutbound; outbound_slow, outbound_failed
 */
export async function sendOutbound(
	{ url: text, method, headers = {}, body, milliseconds = 10_000, mostBytes = 64 * 1024 }: Outbound,
	allowed: Allowed,
): Promise<Answered> {
	const url = outboundUrl(text);
	const { hostname: host } = url;
	const signal = AbortSignal.timeout(milliseconds);
	const late = new Promise<never>((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(error('outbound_slow', { host, seconds: Math.round(milliseconds / 1000) })), {
			once: true,
		});
	});
	const talk = async (): Promise<Answered> => {
		const address = await resolveOutbound(url, allowed);
		const request = url.protocol === 'https:' ? requestHttps : requestHttp;
		const reply = await new Promise<IncomingMessage>((resolve, reject) => {
			request(url, {
				method,
				headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
				signal,
				// A connection of its own, to the address that was looked at: a second look-up could find another one.
				agent: false,
				lookup: (_host, options, done) => {
					const family = isIP(address);
					if (options.all) done(null, [{ address, family }]);
					else done(null, address, family);
				},
			})
				.once('response', resolve)
				.once('error', reject)
				.end(body);
		});
		try {
			return { status: reply.statusCode ?? 0, body: await bodyOf(reply, mostBytes) };
		} finally {
			reply.destroy();
		}
	};
	try {
		return await Promise.race([talk(), late]);
	} catch (cause) {
		if (signal.aborted) return late;
		const { code } = cause as NodeJS.ErrnoException;
		if (!(cause instanceof Error) || cause.name === 'AppError') throw cause;
		throw error('outbound_failed', { host, reason: code ?? cause.message });
	}
}
