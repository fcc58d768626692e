// From an endpoint and its handler to a Fastify route: permission, strict input, serialisation, problem+json, repeated requests.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import fastJsonStringify from 'fast-json-stringify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authError, demand, nobody, type Principal } from './auth.ts';
import { type Database, type Queryable, read } from './database.ts';
import type { Endpoint, Endpoints, Received, Replied } from './endpoint.ts';
import { defineErrors, type Language, languages } from './errors.ts';
import { idempotent } from './idempotency.ts';
import { sealedFor } from './keyring.ts';
import { type NaturesOf, type Opener, Places } from './masking.ts';
import { invalidInput, refuseImitation } from './problems.ts';
import type { Limit } from './rate-limit.ts';
import { reasonHeader, reasonNeeded, reasonOf } from './reason.ts';
import { type Thrown, traceOf } from './refusals.ts';

const error = defineErrors({
	body_too_deep: { status: 400, 'zh-CN': '请求内容嵌套过深。', en: 'The body is nested too deeply.' },
	body_not_bytes: {
		status: 415,
		'zh-CN': '请以 application/octet-stream 发送文件内容作为请求体。',
		en: 'Send the content of the file as the body, as application/octet-stream.',
	},
});

/** A reply that PostgreSQL already wrote as JSON text (json_agg): sent as it is, 2–3 times cheaper than parsing and writing it again. */
export class JsonText {
	constructor(
		readonly text: string,
		readonly headers: Readonly<Record<string, string>> = {},
	) {}
}

/** A file to be streamed out, as a download unless `headers` say otherwise. */
export class FileReply {
	constructor(
		readonly stream: Readable,
		readonly name: string,
		readonly type: string,
		readonly headers: Readonly<Record<string, string | number>> = {},
	) {}
}

/** Content-Disposition with a name in any script (RFC 6266, its encoding RFC 8187: four more characters than encodeURIComponent escapes). */
export function disposition(how: 'attachment' | 'inline', name: string): string {
	const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
	return `${how}; filename*=UTF-8''${encoded}`;
}

/** Server-sent events: text that is sent as it comes, until the stream or the connection ends. */
export class EventReply {
	constructor(readonly stream: Readable) {}
}

/** What a handler gets besides its input. `Services` is what the program was built with (jobs, configuration …). */
export type Call<E extends Endpoint, Services> = Received<E> & {
	readonly principal: Principal;
	/** Who asks, looked up once more: for replies that go on for long. `nobody` or an error where the session or the key has ended. */
	readonly authenticate: () => Promise<Principal>;
	readonly language: Language;
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
	readonly services: Services;
	readonly database: Database;
};

export type Handler<E extends Endpoint, Services> = (
	call: Call<E, Services>,
) => Promise<z.input<E['reply']> | Replied<E> | JsonText | FileReply | EventReply>;

/** One handler for each endpoint of a feature; a missing or superfluous one does not compile. */
export type Handlers<T extends Endpoints, Services> = { readonly [K in keyof T]: Handler<T[K], Services> };

/** Who sent a request, once that is known: errors are told in his language, and refusals noted under his name. */
const askers = new WeakMap<FastifyRequest, Principal>();

/** Who sent a request, as far as that was found out. */
export const askerOf = (request: FastifyRequest): Principal | undefined => askers.get(request);

/** The first language the caller accepts among ours; the header X-Language, set by the page, goes first; the person's own comes last. */
export function languageOf(request: FastifyRequest): Language {
	const wanted = [request.headers['x-language'], request.headers['accept-language'], askers.get(request)?.language]
		.flat()
		.filter(Boolean)
		.join(',');
	for (const part of wanted.split(',')) {
		const tag = part.trim().toLowerCase();
		if (tag.startsWith('zh')) return 'zh-CN';
		if (tag.startsWith('en')) return 'en';
	}
	return languages[1];
}

