// Handlers of teams, conditions and scopes.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Services } from '../../platform/services.ts';
import { requestRescoping, rescopingState } from '../customers/rescope-queries.ts';
import { customerFields } from '../customers/schema.ts';
import { mostConditions, mostTeams, type RowCondition, type Team, type teamEndpoints } from './endpoints-teams.ts';
import { demandCoversRows, ownRights } from './escalation.ts';
import { accessError } from './messages.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { pageOf } from './rules.ts';
import * as queries from './teams-queries.ts';

const pageSize = 200;

async function demandTeam(client: Queryable, id: number, version?: number): Promise<Team> {
	const team = await queries.findTeam(client, id);
	if (team === null) throw accessError('team_unknown');
	if (version !== undefined && version !== team.version) throw accessError('version_changed');
	return team;
}

async function demandCondition(client: Queryable, id: number, version?: number): Promise<RowCondition> {
	const condition = await queries.findCondition(client, id);
	if (condition === null) throw accessError('condition_unknown');
	if (version !== undefined && version !== condition.version) throw accessError('version_changed');
	return condition;
}

/** Values that the field can have: a choice has them listed, a country its code. */
async function demandValues(client: Queryable, field: string, values: readonly string[]): Promise<void> {
	const attribute = /^attributes\.(.+)$/.exec(field)?.[1];
	const choices: readonly string[] | null | undefined = attribute
		? await queries.attributeChoices(client, attribute)
		: customerFields[field as 'kind'].choices;
	if (choices === null) throw accessError('condition_field', { field });
	const wrong = values.find((value) => (choices ? !choices.includes(value) : field === 'country' && !/^[A-Z]{2}$/.test(value)));
	if (wrong !== undefined) throw accessError('condition_value', { value: wrong, field });
}

/** In a transaction of the person, alone among those that change the tree or the conditions. */
async function changing<T>(
	{ database, principal }: { database: Services['database']; principal: Principal },
	work: (client: Queryable) => Promise<T>,
): Promise<T> {
	const result = await write(database, principal, async (client) => {
		await queries.lockTree(client);
		return work(client);
	});
	forgetPrincipals(database);
	return result;
}

export const teamHandlers: Handlers<typeof teamEndpoints, Services> = {
	listTeams: async ({ database }) => ({ items: await queries.listTeams(database.app, mostTeams) }),

	createTeam: async (call) =>
		changing(call, async (client) => {
			const { name, parent_id } = call.body;
			await demandTeam(client, parent_id);
			await demandCoversRows(client, await ownRights(client, call.principal), parent_id);
			if ((await queries.listTeams(client, mostTeams)).length >= mostTeams) throw accessError('teams_too_many', { count: mostTeams });
			const id = await queries.insertTeam(client, name, parent_id);
			await audit(client, { action: 'access.create_team', entity: 'teams', entity_id: id, detail: { name, parent_id } });
			return (await queries.findTeam(client, id))!;
		}),

	updateTeam: async (call) =>
		changing(call, async (client) => {
			const { id } = call.params;
			const { name, parent_id } = call.body;
			const before = await demandTeam(client, id, versionOf(call.request));
			const own = await ownRights(client, call.principal);
			await demandCoversRows(client, own, id);
			if (parent_id !== undefined && parent_id !== before.parent_id) {
				if (before.parent_id === null) throw accessError('team_top');
				await demandTeam(client, parent_id);
				// Who sees a team with all below it will see this one too, or see it no longer.
				await demandCoversRows(client, own, before.parent_id);
				await demandCoversRows(client, own, parent_id);
				if (await queries.isAbove(client, id, parent_id)) throw accessError('team_circle');
			}
			await queries.changeTeam(client, id, { ...(name !== undefined && { name }), ...(parent_id !== undefined && { parent_id }) });
			const after = (await queries.findTeam(client, id))!;
			const told = (team: Team) => ({ name: team.name, parent_id: team.parent_id });
			await audit(client, {
				action: 'access.update_team',
				entity: 'teams',
				entity_id: id,
				detail: { before: told(before), after: told(after) },
			});
			return after;
		}),

	deleteTeam: async (call) => {
		const { id } = call.params;
		await changing(call, async (client) => {
			const team = await demandTeam(client, id);
			await demandCoversRows(client, await ownRights(client, call.principal), id);
			if (team.parent_id === null) throw accessError('team_top');
			if ((await queries.teamHolds(client, id)) || (await queries.hasCustomers(call.database.owner, id)))
				throw accessError('team_not_empty');
			await queries.deleteTeam(client, id);
			await audit(client, { action: 'access.delete_team', entity: 'teams', entity_id: id, detail: { name: team.name } });
		});
		return null;
	},

	listRowConditions: async ({ database }) => ({ items: await queries.listConditions(database.app) }),

	createRowCondition: async (call) =>
		changing(call, async (client) => {
			const { operator = 'in', ...condition } = call.body;
			await demandCoversRows(client, await ownRights(client, call.principal), null);
			await demandValues(client, condition.field, condition.values);
			if ((await queries.listConditions(client)).length >= mostConditions)
				throw accessError('conditions_too_many', { count: mostConditions });
			const id = await queries.insertCondition(client, { ...condition, operator });
			await requestRescoping(client);
			await audit(client, { action: 'access.create_condition', entity: 'row_conditions', entity_id: id, detail: condition });
			return (await queries.findCondition(client, id))!;
		}),

	updateRowCondition: async (call) =>
		changing(call, async (client) => {
			const { id } = call.params;
			const { name, values } = call.body;
			const before = await demandCondition(client, id, versionOf(call.request));
			await demandCoversRows(client, await ownRights(client, call.principal), null);
			if (values) await demandValues(client, before.field, values);
			await queries.changeCondition(client, id, { ...(name !== undefined && { name }), ...(values && { values }) });
			if (values) await requestRescoping(client);
			const after = (await queries.findCondition(client, id))!;
			const told = (one: RowCondition) => ({ name: one.name, values: one.values });
			await audit(client, {
				action: 'access.update_condition',
				entity: 'row_conditions',
				entity_id: id,
				detail: { before: told(before), after: told(after) },
			});
			return after;
		}),

	deleteRowCondition: async (call) => {
		const { id } = call.params;
		await changing(call, async (client) => {
			const condition = await demandCondition(client, id);
			await demandCoversRows(client, await ownRights(client, call.principal), null);
			if (condition.roles > 0) throw accessError('condition_in_use');
			await queries.deleteCondition(client, id);
			await requestRescoping(client);
			await audit(client, { action: 'access.delete_condition', entity: 'row_conditions', entity_id: id, detail: { name: condition.name } });
		});
		return null;
	},

	getRescoping: async ({ database }) => rescopingState(database.app),

	listScopes: async ({ query: { after = 0, limit = pageSize }, database }) =>
		pageOf(await queries.listScopes(database.app, after, limit + 1), limit),
};
