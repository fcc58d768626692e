// Settings: sources and how far each is trusted.
import { Button, Group, NumberInput, Slider, Stack, Table, Text } from '@mantine/core';
import { IconBuildingWarehouse } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Replied } from '../../../../platform/endpoint.ts';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import { FindField } from '../../../../web/shared/FindField.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { Help } from '../../../../web/shared/Help.tsx';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { RelativeTime } from '../../../../web/shared/RelativeTime.tsx';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { TableBox } from '../../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import type { settingsEndpoints } from '../../endpoints-settings.ts';
import { sourcesQuery } from '../queries.ts';
import { useSettingsWords } from '../words.ts';
import { ForeseenCustomers } from './Foreseen.tsx';
import { useRuleWords } from './words.ts';

/** Records that the server counts; a larger number stands for "more". */
const recordsCounted = 10_000;

/** Rows shown before one asks for more: each has a slider, and hundreds of those take a second to draw. */
const atOnce = 50;

export function SourcesPage() {
	const say = useSettingsWords();
	const rule = useRuleWords();
	const common = useCommonWords();
	const sources = useQuery(sourcesQuery);
	const [text, setText] = useState('');
	const [most, setMost] = useState(atOnce);
	const all = sources.data?.items ?? [];
	const named = useSourceName();
	const wanted = text.trim().toLowerCase();
	const found = wanted === '' ? all : all.filter((source) => named(source).toLowerCase().includes(wanted));
	return (
		<Stack>
			<PageHead title={say('sources')} lead={say('sources_lead')} />
			{sources.isPending && <Loading />}
			{sources.isError && <Failed cause={sources.error} retry={sources.refetch} />}
			{all.length > atOnce && <FindField label={rule('source_search')} value={text} onChange={setText} />}
			{sources.data && found.length === 0 && (
				<Empty icon={<IconBuildingWarehouse />} title={rule('sources_not_found', { text: text.trim() })} />
			)}
			{found.length > 0 && (
				<TableBox
					label={say('sources')}
					spare={[2, 4]}
					head={[
						say('source'),
						say('source_kind'),
						rule('records'),
						rule('last_import'),
						<span key="trust">
							{say('trust')}
							<Help term={say('trust')} chapter="3-values">
								{say('trust_help')}
							</Help>
						</span>,
					]}
				>
					{found.slice(0, most).map((source) => (
						<SourceRow key={`${source.id}-${source.trust}`} source={source} />
					))}
				</TableBox>
			)}
			{found.length > most && (
				<Button variant="default" onClick={() => setMost(most + atOnce)}>
					{common('more')}
				</Button>
			)}
		</Stack>
	);
}

const kinds = ['manual', 'import', 'api', 'sql', 'demo'] as const;

type Source = Replied<(typeof settingsEndpoints)['listSources']>['items'][number];

/** Those that are always there; their names in the database are no words of any language, and no file is ever imported into them. */
const builtInOf = ({ kind }: Source) => (kind === 'manual' || kind === 'api' || kind === 'sql' ? kind : undefined);

/** A source as a person reads it. */
function useSourceName(): (source: Source) => string {
	const say = useSettingsWords();
	return (source) => {
		const builtIn = builtInOf(source);
		return builtIn ? say(`kind_${builtIn}`) : source.name;
	};
}

interface SourceRowProps {
	readonly source: Source;
}

function SourceRow({ source }: SourceRowProps) {
	const say = useSettingsWords();
	const rule = useRuleWords();
	const format = useFormat();
	const common = useCommonWords();
	const may = useMay();
	const tell = useTell();
	const named = useSourceName();
	const queryClient = useQueryClient();
	const [trust, setTrust] = useState(source.trust);
	const save = useMutation({
		mutationFn: () => client.customers.updateSource({ params: { id: source.id }, body: { trust } }),
		onSuccess: () => {
			tell.done(say('trust_saved'));
			return queryClient.invalidateQueries();
		},
		onError: tell.failed,
	});
	const foresee = useMutation({
		mutationFn: () => client.customers.previewSource({ params: { id: source.id }, body: { trust } }),
		onError: tell.failed,
	});
	const change = (value: number) => {
		setTrust(value);
		foresee.reset();
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		save.mutate();
	};
	const kind = kinds.find((one) => one === source.kind);
	const builtIn = builtInOf(source);
	// Edits by hand outrank all sources whatever their trust.
	const fixed = source.kind === 'manual' || !may('settings.manage');
	return (
		<Table.Tr>
			<Table.Td>
				<Text size="sm" fw={500}>
					{named(source)}
				</Text>
			</Table.Td>
			<Table.Td>{builtIn ? rule('built_in') : kind ? say(`kind_${kind}`) : source.kind}</Table.Td>
			<Table.Td ta="right">
				{source.records > recordsCounted ? rule('records_many', { count: format.number(recordsCounted) }) : format.number(source.records)}
			</Table.Td>
			<Table.Td>{source.last_import_at ? <RelativeTime at={source.last_import_at} /> : !builtIn && rule('no_import')}</Table.Td>
			<Table.Td>
				{fixed ? (
					source.trust
				) : (
					<form onSubmit={submit}>
						<Group gap="sm" wrap="nowrap">
							<Slider
								w={120}
								size="sm"
								min={0}
								max={100}
								label={null}
								thumbLabel={say('trust_of', { name: source.name })}
								value={trust}
								onChange={change}
							/>
							<NumberInput
								size="xs"
								w={64}
								min={0}
								max={100}
								clampBehavior="strict"
								allowDecimal={false}
								hideControls
								aria-label={say('trust_of', { name: source.name })}
								value={trust}
								onChange={(value) => change(typeof value === 'number' ? value : source.trust)}
							/>
							{trust !== source.trust && (
								<>
									<Button size="xs" variant="default" loading={foresee.isPending} onClick={() => foresee.mutate()}>
										{rule('preview')}
									</Button>
									<Button size="xs" type="submit" loading={save.isPending}>
										{common('save')}
									</Button>
								</>
							)}
						</Group>
						<div role="status">
							{foresee.data && <ForeseenCustomers customers={foresee.data} />}
							{source.recompute !== null && (
								<Text size="xs" c="dimmed">
									{rule('recomputing', { percent: `${Math.floor(source.recompute * 100)}%` })}
								</Text>
							)}
						</div>
					</form>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
