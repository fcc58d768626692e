// Changes to one customer, each in the caller's transaction: read what stands, decide by rules.ts, add a statement, recompute, make findable.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { nameFromParts, parsePersonName } from '../../values/name.ts';
import { parseOrganisation } from '../../values/organisation.ts';
import { sortKey } from '../../values/pinyin.ts';
import { notify } from '../notifications/queries.ts';
import { demandSensitiveConsent } from '../privacy/sensitive.ts';
import { attributeMap, findOrCreateSource, manualSource, registerTags } from './definitions.ts';
import { patchedAddresses, patchedContacts } from './edit-members.ts';
import { refuseErased } from './erased.ts';
import { customerError as error } from './messages.ts';
import {
	findStatement,
	insertCustomer,
	insertStatement,
	isActiveUser,
	lockCustomer,
	moveCustomer,
	readGolden,
	readHead,
	setDeleted,
} from './queries.ts';
import { refuseLost, withRequired } from './required.ts';
import { firstScope, scopeBeside } from './rescope-queries.ts';
import * as rules from './rules.ts';
import type { CustomerInput, CustomerPatch } from './schema.ts';
import { sealedStatements, sourceHash } from './sealing.ts';
import {
	type Editor,
	lockActive,
	lockSeen,
	recomputed,
	refuseConflict,
	refuseDoubts,
	type Standing,
	standing,
	stateByHand,
	statedValues,
} from './standing.ts';
import { type FieldDoubt, nameUnit, type Stated, type StateOptions, saysSomething, state, type Typed } from './statement.ts';

/** The parts of a patch as text by target, for state(). */
function typedOf(patch: CustomerPatch): Typed {
	const fields: Record<string, string | null | undefined> = {};
	for (const [name, value] of Object.entries(patch)) if (typeof value === 'string') fields[name] = value;
	const contacts: Typed['contacts'][number][] = (patch.contact_points ?? []).map((point) => ({ ...point }));
	if (patch.phone) contacts.push({ kind: 'phone', value: patch.phone, is_primary: true });
	if (patch.email) contacts.push({ kind: 'email', value: patch.email, is_primary: true });
	const addresses: Typed['addresses'][number][] = (patch.addresses ?? []).map((one) => ({ ...one }));
	const { city, region, postal_code, country } = patch;
	if (city || region || postal_code || country) addresses.push({ city, region, postal_code, country, is_primary: true });
	// Empty text takes a value away as null does; whether it may go is decided by what stands afterwards.
	const attributes = Object.fromEntries(Object.entries(patch.attributes ?? {}).filter(([, value]) => value !== ''));
	return { fields, contacts, addresses, tags: patch.tags ?? [], attributes };
}

/** How what is typed into an edit is read. */
export type EditOptions = StateOptions & Required<Pick<StateOptions, 'attributes'>>;

export async function stateOptions(client: Queryable, editor: Editor, kind: StateOptions['kind']): Promise<EditOptions> {
	return { country: editor.country, kind, attributes: await attributeMap(client) };
}

export function refuseUnknownAttributes(patch: CustomerPatch, { attributes }: EditOptions): void {
	for (const name of Object.keys(patch.attributes ?? {})) {
		if (attributes.has(name)) continue;
		throw error('field_unknown', {
			field: `attributes.${name}`,
			fields: [...attributes.keys()].map((one) => `attributes.${one}`).join(', '),
		});
	}
}

/** @param whole required attributes are demanded: nothing is known of the customer yet */
async function statedNew(client: Queryable, editor: Editor, input: CustomerInput, whole: boolean): Promise<Stated> {
	const options = await stateOptions(client, editor, input.kind ?? 'auto');
	refuseUnknownAttributes(input, options);
	const typed = typedOf(input);
	const stated = state(whole ? withRequired(typed, options.attributes) : typed, options);
	refuseDoubts(stated.doubts);
	if (!saysSomething(stated.content)) throw error('nothing_stated');
	return stated;
}

