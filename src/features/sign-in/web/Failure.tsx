// A refusal above a form of signing in.
import { Alert } from '@mantine/core';
import { useExplain } from '../../../web/shared/problem.ts';
import { PasskeyCancelled } from './passkey.ts';
import { useSignInWords } from './words.ts';

export function Failure({ cause }: { readonly cause: unknown }) {
	const say = useSignInWords();
	const explain = useExplain();
	if (!cause) return null;
	return (
		<Alert color="red" role="alert">
			{cause instanceof PasskeyCancelled ? say('passkey_cancelled') : explain(cause)}
		</Alert>
	);
}
