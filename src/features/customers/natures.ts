// What kind of personal data a field of customers holds, by its name as filters, statements, history, imports and exports speak of it. Pure.
import type { Field, PersonalData } from '../../platform/field.ts';
import type { Mask } from '../../platform/masks.ts';
import type { Nature } from '../../platform/personal.ts';
import { type AttributeDefinition, contactKinds, customerFields, systemFields } from './schema.ts';

type Attributes = ReadonlyMap<string, Pick<AttributeDefinition, 'personal' | 'type'>>;
type Plain = readonly [kind: PersonalData, mask: Mask];

const fields: Readonly<Record<string, Field>> = { ...systemFields, ...customerFields };

/** Names that are no field: sets and their members, parts of addresses, facts, columns of files. */
const others: Readonly<Record<string, Plain>> = {
	...Object.fromEntries(
		contactKinds.map((kind): [string, Plain] => [kind, ['contact', kind === 'email' || kind === 'phone' ? kind : 'handle']]),
	),
	contact_points: ['contact', 'contact'],
	other_phones: ['contact', 'phone'],
	other_emails: ['contact', 'email'],
	other_contacts: ['contact', 'contact'],
	addresses: ['contact', 'address'],
	address: ['contact', 'address'],
	other_addresses: ['contact', 'address'],
	line1: ['contact', 'address'],
	line2: ['contact', 'address'],
	note: ['personal', 'text'],
	notes: ['personal', 'text'],
	'notes.body': ['personal', 'text'],
	relationship: ['personal', 'text'],
	file: ['sensitive', 'text'],
	external_id: ['personal', 'handle'],
	key: ['personal', 'handle'],
	owner: ['none', 'text'],
	owner_id: ['none', 'text'],
	state: ['none', 'text'],
	stated_at: ['none', 'text'],
	label: ['none', 'text'],
	is_primary: ['none', 'text'],
};

/** How a custom attribute is masked, by its kind and type. */
function attributeMask({ personal, type }: Pick<AttributeDefinition, 'personal' | 'type'>): Mask {
	if (type === 'date') return 'date';
	if (type !== 'text') return 'text';
	return personal === 'contact' ? 'contact' : personal === 'identity' ? 'identity' : 'text';
}

function plain(field: string, attributes: Attributes): Plain {
	if (field.startsWith('attributes.')) {
		const definition = attributes.get(field.slice('attributes.'.length));
		// Of one that was removed the statements are kept, and nobody can say any more what they hold.
		return definition ? [definition.personal, attributeMask(definition)] : ['sensitive', 'text'];
	}
	const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
	if (known) return [known.personal, known.mask ?? 'text'];
	return Object.hasOwn(others, field) ? others[field]! : ['sensitive', 'text'];
}

/**
 * The nature of a field: phone, attributes.vip; of members of sets contact_points/phone:+86…, addresses/…, tags/…; of facts note, file, relationship; of
 * files line1, external_id, other_phones. What is not known counts as sensitive.
 */
export function fieldNature(field: string, attributes: Attributes): Nature {
	const set = /^(contact_points|addresses|tags)\//.exec(field)?.[1];
	const [kind, mask] = plain(set ?? field, attributes);
	// Notes are encrypted under one name, whatever a change or a view calls them.
	return { kind, mask, field: /^notes?$/.test(field) ? 'notes.body' : (set ?? field) };
}
