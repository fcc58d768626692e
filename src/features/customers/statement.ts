// From what was typed or read to the content of a statement: every value cleaned, the raw one kept where cleaning changed it. Pure.
import { hash } from 'node:crypto';
import { type Address, normaliseAddress } from '../../values/address.ts';
import { normaliseCountry } from '../../values/country.ts';
import { type DateOrder, normaliseDate } from '../../values/date.ts';
import { normaliseEmail, splitEmails } from '../../values/email.ts';
import { normaliseIdentity } from '../../values/identifier.ts';
import { type NameParts, nameFromParts, type PersonName, parsePersonName } from '../../values/name.ts';
import { guessKind, normaliseOrganisation } from '../../values/organisation.ts';
import { normalisePhone, splitPhones } from '../../values/phone.ts';
import { sortKey } from '../../values/pinyin.ts';
import { byCodePoint, cleanText, normaliseText } from '../../values/text.ts';
import type { Normalised, ValueProblem } from '../../values/value.ts';
import { attributeMissing, attributeValue, doubtOf } from './attribute-values.ts';
import { type AttributeDefinition, type ContactKind, genders, lifecycleStages } from './schema.ts';

export interface StatedPoint {
	kind: ContactKind;
	value: string;
	label?: string;
	is_primary?: boolean;
}

export interface StatedAddress {
	key: string;
	label?: string;
	line1?: string;
	line2?: string;
	city?: string;
	region?: string;
	postal_code?: string;
	country?: string;
	is_primary?: boolean;
}

/** The units that make up the name. */
export interface StatedName {
	name: string;
	family_name?: string;
	given_name?: string;
	middle_name?: string;
	name_prefix?: string;
	name_suffix?: string;
	sort_name: string;
}

/** What one statement says: unit to value. `attributes.x` are units of their own; `denied` holds values that are no longer true. */
export interface Content {
	[unit: string]: unknown;
	kind?: 'person' | 'organisation' | 'anonymous';
	name?: StatedName;
	contact_points?: StatedPoint[];
	addresses?: StatedAddress[];
	tags?: string[];
	denied?: Record<string, unknown[]>;
}

/** Text as it came, by target: what an import row, a form or a request says. Empty text says nothing. */
export interface Typed {
	/** Field name to text: name, family_name, company, birth_date, gender, tax_id … */
	readonly fields: Readonly<Record<string, string | null | undefined>>;
	readonly contacts: readonly { kind: ContactKind; value: string; label?: string | null; is_primary?: boolean }[];
	readonly addresses: readonly Readonly<
		Partial<Record<'label' | 'line1' | 'line2' | 'city' | 'region' | 'postal_code' | 'country', string | null>> & { is_primary?: boolean }
	>[];
	readonly tags: readonly string[];
	/** Attribute name to text or to a value that already has its type; empty text is a doubt where the attribute is required. */
	readonly attributes: Readonly<Record<string, unknown>>;
}

export interface StateOptions {
	/** Default country of phone numbers. */
	readonly country: string;
	readonly dateOrder?: DateOrder | null;
	/** 'auto': told from the name, a person in doubt. */
	readonly kind?: 'person' | 'organisation' | 'anonymous' | 'auto';
	readonly attributes?: ReadonlyMap<string, AttributeDefinition>;
	/** False: the name is stated elsewhere; only the other fields are read. */
	readonly withName?: boolean;
}

/** A value that cannot be stored (error) or may be wrong (warning), with the field it was meant for. */
export interface FieldDoubt {
	readonly field: string;
	readonly problem: ValueProblem;
}

export interface Stated {
	readonly content: Content;
	/** Field to the text as it came, where cleaning changed it. */
	readonly raw: Record<string, string> | null;
	readonly doubts: readonly FieldDoubt[];
}

