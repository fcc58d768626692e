// The files of the embedded database: where they lie, how the cluster is made, and the note with its port and password.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chownSync,
	closeSync,
	copyFileSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Account, canEnter } from './account.ts';
import type { Binaries } from './binaries.ts';
import { embeddedError, explainOutput, isDiskFull } from './errors.ts';
import { chooseSettings, measureMachine, renderSettings } from './settings.ts';

/** Owner of the cluster and of the database; both bear the program's name. */
export const ownerName = 'clientele';

/** Where everything lies in the data folder. */
export interface Folders {
	readonly data: string;
	/** The PostgreSQL cluster. */
	readonly cluster: string;
	/** Port and password of the cluster, readable by the owner of the program alone. */
	readonly note: string;
	readonly log: string;
	/** Marks of the processes that use the folder. */
	readonly run: string;
}

export interface Note {
	readonly port: number;
	readonly password: string;
}

/** Makes the folders that are missing. Other users may pass through (the database's own user must), not look. */
export function prepareFolders(data: string): Folders {
	mkdirSync(data, { recursive: true, mode: 0o711 });
	for (const name of ['log', 'files', 'run']) mkdirSync(join(data, name), { recursive: true, mode: 0o700 });
	return {
		data,
		cluster: join(data, 'postgres'),
		note: join(data, 'postgres.json'),
		log: join(data, 'log', 'postgres.log'),
		run: join(data, 'run'),
	};
}

