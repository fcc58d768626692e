// Whoever was erased is not recorded again by accident: what tells who somebody is, as keyed hashes, compared with those of erasures (decision 0023).
import type { Queryable } from '../../platform/database.ts';
import { type Keyring, keyringOf } from '../../platform/keyring.ts';
import { customerError } from './messages.ts';
import type { Content } from './statement.ts';

/** A statement as far as it tells who somebody is. `key`: under which its source knows the customer. */
export interface Identified {
	readonly content: Content;
	readonly source_id: number;
	readonly key: string | null;
}

/** What of a statement belongs to one person alone: e-mail addresses, phone numbers, other handles, the number of a document, the key of its source. */
export function identifiersOf({ content, source_id, key }: Identified): string[] {
	const found = (content.contact_points ?? []).flatMap(({ kind, value }) => {
		if (kind === 'phone') return [`phone:${value.replace(/\D/g, '')}`];
		return kind === 'website' ? [] : [`${kind}:${value.toLowerCase()}`];
	});
	for (const unit of ['tax_id', 'identity_number']) if (typeof content[unit] === 'string') found.push(`${unit}:${content[unit]}`);
	if (key) found.push(`key:${source_id}:${key}`);
	return [...new Set(found)];
}

/** The keyed hash by which an identifier is known again; without the key nobody can try numbers against it. */
export const markOf = (keyring: Keyring, identifier: string): Buffer => keyring.mac('erased', identifier);

/** Whether anybody was erased whose return is not allowed: where not, nothing needs to be hashed. */
export async function anyErased(client: Queryable): Promise<boolean> {
	return (await client.query<{ some: boolean }>('select exists (select from erasure_marks) as some')).rows[0]!.some;
}

/** Of each list of identifiers the erasure that one of them belongs to; undefined where nobody of that kind was erased. */
export async function erasureOf(
	client: Queryable,
	keyring: Keyring,
	lists: readonly (readonly string[])[],
): Promise<(number | undefined)[]> {
	const marks = lists.map((list) => list.map((one) => markOf(keyring, one)));
	const { rows } = await client.query<{ mark: Buffer; erasure_id: number }>(
		'select mark, erasure_id from erasure_marks where mark = any ($1::bytea[])',
		[marks.flat()],
	);
	const known = new Map(rows.map(({ mark, erasure_id }) => [mark.toString('hex'), erasure_id]));
	return marks.map((list) => list.map((mark) => known.get(mark.toString('hex'))).find((id) => id !== undefined));
}

/** Refuses to record somebody anew who was erased. @throws AppError person_erased */
export async function refuseErased(client: Queryable, stated: Identified): Promise<void> {
	if (!(await anyErased(client))) return;
	const [erasure] = await erasureOf(client, keyringOf(client), [identifiersOf(stated)]);
	if (erasure !== undefined) throw customerError('person_erased', { erasure });
}
