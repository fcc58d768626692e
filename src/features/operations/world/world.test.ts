// The generator of the demo world by itself: the same everywhere, valid values, duplicates that can be found again.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeCustomersCsv } from '../../../../bench/generate.ts';
import { temporaryPath } from '../../../platform/files/testing.ts';
import { normaliseEmail } from '../../../values/email.ts';
import { checkCreditCode } from '../../../values/identifier.ts';
import { normalisePhone } from '../../../values/phone.ts';
import { linksAt } from './links.ts';
import { isOrganisation, nameAt, originalOf, sharesHome } from './originals.ts';
import { Random, Weighted } from './random.ts';
import { recordAt } from './world.ts';

const some = Array.from({ length: 3_000 }, (_, index) => recordAt(index));

test('a record does not depend on what was asked for before it', () => {
	for (const index of [2_999, 17, 1_024, 0]) expect(recordAt(index)).toEqual(some[index]);
	expect(new Set(some.map(({ external_id }) => external_id)).size).toBe(some.length);
});

test('the file for benchmarks has the same bytes each time, from any record on', async () => {
	const [whole, again, rest] = await Promise.all(['whole.csv', 'again.csv', 'rest.csv'].map(temporaryPath));
	await writeCustomersCsv(whole!, 2_500);
	await writeCustomersCsv(again!, 2_500);
	await writeCustomersCsv(rest!, 500, { from: 2_000 });
	const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
	expect(hash(again!)).toBe(hash(whole!));
	const lines = readFileSync(whole!, 'utf8').trimEnd().split('\n');
	expect(lines).toHaveLength(2_501);
	expect(readFileSync(rest!, 'utf8').trimEnd().split('\n').slice(1)).toEqual(lines.slice(2_001));
});

test('phone numbers and e-mail addresses of originals are valid', () => {
	for (const [index, { phone, email, country }] of some.entries()) {
		if (originalOf(index) !== null) continue;
		if (phone) expect([phone, normalisePhone(phone, { country }).problem]).toEqual([phone, undefined]);
		if (email) expect([email, normaliseEmail(email).problem]).toEqual([email, undefined]);
		// Nothing is ever sent to a stranger: all hosts lie below the reserved domains.
		if (email) expect(email).toMatch(/\.example\.(?:com|net|org)$/);
	}
});

test('about 8 % are duplicates, of the same sort, in another source, with something left to find them by', () => {
	const twins = some.flatMap((record, index) => {
		const original = originalOf(index);
		return original === null ? [] : [{ record, original: some[original]!, index, at: original }];
	});
	expect(twins.length / some.length).toBeGreaterThan(0.06);
	expect(twins.length / some.length).toBeLessThan(0.1);
	const digits = (text: string) => text.replace(/\D/g, '').slice(-8);
	for (const { record, original, index, at } of twins) {
		expect(at).toBeLessThan(index);
		expect(originalOf(at)).toBeNull();
		expect(isOrganisation(at)).toBe(isOrganisation(index));
		expect(record.source).not.toBe(original.source);
		const sameEmail = record.email !== '' && record.email.toLowerCase() === original.email.toLowerCase();
		const samePhone = record.phone !== '' && digits(record.phone) === digits(original.phone);
		expect([index, sameEmail || samePhone || record.name === original.name || record.line1 === original.line1]).toEqual([index, true]);
	}
	expect(twins.filter(({ record, original }) => record.name !== original.name).length).toBeGreaterThan(twins.length / 3);
});

test('links lead to records before', () => {
	for (let index = 0; index < 500; index++) {
		for (const { from, to } of linksAt(index)) {
			const numbers = [from, to].map(({ external_id }) => Number(external_id.slice(2)) - 1);
			expect(Math.max(...numbers)).toBe(index);
			expect(numbers[0]).not.toBe(numbers[1]);
		}
	}
});

test('half of the Chinese and most of the Western households of two have one family name', () => {
	const homes = [0, 0];
	const shared = [0, 0];
	for (let index = 0; index < 12_000; index++) {
		if (!sharesHome(index)) continue;
		const [one, other] = [nameAt(index - 1), nameAt(index)];
		const culture = recordAt(index).country === 'CN' ? 0 : 1;
		homes[culture]!++;
		if (one.family === other.family) shared[culture]!++;
		expect(recordAt(index)).toMatchObject({ name: other.full, line1: recordAt(index - 1).line1 });
		// What is made of the name follows it.
		expect(other.full).toContain(other.family);
	}
	expect(Math.min(...homes)).toBeGreaterThan(300);
	expect(Math.abs(shared[0]! / homes[0]! - 0.53)).toBeLessThan(0.08);
	expect(Math.abs(shared[1]! / homes[1]! - 0.86)).toBeLessThan(0.08);
});

test('four of five companies have a tax number in the form of their country, and no person has one', () => {
	const companies = some.filter(({ kind }, index) => kind === 'organisation' && originalOf(index) === null);
	const numbers = companies.filter(({ tax_id }) => tax_id !== '');
	expect(Math.abs(numbers.length / companies.length - 0.8)).toBeLessThan(0.08);
	expect(new Set(numbers.map(({ tax_id }) => tax_id)).size).toBe(numbers.length);
	const forms: Readonly<Record<string, RegExp>> = {
		GB: /^GB\d{9}$/,
		DE: /^DE\d{9}$/,
		FR: /^FR\d{11}$/,
		AU: /^\d\d( \d{3}){3}$/,
		US: /^\d\d-\d{7}$/,
	};
	for (const { country, tax_id } of numbers) {
		if (country === 'CN') expect(checkCreditCode(tax_id)).toEqual({ value: tax_id });
		else expect(tax_id).toMatch(forms[country]!);
	}
	expect(some.filter(({ kind, tax_id }) => kind === 'person' && tax_id !== '')).toEqual([]);
	const repeated = some.filter((_, index) => isOrganisation(index) && originalOf(index) !== null);
	const again = repeated.filter(({ tax_id }) => tax_id !== '');
	expect(again.length).toBeLessThan(repeated.length * 0.7);
	expect(again.length).toBeGreaterThan(3);
	for (const one of again) expect(numbers.some(({ tax_id }) => tax_id === one.tax_id)).toBe(true);
});

test('names come as often as they do in life', () => {
	const chinese = Array.from({ length: 20_000 }, (_, index) => recordAt(index)).filter(
		({ kind, country, name }) => kind === 'person' && country === 'CN' && /^\p{Script=Han}+$/u.test(name),
	);
	const share = (family: string) => chinese.filter(({ name }) => name.startsWith(family)).length / chinese.length;
	expect(share('王')).toBeGreaterThan(0.06);
	expect(share('王')).toBeLessThan(0.1);
	expect(share('孟')).toBeLessThan(0.006);
});

test('random numbers are even, and neighbouring streams differ', () => {
	const random = new Random(1, 2);
	const counts = new Array<number>(10).fill(0);
	for (let round = 0; round < 10_000; round++) counts[random.int(10)]!++;
	for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
	expect(new Set(Array.from({ length: 1_000 }, (_, stream) => new Random(1, stream).next())).size).toBe(1_000);
	const drawn = new Weighted(['a', 'b'], [3, 1]);
	const share = Array.from({ length: 4_000 }, () => drawn.draw(random)).filter((value) => value === 'a').length / 4_000;
	expect(Math.abs(share - 0.75)).toBeLessThan(0.03);
});
