// What the tests of this feature share: its routes on a server of their own, and a browser that keeps cookies.
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import type { Config } from '../../platform/config.ts';
import { languageOf, registerEndpoints } from '../../platform/http.ts';
import { sendProblem } from '../../platform/problems.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { signInEndpoints } from '../sign-in/endpoints.ts';
import { registerCallback, signInHandlers } from '../sign-in/routes.ts';
import { createUser, ensureAdministrator, type NewUser } from './accounts.ts';
import { createAuthenticator } from './authenticator.ts';
import { accessEndpoints } from './endpoints.ts';
import { accessHandlers } from './routes.ts';
import type { User } from './schema.ts';

export const goodPassword = 'four tall green lamps';

export interface AccessTest extends TestServices {
	readonly app: FastifyInstance;
}

/** The routes of this feature alone, on a fresh database. */
export async function accessTest(overrides: Partial<Config> = {}): Promise<AccessTest> {
	const test = await testServices(overrides);
	const { services } = test;
	const app = fastify();
	app.setErrorHandler((cause, request, reply) => sendProblem(cause, request, reply, languageOf(request)));
	registerCallback(app, services);
	const authenticate = createAuthenticator(services);
	await app.register(
		async (api) => {
			registerEndpoints(api, accessEndpoints, accessHandlers, { services, authenticate });
			registerEndpoints(api, signInEndpoints, signInHandlers, { services, authenticate });
		},
		{ prefix: '/api/v1' },
	);
	return {
		...test,
		app,
		drop: async () => {
			await app.close();
			await test.drop();
		},
	};
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let lastAddress = 0;

/** Keeps cookies and says where it comes from, as browsers do; every one has an address of its own, since attempts are counted by address. */
export class Browser {
	readonly cookies = new Map<string, string>();
	/** Set-Cookie lines as they came, for their attributes. */
	setCookies: string[] = [];

	constructor(
		private readonly app: FastifyInstance,
		private readonly origin: string | null = 'http://localhost',
		readonly address = `10.0.0.${++lastAddress}`,
	) {}

	async send(method: Method, url: string, body?: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const reply = await this.app.inject({
			method,
			url,
			remoteAddress: this.address,
			headers: { host: 'localhost', ...(cookie && { cookie }), ...(this.origin && { origin: this.origin }), ...headers },
			...(body && { payload: body }),
		});
		this.setCookies = [reply.headers['set-cookie'] ?? []].flat();
		for (const line of this.setCookies) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
			if (/max-age=0/i.test(line)) this.cookies.delete(name!);
			else this.cookies.set(name!, value!);
		}
		return reply;
	}

	signIn(email: string, password = goodPassword): Promise<LightMyRequestResponse> {
		return this.send('POST', '/api/v1/sign-in', { email, password });
	}

	/** The one who is signed in, null where nobody is. */
	async who(): Promise<{ id: number; email: string; permissions: string[] } | null> {
		return (await this.send('GET', '/api/v1/session')).json().user;
	}
}

export const adminEmail = 'chen.jie@example.com';

export async function addAdministrator({ services }: AccessTest): Promise<User> {
	return (await ensureAdministrator(services, { email: adminEmail, password: goodPassword }))!;
}

export async function addUser({ services }: AccessTest, email: string, rest: Partial<NewUser> = {}): Promise<User> {
	return createUser(services, { email, name: email, role: 'sales', password: goodPassword, ...rest });
}

/** A browser in which this person is signed in. */
export async function signedIn({ app }: AccessTest, email: string): Promise<Browser> {
	const browser = new Browser(app);
	const reply = await browser.signIn(email);
	if (reply.statusCode !== 200) throw new Error(`sign-in failed: ${reply.body}`);
	return browser;
}
