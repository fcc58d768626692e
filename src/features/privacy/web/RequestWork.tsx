// Everything that there is to do with a request: who works on it, the identity, the report, limits, the answer, the end.
import { Button, Checkbox, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { PersonInput } from '../../access/web/people.tsx';
import { Card } from '../../customers/web/page/Card.tsx';
import { privacyEndpoints } from '../endpoints.ts';
import { requestKindWords, requestStateWords, templateWords } from '../messages.ts';
import type { PrivacyRequest } from '../schema.ts';
import { EraseDialogue } from './EraseDialogue.tsx';
import { FormDialogue, type FormDialogueProps } from './FormDialogue.tsx';
import { purposesQuery, templatesQuery } from './queries.ts';
import { usePrivacyWords } from './words.ts';

type Work = 'identity' | 'erase' | 'extend' | 'limit' | 'answer' | 'note' | 'close' | 'reopen';

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
						{request.identity_state !== 'verified' && act('identity', say('check_identity'), true)}
						{(request.kind === 'restriction' || request.kind === 'objection') &&
							request.limits.length === 0 &&
							act('limit', request.kind === 'restriction' ? say('restrict') : say('object'))}
						{request.kind === 'erasure' && <Erase request={request} erase={() => setWork('erase')} restrict={() => setWork('limit')} />}
						{reportable && <Report request={request} send={() => link.mutate()} sending={link.isPending} />}
						{act('answer', say('answer'))}
						{!request.extended && act('extend', say('extend'))}
						{act('note', say('add_note'))}
						{act('close', say('close_request'))}
					</>
				)}
				{!open && act('reopen', say('reopen'))}
			</Stack>
			{work === 'identity' && <IdentityDialogue request={request} close={close} />}
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
			{request.limits.length === 0 && (
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

interface TextDialogueProps extends Pick<FormDialogueProps, 'title' | 'lead' | 'close'> {
	readonly label: string;
	readonly send: (text: string) => Promise<unknown>;
}

function TextDialogue({ label, send, ...rest }: TextDialogueProps) {
	const [text, setText] = useState('');
	return (
		<FormDialogue {...rest} send={() => send(text)}>
			<LongText label={label} value={text} onChange={setText} />
		</FormDialogue>
	);
}

function LongText({
	label,
	value,
	onChange,
	most = 2000,
}: {
	label: string;
	value: string;
	onChange: (text: string) => void;
	most?: number;
}) {
	return (
		<Textarea
			label={label}
			required
			withAsterisk={false}
			data-autofocus
			autosize
			minRows={3}
			maxRows={16}
			maxLength={most}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}

interface DialogueProps {
	readonly request: PrivacyRequest;
	readonly close: () => void;
}

function IdentityDialogue({ request: { id, version }, close }: DialogueProps) {
	const say = usePrivacyWords();
	const [state, setState] = useState<'verified' | 'failed'>('verified');
	const [how, setHow] = useState('');
	const send = () => client.privacy.updateRequest({ params: { id }, body: { identity: { state, how } } }, { version });
	return (
		<FormDialogue title={say('check_identity')} close={close} send={send}>
			<NativeSelect
				label={say('identity_outcome')}
				data={(['verified', 'failed'] as const).map((value) => ({ value, label: say(`identity_${value}`) }))}
				value={state}
				onChange={(event) => setState(event.currentTarget.value as typeof state)}
			/>
			<LongText label={say('identity_how')} value={how} onChange={setHow} />
		</FormDialogue>
	);
}

function LimitDialogue({ request, close }: DialogueProps) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	// What a hold forbids to erase is restricted instead.
	const kind = request.kind === 'objection' ? 'objection' : 'restriction';
	const purposes = useQuery(purposesQuery).data ?? [];
	const [purpose, setPurpose] = useState(String(request.purpose_id ?? ''));
	const [reason, setReason] = useState(request.details);
	const send = () =>
		client.privacy.addLimit({
			params: { id: request.customer.id },
			body: { kind, reason, request_id: request.id, ...(kind === 'objection' && purpose && { purpose_id: Number(purpose) }) },
		});
	return (
		<FormDialogue
			title={kind === 'restriction' ? say('restrict') : say('object')}
			lead={kind === 'restriction' ? say('restrict_why') : say('object_why')}
			close={close}
			send={send}
		>
			{kind === 'objection' && (
				<NativeSelect
					label={say('purposes')}
					data={[
						{ value: '', label: say('all_purposes') },
						...purposes.map((one) => ({ value: String(one.id), label: speak({ 'zh-CN': one.name_zh, en: one.name_en }) })),
					]}
					value={purpose}
					onChange={(event) => setPurpose(event.currentTarget.value)}
				/>
			)}
			<LongText label={say('reason')} value={reason} onChange={setReason} />
		</FormDialogue>
	);
}

function CloseDialogue({ request: { id, version }, close }: DialogueProps) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	const [outcome, setOutcome] = useState<'done' | 'refused' | 'withdrawn'>('done');
	const [note, setNote] = useState('');
	const send = () => client.privacy.closeRequest({ params: { id }, body: { outcome, note } }, { version });
	return (
		<FormDialogue title={say('close_request')} close={close} send={send}>
			<NativeSelect
				label={say('outcome')}
				data={(['done', 'refused', 'withdrawn'] as const).map((value) => ({ value, label: speak(requestStateWords[value]) }))}
				value={outcome}
				onChange={(event) => setOutcome(event.currentTarget.value as typeof outcome)}
			/>
			<LongText label={say('close_note')} value={note} onChange={setNote} />
		</FormDialogue>
	);
}

function AnswerDialogue({ request, close }: DialogueProps) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	const format = useFormat();
	const language = request.language === 'zh-CN' ? 'zh-CN' : 'en';
	const templates = (useQuery(templatesQuery).data ?? []).filter((one) => one.language === language);
	const [kind, setKind] = useState('');
	const [subject, setSubject] = useState('');
	const [body, setBody] = useState('');
	const [mail, setMail] = useState(request.email !== null);
	const choose = (next: string) => {
		setKind(next);
		const template = templates.find((one) => one.kind === next);
		if (!template) return;
		const values: Record<string, string> = {
			number: String(request.id),
			kind: requestKindWords[request.kind][language],
			due: format.day(request.due_on),
			received: format.date(request.received_at),
		};
		const filled = (text: string) => text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
		setSubject(filled(template.subject));
		setBody(filled(template.body));
	};
	const send = () => client.privacy.answerRequest({ params: { id: request.id }, body: { subject, body, language, send: mail } });
	return (
		<FormDialogue title={say('answer')} close={close} send={send}>
			<NativeSelect
				label={say('template')}
				data={[
					{ value: '', label: say('no_template') },
					...templates.map((one) => ({ value: one.kind as string, label: speak(templateWords[one.kind]) })),
				]}
				value={kind}
				onChange={(event) => choose(event.currentTarget.value)}
			/>
			<TextInput
				label={say('subject')}
				required
				withAsterisk={false}
				maxLength={300}
				value={subject}
				onChange={(event) => setSubject(event.currentTarget.value)}
			/>
			<LongText label={say('body')} value={body} onChange={setBody} most={20_000} />
			<Checkbox
				label={say('send_mail')}
				description={say('send_mail_why')}
				disabled={request.email === null}
				checked={mail}
				onChange={(event) => setMail(event.currentTarget.checked)}
			/>
		</FormDialogue>
	);
}
