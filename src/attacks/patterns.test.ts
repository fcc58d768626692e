// Every regular expression of the program against texts made to keep it busy: time grows with the length of a text, not with its square (ReDoS).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createContext, Script } from 'node:vm';
import ts from 'typescript';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('..', import.meta.url));

/** Patterns that never meet a long text: file, how they begin, and what bounds the text. */
const bounded: readonly (readonly [file: string, source: string, why: string])[] = [
	['commands/import.ts', String.raw`\s*(?:"((?:`, 'the command line of who runs the program'],
	['features/customers/attribute-values.ts', String.raw`^-?\d*(?:\.`, 'a number as JavaScript writes it, or an amount of 100 characters'],
	['features/customers/files-rules.ts', '[. ]+$', 'a name of 4,000 characters'],
	['features/imports/run.ts', String.raw`[\s_-]*(?:\(`, 'a name of 255 characters'],
	['features/operations/doctor.ts', String.raw`^\d+.*\.sql$`, 'names of our own files'],
	['platform/config.ts', String.raw`\/+$`, 'a setting of who runs the program'],
	['platform/files/vcard-write.ts', ';+$', 'as many empty parts as a name of an organisation has: others are escaped'],
	['platform/files/xlsx-values.ts', '0+$', 'a number with twenty decimals'],
	['values/address.ts', '(?:^|[', 'a line of 500 characters'],
	['values/amount.ts', String.raw`^[\d.,]*\d`, 'a number of 100 characters'],
	['values/date_parts.ts', '', 'a date of 80 characters'],
	['values/email.ts', '<([^<>]*@', 'an address of 1,000 characters'],
	['values/email.ts', String.raw`\?.*$`, 'an address of 1,000 characters'],
	['values/email.ts', '^[<(\'"]+|', 'an address of 1,000 characters'],
	['values/name.ts', String.raw`\s*[(（[`, 'a name of 200 characters'],
	['values/name.ts', String.raw`\s*,\s*`, 'a name of 200 characters'],
	['values/name_chinese.ts', String.raw`\s*[·•`, 'a name of 200 characters'],
	['values/organisation_words.ts', '公司|', 'a name of 500 characters'],
	['values/phone.ts', '[ ,;(]*(?:ext', 'a number of 100 characters'],
	['values/phone.ts', String.raw`\s*(?:[;,`, 'a cell of 2,000 characters'],
	['values/tokens.ts', String.raw`^\+?[\d()-]*\d`, 'a search of 100 characters'],
	['values/tokens.ts', String.raw`^[\w.+%-]*@`, 'a search of 100 characters'],
	['web/help/markdown.ts', '', 'our own handbook'],
	['web/shared/formats.ts', '0+$', 'an amount of 100 characters'],
];

interface Pattern {
	/** File and line. */
	readonly at: string;
	readonly file: string;
	readonly source: string;
	readonly flags: string;
}

function patternsOf(file: string): Pattern[] {
	const tree = ts.createSourceFile(file, readFileSync(join(src, file), 'utf8'), ts.ScriptTarget.Latest);
	const found: Pattern[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isRegularExpressionLiteral(node)) {
			const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
			const end = node.text.lastIndexOf('/');
			found.push({ at: `${file}:${line + 1}`, file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
		}
		ts.forEachChild(node, visit);
	};
	visit(tree);
	return found;
}

/** What a pattern is written of: classes, escapes, brackets, repetitions, characters. */
const token =
	/\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\k<\w+>|\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)?|\{\d+(?:,\d*)?\}|./gisu;
