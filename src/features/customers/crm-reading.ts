// What was written in SQL, read again by the code that reads forms and imports: phone numbers, names and pinyin, addresses. Pure.
import { isDeepStrictEqual } from 'node:util';
import * as rules from './rules.ts';
import { type Content, type Stated, type StatedName, type StateOptions, state, type Typed } from './statement.ts';

/** A manual statement with what SQL left to be read. */
export interface TypedStatement {
	readonly content: Content;
	/** Unit to how it was typed; see sql_queue.units. */
	readonly units: Readonly<Record<string, unknown>>;
	readonly kind: 'person' | 'organisation' | 'anonymous';
}

export interface Reading {
	readonly content: Content;
	/** The typed text where reading changed it. */
	readonly raw: Record<string, string> | null;
}

type Options = Pick<StateOptions, 'country' | 'attributes'>;

/** A name typed in SQL: the columns that were given, and the unit that was stored for them; another unit means that somebody was faster. */
interface TypedName {
	readonly typed: readonly (keyof StatedName)[];
	readonly unit: StatedName;
}

const nothing: Typed = { fields: {}, contacts: [], addresses: [], tags: [], attributes: {} };

/** Reads the units that hold one value each: name, kind, company, custom attributes; and the tags. */
function readValues({ content, units, kind }: TypedStatement, options: Options): Stated {
	const name = units.name as TypedName | undefined;
	const fields: Record<string, string | undefined> = { name: content.name?.name };
	const attributes: Record<string, unknown> = {};
	if (name && isDeepStrictEqual(name.unit, content.name)) {
		fields.name = undefined;
		for (const column of name.typed) fields[column] = name.unit[column];
	}
	for (const unit of Object.keys(units)) {
		const value = content[unit];
		if (unit.startsWith('attributes.')) attributes[unit.slice('attributes.'.length)] = value;
		else if (typeof value === 'string') fields[unit] = value;
	}
	const guessed = units.kind !== undefined && units.kind === content.kind;
	if (guessed) fields.kind = undefined;
	return state(
		{ ...nothing, fields, attributes, tags: content.tags ?? [] },
		{ ...options, kind: guessed ? 'auto' : (content.kind ?? kind) },
	);
}

function readContact(content: Content, key: string, typed: string, options: Options): Reading {
	const before = content.contact_points?.find((point) => rules.contactKey(point) === key);
	if (!before) return { content, raw: null };
	const { content: read, raw } = state({ ...nothing, contacts: [{ ...before, value: typed }] }, { ...options, kind: 'person' });
	const points = read.contact_points ?? [];
	if (points.length === 0 || isDeepStrictEqual(points, [before])) return { content, raw: null };
	let next: Content = { ...content, contact_points: content.contact_points!.filter((point) => point !== before) };
	// Several numbers in one value: the first is the primary one.
	for (const [index, { is_primary, ...point }] of points.entries())
		next = rules.addContact(next, index === 0 && is_primary ? { ...point, is_primary } : point);
	return { content: next, raw };
}

function readAddress(content: Content, key: string, options: Options): Reading {
	const before = content.addresses?.find((address) => address.key === key);
	if (!before) return { content, raw: null };
	const { content: read, raw } = state({ ...nothing, addresses: [before] }, { ...options, kind: 'person' });
	const after = read.addresses?.[0];
	if (!after || isDeepStrictEqual(after, before)) return { content, raw: null };
	const others = content.addresses!.filter((address) => address !== before);
	return { content: rules.addAddress({ ...content, addresses: others }, after), raw };
}

function readUnit(content: Content, unit: string, typed: unknown, stated: Stated): Reading {
	const value = stated.content[unit];
	const overtaken =
		unit === 'name' ? !isDeepStrictEqual((typed as TypedName).unit, content.name) : unit === 'kind' && typed !== content.kind;
	if (value === undefined || content[unit] === undefined || overtaken || isDeepStrictEqual(value, content[unit]))
		return { content, raw: null };
	const raw = stated.raw?.[unit];
	return { content: rules.pin(content, unit, value), raw: raw === undefined ? null : { [unit]: raw } };
}

/**
 * The statement with what was typed in SQL read; deeply equal to the one before where nothing was to be done, so that it may run again.
 * What cannot be read stays as typed, and what a person changed since is left alone.
 */
export function readTyped(row: TypedStatement, options: Options): Reading {
	const stated = readValues(row, options);
	let content = row.content;
	let raw: Record<string, string> = {};
	for (const [unit, typed] of Object.entries(row.units)) {
		const slash = unit.indexOf('/');
		const key = unit.slice(slash + 1);
		const read = unit.startsWith('contact_points/')
			? readContact(content, key, String(typed), options)
			: unit.startsWith('addresses/')
				? readAddress(content, key, options)
				: readUnit(content, unit, typed, stated);
		content = read.content;
		raw = { ...raw, ...read.raw };
	}
	if (stated.content.tags) content = { ...content, tags: stated.content.tags };
	return { content, raw: Object.keys(raw).length > 0 ? raw : null };
}
