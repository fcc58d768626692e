// Conditions that customers are told apart by: what a role may be bounded to.
import { ActionIcon, Alert, Button, Group, Menu, Modal, NativeSelect, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { useFields } from '../../customers/web/fields.ts';
import { conditionFields, type RowCondition } from '../endpoints-teams.ts';
import { conditionsQuery } from './rights.ts';
import { useRightsWords } from './words-rights.ts';

export function Conditions() {
	const say = useRightsWords();
	const common = useCommonWords();
	const format = useFormat();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const fields = useFields();
	const queryClient = useQueryClient();
	const [inHand, setInHand] = useState<RowCondition | 'new' | null>(null);
	const conditions = useQuery(conditionsQuery).data?.items ?? [];
	// While customers are put under conditions anew, how far that is.
	const { running } = useQuery({
		queryKey: ['rescoping'],
		queryFn: ({ signal }) => client.access.getRescoping(undefined, { signal }),
		refetchInterval: ({ state }) => (state.data?.running ? 1_000 : false),
	}).data ?? { running: null };
	const reread = () => {
		for (const key of ['row-conditions', 'rescoping', 'access']) void queryClient.invalidateQueries({ queryKey: [key] });
	};
	const remove = useMutation({
		mutationFn: (id: number) => client.access.deleteRowCondition({ params: { id } }),
		onSuccess: reread,
		onError: tell.failed,
	});
	return (
		<Stack gap="sm" mt="md">
			<Group justify="space-between" wrap="nowrap" align="flex-start">
				<div>
					<Title order={2}>{say('conditions')}</Title>
					<Text size="sm" c="dimmed">
						{say('conditions_lead')}
					</Text>
				</div>
				{may('roles.manage') && (
					<Button variant="default" flex="none" leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setInHand('new')}>
						{say('new_condition')}
					</Button>
				)}
			</Group>
			<Text size="sm" role="status">
				{running && say('rescoping', { done: format.number(running.done), total: format.number(running.total) })}
			</Text>
			{conditions.length === 0 ? (
				<Text size="sm" c="dimmed">
					{say('conditions_empty')}
				</Text>
			) : (
				<TableBox
					label={say('conditions')}
					spare={[2, 4]}
					head={[
						say('name'),
						say('field'),
						say('values'),
						say('used_by'),
						<span key="actions" className="visually-hidden">
							{common('actions')}
						</span>,
					]}
				>
					{conditions.map((condition) => (
						<Table.Tr key={condition.id}>
							<Table.Td>{condition.name}</Table.Td>
							<Table.Td>{fields.find(({ name }) => name === condition.field)?.label ?? condition.field}</Table.Td>
							<Table.Td>{format.list(condition.values)}</Table.Td>
							<Table.Td>{format.number(condition.roles)}</Table.Td>
							<Table.Td ta="right">
								{may('roles.manage') && (
									<Menu position="bottom-end">
										<Menu.Target>
											<ActionIcon variant="subtle" color="gray" aria-label={say('condition_actions', { name: condition.name })}>
												<IconDots size={18} />
											</ActionIcon>
										</Menu.Target>
										<Menu.Dropdown>
											<Menu.Item onClick={() => setInHand(condition)}>{common('edit')}</Menu.Item>
											<Menu.Item
												c="red"
												onClick={() =>
													confirm({
														title: say('remove_of', { name: condition.name }),
														body: say('remove_why'),
														action: say('remove'),
														onConfirm: () => remove.mutate(condition.id),
													})
												}
											>
												{say('remove')}
											</Menu.Item>
										</Menu.Dropdown>
									</Menu>
								)}
							</Table.Td>
						</Table.Tr>
					))}
				</TableBox>
			)}
			{inHand && (
				<ConditionDialogue
					{...(inHand !== 'new' && { condition: inHand })}
					close={() => {
						setInHand(null);
						reread();
					}}
				/>
			)}
		</Stack>
	);
}

function ConditionDialogue({ condition, close }: { readonly condition?: RowCondition; readonly close: () => void }) {
	const say = useRightsWords();
	const common = useCommonWords();
	const explain = useExplain();
	const fields = useFields();
	const looked = fields.filter(
		({ name, type }) => (conditionFields as readonly string[]).includes(name) || (name.startsWith('attributes.') && type === 'choice'),
	);
	const form = useForm({
		initialValues: { name: condition?.name ?? '', field: condition?.field ?? 'country', values: condition?.values.join('\n') ?? '' },
	});
	const save = useMutation({
		mutationFn: ({ name, field, values: text }: typeof form.values) => {
			const values = text
				.split('\n')
				.map((one) => one.trim())
				.filter(Boolean);
			return condition
				? client.access.updateRowCondition({ params: { id: condition.id }, body: { name, values } }, { version: condition.version })
				: client.access.createRowCondition({ body: { name, field, values } });
		},
		onSuccess: close,
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	return (
		<Modal
			opened
			onClose={close}
			title={condition ? say('edit_of', { name: condition.name }) : say('new_condition')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					<TextInput label={say('name')} data-autofocus required withAsterisk={false} maxLength={200} {...form.getInputProps('name')} />
					<NativeSelect
						label={say('field')}
						disabled={condition !== undefined}
						data={looked.map(({ name, label }) => ({ value: name, label }))}
						{...form.getInputProps('field')}
					/>
					<Textarea
						label={say('values')}
						description={say('values_hint')}
						required
						withAsterisk={false}
						autosize
						minRows={2}
						maxRows={8}
						{...form.getInputProps('values')}
					/>
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
