import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, readInline, readMarkdown } from './markdown.ts';

const handbook = new URL('../../../docs/handbook/', import.meta.url).pathname;
const text = (one: string): Inline => ({ kind: 'text', text: one });

describe('inside a line', () => {
	test.each<[string, readonly Inline[]]>([
		['plain', [text('plain')]],
		['a `b*c*` d', [text('a '), { kind: 'code', text: 'b*c*' }, text(' d')]],
		['**bold** and more', [{ kind: 'strong', parts: [text('bold')] }, text(' and more')]],
		['*Customers → New*.', [{ kind: 'em', parts: [text('Customers → New')] }, text('.')]],
		['打开*客户*页面', [text('打开'), { kind: 'em', parts: [text('客户')] }, text('页面')]],
		['snake_case_name 2*3*4', [text('snake_case_name 2*3*4')]],
		['[chapter 3](3-values.md#who)', [{ kind: 'link', href: '3-values.md#who', parts: [text('chapter 3')] }]],
		['![list](images/list.png)', [{ kind: 'image', src: 'images/list.png', alt: 'list' }]],
		['<b onclick=x>', [text('<b onclick=x>')]],
	])('%s', (line, parts) => {
		expect(readInline(line)).toEqual(parts);
	});
});

describe('blocks', () => {
	test('headings with anchors, paragraphs joined, Chinese without a space', () => {
		expect(readMarkdown('# 1. Two words\n\none\ntwo\n\n中文，\n继续')).toEqual([
			{ kind: 'heading', level: 1, id: '1-two-words', parts: [text('1. Two words')] },
			{ kind: 'paragraph', parts: [text('one two')] },
			{ kind: 'paragraph', parts: [text('中文，继续')] },
		]);
	});

	test('code keeps what it holds', () => {
		expect(readMarkdown('```sh\n# no heading\n\n  - no list\n```\nafter')).toEqual([
			{ kind: 'code', text: '# no heading\n\n  - no list' },
			{ kind: 'paragraph', parts: [text('after')] },
		]);
	});

	test('lists hold paragraphs, code and lists', () => {
		const [list, after] = readMarkdown('3. one\n   goes on\n   - inner\n4. two\n\n   ```\n   code\n   ```\n\nend');
		const paragraph = (one: string): Block => ({ kind: 'paragraph', parts: [text(one)] });
		expect(list).toEqual({
			kind: 'list',
			ordered: true,
			start: 3,
			items: [
				[paragraph('one goes on'), { kind: 'list', ordered: false, start: 1, items: [[paragraph('inner')]] }],
				[paragraph('two'), { kind: 'code', text: 'code' }],
			],
		});
		expect(after).toEqual(paragraph('end'));
	});

	test('tables; a bar in code is no border', () => {
		expect(readMarkdown('| a | b |\n| --- | --- |\n| `x|y` | |')).toEqual([
			{ kind: 'table', head: [[text('a')], [text('b')]], rows: [[[{ kind: 'code', text: 'x|y' }], []]] },
		]);
	});

	test('reads any text to its end', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('- ', '1. ', '  ', '\n', '```', '| ', '> ', '# ', '*', '**', '`', '[', '](', ')', 'a', '中', '\t')),
				(parts) => {
					expect(Array.isArray(readMarkdown(parts.join('')))).toBe(true);
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe('the handbook', () => {
	const chapters = readdirSync(handbook, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
	test.each(chapters)('%s: one title, nothing left of marks, links lead somewhere', (name) => {
		const blocks = readMarkdown(readFileSync(join(handbook, name), 'utf8'));
		expect(blocks.filter((block) => block.kind === 'heading' && block.level === 1)).toHaveLength(1);
		const inline = (block: Block): readonly Inline[] =>
			block.kind === 'list'
				? block.items.flat().flatMap(inline)
				: block.kind === 'table'
					? [...block.head, ...block.rows.flat()].flat()
					: block.kind === 'code'
						? []
						: block.parts;
		for (const part of blocks.flatMap(inline)) {
			if (part.kind === 'text') expect(part.text).not.toMatch(/\*\*|\]\(|^#{1,6} /);
			if (part.kind === 'link' && /^\d[\w-]*\.md/.test(part.href)) {
				expect(chapters).toContain(join(name, '..', part.href.replace(/#.*/, '')));
			}
		}
	});
});
