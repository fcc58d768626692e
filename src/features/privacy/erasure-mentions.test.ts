// Which texts and rows name a person, and which only look like it.
import { describe, expect, it } from 'vitest';
import { type FileRow, mentionOf, rowsAbout, type Terms } from './erasure-mentions.ts';

it.each([
	['Andrea', 'the list of Andrea, 2024', true],
	['Andrea', 'ANDREA.csv', true],
	['Andrea', 'Andreas.csv', false],
	['li@x.example', 'mail to <li@x.example>, please', true],
	['li@x.example', 'li@x.example@@', true],
	['li@x.example', 'wangli@x.example', false],
	['王小明', '与王小明的合同', true],
	['977319042', '139 7731-9042', true],
	['977319042', '+86 (139) 77319042, 0755-2345678', true],
	['977319042', '008613977319042', true],
	['977319042', '１３９７７３１９０４２', true],
	['977319042', 'order 20240113977319042', false],
	['977319042', '1397731904299', false],
	['110105198811237816', 'ID 110105 19881123 7816', true],
	['a.b@x.example', 'aab@x.example', false],
])('%s in %j: %s', (term, text, found) => {
	expect(mentionOf([term])(text)).toBe(found);
});

describe('a row of a file', () => {
	const terms: Terms = {
		names: ['Li', 'Erika Wiesengrund', '王伟'],
		exact: ['li@one.example', '977319042'],
		keys: [
			{ source_id: 3, key: '12' },
			{ source_id: 4, key: 'A-1' },
		],
	};
	const isAbout = rowsAbout(terms, [7]);
	/** Columns: key, name, note. */
	const row = (cells: readonly (string | null)[], more: Partial<FileRow> = {}): FileRow => ({
		source_id: 3,
		key: cells[0] ?? null,
		owners: [],
		cells: cells.flatMap((value, position) => (value ? [{ position, value }] : [])),
		nameColumns: new Set([1]),
		texts: [],
		...more,
	});

	it.each([
		['is hers by the key of her source', row(['12', 'Somebody', '']), true],
		['is not by the same key of another source', row(['12', 'Somebody', ''], { source_id: 9 }), false],
		['is not by a key that hers is part of', row(['2012-05', 'Somebody', '12']), false],
		['is hers by the customer that it stated', row(['', '', ''], { owners: [7] }), true],
		['is hers by her address, whosever it says it is', row(['99', 'Somebody', 'see li@one.example'], { owners: [8] }), true],
		['is not by the same short name under another key of the source', row(['13', 'Li', '']), false],
		['is not by the same short name of another customer', row([null, 'Li', ''], { owners: [8] }), false],
		['is not by the same short name under a key of a source that does not know her', row(['13', 'Li', ''], { source_id: 9 }), false],
		['may be by the same short name of nobody known', row([null, 'LI ', '']), true],
		['is not by a short name within a text', row([null, 'Somebody', 'Li called']), false],
		['is not by the whole name of another customer', row(['13', 'Erika Wiesengrund', ''], { owners: [8] }), false],
		[
			'may be by her whole name under a key of a source that does not know her',
			row(['13', 'Erika Wiesengrund', ''], { source_id: 9 }),
			true,
		],
		['names her in the text of another’s row', row(['13', 'Otto', 'sent by Erika Wiesengrund'], { owners: [8] }), true],
		['is not by a Chinese name that holds hers', row([null, '王伟民', '']), false],
		['may be by a text that was told of it', row([null, 'Somebody', ''], { texts: ['“Erika Wiesengrund” is no date'] }), true],
		['names nobody', row(['13', 'Otto', 'a note of 2012']), false],
	])('%s', (_what, one, about) => {
		expect(isAbout(one)).toBe(about);
	});
});
