// What a column of records may be to the matcher, and the levels in which two of its values agree.

export const kinds = [
	'given',
	'family',
	'name',
	'date',
	'phone',
	'email',
	'identifier',
	'postcode',
	'house',
	'address',
	'place',
	'region',
	'category',
	'text',
] as const;
export type Kind = (typeof kinds)[number];

/** Levels of agreement, from equal (0) to something else (the last). */
export const levelCount: Readonly<Record<Kind, number>> = {
	given: 5,
	family: 5,
	name: 6,
	date: 5,
	phone: 4,
	email: 5,
	identifier: 4,
	postcode: 4,
	house: 3,
	address: 6,
	place: 5,
	region: 3,
	category: 3,
	text: 6,
};

/** Nothing is known of one of both. */
export const unknown = 7;

/** What is shared by everybody who lives or works together, and what many share: the second such agreement says less than the first. */
export const circumstances: ReadonlySet<Kind> = new Set(['address', 'phone', 'place', 'postcode', 'region', 'house', 'category', 'text']);

/**
 * How often a value may be quite another for one and the same customer. Without this bound learning drifts to what agrees more often than identity does: records of one street.
 */
export const mostElse: Readonly<Record<Kind, number>> = {
	given: 0.2,
	family: 0.3,
	name: 0.12,
	date: 0.25,
	phone: 0.5,
	email: 0.5,
	identifier: 0.12,
	postcode: 0.5,
	house: 0.5,
	address: 0.5,
	place: 0.5,
	region: 0.5,
	category: 0.7,
	text: 0.9,
};

/** Values of these should be one customer's alone: one that many records share is a placeholder, and no evidence. */
export const nearlyUnique: ReadonlySet<Kind> = new Set(['phone', 'email', 'identifier']);
