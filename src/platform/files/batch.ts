// Gathers rows into batches of bounded size, numbers them, and leaves out those before the row that was asked for.
import type { ErrorParams } from '../errors.ts';
import { imitatesSealed } from '../keyring.ts';
import { isDamaged, mended } from './encoding.ts';
import { type ProblemCode, rowProblem } from './errors.ts';
import type { Cell, RowBatch, RowProblem } from './types.ts';

const rowsPerBatch = 1_000;
/** Characters after which a batch is given even when it has few rows. */
const charactersPerBatch = 2_000_000;

export class Batcher {
	/** Number of the row that was added last, from 1. */
	private number = 0;
	private first = 0;
	private rows: Cell[][] = [];
	private problems: RowProblem[] = [];
	private notes: RowProblem[] = [];
	private characters = 0;

	constructor(private readonly from = 1) {}

	/** Adds the next row; false when it lies before the wanted ones, so that nothing needs to be said about it. */
	add(row: Cell[]): boolean {
		this.number++;
		if (this.number < this.from) return false;
		if (this.rows.length === 0) this.first = this.number;
		this.rows.push(row);
		for (const [index, cell] of row.entries()) {
			if (cell === null) continue;
			this.characters += cell.length;
			// Without its mark it is text as any other.
			if (imitatesSealed(cell)) row[index] = cell.replace(/[~～]/g, '');
		}
		return true;
	}

	/** Says that the row added last cannot be used. The first reason counts. */
	problem(code: ProblemCode, line: number, params?: ErrorParams): void {
		if (this.problems.at(-1)?.row !== this.number) this.problems.push(rowProblem(code, this.number, line, params));
	}

	/** Says something about the row added last, which can be used. */
	note(code: ProblemCode, line: number, params?: ErrorParams): void {
		this.notes.push(rowProblem(code, this.number, line, params));
	}

	/** Reports the row added last when it has characters that cannot be stored, and makes its cells fit to be shown. */
	checkCharacters(line: number, encoding: string): void {
		const row = this.rows.at(-1) ?? [];
		const text = row.join('');
		if (isDamaged(text)) this.problem('bad_encoding', line, { encoding });
		else if (text.includes('\0')) this.problem('nul_character', line);
		else return;
		for (const [index, cell] of row.entries()) if (cell !== null) row[index] = mended(cell);
	}

	get lastRow(): number {
		return this.number;
	}

	get full(): boolean {
		return this.rows.length >= rowsPerBatch || this.characters >= charactersPerBatch;
	}

	get empty(): boolean {
		return this.rows.length === 0;
	}

	/** The batch as it stands; the next one begins empty. */
	take(bytes: number): RowBatch {
		const { first, rows, problems, notes } = this;
		this.rows = [];
		this.problems = [];
		this.notes = [];
		this.characters = 0;
		return { first, rows, problems, notes, bytes };
	}
}
