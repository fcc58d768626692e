// Erasure and access report find everything by key, whatever the tables hold: no statement of theirs would read a large table from one end to the other.
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner } from '../../platform/database.ts';
import { eraseCustomers } from './erasure.ts';
import { holdings } from './holdings.ts';
import { type PrivacyTest, privacyTest } from './testing.ts';

let t: PrivacyTest;
beforeAll(async () => {
	t = await privacyTest();
});
afterAll(() => t.drop());

/**
 * Tables that may be read whole: those that hold as many rows as people made by hand, or what is under way, and those that are searched by text,
 * since no key leads from a person to them: rows of imports with problems, corrections, notifications, jobs.
 */
const readWhole = new Set([
	...[
		'approvals',
		'bulk_edits',
		'changes',
		'exports',
		'idempotency_keys',
		'imports',
		'legal_holds',
		'retention_policies',
		'tags',
		'views',
		'sources',
	],
	...[
		'users',
		'roles',
		'role_grants',
		'privacy_purposes',
		'privacy_recipients',
		'settings',
		'erasures',
		'import_keys',
		'attribute_definitions',
		'row_conditions',
	],
	...['scopes', '_private_jobs', '_private_tasks', '_private_job_queues', 'consent_texts', 'relationship_types'],
	...['import_problems', 'import_corrections', 'notifications'],
]);

interface Node {
	readonly 'Node Type': string;
	readonly 'Relation Name'?: string;
	readonly Plans?: readonly Node[];
}
const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)];

/** Tables that a statement would read whole if there were any other way: sequential reading is forbidden where an index serves. */
async function whole(client: pg.PoolClient, text: string, values?: unknown[]): Promise<string[]> {
	const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(`explain (format json) ${text}`, values);
	return nodes(rows[0]!['QUERY PLAN'][0].Plan)
		.filter((one) => one['Node Type'] === 'Seq Scan')
		.map((one) => one['Relation Name']!.replace(/^audit_log_.*$/, 'audit_log'))
		.filter((table) => !readWhole.has(table));
}

test('what an access report reads', async () => {
	const found: string[] = [];
	await asOwner(t.services.database, async (client) => {
		await client.query('set local enable_seqscan = off');
		for (const [table, { report }] of Object.entries(holdings))
			if (report) found.push(...(await whole(client, report, [[1]])).map((one) => `${table}: ${one}`));
	});
	expect(found).toEqual([]);
});

test('what an erasure reads and writes', async () => {
	const id = await t.customer({ name: 'Petra Plan', email: 'petra@plan.example', tags: ['planned'] });
	await t.admin('POST', `/customers/${id}/notes`, { body: 'x' });
	await t.admin('POST', `/customers/${id}/privacy-requests`, { kind: 'erasure', law: 'gdpr', channel: 'email' });
	const found: string[] = [];
	let looked = 0;
	await asOwner(t.services.database, async (client) => {
		await client.query('set local enable_seqscan = off');
		const run = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
		client.query = (async (text: unknown, values?: unknown[]) => {
			if (typeof text === 'string' && /^\s*(select|with|update|delete|insert)\b/i.test(text) && !/add_job/.test(text)) {
				looked++;
				const explained = { query: run } as unknown as pg.PoolClient;
				found.push(...(await whole(explained, text, values)).map((table) => `${table}: ${text.trim().slice(0, 80)}`));
			}
			return run(text, values);
		}) as typeof client.query;
		try {
			await eraseCustomers(client, t.services, [id], { reason: 'a test' });
		} finally {
			Reflect.deleteProperty(client, 'query');
		}
	});
	expect(looked).toBeGreaterThan(40);
	expect(found).toEqual([]);
});
