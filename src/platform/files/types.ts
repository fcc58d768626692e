// What the readers and writers of table files take and give: the only names that other parts of the program need to know.
import type { Words } from '../errors.ts';

/** The kinds of file that can be read. TSV is CSV with a tab. */
export type ReadFormat = 'csv' | 'xlsx' | 'ndjson' | 'vcard';

/** The kinds of file that can be written. */
export type WriteFormat = 'csv' | 'xlsx' | 'ndjson' | 'parquet' | 'vcard';

/** A cell as read. `''` was written and empty; `null` was not there at all (row too short, key absent, cell never filled in). */
export type Cell = string | null;

/** Where the file is and, where it differs (an upload under a temporary path), the name the person gave it. */
export type FileInput = string | { readonly path: string; readonly name: string };

export interface OpenOptions {
	/** Skips the detection by content. */
	readonly format?: ReadFormat;
	/** Any label of the WHATWG encoding standard (utf-8, gb18030, big5, windows-1252, utf-16le, shift_jis …); overrides the detection. CSV and NDJSON. */
	readonly encoding?: string;
	/** One character; overrides the guess. CSV. */
	readonly delimiter?: string;
	/** Whether the first row names the columns; guessed when left out. CSV and XLSX. */
	readonly hasHeader?: boolean;
	/** Name of the sheet; the first one that looks like a table when left out. XLSX. */
	readonly sheet?: string;
}

/** Something about the whole file that the person should know and that stops nothing. */
export interface FileWarning {
	readonly code: string;
	readonly words: Words;
}

/** Something about one data row. `row` counts from 1 as in RowBatch.first; `line` is the line of the file (CSV, NDJSON, vCard) or of the sheet. */
export interface RowProblem {
	readonly row: number;
	readonly line: number;
	readonly code: string;
	readonly words: Words;
}

/** Up to about 1,000 rows, fewer where they are long (a batch holds a few MB of text at most). */
export interface RowBatch {
	/** Number of the first row of this batch, counted from 1 without header and blank rows. The same file always counts the same. */
	readonly first: number;
	/** One array for each row, as long as `columns`. `rows[i]` is row number `first + i`, rows with a problem included (as far as they could be read). */
	readonly rows: Cell[][];
	/** Rows that must not be used, each with its reason. One row appears at most once. */
	readonly problems: RowProblem[];
	/** Rows that can be used but have something to tell (a key that is no column). */
	readonly notes: RowProblem[];
	/** Bytes of the file that have been read so far, out of TableFile.size: for a progress bar. */
	readonly bytes: number;
}

/** A table file that has been opened and looked at: its first part is known, its rows are read on demand. */
export interface TableFile {
	readonly format: ReadFormat;
	/** Size of the file in bytes. */
	readonly size: number;
	/** Label of the text encoding as detected or asked for (CSV, NDJSON, vCard). */
	readonly encoding?: string;
	/** The delimiter as guessed or asked for (CSV). */
	readonly delimiter?: string;
	/** The sheet that is read, and all that there are (XLSX). */
	readonly sheet?: string;
	readonly sheets?: readonly string[];
	/** Whether the first row was taken as names of the columns (CSV, XLSX); true for formats that name their values. */
	readonly hasHeader: boolean;
	/** Names of the columns as written, each of them once: empty ones are called "column 3", repeated ones "name (2)". */
	readonly columns: readonly string[];
	readonly warnings: readonly FileWarning[];
	/**
	 * Reads the rows from the row number `from` (1 when left out). May be called again; each call reads the file anew. Content that cannot be used becomes a
	 * problem of its row; an AppError is thrown where the rest of the file cannot be read at all (cut-off XLSX, zip bomb).
	 */
	rows(options?: { readonly from?: number }): AsyncIterable<RowBatch>;
	/** Lets go of temporary files. Safe to call more than once. */
	close(): Promise<void>;
}

/** How the values of a column are stored where the format has types (Parquet). */
export type ColumnType = 'text' | 'number' | 'boolean' | 'time';

export interface WriterOptions {
	/** Starts the file with a byte order mark so that Excel reads it as UTF-8 (CSV; default false). */
	readonly bom?: boolean;
	/** CSV delimiter; default a comma. */
	readonly delimiter?: string;
	/** Line end of CSV; default CRLF as RFC 4180 has it. */
	readonly lineEnd?: '\n' | '\r\n';
	/** Name of the sheet (XLSX; default "Sheet1"; further sheets get a number). */
	readonly sheet?: string;
	/** Types of columns by name (Parquet; default text). What does not fit its type is stored as null. */
	readonly types?: Readonly<Record<string, ColumnType>>;
}

/** Writes rows to a stream with flat memory. */
export interface TableWriter {
	/**
	 * Cells in the order of the columns: text, number, bigint, boolean, Date, null or undefined (empty); anything else is written as JSON. Await it before
	 * the next call: it resolves when the stream can take more, and is rejected when the stream has failed or was closed.
	 */
	write(rows: readonly (readonly unknown[])[]): Promise<void>;
	/** Finishes the file, ends the stream and resolves when everything has been handed on. */
	end(): Promise<void>;
}

/** A row that was refused: its cells as read and the reasons. */
export interface RefusedRow {
	readonly cells: readonly Cell[];
	readonly reasons: readonly Words[];
}
