// What goes wrong when a customer is written down a second time. Each error is a function that alters one record; `errors` says how frequent it is.
import { type Column, columns, countryOf } from './testing-records-entities.ts';
import {
	addressAbbreviated,
	addressInOneField,
	countryDropped,
	dateDigitOff,
	dayAndMonthSwapped,
	emailTypo,
	fieldMissing,
	houseNumberApart,
	identityDigitOff,
	identityMissing,
	landlineForMobile,
	letterInserted,
	letterOmitted,
	lettersSwapped,
	mobileInPhoneColumn,
	moved,
	neighbouringKey,
	otherDateFormat,
	otherEmail,
	otherEmailDomain,
	otherPhone,
	otherPhoneFormat,
	phoneDigitOff,
	provinceDropped,
	type RecordError,
	shapeMisread,
	yearOnly,
} from './testing-records-errors-fields.ts';
import {
	accentsLost,
	doubleSurname,
	homophone,
	initialOnly,
	legalFormChanged,
	legalFormDropped,
	middleName,
	missingGivenName,
	namesInterchanged,
	nickname,
	otherCase,
	surnameFirst,
	titleAdded,
	traditional,
	transliterated,
	wordsAbbreviated,
} from './testing-records-errors-names.ts';
import { type Random, Weighted } from './testing-records-random.ts';
import { type Draft, identifyingOf } from './testing-records-writing.ts';

/**
 * How much an error takes away: a format nothing; a slip little, so that a field still tells who it is; a weak name needs more in other fields;
 * a loss removes or replaces a field.
 */
type Damage = 'format' | 'slip' | 'weak name' | 'loss';

/** Every error, its damage and its share of all errors in per cent, before those are left out that do not fit a record. */
export const errors: readonly (readonly [error: RecordError, damage: Damage, rate: number])[] = [
	[letterInserted, 'slip', 3],
	[letterOmitted, 'slip', 3],
	[neighbouringKey, 'slip', 3],
	[lettersSwapped, 'slip', 3],
	[shapeMisread, 'slip', 2],
	[nickname, 'slip', 6],
	[initialOnly, 'weak name', 3],
	[namesInterchanged, 'slip', 3],
	[surnameFirst, 'format', 3],
	[otherCase, 'format', 3],
	[transliterated, 'weak name', 5],
	[traditional, 'format', 2],
	[homophone, 'slip', 4],
	[missingGivenName, 'weak name', 3],
	[doubleSurname, 'weak name', 1.5],
	[accentsLost, 'format', 3],
	[middleName, 'slip', 3],
	[titleAdded, 'format', 2],
	[legalFormDropped, 'slip', 7],
	[legalFormChanged, 'slip', 7],
	[wordsAbbreviated, 'slip', 4],
	[dayAndMonthSwapped, 'slip', 2],
	[dateDigitOff, 'slip', 3],
	[yearOnly, 'loss', 1],
	[otherDateFormat, 'format', 3],
	[otherPhoneFormat, 'format', 6],
	[phoneDigitOff, 'slip', 4],
	[otherPhone, 'loss', 7],
	[landlineForMobile, 'loss', 2],
	[mobileInPhoneColumn, 'format', 2],
	[emailTypo, 'slip', 4],
	[otherEmailDomain, 'slip', 2],
	[otherEmail, 'loss', 7],
	[addressAbbreviated, 'format', 5],
	[houseNumberApart, 'format', 3],
	[addressInOneField, 'format', 2],
	[provinceDropped, 'format', 3],
	[countryDropped, 'format', 2],
	[moved, 'loss', 8],
	[identityDigitOff, 'slip', 2],
	[identityMissing, 'loss', 2],
	[fieldMissing, 'loss', 8],
];
const draws = new Weighted(
	errors,
	errors.map(([, , rate]) => rate),
);
const names: readonly Column[] = ['name', 'given_name', 'family_name'];
const howMany = new Weighted([1, 2, 3, 4], [40, 30, 20, 10]);

/** The evidence that a duplicate must keep: one field as it was, and perhaps another that may suffer a slip. */
export interface Evidence {
	readonly exact: Column;
	readonly near: Column | null;
}

/** What no other member of a household or of an office shares. */
const personal: readonly (Column | null)[] = ['birth_date', 'identity_number', 'mobile', 'email'];

/** Chooses the evidence among the identifying fields that the first record fills; branches share an e-mail address, so that it says little of a company. */
export function chooseEvidence({ row, entity }: Draft, random: Random): Evidence {
	const filled = identifyingOf(entity).filter((column) => row[column] !== '');
	random.shuffle(filled);
	// A household's telephone or street alone would be little.
	const shared = entity.kind !== 'organisation' && !personal.includes(filled[0]!);
	return { exact: filled[0]!, near: shared || random.chance(0.7) ? (filled[1] ?? null) : null };
}

/** True where the error altered what it must not: evidence, or what tells the entity from one much like it. */
function tooMuch(
	changed: readonly Column[],
	damage: Damage,
	keep: readonly Column[],
	{ exact, near }: Evidence,
	slipped: ReadonlySet<Column>,
): boolean {
	if (damage === 'format') return false;
	return changed.some((column) => {
		if (column === exact || keep.includes(column)) return true;
		const evidence = column === near || names.includes(column);
		return evidence && (damage === 'loss' || slipped.has(column));
	});
}

/** Puts one to four errors into a record; one that would leave too little is taken back. */
export function spoil(draft: Draft, evidence: Evidence, random: Random): void {
	const slipped = new Set<Column>();
	const sure = personal.includes(evidence.exact) || personal.includes(evidence.near);
	let wanted = howMany.draw(random);
	for (let attempt = 0; attempt < 24 && wanted > 0; attempt++) {
		const [error, damage] = draws.draw(random);
		if (damage === 'weak name' && (evidence.near === null || !sure)) continue;
		const before = { ...draft.row };
		error(draft, random);
		const changed = columns.filter((column) => draft.row[column] !== before[column]);
		if (changed.length === 0) continue;
		if (tooMuch(changed, damage, draft.entity.keep, evidence, slipped)) {
			draft.row = before;
			continue;
		}
		if (damage !== 'format') for (const column of changed) slipped.add(column);
		wanted--;
	}
}

const placeholders: readonly ((draft: Draft, random: Random) => [Column, string])[] = [
	({ entity }, random) => [
		'mobile',
		countryOf(entity.address).code === 'CN' ? random.pick(['00000000000', '13800000000', '13800138000']) : '0000000000',
	],
	(_, random) => ['email', random.pick(['none@none.com', 'noreply@example.com', 'noreply@noreply.com', 'test@test.com'])],
	() => ['birth_date', '1900-01-01'],
];

/** What clerks write to get past a required field; never over evidence. */
export function putPlaceholder(draft: Draft, spared: readonly Column[], random: Random): void {
	const [column, value] = random.pick(placeholders)(draft, random);
	if (spared.includes(column) || draft.entity.keep.includes(column)) return;
	if (column === 'birth_date' && draft.entity.kind === 'organisation') return;
	draft.row[column] = value;
}
