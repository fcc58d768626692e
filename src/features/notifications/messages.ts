// What notifications say, in both languages.
import { defineErrors } from '../../platform/errors.ts';

export const notificationError = defineErrors({
	notification_not_found: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的通知。',
		en: 'There is no notification {id}.',
	},
});
