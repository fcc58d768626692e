// Creating an API key, and showing it the one time it can be seen.
import {
	Alert,
	Button,
	Checkbox,
	Code,
	CopyButton,
	Group,
	Modal,
	NumberInput,
	SegmentedControl,
	Stack,
	Text,
	TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { permissions } from '../../../platform/endpoint.ts';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { useAccessWords } from './words.ts';
import { useRightsWords } from './words-rights.ts';

type Named = (typeof permissions)[number];

export function KeyDialogue({ close }: { readonly close: () => void }) {
	const say = useAccessWords();
	const rights = useRightsWords();
	const common = useCommonWords();
	const explain = useExplain();
	const may = useMay();
	const form = useForm({
		initialValues: {
			name: '',
			all: 'some',
			permissions: ['customers.read'] as Named[],
			addresses: '',
			requests_per_minute: '' as number | string,
			expires_on: '',
		},
	});
	const create = useMutation({
		mutationFn: ({ name, all, permissions: chosen, addresses, requests_per_minute, expires_on }: typeof form.values) => {
			const networks = addresses.split(/[\s,，、;；]+/).filter(Boolean);
			return client.access.createApiKey({
				body: {
					name,
					...(all === 'some' && { permissions: chosen }),
					...(networks.length > 0 && { addresses: networks }),
					...(requests_per_minute !== '' && { requests_per_minute: Number(requests_per_minute) }),
					...(expires_on && { expires_at: new Date(`${expires_on}T23:59:59`).toISOString() }),
				},
			});
		},
		// The networks stand in one field.
		onError: (cause) =>
			form.setErrors(
				Object.fromEntries(
					Object.entries(fieldErrors(cause)).map(([path, words]) => [path.replace(/^addresses\.\d+$/, 'addresses'), words]),
				),
			),
	});
	const made = create.data;
	return (
		<Modal
			opened
			onClose={close}
			title={made ? made.name : say('new_key')}
			closeOnClickOutside={!made}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			{made ? (
				<Stack gap="sm">
					<Alert color="yellow">{say('key_once')}</Alert>
					<Code block data-key>
						{made.key}
					</Code>
					<Group justify="flex-end">
						<CopyButton value={made.key}>
							{({ copied, copy }) => (
								<Button variant="default" onClick={copy}>
									{copied ? common('copied') : common('copy')}
								</Button>
							)}
						</CopyButton>
						<Button onClick={close}>{say('finish')}</Button>
					</Group>
				</Stack>
			) : (
				<form onSubmit={form.onSubmit((values) => create.mutate(values))}>
					<Stack gap="sm">
						{create.isError && (
							<Alert color="red" role="alert">
								{explain(create.error)}
							</Alert>
						)}
						<TextInput
							label={say('key_name')}
							description={say('key_name_hint')}
							data-autofocus
							required
							withAsterisk={false}
							{...form.getInputProps('name')}
						/>
						<div>
							<Text size="sm" fw={500} mb={4}>
								{rights('permissions')}
							</Text>
							<SegmentedControl
								fullWidth
								aria-label={rights('permissions')}
								data={[
									{ value: 'some', label: say('key_some') },
									{ value: 'all', label: say('key_all') },
								]}
								{...form.getInputProps('all')}
							/>
						</div>
						{form.values.all === 'some' && (
							<Checkbox.Group aria-label={rights('permissions')} {...form.getInputProps('permissions')}>
								<Stack gap={6}>
									{permissions.filter(may).map((permission) => (
										<Checkbox key={permission} value={permission} label={rights(permission)} />
									))}
								</Stack>
							</Checkbox.Group>
						)}
						<TextInput
							label={say('key_addresses')}
							description={say('key_addresses_hint')}
							maxLength={5_000}
							{...form.getInputProps('addresses')}
						/>
						<Group grow align="flex-end">
							<NumberInput
								label={say('key_requests')}
								min={1}
								max={1_000_000}
								allowDecimal={false}
								hideControls
								{...form.getInputProps('requests_per_minute')}
							/>
							<TextInput type="date" label={say('key_expires_optional')} {...form.getInputProps('expires_on')} />
						</Group>
						<Group justify="flex-end" mt="xs">
							<Button variant="default" onClick={close}>
								{common('cancel')}
							</Button>
							<Button type="submit" loading={create.isPending}>
								{common('add')}
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}
