// The way back to all imports.
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './imports.module.css';
import { useImportWords } from './words.ts';

export function BackLink() {
	const say = useImportWords();
	return (
		<div>
			<Link to="/imports" className={classes.back}>
				<IconArrowLeft size={14} aria-hidden="true" /> {say('back')}
			</Link>
		</div>
	);
}
