// What imports did to one customer, in its list of changes: file and row, the undo of a whole import, and one row taken back by itself.
import { expect, test } from 'vitest';
import { write } from '../../platform/database.ts';
import { changeOf } from '../customers/changes.ts';
import { readEntries } from '../customers/changes-queries.ts';
import { standingNow, undoChange } from '../customers/undo-change.ts';
import { sharedKit } from './testing.ts';

const kit = sharedKit();

const editor = () => ({ principal: kit.principal, country: 'CN' });
const changes = (id: number) =>
	write(kit.services.database, kit.principal, async (client) => {
		const entries = await readEntries(client, id, { limit: 100 });
		const now = await standingNow(client, editor(), id, 'active', entries);
		return entries.map((entry) => changeOf(entry, now));
	});
const undo = (id: number, change_id: string) =>
	write(kit.services.database, { ...kit.principal, trace: { channel: 'api', undoes: change_id } }, (client) =>
		undoChange(client, editor(), id, change_id),
	);
const company = async (id: number) => (await kit.sql<{ company: string }>('select company from customers where id = $1', [id]))[0]!.company;

test('an import is told with file and row; its row is taken back alone, and the undo of the import is its own', async () => {
	const options = { source: 'shop' };
	await kit.run('first.csv', '编号,姓名,公司\nA1,张三,远山\nA2,李四,北辰\n', options);
	const second = await kit.run('second.csv', '编号,姓名,公司\nA2,李四,北辰\nA1,张三,远山集团\n', options);
	const [customer] = await kit.sql<{ id: number }>("select id from customers where name = '张三'");
	const { id } = customer!;
	const [update, made, ...rest] = await changes(id);
	expect(rest).toEqual([]);
	expect(made).toMatchObject({ kind: 'created', channel: 'import', import: { file_name: 'first.csv', row: 1 }, undo_refused: 'created' });
	expect(update).toMatchObject({
		kind: 'values',
		channel: 'import',
		import: { id: second.import_id, file_name: 'second.csv', row: 2 },
		changes: [{ unit: 'company', before: '远山', after: '远山集团' }],
		can_undo: true,
	});
	const { change_id } = await undo(id, update!.id);
	expect(await company(id)).toBe('远山');
	await undo(id, change_id!);
	expect(await company(id)).toBe('远山集团');
	await kit.undo(second.import_id);
	expect(await company(id)).toBe('远山');
	expect((await changes(id))[0]).toMatchObject({ kind: 'values', withdrawn: true, can_undo: false, undo_refused: 'import' });
	await kit.redo(second.import_id);
	expect(await company(id)).toBe('远山集团');
	expect((await changes(id))[0]).toMatchObject({ changes: [{ before: '远山', after: '远山集团' }], can_undo: true });
});
