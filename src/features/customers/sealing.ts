// Values of customers that are encrypted: which they are, sealing them before they reach a table, and the tokens by which they are found (decision 0021).
import type { Queryable } from '../../platform/database.ts';
import type { Field } from '../../platform/field.ts';
import { installationRow } from '../../platform/installation.ts';
import { isSealed, type Keyring, keyringOf, type PlainValue, textOfValue, valueOfText } from '../../platform/keyring.ts';
import { attributeMap } from './definitions.ts';
import { canonical, pin } from './rules.ts';
import { type AttributeDefinition, customerFields } from './schema.ts';
import { type Content, contentHash, hashAsUuid } from './statement.ts';

/** Fields whose values are encrypted; each is a unit of its own. */
export const encryptedFields: readonly string[] = Object.entries(customerFields as Readonly<Record<string, Field>>).flatMap(
	([name, { encrypted }]) => (encrypted ? [name] : []),
);

/** Kinds of personal data of which custom attributes are encrypted. */
export const encryptedKinds: readonly AttributeDefinition['personal'][] = ['identity', 'sensitive'];

export const isEncryptedAttribute = ({ personal }: Pick<AttributeDefinition, 'personal'>): boolean => encryptedKinds.includes(personal);

type Attributes = ReadonlyMap<string, Pick<AttributeDefinition, 'personal'>>;

/** Whether a unit of statements is encrypted. */
export function isEncrypted(unit: string, attributes: Attributes): boolean {
	if (!unit.startsWith('attributes.')) return encryptedFields.includes(unit);
	const definition = attributes.get(unit.slice('attributes.'.length));
	return definition !== undefined && isEncryptedAttribute(definition);
}

/** Condition of SQL: the installation keeps notes encrypted. */
export const notesEncrypted = `coalesce((select (value->>'notes_encrypted')::boolean from settings where name = '${installationRow}'), false)`;

/** The name under which notes are encrypted. */
export const noteColumn = 'notes.body';

/** The text of a note as it is stored. */
export async function storedNote(client: Queryable, customer_id: number, body: string): Promise<string> {
	if (isSealed(body)) return body;
	const { rows } = await client.query<{ encrypted: boolean }>(`select ${notesEncrypted} as encrypted`);
	if (!rows[0]!.encrypted) return body;
	const [sealed] = await keyringOf(client).sealFor(client, [{ customer_id, column: noteColumn, text: textOfValue(body) }]);
	return sealed!;
}

/** Texts of notes as they were written, in order; null of one whose key was destroyed. */
export async function openedNotes(client: Queryable, bodies: readonly string[]): Promise<(string | null)[]> {
	const opened = await openedValues(
		client,
		bodies.filter(isSealed).map((text) => ({ column: noteColumn, text })),
	);
	let at = 0;
	return bodies.map((body) => (isSealed(body) ? (opened[at++] as string | null) : body));
}

/** What a statement says, and how it was typed. */
export interface Sayings {
	readonly content: Content;
	readonly raw: Record<string, string> | null;
}

/** Encrypted units whose values stand open in a statement. */
function openUnits({ content }: Sayings, attributes: Attributes): string[] {
	return Object.keys(content).filter((unit) => isEncrypted(unit, attributes) && content[unit] !== null && !isSealed(content[unit]));
}

/** A statement with its encrypted units sealed, the typed text and what it denies as well. The statement itself where it holds none. */
export function sealedWith<S extends Sayings>(stated: S, attributes: Attributes, seal: (column: string, text: string) => string): S {
	let { content, raw } = stated;
	for (const unit of openUnits(stated, attributes)) content = pin(content, unit, seal(unit, textOfValue(content[unit])));
	for (const unit of Object.keys(content.denied ?? {})) {
		if (!isEncrypted(unit, attributes)) continue;
		const values = content.denied![unit]!.map((value) => (isSealed(value) ? value : seal(unit, textOfValue(value))));
		content = { ...content, denied: { ...content.denied, [unit]: values } };
	}
	for (const [unit, text] of Object.entries(raw ?? {}))
		if (isEncrypted(unit, attributes) && !isSealed(text)) raw = { ...raw, [unit]: seal(unit, textOfValue(text)) };
	return content === stated.content && raw === stated.raw ? stated : { ...stated, content, raw };
}

const mayHold = ({ content, raw }: Sayings): boolean =>
	[content, raw ?? {}, content.denied ?? {}].some((units) =>
		Object.keys(units).some((unit) => unit.startsWith('attributes.') || encryptedFields.includes(unit)),
	);

