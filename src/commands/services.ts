// Opens what every command stands on: the database (embedded or the one of DATABASE_URL), migrated, the queue and the log.
import pg from 'pg';
import type { Logger } from 'pino';
import { makePartitions } from '../features/audit/retention.ts';
import { replayErasures } from '../features/privacy/ledger.ts';
import { checkBreached } from '../platform/breached-passwords.ts';
import type { Config } from '../platform/config.ts';
import { appRole, openDatabase } from '../platform/database.ts';
import { type Embedded, ensureEmbedded } from '../platform/embedded.ts';
import { withSettings } from '../platform/installation.ts';
import { openJobs } from '../platform/jobs.ts';
import { closedKeyring } from '../platform/keyring.ts';
import { hasKeys, openKeyring } from '../platform/keyring-data.ts';
import { MasterKeys } from '../platform/keyring-master.ts';
import { makeLog } from '../platform/log.ts';
import { refuseSharedSessions } from '../platform/pooler.ts';
import { setRolePasswords, tellsPassword, urlFor } from '../platform/roles.ts';
import type { Services } from '../platform/services.ts';
import { openBlobs } from '../platform/storage.ts';
import { prepareDatabase } from '../prepare.ts';
import { commandError } from './messages.ts';

/** Services that this process opened and has to close. */
export interface Opened extends Services {
	/** Address of the database as its owner. */
	readonly ownerUrl: string;
	/** Names of the migrations that ran now. */
	readonly migrated: readonly string[];
	/** True where this command started the embedded database and will stop it: it is gone when the command ends. */
	readonly ownsDatabase: boolean;
	/** Closes in the order of need: connections, then the embedded database. Takes at most about 4 s. */
	close(): Promise<void>;
}

export interface OpenOptions {
	/** `serve` refuses a data folder that another server has; `command` joins it. */
	readonly role: 'serve' | 'command';
	/** False leaves the database as it is. Default: migrate. */
	readonly migrate?: boolean;
	/** What is written comes from the command line, and not from background work. */
	readonly channel?: 'command';
	/** Gives up and leaves nothing running. */
	readonly signal?: AbortSignal;
}

/** The log of this process, on standard error. Commands tell their result themselves: of what goes well they log nothing unless asked. */
export function openLog(config: Config, role: OpenOptions['role']): Logger {
	const level = role === 'command' && config.logLevel === 'info' ? 'warn' : config.logLevel;
	return makeLog(level);
}

/**
 * Opens the services of this configuration.
 * @throws AppError with one sentence for a database that cannot be started, reached or migrated
 */
export async function openServices(config: Config, { role, migrate = true, channel, signal }: OpenOptions): Promise<Opened> {
	const log = openLog(config, role);
	let embedded: Embedded | undefined;
	try {
		// Before anybody chooses a password; commands look when they need it.
		if (role === 'serve' && config.breachedPasswords) await checkBreached(config.breachedPasswords);
		const given = config.databaseUrl && verifying(config.databaseUrl);
		if (given) {
			await checkConnection(given);
			await refuseSharedSessions(given);
		} else {
			embedded = await ensureEmbedded(config.dataDir, log, { role, ...(signal && { signal }) });
		}
		const ownerUrl = given ?? embedded!.url;
		const migrated = migrate ? await prepareDatabase(ownerUrl, (message) => log.warn(message)) : [];
		signal?.throwIfAborted();
		// A database of before the keys is looked at by commands that do not migrate.
		const keyring = migrate || (await hasKeys(ownerUrl)) ? await openKeyring(ownerUrl, new MasterKeys(config)) : closedKeyring;
		if (migrate && !tellsPassword(ownerUrl)) await setRolePasswords(ownerUrl, keyring);
		const appUrl = urlFor(ownerUrl, appRole, keyring);
		// A pooler may treat each user in its own way.
		if (given) await refuseSharedSessions(appUrl);
		const database = openDatabase({ ownerUrl, appUrl, keyring, ...(channel && { channel }) });
		// Before anything is written: entries of a month without a partition keep it from being made.
		if (migrate) await makePartitions(database.owner);
		const services: Opened = {
			config: await withSettings(config, database),
			database,
			keyring,
			jobs: openJobs(),
			blobs: openBlobs(config),
			log,
			ownerUrl,
			migrated,
			ownsDatabase: embedded?.started ?? false,
			close: async () => {
				// A statement that runs on is not waited for: the embedded server ends it, another one notices the broken line.
				await Promise.race([database.close(), new Promise((resolve) => setTimeout(resolve, 300))]);
				await embedded?.stop();
			},
		};
		// Whatever database this is: whoever was erased stays so.
		const again = migrate ? await replayErasures(services) : 0;
		if (again > 0) log.warn({ customers: again }, 'customers who had been erased were in this database and were erased again');
		return services;
	} catch (thrown) {
		await embedded?.stop();
		throw thrown;
	}
}

