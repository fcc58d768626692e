// The list that the page shows: its rows as the person scrolls, kept while other pages are open, and brought up to date where it stands when something changes.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { client } from '../../../../web/client.ts';
import { type ChangedCustomers, hearLive, useLiveCustomers } from '../../../../web/live.ts';
import type { ShownField } from '../fields.ts';
import { groupsQuery, type ListChoice, listQueryOf } from '../queries.ts';
import type { Row } from './chunks.ts';
import { keptLayout, usualColumns } from './columns.ts';
import { conditionOf, groupedLines, groupKey } from './groups.ts';
import type { Column } from './layout.ts';
import type { GroupValue, Lines } from './lines.ts';
import { ListStore, type Source } from './store.ts';

/** Rows of a chunk: a request of 50 kB, and 2,500 boundaries at a million. */
const chunkSize = 400;
/** What every row needs whatever its columns: the version for edits, the rest for the name and the phone. */
const always = ['id', 'version', 'name', 'kind', 'company', 'phone', 'email', 'city'];

/** The fields to read for these columns. */
function fieldsOf(columns: readonly string[]): string {
	const names = columns.map((name) => (name.startsWith('attributes.') ? 'attributes' : name));
	return [...new Set([...always, ...names])].join(',');
}

const pageOf = async (query: Parameters<typeof client.customers.listCustomers>[0], signal?: AbortSignal) =>
	client.customers.listCustomers(query, { signal });

function sourceOf(choice: ListChoice, fields: string): Source {
	return {
		page: ({ after, until, limit }, signal) => pageOf({ query: { ...listQueryOf(choice), fields, after, until, limit } }, signal),
		rows: async (ids, signal) => (await client.customers.listCustomers({ query: { ids: ids.join(','), fields } }, { signal })).items,
		boundaries: async (signal) => {
			// What is searched for comes by relevance, which has no keys to cut at.
			if (choice.q) return null;
			const { search: _, ...query } = { search: undefined, ...listQueryOf(choice) };
			return client.customers.listBoundaries({ query: { ...query, size: chunkSize } }, { signal });
		},
	};
}

/** Which list it is; parts that say nothing are left out. */
const keyOf = (choice: ListChoice, fields: string, group: string | undefined) =>
	JSON.stringify([listQueryOf(choice), fields, group ?? null]);

export interface Upper {
	readonly place: number;
	readonly pixels: number;
}

/** How often customers were told to have changed: a list that was not on the page meanwhile knows by it that it is old. */
let told = 0;
hearLive((changes) => {
	if (changes === null || changes.some(({ kind }) => kind === 'customers')) told++;
});

/** Lists that were shown, the last ones: going back shows them at once, where the person was. */
const shownBefore = new Map<string, { readonly store: ListStore; upper: Upper; told: number }>();
const mostKept = 3;
/** Milliseconds for which what was read needs no second look. */
const fresh = 3_000;

function storeOf(key: string, choice: ListChoice, fields: string) {
	const known = shownBefore.get(key);
	shownBefore.delete(key);
	const entry = known ?? { store: new ListStore(sourceOf(choice, fields)), upper: { place: 0, pixels: 0 }, told };
	shownBefore.set(key, entry);
	for (const [old, { store }] of shownBefore) {
		if (shownBefore.size <= mostKept) break;
		store.stop();
		shownBefore.delete(old);
	}
	return entry;
}

/** Asks for the usual list before its page is drawn: its first rows are on their way while who asks is still being read. */
export function readAhead(): void {
	const names = keptLayout()?.map(({ name }) => name) ?? usualColumns;
	const fields = fieldsOf(names);
	const choice: ListChoice = {};
	void storeOf(keyOf(choice, fields, undefined), choice, fields).store.start();
}

/** The row of a customer in one of the lists that were shown; undefined where none has read it. */
export function listedRow(id: number): Row | undefined {
	for (const { store } of [...shownBefore.values()].reverse()) {
		const lines = store.lines();
		const line = lines.placeOf(id) >= 0 ? lines.lineAt(lines.placeOf(id)) : undefined;
		if (line?.kind === 'row') return line.row;
	}
	return undefined;
}

/** The customer after (1) or before (-1) this one in the list that was shown last; null where that has not read it. */
export function neighbourOf(id: number, step: 1 | -1): number | null {
	const lines = [...shownBefore.values()].at(-1)?.store.lines();
	const place = lines?.placeOf(id) ?? -1;
	if (!lines || place < 0 || place + step < 0 || place + step >= lines.total) return null;
	const line = lines.lineAt(place + step);
	return line.kind === 'row' ? line.row.id : null;
}

export interface Customers {
	readonly lines: Lines;
	/** Nothing is shown yet. */
	readonly pending: boolean;
	/** What is shown belongs to the choice before. */
	readonly stale: boolean;
	readonly failure: unknown;
	readonly retry: () => void;
	/** Shows these rows as they are now where they stand. */
	readonly show: (rows: readonly Row[]) => void;
	/** Reads these customers anew where they stand. */
	readonly refresh: (ids: readonly number[]) => void;
	readonly rowOf: (id: number) => Row | undefined;
	/** Others came, or rows moved: what is shown stays until the person asks for it. */
	readonly changed: boolean;
	readonly reread: () => void;
	readonly start: Upper;
	readonly onScroll: (upper: Upper) => void;
	readonly toggleGroup: (value: GroupValue) => void;
	/** Another list than before: what was marked in the one before is no longer. */
	readonly key: string;
}

