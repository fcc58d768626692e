// What kind of personal data a shape holds, told beside the shape: rights to fields are applied by it where answers leave and input enters (decision 0020). Safe in a browser.
import { z } from 'zod';
import type { FieldRight, PersonalData } from './field.ts';
import type { Mask } from './masks.ts';

/** What a value is. */
export interface Nature {
	readonly kind: PersonalData;
	readonly mask: Mask;
	/** Its name to people, and the column under which it is encrypted. */
	readonly field: string;
}

/** What a rule meets on its way: `leaf` puts in place of a value what may leave, or refuses what may not enter. */
export interface Walk {
	/** `need`: the right that input needs. */
	readonly leaf: (value: unknown, nature: Nature, need?: FieldRight) => unknown;
	/** The nature of a field by its name, custom attributes included. */
	readonly of: (field: string) => Nature;
	/** Whether input is looked at: then nothing is replaced. */
	readonly entering: boolean;
}

/** Decides by what stands around: returns the value as it may leave. `around`: the object that the value stands in. */
export interface Rule {
	/** In the list of all places (endpoints-personal.golden.txt). */
	readonly says: string;
	/** The kinds that may stand in its places, where that is less than all: whoever may read these need not be asked about each value. */
	readonly kinds?: readonly PersonalData[];
	readonly apply: (value: unknown, walk: Walk, around: Readonly<Record<string, unknown>>) => unknown;
}

export type Marked = (Pick<Nature, 'kind' | 'mask'> & { readonly field?: string }) | Rule;

/** Kept apart from zod's own registry: this must not appear in OpenAPI. */
const marks = new WeakMap<z.ZodType, Marked>();

/**
 * The same shape, marked: with the kind of its values and how they are masked, or with a rule. To be called last: .max(), .regex() … make another shape.
 * `mask: 'each'` of a list: hidden as a whole, masked one by one. `field`: where the name in the shape is not the field's.
 */
export function personal<Schema extends z.ZodType>(
	schema: Schema,
	marked: PersonalData | Rule,
	{ mask = 'text', field }: { readonly mask?: Mask; readonly field?: string } = {},
): Schema {
	const same = z.core.clone(schema, schema._zod.def as Schema['_zod']['def']) as Schema;
	marks.set(same, typeof marked === 'string' ? { kind: marked, mask, ...(field !== undefined && { field }) } : marked);
	return same;
}

/** How a shape is marked. */
export const markOf = (schema: z.ZodType): Marked | undefined => marks.get(schema);

export const isRule = (marked: Marked): marked is Rule => 'apply' in marked;
