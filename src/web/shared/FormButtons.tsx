// The end of a form in a dialogue: back without a change, or save.
import { Button, Group } from '@mantine/core';
import { useCommonWords } from '../words.ts';

interface FormButtonsProps {
	readonly cancel: () => void;
	readonly saving: boolean;
	/** Whether there is something to save: false until what the form is about has arrived. */
	readonly ready?: boolean;
}

export function FormButtons({ cancel, saving, ready = true }: FormButtonsProps) {
	const say = useCommonWords();
	return (
		<Group justify="flex-end" mt="xs">
			<Button variant="default" onClick={cancel}>
				{say('cancel')}
			</Button>
			<Button type="submit" loading={saving} disabled={!ready}>
				{say('save')}
			</Button>
		</Group>
	);
}
