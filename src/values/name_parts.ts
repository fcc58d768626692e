// The parts of a personal name: what the readers of Chinese and of Western names fill in.

/** The parts of a personal name. `name` is the whole name for display, in the order and case in which it was written. */
export interface PersonName {
	readonly name: string;
	readonly family_name: string | null;
	readonly given_name: string | null;
	readonly middle_name: string | null;
	/** Form of address, before or after the name: Dr, 先生. */
	readonly prefix: string | null;
	/** What follows the family name: Jr., III, PhD. */
	readonly suffix: string | null;
}

export type NameParts = Partial<Omit<PersonName, 'name'>>;

export interface NameOptions {
	/** The order of names in Latin letters without a comma, where a whole file keeps to one. Default: recognised name by name, given name first in doubt. */
	readonly order?: 'given_first' | 'family_first';
}

/** The parts while they are being found. */
export type Parts = { -readonly [Key in keyof PersonName]: PersonName[Key] };

/** A name of which no part is known yet. */
export function whole(name: string): Parts {
	return { name, family_name: null, given_name: null, middle_name: null, prefix: null, suffix: null };
}
