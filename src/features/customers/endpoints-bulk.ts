// One change of many customers: whom it is about, what it does, and the requests that prepare, start, follow and undo it. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { bulkActionTold, byField, unitOfText } from './personal.ts';
import { customerName, customerPatch, idParams, listQuery } from './schema.ts';

/** As many customers as may be named one by one. */
export const mostChosen = 10_000;

const ids = z.array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).max(mostChosen);

/** Customers named one by one, or all of a list or search but some. */
export const bulkSelection = z.union([
	z.strictObject({ ids: ids.min(1) }),
	z.strictObject({ query: listQuery.pick({ search: true, filter: true, state: true }), except: ids.optional() }),
]);
export type BulkSelection = z.output<typeof bulkSelection>;

const tags = customerPatch.shape.tags.unwrap().max(100);

/** Fields that may be set for many: those of a single change but what has an action of its own, and lists, which would replace each customer's own. */
const settable = customerPatch.omit({ tags: true, owner_id: true, scope_id: true, contact_points: true, addresses: true });

const said = (message: { 'zh-CN': string; en: string }) => ({ params: { words: message } });

/** Another owner, another team (by one of its scopes, as `updateCustomer` takes it), or both. */
const moveAction = z
	.strictObject({ owner_id: z.number().int().positive().nullable().optional(), scope_id: z.number().int().positive().optional() })
	.refine(({ owner_id, scope_id }) => owner_id !== undefined || scope_id !== undefined, {
		...said({ 'zh-CN': '请指定负责人或团队。', en: 'Name an owner or a team.' }),
	});
export type MoveAction = z.output<typeof moveAction>;

export const bulkAction = z.union([
	z.strictObject({
		set: settable.refine((patch) => Object.keys({ ...patch, ...patch.attributes }).some((field) => field !== 'attributes'), {
			...said({ 'zh-CN': '请至少指定一个字段。', en: 'Name at least one field.' }),
		}),
	}),
	z
		.strictObject({ add_tags: tags.optional(), remove_tags: tags.optional() })
		.refine((change) => Boolean(change.add_tags?.length || change.remove_tags?.length), {
			...said({ 'zh-CN': '请指定要添加或去掉的标签。', en: 'Name tags to add or to remove.' }),
		}),
	moveAction,
	z.strictObject({ delete: z.literal(true) }),
	z.strictObject({ restore: z.literal(true) }),
]);
export type BulkAction = z.output<typeof bulkAction>;

export const isMove = <Action extends object>(action: Action): action is Extract<Action, MoveAction> =>
	'owner_id' in action || 'scope_id' in action;

export const bulkStates = ['draft', 'waiting', 'queued', 'running', 'cancelled', 'failed', 'done', 'undoing', 'undone'] as const;
export type BulkState = (typeof bulkStates)[number];

/** A customer that is left as it is, and why. */
const refusal = z.object({ id: z.number(), name: customerName, code: z.string(), message: z.string() });
const keptCustomer = z.object({ id: z.number(), name: customerName, units: z.array(personal(z.string(), unitOfText)) });
const values = personal(z.record(z.string(), z.unknown()), byField);

const bulkEditShape = {
	id: z.number(),
	state: z.enum(bulkStates),
	action: personal(z.unknown(), bulkActionTold),
	/** Customers it is about; of a draft an estimate where `exact` is false. */
	total: z.number(),
	exact: z.boolean(),
	done: z.number(),
	changed: z.number(),
	unchanged: z.number(),
	refused: z.number(),
	/** The first hundred that were refused. */
	reasons: z.array(refusal),
	/** What its undo has done so far: customers wholly as before, and those that keep what was changed since. */
	undo: z.object({ done: z.number(), back: z.number(), kept: z.number(), customers: z.array(keptCustomer) }).nullable(),
	error: z.object({ code: z.string(), message: z.string() }).nullable(),
	created_at: z.string(),
	started_at: z.string().nullable(),
	finished_at: z.string().nullable(),
	undone_at: z.string().nullable(),
};
export const bulkEditRow = z.object(bulkEditShape);
export type BulkEditRow = z.output<typeof bulkEditRow>;

export const bulkEditDraft = bulkEditRow.extend({
	/** What it would do with the first customers, in the order of ids. */
	effect: z.object({ checked: z.number(), changed: z.number(), unchanged: z.number(), refused: z.number(), reasons: z.array(refusal) }),
	/** Who, of those who see these customers now, would not see them any more: whoever asks, and those who own them. */
	losing: z.object({
		self: z.number(),
		owners: z.array(z.object({ id: z.number(), name: z.string(), customers: z.number() })),
	}),
	/** Up to twenty of those that change, with the fields that the action names. */
	samples: z.array(z.object({ id: z.number(), name: customerName, before: values, after: values })),
});
export type BulkEditDraft = z.output<typeof bulkEditDraft>;

const shared = { permission: 'customers.write', tag: 'bulk-edits' } as const;
const path = '/customers/bulk-edits';

export const bulkEditEndpoints = {
	createBulkEdit: endpoint({
		...shared,
		method: 'POST',
		path,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '准备一次批量修改并预览，尚不改动', en: 'Prepare a change of many customers, with a preview; nothing changes yet' },
		body: z.strictObject({ selection: bulkSelection, action: bulkAction }),
		reply: bulkEditDraft,
	}),
	listBulkEdits: endpoint({
		...shared,
		method: 'GET',
		path,
		summary: { 'zh-CN': '自己的批量修改，最新在前', en: 'One’s own bulk changes, newest first' },
		query: z.strictObject({ after: z.coerce.number().int().min(1).optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(bulkEditRow), next: z.number().nullable() }),
	}),
	getBulkEdit: endpoint({
		...shared,
		method: 'GET',
		path: `${path}/{id}`,
		summary: { 'zh-CN': '一次批量修改的进度和结果', en: 'Progress and result of a bulk change' },
		params: idParams,
		reply: bulkEditRow,
	}),
	startBulkEdit: endpoint({
		...shared,
		method: 'POST',
		path: `${path}/{id}/start`,
		status: 202,
		idempotent: true,
		summary: { 'zh-CN': '开始批量修改', en: 'Start a bulk change' },
		params: idParams,
		reply: bulkEditRow,
	}),
	cancelBulkEdit: endpoint({
		...shared,
		method: 'POST',
		path: `${path}/{id}/cancel`,
		summary: { 'zh-CN': '取消批量修改；已改的保留，可撤销', en: 'Cancel a bulk change; what is done stays and can be undone' },
		params: idParams,
		reply: bulkEditRow,
	}),
	previewBulkUndo: endpoint({
		...shared,
		method: 'GET',
		path: `${path}/{id}/undo`,
		summary: {
			'zh-CN': '撤销会恢复多少位客户，多少位此后又被修改',
			en: 'How many customers an undo brings back, and how many were changed since',
		},
		params: idParams,
		reply: z.object({
			/** Customers that the bulk change wrote to. */
			total: z.number(),
			/** Of those, how many were looked at: the first ones in the order of ids. */
			checked: z.number(),
			back: z.number(),
			kept: z.number(),
			customers: z.array(keptCustomer),
		}),
	}),
	undoBulkEdit: endpoint({
		...shared,
		method: 'POST',
		path: `${path}/{id}/undo`,
		status: 202,
		idempotent: true,
		summary: { 'zh-CN': '撤销批量修改', en: 'Undo a bulk change' },
		params: idParams,
		reply: bulkEditRow,
	}),
} as const;
