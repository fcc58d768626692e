// Settings: tags, their colours, and deleting those that nobody carries.
import { ActionIcon, Button, Group, NativeSelect, Stack, Table, TextInput } from '@mantine/core';
import { IconTags, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { FindField } from '../../../../web/shared/FindField.tsx';
import { More } from '../../../../web/shared/More.tsx';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useSettled } from '../../../../web/shared/settled.ts';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { TableBox } from '../../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import { ColouredTag } from '../FieldValue.tsx';
import { useSettingsWords } from '../words.ts';

const colours = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink'] as const;

function useColourChoices() {
	const say = useSettingsWords();
	return colours.map((value) => ({ value: value as string, label: say(value) }));
}

function usePutTag() {
	const queryClient = useQueryClient();
	return useMutation({
		mutationFn: ({ name, colour }: { name: string; colour: string }) => client.customers.putTag({ params: { name }, body: { colour } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tags'] }),
	});
}

export function TagsPage() {
	const say = useSettingsWords();
	const common = useCommonWords();
	const may = useMay();
	const [text, setText] = useState('');
	const search = useSettled(text.trim(), 150);
	const tags = useInfiniteQuery({
		queryKey: ['tags', 'pages', search],
		queryFn: ({ pageParam, signal }) =>
			client.customers.listTags({ query: { after: pageParam, limit: 100, ...(search && { search }) } }, { signal }),
		placeholderData: keepPreviousData,
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const items = tags.data?.pages.flatMap((page) => page.items);
	return (
		<Stack>
			<PageHead title={say('tags')} lead={say('tags_lead')} />
			{may('settings.manage') && <NewTag />}
			<FindField label={say('tag_search')} value={text} onChange={setText} most={100} />
			{tags.isPending && <Loading />}
			{tags.isError && <Failed cause={tags.error} retry={tags.refetch} />}
			{items?.length === 0 && <Empty icon={<IconTags />} title={search ? say('tags_not_found', { text: search }) : say('tags_empty')} />}
			{items && items.length > 0 && (
				<TableBox
					label={say('tags')}
					head={[
						say('tag_name'),
						say('colour'),
						<span key="actions" className="visually-hidden">
							{common('actions')}
						</span>,
					]}
				>
					{items.map((tag) => (
						<TagRow key={tag.name} name={tag.name} colour={tag.colour} />
					))}
				</TableBox>
			)}
			<More query={tags} />
		</Stack>
	);
}

function TagRow({ name, colour }: { readonly name: string; readonly colour: string }) {
	const say = useSettingsWords();
	const may = useMay();
	const tell = useTell();
	const choices = useColourChoices();
	const put = usePutTag();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const remove = useMutation({
		mutationFn: () => client.customers.deleteTag({ params: { name } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tags'] }),
		onError: tell.failed,
	});
	const ask = () =>
		confirm({
			title: say('remove_tag', { name }),
			body: say('remove_tag_why'),
			action: say('delete_tag'),
			onConfirm: () => remove.mutate(),
		});
	const known = choices.find(({ value }) => value === colour);
	return (
		<Table.Tr>
			<Table.Td>
				<ColouredTag name={name} colour={colour} />
			</Table.Td>
			<Table.Td>
				{may('settings.manage') ? (
					<NativeSelect
						size="xs"
						w={140}
						aria-label={say('colour_of', { name })}
						data={known ? choices : [{ value: colour, label: colour }, ...choices]}
						value={colour}
						onChange={(event) => put.mutate({ name, colour: event.currentTarget.value }, { onError: tell.failed })}
					/>
				) : (
					(known?.label ?? colour)
				)}
			</Table.Td>
			<Table.Td ta="right">
				{may('settings.manage') && (
					<ActionIcon variant="subtle" color="gray" aria-label={say('remove_tag', { name })} loading={remove.isPending} onClick={ask}>
						<IconTrash size={16} />
					</ActionIcon>
				)}
			</Table.Td>
		</Table.Tr>
	);
}

function NewTag() {
	const say = useSettingsWords();
	const common = useCommonWords();
	const explain = useExplain();
	const choices = useColourChoices();
	const put = usePutTag();
	const [name, setName] = useState('');
	const [colour, setColour] = useState('blue');
	const submit = (event: FormEvent) => {
		event.preventDefault();
		put.mutate({ name: name.trim(), colour }, { onSuccess: () => setName('') });
	};
	return (
		<form onSubmit={submit}>
			<Group align="flex-start" gap="sm" wrap="nowrap">
				<TextInput
					flex="0 1 16rem"
					label={say('new_tag')}
					required
					withAsterisk={false}
					maxLength={100}
					value={name}
					error={put.isError && explain(put.error)}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<NativeSelect
					flex="none"
					label={say('colour')}
					data={choices}
					value={colour}
					onChange={(event) => setColour(event.currentTarget.value)}
				/>
				<Button type="submit" flex="none" mt="1.375rem" loading={put.isPending}>
					{common('add')}
				</Button>
			</Group>
		</form>
	);
}
