// What a role opens: looked at, changed, or taken over into a copy.
import { Alert, Checkbox, Group, Modal, NativeSelect, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Problem } from '../../../client.ts';
import { permissions } from '../../../platform/endpoint.ts';
import { fieldRights } from '../../../platform/field.ts';
import { client } from '../../../web/client.ts';
import { useUser } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { ReasonField } from '../../../web/shared/ReasonField.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { type RoleRow, reaches } from '../endpoints-roles.ts';
import { conditionsQuery, useRoleName } from './rights.ts';
import { useRightsWords } from './words-rights.ts';

/** Kinds of data in the order of the page. */
export const kinds = ['personal', 'contact', 'identity', 'sensitive'] as const;

interface RoleDialogueProps {
	readonly role: RoleRow;
	readonly way: 'copy' | 'edit' | 'look';
	readonly close: () => void;
}

export function RoleDialogue({ role, way, close }: RoleDialogueProps) {
	const say = useRightsWords();
	const common = useCommonWords();
	const explain = useExplain();
	const known = useRoleName()(role);
	const conditions = useQuery(conditionsQuery).data?.items ?? [];
	const looks = way === 'look';
	const form = useForm({
		initialValues: {
			name: way === 'copy' ? say('new_name', { name: known }) : known,
			description: role.description,
			permissions: role.permissions,
			reads: role.reads,
			writes: role.writes,
			fields: role.fields,
			conditions: role.conditions.map(String),
			reason: '',
		},
	});
	const save = useMutation({
		mutationFn: ({ conditions: held, reason, ...values }: typeof form.values) => {
			const body = { ...values, conditions: held.map(Number) };
			return way === 'copy'
				? client.access.createRole({ body: { ...body, copy_of: role.id } }, { reason })
				: client.access.updateRole({ params: { id: role.id }, body }, { version: role.version, reason });
		},
		onSuccess: close,
		onError: (cause) => {
			form.setErrors(fieldErrors(cause));
			if (cause instanceof Problem && cause.status === 412) close();
		},
	});
	const saveOrAsk = useOwnRights(role, way === 'edit', save.mutate);
	const reachChoices = (from: number) => reaches.slice(from).map((value) => ({ value, label: say(`reach_${value}`) }));
	return (
		<Modal
			opened
			onClose={close}
			size="lg"
			title={say(way === 'copy' ? 'copy_of' : way === 'edit' ? 'edit_of' : 'look_at', { name: known })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit(saveOrAsk)}>
				<Stack gap="md">
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					{!looks && (
						<>
							<TextInput label={say('name')} data-autofocus required withAsterisk={false} maxLength={200} {...form.getInputProps('name')} />
							<Textarea label={say('description')} autosize minRows={1} maxLength={1000} {...form.getInputProps('description')} />
						</>
					)}
					<div>
						<Title order={2} mb={6}>
							{say('which_customers')}
						</Title>
						<Group grow align="flex-end">
							<NativeSelect label={say('sees')} disabled={looks} data={reachChoices(1)} {...form.getInputProps('reads')} />
							<NativeSelect label={say('changes')} disabled={looks} data={reachChoices(0)} {...form.getInputProps('writes')} />
						</Group>
						{conditions.length > 0 && (
							<Checkbox.Group mt="sm" label={say('only_where')} {...form.getInputProps('conditions')}>
								<Stack gap={6} mt={6}>
									{conditions.map(({ id, name }) => (
										<Checkbox key={id} value={String(id)} label={name} disabled={looks} />
									))}
								</Stack>
							</Checkbox.Group>
						)}
					</div>
					<div>
						<Title order={2} mb={6}>
							{say('kinds')}
						</Title>
						<Stack gap="xs">
							{kinds.map((kind) => (
								<NativeSelect
									key={kind}
									label={say(`kind_${kind}`)}
									disabled={looks}
									data={fieldRights.map((value) => ({ value, label: say(`right_${value}`) }))}
									{...form.getInputProps(`fields.${kind}`)}
								/>
							))}
						</Stack>
					</div>
					<Checkbox.Group label={<Title order={2}>{say('permissions')}</Title>} {...form.getInputProps('permissions')}>
						<Stack gap="xs" mt={6}>
							{permissions.map((permission) => (
								<Checkbox
									key={permission}
									value={permission}
									label={say(permission)}
									description={say(`about_${permission}`)}
									disabled={looks}
								/>
							))}
						</Stack>
					</Checkbox.Group>
					{!looks && (
						<>
							<ReasonField {...form.getInputProps('reason')} />
							<FormButtons cancel={close} saving={save.isPending} />
						</>
					)}
				</Stack>
			</form>
		</Modal>
	);
}

type Opened = Pick<RoleRow, 'permissions' | 'reads' | 'writes' | 'fields'> & { readonly conditions: readonly string[] };

/** Saves a role, after a question where that takes something from whoever saves it: he holds the role, and it will open less. */
function useOwnRights<Values extends Opened>(role: RoleRow, asks: boolean, save: (values: Values) => void): (values: Values) => void {
	const say = useRightsWords();
	const format = useFormat();
	const confirm = useConfirm();
	const me = useUser();
	const grants = useQuery({
		queryKey: ['grants', me?.id, 'own'],
		queryFn: ({ signal }) => client.access.listGrants({ params: { id: me!.id }, query: { limit: 200 } }, { signal }),
		enabled: asks && me !== null,
	}).data?.items;
	const isMine = grants?.some((grant) => grant.role_id === role.id && grant.state === 'current') ?? false;
	return (values) => {
		const lost = role.permissions.filter((permission) => !values.permissions.includes(permission));
		const less =
			(['reads', 'writes'] as const).some((way) => reaches.indexOf(values[way]) < reaches.indexOf(role[way])) ||
			kinds.some((kind) => fieldRights.indexOf(values.fields[kind]) < fieldRights.indexOf(role.fields[kind])) ||
			values.conditions.some((id) => !role.conditions.includes(Number(id)));
		if (!asks || !isMine || (lost.length === 0 && !less)) return save(values);
		confirm({
			title: say('own_rights'),
			body:
				lost.length > 0
					? say('own_rights_role', { permissions: format.list(lost.map((permission) => say(permission))) })
					: say('own_rights_rows'),
			action: say('own_rights_do'),
			onConfirm: () => save(values),
		});
	};
}
