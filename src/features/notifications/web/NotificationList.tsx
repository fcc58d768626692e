// The list under the bell: what happened, when, and the way there.
import { Button, Title } from '@mantine/core';
import {
	IconAt,
	IconBell,
	IconChecklist,
	IconClockExclamation,
	IconDownload,
	IconEraser,
	IconShieldExclamation,
	IconUpload,
	IconUserCheck,
	IconUserShare,
	IconWebhook,
} from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { Empty, Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { Notification } from '../schema.ts';
import classes from './Bell.module.css';
import { notificationsQuery } from './queries.ts';
import { useNotificationWords } from './words.ts';

const icons = {
	import_done: IconUpload,
	import_failed: IconUpload,
	export_done: IconDownload,
	export_failed: IconDownload,
	customer_assigned: IconUserShare,
	mention: IconAt,
	bulk_edit_done: IconChecklist,
	bulk_edit_failed: IconChecklist,
	person_erased: IconEraser,
	new_device: IconShieldExclamation,
	guessing_slowed: IconShieldExclamation,
	webhook_failing: IconWebhook,
	approval_needed: IconUserCheck,
	approval_decided: IconUserCheck,
	approval_rules: IconUserCheck,
	privacy_request_due: IconClockExclamation,
	privacy_request_overdue: IconClockExclamation,
	privacy_request_unconfirmed: IconClockExclamation,
	privacy_breach_due: IconClockExclamation,
	privacy_breach_overdue: IconClockExclamation,
	privacy_policy_off: IconEraser,
} as const;

/** What a notification says. */
function useSentence(): (one: Notification) => string {
	const say = useNotificationWords();
	const format = useFormat();
	return ({ kind, detail, by, customer, about_customer }) => {
		const [rows, refused] = [Number(detail.rows ?? 0), Number(detail.refused ?? 0)];
		const file = String(detail.file ?? '');
		switch (kind) {
			case 'import_done':
				return refused > 0
					? say('import_refused', { file, count: refused, refused: format.number(refused) })
					: say('import_done', { file, count: rows, rows: format.number(rows) });
			case 'import_failed':
				return say('import_failed', { file });
			case 'export_done':
				return say('export_done', { count: rows, rows: format.number(rows) });
			case 'bulk_edit_done':
				if (detail.state === 'undone') return say('bulk_edit_undone', { count: rows, rows: format.number(rows) });
				return say('bulk_edit_done', { count: rows, rows: format.number(rows) });
			case 'customer_assigned':
			case 'mention':
				return say(kind, {
					who: by ?? say('somebody'),
					customer: customer ? (customer.name ?? say('nameless')) : say(about_customer ? 'unseen' : 'nameless'),
				});
			case 'new_device':
			case 'guessing_slowed':
				return say(kind, { address: String(detail.address ?? '') });
			case 'webhook_failing':
				return say(kind, { host: String(detail.host ?? '') });
			case 'privacy_request_due':
			case 'privacy_request_overdue':
			case 'privacy_request_unconfirmed':
				return say(kind, {
					customer: customer ? (customer.name ?? say('nameless')) : say('unseen'),
					due: format.day(String(detail.due_on ?? '')),
				});
			case 'privacy_breach_due':
				return say(kind, { breach: String(detail.breach_id ?? ''), count: Number(detail.hours ?? 0) });
			case 'privacy_breach_overdue':
				return say(kind, { breach: String(detail.breach_id ?? '') });
			case 'privacy_policy_off':
				return say(kind, { policy: String(detail.policy_id ?? '') });
			case 'person_erased':
				return say(kind, { erasure: String(detail.erasure_id ?? '') });
			case 'approval_needed':
				return say(detail.kind === 'export' ? 'approval_needed_export' : 'approval_needed_delete', {
					who: by ?? say('somebody'),
					count: rows,
					rows: format.number(rows),
				});
			case 'approval_decided':
				return say(detail.allowed ? 'approval_allowed' : 'approval_refused', { who: by ?? say('somebody') });
			case 'approval_rules':
				return say(kind, { who: by ?? say('somebody') });
			default:
				return say(kind);
		}
	};
}

/** Where a notification leads. */
function wayOf({ kind, customer, detail }: Notification) {
	if (kind.startsWith('privacy_request')) return { to: '/privacy/requests/$id', params: { id: String(detail.request_id) } } as const;
	if (kind.startsWith('privacy_breach')) return { to: '/privacy/breaches' } as const;
	if (kind === 'privacy_policy_off') return { to: '/privacy/retention' } as const;
	if (customer) return { to: '/customers/$id', params: { id: String(customer.id) }, search: {} } as const;
	if (kind.startsWith('import')) return { to: '/imports/$id', params: { id: String(detail.import_id) } } as const;
	if (kind.startsWith('export')) return { to: '/exports' } as const;
	if (kind.startsWith('bulk_edit')) return { to: '/customers/changes' } as const;
	if (kind === 'new_device' || kind === 'guessing_slowed') return { to: '/settings/security' } as const;
	if (kind.startsWith('webhook')) return { to: '/settings/webhooks' } as const;
	if (kind.startsWith('approval')) return { to: '/settings/approvals' } as const;
	return { to: '/customers', search: {} } as const;
}

export function NotificationList({ close }: { readonly close: () => void }) {
	const say = useNotificationWords();
	const common = useCommonWords();
	const tell = useTell();
	const sentence = useSentence();
	const queryClient = useQueryClient();
	const known = useInfiniteQuery(notificationsQuery);
	const reread = () => queryClient.invalidateQueries({ queryKey: notificationsQuery.queryKey });
	const items = known.data?.pages.flatMap((page) => page.items);
	const unread = known.data?.pages[0]?.unread ?? 0;
	const readOne = useMutation({ mutationFn: (id: number) => client.notifications.readNotification({ params: { id } }), onSettled: reread });
	const readAll = useMutation({
		mutationFn: () => client.notifications.readAllNotifications({ body: { up_to: items?.[0]?.id } }),
		onSuccess: reread,
		onError: tell.failed,
	});
	const follow = ({ id, read_at }: Notification) => {
		if (read_at === null) readOne.mutate(id);
		close();
	};
	return (
		<>
			<div className={classes.head}>
				<Title order={2}>{say('title')}</Title>
				{unread > 0 && (
					<Button size="compact-sm" variant="subtle" loading={readAll.isPending} onClick={() => readAll.mutate()}>
						{say('read_all')}
					</Button>
				)}
			</div>
			{known.isPending && (
				<div className={classes.list}>
					<Loading lines={4} />
				</div>
			)}
			{known.isError && <Failed cause={known.error} retry={() => void known.refetch()} />}
			{items?.length === 0 && (
				<Empty icon={<IconBell />} title={say('empty')}>
					{say('empty_why')}
				</Empty>
			)}
			{items && items.length > 0 && (
				<ul className={classes.list}>
					{items.map((one) => {
						const Icon = icons[one.kind];
						const isNew = one.read_at === null;
						return (
							<li key={one.id}>
								<Link
									{...wayOf(one)}
									className={classes.item}
									data-unread={isNew || undefined}
									data-bad={one.kind.endsWith('failed') || undefined}
									onClick={() => follow(one)}
								>
									<Icon size={18} stroke={1.75} aria-hidden="true" />
									<span className={classes.words}>
										{sentence(one)}
										<span className={classes.when}>
											<RelativeTime at={one.created_at} />
										</span>
									</span>
									{isNew && (
										<span className={classes.dot}>
											<span className="visually-hidden">{say('unread')}</span>
										</span>
									)}
								</Link>
							</li>
						);
					})}
					{known.hasNextPage && (
						<li className={classes.more}>
							<Button size="compact-sm" variant="subtle" loading={known.isFetchingNextPage} onClick={() => void known.fetchNextPage()}>
								{common('more')}
							</Button>
						</li>
					)}
				</ul>
			)}
		</>
	);
}
