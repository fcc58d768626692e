// Erasing a customer: what goes and what stays, why, and the name typed as a last look.
import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { ErasurePreview } from '../endpoints-erasure.ts';
import classes from './erasure.module.css';
import { useErasureWords } from './words-erasure.ts';

interface Props {
	readonly id: number;
	/** The request that asks for it: the page stays there, and shows the proof. */
	readonly request?: number;
	readonly close: () => void;
}

export function EraseDialogue({ id, request, close }: Props) {
	const say = useErasureWords();
	const common = useCommonWords();
	const preview = useQuery({
		queryKey: ['erasure', id],
		queryFn: ({ signal }) => client.privacy.previewErasure({ params: { id } }, { signal }),
		staleTime: 0,
	});
	const name = preview.data ? nameOf(preview.data) : '…';
	return (
		<Modal opened onClose={close} size="lg" title={say('erase_title', { name })} closeButtonProps={{ 'aria-label': common('close') }}>
			{preview.isPending && <Loading lines={4} />}
			{preview.isError && <Failed cause={preview.error} retry={preview.refetch} />}
			{preview.data && <EraseForm preview={preview.data} request={request} close={close} />}
		</Modal>
	);
}

const nameOf = ({ id, name }: ErasurePreview): string => name ?? String(id);

function EraseForm({ preview, request, close }: Omit<Props, 'id'> & { readonly preview: ErasurePreview }) {
	const say = useErasureWords();
	const common = useCommonWords();
	const format = useFormat();
	const explain = useExplain();
	const tell = useTell();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const [reason, setReason] = useState(request === undefined ? '' : say('reason_request', { id: request }));
	const [typed, setTyped] = useState('');
	const { id, version, goes, stays, held_by, members, physical_by } = preview;
	const name = nameOf(preview);
	const erase = useMutation({
		mutationFn: () =>
			client.privacy.eraseCustomer(
				{ params: { id }, body: { reason: reason.trim(), ...(request !== undefined && { request_id: request }) } },
				{ version },
			),
		onSuccess: async () => {
			tell.done(say('erased'));
			if (request === undefined) await navigate({ to: '/customers', search: {} });
			else await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			queryClient.removeQueries({ queryKey: ['customer', id] });
			for (const queryKey of [['customers'], ['erasures']]) void queryClient.invalidateQueries({ queryKey });
			close();
		},
	});
	const ready = held_by === null && reason.trim() !== '' && typed.trim() === name.trim();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (ready) erase.mutate();
			}}
		>
			<Stack gap="sm">
				<Text size="sm">{say('erase_why')}</Text>
				{members.length > 1 && <Text size="sm">{say('members', { count: format.number(members.length) })}</Text>}
				<div>
					<Title order={3}>{say('goes')}</Title>
					<Counts rows={goes} />
					<Text size="sm" c="dimmed">
						{say('elsewhere')}
					</Text>
				</div>
				{stays.length > 0 && (
					<div>
						<Title order={3}>{say('stays')}</Title>
						<Counts rows={stays} />
					</div>
				)}
				<Text size="sm">{say('disk', { date: format.date(physical_by) })}</Text>
				{held_by !== null && (
					<Alert color="red" role="alert">
						{say('held', { hold: held_by })}
					</Alert>
				)}
				{held_by === null && (
					<>
						<Textarea
							label={say('reason')}
							description={say('reason_hint')}
							required
							autosize
							maxRows={4}
							maxLength={1000}
							data-autofocus
							value={reason}
							onChange={(event) => setReason(event.currentTarget.value)}
						/>
						<TextInput
							label={say('confirm_name', { name })}
							autoComplete="off"
							value={typed}
							onChange={(event) => setTyped(event.currentTarget.value)}
						/>
					</>
				)}
				{erase.isError && (
					<Alert color="red" role="alert">
						{explain(erase.error)}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{common('cancel')}
					</Button>
					<Button type="submit" color="red" loading={erase.isPending} disabled={!ready}>
						{say('erase')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** What there is of each kind, with the reason where it stays. */
export function Counts({
	rows,
}: {
	readonly rows: readonly { readonly table: string; readonly name: string; readonly count: number; readonly reason?: string }[];
}) {
	const format = useFormat();
	return (
		<ul className={classes.counts}>
			{rows.map(({ table, name, count, reason }) => (
				<li key={table}>
					<span>{name}</span> <span className={classes.count}>{format.number(count)}</span>
					{reason && <span className={classes.reason}>{reason}</span>}
				</li>
			))}
		</ul>
	);
}
