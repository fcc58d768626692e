// Choosing a colleague: who owns a customer, whom to assign one to.
import { Select, type SelectProps } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSettled } from '../../../web/shared/settled.ts';
import { peopleQuery, personQuery } from './person-query.ts';
import { usePeopleWords } from './words.ts';

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
			{...(withLabel ? { label } : { 'aria-label': label })}
			searchable
			clearable
			clearButtonProps={{ 'aria-label': say('nobody') }}
			placeholder={say('nobody')}
			{...rest}
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
