// Where somebody stands who has to set up a second factor before anything else.
import { Button, Divider, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionQuery } from '../../../web/session.ts';
import { useLeave } from '../../../web/shell/account.ts';
import { Gate } from '../../access/web/Gate.tsx';
import { PasskeySetUp } from './PasskeySetUp.tsx';
import { passkeysSupported } from './passkey.ts';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { TotpSetUp } from './TotpDialogue.tsx';
import { useSignInWords } from './words.ts';

export function EnrolPage() {
	const say = useSignInWords();
	const leave = useLeave();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const [way, setWay] = useState<'app' | 'passkey' | null>(null);
	const [codes, setCodes] = useState<readonly string[] | null>(null);
	const goOn = async () => {
		await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
		await navigate({ to: '/customers', search: {}, replace: true });
	};
	return (
		<Gate title={say('enrol_title')} lead={say('enrol_lead')}>
			{codes ? (
				<RecoveryCodes codes={codes} onKept={goOn} />
			) : (
				<Stack gap="sm">
					{way === null && <Button onClick={() => setWay('app')}>{say('app_add')}</Button>}
					{way === null && passkeysSupported && (
						<Button variant="default" onClick={() => setWay('passkey')}>
							{say('passkey_add')}
						</Button>
					)}
					{way === 'app' && <TotpSetUp onDone={setCodes} />}
					{way === 'passkey' && <PasskeySetUp onDone={setCodes} />}
					<Divider />
					<Button variant="subtle" onClick={leave}>
						{say('sign_out')}
					</Button>
				</Stack>
			)}
		</Gate>
	);
}
