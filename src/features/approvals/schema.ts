// Four eyes: exports and deletions of many customers wait until a second person lets them go. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { id } from '../customers/schema.ts';

export const approvalKinds = ['export', 'bulk_delete'] as const;
export type ApprovalKind = (typeof approvalKinds)[number];
export const approvalStates = ['waiting', 'allowed', 'refused', 'withdrawn', 'expired'] as const;

const person = z.object({ id: z.number(), name: z.string() });

export const approval = z.object({
	id: z.number(),
	kind: z.enum(approvalKinds),
	/** The export or the change of many customers. */
	target_id: z.number(),
	/** Customers it is about. */
	amount: z.number(),
	requested_by: person,
	state: z.enum(approvalStates),
	decided_by: person.nullable(),
	/** Why, in the words of who asked. */
	asked_because: z.string().nullable(),
	/** Why, in the words of who decided. */
	reason: z.string().nullable(),
	/** Of an export: its format, its columns (null: all), and whether it is all customers or some. */
	format: z.string().nullable(),
	fields: z.string().nullable(),
	narrowed: z.boolean(),
	created_at: z.string(),
	expires_at: z.string(),
	decided_at: z.string().nullable(),
	/** Whether the person who asks may decide it now. */
	may_decide: z.boolean(),
});
export type Approval = z.output<typeof approval>;

const amount = z.int().min(0).max(1_000_000_000);
/** Above these numbers of customers a second person has to agree; 0: never. */
export const approvalRules = z.strictObject({ export_rows: amount, delete_rows: amount });
export type ApprovalRules = z.output<typeof approvalRules>;
export const defaultRules: ApprovalRules = { export_rows: 10_000, delete_rows: 1_000 };

const tag = 'approvals';

export const approvalEndpoints = {
	listApprovals: endpoint({
		method: 'GET',
		path: '/approvals',
		permission: 'signed_in',
		tag,
		summary: {
			'zh-CN': '审批，最新在前；有审批权限的人看到全部，其他人看到自己提出的',
			en: 'Approvals, the latest first: all of them for who may decide, else those one asked for',
		},
		query: z.strictObject({
			state: z.enum(['waiting', 'ended']).optional(),
			after: id.optional(),
			limit: z.coerce.number().int().min(1).max(200).optional(),
		}),
		reply: z.object({ items: z.array(approval), next: z.number().nullable() }),
	}),
	decideApproval: endpoint({
		method: 'POST',
		path: '/approvals/{id}/decision',
		permission: 'approvals.decide',
		tag,
		summary: { 'zh-CN': '批准或拒绝；不能审批自己提出的', en: 'Let something go or refuse it; never what one asked for oneself' },
		params: z.strictObject({ id }),
		body: z.strictObject({ allow: z.boolean(), reason: z.string().trim().min(1).max(1000).optional() }),
		reply: approval,
	}),
	getApprovalRules: endpoint({
		method: 'GET',
		path: '/approval-rules',
		permission: 'signed_in',
		tag,
		summary: { 'zh-CN': '超过多少位客户需要批准', en: 'Above which numbers of customers a second person has to agree' },
		reply: approvalRules,
	}),
	putApprovalRules: endpoint({
		method: 'PUT',
		path: '/approval-rules',
		permission: 'settings.manage',
		tag,
		summary: {
			'zh-CN': '设置超过多少位客户需要批准（0 表示不需要）',
			en: 'Set above which numbers a second person has to agree (0: never)',
		},
		body: approvalRules,
		reply: approvalRules,
	}),
} as const;