/** Whether this person may change customers in a place: by scope, or because he owns them. */
export function mayChange({ principal }: Editor, scope_id: number, owner_id: number | null): boolean {
	return principal.write_scopes.includes(scope_id) || (principal.writes_own && owner_id === principal.user_id);
}

/** Where a new customer begins. Whoever may change only what he owns becomes its owner where nobody else is named. */
async function firstPlace(client: Queryable, editor: Editor, input: CustomerInput): Promise<{ scope_id: number; owner_id: number | null }> {
	const { principal } = editor;
	const wanted = input.scope_id ?? principal.scope_id;
	const permitted = principal.write_scopes.includes(wanted) ? wanted : await firstScope(client, wanted, principal.write_scopes);
	const scope_id = permitted ?? wanted;
	const owner_id =
		input.owner_id === undefined && input.scope_id === undefined && permitted === null && principal.writes_own
			? principal.user_id
			: (input.owner_id ?? null);
	if (!mayChange(editor, scope_id, owner_id)) throw error('scope_not_allowed', { scope_id: wanted });
	return { scope_id, owner_id };
}

/** Moves a customer to an owner and to the team of a scope; undefined: there it stays. @throws AppError scope_not_allowed, owner_out_of_sight */
export async function move(
	client: Queryable,
	editor: Editor,
	id: number,
	place: { readonly owner_id: number | null; readonly scope_id?: number | undefined },
): Promise<void> {
	const current = (await readHead(client, id))!.scope_id;
	const scope_id = place.scope_id === undefined ? current : await scopeBeside(client, place.scope_id, current);
	if (!mayChange(editor, scope_id, place.owner_id))
		throw scope_id === current ? error('owner_out_of_sight') : error('scope_not_allowed', { scope_id: place.scope_id! });
	await moveCustomer(client, id, place.owner_id, scope_id, editor.principal.user_id);
}

/** Throws unless the owner is somebody who works here. */
export async function demandOwner(client: Queryable, owner_id: number | null | undefined): Promise<void> {
	if (owner_id && !(await isActiveUser(client, owner_id))) throw error('owner_unknown', { owner_id });
}

/** The lock under which records with a key of a source are looked up and added, shared with imports: the same key never makes two customers. */
export async function lockSource(client: Queryable, source_id: number): Promise<void> {
	await client.query("select pg_advisory_xact_lock(hashtext('clientele source'), $1)", [source_id]);
}

export interface Created {
	readonly id: number;
	/** False: the source's key was known; its customer was updated or left as it was. */
	readonly created: boolean;
}

