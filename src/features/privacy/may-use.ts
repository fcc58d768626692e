// The one place that says whether customers may be used for a purpose (decision 0023): exports ask it, and whatever sends something later on.
import type { Queryable } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { factsOf } from './consent-queries.ts';
import { privacyError as error, reasonWords, separateWords } from './messages.ts';
import { findPurpose } from './queries.ts';
import { type Decision, decide, rulesOf } from './rules.ts';
import type { ChannelOrAny, Purpose } from './schema.ts';

/** Customers asked about in one statement: bounds its memory, not its time. */
const step = 5_000;

/** The reason as a sentence. */
export function explained({ reason, separate }: Decision): Words {
	if (!separate) return reasonWords[reason];
	const [outer, inner] = [reasonWords[reason], separateWords[separate]];
	return { 'zh-CN': `${outer['zh-CN']}：${inner['zh-CN']}`, en: `${outer.en}: ${inner.en}` };
}

/** Purposes are read once for a whole export. */
export async function demandPurpose(client: Queryable, id: number): Promise<Purpose> {
	const purpose = await findPurpose(client, id);
	if (!purpose) throw error('purpose_not_found', { id });
	return purpose;
}

/**
 * Decides for each of these customers, thousands at once, over all members of merged ones. Customers that do not exist are left out. The caller names
 * customers that the person sees.
 * @param purpose its number, or the purpose itself
 * @param channel null: used without reaching the person
 * @throws AppError purpose_not_found
 */
export async function mayUse(
	client: Queryable,
	customers: readonly number[],
	purpose: number | Purpose,
	channel: ChannelOrAny | null,
	now = new Date(),
): Promise<Map<number, Decision>> {
	const known = typeof purpose === 'number' ? await demandPurpose(client, purpose) : purpose;
	const rules = rulesOf(known);
	const at = now.toISOString();
	const decided = new Map<number, Decision>();
	for (let from = 0; from < customers.length; from += step) {
		const facts = await factsOf(client, customers.slice(from, from + step), known.id);
		for (const [id, one] of facts) decided.set(id, decide(one, rules, channel, at));
	}
	return decided;
}
