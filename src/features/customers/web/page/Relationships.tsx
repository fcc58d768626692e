// Relationships with other customers: list, add, remove.
import { ActionIcon, Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconBuilding, IconPlus, IconTrash, IconUser } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { DraftHint } from '../../../../web/shared/DraftHint.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { fieldErrors, useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import type { relationshipRow } from '../../schema.ts';
import { CustomerPicker } from '../CustomerPicker.tsx';
import { relationshipTypesQuery } from '../queries.ts';
import { useCustomerWords, useListWords } from '../words.ts';
import { Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';

type Relationship = z.output<typeof relationshipRow>;
type Direction = Relationship['direction'];

/** A type seen from one side, as a person reads it: "employs", "works for". */
export function useTypeWords() {
	const language = useLanguage();
	const types = useQuery(relationshipTypesQuery).data?.items ?? [];
	const chinese = language === 'zh-CN';
	const wordsOf = (name: string, direction: Direction) => {
		const type = types.find((one) => one.name === name);
		if (!type) return name;
		if (direction === 'out') return chinese ? type.label_zh : type.label_en;
		return chinese ? type.inverse_zh : type.inverse_en;
	};
	const sides = types.flatMap(({ name, two_way }) =>
		(two_way ? (['out'] as const) : (['out', 'in'] as const)).map((direction) => ({
			value: `${direction}:${name}`,
			label: wordsOf(name, direction),
		})),
	);
	return { wordsOf, sides };
}

export function Relationships() {
	const say = useCustomerWords();
	const { profile, editable } = useCustomer();
	const [adding, setAdding] = useState(false);
	return (
		<Card
			title={say('relationships')}
			action={
				editable && (
					<Button
						size="compact-sm"
						variant="subtle"
						leftSection={<IconPlus size={14} aria-hidden="true" />}
						onClick={() => setAdding(true)}
					>
						{say('add_relationship')}
					</Button>
				)
			}
		>
			{profile.relationships.length === 0 && (
				<Text size="sm" c="dimmed">
					{say('no_relationships')}
				</Text>
			)}
			<ul className={classes.lines}>
				{profile.relationships.map((one) => (
					<Line key={one.id} relationship={one} />
				))}
			</ul>
			{adding && <RelationshipDialogue close={() => setAdding(false)} />}
		</Card>
	);
}

function Line({ relationship }: { readonly relationship: Relationship }) {
	const say = useCustomerWords();
	const list = useListWords();
	const common = useCommonWords();
	const format = useFormat();
	const tell = useTell();
	const confirm = useConfirm();
	const { wordsOf } = useTypeWords();
	const { editable, reread, write } = useCustomer();
	const { other, type, direction } = relationship;
	const name = other.name ?? list('nameless');
	const Icon = other.kind === 'organisation' ? IconBuilding : IconUser;
	const linesOf = ({ starts_on, ends_on, note }: Relationship) =>
		[starts_on && say('from_day', { day: format.day(starts_on) }), ends_on && say('to_day', { day: format.day(ends_on) }), note]
			.filter(Boolean)
			.join(' · ');
	const removed = ({ id, version }: Relationship) => client.customers.removeRelationship({ params: { id } }, { version });
	const remove = useMutation({
		mutationFn: (base: Relationship) =>
			write(
				() => removed(base),
				({ relationships }) => {
					const stands = relationships.find(({ id }) => id === base.id);
					if (!stands) return null;
					return {
						send: () => removed(stands),
						sides: { label: `${wordsOf(type, direction)} ${name}`, theirs: linesOf(stands), mine: say('removed') },
					};
				},
			),
		onSuccess: reread,
		onError: tell.failed,
	});
	const ask = () =>
		confirm({
			title: say('remove_of', { name: `${wordsOf(type, direction)} ${name}` }),
			body: say('remove_relationship_why'),
			action: common('remove'),
			onConfirm: () => remove.mutate(relationship),
		});
	const below = linesOf(relationship);
	return (
		<li className={`${classes.line} ${classes.wide}`}>
			<div className={classes.value}>
				<Group gap={6}>
					<Text size="sm" c="dimmed">
						{wordsOf(type, direction)}
					</Text>
					<Icon size={14} aria-hidden="true" />
					<Link to="/customers/$id" params={{ id: String(other.id) }} search={{}} className={classes.link}>
						{name}
					</Link>
				</Group>
				{below && (
					<Text size="xs" c="dimmed">
						{below}
					</Text>
				)}
			</div>
			{editable && (
				<Group gap={2} className={classes.tools}>
					<ActionIcon variant="subtle" color="gray" aria-label={say('remove_of', { name })} loading={remove.isPending} onClick={ask}>
						<IconTrash size={16} />
					</ActionIcon>
				</Group>
			)}
		</li>
	);
}

/** A relationship of which nothing is said yet. */
const unsaid = { side: null as string | null, starts_on: '', ends_on: '', note: '' };

function RelationshipDialogue({ close }: { readonly close: () => void }) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const explain = useExplain();
	const { profile, reread } = useCustomer();
	const { sides } = useTypeWords();
	const [typed, setTyped, draft] = useDraft(`customer:${profile.id}:relationship:new`, unsaid);
	const { side, note, ...dates } = typed;
	// The other one is picked anew: his name may not stand on this device.
	const [other, setOther] = useState<number | null>(null);
	const [missing, setMissing] = useState(false);
	const [direction, type] = (side ?? sides[0]?.value ?? 'out:').split(':') as [Direction, string];
	const save = useMutation({
		mutationFn: (other_id: number) =>
			client.customers.addRelationship({
				params: { id: profile.id },
				body: {
					type,
					direction,
					other_id,
					starts_on: dates.starts_on || null,
					ends_on: dates.ends_on || null,
					note: note.trim() || null,
				},
			}),
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
		if (other === null) setMissing(true);
		else save.mutate(other);
	};
	return (
		<Modal opened onClose={close} title={say('add_relationship')} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<DraftHint draft={draft} discard={() => setTyped(unsaid)} />
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
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
					<Group grow>
						{(['starts_on', 'ends_on'] as const).map((name) => (
							<TextInput
								key={name}
								type="date"
								label={say(name)}
								error={errors[name]}
								value={dates[name]}
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
							{common('add')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
