// Who is signed in, and what he may do.
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { SessionUser } from '../features/access/schema.ts';
import type { Permission } from '../platform/endpoint.ts';
import type { PersonalData } from '../platform/field.ts';
import { client } from './client.ts';

export const sessionQuery = queryOptions({
	queryKey: ['session'],
	queryFn: ({ signal }) => client.access.getSession(undefined, { signal }),
	staleTime: 5 * 60_000,
});

/** The person who is signed in; pages behind the sign-in always have one. */
export function useUser(): SessionUser | null {
	return useQuery(sessionQuery).data?.user ?? null;
}

/** What this person may do with values of a kind of personal data. The server decides in any case. */
export function useFieldRights(): {
	reads: (kind: PersonalData) => boolean;
	writes: (kind: PersonalData) => boolean;
	hides: (kind: PersonalData) => boolean;
} {
	const rights = useUser()?.field_rights;
	const rightTo = (kind: PersonalData) => (kind === 'none' || !rights ? 'write' : rights[kind]);
	return {
		reads: (kind) => ['read', 'write'].includes(rightTo(kind)),
		writes: (kind) => rightTo(kind) === 'write',
		hides: (kind) => rightTo(kind) === 'hidden',
	};
}

/** Asks for a permission: `const may = useMay(); may('customers.write')`. The server decides in any case; this only hides what would be refused. */
export function useMay(): (permission: Permission) => boolean {
	const user = useUser();
	return (permission) => user?.permissions.includes(permission) ?? false;
}
