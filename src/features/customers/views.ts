// Saved views: statements and who may change which.

import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { may, type Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import type { View, viewInput, viewPatch } from './endpoints-views.ts';
import { customerError as error } from './messages.ts';
import { openedAsked, sealedAsked, shapeOfAsked } from './sealing.ts';

/** How many views one person keeps at most. */
const mostViews = 200;
/** How many views are listed at once, those of others that are shared included. */
const mostListed = 1_000;

/** A view as this person sees it: $1 is who asks, $2 whether he is an administrator. */
const columns = `v.id, v.name, v.shared, v.definition, v.position, json_build_object('id', u.id, 'name', u.name) as owner,
	v.user_id = $1 or $2 as may_change, v.version, v.created_at, v.updated_at`;

const asks = (principal: Principal) => [principal.user_id, may(principal, 'users.manage')];

/** A person's own views, then those that others share; with `search` those whose name has it in it. */
export async function listViews(
	client: Queryable,
	principal: Principal,
	{ search = '', limit = mostListed }: { readonly search?: string; readonly limit?: number },
): Promise<{ items: View[]; more: boolean }> {
	const { rows } = await client.query<View>(
		`select ${columns} from views v join users u on u.id = v.user_id
		where (v.user_id = $1 or v.shared) and strpos(lower(v.name), lower($3)) > 0
		order by v.user_id <> $1, v.position, v.id limit $4`,
		[...asks(principal), search, limit + 1],
	);
	return { items: rows.slice(0, limit).map((row) => opened(client, row)), more: rows.length > limit };
}

/** @throws AppError view_not_found, for a private view of somebody else too */
export async function getView(client: Queryable, principal: Principal, id: number): Promise<View> {
	const found = await readView(client, principal, id);
	if (!found || !(found.shared || found.owner.id === principal.user_id)) throw error('view_not_found', { id });
	return found;
}

async function readView(client: Queryable, principal: Principal, id: number): Promise<View | undefined> {
	const { rows } = await client.query<View>(`select ${columns} from views v join users u on u.id = v.user_id where v.id = $3`, [
		...asks(principal),
		id,
	]);
	return rows[0] && opened(client, rows[0]);
}

/** What the audit tells of a view: its name may be that of a customer. */
const told = ({ name: _, definition, ...body }: { readonly name?: string; readonly definition?: object }): Record<string, unknown> => ({
	...body,
	...(definition && { definition: shapeOfAsked(definition) }),
});

/** A view with the conditions as they were saved. */
const opened = (client: Queryable, view: View): View => ({ ...view, definition: openedAsked(client, view.definition) });

/** Says that a name is taken, instead of the constraint. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		throw (cause as { constraint?: string }).constraint === 'views_name' ? error('view_exists', { name }) : cause;
	}
}

/** @throws AppError view_exists, views_too_many */
export async function createView(client: Queryable, principal: Principal, body: z.output<typeof viewInput>): Promise<View> {
	// One at a time for each person, so that the bound holds.
	await client.query("select pg_advisory_xact_lock(hashtext('clientele views'), $1)", [principal.user_id]);
	const { rows } = await named(body.name, () =>
		client.query<{ id: number }>(
			`insert into views (user_id, name, shared, definition, position)
			select $1, $2, $3, $4, $5 where (select count(*) from views where user_id = $1) < $6 returning id`,
			[
				principal.user_id,
				body.name,
				body.shared ?? false,
				JSON.stringify(sealedAsked(client, body.definition)),
				body.position ?? 0,
				mostViews,
			],
		),
	);
	if (!rows[0]) throw error('views_too_many', { most: mostViews });
	await audit(client, { action: 'views.create', entity: 'views', entity_id: rows[0].id, after: told(body) });
	return (await readView(client, principal, rows[0].id))!;
}

/** The view that a request names, locked. @throws AppError view_not_found, view_not_yours, view_conflict */
async function viewToChange(client: Queryable, principal: Principal, id: number, version: number | undefined): Promise<void> {
	const { rows } = await client.query<{ user_id: number; name: string; shared: boolean; version: number; owner: string }>(
		`select v.user_id, v.name, v.shared, v.version, u.name as owner from views v join users u on u.id = v.user_id where v.id = $1 for update of v`,
		[id],
	);
	const found = rows[0];
	const mine = found?.user_id === principal.user_id;
	// Of a private view nobody else learns that it exists, nor what it says: who manages people may neither read nor share it.
	if (!found || !(mine || found.shared)) throw error('view_not_found', { id });
	if (!mine && !may(principal, 'users.manage')) throw error('view_not_yours', { name: found.name, owner: found.owner });
	if (version !== undefined && version !== found.version)
		throw error('view_conflict', { name: found.name }, { extra: { current_version: found.version } });
}

/** @throws AppError view_not_found, view_not_yours, view_conflict, view_exists */
export async function updateView(
	client: Queryable,
	principal: Principal,
	id: number,
	body: z.output<typeof viewPatch>,
	version: number | undefined,
): Promise<View> {
	await viewToChange(client, principal, id, version);
	await named(body.name ?? '', () =>
		client.query(
			`update views set name = coalesce($2, name), shared = coalesce($3, shared), definition = coalesce($4, definition),
				position = coalesce($5, position), version = version + 1, updated_at = now() where id = $1`,
			[
				id,
				body.name ?? null,
				body.shared ?? null,
				body.definition ? JSON.stringify(sealedAsked(client, body.definition)) : null,
				body.position ?? null,
			],
		),
	);
	await audit(client, { action: 'views.edit', entity: 'views', entity_id: id, after: told(body) });
	return (await readView(client, principal, id))!;
}

/** @throws AppError view_not_found, view_not_yours */
export async function deleteView(client: Queryable, principal: Principal, id: number): Promise<void> {
	await viewToChange(client, principal, id, undefined);
	await client.query('delete from views where id = $1', [id]);
	await audit(client, { action: 'views.remove', entity: 'views', entity_id: id });
}
