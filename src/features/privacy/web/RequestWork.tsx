// Everything that there is to do with a request: who works on it, the identity, the report, limits, the answer, the end.
import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { PersonInput } from '../../access/web/people.tsx';
import { Card } from '../../customers/web/page/Card.tsx';
import { privacyEndpoints } from '../endpoints.ts';
import { isExtensible, type PrivacyRequest, unprovenKinds } from '../schema.ts';
import { EraseDialogue } from './EraseDialogue.tsx';
import {
	AgentDialogue,
	AnswerDialogue,
	CloseDialogue,
	IdentityDialogue,
	LimitDialogue,
	limitOf,
	ReviewDialogue,
	TextDialogue,
} from './RequestDialogues.tsx';
import { usePrivacyWords } from './words.ts';
import { useLawWords } from './words-law.ts';

type Work = 'identity' | 'agent' | 'review' | 'erase' | 'extend' | 'limit' | 'answer' | 'note' | 'close' | 'reopen';

/** Sends one step and reads what it changed anew. */
function useStep<T>(send: (input: T) => Promise<unknown>, then?: () => void) {
	const queryClient = useQueryClient();
	return useMutation({
		mutationFn: send,
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			then?.();
		},
	});
}

export function RequestWork({ request }: { readonly request: PrivacyRequest }) {
	const say = usePrivacyWords();
	const sayLaw = useLawWords();
	const may = useMay();
	const tell = useTell();
	const [work, setWork] = useState<Work | null>(null);
	const { id, version } = request;
	const open = request.state === 'open';
	const assign = useStep((assigned_to: number | null) =>
		client.privacy.updateRequest({ params: { id }, body: { assigned_to } }, { version }),
	);
	const link = useMutation({
		mutationFn: () => client.privacy.createReportLink({ params: { id }, body: { send: true } }),
		onSuccess: ({ sent_to }) => tell.done(say('report_sent', { to: sent_to ?? '' })),
		onError: tell.failed,
	});
	if (!may('privacy.manage')) return null;
	const close = () => setWork(null);
	const act = (what: Work, label: string, primary = false) => (
		<Button fullWidth variant={primary ? 'filled' : 'default'} onClick={() => setWork(what)}>
			{label}
		</Button>
	);
	const limit = limitOf(request);
	const limited = request.limits.some(({ kind }) => kind === limit);
	const labels = {
		restriction: say('restrict'),
		objection: say('object'),
		opt_out: sayLaw('opt_out'),
		limit_use: sayLaw('limit_use'),
	};
	const proven = unprovenKinds.includes(request.kind) || request.identity_state === 'verified';
	const reportable = request.kind === 'access' || request.kind === 'portability';
	return (
		<Card title={say('work')}>
			<Stack gap="xs">
				{open && (
					<>
						<PersonInput
							withLabel
							label={say('assignee')}
							value={request.assigned_to}
							onChange={(next) => assign.mutate(next, { onError: tell.failed })}
						/>
						{!proven && act('identity', say('check_identity'), true)}
						{request.agent !== null && request.agent_state !== 'verified' && act('agent', sayLaw('check_agent'), true)}
						{request.kind === limit && !limited && act('limit', labels[limit])}
						{request.kind === 'human_review' && act('review', sayLaw('review'), proven)}
						{request.kind === 'erasure' && <Erase request={request} erase={() => setWork('erase')} restrict={() => setWork('limit')} />}
						{reportable && <Report request={request} send={() => link.mutate()} sending={link.isPending} />}
						{act('answer', say('answer'))}
						{!request.extended && isExtensible(request.law, request.kind) && act('extend', say('extend'))}
						{act('note', say('add_note'))}
						{act('close', say('close_request'))}
					</>
				)}
				{!open && act('reopen', say('reopen'))}
			</Stack>
			{work === 'identity' && <IdentityDialogue request={request} close={close} />}
			{work === 'agent' && <AgentDialogue request={request} close={close} />}
			{work === 'review' && <ReviewDialogue request={request} close={close} />}
			{work === 'erase' && <EraseDialogue id={request.customer.id} request={id} close={close} />}
			{work === 'limit' && <LimitDialogue request={request} close={close} />}
			{work === 'answer' && <AnswerDialogue request={request} close={close} />}
			{work === 'close' && <CloseDialogue request={request} close={close} />}
			{work === 'extend' && (
				<TextDialogue
					title={say('extend')}
					lead={say('extend_why')}
					label={say('reason')}
					close={close}
					send={(reason) => client.privacy.updateRequest({ params: { id }, body: { extend: { reason } } }, { version })}
				/>
			)}
			{work === 'note' && (
				<TextDialogue
					title={say('add_note')}
					label={say('note')}
					close={close}
					send={(note) => client.privacy.addRequestNote({ params: { id }, body: { note } })}
				/>
			)}
			{work === 'reopen' && (
				<TextDialogue
					title={say('reopen')}
					label={say('reason')}
					close={close}
					send={(note) => client.privacy.reopenRequest({ params: { id }, body: { note } })}
				/>
			)}
		</Card>
	);
}

/** Erasing, once it is known who asks; under a hold what can be done instead. */
function Erase({
	request,
	erase,
	restrict,
}: {
	readonly request: PrivacyRequest;
	readonly erase: () => void;
	readonly restrict: () => void;
}) {
	const say = usePrivacyWords();
	if (request.identity_state !== 'verified') return <Text size="sm">{say('erase_after_identity')}</Text>;
	if (request.holds.length === 0)
		return (
			<Button fullWidth color="red" onClick={erase}>
				{say('erase_now')}
			</Button>
		);
	return (
		<>
			<Text size="sm">{say('erase_held')}</Text>
			{!request.limits.some(({ kind }) => kind === 'restriction') && (
				<Button fullWidth onClick={restrict}>
					{say('restrict_instead')}
				</Button>
			)}
		</>
	);
}

function Report({ request, send, sending }: { readonly request: PrivacyRequest; readonly send: () => void; readonly sending: boolean }) {
	const say = usePrivacyWords();
	const formats = request.kind === 'access' ? (['zip'] as const) : (['json', 'csv'] as const);
	return (
		<>
			{formats.map((format) => (
				<Button
					key={format}
					fullWidth
					variant="default"
					component="a"
					href={addressOf(privacyEndpoints.downloadReport, { params: { id: request.id }, query: { format } })}
					download
				>
					{format === 'zip' ? say('download_report') : say('download_portable', { format: format.toUpperCase() })}
				</Button>
			))}
			{request.identity_state === 'verified' && request.email && (
				<Button fullWidth variant="default" loading={sending} onClick={send}>
					{say('send_report')}
				</Button>
			)}
		</>
	);
}
