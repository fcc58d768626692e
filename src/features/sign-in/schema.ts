// Signing in: the shapes of what is asked for and told. Safe in a browser.
import { z } from 'zod';

export const id = z.int().min(1);
export const byId = z.strictObject({ id: z.coerce.number<number | string>().int().min(1).max(Number.MAX_SAFE_INTEGER) });
export const email = z.string().max(300).trim().toLowerCase().pipe(z.email().max(254));
/** Only its size is bounded here; whether a new one will do is decided in access/rules.ts. */
export const password = z.string().min(1).max(1000);
/** What stands in a one-time link. */
export const linkToken = z.string().min(20).max(100);
/** Six digits of an authenticator app, or a recovery code; blanks and hyphens do not matter. */
export const code = z.string().min(1).max(80);

/** What may be asked for after the first factor. */
export const secondFactors = ['totp', 'passkey', 'recovery'] as const;
export type SecondFactor = (typeof secondFactors)[number];

/** How somebody signed in. */
export const signInMethods = ['password', 'passkey', 'provider', 'link'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** What an attempt to sign in came to: a session, or the question for a second factor. */
export const signInResult = z.object({
	state: z.enum(['signed_in', 'second_factor']),
	/** Which second factors this person has; empty where none is asked for. */
	methods: z.array(z.enum(secondFactors)),
});
export type SignInResult = z.output<typeof signInResult>;

export const providerChoice = z.object({ id, name: z.string() });

/** What the page before the sign-in needs to know. */
export const signInOptions = z.object({
	providers: z.array(providerChoice),
	/** Whether links can be sent by mail. */
	mail: z.boolean(),
	/** The second factor that is waited for in this browser; null where none is. */
	pending: z.array(z.enum(secondFactors)).nullable(),
});

/** A challenge for a passkey, as the browser takes it (WebAuthn, as JSON). */
export const passkeyOptions = z.object({ options: z.record(z.string(), z.unknown()) });
/** What an authenticator answers: checked by @simplewebauthn/server, bounded here. */
const text = z.string().max(20_000);
const encoded = z.string().max(1400);
export const passkeyAnswer = z.strictObject({
	id: encoded,
	rawId: encoded,
	type: z.literal('public-key'),
	authenticatorAttachment: z.string().max(40).nullish(),
	/** None is asked for. */
	clientExtensionResults: z.strictObject({}),
	response: z.strictObject({
		clientDataJSON: text,
		authenticatorData: text.optional(),
		signature: text.optional(),
		userHandle: z.string().max(200).nullish(),
		attestationObject: text.optional(),
		transports: z.array(z.string().max(40)).max(10).optional(),
		publicKey: text.optional(),
		publicKeyAlgorithm: z.int().min(-70_000).max(70_000).optional(),
	}),
});
export type PasskeyAnswer = z.output<typeof passkeyAnswer>;

export const passkeyName = z.string().trim().min(1).max(100);
export const passkeyShape = z.object({ id, name: z.string(), created_at: z.string(), last_used_at: z.string().nullable() });

export const sessionShape = z.object({
	id,
	/** The session of this request. */
	current: z.boolean(),
	method: z.string(),
	address: z.string(),
	/** What the browser said of itself. */
	user_agent: z.string(),
	created_at: z.string(),
	last_seen_at: z.string(),
});
export type OwnSession = z.output<typeof sessionShape>;

/** What stands between a person's account and others. */
export const securityShape = z.object({
	password: z.boolean(),
	totp: z.boolean(),
	recovery_codes: z.int(),
	passkeys: z.array(passkeyShape),
	providers: z.array(providerChoice.extend({ linked: z.boolean() })),
	/** Whether the installation asks this person for a second factor. */
	required: z.boolean(),
	/** Whether this session may do nothing but set one up. */
	limited: z.boolean(),
	/** Whether what is sensitive may be done without proving anew who one is. */
	fresh: z.boolean(),
});
export type Security = z.output<typeof securityShape>;

/** What a one-time link is for. */
export const linkPurposes = ['invitation', 'password', 'email', 'email_old'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** Where the installation asks for a second factor. */
export const secondFactorRules = ['optional', 'permissions', 'everybody'] as const;

export const signInSettings = z.strictObject({
	second_factor: z.enum(secondFactorRules),
	/** With 'permissions': who holds one of these. */
	permissions: z.array(z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/)).max(50),
	/** After so long without use a session ends. */
	idle_minutes: z.int().min(5).max(10_080),
	/** After so long a session ends in any case. */
	absolute_hours: z.int().min(1).max(2_160),
});
export type SignInSettings = z.output<typeof signInSettings>;

export const signInDefaults: SignInSettings = {
	second_factor: 'optional',
	permissions: ['users.manage'],
	idle_minutes: 1_440,
	absolute_hours: 336,
};

const domain = z
	.string()
	.trim()
	.toLowerCase()
	.max(253)
	.regex(/^(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{2,63}$/);

/** What an administrator says of an OpenID provider. */
export const providerFields = z.strictObject({
	name: z.string().trim().min(1).max(100),
	/** As the provider's own documents name it: https://login.example.com/realms/acme */
	issuer: z.url({ protocol: /^https?$/ }).max(500),
	client_id: z.string().trim().min(1).max(500),
	/** The domains of the e-mail addresses that it speaks for; empty: nobody is found by his address. */
	domains: z.array(domain).max(50),
	/** Whether somebody without an account gets one; takes at least one domain. */
	creates_people: z.boolean(),
	/** The role of those; without one they see nothing until an administrator gives them one. */
	role_id: z.int().min(1).max(2_147_483_647).nullable(),
	/** Whether people of these domains may use a password as well; those who may manage people always may. */
	password_allowed: z.boolean(),
	/** Whether our second factor is asked for after the provider's sign-in. */
	second_factor: z.boolean(),
	enabled: z.boolean(),
});

export const providerShape = z.object({
	...providerFields.shape,
	id,
	version: z.int(),
	/** Whether a secret is stored; it is never shown. */
	has_secret: z.boolean(),
	/** The address that the provider has to lead back to. */
	callback: z.string(),
});
export type Provider = z.output<typeof providerShape>;
