// Settings: how the columns of each source were understood when it was imported last, and forgetting that.
import { Button, Collapse, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconTableImport } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { More } from '../../../web/shared/More.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import type { MappingRow } from '../schema.ts';
import { mappingsQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export function MappingsPage() {
	const say = useImportWords();
	const mappings = useInfiniteQuery(mappingsQuery);
	const items = mappings.data?.pages.flatMap((page) => page.items);
	return (
		<Stack>
			<PageHead title={say('mappings')} lead={say('mappings_lead')} />
			{mappings.isPending && <Loading lines={4} height={72} />}
			{mappings.isError && <Failed cause={mappings.error} retry={mappings.refetch} />}
			{items?.length === 0 && (
				<Empty icon={<IconTableImport />} title={say('mappings_empty')} action={<ButtonLink to="/imports/new">{say('new')}</ButtonLink>}>
					{say('mappings_empty_why')}
				</Empty>
			)}
			{items?.map((one) => (
				<Mapping key={one.id} mapping={one} />
			))}
			<More query={mappings} />
		</Stack>
	);
}

function Mapping({ mapping: { id, source, columns, imports, last_used } }: { readonly mapping: MappingRow }) {
	const say = useImportWords();
	const format = useFormat();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const [open, setOpen] = useState(false);
	const forget = useMutation({
		mutationFn: () => client.imports.forgetImportMapping({ params: { id } }),
		onSuccess: () => tell.done(say('mapping_forgotten')),
		onError: tell.failed,
		onSettled: () => queryClient.invalidateQueries({ queryKey: mappingsQuery.queryKey }),
	});
	const ask = () =>
		confirm({
			title: say('mapping_forget_title', { source }),
			body: say('mapping_forget_why'),
			action: say('mapping_forget'),
			onConfirm: () => forget.mutate(),
		});
	const facts = [
		say('mapping_columns', {
			mapped: format.number(columns.filter(({ field }) => field !== null).length),
			all: format.number(columns.length),
		}),
		last_used && say('mapping_used', { time: format.moment(last_used), count: format.number(imports) }),
	].filter(Boolean);
	return (
		<Paper withBorder p="md" radius="md">
			<Group justify="space-between" gap="sm">
				<div>
					<Title order={2}>{source}</Title>
					<Text size="sm" c="dimmed">
						{facts.join(' · ')}
					</Text>
				</div>
				<Group gap="xs">
					<Button size="xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
						{say(open ? 'mapping_hide' : 'mapping_view')}
					</Button>
					{may('settings.manage') && (
						<Button size="xs" variant="default" loading={forget.isPending} aria-label={say('mapping_forget_of', { source })} onClick={ask}>
							{say('mapping_forget')}
						</Button>
					)}
				</Group>
			</Group>
			<Collapse expanded={open} keepMounted={false} mt={open ? 'sm' : 0}>
				<TableBox label={say('mapping_of', { source })} head={[say('map_column'), say('map_target')]}>
					{columns.map(({ column, field, label }, place) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: a column may go to several places; the list never changes in place
						<Table.Tr key={place}>
							<Table.Td>{column}</Table.Td>
							<Table.Td>{field === null ? <Text c="dimmed">{say('map_skip')}</Text> : label}</Table.Td>
						</Table.Tr>
					))}
				</TableBox>
			</Collapse>
		</Paper>
	);
}
