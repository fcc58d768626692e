// An endpoint told once: method, path, permission, shapes and words. Routes, OpenAPI, the typed client and the tests read it. Safe in a browser.
import type { z } from 'zod';
import type { Words } from './errors.ts';

/** What roles are made of, in the order in which pages show them. */
export const permissions = [
	'customers.read',
	'customers.write',
	'customers.delete',
	'customers.unmask',
	'imports.run',
	'exports.run',
	'consents.write',
	'settings.read',
	'settings.manage',
	'users.manage',
	'roles.manage',
	'approvals.decide',
	'privacy.read',
	'privacy.manage',
	'audit.read',
	'audit.manage',
] as const;

/** What a person or key may do. Each endpoint names one on its line; 'public' needs no sign-in, 'signed_in' any. */
export type Permission = 'public' | 'signed_in' | (typeof permissions)[number];

type Shape = z.ZodObject | undefined;

export interface Endpoint<
	Params extends Shape = Shape,
	Query extends Shape = Shape,
	Body extends z.ZodType | undefined = z.ZodType | undefined,
	Reply extends z.ZodType = z.ZodType,
> {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below /api/v1, parameters in braces: /customers/{id}. */
	readonly path: string;
	readonly permission: Permission;
	readonly summary: Words;
	readonly tag: string;
	readonly params?: Params;
	readonly query?: Query;
	readonly body?: Body;
	/** Shape of the reply's body. z.null() for 204. */
	readonly reply: Reply;
	/** Status of success; 200 where nothing is said. */
	readonly status?: 200 | 201 | 202 | 204;
	/** 'json' (default), 'file' for a stream of bytes in or out, 'events' for server-sent events whose data has the shape of the reply. */
	readonly accepts?: 'json' | 'file';
	readonly answers?: 'json' | 'file' | 'events';
	/** Repeating the request with the same Idempotency-Key gives the first answer again. */
	readonly idempotent?: boolean;
	/** Takes If-Match: refused with 412 where what it changes was changed since that version. */
	readonly versioned?: boolean;
	/** Writes although the administrator looks as somebody else: going back to himself. */
	readonly whileSeeing?: boolean;
	/** Refused without a reason (reason.ts); any other request may carry one. */
	readonly needsReason?: boolean;
	/** Largest body in bytes; 1 MB where nothing is said. */
	readonly bodyLimit?: number;
}

/** Declares an endpoint; keeps the exact shapes for the compiler. */
export function endpoint<
	P extends Shape = undefined,
	Q extends Shape = undefined,
	B extends z.ZodType | undefined = undefined,
	R extends z.ZodType = z.ZodType,
>(definition: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
	return Object.freeze(definition);
}

export type Endpoints = Readonly<Record<string, Endpoint>>;

type In<S> = S extends z.ZodType ? z.input<S> : undefined;
type Out<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler receives. */
export interface Received<E extends Endpoint> {
	readonly params: Out<NonNullable<E['params']>>;
	readonly query: Out<NonNullable<E['query']>>;
	readonly body: Out<NonNullable<E['body']>>;
}

/** A part of what is sent, where the endpoint has it. `[never]` in brackets: an absent part would otherwise count as every type. */
type Part<S, WithIt> = [NonNullable<S>] extends [never] ? unknown : WithIt;

/** What a caller of the typed client passes: only the parts the endpoint has. */
export type Sent<E extends Endpoint> = Part<E['params'], { params: In<NonNullable<E['params']>> }> &
	Part<E['query'], { query?: In<NonNullable<E['query']>> }> &
	Part<
		E['body'],
		undefined extends In<NonNullable<E['body']>> ? { body?: In<NonNullable<E['body']>> } : { body: In<NonNullable<E['body']>> }
	>;

/** What a caller gets back. */
export type Replied<E extends Endpoint> = z.output<E['reply']>;
