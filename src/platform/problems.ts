// Errors as RFC 9457 problem documents: our own, those of zod, of Fastify and of PostgreSQL, in the language of the person.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { AppError, defineErrors, type FieldProblem, fill, type Language, type Words } from './errors.ts';
import { imitatesSealed } from './keyring.ts';

const error = defineErrors({
	invalid_input: {
		status: 400,
		'zh-CN': '请求中有 {count} 处不正确，请看下面逐项的说明。',
		en: 'Mistakes in the request: {count}. Each is described below.',
	},
	body_too_large: {
		status: 413,
		'zh-CN': '请求内容过大（上限 {limit} 字节）。',
		en: 'The request is too large (the limit is {limit} bytes).',
	},
	body_not_json: { status: 400, 'zh-CN': '请求内容不是有效的 JSON。', en: 'The body is not valid JSON.' },
	body_type: {
		status: 415,
		'zh-CN': '不支持的内容类型；请使用 application/json。',
		en: 'Unsupported content type; send application/json.',
	},
	too_many_requests: { status: 429, 'zh-CN': '请求过于频繁，请稍后重试。', en: 'Too many requests. Try again in a moment.' },
	route_unknown: { status: 404, 'zh-CN': '没有这个地址：{path}', en: 'There is no such address: {path}' },
	address_unreadable: {
		status: 400,
		'zh-CN': '地址无法读取：其中一段过长，或百分号编码不正确。',
		en: 'The address cannot be read: a part of it is too long, or not encoded as it should be.',
	},
	bad_request: { status: 400, 'zh-CN': '请求无法处理：{reason}', en: 'The request cannot be handled: {reason}' },
	out_of_range: { status: 400, 'zh-CN': '有一个数值或日期超出范围。', en: 'A number or date is out of range.' },
	bad_text: {
		status: 400,
		'zh-CN': '文本中含有不能保存的字符（NUL 或不完整的代理对）。',
		en: 'The text holds a character that cannot be stored (NUL, or half of a surrogate pair).',
	},
	row_out_of_sight: {
		status: 403,
		'zh-CN': '这样修改后您自己将无权再查看它，因此没有保存。请有更大可见范围的人来做。',
		en: 'You could no longer see it after this change, so nothing was stored. Ask somebody who sees more to do it.',
	},
	too_slow: {
		status: 422,
		'zh-CN': '这个查询超过了时限。请缩小条件，或为该字段建立索引。',
		en: 'The query took too long. Narrow it down, or have the field indexed.',
	},
	database_unreachable: {
		status: 503,
		'zh-CN': '暂时无法连接数据库，请稍后重试。',
		en: 'The database cannot be reached at the moment. Try again soon.',
	},
	disk_full: {
		status: 507,
		'zh-CN': '数据库所在磁盘已满，无法保存。请释放空间。',
		en: 'The disk of the database is full; nothing was stored. Free some space.',
	},
	conflict: { status: 409, 'zh-CN': '与另一项同时进行的修改冲突，请重试。', en: 'Another change was made at the same moment. Try again.' },
	internal: {
		status: 500,
		'zh-CN': '程序出错，已记录（编号 {id}）。您的数据没有改变。',
		en: 'The program failed; it was recorded as {id}. Your data was not changed.',
	},
});

const zodWords: Record<Language, z.core.$ZodErrorMap> = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** For patterns: the expression itself tells a person nothing. */
const patternWords: Words = { 'zh-CN': '格式不符合要求', en: 'Does not have the form asked for' };

const reserved: Words = {
	'zh-CN': '这段文本的形式与加密后的值相同，不能保存。请在 ~1. 中间加一个空格。',
	en: 'This text has the form of an encrypted value and cannot be stored. Put a space into its ~1.',
};

/** Where a text imitates an encrypted value; null where none does. */
function imitation(value: unknown, path: readonly string[]): readonly string[] | null {
	if (typeof value === 'string') return imitatesSealed(value) ? path : null;
	if (value === null || typeof value !== 'object' || !(Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype))
		return null;
	for (const [key, one] of Object.entries(value)) {
		const found = imitatesSealed(key) ? path : imitation(one, [...path, key]);
		if (found) return found;
	}
	return null;
}

/** Refuses input with a text that would be read as an encrypted value later. @throws AppError invalid_input */
export function refuseImitation(value: unknown, where: string): void {
	const found = imitation(value, where ? [where] : []);
	if (found) throw error('invalid_input', { count: 1 }, { problems: [{ path: found.join('.'), code: 'text_reserved', words: reserved }] });
}

const tooLong: Words = { 'zh-CN': '最多 {most} 个字符，这里有 {has} 个。', en: 'At most {most} characters fit; this has {has}.' };

