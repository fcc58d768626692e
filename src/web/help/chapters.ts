// The handbook as the page shows it: the same files as in docs/handbook, loaded when a chapter is opened.
import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../../platform/errors.ts';
import { plainText, readMarkdown } from './markdown.ts';

const folder = '../../../docs/handbook/';
const texts = import.meta.glob<string>('../../../docs/handbook/*/*.md', { query: '?raw', import: 'default' });
const pictures = import.meta.glob<string>('../../../docs/handbook/pictures/*/*.webp', { query: '?url', import: 'default', eager: true });
const sizes = import.meta.glob<[number, number]>('../../../docs/handbook/pictures/*/*.webp', {
	query: '?size',
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

export interface Picture {
	readonly src: string;
	readonly width: number;
	readonly height: number;
}

/** Where a picture of a chapter is served, and its size; undefined where there is none. */
export function pictureOf(language: Language, source: string): Picture | undefined {
	const path = new URL(source, `file:///${folder.replaceAll('../', '')}${language}/`).pathname.replace(/^\//, '../../../');
	const [src, size] = [pictures[path], sizes[path]];
	return src && size ? { src, width: size[0], height: size[1] } : undefined;
}
