// How far the values that were there before are encrypted, or opened again, beside what turned it on.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../../../web/client.ts';
import { useRuleWords } from './words.ts';

/** `what`: attributes.x or notes.body. */
export function EncryptionProgress({ what }: { readonly what: string }) {
	const rule = useRuleWords();
	const runs = useQuery({
		queryKey: ['encryptions'],
		queryFn: ({ signal }) => client.customers.listEncryptions(undefined, { signal }),
		// It begins with a change on this page, and ends some time.
		refetchInterval: ({ state }) => (state.data?.items.length ? 2_000 : 5_000),
	});
	const run = runs.data?.items.find((one) => one.what === what);
	if (!run) return null;
	return (
		<Text size="sm" c="dimmed" role="status">
			{rule(run.encrypted ? 'encrypting' : 'decrypting', { percent: `${Math.floor(run.done * 100)}%` })}
		</Text>
	);
}
