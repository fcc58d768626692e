// Restrictions and objections that stand of the customer whom a request is about.
import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { Card } from '../../customers/web/page/Card.tsx';
import { limitSourceWords, requestKindWords } from '../messages.ts';
import type { LimitRow, PrivacyRequest } from '../schema.ts';
import classes from './privacy.module.css';
import { purposesQuery } from './queries.ts';
import { usePrivacyWords } from './words.ts';

export function Limits({ request }: { readonly request: PrivacyRequest }) {
	const say = usePrivacyWords();
	if (request.limits.length === 0) return null;
	return (
		<Card title={say('limits')}>
			<ul className={classes.lines}>
				{request.limits.map((limit) => (
					<Limit key={limit.id} limit={limit} customer={request.customer.id} />
				))}
			</ul>
		</Card>
	);
}

function Limit({ limit, customer }: { readonly limit: LimitRow; readonly customer: number }) {
	const say = usePrivacyWords();
	const speak = useSpoken();
	const may = useMay();
	const tell = useTell();
	const queryClient = useQueryClient();
	const purposes = useQuery(purposesQuery).data;
	const purpose = purposes?.find(({ id }) => id === limit.purpose_id);
	const end = useMutation({
		mutationFn: () => client.privacy.endLimit({ params: { id: customer, limit_id: limit.id } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['privacy'] }),
		onError: tell.failed,
	});
	const what = [speak(requestKindWords[limit.kind]), purpose && speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en })]
		.filter(Boolean)
		.join(' · ');
	return (
		<li className={classes.line}>
			<div>
				{what}
				{limit.source !== 'staff' && (
					<Text size="xs" c="dimmed">
						{speak(limitSourceWords[limit.source])}
					</Text>
				)}
				{limit.reason && (
					<Text size="xs" c="dimmed">
						{limit.reason}
					</Text>
				)}
			</div>
			{may('privacy.manage') && (
				<Button
					size="compact-sm"
					variant="default"
					loading={end.isPending}
					aria-label={say('end_limit_of', { what })}
					onClick={() => end.mutate()}
				>
					{say('end_limit')}
				</Button>
			)}
		</li>
	);
}
