// The typed client: every endpoint of the product as a function. The web page uses it, and so may any program (`clientele/client`).
import { type Features, features } from './features.ts';
import type { Endpoint, Replied, Sent } from './platform/endpoint.ts';
import { reasonHeader } from './platform/reason.ts';

/** A problem document (RFC 9457) as thrown by the client. */
export class Problem extends Error {
	readonly status: number;
	readonly code: string;
	readonly problems: readonly { readonly path: string; readonly code: string; readonly message: string }[];
	constructor(
		/** The whole document, with members of its own such as `current_version`. */
		readonly document: Readonly<Record<string, unknown>>,
	) {
		super(String(document.title ?? document.detail ?? 'request failed'));
		this.name = 'Problem';
		this.status = Number(document.status ?? 0);
		this.code = String(document.code ?? 'unknown');
		this.problems = Array.isArray(document.problems) ? document.problems : [];
	}
}

export interface ClientOptions {
	/** Where the server is, without a slash at the end; '' for the page's own origin. */
	readonly url?: string;
	/** An API key; the page signs in with a cookie instead. */
	readonly key?: string;
	/** Language of error sentences: asked anew for each request. */
	readonly language?: () => string;
	readonly fetch?: typeof fetch;
}

/** What may go with any call. */
export interface CallOptions {
	readonly signal?: AbortSignal;
	/** The version the change is based on (If-Match). */
	readonly version?: number;
	/** Repeating a call with the same key gives the first answer again. */
	readonly idempotencyKey?: string;
	/** Why: kept in the audit with what is done. */
	readonly reason?: string | undefined;
	/** A file to send as it is. */
	readonly file?: Blob;
}

type Arguments<E extends Endpoint> = keyof Sent<E> extends never
	? [sent?: undefined, options?: CallOptions]
	: Record<string, never> extends Sent<E>
		? [sent?: Sent<E>, options?: CallOptions]
		: [sent: Sent<E>, options?: CallOptions];

type Functions<T> = { readonly [K in keyof T]: T[K] extends Endpoint ? (...args: Arguments<T[K]>) => Promise<Replied<T[K]>> : never };

/** `client.customers.getCustomer({ params: { id } })`; endpoints that answer with a file give a Blob, those with events a stream of bytes. */
export type Client = { readonly [F in keyof Features]: Functions<Features[F]> };

interface Loose {
	readonly params?: Record<string, unknown>;
	readonly query?: Record<string, unknown>;
	readonly body?: unknown;
}

/** The address of an endpoint with its parameters filled in: for links and downloads. */
export function addressOf(endpoint: Endpoint, sent: Loose = {}, base = ''): string {
	const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(sent.params?.[name])));
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(sent.query ?? {})) {
		if (value !== undefined && value !== null) query.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
	}
	return `${base}/api/v1${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** Makes a client. Throws Problem for every answer that is not a success, and TypeError (from fetch) where the server cannot be reached. */
export function createClient(options: ClientOptions = {}): Client {
	const send = options.fetch ?? ((input, init) => fetch(input, init));
	const call = async (
		endpoint: Endpoint,
		sent: Loose = {},
		{ signal, version, idempotencyKey, reason, file }: CallOptions = {},
	): Promise<unknown> => {
		const headers: Record<string, string> = { accept: 'application/json' };
		if (options.key) headers.authorization = `Bearer ${options.key}`;
		if (options.language) headers['x-language'] = options.language();
		if (version !== undefined) headers['if-match'] = `"${version}"`;
		if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
		if (reason?.trim()) headers[reasonHeader] = encodeURIComponent(reason.trim());
		if (file) headers['content-type'] = 'application/octet-stream';
		else if (sent.body !== undefined) headers['content-type'] = 'application/json';
		const reply = await send(addressOf(endpoint, sent, options.url), {
			method: endpoint.method,
			headers,
			body: file ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body)),
			credentials: 'same-origin',
			signal,
		});
		if (!reply.ok) {
			const document = await reply.json().catch(() => ({ status: reply.status, title: reply.statusText }));
			throw new Problem(document as Record<string, unknown>);
		}
		if (endpoint.answers === 'file') return reply.blob();
		if (endpoint.answers === 'events') return reply.body;
		const text = await reply.text();
		return text === '' ? null : JSON.parse(text);
	};
	const client: Record<string, Record<string, unknown>> = {};
	for (const [feature, endpoints] of Object.entries(features)) {
		client[feature] = {};
		for (const [name, endpoint] of Object.entries(endpoints as Record<string, Endpoint>)) {
			client[feature][name] = (sent?: Loose, callOptions?: CallOptions) => call(endpoint, sent, callOptions);
		}
	}
	return client as unknown as Client;
}
