// E-mails, phones, handles: call, write or copy them; add, change, remove.
import { ActionIcon, Badge, Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { useLanguage, useSpoken } from '../../../../web/i18n.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { DraftHint } from '../../../../web/shared/DraftHint.tsx';
import { fieldErrors, useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { contactLabels } from '../../messages.ts';
import { type ContactKind, contactKinds, type contactPoint, type Profile } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';
import { Provenance } from './Provenance.tsx';
import { useMembers } from './useMembers.ts';

type ContactPoint = z.output<typeof contactPoint>;

/** Where a press leads; null where there is nothing to open. Only addresses that cannot run a script. */
function linkOf({ kind, value }: ContactPoint): string | null {
	if (kind === 'email') return `mailto:${encodeURIComponent(value).replaceAll('%40', '@')}`;
	if (kind === 'phone') return `tel:${value.replace(/[^\d+]/g, '')}`;
	if (kind === 'website') return /^https?:\/\//i.test(value) ? value : `https://${value}`;
	return null;
}

/** A value from the provenance of a set: an object, or the bare text. */
function valueText(value: unknown): string {
	return typeof value === 'object' && value !== null ? String((value as { value?: string }).value ?? '') : String(value);
}

function usePoints() {
	const { profile } = useCustomer();
	const { id } = profile;
	return useMembers<ContactPoint>(
		({ contact_points }) => contact_points,
		{
			add: (body) => client.customers.addContactPoint({ params: { id }, body }),
			replace: (key, body, version) => client.customers.replaceContactPoint({ params: { id, key }, body }, { version }),
			remove: (key, version) => client.customers.removeContactPoint({ params: { id, key } }, { version }),
		},
		({ value }) => value,
	);
}

export function ContactPoints() {
	const say = useCustomerWords();
	const { profile, editable } = useCustomer();
	const [dialogue, setDialogue] = useState<ContactPoint | 'new' | null>(null);
	return (
		<Card
			title={say('contacts')}
			action={
				editable && (
					<Button
						size="compact-sm"
						variant="subtle"
						leftSection={<IconPlus size={14} aria-hidden="true" />}
						onClick={() => setDialogue('new')}
					>
						{say('add_contact')}
					</Button>
				)
			}
		>
			{profile.contact_points.length === 0 && (
				<Text size="sm" c="dimmed">
					{say('no_contacts')}
				</Text>
			)}
			<ul className={classes.lines}>
				{profile.contact_points.map((point) => (
					<Line key={point.key} point={point} edit={() => setDialogue(point)} />
				))}
			</ul>
			{dialogue && <ContactDialogue point={dialogue === 'new' ? undefined : dialogue} close={() => setDialogue(null)} />}
		</Card>
	);
}

function Line({ point, edit }: { readonly point: ContactPoint; readonly edit: () => void }) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const spoken = useSpoken();
	const tell = useTell();
	const confirm = useConfirm();
	const { profile, editable } = useCustomer();
	const points = usePoints();
	const remove = useMutation({ mutationFn: (base: Profile) => points.remove(base, point.key), onError: tell.failed });
	const ask = () =>
		confirm({
			title: say('remove_of', { name: point.value }),
			body: say('remove_value_why'),
			action: common('remove'),
			onConfirm: () => remove.mutate(profile),
		});
	const href = linkOf(point);
	const external = point.kind === 'website' ? { target: '_blank', rel: 'noopener noreferrer nofollow' } : {};
	return (
		<li className={classes.line}>
			<div className={classes.label}>{spoken(contactLabels[point.kind])}</div>
			<div className={classes.value}>
				<Group gap={6} px={8}>
					{href ? (
						<a href={href} className={classes.link} {...external}>
							{point.value}
						</a>
					) : (
						<span className={classes.text} dir="auto">
							{point.value}
						</span>
					)}
					{point.is_primary && (
						<Badge variant="light" tt="none" radius="sm" fw={500}>
							{say('primary')}
						</Badge>
					)}
					{point.label && (
						<Text size="xs" c="dimmed">
							{point.label}
						</Text>
					)}
				</Group>
				<Provenance unit={`contact_points/${point.key}`} label={point.value} textOf={valueText} />
			</div>
			{editable && (
				<Group gap={2} wrap="nowrap" className={classes.tools}>
					<ActionIcon variant="subtle" color="gray" aria-label={say('edit_of', { name: point.value })} onClick={edit}>
						<IconPencil size={16} />
					</ActionIcon>
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={say('remove_of', { name: point.value })}
						loading={remove.isPending}
						onClick={ask}
					>
						<IconTrash size={16} />
					</ActionIcon>
				</Group>
			)}
		</li>
	);
}

interface ContactDialogueProps {
	readonly point?: ContactPoint;
	readonly close: () => void;
}

function ContactDialogue({ point, close }: ContactDialogueProps) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const language = useLanguage();
	const explain = useExplain();
	const { profile } = useCustomer();
	const points = usePoints();
	const [base] = useState(profile);
	const stands = {
		kind: point?.kind ?? ('phone' as ContactKind),
		value: point?.value ?? '',
		label: point?.label ?? '',
		is_primary: point?.is_primary ?? false,
	};
	const [typed, keepTyped, draft] = useDraft(`customer:${profile.id}:contact:${point?.key ?? 'new'}`, stands);
	const form = useForm({ initialValues: typed, onValuesChange: keepTyped });
	const end = () => {
		draft.clear();
		close();
	};
	const save = useMutation({
		mutationFn: (values: typeof form.values) => {
			const said = { ...values, label: values.label || null };
			return point ? points.replace(base, point.key, said) : points.add(said);
		},
		onSuccess: end,
		onError: (cause) => {
			const errors = fieldErrors(cause);
			form.setErrors(Object.keys(errors).length > 0 ? { value: Object.values(errors)[0], ...errors } : { value: explain(cause) });
		},
	});
	return (
		<Modal
			opened
			onClose={close}
			closeOnEscape={!save.isPending}
			title={point ? say('edit_of', { name: point.value }) : say('add_contact')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<DraftHint draft={draft} discard={() => form.setValues(stands)} />
					<NativeSelect
						label={say('contact_kind')}
						data={contactKinds.map((value) => ({ value, label: contactLabels[value][language] }))}
						{...form.getInputProps('kind')}
					/>
					<TextInput
						label={say('contact_value')}
						data-autofocus
						required
						withAsterisk={false}
						autoComplete="off"
						{...form.getInputProps('value')}
					/>
					<TextInput label={say('label')} autoComplete="off" {...form.getInputProps('label')} />
					<Checkbox label={say('make_primary')} {...form.getInputProps('is_primary', { type: 'checkbox' })} />
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={end}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={save.isPending}>
							{common('save')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
