// The embedded PostgreSQL: made on the first start, started or joined, watched over, and stopped by the last process that leaves it.
import type { ChildProcess } from 'node:child_process';
import { Client, DatabaseError } from 'pg';
import { type Account, serverAccount } from './embedded/account.ts';
import { type Binaries, findBinaries } from './embedded/binaries.ts';
import {
	checkCluster,
	createCluster,
	type Folders,
	type Note,
	newPassword,
	ownerName,
	prepareFolders,
	readNote,
	resetPassword,
	rotateLog,
	writeNote,
} from './embedded/cluster.ts';
import { explainFileError } from './embedded/errors.ts';
import { pause, processBegan, signal } from './embedded/process.ts';
import { clearRemains, findServer, freePort, isPortFree, type Log, type Server, startServer, stopServer } from './embedded/server.ts';
import { liveUsers, type Registration, type Role, refuseConflicts, register, signEvery, withLock } from './embedded/users.ts';

export type { Log } from './embedded/server.ts';

/** The running embedded database, as one process holds it. */
export interface Embedded {
	/** Connection as the owner of the database (a superuser of this cluster), over TCP on this machine. Stays the same until `stop`. */
	readonly url: string;
	/** False when another process already used the database and we only joined. */
	readonly started: boolean;
	/** Leaves the database; the last process to leave stops it, within about 4 s. May be called more than once. */
	stop(): Promise<void>;
}

export interface EmbeddedOptions {
	/** `serve` refuses the folder when another server already has it. Default: `command`, which joins whoever is there. */
	readonly role?: Role;
	/** Gives up waiting (a recovery may take minutes) and stops what was started. */
	readonly signal?: AbortSignal;
}

/** How often the server is looked after, in milliseconds: so long at most a dead one goes unnoticed. */
const watchEvery = 250;

/** Pauses between attempts to start a server that died, in milliseconds; the last one is repeated for ever. */
const backoff = [0, 500, 1000, 2000, 5000, 10000, 30000];

/**
 * Makes, starts or joins the embedded database of a data folder and keeps it running until `stop`: when the server dies it is started again.
 * @param dataDir absolute path of the data folder; made when it is missing
 * @param log for the people who operate the program
 * @throws AppError, each with a sentence on what to do: see embedded/errors.ts
 */
export async function ensureEmbedded(dataDir: string, log: Log, options: EmbeddedOptions = {}): Promise<Embedded> {
	const { role = 'command', signal = new AbortController().signal } = options;
	try {
		const folders = prepareFolders(dataDir);
		// Before the lock as well: a server that recovers for minutes holds it, and a second one should be told at once.
		await refuseConflicts(folders.run, dataDir, role);
		const opened = await withLock(folders.run, async () => {
			await refuseConflicts(folders.run, dataDir, role);
			const registration = register(folders.run, role);
			try {
				const started = liveUsers(folders.run, registration.file).length === 0;
				const running = await ensureRunning(folders, log, signal, started);
				return new Keeper(folders, registration, log, running, started);
			} catch (thrown) {
				registration.remove();
				throw thrown;
			}
		});
		return opened as Keeper;
	} catch (thrown) {
		throw explainFileError(thrown, dataDir);
	}
}

interface Running {
	readonly server: Server;
	readonly note: Note;
	/** Only where this process started the server itself. */
	readonly child?: ChildProcess;
}

/**
 * A server that answers, found or started. Runs under the lock of the folder.
 * @param mayMove whether another port may be taken when the noted one is in use by something else; never while others hold the URL
 */
async function ensureRunning(folders: Folders, log: Log, abort: AbortSignal, mayMove: boolean): Promise<Running> {
	const account = serverAccount(folders.cluster);
	for (let attempt = 1; ; attempt++) {
		const found = findServer(folders.cluster);
		const known = readNote(folders);
		if (found && known) {
			const note = { ...known, port: found.port };
			if (await openDatabase(note, found, abort)) return { server: found, note };
		}
		if (found) await stopServer(found.pid);
		const binaries = findBinaries(account);
		let note = await prepareCluster(folders, binaries, account, known);
		await clearRemains(folders.cluster);
		if (mayMove && !(await isPortFree(note.port))) {
			note = { ...note, port: await freePort() };
			writeNote(folders, note);
		}
		try {
			const { server, child } = await startServer(folders, binaries, account, note.port, log, abort);
			if (await openDatabase(note, server, abort)) return { server, note, child };
		} catch (thrown) {
			// Somebody else may have taken the port, or started a server here, in the moment before.
			const lostRace = findServer(folders.cluster) !== undefined || !(await isPortFree(note.port));
			if (abort.aborted || attempt === 3 || !lostRace) throw thrown;
		}
	}
}

