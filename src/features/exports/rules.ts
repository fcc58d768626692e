// Pure decisions of exports: which columns a file has, what they are called, and how each is read from a customer.
import pg from 'pg';
import type { Principal } from '../../platform/auth.ts';
import type { Language, Words } from '../../platform/errors.ts';
import type { Field, PersonalData } from '../../platform/field.ts';
import type { ColumnType } from '../../platform/files/types.ts';
import { demandReadable, rightTo } from '../../platform/masking.ts';
import type { Mask } from '../../platform/masks.ts';
import { choiceLabels, customerError, fieldLabels } from '../customers/messages.ts';
import { fieldNature } from '../customers/natures.ts';
import { type AttributeDefinition, customerFields, systemFields } from '../customers/schema.ts';
import { isEncrypted } from '../customers/sealing.ts';
import { rightsError } from '../privacy/rights-errors.ts';
import { booleanWords, extraLabels, fileWords } from './messages.ts';
import type { ExportFormat } from './schema.ts';
import { type Sealed, sealedColumn } from './sealed.ts';

/** One column of a file. `sql` is an expression over the customer `c` and, where it needs one, the joins of exportJoins. */
export interface ExportColumn {
	readonly name: string;
	readonly heading: string;
	readonly type: ColumnType | 'json';
	readonly sql: string;
	/** How it is masked for whoever asks; lists value by value. */
	readonly mask?: Mask;
	/** Of an encrypted column: `sql` gives what is stored. */
	readonly sealed?: Sealed;
}

type ExtraColumn = keyof typeof extraLabels;

const fields: Readonly<Record<string, Field>> = { ...systemFields, ...customerFields };
const isExtra = (name: string): name is ExtraColumn => name in extraLabels;

/** Lists that few databases have: columns of a file only where they occur, since every column costs time. */
export interface Occurring {
	/** Contact points that are neither e-mail nor phone. */
	readonly other_contacts: boolean;
	/** Addresses beside the primary ones. */
	readonly other_addresses: boolean;
}

/** What a file has where nobody says it: everything that is known of a customer, in the order in which a person reads it. */
function defaultColumns(attributes: ReadonlyMap<string, AttributeDefinition>, occurring: Occurring): string[] {
	const golden = Object.keys(customerFields)
		.filter((name) => name !== 'sort_name')
		.flatMap((name) => {
			if (name === 'phone') return [name, 'other_phones'];
			if (name === 'email') return [name, 'other_emails', ...(occurring.other_contacts ? ['other_contacts'] : [])];
			if (name === 'country') return [name, ...(occurring.other_addresses ? ['other_addresses'] : [])];
			return name === 'city' ? ['line1', 'line2', name] : [name];
		});
	return ['id', ...golden, ...[...attributes.keys()].map((name) => `attributes.${name}`), 'owner_id', 'created_at', 'updated_at'];
}

function chosenColumns(wanted: string | undefined, attributes: ReadonlyMap<string, AttributeDefinition>, occurring: Occurring): string[] {
	const all = [...attributes.keys()].map((name) => `attributes.${name}`);
	const names = (wanted ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean)
		.flatMap((name) => (name === 'attributes' ? all : [name]));
	for (const name of names) {
		if (name in fields || isExtra(name) || all.includes(name)) continue;
		throw customerError('field_unknown', { field: name, fields: [...Object.keys(fields), ...Object.keys(extraLabels), ...all].join(', ') });
	}
	return names.length > 0 ? [...new Set(names)] : defaultColumns(attributes, occurring);
}

const literal = pg.escapeLiteral;

/** An expression for the words of a value in place of the value. */
function worded(sql: string, words: Readonly<Record<string, string>>): string {
	const cases = Object.entries(words).map(([value, word]) => `when ${literal(value)} then ${literal(word)}`);
	return cases.length > 0 ? `case ${sql} ${cases.join(' ')} else ${sql} end` : sql;
}

