// From the endpoints of approvals to their statements and to what waits for them.
import { audit } from '../../platform/audit.ts';
import { may, type Principal } from '../../platform/auth.ts';
import { read, write } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { notify } from '../notifications/queries.ts';
import { approvalError as error } from './messages.ts';
import * as queries from './queries.ts';
import { carryOut } from './release.ts';
import type { approvalEndpoints } from './schema.ts';

const pageSize = 50;

const askerOf = (principal: Principal): queries.Asker => ({ user_id: principal.user_id, decides: may(principal, 'approvals.decide') });

export const approvalHandlers: Handlers<typeof approvalEndpoints, Services> = {
	listApprovals: async ({ query: { state, after = null, limit = pageSize }, principal, database }) => {
		const rows = await read(database, principal, (client) =>
			queries.listApprovals(client, askerOf(principal), { state, before: after, limit: limit + 1 }),
		);
		return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
	},

	decideApproval: async ({ params: { id }, body: { allow, reason = null }, principal, services, database }) =>
		write(database, principal, async (client) => {
			const asker = askerOf(principal);
			const known = await queries.findApproval(client, asker, id);
			if (!known) throw error('approval_not_found', { id });
			if (known.requested_by.id === principal.user_id) throw error('approval_own');
			const decided = await queries.storeDecision(client, id, { user_id: principal.user_id, allow, reason });
			if (!decided) throw error('approval_ended');
			const { name } = principal;
			const refused = reason === null ? error('approval_refused', { name }) : error('approval_refused_why', { name, reason });
			await carryOut(services, client, decided, allow ? 'allowed' : refused, principal.user_id);
			return (await queries.findApproval(client, asker, id))!;
		}),

	getApprovalRules: async ({ database }) => queries.readRules(database.app),

	putApprovalRules: async ({ body, principal, database }) =>
		write(database, principal, async (client) => {
			const before = await queries.readRules(client);
			await queries.storeRules(client, body);
			await audit(client, { action: 'approvals.rules', entity: 'settings', entity_id: 'approvals', detail: { before, after: body } });
			// Whoever switches four eyes off does so in front of all who are the other two.
			await notify(client, { user_id: await queries.deciders(client), kind: 'approval_rules', by: principal.user_id });
			await announce(client, { kind: 'settings', by: principal.user_id, detail: { what: 'approvals' } });
			return body;
		}),
};
