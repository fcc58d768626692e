// Reading a field of a row of the list, and what a change of one is as the interface takes it. Pure.
import type { CustomerPatch, CustomerRow } from '../../schema.ts';
import type { ShownField } from '../fields.ts';
import type { Row } from './chunks.ts';

const ownName = (field: string): string | null => (field.startsWith('attributes.') ? field.slice('attributes.'.length) : null);

/** The value of a field or custom attribute in a row. */
export const valueIn = (row: Row, { name, attribute }: ShownField): unknown =>
	attribute ? row.attributes?.[attribute.name] : row[name as keyof CustomerRow];

/** Several values of one customer as one change. */
export function patchOf(values: readonly { readonly field: string; readonly value: unknown }[]): CustomerPatch {
	const patch: Record<string, unknown> = {};
	const attributes: Record<string, unknown> = {};
	for (const { field, value } of values) {
		const own = ownName(field);
		if (own === null) patch[field] = value;
		else attributes[own] = value;
	}
	return { ...patch, ...(Object.keys(attributes).length > 0 && { attributes }) } as CustomerPatch;
}
