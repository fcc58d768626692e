// The input of tags: suggestions come from the server while one types, so that it works with any number of tags.
import { TagsInput, type TagsInputProps } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSettled } from '../../../web/shared/settled.ts';
import { tagSearchQuery } from './queries.ts';
import classes from './TagInput.module.css';

/** The longest text that can be in a tag's name. */
const longest = 100;

interface TagInputProps extends Omit<TagsInputProps, 'data' | 'searchValue' | 'onSearchChange'> {
	/** A list that opens without a letter would lie over what stands below. */
	readonly onlyWhileTyping?: boolean;
}

export function TagInput({ onlyWhileTyping = false, ...rest }: TagInputProps) {
	const [search, setSearch] = useState('');
	const [opened, setOpened] = useState(false);
	const settled = useSettled(search.trim(), 120).slice(0, longest);
	const known = useQuery({ ...tagSearchQuery(settled), placeholderData: keepPreviousData }).data?.items ?? [];
	return (
		<TagsInput
			{...rest}
			data={known.map(({ name }) => name)}
			// The server searches.
			filter={({ options }) => options}
			searchValue={search}
			onSearchChange={setSearch}
			dropdownOpened={opened && (!onlyWhileTyping || search.trim() !== '')}
			onDropdownOpen={() => setOpened(true)}
			onDropdownClose={() => setOpened(false)}
			acceptValueOnBlur
			splitChars={[',', '，', ';', '；']}
			classNames={{ input: classes.input }}
		/>
	);
}
