// The handbook inside the product: its chapters beside the one that is read, in the person's language.

import { IconBook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLanguage } from '../i18n.ts';
import { ButtonLink } from '../shared/ButtonLink.tsx';
import { Empty, Failed, Loading } from '../shared/states.tsx';
import { useTitle } from '../shared/title.ts';
import { useShellWords } from '../words.ts';
import { handbookQuery } from './chapters.ts';
import classes from './HelpPage.module.css';
import { Markdown } from './Markdown.tsx';

export function HelpPage() {
	const say = useShellWords();
	const language = useLanguage();
	const { chapter } = useParams({ strict: false });
	const handbook = useQuery(handbookQuery(language));
	const shown = handbook.data?.find(({ name }) => (chapter ? name === chapter : true));
	useTitle(shown?.title ?? say('handbook'));
	// An address with an anchor leads to its heading once the text is there.
	useEffect(() => {
		const anchor = decodeURIComponent(location.hash.slice(1));
		if (shown && anchor) document.getElementById(anchor)?.scrollIntoView();
	}, [shown]);
	return (
		<div className={classes.frame}>
			<nav className={classes.chapters} aria-label={say('handbook_chapters')}>
				{handbook.data?.map(({ name, title }) => (
					<Link
						key={name}
						to="/help/$chapter"
						params={{ chapter: name }}
						className={classes.chapter}
						data-active={name === shown?.name || undefined}
						aria-current={name === shown?.name ? 'page' : undefined}
					>
						{title}
					</Link>
				))}
			</nav>
			<article className={shown && classes.text}>
				{handbook.isPending && <Loading lines={12} />}
				{handbook.isError && <Failed cause={handbook.error} retry={() => void handbook.refetch()} />}
				{shown && <Markdown blocks={shown.blocks} />}
				{handbook.data && !shown && (
					<Empty
						icon={<IconBook />}
						order={1}
						title={say('handbook_missing')}
						action={<ButtonLink to="/help">{say('handbook_open')}</ButtonLink>}
					/>
				)}
			</article>
		</div>
	);
}