/** Adds a customer from a form or a request; with source and external_id the same record again updates its customer. */
export async function createCustomer(client: Queryable, editor: Editor, input: CustomerInput): Promise<Created> {
	const { principal } = editor;
	if (input.external_id !== undefined && input.source === undefined) throw error('external_id_needs_source');
	const source = input.source === undefined ? { id: manualSource } : await findOrCreateSource(client, input.source, 'api');
	if (input.source !== undefined) await lockSource(client, source.id);
	const again = input.external_id === undefined ? undefined : await findStatement(client, source.id, input.external_id);
	const stated = await statedNew(client, editor, input, !again);
	await registerTags(client, stated.content.tags ?? []);
	const { scope_id, owner_id } = await firstPlace(client, editor, input);
	await demandOwner(client, owner_id);
	const attributes = await attributeMap(client);
	const content_hash = sourceHash(keyringOf(client), stated, attributes);
	const key = input.source === undefined ? null : (input.external_id ?? `#${content_hash}`);
	if (key !== null) {
		const known = again ?? (await findStatement(client, source.id, key));
		if (known) {
			// What was said of a merged customer stays under its id and speaks for the survivor.
			const member = await lockCustomer(client, known.customer_id);
			const head = await lockActive(client, member?.state === 'merged' ? member.golden_id : known.customer_id);
			if (known.content_hash === content_hash) return { id: head.id, created: false };
			const before = await readGolden(client, head.id);
			const [sealed] = await sealedStatements(client, [{ ...stated, customer_id: known.customer_id }], attributes);
			await demandSensitiveConsent(client, { customer_id: head.id, content: sealed!.content, before: {} });
			await insertStatement(client, {
				...sealed!,
				content_hash,
				source_id: source.id,
				key,
				recorded_by: principal.user_id,
				scope_id: head.scope_id,
				owner_id: head.owner_id,
				cause: 'key',
			});
			await recomputed(client, head.id, principal.user_id, 'customers.edit');
			if (known.customer_id !== head.id)
				await audit(client, {
					action: 'customers.state',
					entity: 'customers',
					entity_id: known.customer_id,
					customer_id: known.customer_id,
					detail: { golden_id: head.id },
				});
			await refuseLost(client, head.id, before.attributes);
			return { id: head.id, created: false };
		}
	}
	await refuseErased(client, { content: stated.content, source_id: source.id, key });
	const id = await insertCustomer(client, scope_id, owner_id);
	const [sealed] = await sealedStatements(client, [{ ...stated, customer_id: id }], attributes);
	await demandSensitiveConsent(client, { customer_id: id, content: sealed!.content, before: {} });
	await insertStatement(client, {
		...sealed!,
		content_hash,
		source_id: source.id,
		key: key ?? String(id),
		recorded_by: principal.user_id,
		scope_id,
		owner_id,
		cause: 'created',
	});
	await recomputed(client, id, principal.user_id, 'customers.create');
	return { id, created: true };
}

const nameFields = ['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'] as const;
type NameField = (typeof nameFields)[number];

/** The name unit after a patch: the whole name is read into parts; changed parts are put into the name that stands. */
function patchedName(patch: CustomerPatch, kind: string, current: Record<string, unknown>): { unit: unknown; doubt: FieldDoubt | null } {
	const problem = (result: { problem?: FieldDoubt['problem'] }): FieldDoubt | null =>
		result.problem ? { field: 'name', problem: result.problem } : null;
	if (kind === 'organisation') {
		const result = parseOrganisation(patch.name ?? String(current.name ?? ''));
		return { unit: result.value && { name: result.value.name, sort_name: sortKey(result.value.name, 'text') }, doubt: problem(result) };
	}
	const partFields = nameFields.slice(1).filter((field) => patch[field] !== undefined);
	const whole = patch.name ? parsePersonName(patch.name) : null;
	if (whole && (!whole.value || partFields.length === 0)) return { unit: whole.value && nameUnit(whole.value), doubt: problem(whole) };
	const part = (field: NameField): string | null => {
		if (patch[field] !== undefined) return patch[field];
		if (whole?.value) return whole.value[field.replace(/^name_/, '') as 'family_name'] ?? null;
		return (current[field] as string | undefined) ?? null;
	};
	const parts = nameFromParts({
		family_name: part('family_name'),
		given_name: part('given_name'),
		middle_name: part('middle_name'),
		prefix: part('name_prefix'),
		suffix: part('name_suffix'),
	});
	if (!parts.value) return { unit: null, doubt: problem(parts) };
	return { unit: nameUnit(whole?.value ? { ...parts.value, name: whole.value.name } : parts.value), doubt: problem(parts) };
}

