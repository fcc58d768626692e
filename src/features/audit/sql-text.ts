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

/** Words in letters of ASCII and signs stay; texts, numbers, parameters, other names and comments do not. As long as it is. */
export function statementWords(sql: string): string {
	let text = '';
	for (let at = 0; at < sql.length; ) {
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
	return text.replace(/\s+/g, ' ').trim();
}

/** The words of a statement as an entry keeps them: at most 1,000 characters. */
export function statementText(words: string): string {
	return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}

/** What only opens and closes a transaction, or moves within a result, asks nothing. */
const asksNothing = /^(begin|start transaction|commit|end|rollback|abort|savepoint|release|deallocate|close|discard)\b/i;

const namesRows = /\b(from|into|update|table|copy)\b/i;

/**
 * Whether a statement asks something, by all of its words: what an entry leaves out of a long one counts. Within blocks and functions each expression is
 * a statement as well, those of our own masks too, and may begin with a variable called commit: there only what names rows tells something.
 */
export function asks(words: string, topLevel: boolean): boolean {
	return namesRows.test(words) || (topLevel && !asksNothing.test(words));
}
