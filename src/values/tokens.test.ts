// Tests of search tokens against what people type: a small index of tokens stands for the database's prefix ranges.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from './testing.ts';
import { emailTokens, nameTokens, orgTokens, phoneTokens, type QueryOptions, queryTerms, tokenLength } from './tokens.ts';

describe('tokens of names', () => {
	test.each([
		['张三', ['张三', '三张', 'zhangsan', 'sanzhang', 'zs']],
		['張三', ['张三', '三张', 'zhangsan', 'sanzhang', 'zs']],
		['张三丰', ['张三丰', '三丰张', '丰张三', 'zhangsanfeng', 'sanfengzhang', 'fengzhangsan', 'zsf']],
		['吕布', ['吕布', '布吕', 'lvbu', 'bulv', 'lb']],
		['单田芳', ['单田芳', '田芳单', '芳单田', 'shantianfang', 'tianfangshan', 'fangshantian', 'stf', 'dantianfang']],
		['John Smith', ['johnsmith', 'smithjohn', 'js']],
		['John Adam Smith', ['johnadamsmith', 'adamsmithjohn', 'smithjohnadam', 'johnsmith', 'jas']],
		["O'Brien", ['obrien']],
		['José García', ['josegarcia', 'garciajose', 'jg']],
		['张三 Sam', ['张三', '三张', 'zhangsan', 'sanzhang', 'zs', 'sam']],
		['', []],
		['😀', []],
	])('%s', (name, tokens) => {
		expect(nameTokens(name)).toEqual(tokens);
	});

	test('only the first six units rotate', () => {
		expect(nameTokens('a b c d e f g h').filter((token) => token.length === 8)).toHaveLength(6);
	});
});

describe('tokens of organisations', () => {
	test.each([
		[
			'阿里巴巴（中国）网络技术有限公司',
			[
				'阿里巴巴网络技术',
				'里巴巴网络技术',
				'巴巴网络技术',
				'巴网络技术',
				'网络技术',
				'络技术',
				'技术',
				'albbwljs',
				'alibabawangluojishu',
				'阿里巴巴中国网络技术',
			],
		],
		['小米集团', ['小米', 'xm', 'xiaomi']],
		['Acme Trading Inc.', ['acmetrading', 'tradingacme', 'at']],
		['The Coca-Cola Company', ['cocacola', 'colacoca', 'cc']],
		['3M', ['3m']],
	])('%s', (name, tokens) => {
		expect(orgTokens(name)).toEqual(tokens);
	});
});

describe('tokens of e-mails and phones', () => {
	test.each([
		['zhangsan@example.com', ['zhangsan@example.com', 'example.com']],
		['Zhang.San@qq.com', ['zhang.san@qq.com', 'qq.com', 'san@qq.com']],
		['li@mail.cs.example.com', ['li@mail.cs.example.com', 'example.com/cs.mail']],
		['li@shu-han.example', ['li@shu-han.example', 'shu-han.example', 'han.example']],
		['info@example.com.cn', ['info@example.com.cn', 'example.com.cn']],
		['info@vip.example.co.uk', ['info@vip.example.co.uk', 'example.co.uk/vip']],
		['a-b_c+d@x.example.com', ['a-b_c+d@x.example.com', 'example.com/x', 'b_c+d@x.example.com', 'c+d@x.example.com', 'd@x.example.com']],
		['', []],
	])('%s', (email, tokens) => {
		expect(emailTokens(email)).toEqual(tokens);
	});

	test.each([
		['+8613800138000', ['8613800138000']],
		['0571-8888888', ['05718888888']],
		['95588', ['95588']],
		['', []],
	])('%s', (phone, tokens) => {
		expect(phoneTokens(phone)).toEqual(tokens);
	});
});

