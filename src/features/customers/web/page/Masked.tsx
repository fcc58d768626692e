// A value that is masked for this person, with an eye that asks for the reason and shows it for a minute.
import { ActionIcon, Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import { useExplain } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { usePageWords } from '../words-page.ts';
import { useCustomer } from './customer.tsx';
import classes from './Masked.module.css';

interface MaskedProps {
	/** What is asked for: identity_number, attributes.x, contact_points/KEY. */
	readonly field: string;
	/** What it is called, for screen readers and the question. */
	readonly label: string;
	/** What is shown of it. */
	readonly children: ReactNode;
	/** The value in full as text. */
	readonly textOf: (value: unknown) => string;
}

/** How long a value stays in sight, in milliseconds. */
const shownFor = 60_000;

export function Masked({ field, label, children, textOf }: MaskedProps) {
	const say = usePageWords();
	const may = useMay();
	const { profile } = useCustomer();
	const [asking, setAsking] = useState(false);
	const [told, setTold] = useState<string | null>(null);
	useEffect(() => {
		if (told === null) return;
		const timer = setTimeout(() => setTold(null), shownFor);
		return () => clearTimeout(timer);
	}, [told]);
	return (
		<span className={classes.line}>
			<span className={classes.value} data-masked={told === null || undefined} dir="auto" aria-live="polite">
				{told ?? children}
			</span>
			{told === null && may('customers.unmask') && (
				<ActionIcon variant="subtle" color="gray" aria-label={say('unmask_of', { field: label })} onClick={() => setAsking(true)}>
					<IconEye size={16} />
				</ActionIcon>
			)}
			{asking && (
				<Reason
					id={profile.id}
					field={field}
					label={label}
					close={() => setAsking(false)}
					take={(value) => {
						setTold(textOf(value));
						setAsking(false);
					}}
				/>
			)}
		</span>
	);
}

interface ReasonProps extends Pick<MaskedProps, 'field' | 'label'> {
	readonly id: number;
	readonly close: () => void;
	readonly take: (value: unknown) => void;
}

function Reason({ id, field, label, close, take }: ReasonProps) {
	const say = usePageWords();
	const common = useCommonWords();
	const explain = useExplain();
	const [reason, setReason] = useState('');
	const unmask = useMutation({
		mutationFn: () => client.customers.unmaskValue({ params: { id }, body: { field, reason } }),
		onSuccess: ({ value }) => take(value),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (reason.trim().length >= 5) unmask.mutate();
	};
	return (
		<Modal opened onClose={close} title={say('unmask_of', { field: label })} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					{unmask.isError && (
						<Alert color="red" role="alert">
							{explain(unmask.error)}
						</Alert>
					)}
					<TextInput
						label={say('unmask_reason')}
						description={say('unmask_why')}
						minLength={5}
						maxLength={1000}
						required
						autoComplete="off"
						data-autofocus
						value={reason}
						onChange={(event) => setReason(event.currentTarget.value)}
					/>
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={unmask.isPending}>
							{say('unmask')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
