// Mentions of colleagues in the text of a note: `@[Name](user:12)`. The name is the one at the time of writing, for whoever reads the bare text; the
// page shows the one of today. Safe in a browser.

/** How many colleagues one note may mention. */
export const mostMentions = 20;

/** A stretch of plain text, or a mention. */
export type NotePart = string | { readonly user_id: number; readonly name: string };

const pattern = /@\[([^[\]\n]{1,200})\]\(user:([1-9]\d{0,14})\)/g;

/** The text that mentions somebody. Signs that would end it are left out of the name. */
export function mentionOf({ id, name }: { readonly id: number; readonly name: string }): string {
	const plain = name
		.replace(/[[\]\s]+/g, ' ')
		.trim()
		.slice(0, 200);
	return `@[${plain || id}](user:${id})`;
}

/** A text cut into what is plain and what mentions somebody, in order. */
export function partsOf(body: string): NotePart[] {
	const parts: NotePart[] = [];
	let end = 0;
	for (const { index, 0: all, 1: name, 2: user_id } of body.matchAll(pattern)) {
		if (index > end) parts.push(body.slice(end, index));
		parts.push({ user_id: Number(user_id), name: name! });
		end = index + all.length;
	}
	if (end < body.length) parts.push(body.slice(end));
	return parts;
}

/** Who is mentioned, each once. */
export function mentionedIn(body: string): number[] {
	return [...new Set(partsOf(body).flatMap((part) => (typeof part === 'string' ? [] : [part.user_id])))];
}

/** The text as a person reads it, without numbers: for titles and one-line summaries. */
export function plainOf(body: string): string {
	return partsOf(body)
		.map((part) => (typeof part === 'string' ? part : `@${part.name}`))
		.join('');
}
