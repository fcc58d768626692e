// Why something is done, in the words of whoever does it: a header that any request may carry. The audit keeps it with every entry of the request. Safe in a browser.
import { z } from 'zod';
import { type AppError, defineErrors } from './errors.ts';

/** Its value is UTF-8 with percent signs (encodeURIComponent), since headers hold no other letters. */
export const reasonHeader = 'x-reason';
/** Characters; encoded, nine times as many bytes still pass through proxies. */
export const longestReason = 500;

const shape = z.string().trim().min(1).max(longestReason);

const error = defineErrors({
	reason_needed: {
		status: 400,
		'zh-CN': '没有执行：需要说明原因，原因保存在审计中（接口用请求头 X-Reason）。',
		en: 'Nothing was done: this needs a reason, which the audit keeps (over REST in the header X-Reason).',
	},
	reason_malformed: {
		status: 400,
		'zh-CN': '请求头 X-Reason 应为 1 到 {most} 个字符，以 UTF-8 百分号编码。',
		en: 'The header X-Reason takes 1 to {most} characters, as UTF-8 with percent signs.',
	},
});

/** The refusal of what needs a reason and carries none; the page asks for it and sends the request again. */
export function reasonNeeded(): AppError {
	return error('reason_needed');
}

/** The reason that a request carries; undefined where it carries none. @throws AppError reason_malformed */
export function reasonOf(header: string | readonly string[] | undefined): string | undefined {
	if (header === undefined || header === '') return undefined;
	try {
		return shape.parse(decodeURIComponent(String(header)));
	} catch {
		throw error('reason_malformed', { most: longestReason });
	}
}
