// A secret, the one time that it can be seen.
import { Alert, Button, Code, CopyButton, Group, Stack } from '@mantine/core';
import { useCommonWords } from '../../../web/words.ts';
import { useWebhookWords } from './words.ts';

export function Secret({ secret, close }: { readonly secret: string; readonly close: () => void }) {
	const say = useWebhookWords();
	const common = useCommonWords();
	return (
		<Stack gap="sm">
			<Alert color="yellow">{say('secret_once')}</Alert>
			<Code block data-secret>
				{secret}
			</Code>
			<Group justify="flex-end">
				<CopyButton value={secret}>
					{({ copied, copy }) => (
						<Button variant="default" onClick={copy}>
							{copied ? common('copied') : common('copy')}
						</Button>
					)}
				</CopyButton>
				<Button onClick={close}>{say('finish')}</Button>
			</Group>
		</Stack>
	);
}
