// The sign-in page.
import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery } from '../../../web/session.ts';
import { Gate } from './Gate.tsx';
import { SignInForm } from './SignInForm.tsx';
import { useAccessWords } from './words.ts';

/** Only addresses of this page itself: a link must not lead to a stranger's page after the sign-in. */
function ownAddress(to: string | undefined): string {
	return to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/customers';
}

export function SignInPage() {
	const say = useAccessWords();
	const { to } = useSearch({ from: '/sign-in' });
	const navigate = useNavigate();
	const queryClient = useQueryClient();

	useEffect(() => document.querySelector<HTMLInputElement>('input[name=email]')?.focus(), []);

	const enter = async () => {
		await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
		await navigate({ href: ownAddress(to), replace: true });
	};

	return (
		<Gate title={say('sign_in')}>
			<SignInForm onSignedIn={enter} />
			<Text size="xs" c="dimmed" mt="md">
				{say('forgotten')}
			</Text>
		</Gate>
	);
}
