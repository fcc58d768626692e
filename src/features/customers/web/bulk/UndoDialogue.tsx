// What an undo of a bulk change would do, before it is done.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../../web/client.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain } from '../../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../../web/shared/states.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import { useFields } from '../fields.ts';
import classes from './bulk.module.css';
import { undoPreviewQuery } from './queries.ts';
import { useBulkWords } from './words.ts';

export function UndoDialogue({ id, close }: { readonly id: number; readonly close: () => void }) {
	const say = useBulkWords();
	const common = useCommonWords();
	const explain = useExplain();
	const format = useFormat();
	const queryClient = useQueryClient();
	const preview = useQuery(undoPreviewQuery(id));
	const undo = useMutation({
		mutationFn: () => client.customers.undoBulkEdit({ params: { id } }),
		onSuccess: () => {
			void queryClient.invalidateQueries({ queryKey: ['bulk_edits'] });
			close();
		},
	});
	const found = preview.data;
	const counts = found && {
		total: format.number(found.total),
		checked: format.number(found.checked),
		back: format.number(found.back),
		kept: format.number(found.kept),
	};
	return (
		<Modal opened onClose={close} title={say('undo_title')} closeButtonProps={{ 'aria-label': common('close') }}>
			<Stack gap="sm">
				{preview.isPending && <Loading lines={2} />}
				{preview.isError && <Failed cause={preview.error} retry={preview.refetch} />}
				{found && <Text size="sm">{say(found.checked === found.total ? 'undo_effect' : 'undo_effect_first', counts)}</Text>}
				{found && found.kept > 0 && (
					<div>
						<Text size="sm">{say('undo_kept', counts)}</Text>
						<KeptList customers={found.customers} />
					</div>
				)}
				{undo.isError && (
					<Alert color="red" role="alert">
						{explain(undo.error)}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{common('cancel')}
					</Button>
					<Button data-autofocus loading={undo.isPending} disabled={!found} onClick={() => undo.mutate()}>
						{say('undo')}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}

interface KeptListProps {
	readonly customers: readonly { readonly id: number; readonly name: string | null; readonly units: readonly string[] }[];
}

/** Customers that keep something, with what it is. */
export function KeptList({ customers }: KeptListProps) {
	const say = useBulkWords();
	const fields = useFields();
	const told = (unit: string): string => {
		if (unit === 'state') return say('kept_state');
		if (unit === 'owner_id') return say('owner_of');
		if (unit === 'scope_id') return say('team_of');
		const [set, ...member] = unit.split('/');
		const label = fields.find(({ name }) => name === set)?.label ?? set!;
		return set === 'tags' ? `${label} ${member.join('/')}` : label;
	};
	return (
		<ul className={classes.reasons}>
			{customers.slice(0, 10).map(({ id, name, units }) => (
				<li key={id}>
					{name ?? say('nameless')}: {units.map(told).join(', ')}
				</li>
			))}
		</ul>
	);
}
