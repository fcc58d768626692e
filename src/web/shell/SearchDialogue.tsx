// Search from anywhere: customers as one types, pages and actions. A combobox with a list, driven from the keyboard.
import { Modal, Text } from '@mantine/core';
import { IconArrowRight, IconBuilding, IconSearch, IconUser } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { searchQuery } from '../../features/customers/web/queries.ts';
import { useMay } from '../session.ts';
import { useSettled } from '../shared/settled.ts';
import { useCommonWords, useShellWords } from '../words.ts';
import classes from './SearchDialogue.module.css';

/** All pages that stand in the navigation, with what is often done. */
function usePlaces() {
	const say = useShellWords();
	const may = useMay();
	const all = [
		{ to: '/customers', label: say('customers'), shown: may('customers.read') },
		{ to: '/customers?dialog=new', label: say('new_customer'), shown: may('customers.write') },
		{ to: '/customers?state=deleted', label: say('trash'), shown: may('customers.read') },
		{ to: '/imports/new', label: say('new_import'), shown: may('imports.run') },
		{ to: '/imports', label: say('imports'), shown: may('imports.run') },
		{ to: '/exports', label: say('exports'), shown: may('exports.run') },
		{ to: '/settings/account', label: say('settings_account'), shown: true },
		{ to: '/settings/users', label: say('settings_users'), shown: may('settings.read') },
		{ to: '/settings/keys', label: say('settings_keys'), shown: true },
		{ to: '/settings/attributes', label: say('settings_attributes'), shown: may('settings.read') },
		{ to: '/settings/tags', label: say('settings_tags'), shown: may('settings.read') },
		{ to: '/settings/sources', label: say('settings_sources'), shown: may('settings.read') },
	];
	return all.filter(({ shown }) => shown);
}

interface Hit {
	readonly key: string;
	readonly group: 'customers' | 'pages';
	readonly label: string;
	readonly below: string;
	readonly to: string;
	readonly icon: typeof IconUser;
}

/** Customers that the text finds, then pages whose name holds it. */
function useHits(text: string): { readonly hits: readonly Hit[]; readonly waiting: boolean } {
	const places = usePlaces();
	const term = useSettled(text, 120);
	const found = useQuery({ ...searchQuery(term), enabled: term !== '', placeholderData: keepPreviousData });
	const customers = text === '' ? [] : (found.data?.items ?? []);
	const hits: Hit[] = [
		...customers.map(({ id, name, kind, company, phone, email, city }) => ({
			key: `customer-${id}`,
			group: 'customers' as const,
			label: name || company || `#${id}`,
			below: [company !== name && company, phone, email, city].filter(Boolean).join(' · '),
			to: `/customers/${id}`,
			icon: kind === 'organisation' ? IconBuilding : IconUser,
		})),
		...places
			.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()))
			.map(({ to, label }) => ({ key: to, group: 'pages' as const, label, below: '', to, icon: IconArrowRight })),
	];
	return { hits, waiting: term !== text || found.isFetching };
}

/** Opens whenever `asked` counts up; stays mounted so that focus goes back to where it was. */
export function SearchDialogue({ asked }: { readonly asked: number }) {
	const [opened, setOpened] = useState(false);
	useEffect(() => setOpened(asked > 0), [asked]);
	return (
		<Modal
			opened={opened}
			onClose={() => setOpened(false)}
			withCloseButton={false}
			centered={false}
			yOffset="12vh"
			size={620}
			padding={0}
			transitionProps={{ duration: 80 }}
		>
			<SearchBox close={() => setOpened(false)} />
		</Modal>
	);
}

function SearchBox({ close }: { readonly close: () => void }) {
	const say = useShellWords();
	const common = useCommonWords();
	const navigate = useNavigate();
	const id = useId();
	const [typed, setTyped] = useState('');
	const [chosen, setChosen] = useState(0);
	const text = typed.trim();
	const { hits, waiting } = useHits(text);
	const at = Math.min(chosen, hits.length - 1);
	const optionId = (place: number) => `${id}-${place}`;

	const go = (hit: Hit | undefined) => {
		if (!hit) return;
		close();
		void navigate({ href: hit.to });
	};
	const onKey = (event: KeyboardEvent) => {
		// While an input method composes, its keys choose words.
		if (event.nativeEvent.isComposing) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) {
			event.preventDefault();
			const next = (at + step + hits.length) % Math.max(1, hits.length);
			setChosen(next);
			document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
		}
		if (event.key === 'Enter') {
			event.preventDefault();
			go(hits[at]);
		}
	};

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
					placeholder={say('search_long')}
					autoComplete="off"
					data-autofocus
					value={typed}
					onChange={(event) => {
						setTyped(event.currentTarget.value);
						setChosen(0);
					}}
					onKeyDown={onKey}
				/>
			</div>
			<div id={id} role="listbox" aria-label={say('search_long')} className={classes.list}>
				{(['customers', 'pages'] as const).map((group) => {
					const label = say(`search_${group}`);
					const inGroup = hits.flatMap((hit, place) => (hit.group === group ? [{ hit, place }] : []));
					return inGroup.length === 0 ? null : (
						// biome-ignore lint/a11y/useSemanticElements: a group of options, which <fieldset> is not
						<div key={group} role="group" aria-label={label}>
							<div className={classes.group} aria-hidden="true">
								{label}
							</div>
							{inGroup.map(({ hit, place }) => (
								<Option key={hit.key} id={optionId(place)} hit={hit} chosen={place === at} go={() => go(hit)} />
							))}
						</div>
					);
				})}
			</div>
			{hits.length === 0 && (
				<Text size="sm" c="dimmed" p="md" role="status">
					{waiting ? common('loading') : say('search_nothing', { text })}
				</Text>
			)}
		</div>
	);
}

interface OptionProps {
	readonly id: string;
	readonly hit: Hit;
	readonly chosen: boolean;
	readonly go: () => void;
}

function Option({ id, hit, chosen, go }: OptionProps) {
	const Icon = hit.icon;
	return (
		// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, aria-activedescendant names the option
		// biome-ignore lint/a11y/useKeyWithClickEvents: the input hears the keys
		<div id={id} role="option" aria-selected={chosen} className={classes.option} onClick={go}>
			<Icon size={18} aria-hidden="true" />
			<span className={classes.label}>{hit.label}</span>
			<span className={classes.below}>{hit.below}</span>
		</div>
	);
}