/**
 * @param group the field by whose values the list is grouped
 * @param busy whether somebody points at the list or is in it: then nothing may move
 */
export function useCustomers(
	choice: ListChoice,
	columns: readonly Column[],
	group: ShownField | undefined,
	busy: () => boolean,
): Customers {
	const fields = fieldsOf(columns.map(({ name }) => name));
	const key = keyOf(choice, fields, group?.name);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key tells all of them
	const entry = useMemo(() => storeOf(key, choice, fields), [key]);
	const { store } = entry;
	const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
	const [shown, setShown] = useState(store);
	const [changed, setChanged] = useState(false);

	useEffect(() => {
		const old = entry.told !== told;
		entry.told = told;
		setChanged(false);
		void store.start();
		if (old && entry.upper.place === 0) void store.restart();
		else {
			store.catchUp(fresh);
			setChanged(old);
		}
	}, [store, entry]);
	useEffect(() => {
		if (!snapshot.pending) setShown(store);
	}, [snapshot.pending, store]);

	const flat = useSyncExternalStore(shown.subscribe, shown.lines);
	const groups = useGroups(choice, group, fields);
	const lines = groups?.lines ?? flat;

	const reread = useCallback(() => {
		setChanged(false);
		void store.restart();
		groups?.reread();
	}, [store, groups]);

	const latest = useRef({ entry, busy, reread, groups });
	useEffect(() => {
		latest.current = { entry, busy, reread, groups };
	});
	const hear = useCallback((change: ChangedCustomers) => {
		const { entry, busy, reread, groups } = latest.current;
		const { store } = entry;
		entry.told = told;
		// Read anew by itself where nothing moves by that under somebody's eyes: at its beginning, and nobody in it.
		const renew = () => {
			if (busy() || entry.upper.place > 0) setChanged(true);
			else reread();
		};
		if (change === 'many') {
			void store.refresh();
			groups?.refresh();
			return renew();
		}
		const gone = new Set(change.gone);
		const known = [...change.ids, ...gone].filter((id) => store.lines().placeOf(id) >= 0);
		void store.refresh(known);
		groups?.refresh();
		// Somebody who is not in the list yet belongs somewhere into it, and one who is gone leaves a gap: not under the pointer.
		if (known.length < change.ids.length || gone.size > 0) renew();
	}, []);
	useLiveCustomers(hear);

	const rowOf = useCallback(
		(id: number) => {
			const place = lines.placeOf(id);
			const line = place < 0 ? null : lines.lineAt(place);
			return line?.kind === 'row' ? line.row : undefined;
		},
		[lines],
	);
	return {
		lines,
		pending: groups ? groups.pending : shown === store ? snapshot.pending : false,
		stale: shown !== store,
		failure: groups?.failure ?? snapshot.failure,
		retry: reread,
		show: useCallback(
			(rows) => {
				store.show(rows);
				latest.current.groups?.show(rows);
			},
			[store],
		),
		refresh: useCallback(
			(ids) => {
				void store.refresh(ids);
				latest.current.groups?.refresh();
			},
			[store],
		),
		rowOf,
		changed,
		reread,
		start: entry.upper,
		onScroll: useCallback(
			(upper: Upper) => {
				const kept = shownBefore.get(key);
				if (kept) kept.upper = upper;
			},
			[key],
		),
		toggleGroup: (value) => groups?.toggle(value),
		key,
	};
}

/** The groups of a grouped list; null where it is not grouped. */
function useGroups(choice: ListChoice, group: ShownField | undefined, fields: string) {
	const query = useQuery({ ...groupsQuery(choice, group?.name ?? ''), enabled: group !== undefined });
	const [open, setOpen] = useState<ReadonlyMap<string, ListStore>>(new Map());
	const [turn, setTurn] = useState(0);
	const scope = JSON.stringify([choice, group?.name, fields]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list begins with all groups closed
	useEffect(() => setOpen(new Map()), [scope]);
	useEffect(() => {
		const stops = [...open.values()].map((store) => store.subscribe(() => setTurn((now) => now + 1)));
		return () => {
			for (const stop of stops) stop();
		};
	}, [open]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a turn tells that one of the open lists changed
	return useMemo(() => {
		if (group === undefined) return null;
		const items = query.data?.items ?? [];
		return {
			lines: groupedLines(items, open),
			pending: query.isPending,
			failure: query.error,
			refresh: () => {
				for (const store of open.values()) void store.refresh();
			},
			show: (rows: readonly Row[]) => {
				for (const store of open.values()) store.show(rows);
			},
			reread: () => {
				void query.refetch();
				for (const store of open.values()) void store.restart();
			},
			toggle: (value: GroupValue) => {
				const key = groupKey(value);
				const next = new Map(open);
				const known = next.get(key);
				if (known) {
					known.stop();
					next.delete(key);
				} else {
					const filter = [...(choice.filter ?? []), ...conditionOf(group.name, value, group.type)];
					const store = new ListStore(sourceOf({ ...choice, filter }, fields));
					next.set(key, store);
					void store.start();
				}
				setOpen(next);
			},
		};
	}, [group, query.data, query.isPending, query.error, open, turn]);
}
