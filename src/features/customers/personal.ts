// Rules for places of customers whose kind of personal data depends on what stands around: members of sets, contents of statements, changes. Safe in a browser.
import type { Nature, Rule, Walk } from '../../platform/personal.ts';

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A way to reach somebody, of the kind that stands beside it: masked as a phone number, an address of mail, a handle. */
const contactNature = (kind: unknown, walk: Walk): Nature => ({ ...walk.of(String(kind)), kind: 'contact', field: 'contact_points' });

/** The value of a contact point. */
export const contactValue: Rule = {
	says: 'contact (by its kind)',
	kinds: ['contact'],
	apply: (value, walk, { kind }) => walk.leaf(value, contactNature(kind, walk)) ?? '',
};

/** phone:+8613800138000: the value follows the kind. */
function contactKeyOf(key: unknown, walk: Walk): unknown {
	if (typeof key !== 'string') return key;
	const [, kind, value] = /^([a-z]+):(.*)$/s.exec(key) ?? [];
	if (kind === undefined) return walk.leaf(key, contactNature('other', walk)) ?? '';
	return `${kind}:${walk.leaf(value, contactNature(kind, walk)) ?? ''}`;
}

/** The key of a contact point: its kind and value. */
export const contactKey: Rule = { says: 'contact (key)', kinds: ['contact'], apply: contactKeyOf };

/** The name of a unit; of a member of a set it holds the value: contact_points/email:a@b.c. */
function unitName(unit: string, walk: Walk): string {
	const at = unit.indexOf('/');
	if (!unit.startsWith('contact_points/')) {
		// Whoever may not write the unit may not name it in a change either.
		if (walk.entering) walk.leaf(unit, walk.of(unit));
		return unit;
	}
	return `contact_points/${contactKeyOf(unit.slice(at + 1), walk)}`;
}

/** A value as it stands under a unit: a text, a name with its parts, a member of a set, a whole set. */
export function unitValue(unit: string, value: unknown, walk: Walk): unknown {
	if (value === null || value === undefined) return value;
	if (unit === 'denied') return record(value, walk);
	if (unit === 'attributes') return record(value, walk, 'attributes.');
	if (unit === 'units') return record(value, walk);
	if (Array.isArray(value) && (unit === 'contact_points' || unit === 'addresses')) return value.map((one) => member(unit, one, walk));
	const set = /^(contact_points|addresses)(?:\/|$)/.exec(unit)?.[1];
	if (set) return member(set, value, walk);
	if (unit === 'name' && isObject(value)) return record(value, walk);
	if (unit === 'relationship' && isObject(value))
		return isObject(value) ? { ...value, note: walk.leaf(value.note ?? null, walk.of('note')) } : value;
	if (unit === 'owner_id' || unit === 'scope_id' || unit === 'state') return value;
	return walk.leaf(value, walk.of(unit));
}

/** A member of a set, whole or by its key. */
function member(set: string, value: unknown, walk: Walk): unknown {
	if (set === 'contact_points') {
		if (!isObject(value)) return contactKeyOf(value, walk);
		return {
			...value,
			...('key' in value && { key: contactKeyOf(value.key, walk) }),
			value: walk.leaf(value.value, contactNature(value.kind, walk)),
		};
	}
	return isObject(value) ? record(value, walk, '', ['key', 'label', 'is_primary']) : value;
}

/** Values by the names of their fields. */
function record(value: unknown, walk: Walk, before = '', plain: readonly string[] = []): unknown {
	if (!isObject(value)) return Array.isArray(value) ? value.map((one) => walk.leaf(one, walk.of('unknown'))) : value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => {
			if (plain.includes(name)) return [name, one];
			const unit = `${before}${name}`;
			// What is denied of a unit, or stated of it by several, is a list of its values.
			const listed = Array.isArray(one) && !['tags', 'contact_points', 'addresses'].includes(unit) && !unit.startsWith('attributes.');
			return [name, listed ? one.map((each) => unitValue(unit, each, walk)) : unitValue(unit, one, walk)];
		}),
	);
}

/** Values by field: what a statement says, what an edit sets, a preview shows. */
export const byField: Rule = { says: 'by field', apply: (value, walk) => record(value, walk) };

/** Custom attributes by name: each as its definition says. */
export const byAttribute: Rule = {
	says: 'by attribute',
	apply: (value, walk) =>
		isObject(value)
			? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk.leaf(one, walk.of(`attributes.${name}`))]))
			: value,
};

/** The name of a unit or field in a text. */
export const unitOfText: Rule = { says: 'unit', apply: (value, walk) => (typeof value === 'string' ? unitName(value, walk) : value) };

/** A value before or after a change: `unit` beside it tells of what. */
export const byUnit: Rule = { says: 'by unit', apply: (value, walk, { unit }) => unitValue(String(unit), value, walk) };

/** Lists of statements by unit: what each says of it. */
export const unitRecord: Rule = {
	says: 'by unit',
	apply: (value, walk) =>
		isObject(value)
			? Object.fromEntries(
					Object.entries(value).map(([unit, stated]) => [
						unitName(unit, walk),
						(stated as Values[]).map((one) => ({ ...one, value: unitValue(unit, one.value, walk) })),
					]),
				)
			: value,
};

const kinds = ['personal', 'contact', 'identity', 'sensitive'] as const;

/** What may hold anything, such as a cell of a file: for those who may read, or write, every kind. */
export const anything: Rule = {
	says: 'every kind',
	apply: (value, walk) => kinds.reduce((is, kind) => walk.leaf(is, { kind, mask: 'text', field: 'cells' }), value),
};

/** What stands in a file that somebody uploaded: shown to him alone, and to whoever may read every kind (imports/routes.ts). */
export const ofOwnFile: Rule = { says: 'of one’s own file', apply: (value) => value };

/** What a filter compares with: `field` beside it tells what that is. Asking needs the right to read. */
export const byCondition: Rule = {
	says: 'by condition',
	apply: (value, walk, { field }) => {
		const nature = walk.of(String(field));
		if (walk.entering) return walk.leaf(value, nature, 'read');
		return Array.isArray(value) ? value.map((one) => walk.leaf(one, nature)) : walk.leaf(value, nature);
	},
};

/** What was searched for: a name, a number. */
export const searched: Rule = {
	says: 'searched',
	kinds: ['personal', 'contact'],
	apply: (value, walk) => {
		if (walk.entering) return value;
		return (['personal', 'contact'] as const).reduce((is, kind) => walk.leaf(is, { kind, mask: 'text', field: 'q' }), value as unknown);
	},
};

/** Where a column of a file goes: importing writes it. */
export const target: Rule = {
	says: 'target',
	apply: (value, walk) => {
		if (walk.entering && typeof value === 'string' && value !== 'new') walk.leaf(value, walk.of(value));
		return value;
	},
};

/** What a bulk edit does: the values that it sets. */
export const bulkActionTold: Rule = {
	says: 'by field',
	apply: (value, walk) => (isObject(value) && isObject(value.set) ? { ...value, set: record(value.set, walk) } : value),
};
