// The bell in the frame: how many notifications are unread, and the list of them when it is pressed.
import { ActionIcon, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { later } from '../../../web/shared/later.tsx';
import { Loading } from '../../../web/shared/states.tsx';
import { mostUnread } from '../schema.ts';
import classes from './Bell.module.css';
import { notificationsQuery } from './queries.ts';
import { useNotificationWords } from './words.ts';

const NotificationList = later(() => import('./NotificationList.tsx').then((module) => module.NotificationList));

export function Bell() {
	const say = useNotificationWords();
	const [opened, setOpened] = useState(false);
	const unread = useInfiniteQuery(notificationsQuery).data?.pages[0]?.unread ?? 0;
	const many = unread >= mostUnread;
	const label = unread === 0 ? say('bell') : many ? say('bell_many') : say('bell_unread', { count: unread });
	return (
		<Popover opened={opened} onChange={setOpened} position="top-start" width={380} trapFocus returnFocus withinPortal>
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					size="lg"
					className={classes.bell}
					aria-label={label}
					aria-haspopup="dialog"
					onClick={() => setOpened(!opened)}
				>
					<IconBell size={20} aria-hidden="true" />
					{unread > 0 && (
						<span className={classes.count} aria-hidden="true">
							{many ? `${mostUnread - 1}+` : unread}
						</span>
					)}
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown p={0} className={classes.dropdown} aria-label={say('title')}>
				<Suspense fallback={<Loading lines={4} />}>
					<NotificationList close={() => setOpened(false)} />
				</Suspense>
			</Popover.Dropdown>
		</Popover>
	);
}
