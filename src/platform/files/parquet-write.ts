// Writes Parquet in row groups of bounded size.
import type { Writable } from 'node:stream';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { cellText } from './csv-write.ts';
import { Sink } from './sink.ts';
import type { ColumnType, TableWriter, WriterOptions } from './types.ts';

/** A group is written when it has this many rows or about so many characters: what is held in memory. */
const groupRows = 10_000;
const groupCharacters = 16_000_000;

const storedTypes = { text: 'STRING', number: 'DOUBLE', boolean: 'BOOLEAN', time: 'TIMESTAMP' } as const;

export function createParquetWriter(output: Writable, columns: readonly string[], options: WriterOptions = {}): TableWriter {
	const sink = new Sink(output);
	const types = columns.map((column) => options.types?.[column] ?? 'text');
	const schema: SchemaElement[] = schemaFromColumnData({
		columnData: columns.map((name, index) => ({ name, data: [], type: storedTypes[types[index]!], nullable: true })),
	});
	const buffer = new ByteWriter();
	const parquet = new ParquetWriter({ writer: buffer, schema });
	let group: unknown[][] = columns.map(() => []);
	let rowsInGroup = 0;
	let characters = 0;

	const flush = async () => {
		const bytes = Buffer.from(buffer.getBytes());
		buffer.index = 0;
		await sink.write(bytes);
	};
	const writeGroup = async () => {
		if (rowsInGroup === 0) return;
		await parquet.write({ columnData: columns.map((name, index) => ({ name, data: group[index]! })), rowGroupSize: rowsInGroup });
		group = columns.map(() => []);
		rowsInGroup = 0;
		characters = 0;
		await flush();
	};
	return {
		async write(rows) {
			for (const row of rows) {
				for (let index = 0; index < columns.length; index++) {
					const value = stored(row[index], types[index]!);
					group[index]!.push(value);
					if (typeof value === 'string') characters += value.length;
				}
				rowsInGroup++;
				if (rowsInGroup >= groupRows || characters >= groupCharacters) await writeGroup();
			}
		},
		async end() {
			await writeGroup();
			await parquet.finish();
			await flush();
			await sink.end();
		},
	};
}

function stored(value: unknown, type: ColumnType): string | number | boolean | Date | null {
	if (value === null || value === undefined) return null;
	switch (type) {
		case 'number': {
			const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
			return Number.isFinite(number) ? number : null;
		}
		case 'boolean':
			return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : null;
		case 'time': {
			const time = value instanceof Date ? value : new Date(String(value));
			return Number.isNaN(time.getTime()) ? null : time;
		}
		default:
			return cellText(value);
	}
}
