// One request by privacy law: what was asked, until when, everything to do, and the trail.
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useSpoken } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { NotFound } from '../../../web/shell/pages.tsx';
import { Card } from '../../customers/web/page/Card.tsx';
import { agentRoleWords, lawWords, requestChannelWords, requestKindWords, requestStateWords, stepWords } from '../messages.ts';
import { type PrivacyRequest, unprovenKinds } from '../schema.ts';
import { Due } from './Due.tsx';
import { Limits } from './Limits.tsx';
import classes from './privacy.module.css';
import { requestQuery } from './queries.ts';
import { RequestWork } from './RequestWork.tsx';
import { usePrivacyWords } from './words.ts';
import { useLawWords } from './words-law.ts';

export function RequestPage() {
	const { id: text } = useParams({ from: '/app/privacy/requests/$id' });
	const id = Number(text);
	if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
	return <OneRequest key={id} id={id} />;
}

function OneRequest({ id }: { readonly id: number }) {
	const request = useQuery(requestQuery(id));
	if (request.isPending) return <Loading lines={8} />;
	if (request.isError) return <Failed cause={request.error} retry={request.refetch} />;
	return <Shown request={request.data} />;
}

function Shown({ request }: { readonly request: PrivacyRequest }) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	return (
		<Stack>
			<Anchor size="sm" renderRoot={(props) => <Link to="/privacy/requests" {...props} />}>
				{say('back')}
			</Anchor>
			<PageHead
				title={`${speak(requestKindWords[request.kind])} · ${request.customer.name ?? say('nameless')}`}
				beside={<StatusDot tone={request.state === 'open' ? 'busy' : 'good'}>{speak(requestStateWords[request.state])}</StatusDot>}
			/>
			<div className={classes.columns}>
				<Stack gap="md">
					<Facts request={request} />
					{request.erasure && <Erased erasure={request.erasure} />}
					<Limits request={request} />
					<Trail request={request} />
				</Stack>
				<RequestWork request={request} />
			</div>
		</Stack>
	);
}

function Facts({ request }: { readonly request: PrivacyRequest }) {
	const say = usePrivacyWords();
	const sayLaw = useLawWords();
	const speak = useSpoken();
	const format = useFormat();
	const lines: [string, React.ReactNode][] = [
		[
			say('customer'),
			<Anchor
				key="customer"
				renderRoot={(props) => <Link to="/customers/$id" params={{ id: String(request.customer.id) }} search={{}} {...props} />}
			>
				{request.customer.name ?? say('nameless')}
			</Anchor>,
		],
		[say('number'), request.id],
		[say('law'), speak(lawWords[request.law])],
		[say('received'), `${format.moment(request.received_at)} · ${speak(requestChannelWords[request.channel])}`],
		[
			say('due'),
			<Group key="due" gap="sm">
				{format.day(request.due_on)}
				<Due request={request} />
			</Group>,
		],
		[sayLaw('confirm_by'), request.confirm_by && format.day(request.confirm_by)],
		[say('identity'), unprovenKinds.includes(request.kind) ? null : say(`identity_${request.identity_state}`)],
		[
			sayLaw('agent'),
			request.agent &&
				[request.agent, request.agent_role && speak(agentRoleWords[request.agent_role]), sayLaw(`agent_${request.agent_state}`)]
					.filter(Boolean)
					.join(' · '),
		],
		[say('assignee'), request.assignee],
		[say('closed'), request.closed_at && format.moment(request.closed_at)],
		[say('holds'), request.holds.map(({ name }) => name).join(', ')],
		[say('details'), request.details],
	];
	return <FactList lines={lines} />;
}

/** That the person was erased, and how far the disk has followed. */
function Erased({ erasure }: { readonly erasure: NonNullable<PrivacyRequest['erasure']> }) {
	const say = usePrivacyWords();
	const format = useFormat();
	const { physical_at, physical_by, log_until } = erasure;
	return (
		<Card title={say('erasure')}>
			<FactList
				lines={[
					[
						say('number'),
						<Anchor key="number" renderRoot={(props) => <Link to="/privacy/erasures" {...props} />}>
							{erasure.id}
						</Anchor>,
					],
					[
						say('erased_at'),
						`${format.moment(erasure.at)} · ${say('erased_what', { rows: format.number(erasure.rows), kinds: erasure.kinds })}`,
					],
					[
						say('erased_disk'),
						physical_at
							? say('erased_disk_done', { date: format.date(physical_at), tables: erasure.tables })
							: say('erased_disk_until', { date: format.day(physical_by) }),
					],
					[say('erased_log'), log_until],
					[say('erased_ledger'), erasure.in_ledger ? say('in_ledger') : say('not_in_ledger')],
				]}
			/>
		</Card>
	);
}

function FactList({ lines }: { readonly lines: readonly (readonly [string, React.ReactNode])[] }) {
	return (
		<dl className={classes.facts}>
			{lines
				.filter(([, value]) => value)
				.map(([label, value]) => (
					<div key={label} className={classes.fact}>
						<dt>{label}</dt>
						<dd>{value}</dd>
					</div>
				))}
		</dl>
	);
}

function Trail({ request }: { readonly request: PrivacyRequest }) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	return (
		<Card title={say('trail')}>
			<ol className={classes.trail}>
				{request.steps.map((step) => (
					<li key={step.id}>
						<Group gap="xs">
							<span>{speak(stepWords[step.kind])}</span>
							<Text size="xs" c="dimmed" component="span">
								{step.by ?? say('by_system')} · <RelativeTime at={step.at} />
							</Text>
						</Group>
						{step.note && (
							<Text size="sm" className={classes.note}>
								{step.note}
							</Text>
						)}
					</li>
				))}
			</ol>
		</Card>
	);
}
