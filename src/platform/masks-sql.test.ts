// The masks of the database do what those of the program do.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { masked, masks } from './masks.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let t: TestDatabase;
beforeAll(async () => {
	t = await testDatabase();
});
afterAll(() => t.drop());

const known = [
	...['张三', '欧阳修远', 'Smith', 'John Smith', '李', ' Li ', '김철수', '𠮷野家'],
	...[
		'+8613800138000',
		'13800138000',
		'008613800138000',
		'+861065529988',
		'+442071838750',
		'+14155552671',
		'+35312345678',
		'110',
		'020 7183 8750',
	],
	...['zhangsan@example.com', 'a@example.com', 'ab@example.com', 'abc@d@example.com', 'no address', '@', 'wxid_8821', 'wx1'],
	...[
		'11010519491231002X',
		'91310000 MA1FL 0AB2C',
		'12-3456789',
		'12345',
		'上海市浦东新区世纪大道100号',
		'5 Main St',
		'200120',
		'W1',
		'1990-05-17',
		'soon',
	],
];

test('of every mask, for values as they are and for any others', async () => {
	const texts = [
		...known,
		...fc.sample(fc.stringMatching(/^[+0-9 ()-]{1,18}$/), 150),
		...fc.sample(fc.stringMatching(/^[a-z0-9._@+王李é-]{1,24}$/), 150),
	];
	for (const how of masks) {
		const { rows } = await t.database.app.query<{ left: string }>(
			'select mask_text($1, value) as left from unnest($2::text[]) with ordinality x (value, place) order by place',
			[how, texts],
		);
		expect(rows.map(({ left }, at) => [how, texts[at], left])).toEqual(texts.map((text) => [how, text, masked(how, text)]));
	}
});

test('what is encrypted is not told, and nothing stays nothing', async () => {
	const { rows } = await t.database.app.query(
		"select mask_text('identity', '~1.7.3.Zm9v') as sealed, mask_text('name', null) as none, mask_text('name', '') as empty",
	);
	expect(rows).toEqual([{ sealed: '••••', none: null, empty: '' }]);
});
