// What a place shows while it has nothing to show: loading, empty, failed.
import { Alert, Button, Loader, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCommonWords } from '../words.ts';
import { useExplain } from './problem.ts';
import classes from './states.module.css';

/** Grey bars in the place of lines that are being read. */
export function Loading({ lines = 6, height = 20 }: { readonly lines?: number; readonly height?: number }) {
	const say = useCommonWords();
	return (
		<Stack gap="sm" role="status" aria-label={say('loading')}>
			{Array.from({ length: lines }, (_, line) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
				<Skeleton key={line} height={height} width={`${100 - ((line * 13) % 40)}%`} radius="sm" />
			))}
		</Stack>
	);
}

/** A part that was asked for and whose script is on its way: seen by who waits long, at the top of the window, moving nothing. */
export function Arriving() {
	const say = useCommonWords();
	return (
		<div className={classes.arriving} role="status" aria-label={say('loading')}>
			<Loader size="sm" />
		</div>
	);
}

interface EmptyProps {
	readonly icon: ReactNode;
	readonly title: string;
	readonly children?: ReactNode;
	/** 1 where it is the whole page. */
	readonly order?: 1 | 2;
	/** What to do next: one or two buttons. */
	readonly action?: ReactNode;
}

/** Says that there is nothing, and what to do next. */
export function Empty({ icon, title, order = 2, children, action }: EmptyProps) {
	return (
		<div className={classes.empty}>
			<span className={classes.icon} aria-hidden="true">
				{icon}
			</span>
			<Title order={order}>{title}</Title>
			{children && (
				<Text c="dimmed" maw={460} component="div">
					{children}
				</Text>
			)}
			{action && <div className={classes.action}>{action}</div>}
		</div>
	);
}

/** Says what went wrong, and offers to try again. */
export function Failed({ cause, title, retry }: { readonly cause: unknown; readonly title?: string; readonly retry?: () => void }) {
	const say = useCommonWords();
	const explain = useExplain();
	return (
		<Alert color="red" icon={<IconAlertCircle aria-hidden="true" />} role="alert" title={title} w="100%">
			<Stack gap="xs" align="flex-start">
				<Text size="sm">{explain(cause)}</Text>
				{retry && (
					<Button size="xs" variant="default" onClick={retry}>
						{say('retry')}
					</Button>
				)}
			</Stack>
		</Alert>
	);
}
