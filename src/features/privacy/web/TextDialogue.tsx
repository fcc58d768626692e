// Writing the next version of a consent text, in both languages.
import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { Purpose } from '../schema.ts';
import { usePrivacyWords } from './words.ts';

export function TextDialogue({ purpose, close }: { readonly purpose: Purpose; readonly close: () => void }) {
	const say = usePrivacyWords();
	const common = useCommonWords();
	const explain = useExplain();
	const speak = useSpoken();
	const queryClient = useQueryClient();
	const [texts, setTexts] = useState({ text_zh: purpose.text?.text_zh ?? '', text_en: purpose.text?.text_en ?? '' });
	const save = useMutation({
		mutationFn: () => client.privacy.addConsentText({ params: { id: purpose.id }, body: texts }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			close();
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		save.mutate();
	};
	const name = speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en });
	return (
		<Modal opened onClose={close} size="lg" title={say('write_text', { name })} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<Text size="sm" c="dimmed">
						{say('text_why')}
					</Text>
					{(['text_zh', 'text_en'] as const).map((key) => (
						<Textarea
							key={key}
							label={say(key)}
							required
							withAsterisk={false}
							autosize
							minRows={4}
							maxRows={12}
							maxLength={20_000}
							value={texts[key]}
							onChange={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
						/>
					))}
					{save.isError && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(save.error)}
						</Text>
					)}
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
