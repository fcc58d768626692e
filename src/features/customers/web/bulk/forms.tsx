// What is to be done with the selected customers: one small form for each action.
import { Checkbox, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../../../../web/shared/format.ts';
import { PersonInput } from '../../../access/web/people.tsx';
import { useTeamChoices } from '../../../access/web/rights.ts';
import { FieldInput } from '../FieldInput.tsx';
import { type ShownField, useFields } from '../fields.ts';
import { TagInput } from '../TagInput.tsx';
import type { Action } from './queries.ts';
import { useBulkWords } from './words.ts';

/** Tells what is asked for; null while it is not complete. */
export interface FormProps {
	readonly onAction: (action: Action | null) => void;
}

/** Fields that many customers can share: neither what tells one from another, nor what has an action of its own. */
const single = new Set([
	...['id', 'created_at', 'updated_at', 'tags', 'owner_id', 'email', 'phone'],
	...['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'],
]);

const setting = ({ name, attribute }: ShownField, value: unknown): Action =>
	({ set: attribute ? { attributes: { [attribute.name]: value } } : { [name]: value } }) as Action;

export function FieldForm({ onAction }: FormProps) {
	const say = useBulkWords();
	const fields = useFields().filter(({ name, writable }) => !single.has(name) && writable !== false);
	const [name, setName] = useState<string | null>(null);
	const [value, setValue] = useState<unknown>(null);
	const [away, setAway] = useState(false);
	const field = fields.find((one) => one.name === name);
	const tell = (chosen: ShownField | undefined, next: unknown, clears: boolean) => {
		setValue(next);
		setAway(clears);
		onAction(chosen && (clears || next !== null) ? setting(chosen, clears ? null : next) : null);
	};
	return (
		<Stack gap="md">
			<Select
				label={say('which_field')}
				data={fields.map((one) => ({ value: one.name, label: one.label }))}
				value={name}
				searchable
				comboboxProps={combobox}
				{...scrolling}
				data-autofocus
				nothingFoundMessage={say('nobody_found')}
				onChange={(next) => {
					setName(next);
					tell(
						fields.find((one) => one.name === next),
						null,
						false,
					);
				}}
			/>
			{field && !away && (
				<FieldInput
					key={field.name}
					field={{ ...field, label: say('new_value') }}
					value={value}
					withLabel
					onChange={(next) => tell(field, next, false)}
				/>
			)}
			{field && field.name !== 'kind' && (
				<Checkbox label={say('take_away')} checked={away} onChange={(event) => tell(field, null, event.currentTarget.checked)} />
			)}
		</Stack>
	);
}

export function TagsForm({ onAction }: FormProps) {
	const say = useBulkWords();
	const [added, setAdded] = useState<string[]>([]);
	const [removed, setRemoved] = useState<string[]>([]);
	const tell = (add_tags: string[], remove_tags: string[]) => {
		setAdded(add_tags);
		setRemoved(remove_tags);
		onAction(add_tags.length + remove_tags.length > 0 ? { add_tags, remove_tags } : null);
	};
	return (
		<Stack gap="md">
			<TagChoice
				label={say('add_tags')}
				autoFocus
				value={added}
				onChange={(next) =>
					tell(
						next,
						removed.filter((tag) => !next.includes(tag)),
					)
				}
			/>
			<TagChoice
				label={say('remove_tags')}
				value={removed}
				onChange={(next) =>
					tell(
						added.filter((tag) => !next.includes(tag)),
						next,
					)
				}
			/>
		</Stack>
	);
}

/** Lists open inside the main landmark, where screen readers look for content. */
const combobox = { portalProps: { target: '#main' } };

/** The list itself scrolls: a box around it would be one that no key reaches. */
const scrolling = { withScrollArea: false, styles: { options: { maxHeight: 220, overflowY: 'auto' } } } as const;

interface TagChoiceProps {
	readonly label: string;
	readonly value: string[];
	readonly onChange: (value: string[]) => void;
	readonly autoFocus?: boolean;
}

/** Suggests while somebody types: a list that is always open would lie over the buttons below. */
function TagChoice({ label, value, onChange, autoFocus }: TagChoiceProps) {
	const say = useBulkWords();
	return (
		<TagInput
			label={label}
			placeholder={value.length === 0 ? say('type_tag') : undefined}
			value={value}
			onChange={onChange}
			onlyWhileTyping
			comboboxProps={combobox}
			maxTags={100}
			data-autofocus={autoFocus}
		/>
	);
}

/** Another owner, and another team where there are several. */
export function PlaceForm({ onAction }: FormProps) {
	const say = useBulkWords();
	const teams = useTeamChoices(useFormat().compare, 'scope_id');
	const [owner, setOwner] = useState<number | null>(null);
	const [away, setAway] = useState(false);
	const [team, setTeam] = useState<string | null>(null);
	const tell = (next: number | null, clears: boolean, moved: string | null) => {
		setOwner(next);
		setAway(clears);
		setTeam(moved);
		const action = {
			...((clears || next !== null) && { owner_id: clears ? null : next }),
			...(moved !== null && { scope_id: Number(moved) }),
		};
		onAction(Object.keys(action).length > 0 ? action : null);
	};
	return (
		<Stack gap="md">
			{!away && (
				<PersonInput
					label={say('owner_of')}
					withLabel
					placeholder={say('type_person')}
					comboboxProps={combobox}
					// The list stays closed at first, so that the team below is seen.
					openOnFocus={false}
					data-autofocus
					value={owner}
					onChange={(next) => tell(next, false, team)}
				/>
			)}
			<Checkbox label={say('owner_away')} checked={away} onChange={(event) => tell(null, event.currentTarget.checked, team)} />
			{teams.length > 1 && (
				<Select
					label={say('team_of')}
					description={say('team_why')}
					placeholder={say('team_as_is')}
					data={teams}
					value={team}
					searchable
					clearable
					comboboxProps={combobox}
					{...scrolling}
					nothingFoundMessage={say('nobody_found')}
					onChange={(next) => tell(owner, away, next)}
				/>
			)}
		</Stack>
	);
}

/** An action that asks for nothing more: what it does in a sentence. */
export function Sentence({ children }: { readonly children: string }) {
	return <Text size="sm">{children}</Text>;
}
