// Naming a group of attributes in both languages.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useCommonWords } from '../../../../web/words.ts';
import { useSettingsWords } from '../words.ts';
import type { GroupLine } from './attribute-form.ts';

interface GroupDialogueProps {
	readonly title: string;
	readonly group: NonNullable<GroupLine['group']>;
	readonly save: (labels: { readonly label_en: string; readonly label_zh: string }) => void;
	readonly close: () => void;
}

export function GroupDialogue({ title, group, save, close }: GroupDialogueProps) {
	const say = useSettingsWords();
	const common = useCommonWords();
	const form = useForm({ initialValues: { label_zh: group.label_zh, label_en: group.label_en } });
	return (
		<Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': common('close') }}>
			<form
				onSubmit={form.onSubmit((labels) => {
					save(labels);
					close();
				})}
			>
				<Stack gap="sm">
					<TextInput
						label={say('label_zh')}
						data-autofocus
						required
						withAsterisk={false}
						maxLength={200}
						{...form.getInputProps('label_zh')}
					/>
					<TextInput label={say('label_en')} required withAsterisk={false} maxLength={200} {...form.getInputProps('label_en')} />
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit">{common('save')}</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
