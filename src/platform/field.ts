// A field of an entity: its zod shape together with what the rest of the program needs to know of it. Safe in a browser.
import type { z } from 'zod';
import type { Mask } from './masks.ts';
import { personal } from './personal.ts';

/** How a person types the value, and how it is stored, compared and exported. */
export type FieldType = 'text' | 'number' | 'date' | 'choice' | 'choices' | 'boolean' | 'timestamp' | 'reference';

/**
 * Kinds of personal data, each with rights of its own (decision 0020): who somebody is; how he is reached; numbers of documents and taxes; what the law
 * calls sensitive (GDPR article 9, PIPL article 28). 'none' is no personal data.
 */
export const personalKinds = ['none', 'personal', 'contact', 'identity', 'sensitive'] as const;
/** What kind of personal data a field holds: decides on masking, export, encryption and erasure. */
export type PersonalData = (typeof personalKinds)[number];

/** What a person may do with the values of a kind, from nothing to all. */
export const fieldRights = ['hidden', 'masked', 'read', 'write'] as const;
export type FieldRight = (typeof fieldRights)[number];
/** The rights of a person by kind; values of kind 'none' need none. */
export type FieldRights = Readonly<Record<Exclude<PersonalData, 'none'>, FieldRight>>;

/**
 * How a value comes about. A name: the unit of survivorship the field belongs to (fields of one unit always come from one statement).
 * 'contact' and 'address': the primary one of a set. 'set': the union of all statements. 'edited': set by people, versioned in history.
 * 'computed': follows from other columns and cannot be written.
 */
export type Survivorship = { unit: string } | 'contact' | 'address' | 'set' | 'edited' | 'computed';

/** How a list may be filtered and sorted by it at any size: a b-tree on the column, the look-up table, or only by reading rows. */
export type IndexKind = 'column' | 'lookup' | 'none';

export interface Field<Schema extends z.ZodType = z.ZodType> {
	readonly schema: Schema;
	readonly type: FieldType;
	readonly survives: Survivorship;
	readonly personal: PersonalData;
	/** Encrypted under a key of its customer: found by equality alone, neither sorted nor compared. */
	readonly encrypted?: boolean;
	/** How it is masked for whoever may not read its kind; 'text': nothing is left. */
	readonly mask?: Mask;
	readonly index: IndexKind;
	/** The values of a choice. Their words stand in the feature's messages. */
	readonly choices?: readonly string[];
	/** Shown in a list from the start. */
	readonly listed?: boolean;
	/** Text that is a code and no words: in the order of its bytes. Words are ordered as a dictionary has them. */
	readonly code?: boolean;
}

type Rest = Partial<Omit<Field, 'schema' | 'type' | 'survives'>>;

/** Declares one field. Whatever is not said is the cautious answer: personal data, not indexed. */
export function field<Schema extends z.ZodType>(schema: Schema, type: FieldType, survives: Survivorship, rest: Rest = {}): Field<Schema> {
	const told = { personal: 'personal' as const, index: 'none' as const, ...rest };
	return Object.freeze({ ...told, schema: personal(schema, told.personal, { mask: told.mask ?? 'text' }), type, survives });
}

export type Fields = Readonly<Record<string, Field>>;

/** The zod shapes of some fields, for z.object(). */
export function shapes<F extends Fields>(fields: F): { [K in keyof F]: F[K]['schema'] } {
	return Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, f.schema])) as { [K in keyof F]: F[K]['schema'] };
}

/** The unit that a field belongs to, or null where it does not come from a unit. */
export function unitOf(f: Field): string | null {
	return typeof f.survives === 'object' ? f.survives.unit : null;
}
