// Looks through all sources for words in both languages: the compiler sees to it that both are there, this that neither is empty and both fill in the same.
// Then through the handbook, which has to tell the same in both, with its pictures.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { findHandbookProblems } from './handbook.ts';

/** The text of a literal, with what a template puts in left as ${…}; null for anything else. */
function textOf(node: ts.Expression, source: ts.SourceFile): string | null {
	if (ts.isStringLiteralLike(node)) return node.text;
	return ts.isTemplateExpression(node) ? node.getText(source).slice(1, -1) : null;
}

/** What is filled in, each once, in a fixed order: {name}, and in a template ${…}. A value that has a form for each language is named nameZh and nameEn. */
function placesIn(text: string): string[] {
	const found = text.match(/\$\{[^}]*\}|\{\w+\}/g) ?? [];
	return [...new Set(found.map((place) => place.replace(/(Zh|En)\}$/, '}')))].sort();
}

function memberOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
	for (const property of node.properties) {
		if (!ts.isPropertyAssignment(property)) continue;
		if ((ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) && property.name.text === name) return property.initializer;
	}
	return undefined;
}

/** What is wrong with one pair, null where it is right. */
function problemOf(chinese: string, english: string): string | null {
	if (chinese.trim() === '' || english.trim() === '') return 'a language is empty';
	const [one, other] = [placesIn(chinese), placesIn(english)];
	// A template may word its parts by language: only that there are as many can be asked then.
	const templates = [...one, ...other].some((place) => place.startsWith('$'));
	const agree = templates ? one.length === other.length : one.join() === other.join();
	return agree ? null : `zh-CN fills in ${one.join(' ') || 'nothing'}, en ${other.join(' ') || 'nothing'}`;
}

function check(file: string): { pairs: number; problems: string[] } {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
	const problems: string[] = [];
	let pairs = 0;
	const visit = (node: ts.Node): void => {
		if (ts.isObjectLiteralExpression(node)) {
			const [first, second] = [memberOf(node, 'zh-CN'), memberOf(node, 'en')];
			const [chinese, english] = [first && textOf(first, source), second && textOf(second, source)];
			if (typeof chinese === 'string' && typeof english === 'string') {
				pairs++;
				const problem = problemOf(chinese, english);
				const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
				if (problem) problems.push(`${file}:${line + 1}: ${problem}`);
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return { pairs, problems };
}

const files = (readdirSync('src', { recursive: true }) as string[])
	.filter((name) => /(?<!\.test)\.tsx?$/.test(name))
	.map((name) => join('src', name));
const results = files.map(check);
const problems = [...results.flatMap((result) => result.problems), ...findHandbookProblems('.')];
for (const problem of problems) console.error(problem);
const pairs = results.reduce((sum, result) => sum + result.pairs, 0);
// Were the form of the words to change, this would find none and be content with everything.
if (pairs < 100) console.error(`only ${pairs} sentences in two languages were found: does tools/check-messages.ts still know their form?`);
process.exitCode = problems.length === 0 && pairs >= 100 ? 0 : 1;