/**
 * Where TLS is asked for, the certificate and the host name are verified: `prefer`, `require` and `verify-ca` mean `verify-full` here, which is stricter than
 * libpq. `no-verify` encrypts without verifying; `uselibpqcompat=true` leaves everything as libpq has it. The driver reads it so as well, with a warning each time.
 */
function verifying(address: string): string {
	const url = new URL(address);
	const mode = url.searchParams.get('sslmode');
	if (mode === null || !['prefer', 'require', 'verify-ca'].includes(mode) || url.searchParams.has('uselibpqcompat')) return address;
	return address.replace(`sslmode=${mode}`, 'sslmode=verify-full');
}

/** Connects once to see whether TLS is as the address asks. Any other failure is left to the migration, which has the words for it. */
async function checkConnection(connectionString: string): Promise<void> {
	const client = new pg.Client({ connectionString, connectionTimeoutMillis: 15_000 });
	client.on('error', () => {});
	try {
		await client.connect();
	} catch (thrown) {
		const { code = '', message } = thrown as NodeJS.ErrnoException;
		if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') throw commandError('tls_wrong_host', { reason: message });
		if (code === 'CERT_HAS_EXPIRED') throw commandError('tls_expired');
		if (/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_)/.test(code)) throw commandError('tls_untrusted', { reason: message });
		if (message === 'The server does not support SSL connections') throw commandError('tls_not_offered');
	} finally {
		await client.end().catch(() => {});
	}
}

/** What a command that was interrupted may take to end in good order, in milliseconds. */
const patience = 3_000;

/**
 * Runs a command on open services and closes them whatever happens. Ctrl-C and SIGTERM abort the signal that the work gets; work that does not
 * end by itself then is left behind. A second one ends the process at once.
 */
export async function withServices<T>(
	config: Config,
	work: (services: Opened, signal: AbortSignal) => Promise<T>,
	options: Pick<OpenOptions, 'migrate'> = {},
): Promise<T> {
	const stopping = new AbortController();
	const { signal } = stopping;
	const stop = () => {
		if (signal.aborted) process.exit(130);
		// Should the work that was left behind keep the process alive.
		setTimeout(() => process.exit(1), patience + 1_500).unref();
		stopping.abort(commandError('stopped'));
	};
	process.on('SIGINT', stop).on('SIGTERM', stop);
	let services: Opened | undefined;
	try {
		services = await openServices(config, { role: 'command', channel: 'command', signal, ...options });
		const interrupted = new Promise<never>((_resolve, reject) => {
			const wait = () => setTimeout(() => reject(signal.reason), patience).unref();
			if (signal.aborted) wait();
			else signal.addEventListener('abort', wait, { once: true });
		});
		return await Promise.race([work(services, signal), interrupted]);
	} finally {
		await services?.close();
		process.off('SIGINT', stop).off('SIGTERM', stop);
	}
}
