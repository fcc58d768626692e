// Says that the server cannot be reached, and that it can again; what is typed meanwhile is kept.
import { IconCloudCheck, IconCloudOff } from '@tabler/icons-react';
import { useConnection } from '../connection.ts';
import { useShellWords } from '../words.ts';
import classes from './ConnectionBar.module.css';

export function ConnectionBar() {
	const say = useShellWords();
	const connection = useConnection();
	// The place for the words is always there, so that screen readers hear when they come.
	return (
		<div role="status" className={classes.place}>
			{connection !== 'connected' && (
				<div className={classes.bar} data-back={connection === 'back' || undefined}>
					{connection === 'back' ? <IconCloudCheck size={16} aria-hidden="true" /> : <IconCloudOff size={16} aria-hidden="true" />}
					{say(connection === 'back' ? 'connection_back' : 'connection_lost')}
				</div>
			)}
		</div>
	);
}
