// The sign-in page: also where the way back from a provider ends.
import { Anchor, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../../../client.ts';
import { demandCookie, gate } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { sessionQuery } from '../../../web/session.ts';
import { Gate } from '../../access/web/Gate.tsx';
import { signInError } from '../messages.ts';
import type { SecondFactor } from '../schema.ts';
import { Failure } from './Failure.tsx';
import { optionsQuery } from './queries.ts';
import { SecondStep } from './SecondStep.tsx';
import { SignInForm } from './SignInForm.tsx';
import { useSignInWords } from './words.ts';

/** Only addresses of this page itself: a link must not lead to a stranger's page after the sign-in. */
function ownAddress(to: string | undefined): string {
	return to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/customers';
}

/** Why a provider's answer was refused, as the server puts it into the address. */
function useRefusal(code: string | undefined): unknown {
	const speak = useSpoken();
	const codes = [
		'provider_email',
		'provider_domain',
		'provider_linked',
		'provider_no_account',
		'provider_taken',
		'account_disabled',
		'provider_unreachable',
	] as const;
	if (!code) return null;
	const known = codes.find((one) => one === code);
	const { words } = signInError(known ?? 'provider_refused', { reason: '–' });
	return new Problem({ title: speak(words), code: known ?? 'provider_refused' });
}

export function SignInPage() {
	const say = useSignInWords();
	const { to, arrived, refused } = useSearch({ from: '/sign-in' });
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const [methods, setMethods] = useState<readonly SecondFactor[] | null>(null);
	const pending = useQuery({ ...optionsQuery, enabled: !arrived }).data?.pending ?? null;
	const refusal = useRefusal(refused);

	const enter = async () => {
		await demandCookie();
		await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
		await navigate({ href: ownAddress(to), replace: true });
	};
	const finish = useMutation({
		mutationFn: async () => {
			const result = await gate.signIn.finishProvider();
			if (result.state === 'second_factor') setMethods(result.methods);
			else await enter();
		},
	});
	const begun = useRef(false);
	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is opened
	useEffect(() => {
		if (arrived && !begun.current) finish.mutate();
		begun.current = true;
		if (!arrived) document.querySelector<HTMLInputElement>('input[name=email]')?.focus();
	}, []);

	const asked = methods ?? (arrived || refused ? null : pending);
	const restart = () => {
		setMethods(null);
		queryClient.setQueryData(optionsQuery.queryKey, (known) => known && { ...known, pending: null });
	};
	if (asked && asked.length > 0)
		return (
			<Gate title={say('second_title')}>
				<SecondStep methods={asked} onSignedIn={enter} onRestart={restart} />
			</Gate>
		);
	if (arrived && !finish.isError)
		return (
			<Gate title={say('title')}>
				<Text size="sm" role="status">
					{say('arriving')}
				</Text>
			</Gate>
		);
	return (
		<Gate title={say('title')}>
			<Stack gap="sm">
				<Failure cause={finish.error ?? refusal} />
				<SignInForm onSignedIn={enter} to={to} />
				<Anchor component={Link} to="/forgotten" size="sm">
					{say('forgotten')}
				</Anchor>
			</Stack>
		</Gate>
	);
}
