// The endpoints that tell where values come from and what stood before, with their shapes. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { byField, unitRecord } from './personal.ts';
import { idParams, profile } from './schema.ts';

/** One statement about a customer, as its history shows it. */
export const statement = z.object({
	id: z.number(),
	customer_id: z.number(),
	source: z.string(),
	source_kind: z.string(),
	trust: z.number(),
	key: personal(z.string(), 'personal', { mask: 'handle' }),
	content: personal(z.record(z.string(), z.unknown()).nullable(), byField),
	raw: personal(z.record(z.string(), z.unknown()).nullable(), byField),
	stated_at: z.string(),
	recorded_at: z.string(),
	recorded_by: z.string().nullable(),
	import_id: z.number().nullable(),
	import_row: z.number().nullable(),
	file_name: z.string().nullable(),
	/** Newest version of its key, and not withdrawn: it speaks. */
	current: z.boolean(),
	withdrawn_at: z.string().nullable(),
	cause: z.string(),
});

/** Where a golden value comes from: every source that states one, the winner first. */
export const provenance = z.object({
	units: personal(
		z.record(
			z.string(),
			z.array(
				z.object({
					value: z.unknown(),
					source: z.string(),
					pinned: z.boolean(),
					trust: z.number(),
					since: z.string(),
					stated_at: z.string(),
					source_record_id: z.number(),
					import_id: z.number().nullable(),
					recorded_by: z.string().nullable(),
					/** Why it stands where it stands: 'only', 'pinned', 'trust', 'newer', 'complete', 'hash', 'denied', 'outranked' or 'united'. */
					reason: z.string(),
					wins: z.boolean(),
				}),
			),
		),
		unitRecord,
	),
});

export const historyEndpoints = {
	getProvenance: endpoint({
		method: 'GET',
		path: '/customers/{id}/provenance',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '每个值由哪些来源陈述、哪个胜出、为什么', en: 'Which sources state each value, which one won, and why' },
		params: idParams,
		reply: provenance,
	}),
	listStatements: endpoint({
		method: 'GET',
		path: '/customers/{id}/statements',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '关于这位客户的全部陈述，最新在前', en: 'All statements about this customer, newest first' },
		params: idParams,
		query: z.strictObject({ after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(statement), next: z.string().nullable() }),
	}),
	getCustomerAsOf: endpoint({
		method: 'GET',
		path: '/customers/{id}/as-of',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '某一时刻的客户资料', en: 'The customer as it stood at a time' },
		params: idParams,
		query: z.strictObject({ at: z.iso.datetime({ offset: true }).max(40) }),
		reply: profile.omit({ relationships: true, notes: true }).partial(),
	}),
} as const;
