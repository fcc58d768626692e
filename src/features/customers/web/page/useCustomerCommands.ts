// The commands of one customer's page, for the palette and the keyboard.
import { IconArrowDown, IconArrowUp, IconHistory, IconLink, IconNote, IconPencil, IconSitemap, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Command, useCommands } from '../../../../web/shared/commands.ts';
import { neighbourOf } from '../list/useCustomers.ts';
import { profileQuery } from '../queries.ts';
import { useCustomerWords, useListWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { useCustomer } from './customer.tsx';
import { nameField } from './Header.tsx';
import { useCopyLink, useTrash } from './HeaderActions.tsx';

/** @param writeNote leads to where a new note is written */
export function useCustomerCommands(writeNote: () => void): void {
	const list = useListWords();
	const navigate = useNavigate({ from: '/customers/$id' });
	const queryClient = useQueryClient();
	const { profile, editable } = useCustomer();
	const { id } = profile;
	const copyLink = useCopyLink();
	const trash = useTrash(profile.name || profile.company || list('nameless'));
	const words = usePageWords.words;
	const show = (tab?: 'history' | 'network') => void navigate({ search: tab ? { tab } : {}, replace: true });
	const go = (next: number) => void navigate({ to: '/customers/$id', params: { id: String(next) }, search: {} });
	const [next, previous] = [neighbourOf(id, 1), neighbourOf(id, -1)];
	// Whoever goes through the list finds the next one there already.
	const ready = (one: number | null) => one !== null && void queryClient.prefetchQuery(profileQuery(one));
	const step = (one: number, step: 1 | -1) => {
		ready(neighbourOf(one, step));
		go(one);
	};
	const begin = () => {
		show();
		requestAnimationFrame(() => document.getElementById(nameField)?.click());
	};
	const all: readonly (Command | false)[] = [
		editable && { id: 'customer.note', words: useCustomerWords.words.add_note, section: 'here', icon: IconNote, keys: 'n', run: writeNote },
		editable && { id: 'customer.name', words: words.edit_name, section: 'here', icon: IconPencil, keys: 'e', run: begin },
		{ id: 'customer.history', words: words.show_history, section: 'here', icon: IconHistory, keys: 'h', run: () => show('history') },
		{ id: 'customer.network', words: words.show_network, section: 'here', icon: IconSitemap, keys: 'r', run: () => show('network') },
		{ id: 'customer.link', words: useCustomerWords.words.copy_link, section: 'here', icon: IconLink, run: copyLink },
		next !== null && { id: 'customer.next', words: words.next, section: 'here', icon: IconArrowDown, keys: 'j', run: () => step(next, 1) },
		previous !== null && {
			id: 'customer.previous',
			words: words.previous,
			section: 'here',
			icon: IconArrowUp,
			keys: 'k',
			run: () => step(previous, -1),
		},
		trash.ask !== undefined && {
			id: 'customer.trash',
			words: useCustomerWords.words.delete,
			section: 'here',
			icon: IconTrash,
			run: trash.ask,
		},
	];
	useCommands(all.filter((command) => command !== false));
}
