// Tests of personal names in Chinese and Western order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullName, type NameOptions, nameFromParts, parsePersonName } from './name.ts';
import { isPinyin } from './pinyin_syllables.ts';
import { surnameOf } from './surnames.ts';
import { anyText, codeOf } from './testing.ts';

/** name | family | given | middle | prefix | suffix; an empty part is null. */
function read(raw: string, options?: NameOptions): string {
	const value = parsePersonName(raw, options).value;
	return value === null
		? ''
		: [value.name, value.family_name, value.given_name, value.middle_name, value.prefix, value.suffix].map((part) => part ?? '').join('|');
}

describe('Chinese names', () => {
	test.each([
		['张三', '张三|张|三|||'],
		['張三豐', '張三豐|張|三豐|||'],
		[' 张 三 ', '张三|张|三|||'],
		['王 小明', '王小明|王|小明|||'],
		['张　伟', '张伟|张|伟|||'],
		['欧阳娜娜', '欧阳娜娜|欧阳|娜娜|||'],
		['歐陽修', '歐陽修|歐陽|修|||'],
		['司马光', '司马光|司马|光|||'],
		['欧阳', '欧阳|欧阳||||'],
		['尉迟恭', '尉迟恭|尉迟|恭|||'],
		['爱新觉罗溥仪', '爱新觉罗溥仪|||||'],
		['爱新觉罗', '爱新觉罗|爱新觉罗||||'],
		['单田芳', '单田芳|单|田芳|||'],
		['诸葛亮先生', '诸葛亮|诸葛|亮||先生|'],
		['李娜女士', '李娜|李|娜||女士|'],
		['赵敏 女士', '赵敏|赵|敏||女士|'],
		['张伟 博士', '张伟|张|伟||博士|'],
		['张先生', '张先生|张|||先生|'],
		['王总', '王总|王|||总|'],
		['李总经理', '李总经理|李|||总经理|'],
		['欧阳老师', '欧阳老师|欧阳|||老师|'],
		['張經理', '張經理|張|||經理|'],
		['张伟总', '张伟总|张|伟总|||'],
		['小明', '小明|||||'],
		['山田太郎', '山田太郎|||||'],
		['田中 太郎', '田中 太郎|田中|太郎|||'],
		['迪丽热巴·迪力木拉提', '迪丽热巴·迪力木拉提|迪力木拉提|迪丽热巴|||'],
		['约翰•史密斯', '约翰·史密斯|史密斯|约翰|||'],
		['让·雅克·卢梭', '让·雅克·卢梭|卢梭|让|雅克||'],
		['张三（Alice）', '张三（Alice）|张|三|||'],
		['Alice Wang 王小美', 'Alice Wang 王小美|王|小美|||'],
	])('%s → %s', (raw, parts) => {
		expect(read(raw)).toBe(parts);
	});
});

describe('Western names', () => {
	test.each([
		['John Smith', 'John Smith|Smith|John|||'],
		['Dr. John A. Smith Jr.', 'John A. Smith Jr.|Smith|John|A.|Dr.|Jr.'],
		['Prof. Dr. Hans Müller', 'Hans Müller|Müller|Hans||Prof. Dr.|'],
		['Smith, John', 'John Smith|Smith|John|||'],
		['Smith, John A.', 'John A. Smith|Smith|John|A.||'],
		['Smith, Dr. John', 'John Smith|Smith|John||Dr.|'],
		['Smith, Dr.', 'Smith|Smith|||Dr.|'],
		['Smith, John, Jr.', 'John Smith Jr.|Smith|John|||Jr.'],
		['John Smith, PhD', 'John Smith PhD|Smith|John|||PhD'],
		['John Smith, MA', 'John Smith MA|Smith|John|||MA'],
		['Jack Ma', 'Jack Ma|Ma|Jack|||'],
		['Nguyen, Do', 'Do Nguyen|Nguyen|Do|||'],
		['ZHANG, Wei', 'Wei ZHANG|ZHANG|Wei|||'],
		['ＺＨＡＮＧ，Ｗｅｉ', 'Wei ZHANG|ZHANG|Wei|||'],
		['ZHANG Wei', 'ZHANG Wei|ZHANG|Wei|||'],
		['Wei ZHANG', 'Wei ZHANG|ZHANG|Wei|||'],
		['ZHANG WEI', 'ZHANG WEI|ZHANG|WEI|||'],
		['Zhang Wei', 'Zhang Wei|Zhang|Wei|||'],
		['Wei Zhang', 'Wei Zhang|Zhang|Wei|||'],
		['Zhang Xiaoming', 'Zhang Xiaoming|Zhang|Xiaoming|||'],
		["Ouyang Xi'an", "Ouyang Xi'an|Ouyang|Xi'an|||"],
		['Li John', 'Li John|John|Li|||'],
		['Ludwig van Beethoven', 'Ludwig van Beethoven|van Beethoven|Ludwig|||'],
		['Maria José de la Cruz', 'Maria José de la Cruz|de la Cruz|Maria|José||'],
		['Van Morrison', 'Van Morrison|Morrison|Van|||'],
		['Robert (Bob) Smith', 'Robert (Bob) Smith|Smith|Robert|||'],
		['O’Brien, Pat', 'Pat O’Brien|O’Brien|Pat|||'],
		['Mr Smith', 'Smith|Smith|||Mr|'],
		['Gen. Robert Lee', 'Robert Lee|Lee|Robert||Gen.|'],
		['Gen Urobuchi', 'Gen Urobuchi|Urobuchi|Gen|||'],
		['Don Johnson', 'Don Johnson|Johnson|Don|||'],
		['Madonna', 'Madonna||Madonna|||'],
		['Cher Jr.', 'Cher Jr.||Cher|||Jr.'],
		['김철수', '김철수|김|철수|||'],
		['Иван Петров', 'Иван Петров|Петров|Иван|||'],
		['محمد علي', 'محمد علي|علي|محمد|||'],
		['Ana 👩‍🚀 Silva', 'Ana 👩‍🚀 Silva|Silva|Ana|👩‍🚀||'],
	])('%s → %s', (raw, parts) => {
		expect(read(raw)).toBe(parts);
	});

	test('a column that keeps to one order overrules the guess', () => {
		expect(read('Zhang Wei', { order: 'given_first' })).toBe('Zhang Wei|Wei|Zhang|||');
		expect(read('Smith John', { order: 'family_first' })).toBe('Smith John|Smith|John|||');
	});
});

