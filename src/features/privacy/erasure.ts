// Erasing customers: all that is known of them, wherever it stands, in one transaction; disk and ledger follow (decision 0023).
import { randomUUID } from 'node:crypto';
import { sep } from 'node:path';
import { audit, explainAudit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import type { Keyring } from '../../platform/keyring.ts';
import type { Services } from '../../platform/services.ts';
import { manualSource } from '../customers/definitions.ts';
import { identifiersOf, markOf } from '../customers/erased.ts';
import { customerError } from '../customers/messages.ts';
import { purge } from '../customers/purge-queries.ts';
import { openedValues, sealedOf } from '../customers/sealing.ts';
import type { Content } from '../customers/statement.ts';
import { uploadPath } from '../imports/uploads.ts';
import { erasureError as error } from './erasure-errors.ts';
import type { Searched } from './erasure-files.ts';
import { isTellingKey, mentionOf, type SourceKey, type Terms } from './erasure-mentions.ts';
import * as texts from './erasure-named-queries.ts';
import * as queries from './erasure-queries.ts';
import * as records from './erasure-record-queries.ts';
import { removeRows } from './erasure-rows-queries.ts';
import { refreshHoldsOn } from './holds.ts';
import { closeErased, demandErasable } from './requests.ts';

export interface Erasing {
	/** Why, in words that name nobody. */
	readonly reason: string;
	readonly cause?: 'person' | 'request' | 'retention' | 'ledger';
	readonly request_id?: number | null;
	readonly by?: number | null;
	/** Its name in the ledger, where it is there already. */
	readonly ref?: string;
}

export interface Erased {
	readonly id: number;
	readonly customer_ids: readonly number[];
	/** Rows that went, by table. */
	readonly reached: Readonly<Record<string, number>>;
	/** The day by which nothing is left on disk. */
	readonly physical_by: string;
}

/** The digits of a phone number that do not depend on how its country is written. */
const localDigits = (phone: string): string => phone.replace(/\D/g, '').slice(-9);

/** What other rows and files are searched for: names, addresses, numbers and keys of some length, as they were typed and as they were understood. */
function termsOf(values: readonly (string | null)[], statements: readonly queries.ErasedStatement[]): Terms {
	const names = new Set<string>();
	const exact = new Set<string>();
	const keys = new Map<string, SourceKey>();
	for (const value of values) if (value && value.length >= 2) names.add(value);
	for (const { content, raw, source_id, key } of statements) {
		const { name, contact_points = [], tax_id, identity_number } = (content ?? {}) as Content;
		if (name?.name && name.name.length >= 2) names.add(name.name);
		for (const { kind, value } of contact_points) {
			exact.add(value);
			if (kind === 'phone' && localDigits(value).length >= 7) exact.add(localDigits(value));
		}
		for (const one of [tax_id, identity_number]) if (typeof one === 'string') exact.add(one);
		for (const [unit, text] of Object.entries(raw ?? {}))
			if (typeof text === 'string' && text.length >= 5 && /email|phone|contact|tax_id/.test(unit)) exact.add(text);
		// One that begins with # is made of the content.
		if (source_id !== manualSource && key !== '' && !key.startsWith('#')) keys.set(`${source_id} ${key}`, { source_id, key });
	}
	return { names: [...names], exact: [...exact].filter((one) => one.length >= 4), keys: [...keys.values()] };
}

/** The token by which an identifier is looked up. */
const tokenOf = (one: string): string =>
	one
		.replace(/^email:/, 'e')
		.replace(/^phone:/, 'p')
		.replace(/^(wechat|whatsapp|qq|line|telegram|other):/, 'w');

const identifiers = ({ content, source_id, key }: queries.ErasedStatement): string[] =>
	identifiersOf({ content: (content ?? {}) as Content, source_id, key: source_id === manualSource ? null : key });

/** Tokens of these persons that somebody else has as well. */
const sharedTokens = (client: Queryable, ids: readonly number[], statements: readonly queries.ErasedStatement[]): Promise<Set<string>> =>
	queries.shared(client, [...new Set(statements.flatMap(identifiers))].map(tokenOf), ids);

/** Marks by which these persons are known again: of what nobody else has as well. */
const marksOf = (keyring: Keyring, statements: readonly queries.ErasedStatement[], others: ReadonlySet<string>): Buffer[] =>
	[...new Set(statements.flatMap(identifiers))].filter((one) => !others.has(tokenOf(one))).map((one) => markOf(keyring, one));

/** Terms that know which of them somebody else has as well, however they were typed. */
function withShared(terms: Terms, others: ReadonlySet<string>): Terms {
	const phones = [...others].filter((token) => token.startsWith('p')).map(localDigits);
	const isShared = (term: string): boolean => {
		const digits = term.replace(/\D/g, '');
		const said = term.toLowerCase();
		return others.has(`e${said}`) || others.has(`w${said}`) || (digits.length >= 7 && phones.some((one) => digits.endsWith(one)));
	};
	return { ...terms, shared: new Set([...terms.names, ...terms.exact].filter(isShared)) };
}

/** The statements with the numbers of documents as they are, which stand sealed in them. */
async function opened(client: Queryable, statements: readonly queries.ErasedStatement[]): Promise<queries.ErasedStatement[]> {
	const sealed = statements.flatMap(({ content }) => sealedOf(content ?? {}));
	const values = await openedValues(client, sealed);
	let at = 0;
	return statements.map((one) => {
		const plain = sealedOf(one.content ?? {}).map(({ column }) => [column, values[at++]] as const);
		return plain.length > 0 ? { ...one, content: { ...one.content, ...Object.fromEntries(plain) } } : one;
	});
}

const asUuid = (bytes: Buffer): string => bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Refuses words that name the person: they would outlive the erasure. */
function refuseNaming(reason: string, { names, exact, keys }: Terms): void {
	const told = keys.filter(isTellingKey).map(({ key }) => key);
	if (mentionOf([...names, ...exact, ...told])(reason)) throw error('erasure_reason_names');
}

/**
 * Erases customers with all that were merged with them, in the caller's transaction of the owner, who has checked the right to do so. The caller runs
 * afterErasure() (erasure-jobs.ts) when it is committed; should the process die before that, a job does.
 * @throws AppError erasure_held where a legal hold stands, erasure_reason_names, customer_not_found, customer_gone; of a request: request_not_found, request_closed,
 * request_not_erasure, identity_open
 */
export async function eraseCustomers(
	client: Queryable,
	services: Pick<Services, 'keyring' | 'config'>,
	ids: readonly number[],
	erasing: Erasing,
): Promise<Erased> {
	const { keyring, config } = services;
	// Another reason, of the request, may name the person, and would make a key anew for its entries.
	explainAudit(client, undefined);
	const locked = await queries.lockMembers(client, ids);
	for (const id of ids) {
		const one = locked.find((row) => row.id === id);
		if (!one) throw customerError('customer_not_found', { id });
		if (one.state === 'erased' && erasing.cause !== 'ledger')
			throw customerError('customer_gone', { id }, { extra: { state: 'erased', can_restore: false } });
	}
	const members = locked.map(({ id }) => id);
	if (erasing.request_id) await demandErasable(client, erasing.request_id, members);
	if (erasing.cause !== 'ledger') await refreshHoldsOn(client, services, members);
	const held = erasing.cause === 'ledger' ? undefined : await queries.holdOn(client, members);
	if (held) throw error('erasure_held', { id: held.customer_id, hold: held.name });
	const statements = await opened(client, await queries.readStatements(client, members));
	const values = await queries.readValues(client, members);
	const others = await sharedTokens(client, members, statements);
	const terms = withShared(
		termsOf(
			values.flatMap(({ name, value }) => [name, value]),
			statements,
		),
		others,
	);
	refuseNaming(erasing.reason, terms);
	const marks = marksOf(keyring, statements, others);
	const imports = await queries.importsOf(client, members);
	const counted = await queries.countHoldings(client, members);

	await queries.replaceHashes(
		client,
		statements.map(({ customer_id, id, content_hash }) => ({
			customer_id,
			id,
			content_hash: asUuid(keyring.mac('erased content', content_hash)),
		})),
	);
	const bulkEdits = await queries.emptyBulkEdits(client, members);
	await purge(client, members, 'erased', 'emptied');
	await queries.removeMessages(
		client,
		members,
		statements.map(({ key }) => key),
	);
	// First what is ours and theirs: its rows still name the files.
	const uploads = await queries.releaseUploads(client, imports, config.dataDir + sep);
	const named = {
		...(await removeRows(client, terms, members)),
		...(await texts.removeNamed(client, terms, config.dataDir + sep)),
		...(await texts.removeFromRules(client, terms)),
	};
	const exports = await queries.releaseExports(client);
	await keyring.destroyKeys(client, members);

	const reached = {
		...counted,
		...named,
		...(bulkEdits > 0 && { bulk_edits: bulkEdits + (named.bulk_edits ?? 0) }),
		...(uploads.length > 0 && { imports: uploads.length }),
		...(exports.length > 0 && { exports: exports.length }),
	};
	const { id, physical_by } = await records.insertErasure(client, {
		ref: erasing.ref ?? randomUUID(),
		customer_ids: members,
		cause: erasing.cause ?? 'person',
		reason: erasing.reason,
		request_id: erasing.request_id ?? null,
		by_user: erasing.by ?? null,
		reached,
	});
	await records.insertMarks(client, id, marks);
	await closeErased(client, members, { erasure_id: id, physical_by }, erasing.by ?? null);
	const kept = uploads.map(({ file }) => uploadPath(config, file));
	const searched: Searched = { terms: terms.exact, keys: terms.keys, files: [...kept, ...exports.map(({ file }) => file)] };
	await records.sealTerms(client, id, keyring.seal(`erasures.sealed_terms:${id}`, JSON.stringify(searched)));
	for (const member of members)
		await audit(client, {
			action: 'privacy.erase',
			entity: 'customers',
			entity_id: member,
			customer_id: member,
			detail: { erasure_id: id, request_id: erasing.request_id ?? null },
		});
	await audit(client, { action: 'erasures.add', entity: 'erasures', entity_id: id, reason: erasing.reason, detail: { ...reached } });
	await announce(client, { kind: 'customers', ids: members, by: erasing.by ?? null });
	await client.query('select add_job($1, $2::json, null, null, 25, $3)', [
		queries.afterTask,
		JSON.stringify({ erasure_id: id }),
		`${queries.afterTask}:${id}`,
	]);
	return { id, customer_ids: members, reached, physical_by };
}
