// What is sensitive asks for somebody who proved within a quarter of an hour who he is: a page left open, or a stolen cookie, is not enough.
import type { FastifyRequest } from 'fastify';
import { authError, type Principal } from '../../platform/auth.ts';
import type { Database } from '../../platform/database.ts';
import { sessionTokenOf } from '../access/session-token.ts';
import { signInError } from './messages.ts';
import { type Standing, sessionStanding } from './queries.ts';

/** The session of a request. @throws AppError session_needed for an API key, sign_in_needed where it has ended */
export async function sessionOf(
	database: Database,
	principal: Principal,
	request: FastifyRequest,
): Promise<Standing & { readonly token: string }> {
	if (principal.seen_by !== undefined) throw authError('see_as_reads_only');
	if (principal.via !== 'session') throw signInError('session_needed');
	const token = sessionTokenOf(request);
	const standing = token && (await sessionStanding(database.app, token));
	if (!standing || standing.user_id !== principal.user_id) throw authError('sign_in_needed');
	return { ...standing, token };
}

/** @throws AppError fresh_sign_in_needed, and those of sessionOf */
export async function demandFresh(database: Database, principal: Principal, request: FastifyRequest): Promise<void> {
	const { fresh } = await sessionOf(database, principal, request);
	if (!fresh) throw signInError('fresh_sign_in_needed');
}
