// Choosing a customer by typing a part of the name, a phone number, an e-mail address.
import { Combobox, Loader, TextInput, type TextInputProps, useCombobox } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { phoneText } from '../../../web/shared/phone-text.ts';
import { useSettled } from '../../../web/shared/settled.ts';
import { searchQuery } from './queries.ts';
import { useListWords } from './words.ts';

/** What the input shows besides: label, size, an error. */
export type CustomerInputProps = Omit<TextInputProps, 'value' | 'onChange' | 'onFocus' | 'onBlur'>;

interface CustomerPickerProps extends CustomerInputProps {
	/** Never offered: the customer itself. */
	readonly except?: number;
	/** The name of the customer that was picked before. */
	readonly initial?: string;
	/** Opens its list beside the input instead of over the page: a popover takes a press outside of it for an end. */
	readonly inPlace?: boolean;
	/** Null while what stands in the input picks nobody. */
	readonly onPick: (id: number | null, text: string) => void;
}

export function CustomerPicker({ except, initial = '', inPlace = false, onPick, ...rest }: CustomerPickerProps) {
	const say = useListWords();
	const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
	const [text, setText] = useState(initial);
	const typed = text === initial ? '' : text.trim();
	const term = useSettled(typed, 120);
	const found = useQuery({ ...searchQuery(term), enabled: term !== '', placeholderData: keepPreviousData });
	const options = (found.data?.items ?? []).filter(({ id }) => id !== except);
	const nameOf = (one: (typeof options)[number]) => one.name || one.company || `#${one.id}`;
	// Enter takes the first, as soon as there is one.
	// biome-ignore lint/correctness/useExhaustiveDependencies: what was found decides
	useEffect(() => {
		if (combobox.dropdownOpened && options.length > 0) combobox.selectFirstOption();
	}, [found.data]);
	return (
		<Combobox
			store={combobox}
			withinPortal={!inPlace}
			onOptionSubmit={(value) => {
				const one = options.find(({ id }) => String(id) === value);
				if (!one) return;
				setText(nameOf(one));
				onPick(one.id, nameOf(one));
				combobox.closeDropdown();
			}}
		>
			<Combobox.Target>
				<TextInput
					{...rest}
					placeholder={say('pick')}
					autoComplete="off"
					rightSection={found.isFetching && <Loader size={16} />}
					value={text}
					onChange={(event) => {
						setText(event.currentTarget.value);
						onPick(null, event.currentTarget.value);
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
							{[nameOf(one), one.company !== nameOf(one) && one.company, one.phone ? phoneText(one.phone) : one.email, one.city]
								.filter(Boolean)
								.join(' · ')}
						</Combobox.Option>
					))}
					{options.length === 0 && !found.isFetching && <Combobox.Empty>{say('pick_nothing')}</Combobox.Empty>}
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}
