// From the endpoints of the audit to its statements: entries with their values opened as far as the person may see them.
import { PassThrough } from 'node:stream';
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { bounded, type Database, type Queryable, read, write } from '../../platform/database.ts';
import type { Endpoint } from '../../platform/endpoint.ts';
import type { Language } from '../../platform/errors.ts';
import { type Call, FileReply, type Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Services } from '../../platform/services.ts';
import { customerError } from '../customers/messages.ts';
import { verifyTask } from './jobs.ts';
import { auditError as error } from './messages.ts';
import { opened } from './opening.ts';
import * as reading from './reading.ts';
import type { StoredResult } from './result.ts';
import type { AuditEntryRow, AuditState, auditEndpoints } from './schema.ts';

/** The longest that one page may take, in milliseconds. */
const patience = 10_000;
const pageSize = 50;
/** Entries of an export read at a time. */
const step = 2_000;

/** An auditor sees entries about customers in his scopes, and those about none, which have scope 0 (migration 0013). The values are a matter of their own (opened()). */
const asAuditor = (principal: Principal): Principal => ({ ...principal, scopes: [...principal.scopes, 0] });

type Asked = { readonly database: Database; readonly principal: Principal };

/** Entries of a page; a question that looks at too many is ended with a sentence. */
async function entriesOf<T>({ database, principal }: Asked, work: (client: Queryable) => Promise<T>): Promise<T> {
	try {
		return await read(database, asAuditor(principal), (client) => bounded(client, patience, () => work(client)));
	} catch (cause) {
		if ((cause as { code?: string }).code === '57014') throw error('audit_too_slow');
		throw cause;
	}
}

async function page(
	asked: Asked,
	filters: reading.Filters & { readonly customers?: readonly number[] },
	{ after, limit = pageSize }: { readonly after?: string | undefined; readonly limit?: number | undefined },
): Promise<{ items: AuditEntryRow[]; next: string | null }> {
	const place = reading.placeOf(after);
	const rows = await entriesOf(asked, (client) => reading.listEntries(client, filters, place, limit + 1));
	const shown = rows.slice(0, limit);
	const items = await opened(asked.database, asked.principal, shown);
	return { items, next: rows.length > limit ? reading.cursorOf(shown.at(-1)!) : null };
}

function targetOf(target: string | undefined): AuditState['checkpoints_to'] {
	if (target === undefined) return 'nowhere';
	return target === 'log' ? 'log' : target.startsWith('command:') ? 'command' : 'folder';
}

/** How the audit stands. */
async function stateOf({
	database,
	principal,
	language,
	services,
}: Pick<Call<Endpoint, Services>, 'database' | 'principal' | 'language' | 'services'>): Promise<AuditState> {
	const { rows } = await database.owner.query<{ verifying: boolean }>(
		'select exists (select from graphile_worker.jobs where task_identifier = $1 and attempts < max_attempts) as verifying',
		[verifyTask],
	);
	const unsealed = await reading.countUnsealed(database.owner);
	return read(database, principal, async (client) => {
		const { keep_months, version } = await reading.readSettings(client);
		const verified = await reading.readVerified<StoredResult>(client);
		return {
			...(await reading.lastOfChain(client)),
			unsealed: unsealed.count,
			checkpoints_to: targetOf(services.config.auditCheckpoints),
			keep_months,
			version,
			verifying: rows[0]!.verifying,
			verified: verified && told(verified, language),
		};
	});
}

function told({ finding, ...result }: StoredResult, language: Language): AuditState['verified'] {
	return {
		...result,
		finding: finding && { code: finding.code, id: finding.id ?? null, block: finding.block ?? null, message: finding.words[language] },
	};
}

export const auditHandlers: Handlers<typeof auditEndpoints, Services> = {
	listAudit: async (call) => {
		const { after, limit, ...filters } = call.query;
		return page(call, filters, { after, limit });
	},
	listCustomerAudit: async (call) => {
		const { id } = call.params;
		const customers = await read(call.database, call.principal, (client) => reading.membersOf(client, id));
		if (customers.length === 0) throw customerError('customer_not_found', { id });
		return page(call, { customers }, call.query);
	},
	getAuditState: (call) => stateOf(call),
	putAuditSettings: async (call) => {
		const wanted = versionOf(call.request);
		const { keep_months } = call.body;
		await write(call.database, call.principal, async (client) => {
			const before = await reading.readSettings(client, true);
			if (wanted !== undefined && wanted !== before.version)
				throw error('audit_changed', {}, { extra: { current_version: before.version } });
			await reading.storeSettings(client, { keep_months, version: before.version + 1 });
			await audit(client, {
				action: 'audit.settings',
				entity: 'settings',
				entity_id: 'audit',
				detail: { keep_months, keep_months_before: before.keep_months },
			});
		});
		return stateOf(call);
	},
	listAuditCheckpoints: async ({ database, principal, query }) => {
		const limit = query.limit ?? pageSize;
		const rows = await read(database, principal, (client) => reading.listCheckpoints(client, query.after ?? null, limit + 1));
		const items = rows.slice(0, limit);
		return { items, next: rows.length > limit ? items.at(-1)!.block : null };
	},
	verifyAudit: async (call) => {
		await write(call.database, call.principal, async (client) => {
			await call.services.jobs.add(client, verifyTask, {}, { key: verifyTask, maxAttempts: 1 });
			await audit(client, { action: 'audit.verify', entity: 'audit_log' });
		});
		return stateOf(call);
	},
	exportAudit: async (call) => {
		const { database, principal, query } = call;
		await write(database, principal, (client) => audit(client, { action: 'audit.export', entity: 'audit_log', detail: { ...query } }));
		const out = new PassThrough({ highWaterMark: 256 * 1024 });
		out.on('error', () => {});
		const work = async () => {
			for (let place: reading.Place | null = null; ; ) {
				const rows: reading.StoredEntry[] = await entriesOf(call, (client) => reading.listEntries(client, query, place, step));
				for (const row of rows) if (!out.write(`${JSON.stringify(row)}\n`)) await new Promise((resolve) => out.once('drain', resolve));
				if (rows.length < step || out.destroyed) break;
				place = rows.at(-1)!;
			}
			out.end();
		};
		call.reply.raw.once('close', () => out.destroy());
		work().catch((cause) => out.destroy(cause));
		return new FileReply(out, `audit-${new Date().toISOString().slice(0, 10)}.ndjson`, 'application/x-ndjson');
	},
};
