// The errors of approvals, in both languages.
import { defineErrors } from '../../platform/errors.ts';

export const approvalError = defineErrors({
	approval_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的审批。', en: 'There is no approval {id}.' },
	approval_own: {
		status: 403,
		'zh-CN': '不能审批自己提出的请求。请由另一位有审批权限的同事处理。',
		en: 'Nobody decides what he asked for himself. Another person who may decide has to do it.',
	},
	approval_ended: {
		status: 409,
		'zh-CN': '这项请求已经处理、撤回或过期，不能再审批。',
		en: 'This was decided, withdrawn or has expired already.',
	},
	approval_refused: { status: 403, 'zh-CN': '{name} 没有批准。', en: '{name} did not let it go.' },
	approval_refused_why: { status: 403, 'zh-CN': '{name} 没有批准：{reason}', en: '{name} did not let it go: {reason}' },
	approval_expired: {
		status: 403,
		'zh-CN': '一天之内没有人批准。如仍需要，请重新提出。',
		en: 'Nobody let it go within a day. Ask again if you still need it.',
	},
	approval_needed: {
		status: 403,
		'zh-CN': '超过 {most} 位客户的导出需要另一位同事批准，不能直接下载。请改为后台导出（POST /exports），批准后即可下载。',
		en: 'Exports of more than {most} customers wait for another person’s approval, so they do not download at once. Export in the background (POST /exports) and download it when it was let go.',
	},
	approval_needed_delete: {
		status: 403,
		'zh-CN': '一次删除超过 {most} 位客户需要另一位同事批准。请使用批量修改（POST /customers/bulk-edits）。',
		en: 'Deleting more than {most} customers at once waits for another person’s approval. Use a bulk edit (POST /customers/bulk-edits).',
	},
});
