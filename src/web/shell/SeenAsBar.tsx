// Says that an administrator looks as somebody else, and leads back.
import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { client } from '../client.ts';
import { useUser } from '../session.ts';
import { useTell } from '../shared/problem.ts';
import { useShellWords } from '../words.ts';
import classes from './SeenAsBar.module.css';

export function SeenAsBar() {
	const say = useShellWords();
	const tell = useTell();
	const user = useUser();
	const back = useMutation({
		mutationFn: () => client.access.seeAsOneself(),
		// All that is on the page was somebody else's.
		onSuccess: () => window.location.assign('/settings/users'),
		onError: tell.failed,
	});
	if (!user?.seen_by) return null;
	return (
		<div className={classes.bar} role="status">
			<IconEye size={18} aria-hidden="true" />
			<span className={classes.words}>{say('seen_as', { name: user.name })}</span>
			<Button size="compact-sm" variant="default" loading={back.isPending} onClick={() => back.mutate()}>
				{say('seen_as_back', { name: user.seen_by.name })}
			</Button>
		</div>
	);
}
