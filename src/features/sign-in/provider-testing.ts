// A real OpenID provider on this machine, for tests: people sign in by their name, what it says of them is told here.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** What the provider says of a person. */
export interface Told {
	readonly email?: string;
	readonly email_verified?: boolean;
	readonly name?: string;
}

export interface TestProvider {
	readonly issuer: string;
	readonly client_id: string;
	readonly client_secret: string;
	/** By the name that is typed at the provider. */
	readonly people: Map<string, Told>;
	/** Says of itself another issuer, as a provider would that poses as another one. */
	poseAs(issuer: string | null): void;
	close(): Promise<void>;
}

export async function testProvider(callbacks: () => string[]): Promise<TestProvider> {
	const people = new Map<string, Told>();
	let posed: string | null = null;
	let handle: ReturnType<Provider['callback']> | null = null;
	const server: Server = createServer((request, reply) => {
		if (posed !== null && request.url?.startsWith('/.well-known/openid-configuration')) {
			const paths = ['auth', 'token', 'jwks'].map((path) => `${posed}/${path}`);
			reply.setHeader('content-type', 'application/json');
			reply.end(JSON.stringify({ issuer: posed, authorization_endpoint: paths[0], token_endpoint: paths[1], jwks_uri: paths[2] }));
		} else void handle!(request, reply);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const [client_id, client_secret] = ['clientele', 'the secret of the client & more'];
	const provider = new Provider(issuer, {
		clients: [{ client_id, client_secret, redirect_uris: callbacks(), response_types: ['code'], grant_types: ['authorization_code'] }],
		pkce: { required: () => true },
		claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
		conformIdTokenClaims: false,
		findAccount: async (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
		features: { devInteractions: { enabled: true } },
		cookies: { keys: ['a key of this test'] },
	});
	handle = provider.callback();
	return {
		issuer,
		client_id,
		client_secret,
		people,
		poseAs: (other) => {
			posed = other;
		},
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

/** Walks through the provider's own pages as this person; answers with the address that it leads back to. */
export async function walk(url: string, person: string): Promise<string> {
	const cookies = new Map<string, string>();
	let next = url;
	let form: Record<string, string> | null = null;
	for (let step = 0; step < 12; step++) {
		const reply: Response = await fetch(next, {
			method: form ? 'POST' : 'GET',
			redirect: 'manual',
			headers: {
				cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
				...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
			},
			...(form && { body: new URLSearchParams(form).toString() }),
		});
		for (const line of reply.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
			cookies.set(name!, value!);
		}
		form = null;
		const location = reply.headers.get('location');
		if (location) {
			const to = new URL(location, next);
			if (to.pathname === '/api/auth/callback') return to.href;
			next = to.href;
			continue;
		}
		const page = await reply.text();
		const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
		if (!prompt) throw new Error(`the provider answered ${reply.status}: ${page.slice(0, 300)}`);
		next = new URL(/<form[^>]* action="([^"]+)"/.exec(page)![1]!, next).href;
		form = prompt === 'login' ? { prompt, login: person, password: 'any' } : { prompt };
	}
	throw new Error('the provider never led back');
}
