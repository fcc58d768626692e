// From the endpoints of findings to their statements.
import { audit } from '../../platform/audit.ts';
import { read, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import type { findingEndpoints } from './endpoints-findings.ts';
import * as findings from './finding-queries.ts';
import { scanTask } from './jobs.ts';
import { listUnread } from './look-queries.ts';
import { privacyError as error } from './messages.ts';
import { paged, usual } from './routes-register.ts';

export const findingHandlers: Handlers<typeof findingEndpoints, Services> = {
	listFindings: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? usual;
			return paged(await findings.listFindings(client, query.state ?? 'open', query.kind ?? null, query.after ?? null, limit + 1), limit);
		}),
	listUnread: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? usual;
			return paged(await listUnread(client, query.reason ?? null, query.after ?? null, limit + 1), limit);
		}),
	decideFinding: ({ database, principal, params: { id }, body }) =>
		write(database, principal, async (client) => {
			const customer_id = await findings.markFinding(client, id, body.state, principal.user_id);
			if (customer_id === undefined) throw error('finding_not_found', { id });
			await audit(client, { action: `privacy.finding_${body.state}`, entity: 'findings', entity_id: id, customer_id });
			return (await findings.findFinding(client, id))!;
		}),
	scanAll: ({ database, principal, services }) =>
		write(database, principal, async (client) => {
			await services.jobs.add(client, scanTask, { anew: true }, { key: scanTask });
			await audit(client, { action: 'privacy.scan_asked', entity: 'findings' });
			return { queued: true as const };
		}),
};
