// Reads the part of Markdown that the handbook is written in into plain data, which React draws: no HTML goes through, so a text can do no harm.

export type Inline =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'code'; readonly text: string }
	| { readonly kind: 'strong'; readonly parts: readonly Inline[] }
	| { readonly kind: 'em'; readonly parts: readonly Inline[] }
	| { readonly kind: 'link'; readonly href: string; readonly parts: readonly Inline[] }
	| { readonly kind: 'image'; readonly src: string; readonly alt: string };

export type Block =
	| { readonly kind: 'heading'; readonly level: number; readonly id: string; readonly parts: readonly Inline[] }
	| { readonly kind: 'paragraph' | 'quote'; readonly parts: readonly Inline[] }
	| { readonly kind: 'code'; readonly text: string }
	| { readonly kind: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Block[])[] }
	| { readonly kind: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] };

/** What marks something inside a line: code, image, link, bold, slanted; the first alternative that matches holds. */
const marks =
	/(?<ticks>`+)(?<code>.+?)\k<ticks>(?!`)|!\[(?<alt>[^\]]*)\]\((?<src>[^\s)]+)\)|\[(?<label>(?:[^[\]]|\[[^\]]*\])+)\]\((?<href>[^\s)]+)\)|\*\*(?<strong>.+?)\*\*|(?<![A-Za-z0-9*])[*_](?<em>[^\s*_](?:[^*_]*[^\s*_])?)[*_](?![A-Za-z0-9*])/u;

const unmarked = (text: string) => text.replace(/\\([\\`*_{}[\]()#+.!|<>-])/g, '$1');

export function readInline(text: string): readonly Inline[] {
	const found = marks.exec(text);
	if (!found) return text === '' ? [] : [{ kind: 'text', text: unmarked(text) }];
	const { code, alt, src, label, href, strong, em } = found.groups!;
	const inner: Inline =
		code !== undefined
			? { kind: 'code', text: code.replace(/^ (.+) $/, '$1') }
			: src !== undefined
				? { kind: 'image', src, alt: alt ?? '' }
				: href !== undefined
					? { kind: 'link', href, parts: readInline(label!) }
					: strong !== undefined
						? { kind: 'strong', parts: readInline(strong) }
						: { kind: 'em', parts: readInline(em!) };
	const before = text.slice(0, found.index);
	return [
		...(before === '' ? [] : [{ kind: 'text', text: unmarked(before) } as const]),
		inner,
		...readInline(text.slice(found.index + found[0].length)),
	];
}

/** What a piece of text says, without marks. */
export function plainText(parts: readonly Inline[]): string {
	return parts.map((part) => ('parts' in part ? plainText(part.parts) : part.kind === 'image' ? part.alt : part.text)).join('');
}

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s+/g, '-');
}

/** The cells of a table's line; a bar behind a backslash or inside code is part of the text. */
function cellsOf(line: string): readonly (readonly Inline[])[] {
	const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
	const cells = inner.match(/(?:`[^`]*`|\\\||[^|])+|(?<=\|)(?=\|)/g) ?? [];
	return cells.map((cell) => readInline(cell.trim()));
}

const item = /^( *)([-*+]|\d+[.)]) +(.*)$/;
const fence = /^( *)(```+|~~~+)/;
const startsBlock = (line: string) => /^#{1,6} /.test(line) || fence.test(line) || item.test(line) || /^>/.test(line) || /^\|/.test(line);

/** Reads a whole text, or the lines of an item of a list. */
export function readMarkdown(text: string): readonly Block[] {
	const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n');
	const blocks: Block[] = [];
	let at = 0;
	const takeWhile = (holds: (line: string) => boolean): string[] => {
		const taken: string[] = [];
		while (at < lines.length && holds(lines[at]!)) taken.push(lines[at++]!);
		return taken;
	};
	while (at < lines.length) {
		const line = lines[at]!;
		const heading = /^(#{1,6}) +(.*?) *#*$/.exec(line);
		const fenced = fence.exec(line);
		const listed = item.exec(line);
		if (line.trim() === '' || /^(<!--.*-->|(-{3,}|\*{3,}))\s*$/.test(line)) {
			at++;
		} else if (heading) {
			const parts = readInline(heading[2]!);
			blocks.push({ kind: 'heading', level: heading[1]!.length, id: anchorOf(plainText(parts)), parts });
			at++;
		} else if (fenced) {
			at++;
			const indent = fenced[1]!.length;
			const code = takeWhile((one) => !one.trim().startsWith(fenced[2]!));
			at++;
			blocks.push({ kind: 'code', text: code.map((one) => one.slice(Math.min(indent, one.search(/\S|$/)))).join('\n') });
		} else if (listed) {
			blocks.push(readList(listed));
		} else if (line.startsWith('>')) {
			const quoted = takeWhile((one) => one.startsWith('>')).map((one) => one.replace(/^> ?/, ''));
			blocks.push({ kind: 'quote', parts: readInline(quoted.join(' ')) });
		} else if (line.startsWith('|') && /^\|?[\s:|-]+$/.test(lines[at + 1] ?? 'no')) {
			const [head, , ...rows] = takeWhile((one) => one.startsWith('|'));
			blocks.push({ kind: 'table', head: cellsOf(head!), rows: rows.map(cellsOf) });
		} else {
			const first = lines[at++]!;
			const rest = takeWhile((one) => one.trim() !== '' && !startsBlock(one));
			blocks.push({ kind: 'paragraph', parts: readInline(joined([first, ...rest])) });
		}
	}
	return blocks;

	function readList(first: RegExpExecArray): Block {
		const ordered = /\d/.test(first[2]!);
		const outer = first[1]!.length;
		const items: Block[][] = [];
		const begins = (line: string) => {
			const found = item.exec(line);
			return found && found[1]!.length === outer && /\d/.test(found[2]!) === ordered ? found : null;
		};
		for (let found = begins(lines[at] ?? ''); found; found = begins(lines[at] ?? '')) {
			const inset = outer + found[2]!.length + 1;
			at++;
			const belongs = (line: string, place: number) =>
				line.trim() === ''
					? indented(lines[place + 1], inset)
					: indented(line, inset) || (!startsBlock(line) && lines[place - 1]?.trim() !== '');
			const rest = takeWhile((line) => belongs(line, at));
			items.push([...readMarkdown([found[3]!, ...rest.map((line) => line.slice(Math.min(inset, line.search(/\S|$/))))].join('\n'))]);
			while (lines[at]?.trim() === '' && begins(lines[at + 1] ?? '')) at++;
		}
		return { kind: 'list', ordered, start: ordered ? Number.parseInt(first[2]!, 10) : 1, items };
	}
}

const indented = (line: string | undefined, by: number) => line !== undefined && line.trim() !== '' && line.search(/\S/) >= by;

/** Lines of one paragraph: a space where they were broken, none between two Chinese signs. */
function joined(lines: readonly string[]): string {
	return lines.reduce((text, line) => {
		const next = line.trim();
		const chinese = /[\p{Script=Han}，。；：、！？”）]$/u.test(text) && /^[\p{Script=Han}“（]/u.test(next);
		return text === '' ? next : text + (chinese ? '' : ' ') + next;
	}, '');
}
