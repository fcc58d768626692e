// Exporting what the list shows for a purpose: whom it does not permit is left out.
import { Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSpoken } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { type ExportFormat, exportFormats } from '../../exports/schema.ts';
import { channelWords } from '../messages.ts';
import type { ChannelOrAny } from '../schema.ts';
import { purposesQuery } from './queries.ts';
import { useConsentWords } from './words.ts';

interface PurposeExportProps {
	readonly formatNames: Readonly<Record<ExportFormat, string>>;
	readonly start: (chosen: { format: ExportFormat; purpose: number; channel?: ChannelOrAny }) => Promise<unknown>;
	readonly close: () => void;
}

export function PurposeExport({ formatNames, start, close }: PurposeExportProps) {
	const say = useConsentWords();
	const common = useCommonWords();
	const explain = useExplain();
	const speak = useSpoken();
	const asked = useQuery(purposesQuery);
	const purposes = asked.data ?? [];
	const [chosen, setChosen] = useState({ purpose: '', channel: '', format: 'csv' as ExportFormat });
	const purpose = purposes.find(({ id }) => String(id) === chosen.purpose) ?? purposes[0];
	const channel = purpose?.channels.find((one) => one === chosen.channel) ?? purpose?.channels[0];
	const save = useMutation({
		mutationFn: () => start({ format: chosen.format, purpose: purpose!.id, ...(channel && { channel }) }),
		onSuccess: close,
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		save.mutate();
	};
	const failure = asked.error ?? save.error;
	return (
		<Modal opened onClose={close} title={say('for_purpose')} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<Text size="sm" c="dimmed">
						{asked.isSuccess && purposes.length === 0 ? say('none') : say('for_purpose_why')}
					</Text>
					<NativeSelect
						label={say('purpose')}
						data-autofocus
						data={purposes.map((one) => ({ value: String(one.id), label: speak({ 'zh-CN': one.name_zh, en: one.name_en }) }))}
						value={String(purpose?.id ?? '')}
						onChange={(event) => setChosen({ ...chosen, purpose: event.currentTarget.value })}
					/>
					{purpose && purpose.channels.length > 0 && (
						<NativeSelect
							label={say('channel')}
							data={purpose.channels.map((value) => ({ value, label: speak(channelWords[value]) }))}
							value={channel}
							onChange={(event) => setChosen({ ...chosen, channel: event.currentTarget.value })}
						/>
					)}
					<NativeSelect
						label={say('format')}
						data={exportFormats.map((value) => ({ value, label: formatNames[value] }))}
						value={chosen.format}
						onChange={(event) => setChosen({ ...chosen, format: event.currentTarget.value as ExportFormat })}
					/>
					{failure && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(failure)}
						</Text>
					)}
					<FormButtons cancel={close} saving={save.isPending} ready={purpose !== undefined} />
				</Stack>
			</form>
		</Modal>
	);
}
