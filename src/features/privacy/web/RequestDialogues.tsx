// The dialogues of the work on a request: the identity, the agent, limits, the review, the answer, the end.
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { requestKindWords, requestStateWords, templateWords } from '../messages.ts';
import type { LimitRow, PrivacyRequest } from '../schema.ts';
import { FormDialogue, type FormDialogueProps } from './FormDialogue.tsx';
import { purposesQuery, templatesQuery } from './queries.ts';
import { usePrivacyWords } from './words.ts';
import { useLawWords } from './words-law.ts';

interface TextDialogueProps extends Pick<FormDialogueProps, 'title' | 'lead' | 'close'> {
	readonly label: string;
	readonly send: (text: string) => Promise<unknown>;
}

export function TextDialogue({ label, send, ...rest }: TextDialogueProps) {
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

export function IdentityDialogue({ request: { id, version }, close }: DialogueProps) {
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

export function AgentDialogue({ request: { id, version, agent }, close }: DialogueProps) {
	const say = useLawWords();
	const [state, setState] = useState<'verified' | 'failed'>('verified');
	const [how, setHow] = useState('');
	const send = () => client.privacy.updateRequest({ params: { id }, body: { agent: { state, how } } }, { version });
	return (
		<FormDialogue title={say('check_agent')} lead={say('check_agent_why', { name: agent ?? '' })} close={close} send={send}>
			<NativeSelect
				label={say('agent_outcome')}
				data={(['verified', 'failed'] as const).map((value) => ({ value, label: say(`agent_${value}`) }))}
				value={state}
				onChange={(event) => setState(event.currentTarget.value as typeof state)}
			/>
			<LongText label={say('agent_how')} value={how} onChange={setHow} />
		</FormDialogue>
	);
}

export function ReviewDialogue({ request: { id }, close }: DialogueProps) {
	const say = useLawWords();
	const [decision, setDecision] = useState('');
	const [outcome, setOutcome] = useState<'upheld' | 'changed'>('upheld');
	const [reasons, setReasons] = useState('');
	const send = () => client.privacy.reviewRequest({ params: { id }, body: { decision, outcome, reasons } });
	return (
		<FormDialogue title={say('review')} lead={say('review_why')} close={close} send={send}>
			<LongText label={say('decision')} value={decision} onChange={setDecision} />
			<NativeSelect
				label={say('review_outcome')}
				data={(['upheld', 'changed'] as const).map((value) => ({ value, label: say(`review_${value}`) }))}
				value={outcome}
				onChange={(event) => setOutcome(event.currentTarget.value as typeof outcome)}
			/>
			<LongText label={say('review_reasons')} value={reasons} onChange={setReasons} most={10_000} />
		</FormDialogue>
	);
}

/** Which limit a request leads to; what a hold forbids to erase is restricted instead. */
export function limitOf({ kind }: PrivacyRequest): LimitRow['kind'] {
	return kind === 'objection' || kind === 'opt_out' || kind === 'limit_use' ? kind : 'restriction';
}

export function LimitDialogue({ request, close }: DialogueProps) {
	const say = usePrivacyWords();
	const sayLaw = useLawWords();
	const speak = useSpoken();
	const kind = limitOf(request);
	const asked = useQuery({ ...purposesQuery, enabled: kind === 'objection' });
	const purposes = asked.data ?? [];
	const words = {
		restriction: { title: say('restrict'), lead: say('restrict_why') },
		objection: { title: say('object'), lead: say('object_why') },
		opt_out: { title: sayLaw('opt_out'), lead: sayLaw('opt_out_why') },
		limit_use: { title: sayLaw('limit_use'), lead: sayLaw('limit_use_why') },
	}[kind];
	const [purpose, setPurpose] = useState(String(request.purpose_id ?? ''));
	const [reason, setReason] = useState(request.details);
	const send = () =>
		client.privacy.addLimit({
			params: { id: request.customer.id },
			body: { kind, reason, request_id: request.id, ...(kind === 'objection' && purpose && { purpose_id: Number(purpose) }) },
		});
	return (
		<FormDialogue {...words} close={close} send={send} ready={kind !== 'objection' || asked.isSuccess} failure={asked.error}>
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

export function CloseDialogue({ request: { id, version }, close }: DialogueProps) {
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

export function AnswerDialogue({ request, close }: DialogueProps) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	const format = useFormat();
	const language = request.language === 'zh-CN' ? 'zh-CN' : 'en';
	const asked = useQuery(templatesQuery);
	const templates = (asked.data ?? []).filter((one) => one.language === language);
	const [kind, setKind] = useState('');
	const [subject, setSubject] = useState('');
	const [body, setBody] = useState('');
	const [mail, setMail] = useState(request.email !== null);
	const reason = request.steps.findLast(
		({ kind: step }) => step === 'extended' || step === 'review_upheld' || step === 'review_changed',
	)?.note;
	const choose = (next: string) => {
		setKind(next);
		const template = templates.find((one) => one.kind === next);
		if (!template) return;
		const values: Record<string, string> = {
			number: String(request.id),
			kind: requestKindWords[request.kind][language],
			due: format.day(request.due_on),
			received: format.date(request.received_at),
			// Of an extension, a refusal or a review: what was written down with it.
			...(reason && { reason }),
		};
		const filled = (text: string) => text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
		setSubject(filled(template.subject));
		setBody(filled(template.body));
	};
	const send = () => client.privacy.answerRequest({ params: { id: request.id }, body: { subject, body, language, send: mail } });
	return (
		<FormDialogue title={say('answer')} close={close} send={send} ready={asked.isSuccess} failure={asked.error}>
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
