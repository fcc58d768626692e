// The list of commands, what fits a text, and what keys lead to.
import { afterEach, describe, expect, test } from 'vitest';
import { type Command, commandsNow, offer } from '../shared/commands.ts';
import { ariaKeys, capsOf, isStroke, readKeys } from '../shared/keys.ts';
import { bestFit, fits } from './fuzzy.ts';
import { withNewest } from './recent.ts';
import { follow } from './shortcuts.ts';

const command = (id: string, keys?: string, rest: Partial<Command> = {}): Command => ({
	id,
	words: { 'zh-CN': `做${id}`, en: `Do ${id}` },
	section: 'do',
	keys,
	run: () => {},
	...rest,
});

describe('the list', () => {
	const offered: (() => void)[] = [];
	const give = (...commands: Command[]) => {
		const take = offer(commands);
		offered.push(take);
		return take;
	};
	afterEach(() => {
		for (const take of offered.splice(0)) take();
	});

	test('what is offered is there until it is taken away', () => {
		const take = give(command('a'), command('b'));
		give(command('c'));
		expect(commandsNow().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		take();
		expect(commandsNow().map(({ id }) => id)).toEqual(['c']);
	});

	test('a page may take over a command of the shell, and gives it back', () => {
		give(command('new', 'c'));
		const take = give(command('new', 'n'));
		expect(commandsNow().map(({ keys }) => keys)).toEqual(['n']);
		take();
		expect(commandsNow().map(({ keys }) => keys)).toEqual(['c']);
	});
});

describe('what fits', () => {
	test.each([
		['', 'Anything', 1],
		['imp', 'Import a file', 1],
		['file', 'Import a file', 0.8],
		['im fi', 'Import a file', 0.8],
		['回收', '回收站', 1],
		['文件', '导入文件', 0.8],
		['port', 'Import a file', 0.5],
		['iaf', 'Import a file', 0.6],
		['ＩＭＰ', 'Import a file', 1],
		['resume', 'Résumé', 1],
		['zzz', 'Import a file', 0],
		['客户', 'Import a file', 0],
	])('“%s” in “%s”: %f', (typed, name, fit) => expect(fits(typed, name)).toBe(fit));

	test('letters in their order count little, and less the farther they lie apart', () => {
		expect(fits('impfl', 'Import a file')).toBeGreaterThan(0);
		expect(fits('impfl', 'Import a file')).toBeLessThan(0.3);
		expect(fits('swl', 'Switch to light appearance')).toBeLessThan(fits('swi', 'Switch'));
	});

	test('either language finds', () => {
		const names = ['导入文件', 'Import a file'];
		expect(bestFit('导入', names)).toBe(1);
		expect(bestFit('import', names)).toBe(1);
	});
});

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('keys', () => {
	test('are read and shown', () => {
		expect(readKeys('g c')).toEqual([
			{ key: 'g', mod: false },
			{ key: 'c', mod: false },
		]);
		expect(capsOf('mod+k', false)).toEqual([['Ctrl', 'K']]);
		expect(capsOf('mod+k', true)).toEqual([['⌘', 'K']]);
		expect(capsOf('g ArrowDown', false)).toEqual([['G'], ['↓']]);
		expect(ariaKeys('mod+k')).toBe('Control+K Meta+K');
		expect(ariaKeys('g c')).toBeUndefined();
	});

	test('Ctrl or ⌘ where it is asked for, never with Alt; capitals are the same key', () => {
		const [k] = readKeys('mod+k');
		expect(isStroke(press('k', { ctrlKey: true }), k!)).toBe(true);
		expect(isStroke(press('K', { metaKey: true }), k!)).toBe(true);
		expect(isStroke(press('k'), k!)).toBe(false);
		expect(isStroke(press('k', { ctrlKey: true, altKey: true }), k!)).toBe(false);
		expect(isStroke(press('c', { ctrlKey: true }), readKeys('c')[0]!)).toBe(false);
	});

	test('one after the other lead to a command', () => {
		const commands = [command('customers', 'g c'), command('new', 'c'), command('told', 'Escape', { run: undefined })];
		expect(follow([press('g')], commands)).toBe('more');
		expect(follow([press('g'), press('c')], commands)).toMatchObject({ id: 'customers' });
		expect(follow([press('c')], commands)).toMatchObject({ id: 'new' });
		expect(follow([press('g'), press('x')], commands)).toBeNull();
		expect(follow([press('Escape')], commands)).toBeNull();
	});

	test('of two commands with the same key the page’s wins', () => {
		expect(follow([press('e')], [command('shell', 'e'), command('page', 'e')])).toMatchObject({ id: 'page' });
	});
});

test('recent: the newest first, each once, eight at most', () => {
	const many = [1, 2, 3, 4, 5, 6, 7, 8, 9, 2].reduce<readonly number[]>(withNewest, []);
	expect(many).toEqual([2, 9, 8, 7, 6, 5, 4, 3]);
});
