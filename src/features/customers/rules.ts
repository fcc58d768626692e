// Pure decisions about customers: what an edit states and denies, whether two edits meet, by which tokens a customer is found.
import { emailTokens, nameTokens, orgTokens, phoneTokens } from '../../values/tokens.ts';
import type { CustomerPatch } from './schema.ts';
import type { Content, StatedAddress, StatedPoint } from './statement.ts';

export const contactKey = (point: { kind: string; value: string }): string => `${point.kind}:${point.value}`;

/** JSON with sorted keys: jsonb gives keys back in an order of its own. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		return `{${Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
			.join(',')}}`;
	}
	return JSON.stringify(value);
}

/** Whether two values are the same to jsonb. */
export const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const clone = (content: Content): Content => structuredClone(content);

function deny(content: Content, unit: string, values: readonly unknown[]): void {
	if (values.length === 0) return;
	content.denied ??= {};
	const known = content.denied[unit] ?? [];
	const fresh = values.filter((value) => !known.some((one) => same(one, value)));
	content.denied[unit] = [...known, ...fresh];
}

function allow(content: Content, unit: string, keep: (value: unknown) => boolean): void {
	if (!content.denied || !Object.hasOwn(content.denied, unit)) return;
	const left = content.denied[unit]!.filter(keep);
	if (left.length > 0) content.denied[unit] = left;
	else delete content.denied[unit];
	if (Object.keys(content.denied).length === 0) delete content.denied;
}

/** States a unit by hand: pinned from now on. */
export function pin(content: Content, unit: string, value: unknown): Content {
	const next = clone(content);
	next[unit] = value;
	allow(next, unit, (denied) => !same(denied, value));
	return next;
}

/** Clears a unit: everything that any source says of it now is no longer true; a source that says something else later is heard. */
export function clear(content: Content, unit: string, stated: readonly unknown[]): Content {
	const next = clone(content);
	delete next[unit];
	deny(next, unit, stated);
	return next;
}

function withList<T>(content: Content, unit: 'contact_points' | 'addresses', list: T[]): void {
	if (list.length > 0) (content as Record<string, unknown>)[unit] = list;
	else delete content[unit];
}

/** States a contact point by hand; as the primary one of its kind it takes that place from the one that was stated by hand before. */
export function addContact(content: Content, point: StatedPoint): Content {
	const next = clone(content);
	const others = (next.contact_points ?? []).filter((one) => contactKey(one) !== contactKey(point));
	if (point.is_primary) for (const one of others) if (one.kind === point.kind) delete one.is_primary;
	withList(next, 'contact_points', [...others, point]);
	allow(next, 'contact_points', (key) => key !== contactKey(point));
	return next;
}

/** Says that a contact point is no longer true; later imports of the same value do not bring it back. */
export function removeContact(content: Content, key: string): Content {
	const next = clone(content);
	withList(
		next,
		'contact_points',
		(next.contact_points ?? []).filter((one) => contactKey(one) !== key),
	);
	deny(next, 'contact_points', [key]);
	return next;
}

export function addAddress(content: Content, address: StatedAddress): Content {
	const next = clone(content);
	const others = (next.addresses ?? []).filter((one) => one.key !== address.key);
	if (address.is_primary) for (const one of others) delete one.is_primary;
	withList(next, 'addresses', [...others, address]);
	allow(next, 'addresses', (key) => key !== address.key);
	return next;
}

export function removeAddress(content: Content, key: string): Content {
	const next = clone(content);
	withList(
		next,
		'addresses',
		(next.addresses ?? []).filter((one) => one.key !== key),
	);
	deny(next, 'addresses', [key]);
	return next;
}

/** Makes the tags exactly these: new ones are stated, absent ones denied. */
export function setTags(content: Content, current: readonly string[], wanted: readonly string[]): Content {
	const next = clone(content);
	const stated = new Set(next.tags ?? []);
	for (const tag of current) {
		if (wanted.includes(tag)) continue;
		stated.delete(tag);
		deny(next, 'tags', [tag]);
	}
	for (const tag of wanted) {
		if (!current.includes(tag)) stated.add(tag);
		allow(next, 'tags', (denied) => denied !== tag);
	}
	if (stated.size > 0) next.tags = [...stated].sort();
	else delete next.tags;
	return next;
}

