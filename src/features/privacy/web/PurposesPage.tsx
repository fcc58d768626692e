// The record of processing: purposes with their bases, retention and texts.
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconClipboardText, IconPencil, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { useLanguage, useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { privacyEndpoints } from '../endpoints.ts';
import { channelWords, consentKindWords, gdprBasisWords, piplBasisWords } from '../messages.ts';
import type { Purpose } from '../schema.ts';
import { PurposeDialogue } from './PurposeDialogue.tsx';
import { purposesQuery } from './queries.ts';
import { TextDialogue } from './TextDialogue.tsx';
import { usePrivacyWords } from './words.ts';
import { useLawWords } from './words-law.ts';

export function PurposesPage() {
	const say = usePrivacyWords();
	const common = useCommonWords();
	const may = useMay();
	const purposes = useQuery(purposesQuery);
	const [edited, setEdited] = useState<Purpose | 'new' | null>(null);
	const [written, setWritten] = useState<Purpose | null>(null);
	const language = useLanguage();
	const actions = (
		<>
			<Button
				component="a"
				variant="default"
				href={addressOf(privacyEndpoints.getRegisterDocument, { query: { format: 'html', language } })}
				download
			>
				{say('document')}
			</Button>
			{may('privacy.manage') && <Button onClick={() => setEdited('new')}>{say('new_purpose')}</Button>}
		</>
	);
	return (
		<Stack>
			<PageHead title={say('purposes')} lead={say('purposes_lead')} actions={actions} />
			{purposes.isPending && <Loading />}
			{purposes.isError && <Failed cause={purposes.error} retry={purposes.refetch} />}
			{purposes.data?.length === 0 && (
				<Empty icon={<IconClipboardText />} title={say('purposes_empty')}>
					{say('purposes_empty_why')}
				</Empty>
			)}
			{purposes.data && purposes.data.length > 0 && (
				<TableBox
					label={say('purposes')}
					spare={[2, 3]}
					head={[
						say('name'),
						say('basis'),
						say('channels'),
						say('text'),
						<span key="actions" className="visually-hidden">
							{common('actions')}
						</span>,
					]}
				>
					{purposes.data.map((purpose) => (
						<PurposeRow key={purpose.id} purpose={purpose} edit={() => setEdited(purpose)} write={() => setWritten(purpose)} />
					))}
				</TableBox>
			)}
			{edited && <PurposeDialogue {...(edited !== 'new' && { purpose: edited })} close={() => setEdited(null)} />}
			{written && <TextDialogue purpose={written} close={() => setWritten(null)} />}
		</Stack>
	);
}

interface PurposeRowProps {
	readonly purpose: Purpose;
	readonly edit: () => void;
	readonly write: () => void;
}

function PurposeRow({ purpose, edit, write }: PurposeRowProps) {
	const say = usePrivacyWords();
	const sayLaw = useLawWords();
	const format = useFormat();
	const speak = useSpoken();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const name = speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en });
	const end = useMutation({
		mutationFn: () => client.privacy.updatePurpose({ params: { id: purpose.id }, body: { archived: true } }, { version: purpose.version }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['privacy'] }),
		onError: tell.failed,
	});
	const ask = () =>
		confirm({
			title: say('end_purpose_of', { name }),
			body: say('end_purpose_why'),
			action: say('end_purpose'),
			onConfirm: () => end.mutate(),
		});
	const bases = [
		purpose.gdpr_basis && speak(gdprBasisWords[purpose.gdpr_basis]),
		purpose.pipl_basis && speak(piplBasisWords[purpose.pipl_basis]),
	].filter(Boolean);
	const manage = may('privacy.manage');
	return (
		<Table.Tr>
			<Table.Td>
				{name}
				{purpose.retention_months !== null && (
					<Text size="xs" c="dimmed">
						{say('retention')}: {say('months', { count: purpose.retention_months })}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				{bases.map((basis) => (
					<div key={basis}>{basis}</div>
				))}
				{purpose.needed_consents.length > 0 && (
					<Text size="xs" c="dimmed">
						{sayLaw('needed', { kinds: format.list(purpose.needed_consents.map((kind) => speak(consentKindWords[kind]))) })}
					</Text>
				)}
			</Table.Td>
			<Table.Td>{purpose.channels.map((channel) => speak(channelWords[channel])).join(' · ')}</Table.Td>
			<Table.Td>
				<Button size="compact-sm" variant="subtle" disabled={!manage} aria-label={say('write_text', { name })} onClick={write}>
					{purpose.text ? say('text_version', { version: purpose.text.version }) : say('text_missing')}
				</Button>
			</Table.Td>
			<Table.Td ta="right">
				{manage && (
					<Group gap={2} wrap="nowrap" justify="flex-end">
						<Button size="compact-sm" variant="subtle" color="gray" aria-label={say('edit_purpose', { name })} onClick={edit}>
							<IconPencil size={16} aria-hidden="true" />
						</Button>
						<Button
							size="compact-sm"
							variant="subtle"
							color="gray"
							aria-label={say('end_purpose_of', { name })}
							loading={end.isPending}
							onClick={ask}
						>
							<IconX size={16} aria-hidden="true" />
						</Button>
					</Group>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
