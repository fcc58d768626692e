// Consent and privacy on the customer's page: what stands for each purpose, limits, the link to the preference centre, requests.
import { Alert, Button, Group, Menu, Text } from '@mantine/core';
import { IconDots, IconLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { AddButton, Card } from '../../customers/web/page/Card.tsx';
import { useCustomer } from '../../customers/web/page/customer.tsx';
import { channelWords } from '../messages.ts';
import type { LimitRow } from '../schema.ts';
import { ConsentDialogue } from './ConsentDialogue.tsx';
import { LedgerDialogue } from './LedgerDialogue.tsx';
import { NewRequestDialogue } from './NewRequestDialogue.tsx';
import classes from './privacy.module.css';
import { consentsQuery, purposesQuery } from './queries.ts';
import { useConsentWords } from './words.ts';
import { useLawWords } from './words-law.ts';

export function PrivacyCard() {
	const say = useConsentWords();
	const sayLaw = useLawWords();
	const speak = useSpoken();
	const may = useMay();
	const { profile } = useCustomer();
	const active = profile.state === 'active';
	const asked = useQuery(purposesQuery);
	const standing = useQuery({ ...consentsQuery(profile.id), enabled: active });
	const purposes = asked.data ?? [];
	const consents = standing.data;
	const failed = [asked, standing].find(({ isError }) => isError);
	const [open, setOpen] = useState<'consent' | 'request' | 'ledger' | null>(null);
	const close = () => setOpen(null);
	const limited = (kind: LimitRow['kind']) => consents?.limits.some((one) => one.kind === kind);
	return (
		<Card
			title={say('title')}
			action={
				<Group gap={2} wrap="nowrap">
					{active && may('consents.write') && purposes.length > 0 && (
						<AddButton onClick={() => setOpen('consent')}>{say('record')}</AddButton>
					)}
					{active && (may('consents.write') || may('privacy.manage')) && <MoreMenu request={() => setOpen('request')} />}
				</Group>
			}
		>
			{failed && <Failed cause={failed.error} retry={failed.refetch} />}
			{!failed && (asked.isPending || (active && standing.isPending)) && <Loading lines={3} />}
			{limited('restriction') && (
				<Alert color="yellow" icon={<IconLock aria-hidden="true" />} title={say('restricted')} mb="xs">
					<Text size="sm">{say('restricted_why')}</Text>
				</Alert>
			)}
			{limited('objection') && <StatusDot tone="careful">{say('objected')}</StatusDot>}
			{limited('opt_out') && <StatusDot tone="careful">{sayLaw('opted_out')}</StatusDot>}
			{limited('limit_use') && <StatusDot tone="careful">{sayLaw('use_limited')}</StatusDot>}
			{asked.data?.length === 0 && (
				<Text size="sm" c="dimmed">
					{say('none')}
				</Text>
			)}
			<ul className={classes.lines}>
				{purposes.map((purpose) => (
					<li key={purpose.id} className={classes.line}>
						<span>{speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en })}</span>
						<div>
							{consents?.standing
								.filter(({ purpose_id }) => purpose_id === purpose.id)
								.map(({ channel, allowed, message }) => (
									<div key={channel} className={classes.use}>
										<StatusDot tone={allowed ? 'good' : 'neutral'}>{speak(channelWords[channel])}</StatusDot>
										<Text size="xs" c="dimmed" component="span">
											{message}
										</Text>
									</div>
								))}
						</div>
					</li>
				))}
			</ul>
			{active && purposes.length > 0 && (
				<Button size="compact-sm" variant="subtle" onClick={() => setOpen('ledger')}>
					{sayLaw('ledger')}
				</Button>
			)}
			{open === 'ledger' && <LedgerDialogue customer={profile.id} purposes={purposes} close={close} />}
			{open === 'consent' && <ConsentDialogue customer={profile.id} purposes={purposes} close={close} />}
			{open === 'request' && <NewRequestDialogue customer={profile.id} close={close} />}
		</Card>
	);
}

/** The preference centre of this customer, and requests that arrived another way. */
function MoreMenu({ request }: { readonly request: () => void }) {
	const say = useConsentWords();
	const may = useMay();
	const tell = useTell();
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	const params = { id: profile.id };
	const link = useMutation({
		mutationFn: (send: boolean) => client.privacy.createPreferenceLink({ params, body: { send } }),
		onSuccess: async ({ url, sent_to }) => {
			if (url === null) return tell.done(say('link_sent', { to: sent_to ?? '' }));
			await navigator.clipboard.writeText(url);
			tell.done(say('link_copied'));
		},
		onError: tell.failed,
	});
	const revoke = useMutation({
		mutationFn: () => client.privacy.revokeLinks({ params }),
		onSuccess: async ({ revoked }) => {
			await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			tell.done(say('link_revoked', { count: revoked }));
		},
		onError: tell.failed,
	});
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Button size="compact-sm" variant="subtle" color="gray" aria-label={`${say('title')}: ${say('more')}`}>
					<IconDots size={16} aria-hidden="true" />
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				{may('consents.write') && (
					<>
						<Menu.Label>{say('link')}</Menu.Label>
						<Menu.Item disabled={!profile.email} onClick={() => link.mutate(true)}>
							{say('send_link')}
						</Menu.Item>
						<Menu.Item onClick={() => link.mutate(false)}>{say('copy_link')}</Menu.Item>
						<Menu.Item onClick={() => revoke.mutate()}>{say('revoke_links')}</Menu.Item>
					</>
				)}
				{may('privacy.manage') && <Menu.Item onClick={request}>{say('new_request')}</Menu.Item>}
			</Menu.Dropdown>
		</Menu>
	);
}
