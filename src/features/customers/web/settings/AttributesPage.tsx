// Settings: custom attributes of customers.
import { ActionIcon, Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconForms, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useMay } from '../../../../web/session.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { TableBox } from '../../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import type { AttributeDefinition } from '../../schema.ts';
import { attributesQuery } from '../queries.ts';
import { useSettingsWords } from '../words.ts';
import { AttributeDialogue } from './AttributeDialogue.tsx';

export function AttributesPage() {
	const say = useSettingsWords();
	const common = useCommonWords();
	const may = useMay();
	const [dialogue, setDialogue] = useState<AttributeDefinition | 'new' | null>(null);
	const attributes = useQuery({
		...attributesQuery,
		// An index that is being built becomes ready by itself.
		refetchInterval: ({ state }) => (state.data?.items.some(({ index_state }) => index_state === 'building') ? 2000 : false),
	});
	const items = attributes.data?.items;
	const create = may('settings.manage') && (
		<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setDialogue('new')}>
			{say('new_attribute')}
		</Button>
	);
	return (
		<Stack>
			<PageHead title={say('attributes')} lead={say('attributes_lead')} actions={items && items.length > 0 && create} />
			{attributes.isPending && <Loading />}
			{attributes.isError && <Failed cause={attributes.error} retry={attributes.refetch} />}
			{items?.length === 0 && <Empty icon={<IconForms />} title={say('attributes_empty')} action={create} />}
			{items && items.length > 0 && (
				<TableBox
					label={say('attributes')}
					head={[
						say('tag_name'),
						say('type'),
						say('personal'),
						say('indexed'),
						<span key="actions" className="visually-hidden">
							{common('actions')}
						</span>,
					]}
				>
					{items.map((one) => (
						<AttributeRow key={one.id} attribute={one} edit={() => setDialogue(one)} />
					))}
				</TableBox>
			)}
			{dialogue && <AttributeDialogue attribute={dialogue === 'new' ? undefined : dialogue} close={() => setDialogue(null)} />}
		</Stack>
	);
}

function AttributeRow({ attribute, edit }: { readonly attribute: AttributeDefinition; readonly edit: () => void }) {
	const say = useSettingsWords();
	const language = useLanguage();
	const may = useMay();
	const tell = useTell();
	const common = useCommonWords();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const name = language === 'zh-CN' ? attribute.label_zh : attribute.label_en;
	const remove = useMutation({
		mutationFn: () => client.customers.deleteAttribute({ params: { id: attribute.id } }),
		onSuccess: () => queryClient.invalidateQueries(),
		onError: tell.failed,
	});
	const ask = () =>
		confirm({
			title: say('remove_attribute', { name }),
			body: say('remove_attribute_why'),
			action: common('remove'),
			onConfirm: () => remove.mutate(),
		});
	return (
		<Table.Tr>
			<Table.Td>
				<Group gap={6}>
					<Text size="sm" fw={550}>
						{name}
					</Text>
					{attribute.required && (
						<Badge variant="light" color="gray" tt="none" radius="sm">
							{say('required')}
						</Badge>
					)}
				</Group>
				<Text size="xs" c="dimmed" ff="monospace">
					{attribute.name}
				</Text>
			</Table.Td>
			<Table.Td>{say(`type_${attribute.type}`)}</Table.Td>
			<Table.Td>{say(`personal_${attribute.personal}`)}</Table.Td>
			<Table.Td>{say(`index_${attribute.index_state}`)}</Table.Td>
			<Table.Td>
				{may('settings.manage') && (
					<Group gap={2} justify="flex-end" wrap="nowrap">
						<ActionIcon variant="subtle" color="gray" aria-label={say('edit_attribute', { name })} onClick={edit}>
							<IconPencil size={16} />
						</ActionIcon>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={say('remove_attribute', { name })}
							loading={remove.isPending}
							onClick={ask}
						>
							<IconTrash size={16} />
						</ActionIcon>
					</Group>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
