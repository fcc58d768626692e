// Where the link of a mail leads: it counts once the button is pressed, since programs that look through mails open links by themselves.
import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { client } from '../../../web/client.ts';
import { useLanguage, useSpoken } from '../../../web/i18n.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { Gate } from '../../access/web/Gate.tsx';
import classes from './preferences.module.css';
import { usePreferenceWords } from './words.ts';

export function ConfirmPage() {
	const say = usePreferenceWords();
	const speak = useSpoken();
	const language = useLanguage();
	const { token } = useParams({ from: '/preferences/confirm/$token' });
	const asked = useQuery({
		queryKey: ['confirmation', token],
		queryFn: ({ signal }) => client.privacy.getConfirmation({ params: { token } }, { signal }),
		retry: false,
	});
	const confirm = useMutation({ mutationFn: () => client.privacy.confirm({ params: { token } }) });
	const shown = confirm.data ?? asked.data;
	return (
		<Gate title={say('confirm_title')}>
			{asked.isPending && <Loading lines={3} />}
			{asked.isError && <Failed cause={asked.error} />}
			{shown && (
				<Stack gap="sm">
					{shown.confirmed ? (
						<Text role="status">{say('confirmed')}</Text>
					) : (
						<>
							<Text>{say(shown.what === 'consent' ? 'confirm_consent' : 'confirm_request', { what: speak(shown.words) })}</Text>
							{shown.text && <div className={classes.text}>{shown.text[language]}</div>}
							{confirm.isError && <Failed cause={confirm.error} />}
							<Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
								{say('confirm')}
							</Button>
						</>
					)}
				</Stack>
			)}
		</Gate>
	);
}
