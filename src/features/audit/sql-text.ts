// A statement as the audit keeps it: its words and names, without anything that could be a value of a person. Pure.

/** One part of a statement each; a text that does not end is one to the end. */
const part = new RegExp(
	[
		/(?<blank>\s+|--[^\n]*)/,
		/(?<literal>e'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:[bxn]|u&)?'(?:[^']|'')*(?:'|$)|u&"(?:[^"]|"")*(?:"|$)|\$?\d[\w.]*|\.\d\w*)/,
		/(?<dollars>\$(?<tag>[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\k<tag>\$|$))/,
		/"(?<quoted>(?:[^"]|"")*)(?:"|$)/,
		/(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)/,
		/[\s\S]/,
	]
		.map(({ source }) => source)
		.join('|'),
	'iy',
);

/** Where a comment that begins here ends: they nest in PostgreSQL. */
function endOfComment(sql: string, begin: number): number {
	const mark = /\/\*|\*\//g;
	mark.lastIndex = begin;
	for (let depth = 0; ; ) {
		const found = mark.exec(sql);
		if (!found) return sql.length;
		depth += found[0] === '/*' ? 1 : -1;
		if (depth === 0) return mark.lastIndex;
	}
}

const most = 1_000;

/** Words in letters of ASCII and signs stay; texts, numbers, parameters, other names and comments do not. At most 1,000 characters. */
export function statementText(sql: string): string {
	let text = '';
	for (let at = 0; at < sql.length && text.length <= 2 * most; ) {
		if (sql.startsWith('/*', at)) {
			at = endOfComment(sql, at);
			text += ' ';
			continue;
		}
		part.lastIndex = at;
		const { 0: found, groups = {} } = part.exec(sql)!;
		at += found.length;
		const { blank, literal, dollars, quoted, word } = groups;
		if (blank !== undefined) text += ' ';
		else if (literal !== undefined || dollars !== undefined) text += '?';
		else if (quoted !== undefined) text += /^[a-z_][a-z0-9_]*$/.test(quoted) ? found : '?';
		else text += word !== undefined && !/^[\w$]+$/.test(word) ? '?' : found;
	}
	text = text.replace(/\s+/g, ' ').trim();
	return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
