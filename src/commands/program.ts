// The commands of the program. What a command needs is loaded when it runs, so that --help and mistakes are answered at once.
import { Command } from 'commander';
import { loadConfig } from '../platform/config.ts';
import { languages } from '../platform/errors.ts';
import { version } from '../version.ts';
import { add, group, idArgument, list, option, percentage, positive, shared } from './cli.ts';
import type { Opened, OpenOptions } from './services.ts';
import { inWords, language } from './terminal.ts';

/** Runs what needs the database on open services. */
async function onServices(
	work: (services: Opened, signal: AbortSignal) => unknown,
	options: Pick<OpenOptions, 'migrate'> = {},
): Promise<void> {
	const { withServices } = await import('./services.ts');
	await withServices(loadConfig(), async (services, signal) => work(services, signal), options);
}

export const program = shared(new Command('clientele'))
	.description(
		inWords({
			'zh-CN': '自托管的客户数据库。\n配置来自环境变量（CLIENTELE_DATA、DATABASE_URL、HOST、PORT、LOG_LEVEL……），所有命令相同。',
			en: 'A self-hosted customer database.\nThe configuration comes from the environment (CLIENTELE_DATA, DATABASE_URL, HOST, PORT, LOG_LEVEL …), the same for all commands.',
		}),
	)
	.version(version, '-V, --version', inWords({ 'zh-CN': '显示版本', en: 'show the version' }));

add(program, 'serve', { 'zh-CN': '启动网页、接口和后台任务', en: 'serve the page and the interface, and do background work' }).action(
	async () => {
		const { serve } = await import('./serve.ts');
		await serve(loadConfig());
	},
);

add(program, 'work', { 'zh-CN': '只处理后台任务', en: 'do background work alone, beside a server' }).action(async () => {
	const { workOnly } = await import('./serve.ts');
	await workOnly(loadConfig());
});

add(program, 'migrate', { 'zh-CN': '把数据库升级到此版本', en: 'bring the database to this version' }).action(() =>
	onServices(async (services) => (await import('./database.ts')).migrated(services)),
);

const importing = add(program, 'import', {
	'zh-CN': '导入客户文件（CSV、XLSX、NDJSON、vCard）',
	en: 'import a file of customers (CSV, XLSX, NDJSON, vCard)',
});
importing
	.argument('<file>', inWords({ 'zh-CN': '文件路径', en: 'path of the file' }))
	.option(
		'--map <column=field,…>',
		inWords({
			'zh-CN': '列与字段的对应，其余的列自动识别；等号后为空表示不导入',
			en: 'which column is which field, the others are recognised; nothing after = leaves a column out',
		}),
	)
	.option('--source <name>', inWords({ 'zh-CN': '来源名称', en: 'name of the source' }))
	.addOption(
		option('--kind <kind>', { 'zh-CN': '个人、组织或自动判断', en: 'what the rows are' }).choices(['person', 'organisation', 'auto']),
	)
	.addOption(
		option('--match <rules>', {
			'zh-CN': '按什么识别已有客户：external_id、email、phone，用逗号分隔',
			en: 'by what existing customers are recognised: external_id, email, phone, separated by commas',
		}).argParser(list),
	)
	.addOption(
		option('--mode <mode>', {
			'zh-CN': 'delta：没有出现的行保持不变；full：文件是该来源的全部',
			en: 'delta: absent rows stay as they are; full: the file is all that the source says',
		}).choices(['delta', 'full']),
	)
	.addOption(
		option('--max-absent-percent <percent>', {
			'zh-CN': 'full：来源中超过百分之几的记录缺失时停止，默认 20',
			en: 'full: stop when more than this percentage of the source is absent, 20 by default',
		}).argParser(percentage),
	)
	.addOption(
		option('--tags <tags>', { 'zh-CN': '给所有行加标签，用逗号分隔', en: 'tags for all rows, separated by commas' }).argParser(list),
	)
	.option(
		'--country <code>',
		inWords({ 'zh-CN': '没有国家代码的电话属于哪国，例如 CN', en: 'country of phone numbers without a country code, for example CN' }),
	)
	.option('--encoding <name>', inWords({ 'zh-CN': '文件编码，默认自动识别', en: 'encoding of the file; recognised by default' }))
	.option('--sheet <name>', inWords({ 'zh-CN': '工作表名称', en: 'name of the sheet in a workbook' }))
	.option('--revive', inWords({ 'zh-CN': '恢复回收站中的客户', en: 'bring back customers that are in the trash' }))
	.option('--dry-run', inWords({ 'zh-CN': '只预览，不写入', en: 'show what would happen and write nothing' }))
	.action((file: string, options: object) =>
		onServices(async (services, signal) => (await import('./import.ts')).importCommand(services, signal, file, options)),
	);

