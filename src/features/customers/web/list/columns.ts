// Which columns the list shows, in which order, how wide, which of them stay in sight: chosen by the person, kept on this device, or by a saved view.
import { useMemo, useState } from 'react';
import { keep, kept } from '../../../../web/shared/kept.ts';
import { customerFields, systemFields } from '../../schema.ts';
import { type ShownField, useFields } from '../fields.ts';
import { arrange, type Column, type ColumnLayout, isLayout } from './layout.ts';

const place = 'list-columns';

/** The columns of somebody who has chosen none. */
export const usualColumns: readonly string[] = Object.entries({ ...customerFields, updated_at: systemFields.updated_at })
	.filter(([, { listed }]) => listed)
	.map(([name]) => name);

/** The columns that were chosen on this device; null where none were. */
export function keptLayout(): ColumnLayout[] | null {
	const list = kept<unknown[]>(place);
	return Array.isArray(list) ? list.filter(isLayout) : null;
}

export interface Columns {
	/** All fields that can be columns. */
	readonly all: readonly ShownField[];
	readonly shown: readonly Column[];
	/** What a saved view keeps. */
	readonly layout: readonly ColumnLayout[];
	readonly set: (layout: readonly ColumnLayout[]) => void;
	/** Changes one column. */
	readonly change: (name: string, part: Partial<ColumnLayout>) => void;
	readonly toggle: (name: string) => void;
	readonly reset: () => void;
}

/** The columns as this person has them on this device. */
export function useColumns(): Columns {
	const all = useFields();
	const [chosen, setChosen] = useState<readonly ColumnLayout[] | null>(keptLayout);
	return useMemo(() => {
		const usual = usualColumns.map((name): ColumnLayout => (name === 'name' ? { name, pinned: true } : { name }));
		const layout = chosen ?? usual;
		const set = (next: readonly ColumnLayout[]) => {
			setChosen(next);
			keep(place, [...next]);
		};
		return {
			all,
			shown: arrange(layout, all),
			layout,
			set,
			change: (name, part) => set(layout.map((one) => (one.name === name ? { ...one, ...part } : one))),
			toggle: (name) => set(layout.some((one) => one.name === name) ? layout.filter((one) => one.name !== name) : [...layout, { name }]),
			reset: () => set(usual),
		};
	}, [all, chosen]);
}
