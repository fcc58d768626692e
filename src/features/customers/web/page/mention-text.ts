// Writing mentions: what stands in the field of a note, and where a name is being typed. Pure.
import { mentionOf, partsOf } from '../../mentions.ts';

/** A colleague as the field shows him: `@` and this name. */
export interface Named {
	readonly id: number;
	readonly name: string;
}

/** Whom a text mentions, with the names that stand in it. */
export const namedIn = (body: string): Named[] =>
	partsOf(body).flatMap((part) => (typeof part === 'string' ? [] : [{ id: part.user_id, name: part.name }]));

/** The name under which the field shows a colleague: another one of the same name is told apart by the number. */
export function labelFor({ id, name }: Named, others: readonly Named[]): string {
	const plain = name.replace(/[[\]\s]+/g, ' ').trim();
	return others.some((one) => one.id !== id && one.name === plain) ? `${plain} #${id}` : plain;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The text of the note from what stands in the field: `@Name` of those who were chosen becomes a mention. The longest name goes first. */
export function bodyOf(shown: string, chosen: readonly Named[]): string {
	if (chosen.length === 0) return shown;
	const byName = new Map(chosen.map((one) => [one.name, one]));
	const names = [...byName.keys()].sort((a, b) => b.length - a.length).map(escaped);
	// A Latin name ends where its word ends: choosing Ann does not mention Anna.
	const pattern = new RegExp(`@(${names.join('|')})(?![\\p{Script=Latin}\\p{N}_])`, 'gu');
	return shown.replace(pattern, (_, name: string) => mentionOf(byName.get(name)!));
}

/** The name that is being typed before the caret, and where its @ stands; null where none is. */
export function typedMention(shown: string, caret: number): { readonly at: number; readonly search: string } | null {
	// An @ inside a word belongs to an e-mail address. Names have at most three words.
	const found = /(?:^|[^\p{Script=Latin}\p{N}_.+-])@((?:[^\s@]{1,30}(?: [^\s@]{1,30}){0,2})?)$/u.exec(shown.slice(0, caret));
	return found ? { at: caret - found[1]!.length - 1, search: found[1]! } : null;
}
