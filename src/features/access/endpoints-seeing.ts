// Looking as somebody else: the shapes and the requests. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { id } from './schema.ts';

const tag = 'access';

export const seeAsEndpoints = {
	seeAs: endpoint({
		method: 'POST',
		path: '/session/see-as',
		permission: 'users.manage',
		needsReason: true,
		summary: {
			'zh-CN': '以某人的视角查看（只读），直到退出；记入审计',
			en: 'Look as somebody else, without changing anything, until one goes back; kept in the audit',
		},
		tag,
		body: z.strictObject({ user_id: id }),
		reply: z.null(),
		status: 204,
	}),
	seeAsOneself: endpoint({
		method: 'DELETE',
		path: '/session/see-as',
		permission: 'signed_in',
		whileSeeing: true,
		summary: { 'zh-CN': '回到自己的视角', en: 'Look as oneself again' },
		tag,
		reply: z.null(),
		status: 204,
	}),
} as const;
