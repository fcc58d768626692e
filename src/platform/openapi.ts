// The OpenAPI 3.1 document, written from the endpoints themselves.
import { z } from 'zod';
import type { Endpoint, Endpoints } from './endpoint.ts';
import type { Language } from './errors.ts';
import { longestReason } from './reason.ts';

type Json = Record<string, unknown>;

function schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
	const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
	return schema;
}

function parametersOf(shape: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
	if (!shape) return [];
	const schema = schemaOf(shape, 'input') as { properties?: Record<string, Json>; required?: string[] };
	return Object.entries(schema.properties ?? {}).map(([name, one]) => {
		const { description, ...rest } = one;
		return {
			name,
			in: where,
			required: where === 'path' || (schema.required ?? []).includes(name),
			schema: rest,
			...(description !== undefined && { description }),
		};
	});
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const problems: Readonly<Record<string, string>> = {
	400: 'The request is wrong; `problems` tells field by field.',
	401: 'Not signed in, or the key is not valid.',
	403: 'The permission is missing.',
	404: 'There is no such thing, or this person may not see it.',
	409: 'The state of the thing forbids it.',
	429: 'Too many requests; `Retry-After` tells the seconds to wait.',
};

function operation(name: string, endpoint: Endpoint, language: Language): Json {
	const status = String(endpoint.status ?? 200);
	const empty = endpoint.reply instanceof z.ZodNull;
	const file = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
	const type = endpoint.answers === 'events' ? 'text/event-stream' : 'application/json';
	const content = endpoint.answers === 'file' ? file : empty ? undefined : { [type]: { schema: schemaOf(endpoint.reply, 'output') } };
	const headers: Json[] = [];
	if (endpoint.idempotent) {
		headers.push({
			name: 'Idempotency-Key',
			in: 'header',
			required: false,
			schema: { type: 'string', minLength: 1, maxLength: 200 },
			description: 'The same key with the same content gets the first answer again.',
		});
	}
	if (endpoint.versioned) {
		headers.push({
			name: 'If-Match',
			in: 'header',
			required: false,
			schema: { type: 'string' },
			description: 'The version the change is based on, such as "3".',
		});
	}
	if (endpoint.permission !== 'public' && (endpoint.method !== 'GET' || endpoint.answers === 'file')) {
		headers.push({
			name: 'X-Reason',
			in: 'header',
			required: endpoint.needsReason ?? false,
			schema: { type: 'string', minLength: 1 },
			description: `Why, for the audit: at most ${longestReason} characters, as UTF-8 with percent signs (encodeURIComponent).`,
		});
	}
	return {
		operationId: name,
		summary: endpoint.summary[language],
		tags: [endpoint.tag],
		'x-permission': endpoint.permission,
		...(endpoint.permission === 'public' && { security: [] }),
		parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query'), ...headers],
		...(endpoint.accepts === 'file' && { requestBody: { required: true, content: file } }),
		...(endpoint.body && {
			requestBody: {
				required: !endpoint.body.safeParse(undefined).success,
				content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
			},
		}),
		responses: {
			[status]: { description: 'Success', ...(content && { content }) },
			...Object.fromEntries(Object.entries(problems).map(([code, description]) => [code, { description, content: problemContent }])),
		},
	};
}

/** The whole document. Summaries in the language asked for. `besides`: addresses that are no endpoints of ours, as others prescribe them. */
export function openApi(
	features: Readonly<Record<string, Endpoints>>,
	version: string,
	{ language = 'en', besides = {} }: { readonly language?: Language; readonly besides?: Readonly<Record<string, Json>> } = {},
): Json {
	const paths: Record<string, Json> = {};
	for (const endpoints of Object.values(features)) {
		for (const [name, endpoint] of Object.entries(endpoints)) {
			const path = `/api/v1${endpoint.path}`;
			paths[path] ??= {};
			paths[path][endpoint.method.toLowerCase()] = operation(name, endpoint, language);
		}
	}
	Object.assign(paths, besides);
	return {
		openapi: '3.1.0',
		info: {
			title: 'Clientele',
			version,
			description: [
				'Errors are problem documents (RFC 9457). Lists are paged by key: pass `next` as `after`.',
				'Requests are counted by key, by person, and by address without sign-in: each answer tells `RateLimit-Limit` (requests a minute),',
				'`RateLimit-Remaining` and `RateLimit-Reset` (seconds).',
			].join(' '),
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
		},
		servers: [{ url: '/' }],
		security: [{ key: [] }, { session: [] }],
		paths,
		components: {
			securitySchemes: {
				key: { type: 'http', scheme: 'bearer', description: 'An API key: clientele api-key create --name N --permissions all' },
				session: { type: 'apiKey', in: 'cookie', name: 'clientele.session_token' },
			},
			schemas: {
				Problem: {
					type: 'object',
					required: ['type', 'title', 'status', 'code'],
					properties: {
						type: { type: 'string' },
						title: { type: 'string' },
						status: { type: 'integer' },
						code: { type: 'string' },
						detail: { type: 'string' },
						instance: { type: 'string' },
						problems: {
							type: 'array',
							items: { type: 'object', properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } } },
						},
					},
				},
			},
		},
	};
}
