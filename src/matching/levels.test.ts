// How far two values agree, by the comparisons that customers need.
import { expect, test } from 'vitest';
import { Comparer } from './comparer.ts';
import type { Kind } from './kinds.ts';
import { levelCount, unknown } from './kinds.ts';
import { ColumnBuilder } from './table.ts';

/** The level of two values of a column. */
function level(kind: Kind, a: string, b: string): number {
	const builder = new ColumnBuilder('value', kind);
	builder.add(a);
	builder.add(b);
	const levels = new Uint8Array(1);
	new Comparer({ rows: 2, columns: [builder.build()] }).compare(0, 1, levels, 0);
	return levels[0]!;
}

const last = (kind: Kind) => levelCount[kind] - 1;

test.each<[Kind, string, string, number]>([
	// Names: case, accents, order, script and titles are no difference.
	['name', 'José García', 'JOSE GARCIA', 0],
	['name', 'ZHANG, Wei', 'Wei Zhang', 0],
	['name', '張偉', '张伟', 0],
	['name', 'Smith John', 'John Smith', 1],
	['name', '张伟', 'Zhang Wei', 1],
	['name', '张伟', 'WEI ZHANG', 1],
	['name', '张晓明', 'Xiaoming Zhang', 1],
	['name', '张伟', '章玮', 1],
	['name', '林静', '林今', 2],
	['name', 'Jon Smith', 'John Smith', 1],
	['name', 'Bob Johnson', 'Robert Johnson', 1],
	['name', 'J. Smith', 'John Smith', 2],
	['name', 'John Smith', 'John Adam Smith', 2],
	['name', '李伟', '刘伟', last('name')],
	['name', '李婷凤', '李景华', last('name')],
	['name', 'Jennifer Nelson', 'Jennifer Olson', 3],
	['name', 'Emma Nilsson', 'Erik Nilsson', 4],
	['name', 'Edward Turner', 'Robert Wargrove', last('name')],
	// Organisations: legal forms, abbreviations; words of its own on either side.
	['name', '北京百度网讯科技有限公司', '百度网讯科技', 2],
	['name', 'Acme Trading Ltd', 'ACME Trading Limited', 0],
	['name', "Art's Delicatessen", "Art's Deli", 2],
	['name', 'Ritz-Carlton Cafe', 'Ritz-Carlton Dining Room', 4],
	// Parts of names.
	['given', 'William', 'Bill', 2],
	['given', 'J', 'James', 3],
	['given', 'Maria', 'Mario', 1],
	['given', 'Anna', 'Peter', last('given')],
	['family', 'Meyer', 'Meier', 1],
	['family', '欧阳', 'Ouyang', 1],
	// Dates.
	['date', '1983-07-20', '20 Jul 1983', 0],
	['date', '1983-07-02', '1983-02-07', 1],
	['date', '1983-07-20', '1983-07-21', 1],
	['date', '1979-02-06', '06/02/1979', 1],
	['date', '1983-07-20', '1983', 2],
	['date', '1983', '1985', 3],
	['date', '1983-07-20', '1960-11-03', last('date')],
	// Ways to reach somebody.
	['phone', '+86 138 0013 8000', '13800138000', 0],
	['phone', '13800138000', '13800138001', 1],
	['phone', '212-555-0187', '310-555-9923', last('phone')],
	['email', 'Wei.Li@Example.com', 'wei.li@example.com', 0],
	['email', 'wei.li@example.com', 'wei.li@other.org', 1],
	['email', 'someone@example.com', 'nobodyelse@example.com', 3],
	// Addresses.
	['address', '12 First Street', '12 1st St.', 0],
	['address', '南京路100号', '上海市南京路100号', 0],
	['address', '12 Main Street', '14 Main Street', 2],
	['address', '12 Main Street', '99 Oak Avenue', last('address')],
	['postcode', '2000', '2001', 1],
])('%s: %s and %s', (kind, a, b, expected) => {
	expect(level(kind, a, b)).toBe(expected);
	expect(level(kind, b, a)).toBe(expected);
});

test.each<[Kind, string]>([
	['phone', '00000000000'],
	['phone', '12345678'],
	['name', 'N/A'],
	['name', '未知'],
	['email', ''],
	['identifier', '000000'],
])('%s: %s says nothing', (kind, value) => {
	expect(level(kind, value, value)).toBe(unknown);
});
