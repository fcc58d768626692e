// Values that were there before a setting changed: encrypted, or opened again, some hundred customers a transaction, in the background.
import { audit, auditBatch } from '../../platform/audit.ts';
import { asOwner, liftRestriction, type Queryable } from '../../platform/database.ts';
import type { Task } from '../../platform/jobs.ts';
import { isSealed, keyringOf, textOfValue } from '../../platform/keyring.ts';
import type { Services } from '../../platform/services.ts';
import { clearAttributeIndex } from './definitions.ts';
import { indexTask } from './lookup.ts';
import { queueIndex } from './lookup-queries.ts';
import * as queries from './reseal-queries.ts';
import { keyedHash, noteColumn, openedValues, type Sayings, sealedAsked, sealedStatements } from './sealing.ts';
import { othersEnd } from './settings-queries.ts';
import { type Content, contentHash } from './statement.ts';

const batch = 500;

export const resealTask = 'customers.reseal';
/** What the imports do with the cells that they kept. */
export const sealKeptTask = 'imports.seal_kept';

/** Puts it in line that the values of a column are encrypted, or opened; what is written from now on is as the setting says. */
export async function queueReseal({ jobs }: Pick<Services, 'jobs'>, client: Queryable, what: string, encrypted: boolean): Promise<void> {
	const encryption_id = await queries.requestEncryption(client, what, encrypted);
	const detail = { what, encrypted: String(encrypted) };
	await audit(client, { action: 'customers.begin_reseal', entity: 'encryptions', entity_id: encryption_id, detail });
	await jobs.add(client, resealTask, { encryption_id }, { key: `reseal:${what}` });
	// Opened again they are not: who reads them has them opened in any case.
	if (encrypted && what !== noteColumn)
		await jobs.add(client, sealKeptTask, { field: what }, { key: `${sealKeptTask}:${what}`, queue: 'imports' });
}

/** Works a run off, batch by batch; goes on where it stopped. */
export const reseal: Task<{ encryption_id: number }> = async ({ encryption_id }, { database, jobs }, signal) => {
	// Who writes now may have read the setting before it changed.
	await othersEnd(database.owner, signal);
	let going = true;
	while (going) {
		if (signal?.aborted) throw new Error('stopped; the queue gives it to whoever works next');
		going = await asOwner(database, (client) => resealBatch(client, encryption_id));
	}
	await asOwner(database, sealAskedBefore);
	await jobs.add(database.owner, indexTask, {}, { key: indexTask });
	await queries.sweep(database.owner);
};

/** What people chose customers by or set, as an earlier version kept it: in the open. */
async function sealAskedBefore(client: Queryable): Promise<void> {
	for (const [table, column] of queries.askedColumns) {
		const rows = await queries.openAsked(client, table, column);
		await queries.replaceAsked(
			client,
			table,
			column,
			rows.map(({ id, asked }) => ({ id, asked: sealedAsked(client, asked) })),
		);
		for (const { id } of rows) await audit(client, { action: 'customers.reseal', entity: table, entity_id: id });
	}
}

async function resealBatch(client: Queryable, encryption_id: number): Promise<boolean> {
	// The same values in another form.
	await client.query(liftRestriction);
	const run = await queries.lockEncryption(client, encryption_id);
	if (!run) return false;
	const ids = await queries.lockNext(client, run.done, batch);
	if (ids.length > 0) {
		const changed = run.what === noteColumn ? await resealNotes(client, run, ids) : await resealAttribute(client, run, ids);
		const { what, encrypted } = run;
		await auditBatch(
			client,
			{ action: 'customers.reseal', entity: 'encryptions', entity_id: encryption_id, detail: { what, encrypted: String(encrypted) } },
			changed,
		);
	}
	await queries.noteEncryption(client, encryption_id, ids.length < batch ? null : ids.at(-1)!);
	return ids.length === batch;
}

/** Values as the run wants them, those alone that are not so yet. */
async function turned<V extends { readonly customer_id: number; readonly value: unknown }>(
	client: Queryable,
	{ what, encrypted }: queries.Encryption,
	rows: readonly V[],
): Promise<V[]> {
	const due = rows.filter(({ value }) => value !== null && isSealed(value) !== encrypted);
	const values = encrypted
		? await keyringOf(client).sealFor(
				client,
				due.map(({ customer_id, value }) => ({ customer_id, column: what, text: textOfValue(value) })),
			)
		: await openedValues(
				client,
				due.map(({ value }) => ({ column: what, text: value as string })),
			);
	return due.map((row, place) => ({ ...row, value: values[place] ?? null }));
}

/** @returns the customers whose notes it changed; images of earlier ones are no change of theirs */
async function resealNotes(client: Queryable, run: queries.Encryption, ids: readonly number[]): Promise<number[]> {
	const due = await turned(client, run, await queries.notesOf(client, ids));
	const notes = due.filter(({ table }) => table === 'notes');
	await queries.replaceNotes(client, notes, 'notes');
	await queries.replaceNotes(
		client,
		due.filter(({ table }) => table === 'history'),
		'history',
	);
	return notes.map(({ customer_id }) => customer_id);
}