// What stands behind undo, redo or list is theirs alone: taken for an option of import, --dry-run was no word to redo.
for (const one of [program, importing]) one.enablePositionalOptions();
const importId = () => idArgument(importing, { 'zh-CN': '导入编号', en: 'number of the import' });
add(importing, 'undo', { 'zh-CN': '撤销一次导入', en: 'undo an import' })
	.addArgument(importId())
	.option('--dry-run', inWords({ 'zh-CN': '只预览，不撤销', en: 'show what would happen and undo nothing' }))
	.action((id: number, options: { readonly dryRun?: boolean }) =>
		onServices(async (services) => (await import('./import.ts')).undoCommand(services, id, options)),
	);
add(importing, 'redo', { 'zh-CN': '重做已撤销的导入', en: 'redo an import that was undone' })
	.addArgument(importId())
	.action((id: number) => onServices(async (services) => (await import('./import.ts')).redoCommand(services, id)));
add(importing, 'list', { 'zh-CN': '列出导入记录', en: 'list the imports' }).action(() =>
	onServices(async (services) => (await import('./import.ts')).listCommand(services)),
);

add(program, 'export', { 'zh-CN': '导出客户', en: 'export customers' })
	.addOption(
		option('--format <format>', { 'zh-CN': '格式', en: 'format' }).choices(['csv', 'xlsx', 'ndjson', 'parquet', 'vcard']).default('csv'),
	)
	.option('--out <file>', inWords({ 'zh-CN': '写入文件；不写则输出到标准输出', en: 'file to write; standard output without it' }))
	.option('--search <text>', inWords({ 'zh-CN': '只导出搜索结果', en: 'only what this search finds' }))
	.option(
		'--filter <json>',
		inWords({ 'zh-CN': '只导出符合条件的客户（与接口的 filter 相同）', en: 'only what this filter selects, written as in the interface' }),
	)
	.addOption(option('--fields <fields>', { 'zh-CN': '字段，用逗号分隔', en: 'fields, separated by commas' }).argParser(list))
	.option(
		'--purpose <number>',
		inWords({
			'zh-CN': '导出的目的（编号）：排除不能为此使用的客户',
			en: 'what it is for (its number): leaves out whom it does not permit',
		}),
	)
	.option('--channel <channel>', inWords({ 'zh-CN': '该目的的渠道，例如 email', en: 'channel of the purpose, such as email' }))
	.option(
		'--anonymised',
		inWords({ 'zh-CN': '用于测试的副本：结构相同，不含任何真实的人', en: 'a copy for testing: the same shape, about nobody real' }),
	)
	.action((options) => onServices(async (services, signal) => (await import('./export.ts')).exportCommand(services, signal, options)));

