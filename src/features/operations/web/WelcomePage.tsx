// The first page after set-up, and later from the settings: three ways to begin.
import { Alert, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconDatabaseImport, IconSparkles, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { client } from '../../../web/client.ts';
import { useInstallation } from '../../../web/look.ts';
import { useMay } from '../../../web/session.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import type { Demo } from '../schema.ts';
import { demoQuery } from './queries.ts';
import classes from './WelcomePage.module.css';
import { useWelcomeWords } from './words.ts';

export function WelcomePage() {
	const say = useWelcomeWords();
	const may = useMay();
	const { name } = useInstallation();
	return (
		<Stack className={classes.page}>
			<PageHead title={say('title', { name })} lead={may('customers.write') ? say('lead') : undefined} />
			{!may('customers.write') && <Text>{say('nothing_allowed')}</Text>}
			<div className={classes.ways}>
				{may('imports.run') && (
					<Way icon={<IconDatabaseImport />} title={say('import_title')} why={say('import_why')}>
						<ButtonLink to="/imports/new">{say('import_do')}</ButtonLink>
					</Way>
				)}
				{may('settings.manage') && <DemoWay />}
				{may('customers.write') && (
					<Way icon={<IconUserPlus />} title={say('add_title')} why={say('add_why')}>
						<ButtonLink to="/customers" search={{ dialog: 'new' }} variant="default">
							{say('add_do')}
						</ButtonLink>
					</Way>
				)}
			</div>
		</Stack>
	);
}

interface WayProps {
	readonly icon: ReactNode;
	readonly title: string;
	readonly why: string;
	readonly children: ReactNode;
}

function Way({ icon, title, why, children }: WayProps) {
	return (
		<section className={classes.way}>
			<span className={classes.icon} aria-hidden="true">
				{icon}
			</span>
			<Title order={2}>{title}</Title>
			<Text size="sm" c="dimmed" className={classes.why}>
				{why}
			</Text>
			{children}
		</section>
	);
}

function DemoWay() {
	const say = useWelcomeWords();
	const demo = useQuery(demoQuery);
	const queryClient = useQueryClient();
	const state = demo.data?.state;
	// What the demo brought or took stands in every list.
	useEffect(() => {
		if (state === 'ready' || state === 'none') void queryClient.invalidateQueries({ queryKey: ['customers'] });
	}, [state, queryClient]);
	return (
		<Way icon={<IconSparkles />} title={say('demo_title')} why={say('demo_why')}>
			{demo.isPending && <Loading lines={1} />}
			{demo.isError && <Failed cause={demo.error} retry={demo.refetch} />}
			{demo.data && <DemoState demo={demo.data} />}
		</Way>
	);
}

function DemoState({ demo }: { readonly demo: Demo }) {
	const say = useWelcomeWords();
	const format = useFormat();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const told = { onSuccess: (next: Demo) => queryClient.setQueryData(demoQuery.queryKey, next), onError: tell.failed };
	const start = useMutation({ mutationFn: () => client.operations.startDemo({ body: { confirm: true } }), ...told });
	const remove = useMutation({ mutationFn: () => client.operations.removeDemo(), ...told });
	const askToStart = () =>
		demo.has_customers
			? confirm({
					title: say('demo_title'),
					body: say('demo_confirm'),
					action: say('demo_do'),
					danger: false,
					onConfirm: () => start.mutate(),
				})
			: start.mutate();
	const askToRemove = () =>
		confirm({ title: say('demo_remove'), body: say('demo_remove_why'), action: say('demo_remove'), onConfirm: () => remove.mutate() });
	const count = format.number(demo.customers);
	if (demo.state === 'running' || demo.state === 'removing') {
		const label = demo.state === 'running' ? say('demo_running', { count }) : say('demo_removing');
		return (
			<div>
				<Text size="sm" mb={6} role="status">
					{label}
				</Text>
				<Progress value={Math.max(2, demo.share * 100)} aria-label={label} />
			</div>
		);
	}
	return (
		<Stack gap="xs" align="flex-start">
			{demo.state === 'failed' && (
				<Alert color="red" role="alert">
					{say('demo_failed')}
				</Alert>
			)}
			{demo.state === 'ready' && <Text size="sm">{say('demo_ready', { count })}</Text>}
			<Group gap="xs">
				{demo.state === 'ready' ? (
					<ButtonLink to="/customers" search={{}} variant="default">
						{say('to_customers')}
					</ButtonLink>
				) : (
					<Button variant="default" loading={start.isPending} onClick={askToStart}>
						{say('demo_do')}
					</Button>
				)}
				{(demo.state === 'ready' || demo.state === 'failed') && (
					<Button variant="subtle" color="red" loading={remove.isPending} onClick={askToRemove}>
						{say('demo_remove')}
					</Button>
				)}
			</Group>
		</Stack>
	);
}