describe('the shape of a query', () => {
	test.each([
		['张 三', [{ kind: 'name', prefixes: ['张三'], inside: null }]],
		['wei zhang', [{ kind: 'name', prefixes: ['weizhang', 'zhangwei'], inside: null }]],
		['138 0013', [{ kind: 'phone', prefixes: ['1380013'], inside: '1380013' }]],
		['13', [{ kind: 'phone', prefixes: ['13'], inside: null }]],
		['010-6234', [{ kind: 'phone', prefixes: ['0106234', '106234'], inside: '106234' }]],
		['0012', [{ kind: 'phone', prefixes: ['0012', '12'], inside: '0012' }]],
		[
			'李138',
			[
				{ kind: 'name', prefixes: ['李'], inside: null },
				{ kind: 'phone', prefixes: ['138'], inside: '138' },
			],
		],
		['Zhang@Exa', [{ kind: 'email', prefixes: ['zhang@exa'], inside: null }]],
		['@qq.com', [{ kind: 'email', prefixes: ['qq.com'], inside: null }]],
		['li.si', [{ kind: 'email', prefixes: ['li.si', 'lisi'], inside: null }]],
		['mail.example.com', [{ kind: 'email', prefixes: ['mail.example.com', 'example.com/mail', 'mailexamplecom'], inside: null }]],
		['@mail.example.com', [{ kind: 'email', prefixes: ['mail.example.com', 'example.com/mail'], inside: null }]],
		['shu-han', [{ kind: 'name', prefixes: ['shuhan', 'hanshu', 'shu-han'], inside: null }]],
		['lubu', [{ kind: 'name', prefixes: ['lubu', 'lvbu'], inside: null }]],
		['', []],
		[' ?! ', []],
	])('%j', (input, terms) => {
		expect(queryTerms(input)).toEqual(terms);
	});

	test.each([
		['138 0013', 'CN', ['1380013', '861380013']],
		['010-6234', 'CN', ['0106234', '106234', '86106234']],
		['+44 20', 'CN', ['4420']],
		['(212) 996', 'US', ['212996', '1212996']],
		['212', 'AQ', ['212']],
	])('%j typed in %s', (input, country, prefixes) => {
		expect(queryTerms(input, { country })[0]!.prefixes).toEqual(prefixes);
	});
});

/** A customer as the search sees one. */
interface Entry {
	readonly name?: string;
	readonly company?: string;
	readonly email?: string;
	readonly phone?: string;
}

/** True when the query finds the entry, by the rule that QueryTerm states. */
function finds(entry: Entry, input: string, options?: QueryOptions): boolean {
	const tokens = [
		...(entry.name ? nameTokens(entry.name) : []),
		...(entry.company ? orgTokens(entry.company) : []),
		...(entry.email ? emailTokens(entry.email) : []),
		...(entry.phone ? phoneTokens(entry.phone) : []),
	];
	const terms = queryTerms(input, options);
	return (
		terms.length > 0 &&
		terms.every(
			(term) =>
				term.prefixes.some((prefix) => tokens.some((token) => token.startsWith(prefix))) ||
				(term.inside !== null && entry.phone?.includes(term.inside)),
		)
	);
}

