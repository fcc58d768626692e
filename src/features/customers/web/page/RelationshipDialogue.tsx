// One relationship: added, or its dates and note changed.
import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { DraftHint } from '../../../../web/shared/DraftHint.tsx';
import { fieldErrors, useExplain } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { CustomerPicker } from '../CustomerPicker.tsx';
import { useCustomerWords, useListWords } from '../words.ts';
import { useNetworkWords } from '../words-page.ts';
import { useCustomer } from './customer.tsx';
import { type Direction, type Relationship, useRelationshipText, useTypeWords } from './useTypeWords.ts';

interface RelationshipDialogueProps {
	/** None: a new one. */
	readonly relationship?: Relationship;
	readonly close: () => void;
}

export function RelationshipDialogue({ relationship, close }: RelationshipDialogueProps) {
	const say = useCustomerWords();
	const list = useListWords();
	const network = useNetworkWords();
	const common = useCommonWords();
	const explain = useExplain();
	const textOf = useRelationshipText();
	const { profile, reread, write } = useCustomer();
	const { sides, wordsOf } = useTypeWords();
	const [base] = useState(relationship);
	const stands = { side: null as string | null, starts_on: base?.starts_on ?? '', ends_on: base?.ends_on ?? '', note: base?.note ?? '' };
	const [typed, setTyped, draft] = useDraft(`customer:${profile.id}:relationship:${base?.id ?? 'new'}`, stands);
	const { side, note, ...dates } = typed;
	// The other one is picked anew: his name may not stand on this device.
	const [other, setOther] = useState<number | null>(null);
	const [missing, setMissing] = useState(false);
	const [direction, type] = (side ?? sides[0]?.value ?? 'out:').split(':') as [Direction, string];
	const said = { starts_on: dates.starts_on || null, ends_on: dates.ends_on || null, note: note.trim() || null };
	const label = base && `${wordsOf(base.type, base.direction)} ${base.other.name ?? list('nameless')}`;
	const change = ({ id, version }: Relationship) => client.customers.updateRelationship({ params: { id }, body: said }, { version });
	const save = useMutation({
		mutationFn: async (other_id: number) => {
			if (!base)
				return void (await client.customers.addRelationship({ params: { id: profile.id }, body: { type, direction, other_id, ...said } }));
			await write(
				() => change(base),
				({ relationships }, cause) => {
					const now = relationships.find(({ id }) => id === base.id);
					if (!now) throw cause;
					return { send: () => change(now), sides: { label: label!, theirs: textOf(now), mine: textOf(said) } };
				},
			);
		},
		onSuccess: async () => {
			await reread();
			end();
		},
	});
	const end = () => {
		draft.clear();
		close();
	};
	const errors = fieldErrors(save.error);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (base) save.mutate(base.other.id);
		else if (other === null) setMissing(true);
		else save.mutate(other);
	};
	return (
		<Modal
			opened
			onClose={close}
			title={base ? network('edit_title') : say('add_relationship')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<DraftHint draft={draft} discard={() => setTyped(stands)} />
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					{base ? (
						<Text fw={500} dir="auto">
							{label}
						</Text>
					) : (
						<>
							<NativeSelect
								label={say('relationship_type')}
								data={sides}
								value={side ?? sides[0]?.value ?? ''}
								onChange={(event) => setTyped({ ...typed, side: event.currentTarget.value })}
							/>
							<CustomerPicker
								label={say('other_customer')}
								except={profile.id}
								error={(missing && other === null && common('required')) || errors.other_id}
								onPick={setOther}
							/>
						</>
					)}
					<Group grow>
						{(['starts_on', 'ends_on'] as const).map((name) => (
							<TextInput
								key={name}
								type="date"
								label={say(name)}
								error={errors[name]}
								value={dates[name]}
								data-autofocus={(base && name === 'starts_on') || undefined}
								onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
							/>
						))}
					</Group>
					<TextInput
						label={say('note')}
						value={note}
						error={errors.note}
						onChange={(event) => setTyped({ ...typed, note: event.currentTarget.value })}
					/>
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={end}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={save.isPending}>
							{base ? common('save') : common('add')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