const inLanguage = (words: Readonly<Record<string, Words>>, language: Language): Record<string, string> =>
	Object.fromEntries(Object.entries(words).map(([value, one]) => [value, one[language]]));

const separator = "'; '";

function fieldColumn(name: string, language: Language | undefined): Omit<ExportColumn, 'name' | 'heading'> {
	const field = fields[name]!;
	const sql = `c.${name}`;
	switch (field.type) {
		case 'choices':
			return { type: 'text', sql: `nullif(array_to_string(${sql}, ${separator}), '')` };
		case 'choice': {
			const words = (choiceLabels as Readonly<Record<string, Readonly<Record<string, Words>>>>)[name];
			return { type: 'text', sql: language && words ? worded(sql, inLanguage(words, language)) : sql };
		}
		case 'timestamp':
			return { type: 'time', sql: `${sql}::timestamptz(0)` };
		case 'number':
		case 'reference':
			return { type: 'number', sql };
		default:
			return { type: 'text', sql };
	}
}

/** The columns that hold lists, by the names under which exportJoins gives them. */
const listSql = {
	other_emails: 'p.emails',
	other_phones: 'p.phones',
	other_contacts: 'h.contacts',
	other_addresses: 'b.addresses',
} as const satisfies Partial<Record<ExtraColumn, string>>;

const isList = (name: string): name is keyof typeof listSql => name in listSql;

/** The columns that only an address has. */
const lineSql = { line1: 'a.line1', line2: 'a.line2' } as const satisfies Partial<Record<ExtraColumn, string>>;

const isLine = (name: string): name is keyof typeof lineSql => name in lineSql;

function attributeColumn(definition: AttributeDefinition, language: Language | undefined): Omit<ExportColumn, 'name' | 'heading'> {
	const path = `c.attributes->${literal(definition.name)}`;
	const text = `c.attributes->>${literal(definition.name)}`;
	const words = language
		? Object.fromEntries(definition.choices.map((one) => [one.value, (language === 'en' ? one.label_en : one.label_zh) || one.value]))
		: {};
	switch (definition.type) {
		case 'number':
		case 'reference':
			return { type: 'number', sql: text };
		case 'boolean':
			return language ? { type: 'text', sql: worded(`(${text})`, inLanguage(booleanWords, language)) } : { type: 'boolean', sql: text };
		case 'money':
			return { type: 'text', sql: `(${path}->>'amount') || ' ' || (${path}->>'currency')` };
		case 'choice':
			return { type: 'text', sql: worded(`(${text})`, words) };
		case 'choices':
			return {
				type: 'text',
				sql: `(select string_agg(${worded('v', words)}, ${separator}) from jsonb_array_elements_text(case jsonb_typeof(${path}) when 'array' then ${path} end) v)`,
			};
		default:
			return { type: 'text', sql: text };
	}
}

function jsonColumn(name: string): Omit<ExportColumn, 'name' | 'heading'> {
	if (name.startsWith('attributes.')) return { type: 'json', sql: `c.attributes->${literal(name.slice('attributes.'.length))}` };
	if (isList(name)) return { type: 'json', sql: `coalesce(to_json(${listSql[name]}), '[]')` };
	if (isLine(name)) return { type: 'text', sql: lineSql[name] };
	return fields[name]!.type === 'choices'
		? { type: 'json', sql: `to_json(c.${name})` }
		: { ...fieldColumn(name, undefined), sql: `c.${name}` };
}

function headingOf(name: string, attributes: ReadonlyMap<string, AttributeDefinition>, language: Language | undefined): string {
	if (!language) return name;
	if (isExtra(name)) return extraLabels[name][language];
	const attribute = attributes.get(name.slice('attributes.'.length));
	if (name.startsWith('attributes.') && attribute) return language === 'en' ? attribute.label_en : attribute.label_zh;
	return fieldLabels[name as keyof typeof fieldLabels][language];
}

/** Kinds of data that an export for a purpose has only where the purpose names them. */
const guarded: readonly PersonalData[] = ['identity', 'sensitive'];

