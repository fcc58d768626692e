import { describe, expect, it } from 'vitest';
import { hasHan } from '../values/han.ts';
import { checkResidentId } from '../values/identifier.ts';
import { normalisePhone } from '../values/phone.ts';
import { type GeneratedRecord, generatedColumns, generateRecords } from './testing-records.ts';
import {
	type Column,
	columns,
	type Entity,
	makeAddress,
	makeOrganisation,
	makePerson,
	type Organisation,
	type Person,
} from './testing-records-entities.ts';
import { errors, spoil } from './testing-records-errors.ts';
import * as ofFields from './testing-records-errors-fields.ts';
import * as ofNames from './testing-records-errors-names.ts';
import { Random } from './testing-records-random.ts';
import * as traps from './testing-records-traps.ts';
import { type Draft, writeDown } from './testing-records-writing.ts';

function generated(count: number, seed: number, duplicates?: number): GeneratedRecord[] {
	return [...generateRecords({ count, seed, ...(duplicates === undefined ? {} : { duplicates }) })];
}

const sample = generated(12_000, 7);
function cell(record: GeneratedRecord, column: Column): string {
	return record.values[columns.indexOf(column)]!;
}
function nameOf(record: GeneratedRecord): string {
	return cell(record, 'name') || `${cell(record, 'given_name')} ${cell(record, 'family_name')}`;
}

describe('generated records', () => {
	it('are the same for a seed, and others for another', () => {
		expect(generated(3000, 5)).toEqual(generated(3000, 5));
		expect(generated(50, 6)).not.toEqual(generated(50, 5));
	});

	it('are as many as asked, with ids of their own and a value for every column', () => {
		expect(sample).toHaveLength(12_000);
		expect(generated(1, 1)).toHaveLength(1);
		expect(new Set(sample.map(({ id }) => id)).size).toBe(12_000);
		expect(sample.filter(({ values }) => values.length !== generatedColumns.length)).toEqual([]);
	});

	it.each([0, 0.05, 0.2, 0.4])('hold the share of duplicates that is asked: %d', (duplicates) => {
		const records = generated(8000, 3, duplicates);
		const share = 1 - new Set(records.map(({ entity }) => entity)).size / records.length;
		expect(Math.abs(share - duplicates)).toBeLessThan(duplicates === 0 ? 1e-9 : 0.02);
	});

	it('refuse a share of duplicates that the kinds cannot reach', () => {
		expect(() => generated(10, 1, 0.9)).toThrow(RangeError);
		expect(() => generated(10, 1, -0.1)).toThrow(RangeError);
	});

	it('come from both worlds, and some are companies', () => {
		const share = (test: (record: GeneratedRecord) => boolean) => sample.filter(test).length / sample.length;
		expect(share((record) => hasHan(nameOf(record)))).toBeGreaterThan(0.25);
		expect(share((record) => ['organisation', '单位'].includes(cell(record, 'customer_type')))).toBeCloseTo(0.15, 1);
		expect(share((record) => /\b1[78]\d\d\b/.test(cell(record, 'birth_date')))).toBeGreaterThan(0.04);
	});

	it('hold no two customers of one name that agree in all else that both records fill, unless hardly anything is filled', () => {
		const byName = new Map<string, GeneratedRecord[]>();
		for (const record of sample) byName.set(nameOf(record), [...(byName.get(nameOf(record)) ?? []), record]);
		const telling: readonly Column[] = ['birth_date', 'identity_number', 'mobile', 'phone', 'email', 'street'];
		for (const records of byName.values()) {
			for (const one of records) {
				for (const other of records) {
					if (one.entity === other.entity) continue;
					const both = telling.filter((column) => cell(one, column) !== '' && cell(other, column) !== '');
					if (both.length > 0) expect(both.filter((column) => cell(one, column) !== cell(other, column))).not.toEqual([]);
				}
			}
		}
	});
});

