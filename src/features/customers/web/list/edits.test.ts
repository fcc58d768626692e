// Tests of cells being saved.
import { describe, expect, test } from 'vitest';
import type { Row } from './chunks.ts';
import { type CellChange, cellKey, EditStore, type Outcome } from './edits.ts';

/** A server that keeps one customer, counts its version up, and refuses what is based on an older one. */
function setUp() {
	const shown: Row[] = [];
	let stands: Row = { id: 1, version: 3, city: 'Rome' };
	const write = async (lots: readonly (readonly CellChange[])[]): Promise<Outcome[]> => {
		await new Promise((resolve) => setTimeout(resolve, 5));
		return lots.map((lot) => {
			if (lot[0]!.row.version !== stands.version) return { conflict: stands, by: 'Bea', fields: ['city'] };
			if (lot.some(({ value }) => value === 'Atlantis')) return { failed: 'There is no such city.' };
			stands = { ...stands, ...Object.fromEntries(lot.map(({ field, value }) => [field, value])), version: stands.version! + 1 };
			return { saved: stands };
		});
	};
	const edits = new EditStore(write, (rows) => shown.push(...rows));
	return { edits, shown, row: stands, another: (city: string) => (stands = { ...stands, city, version: stands.version! + 1 }) };
}

describe('cells being saved', () => {
	test('what was typed is shown until the server has it', async () => {
		const { edits, shown, row } = setUp();
		const saving = edits.save([{ row, field: 'city', value: 'Bonn' }]);
		expect(edits.snapshot().get(cellKey(1, 'city'))).toMatchObject({ value: 'Bonn', state: 'saving' });
		expect(await saving).toMatchObject([{ city: 'Bonn', version: 4 }]);
		expect(edits.snapshot().size).toBe(0);
		expect(shown.at(-1)).toMatchObject({ city: 'Bonn', version: 4 });
	});

	test('two edits of one customer in a row do not meet as a conflict', async () => {
		const { edits, shown, row } = setUp();
		await Promise.all([edits.save([{ row, field: 'city', value: 'Bonn' }]), edits.save([{ row, field: 'company', value: 'Acme' }])]);
		expect(edits.snapshot().size).toBe(0);
		expect(shown.at(-1)).toMatchObject({ city: 'Bonn', company: 'Acme', version: 5 });
	});

	test('what is refused stays with the reason', async () => {
		const { edits, row } = setUp();
		expect(await edits.save([{ row, field: 'city', value: 'Atlantis' }])).toEqual([]);
		expect(edits.snapshot().get(cellKey(1, 'city'))).toMatchObject({
			value: 'Atlantis',
			state: 'failed',
			message: 'There is no such city.',
		});
		edits.drop(1, 'city');
		expect(edits.snapshot().size).toBe(0);
	});

	test('where another was faster both values are there to choose from', async () => {
		const { edits, shown, row, another } = setUp();
		another('Oslo');
		await edits.save([{ row, field: 'city', value: 'Bonn' }]);
		const edit = edits.snapshot().get(cellKey(1, 'city'))!;
		expect(edit).toMatchObject({ value: 'Bonn', state: 'conflict', by: 'Bea', theirs: { city: 'Oslo' } });
		await edits.save([{ row: edit.theirs!, field: 'city', value: edit.value }]);
		expect(shown.at(-1)).toMatchObject({ city: 'Bonn' });
	});
});