/**
 * The columns of a file. CSV and XLSX are read by people: their headings and choices are words where a language is given, several values
 * stand in one cell with "; " between. NDJSON keeps lists and types, vCard contact points and addresses apart. Parquet and vCard keep technical names.
 * What is hidden from whoever asks is left out, and what he sees masked is masked. Of an export for a purpose numbers of documents and sensitive data are
 * left out where the purpose does not name them.
 * @param occurring which lists are columns where `fields` names none
 * @param named the kinds of data that the purpose names; undefined: an export for none
 * @throws AppError field_unknown; field_not_readable where nothing would be left; kind_not_named where a column was asked for by name
 */
export function exportColumns(
	options: { format: ExportFormat; fields?: string | undefined; language?: Language | undefined },
	attributes: ReadonlyMap<string, AttributeDefinition>,
	occurring: Occurring,
	reader: Pick<Principal, 'field_rights'>,
	named?: readonly PersonalData[],
): ExportColumn[] {
	const language = options.format === 'csv' || options.format === 'xlsx' ? options.language : undefined;
	const natures = chosenColumns(options.fields, attributes, occurring).map((name) => ({ name, ...fieldNature(name, attributes) }));
	const beyond = named ? natures.filter(({ kind }) => guarded.includes(kind) && !named.includes(kind)) : [];
	if (options.fields && beyond[0]) throw rightsError('kind_not_named', { field: beyond[0].name });
	const told = natures.filter((one) => rightTo(reader.field_rights, one.kind) !== 'hidden' && !beyond.includes(one));
	if (told.length === 0) demandReadable(reader, natures[0]!);
	return told.map(({ name, kind, mask }) => {
		const column = columnOf(name, options.format, attributes, language);
		if (isEncrypted(name, attributes)) {
			const how = rightTo(reader.field_rights, kind) === 'masked' ? mask : null;
			return sealedColumn(column, attributes.get(name.slice('attributes.'.length)), { format: options.format, language, mask: how });
		}
		if (rightTo(reader.field_rights, kind) !== 'masked') return column;
		if (isList(name)) return { ...column, mask };
		const text = `mask_text(${literal(mask)}, (${rawOf(name)})::text)`;
		return { ...column, mask, type: column.type === 'json' ? 'json' : 'text', sql: column.type === 'json' ? `to_json(${text})` : text };
	});
}

/** The value of a column before it is put into words. */
function rawOf(name: string): string {
	if (isLine(name)) return lineSql[name];
	return name.startsWith('attributes.') ? `c.attributes->>${literal(name.slice('attributes.'.length))}` : `c.${name}`;
}

function columnOf(
	name: string,
	format: ExportFormat,
	attributes: ReadonlyMap<string, AttributeDefinition>,
	language: Language | undefined,
): ExportColumn {
	const heading = headingOf(name, attributes, language);
	if (format === 'ndjson' || (format === 'vcard' && isList(name))) return { name, heading, ...jsonColumn(name) };
	if (isList(name)) return { name, heading, type: 'text', sql: `array_to_string(${listSql[name]}, ${separator})` };
	if (isLine(name)) return { name, heading, type: 'text', sql: lineSql[name] };
	if (name.startsWith('attributes.')) return { name, heading, ...attributeColumn(attributes.get(name.slice(11))!, language) };
	return { name, heading, ...fieldColumn(name, language) };
}

