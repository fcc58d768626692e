// Columns of a file whose values are encrypted: what of their cells is kept beside the customers (rows with problems, corrections) is encrypted as well.
import type pg from 'pg';
import { jsonb } from '../../platform/copy.ts';
import type { Queryable } from '../../platform/database.ts';
import { AppError, type Words } from '../../platform/errors.ts';
import { type Keyring, keyringOf } from '../../platform/keyring.ts';
import type { AttributeDefinition } from '../customers/schema.ts';
import { isEncrypted, type Sayings, sealedStatements } from '../customers/sealing.ts';
import { columnsIn } from './mapping.ts';
import type { ImportOptions } from './schema.ts';
import type { RowTrouble, Trouble } from './staged.ts';

type Attributes = ReadonlyMap<string, AttributeDefinition>;

/** The columns of an import that hold encrypted values. */
export interface Hidden {
	readonly keyring: Keyring;
	readonly attributes: Attributes;
	readonly columns: ReadonlySet<string>;
	/** Their places in a row, from 0. */
	readonly positions: ReadonlySet<number>;
}

/** The columns that hold encrypted values; undefined where none does, as in most files. */
export function hiddenOf(keyring: Keyring, { columns = [] }: ImportOptions, attributes: Attributes): Hidden | undefined {
	const positions = columnsIn({ columns }, (field) => isEncrypted(field, attributes));
	if (positions.size === 0) return undefined;
	const names = [...new Set(columns.map(({ column }) => column))];
	return {
		keyring,
		attributes,
		columns: new Set(names.filter((_name, position) => positions.has(position))),
		positions,
	};
}

/** The column to which sealed cells are bound. */
export const cellPlace = 'imports.cell';

/** A cell as it is kept. The same text each time, so that a correction can be compared with what the row held. */
export const sealedCell = ({ keyring, positions }: Hidden, cell: string | null, position: number): string | null =>
	cell === null || cell === '' || !positions.has(position) ? cell : keyring.sealSame(cellPlace, cell);

/** Cells as a person reads them. What only looks encrypted is a cell of the file. */
export function openedCell(client: Queryable, cell: string | null): string | null {
	if (!cell?.startsWith('~0.')) return cell;
	try {
		return keyringOf(client).open(cellPlace, cell);
	} catch (cause) {
		if (cause instanceof AppError) return cell;
		throw cause;
	}
}

/** A sentence without what it quotes. */
const discreet = (words: Words): Words => ({
	'zh-CN': words['zh-CN'].replace(/“[^”]*(?:”|$)/g, '“•••”'),
	en: words.en.replace(/“[^”]*(?:”|$)/g, '“•••”'),
});

/** Rows with problems as they are kept. */
export function sealedTroubles<T extends RowTrouble>(hidden: Hidden | undefined, troubles: readonly T[]): readonly T[] {
	if (!hidden) return troubles;
	const told = ({ repair: _, ...one }: Trouble): Trouble => ({ ...one, words: discreet(one.words) });
	return troubles.map((one) => ({
		...one,
		problems: one.problems.map((problem) => (problem.column !== null && hidden.columns.has(problem.column) ? told(problem) : problem)),
		cells: one.cells.map((cell, position) => sealedCell(hidden, cell, position)),
	}));
}

/** A row about somebody who was there before, as it came. */
export interface OpenRow extends Sayings {
	readonly row: number;
	readonly customer_id: number;
}

/** Encrypts staged statements anew, under the keys of the customers that they turned out to be about. */
export async function restateSealed(client: pg.PoolClient, { attributes }: Hidden, rows: readonly OpenRow[]): Promise<void> {
	if (rows.length === 0) return;
	const sealed = await sealedStatements(client, rows, attributes);
	await client.query(
		`update restated s set content = t.content, raw = nullif(t.raw, 'null') from jsonb_to_recordset($1::jsonb) t ("row" bigint, content jsonb, raw jsonb)
		where s.import_row = t."row"`,
		[jsonb(sealed.map(({ row, content, raw }) => ({ row, content, raw })))],
	);
}
