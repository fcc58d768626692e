// The command `demo`: fills in invented customers.
import { commandPrincipal } from '../features/access/accounts.ts';
import { type DemoProgress, fillDemo } from '../features/operations/demo.ts';
import type { Words } from '../platform/errors.ts';
import type { Opened } from './services.ts';
import { answer, inWords, language, ProgressLine } from './terminal.ts';

const steps: Readonly<Record<DemoProgress['step'], Words>> = {
	customers: { 'zh-CN': '客户 {percent}%', en: 'Customers {percent}%' },
	relationships: { 'zh-CN': '关系 {percent}%', en: 'Relationships {percent}%' },
	notes: { 'zh-CN': '备注 {percent}%', en: 'Notes {percent}%' },
};

export async function demoCommand(services: Opened, wanted: number): Promise<void> {
	const line = new ProgressLine();
	const { customers, relationships, notes, seconds } = await fillDemo(services, await commandPrincipal(services), {
		customers: wanted,
		onProgress: ({ step, share }) => line.show(() => inWords(steps[step], { percent: Math.floor(share * 100) })),
	}).finally(() => line.end());
	answer({ customers, relationships, notes, seconds }, () => {
		const number = new Intl.NumberFormat(language);
		return [
			inWords(
				{
					'zh-CN': '已填入 {customers} 位示例客户、{relationships} 个关系、{notes} 条备注（{seconds} 秒）。',
					en: 'Filled in {customers} invented customers, {relationships} relationships and {notes} notes ({seconds} s).',
				},
				{ customers: number.format(customers), relationships: number.format(relationships), notes: number.format(notes), seconds },
			),
		];
	});
}
