// What a search finds: names in either script and order, pinyin, initials, parts of numbers and addresses, companies.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { allRows, type CustomersTest, customersTest, filtered } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
});

afterAll(() => t.drop());

describe('search', () => {
	const find = async (text: string) =>
		(await allRows(admin, `/customers?fields=name&limit=3&search=${encodeURIComponent(text)}`)).map(({ id }) => id);
	const ids: Record<string, number> = {};

	beforeAll(async () => {
		for (const body of [
			{ name: '诸葛孔明', email: 'kongming@shu-han.example', phone: '13712345678', company: '蜀汉科技有限公司' },
			{ name: '龍小雲', phone: '13787654321' },
			{ name: '吕布' },
			{ name: 'Wolfgang Amadeus Mozart', email: 'w.a.mozart@salzburg.example', company: 'Salzburg Music GmbH' },
			{ name: '成都天府大药房连锁有限公司', kind: 'organisation', phone: '028-85551234' },
			{ name: 'Quux Industries Inc.', kind: 'organisation' },
		])
			ids[body.name] = (await admin('POST', '/customers', body)).body.id;
	});

	test.each([
		['诸葛', '诸葛孔明'],
		['孔明', '诸葛孔明'],
		['孔明诸葛', '诸葛孔明'],
		['明诸', '诸葛孔明'],
		['諸葛', '诸葛孔明'],
		['zhugekongming', '诸葛孔明'],
		['zhuge kong', '诸葛孔明'],
		['kongming', '诸葛孔明'],
		['zgkm', '诸葛孔明'],
		['zgk', '诸葛孔明'],
		['龙小云', '龍小雲'],
		['龍小', '龍小雲'],
		['longxiaoyun', '龍小雲'],
		['lvbu', '吕布'],
		['lübu', '吕布'],
		['mozart', 'Wolfgang Amadeus Mozart'],
		['MOZART wolf', 'Wolfgang Amadeus Mozart'],
		['wolfgang mozart', 'Wolfgang Amadeus Mozart'],
		['amadeus', 'Wolfgang Amadeus Mozart'],
		['wam', 'Wolfgang Amadeus Mozart'],
		['w.a.mozart@', 'Wolfgang Amadeus Mozart'],
		['mozart@salz', 'Wolfgang Amadeus Mozart'],
		['salzburg.example', 'Wolfgang Amadeus Mozart'],
		['shu-han', '诸葛孔明'],
		['13712345678', '诸葛孔明'],
		['+8613712345678', '诸葛孔明'],
		['1371234', '诸葛孔明'],
		['5678', '诸葛孔明'],
		['234567', '诸葛孔明'],
		['137 1234 5678', '诸葛孔明'],
		['天府大药房', '成都天府大药房连锁有限公司'],
		['成都天府大药房连锁', '成都天府大药房连锁有限公司'],
		['大药房', '成都天府大药房连锁有限公司'],
		['85551234', '成都天府大药房连锁有限公司'],
		['quux', 'Quux Industries Inc.'],
		['quux industries', 'Quux Industries Inc.'],
		['蜀汉科技', '诸葛孔明'],
		['salzburg music', 'Wolfgang Amadeus Mozart'],
		['诸葛 1371', '诸葛孔明'],
		['mozart salzburg', 'Wolfgang Amadeus Mozart'],
		['诸葛 kongming@', '诸葛孔明'],
	])('%s finds %s', async (text, name) => {
		expect(await find(text)).toContain(ids[name]);
		expect((await admin('GET', `/customers/count?search=${encodeURIComponent(text)}`)).body.count).toBeGreaterThan(0);
	});

	test.each(['诸葛 8765', '诸葛 mozart', 'nobodyhasthis', '0000000', '。', '   。 ', '%', '_', "'", '\\'])(
		'%s finds nobody',
		async (text) => {
			expect(await find(text)).toEqual([]);
		},
	);

	test('what was renamed or taken away is found no more', async () => {
		const { id } = (
			await admin('POST', '/customers', {
				name: '司马懿',
				email: 'sima@wei.example',
				phone: '13655554444',
				tags: ['魏国'],
				company: '洛阳造纸',
			})
		).body;
		for (const text of ['司马懿', 'smy', 'sima@wei', '55554', '洛阳造纸']) expect([text, await find(text)]).toEqual([text, [id]]);
		await admin('PATCH', `/customers/${id}`, { name: '曹操', email: null, phone: '13611112222', tags: [], company: null });
		for (const text of ['司马懿', 'smy', 'sima@wei', '55554', '洛阳造纸']) expect([text, await find(text)]).toEqual([text, []]);
		for (const text of ['曹操', 'caocao', '11112222']) expect([text, await find(text)]).toEqual([text, [id]]);
		expect((await admin('GET', `/customers?${filtered({ field: 'tags', op: 'eq', value: '魏国' })}`)).body.items).toEqual([]);
	});

	test('a search is paged to its end, each hit once, though one customer has many tokens of the same beginning', async () => {
		const items = Array.from({ length: 120 }, (_, i) => ({
			action: 'create',
			customer:
				i % 3 === 0
					? { name: `Person ${i}`, email: `xyq.xyqa.xyqb.xyqc${i}@xyq.example` }
					: i % 3 === 1
						? { name: `Xyqor${i} Xyqar Xyqur` }
						: { name: `Other ${i}`, contact_points: [{ kind: 'wechat', value: `xyq${i}` }] },
		}));
		expect((await admin('POST', '/customers/bulk', { items })).body.results.every(({ status }: { status: number }) => status === 201)).toBe(
			true,
		);
		for (const size of [3, 50]) {
			const found = (await allRows(admin, `/customers?fields=name&limit=${size}&search=xyq`)).map(({ id }) => id);
			expect([size, found.length, new Set(found).size]).toEqual([size, 120, 120]);
		}
		const filter = filtered({ field: 'email', op: 'not_empty' });
		expect(await allRows(admin, `/customers?fields=name&limit=9&search=xyq&${filter}`)).toHaveLength(40);
		expect((await admin('GET', `/customers/count?search=xyq&${filter}`)).body).toEqual({ count: 40, exact: true });
		expect((await admin('GET', '/customers/count?search=xyq')).body).toEqual({ count: 120, exact: true });
	}, 60_000);
});
