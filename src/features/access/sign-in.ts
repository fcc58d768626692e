// Sign-in with e-mail and password on better-auth: its options, the secret it signs cookies with, and its two routes.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { betterAuth } from 'better-auth';
import { fromNodeHeaders } from 'better-auth/node';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { authError } from '../../platform/auth.ts';
import { type Config, minSecretLength } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { AppError } from '../../platform/errors.ts';
import { keptSecret } from '../../platform/secret-file.ts';
import type { Services } from '../../platform/services.ts';
import { hashPassword, verifyPassword } from './accounts.ts';
import { accessError } from './messages.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { isActiveUser, noteSignIn } from './queries.ts';
import { passwordLength, trustedOrigins } from './rules.ts';

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

function makeSignIn({ config, database, log }: Services) {
	const secure = config.publicUrl?.startsWith('https:') ?? false;
	const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
	return betterAuth({
		appName: 'Clientele',
		baseURL: baseUrl(config),
		basePath: '/api/auth',
		secret: cookieSecret(config),
		telemetry: { enabled: false },
		database: { dialect: dialectOn(database.app), type: 'postgres' },
		trustedOrigins: (request) => trustedOrigins(request?.headers.get('host') ?? undefined, config.publicUrl),
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: passwordLength.min,
			// Longer by two than any password that is accepted, in UTF-16 units: the answer to a longer one is the same refusal.
			maxPasswordLength: passwordLength.max * 2,
			password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
		},
		user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...times } },
		session: {
			modelName: 'user_sessions',
			fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...times },
			cookieCache: { enabled: true, maxAge: 300 },
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
		rateLimit: { enabled: true, window: 60, max: 100, customRules: { '/sign-in/email': { window: 60, max: 20 } } },
		advanced: {
			cookiePrefix: 'clientele',
			useSecureCookies: secure,
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

/** Of all that better-auth can do these two are served; the rest is ours (set-up, people, passwords) or not wanted (sign-up). */
const signOut = '/api/auth/sign-out';
const paths = ['/api/auth/sign-in/email', signOut];

/** Adds POST /api/auth/sign-in/email {email, password, rememberMe?} and POST /api/auth/sign-out. Errors are problem documents like all others. */
export function registerSignIn(app: FastifyInstance, services: Services): void {
	// Made now, so that a secret that cannot be read stops the start and not the first person.
	const signIn = signInOf(services);
	for (const url of paths) {
		app.post(url, { bodyLimit: 16_384 }, async (request, reply) => {
			const response = await signIn.handler(toWebRequest(request, url, services.config));
			if (!response.ok) throw await refusal(response, reply);
			if (url === signOut) forgetPrincipals(services.database);
			const cookies = response.headers.getSetCookie();
			if (cookies.length > 0) reply.header('set-cookie', cookies);
			reply.code(response.status).header('cache-control', 'no-store').type('application/json; charset=utf-8');
			return response.text();
		});
	}
}

function toWebRequest(request: FastifyRequest, path: string, config: Config): Request {
	const headers = fromNodeHeaders(request.headers);
	for (const name of ['content-length', 'transfer-encoding', 'connection']) headers.delete(name);
	headers.set('content-type', 'application/json');
	headers.set(addressHeader, request.ip);
	return new Request(new URL(path, baseUrl(config)), { method: 'POST', headers, body: JSON.stringify(request.body ?? {}) });
}

/** The error of better-auth as one of ours. */
async function refusal(response: Response, reply: FastifyReply): Promise<AppError> {
	const body = (await response.json().catch(() => ({}))) as { code?: string };
	switch (response.status) {
		case 400:
		case 415:
			return accessError('sign_in_malformed');
		case 401:
			// The password was right by then: this tells nobody else whether the account exists.
			return accessError(body.code === 'FAILED_TO_CREATE_SESSION' ? 'account_disabled' : 'sign_in_refused');
		case 403:
			return authError('origin_refused');
		case 429: {
			const seconds = Number(response.headers.get('x-retry-after')) || 60;
			reply.header('retry-after', seconds);
			return accessError('sign_in_too_often', { seconds });
		}
		default:
			throw new Error(`better-auth answered ${response.status} ${body.code ?? ''}`);
	}
}