add(program, 'dedupe', {
	'zh-CN': '在文件中找出重复的客户记录，不导入任何内容',
	en: 'find the records of a file that are one customer, without importing anything',
})
	.argument('<file>', inWords({ 'zh-CN': '文件路径（CSV、XLSX、NDJSON、vCard）', en: 'path of the file (CSV, XLSX, NDJSON, vCard)' }))
	.option('--link <file>', inWords({ 'zh-CN': '第二个文件：也在两者之间查找', en: 'a second file: looks in both and between them' }))
	.option(
		'--id <column>',
		inWords({ 'zh-CN': '记录编号所在的列；不写则用行号', en: 'column that names the records; their row without it' }),
	)
	.option(
		'--map <column=field,…>',
		inWords({
			'zh-CN': '列与字段的对应，其余的列自动识别；等号后为空表示不比较',
			en: 'which column is which field, the others are recognised; nothing after = leaves a column out',
		}),
	)
	.option(
		'--out <file>',
		inWords({ 'zh-CN': '结果：每行的编号、组和概率（CSV）', en: 'the result: id, cluster and probability of each row (CSV)' }),
	)
	.option(
		'--pairs <file>',
		inWords({ 'zh-CN': '可能相同的记录对及其理由（CSV）', en: 'the pairs that may be one, with what each field says (CSV)' }),
	)
	.option('--explain <ids...>', inWords({ 'zh-CN': '说明两条记录为何相同或不同', en: 'why two records are one customer, or two' }))
	.option('--encoding <name>', inWords({ 'zh-CN': '文件编码，默认自动识别', en: 'encoding of the file; recognised by default' }))
	.option('--sheet <name>', inWords({ 'zh-CN': '工作表名称', en: 'name of the sheet in a workbook' }))
	.action(async (file: string, options) => (await import('./dedupe.ts')).dedupeCommand(file, options));

add(program, 'demo', { 'zh-CN': '填入虚构的示例客户', en: 'fill in invented customers to try things with' })
	.addOption(option('--customers <number>', { 'zh-CN': '客户数量', en: 'how many' }).argParser(positive).default(10_000))
	.action(({ customers }) => onServices(async (services) => (await import('./demo.ts')).demoCommand(services, customers)));

const user = group(program, 'user', { 'zh-CN': '管理用户', en: 'manage the people who may sign in' });
const passwordOption = {
	'zh-CN': '密码；- 表示从标准输入读取；不写则生成一个并显示',
	en: 'password; - reads it from standard input; without it one is made and shown',
};
const roleWords = {
	'zh-CN': '角色：内置角色的代号（如 sales）或自建角色的名称',
	en: 'role: the key of one that comes with the product (sales …) or the name of one of yours',
};
const teamWords = { 'zh-CN': '团队名称或编号', en: 'name or number of a team' };
const emailArgument = inWords({ 'zh-CN': '邮箱', en: 'e-mail address' });
add(user, 'create', { 'zh-CN': '添加用户', en: 'add a person' })
	.addOption(option('--email <address>', { 'zh-CN': '邮箱', en: 'e-mail address' }).makeOptionMandatory())
	.option('--name <name>', inWords({ 'zh-CN': '姓名', en: 'name' }))
	.addOption(option('--role <role>', roleWords).default('read_only'))
	.addOption(option('--team <team>', teamWords))
	.addOption(option('--password <text>', passwordOption))
	.addOption(
		option('--language <language>', { 'zh-CN': '界面语言', en: 'language of the page' })
			.choices([...languages])
			.default(language),
	)
	.action((options) => onServices(async (services) => (await import('./accounts.ts')).addUser(services, options)));
add(user, 'list', { 'zh-CN': '列出用户', en: 'list the people' }).action(() =>
	onServices(async (services) => (await import('./accounts.ts')).listUsers(services)),
);
for (const [name, state, words] of [
	['disable', 'disabled', { 'zh-CN': '停用用户', en: 'disable a person' }],
	['enable', 'active', { 'zh-CN': '重新启用用户', en: 'enable a person again' }],
] as const) {
	add(user, name, words)
		.argument('<email>', inWords({ 'zh-CN': '邮箱', en: 'e-mail address' }))
		.action((email: string) => onServices(async (services) => (await import('./accounts.ts')).setUserState(services, email, state)));
}
add(user, 'reset-password', { 'zh-CN': '重设密码', en: 'set a new password' })
	.argument('<email>', inWords({ 'zh-CN': '邮箱', en: 'e-mail address' }))
	.addOption(option('--password <text>', passwordOption))
	.action((email: string, options: { password?: string }) =>
		onServices(async (services) => (await import('./accounts.ts')).resetPassword(services, email, options.password)),
	);

