// Files as they should not be: each gets a clear reason in both languages, and every other row is taken.
import { Writable } from 'node:stream';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { createWriter } from '../../platform/files/write.ts';
import { listTroubles, problemKinds } from './queries.ts';
import { type Kit, sharedKit } from './testing.ts';

const kit = sharedKit();

let count = 0;
/** Imports a file under a source of its own; troubles as "row kind codes", with both languages checked. */
async function run(name: string, content: string | Buffer): Promise<{ done: Awaited<ReturnType<Kit['run']>>; told: string[] }> {
	const done = await kit.run(name, content, { source: `bad ${++count}` });
	const told: string[] = [];
	for (const { row, kind, problems } of await listTroubles(kit.services.database.owner, done.import_id, problemKinds, 0, 10_000)) {
		for (const { words } of problems) expectWords(words);
		told.push(`${row} ${kind} ${problems.map(({ code }) => code).join(' ')}`);
	}
	return { done, told };
}

function expectWords(words: Record<string, string>): void {
	expect(words['zh-CN']).toMatch(/\p{Script=Han}/u);
	expect(words.en).toMatch(/[a-z]/);
	// What it quotes from the file may be anything.
	expect(words.en!.replace(/“[^”]*”?/gu, '')).not.toMatch(/\p{Script=Han}{2}|\{\w+\}/u);
}

/** The code of the error with which a file is refused as a whole. */
async function refusal(name: string, content: string | Buffer): Promise<string> {
	const thrown = await run(name, content).then(
		() => null,
		(cause: unknown) => cause,
	);
	expect(thrown).toBeInstanceOf(AppError);
	const { code, words } = thrown as AppError;
	for (const sentence of Object.values(words)) expect(sentence).not.toMatch(/\{\w+\}/);
	expect(words['zh-CN']).toMatch(/\p{Script=Han}/u);
	return code;
}

async function workbook(columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<Buffer> {
	const pieces: Buffer[] = [];
	const sink = new Writable({
		write: (piece, _encoding, done) => {
			pieces.push(Buffer.from(piece));
			done();
		},
	});
	const writer = createWriter('xlsx', sink, columns);
	await writer.write(rows);
	await writer.end();
	return Buffer.concat(pieces);
}

describe('files that are no tables', () => {
	test('empty, only blank, only a header', async () => {
		expect(await refusal('empty.csv', '')).toBe('file_empty');
		expect(await refusal('blank.csv', '\n\n  \n')).toMatch(/^file_/);
		expect(await refusal('header.csv', '姓名,手机\n')).toBe('file_only_header');
	});

	test('a picture, whatever its name', async () => {
		const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(200, 7)]);
		expect(await refusal('picture.png', png)).toBe('file_not_a_table');
		expect(await refusal('customers.csv', png)).toBe('file_not_a_table');
		expect(await refusal('customers.xlsx', png)).toBe('file_not_a_table');
	});

	test('a workbook that is cut off, or whose sheet unpacks without end', async () => {
		const rows = Array.from({ length: 3_000 }, (_, index) => [`Person ${index}`, `p${index}@example.com`, Math.random()]);
		const whole = await workbook(['name', 'email', 'x'], rows);
		expect(await refusal('cut.xlsx', whole.subarray(0, whole.length / 2))).toBe('file_damaged');
		const blanks = `x${' '.repeat(32_000)}x`;
		const spaces = await workbook(
			['name', 'email'],
			Array.from({ length: 5_000 }, () => ['A', blanks]),
		);
		expect(spaces.length).toBeLessThan(1 << 20);
		expect(await refusal('bomb.xlsx', spaces)).toBe('file_zip_bomb');
	});

	test('no column that names anybody', async () => {
		expect(await refusal('sales.csv', 'month,sales\n2024-01,100\n2024-02,200\n')).toBe('nothing_mapped');
	});
});

