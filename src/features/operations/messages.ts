// The words of the doctor in both languages: what each check looks at, what was found, what to do.
import { defineErrors, type Words } from '../../platform/errors.ts';

export const installationError = defineErrors({
	installation_changed: {
		status: 412,
		'zh-CN': '别人刚改过这些设置。请看新的设置，再修改。',
		en: 'Somebody else has just changed these settings. Look at them and change them then.',
	},
	country_code_unknown: {
		status: 400,
		'zh-CN': '没有代码为“{country}”的国家或地区。',
		en: 'There is no country with the code “{country}”.',
	},
	logo_unreadable: { status: 415, 'zh-CN': '标志须为 PNG、JPEG 或 WebP 图片。', en: 'A logo is a PNG, JPEG or WebP picture.' },
	logo_too_large: {
		status: 413,
		'zh-CN': '标志最大 {size} kB。请缩小图片。',
		en: 'A logo has at most {size} kB. Make the picture smaller.',
	},
	logo_not_found: { status: 404, 'zh-CN': '没有这个标志。', en: 'There is no such logo.' },
	demo_beside_customers: {
		status: 409,
		'zh-CN': '已经有客户了。要把示例客户加到他们旁边，请确认（confirm: true）。',
		en: 'There are customers already. To add invented ones beside them, confirm it (confirm: true).',
	},
	demo_busy: {
		status: 409,
		'zh-CN': '示例数据正在载入或移除，请稍候。',
		en: 'The demo is just being filled in or taken away. Wait until that is done.',
	},
});

export const checkNames = {
	server: { 'zh-CN': '数据库服务器', en: 'Database server' },
	extensions: { 'zh-CN': '扩展', en: 'Extensions' },
	migrations: { 'zh-CN': '迁移', en: 'Migrations' },
	generated: { 'zh-CN': '生成的函数和视图', en: 'Generated functions and views' },
	roles: { 'zh-CN': '数据库角色的权限', en: 'Rights of the database roles' },
	visibility: { 'zh-CN': '行级权限', en: 'Row-level security' },
	indexes: { 'zh-CN': '索引', en: 'Indexes' },
	orphans: { 'zh-CN': '没有客户的记录', en: 'Rows without a customer' },
	statements: { 'zh-CN': '没有来源的客户', en: 'Customers without a statement' },
	lookup: { 'zh-CN': '搜索数据', en: 'Search entries' },
	queue: { 'zh-CN': '后台任务', en: 'Background work' },
	imports: { 'zh-CN': '导入', en: 'Imports' },
	files: { 'zh-CN': '文件存储', en: 'Storage of files' },
	administrator: { 'zh-CN': '管理员', en: 'Administrator' },
	disk: { 'zh-CN': '磁盘空间', en: 'Disk space' },
	keys: { 'zh-CN': '加密密钥', en: 'Keys of the encryption' },
	audit: { 'zh-CN': '审计链', en: 'Chain of the audit' },
	sql: { 'zh-CN': 'SQL 查询的审计', en: 'Audit of SQL' },
	passwords: { 'zh-CN': '泄露的密码', en: 'Leaked passwords' },
} as const satisfies Record<string, Words>;

export type CheckName = keyof typeof checkNames;

