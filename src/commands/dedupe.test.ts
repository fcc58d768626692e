// The command dedupe as a person runs it: on files, without a database.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchedColumns } from './dedupe-columns.ts';
import { type Cli, commandLine } from './testing.ts';

let cli: Cli;
let file: string;
const away = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

beforeAll(async () => {
	cli = await commandLine();
	// The first command may have to build the program.
	await cli.run('--version');
	file = join(cli.folder, 'customers.csv');
	const others = Array.from({ length: 60 }, (_, at) => {
		const name = `${'Ada Bea Cyd Dan Eve Flo Gus Hal Ida Jon'.split(' ')[at % 10]} ${'Northrup Quill Ransome Sutter Tolman Usher'.split(' ')[Math.floor(at / 10)]}`;
		return `C${100 + at},${name},${1950 + (at % 47)}-0${1 + (at % 9)}-1${at % 10},+44 20 7946 ${1000 + at * 37},${at} Elm Street,Leeds`;
	});
	writeFileSync(
		file,
		[
			'no,full name,birthday,mobile,address,city',
			'C1,"O\'Brien, Wilhelmina",1980-05-04,+44 20 7946 0001,1 High Street,York',
			...others,
			'C2,Wilhelmina OBrien,1980-04-05,020 7946 0001,1 High St,York',
			'C3,张伟,1991-02-03,13812345678,南京路100号,上海',
			'C4,Zhang Wei,1991-02-03,+86 138 1234 5678,,上海',
			'C5,,,,,',
		].join('\r\n'),
	);
}, 120_000);
afterAll(() => cli.drop());

const rowsOf = (path: string) =>
	readFileSync(path, 'utf8')
		.trim()
		.split('\n')
		.map((line) => line.split(','));

test('writes the cluster of every row, and how it went as one object', async () => {
	const out = join(cli.folder, 'clusters.csv');
	const { code, json } = await cli.runWith(away, 'dedupe', file, '--id', 'no', '--out', out, '--json');
	expect(code).toBe(0);
	expect(json).toMatchObject({ records: 65, clusters: 63, duplicates: 2, threshold: 0.5 });
	expect(json.candidate_pairs).toBeGreaterThan(1);
	expect(json.seconds).toBeGreaterThan(0);
	expect(json.peak_rss_mb).toBeGreaterThan(20);
	const [head, ...rows] = rowsOf(out);
	expect(head).toEqual(['id', 'cluster', 'probability']);
	expect(rows).toHaveLength(65);
	const of = new Map(rows.map(([id, cluster]) => [id, cluster]));
	expect(of.get('C1')).toBe(of.get('C2'));
	expect(of.get('C3')).toBe(of.get('C4'));
	expect(of.get('C1')).not.toBe(of.get('C3'));
	for (const row of rows) expect(Number(row[2])).toBeGreaterThan(0.5);
});

test('says why, and lists the pairs with what each field says', async () => {
	const pairs = join(cli.folder, 'pairs.csv');
	const { code, stdout, stderr } = await cli.runWith(away, 'dedupe', file, '--id', 'no', '--pairs', pairs, '--explain', 'C3', 'C4');
	expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('mobile = phone') });
	expect(stdout).toMatch(/birth_date +19910203 +19910203 +equal +\+\d/);
	expect(stdout).toContain('in one cluster');
	// What stands in the last column, above the sentence, adds up to the weight of the pair.
	const weights = [...stdout.matchAll(/ ([+-]?\d+\.\d\d)$/gm)].map(([, weight]) => Number(weight));
	const told = Number(rowsOf(pairs).find(([one, other]) => one === 'C3' && other === 'C4')![3]);
	expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(told, 1);
	const [head, ...rows] = rowsOf(pairs);
	expect(head).toEqual(['id_1', 'id_2', 'probability', 'weight', 'name', 'birth_date', 'phone', 'line1', 'city']);
	expect(rows.map((row) => row.slice(0, 2).join())).toEqual(expect.arrayContaining(['C1,C2', 'C3,C4']));
});

test('links two files, told apart by a further column', async () => {
	const second = join(cli.folder, 'second.csv');
	const out = join(cli.folder, 'linked.csv');
	writeFileSync(second, 'name,phone,note\nWei Zhang,13812345678,vip\nSomebody Else,+44 20 7946 9999,\n');
	expect((await cli.runWith(away, 'dedupe', file, '--link', second, '--out', out)).code).toBe(0);
	const rows = rowsOf(out).slice(1);
	expect(rows).toHaveLength(67);
	expect(rows.at(-2)).toEqual(['1', '63', expect.any(String), '2']);
});

test.each([
	[['--id', 'nummer', '--out', 'x.csv'], 'column_unknown', 'The file has no column "nummer". It has: no, full name, birthday'],
	[['--map', 'city=town', '--out', 'x.csv'], 'field_unknown', 'There is no field "town". --map takes: name,'],
	[
		['--map', 'no=,full name=,birthday=,mobile=,address=,city=', '--out', 'x.csv'],
		'nothing_to_compare',
		'There is no column to compare by',
	],
	[['--id', 'no', '--explain', 'C1', 'C999'], 'record_unknown', 'There is no record C999.'],
	[[], 'dedupe_needs_out', 'Name the file of the result with --out'],
	[['--out', '/nowhere/x.csv'], 'file_unwritable', '/nowhere/x.csv'],
])('%j is refused with what to do', async (flags, code, words) => {
	const ended = await cli.runWith(away, 'dedupe', file, ...flags, '--json');
	expect(ended.json).toMatchObject({ error: { code } });
	expect(ended.stderr).toContain(words);
	expect(ended.code).toBe(1);
});

test('columns are recognised in both languages, by what stands in them, and may be named', () => {
	const kinds = (columns: readonly string[], samples: readonly (readonly string[])[] = [], given?: ReadonlyMap<string, string | null>) =>
		matchedColumns(
			columns,
			columns.map((_, at) => samples[at] ?? []),
			true,
			given,
		).map(({ kind }) => kind);
	expect(kinds(['客户编号', '姓名', '手机', '邮箱', '出生日期', '地址', '邮编'])).toEqual([
		null,
		'name',
		'phone',
		'email',
		'date',
		'address',
		'postcode',
	]);
	expect(kinds(['first_name', 'surname', 'dob', 'street_number', 'address_1', 'suburb', 'soc_sec_id'])).toEqual([
		'given',
		'family',
		'date',
		'house',
		'address',
		'place',
		'identifier',
	]);
	expect(
		kinds(
			['x', 'y'],
			[
				['a@b.org', 'c@d.org'],
				['red', 'red', 'red', 'blue', 'red', 'blue', 'red', 'red', 'blue', 'red', 'red'],
			],
		),
	).toEqual(['email', 'category']);
	expect(kinds(['notes', 'name'], [], new Map([['notes', 'other']]))).toEqual(['text', 'name']);
	expect(kinds(['company', 'phone'])).toEqual(['name', 'phone']);
});