const random = () => new Random(11);
const smith: Person = {
	...makePerson(random(), 'western'),
	...{ given: 'Robert', middle: 'Lee', family: 'Smith', female: false, birth: [1980, 3, 12] },
};
const london = makeAddress(random(), false);
const zhang: Person = {
	...makePerson(random(), 'chinese'),
	...{
		given: '伟',
		middle: '',
		family: '张',
		female: false,
		birth: [1980, 3, 12],
		script: 'han',
		address: makeAddress(random(), true),
		mobile: '13812345678',
		phone: '1062345678',
	},
};
const acme: Organisation = {
	...makeOrganisation(random()),
	...{ chinese: false, core: 'Acme International', legal: 'Ltd', branch: '', address: london },
};
const huasheng: Organisation = { ...acme, chinese: true, core: '上海华盛科技', legal: '有限公司', address: zhang.address };

/** A record of the entity with every field filled, in the plainest manner. */
function draftOf(entity: Entity): Draft {
	const draft = writeDown(entity, columns, random());
	Object.assign(draft, { dateStyle: 'iso', phoneStyle: 'home' });
	if (entity.kind !== 'organisation') {
		draft.row.birth_date = '1980-03-12';
		const han = entity.kind === 'chinese';
		Object.assign(draft.row, {
			name: han ? '张伟' : 'Robert Lee Smith',
			given_name: han ? '伟' : 'Robert',
			family_name: han ? '张' : 'Smith',
		});
	}
	return draft;
}

function spoilt(entity: Entity, error: ofFields.RecordError, seed = 1, start: Partial<Draft['row']> = {}): Draft['row'] {
	const draft = draftOf(entity);
	Object.assign(draft.row, start);
	error(draft, new Random(seed));
	return draft.row;
}

