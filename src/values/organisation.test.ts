// Tests of organisation names: the core for search and matching, and telling organisations from people.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guessKind, organisationCore, parseOrganisation } from './organisation.ts';
import { anyText, codeOf } from './testing.ts';

describe('parts of a name', () => {
	test.each([
		['阿里巴巴（中国）网络技术有限公司', '阿里巴巴网络技术', '有限公司', '中国', null],
		['阿里巴巴(中国)網絡技術有限公司', '阿里巴巴网络技术', '有限公司', '中国', null],
		['北京百度网讯科技有限公司', '北京百度网讯科技', '有限公司', null, null],
		['华为技术有限公司', '华为技术', '有限公司', null, null],
		['腾讯控股有限公司', '腾讯', '控股有限公司', null, null],
		['上海汽车集团股份有限公司', '上海汽车', '集团股份有限公司', null, null],
		['某某有限责任公司', '某某', '有限责任公司', null, null],
		['小米集团', '小米', '集团', null, null],
		['微软(中国)有限公司', '微软', '有限公司', '中国', null],
		['中国工商银行股份有限公司北京分行', '中国工商银行', '股份有限公司', null, '北京分行'],
		['苏宁易购集团股份有限公司上海分公司', '苏宁易购', '集团股份有限公司', null, '上海分公司'],
		['中国银行北京市分行', '中国银行', null, null, '北京市分行'],
		['上海浦东发展银行', '上海浦东发展银行', null, null, null],
		['北京大学', '北京大学', null, null, null],
		['有限公司', '有限公司', null, null, null],
		['Acme Inc.', 'acme', 'Inc.', null, null],
		['ACME, INC', 'acme', 'INC', null, null],
		['Acme Co., Ltd.', 'acme', 'Co., Ltd.', null, null],
		['The Coca-Cola Company', 'coca cola', 'Company', null, null],
		['Siemens AG', 'siemens', 'AG', null, null],
		['Foo GmbH & Co. KG', 'foo', 'GmbH & Co. KG', null, null],
		['Société Générale S.A.', 'societe generale', 'S.A.', null, null],
		['Alibaba Group Holding Ltd.', 'alibaba', 'Group Holding Ltd.', null, null],
		['Sony (China) Co., Ltd.', 'sony', 'Co., Ltd.', 'China', null],
		['AT&T Inc', 'att', 'Inc', null, null],
		['7-Eleven', '7 eleven', null, null, null],
		['Ltd', 'ltd', null, null, null],
		['Toyota 丰田汽车（中国）投资有限公司', 'toyota丰田汽车投资', '有限公司', '中国', null],
	])('%s', (name, core, legal_form, region, branch) => {
		expect(parseOrganisation(name)).toEqual({ value: { name, core, legal_form, region, branch } });
	});

	test('spellings of one company have one core', () => {
		const cores = ['Acme Ltd', 'ACME Limited', 'Acme  Ltd.', 'The Acme Company Ltd', 'Ａｃｍｅ Co.,Ltd'].map(organisationCore);
		expect(new Set(cores)).toEqual(new Set(['acme']));
	});
});

describe('problems', () => {
	test('too long, without letters, empty', () => {
		expect(codeOf(parseOrganisation('公'.repeat(10_000)))).toBe('organisation_too_long');
		expect(parseOrganisation('???')).toMatchObject({
			value: { name: '???' },
			problem: { code: 'organisation_without_letters', severity: 'warning' },
		});
		expect(parseOrganisation('  ')).toEqual({ value: null });
	});
});

test('never throws; the core is never empty and its own core', () => {
	fc.assert(
		fc.property(anyText, (raw) => {
			const value = parseOrganisation(raw).value;
			if (value === null) return;
			expect(value.core).not.toBe('');
			expect(parseOrganisation(value.name).value).toEqual(value);
			guessKind(raw);
		}),
		{ numRuns: 5000 },
	);
});

describe('person or organisation', () => {
	test.each([
		['张三', 'person'],
		['欧阳娜娜', 'person'],
		['李先生', 'person'],
		['張經理', 'person'],
		['约翰·史密斯', 'person'],
		['John Smith', 'person'],
		['Smith, John', 'person'],
		["Dr. Pat O'Brien", 'person'],
		['Juan Sa', 'person'],
		['김철수', 'person'],
		['北京百度网讯科技有限公司', 'organisation'],
		['小米集团', 'organisation'],
		['中国银行', 'organisation'],
		['北京大学', 'organisation'],
		['张三工作室', 'organisation'],
		['王记饭店', 'organisation'],
		['市教育局', 'organisation'],
		["Langer's", 'organisation'],
		['Macy’s Herald Square', 'organisation'],
		['Trattoria Bella', 'organisation'],
		['Taste of New Orleans', null],
		['Chinois on Main', null],
		['Acme Ltd', 'organisation'],
		['BASF SE', 'organisation'],
		['ABC Co', 'organisation'],
		['Stanford University', 'organisation'],
		['AT&T', 'organisation'],
		['3M', 'organisation'],
		['小米', null],
		['海底捞', null],
		['Madonna', null],
		['', null],
	])('%s: %s', (name, kind) => {
		expect(guessKind(name)).toBe(kind);
	});

	test('the people of a real order file are people', ({ skip }) => {
		const file = '../shared/data/orders/superstore.csv';
		if (!existsSync(file)) skip(`no ${file} here`);
		const names = new Set(
			readFileSync(file, 'utf8')
				.split('\n')
				.slice(1)
				.map((line) => line.split(',')[6]?.replaceAll('"', '') ?? '')
				.filter((name) => name !== ''),
		);
		const people = [...names].filter((name) => guessKind(name) === 'person').length;
		expect(people / names.size).toBeGreaterThan(0.98);
	});
});
