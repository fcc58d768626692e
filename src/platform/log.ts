// The log: what happened and where, never a secret, and no value of a customer.
import type { FastifyReply, FastifyRequest } from 'fastify';
import pg from 'pg';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.ts';
import { AppError } from './errors.ts';

/** Names under which a secret may stand in something that is logged, at any of the first levels. */
const secretNames = [
	'password',
	'secret',
	'token',
	'key',
	'cookie',
	'authorization',
	'smtpUrl',
	'databaseUrl',
	'connectionString',
	'adminPassword',
];
const paths = ['', '*.', '*.*.', '*.*.*.'].flatMap((level) =>
	[...secretNames, 'filesSecretKey', 'keyCommand'].map((name) => `${level}${name}`),
);

/** The frames of a stack, without its first lines: there stands the message, which may quote what somebody typed. */
function framesOf({ stack = '', message }: Error): string {
	return stack
		.replace(message, '')
		.split('\n')
		.filter((line) => /^\s+at /.test(line))
		.join('\n');
}

/** What of an error is told. PostgreSQL's details hold whole rows, and the sentences of our own errors what was typed. */
function told(thrown: unknown, depth = 0): object {
	if (!(thrown instanceof Error)) return { type: typeof thrown };
	const { name, message, cause } = thrown;
	const { code } = thrown as NodeJS.ErrnoException;
	const stack = framesOf(thrown);
	if (thrown instanceof AppError) return { type: name, code, stack };
	const more = cause === undefined || depth > 2 ? {} : { cause: told(cause, depth + 1) };
	if (!(thrown instanceof pg.DatabaseError)) return { type: name, message, code, stack, ...more };
	const { severity, schema, table, column, constraint, routine } = thrown;
	// invalid input syntax for type date: "…"
	const said = message.replace(/: ".*"$/s, '');
	return { type: name, message: said, code, severity, schema, table, column, constraint, routine, stack };
}

const serializers = {
	err: (thrown: unknown) => told(thrown),
	// The route in place of the address: in that there are searches, and links that open something.
	req: (request: FastifyRequest) => ({
		method: request.method,
		route: request.routeOptions?.url ?? null,
		query: Object.keys((request.query as object | undefined) ?? {}),
		ip: request.ip,
	}),
	res: (reply: FastifyReply) => ({ status: reply.statusCode }),
};

/** A log at this level, on standard error where no other place is given. */
export function makeLog(level: LogLevel, destination: DestinationStream = pino.destination({ dest: 2, sync: true })): Logger {
	return pino({ level, serializers, redact: { paths, censor: '•••' } }, destination);
}
