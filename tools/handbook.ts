// Holds the two languages of the handbook against each other, and the pictures that it and the README name against those that are there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Language, languages } from '../src/platform/errors.ts';
import { sizeOfWebp } from './webp.ts';

/** The levels of the headings of a text, from top to bottom; lines inside of code are none. */
export function headingsOf(text: string): number[] {
	const prose = text.replace(/^(```+)[\s\S]*?^\1/gm, '');
	return [...prose.matchAll(/^(#{1,6}) /gm)].map(([, marks]) => marks!.length);
}

/** The pictures that a text names: what is said in place of each, and its address. */
export function picturesOf(text: string): { readonly alt: string; readonly src: string }[] {
	return [...text.matchAll(/!\[([^\]]*)\]\(([^\s)]+)\)/g)].map(([, alt, src]) => ({ alt: alt!, src: src! }));
}

/** What is wrong with the pictures of one text. */
function pictureProblems(file: string, text: string): string[] {
	return picturesOf(text).flatMap(({ alt, src }) => {
		const problems = alt.trim() === '' ? [`${file}: the picture ${src} has no words for those who do not see it`] : [];
		const picture = join(dirname(file), src);
		if (!existsSync(picture)) return [...problems, `${file}: the picture ${src} is missing; npm run pictures takes it`];
		sizeOfWebp(readFileSync(picture));
		return problems;
	});
}

/**
 * What is wrong with a handbook: a chapter without its other language, headings that differ, pictures that are missing or of no use.
 * @param root the folder of the repository
 */
export function findHandbookProblems(root: string): string[] {
	const handbook = join(root, 'docs', 'handbook');
	const chapters = new Set(languages.flatMap((language) => readdirSync(join(handbook, language)).filter((name) => name.endsWith('.md'))));
	const problems: string[] = [];
	const named = new Set<string>();
	const look = (file: string): string => {
		const text = readFileSync(file, 'utf8');
		problems.push(...pictureProblems(file, text));
		for (const { src } of picturesOf(text)) named.add(join(dirname(file), src));
		return text;
	};
	for (const chapter of chapters) {
		const headings = new Map<Language, string>();
		for (const language of languages) {
			const file = join(handbook, language, chapter);
			if (existsSync(file)) headings.set(language, headingsOf(look(file)).join(' '));
			else problems.push(`${file}: this chapter exists in another language only`);
		}
		if (new Set(headings.values()).size > 1) {
			const told = [...headings].map(([language, levels]) => `${language} ${levels}`).join(', ');
			problems.push(`${join(handbook, languages[0], chapter)}: the levels of headings differ: ${told}`);
		}
	}
	for (const name of ['README.md', 'README.zh-CN.md']) if (existsSync(join(root, name))) look(join(root, name));
	const kept = join(handbook, 'pictures');
	const pictures = existsSync(kept) ? (readdirSync(kept, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name)) : [];
	for (const name of pictures) if (!named.has(join(kept, name))) problems.push(`${join(kept, name)}: no text shows this picture`);
	return problems.map((problem) => relative(root, problem));
}
