// Colleagues by name: who owns a customer, whom to assign one to.
import { Select, type SelectProps } from '@mantine/core';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { batched } from '../../../web/shared/batched.ts';
import { useSettled } from '../../../web/shared/settled.ts';
import type { Person } from '../schema.ts';
import { usePeopleWords } from './words.ts';

const load = batched<Person>(50, async (ids) => {
	const { items } = await client.access.listPeople({ query: { ids: ids.join(',') } });
	return new Map(items.map((person) => [person.id, person]));
});

/** One colleague, also one who has left; null where there is none. */
export const personQuery = (id: number) =>
	queryOptions({ queryKey: ['people', 'one', id], queryFn: () => load(id), staleTime: 10 * 60_000 });

/** Colleagues whose name or e-mail address holds the text; 50 at most. */
export const peopleQuery = (search: string) =>
	queryOptions({
		queryKey: ['people', 'search', search],
		queryFn: ({ signal }) => client.access.listPeople({ query: { ...(search && { search }) } }, { signal }),
		staleTime: 60_000,
	});

/** The name under an id, and the id itself while it is not read. */
export function PersonName({ id }: { readonly id: number }) {
	return useQuery(personQuery(id)).data?.name ?? `#${id}`;
}

interface PersonInputProps extends Omit<SelectProps, 'value' | 'onChange' | 'data' | 'label'> {
	/** Shown above where `withLabel`; else told to screen readers only. */
	readonly label: string;
	readonly withLabel?: boolean;
	readonly value: number | null;
	readonly onChange: (id: number | null) => void;
}

/** Picks a colleague by typing a part of the name. */
export function PersonInput({ label, withLabel = false, value, onChange, ...rest }: PersonInputProps) {
	const say = usePeopleWords();
	const [typed, setTyped] = useState('');
	const chosen = useQuery({ ...personQuery(value ?? 0), enabled: value !== null }).data;
	// The name of who is chosen stands in the input: it is nothing to search for.
	const search = useSettled(typed === chosen?.name ? '' : typed.trim(), 120);
	const found = useQuery({ ...peopleQuery(search), placeholderData: keepPreviousData }).data?.items ?? [];
	const people = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
	return (
		<Select
			{...rest}
			{...(withLabel ? { label } : { 'aria-label': label })}
			searchable
			clearable
			clearButtonProps={{ 'aria-label': say('nobody') }}
			placeholder={say('nobody')}
			nothingFoundMessage={say('none_found')}
			data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
			// The server has chosen among all; here none is left out.
			filter={({ options }) => options}
			onSearchChange={setTyped}
			value={value === null ? null : String(value)}
			onChange={(next) => onChange(next === null ? null : Number(next))}
		/>
	);
}