/** @returns the customers of whom it changed what was said or what holds */
async function resealAttribute(client: Queryable, run: queries.Encryption, ids: readonly number[]): Promise<number[]> {
	const name = run.what.slice('attributes.'.length);
	const said = await resealStatements(client, run, ids);
	const golden = await queries.replaceGolden(client, name, ids, await turned(client, run, await queries.goldenWith(client, ids, name)));
	await queries.replaceImages(client, name, await turned(client, run, await queries.imagesWith(client, ids, name)));
	const { rows } = await client.query<{ id: number }>('select id from attribute_definitions where name = $1 and not indexed', [name]);
	if (rows[0]) await clearAttributeIndex(client, rows[0].id);
	await queueIndex(client, ids);
	return [...said, ...golden];
}

/** Statements anew, with the hashes that an import of the same row would give them. */
async function resealStatements(client: Queryable, { what, encrypted }: queries.Encryption, ids: readonly number[]): Promise<number[]> {
	const said = await queries.statementsWith(client, ids, what);
	const parts = (
		await opened(
			client,
			said.map((one) => partOf(one, what)),
		)
	).map((part, at) => ({ ...part, customer_id: said[at]!.customer_id }));
	const only = new Map([[what.slice('attributes.'.length), { personal: 'sensitive' as const }]]);
	const turnedParts = encrypted ? await sealedStatements(client, parts, only) : parts;
	const rows = said.map((row, at) => {
		const stated = withPart(row, turnedParts[at]!, what);
		const content_hash = hashOf(client, row, stated);
		const key = row.key === `#${row.content_hash}` ? `#${content_hash}` : row.key;
		return { ...row, ...stated, content_hash, key, was: row.key };
	});
	return queries.replaceStatements(client, rows);
}

/** What a statement's hash becomes: a keyed one with its first encrypted unit, the plain one of its content with its last. */
function hashOf(client: Queryable, row: queries.SaidRow, stated: Sayings): string {
	if (row.manual) return contentHash(stated.content);
	const hides = ({ content }: Sayings) => Object.values(content).some(isSealed);
	if (hides(row) === hides(stated)) return row.content_hash;
	return hides(stated) ? keyedHash(keyringOf(client), row.content_hash) : contentHash(inOrderOfStating(stated.content));
}

/** The members of names, contact points and addresses in the order in which they are stated: jsonb has one of its own, and the hash is over the text. */
function inOrderOfStating(content: Content): Content {
	const ordered = (value: unknown, names: readonly string[]) =>
		Object.fromEntries(names.flatMap((name) => (name in (value as object) ? [[name, (value as Record<string, unknown>)[name]]] : [])));
	const units: Record<string, unknown> = { ...content };
	if (content.name) units.name = ordered(content.name, nameOrder);
	if (content.contact_points) units.contact_points = content.contact_points.map((one) => ordered(one, pointOrder));
	if (content.addresses) units.addresses = content.addresses.map((one) => ordered(one, addressOrder));
	return units;
}

const nameOrder = ['name', 'sort_name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'];
const pointOrder = ['kind', 'value', 'label', 'is_primary'];
const addressOrder = ['key', 'line1', 'line2', 'city', 'region', 'postal_code', 'country', 'label', 'is_primary'];

/** What a statement says, denies and was typed of one unit. */
function partOf({ content, raw }: Sayings, unit: string): Sayings {
	const denied = content.denied?.[unit];
	return {
		content: { ...(unit in content && { [unit]: content[unit] }), ...(denied && { denied: { [unit]: denied } }) },
		raw: raw && unit in raw ? { [unit]: raw[unit]! } : null,
	};
}

/** A statement with its part of one unit in another form. */
function withPart({ content, raw }: Sayings, part: Sayings, unit: string): Sayings {
	const denied = part.content.denied?.[unit];
	return {
		content: {
			...content,
			...(unit in content && { [unit]: part.content[unit] }),
			...(denied && content.denied && { denied: { ...content.denied, [unit]: denied } }),
		},
		raw: raw && part.raw ? { ...raw, ...part.raw } : raw,
	};
}

/** Parts of statements with all that is encrypted in them opened, in order. */
async function opened(client: Queryable, parts: readonly Sayings[]): Promise<Sayings[]> {
	const sealed: { column: string; text: string }[] = [];
	const pass = (put: (column: string, text: string) => unknown) => {
		const open = (value: unknown, unit: string) => (isSealed(value) ? put(unit, value) : value);
		const each = (units: object, of: (value: unknown, unit: string) => unknown) =>
			Object.fromEntries(Object.entries(units).map(([unit, value]) => [unit, of(value, unit)]));
		return parts.map(({ content: { denied, ...units }, raw }): Sayings => {
			const content: Content = each(units, open);
			if (denied)
				content.denied = each(denied, (values, unit) => (values as unknown[]).map((value) => open(value, unit))) as Content['denied'] & {};
			return { content, raw: raw && (each(raw, open) as Record<string, string>) };
		});
	};
	pass((column, text) => {
		sealed.push({ column, text });
		return text;
	});
	const values = await openedValues(client, sealed);
	let at = 0;
	return pass(() => values[at++]);
}
