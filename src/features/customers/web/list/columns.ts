// Which columns the list shows, in which order, how wide, which of them stay in sight: chosen by the person, kept on this device, or by a saved view.
import { useMemo, useState } from 'react';
import { keep, kept } from '../../../../web/shared/kept.ts';
import { customerFields, systemFields } from '../../schema.ts';
import { type ShownField, useFields } from '../fields.ts';

const place = 'list-columns';

/** How a column is kept: here and in saved views. */
export interface ColumnLayout {
	readonly name: string;
	/** In pixels; by what stands in it where nothing is said. */
	readonly width?: number;
	/** Stays in sight while the others scroll sideways. */
	readonly pinned?: boolean;
}

export interface Column extends ColumnLayout {
	readonly field: ShownField;
	readonly width: number;
	readonly pinned: boolean;
}

export const narrowest = 60;
export const widest = 800;

/** Width of a column in pixels, by what stands in it. */
function widthOf({ name, type }: ShownField): number {
	if (name === 'name') return 240;
	if (name === 'company' || name === 'email') return 210;
	if (name === 'phone' || name === 'tags') return 165;
	if (name === 'id' || type === 'choice' || type === 'boolean') return 110;
	return type === 'text' || type === 'timestamp' ? 140 : 120;
}

/** The columns of somebody who has chosen none. */
export const usualColumns: readonly string[] = Object.entries({ ...customerFields, updated_at: systemFields.updated_at })
	.filter(([, { listed }]) => listed)
	.map(([name]) => name);

/** The columns that were chosen on this device; null where none were. */
export function keptLayout(): ColumnLayout[] | null {
	const list = kept<unknown[]>(place);
	return Array.isArray(list) ? list.filter(isLayout) : null;
}

const isLayout = (one: unknown): one is ColumnLayout =>
	typeof one === 'object' && one !== null && typeof (one as ColumnLayout).name === 'string';

/** Pinned columns first, the name always among them all. Pure. */
export function arrange(layout: readonly ColumnLayout[], fields: readonly ShownField[]): Column[] {
	const named = layout.some(({ name }) => name === 'name') ? layout : [{ name: 'name', pinned: true }, ...layout];
	const columns = named.flatMap((one) => {
		const field = fields.find(({ name }) => name === one.name);
		if (!field) return [];
		const width = Math.round(Math.min(widest, Math.max(narrowest, one.width ?? widthOf(field))));
		return [{ name: one.name, field, width, pinned: one.pinned ?? false }];
	});
	return [...columns.filter(({ pinned }) => pinned), ...columns.filter(({ pinned }) => !pinned)];
}

/** The layout with one column moved before another; to the end where there is none. Pure. */
export function movedBefore(layout: readonly ColumnLayout[], name: string, before: string | null): ColumnLayout[] {
	const one = layout.find((column) => column.name === name);
	if (!one || name === before) return [...layout];
	const rest = layout.filter((column) => column !== one);
	const at = before === null ? rest.length : rest.findIndex((column) => column.name === before);
	return [...rest.slice(0, at), one, ...rest.slice(at)];
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
