// Choosing a customer by typing a part of the name, a phone number, an e-mail address.
import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSettled } from '../../../../web/shared/settled.ts';
import { searchQuery } from '../queries.ts';
import { useListWords } from '../words.ts';

interface CustomerPickerProps {
	readonly label: string;
	/** Never offered: the customer itself. */
	readonly except: number;
	readonly error?: string | false;
	readonly onPick: (id: number | null) => void;
}

export function CustomerPicker({ label, except, error, onPick }: CustomerPickerProps) {
	const say = useListWords();
	const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
	const [text, setText] = useState('');
	const term = useSettled(text.trim(), 120);
	const found = useQuery({ ...searchQuery(term), enabled: term !== '', placeholderData: keepPreviousData });
	const options = (found.data?.items ?? []).filter(({ id }) => id !== except);
	const nameOf = (one: (typeof options)[number]) => one.name || one.company || `#${one.id}`;
	return (
		<Combobox
			store={combobox}
			onOptionSubmit={(value) => {
				const one = options.find(({ id }) => String(id) === value);
				if (!one) return;
				setText(nameOf(one));
				onPick(one.id);
				combobox.closeDropdown();
			}}
		>
			<Combobox.Target>
				<TextInput
					label={label}
					placeholder={say('pick')}
					autoComplete="off"
					error={error}
					rightSection={found.isFetching && <Loader size={16} />}
					value={text}
					onChange={(event) => {
						setText(event.currentTarget.value);
						onPick(null);
						combobox.openDropdown();
						combobox.updateSelectedOptionIndex();
					}}
					onFocus={() => combobox.openDropdown()}
					onBlur={() => combobox.closeDropdown()}
				/>
			</Combobox.Target>
			<Combobox.Dropdown hidden={term === ''}>
				<Combobox.Options>
					{options.map((one) => (
						<Combobox.Option key={one.id} value={String(one.id)}>
							{[nameOf(one), one.company !== nameOf(one) && one.company, one.phone ?? one.email, one.city].filter(Boolean).join(' · ')}
						</Combobox.Option>
					))}
					{options.length === 0 && !found.isFetching && <Combobox.Empty>{say('pick_nothing')}</Combobox.Empty>}
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}
