// Tells what kind of file something is by its first bytes, and by its name only where the content leaves it open.
import { extname } from 'node:path';
import { byteOrderMark, detectUtf16 } from './encoding.ts';
import { fileError } from './errors.ts';
import type { Source } from './source.ts';
import type { ReadFormat } from './types.ts';

interface Kind {
	readonly magic: string;
	/** Where the magic stands, when not at the beginning. */
	readonly at?: number;
	/** Too short to be sure: only believed where zero bytes follow, which no text has. */
	readonly weak?: true;
	readonly zh: string;
	readonly en: string;
}

/** Signatures of files that people choose by mistake; the strings are bytes (Latin-1). */
const kinds: readonly Kind[] = [
	{ magic: '\x89PNG', zh: '图片（PNG）', en: 'a picture (PNG)' },
	{ magic: '\xff\xd8\xff', zh: '图片（JPEG）', en: 'a picture (JPEG)' },
	{ magic: 'GIF8', zh: '图片（GIF）', en: 'a picture (GIF)' },
	{ magic: 'WEBP', at: 8, zh: '图片（WebP）', en: 'a picture (WebP)' },
	{ magic: 'BM', weak: true, zh: '图片（BMP）', en: 'a picture (BMP)' },
	{ magic: 'II*\0', zh: '图片（TIFF）', en: 'a picture (TIFF)' },
	{ magic: 'MM\0*', zh: '图片（TIFF）', en: 'a picture (TIFF)' },
	{ magic: 'ftyp', at: 4, zh: '视频或图片', en: 'a video or picture' },
	{ magic: '%PDF', zh: 'PDF 文档', en: 'a PDF document' },
	{ magic: 'MZ', weak: true, zh: '程序', en: 'a program' },
	{ magic: '\x7fELF', zh: '程序', en: 'a program' },
	{ magic: '\x1f\x8b', zh: '压缩文件（gzip）', en: 'a compressed file (gzip)' },
	{ magic: 'BZh', weak: true, zh: '压缩文件（bzip2）', en: 'a compressed file (bzip2)' },
	{ magic: '\x28\xb5\x2f\xfd', zh: '压缩文件（zstd）', en: 'a compressed file (zstd)' },
	{ magic: '\xfd7zXZ\0', zh: '压缩文件（xz）', en: 'a compressed file (xz)' },
	{ magic: 'Rar!', zh: '压缩文件（RAR）', en: 'an archive (RAR)' },
	{ magic: '7z\xbc\xaf', zh: '压缩文件（7z）', en: 'an archive (7z)' },
	{ magic: 'PAR1', weak: true, zh: 'Parquet 文件', en: 'a Parquet file' },
	{ magic: 'SQLite format 3\0', zh: '数据库文件（SQLite）', en: 'a database (SQLite)' },
];

/** Beginnings of the two containers that need a closer look. */
const zipMagic = 'PK\x03\x04';
const emptyZipMagic = 'PK\x05\x06';
const oleMagic = '\xd0\xcf\x11\xe0';

/** The format of a file; throws where it is something that holds no table. `isText` says that the person has named an encoding. */
export function sniffFormat(source: Source, isText: boolean): ReadFormat {
	const { head, name } = source;
	const start = head.toString('latin1', 0, 512);
	if (start.startsWith(zipMagic)) return 'xlsx';
	if (start.startsWith(emptyZipMagic)) throw notATable(name, '空的压缩文件（ZIP）', 'an empty archive (ZIP)');
	if (start.startsWith(oleMagic)) throw fileError('file_old_excel', { name });
	const zeros = start.includes('\0');
	const kind = kinds.find(({ magic, at = 0, weak }) => start.startsWith(magic, at) && (!weak || zeros));
	if (kind !== undefined) throw notATable(name, kind.zh, kind.en);
	if (!isText && looksBinary(head)) throw notATable(name, '二进制文件', 'a binary file');
	return sniffText(source);
}

export function notATable(name: string, kindZh: string, kindEn: string) {
	return fileError('file_not_a_table', { name, kindZh, kindEn });
}

/** Tells the formats of text apart; the zero bytes of UTF-16 are left out, so that one look serves all encodings. */
function sniffText({ head, name }: Source): ReadFormat {
	const text = head
		.toString('latin1', 0, 4096)
		.replace(/\0|^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/g, '')
		.trimStart();
	if (/^BEGIN:VCARD/i.test(text)) return 'vcard';
	if (/^(<!doctype html|<html|<table|<\?xml|<head|<meta)/i.test(text)) throw fileError('file_web_page', { name });
	if (/^\{\s*("|\})/.test(text)) {
		// The first line of NDJSON is whole; that of a document is a lone brace or runs over several lines.
		if (/^\{\s*[\r\n]/.test(text)) throw fileError('file_json_document', { name });
		return 'ndjson';
	}
	if (/^\[\s*[[{]/.test(text)) throw fileError('file_json_document', { name });
	return /^\.(ndjson|jsonl)$/i.test(extname(name)) ? 'ndjson' : 'csv';
}

/** Text has hardly any control characters, and a zero byte only by mistake; the bytes of UTF-16 say nothing of the kind. */
function looksBinary(head: Buffer): boolean {
	if (byteOrderMark(head) !== undefined || detectUtf16(head) !== undefined) return false;
	let controls = 0;
	let zeros = 0;
	for (const byte of head) {
		if (byte === 0) zeros++;
		// Not counted: tab, line ends, and the separators that some programs use (01, 1B, 1F).
		else if (byte < 0x20 && ![0x09, 0x0a, 0x0d, 0x01, 0x1b, 0x1f].includes(byte)) controls++;
	}
	return controls * 20 > head.length || zeros * 5 > head.length;
}