add(user, 'grant', { 'zh-CN': '授予角色', en: 'give a person a role' })
	.argument('<email>', emailArgument)
	.addOption(option('--role <role>', roleWords).makeOptionMandatory())
	.addOption(option('--team <team>', teamWords))
	.option('--until <time>', inWords({ 'zh-CN': '到期时间，例如 2027-01-31', en: 'when it ends, for example 2027-01-31' }))
	.option('--reason <text>', inWords({ 'zh-CN': '原因', en: 'why' }))
	.action((email: string, options) => onServices(async (services) => (await import('./access.ts')).grantRole(services, email, options)));
add(user, 'grants', { 'zh-CN': '列出某人的授权', en: 'list what was granted to a person' })
	.argument('<email>', emailArgument)
	.action((email: string) => onServices(async (services) => (await import('./access.ts')).listGrants(services, email)));
add(user, 'revoke', { 'zh-CN': '立即结束一项授权', en: 'end a grant at once' })
	.argument('<email>', emailArgument)
	.addArgument(idArgument(user, { 'zh-CN': '授权编号', en: 'number of the grant' }))
	.action((email: string, id: number) => onServices(async (services) => (await import('./access.ts')).revokeGrant(services, email, id)));
add(user, 'db-access', {
	'zh-CN': '给某人一个数据库登录，权限与其授权一致；密码只显示一次',
	en: 'give a person a database login with the rights of his grants; the password is shown this once',
})
	.argument('<email>', emailArgument)
	.option('--revoke', inWords({ 'zh-CN': '收回', en: 'take it away' }))
	.action((email: string, options: { revoke?: boolean }) =>
		onServices(async (services) => (await import('./access.ts')).databaseAccess(services, email, options.revoke ?? false)),
	);

const apiKey = group(program, 'api-key', { 'zh-CN': '管理 API 密钥', en: 'manage the API keys' });
add(apiKey, 'create', { 'zh-CN': '新建密钥并显示（只显示这一次）', en: 'make a key and print it, this once' })
	.addOption(option('--name <name>', { 'zh-CN': '名称', en: 'name' }).makeOptionMandatory())
	.addOption(
		option('--permissions <names>', {
			'zh-CN': '权限，用逗号分隔；all 表示所有者的全部权限',
			en: 'permissions, separated by commas; all: everything that its owner may do',
		}).default('customers.read,settings.read'),
	)
	.option(
		'--user <email>',
		inWords({ 'zh-CN': '所有者的邮箱；不写则属于系统账户', en: 'e-mail address of the owner; the system account without it' }),
	)
	.addOption(
		option('--addresses <networks>', {
			'zh-CN': '允许使用的网络，用逗号分隔，例如 10.1.0.0/16；不写则不限',
			en: 'networks it may be used from, separated by commas, for example 10.1.0.0/16; everywhere without it',
		}).argParser(list),
	)
	.addOption(option('--per-minute <requests>', { 'zh-CN': '每分钟最多请求次数', en: 'requests a minute' }).argParser(positive))
	.option('--expires <time>', inWords({ 'zh-CN': '到期时间，例如 2027-01-31', en: 'when it expires, for example 2027-01-31' }))
	.action((options) => onServices(async (services) => (await import('./accounts.ts')).addKey(services, options)));
add(apiKey, 'list', { 'zh-CN': '列出密钥', en: 'list the keys' }).action(() =>
	onServices(async (services) => (await import('./accounts.ts')).listKeys(services)),
);
add(apiKey, 'revoke', { 'zh-CN': '撤销密钥', en: 'revoke a key' })
	.addArgument(idArgument(apiKey, { 'zh-CN': '密钥编号', en: 'number of the key' }))
	.action((id: number) => onServices(async (services) => (await import('./accounts.ts')).revokeKey(services, id)));

