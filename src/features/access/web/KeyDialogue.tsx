// Creating an API key, and showing it the one time it can be seen.
import { Alert, Button, Code, CopyButton, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { roles } from '../../../platform/auth.ts';
import { client } from '../../../web/client.ts';
import { useUser } from '../../../web/session.ts';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { ApiKey } from '../schema.ts';
import { useAccessWords } from './words.ts';

/** From the most to the least. */

export function KeyDialogue({ close }: { readonly close: () => void }) {
	const say = useAccessWords();
	const common = useCommonWords();
	const explain = useExplain();
	const user = useUser();
	// A key may do no more than its person.
	const offered = roles.slice(user ? roles.indexOf(user.role) : 0);
	const form = useForm({ initialValues: { name: '', role: 'reader' as ApiKey['role'], expires_on: '' } });
	const create = useMutation({
		mutationFn: ({ name, role, expires_on }: typeof form.values) =>
			client.access.createApiKey({
				body: { name, role, ...(expires_on && { expires_at: new Date(`${expires_on}T23:59:59`).toISOString() }) },
			}),
		onError: (cause) => form.setErrors(fieldErrors(cause)),
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
						<NativeSelect
							label={say('role')}
							data={offered.map((value) => ({ value, label: say(`role_${value}`) }))}
							{...form.getInputProps('role')}
						/>
						<TextInput type="date" label={say('key_expires_optional')} {...form.getInputProps('expires_on')} />
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