function check(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
	if (!schema) return undefined;
	const result = schema.safeParse(value);
	if (result.success) {
		refuseImitation(result.data, where);
		return result.data;
	}
	throw invalidInput(result.error, where, value);
}

/** /customers/{id} → /customers/:id */
export function fastifyPath(path: string): string {
	return path.replace(/\{(\w+)\}/g, ':$1');
}

const defaultBodyLimit = 1 << 20;

/** Who asks, with where the request came from. */
function traced(principal: Principal, request: FastifyRequest): Principal {
	const { via, key_id, session_id, seen_by } = principal;
	const channel = via === 'session' && request.headers.authorization === undefined ? 'page' : 'api';
	return {
		...principal,
		trace: { ...traceOf(request, channel), ...(key_id !== undefined && { key: key_id }) },
		request: {
			...principal.request,
			request: request.id,
			...(session_id !== undefined && { session: session_id }),
			...(seen_by !== undefined && { seen_by }),
		},
	};
}

export interface RegisterOptions<Services extends { database: Database }> {
	readonly services: Services;
	/** Resolves a request to its principal; `nobody` where it carries no credentials, an AppError where they are wrong. */
	readonly authenticate: (request: FastifyRequest) => Promise<Principal>;
	/** Counts requests; streams of events, which stay open, are not counted. */
	readonly limit?: Limit;
	/** What kind of personal data each field holds that is known by its name alone (custom attributes); without it everything such is sensitive. */
	readonly natures?: (database: Database) => ReturnType<NaturesOf>;
	/** Which of these customers are seen by whoever the connection is bound to; without it nothing encrypted is opened. */
	readonly seen?: (client: Queryable, customers: readonly number[]) => Promise<ReadonlySet<number>>;
	/** Is told of what a request ended with, before the answer leaves. */
	readonly refused?: (thrown: Thrown) => Promise<void>;
}

const unknownNature: Awaited<ReturnType<NaturesOf>> = (field) => ({ kind: 'sensitive', mask: 'text', field });

