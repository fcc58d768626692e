// Pure decisions about roles: what the ready-made ones open, what several together give, and whether one opens more than somebody holds.
import type { Principal } from '../../platform/auth.ts';
import { permissions as allPermissions, type Permission } from '../../platform/endpoint.ts';
import { type FieldRight, type FieldRights, fieldRights } from '../../platform/field.ts';
import { type Reach, reaches } from './endpoints-roles.ts';
import type { RoleKey } from './schema.ts';

/** What a role opens. */
export interface RoleRights {
	readonly permissions: readonly Permission[];
	readonly reads: Exclude<Reach, 'none'>;
	readonly writes: Reach;
	readonly fields: FieldRights;
	readonly conditions: readonly number[];
}

const fields = (personal: string, contact: string, identity: string, sensitive: string) =>
	({ personal, contact, identity, sensitive }) as FieldRights;

/** The roles that come with the product. Their names are only for lists made by SQL: pages have words of their own for each key. */
export const readyRoles: Readonly<Record<RoleKey, Omit<RoleRights, 'conditions'> & { readonly name: string }>> = {
	administrator: {
		name: 'Administrator',
		permissions: allPermissions,
		reads: 'all',
		writes: 'all',
		fields: fields('write', 'write', 'write', 'write'),
	},
	// Runs teams: sees those below, lets bulk exports and deletions go.
	manager: {
		name: 'Manager',
		permissions: [
			'customers.read',
			'customers.write',
			'customers.delete',
			'customers.unmask',
			'imports.run',
			'exports.run',
			'consents.write',
			'settings.read',
			'approvals.decide',
		],
		reads: 'subtree',
		writes: 'subtree',
		fields: fields('write', 'write', 'read', 'masked'),
	},
	sales: {
		name: 'Sales',
		permissions: ['customers.read', 'customers.write', 'customers.delete', 'exports.run', 'consents.write', 'settings.read'],
		reads: 'team',
		writes: 'team',
		fields: fields('write', 'write', 'masked', 'hidden'),
	},
	// Whoever calls may belong to any team; his e-mail is read to him, and changed by those who look after him.
	service: {
		name: 'Service',
		permissions: ['customers.read', 'customers.write', 'customers.unmask', 'consents.write', 'settings.read'],
		reads: 'all',
		writes: 'subtree',
		fields: fields('write', 'read', 'masked', 'hidden'),
	},
	marketing: {
		name: 'Marketing',
		permissions: ['customers.read', 'customers.write', 'imports.run', 'exports.run', 'consents.write', 'settings.read'],
		reads: 'subtree',
		writes: 'subtree',
		fields: fields('write', 'read', 'hidden', 'hidden'),
	},
	// Counts and compares, writes to nobody.
	analyst: {
		name: 'Analyst',
		permissions: ['customers.read', 'exports.run', 'settings.read'],
		reads: 'all',
		writes: 'none',
		fields: fields('read', 'masked', 'hidden', 'hidden'),
	},
	// Mends values everywhere and says how they are computed; numbers of documents among them.
	data_steward: {
		name: 'Data steward',
		permissions: [
			'customers.read',
			'customers.write',
			'customers.delete',
			'customers.unmask',
			'imports.run',
			'exports.run',
			'settings.read',
			'settings.manage',
		],
		reads: 'all',
		writes: 'all',
		fields: fields('write', 'write', 'write', 'masked'),
	},
	purchasing: {
		name: 'Purchasing',
		permissions: ['customers.read', 'customers.write', 'settings.read'],
		reads: 'team',
		writes: 'own',
		fields: fields('write', 'write', 'masked', 'hidden'),
	},
	// Answers to whom the data is about, so nothing of it is hidden from him.
	privacy_officer: {
		name: 'Privacy officer',
		permissions: [
			'customers.read',
			'customers.write',
			'customers.delete',
			'customers.unmask',
			'exports.run',
			'consents.write',
			'settings.read',
			'approvals.decide',
			'privacy.read',
			'privacy.manage',
			'audit.read',
		],
		reads: 'all',
		writes: 'all',
		fields: fields('write', 'write', 'write', 'write'),
	},
	// Sees who did what to which record, not what it says.
	auditor: {
		name: 'Auditor',
		permissions: ['customers.read', 'settings.read', 'privacy.read', 'audit.read'],
		reads: 'all',
		writes: 'none',
		fields: fields('masked', 'masked', 'masked', 'masked'),
	},
	read_only: {
		name: 'Read only',
		permissions: ['customers.read', 'settings.read'],
		reads: 'team',
		writes: 'none',
		fields: fields('read', 'read', 'read', 'read'),
	},
};

