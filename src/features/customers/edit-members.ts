// Changes to the contact points and addresses of one customer, each in the caller's transaction.
import type { Queryable } from '../../platform/database.ts';
import { customerError as error } from './messages.ts';
import type { GoldenRow } from './queries.ts';
import * as rules from './rules.ts';
import type { ContactKind, CustomerPatch } from './schema.ts';
import { type Editor, refuseConflict, refuseDoubts, type Standing, standing, stateByHand } from './standing.ts';
import { type Content, state, type Typed } from './statement.ts';

/** The contact points after a patch: a whole list replaces what stands, `phone` and `email` the primary one of their kind. */
export function patchedContacts(before: Content, patch: CustomerPatch, golden: GoldenRow, stated: Content): Content {
	let content = before;
	const wanted = stated.contact_points ?? [];
	if (patch.contact_points) {
		const keys = new Set(wanted.map(rules.contactKey));
		for (const point of golden.contact_points)
			if (!keys.has(rules.contactKey(point))) content = rules.removeContact(content, rules.contactKey(point));
		for (const point of wanted) content = rules.addContact(content, point);
	}
	for (const kind of ['email', 'phone'] as const) {
		if (patch[kind] === undefined) continue;
		const primary = golden.contact_points.find((point) => point.kind === kind && point.is_primary);
		const points = wanted.filter((one) => one.kind === kind && one.is_primary);
		if (primary && !points.some(({ value }) => value === primary.value)) content = rules.removeContact(content, rules.contactKey(primary));
		// Several numbers may stand in one text: the first is added last and so becomes the primary one.
		for (const point of points.reverse()) content = rules.addContact(content, point);
	}
	return content;
}

/** The addresses after a patch: a whole list replaces what stands, single parts change the primary one. */
export function patchedAddresses(before: Content, patch: CustomerPatch, golden: GoldenRow, stated: Content): Content {
	let content = before;
	const wanted = stated.addresses ?? [];
	if (patch.addresses) {
		const keys = new Set(wanted.map(({ key }) => key));
		for (const address of golden.addresses) if (!keys.has(address.key)) content = rules.removeAddress(content, address.key);
		for (const address of wanted) content = rules.addAddress(content, address);
		return content;
	}
	const parts = ['city', 'region', 'postal_code', 'country'] as const;
	if (!parts.some((part) => patch[part] !== undefined)) return content;
	const primary = golden.addresses.find(({ is_primary }) => is_primary);
	const lines: Record<string, unknown> = { ...primary };
	for (const part of parts) if (patch[part] !== undefined) lines[part] = patch[part];
	const { content: whole } = state(
		{ fields: {}, contacts: [], tags: [], attributes: {}, addresses: [lines as Typed['addresses'][number]] },
		{ country: 'CN', kind: 'person' },
	);
	const next = whole.addresses?.[0];
	if (primary && primary.key !== next?.key) content = rules.removeAddress(content, primary.key);
	if (next) content = rules.addAddress(content, { ...next, is_primary: true });
	return content;
}

/** Which member of a set is meant, and the version that the change is based on; without a key a new one. */
interface Aim {
	readonly key?: string;
	readonly version?: number;
}

/** Throws where what a change of members would touch was changed since, or where the one that is meant is not there. */
async function demandMember(
	client: Queryable,
	stood: Standing,
	set: 'contact_points' | 'addresses',
	{ key, version }: Aim,
	touched: readonly (string | undefined)[],
): Promise<void> {
	const keys = [key, ...touched].filter((one) => one !== undefined);
	await refuseConflict(client, stood, version, new Set(keys.map((one) => `${set}/${one}`)));
	if (key === undefined) return;
	if (set === 'contact_points' && !stood.golden.contact_points.some((one) => rules.contactKey(one) === key))
		throw error('contact_not_found', { key });
	if (set === 'addresses' && !stood.golden.addresses.some((one) => one.key === key)) throw error('address_not_found', { key });
}

/** Adds a contact point, or replaces the one under `key`. */
export async function putContact(
	client: Queryable,
	editor: Editor,
	id: number,
	point: { kind: ContactKind; value: string; label?: string | null; is_primary?: boolean },
	aim: Aim,
): Promise<void> {
	const stood = await standing(client, id);
	const stated = state(
		{ fields: {}, contacts: [point], addresses: [], tags: [], attributes: {} },
		{ country: editor.country, kind: stood.head.kind },
	);
	refuseDoubts(stated.doubts);
	if (!stated.content.contact_points) throw error('nothing_in_it');
	// Whoever leads gives up that place.
	const led = point.is_primary && stood.golden.contact_points.find((one) => one.kind === point.kind && one.is_primary);
	await demandMember(client, stood, 'contact_points', aim, [
		...stated.content.contact_points.map(rules.contactKey),
		led ? rules.contactKey(led) : undefined,
	]);
	let content = stood.manual;
	const { key } = aim;
	for (const one of stated.content.contact_points) {
		if (key !== undefined && key !== rules.contactKey(one)) content = rules.removeContact(content, key);
		content = rules.addContact(content, one);
	}
	await stateByHand(client, editor, stood, content, stated.raw);
}

export async function dropContact(client: Queryable, editor: Editor, id: number, key: string, version?: number): Promise<void> {
	const stood = await standing(client, id);
	await demandMember(client, stood, 'contact_points', { key, version }, []);
	await stateByHand(client, editor, stood, rules.removeContact(stood.manual, key), null);
}

/** Adds an address, or replaces the one under `key`. */
export async function putAddress(
	client: Queryable,
	editor: Editor,
	id: number,
	address: Typed['addresses'][number],
	aim: Aim,
): Promise<void> {
	const stood = await standing(client, id);
	const stated = state(
		{ fields: {}, contacts: [], addresses: [address], tags: [], attributes: {} },
		{ country: editor.country, kind: stood.head.kind },
	);
	refuseDoubts(stated.doubts);
	if (!stated.content.addresses) throw error('nothing_in_it');
	const led = address.is_primary ? stood.golden.addresses.find(({ is_primary }) => is_primary)?.key : undefined;
	await demandMember(client, stood, 'addresses', aim, [...stated.content.addresses.map((one) => one.key), led]);
	let content = stood.manual;
	const { key } = aim;
	for (const one of stated.content.addresses) {
		if (key !== undefined && key !== one.key) content = rules.removeAddress(content, key);
		content = rules.addAddress(content, one);
	}
	await stateByHand(client, editor, stood, content, stated.raw);
}

export async function dropAddress(client: Queryable, editor: Editor, id: number, key: string, version?: number): Promise<void> {
	const stood = await standing(client, id);
	await demandMember(client, stood, 'addresses', { key, version }, []);
	await stateByHand(client, editor, stood, rules.removeAddress(stood.manual, key), null);
}
