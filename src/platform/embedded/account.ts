// As whom the database runs when the program runs as root (PostgreSQL refuses root), and whether that user can enter a folder.
import { spawnSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { embeddedError } from './errors.ts';

/** The unprivileged user that runs the database, in the form that `spawn` takes. */
export interface Account {
	readonly uid: number;
	readonly gid: number;
}

/**
 * The account to run the database as; undefined means as ourselves, because we are not root.
 * An existing database keeps its owner. A new one goes to the owner of the surrounding folder (`sudo npm start` in a person's folder), else to
 * the system's own `postgres`, else to `nobody`. No account is ever created: a program that is only being tried must leave no trace in /etc.
 * @throws AppError `cluster_of_other_user`, `no_unprivileged_account`
 */
export function serverAccount(cluster: string): Account | undefined {
	const own = process.getuid?.();
	if (own === undefined) return undefined;
	const owner = statSync(cluster, { throwIfNoEntry: false });
	if (own !== 0) {
		if (owner && owner.uid !== own) throw embeddedError('cluster_of_other_user', { folder: cluster, owner: owner.uid });
		return undefined;
	}
	if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
	const { uid, gid } = statSync(nearestFolder(dirname(cluster)));
	if (uid !== 0 && hasName(uid)) return { uid, gid };
	const account = lookUp('postgres') ?? lookUp('nobody');
	if (!account) throw embeddedError('no_unprivileged_account');
	return account;
}

/** Whether the account may pass through every folder of the path, by their mode bits. `path` must exist. */
export function canEnter(path: string, account: Account): boolean {
	for (let folder = realpathSync(path); ; folder = dirname(folder)) {
		const { mode, uid, gid } = statSync(folder);
		const passes = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
		if ((mode & passes) === 0) return false;
		if (folder === dirname(folder)) return true;
	}
}

/** The path itself or the closest folder above it that exists. */
export function nearestFolder(path: string): string {
	let folder = resolve(path);
	while (!statSync(folder, { throwIfNoEntry: false })) folder = dirname(folder);
	return folder;
}

/** initdb wants a user with a name; a folder mounted into a container may belong to a bare number. */
function hasName(uid: number): boolean {
	return spawnSync('id', ['-un', String(uid)]).status === 0;
}

function lookUp(name: string): Account | undefined {
	const read = (flag: string) => Number.parseInt(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout ?? '', 10);
	const account = { uid: read('-u'), gid: read('-g') };
	return account.uid > 0 && account.gid > 0 ? account : undefined;
}
