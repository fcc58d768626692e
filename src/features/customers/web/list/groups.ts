// A list grouped by a value: a head for each value, and below those that are open their customers, each a list of its own.
import type { Condition } from '../../schema.ts';
import type { GroupValue, Line, Lines } from './lines.ts';
import type { ListStore } from './store.ts';

export interface Group {
	readonly value: GroupValue;
	readonly count: number;
}

/** The condition that a value of a group stands for. */
export function conditionOf(field: string, value: GroupValue, type: string): Condition[] {
	if (value === null) return [{ field, op: 'empty' }];
	// A moment or a day is grouped by its month.
	if ((type === 'date' || type === 'timestamp') && /^\d{4}-\d{2}$/.test(String(value))) {
		const [year, month] = String(value).split('-').map(Number) as [number, number];
		const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
		return [
			{ field, op: 'gte', value: `${value}-01` },
			{ field, op: 'lt', value: `${next}-01` },
		];
	}
	return [{ field, op: 'eq', value }];
}

/** The lines of a grouped list. `open` holds the lists of the groups that are open, by the text of their value. */
export function groupedLines(groups: readonly Group[], open: ReadonlyMap<string, ListStore>): Lines {
	/** Of each group where its head stands and which list follows. */
	const parts: { group: Group; start: number; store: ListStore | null; length: number }[] = [];
	let start = 0;
	for (const group of groups) {
		const store = open.get(groupKey(group.value)) ?? null;
		const length = store?.snapshot().chunks.total ?? 0;
		parts.push({ group, start, store, length });
		start += 1 + length;
	}
	const total = start;
	const partAt = (place: number) => {
		let low = 0;
		let high = parts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (parts[middle]!.start <= place) low = middle;
			else high = middle - 1;
		}
		return parts[high];
	};
	const listOf = (part: (typeof parts)[number]) => part.store!.lines();
	return {
		total,
		lineAt: (place): Line => {
			const part = partAt(place);
			if (!part) return { kind: 'pending' };
			if (place === part.start) return { kind: 'group', ...part.group, open: part.store !== null };
			return part.store ? listOf(part).lineAt(place - part.start - 1) : { kind: 'pending' };
		},
		ensure: (first, last) => {
			for (const part of parts) {
				const from = Math.max(first, part.start + 1) - part.start - 1;
				const to = Math.min(last, part.start + part.length) - part.start - 1;
				if (part.store && to >= from) listOf(part).ensure(from, to);
			}
		},
		anchorOf: (place) => {
			const part = partAt(place);
			return { key: part ? groupKey(part.group.value) : '', within: place - (part?.start ?? 0) };
		},
		placeOfAnchor: ({ key, within }) => {
			const part = parts.find(({ group }) => groupKey(group.value) === key);
			return part ? part.start + Math.min(within, part.length) : null;
		},
		placeOf: (id) => {
			for (const part of parts) {
				const within = part.store ? listOf(part).placeOf(id) : -1;
				if (within >= 0) return part.start + 1 + within;
			}
			return -1;
		},
		labelAt: () => null,
	};
}

export const groupKey = (value: GroupValue): string => JSON.stringify(value);
