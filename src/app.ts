// The web server of the product: one function builds it, for production and for tests.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { createAuthenticator } from './features/access/authenticator.ts';
import { accessHandlers } from './features/access/routes.ts';
import { signInOf } from './features/access/sign-in.ts';
import { approvalHandlers } from './features/approvals/routes.ts';
import { hiddenCustomer, visibleCustomers } from './features/audit/reading.ts';
import { auditHandlers } from './features/audit/routes.ts';
import { customerHandlers } from './features/customers/routes.ts';
import { naturesCached } from './features/customers/routes-attributes.ts';
import { exportHandlers } from './features/exports/routes.ts';
import { importHandlers } from './features/imports/routes.ts';
import { liveHandlers } from './features/live/routes.ts';
import { notificationHandlers } from './features/notifications/routes.ts';
import { operationsHandlers } from './features/operations/routes.ts';
import { privacyHandlers } from './features/privacy/routes.ts';
import { callbackPath } from './features/sign-in/providers.ts';
import { callbackOperation, registerCallback, signInHandlers } from './features/sign-in/routes.ts';
import { webhookHandlers } from './features/webhooks/routes.ts';
import { type Features, features } from './features.ts';
import { isPrivate } from './platform/addresses.ts';
import { servesHttps } from './platform/config.ts';
import { askerOf, type Handlers, languageOf, registerEndpoints } from './platform/http.ts';
import { Mistakes } from './platform/mistakes.ts';
import { openApi } from './platform/openapi.ts';
import { sendProblem, unknownRoute } from './platform/problems.ts';
import { registerLimit } from './platform/rate-limit.ts';
import { noteRefused, refusalsOf } from './platform/refusals.ts';
import { deedsOf } from './platform/repeats.ts';
import type { Services } from './platform/services.ts';
import { readTls } from './platform/tls.ts';
import { version } from './version.ts';

/** The handlers of every feature; a feature without one does not compile. */
const handlers: { readonly [F in keyof Features]: Handlers<Features[F], Services> } = {
	access: accessHandlers,
	signIn: signInHandlers,
	customers: customerHandlers,
	imports: importHandlers,
	exports: exportHandlers,
	operations: operationsHandlers,
	live: liveHandlers,
	notifications: notificationHandlers,
	privacy: privacyHandlers,
	webhooks: webhookHandlers,
	approvals: approvalHandlers,
	audit: auditHandlers,
};

/** The built page, beside the bundle (dist/web) and found from the sources as well. */
const webDir = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? './web/' : '../dist/web/', import.meta.url));

/** What the page never asks a browser for; keys of people's devices it does. */
const permissionsPolicy =
	'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)';

/** Builds the server; listen() or inject() it. `ready` says whether the process can serve (used by /api/ready). */
export async function buildApp(services: Services): Promise<FastifyInstance> {
	const tls = readTls(services.config);
	const mistakes = new Mistakes(services.log);
	const app = Fastify({
		...(tls && { https: tls }),
		loggerInstance: services.log as FastifyBaseLogger,
		logController: new LogController({
			disableRequestLogging: services.config.logLevel !== 'debug' && services.config.logLevel !== 'trace',
		}),
		bodyLimit: 1 << 20,
		routerOptions: { maxParamLength: 2_000 },
		// Behind a proxy the address of the caller stands in X-Forwarded-For; without a public address there is no proxy to believe. Each adds whom it
		// saw to what it was sent: as many as there are proxies are believed, and all before may be invented, by colleagues in the same network as well.
		trustProxy:
			services.config.publicUrl !== undefined && ((address, hop) => hop < services.config.proxies && (hop > 0 || isPrivate(address))),
		requestIdHeader: false,
		// In the audit a request is told from all others, of every process.
		genReqId: () => randomBytes(9).toString('base64url'),
		forceCloseConnections: true,
		// What the router refuses before it knows a route.
		frameworkErrors: (cause, request, reply) => {
			mistakes.note(cause, request);
			void sendProblem(cause, request, reply, languageOf(request));
		},
	}) as FastifyInstance;
	// Before static and routes: it hooks into those registered after it.
	await app.register(compress, { threshold: 2_048, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } });
	await app.register(cookie);
	await app.register(helmet, {
		global: true,
		contentSecurityPolicy: {
			// All of them are said: what a later version of the library allows by default, nobody decided here.
			useDefaults: false,
			directives: {
				defaultSrc: ["'self'"],
				scriptSrc: ["'self'"],
				styleSrc: ["'self'"],
				imgSrc: ["'self'", 'data:'],
				fontSrc: ["'self'"],
				scriptSrcAttr: ["'none'"],
				formAction: ["'self'"],
				baseUri: ["'none'"],
				connectSrc: ["'self'"],
				objectSrc: ["'none'"],
				frameAncestors: ["'none'"],
			},
		},
		hsts: servesHttps(services.config) ? { maxAge: 31_536_000 } : false,
	});
	app.addHook('onSend', async (_request, reply) => {
		reply.header('permissions-policy', permissionsPolicy);
	});
	// Files arrive as streams: the handler writes them to disk as they come.
	app.addContentTypeParser(['application/octet-stream', 'text/csv', 'text/plain'], (_request, payload, done) => done(null, payload));

	app.setErrorHandler((cause, request, reply) => {
		mistakes.note(cause, request, askerOf(request)?.user_id);
		return sendProblem(cause, request, reply, languageOf(request));
	});

	app.get('/api/health', async () => ({ status: 'ok', version }));
	app.get('/api/ready', async (_request, reply) => {
		try {
			await services.database.app.query('select 1');
			return { status: 'ready' };
		} catch {
			return reply.code(503).send({ status: 'unavailable' });
		}
	});

	// Made now, so that a secret that cannot be read stops the start and not the first person.
	signInOf(services);
	registerCallback(app, services);
	app.addHook('onClose', () => Promise.all([refusalsOf(services).flush(), deedsOf(services).flush(), mistakes.flush()]));
	const options = {
		services,
		authenticate: createAuthenticator(services),
		limit: await registerLimit(app, services.config),
		natures: naturesCached,
		seen: visibleCustomers,
		refused: noteRefused(services, (cause) => hiddenCustomer(services.database.owner, cause)),
	};
	await app.register(
		async (api) => {
			for (const feature of Object.keys(features) as (keyof Features)[]) {
				registerEndpoints(api, features[feature], handlers[feature] as Handlers<Features[typeof feature], Services>, options);
			}
		},
		{ prefix: '/api/v1' },
	);

	const document = openApi(features, version, { besides: { [callbackPath]: { get: callbackOperation } } });
	app.get('/api/openapi.json', async () => document);
	await app.register(swagger, { mode: 'static', specification: { document: document as never } });
	await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });

	await registerPage(app);
	return app;
}

/** Serves the built page; every address that is no file and no API is the page's own. */
async function registerPage(app: FastifyInstance): Promise<void> {
	const built = existsSync(join(webDir, 'index.html'));
	if (built) {
		await app.register(fastifyStatic, {
			root: webDir,
			wildcard: false,
			// The build lays .br and .gz beside every asset.
			preCompressed: true,
			cacheControl: false,
			// Assets carry a hash in their names; the page itself must be asked for anew.
			setHeaders: (reply, path) =>
				reply.setHeader('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
		});
	}
	app.setNotFoundHandler((request, reply) => {
		const isPage = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html');
		if (isPage && built) return reply.header('cache-control', 'no-cache').sendFile('index.html');
		return sendProblem(unknownRoute(request.url.split('?')[0]!), request, reply, languageOf(request));
	});
}