const kinds = ['personal', 'contact', 'identity', 'sensitive'] as const;
const rankOf = (right: FieldRights[keyof FieldRights]) => fieldRights.indexOf(right);
const reachRank = (reach: Reach) => reaches.indexOf(reach);

/** The best of several rights, kind by kind; nothing where there is none. */
export function bestRights(several: readonly FieldRights[]): FieldRights {
	const best = (kind: (typeof kinds)[number]) => fieldRights[Math.max(0, ...several.map((one) => rankOf(one[kind])))]!;
	return { personal: best('personal'), contact: best('contact'), identity: best('identity'), sensitive: best('sensitive') };
}

/** A grant with what it opens and where. `chain`: its team and all above it. */
export interface HeldGrant extends RoleRights {
	readonly team_id: number;
	readonly chain: readonly number[];
	/** ISO 8601; null: without an end. */
	readonly ends_at: string | null;
}

/** Whether the rows that a grant reaches in one way are among those that another reaches. */
function covers(mine: HeldGrant, one: HeldGrant, way: 'reads' | 'writes'): boolean {
	const [wide, narrow] = [mine[way], one[way]];
	if (narrow === 'none') return true;
	// What somebody owns is his by any grant.
	if (narrow === 'own') return wide !== 'none';
	if (!mine.conditions.every((condition) => one.conditions.includes(condition))) return false;
	if (wide === 'all') return true;
	if (narrow === 'all') return false;
	if (wide === 'subtree') return one.chain.includes(mine.team_id);
	return wide === 'team' && narrow === 'team' && mine.team_id === one.team_id;
}

/** What is missing to somebody who wants to give away a right: the first permission, kind of values or way to rows that goes beyond his own. */
export type Excess = { readonly what: 'permission' | 'fields' | 'rows'; readonly name: string };

/** What of a grant goes beyond what `held` opens for at least as long; null where nothing does. */
export function excessOf(held: readonly HeldGrant[], wanted: HeldGrant): Excess | null {
	const lasting = held.filter(
		({ ends_at }) => ends_at === null || (wanted.ends_at !== null && Date.parse(ends_at) >= Date.parse(wanted.ends_at)),
	);
	const excess = excessOfRights(lasting, wanted);
	if (excess) return excess;
	for (const way of ['reads', 'writes'] as const)
		if (!lasting.some((mine) => covers(mine, wanted, way))) return { what: 'rows', name: wanted[way] };
	return null;
}

/** What of permissions and field rights goes beyond what `held` opens. */
export function excessOfRights(
	held: readonly Pick<RoleRights, 'permissions' | 'fields'>[],
	wanted: Pick<RoleRights, 'permissions' | 'fields'>,
): Excess | null {
	const mine = new Set(held.flatMap(({ permissions }) => permissions));
	const permission = wanted.permissions.find((one) => !mine.has(one));
	if (permission) return { what: 'permission', name: permission };
	const best = bestRights(held.map((one) => one.fields));
	const kind = kinds.find((one) => rankOf(wanted.fields[one]) > rankOf(best[one]));
	return kind ? { what: 'fields', name: kind } : null;
}

/** Whether one reach goes further than another. */
export function reachesFurther(one: Reach, other: Reach): boolean {
	return reachRank(one) > reachRank(other);
}

/** What somebody holds at a moment, as requests and jobs do. */
type Standing = Pick<Principal, 'permissions' | 'scopes' | 'field_rights'>;

/** Whether all that one shows is shown by the other as well. */
export function showsAll(own: Standing, other: Standing): boolean {
	const weight = (right: FieldRight) => fieldRights.indexOf(right);
	return (
		[...other.permissions].every((permission) => own.permissions.has(permission)) &&
		other.scopes.every((scope) => own.scopes.includes(scope)) &&
		(Object.keys(other.field_rights) as (keyof FieldRights)[]).every(
			(kind) => weight(other.field_rights[kind]) <= weight(own.field_rights[kind]),
		)
	);
}
