// Saving cells: one by one with the version they were based on, blocks together; asking before many change, and where two people changed the same.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import type { Profile } from '../../schema.ts';
import { FieldText } from '../FieldValue.tsx';
import { useFields } from '../fields.ts';
import { Conflict } from '../page/Conflict.tsx';
import { profileQuery } from '../queries.ts';
import { useListWords } from '../words.ts';
import type { Row } from './chunks.ts';
import { type CellChange, type CellEdit, type CellEdits, cellKey, EditStore, type Outcome } from './edits.ts';
import type { Customers } from './useCustomers.ts';
import { patchOf, valueIn } from './values.ts';

interface NamedChange {
	readonly id: number;
	readonly field: string;
	readonly value: unknown;
}

/** A customer, and the version that a save made of it. */
interface Made {
	readonly id: number;
	readonly version: number;
}

/** The row of a profile: what stands in sets of their own is not part of a list. */
function rowOf({ contact_points: _points, addresses: _addresses, relationships: _relationships, notes: _notes, ...row }: Profile): Row {
	return row;
}

export function useCellEdits(customers: Customers): {
	readonly edits: CellEdits;
	readonly save: (changes: readonly NamedChange[]) => void;
	/** Takes back what was saved last. */
	readonly undo: () => void;
	/** The choice between two values, where one is to be made. */
	readonly dialogue: ReactNode;
} {
	const say = useListWords();
	const tell = useTell();
	const explain = useExplain();
	const confirm = useConfirm();
	const format = useFormat();
	const fields = useFields();
	const queryClient = useQueryClient();
	const latest = useRef(customers);
	useEffect(() => {
		latest.current = customers;
	});
	// Sentences are those of the language at the time of the answer.
	const [store] = useState(() => {
		const one = async (changes: readonly CellChange[]): Promise<Outcome> => {
			const { row } = changes[0]!;
			const params = { id: row.id };
			try {
				const profile = await client.customers.updateCustomer({ params, body: patchOf(changes) }, { version: row.version });
				queryClient.setQueryData(profileQuery(row.id).queryKey, profile);
				return { saved: rowOf(profile) };
			} catch (cause) {
				if (!(cause instanceof Problem) || cause.status !== 412) return { failed: explain(cause) };
				const fresh = rowOf(await client.customers.getCustomer({ params }));
				const { conflicts, changed_by } = cause.document;
				return {
					conflict: fresh,
					by: typeof changed_by === 'string' ? changed_by : null,
					fields: Array.isArray(conflicts) ? conflicts.map(String) : [],
				};
			}
		};
		const many = async (lots: readonly (readonly CellChange[])[]): Promise<Outcome[]> => {
			try {
				const { results } = await client.customers.bulkCustomers({
					body: {
						items: lots.map((lot) => ({
							action: 'update' as const,
							id: lot[0]!.row.id,
							version: lot[0]!.row.version,
							customer: patchOf(lot),
						})),
					},
				});
				return results.map((result, at) => {
					const { row } = lots[at]![0]!;
					if (result.status < 300) {
						const typed = Object.fromEntries(
							lots[at]!.filter(({ field }) => !field.includes('.')).map(({ field, value }) => [field, value]),
						);
						return { saved: { ...row, ...typed, version: result.version } };
					}
					return { failed: result.problems?.[0]?.message ?? result.message ?? String(result.status) };
				});
			} catch (cause) {
				return lots.map(() => ({ failed: explain(cause) }));
			}
		};
		return new EditStore(
			async (lots) => (lots.length === 1 ? [await one(lots[0]!)] : many(lots)),
			(rows) => latest.current.show(rows),
		);
	});
	const edits = useSyncExternalStore(store.subscribe, store.snapshot);
	/** The versions that were made here, those of the last save at the end. */
	const done = useRef<(readonly Made[])[]>([]);

	const write = (changes: readonly NamedChange[]) => {
		const known = changes.flatMap(({ id, field, value }): CellChange[] => {
			const row = customers.rowOf(id);
			return row ? [{ row, field, value }] : [];
		});
		void store.save(known).then((saved) => {
			const before = new Map(known.map(({ row }) => [row.id, row.version]));
			// Where nothing became different there is nothing to take back.
			const made = saved.flatMap(({ id, version }) => (version === undefined || version === before.get(id) ? [] : [{ id, version }]));
			if (made.length > 0) done.current.push(made);
			const failed = known.filter(({ row, field }) => store.snapshot().get(cellKey(row.id, field))?.state === 'failed').length;
			if (failed > 0) tell.failed(say('failed_cells', { count: failed }));
			else if (saved.length > 1) tell.done(say('saved_cells', { count: saved.length }), { label: say('undo'), act: undo });
		});
	};
	const undo = () => {
		const last = done.current.pop();
		if (!last) return;
		void client.customers.undoChanges({ body: { items: [...last] } }).then(
			({ results }) => {
				latest.current.refresh(last.map(({ id }) => id));
				const kept = results.filter((one) => one.status >= 300 || one.kept?.length).length;
				if (kept > 0) tell.failed(say('undo_kept', { count: kept }));
				else tell.done(say('undone'));
			},
			(cause) => {
				done.current.push(last);
				tell.failed(cause);
			},
		);
	};
	const save = (changes: readonly NamedChange[]) => {
		const count = new Set(changes.map(({ id }) => id)).size;
		if (changes.length <= 1) return write(changes);
		confirm({
			title: say('paste_title', { count }),
			body: say('paste_why', { cells: format.number(changes.length) }),
			action: say('paste_do'),
			danger: false,
			onConfirm: () => write(changes),
		});
	};

	const met = [...edits.values()].find(({ state }) => state === 'conflict');
	return { edits, save, undo, dialogue: met && <Meeting key={`${met.id} ${met.field}`} edit={met} store={store} fields={fields} /> };
}

interface MeetingProps {
	readonly edit: CellEdit;
	readonly store: EditStore;
	readonly fields: ReturnType<typeof useFields>;
}

function Meeting({ edit, store, fields }: MeetingProps) {
	const field = fields.find(({ name }) => name === edit.field);
	if (!field || !edit.theirs) return null;
	const row = edit.theirs;
	return (
		<Conflict
			label={field.label}
			theirs={<FieldText field={field} value={valueIn(row, field)} />}
			mine={<FieldText field={field} value={edit.value} />}
			by={edit.by ?? null}
			choose={(choice) => {
				if (choice === 'mine') void store.save([{ row, field: edit.field, value: edit.value }]);
				// Not decided yet: what was typed stays in its cell, marked.
				else if (choice === 'neither') store.undecided(edit.id, edit.field);
				else store.drop(edit.id, edit.field);
			}}
		/>
	);
}
