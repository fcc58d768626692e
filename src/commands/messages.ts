// The errors of starting the program and of its commands, in both languages.
import { defineErrors } from '../platform/errors.ts';

export const commandError = defineErrors({
	unexpected: {
		status: 500,
		'zh-CN': '程序内部出错：{reason}。设置 LOG_LEVEL=debug 后重试可看到详情。',
		en: 'The program failed: {reason}. Run it again with LOG_LEVEL=debug to see more.',
	},
	port_taken: {
		status: 409,
		'zh-CN': '端口 {port} 已被其他程序占用。请停止那个程序，或用环境变量 PORT 指定另一个端口，例如 PORT=8081。',
		en: 'Port {port} is used by another program. Stop that one, or name another port with PORT, for example PORT=8081.',
	},
	port_refused: {
		status: 403,
		'zh-CN': '系统不允许当前用户使用端口 {port}。请用环境变量 PORT 指定 1024 以上的端口。',
		en: 'The system does not let this user listen on port {port}. Name a port above 1024 with PORT.',
	},
	host_unknown: {
		status: 400,
		'zh-CN': '无法在地址 {host} 上监听：它不是本机的地址。请用环境变量 HOST 指定，例如 127.0.0.1 或 0.0.0.0。',
		en: 'The address {host} is not one of this machine. Name another one with HOST, for example 127.0.0.1 or 0.0.0.0.',
	},
	tls_untrusted: {
		status: 500,
		'zh-CN':
			'DATABASE_URL 要求加密，但数据库服务器的证书无法验证（{reason}）。请在 DATABASE_URL 末尾用 sslrootcert=文件 指定签发机构的证书；若不需验证，用 sslmode=no-verify。',
		en: 'DATABASE_URL asks for TLS, and the certificate of the database server cannot be verified ({reason}). Name the certificate of its authority with sslrootcert=FILE in DATABASE_URL, or use sslmode=no-verify to go without verifying.',
	},
	tls_wrong_host: {
		status: 500,
		'zh-CN': '数据库服务器的证书是发给另一个主机名的（{reason}）。请在 DATABASE_URL 中使用证书上的主机名。',
		en: 'The certificate of the database server was made for another host name ({reason}). Use the name in the certificate in DATABASE_URL.',
	},
	tls_expired: {
		status: 500,
		'zh-CN': '数据库服务器的证书已过期。请在服务器上更新证书。',
		en: 'The certificate of the database server has expired. Renew it on the server.',
	},
	tls_not_offered: {
		status: 500,
		'zh-CN': 'DATABASE_URL 要求加密，但数据库服务器不支持 TLS。请在服务器上启用 ssl，或从 DATABASE_URL 去掉 sslmode。',
		en: 'DATABASE_URL asks for TLS, and the database server does not offer it. Switch ssl on in the server, or leave sslmode out of DATABASE_URL.',
	},
	file_unreadable: {
		status: 400,
		'zh-CN': '无法读取文件 {file}（{reason}）。请检查路径和权限。',
		en: 'The file {file} cannot be read ({reason}). Check its path and the rights on it.',
	},
	file_unwritable: {
		status: 400,
		'zh-CN': '无法写入文件 {file}（{reason}）。请检查路径、权限和磁盘空间。',
		en: 'The file {file} cannot be written ({reason}). Check its path, the rights on it and the free disk space.',
	},
	column_unknown: {
		status: 400,
		'zh-CN': '文件中没有列“{column}”。现有的列：{columns}。',
		en: 'The file has no column "{column}". It has: {columns}.',
	},
	field_unknown: {
		status: 400,
		'zh-CN': '没有字段“{field}”。--map 可用的字段：{fields}。',
		en: 'There is no field "{field}". --map takes: {fields}.',
	},
	nothing_to_compare: {
		status: 400,
		'zh-CN': '没有可以比较的列（{columns}）。请用 --map 说明哪一列是什么，例如 --map 姓名=name。',
		en: 'There is no column to compare by ({columns}). Say with --map which is what, for example --map "Full name=name"; two files need a field that both have.',
	},
	record_unknown: {
		status: 404,
		'zh-CN': '没有编号为 {id} 的记录。编号来自 --id 指定的列；未指定时是行号，从 1 开始。',
		en: 'There is no record {id}. Records are named by the column of --id, without it by their row, counted from 1.',
	},
	dedupe_needs_out: {
		status: 400,
		'zh-CN': '请用 --out 指定结果文件（或用 --pairs、--explain）。',
		en: 'Name the file of the result with --out (or ask for --pairs or --explain).',
	},
	mapping_malformed: {
		status: 400,
		'zh-CN': '--map 的写法不正确：“{text}”。请写成 列=字段，多个之间用逗号分隔，例如 --map 姓名=name,手机=phone；列= 表示不导入。',
		en: '--map is not understood at “{text}”. Write column=field, several of them separated by commas, for example --map "Full name=name,Mobile=phone"; nothing after = leaves a column out.',
	},
	option_malformed: {
		status: 400,
		'zh-CN': '选项 {option} 的值不正确：{reason}',
		en: 'The option {option} has a wrong value: {reason}',
	},
	json_needs_out: {
		status: 400,
		'zh-CN': '--json 时标准输出只有一个结果对象，请用 --out 指定导出文件。',
		en: 'With --json standard output holds the result alone: name the file of the export with --out.',
	},
	import_paused: {
		status: 503,
		'zh-CN': '导入 {id} 已在第 {rows} 行后暂停。可在网页上继续，或用 clientele import undo {id} 撤销。',
		en: 'Import {id} is paused after {rows} rows. Resume it on its page, or undo it with clientele import undo {id}.',
	},
	stopped: {
		status: 503,
		'zh-CN': '已中止。',
		en: 'Stopped before it was done.',
	},
});

/** Mistakes on the command line. `{what}` is the part of it that is meant. */
export const usageError = defineErrors({
	command_unknown: {
		status: 400,
		'zh-CN': '没有命令“{what}”。用 --help 查看所有命令。',
		en: 'There is no command “{what}”. --help lists them all.',
	},
	option_unknown: {
		status: 400,
		'zh-CN': '没有选项 {what}。用 --help 查看所有选项。',
		en: 'There is no option {what}. --help lists them all.',
	},
	argument_missing: {
		status: 400,
		'zh-CN': '缺少参数“{what}”。用 --help 查看用法。',
		en: 'The argument “{what}” is missing. --help shows the usage.',
	},
	option_value_missing: { status: 400, 'zh-CN': '选项 {what} 需要一个值。', en: 'The option {what} needs a value.' },
	option_missing: { status: 400, 'zh-CN': '缺少选项 {what}。', en: 'The option {what} is missing.' },
	value_wrong: {
		status: 400,
		'zh-CN': '{what} 的值不正确。用 --help 查看用法。',
		en: 'The value of {what} is wrong. --help shows the usage.',
	},
	choice_wrong: {
		status: 400,
		'zh-CN': '{what} 的值不正确，可用的值：{choices}。',
		en: 'The value of {what} is wrong. Use one of {choices}.',
	},
	arguments_too_many: {
		status: 400,
		'zh-CN': '参数太多。用 --help 查看用法。',
		en: 'There are too many arguments. --help shows the usage.',
	},
	usage_wrong: { status: 400, 'zh-CN': '命令有误：{what}', en: 'The command is wrong: {what}' },
});
