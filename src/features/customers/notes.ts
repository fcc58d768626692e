// Writing a note: whom it mentions is checked, and whoever is mentioned for the first time is told.
import type { Queryable } from '../../platform/database.ts';
import { notify } from '../notifications/queries.ts';
import { scanText } from '../privacy/findings.ts';
import { mentionedIn, mostMentions } from './mentions.ts';
import { customerError as error } from './messages.ts';
import { changeNote, colleagues, earlierBodies, insertNote, type NoteHead, type NoteRow } from './notes-queries.ts';
import type { CustomerHead } from './queries.ts';
import { openedNotes } from './sealing.ts';

/** A note that was written, and whom it mentions without his being told, since he may not see the customer. */
export interface WrittenNote extends NoteRow {
	readonly not_told: number[];
}

/** Whom a text mentions and none of the earlier ones did. Throws where one of them is nobody, or there are too many. */
async function newcomers(client: Queryable, customer: CustomerHead, body: string, earlier: readonly string[]) {
	const mentioned = mentionedIn(body);
	if (mentioned.length > mostMentions) throw error('too_many_mentions', { most: mostMentions });
	const known = new Set(earlier.flatMap(mentionedIn));
	const fresh = mentioned.filter((id) => !known.has(id));
	if (fresh.length === 0) return [];
	const people = await colleagues(client, fresh, customer);
	const stranger = fresh.find((id) => !people.some((one) => one.id === id && one.active));
	if (stranger !== undefined) throw error('mention_unknown', { user_id: stranger });
	return people;
}

async function tell(client: Queryable, customer: CustomerHead, people: Awaited<ReturnType<typeof newcomers>>, note_id: number, by: number) {
	const told = people.filter(({ sees }) => sees).map(({ id }) => id);
	await notify(client, { user_id: told, kind: 'mention', customer_id: customer.id, by, detail: { note_id } });
	return people.filter(({ sees }) => !sees).map(({ id }) => id);
}

/** Phone numbers and the like that stand in a note are noted for who is in charge of privacy. */
async function look(client: Queryable, { id, scope_id, owner_id }: CustomerHead, entity_id: number, body: string): Promise<void> {
	await scanText(client, { customer_id: id, scope_id, owner_id, entity: 'note', entity_id, field: '' }, body);
}

/** Adds a note to a locked customer. */
export async function addNote(client: Queryable, customer: CustomerHead, body: string, by: number): Promise<WrittenNote> {
	const people = await newcomers(client, customer, body, []);
	const note = await insertNote(client, customer, body, by);
	await look(client, customer, note.id, body);
	return { ...note, not_told: await tell(client, customer, people, note.id, by) };
}

/** Changes a locked note. Who was mentioned in any of its earlier texts is not told again. */
export async function editNote(
	client: Queryable,
	customer: CustomerHead,
	before: NoteHead,
	body: string,
	by: number,
): Promise<WrittenNote> {
	const earlier = mentionedIn(body).length > 0 ? [before.body, ...(await earlierBodies(client, customer.id, before.id))] : [];
	const texts = (await openedNotes(client, earlier)).filter((text) => text !== null);
	const people = await newcomers(client, customer, body, texts);
	const note = await changeNote(client, before, body, by);
	await look(client, customer, note.id, body);
	return { ...note, not_told: await tell(client, customer, people, note.id, by) };
}