const isSyntax = (one: string) => /^(?:[()|^$*+?]|\(\?.*|\{\d.*|\\[bB\d]|\\k.*)$/s.test(one);
const repeatsLong = (one = '') => /^(?:[*+]|\{\d+,(?:\d{3,})?\})$/.test(one);

const alphabet = [...'a1 -,A.(0)b9_@:;/\\"\'<>=+*[]{}|^$%#&!?~`\n\t\r张一省市é１（，：；、·　ا٣👩'];

interface Atom {
	/** Characters that it takes. */
	readonly takes: readonly string[];
	isRepeated: boolean;
}

/** What a pattern is made of, each with some of the characters it takes, and whether it is repeated without end, itself or with what it stands in. */
function atomsOf({ source, flags }: Pattern): Atom[] {
	const tokens = source.match(token) ?? [];
	const candidates = [...new Set([...alphabet, ...source])];
	const atoms: Atom[] = [];
	const open: number[] = [];
	tokens.forEach((one, index) => {
		const isRepeated = repeatsLong(tokens[index + 1]);
		if (one.startsWith('(')) open.push(atoms.length);
		else if (one === ')') {
			const first = open.pop()!;
			if (isRepeated) for (const atom of atoms.slice(first)) atom.isRepeated = true;
		} else if (!isSyntax(one)) {
			const alone = new RegExp(`^${one}$`, flags.replace(/[gmy]/g, ''));
			atoms.push({ takes: candidates.filter((character) => alone.test(character)).slice(0, 60), isRepeated });
		}
	});
	return atoms;
}

/** What a text begins with, what is repeated in it, and what then does not match. */
type Adverse = readonly [head: string, piece: string, end: string];

function adverseTo(pattern: Pattern): Adverse[] {
	const atoms = atomsOf(pattern);
	const made = new Map<string, Adverse>();
	atoms.forEach(({ takes, isRepeated }, index) => {
		if (!isRepeated) return;
		const before = atoms.slice(Math.max(0, index - 12), index).map((atom) => atom.takes[0] ?? '');
		const next = atoms[index + 1]?.takes[0] ?? '';
		// Characters that a neighbour takes as well are those over which two repetitions share a text in many ways.
		const shared = takes.filter((one) => [atoms[index - 1], atoms[index + 1], atoms[index + 2]].some((atom) => atom?.takes.includes(one)));
		const ends = ['\u0001', alphabet.find((one) => !takes.includes(one)) ?? '\n'];
		for (const piece of new Set([...takes.slice(0, 2), ...shared.slice(0, 2), (takes[0] ?? '') + next].filter(Boolean)))
			for (const head of new Set(['', before.join('')]))
				for (const end of ends) made.set(JSON.stringify([head, piece, end]), [head, piece, end]);
	});
	return [...made.values()];
}

/** No pattern may take that long for one text, on the slowest machine. In milliseconds. */
const patience = 2_000;
const context = createContext({ pattern: /x/, text: '' });
const search = new Script('pattern.global ? text.replace(pattern, "").length : pattern.test(text)');

/** How long a pattern looks at a text of a length; infinite where it was stopped. In milliseconds. */
function timeFor({ source, flags }: Pattern, [head, piece, end]: Adverse, length: number): number {
	context.pattern = new RegExp(source, flags);
	context.text = head + piece.repeat(length / piece.length) + end;
	const begin = performance.now();
	try {
		search.runInContext(context, { timeout: patience });
	} catch {
		return Number.POSITIVE_INFINITY;
	}
	return performance.now() - begin;
}

/** Four times the length takes four times as long, sixteen times where it is the square: in between nothing but the second is slow. */
function isSlow(pattern: Pattern, text: Adverse): boolean {
	const best = (length: number) => Math.min(timeFor(pattern, text, length), timeFor(pattern, text, length));
	const first = timeFor(pattern, text, 50_000);
	if (first < 200 || first === Number.POSITIVE_INFINITY) return first > 200;
	const long = best(50_000);
	return long >= 200 && long > 8 * best(12_500);
}

const patterns = readdirSync(src, { recursive: true, encoding: 'utf8' })
	.filter((file) => /\.tsx?$/.test(file) && !/(?:\.test|testing)\.ts$/.test(file))
	.sort()
	.flatMap(patternsOf);

const isBounded = ({ file, source }: Pattern) => bounded.some(([at, begin]) => at === file && source.startsWith(begin));

test('the texts are such as keep a bad pattern busy', () => {
	const bad = ['^(a+)+$', '\\s+$', '^(\\d+\\s*)+x', '(?:\\p{L}|\\d)+@'];
	const asPattern = (source: string): Pattern => ({ at: source, file: '', source, flags: 'u' });
	expect(bad.filter((source) => !adverseTo(asPattern(source)).some((text) => isSlow(asPattern(source), text)))).toEqual([]);
});

test('no pattern of the program takes more than linear time', { timeout: 120_000 }, () => {
	expect(patterns.length).toBeGreaterThan(300);
	const slow = patterns
		.filter((pattern) => !isBounded(pattern))
		.flatMap((pattern) => {
			const text = adverseTo(pattern).find((one) => isSlow(pattern, one));
			return text ? [`${pattern.at} /${pattern.source}/${pattern.flags} on ${JSON.stringify(text)}`] : [];
		});
	expect(slow).toEqual([]);
	const isThere = ([at, begin]: (typeof bounded)[number]) => patterns.some(({ file, source }) => file === at && source.startsWith(begin));
	expect(bounded.filter((one) => !isThere(one))).toEqual([]);
});
