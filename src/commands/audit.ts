// The command `audit verify`.
import { resolve } from 'node:path';
import { type VerifyOptions, verifyAudit } from '../features/audit/verify.ts';
import { commandError } from './messages.ts';
import type { Opened } from './services.ts';
import { answer, inWords, language, tell } from './terminal.ts';

export interface VerifyFlags {
	readonly from?: string;
	readonly checkpoints?: string;
	readonly key?: readonly string[];
}

/** Verifies the audit and says what is proven and what cannot be told; exit code 1 where something is wrong. */
export async function verifyCommand(services: Opened, signal: AbortSignal, { from, checkpoints, key = [] }: VerifyFlags): Promise<void> {
	if (from !== undefined && Number.isNaN(Date.parse(from)))
		throw commandError('option_malformed', { option: '--from', reason: '2026-01-31' });
	let told = Date.now();
	const options: VerifyOptions = {
		from: from && new Date(from).toISOString(),
		checkpoints: checkpoints && resolve(checkpoints),
		keys: key.map((file) => resolve(file)),
		signal,
		onProgress: (count) => {
			if (!process.stderr.isTTY || Date.now() - told < 1_000) return;
			told = Date.now();
			tell({ 'zh-CN': `已验证 ${count} 条……`, en: `${count} entries verified …` });
		},
	};
	const { finding, ...result } = await verifyAudit(services, options);
	const number = (count: number) => new Intl.NumberFormat(language).format(count);
	answer({ ...result, finding: finding && { ...finding, words: undefined, message: finding.words[language] } }, () => [
		finding
			? `✗ ${finding.words[language]}`
			: inWords(
					{
						'zh-CN': '✓ {entries} 条记录、{blocks} 个区块完整无改动（{seconds} 秒）。',
						en: '✓ {entries} entries in {blocks} blocks are as they were written ({seconds} s).',
					},
					{ entries: number(result.entries), blocks: number(result.blocks), seconds: result.seconds },
				),
		...(result.dropped > 0
			? [
					inWords(
						{
							'zh-CN': '  {count} 个月按保留期删除，有签名证明。',
							en: '  {count} months were dropped by the retention policy, with proof.',
						},
						{ count: result.dropped },
					),
				]
			: []),
		...(finding
			? []
			: [
					result.proven_until
						? inWords(
								{
									'zh-CN': '  截至 {until}（最后一个签名检查点）可以证明。此后的 {count} 条尚无法证明：若被删改，无法发现。',
									en: '  Proven until {until}, the last signed checkpoint. {count} entries are younger: whether any of them was removed or changed cannot be told yet.',
								},
								{ until: result.proven_until, count: number(result.unproven) },
							)
						: inWords({
								'zh-CN': '  还没有签名的检查点：末尾是否被截断无法判断。',
								en: '  There is no signed checkpoint yet: whether the end was cut off cannot be told.',
							}),
				]),
		...(result.outside
			? []
			: [
					inWords({
						'zh-CN': '  没有数据库之外的检查点可比对：用 --checkpoints 指定保存在别处的检查点文件。',
						en: '  No checkpoint from outside of the database was there to compare with: give a file of them with --checkpoints.',
					}),
				]),
	]);
	if (finding) process.exitCode = 1;
}