describe('errors', () => {
	it.each([
		[
			'letterInserted',
			smith,
			{ name: 'Robert', given_name: '', family_name: '', street: '', city: '', company: '', occupation: '' },
			'name',
			/^.{7}$/,
		],
		[
			'letterOmitted',
			smith,
			{ name: 'Robert', given_name: '', family_name: '', street: '', city: '', company: '', occupation: '' },
			'name',
			/^.{5}$/,
		],
		[
			'neighbouringKey',
			smith,
			{ name: 'Robert', given_name: '', family_name: '', street: '', city: '', company: '', occupation: '' },
			'name',
			/^(?!Robert).{6}$/,
		],
		[
			'lettersSwapped',
			smith,
			{ name: 'Robert', given_name: '', family_name: '', street: '', city: '', company: '', occupation: '' },
			'name',
			/^(?!Robert)[robet]{6}$/i,
		],
		[
			'shapeMisread',
			smith,
			{ name: 'Burns', given_name: '', family_name: '', street: '', city: '', company: '', occupation: '' },
			'name',
			/^(?!Burns)/,
		],
		['nickname', smith, {}, 'given_name', /^(?:Bob|Rob|Bobby)$/],
		['initialOnly', smith, {}, 'name', /^R\.? Smith$/],
		['namesInterchanged', smith, {}, 'given_name', /^Smith$/],
		['surnameFirst', smith, {}, 'name', /^(?:Smith|SMITH), Robert$/],
		['otherCase', smith, {}, 'name', /^(?:ROBERT LEE SMITH|robert lee smith)$/],
		['transliterated', zhang, {}, 'name', /^(?:Zhang Wei|Wei Zhang|ZHANG Wei|Zhangwei)$/],
		['traditional', zhang, {}, 'name', /^張偉$/],
		['homophone', zhang, {}, 'name', /^(?:张[^伟]|[^张]伟)$/],
		['missingGivenName', zhang, {}, 'name', /^张先生$/],
		['missingGivenName', smith, {}, 'name', /^Mr Smith$/],
		['doubleSurname', smith, {}, 'family_name', /^Smith[- ]./],
		['accentsLost', smith, { name: 'José Müller' }, 'name', /^Jose Mue?ller$/],
		['middleName', smith, {}, 'name', /^Robert (?:L\. )?Smith$/],
		['titleAdded', smith, {}, 'name', /^(?:Mr|Dr) Robert Lee Smith$/],
		['legalFormDropped', acme, {}, 'name', /^Acme International$/],
		['legalFormDropped', huasheng, {}, 'name', /^上海华盛科技$/],
		['legalFormChanged', huasheng, {}, 'name', /^上海华盛科技(?:有限责任)?公司$/],
		['wordsAbbreviated', acme, { name: 'Acme International Ltd' }, 'name', /^Acme Intl Ltd$/],
		['dayAndMonthSwapped', smith, {}, 'birth_date', /^1980-12-03$/],
		['dateDigitOff', smith, {}, 'birth_date', /^(?!1980-03-12)19\d\d-\d\d-\d\d$/],
		['yearOnly', smith, {}, 'birth_date', /^1980(?:-01-01)?$/],
		['otherDateFormat', zhang, {}, 'birth_date', /^(?:1980-03-12|19800312|1980\/3\/12|1980年3月12日)$/],
		['otherPhoneFormat', zhang, {}, 'mobile', /^(?:\+86 ?|0086)?138[ -]?1234[ -]?5678$/],
		['phoneDigitOff', zhang, {}, 'mobile', /^(?!13812345678)1\d{10}$/],
		['otherPhone', zhang, {}, 'mobile', /^(?!13812345678)1\d{10}$/],
		['landlineForMobile', zhang, { phone: '' }, 'phone', /^01062345678$/],
		['mobileInPhoneColumn', zhang, { mobile: '13812345678', phone: '' }, 'phone', /^13812345678$/],
		['emailTypo', smith, { email: 'bob.smith@gmail.com' }, 'email', /^(?!bob\.smith@gmail\.com$).+@.+/],
		['otherEmailDomain', smith, { email: 'bob.smith@gmail.com' }, 'email', /^bob\.smith@(?!gmail)/],
		['otherEmail', acme, { email: 'info@acme.com' }, 'email', /^(?!info)\w+@acme\.com$/],
		['addressAbbreviated', smith, { street: '12 High Street' }, 'street', /^12 High St$/],
		['addressAbbreviated', zhang, { street: '朝阳区建国路88号' }, 'street', /^建国路88号$/],
		['houseNumberApart', smith, { street: `${smith.address.number} High Street` }, 'street', /\D, \d+$/],
		['addressInOneField', zhang, { street: '建国路88号', city: '深圳市', province: '广东省' }, 'street', /^广东省深圳市建国路88号$/],
		['provinceDropped', smith, {}, 'province', /^$/],
		['countryDropped', smith, {}, 'country', /^$/],
		['moved', smith, { street: '12 Nowhere Street' }, 'street', /^(?!12 Nowhere Street).+/],
		['identityDigitOff', zhang, { identity_number: '110101198003120011' }, 'identity_number', /^(?!110101198003120011)\d{18}$/],
		['identityMissing', zhang, {}, 'identity_number', /^$/],
	] as [string, Entity, Partial<Draft['row']>, Column, RegExp][])('%s does what its name says', (name, entity, start, column, expected) => {
		const error = { ...ofFields, ...ofNames }[name as 'nickname'] as ofFields.RecordError;
		for (let seed = 1; seed <= 5; seed++) expect(spoilt(entity, error, seed, start)[column]).toMatch(expected);
	});

	it('leave a field out', () => {
		const before = draftOf(smith).row;
		const now = spoilt(smith, ofFields.fieldMissing, 3);
		expect(columns.filter((column) => now[column] !== before[column])).toHaveLength(1);
	});

	it('leave the evidence, and what tells the entity from others', () => {
		for (let seed = 0; seed < 300; seed++) {
			const draft = draftOf({ ...smith, keep: ['identity_number'] });
			const before = { ...draft.row };
			spoil(draft, { exact: 'email', near: null }, new Random(seed));
			expect(draft.row.email).toBe(before.email);
			expect(draft.row.identity_number).toBe(before.identity_number);
			expect(draft.row).not.toEqual(before);
		}
	});

	it('all have a share', () => {
		expect(new Set(errors.map(([error]) => error)).size).toBe(errors.length);
		for (const [, , rate] of errors) expect(rate).toBeGreaterThan(0);
	});
});

