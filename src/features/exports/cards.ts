// From a row of an export to a card of an address book (vCard). Pure.
import type { ExportColumn } from './rules.ts';

/** How many further values of one kind an address book carries of each customer. */
const furtherValues = 5;

/** Keys of an address on a card and the part each holds. */
const cardAddress: readonly (readonly [string, string])[] = [
	['street', 'line1'],
	['extended', 'line2'],
	['city', 'city'],
	['region', 'region'],
	['postcode', 'postal_code'],
	['country', 'country'],
];

interface CardList {
	readonly key: string;
	/** From which number on: "TEL 2" stands beside the primary "TEL". */
	readonly from: number;
	readonly column: string;
	/** The value of one entry for each part; a card's line without parts has one, ''. */
	readonly parts: readonly (readonly [string, (entry: unknown) => unknown])[];
}

const whole = [['', (entry: unknown) => entry]] as const;

/** Contact points that are neither e-mail nor phone: web addresses, and handles as addresses of messages (RFC 6350, 6.4.3). */
const handleOf = (isWebsite: boolean) => (entry: unknown) => {
	const { kind, value } = entry as { kind: string; value: string };
	if ((kind === 'website') !== isWebsite) return null;
	return isWebsite ? value : `${kind}:${value}`;
};

/** The lists of a customer on its card. */
const cardLists: readonly CardList[] = [
	{ key: 'TEL', from: 2, column: 'other_phones', parts: whole },
	{ key: 'EMAIL', from: 2, column: 'other_emails', parts: whole },
	{ key: 'URL', from: 1, column: 'other_contacts', parts: [['', handleOf(true)]] },
	{ key: 'IMPP', from: 1, column: 'other_contacts', parts: [['', handleOf(false)]] },
	{
		key: 'ADR',
		from: 2,
		column: 'other_addresses',
		parts: cardAddress.map(([key, part]) => [`.${key}`, (entry: unknown) => (entry as Record<string, unknown>)[part]] as const),
	},
];

/** Keys of a card (RFC 6350) and the column each comes from. */
const cardKeys: readonly (readonly [string, string])[] = [
	['UID', 'id'],
	['KIND', 'kind'],
	['FN', 'name'],
	['N.family', 'family_name'],
	['N.given', 'given_name'],
	['N.additional', 'middle_name'],
	['N.prefix', 'name_prefix'],
	['N.suffix', 'name_suffix'],
	['ORG', 'company'],
	['TITLE', 'job_title'],
	['TEL', 'phone'],
	['EMAIL', 'email'],
	...cardAddress.map(([key, part]) => [`ADR.${key}`, part] as const),
	['BDAY', 'birth_date'],
	['GENDER', 'gender'],
	['LANG', 'language'],
	['CATEGORIES', 'tags'],
];

const cardWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	kind: { person: 'individual', organisation: 'org' },
	gender: { female: 'F', male: 'M', other: 'O' },
};

/** The columns of an address book, and how a row becomes one of its cards. */
export function cardsOf(columns: readonly ExportColumn[]): { keys: string[]; card: (row: readonly unknown[]) => unknown[] } {
	const places = new Map(columns.map(({ name }, index) => [name, index]));
	const single = cardKeys.filter(([, name]) => places.has(name));
	const lists = cardLists.filter(({ column }) => places.has(column));
	return {
		keys: [
			...single.map(([key]) => key),
			...lists.flatMap(({ key, from, parts }) =>
				Array.from({ length: furtherValues }, (_, index) => parts.map(([part]) => `${numbered(key, from + index)}${part}`)).flat(),
			),
		],
		card: (row) => [
			...single.map(([, name]) => {
				const value = row[places.get(name)!];
				return cardWords[name]?.[String(value)] ?? value;
			}),
			...lists.flatMap(({ column, parts }) => {
				const entries = (row[places.get(column)!] ?? []) as unknown[];
				const told = entries.map((entry) => parts.map(([, value]) => value(entry))).filter((values) => values.some(Boolean));
				const cells = told.slice(0, furtherValues).flat();
				return [...cells, ...empty.slice(0, furtherValues * parts.length - cells.length)];
			}),
		],
	};
}

/** As many cells as the longest list takes. */
const empty: readonly null[] = Array.from({ length: furtherValues * cardAddress.length }, () => null);

const numbered = (key: string, number: number): string => (number === 1 ? key : `${key} ${number}`);
