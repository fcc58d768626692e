// One value that a person sees masked, told in full for a reason: counted, and noted in the audit (decision 0020).
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import { isSealed, sealedFor } from '../../platform/keyring.ts';
import { demandReadable, rightTo } from '../../platform/masking.ts';
import { masked } from '../../platform/masks.ts';
import type { Nature } from '../../platform/personal.ts';
import { attributeMap } from './definitions.ts';
import { customerError as error, unmaskError } from './messages.ts';
import { fieldNature } from './natures.ts';
import { readProfile } from './queries.ts';
import { customerFields, type Profile } from './schema.ts';
import { openedValues } from './sealing.ts';
import { demandActive } from './standing.ts';
import { countUnmasking } from './unmask-queries.ts';

/** Values that one person may have told within an hour. */
export const mostAnHour = 60;

/** The parts of an address that are masked. */
const addressParts = ['line1', 'line2', 'postal_code'] as const;

/** A value of a profile by the name under which it is asked for, and the field that it is of; undefined where there is none. */
function found(
	profile: Profile,
	asked: string,
	natureOf: (field: string) => Nature,
): { readonly field: string; readonly value: unknown } | undefined {
	const [, set, key] = /^(contact_points|addresses|notes|relationships)\/(.+)$/s.exec(asked) ?? [];
	switch (set) {
		case 'contact_points': {
			// As it was shown: masked. Where several look alike, all are told.
			const meant = profile.contact_points.filter(
				({ kind, value, key: plain }) => key === plain || key === `${kind}:${masked(natureOf(kind).mask, value)}`,
			);
			return meant.length > 0 ? { field: set, value: meant.map(({ value }) => value).join(', ') } : undefined;
		}
		case 'addresses': {
			const address = profile.addresses.find((one) => one.key === key);
			return address && { field: set, value: Object.fromEntries(addressParts.map((part) => [part, address[part]])) };
		}
		case 'notes': {
			const note = profile.notes.find(({ id }) => String(id) === key);
			return note && { field: 'notes.body', value: note.body };
		}
		case 'relationships': {
			const relationship = profile.relationships.find(({ id }) => String(id) === key);
			return relationship && { field: 'relationship', value: relationship.note };
		}
	}
	if (asked.startsWith('attributes.')) return { field: asked, value: profile.attributes[asked.slice('attributes.'.length)] };
	return Object.hasOwn(customerFields, asked) ? { field: asked, value: profile[asked as 'name'] } : undefined;
}

/**
 * The value, in the caller's transaction. What is hidden from somebody he cannot have told either.
 * @throws AppError customer_not_found, field_not_readable, unmask_unknown, unmask_too_often
 */
export async function unmask(client: Queryable, principal: Principal, id: number, asked: string, reason: string): Promise<unknown> {
	await demandActive(client, id);
	const attributes = await attributeMap(client);
	const natureOf = (field: string) => fieldNature(field, attributes);
	const { profile } = (await readProfile(client, id))!;
	if (profile === null) throw error('customer_not_found', { id });
	const told = found(JSON.parse(profile) as Profile, asked, natureOf);
	if (!told) throw unmaskError('unmask_unknown', { field: asked.slice(0, 60) });
	const nature = natureOf(told.field);
	if (rightTo(principal.field_rights, nature.kind) === 'hidden') demandReadable(principal, nature);
	if ((await countUnmasking(client, principal.user_id)) > mostAnHour) throw unmaskError('unmask_too_often', { most: mostAnHour });
	const { value = null } = told;
	if (isSealed(value) && sealedFor(value) !== id) await demandActive(client, sealedFor(value));
	const [plain] = isSealed(value) ? await openedValues(client, [{ column: nature.field, text: value }]) : [value];
	await audit(client, {
		action: 'customers.unmask',
		entity: 'customers',
		entity_id: id,
		customer_id: id,
		detail: { field: told.field, kind: nature.kind },
		reason,
	});
	return plain;
}