function sentence(issue: z.core.$ZodIssue, input: unknown, language: Language): string {
	if (typeof input === 'string' && input.includes('\0')) return error('bad_text').words[language];
	if (issue.code === 'invalid_format' && issue.format === 'regex') return patternWords[language];
	if (issue.code === 'too_big' && typeof input === 'string' && input.length > Number(issue.maximum)) {
		const [most, has] = [Number(issue.maximum), input.length].map((count) => count.toLocaleString(language));
		return fill(tooLong[language], { most: most!, has: has! });
	}
	const made = zodWords[language]({ ...issue, input } as z.core.$ZodRawIssue);
	return (typeof made === 'string' ? made : made?.message) ?? issue.message;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

/** A zod error as an AppError with one problem for each field, at most 100. */
export function invalidInput(zodError: z.ZodError, where: string, value: unknown): AppError {
	const problems: FieldProblem[] = zodError.issues.slice(0, 100).map((issue) => {
		const own = (issue as { params?: { words?: Words } }).params?.words;
		const input = at(value, issue.path);
		return {
			path: [where, ...issue.path.map(String)].filter(Boolean).join('.'),
			code: issue.code,
			words: own ?? { 'zh-CN': sentence(issue, input, 'zh-CN'), en: sentence(issue, input, 'en') },
		};
	});
	return error('invalid_input', { count: zodError.issues.length }, { problems });
}

/** Sentences for constraints of the schema: filled by the features at start, read when PostgreSQL reports a violation. */
const constraints = new Map<string, AppError>();

/** Says what a violated constraint means to the person. */
export function explainConstraint(name: string, meaning: AppError): void {
	constraints.set(name, meaning);
}

function fromDatabase(cause: pg.DatabaseError): AppError | null {
	if (cause.constraint && constraints.has(cause.constraint)) return constraints.get(cause.constraint)!;
	switch (cause.code) {
		case '57014':
			return error('too_slow');
		case '22003':
		case '22008':
			return error('out_of_range');
		case '42501':
			return /row-level security/.test(cause.message) ? error('row_out_of_sight') : null;
		case '22P02':
			return /type json/.test(cause.message) ? error('bad_text') : null;
		case '22021':
		case '22P05':
			return error('bad_text');
		case '40001':
		case '40P01':
		case '55P03':
			return error('conflict');
		case '53100':
			return error('disk_full');
		case '57P01':
		case '57P02':
		case '57P03':
		case '53300':
			return error('database_unreachable');
		default:
			return null;
	}
}

/** Turns whatever was thrown into an AppError; null where it is a defect of ours. */
export function toAppError(cause: unknown, request?: FastifyRequest): AppError | null {
	if (cause instanceof AppError) return cause;
	if (cause instanceof pg.DatabaseError) return fromDatabase(cause);
	const code = (cause as FastifyError | undefined)?.code;
	switch (code) {
		case 'FST_ERR_CTP_BODY_TOO_LARGE':
			return error('body_too_large', { limit: request?.routeOptions.bodyLimit ?? 0 });
		case 'FST_ERR_CTP_INVALID_JSON_BODY':
		case 'FST_ERR_CTP_EMPTY_JSON_BODY':
			return error('body_not_json');
		case 'FST_ERR_BAD_URL':
		case 'FST_ERR_MAX_PARAM_LENGTH':
			return error('address_unreadable');
		case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
			return error('body_type');
		case 'ECONNREFUSED':
		case 'ECONNRESET':
			return error('database_unreachable');
	}
	const status = (cause as FastifyError | undefined)?.statusCode;
	if (status === 429) return error('too_many_requests');
	if (cause instanceof SyntaxError && status === 400) return error('body_not_json');
	if (typeof status === 'number' && status >= 400 && status < 500) return error('bad_request', { reason: (cause as Error).message });
	return null;
}

/** The body of a problem reply. */
export function problemOf(cause: AppError, language: Language, instance: string): Record<string, unknown> {
	return {
		type: `https://clientele.example/problems/${cause.code}`,
		title: cause.words[language],
		status: cause.status,
		code: cause.code,
		detail: cause.words[language],
		instance,
		...(cause.problems.length > 0 && {
			problems: cause.problems.map(({ path, code, words }) => ({ path, code, message: words[language] })),
		}),
		...cause.extra,
	};
}

/** A defect of ours: logged with the request's id, it tells nothing of its inside. */
export function failure(request: FastifyRequest, cause: unknown): AppError {
	request.log.error({ err: cause }, 'unexpected error');
	return error('internal', { id: request.id });
}

/** Sends the problem. */
export function sendProblem(cause: unknown, request: FastifyRequest, reply: FastifyReply, language: Language): FastifyReply {
	const problem = toAppError(cause, request) ?? failure(request, cause);
	return reply
		.code(problem.status)
		.type('application/problem+json; charset=utf-8')
		.send(JSON.stringify(problemOf(problem, language, request.url.split('?')[0]!)));
}

/** For the address that no route has. */
export function unknownRoute(path: string): AppError {
	return error('route_unknown', { path });
}
