// Patterns of text attributes: a small language of regular expressions that is matched in time linear in the text, so that no pattern can hang the
// server. PostgreSQL reads the same text with the same meaning (sqlPattern). Pure, safe in a browser.
import type { Words } from '../../platform/errors.ts';

/** Characters of a pattern, and of a text that is compared with one. */
export const patternLimits = { pattern: 200, text: 1_000 } as const;

/** States of the automaton: repetitions count as often as they are written out. */
const maxStates = 2_000;
/** What PostgreSQL takes between braces. */
const maxRepetition = 255;

type Range = readonly [number, number];
interface CharacterSet {
	readonly ranges: readonly Range[];
	readonly negated: boolean;
}
type Node =
	| { readonly kind: 'set'; readonly set: CharacterSet }
	| { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
	| { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number };

/** Why a pattern is not taken, in words. */
export class PatternError extends Error {
	constructor(readonly words: Words) {
		super(words.en);
	}
}

const wrong = (zh: string, en: string) => new PatternError({ 'zh-CN': zh, en });
const at = (what: Words, place: number) => wrong(`第 ${place + 1} 个字符：${what['zh-CN']}`, `Character ${place + 1}: ${what.en}`);

const code = (character: string) => character.codePointAt(0)!;
/** Neither `.` nor `[^…]` means the end of a line. */
const newline: readonly Range[] = [[10, 10]];
const classes: Readonly<Record<string, readonly Range[]>> = {
	d: [[48, 57]],
	w: [
		[48, 57],
		[65, 90],
		[95, 95],
		[97, 122],
	],
	s: [
		[9, 13],
		[32, 32],
	],
};

/** Reads a pattern by descent; `^` at its begin and `$` at its end say what holds anyway: the whole text is compared. */
function parse(pattern: string): Node {
	const signs = [...pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')];
	let place = 0;
	const peek = () => signs[place];

	const choice = (depth: number): Node => {
		if (depth > 20) throw wrong('括号嵌套过深。', 'The brackets are nested too deeply.');
		const nodes = [sequence(depth)];
		while (peek() === '|') {
			place++;
			nodes.push(sequence(depth));
		}
		return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes };
	};
	const sequence = (depth: number): Node => {
		const nodes: Node[] = [];
		while (place < signs.length && peek() !== '|' && peek() !== ')') nodes.push(repeated(atom(depth)));
		return { kind: 'sequence', nodes };
	};
	const repeated = (node: Node): Node => {
		const quantifier = /^([*+?]|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})/.exec(signs.slice(place, place + 9).join(''));
		if (!quantifier) return node;
		const [text, , least, comma, most] = quantifier;
		place += text.length;
		if (/[*+?{]/.test(peek() ?? '')) throw at({ 'zh-CN': '重复符号不能连用。', en: 'One repetition cannot follow another.' }, place);
		const [from, to] =
			text === '*'
				? [0, Infinity]
				: text === '+'
					? [1, Infinity]
					: text === '?'
						? [0, 1]
						: [Number(least), most ? Number(most) : comma ? Infinity : Number(least)];
		if (from > maxRepetition || (to !== Infinity && (to > maxRepetition || to < from)))
			throw at(
				{ 'zh-CN': `次数须在 0 到 ${maxRepetition} 之间。`, en: `Repeat 0 to ${maxRepetition} times, the smaller number first.` },
				place - 1,
			);
		return { kind: 'repeat', node, least: from, most: to };
	};
	const atom = (depth: number): Node => {
		const start = place;
		const sign = signs[place++]!;
		if (sign === '(') {
			if (peek() === '?') {
				if (signs[place + 1] !== ':')
					throw at({ 'zh-CN': '不支持 (?…)，只能用 (…) 和 (?:…)。', en: 'of brackets only (…) and (?:…) are taken.' }, start);
				place += 2;
			}
			const inner = choice(depth + 1);
			if (signs[place++] !== ')') throw at({ 'zh-CN': '缺少右括号 )。', en: 'the bracket is not closed.' }, start);
			return inner;
		}
		if (sign === '[') return { kind: 'set', set: bracket(start) };
		if (sign === '.') return { kind: 'set', set: { ranges: newline, negated: true } };
		if (sign === '\\') return { kind: 'set', set: escaped(start) };
		if ('*+?{}^$])'.includes(sign)) throw at({ 'zh-CN': `“${sign}”前须加反斜杠 \\。`, en: `write a backslash before “${sign}”.` }, start);
		return { kind: 'set', set: { ranges: [[code(sign), code(sign)]], negated: false } };
	};
	const escaped = (start: number): CharacterSet => {
		const sign = signs[place++];
		const known = sign && classes[sign];
		if (known) return { ranges: known, negated: false };
		if (!sign || !/[\p{P}\p{S}]/u.test(sign))
			throw at({ 'zh-CN': '反斜杠后只能是 d、w、s 或符号。', en: 'after a backslash stands d, w, s or a sign.' }, start);
		return { ranges: [[code(sign), code(sign)]], negated: false };
	};
	const bracket = (start: number): CharacterSet => {
		const negated = peek() === '^';
		if (negated) place++;
		const ranges: Range[] = negated ? [...newline] : [];
		const open = () => at({ 'zh-CN': '缺少右方括号 ]。', en: 'the square bracket is not closed.' }, start);
		for (let first = true; ; first = false) {
			const sign = signs[place++];
			if (sign === undefined) throw open();
			if (sign === ']') {
				if (first) throw at({ 'zh-CN': '方括号里是空的。', en: 'the square brackets hold nothing.' }, start);
				return { ranges, negated };
			}
			if (sign === '[')
				throw at({ 'zh-CN': '方括号里的 [ 前须加反斜杠。', en: 'write a backslash before [ in square brackets.' }, place - 1);
			const one = sign === '\\' ? escaped(place - 1).ranges : ([[code(sign), code(sign)]] as const);
			if (peek() !== '-' || signs[place + 1] === ']' || one.length > 1) {
				ranges.push(...one);
				continue;
			}
			place++;
			const end = signs[place++];
			if (end === undefined) throw open();
			const last = end === '\\' ? escaped(place - 1).ranges : ([[code(end), code(end)]] as const);
			if (last.length > 1 || last[0]![0] < one[0]![0] || one[0]![0] !== one[0]![1] || last[0]![0] !== last[0]![1])
				throw at({ 'zh-CN': '范围的两端不对。', en: 'the ends of the range are wrong.' }, place - 1);
			ranges.push([one[0]![0], last[0]![0]]);
		}
	};

	const tree = choice(0);
	if (place < signs.length) throw at({ 'zh-CN': '多了右括号 )。', en: 'this bracket was never opened.' }, place);
	return tree;
}

/** A state of the automaton: reads a character of `set` and goes on, or goes on without reading. */
interface State {
	set: CharacterSet | null;
	readonly next: number[];
}

/** Thompson's construction: every state once, whatever the pattern. */
function automaton(tree: Node): { readonly states: readonly State[]; readonly begin: number } {
	const states: State[] = [{ set: null, next: [] }];
	const add = (set: CharacterSet | null, next: number[]): number => {
		if (states.length >= maxStates) throw wrong('规则过于复杂：请减少重复次数。', 'The pattern is too large: repeat fewer times.');
		return states.push({ set, next }) - 1;
	};
	/** States that read `node` and go on at `end`; built from the end. */
	const build = (node: Node, end: number): number => {
		switch (node.kind) {
			case 'set':
				return add(node.set, [end]);
			case 'sequence':
				return node.nodes.reduceRight((after, one) => build(one, after), end);
			case 'choice':
				return add(
					null,
					node.nodes.map((one) => build(one, end)),
				);
			case 'repeat': {
				let begin = end;
				if (node.most === Infinity) {
					const loop = add(null, [end]);
					states[loop]!.next.push(build(node.node, loop));
					begin = loop;
				} else for (let time = node.least; time < node.most; time++) begin = add(null, [build(node.node, begin), end]);
				for (let time = 0; time < node.least; time++) begin = build(node.node, begin);
				return begin;
			}
		}
	};
	return { begin: build(tree, 0), states };
}

const holds = ({ ranges, negated }: CharacterSet, character: number): boolean =>
	ranges.some(([from, to]) => character >= from && character <= to) !== negated;

/**
 * Makes a function that tells whether a whole text fits. It takes at most states times characters steps: every state is looked at once a character.
 * @throws PatternError
 */
export function compilePattern(pattern: string): (text: string) => boolean {
	if ([...pattern].length > patternLimits.pattern)
		throw wrong(`最多 ${patternLimits.pattern} 个字符。`, `A pattern has at most ${patternLimits.pattern} characters.`);
	const { states, begin } = automaton(parse(pattern));
	return (text) => {
		const characters = [...text];
		if (characters.length > patternLimits.text) return false;
		const seen = new Int32Array(states.length).fill(-1);
		const enter = (list: number[], first: number, step: number) => {
			const waiting = [first];
			for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
				if (seen[state] === step) continue;
				seen[state] = step;
				if (states[state]!.set !== null || state === 0) list.push(state);
				else waiting.push(...states[state]!.next);
			}
		};
		let current: number[] = [];
		enter(current, begin, 0);
		for (const [index, character] of characters.entries()) {
			const following: number[] = [];
			for (const state of current) {
				const { set, next } = states[state]!;
				if (set && holds(set, code(character))) enter(following, next[0]!, index + 1);
			}
			if (following.length === 0) return false;
			current = following;
		}
		return current.includes(0);
	};
}

const compiled = new Map<string, (text: string) => boolean>();

/** Whether a whole text fits a pattern that was taken before; the automaton is kept. */
export function fitsPattern(pattern: string, text: string): boolean {
	let fits = compiled.get(pattern);
	if (!fits) {
		if (compiled.size >= 200) compiled.clear();
		fits = compilePattern(pattern);
		compiled.set(pattern, fits);
	}
	return fits(text);
}

/** SQL: whether the text `told` fits the pattern `pattern` (expressions). Bytewise, so that \d and \w mean ASCII as they do here. */
export const sqlPattern = (told: string, pattern: string): string =>
	`(length(${told}) <= ${patternLimits.text} and ${told} collate "C" ~ ('***:(?p)^(?:' || regexp_replace(regexp_replace(${pattern}, '^\\^', ''), '(?<!\\\\)\\$$', '') || ')$'))`;
