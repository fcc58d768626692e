// What the columns of a file are to the matcher: by their headings, as an import reads them, else by what stands in them. Pure.
import { plainHeading, recognise, targetOfHeading } from '../features/imports/headings.ts';
import type { Kind } from '../matching/kinds.ts';

/** What fields of customers are to the matcher; null: they tell nothing of who somebody is. */
const kindOfField: Readonly<Record<string, Kind | null>> = {
	name: 'name',
	given_name: 'given',
	family_name: 'family',
	middle_name: 'text',
	company: 'text',
	job_title: 'text',
	phone: 'phone',
	email: 'email',
	wechat: 'identifier',
	qq: 'identifier',
	whatsapp: 'phone',
	website: 'text',
	line1: 'address',
	line2: 'address',
	city: 'place',
	region: 'region',
	country: 'region',
	postal_code: 'postcode',
	birth_date: 'date',
	gender: 'category',
	identity_number: 'identifier',
	tax_id: 'identifier',
	industry: 'category',
	language: 'category',
	kind: 'category',
	name_suffix: 'category',
	house_number: 'house',
	other: 'text',
	external_id: null,
	name_prefix: null,
	lifecycle_stage: null,
	tags: null,
	note: null,
	stated_at: null,
};

/** The fields that --map may name. */
export const fields: readonly string[] = Object.keys(kindOfField);

/** Headings that an import has no field for. */
const further: readonly [RegExp, string][] = [
	[/^(?:street|house)(?:no|num|number|nr)$|^门牌号?$/, 'house_number'],
	[/birth.*place|place.*birth|出生地|籍贯/, 'city'],
	[/ssn|socsec|socialsecurity|passport|insurance|licen[cs]e|证件|社保/, 'identity_number'],
	[/phone|mobile|电话|手机/, 'phone'],
	[/mail|邮箱/, 'email'],
	[/address|street|地址/, 'line2'],
	[/postcode|zip|邮编/, 'postal_code'],
	[/city|town|suburb|city|county|district|市|县|区/, 'city'],
	[/dob|birth|生日|出生/, 'birth_date'],
];

export interface MatchedColumn {
	readonly column: string;
	readonly field: string | null;
	readonly kind: Kind | null;
}

/** Values that must be distinct for a column to be of many values and not of a few classes. */
const classes = 0.2;

/**
 * Proposes for each column what it is. `samples`: values of each column. `given`: what --map says, null leaves a column out.
 * A company beside no name is the name; a column that nothing tells of is text, or a category where few values repeat.
 */
export function matchedColumns(
	columns: readonly string[],
	samples: readonly (readonly string[])[],
	hasHeader: boolean,
	given: ReadonlyMap<string, string | null> = new Map(),
): MatchedColumn[] {
	const recognised = recognise(columns, samples, hasHeader);
	const proposed = columns.map((column, at): string | null => {
		if (given.has(column)) return given.get(column)!;
		const plain = plainHeading(column);
		const house = hasHeader && further[0]![0].test(plain);
		if (house) return 'house_number';
		const known =
			recognised[at]!.field ?? (hasHeader ? (targetOfHeading(column) ?? further.find(([words]) => words.test(plain))?.[1]) : null);
		return known && known !== 'kind' ? known : 'other';
	});
	const named = proposed.some((field) => field === 'name' || field === 'family_name' || field === 'given_name');
	return columns.map((column, at) => {
		const field = proposed[at] ?? null;
		if (field === null) return { column, field, kind: null };
		if (field === 'company' && !named && proposed.indexOf('company') === at) return { column, field, kind: 'name' };
		const kind = kindOfField[field] ?? null;
		if (field !== 'other') return { column, field, kind };
		const filled = (samples[at] ?? []).filter((value) => value.trim() !== '');
		return { column, field, kind: new Set(filled).size < filled.length * classes ? 'category' : 'text' };
	});
}
