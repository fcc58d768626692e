// What live updates say, in both languages.
import { defineErrors } from '../../platform/errors.ts';

export const liveError = defineErrors({
	too_many_streams: {
		status: 429,
		'zh-CN': '您已打开 {most} 个实时连接。请关闭一些页面后重试。',
		en: 'You have {most} live connections open. Close some pages and try again.',
	},
});