/** Makes the cluster where there is none and sees to it that its password is known. */
async function prepareCluster(folders: Folders, binaries: Binaries, account: Account | undefined, known: Note | undefined): Promise<Note> {
	const exists = checkCluster(folders, binaries);
	if (known && exists) return known;
	// The note comes first: a cluster whose password nobody knows could not be entered.
	const note = known ?? { port: await freePort(), password: newPassword() };
	if (!exists) {
		writeNote(folders, note);
		await createCluster(folders, binaries, account, note.password);
	} else {
		await resetPassword(folders, binaries, account, note.password);
		writeNote(folders, note);
	}
	return note;
}

/**
 * Connects, which also shows that the password fits, and creates the database on the first start.
 * @returns false when the server ended meanwhile
 */
async function openDatabase(note: Note, server: Server, abort: AbortSignal): Promise<boolean> {
	const began = processBegan(server.pid);
	while (began !== undefined && processBegan(server.pid) === began) {
		abort.throwIfAborted();
		try {
			await withClient(connectionUrl(note), async () => {});
			return true;
		} catch (thrown) {
			const code = (thrown as { code?: string }).code;
			if (code === '3D000') {
				await withClient(connectionUrl(note, 'postgres'), (client) => client.query(`create database ${ownerName}`));
			} else if (thrown instanceof DatabaseError && code !== '57P03') throw thrown;
			// 57P03: it still starts. Anything else here is a connection that was not taken yet.
			else await pause(20);
		}
	}
	return false;
}

async function withClient(connectionString: string, work: (client: Client) => Promise<unknown>): Promise<void> {
	const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
	client.on('error', () => {});
	try {
		await client.connect();
		await work(client);
	} finally {
		await client.end().catch(() => {});
	}
}

function connectionUrl(note: Note, database = ownerName): string {
	return `postgres://${ownerName}:${note.password}@127.0.0.1:${note.port}/${database}`;
}

/** Holds the database for this process: watches it, starts it again, and leaves it at the end. */
class Keeper implements Embedded {
	readonly url: string;
	#running: Running;
	#began: string;
	#lastLook = 0;
	#reviving = false;
	#left: Promise<void> | undefined;
	readonly #leaving = new AbortController();
	readonly #timer: NodeJS.Timeout;

	constructor(
		private readonly folders: Folders,
		private readonly registration: Registration,
		private readonly log: Log,
		running: Running,
		readonly started: boolean,
	) {
		this.url = connectionUrl(running.note);
		this.#running = running;
		this.#began = processBegan(running.server.pid) ?? 'gone already';
		// Neither the timer nor the server keeps this process alive: a command ends when its work is done.
		this.#timer = setInterval(() => this.#look(), watchEvery).unref();
		process.once('exit', this.#exit);
	}

	stop(): Promise<void> {
		this.#left ??= this.#leave();
		return this.#left;
	}

	#look(): void {
		if (!this.#reviving && processBegan(this.#running.server.pid) !== this.#began) void this.#revive();
		if (Date.now() - this.#lastLook < signEvery) return;
		this.#lastLook = Date.now();
		this.registration.touch();
		try {
			rotateLog(this.folders.log);
		} catch (thrown) {
			this.log.warn(`the database's log could not be rotated: ${String(thrown)}`);
		}
	}

	/** Starts the server again after it died, on the same port, for as long as it takes. */
	async #revive(): Promise<void> {
		this.#reviving = true;
		this.log.error('the embedded database ended unexpectedly; it is started again');
		for (let attempt = 0; !this.#leaving.signal.aborted; attempt++) {
			await pause(backoff[Math.min(attempt, backoff.length - 1)] as number);
			try {
				const running = await withLock(this.folders.run, () => ensureRunning(this.folders, this.log, this.#leaving.signal, false));
				this.#running = running as Running;
				this.#began = processBegan(this.#running.server.pid) ?? 'gone already';
				this.log.info('the embedded database runs again');
				break;
			} catch (thrown) {
				const reason = explainFileError(thrown, this.folders.data);
				if (!this.#leaving.signal.aborted) this.log.error(`the embedded database does not start: ${(reason as Error).message}`);
			}
		}
		this.#reviving = false;
	}

	async #leave(): Promise<void> {
		this.#leaving.abort(new Error('the program is stopping'));
		clearInterval(this.#timer);
		process.off('exit', this.#exit);
		try {
			// Whoever holds the lock for longer is starting the database for itself and will stop it, too.
			await withLock(this.folders.run, () => this.#release(), 1500);
			this.registration.remove();
		} catch {
			// No lock can be written on a full or read-only disk. The server has to be stopped all the same.
			await this.#release();
		}
	}

	async #release(): Promise<void> {
		this.registration.remove();
		if (liveUsers(this.folders.run).length > 0) return;
		const server = findServer(this.folders.cluster);
		if (server) await stopServer(server.pid, 3);
	}

	/** The program ends without `stop`: nothing may be awaited any more, the server is only told. */
	readonly #exit = (): void => {
		this.registration.remove();
		if (liveUsers(this.folders.run).length === 0) signal(this.#running.server.pid, 'SIGINT');
	};
}
