// The commands `privacy …`: erasing customers from the machine that the program runs on.
import { commandPrincipal } from '../features/access/accounts.ts';
import { customerError } from '../features/customers/messages.ts';
import { erase, previewOf } from '../features/privacy/erasure-jobs.ts';
import * as queries from '../features/privacy/erasure-queries.ts';
import * as records from '../features/privacy/erasure-record-queries.ts';
import { holdings } from '../features/privacy/holdings.ts';
import { completeErasures } from '../features/privacy/physical.ts';
import type { Opened } from './services.ts';
import { answer, columns, inWords, language } from './terminal.ts';

const pageSize = 1_000;

/** Rows by table, each with what it is called. */
const table = (counted: Readonly<Record<string, number>>) =>
	columns(Object.entries(counted).map(([name, count]) => [String(count), holdings[name]?.words[language] ?? name]));

export async function eraseCommand(
	services: Opened,
	id: number,
	options: { readonly reason: string; readonly dryRun?: boolean },
): Promise<void> {
	const standing = await queries.readStanding(services.database.owner, id);
	if (!standing) throw customerError('customer_not_found', { id });
	if (options.dryRun) {
		const preview = await previewOf(services, id);
		answer(preview, () => [inWords({ 'zh-CN': '会清除：', en: 'This would go:' }), ...table(preview.goes)]);
		return;
	}
	const erased = await erase(services, [id], { reason: options.reason }, await commandPrincipal(services));
	answer(erased, () => [
		inWords(
			{
				'zh-CN': '客户 {id} 已清除（清除记录 {erasure}）。磁盘最迟于 {date} 跟上；立即处理：clientele privacy vacuum-now',
				en: 'Customer {id} is erased (erasure {erasure}). The disk follows by {date}; at once with: clientele privacy vacuum-now',
			},
			{ id, erasure: erased.id, date: erased.physical_by },
		),
		...table(erased.reached),
	]);
}

export async function listErasures({ database }: Opened): Promise<void> {
	const items: records.StoredErasure[] = [];
	for (let page: records.StoredErasure[] = [], before: number | null = null; before === null || page.length === pageSize; ) {
		page = await records.listErasures(database.owner, before, pageSize);
		items.push(...page);
		before = page.at(-1)?.id ?? 0;
	}
	answer({ erasures: items }, () =>
		columns(
			items.map((one) => [
				String(one.id),
				one.customer_ids.join(','),
				one.at,
				one.physical_at ?? inWords({ 'zh-CN': '磁盘最迟 {date}', en: 'on disk by {date}' }, { date: one.physical_by }),
				one.reason,
			]),
		),
	);
}

export async function vacuumNow(services: Opened): Promise<void> {
	const completed = await completeErasures(services, 'now');
	answer({ completed }, () => [
		inWords({ 'zh-CN': '磁盘已跟上 {completed} 次清除。', en: 'The disk has followed {completed} erasures.' }, { completed }),
	]);
}