const genderWords: Readonly<Record<string, (typeof genders)[number]>> = {
	f: 'female',
	female: 'female',
	w: 'female',
	woman: 'female',
	girl: 'female',
	女: 'female',
	女性: 'female',
	女士: 'female',
	小姐: 'female',
	mrs: 'female',
	ms: 'female',
	m: 'male',
	male: 'male',
	man: 'male',
	boy: 'male',
	男: 'male',
	男性: 'male',
	先生: 'male',
	mr: 'male',
	other: 'other',
	x: 'other',
	diverse: 'other',
	其他: 'other',
	未知: 'other',
};
const stageWords: Readonly<Record<string, (typeof lifecycleStages)[number]>> = {
	线索: 'lead',
	潜在客户: 'prospect',
	潜客: 'prospect',
	客户: 'customer',
	成交客户: 'customer',
	老客户: 'customer',
	流失: 'former',
	流失客户: 'former',
	'former customer': 'former',
};

/** Reads text into a choice; words of both languages are known. */
function choice<T extends string>(text: string, values: readonly T[], words: Readonly<Record<string, T>>): Normalised<T> {
	const folded = text.trim().toLowerCase();
	if (folded === '') return { value: null };
	const found = (values as readonly string[]).includes(folded) ? (folded as T) : words[folded];
	if (found) return { value: found };
	const list = values.join(', ');
	return {
		value: null,
		problem: doubtOf('choice_unknown', {
			'zh-CN': `“${text.slice(0, 60)}”不是可选的值（${list}）。`,
			en: `“${text.slice(0, 60)}” is none of the values ${list}.`,
		}),
	};
}

const plainText = (text: string) => normaliseText(text);
const readers: readonly [field: string, read: (text: string, options: StateOptions) => Normalised<string>][] = Object.entries({
	company: normaliseOrganisation,
	job_title: plainText,
	industry: plainText,
	tax_id: (text) => normaliseText(text, { max: 100 }),
	identity_number: normaliseIdentity,
	language: (text) => normaliseText(text, { max: 35 }),
	birth_date: (text, options) => normaliseDate(text, { order: options.dateOrder }),
	gender: (text) => choice(text, genders, genderWords),
	lifecycle_stage: (text) => choice(text, lifecycleStages, stageWords),
});

const nameFields = ['family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'] as const;

/** The name unit from a parsed name; what is empty is left out, so that equal names are equal statements. */
export function nameUnit(parsed: PersonName, organisation = false): StatedName {
	const unit: StatedName = { name: parsed.name, sort_name: sortKey(parsed.name, organisation ? 'text' : 'person') };
	if (parsed.family_name) unit.family_name = parsed.family_name;
	if (parsed.given_name) unit.given_name = parsed.given_name;
	if (parsed.middle_name) unit.middle_name = parsed.middle_name;
	if (parsed.prefix) unit.name_prefix = parsed.prefix;
	if (parsed.suffix) unit.name_suffix = parsed.suffix;
	return unit;
}

function organisationUnit(text: string): Normalised<StatedName> {
	const { value, problem } = normaliseOrganisation(text);
	return value === null ? { value, problem } : { value: { name: value, sort_name: sortKey(value, 'text') }, problem };
}

/** What JSON in the database cannot hold: NUL and halves of surrogate pairs. */
const unstorable = /\0|\p{Surrogate}/gu;

/** Collects one statement; keeps what cleaning changed and every doubt. */
class Collector {
	readonly content: Content = {};
	raw: Record<string, string> | null = null;
	readonly doubts: FieldDoubt[] = [];

	take<T>(field: string, text: string, result: Normalised<T>, stored: unknown = result.value): T | null {
		if (result.problem) this.doubts.push({ field, problem: result.problem });
		if (result.problem || stored !== text) this.keepRaw(field, text);
		return result.value;
	}

	keepRaw(field: string, text: string): void {
		if (text.trim() === '') return;
		this.raw ??= {};
		this.raw[field] = text.slice(0, 2000).replace(unstorable, '');
	}
}

