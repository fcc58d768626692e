// Pages that belong to no feature: loading, not found, failed.
import { Box, Button, Code } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMapQuestion, IconPlugConnectedX } from '@tabler/icons-react';
import { type ErrorComponentProps, Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { onReturn, Unreachable } from '../connection.ts';
import { useMay } from '../session.ts';
import { ButtonLink } from '../shared/ButtonLink.tsx';
import { MissingPart, reload } from '../shared/missing-part.ts';
import { useExplain, useTell } from '../shared/problem.ts';
import { Empty, Loading } from '../shared/states.tsx';
import { useTitle } from '../shared/title.ts';
import { useCommonWords, useShellWords } from '../words.ts';
import { permissionOf } from './places.ts';

export function PagePending() {
	return <Loading lines={8} height={24} />;
}

/** The same before there is a frame: while it is asked who is signed in. */
export function FramePending() {
	return (
		<Box p="lg">
			<PagePending />
		</Box>
	);
}

interface InsteadProps {
	readonly icon: ReactNode;
	readonly word: 'not_found' | 'not_permitted';
}

/** What stands in the place of a page that is not shown, and the way on. */
function Instead({ icon, word }: InsteadProps) {
	const say = useShellWords();
	useTitle(say(word));
	return (
		<Empty icon={icon} order={1} title={say(word)} action={<ButtonLink to="/customers">{say('to_customers')}</ButtonLink>}>
			{say(`${word}_why`)}
		</Empty>
	);
}

export const NotFound = () => <Instead icon={<IconMapQuestion />} word="not_found" />;

/** The page at this address, or in its place that this person's role may not open it: before the page asks the server for what would be refused. */
export function PermittedPage() {
	const may = useMay();
	const permission = permissionOf(useLocation({ select: ({ pathname }) => pathname }));
	return permission === undefined || may(permission) ? <Outlet /> : <Instead icon={<IconLock />} word="not_permitted" />;
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
	const say = useShellWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	useTitle(say('failed'));
	// Whoever waits on a page that is not there has nothing to lose by loading it as soon as that is possible.
	const missing = error instanceof MissingPart;
	useEffect(() => (missing ? onReturn(() => void reload()) : undefined), [missing]);
	if (missing)
		return (
			<Empty
				icon={<IconPlugConnectedX />}
				order={1}
				title={say('part_failed')}
				action={<Button onClick={() => void reload().then((there) => there || tell.failed(new Unreachable()))}>{common('reload')}</Button>}
			>
				{explain(error)}
			</Empty>
		);
	return (
		<Empty icon={<IconAlertTriangle />} order={1} title={say('failed')} action={<Button onClick={reset}>{common('retry')}</Button>}>
			{say('failed_why')}
			<Code block mt="sm">
				{explain(error)}
			</Code>
		</Empty>
	);
}
