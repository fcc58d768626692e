// What imports kept of a column before its values were encrypted: rows with problems, corrections, files that still lie here.
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import { type Hidden, hiddenOf, openedCell, sealedCell, sealedTroubles } from './hidden.ts';
import type { ImportOptions } from './schema.ts';
import type { RowTrouble } from './staged.ts';
import { removeUpload } from './uploads.ts';

/** Rows in one transaction. */
const batch = 1_000;

interface Kept {
	readonly id: number;
	readonly options: ImportOptions;
	readonly ended: boolean;
}

/** The next import that said something of a field. */
async function nextImport(client: Queryable, field: string, after: number): Promise<Kept | undefined> {
	const { rows } = await client.query<Kept>(
		`select id, options, state in ('done', 'undone', 'cancelled', 'failed') as ended from imports
		where id > $2 and options->'columns' @> jsonb_build_array(jsonb_build_object('field', $1::text)) order by id limit 1`,
		[field, after],
	);
	return rows[0];
}

/** The place of a row with problems in its import: a row may have several. */
type Place = Pick<RowTrouble, 'row' | 'kind'>;

/** Encrypts the next rows with problems; the last of them, null where none is left. */
async function sealProblems(client: Queryable, import_id: number, hidden: Hidden, after: Place | null): Promise<Place | null> {
	const { rows } = await client.query<Omit<RowTrouble, 'cells'> & { readonly cells: readonly (string | null)[] | null }>(
		`select "row", kind, problems, cells from import_problems where import_id = $1 and ("row", kind) > ($2, $3) order by "row", kind limit $4 for update`,
		[import_id, after?.row ?? -1, after?.kind ?? '', batch],
	);
	const open = rows.map(({ cells, ...one }) => ({ ...one, cells: (cells ?? []).map((cell) => openedCell(client, cell)) }));
	const sealed = sealedTroubles(hidden, open);
	await client.query(
		`update import_problems p set problems = t.problems, cells = case when p.cells is not null then t.cells end
		from jsonb_to_recordset($2::jsonb) t ("row" bigint, kind text, problems jsonb, cells jsonb)
		where p.import_id = $1 and p."row" = t."row" and p.kind = t.kind and (p.problems, p.cells) is distinct from (t.problems, t.cells)`,
		[import_id, JSON.stringify(sealed)],
	);
	return rows.length === batch ? rows.at(-1)! : null;
}

async function sealCorrections(client: Queryable, import_id: number, hidden: Hidden): Promise<void> {
	const { rows } = await client.query<{ row: number; position: number; value: string }>(
		'select "row", position, value from import_corrections where import_id = $1 and position = any ($2) for update',
		[import_id, [...hidden.positions]],
	);
	const values = rows.map(({ value, position }) => sealedCell(hidden, openedCell(client, value), position));
	await client.query(
		`update import_corrections c set value = t.value from unnest($2::bigint[], $3::integer[], $4::text[]) t ("row", position, value)
		where c.import_id = $1 and c."row" = t."row" and c.position = t.position and c.value <> t.value`,
		[import_id, rows.map(({ row }) => row), rows.map(({ position }) => position), values],
	);
}

/** Encrypts what imports kept of a field whose values are encrypted now, and deletes their files; one import after the other. */
export async function sealKept({ database, config }: Services, field: string, signal?: AbortSignal): Promise<void> {
	let kept: Kept | undefined;
	for (let after = 0; ; after = kept.id) {
		kept = await nextImport(database.owner, field, after);
		if (!kept) break;
		if (signal?.aborted) throw new Error('stopped; the queue gives it to whoever works next');
		const { id, options, ended } = kept;
		const hidden = hiddenOf(keyringOf(database.owner), options, await attributeMap(database.owner));
		if (!hidden) continue;
		if (ended) await removeUpload({ database, config }, id);
		let last: Place | null = null;
		do {
			const at: Place | null = last;
			last = await asOwner(database, async (client) => {
				if (!at) {
					await sealCorrections(client, id, hidden);
					await audit(client, { action: 'imports.seal', entity: 'imports', entity_id: id, detail: { field } });
				}
				return sealProblems(client, id, hidden, at);
			});
		} while (last);
	}
	await database.owner.query('vacuum import_problems, import_corrections, imports');
}