describe('what people type finds the customer', () => {
	const zhang: Entry = {
		name: '张三丰',
		company: '阿里巴巴（中国）网络技术有限公司',
		email: 'zhang.sanfeng@example.com',
		phone: '+8613800138000',
	};
	const smith: Entry = {
		name: 'John Adam Smith',
		company: 'The Acme Trading Co., Ltd.',
		email: 'jsmith@acme.co.uk',
		phone: '+12129961212',
	};

	test.each([
		...[
			'张',
			'三丰',
			'丰',
			'张三',
			'张 三丰',
			'三丰 张',
			'張三豐',
			'zhangsanfeng',
			'zhang',
			'zhang s',
			'sanfeng zhang',
			'Zhang Sanfeng',
			'sanf',
			'zsf',
			'zs',
			'ZSF',
		],
		...['138', '13800138000', '138 0013 8000', '138-0013', '+86 138', '8000', '0013', '013800', '8613800'],
		...['zhang.sanfeng@example.com', 'zhang.san', 'sanfeng@', 'sanfeng@exa', '@example.com', 'example.com', 'example', 'ZHANG.SANFENG'],
		...[
			'阿里巴巴',
			'阿里',
			'巴巴网络',
			'网络技术',
			'阿里巴巴有限公司',
			'阿里巴巴有限',
			'阿里巴巴公司',
			'阿里巴巴（中国）',
			'阿里巴巴中国',
			'阿里巴巴(中国)网络技术有限公司',
			'alibaba',
			'albb',
		],
		...['张 138', '张三138', '138 张三', '阿里巴巴 138', 'zhang 8000', '张三丰 example.com'],
	])('张三丰: %s', (input) => {
		expect(finds(zhang, input)).toBe(true);
		expect(finds(smith, input)).toBe(false);
	});

	test.each([
		...['john', 'smith', 'adam', 'john smith', 'Smith, John', 'smith john', 'john s', 'SMITH', 'jas', 'john adam smith', 'smith john adam'],
		...['acme', 'Acme Trading', 'trading', 'acme trading co', 'acme ltd', 'jsmith@', 'acme.co', '212', '996-1212', '(212) 996', '+1 212'],
	])('John Adam Smith: %s', (input) => {
		expect(finds(smith, input)).toBe(true);
		expect(finds(zhang, input)).toBe(false);
	});

	test.each(['李', 'zhangwei', '139', 'wang@', '百度', '张 139', '腾讯有限公司', 'zsx'])('neither: %s', (input) => {
		expect(finds(zhang, input)).toBe(false);
		expect(finds(smith, input)).toBe(false);
	});

	test('each word apart also joins a name and a company', () => {
		expect(finds(smith, 'john acme')).toBe(false);
		expect(finds(smith, 'john acme', { words: 'apart' })).toBe(true);
		expect(finds(zhang, '张三丰 阿里巴巴', { words: 'apart' })).toBe(true);
	});

	test.each(['lvbu', 'lubu', 'lyubu', 'lv bu', 'bu lu', 'lb', '吕', '呂布'])('吕布: %s', (input) => {
		expect(finds({ name: '吕布' }, input)).toBe(true);
	});

	test.each(['shan', 'shantian', 'dan tianfang', '單'])('单田芳: %s', (input) => {
		expect(finds({ name: '单田芳' }, input)).toBe(true);
	});

	test('every part of a Chinese name, in characters and in pinyin', () => {
		const names = fc.stringMatching(/^[王李张刘陈吕欧][伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂绿]{1,3}$/);
		fc.assert(
			fc.property(names, fc.nat(3), fc.integer({ min: 1, max: 4 }), (name, start, length) => {
				const part = name.slice(start % name.length).slice(0, length);
				expect(finds({ name }, part)).toBe(true);
				expect(finds({ name }, [...name].join(' '))).toBe(true);
			}),
		);
	});
});

test('tokens and prefixes are short, distinct, lower case and without spaces, for any text', () => {
	fc.assert(
		fc.property(anyText, (text) => {
			for (const tokens of [nameTokens(text), orgTokens(text), phoneTokens(text), emailTokens(text.replace(/\s/g, ''))]) {
				expect(new Set(tokens).size).toBe(tokens.length);
				for (const token of tokens) expect(token.length).toBeLessThanOrEqual(tokenLength);
			}
			for (const token of [...nameTokens(text), ...orgTokens(text)]) {
				expect(token).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
				expect(token).toBe(token.toLowerCase());
			}
			for (const term of queryTerms(text)) {
				expect(term.prefixes.length).toBeGreaterThan(0);
				for (const prefix of term.prefixes) expect(prefix.length).toBeLessThanOrEqual(tokenLength);
				if (term.inside !== null) expect(term.inside).toMatch(/^\d{3,}$/);
			}
		}),
		{ numRuns: 4000 },
	);
	expect(queryTerms('张'.repeat(100_000)).length).toBe(1);
});