function stateName(collector: Collector, typed: Typed, options: StateOptions): void {
	const { fields } = typed;
	const text = fields.name ?? '';
	let parts: NameParts | null = null;
	for (const field of nameFields) {
		const part = fields[field];
		if (!part) continue;
		parts ??= {};
		(parts as Record<string, string>)[field.replace(/^name_/, '')] = part;
	}
	let kind = options.kind ?? 'auto';
	if (kind === 'auto') {
		const told = fields.kind?.trim().toLowerCase();
		if (told) kind = /^(org|comp|企|公司|组织|单位|b2b)/.test(told) ? 'organisation' : 'person';
		else if (parts) kind = 'person';
		// A number behind the name of somebody with a company tells namesakes apart; elsewhere it is part of the name (Studio 54).
		else if (text) kind = guessKind(fields.company ? text.replace(/(?<!\s)\s+\d+$/, '') : text) ?? 'person';
		else kind = fields.company ? 'organisation' : 'person';
	}
	collector.content.kind = kind;
	if (kind === 'organisation') {
		const source = text || (parts ? '' : (fields.company ?? ''));
		if (source) {
			const unit = collector.take('name', source, organisationUnit(source), undefined);
			if (unit && unit.name === source) delete collector.raw?.name;
			if (unit) collector.content.name = unit;
		} else if (parts) collector.content.name = nameUnit({ ...emptyName, ...nameFromParts(parts).value }, true);
		return;
	}
	const result = parts && !text ? nameFromParts(parts) : parsePersonName(text);
	if (!result.value) {
		if (result.problem) {
			collector.doubts.push({ field: 'name', problem: result.problem });
			collector.keepRaw('name', text || Object.values(parts ?? {}).join(' '));
		}
		return;
	}
	if (result.problem) collector.doubts.push({ field: 'name', problem: result.problem });
	const parsed = parts && text ? { ...result.value, ...nameFromParts(parts).value, name: result.value.name } : result.value;
	if (text && parsed.name !== text) collector.keepRaw('name', text);
	collector.content.name = nameUnit(parsed);
}

const emptyName: PersonName = { name: '', family_name: null, given_name: null, middle_name: null, prefix: null, suffix: null };

function addPoint(points: StatedPoint[], point: StatedPoint, label: string | null | undefined, isPrimary: boolean | undefined): void {
	const same = points.find((known) => known.kind === point.kind && known.value === point.value);
	if (same) {
		if (isPrimary) same.is_primary = true;
		return;
	}
	const said = label ? cleanText(label) : '';
	if (said) point.label = said;
	if (isPrimary) point.is_primary = true;
	points.push(point);
}

function stateContact(collector: Collector, contact: Typed['contacts'][number], options: StateOptions, points: StatedPoint[]): void {
	const { kind, value: text, label, is_primary } = contact;
	if (kind === 'email') {
		for (const one of splitEmails(text)) {
			const email = collector.take('email', one, normaliseEmail(one));
			if (email) addPoint(points, { kind, value: email }, label, is_primary);
		}
	} else if (kind === 'phone') {
		for (const one of splitPhones(text)) {
			const result = normalisePhone(one, { country: options.country });
			const phone = collector.take('phone', one, result, result.value?.number);
			if (phone) addPoint(points, { kind, value: phone.number }, label ?? (phone.extension ? `ext. ${phone.extension}` : null), is_primary);
		}
	} else {
		const value = collector.take(kind, text, normaliseText(text, { max: 500 }));
		if (value) addPoint(points, { kind, value }, label, is_primary);
	}
}