/** What a check found: the level, what it means, and where something is wrong what to do. */
export const findings = {
	check_failed: {
		level: 'error',
		means: { 'zh-CN': '无法检查：{reason}', en: 'It could not be looked at: {reason}' },
		todo: { 'zh-CN': '先处理前面的问题，再运行一次。', en: 'See to what stands above first, then run this again.' },
	},
	passwords_built_in: {
		level: 'ok',
		means: {
			'zh-CN': '拒绝随附词表中的密码。可用 CLIENTELE_BREACHED_PASSWORDS 指定更大的集合。',
			en: 'Those of the lists that come along are refused. CLIENTELE_BREACHED_PASSWORDS can name a larger collection.',
		},
	},
	passwords_fine: {
		level: 'ok',
		means: { 'zh-CN': '{file}：约 {count} 个泄露的密码。', en: '{file}: about {count} leaked passwords.' },
	},
	passwords_broken: {
		level: 'error',
		means: {
			'zh-CN': '{told} 在此之前不能设置新密码，服务器也不会启动。',
			en: '{told} Until then no password can be set, and the server does not start.',
		},
	},
	keys_fine: {
		level: 'ok',
		means: {
			'zh-CN': '主密钥 {id} 加密全部 {count} 个数据密钥。',
			en: 'The master key {id} wraps all {count} data keys.',
		},
	},
	keys_beside: {
		level: 'warning',
		means: {
			'zh-CN': '主密钥 {id} 与数据放在同一文件夹（{file}）：偷走磁盘的人两样都有，丢失磁盘则加密内容全部丢失。',
			en: 'The master key {id} lies beside the data ({file}): who takes the disk has both, and who loses it loses all that is encrypted.',
		},
		todo: {
			'zh-CN': '把该文件的副本存放在别处；为防磁盘失窃，请移到数据文件夹之外并设置 CLIENTELE_KEY_FILE 或 CLIENTELE_KEY_COMMAND。',
			en: 'Keep a copy of the file elsewhere; against theft of the disk move it out of the data folder and set CLIENTELE_KEY_FILE or CLIENTELE_KEY_COMMAND.',
		},
	},
	keys_old: {
		level: 'warning',
		means: {
			'zh-CN': '{count} 个数据密钥仍由旧主密钥 {ids} 加密。',
			en: '{count} data keys are still wrapped by the old master key {ids}.',
		},
		todo: { 'zh-CN': '运行 clientele keys rotate。', en: 'Run clientele keys rotate.' },
	},
	keys_missing: {
		level: 'error',
		means: {
			'zh-CN': '缺少主密钥 {ids}，它加密 {count} 个数据密钥。',
			en: 'The master key {ids}, which wraps {count} data keys, is missing.',
		},
		todo: { 'zh-CN': '从保存处放回该密钥。', en: 'Put that key back from where it is kept.' },
	},
	server_fine: {
		level: 'ok',
		means: { 'zh-CN': 'PostgreSQL {version}，数据库大小 {size}。', en: 'PostgreSQL {version}, the database takes {size}.' },
	},
	server_old: {
		level: 'error',
		means: { 'zh-CN': 'PostgreSQL {version} 过旧。', en: 'PostgreSQL {version} is too old.' },
		todo: { 'zh-CN': '升级到 15 或更新版本。', en: 'Upgrade it to version 15 or newer.' },
	},
	extensions_fine: { level: 'ok', means: { 'zh-CN': '已安装 {names}。', en: '{names} is installed.' } },
	extension_missing: {
		level: 'error',
		means: { 'zh-CN': '缺少扩展 {names}。', en: 'The extension {names} is missing.' },
		todo: { 'zh-CN': '以管理员身份运行：CREATE EXTENSION {names};', en: 'Run as an administrator: CREATE EXTENSION {names};' },
	},
	extension_old: {
		level: 'warning',
		means: { 'zh-CN': '扩展 {names} 有更新的版本。', en: 'There is a newer version of the extension {names}.' },
		todo: { 'zh-CN': '以管理员身份运行：ALTER EXTENSION {names} UPDATE;', en: 'Run as an administrator: ALTER EXTENSION {names} UPDATE;' },
	},
	migrations_done: { level: 'ok', means: { 'zh-CN': '全部 {count} 个迁移已运行。', en: 'All {count} migrations ran.' } },
	migrations_pending: {
		level: 'error',
		means: { 'zh-CN': '尚未运行：{names}。', en: 'Not yet run: {names}.' },
		todo: { 'zh-CN': '运行 clientele migrate。', en: 'Run clientele migrate.' },
	},
	migrations_newer: {
		level: 'error',
		means: { 'zh-CN': '数据库由更新版本的程序建立：{names}。', en: 'The database was made by a newer version of the program: {names}.' },
		todo: { 'zh-CN': '使用那个版本或更新的版本。', en: 'Use that version or a newer one.' },
	},
	generated_current: { level: 'ok', means: { 'zh-CN': '与此版本一致。', en: 'They are those of this version.' } },
	generated_old: {
		level: 'error',
		means: { 'zh-CN': '数据库中的函数和视图来自另一个版本。', en: 'Functions and views in the database are those of another version.' },
		todo: { 'zh-CN': '运行 clientele migrate。', en: 'Run clientele migrate.' },
	},
	roles_fine: {
		level: 'ok',
		means: { 'zh-CN': '{names} 没有多余的权限，可以连接。', en: '{names} have no more rights than they need and can connect.' },
	},
	role_missing: {
		level: 'error',
		means: { 'zh-CN': '缺少角色 {names}。', en: 'The role {names} is missing.' },
		todo: {
			'zh-CN': '以有 CREATEROLE 权限的用户建立它：CREATE ROLE {names} LOGIN; 然后运行 clientele migrate。',
			en: 'Make it with a user who has CREATEROLE: CREATE ROLE {names} LOGIN; then run clientele migrate.',
		},
	},
	role_too_strong: {
		level: 'error',
		means: { 'zh-CN': '角色 {names} 可以绕过行级权限。', en: 'The role {names} gets past row-level security.' },
		todo: {
			'zh-CN': '以管理员身份运行：ALTER ROLE {names} NOSUPERUSER NOBYPASSRLS;',
			en: 'Run as an administrator: ALTER ROLE {names} NOSUPERUSER NOBYPASSRLS;',
		},
	},
	role_cannot_connect: {
		level: 'error',
		means: { 'zh-CN': '程序的角色无法连接：{reason}', en: 'The program’s role cannot connect: {reason}' },
		todo: {
			'zh-CN': '检查 pg_hba.conf；若更换过所有者的密码，运行 clientele migrate，它会给角色设置由新密码推算的密码。',
			en: 'Check pg_hba.conf. If the owner’s password was changed, run clientele migrate: it gives the roles those that follow from it.',
		},
	},
	visibility_fine: { level: 'ok', means: { 'zh-CN': '{count} 张表由行级权限保护。', en: '{count} tables are guarded by it.' } },
	visibility_off: {
		level: 'error',
		means: { 'zh-CN': '这些表的行级权限已关闭：{names}。', en: 'It is switched off for {names}.' },
		todo: {
			'zh-CN': '以所有者身份运行：ALTER TABLE … ENABLE ROW LEVEL SECURITY;',
			en: 'Run as the owner: ALTER TABLE … ENABLE ROW LEVEL SECURITY;',
		},
	},
	indexes_fine: { level: 'ok', means: { 'zh-CN': '全部 {count} 个索引有效。', en: 'All {count} indexes are valid.' } },
	indexes_invalid: {
		level: 'error',
		means: { 'zh-CN': '无效的索引：{names}。', en: 'Indexes that are not valid: {names}.' },
		todo: {
			'zh-CN': '以所有者身份对每个运行：REINDEX INDEX CONCURRENTLY …;',
			en: 'Run as the owner, for each: REINDEX INDEX CONCURRENTLY …;',
		},
	},
	orphans_none: { level: 'ok', means: { 'zh-CN': '没有。', en: 'There are none.' } },
	orphans_found: {
		level: 'error',
		means: { 'zh-CN': '有些行指向不存在的客户：{counts}。', en: 'Rows point at customers that do not exist: {counts}.' },
		todo: {
			'zh-CN': '这不应发生，请连同日志报告。删除这些行是安全的，但先做备份。',
			en: 'This should not happen: please report it with the log. Deleting those rows is safe, after a backup.',
		},
	},
	statements_all: { level: 'ok', means: { 'zh-CN': '每位客户都有来源。', en: 'Every customer has one.' } },
	statements_missing: {
		level: 'warning',
		means: {
			'zh-CN': '{count} 位客户没有任何来源，例如编号 {ids}；重新计算时其数值会消失。',
			en: '{count} customers have none, for instance {ids}; their values would go when they are computed anew.',
		},
		todo: { 'zh-CN': '在网页上打开它们，编辑或删除。', en: 'Open them on the page, and edit or delete them.' },
	},
	lookup_current: {
		level: 'ok',
		means: { 'zh-CN': '抽查 {count} 位客户，全部正确。', en: 'Of {count} customers looked at all are right.' },
	},
	lookup_old: {
		level: 'warning',
		means: {
			'zh-CN': '抽查 {count} 位客户，{wrong} 位的搜索数据已过时，例如编号 {ids}；搜索可能找不到他们。',
			en: 'Of {count} customers looked at {wrong} have outdated entries, for instance {ids}: a search may miss them.',
		},
		todo: {
			'zh-CN':
				'以所有者身份运行：INSERT INTO index_queue (customer_id) SELECT id FROM customers ON CONFLICT DO NOTHING; 运行中的程序会重建它们。',
			en: 'Run as the owner: INSERT INTO index_queue (customer_id) SELECT id FROM customers ON CONFLICT DO NOTHING; the running program makes them anew.',
		},
	},
	files_fine: {
		level: 'ok',
		means: {
			'zh-CN': '{where} 可以写入；抽查 {count} 个文件，内容都在。',
			en: '{where} can be written; of {count} files looked at all have their content.',
		},
	},
	files_unwritable: {
		level: 'error',
		means: { 'zh-CN': '无法写入 {where}：{reason}', en: '{where} cannot be written: {reason}' },
		todo: {
			'zh-CN': '检查文件夹的权限；使用 S3 时检查 CLIENTELE_FILES_S3_… 变量、网络和存储桶的权限。',
			en: 'Check the rights of the folder; with S3 the variables CLIENTELE_FILES_S3_…, the network and the rights on the bucket.',
		},
	},
	files_missing: {
		level: 'error',
		means: {
			'zh-CN': '抽查 {count} 个文件，{wrong} 个在 {where} 中没有内容或大小不符，例如客户 {ids}。',
			en: 'Of {count} files looked at {wrong} have no content in {where}, or one of another size; for instance customers {ids}.',
		},
		todo: {
			'zh-CN': '从备份恢复；多台服务器共用一个数据库时，CLIENTELE_DATA 须为共享文件夹，或使用 S3。',
			en: 'Restore them from a backup. Where several servers share a database, CLIENTELE_DATA has to be a shared folder, or use S3.',
		},
	},
	queue_fine: {
		level: 'ok',
		means: {
			'zh-CN': '等待 {waiting}，进行中 {running}，待建搜索数据 {indexing}。',
			en: '{waiting} wait, {running} run, {indexing} customers wait for their search entries.',
		},
	},
	queue_failed: {
		level: 'warning',
		means: { 'zh-CN': '{count} 个任务已放弃，例如 {task}：{reason}', en: '{count} jobs were given up, for instance {task}: {reason}' },
		todo: { 'zh-CN': '处理原因；日志中有详情。', en: 'See to the cause; the log says more.' },
	},
	queue_late: {
		level: 'warning',
		means: { 'zh-CN': '有任务已等待 {minutes} 分钟，没有进程在处理。', en: 'Work has been waiting for {minutes} minutes, nobody does it.' },
		todo: { 'zh-CN': '启动程序（npm start）或 clientele work。', en: 'Start the program (npm start) or clientele work.' },
	},
	imports_none: { level: 'ok', means: { 'zh-CN': '没有未完成的导入。', en: 'None is unfinished.' } },
	imports_running: { level: 'ok', means: { 'zh-CN': '进行中：{ids}。', en: 'Running: {ids}.' } },
	imports_left: {
		level: 'warning',
		means: { 'zh-CN': '未完成的导入：{ids}。', en: 'Unfinished: {ids}.' },
		todo: { 'zh-CN': '在网页上继续、取消或撤销它们。', en: 'Resume, cancel or undo them on their page.' },
	},
	administrator_there: { level: 'ok', means: { 'zh-CN': '有启用的管理员。', en: 'There is one.' } },
	administrator_missing: {
		level: 'warning',
		means: { 'zh-CN': '还没有管理员。', en: 'There is none yet.' },
		todo: {
			'zh-CN': '运行 clientele user create --role administrator --email …。',
			en: 'Run clientele user create --role administrator --email ….',
		},
	},
	disk_fine: { level: 'ok', means: { 'zh-CN': '{folder} 还有 {free} 可用。', en: '{free} are free at {folder}.' } },
	disk_low: {
		level: 'warning',
		means: { 'zh-CN': '{folder} 只剩 {free}。', en: 'Only {free} are free at {folder}.' },
		todo: {
			'zh-CN': '腾出空间：大的导入需要文件大小数倍的空间。',
			en: 'Free some space: a large import takes several times the size of its file.',
		},
	},
	audit_broken: {
		level: 'error',
		means: { 'zh-CN': '审计链不完整：{told}', en: 'The chain of the audit is broken. {told}' },
		todo: {
			'zh-CN':
				'有人绕过程序改动了审计。保留数据库与日志作为证据，查明谁以超级用户登录过，用 clientele audit verify 与另存的检查点核对，并从备份取回原来的记录。',
			en: 'Somebody changed the audit past the program. Keep the database and its logs as evidence, find out who signed in as superuser, compare with checkpoints kept elsewhere by clientele audit verify, and take the entries as they were from a backup.',
		},
	},
	audit_fine: {
		level: 'ok',
		means: {
			'zh-CN': '数据库的超级用户无法读取签名密钥。最后一个区块在 {block} 前，最后一个检查点在 {checkpoint} 前。',
			en: 'The superuser of the database cannot read the key that signs. The last block is {block} old, the last checkpoint {checkpoint}.',
		},
	},
	audit_leaves: {
		level: 'ok',
		means: {
			'zh-CN': '检查点另存于数据库之外。最后一个区块在 {block} 前，最后一个检查点在 {checkpoint} 前。',
			en: 'Checkpoints are kept outside of the database. The last block is {block} old, the last checkpoint {checkpoint}.',
		},
	},
	audit_unknown_reach: {
		level: 'warning',
		means: {
			'zh-CN':
				'无法判断此服务器的超级用户能否读取签名密钥，而检查点没有另存。最后一个区块在 {block} 前，最后一个检查点在 {checkpoint} 前。',
			en: 'Whether the superuser of this server could read the key that signs cannot be told, and checkpoints are kept nowhere else. The last block is {block} old, the last checkpoint {checkpoint}.',
		},
		todo: {
			'zh-CN': '设置 CLIENTELE_AUDIT_CHECKPOINTS（另一台机器上的文件夹、command:命令 或 log）。此服务器上他人的 SQL 须由 pgaudit 记录。',
			en: 'Set CLIENTELE_AUDIT_CHECKPOINTS (a folder on another machine, command:… or log). What people ask in SQL on this server is for pgaudit to record.',
		},
	},
	audit_within_reach: {
		level: 'warning',
		means: {
			'zh-CN':
				'数据库的超级用户能读取签名密钥，而检查点没有离开本机：他可以改写审计链而不被发现。最后一个区块在 {block} 前，最后一个检查点在 {checkpoint} 前。',
			en: 'The superuser of the database can read the key that signs the audit, and no checkpoint leaves this machine: he could rewrite the chain unnoticed. The last block is {block} old, the last checkpoint {checkpoint}.',
		},
		todo: {
			'zh-CN': '设置 CLIENTELE_AUDIT_CHECKPOINTS（另一台机器上的文件夹、command:命令 或 log），或让数据库以另一个系统用户运行。',
			en: 'Set CLIENTELE_AUDIT_CHECKPOINTS (a folder on another machine, command:… or log), or have the database run as another system user.',
		},
	},
	audit_unsealed: {
		level: 'warning',
		means: {
			'zh-CN': '有审计记录等待封存已 {waiting} 秒：没有进程在封存。',
			en: 'Entries of the audit have waited {waiting} s to be sealed: no process does it.',
		},
		todo: {
			'zh-CN': '运行 clientele serve 或 clientele work，并查看其日志。',
			en: 'Have clientele serve or clientele work run, and look at its log.',
		},
	},
	sql_none: {
		level: 'ok',
		means: { 'zh-CN': '没有个人的 SQL 登录。', en: 'Nobody has a login for SQL of his own.' },
	},
	sql_read: {
		level: 'ok',
		means: { 'zh-CN': '{count} 个 SQL 登录的查询会进入审计。', en: 'What {count} logins ask in SQL comes into the audit.' },
	},
	sql_shared: {
		level: 'warning',
		means: {
			'zh-CN': '这些 SQL 登录可以切换为共用角色 clientele_sql，其查询会记在该角色名下：{logins}',
			en: 'These logins for SQL can become the role clientele_sql that all share, and what they ask then stands under its name: {logins}',
		},
		todo: {
			'zh-CN': '以授予该成员身份的角色运行 REVOKE SET OPTION FOR clientele_sql FROM 该登录。',
			en: 'As the role that granted the membership, run REVOKE SET OPTION FOR clientele_sql FROM each of them.',
		},
	},
	sql_unread: {
		level: 'warning',
		means: {
			'zh-CN': '有 {count} 个 SQL 登录，但其查询无法进入审计：{reason}',
			en: 'There are {count} logins for SQL, and what they ask cannot come into the audit: {reason}',
		},
		todo: {
			'zh-CN':
				'在数据库服务器的 shared_preload_libraries 中加入 pg_stat_statements 并重启，运行 CREATE EXTENSION pg_stat_statements，并为本程序的用户执行 GRANT pg_read_all_stats。',
			en: 'Put pg_stat_statements into shared_preload_libraries of the database server and restart it, run CREATE EXTENSION pg_stat_statements, and GRANT pg_read_all_stats to the user of this program.',
		},
	},
	disk_full: {
		level: 'error',
		means: { 'zh-CN': '{folder} 只剩 {free}，数据库即将停止。', en: 'Only {free} are free at {folder}: the database is about to stop.' },
		todo: { 'zh-CN': '立即腾出空间。', en: 'Free some space now.' },
	},
} as const satisfies Record<string, { level: 'ok' | 'warning' | 'error'; means: Words; todo?: Words }>;

export type FindingCode = keyof typeof findings;
