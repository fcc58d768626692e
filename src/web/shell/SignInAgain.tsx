// The dialogue that asks to sign in again when the session has ended; the page behind it keeps everything that was typed.
import { Modal, Text } from '@mantine/core';
import { Suspense, useEffect, useRef, useState } from 'react';
import { client, onSessionEnd } from '../client.ts';
import { queryClient } from '../queries.ts';
import { sessionQuery } from '../session.ts';
import { later } from '../shared/later.tsx';
import { Loading } from '../shared/states.tsx';
import { useCommonWords, useShellWords } from '../words.ts';

const SignInForm = later(() => import('../../features/sign-in/web/SignInForm.tsx').then((module) => module.SignInForm));

/** Whether somebody was signed in on this page: only then has a session ended. */
function hadSession(): boolean {
	return Boolean(queryClient.getQueryData(sessionQuery.queryKey)?.user);
}

export function SignInAgain() {
	const say = useShellWords();
	const common = useCommonWords();
	const [asking, setAsking] = useState(false);
	const waiting = useRef<(() => void)[]>([]);

	useEffect(() => {
		onSessionEnd(async () => {
			if (!hadSession()) return;
			setAsking(true);
			await new Promise<void>((settle) => waiting.current.push(settle));
		});
		return () => onSessionEnd(null);
	}, []);

	const settle = () => {
		setAsking(false);
		for (const go of waiting.current.splice(0)) go();
	};

	const signedIn = async () => {
		const before = queryClient.getQueryData(sessionQuery.queryKey)?.user?.id;
		const session = await client.access.getSession();
		// Another person must not see what the first one had on the screen.
		if (before !== session.user?.id) return location.assign('/');
		queryClient.setQueryData(sessionQuery.queryKey, session);
		settle();
	};

	return (
		<Modal
			opened={asking}
			onClose={settle}
			title={say('session_ended')}
			// Over whatever dialogue the session ended in.
			zIndex={350}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Text size="sm" mb="md">
				{say('session_ended_why')}
			</Text>
			<Suspense fallback={<Loading lines={4} />}>
				<SignInForm onSignedIn={signedIn} />
			</Suspense>
		</Modal>
	);
}
