// How far the audit is sealed and proven, verifying it, and how long it is kept.
import { Button, Card, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import type { AuditState } from '../schema.ts';
import { stateQuery } from './queries.ts';
import { useAuditWords } from './words.ts';

const choices = ['', '6', '12', '24', '36', '60', '84', '120'];

export function StandingCard() {
	const say = useAuditWords();
	const state = useQuery(stateQuery);
	return (
		<Card withBorder>
			<Stack gap="sm">
				<Title order={2}>{say('standing')}</Title>
				{state.isPending && <Loading />}
				{state.isError && <Failed cause={state.error} retry={state.refetch} />}
				{state.data && <Standing state={state.data} />}
			</Stack>
		</Card>
	);
}

function Standing({ state }: { readonly state: AuditState }) {
	const say = useAuditWords();
	const format = useFormat();
	const tell = useTell();
	const may = useMay();
	const queryClient = useQueryClient();
	const put = (next: AuditState) => queryClient.setQueryData(stateQuery.queryKey, next);
	const verify = useMutation({ mutationFn: () => client.audit.verifyAudit(), onSuccess: put, onError: tell.failed });
	const keep = useMutation({
		mutationFn: (keep_months: number | null) => client.audit.putAuditSettings({ body: { keep_months } }, { version: state.version }),
		onSuccess: put,
		onError: (cause) => {
			tell.failed(cause instanceof Problem && cause.status === 412 ? say('conflict') : cause);
			void queryClient.invalidateQueries({ queryKey: stateQuery.queryKey });
		},
	});
	const { last_block, last_checkpoint, verified, keep_months } = state;
	const kept = keep_months === null ? '' : String(keep_months);
	return (
		<>
			<Group gap="xl">
				<Fact name={say('last_block')}>{last_block ? <RelativeTime at={last_block.at} /> : say('none_yet')}</Fact>
				<Fact name={say('last_checkpoint')}>{last_checkpoint ? <RelativeTime at={last_checkpoint.at} /> : say('none_yet')}</Fact>
				<Fact name={say('waiting')}>{format.number(state.unsealed)}</Fact>
				<Fact name={say('checkpoints_to')}>{say(`to_${state.checkpoints_to}`)}</Fact>
			</Group>
			{verified ? (
				<StatusDot tone={verified.ok ? 'good' : 'bad'}>
					{verified.finding
						? verified.finding.message
						: verified.proven_until
							? say('verified_ok', {
									entries: format.number(verified.entries),
									until: format.moment(verified.proven_until),
									unproven: format.number(verified.unproven),
								})
							: say('verified_unproven', { entries: format.number(verified.entries) })}
				</StatusDot>
			) : (
				<StatusDot tone="neutral">{say('never_verified')}</StatusDot>
			)}
			<Group align="flex-end">
				<Button
					variant="default"
					leftSection={<IconShieldCheck size={16} aria-hidden="true" />}
					loading={state.verifying || verify.isPending}
					onClick={() => verify.mutate()}
				>
					{state.verifying ? say('verifying') : say('verify')}
				</Button>
				<NativeSelect
					label={say('keep')}
					disabled={!may('audit.manage') || keep.isPending}
					data={[...new Set([...choices, kept])].map((value) => ({
						value,
						label: value === '' ? say('keep_forever') : say('keep_months', { count: value }),
					}))}
					value={kept}
					onChange={({ currentTarget: { value } }) => keep.mutate(value === '' ? null : Number(value))}
				/>
			</Group>
		</>
	);
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
	return (
		<div>
			<Text size="sm" c="dimmed">
				{name}
			</Text>
			<Text size="sm">{children}</Text>
		</div>
	);
}
