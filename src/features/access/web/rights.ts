// Names of roles and teams as the pages show them, and what the pages read of both.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import type { RoleKey } from '../schema.ts';
import { inOrder } from './tree.ts';
import { useRightsWords } from './words-rights.ts';

/** All roles: a company has some dozens. */
export const rolesQuery = queryOptions({
	queryKey: ['roles'],
	queryFn: ({ signal }) => client.access.listRoles({ query: { limit: 200 } }, { signal }),
});

export const teamsQuery = queryOptions({
	queryKey: ['teams'],
	queryFn: ({ signal }) => client.access.listTeams(undefined, { signal }),
});

export const conditionsQuery = queryOptions({
	queryKey: ['row-conditions'],
	queryFn: ({ signal }) => client.access.listRowConditions(undefined, { signal }),
});

/** A role that comes with the product has its name in the person's language. */
export function useRoleName(): (role: { readonly key: string | null; readonly name: string }) => string {
	const say = useRightsWords();
	return ({ key, name }) => (key === null ? name : say(key as RoleKey));
}

/** Choices of a menu of teams, indented as they lie. @param by what a choice stands for: the team, or its scope as customers are moved there */
export function useTeamChoices(
	compare: (a: string, b: string) => number,
	by: 'id' | 'scope_id' = 'id',
): { value: string; label: string }[] {
	const teams = useQuery(teamsQuery).data?.items ?? [];
	return inOrder(teams, compare).map((team) => ({ value: String(team[by]), label: `${'\u2003'.repeat(team.depth)}${team.name}` }));
}

/** Choices of a menu of roles. */
export function useRoleChoices(): { value: string; label: string }[] {
	const nameOf = useRoleName();
	return (useQuery(rolesQuery).data?.items ?? []).map((role) => ({ value: String(role.id), label: nameOf(role) }));
}
