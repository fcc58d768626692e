// From the endpoints of the list of changes to their statements.
import { type Queryable, read, write, writeOne } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Services } from '../../platform/services.ts';
import { itemRefused } from './bulk.ts';
import { type Change, changeOf, parseKey } from './changes.ts';
import { readEntries, type Wanted, withoutHidden } from './changes-queries.ts';
import type { changeEndpoints } from './endpoints-changes.ts';
import { customerError as error } from './messages.ts';
import { readHead } from './queries.ts';
import type { Editor } from './standing.ts';
import { refuseUntold, standingNow, undoChange } from './undo-change.ts';
import { undoVersions } from './undo-versions.ts';

const cursor = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))_([hsnrf]\d{1,15})$/;

function cursorOf(text: string | undefined): Wanted['after'] {
	if (text === undefined) return null;
	const [, at, key] = cursor.exec(text) ?? [];
	if (!at || !key || Number.isNaN(Date.parse(at))) throw error('cursor_unreadable');
	return { at, key: parseKey(key) };
}

const nameUnit = ['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'];

/** Where a unit may be spoken of: columns of history, units of statements. A superset; the entries themselves tell. */
function columnsOf(unit: string | undefined): readonly string[] | undefined {
	if (unit === undefined) return undefined;
	if (unit.startsWith('attributes.')) return ['attributes', unit];
	if (nameUnit.includes(unit)) return nameUnit;
	return [unit.replace(/\/.*$/s, '')];
}

function speaksOf({ changes, kind }: Change, unit: string): boolean {
	if (kind === 'statement') return true;
	return changes.some((one) => one.unit === unit || one.unit.startsWith(`${unit}/`) || (unit === 'name' && nameUnit.includes(one.unit)));
}

/** A page of changes; `wanted.limit` is one more than it holds, to know whether there are more. */
async function listChanges(client: Queryable, editor: Editor, id: number, wanted: Wanted) {
	const head = await readHead(client, id);
	refuseUntold(id, head);
	const rows = await readEntries(client, id, wanted);
	const now = await standingNow(client, editor, id, head!.state, rows);
	const told = await withoutHidden(client, rows.slice(0, wanted.limit - 1));
	const last = rows.length === wanted.limit ? rows[wanted.limit - 2]! : undefined;
	return { items: told.map((row) => changeOf(row, now)), next: last ? `${last.at}_${last.letter}${last.ref}` : null };
}

export const changeHandlers: Handlers<typeof changeEndpoints, Services> = {
	listChanges: async ({ database, principal, services, params, query }) => {
		const { after, limit = 50, kind, unit } = query;
		const editor = { principal, country: services.config.defaultCountry };
		const wanted = { after: cursorOf(after), kind, columns: columnsOf(unit), limit: limit + 1 };
		const { items, next } = await read(database, principal, (client) => listChanges(client, editor, params.id, wanted));
		return { items: unit === undefined ? items : items.filter((one) => speaksOf(one, unit)), next };
	},
	undoChange: ({ database, principal, services, params, request }) => {
		const traced = { ...principal, trace: { channel: 'api', ...principal.trace, undoes: params.change_id } };
		const editor = { principal: traced, country: services.config.defaultCountry };
		return writeOne(database, traced, (client) => undoChange(client, editor, params.id, params.change_id, versionOf(request)));
	},
	undoChanges: async ({ database, principal, services, body, language }) => {
		const editor = { principal, country: services.config.defaultCountry };
		const undone = await write(database, principal, (client) => undoVersions(client, editor, body.items));
		return {
			results: undone.map((one) => ({
				id: one.id,
				...('refusal' in one ? itemRefused(one.refusal, language) : { status: 200, version: one.version, kept: [...one.kept] }),
			})),
		};
	},
};