describe('rows', () => {
	test('a file cut off within a quote, and a quote that is never closed in the middle', async () => {
		const cut = await run('cut.csv', 'name,email\nAnn,ann@example.com\nBo,"bo@exam');
		expect(cut.told).toEqual(['2 refused cut_off']);
		expect(cut.done).toMatchObject({ rows: 2, created: 1, refused: 1 });
		const lines = Array.from({ length: 40 }, (_, index) =>
			index === 20 ? `Bad,"open ${index}` : `Row ${index},row${index}@quote.example`,
		);
		const open = await run('open.csv', `name,email\n${lines.join('\n')}\n`);
		expect(open.done).toMatchObject({ created: 39, refused: 1 });
		expect(open.told).toEqual([expect.stringMatching(/^21 refused (unclosed_quote|stray_quote)$/)]);
	});

	test('mixed encodings: the row that cannot be read comes back, the others are taken', async () => {
		const bytes = Buffer.concat([
			Buffer.from('姓名,邮箱\n张三,zs@mixed.example\n'),
			iconv.encode('李四,ls@mixed.example\n', 'gb18030'),
			Buffer.from('王五,ww@mixed.example\n'),
		]);
		const { done, told } = await run('mixed.csv', bytes);
		expect(done).toMatchObject({ rows: 3, created: 2, refused: 1 });
		expect(told).toEqual(['2 refused bad_encoding']);
		expect(await kit.sql("select name from customers where email like '%@mixed.example' order by id")).toEqual([
			{ name: '张三' },
			{ name: '王五' },
		]);
	});

	test('NUL characters, a cell of 10 MB, a name of 10,000 characters', async () => {
		const { done, told } = await run(
			'hard.csv',
			`ID,name,note,city\n1,Nul\0Name,,\n2,Big,${'x'.repeat(10 << 20)},\n3,${'张'.repeat(10_000)},,\n4,Fine,,${'长'.repeat(10_000)}\n5,Also fine,,\n`,
		);
		expect(done).toMatchObject({ rows: 5, created: 2, refused: 3 });
		expect(told).toEqual([
			'1 refused nul_character',
			'2 refused row_too_long',
			'3 refused name_too_long',
			expect.stringMatching(/^4 kept \w+_too_long$/),
		]);
	});

	test('dates that do not exist, phones with letters, e-mails with Chinese characters', async () => {
		const { done, told } = await run(
			'values.csv',
			'name,phone,email,birthday\nA One,1380013abcd,a@values.example,2023-02-30\nB Two,13800138222,张三@公司,2001-02-03\nC Three,13800138223,c@values.example,31/31/2020\n',
		);
		expect(done).toMatchObject({ rows: 3, created: 3, refused: 0 });
		expect(told).toEqual([
			'1 kept date_no_such_day phone_letters',
			expect.stringMatching(/^2 kept email_\w+$/),
			expect.stringMatching(/^3 kept date_\w+$/),
		]);
		expect(await kit.sql("select name, phone, email, birth_date from customers where name in ('A One', 'B Two') order by name")).toEqual([
			{ name: 'A One', phone: null, email: 'a@values.example', birth_date: null },
			{ name: 'B Two', phone: '+8613800138222', email: null, birth_date: '2001-02-03' },
		]);
	});

	test('emoji, right-to-left text, control characters are stored as far as they are text', async () => {
		const { done } = await run(
			'text.csv',
			'name,email,city\n😀 Smile,smile@text.example,👨‍👩‍👧‍👦\nمحمد علي,ali@text.example,القاهرة\nCtrl\u0001\u0007 Name,ctrl@text.example,A\u202eB\n',
		);
		expect(done).toMatchObject({ created: 3, refused: 0 });
		expect(await kit.sql("select name, city from customers where email like '%@text.example' order by id")).toEqual([
			{ name: '😀 Smile', city: '👨‍👩‍👧‍👦' },
			{ name: 'محمد علي', city: 'القاهرة' },
			{ name: 'Ctrl Name', city: 'AB' },
		]);
	});

	test('a row that names nobody is refused; nothing of it is lost', async () => {
		const { done, told } = await run('nobody.csv', 'name,email,city\n,,Rome\n,not an address,Oslo\nAnn Here,,\n');
		expect(done).toMatchObject({ created: 1, refused: 2 });
		expect(told).toEqual(['1 refused nothing_stated', expect.stringMatching(/^2 refused email_\w+ nothing_stated$/)]);
		const [, second] = await listTroubles(kit.services.database.owner, done.import_id, problemKinds, 0, 10);
		expect(second!.cells).toEqual(['', 'not an address', 'Oslo']);
	});

	test('tags in capitals, of other letters and beyond the first 65,536 characters stand as computing anew would put them', async () => {
		const { done } = await run('tags.csv', 'name,tags\nMany Tags,vip;Alpha;\u{1f600};\ufdfd;普通\n');
		await kit.expectComputed(done.import_id);
		expect(await kit.sql("select tags from customers where name = 'Many Tags'")).toEqual([
			{ tags: ['Alpha', 'vip', '普通', '\ufdfd', '\u{1f600}'] },
		]);
	});

	test('half an emoji, where text is cut for a message or came so from JSON', async () => {
		const json = await run(
			'half.ndjson',
			'{"name":"Half \\ud83d"}\n{"name":"Nul \\u0000"}\n{"name":"Whole","phone":"abc \\\\u0000 \\\\ud800"}\n',
		);
		expect(json.told).toEqual(['1 refused bad_encoding', '2 refused nul_character', '3 kept phone_letters']);
		expect(json.done).toMatchObject({ created: 1, refused: 2 });
		for (let length = 50; length < 62; length += 1) {
			const long = `${'x'.repeat(length)}😀😀`;
			const cut = await run('cut.csv', `name,gender,phone,city\nEmoji ${length},${long},${long},${long.repeat(30)}\n`);
			expect(cut.done).toMatchObject({ created: 1, refused: 0 });
		}
	});
});