/** Lets go of what was stated or denied by hand for these units, so that the sources decide again. */
export function release(content: Content, units: readonly string[]): Content {
	const next = clone(content);
	for (const unit of units) {
		if (unit === 'denied') continue;
		const [set, ...key] = unit.split('/');
		if (key.length === 0) {
			delete next[unit];
			allow(next, unit, () => false);
			continue;
		}
		const name = key.join('/');
		if (set === 'contact_points')
			withList(
				next,
				set,
				(next.contact_points ?? []).filter((one) => contactKey(one) !== name),
			);
		if (set === 'addresses')
			withList(
				next,
				set,
				(next.addresses ?? []).filter((one) => one.key !== name),
			);
		if (set === 'tags') next.tags = (next.tags ?? []).filter((tag) => tag !== name);
		allow(next, set!, (denied) => denied !== name);
	}
	return next;
}

/** The units of the golden record that a patch would change: for telling whether two edits meet. */
export function unitsOf(patch: CustomerPatch): Set<string> {
	const units = new Set<string>();
	for (const field of Object.keys(patch)) {
		if (['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'].includes(field)) units.add('name');
		else if (field === 'email' || field === 'phone') units.add(field);
		else if (['city', 'region', 'postal_code', 'country', 'addresses'].includes(field)) units.add('addresses');
		else if (field === 'attributes') for (const name of Object.keys(patch.attributes ?? {})) units.add(`attributes.${name}`);
		else units.add(field);
	}
	return units;
}

const nameColumns = new Set(['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix', 'sort_name']);
const addressColumns = new Set(['city', 'region', 'postal_code', 'country']);

/** The units behind the columns that a version changed, as history keeps them: of a set the keys of the members that changed. */
export function unitsOfColumns(values: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): Set<string> {
	const units = new Set<string>();
	for (const [column, before] of Object.entries(values)) {
		if (nameColumns.has(column)) units.add('name');
		else if (addressColumns.has(column)) units.add('addresses');
		else if (column === 'attributes') {
			const old = (before ?? {}) as Record<string, unknown>;
			const current = (now.attributes ?? {}) as Record<string, unknown>;
			for (const name of new Set([...Object.keys(old), ...Object.keys(current)])) {
				if (!same(old[name] ?? null, current[name] ?? null)) units.add(`attributes.${name}`);
			}
		} else {
			units.add(column);
			if (column === 'contact_points' || column === 'addresses')
				for (const key of (before as string[] | null) ?? []) units.add(`${column}/${key}`);
		}
	}
	return units;
}

/** What the tokens of a customer are made from. */
export interface Findable {
	readonly kind: string;
	readonly name: string | null;
	readonly company: string | null;
	readonly tags: readonly string[] | null;
	readonly contacts: readonly { kind: string; value: string }[];
	/** Those of encrypted values, made by tokensOfValue(). */
	readonly hidden?: readonly string[] | undefined;
}

/**
 * The token of somebody's employer: its core name from the front. None where the name begins with it as it stands, in Chinese characters: those
 * employees are found by the index of customers by company, and by the reading of the company's own entry (see matches.ts).
 */
function companyTokens(company: string): string[] {
	const core = orgTokens(company)[0];
	return core === undefined || (core >= '\u2e80' && company.startsWith(core)) ? [] : [core];
}

/**
 * The look-up tokens of a customer. The first letter tells what a token is: n a part of a name, e of an e-mail address, p the digits of a
 * phone number, t a tag; w any other handle in full; i an encrypted value.
 */
export function tokensOf(customer: Findable): string[] {
	const tokens = new Set<string>();
	const add = (letter: string, list: readonly string[]) => {
		for (const token of list) tokens.add(letter + token);
	};
	if (customer.name) add('n', customer.kind === 'organisation' ? orgTokens(customer.name) : nameTokens(customer.name));
	if (customer.company) add('n', companyTokens(customer.company));
	for (const { kind, value } of customer.contacts) {
		// In full besides: a token is cut at 40 characters, and by the whole address imports recognise people.
		if (kind === 'email') add('e', [value.toLowerCase(), ...emailTokens(value)]);
		else if (kind === 'phone') add('p', phoneTokens(value));
		else tokens.add(`w${value.toLowerCase().slice(0, 200)}`);
	}
	for (const tag of customer.tags ?? []) tokens.add(`t${tag}`);
	for (const token of customer.hidden ?? []) tokens.add(token);
	return [...tokens];
}
