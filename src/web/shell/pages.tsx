// Pages that belong to no feature: loading, not found, failed.
import { Button, Code } from '@mantine/core';
import { IconAlertTriangle, IconMapQuestion, IconPlugConnectedX } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Unreachable } from '../connection.ts';
import { ButtonLink } from '../shared/ButtonLink.tsx';
import { MissingPart, reload } from '../shared/missing-part.ts';
import { useExplain, useTell } from '../shared/problem.ts';
import { Empty, Loading } from '../shared/states.tsx';
import { useTitle } from '../shared/title.ts';
import { useCommonWords, useShellWords } from '../words.ts';

export function PagePending() {
	return <Loading lines={8} height={24} />;
}

export function NotFound() {
	const say = useShellWords();
	useTitle(say('not_found'));
	return (
		<Empty
			icon={<IconMapQuestion />}
			order={1}
			title={say('not_found')}
			action={<ButtonLink to="/customers">{say('to_customers')}</ButtonLink>}
		>
			{say('not_found_why')}
		</Empty>
	);
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
	const say = useShellWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	useTitle(say('failed'));
	if (error instanceof MissingPart)
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
