// Encrypted columns of an export: read as they are stored, opened some hundred rows at a time, masked for whoever reads them so.
import pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import { cellText, csvFormatter } from '../../platform/files/csv-write.ts';
import { keyringOf, sealedForm, valueOfText } from '../../platform/keyring.ts';
import { type Mask, masked } from '../../platform/masks.ts';
import type { AttributeDefinition } from '../customers/schema.ts';
import { booleanWords } from './messages.ts';
import type { ExportColumn } from './rules.ts';
import type { ExportFormat } from './schema.ts';

/** An encrypted column: the name under which its values are encrypted, and how one stands in a file. */
export interface Sealed {
	readonly column: string;
	readonly shown: (value: unknown) => unknown;
}

/** How a value of an attribute stands in a cell, as attributeColumn() says it in SQL. */
function worded({ type, choices }: AttributeDefinition, language: Language | undefined): (value: unknown) => unknown {
	const word = (value: unknown) => {
		const one = choices.find((choice) => choice.value === value);
		return (language && one && (language === 'en' ? one.label_en : one.label_zh)) || value;
	};
	if (type === 'choice') return word;
	if (type === 'choices') return (value) => (value as unknown[]).map(word).join('; ');
	if (type === 'money') return (value) => Object.values(value as { amount: string; currency: string }).join(' ');
	if (type === 'boolean' && language) return (value) => booleanWords[String(value) as 'true' | 'false'][language];
	return (value) => value;
}

/** An encrypted column in place of an open one. @param mask how it is masked; null: it is read whole */
export function sealedColumn(
	column: ExportColumn,
	attribute: AttributeDefinition | undefined,
	{ format, language, mask }: { readonly format: ExportFormat; readonly language: Language | undefined; readonly mask: Mask | null },
): ExportColumn {
	const cell = attribute && format !== 'ndjson' ? worded(attribute, language) : (value: unknown) => value;
	const stored = attribute ? `c.attributes->>${pg.escapeLiteral(attribute.name)}` : `c.${column.name}`;
	// What was laid into this row from another customer's leaves only with those who see that one as well (sealedFor()).
	const sql = `case when starts_with(${stored}, '~1.' || c.id || '.') then ${stored}
		when ${stored} ~ '^${sealedForm}$' and exists (select from customers o where o.id = split_part(${stored}, '.', 2)::bigint) then ${stored} end`;
	const shown = (value: unknown) => (value === null ? null : mask ? masked(mask, value) : cell(value));
	return { ...column, sql, ...(mask && { mask, type: 'text' as const }), sealed: { column: column.name, shown } };
}

const sealedColumns = (columns: readonly ExportColumn[]) => columns.flatMap(({ sealed }, place) => (sealed ? [{ place, ...sealed }] : []));

/** Opens the encrypted cells of rows, in place. `client`: any connection but the one that reads the rows. */
export async function openRows(client: Queryable, columns: readonly ExportColumn[], rows: unknown[][]): Promise<void> {
	const cells = sealedColumns(columns).flatMap(({ place, column, shown }) =>
		rows.flatMap((row) => (row[place] === null ? [] : [{ row, place, column, shown, text: row[place] as string }])),
	);
	if (cells.length === 0) return;
	const texts = await keyringOf(client).openFor(client, cells);
	for (const [at, { row, place, shown }] of cells.entries()) row[place] = shown(valueOfText(texts[at] ?? null));
}

/**
 * Marks encrypted cells of CSV with the place of their column, so that they are found in the bytes that PostgreSQL sends: reading its CSV anew would make an
 * export four times as long. The mark is drawn for each export: no text that somebody typed has it.
 */
export const markedSql = ({ sql, sealed }: ExportColumn, place: number, mark: string): string =>
	sealed ? `'${mark}${place}' || (${sql})` : sql;

const lineEnd = 10;

/** CSV with its marked cells opened. */
export async function* openedCsv(
	client: Queryable,
	columns: readonly ExportColumn[],
	pieces: AsyncIterable<Buffer>,
	mark: string,
): AsyncGenerator<Buffer> {
	const cell = new RegExp(`${mark}(\\d+)(${sealedForm})`, 'g');
	const format = csvFormatter({ lineEnd: '\n' });
	const open = async (bytes: Buffer): Promise<Buffer> => {
		if (!bytes.includes(mark)) return bytes;
		// One character a byte, so that what is not touched comes out as it was.
		const text = bytes.toString('latin1');
		const found = [...text.matchAll(cell)].map(([, place, sealed]) => ({ ...columns[Number(place)]!.sealed!, text: sealed! }));
		const opened = await keyringOf(client).openFor(client, found);
		let at = 0;
		const replaced = text.replace(cell, () => {
			const { shown } = found[at]!;
			const value = cellText(shown(valueOfText(opened[at++] ?? null)));
			return value === '' ? '' : Buffer.from(format([value]).slice(0, -1)).toString('latin1');
		});
		return Buffer.from(replaced, 'latin1');
	};
	let rest: Buffer = Buffer.alloc(0);
	for await (const piece of pieces) {
		const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
		const end = bytes.lastIndexOf(lineEnd) + 1;
		rest = bytes.subarray(end);
		if (end > 0) yield await open(bytes.subarray(0, end));
	}
	if (rest.length > 0) yield await open(rest);
}
