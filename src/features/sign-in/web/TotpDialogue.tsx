// Setting up an authenticator app: a picture to scan, a key to type, the first number.
import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import qrcode from 'qrcode-generator';
import { type FormEvent, useMemo, useState } from 'react';
import { client } from '../../../web/client.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { Failure } from './Failure.tsx';
import classes from './Security.module.css';
import { useSignInWords } from './words.ts';

/** A QR code drawn as one path: the content policy allows neither foreign pictures nor styles. Always dark on light, as cameras expect. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
	const { size, path } = useMemo(() => {
		const code = qrcode(0, 'M');
		code.addData(text);
		code.make();
		const count = code.getModuleCount();
		const places = Array.from({ length: count }, (_, place) => place);
		const dark = places.flatMap((y) => places.filter((x) => code.isDark(y, x)).map((x) => `M${x + 4} ${y + 4}h1v1h-1z`));
		return { size: count + 8, path: dark.join('') };
	}, [text]);
	return (
		<svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className={classes.qr} shapeRendering="crispEdges">
			<rect width={size} height={size} fill="#fff" />
			<path d={path} fill="#000" />
		</svg>
	);
}

/** `onDone` gets the recovery codes, to be shown this once. */
export function TotpSetUp({ onDone }: { readonly onDone: (codes: readonly string[]) => void }) {
	const say = useSignInWords();
	const [code, setCode] = useState('');
	const secret = useQuery({
		queryKey: ['sign-in', 'totp'],
		queryFn: () => client.signIn.startTotp(),
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		retry: false,
	});
	const confirm = useMutation({
		mutationFn: () => client.signIn.confirmTotp({ body: { code } }),
		onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
		onError: () => setCode(''),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		confirm.mutate();
	};
	if (secret.isPending) return <Loading lines={6} />;
	if (secret.isError) return <Failed cause={secret.error} retry={() => void secret.refetch()} />;
	return (
		<form onSubmit={submit}>
			<Stack gap="sm">
				<Failure cause={confirm.error} />
				<Text size="sm">{say('app_scan')}</Text>
				<QrCode text={secret.data.uri} label={say('app_qr')} />
				<Text size="xs" c="dimmed">
					{say('app_manual')} <Code data-secret>{secret.data.secret.match(/.{1,4}/g)?.join(' ')}</Code>
				</Text>
				<TextInput
					label={say('code')}
					name="code"
					inputMode="numeric"
					autoComplete="one-time-code"
					maxLength={10}
					required
					withAsterisk={false}
					data-autofocus
					value={code}
					onChange={(event) => setCode(event.currentTarget.value)}
				/>
				<Group justify="flex-end">
					<Button type="submit" loading={confirm.isPending}>
						{say('go_on')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
