// Files of organisations and files of people: told by their columns and names, shown in the preview, and used by the import.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recognise } from './headings.ts';
import { kindOfFile } from './kinds.ts';
import { importKit, type Kit } from './testing.ts';

/** The kind of a table given as text with commas, as the import recognises its columns. */
function kindOf(text: string): 'organisation' | null {
	const [head, ...rows] = text
		.trim()
		.split('\n')
		.map((line) => line.split(','));
	const samples = head!.map((_, index) => rows.map((cells) => cells[index] ?? ''));
	return kindOfFile(recognise(head!, samples, true), new Map(head!.map((column, index) => [column, samples[index]!])));
}

const table = (head: string, names: readonly string[], rest: string) => [head, ...names.map((name) => `${name},${rest}`)].join('\n');

/** A third of them could be people by their words alone. */
const places = ['Il Nido', 'La Folie', 'Zen Palate', "Harriet's", 'Blue Door Grill', 'Mishima', 'Caffe Sera', 'Casa 12', 'Taste of Lagos'];
const people = ['Ada Whitfield', 'Noor Haddad', 'Jonas Berg', 'Maria del Rio', 'Lena Okafor', 'Tom Hale'];

describe('a file of organisations', () => {
	test.each([
		['by a column of cuisines', table('name,addr,city,phone,cuisine', places, '12 Main St,Oslo,555-0100,italian')],
		['by a type that is not of customers', table('name,addr,city,phone,type', places, '12 Main St,Oslo,555-0100,italian')],
		['by industry and website', table('Name,Industry,Website', places, 'Food,www.example.com')],
		['by its legal representative', table('客户名称,法定代表人,电话', ['美团', '小米', '蜜雪冰城', '大疆', '海底捞'], '张三,010-12345678')],
		['by its names alone', table('名称,电话', ['华为技术有限公司', '小米', '海尔集团', '王记饭店', '美团'], '010-12345678')],
	])('%s', (_, text) => {
		expect(kindOf(text)).toBe('organisation');
	});
});

describe('no file of organisations', () => {
	test.each([
		['people with a type', table('name,city,phone,type', people, 'Oslo,555-0100,regular')],
		[
			'people of an order list',
			table('Customer ID,Customer Name,Segment,Category', people, 'Consumer,Furniture').replaceAll(/^(?!C)/gm, 'x,'),
		],
		['people who have a given name', table('given_name,surname,suburb,type', people, 'Berg,Oslo,x')],
		['places with a birthday', table('name,cuisine,birthday', places, 'thai,1990-01-01')],
		['contacts at companies', table('name,company,industry', places, 'Acme Ltd,Food')],
		['rows that say what they are', table('name,cuisine,customer type', places, 'thai,Person')],
		['Chinese customers', table('客户名称,类型,电话', ['张三', '李四', '王小明', '欧阳娜娜', '赵敏'], '会员,13800138000')],
		['Chinese people by the heading', table('姓名,类型,电话', ['小米', '阿强', '大宝', '豆豆', '妞妞'], '会员,13800138000')],
		['too few rows to tell', table('name,cuisine', places.slice(0, 3), 'thai')],
		['no names', table('company,cuisine', places, 'thai')],
	])('%s', (_, text) => {
		expect(kindOf(text)).toBeNull();
	});
});

describe('an import', () => {
	let kit: Kit;
	beforeAll(async () => {
		kit = await importKit();
	});
	afterAll(() => kit.end());

	const kinds = (source: string) =>
		kit.sql(
			`select c.kind, count(*) from customers c join source_records r on r.customer_id = c.id join sources s on s.id = r.source_id
			where s.name = $1 group by c.kind order by c.kind`,
			[source],
		);

	test('takes the kind of the file, remembers it, and is told otherwise by the person', async () => {
		const places9 = table('name,addr,city,phone,cuisine', places, '12 Main St,Oslo,,italian');
		await kit.run('places.csv', places9, { source: 'places' });
		expect(await kinds('places')).toEqual([{ kind: 'organisation', count: 9 }]);
		expect(await kit.sql("select mapping->>'kind' as kind from sources where name = 'places'")).toEqual([{ kind: 'organisation' }]);
		await kit.run('told.csv', places9, { source: 'told', kind: 'person' });
		expect(await kinds('told')).toEqual([{ kind: 'person', count: 9 }]);
		await kit.run('each.csv', places9, { source: 'each', kind: 'auto' });
		expect((await kinds('each')).length).toBe(2);
	});

	test('a number behind the name of somebody with a company makes no organisation', async () => {
		await kit.run('staff.csv', 'name,company\nAda Whitfield 58,Acme Ltd\nStudio 54,\n"Hill, Berg & Sons",Acme Ltd\n', { source: 'staff' });
		const rows = await kit.sql(
			"select c.kind from customers c join source_records r on r.customer_id = c.id join sources s on s.id = r.source_id where s.name = 'staff' order by r.import_row",
		);
		expect(rows.map(({ kind }) => kind)).toEqual(['person', 'organisation', 'organisation']);
	});
});
