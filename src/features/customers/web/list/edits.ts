// Cells that are being saved, or could not be: each keeps what was typed until the server has it.
import type { Row } from './chunks.ts';

export interface CellEdit {
	readonly id: number;
	readonly field: string;
	/** What was typed. */
	readonly value: unknown;
	readonly state: 'saving' | 'failed' | 'conflict';
	/** Why it could not be saved, in the person's language. */
	readonly message?: string;
	/** Of a conflict: the customer as it stands now, and who changed it. */
	readonly theirs?: Row;
	readonly by?: string | null;
}

export interface CellChange {
	readonly row: Row;
	readonly field: string;
	readonly value: unknown;
}

/** What became of one customer's cells. */
export type Outcome =
	| { readonly saved: Row }
	| { readonly conflict: Row; readonly by: string | null; readonly fields: readonly string[] }
	| { readonly failed: string };

/** Writes what was typed into cells of one customer, or of many; answers in the same order. */
export type Write = (changes: readonly (readonly CellChange[])[]) => Promise<readonly Outcome[]>;

export type CellEdits = ReadonlyMap<string, CellEdit>;

export const cellKey = (id: number, field: string): string => `${id} ${field}`;

/** The edits of one list. `subscribe` and `snapshot` are what useSyncExternalStore takes. */
export class EditStore {
	#edits: CellEdits = new Map();
	readonly #listeners = new Set<() => void>();
	/** Edits of one customer go one after the other: each carries the version that the one before left. */
	readonly #lines = new Map<number, Promise<unknown>>();
	readonly #versions = new Map<number, number>();

	constructor(
		private readonly write: Write,
		private readonly show: (rows: readonly Row[]) => void,
	) {}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	readonly snapshot = (): CellEdits => this.#edits;

	#put(changed: readonly CellEdit[], gone: readonly string[] = []): void {
		const next = new Map(this.#edits);
		for (const key of gone) next.delete(key);
		for (const edit of changed) next.set(cellKey(edit.id, edit.field), edit);
		this.#edits = next;
		for (const listener of this.#listeners) listener();
	}

	/** Saves these cells; settles when the server has answered for all of them. Returns the customers that were saved, as they stand now. */
	async save(changes: readonly CellChange[]): Promise<readonly Row[]> {
		const byCustomer = grouped(changes);
		this.#put(changes.map(({ row, field, value }) => ({ id: row.id, field, value, state: 'saving' as const })));
		const lots = [...byCustomer.values()];
		const before = lots.map((lot) => this.#lines.get(lot[0]!.row.id));
		const run = Promise.allSettled(before).then(() => this.#send(lots));
		for (const lot of lots) this.#lines.set(lot[0]!.row.id, run);
		return run;
	}

	async #send(lots: readonly (readonly CellChange[])[]): Promise<readonly Row[]> {
		const based = lots.map((lot) =>
			lot.map((change) => {
				const known = this.#versions.get(change.row.id);
				const { version } = change.row;
				return known !== undefined && version !== undefined && known > version
					? { ...change, row: { ...change.row, version: known } }
					: change;
			}),
		);
		const outcomes = await this.write(based);
		const saved: Row[] = [];
		const rows: Row[] = [];
		const edits: CellEdit[] = [];
		const gone: string[] = [];
		for (const [at, outcome] of outcomes.entries()) {
			const lot = lots[at]!;
			const { id } = lot[0]!.row;
			if ('saved' in outcome) {
				saved.push(outcome.saved);
				rows.push(outcome.saved);
				if (outcome.saved.version !== undefined) this.#versions.set(id, outcome.saved.version);
				// What was typed into the cell since is on its way by itself.
				for (const { field, value } of lot) if (this.#edits.get(cellKey(id, field))?.value === value) gone.push(cellKey(id, field));
			} else if ('conflict' in outcome) {
				rows.push(outcome.conflict);
				for (const { field, value } of lot) {
					const state = outcome.fields.length === 0 || outcome.fields.includes(field) ? ('conflict' as const) : ('failed' as const);
					edits.push({ id, field, value, state, theirs: outcome.conflict, by: outcome.by });
				}
			} else {
				for (const { field, value } of lot) edits.push({ id, field, value, state: 'failed', message: outcome.failed });
			}
		}
		this.#put(edits, gone);
		this.show(rows);
		return saved;
	}

	/** Leaves a conflict for later: what was typed stays in its cell. */
	undecided(id: number, field: string): void {
		const edit = this.#edits.get(cellKey(id, field));
		if (edit) this.#put([{ ...edit, state: 'failed' }]);
	}

	/** Lets go of what was typed. */
	drop(id: number, field: string): void {
		this.#put([], [cellKey(id, field)]);
	}
}

function grouped(changes: readonly CellChange[]): Map<number, CellChange[]> {
	const map = new Map<number, CellChange[]>();
	for (const change of changes) map.set(change.row.id, [...(map.get(change.row.id) ?? []), change]);
	return map;
}
