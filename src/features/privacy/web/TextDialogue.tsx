// Writing the next version of a consent text, in both languages.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import type { Purpose } from '../schema.ts';
import { FormDialogue } from './FormDialogue.tsx';
import { usePrivacyWords } from './words.ts';

export function TextDialogue({ purpose, close }: { readonly purpose: Purpose; readonly close: () => void }) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	const [texts, setTexts] = useState({ text_zh: purpose.text?.text_zh ?? '', text_en: purpose.text?.text_en ?? '' });
	const name = speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en });
	return (
		<FormDialogue
			title={say('write_text', { name })}
			lead={say('text_why')}
			size="lg"
			close={close}
			send={() => client.privacy.addConsentText({ params: { id: purpose.id }, body: texts })}
		>
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
		</FormDialogue>
	);
}