/** What a patch makes of the manual content that stands: values are pinned, null says that what was known is no longer true. Pure. */
export function patchedContent(stood: Standing, patch: CustomerPatch, options: EditOptions): Stated {
	const { head, golden } = stood;
	const kind = patch.kind ?? head.kind;
	const stated = state(typedOf(patch), { ...options, kind, withName: false });
	const doubts = [...stated.doubts];
	let content = stood.manual;
	if (patch.kind && patch.kind !== head.kind) content = rules.pin(content, 'kind', patch.kind);
	if (nameFields.some((field) => patch[field] !== undefined)) {
		const current = (golden.units.name ?? {}) as Record<string, unknown>;
		const clearing =
			patch.name === null || (nameFields.slice(1).some((field) => patch[field] === null) && !nameFields.some((field) => patch[field]));
		const { unit, doubt } = patchedName(patch, kind, current);
		if (doubt) doubts.push(doubt);
		if (unit && patch.name !== null) content = rules.pin(content, 'name', unit);
		else if (clearing) content = rules.clear(content, 'name', statedValues(stood, 'name'));
	}
	for (const unit of [
		'company',
		'job_title',
		'lifecycle_stage',
		'gender',
		'birth_date',
		'language',
		'industry',
		'tax_id',
		'identity_number',
	] as const) {
		if (patch[unit] === undefined) continue;
		const value = stated.content[unit];
		content = value === undefined ? rules.clear(content, unit, statedValues(stood, unit)) : rules.pin(content, unit, value);
	}
	for (const [name, given] of Object.entries(patch.attributes ?? {})) {
		const unit = `attributes.${name}`;
		const value = stated.content[unit];
		content =
			given === null || value === undefined ? rules.clear(content, unit, statedValues(stood, unit)) : rules.pin(content, unit, value);
	}
	if (patch.tags) content = rules.setTags(content, golden.tags, stated.content.tags ?? []);
	content = patchedContacts(content, patch, golden, stated.content);
	content = patchedAddresses(content, patch, golden, stated.content);
	return { content, raw: stated.raw, doubts };
}

/** Changes what is named in the patch. */
export async function updateCustomer(client: Queryable, editor: Editor, id: number, patch: CustomerPatch, version?: number): Promise<void> {
	const stood = await standing(client, id);
	await refuseConflict(client, stood, version, rules.unitsOf(patch));
	const { head } = stood;
	const options = await stateOptions(client, editor, head.kind);
	refuseUnknownAttributes(patch, options);
	const { content, raw, doubts } = patchedContent(stood, patch, options);
	refuseDoubts(doubts);
	if (patch.tags) await registerTags(client, content.tags ?? []);
	await stateByHand(client, editor, stood, content, raw);
	if (
		(patch.owner_id !== undefined && patch.owner_id !== head.owner_id) ||
		(patch.scope_id !== undefined && patch.scope_id !== head.scope_id)
	) {
		if (patch.owner_id !== head.owner_id) await demandOwner(client, patch.owner_id);
		await move(client, editor, id, {
			owner_id: patch.owner_id === undefined ? head.owner_id : patch.owner_id,
			scope_id: patch.scope_id === head.scope_id ? undefined : patch.scope_id,
		});
		if (patch.owner_id && patch.owner_id !== head.owner_id)
			await notify(client, { user_id: patch.owner_id, kind: 'customer_assigned', customer_id: id, by: editor.principal.user_id });
	}
}

/** Lets go of manual values. */
export async function releaseUnits(
	client: Queryable,
	editor: Editor,
	id: number,
	units: readonly string[],
	version?: number,
): Promise<void> {
	const stood = await standing(client, id);
	await refuseConflict(client, stood, version, new Set(units.map((unit) => (unit.startsWith('tags/') ? 'tags' : unit))));
	await stateByHand(client, editor, stood, rules.release(stood.manual, units), null);
}

/** Moves a customer into the trash: a statement that can be taken back for thirty days. */
export async function deleteCustomer(client: Queryable, editor: Editor, id: number): Promise<void> {
	await lockActive(client, id);
	await setDeleted(client, id, true, editor.principal.user_id);
}

export async function restoreCustomer(client: Queryable, editor: Editor, id: number): Promise<void> {
	const head = await lockSeen(client, id);
	if (head.state !== 'deleted') throw error('customer_not_in_trash', { id });
	await setDeleted(client, id, false, editor.principal.user_id);
}
