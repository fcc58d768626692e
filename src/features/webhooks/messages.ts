// The errors of webhooks, in both languages.
import { defineErrors } from '../../platform/errors.ts';

export const webhookError = defineErrors({
	webhook_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的 Webhook。', en: 'There is no webhook {id}.' },
	webhook_conflict: {
		status: 412,
		'zh-CN': '此 Webhook 刚被他人修改。请查看现在的内容，再保存一次。',
		en: 'Somebody else has just changed this webhook. Look at it as it is now, and save again.',
	},
	webhooks_too_many: {
		status: 409,
		'zh-CN': '最多 {most} 个 Webhook。请先删除不再需要的。',
		en: 'At most {most} webhooks fit. Delete one that nobody needs first.',
	},
	delivery_not_found: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的投递记录，或已超过 30 天。',
		en: 'There is no delivery {id}, or it was more than 30 days ago.',
	},
});