describe('doubtful and unusable names', () => {
	test.each([
		['12345', 'name_without_letters'],
		['😀', 'name_without_letters'],
		['???', 'name_without_letters'],
		['13800138000', 'name_is_contact'],
		['zs@example.com', 'name_is_contact'],
		['N/A', 'name_placeholder'],
		['未知', 'name_placeholder'],
		['測試', 'name_placeholder'],
	])('%s is kept with %s', (raw, code) => {
		const result = parsePersonName(raw);
		expect(result.value).toMatchObject({ name: raw, family_name: null, given_name: null });
		expect(result.problem).toMatchObject({ code, severity: 'warning' });
	});

	test('a name of 10,000 characters is refused', () => {
		const result = parsePersonName('张'.repeat(10_000));
		expect(result.value).toBeNull();
		expect(codeOf(result)).toBe('name_too_long');
		expect(codeOf(nameFromParts({ given_name: 'a'.repeat(10_000) }))).toBe('name_too_long');
	});

	test('empty input states nothing', () => {
		expect(parsePersonName(' \u0000\u202e ')).toEqual({ value: null });
		expect(nameFromParts({ family_name: ' ', given_name: null })).toEqual({ value: null });
	});
});

describe('from parts', () => {
	test.each([
		[{ family_name: '张', given_name: '三' }, '张三'],
		[{ family_name: '欧阳', given_name: '娜娜' }, '欧阳娜娜'],
		[{ family_name: '张', given_name: null }, '张'],
		[{ family_name: '史密斯', given_name: '约翰' }, '约翰·史密斯'],
		[{ family_name: '卢梭', given_name: '让', middle_name: '雅克' }, '让·雅克·卢梭'],
		[{ family_name: 'Smith', given_name: 'John', middle_name: 'A.', suffix: 'Jr.', prefix: 'Dr.' }, 'John A. Smith Jr.'],
		[{ family_name: '张', given_name: 'Alice' }, 'Alice 张'],
		[{ given_name: 'Alice' }, 'Alice'],
		[{}, ''],
	])('fullName(%j) = %s', (parts, name) => {
		expect(fullName(parts)).toBe(name);
	});

	test('cleans each part', () => {
		expect(nameFromParts({ family_name: ' Ｓmith', given_name: 'John\u0000 ' }).value).toMatchObject({
			name: 'John Smith',
			family_name: 'Smith',
			given_name: 'John',
		});
	});

	test('points out Chinese parts the wrong way round', () => {
		const result = nameFromParts({ family_name: '晓明', given_name: '张' });
		expect(result.problem).toMatchObject({ code: 'name_swapped', severity: 'warning' });
		expect(result.problem?.words.en).toContain('晓明');
		expect(nameFromParts({ family_name: '张', given_name: '晓明' }).problem).toBeUndefined();
	});
});

test('never throws; the name that was read reads the same again', () => {
	fc.assert(
		fc.property(anyText, fc.constantFrom<NameOptions>({}, { order: 'family_first' }), (raw, options) => {
			const first = parsePersonName(raw, options);
			if (first.value) {
				expect(first.value.name).not.toBe('');
				expect(parsePersonName(first.value.name, options).value?.name).toBe(first.value.name);
			}
		}),
		{ numRuns: 5000 },
	);
});

test('a Chinese name goes apart and together again', () => {
	const surname = fc.constantFrom('张', '王', '欧阳', '司马', '诸葛', '單', '陳');
	const given = fc.stringMatching(/^[伟芳秀娜敏静磊洋艳勇军杰娟涛明]{1,2}$/);
	fc.assert(
		fc.property(surname, given, (family_name, given_name) => {
			const parts = parsePersonName(family_name + given_name).value;
			expect(parts).toMatchObject({ family_name, given_name });
			expect(fullName(parts ?? {})).toBe(family_name + given_name);
		}),
	);
});

test.each([
	['张三', '张'],
	['欧阳', '欧阳'],
	['欧阳娜', '欧阳'],
	['纳兰性德', '纳兰'],
	['小明', null],
	['', null],
])('surnameOf(%s) = %s', (name, surname) => {
	expect(surnameOf(name)).toBe(surname);
});

test.each([
	['zhang', true],
	['xiaoming', true],
	['ouyang', true],
	['lvbu', true],
	['nve', true],
	['john', false],
	['smith', false],
	['', false],
	['zh', false],
])('isPinyin(%s) = %s', (word, expected) => {
	expect(isPinyin(word)).toBe(expected);
});
