// The commands `keys`: which master keys there are, a new one in place of the old, and whether all keys open.
import { MasterKeys, sourceName } from '../platform/keyring-master.ts';
import { checkKeys, masterUse, rotate } from '../platform/keyring-rotate.ts';
import type { Opened } from './services.ts';
import { answer, columns, inWords } from './terminal.ts';

export async function keyStatus({ database, config }: Opened): Promise<void> {
	const masters = new MasterKeys(config);
	await masters.read();
	const use = await masterUse(database.owner, masters);
	const source = sourceName(config);
	answer({ source, masters: use }, () => [
		inWords({ 'zh-CN': '主密钥来自 {source}：', en: 'Master keys come from {source}:' }, { source }),
		...columns(
			use.map(({ id, place, wraps }) => [
				id,
				place === 1
					? inWords({ 'zh-CN': '用于加密', en: 'wraps' })
					: place === null
						? inWords({ 'zh-CN': '缺失', en: 'missing' })
						: wraps === 0
							? inWords({ 'zh-CN': '不再需要', en: 'no longer needed' })
							: inWords({ 'zh-CN': '仍需要', en: 'still needed' }),
				inWords({ 'zh-CN': '{wraps} 个数据密钥', en: '{wraps} data keys' }, { wraps }),
			]),
		),
		inWords({
			'zh-CN': '请把主密钥备份在数据库及其备份之外：没有它，加密的内容无法恢复。',
			en: 'Keep a copy of the master key apart from the database and its backups: without it nothing that is encrypted comes back.',
		}),
	]);
}

export async function rotateKeys(services: Opened): Promise<void> {
	const done = await rotate(services);
	const { id, wrapped } = done;
	answer(done, () => [
		inWords(
			{ 'zh-CN': '{wrapped} 个数据密钥现由主密钥 {id} 加密。', en: 'Wrapped {wrapped} data keys under the master key {id}.' },
			{ id, wrapped },
		),
		...(done.free.length > 0
			? [
					inWords(
						{
							'zh-CN': '旧主密钥 {ids} 已不再加密任何内容。所有进程都换用新密钥、并且不再需要用旧备份恢复后，可以删除它。先备份新密钥。',
							en: 'The old master key {ids} wraps nothing any more. Keep a copy of the new one; the old one can go once no backup from before is needed and every process has the new one (keys status says so).',
						},
						{ ids: done.free.join(', ') },
					),
				]
			: []),
	]);
}

/** Exit code 1 where a key does not open. */
export async function keysChecked({ database, config }: Opened): Promise<void> {
	const { keys, broken } = await checkKeys(database.owner, config);
	answer({ keys, broken }, () => [
		broken.length === 0
			? inWords({ 'zh-CN': '全部 {keys} 个数据密钥都能打开。', en: 'All {keys} data keys open.' }, { keys })
			: inWords(
					{
						'zh-CN': '{keys} 个数据密钥中有打不开的，属于客户 {ids}。请从备份恢复。',
						en: 'Of {keys} data keys some do not open, those of the customers {ids}. Restore them from a backup.',
					},
					{ keys, ids: broken.join(', ') },
				),
	]);
	if (broken.length > 0) process.exitCode = 1;
}