describe('traps', () => {
	const same = (entities: readonly Entity[], value: (entity: Entity) => unknown) =>
		new Set(entities.map((entity) => JSON.stringify(value(entity)))).size === 1;
	const differ = (entities: readonly Entity[], value: (entity: Entity) => unknown) =>
		new Set(entities.map((entity) => JSON.stringify(value(entity)))).size === entities.length;
	const person = (entity: Entity) => entity as Person;

	it.each(['western', 'chinese'] as const)('share what their names say and differ in the rest: %s', (kind) => {
		for (let seed = 0; seed < 20; seed++) {
			const family = traps.family(new Random(seed), kind);
			expect(
				same(family, (entity) => [person(entity).family, entity.address, entity.phone]) && differ(family, (entity) => person(entity).given),
			).toBe(true);
			const generations = traps.fatherAndSon(new Random(seed), kind);
			expect(same(generations, (entity) => [person(entity).given, person(entity).family, entity.address])).toBe(true);
			expect(person(generations[1]!).birth[0] - person(generations[0]!).birth[0]).toBeGreaterThanOrEqual(20);
			const twins = traps.twins(new Random(seed), kind);
			expect(
				same(twins, (entity) => [person(entity).family, person(entity).birth]) && differ(twins, (entity) => person(entity).given),
			).toBe(true);
			expect(differ(twins, (entity) => entity.identity)).toBe(true);
			const colleagues = traps.colleagues(new Random(seed), kind);
			expect(same(colleagues, (entity) => [person(entity).company, entity.phone, entity.address])).toBe(true);
			expect(differ(colleagues, (entity) => entity.mobile)).toBe(true);
		}
	});

	it('are namesakes in one city and branches of one organisation as well', () => {
		for (let seed = 0; seed < 20; seed++) {
			const namesakes = traps.namesakes(new Random(seed));
			expect(same(namesakes, (entity) => [person(entity).family, person(entity).given, entity.address.city.name])).toBe(true);
			expect(differ(namesakes, (entity) => entity.mobile)).toBe(true);
			const branches = traps.branches(new Random(seed));
			expect(
				same(branches, (entity) => (entity as Organisation).core) && differ(branches, (entity) => [entity.address, entity.phone]),
			).toBe(true);
		}
	});

	it('stand in the sample, and placeholders do', () => {
		const sharing = (column: Column) => {
			const entities = new Map<string, Set<string>>();
			for (const record of sample) entities.set(cell(record, column), (entities.get(cell(record, column)) ?? new Set()).add(record.entity));
			return [...entities].filter(([value, customers]) => value !== '' && customers.size > 1).length;
		};
		expect(sharing('phone')).toBeGreaterThan(50);
		expect(sharing('email')).toBeGreaterThan(30);
		expect(sharing('street')).toBeGreaterThan(100);
		expect(sample.filter((record) => cell(record, 'birth_date') === '1900-01-01').length).toBeGreaterThan(10);
		expect(sample.filter((record) => /^0+$/.test(cell(record, 'mobile'))).length).toBeGreaterThan(10);
	});
});

describe('values', () => {
	it('of Chinese persons are valid numbers', () => {
		const chance = random();
		for (let i = 0; i < 200; i++) {
			const { identity, mobile, address } = makePerson(chance, 'chinese');
			if (!('region' in address.city)) continue;
			expect(checkResidentId(identity).value).not.toBeNull();
			expect(normalisePhone(mobile, { country: 'CN' }).value?.type).toBe('mobile');
		}
	});
});
