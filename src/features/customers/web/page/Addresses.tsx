// Postal addresses: copied by a press, shown on a map; added, changed, removed.
import { ActionIcon, Alert, Badge, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMapPin } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { memo, useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { DraftHint } from '../../../../web/shared/DraftHint.tsx';
import { FormButtons } from '../../../../web/shared/FormButtons.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { fieldErrors, useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { fieldLabels } from '../../messages.ts';
import type { address, Profile } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { CopyValue } from './CopyValue.tsx';
import { mapLink } from './contact-links.ts';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';
import { LineTools } from './LineTools.tsx';
import { Masked } from './Masked.tsx';
import { MembersCard } from './MembersCard.tsx';
import { Provenance } from './Provenance.tsx';
import { useMembers } from './useMembers.ts';

type Address = z.output<typeof address>;
type Parts = Partial<Record<'line1' | 'line2' | 'city' | 'region' | 'postal_code' | 'country', string | null>>;

/** An address on one line: from the large to the small in Chinese, from the small to the large elsewhere. */
export function useAddressText(): (parts: Parts) => string {
	const format = useFormat();
	return ({ line1, line2, city, region, postal_code, country }) => {
		const land = country && format.named('region', country);
		// 上海市 is region and city in one.
		const within = region?.startsWith(city || ' ') ? null : city;
		if (country === 'CN') return [land, region, within, line1, line2, postal_code].filter(Boolean).join(' ');
		return [line1, line2, [postal_code, city].filter(Boolean).join(' '), region, land].filter(Boolean).join(', ');
	};
}

function usePlaces() {
	const { profile } = useCustomer();
	const addressText = useAddressText();
	const { id } = profile;
	return useMembers<Address>(
		({ addresses }) => addresses,
		{
			add: (body) => client.customers.addAddress({ params: { id }, body }),
			replace: (key, body, version) => client.customers.replaceAddress({ params: { id, key }, body }, { version }),
			remove: (key, version) => client.customers.removeAddress({ params: { id, key } }, { version }),
		},
		addressText,
	);
}

export function Addresses() {
	const say = useCustomerWords();
	const { profile } = useCustomer();
	const { writes } = useFieldRights();
	return (
		<MembersCard
			writable={writes('contact')}
			title={say('addresses')}
			add={say('add_address')}
			none={say('no_addresses')}
			members={profile.addresses}
			kindOf={() => ''}
			line={(address, edit) => <Line address={address} edit={edit} />}
			dialogue={(address, close) => <AddressDialogue address={address} close={close} />}
		/>
	);
}

/** Drawn anew only where it changes: hundreds of lines may stand above the one that is added. */
const Line = memo(function Line({ address, edit }: { readonly address: Address; readonly edit: (address: Address) => void }) {
	const say = useCustomerWords();
	const page = usePageWords();
	const tell = useTell();
	const addressText = useAddressText();
	const { profile } = useCustomer();
	const places = usePlaces();
	const { reads, writes } = useFieldRights();
	const masked = !reads('contact') && [address.line1, address.line2, address.postal_code].some(Boolean);
	const text = addressText(address);
	const remove = useMutation({ mutationFn: (base: Profile) => places.remove(base, address.key), onError: tell.failed });
	return (
		<li className={`${classes.line} ${classes.wide}`} data-sourced>
			<div className={classes.value}>
				<Group gap={6}>
					{masked ? (
						<div className={classes.masked}>
							<Masked
								field={`addresses/${address.key}`}
								label={say('addresses')}
								textOf={(value) => addressText({ ...address, ...(value as Parts) })}
							>
								{text}
							</Masked>
						</div>
					) : (
						<CopyValue value={text} />
					)}
					{address.is_primary && profile.addresses.length > 1 && (
						<Badge variant="light" tt="none" radius="sm" fw={500}>
							{say('primary')}
						</Badge>
					)}
					{address.label && (
						<Text size="xs" c="dimmed" className={classes.text}>
							{address.label}
						</Text>
					)}
				</Group>
			</div>
			<Group gap={2} wrap="nowrap">
				<LineTools
					writable={writes('contact')}
					name={text}
					why={say('remove_value_why')}
					edit={() => edit(address)}
					remove={() => remove.mutate(profile)}
					removing={remove.isPending}
				/>
				<Provenance
					unit={`addresses/${address.key}`}
					label={text}
					textOf={(value) => (typeof value === 'object' && value !== null ? addressText(value as Parts) : String(value))}
				/>
				<ActionIcon
					component="a"
					variant="light"
					aria-label={page('map_of', { value: text })}
					href={mapLink(text, address.country)}
					target="_blank"
					rel="noopener noreferrer nofollow"
				>
					<IconMapPin size={16} />
				</ActionIcon>
			</Group>
		</li>
	);
});

const parts = ['line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const;

interface AddressDialogueProps {
	readonly address?: Address;
	readonly close: () => void;
}

function AddressDialogue({ address, close }: AddressDialogueProps) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const language = useLanguage();
	const explain = useExplain();
	const { profile } = useCustomer();
	const places = usePlaces();
	const [base] = useState(profile);
	const text = (part: (typeof parts)[number] | 'label') => address?.[part] ?? '';
	const stands = {
		line1: text('line1'),
		line2: text('line2'),
		city: text('city'),
		region: text('region'),
		postal_code: text('postal_code'),
		country: text('country'),
		label: text('label'),
		is_primary: address?.is_primary ?? false,
	};
	const [typed, keepTyped, draft] = useDraft(`customer:${profile.id}:address:${address?.key ?? 'new'}`, stands);
	const form = useForm({ initialValues: typed, onValuesChange: keepTyped });
	const end = () => {
		draft.clear();
		close();
	};
	const save = useMutation({
		mutationFn: ({ is_primary, ...texts }: typeof form.values) => {
			const stated = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, value.trim() || null]));
			const said = { ...(stated as Record<keyof typeof texts, string | null>), is_primary };
			return address ? places.replace(base, address.key, said) : places.add(said);
		},
		onSuccess: end,
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const labels = {
		line1: say('line1'),
		line2: say('line2'),
		city: fieldLabels.city[language],
		region: fieldLabels.region[language],
		postal_code: fieldLabels.postal_code[language],
		country: fieldLabels.country[language],
	};
	return (
		<Modal
			opened
			onClose={close}
			closeOnEscape={!save.isPending}
			title={address ? common('edit') : say('add_address')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<DraftHint draft={draft} discard={() => form.setValues(stands)} />
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					{parts.map((part, place) => (
						<TextInput
							key={part}
							label={labels[part]}
							autoComplete="off"
							data-autofocus={place === 0 || undefined}
							{...form.getInputProps(part)}
						/>
					))}
					<TextInput label={say('label')} autoComplete="off" {...form.getInputProps('label')} />
					<Checkbox label={say('make_primary')} {...form.getInputProps('is_primary', { type: 'checkbox' })} />
					<FormButtons cancel={end} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
