// Search and commands from anywhere: customers as one types, pages and actions. A combobox with a list, driven from the keyboard.
import { Modal, Text } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { useUser } from '../session.ts';
import { Kbd } from '../shared/Kbd.tsx';
import { ariaKeys } from '../shared/keys.ts';
import { Mark } from '../shared/Mark.tsx';
import { useExplain } from '../shared/problem.ts';
import { useCommonWords, useShellWords } from '../words.ts';
import classes from './CommandPalette.module.css';
import { type Hit, useHits } from './palette-hits.ts';
import { rememberCustomer, rememberSearch } from './recent.ts';

/** Opens whenever `asked` counts up; stays mounted so that focus goes back to where it was. */
export function CommandPalette({ asked }: { readonly asked: number }) {
	const [opened, setOpened] = useState(false);
	useEffect(() => setOpened(asked > 0), [asked]);
	const say = useShellWords();
	return (
		<Modal.Root
			opened={opened}
			onClose={() => setOpened(false)}
			yOffset="12vh"
			size={640}
			lockScroll={false}
			transitionProps={{ duration: 80 }}
		>
			<Modal.Overlay backgroundOpacity={0.45} />
			<Modal.Content aria-label={say('search_long')}>
				<Modal.Body p={0}>
					<Palette close={() => setOpened(false)} />
				</Modal.Body>
			</Modal.Content>
		</Modal.Root>
	);
}

function Palette({ close }: { readonly close: () => void }) {
	const say = useShellWords();
	const common = useCommonWords();
	const explain = useExplain();
	const user = useUser();
	const navigate = useNavigate();
	const id = useId();
	const [typed, setTyped] = useState('');
	const [chosen, setChosen] = useState(0);
	// Enter that came before the answer: it opens what the answer has first, never what stood there for an earlier text.
	const [entered, setEntered] = useState(false);
	const text = typed.trim();
	const { sections, waiting, failed, masked } = useHits(text);
	const hits = sections.flatMap((section) => section.hits);
	const at = Math.min(chosen, hits.length - 1);
	const optionId = (place: number) => `${id}-${place}`;
	const type = (next: string) => {
		setTyped(next);
		setChosen(0);
		setEntered(false);
	};

	const give = (hit: Hit | undefined) => {
		if (!hit) return;
		const { deed } = hit;
		if (deed.kind === 'type') return type(deed.text);
		if (user && deed.kind === 'open') {
			if (text !== '') rememberSearch(user.id, text);
			if (deed.customer !== undefined) rememberCustomer(user.id, deed.customer);
		}
		close();
		// After the dialogue has given the focus back, so that what a command opens may take it.
		if (deed.kind === 'run') setTimeout(deed.run);
		else void navigate({ href: deed.href });
	};
	const onAnswer = useEffectEvent(() => give(hits[at]));
	useEffect(() => {
		if (entered && !waiting) {
			setEntered(false);
			onAnswer();
		}
	}, [entered, waiting]);

	const onKey = (event: KeyboardEvent) => {
		// While an input method composes, its keys choose words.
		if (event.nativeEvent.isComposing) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && hits.length > 0) {
			event.preventDefault();
			const next = (at + step + hits.length) % hits.length;
			setChosen(next);
			document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
		}
		if (event.key === 'Enter') {
			event.preventDefault();
			const isCommand = hits[at]?.deed.kind === 'run';
			if (waiting && chosen === 0 && !isCommand) setEntered(true);
			else give(hits[at]);
		}
	};

	let place = 0;
	return (
		<div className={classes.box}>
			<div className={classes.line}>
				<IconSearch size={18} aria-hidden="true" />
				<input
					className={classes.input}
					role="combobox"
					aria-expanded="true"
					aria-controls={id}
					aria-autocomplete="list"
					aria-activedescendant={at >= 0 ? optionId(at) : undefined}
					aria-label={say('search_long')}
					placeholder={say('search_here')}
					autoComplete="off"
					autoCapitalize="off"
					spellCheck={false}
					enterKeyHint="go"
					maxLength={200}
					data-autofocus
					// At once: the dialogue gives the focus a moment later, and whoever types on would type into the page.
					ref={focusAtOnce}
					value={typed}
					onChange={(event) => type(event.currentTarget.value)}
					onKeyDown={onKey}
				/>
				<Kbd keys="Escape" />
			</div>
			<div id={id} role="listbox" aria-label={say('search_long')} aria-busy={waiting} className={classes.list}>
				{sections.map(({ name, label, hits: ofSection }) => (
					// biome-ignore lint/a11y/useSemanticElements: a group of options, which <fieldset> is not
					<div key={name} role="group" aria-label={label}>
						<div className={classes.group} aria-hidden="true">
							{label}
						</div>
						{ofSection.map((hit) => {
							const here = place++;
							return (
								<Option
									key={hit.key}
									id={optionId(here)}
									hit={hit}
									chosen={here === at}
									point={() => setChosen(here)}
									go={() => give(hit)}
								/>
							);
						})}
					</div>
				))}
			</div>
			{Boolean(failed) && (
				<Text size="sm" c="red" px="md" py="xs" role="alert">
					{say('search_failed', { reason: explain(failed) })}
				</Text>
			)}
			{masked && (
				<Text size="sm" c="dimmed" px="md" py="xs" role="status">
					{say('search_masked')}
				</Text>
			)}
			{hits.length === 0 && !failed && (
				<Text size="sm" c="dimmed" p="md" role="status">
					{waiting ? common('loading') : say('search_nothing', { text })}
				</Text>
			)}
			<div className={classes.hints} aria-hidden="true">
				<span>
					<Kbd keys="ArrowUp" />
					<Kbd keys="ArrowDown" /> {say('hint_choose')}
				</span>
				<span>
					<Kbd keys="Enter" /> {say('hint_open')}
				</span>
				<span>
					<Kbd keys="Escape" /> {say('hint_close')}
				</span>
			</div>
		</div>
	);
}

interface OptionProps {
	readonly id: string;
	readonly hit: Hit;
	readonly chosen: boolean;
	/** The pointer moved onto it: what Enter takes is what is marked. */
	readonly point: () => void;
	readonly go: () => void;
}

function Option({ id, hit, chosen, point, go }: OptionProps) {
	const Icon = hit.icon;
	return (
		// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, aria-activedescendant names the option
		// biome-ignore lint/a11y/useKeyWithClickEvents: the input hears the keys
		<div
			id={id}
			role="option"
			aria-selected={chosen}
			aria-keyshortcuts={hit.keys && ariaKeys(hit.keys)}
			className={classes.option}
			onPointerMove={chosen ? undefined : point}
			onClick={go}
		>
			{hit.mark ? (
				<Mark name={hit.mark.name} square={hit.mark.square} size={20} />
			) : (
				Icon && <Icon size={18} stroke={1.75} aria-hidden="true" />
			)}
			<span className={classes.label}>{hit.label}</span>
			{hit.below && <span className={classes.below}>{hit.below}</span>}
			{hit.keys && (
				<span className={classes.keys}>
					<Kbd keys={hit.keys} />
				</span>
			)}
		</div>
	);
}

function focusAtOnce(input: HTMLInputElement | null): void {
	input?.focus();
}
