// Tests of pinyin: surnames that are read in their own way, given names, and the sort key.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialsOf, pinyinOf, pinyinSyllables, sortKey } from './pinyin.ts';
import { isPinyin } from './pinyin_syllables.ts';
import { otherSurnameReadings, surnameOf, surnameReadings } from './surnames.ts';
import { anyText } from './testing.ts';

describe('surnames with a reading of their own', () => {
	test.each([
		['欧阳娜娜', 'ouyangnana'],
		['歐陽娜娜', 'ouyangnana'],
		['单田芳', 'shantianfang'],
		['單田芳', 'shantianfang'],
		['解晓东', 'xiexiaodong'],
		['仇英', 'qiuying'],
		['查良镛', 'zhaliangyong'],
		['盖叫天', 'gejiaotian'],
		['尉迟恭', 'yuchigong'],
		['区志航', 'ouzhihang'],
		['朴树', 'piaoshu'],
		['曾志伟', 'zengzhiwei'],
		['任贤齐', 'renxianqi'],
		['华佗', 'huatuo'],
		['那英', 'naying'],
		['员半千', 'yunbanqian'],
		['召树屯', 'shaoshutun'],
		['缪贤', 'miaoxian'],
		['万俟卨', 'moqixie'],
		['种师道', 'chongshidao'],
		['秘彭祖', 'bipengzu'],
		['乐嘉', 'yuejia'],
		['翟天临', 'zhaitianlin'],
		['冼星海', 'xianxinghai'],
		['晟敏', 'chengmin'],
		['吕布', 'lvbu'],
		['长孙无忌', 'zhangsunwuji'],
		['单于冒', 'chanyumao'],
		['令狐冲', 'linghuchong'],
		['澹台灭明', 'tantaimieming'],
		['折德扆', 'shedeyi'],
		['繁钦', 'poqin'],
		['黑伟', 'hewei'],
		['逄伟', 'pangwei'],
		['覃海洋', 'qinhaiyang'],
		['薄熙', 'boxi'],
		['燕青', 'yanqing'],
		['宁静', 'ningjing'],
		['车晓', 'chexiao'],
		['沈从文', 'shencongwen'],
		['尹相杰', 'yinxiangjie'],
	])('%s → %s', (name, pinyin) => {
		expect(pinyinOf(name, 'person')).toBe(pinyin);
	});

	test('only at the head of a name, and only in names', () => {
		expect(pinyinOf('张单', 'person')).toBe('zhangdan');
		expect(pinyinOf('单位')).toBe('danwei');
		expect(pinyinOf('解放路')).toBe('jiefanglu');
		expect(pinyinOf('重庆银行')).toBe('chongqingyinhang');
		expect(pinyinOf('长沙')).toBe('changsha');
	});
});

describe('syllables', () => {
	test.each([
		['张三丰', ['zhang', 'san', 'feng']],
		['女娲', ['nv', 'wa']],
		['刘朝阳', ['liu', 'chao', 'yang']],
		['张三 Sam', ['zhang', 'san', 'sam']],
		['José García', ['jose', 'garcia']],
		["O'Brien", ['obrien']],
		['迪丽热巴·迪力木拉提', ['di', 'li', 're', 'ba', 'di', 'li', 'mu', 'la', 'ti']],
		['3M公司', ['3m', 'gong', 'si']],
		['', []],
		['!?', []],
	])('%s → %j', (text, syllables) => {
		expect(pinyinSyllables(text, 'person')).toEqual(syllables);
	});

	test.each([
		['张三丰', 'zsf'],
		['欧阳娜娜', 'oynn'],
		['John Smith', 'js'],
		['单田芳', 'stf'],
	])('initials of %s: %s', (text, initials) => {
		expect(initialsOf(text, 'person')).toBe(initials);
	});

	test('every surname of the register has a reading that is pinyin', ({ skip }) => {
		const file = '../shared/data/names/Chinese_Family_Name_1k.csv';
		if (!existsSync(file)) skip(`no ${file} here`);
		const surnames = readFileSync(file, 'utf8')
			.trim()
			.split('\n')
			.slice(1)
			.map((line) => line.split(',')[0] as string);
		expect(surnames.length).toBeGreaterThan(1000);
		const unread = surnames.filter((surname) => !isPinyin(pinyinOf(surname, 'person')));
		expect(unread).toEqual([]);
	});

	test('never throw, and hold neither spaces nor capitals', () => {
		fc.assert(
			fc.property(anyText, fc.constantFrom('person' as const, 'text' as const), (text, reading) => {
				for (const syllable of pinyinSyllables(text, reading)) expect(syllable).toMatch(/^[^\s\p{P}]+$/u);
				expect(pinyinOf(text, reading)).toBe(pinyinOf(text, reading).toLowerCase());
			}),
			{ numRuns: 3000 },
		);
	});
});

describe('sortKey', () => {
	function sorted(names: readonly string[]): string[] {
		return [...names].sort((a, b) => Buffer.compare(Buffer.from(sortKey(a)), Buffer.from(sortKey(b))));
	}

	test('puts Chinese and Western names into one alphabet', () => {
		const order = [
			'3M',
			'Adam',
			'安娜',
			'Bob',
			'陈伟',
			'Élodie',
			'Lin Dan',
			'林丹',
			'Linda',
			'刘洋',
			'Müller',
			'欧阳娜娜',
			'Smith',
			'王伟',
			'Zhang Wei',
			'张三',
			'Zoe',
			'Иван',
		];
		expect(sorted([...order].reverse())).toEqual(order);
	});

	test('keeps one surname together, by tone and then character', () => {
		expect(sorted(['李四', '黎明', '厉害', '李安', '黎安', '张三', '章三', '张一', '章二'])).toEqual([
			'黎安',
			'黎明',
			'李安',
			'李四',
			'厉害',
			'张三',
			'张一',
			'章二',
			'章三',
		]);
	});

	test('reads surnames in their own way, and traditional like simplified', () => {
		expect(sortKey('單田芳')).toBe(sortKey('单田芳'));
		expect(sortKey('单田芳').startsWith('shan4')).toBe(true);
		expect(sortKey('单位', 'text').startsWith('dan1')).toBe(true);
	});

	test('never throws and stays short', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(sortKey(text.repeat(5)).length).toBeLessThanOrEqual(80);
			}),
			{ numRuns: 2000 },
		);
		expect(sortKey('😀')).toBe('');
	});
});

test('every reading in the tables belongs to a known surname', () => {
	const named = [...Object.keys(surnameReadings), ...Object.keys(otherSurnameReadings)];
	expect(named.filter((surname) => surnameOf(surname) !== surname)).toEqual([]);
	for (const surname of Object.keys(otherSurnameReadings)) {
		expect(otherSurnameReadings[surname]).not.toBe(pinyinOf(surname, 'person'));
	}
});