/** Statements of customers with everything sealed that has to be, in order; keys that there are not yet are made. Costs nothing where nothing is encrypted. */
export async function sealedStatements<S extends Sayings & { readonly customer_id: number }>(
	client: Queryable,
	statements: readonly S[],
	known?: Attributes,
): Promise<S[]> {
	if (!statements.some(mayHold)) return [...statements];
	const attributes = known ?? (await attributeMap(client));
	const values: PlainValue[] = [];
	for (const one of statements)
		sealedWith(one, attributes, (column, text) => {
			values.push({ customer_id: one.customer_id, column, text });
			return text;
		});
	if (values.length === 0) return [...statements];
	const texts = await keyringOf(client).sealFor(client, values);
	let at = 0;
	return statements.map((one) => sealedWith(one, attributes, () => texts[at++]!));
}

/** A text that is the same for equal values of a column and tells nothing about them to whoever lacks the key. */
export const blinded = (keyring: Pick<Keyring, 'mac'>, column: string, value: unknown): string =>
	keyring.mac('values', `${column}\0${canonical(value)}`).toString('base64url');

/** A keyed hash in place of a plain one, from which an identity number could be found by trying all of them. */
export const keyedHash = (keyring: Pick<Keyring, 'mac'>, hash: string): string =>
	hashAsUuid(keyring.mac('contents', hash).toString('base64'));

/** The hash of a content as its source says it: a keyed one where anything in it is encrypted. */
export function sourceHash(keyring: Pick<Keyring, 'mac'>, stated: Sayings, attributes: Attributes): string {
	const hash = contentHash(stated.content);
	return openUnits(stated, attributes).length === 0 ? hash : keyedHash(keyring, hash);
}

/** The look-up tokens of a value: of a list one for each member, of an amount that of its number. */
export function tokensOfValue(keyring: Pick<Keyring, 'mac'>, column: string, value: unknown): string[] {
	const amount = (value as { amount?: unknown } | null)?.amount;
	const parts = Array.isArray(value) ? value : [typeof amount === 'string' ? Number(amount) : value];
	return parts.map((part) => `i${blinded(keyring, column, part).slice(0, 22)}`);
}

/** Sealed values of a row by column: those of its fields, and of its attributes. */
export function sealedOf(row: Readonly<Record<string, unknown>>): { readonly column: string; readonly text: string }[] {
	const found = encryptedFields.flatMap((column) => (isSealed(row[column]) ? [{ column, text: row[column] }] : []));
	for (const [name, value] of Object.entries((row.attributes ?? {}) as Record<string, unknown>))
		if (isSealed(value)) found.push({ column: `attributes.${name}`, text: value });
	return found;
}

/** Rows with the tokens of their encrypted values. */
export async function withHidden<R extends object>(client: Queryable, rows: readonly R[]): Promise<(R & { hidden?: string[] })[]> {
	const sealed = rows.map((row) => sealedOf(row as Readonly<Record<string, unknown>>));
	const all = sealed.flat();
	if (all.length === 0) return [...rows];
	const keyring = keyringOf(client);
	const values = await openedValues(client, all);
	let at = 0;
	return rows.map((row, place) => ({
		...row,
		hidden: sealed[place]!.flatMap(({ column }) => {
			const value = values[at++];
			return value === null ? [] : tokensOfValue(keyring, column, value);
		}),
	}));
}

/** The plain values of sealed ones, in order. */
export async function openedValues(
	client: Queryable,
	sealed: readonly { readonly column: string; readonly text: string }[],
): Promise<unknown[]> {
	if (sealed.length === 0) return [];
	return (await keyringOf(client).openFor(client, sealed)).map(valueOfText);
}

/** Members of what somebody asked for or set that may hold values of customers. */
const askedMembers = ['search', 'filter', 'set'] as const;
const askedPlace = 'asked';

/** What somebody chose customers by, or set, as it is kept for later: what may be a value of a customer is encrypted. */
export function sealedAsked(client: Queryable, asked: object): Record<string, unknown> {
	const kept: Record<string, unknown> = { ...asked };
	for (const name of askedMembers)
		if (kept[name] !== undefined && kept[name] !== null) kept[name] = keyringOf(client).seal(askedPlace, textOfValue(kept[name]));
	return kept;
}

/** The same as it was asked. */
export function openedAsked<T extends object>(client: Queryable, kept: T): T {
	const asked = { ...kept } as Record<string, unknown>;
	for (const name of askedMembers) {
		const value = asked[name];
		// As an earlier version kept it, it stands open.
		if (typeof value === 'string' && value.startsWith('~0.')) asked[name] = valueOfText(keyringOf(client).open(askedPlace, value));
	}
	return asked as T;
}

/** What was asked for as the audit tells it: fields and how they were compared, no value. Entries about no customer outlive every erasure. */
export function shapeOfAsked(asked: object): Record<string, unknown> {
	const told: Record<string, unknown> = { ...asked };
	if (told.search !== undefined) told.search = told.search === null ? null : true;
	if (Array.isArray(told.filter)) told.filter = told.filter.map(({ field, op }: { field?: unknown; op?: unknown }) => ({ field, op }));
	return told;
}
