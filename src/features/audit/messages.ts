// The words of the audit: errors, and what verifying finds.
import { defineErrors, type Words } from '../../platform/errors.ts';

export const auditError = defineErrors({
	audit_key_unreadable: {
		status: 500,
		'zh-CN': '审计签名密钥无法读取。CLIENTELE_AUDIT_KEY 或 CLIENTELE_AUDIT_KEY_FILE 须为 Ed25519 私钥（PEM）。',
		en: 'The key that signs the audit cannot be read. CLIENTELE_AUDIT_KEY or CLIENTELE_AUDIT_KEY_FILE has to be an Ed25519 private key (PEM).',
	},
	audit_entry_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的审计记录。', en: 'There is no entry {id} in the audit.' },
	audit_cursor: {
		status: 400,
		'zh-CN': 'after 不是上一页返回的 next。',
		en: 'after is not what the page before gave as next.',
	},
	audit_too_slow: {
		status: 400,
		'zh-CN': '这个查询需要看的记录太多。请缩小时间范围，或按人员、客户筛选。',
		en: 'This question has to look at too many entries. Choose a shorter time, or filter by person or customer.',
	},
	audit_changed: {
		status: 412,
		'zh-CN': '别人刚改过这些设置。请看新的设置，再修改。',
		en: 'Somebody else has just changed these settings. Look at them and change them then.',
	},
	public_key_unreadable: {
		status: 400,
		'zh-CN': '无法读取公钥文件 {file}（PEM）。',
		en: 'The public key in {file} cannot be read (PEM).',
	},
	checkpoints_unreadable: {
		status: 400,
		'zh-CN': '无法读取检查点文件 {file}：每行须为一个 JSON 检查点。',
		en: 'The file of checkpoints {file} cannot be read: each line has to be one checkpoint in JSON.',
	},
});

/** What can be wrong with the chain. */
export const findings = {
	entry_changed: {
		'zh-CN': '记录 {id} 在封存后被修改（区块 {block}）。',
		en: 'Entry {id} was changed after it was sealed (block {block}).',
	},
	entry_removed: {
		'zh-CN': '记录 {id} 被删除（区块 {block}）。',
		en: 'Entry {id} was removed (block {block}).',
	},
	entry_added: {
		'zh-CN': '记录 {id} 不在任何区块中：是绕过审计加入的。',
		en: 'Entry {id} is in no block: it was added past the audit.',
	},
	entry_moved: {
		'zh-CN': '记录 {id} 的内容属于另一个位置（区块 {block}）：顺序被改动。',
		en: 'What stands as entry {id} belongs to another place (block {block}): the order was changed.',
	},
	block_changed: { 'zh-CN': '区块 {block} 被修改：其哈希不符。', en: 'Block {block} was changed: its hash does not fit.' },
	block_removed: { 'zh-CN': '区块 {block} 不见了。', en: 'Block {block} is gone.' },
	block_rewritten: {
		'zh-CN': '区块 {block} 与签名的检查点不符：链被重写。',
		en: 'Block {block} is not the one that a checkpoint signed: the chain was rewritten.',
	},
	blocks_cut_off: {
		'zh-CN': '检查点证明区块 {block} 存在过，但链在此之前结束：末尾被删除。',
		en: 'A checkpoint vouches for block {block}, but the chain ends before it: its end was removed.',
	},
	checkpoint_forged: {
		'zh-CN': '区块 {block} 的检查点签名无效，或由未知密钥签名。',
		en: 'The checkpoint of block {block} has no valid signature of a known key.',
	},
	drop_unproven: {
		'zh-CN': '区块 {block} 声称按保留期删除了一个月的记录，但签名无效。',
		en: 'Block {block} says that a month was dropped by the retention policy, without a valid signature.',
	},
} as const satisfies Record<string, Words>;

export type FindingCode = keyof typeof findings;