const privacy = group(program, 'privacy', { 'zh-CN': '隐私：清除客户', en: 'privacy: erasing customers' });
add(privacy, 'erase', { 'zh-CN': '清除客户的全部内容，无法恢复', en: 'erase everything known of a customer, for good' })
	.addArgument(idArgument(privacy, { 'zh-CN': '客户编号', en: 'number of the customer' }))
	.addOption(option('--reason <text>', { 'zh-CN': '原因，不要指明本人', en: 'why, in words that name nobody' }).makeOptionMandatory())
	.option('--dry-run', inWords({ 'zh-CN': '只预览，不清除', en: 'show what would go and erase nothing' }))
	.action((id: number, options) => onServices(async (services) => (await import('./privacy.ts')).eraseCommand(services, id, options)));
add(privacy, 'erasures', { 'zh-CN': '列出清除记录', en: 'list the erasures' }).action(() =>
	onServices(async (services) => (await import('./privacy.ts')).listErasures(services)),
);
add(privacy, 'vacuum-now', {
	'zh-CN': '立即让磁盘跟上清除：重写各表并更换预写日志（期间各表依次锁定）',
	en: 'make the disk follow the erasures at once: rewrites the tables, each locked for that long, and renews the write-ahead log',
}).action(() => onServices(async (services) => (await import('./privacy.ts')).vacuumNow(services)));

const keys = group(program, 'keys', { 'zh-CN': '管理加密用的主密钥', en: 'look after the master keys of the encryption' });
add(keys, 'status', { 'zh-CN': '显示主密钥及其用途', en: 'show the master keys and what they wrap' }).action(() =>
	onServices(async (services) => (await import('./keys.ts')).keyStatus(services)),
);
add(keys, 'rotate', {
	'zh-CN': '换用新的主密钥，不停机',
	en: 'put a new master key in place of the old one, while everything runs',
}).action(() => onServices(async (services) => (await import('./keys.ts')).rotateKeys(services)));
add(keys, 'check', { 'zh-CN': '检查所有数据密钥能否打开', en: 'see whether all data keys open' }).action(() =>
	onServices(async (services) => (await import('./keys.ts')).keysChecked(services)),
);

add(program, 'psql-url', { 'zh-CN': '显示用 SQL 访问客户的地址', en: 'print an address for SQL access to the customers' }).action(() =>
	onServices(async (services) => (await import('./database.ts')).psqlUrl(services)),
);

const auditing = group(program, 'audit', { 'zh-CN': '审计记录', en: 'the audit' });
add(auditing, 'verify', {
	'zh-CN': '重新计算审计链，找出被修改、删除、添加或移动的记录',
	en: 'compute the chain of the audit anew and name what was changed, removed, added or moved',
})
	.option('--from <date>', inWords({ 'zh-CN': '从此日期开始', en: 'begin at this date' }))
	.option(
		'--checkpoints <file>',
		inWords({
			'zh-CN': '保存在别处的检查点文件（每行一个 JSON）',
			en: 'a file of checkpoints that were kept elsewhere, one JSON object a line',
		}),
	)
	.option(
		'--key <file...>',
		inWords({ 'zh-CN': '其他机器或以前的公钥（PEM）', en: 'public keys of other machines, or earlier ones (PEM)' }),
	)
	.action((options: object) =>
		onServices(async (services, signal) => (await import('./audit.ts')).verifyCommand(services, signal, options), { migrate: false }),
	);

add(program, 'doctor', { 'zh-CN': '检查数据库和数据文件夹', en: 'look over the database and the data folder' }).action(() =>
	onServices(async (services) => (await import('./doctor.ts')).doctorCommand(services), { migrate: false }),
);
