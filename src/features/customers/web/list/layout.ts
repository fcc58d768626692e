// How the columns of a list lie: order, widths, what stays in sight, and whether a saved view still tells what is shown. Pure.
import type { ViewDefinition } from '../../endpoints-views.ts';
import type { ShownField } from '../fields.ts';

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
	// What somebody who has chosen nothing sees fits a window of 1,440 pixels.
	if (name === 'name') return 200;
	if (name === 'email') return 180;
	if (name === 'phone' || name === 'company') return 152;
	if (name === 'tags') return 124;
	if (name === 'city' || name === 'id' || type === 'choice' || type === 'boolean' || type === 'timestamp') return 104;
	return type === 'text' ? 140 : 120;
}

export const isLayout = (one: unknown): one is ColumnLayout =>
	typeof one === 'object' && one !== null && typeof (one as ColumnLayout).name === 'string';

/** Pinned columns first, the name always among them all. */
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

/** The layout with one column moved before another; to the end where there is none. */
export function movedBefore(layout: readonly ColumnLayout[], name: string, before: string | null): ColumnLayout[] {
	const one = layout.find((column) => column.name === name);
	if (!one || name === before) return [...layout];
	const rest = layout.filter((column) => column !== one);
	const at = before === null ? rest.length : rest.findIndex((column) => column.name === before);
	return [...rest.slice(0, at), one, ...rest.slice(at)];
}

/** Parts in one order, and without those that say nothing. */
function canonical(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== 'object' || value === null) return value;
	const parts = Object.entries(value).filter(
		([, part]) => part !== undefined && part !== false && !(Array.isArray(part) && part.length === 0),
	);
	return Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, canonical(part)]));
}

/** Whether two definitions show the same list: the order of their parts, as storing may change it, means nothing. */
export const sameView = (a: ViewDefinition, b: ViewDefinition): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
