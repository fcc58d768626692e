// Sensitive data is recorded only for whom consented to that by itself (PIPL article 29), where the settings of privacy ask for it.
import type { Queryable } from '../../platform/database.ts';
import { attributeMap } from '../customers/definitions.ts';
import { canonical } from '../customers/rules.ts';
import type { Content } from '../customers/statement.ts';
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

/** Of these statements the customers who would get a new sensitive value and did not consent. Costs nothing where no custom attribute is written. */
export async function refusedSensitive(client: Queryable, writings: readonly Writing[]): Promise<Set<number>> {
	const changed = ({ content, before }: Writing): string[] =>
		Object.keys(content).filter(
			(unit) =>
				unit.startsWith('attributes.') && (content[unit] ?? null) !== null && canonical(content[unit]) !== canonical(before[unit] ?? null),
		);
	const touched = writings.map((one) => ({ id: one.customer_id, units: changed(one) })).filter(({ units }) => units.length > 0);
	if (touched.length === 0 || !(await asksForConsent(client))) return new Set();
	const attributes = await attributeMap(client);
	const isSensitive = (unit: string) => attributes.get(unit.slice('attributes.'.length))?.personal === 'sensitive';
	return without(
		client,
		touched.filter(({ units }) => units.some(isSensitive)).map(({ id }) => id),
	);
}

/** @throws AppError sensitive_without_consent */
export async function demandSensitiveConsent(client: Queryable, writing: Writing): Promise<void> {
	if ((await refusedSensitive(client, [writing])).size > 0) throw rightsError('sensitive_without_consent');
}
