// What the command palette offers: what fits the text among customers, commands and what was done lately, in sections.
import type { Icon } from '@tabler/icons-react';
import { IconClock, IconFilter, IconListSearch } from '@tabler/icons-react';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { Problem } from '../../client.ts';
import { profileQuery, searchQuery } from '../../features/customers/web/queries.ts';
import type { Words } from '../../platform/errors.ts';
import { useLanguage } from '../i18n.ts';
import { useMay, useUser } from '../session.ts';
import { type Command, sections, useAllCommands } from '../shared/commands.ts';
import { phoneText } from '../shared/phone-text.ts';
import { useSettled } from '../shared/settled.ts';
import { useShellWords } from '../words.ts';
import { bestFit } from './fuzzy.ts';
import { recentCustomers, recentSearches } from './recent.ts';

/** What choosing a hit does. */
type Deed =
	| { readonly kind: 'open'; readonly href: string; readonly customer?: number }
	| { readonly kind: 'run'; readonly run: () => void }
	| { readonly kind: 'type'; readonly text: string };

export interface Hit {
	readonly key: string;
	readonly label: string;
	readonly below?: string;
	readonly deed: Deed;
	readonly icon?: Icon;
	/** A customer: shown with a mark. */
	readonly mark?: { readonly name: string; readonly square: boolean };
	readonly keys?: string;
}

export interface HitSection {
	readonly name: string;
	readonly label: string;
	readonly hits: readonly Hit[];
}

export interface Ranked {
	readonly command: Command;
	readonly fit: number;
}

/** Above this a command is what the person meant, and stands before customers. */
const meant = 0.7;

/** Commands that answer the text, the best first; without a text all, in their order. */
export function rankCommands(commands: readonly Command[], text: string): readonly Ranked[] {
	return commands
		.filter(({ run, listed = true }) => run && listed)
		.map((command) => ({ command, fit: bestFit(text, [command.words.en, command.words['zh-CN'], ...(command.also?.split(' ') ?? [])]) }))
		.filter(({ fit }) => fit > 0)
		.sort((one, other) => other.fit - one.fit);
}

const hitOf =
	(speak: (words: Words) => string) =>
	({ command: { id, words, icon, keys, run } }: Ranked): Hit => ({
		key: `command-${id}`,
		label: speak(words),
		icon,
		keys,
		deed: { kind: 'run', run: run! },
	});

interface Found {
	readonly id: number;
	readonly name?: string | null;
	readonly company?: string | null;
	readonly kind?: string;
	readonly phone?: string | null;
	readonly email?: string | null;
	readonly city?: string | null;
}

function customerHit({ id, name, kind, company, phone, email, city }: Found): Hit {
	const label = name || company || `#${id}`;
	return {
		key: `customer-${id}`,
		label,
		below: [company !== label && company, phone && phoneText(phone), email, city].filter(Boolean).join(' · '),
		mark: { name: label, square: kind === 'organisation' },
		deed: { kind: 'open', href: `/customers/${id}`, customer: id },
	};
}

/** The customers opened lately, as far as this person may still see them: each read anew, in the order they were opened. */
function useRecentCustomers(enabled: boolean): readonly Hit[] {
	const user = useUser();
	const ids = user && enabled ? recentCustomers(user.id).slice(0, 5) : [];
	const found = useQueries({ queries: ids.map((id) => ({ ...profileQuery(id), staleTime: 60_000, retry: false })) });
	return found.flatMap(({ data }) => (data && data.state === 'active' ? [customerHit(data)] : []));
}

export interface Hits {
	readonly sections: readonly HitSection[];
	/** Whether customers for this very text have not arrived yet. */
	readonly waiting: boolean;
	readonly failed: unknown;
	/** What was typed asks for values that are masked for this person: nothing has failed, and there are other ways. */
	readonly masked: boolean;
}

/** What stands in the palette for a text. Requests for texts that were typed over are broken off; until the answer comes, the last one stays. */
export function useHits(text: string): Hits {
	const say = useShellWords();
	const language = useLanguage();
	const may = useMay();
	const user = useUser();
	const commands = useAllCommands();
	const readsCustomers = may('customers.read');
	const term = useSettled(text, 80);
	const found = useQuery({ ...searchQuery(term), enabled: readsCustomers && term !== '', placeholderData: keepPreviousData });
	const recent = useRecentCustomers(readsCustomers && text === '');
	const hit = hitOf((words) => words[language]);
	const ranked = rankCommands(commands, text);

	if (text === '') {
		const searches = (user ? recentSearches(user.id) : []).slice(0, 3);
		return {
			sections: [
				{ name: 'recent', label: say('recent_customers'), hits: recent },
				{
					name: 'searches',
					label: say('recent_searches'),
					hits: searches.map((one) => ({ key: `search-${one}`, label: one, icon: IconClock, deed: { kind: 'type', text: one } }) as const),
				},
				...sections.map((section) => ({
					name: section,
					label: say(`section_${section}`),
					hits: ranked.filter(({ command }) => command.section === section).map(hit),
				})),
			].filter(({ hits }) => hits.length > 0),
			waiting: false,
			failed: null,
			masked: false,
		};
	}
	const masked = found.error instanceof Problem && found.error.code === 'field_not_readable';
	const customers = term === '' || masked ? [] : (found.data?.items ?? []);
	const list: Hit = { key: 'list', label: say('search_filter'), icon: IconFilter, deed: { kind: 'open', href: '/customers' } };
	const all: Hit = {
		key: 'all',
		label: say('all_matches', { text }),
		icon: IconListSearch,
		deed: { kind: 'open', href: `/customers?q=${encodeURIComponent(JSON.stringify(text))}` },
	};
	return {
		sections: [
			{
				name: 'best',
				label: say('section_best'),
				hits: ranked
					.filter(({ fit }) => fit >= meant)
					.slice(0, 5)
					.map(hit),
			},
			{
				name: 'customers',
				label: say('search_customers'),
				hits: masked ? [list] : [...customers.map(customerHit), ...(customers.length > 0 ? [all] : [])],
			},
			{
				name: 'more',
				label: say('section_best'),
				hits: ranked
					.filter(({ fit }) => fit < meant)
					.slice(0, 5)
					.map(hit),
			},
		].filter(({ hits }) => hits.length > 0),
		waiting: readsCustomers && (term !== text || found.isFetching),
		failed: masked ? null : found.error,
		masked,
	};
}