export function readNote(folders: Folders): Note | undefined {
	try {
		const note = JSON.parse(readFileSync(folders.note, 'utf8')) as Note;
		return Number.isInteger(note.port) && typeof note.password === 'string' ? note : undefined;
	} catch (thrown) {
		if (thrown instanceof SyntaxError || (thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw thrown;
	}
}

/** Whole or not at all, also when the power goes: without the password the database cannot be entered. */
export function writeNote(folders: Folders, note: Note): void {
	writeWhole(folders.note, `${JSON.stringify(note)}\n`);
}

export function newPassword(): string {
	return randomBytes(24).toString('base64url');
}

/** True when there is a cluster, after looking that it is whole and of our version. */
export function checkCluster(folders: Folders, binaries: Binaries): boolean {
	if (!existsSync(folders.cluster)) return false;
	const version = join(folders.cluster, 'PG_VERSION');
	if (!existsSync(version)) {
		if (readdirSync(folders.cluster).length === 0) return false;
		throw embeddedError('cluster_incomplete', { folder: folders.cluster });
	}
	const found = readFileSync(version, 'utf8').trim();
	if (found !== String(binaries.major))
		throw embeddedError('cluster_other_version', { folder: folders.cluster, found, wanted: binaries.major });
	return true;
}

/**
 * How to name the cluster to PostgreSQL. Where its user cannot pass the folders above (root's own, mode 0700) it is started inside the
 * cluster and told to work where it stands: after one chdir to its data folder PostgreSQL uses relative paths only, and the link
 * /proc/self/cwd leads there without a walk through the folders above. The kernel puts a process into a folder before root's rights are laid down.
 */
export function clusterArgument(cluster: string, account: Account | undefined): string {
	if (!account || canEnter(cluster, account)) return cluster;
	if (existsSync('/proc/self/cwd')) return '/proc/self/cwd';
	throw embeddedError('folder_out_of_reach', { folder: cluster });
}

/** What PostgreSQL's programs see of our environment: nothing that could change them (PGDATA, PGOPTIONS, a locale that is not installed). */
export const serverEnvironment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes the cluster in a folder beside its place and moves it there when it is whole, so that an interrupted start leaves nothing half-made.
 * @throws AppError `disk_full`, `data_folder_read_only`, `data_folder_not_writable`, `embedded_failed`
 */
export async function createCluster(folders: Folders, binaries: Binaries, account: Account | undefined, password: string): Promise<void> {
	if (isDiskFull(folders.data)) throw embeddedError('disk_full', { folder: folders.data });
	const unfinished = `${folders.cluster}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { mode: 0o700 });
	if (account) chownSync(unfinished, account.uid, account.gid);

	let output = '';
	// Which name the machine has for "UTF-8, no country": pg_trgm and lower() outside ICU need a locale that knows letters beyond ASCII.
	for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
		const result = await runInitdb(folders, unfinished, binaries, account, password, locale);
		output = result.output;
		if (result.code === 0) {
			rmSync(folders.cluster, { recursive: true, force: true });
			renameSync(unfinished, folders.cluster);
			return;
		}
		if (!/invalid locale|locale name/.test(output)) break;
	}
	rmSync(unfinished, { recursive: true, force: true });
	writeFileSync(folders.log, output, { flag: 'a' });
	throw explainOutput(output, folders.data, folders.log);
}

async function runInitdb(
	folders: Folders,
	cluster: string,
	binaries: Binaries,
	account: Account | undefined,
	password: string,
	locale: string,
) {
	// The password goes in as a file on standard input: never on a command line, and readable for a user who cannot enter our folders.
	const passwordFile = join(folders.run, `password.${process.pid}`);
	writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
	if (account) chownSync(passwordFile, account.uid, account.gid);
	const stdin = openSync(passwordFile, 'r');
	try {
		const child = spawn(
			binaries.initdb,
			[
				`--pgdata=${clusterArgument(cluster, account)}`,
				`--username=${ownerName}`,
				'--pwfile=/dev/stdin',
				'--auth=scram-sha-256',
				'--data-checksums',
				// Small segments: an empty database takes 40 MB instead of 56, and an archive of the log follows the last write closely.
				'--wal-segsize=1',
				'--encoding=UTF8',
				// Sorting by ICU's root order, from the ICU that is shipped with the programs: the same on every machine, so that indexes on text stay
				// right when the folder moves or the system is upgraded. It suits all languages; lists in pinyin order name that collation themselves.
				'--locale-provider=icu',
				'--icu-locale=und',
				`--locale=${locale}`,
				'--lc-messages=C',
			],
			{ cwd: cluster, env: serverEnvironment, stdio: [stdin, 'pipe', 'pipe'], ...account },
		);
		return await outcome(child);
	} finally {
		closeSync(stdin);
		rmSync(passwordFile, { force: true });
	}
}

/**
 * Gives the owner a new password where the note with the old one is lost, without a server: PostgreSQL's single-user mode asks for none.
 * Whoever can write the cluster's files can do this, so it opens nothing that was closed.
 */
export async function resetPassword(folders: Folders, binaries: Binaries, account: Account | undefined, password: string): Promise<void> {
	const child = spawn(binaries.postgres, ['--single', '-D', clusterArgument(folders.cluster, account), 'postgres'], {
		cwd: folders.cluster,
		env: serverEnvironment,
		...account,
	});
	child.stdin.end(`alter role ${ownerName} password '${password}'\n`);
	const { code, output } = await outcome(child);
	if (code !== 0 || /ERROR|FATAL/.test(output)) throw explainOutput(output, folders.data, folders.log);
}

/** Waits for the end of a program and answers all that it wrote. */
async function outcome(child: ChildProcess): Promise<{ code: number | null; output: string }> {
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on('data', (chunk: Buffer) => {
			output += chunk;
		});
	}
	const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
	return { code, output };
}

/** Writes postgresql.conf for this machine; untouched where nothing changed, so that it also starts on a full disk. */
export function writeSettings(folders: Folders, account: Account | undefined): void {
	const file = join(folders.cluster, 'postgresql.conf');
	const text = renderSettings(chooseSettings(measureMachine(folders.data)));
	if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
	writeWhole(file, text, account);
}

/** Keeps the log file under about 10 MB, with three older ones beside it. */
export function rotateLog(log: string): void {
	if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) < 10 * 2 ** 20) return;
	for (const age of [2, 1]) if (existsSync(`${log}.${age}`)) renameSync(`${log}.${age}`, `${log}.${age + 1}`);
	// The server keeps the file open and appends: it has to be copied and cut, a renamed one would be followed.
	copyFileSync(log, `${log}.1`);
	truncateSync(log);
}

function writeWhole(file: string, text: string, account?: Account): void {
	const unfinished = `${file}.${process.pid}`;
	try {
		const handle = openSync(unfinished, 'w', 0o600);
		try {
			writeFileSync(handle, text);
			if (account) chownSync(unfinished, account.uid, account.gid);
			fsyncSync(handle);
		} finally {
			closeSync(handle);
		}
		renameSync(unfinished, file);
	} catch (thrown) {
		rmSync(unfinished, { force: true });
		throw thrown;
	}
}
