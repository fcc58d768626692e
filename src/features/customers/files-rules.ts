// Names and types of attached files: what a name is made of, which content goes with which ending, what is refused. Pure.
import { maxFileName } from './endpoints-files.ts';
import { customerError as error } from './messages.ts';

// What a name must not carry: controls, and characters that turn its direction or show nothing ("fdp.exe" read as "exe.pdf").
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * The name under which a file is kept: without folders, unseen characters and blanks around it, in one normal form.
 * @throws AppError where nothing is left of it, or more than 255 characters
 */
export function cleanFileName(given: string): string {
	const name = given
		.normalize('NFC')
		.replace(unseen, '')
		.replace(/^.*[/\\]/s, '')
		.trim()
		.replace(/[. ]+$/, '');
	if (name === '') throw error('file_name_empty');
	if ([...name].length > maxFileName) throw error('file_name_long', { most: maxFileName });
	return name;
}

/** The ending of a name in small letters, without the dot; '' where it has none. */
export function endingOf(name: string): string {
	return (/[^.]\.([^.]{1,20})$/.exec(name)?.[1] ?? '').toLowerCase();
}

// Programs, scripts and disks: what a double click runs.
const forbidden = new Set(
	(
		'exe com scr pif cpl dll sys msi msp msc bat cmd ps1 psm1 vbs vbe js jse mjs cjs wsf wsh hta lnk url reg scf inf jar class apk xapk ipa app dmg pkg deb rpm ' +
		'sh bash zsh csh fish run so dylib elf macho wasm swf crx xpi py pyc rb pl php jsp asp aspx cgi iso img vhd vhdx appimage desktop chm'
	).split(' '),
);

/** Texts by their ending. */
const texts: Readonly<Record<string, string>> = {
	txt: 'text/plain',
	log: 'text/plain',
	csv: 'text/csv',
	tsv: 'text/tab-separated-values',
	md: 'text/markdown',
	json: 'application/json',
	ndjson: 'application/x-ndjson',
	geojson: 'application/geo+json',
	yaml: 'application/yaml',
	yml: 'application/yaml',
	xml: 'application/xml',
	kml: 'application/vnd.google-earth.kml+xml',
	gpx: 'application/gpx+xml',
	html: 'text/html',
	htm: 'text/html',
	svg: 'image/svg+xml',
	eml: 'message/rfc822',
	vcf: 'text/vcard',
	ics: 'text/calendar',
};

/** Endings that mean the same. */
const aliases: Readonly<Record<string, string>> = {
	jpeg: 'jpg',
	jpe: 'jpg',
	jfif: 'jpg',
	tiff: 'tif',
	apng: 'png',
	heif: 'heic',
	m4v: 'mp4',
	m4a: 'mp4',
	m4b: 'mp4',
	f4v: 'mp4',
	qt: 'mov',
	gzip: 'gz',
	tgz: 'gz',
	oga: 'ogg',
	ogv: 'ogg',
	opus: 'ogg',
	wma: 'asf',
	wmv: 'asf',
	aif: 'aiff',
};

/** Containers that many programs use, by the type of the content: ending and what it then is. */
const containers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'application/x-cfb': {
		doc: 'application/msword',
		dot: 'application/msword',
		wps: 'application/msword',
		xls: 'application/vnd.ms-excel',
		et: 'application/vnd.ms-excel',
		ppt: 'application/vnd.ms-powerpoint',
		dps: 'application/vnd.ms-powerpoint',
		msg: 'application/vnd.ms-outlook',
		vsd: 'application/vnd.visio',
	},
	'application/zip': {
		docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
		xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
		ofd: 'application/ofd',
		kmz: 'application/vnd.google-earth.kmz',
		pages: 'application/vnd.apple.pages',
		numbers: 'application/vnd.apple.numbers',
		key: 'application/vnd.apple.keynote',
		xmind: 'application/vnd.xmind.workbook',
	},
};

const plain = (ending: string) => aliases[ending] ?? ending;

export const unknownType = 'application/octet-stream';

/** What the content of a file looks like. */
export interface Content {
	/** By its first bytes; undefined where they are of no known kind. */
	readonly detected: { readonly ext: string; readonly mime: string } | undefined;
	/** No character in it that texts do not have. */
	readonly text: boolean;
	/** The encoding of a text where it is certain. */
	readonly charset?: string | undefined;
	/** Begins with #!, as scripts do. */
	readonly script: boolean;
	/** Endings whose content is known by its first bytes. */
	readonly telling: ReadonlySet<string>;
}

/** Refuses a name that stands for a program, before anything is sent. */
export function refuseForbidden(name: string): void {
	const ending = endingOf(name);
	if (forbidden.has(ending)) throw error('file_forbidden', { ending });
}

/**
 * The media type of a file, from its content; its name must not say otherwise.
 * @throws AppError `file_forbidden` for programs and scripts, `file_mismatch` where the ending is that of another kind
 */
export function mediaTypeOf(name: string, { detected, text, script, telling }: Content): string {
	refuseForbidden(name);
	const ending = endingOf(name);
	const asText = texts[ending];
	// First: the letters with which some texts begin are those of other kinds ("BM" of bitmaps, "MZ" of programs).
	if (text && !script && (asText || !detected)) {
		if (!asText && telling.has(plain(ending))) throw error('file_mismatch', { ending, found: 'txt' });
		return asText ?? 'text/plain';
	}
	if (script || (detected && forbidden.has(detected.ext))) throw error('file_forbidden', { ending: detected?.ext ?? 'sh' });
	if (!detected) {
		if (asText || telling.has(plain(ending))) throw error('file_damaged', { ending });
		return unknownType;
	}
	const { ext, mime } = detected;
	const container = containers[mime]?.[ending];
	if (container) return container;
	if (ending !== '' && plain(ending) !== plain(ext)) throw error('file_mismatch', { ending, found: ext });
	return mime;
}

/** Refuses a new name whose ending stands for another kind of file. */
export function refuseOtherEnding(before: string, after: string): void {
	const [was, is] = [endingOf(before), endingOf(after)];
	if (plain(was) !== plain(is)) throw error('file_ending', { ending: was === '' ? '–' : `.${was}` });
}

// Not SVG: it may carry scripts.
const shown = new Set(['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp', 'application/pdf']);

/** Whether a browser may show it in place. */
export function isShown(media_type: string): boolean {
	return shown.has(media_type);
}

// What a browser could run or render as a page goes out as bytes of no kind, besides being a download.
const active = new Set(['text/html', 'image/svg+xml', 'application/xml', 'application/vnd.google-earth.kml+xml', 'application/gpx+xml']);

/** The type of a file as it is kept: of texts with their encoding. */
export const keptType = (media_type: string, { charset }: Pick<Content, 'charset'>): string =>
	charset !== undefined && media_type.startsWith('text/') ? `${media_type}; charset=${charset}` : media_type;

/** The type that people and programs are told. */
export const bareType = (kept: string): string => kept.split(';')[0]!;

/** The type under which the content is sent. A text whose encoding nobody knows goes out as bytes. */
export function sentType(kept: string): string {
	const media_type = bareType(kept);
	return active.has(media_type) || (media_type.startsWith('text/') && media_type === kept) ? unknownType : kept;
}

/** One range of bytes as browsers and players ask for it; null: all of it, 'outside': there is nothing at that place. */
export function rangeOf(header: string | undefined, bytes: number): { start: number; end: number } | 'outside' | null {
	const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
	if (from === '' && to === '') return null;
	const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
	const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
	return start > end ? 'outside' : { start, end };
}
