// Settings: custom attributes of customers.
import { ActionIcon, Badge, Button, Group, Stack, Text } from '@mantine/core';
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
import { useCommonWords } from '../../../../web/words.ts';
import type { AttributeDefinition } from '../../schema.ts';
import { attributesQuery, layoutQuery } from '../queries.ts';
import { useSettingsWords } from '../words.ts';
import { AttributeDialogue } from './AttributeDialogue.tsx';
import classes from './AttributeList.module.css';
import { AttributeList } from './AttributeList.tsx';
import { EncryptionProgress } from './EncryptionProgress.tsx';
import { useRuleWords } from './words.ts';

export function AttributesPage() {
	const say = useSettingsWords();
	const may = useMay();
	const [dialogue, setDialogue] = useState<AttributeDefinition | 'new' | null>(null);
	const attributes = useQuery({
		...attributesQuery,
		// An index that is being built becomes ready by itself, and customers that are computed anew are done some time.
		refetchInterval: ({ state }) =>
			state.data?.items.some(({ index_state, recompute }) => index_state === 'building' || recompute !== null) ? 2000 : false,
	});
	const layout = useQuery(layoutQuery);
	const items = attributes.data?.items;
	const create = may('settings.manage') && (
		<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setDialogue('new')}>
			{say('new_attribute')}
		</Button>
	);
	return (
		<Stack>
			<PageHead title={say('attributes')} lead={say('attributes_lead')} actions={items && items.length > 0 && create} />
			{(attributes.isPending || layout.isPending) && <Loading />}
			{attributes.isError && <Failed cause={attributes.error} retry={attributes.refetch} />}
			{layout.isError && <Failed cause={layout.error} retry={layout.refetch} />}
			{items?.length === 0 && <Empty icon={<IconForms />} title={say('attributes_empty')} action={create} />}
			{items && items.length > 0 && layout.data && (
				<AttributeList
					attributes={items}
					layout={layout.data}
					row={(one) => (
						<AttributeRow
							attribute={one}
							recompute={items.find(({ id }) => id === one.id)?.recompute ?? null}
							edit={() => setDialogue(one)}
						/>
					)}
				/>
			)}
			{dialogue && <AttributeDialogue attribute={dialogue === 'new' ? undefined : dialogue} close={() => setDialogue(null)} />}
		</Stack>
	);
}

interface AttributeRowProps {
	readonly attribute: AttributeDefinition;
	/** How far customers are computed anew, from 0 to 1. */
	readonly recompute: number | null;
	readonly edit: () => void;
}

function AttributeRow({ attribute, recompute, edit }: AttributeRowProps) {
	const say = useSettingsWords();
	const rule = useRuleWords();
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
		<div className={classes.row}>
			<div>
				<Group gap={6}>
					<Text size="sm" fw={500} className={classes.name}>
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
			</div>
			<Text size="sm">{say(`type_${attribute.type}`)}</Text>
			<div>
				<Text size="sm" c="dimmed">
					{[
						attribute.personal !== 'none' && say(`personal_${attribute.personal}`),
						attribute.index_state === 'ready' && say('indexed'),
						attribute.index_state === 'building' && say('index_building'),
						recompute !== null && rule('recomputing', { percent: `${Math.floor(recompute * 100)}%` }),
					]
						.filter(Boolean)
						.join(' · ')}
				</Text>
				<EncryptionProgress what={`attributes.${attribute.name}`} />
			</div>
			<div>
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
			</div>
		</div>
	);
}
