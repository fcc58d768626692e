// TLS with a certificate of one's own: read from files, read again when they change without cutting a connection, and the way there from plain HTTP.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { defineErrors } from './errors.ts';

const error = defineErrors({
	tls_unreadable: {
		status: 500,
		'zh-CN': '无法读取 TLS 文件 {file}（{reason}）。请检查路径和权限。',
		en: 'The file {file} for TLS cannot be read ({reason}). Check its path and the rights on it.',
	},
	https_only: {
		status: 403,
		'zh-CN': '请使用 https：{address}。刚才的请求没有加密，其中的密钥或密码可能已被他人看到，请更换。',
		en: 'Use https: {address}. This request was not encrypted: replace the key or password that it carried.',
	},
	tls_unsuited: {
		status: 500,
		'zh-CN': '证书 {cert} 和私钥 {key} 不能一起使用（{reason}）。两个文件都须为 PEM 格式，并且是一对。',
		en: 'The certificate {cert} and the private key {key} do not go together ({reason}). Both have to be PEM, and a pair.',
	},
});

export interface TlsFiles {
	readonly cert: Buffer;
	readonly key: Buffer;
	/** TLS 1.0 and 1.1 are broken (RFC 8996). */
	readonly minVersion: 'TLSv1.2';
	readonly ciphers: string;
}

/** Forward secrecy and authenticated encryption alone (RFC 9325, 4.2): Node's own list has suites with CBC. The names of TLS 1.3 come first. */
const ciphers = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20';

function contentOf(file: string): Buffer {
	try {
		return readFileSync(file);
	} catch (cause) {
		throw error('tls_unreadable', { file, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown' });
	}
}

/** Certificate and key as the configuration names them; null where it names none. @throws AppError tls_unreadable, tls_unsuited */
export function readTls({ tlsCert, tlsKey }: Pick<Config, 'tlsCert' | 'tlsKey'>): TlsFiles | null {
	if (tlsCert === undefined || tlsKey === undefined) return null;
	const files = { cert: contentOf(tlsCert), key: contentOf(tlsKey), minVersion: 'TLSv1.2', ciphers } as const;
	try {
		createSecureContext(files);
	} catch (cause) {
		throw error('tls_unsuited', { cert: tlsCert, key: tlsKey, reason: (cause as NodeJS.ErrnoException).code ?? 'unknown' });
	}
	return files;
}

const digest = ({ cert, key }: TlsFiles) => createHash('sha256').update(cert).update(key).digest('hex');

/** How often the files are looked at, in milliseconds: a notice of the system would miss links that are turned, as certbot and Kubernetes do. */
const lookEvery = 10_000;

/**
 * Looks after a server's certificate: connections that are made after the files changed get the new one, those that are open go on. Files that do not go
 * together yet are tried again.
 * @returns ends it
 */
export function watchTls(server: HttpsServer, config: Config, log: Pick<Logger, 'info' | 'warn'>, every = lookEvery): () => void {
	let known = digest(readTls(config)!);
	const look = () => {
		try {
			const files = readTls(config)!;
			const now = digest(files);
			if (now === known) return;
			server.setSecureContext(files);
			known = now;
			log.info('the new TLS certificate is in use');
		} catch (cause) {
			log.warn({ err: cause }, 'the TLS certificate could not be read anew; the one before stays in use');
		}
	};
	const timer = setInterval(look, every).unref();
	return () => clearInterval(timer);
}

/**
 * A server that answers requests for pages with their address under https. Programs get an error: one that follows silently would go on sending keys in the
 * open. `origin`: where https is, without a slash at the end.
 */
export function redirectServer(origin: (host: string | undefined) => string): Server {
	return createServer((request, reply) => {
		// An address that is whole (GET http://elsewhere/) would send people there.
		const path = request.url?.startsWith('/') ? request.url : '/';
		if (/^\/+api(?:[/?]|$)/i.test(path)) {
			const { words, code, spec } = error('https_only', { address: `${origin(request.headers.host)}/api` });
			const body = JSON.stringify({ type: 'about:blank', title: words.en, status: spec.status, code, detail: words['zh-CN'] });
			const headers = {
				'content-type': 'application/problem+json; charset=utf-8',
				'content-length': Buffer.byteLength(body),
				connection: 'close',
			};
			reply.writeHead(spec.status, headers).end(body);
			return;
		}
		reply.writeHead(308, { location: `${origin(request.headers.host)}${path}`, 'content-length': 0, connection: 'close' }).end();
	});
}
