// The security of one's own account: password, second factors, passkeys, address, providers, sessions.
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { Factors } from './Factors.tsx';
import { EmailForm, PasswordForm } from './OwnForms.tsx';
import { securityQuery } from './queries.ts';
import { Sessions } from './Sessions.tsx';
import { useSignInWords } from './words.ts';

export function SecurityPage() {
	const say = useSignInWords();
	const security = useQuery(securityQuery);
	return (
		<Stack gap="xl">
			<PageHead title={say('security')} lead={say('security_lead')} />
			{security.isPending && <Loading lines={8} />}
			{security.isError && <Failed cause={security.error} retry={() => void security.refetch()} />}
			{security.data && (
				<>
					<PasswordForm hasPassword={security.data.password} />
					<Factors security={security.data} />
					<EmailForm />
				</>
			)}
			<Sessions />
		</Stack>
	);
}
