// What a list of files shows of each: the kind that gives the icon, whether a small picture is worth its bytes, the part of a name to mark. Pure.
import type { FileRow } from '../../endpoints-files.ts';

export type FileKind = 'picture' | 'pdf' | 'document' | 'sheet' | 'slides' | 'archive' | 'sound' | 'film' | 'mail' | 'text' | 'other';

const kinds: readonly (readonly [RegExp, FileKind])[] = [
	[/^image\//, 'picture'],
	[/^application\/pdf$/, 'pdf'],
	[/wordprocessing|msword|opendocument\.text|rtf|pages/, 'document'],
	[/spreadsheet|ms-excel|numbers|csv|tab-separated/, 'sheet'],
	[/presentation|powerpoint|keynote/, 'slides'],
	[/zip|rar|7z|tar|compressed/, 'archive'],
	[/^audio\//, 'sound'],
	[/^video\//, 'film'],
	[/outlook|rfc822/, 'mail'],
	[/^text\/|json|xml|yaml/, 'text'],
];

export function kindOf(media_type: string): FileKind {
	return kinds.find(([pattern]) => pattern.test(media_type))?.[1] ?? 'other';
}

/** The largest picture that is loaded for its thumbnail, in bytes: nothing makes it smaller on the way. */
const thumbnailBytes = 2_000_000;

export function hasThumbnail({ inline, media_type, bytes }: Pick<FileRow, 'inline' | 'media_type' | 'bytes'>): boolean {
	return inline && kindOf(media_type) === 'picture' && bytes <= thumbnailBytes;
}

/** How many characters of a name stand before its ending: those that a person renames. */
export function stemLength(name: string): number {
	const dot = name.lastIndexOf('.');
	return dot > 0 ? dot : name.length;
}
