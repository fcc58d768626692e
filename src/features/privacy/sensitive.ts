// Sensitive data is recorded only for whom consented to that by itself (PIPL article 29), where the settings of privacy ask for it.
import type { Queryable } from '../../platform/database.ts';
import { isSealed } from '../../platform/keyring.ts';
import { statementsOf } from '../customers/bulk-edits-batch-queries.ts';
import { attributeMap } from '../customers/definitions.ts';
import { canonical } from '../customers/rules.ts';
import type { AttributeDefinition } from '../customers/schema.ts';
import { openedValues } from '../customers/sealing.ts';
import type { Content } from '../customers/statement.ts';
import type { MappedColumn } from '../imports/schema.ts';
import { factsOf } from './consent-queries.ts';
import { listPurposes, readSettings } from './queries.ts';
import { rightsError } from './rights-errors.ts';
import { consentsToSensitive, rulesOf } from './rules.ts';

/** A statement as it would be written, beside what it said before. */
export interface Writing {
	readonly customer_id: number;
	readonly content: Content;
	readonly before: Content;
}

interface Touched {
	readonly id: number;
	readonly content: Content;
	readonly units: readonly string[];
	/** What was denied, as whatever is cleared, and would be no more: what a source says of it comes back. */
	readonly undenied: readonly string[];
}

/** Whether sensitive data needs consent before it is recorded. */
export const asksForConsent = async (client: Queryable): Promise<boolean> => (await readSettings(client)).sensitive_consent;

/** Of these customers those of whom nothing sensitive may be recorded: no purpose that names sensitive data carries it. */
async function without(client: Queryable, ids: readonly number[]): Promise<Set<number>> {
	const left = new Set(ids);
	const now = new Date().toISOString();
	for (const purpose of (await listPurposes(client, false, 0, 1000)).filter((one) => rulesOf(one).sensitive)) {
		// Another basis than consent, such as a contract, carries it for everybody.
		for (const [id, facts] of await factsOf(client, [...left], purpose.id))
			if (consentsToSensitive(facts, rulesOf(purpose), now)) left.delete(id);
	}
	return left;
}

/** Of these customers and sensitive units those whose value nobody states yet: what is there already stays, and may be said again. */
async function newlySaid(client: Queryable, touched: readonly Touched[]): Promise<Touched[]> {
	const said = await statementsOf(
		client,
		touched.map(({ id }) => id),
	);
	const values = touched.flatMap((one) =>
		one.units.flatMap((unit) =>
			[one.content, ...(said.get(one.id) ?? []).map(({ content }) => content)]
				.filter((content) => (content[unit] ?? null) !== null)
				.map((content) => ({ one, column: unit, value: content[unit], isAsked: content === one.content })),
		),
	);
	const sealed = values.flatMap(({ column, value }) => (isSealed(value) ? [{ column, text: value }] : []));
	const opened = await openedValues(client, sealed);
	let at = 0;
	const plain = values.map((one) => ({ ...one, text: canonical(isSealed(one.value) ? opened[at++] : one.value) }));
	const known = new Set(plain.filter(({ isAsked }) => !isAsked).map(({ one, column, text }) => `${one.id} ${column} ${text}`));
	const fresh = new Set(
		plain.filter((each) => each.isAsked && !known.has(`${each.one.id} ${each.column} ${each.text}`)).map(({ one }) => one),
	);
	return touched.filter((one) => fresh.has(one) || one.undenied.length > 0);
}

/** Of these statements the customers who would get a new sensitive value and did not consent. Costs nothing where no custom attribute is written. */
export async function refusedSensitive(client: Queryable, writings: readonly Writing[]): Promise<Set<number>> {
	const changed = ({ content, before }: Writing): string[] =>
		Object.keys(content).filter(
			(unit) =>
				unit.startsWith('attributes.') && (content[unit] ?? null) !== null && canonical(content[unit]) !== canonical(before[unit] ?? null),
		);
	const undenied = ({ content, before }: Writing): string[] =>
		Object.entries(before.denied ?? {}).flatMap(([unit, values]) =>
			unit.startsWith('attributes.') && (content.denied?.[unit] ?? []).length < values.length ? [unit] : [],
		);
	const written = writings.map((one) => ({ id: one.customer_id, content: one.content, units: changed(one), undenied: undenied(one) }));
	if (!written.some((one) => one.units.length + one.undenied.length > 0) || !(await asksForConsent(client))) return new Set();
	const attributes = await attributeMap(client);
	const isSensitive = (unit: string) => attributes.get(unit.slice('attributes.'.length))?.personal === 'sensitive';
	const touched = written
		.map((one) => ({ ...one, units: one.units.filter(isSensitive), undenied: one.undenied.filter(isSensitive) }))
		.filter((one) => one.units.length + one.undenied.length > 0);
	if (touched.length === 0) return new Set();
	// A value is sealed anew each time it is written, so that its ciphertext tells nothing.
	const fresh = await newlySaid(client, touched);
	return without(
		client,
		fresh.map(({ id }) => id),
	);
}

/** @throws AppError sensitive_without_consent */
export async function demandSensitiveConsent(client: Queryable, writing: Writing): Promise<void> {
	if ((await refusedSensitive(client, [writing])).size > 0) throw rightsError('sensitive_without_consent');
}

/**
 * Where sensitive data needs a consent of its own, a file brings none: who is in it is not known before it is read.
 * @throws AppError sensitive_by_import
 */
export async function refuseSensitiveColumns(
	client: Queryable,
	columns: readonly MappedColumn[] | undefined,
	attributes: ReadonlyMap<string, Pick<AttributeDefinition, 'name' | 'personal'>>,
): Promise<void> {
	const names = (columns ?? []).map(({ field, attribute }) => (field === 'new' ? attribute?.name : field?.replace(/^attributes\./, '')));
	const found = names.map((name) => attributes.get(name ?? '')).find((definition) => definition?.personal === 'sensitive');
	if (found && (await asksForConsent(client))) throw rightsError('sensitive_by_import', { field: found.name });
}
