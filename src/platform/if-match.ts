// The header If-Match: the version that a change is based on.
import type { FastifyRequest } from 'fastify';
import { defineErrors } from './errors.ts';

const error = defineErrors({
	if_match_unreadable: { status: 400, 'zh-CN': 'If-Match 须为版本号，例如 "3"。', en: 'If-Match takes a version such as "3".' },
});

/**
 * The version of If-Match; undefined where none was sent or any will do.
 * @throws AppError if_match_unreadable
 */
export function versionOf(request: FastifyRequest): number | undefined {
	const header = request.headers['if-match'];
	if (header === undefined || header === '*') return undefined;
	const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header)?.[1];
	if (version === undefined) throw error('if_match_unreadable');
	return Number(version);
}
