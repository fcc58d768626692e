// The handbook as the page shows it: the same files as in docs/handbook, loaded when a chapter is opened.
import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../../platform/errors.ts';
import { plainText, readMarkdown } from './markdown.ts';

const folder = '../../../docs/handbook/';
const texts = import.meta.glob<string>('../../../docs/handbook/*/*.md', { query: '?raw', import: 'default' });
const pictures = import.meta.glob<string>('../../../docs/handbook/**/*.{png,svg,webp,jpg}', {
	query: '?url',
	import: 'default',
	eager: true,
});

/** A chapter's name is that of its file: `1-four-ways`. The same in both languages. */
export function chapterNames(language: Language): readonly string[] {
	const start = `${folder}${language}/`;
	return Object.keys(texts)
		.filter((path) => path.startsWith(start))
		.map((path) => path.slice(start.length, -'.md'.length))
		.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

/** All chapters of a language, read. They are some dozens of kilobytes. */
export const handbookQuery = (language: Language) =>
	queryOptions({
		queryKey: ['handbook', language],
		queryFn: () =>
			Promise.all(
				chapterNames(language).map(async (name) => {
					const blocks = readMarkdown(await texts[`${folder}${language}/${name}.md`]!());
					const title = blocks.find((block) => block.kind === 'heading' && block.level === 1);
					return { name, blocks, title: title?.kind === 'heading' ? plainText(title.parts) : name };
				}),
			),
		staleTime: Number.POSITIVE_INFINITY,
	});

/** Where a picture of a chapter is served; undefined where there is none. */
export function pictureOf(language: Language, source: string): string | undefined {
	return pictures[new URL(source, `file:///${folder.replaceAll('../', '')}${language}/`).pathname.replace(/^\//, '../../../')];
}