describe('columns', () => {
	test('500 of them, each a custom attribute if wanted', async () => {
		const columns = ['name', 'email', ...Array.from({ length: 498 }, (_, index) => `Extra ${index}`)];
		const rows = Array.from({ length: 300 }, (_, row) => [
			`Wide ${row}`,
			`wide${row}@wide.example`,
			...columns.slice(2).map((_, index) => `${row}.${index}`),
		]);
		const done = await kit.run('wide.csv', [columns, ...rows].map((cells) => cells.join(',')).join('\n'), {
			source: 'wide',
			columns: columns.slice(2, 12).map((column, index) => ({
				column,
				field: 'new',
				attribute: { name: `extra_${index}`, label_en: column, label_zh: column, type: 'text' },
			})),
		});
		expect(done).toMatchObject({ rows: 300, created: 300, refused: 0 });
		expect(await kit.sql("select attributes->>'extra_9' as last from customers where email = 'wide7@wide.example'")).toEqual([
			{ last: '7.9' },
		]);
	});

	test('the same header twice: both phones are taken, of two cities the first', async () => {
		const { done } = await run('twice.csv', 'name,phone,phone,city,city\nTwice,13800138301,13800138302,Rome,Oslo\n');
		expect(done).toMatchObject({ created: 1 });
		expect(
			await kit.sql(
				"select c.city, array_agg(p.value order by p.value) as phones from customers c join contact_points p on p.customer_id = c.id where c.name = 'Twice' group by c.id",
			),
		).toEqual([{ city: 'Rome', phones: ['+8613800138301', '+8613800138302'] }]);
	});

	test('an apostrophe before what a spreadsheet would run is none of the value', async () => {
		await run('harmless.csv', "ID,name,phone,city\n'=1,'=Formula Ltd,'+86 13800138303,'@home\n2,'t Hooft,,'s-Hertogenbosch\n");
		expect(await kit.sql("select name, phone, city from customers where city in ('@home', '''s-Hertogenbosch') order by id")).toEqual([
			{ name: '=Formula Ltd', phone: '+8613800138303', city: '@home' },
			{ name: "'t Hooft", phone: null, city: "'s-Hertogenbosch" },
		]);
		expect(await kit.sql("select count(*) from source_records where key = '=1'")).toEqual([{ count: 1 }]);
	});
});

test('whatever stands in the cells, an import comes to its end and counts every row', async () => {
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 60 }),
		fc.string({ unit: 'grapheme', maxLength: 20 }),
		fc.constantFrom(
			'\\u0000',
			'\\N',
			'\\.',
			'{}',
			'{"a"',
			'NULL',
			'\ud800',
			'\0',
			"'=1",
			'2023-02-30',
			'a@b',
			'+',
			'😀'.repeat(40),
			'\t',
			'"',
			'\\',
		),
	);
	const columns = [
		'ID',
		'name',
		'company',
		'phone',
		'email',
		'birthday',
		'updated at',
		'address',
		'country',
		'postcode',
		'tags',
		'gender',
		'wechat',
	];
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(text, { minLength: columns.length, maxLength: columns.length }), { minLength: 1, maxLength: 30 }),
			async (rows) => {
				const lines = rows.map((cells) => JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, cells[index]]))));
				const { done } = await run('any.ndjson', `${lines.join('\n')}\n`);
				expect(done.rows).toBe(rows.length);
				expect(done.created + done.updated + done.further + done.unchanged + done.refused).toBe(rows.length);
				// Here rather than at the end only, so that a failure names the rows behind it.
				await kit.expectComputed(done.import_id);
			},
		),
		{ numRuns: 20 },
	);
}, 60_000);
