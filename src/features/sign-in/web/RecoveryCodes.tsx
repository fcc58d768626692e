// Recovery codes, the one time they can be seen.
import { Alert, Button, CopyButton, Group, Stack } from '@mantine/core';
import { useCommonWords } from '../../../web/words.ts';
import classes from './Security.module.css';
import { useSignInWords } from './words.ts';

export function RecoveryCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
	const say = useSignInWords();
	const common = useCommonWords();
	return (
		<Stack gap="sm">
			<Alert color="yellow">{say('recovery_once')}</Alert>
			<ul className={classes.codes} aria-label={say('recovery')} data-codes>
				{codes.map((code) => (
					<li key={code}>{code}</li>
				))}
			</ul>
			<Group justify="flex-end">
				<CopyButton value={codes.join('\n')}>
					{({ copied, copy }) => (
						<Button variant="default" onClick={copy}>
							{copied ? common('copied') : common('copy')}
						</Button>
					)}
				</CopyButton>
				<Button onClick={onKept}>{say('recovery_kept')}</Button>
			</Group>
		</Stack>
	);
}
