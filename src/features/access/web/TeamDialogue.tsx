// Making a team below another, renaming one, moving it.
import { Alert, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { Team } from '../endpoints-teams.ts';
import { useTeamChoices } from './rights.ts';
import { useRightsWords } from './words-rights.ts';

/** A team that is changed, or one below which another is made. */
export type TeamInHand = { readonly team: Team; readonly parent?: undefined } | { readonly parent: Team; readonly team?: undefined };

export function TeamDialogue({ team, parent, close }: TeamInHand & { readonly close: () => void }) {
	const say = useRightsWords();
	const common = useCommonWords();
	const explain = useExplain();
	const choices = useTeamChoices(useFormat().compare);
	const form = useForm({ initialValues: { name: team?.name ?? '', parent_id: String(parent?.id ?? team?.parent_id ?? '') } });
	const save = useMutation({
		mutationFn: ({ name, parent_id }: typeof form.values) =>
			team
				? client.access.updateTeam(
						{ params: { id: team.id }, body: { name, ...(parent_id !== '' && { parent_id: Number(parent_id) }) } },
						{ version: team.version },
					)
				: client.access.createTeam({ body: { name, parent_id: Number(parent_id) } }),
		onSuccess: close,
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	return (
		<Modal
			opened
			onClose={close}
			title={team ? say('edit_of', { name: team.name }) : say('new_team')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					<TextInput label={say('name')} data-autofocus required withAsterisk={false} maxLength={200} {...form.getInputProps('name')} />
					{team?.parent_id !== null && (
						<NativeSelect
							label={say('below')}
							data={choices.filter(({ value }) => value !== String(team?.id))}
							{...form.getInputProps('parent_id')}
						/>
					)}
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