const addressParts = ['line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const;

/** The key of an address: a hash of its parts, in the form of a UUID. */
export function addressKey(address: Partial<Address>): string {
	const { line1, line2, city, region, postal_code, country } = address;
	return hashAsUuid([line1, line2, city, region, postal_code, country].join('\u001f'));
}

function stateAddress(collector: Collector, typed: Typed['addresses'][number], addresses: StatedAddress[]): void {
	let country: string | null = null;
	if (typed.country) country = collector.take('country', typed.country, normaliseCountry(typed.country));
	const { line1, line2, city, region, postal_code } = typed;
	const { value, problem } = normaliseAddress({ line1, line2, city, region, postal_code, country });
	if (problem) {
		collector.doubts.push({ field: 'address', problem });
		collector.keepRaw(
			'address',
			addressParts
				.map((part) => typed[part] ?? '')
				.filter(Boolean)
				.join(', '),
		);
	}
	if (!value) return;
	const stated: StatedAddress = { key: addressKey(value) };
	if (addresses.some((known) => known.key === stated.key)) return;
	for (const part of addressParts) if (value[part]) stated[part] = value[part];
	const label = typed.label ? cleanText(typed.label) : '';
	if (label) stated.label = label;
	if (typed.is_primary) stated.is_primary = true;
	addresses.push(stated);
}

/**
 * Reads what was typed into a statement. Values that cannot be used are left out and told in `doubts`, never thrown: the caller decides
 * whether the whole is refused (a form) or kept (a row of a file).
 */
export function state(typed: Typed, options: StateOptions): Stated {
	const collector = new Collector();
	const { content } = collector;
	if (options.withName ?? true) stateName(collector, typed, options);
	for (const [field, read] of readers) {
		const text = typed.fields[field];
		if (!text) continue;
		if (field === 'company' && content.kind === 'organisation' && !typed.fields.name) continue;
		const value = collector.take(field, text, read(text, options));
		if (value !== null) content[field] = value;
	}
	if (typed.contacts.length > 0) {
		const points: StatedPoint[] = [];
		for (const contact of typed.contacts) if (contact.value) stateContact(collector, contact, options, points);
		if (points.length > 0) content.contact_points = points;
	}
	if (typed.addresses.length > 0) {
		const addresses: StatedAddress[] = [];
		for (const one of typed.addresses) stateAddress(collector, one, addresses);
		if (addresses.length > 0) content.addresses = addresses;
	}
	if (typed.tags.length > 0) {
		const tags = new Set(typed.tags.map((tag) => normaliseText(tag, { max: 100 }).value).filter((tag) => tag !== null));
		if (tags.size > 0) content.tags = [...tags].sort(byCodePoint);
	}
	for (const [name, value] of Object.entries(typed.attributes)) {
		const definition = options.attributes?.get(name);
		if (!definition || value === null || value === undefined) continue;
		const result = value === '' ? { value: null } : attributeValue(definition, value, options);
		const stored = collector.take(
			`attributes.${name}`,
			String(value),
			result,
			typeof value === 'string' ? String(result.value) : String(value),
		);
		if (stored !== null) content[`attributes.${name}`] = stored;
		else if (definition.required && !result.problem)
			collector.doubts.push({ field: `attributes.${name}`, problem: attributeMissing(definition) });
	}
	return collector;
}

/** True when a statement names somebody or something that can be found again. */
export function saysSomething(content: Content): boolean {
	return Boolean(content.name || content.company || content.contact_points?.length);
}

/** 16 bytes of hash as a UUID, the type PostgreSQL stores them in without a cast. */
export function hashAsUuid(text: string): string {
	const hex = hash('md5', text);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const orders = new Map<string, readonly string[]>();

/** Units in order. The rows of a file have few sets of units, and sorting them anew was half of the cost of their JSON. */
function inOrder(units: string[]): readonly string[] {
	const key = units.join();
	const known = orders.get(key);
	if (known) return known;
	if (orders.size >= 1_000) orders.clear();
	const order = units.sort();
	orders.set(key, order);
	return order;
}

/** A content as JSON with its units in order: equal contents are equal texts, in whatever order their units were found. */
export function canonicalJson(content: Content): string {
	const sorted: Content = {};
	for (const unit of inOrder(Object.keys(content))) sorted[unit] = content[unit];
	return JSON.stringify(sorted);
}

/** The hash of a content: decides whether a source says the same again. */
export function contentHash(content: Content): string {
	return hashAsUuid(canonicalJson(content));
}
