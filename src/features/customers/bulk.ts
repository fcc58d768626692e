// One item of a bulk request: the same work as the single request, with a result instead of a reply.
import type { z } from 'zod';
import type { Queryable } from '../../platform/database.ts';
import type { AppError, Language } from '../../platform/errors.ts';
import { problemOf } from '../../platform/problems.ts';
import { createCustomer, deleteCustomer, updateCustomer } from './edit.ts';
import type { bulkItem } from './endpoints.ts';
import { lockCustomer } from './queries.ts';
import type { Editor } from './standing.ts';

export interface BulkDone {
	readonly status: number;
	readonly id: number;
	readonly version?: number;
}

/** Does one item in the caller's transaction; a refusal is thrown and touches no other item. */
export async function bulk(client: Queryable, editor: Editor, item: z.output<typeof bulkItem>): Promise<BulkDone> {
	switch (item.action) {
		case 'create': {
			const { id, created } = await createCustomer(client, editor, item.customer);
			return { status: created ? 201 : 200, id, version: (await lockCustomer(client, id))!.version };
		}
		case 'update':
			await updateCustomer(client, editor, item.id, item.customer, item.version);
			return { status: 200, id: item.id, version: (await lockCustomer(client, item.id))!.version };
		case 'delete':
			await deleteCustomer(client, editor, item.id);
			return { status: 204, id: item.id };
	}
}

/** A refusal as the result of one item. */
export interface ItemRefused {
	readonly status: number;
	readonly code: string;
	readonly message: string;
	readonly problems?: { path: string; code: string; message: string }[];
}

export function itemRefused(refusal: AppError, language: Language): ItemRefused {
	const { status, code, detail, problems } = problemOf(refusal, language, '') as Omit<ItemRefused, 'message'> & { readonly detail: string };
	return { status, code, message: detail, ...(problems && { problems }) };
}
