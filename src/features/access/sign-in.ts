// Sessions on better-auth: its options, the secret it signs cookies with, and how a session begins. Its own routes are not served: who may begin
// a session is decided in the feature sign-in.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type BetterAuthPlugin, betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { FastifyRequest } from 'fastify';
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import { type Config, minSecretLength, servesHttps } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import { keptSecret } from '../../platform/secret-file.ts';
import type { Services } from '../../platform/services.ts';
import { accessError } from './messages.ts';
import { isActiveUser, noteSignIn } from './queries.ts';
import { trustedOrigins } from './rules.ts';

/**
 * The secret that signs session cookies: that of the configuration, else a random one kept in the data folder, readable by its owner alone.
 * @throws AppError secret_broken
 */
export function cookieSecret({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): string {
	if (secret !== undefined) return secret;
	const file = join(dataDir, 'secret');
	const kept = keptSecret(file, () => randomBytes(32).toString('base64url'));
	if (kept.length < minSecretLength) throw accessError('secret_broken', { file });
	return kept;
}

/** The program reads times as text; better-auth compares them with Dates and would take a session that has ended for a valid one. */
const timesAsDates = {
	getTypeParser: (oid: number, format?: 'text' | 'binary') =>
		oid === pg.types.builtins.TIMESTAMPTZ ? (text: string) => new Date(text) : pg.types.getTypeParser(oid, format),
};

/** The program's own pool, as Kysely's dialect for better-auth wants to see one. */
function dialectOn(pool: pg.Pool): PostgresDialect {
	return new PostgresDialect({
		pool: {
			connect: async () => {
				const client = await pool.connect();
				const query = (text: string, values: unknown[]) => client.query({ text, values, types: timesAsDates as pg.CustomTypesConfig });
				return { query, release: () => client.release() } as unknown as pg.PoolClient;
			},
			end: async () => {},
		},
	});
}

/** What only our own code calls: a session for somebody who has proved who he is, and a new token for one. The cookies come with the answer. */
const sessions = {
	id: 'clientele-sessions',
	endpoints: {
		beginSession: createAuthEndpoint(
			{ method: 'POST', body: z.object({ user_id: z.string(), remember: z.boolean() }) },
			async (ctx): Promise<{ token: string } | null> => {
				const { user_id, remember } = ctx.body;
				const session = await ctx.context.internalAdapter.createSession(user_id, !remember);
				const user = session && (await ctx.context.internalAdapter.findUserById(user_id));
				if (!user) return null;
				await setSessionCookie(ctx, { session, user }, !remember);
				return { token: session.token };
			},
		),
		showSession: createAuthEndpoint({ method: 'POST', body: z.object({ token: z.string() }) }, async (ctx): Promise<void> => {
			const found = await ctx.context.internalAdapter.findSession(ctx.body.token);
			if (found) await setSessionCookie(ctx, found);
		}),
	},
} satisfies BetterAuthPlugin;

function makeSignIn({ config, database, log }: Services) {
	const secure = servesHttps(config);
	const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
	return betterAuth({
		appName: 'Clientele',
		baseURL: baseUrl(config),
		basePath: '/api/auth',
		secret: cookieSecret(config),
		telemetry: { enabled: false },
		database: { dialect: dialectOn(database.app), type: 'postgres' },
		trustedOrigins: (request) => trustedOrigins(request?.headers.get('host') ?? undefined, config.publicUrl),
		plugins: [sessions],
		user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...times } },
		session: {
			modelName: 'user_sessions',
			fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...times },
		},
		account: {
			modelName: 'user_accounts',
			fields: {
				userId: 'user_id',
				accountId: 'account_id',
				providerId: 'provider_id',
				accessToken: 'access_token',
				refreshToken: 'refresh_token',
				idToken: 'id_token',
				accessTokenExpiresAt: 'access_token_expires_at',
				refreshTokenExpiresAt: 'refresh_token_expires_at',
				...times,
			},
		},
		verification: { modelName: 'user_verifications', fields: { expiresAt: 'expires_at', ...times } },
		databaseHooks: {
			session: {
				create: {
					before: async (session) => isActiveUser(database.app, Number(session.userId)),
					after: async (session) => noteSignIn(database.app, Number(session.userId)),
				},
			},
		},
		advanced: {
			cookiePrefix: 'clientele',
			// The library's own prefix would be __Secure-; __Host- also keeps other hosts of the same domain from setting it.
			useSecureCookies: false,
			cookies: { session_token: { name: `${secure ? '__Host-' : ''}clientele.session_token` } },
			// Links of other pages lead to the page, whose own requests carry the cookie then: nothing needs it before.
			defaultCookieAttributes: { secure, sameSite: 'strict', httpOnly: true, path: '/' },
			// Said although it is the default: under NODE_ENV=test the library would leave both checks out.
			disableCSRFCheck: false,
			disableOriginCheck: false,
			// The tables come from our migrations, and the mapping is proved by tests; introspection would cost every start.
			database: { generateId: 'serial', validateSchema: false },
			ipAddress: { ipAddressHeaders: [addressHeader] },
		},
		logger: { level: 'warn', log: (level, message) => log[level]({ from: 'better-auth' }, message) },
	});
}

export type SignIn = ReturnType<typeof makeSignIn>;

/** Set by us from the connection (or the proxy that Fastify was told to trust), never taken from the caller. */
const addressHeader = 'x-clientele-address';

function baseUrl(config: Config): string {
	return config.publicUrl ? new URL(config.publicUrl).origin : 'http://127.0.0.1';
}

const made = new WeakMap<Database, SignIn>();

/** The sign-in of this program, made when it is first needed. */
export function signInOf(services: Services): SignIn {
	const known = made.get(services.database);
	if (known) return known;
	const signIn = makeSignIn(services);
	made.set(services.database, signIn);
	return signIn;
}

function webHeaders(request: FastifyRequest): Headers {
	const headers = new Headers({ cookie: request.headers.cookie ?? '', 'user-agent': (request.headers['user-agent'] ?? '').slice(0, 500) });
	headers.set(addressHeader, request.ip);
	return headers;
}

/** Begins a session for a person; null where he is disabled. `cookies`: Set-Cookie lines for the reply. */
export async function beginSession(
	services: Services,
	request: FastifyRequest,
	user_id: number,
	remember: boolean,
): Promise<{ readonly token: string; readonly cookies: string[] } | null> {
	try {
		const { response, headers } = await signInOf(services).api.beginSession({
			body: { user_id: String(user_id), remember },
			headers: webHeaders(request),
			returnHeaders: true,
		});
		return response && { token: response.token, cookies: headers.getSetCookie() };
	} catch (cause) {
		if (!(await isActiveUser(services.database.app, user_id))) return null;
		throw cause;
	}
}

/** The cookies that tell the browser the new token of its session. */
export async function sessionCookies(services: Services, request: FastifyRequest, token: string): Promise<string[]> {
	const { headers } = await signInOf(services).api.showSession({ body: { token }, headers: webHeaders(request), returnHeaders: true });
	return headers.getSetCookie();
}
