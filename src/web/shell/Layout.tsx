// The frame around every page behind the sign-in: navigation at the left on wide screens, at the bottom on narrow ones.
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTidyDrafts } from '../draft.ts';
import { useSpoken } from '../i18n.ts';
import { useLiveStream } from '../live.ts';
import { Kbd } from '../shared/Kbd.tsx';
import { keep, kept } from '../shared/kept.ts';
import { ariaKeys } from '../shared/keys.ts';
import { later } from '../shared/later.tsx';
import { Arriving } from '../shared/states.tsx';
import { useShellWords } from '../words.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { Brand } from './Brand.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import classes from './Layout.module.css';
import { PermittedPage } from './pages.tsx';
import { navigation, usePermitted } from './places.ts';
import { SeenAsBar } from './SeenAsBar.tsx';
import { ShellTools } from './ShellTools.tsx';
import { useShellCommands } from './shell-commands.ts';
import { useShortcuts } from './shortcuts.ts';
import { useArrival } from './useArrival.ts';
import { useStrayDrops } from './useStrayDrops.ts';

const loadPalette = () => import('./CommandPalette.tsx');
const CommandPalette = later(() => loadPalette().then((module) => module.CommandPalette));
const ShortcutsDialogue = later(() => import('./ShortcutsDialogue.tsx').then((module) => module.ShortcutsDialogue));

function focusMain(): void {
	document.getElementById('main')?.focus();
}

export function Layout() {
	const say = useShellWords();
	const [searchAsked, setSearchAsked] = useState(0);
	const [shortcutsAsked, setShortcutsAsked] = useState(0);
	const search = () => setSearchAsked((times) => times + 1);
	const shortcuts = () => setShortcutsAsked((times) => times + 1);
	useShellCommands({ search, shortcuts });
	useShortcuts();
	useArrival();
	useLiveStream();
	useTidyDrafts();
	useStrayDrops();
	const [folded, setFolded] = useState(() => kept<string>('side') === 'folded');
	const fold = () => {
		keep('side', folded ? 'open' : 'folded');
		setFolded(!folded);
	};
	return (
		<div className={classes.frame} data-folded={folded || undefined}>
			<button type="button" className={classes.skip} onClick={focusMain}>
				{say('skip')}
			</button>
			<nav className={classes.side} aria-label={say('navigation')}>
				<div className={classes.top}>
					<Brand />
					<ActionIcon
						className={classes.fold}
						variant="subtle"
						color="gray"
						aria-label={folded ? say('side_unfold') : say('side_fold')}
						aria-expanded={!folded}
						onClick={fold}
					>
						{folded ? <IconLayoutSidebarLeftExpand size={18} /> : <IconLayoutSidebarLeftCollapse size={18} />}
					</ActionIcon>
				</div>
				<UnstyledButton
					className={classes.search}
					aria-label={say('search_long')}
					aria-keyshortcuts={ariaKeys('mod+k')}
					title={folded ? say('search') : undefined}
					// The palette's script comes before it is asked for.
					onPointerEnter={() => void loadPalette()}
					onClick={search}
				>
					<IconSearch size={16} aria-hidden="true" />
					<span>{say('search')}</span>
					<Kbd keys="mod+k" />
				</UnstyledButton>
				<Places folded={folded} />
				<div className={classes.foot}>
					<AccountMenu />
					<ShellTools showShortcuts={shortcuts} />
				</div>
			</nav>
			<main id="main" className={classes.main} tabIndex={-1}>
				<SeenAsBar />
				<PermittedPage />
			</main>
			<ConnectionBar />
			<Suspense fallback={<Arriving />}>
				{searchAsked > 0 && <CommandPalette asked={searchAsked} />}
				{shortcutsAsked > 0 && <ShortcutsDialogue asked={shortcutsAsked} />}
			</Suspense>
		</div>
	);
}

/** The parts of the product that this person may open. */
function Places({ folded }: { readonly folded: boolean }) {
	const speak = useSpoken();
	return (
		<div className={classes.places}>
			{usePermitted(navigation).map(({ to, words, icon: Icon }) => (
				<Link key={to} to={to} className={classes.place} activeProps={{ 'data-active': true }} title={folded ? speak(words) : undefined}>
					<Icon size={18} stroke={1.75} aria-hidden="true" />
					<span>{speak(words)}</span>
				</Link>
			))}
		</div>
	);
}