/** Registers one endpoint as a route below the instance's prefix. */
export function registerEndpoint<E extends Endpoint, Services extends { database: Database }>(
	app: FastifyInstance,
	endpoint: E,
	handler: Handler<E, Services>,
	{ services, authenticate, limit, natures = async () => unknownNature, seen = async () => new Set(), refused }: RegisterOptions<Services>,
): void {
	const status = endpoint.status ?? 200;
	const isFile = endpoint.answers === 'file' || endpoint.reply instanceof z.ZodNull;
	const stringify = isFile
		? JSON.stringify
		: fastJsonStringify(
				z.toJSONSchema(endpoint.reply, { io: 'output', unrepresentable: 'any', target: 'draft-7' }) as Parameters<
					typeof fastJsonStringify
				>[0],
			);

	const places = new Places(endpoint);
	const naturesOf = () => natures(services.database);
	const opener =
		(principal: Principal): Opener =>
		(sealed) =>
			read(services.database, principal, async (client) => {
				const theirs = await seen(client, [...new Set(sealed.map(({ text }) => sealedFor(text)))]);
				const mine = sealed.filter(({ text }) => theirs.has(sealedFor(text)));
				const texts = await services.database.keyring.openFor(client, mine);
				const known = new Map(mine.map((one, at) => [one, texts[at] ?? null]));
				return sealed.map((one) => known.get(one) ?? null);
			});

	/** Credentials that are wrong count against the address they come from. */
	const who = (request: FastifyRequest, reply: FastifyReply) =>
		authenticate(request).catch(async (cause) => {
			await limit?.(request, reply, nobody);
			throw cause;
		});

	const run = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
		// Browsers keep an answer without a word on it: a 410 or 308 for ever, though the customer may come back.
		reply.header('cache-control', 'no-store');
		const principal = traced(await who(request, reply), request);
		askers.set(request, principal);
		if (endpoint.answers !== 'events') await limit?.(request, reply, principal);
		if (principal.seen_by !== undefined && endpoint.method !== 'GET' && !endpoint.whileSeeing) throw authError('see_as_reads_only');
		demand(principal, endpoint.permission);
		const reason = reasonOf(request.headers[reasonHeader]);
		if (reason !== undefined) refuseImitation(reason, reasonHeader);
		else if (endpoint.needsReason) throw reasonNeeded();
		const call = {
			params: check(endpoint.params, request.params, ''),
			query: check(endpoint.query ?? noQuery, request.query, ''),
			body: check(endpoint.body, request.body, ''),
			principal: reason === undefined ? principal : { ...principal, reason },
			authenticate: () => authenticate(request),
			language: languageOf(request),
			request,
			reply,
			services,
			database: services.database,
		} as Call<E, Services>;
		await places.guard(principal, call as Readonly<Record<'params' | 'query' | 'body', unknown>>, naturesOf);
		reply.code(status);
		const result = await handler(call);
		if (result instanceof JsonText) {
			reply.headers(result.headers).type('application/json; charset=utf-8');
			return places.leave(result.text, principal, naturesOf, opener(principal));
		}
		if (result instanceof FileReply) {
			reply.type(result.type).headers({ 'content-disposition': disposition('attachment', result.name), ...result.headers });
			return reply.send(result.stream);
		}
		if (result instanceof EventReply) {
			// A proxy that gathers replies (nginx) would keep back what happens now.
			reply.type('text/event-stream; charset=utf-8').headers({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
			return reply.send(result.stream);
		}
		if (result === null || result === undefined) return reply.send();
		reply.type('application/json; charset=utf-8');
		return places.leave(stringify(result as object), principal, naturesOf, opener(principal));
	};

	const handle = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
		endpoint.idempotent
			? idempotent(
					services.database,
					request,
					reply,
					() => hashOf(request),
					async () => {
						const principal = await who(request, reply);
						// Before an answer is repeated: another key of the same person may open less, and so may he by now.
						if (principal.user_id !== 0) demand(principal, endpoint.permission);
						return principal;
					},
					() => run(request, reply),
				)
			: run(request, reply);

	app.route({
		method: endpoint.method,
		url: fastifyPath(endpoint.path),
		// Fastify gathers JSON in memory before anybody is asked who he is; a file may be as long as it likes and is read as it comes.
		...(endpoint.accepts === 'file' && { onRequest: async (request: FastifyRequest) => refuseJson(request) }),
		bodyLimit: endpoint.bodyLimit ?? defaultBodyLimit,
		handler: (request, reply) =>
			handle(request, reply).catch(async (cause) => {
				await refused?.({ cause, request, principal: askers.get(request) ?? traced(nobody, request), endpoint });
				throw cause;
			}),
	});
}

const noQuery = z.strictObject({});

function refuseJson({ headers }: FastifyRequest): void {
	if (/json/i.test(headers['content-type'] ?? '')) throw error('body_not_bytes');
}

/** A body that was not checked against its shape yet may be nested deeper than it can be written out. */
function jsonOf(body: unknown): string {
	try {
		return JSON.stringify(body);
	} catch (cause) {
		if (cause instanceof RangeError) throw error('body_too_deep');
		throw cause;
	}
}

function hashOf(request: FastifyRequest): Buffer {
	return createHash('sha256')
		.update(`${request.method} ${request.url}\n`)
		.update(jsonOf(request.body ?? null))
		.digest();
}

/** Registers all endpoints of a feature. */
export function registerEndpoints<T extends Endpoints, Services extends { database: Database }>(
	app: FastifyInstance,
	endpoints: T,
	handlers: Handlers<T, Services>,
	options: RegisterOptions<Services>,
): void {
	for (const name of Object.keys(endpoints))
		registerEndpoint(app, endpoints[name] as Endpoint, handlers[name] as Handler<Endpoint, Services>, options);
}