const addressParts = ['line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const;

/** A row `o` as an object without its empty members. */
const objectOf = (parts: readonly string[], told: (part: string) => string): string =>
	`json_strip_nulls(json_build_object(${parts.map((part) => `${literal(part)}, ${told(part)}`).join(', ')}))`;

/** A part of a row `o` of a list, masked where the column is and the part tells something. */
const partOf =
	(column: ExportColumn, masks: Readonly<Record<string, Mask>>) =>
	(part: string): string =>
		column.mask && masks[part] ? `mask_text(${literal(masks[part])}, o.${part})` : `o.${part}`;

/** The lists of further e-mails and phone numbers that the columns need. */
function pointsSql(columns: readonly ExportColumn[]): string | null {
	const lists = ([['other_emails', 'email'] as const, ['other_phones', 'phone'] as const] as const).flatMap(([list, kind]) => {
		const column = columns.find(({ name }) => name === list);
		if (!column) return [];
		return `array_agg(${partOf(column, { value: kind })('value')} order by o.value) filter (where o.kind = '${kind}') as ${kind}s`;
	});
	if (lists.length === 0) return null;
	return `${lists.join(', ')} from contact_points o where not o.is_primary and o.kind in ('email', 'phone')`;
}

/** Contact points of any other kind. Apart from the e-mails and phone numbers, since few customers have them and an index of their own knows which. */
function handlesSql(columns: readonly ExportColumn[]): string | null {
	const handles = columns.find(({ name }) => name === 'other_contacts');
	if (!handles) return null;
	const part = partOf(handles, { value: 'contact' });
	const handle = handles.type === 'json' ? objectOf(['kind', 'value', 'label'], part) : `o.kind || ': ' || ${part('value')}`;
	return `array_agg(${handle} order by o.kind, not o.is_primary, o.value) as contacts from contact_points o where o.kind not in ('email', 'phone')`;
}

/** The addresses beside the primary one, in the order of their lines. */
function addressesSql(columns: readonly ExportColumn[]): string | null {
	const further = columns.find(({ name }) => name === 'other_addresses');
	if (!further) return null;
	const part = partOf(further, { line1: 'address', line2: 'address', postal_code: 'postcode' });
	const line = `concat_ws(', ', ${addressParts.map((one) => `o.${one}`).join(', ')})`;
	const address =
		further.type === 'json' ? objectOf(['label', ...addressParts], part) : `concat_ws(', ', ${addressParts.map(part).join(', ')})`;
	return `array_agg(${address} order by ${line}) as addresses from addresses o where not o.is_primary`;
}

/**
 * The joins that the columns need: contact points and addresses beside the primary ones, and the primary address (one at most of each customer).
 * `all`: nearly every customer is read. Then contact points are grouped once and merged, which took 1.3 s at a million customers where a
 * look-up for each took 5.9 s; a few customers are faster looked up.
 */
export function exportJoins(columns: readonly ExportColumn[], all: boolean): string {
	const lists = (alias: string, sql: string | null): string => {
		if (sql === null) return '';
		return all
			? `left join (select o.customer_id, ${sql} group by o.customer_id) ${alias} on ${alias}.customer_id = c.id`
			: `left join lateral (select ${sql} and o.customer_id = c.id) ${alias} on true`;
	};
	const lines = columns.some(({ name }) => isLine(name));
	const address = lines ? 'left join addresses a on a.customer_id = c.id and a.is_primary' : '';
	return [lists('p', pointsSql(columns)), lists('h', handlesSql(columns)), address, lists('b', addressesSql(columns))].join('\n');
}

/** The text that PostgreSQL sends of a value, as the value of a cell. */
export function cellOf(type: ExportColumn['type'], text: string | null): unknown {
	if (text === null) return null;
	switch (type) {
		case 'number':
			return Number(text);
		case 'boolean':
			return text === 'true';
		case 'json':
			return JSON.parse(text);
		// 2026-07-31 08:15:00+00 → 2026-07-31T08:15:00Z (sessions run in UTC)
		case 'time':
			return `${text.slice(0, 10)}T${text.slice(11, -3)}Z`;
		default:
			return text;
	}
}

const extensions: Readonly<Record<ExportFormat, string>> = { csv: 'csv', xlsx: 'xlsx', ndjson: 'ndjson', parquet: 'parquet', vcard: 'vcf' };

export const extensionOf = (format: ExportFormat): string => extensions[format];

/** What a downloaded file is called: customers-2026-07-31.csv. */
export function fileName(format: ExportFormat, language: Language = 'en', at = new Date()): string {
	return `${fileWords[language]}-${at.toISOString().slice(0, 10)}.${extensions[format]}`;
}
