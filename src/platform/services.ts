// What the running program is made of: handed to every handler, job and command.
import type { Logger } from 'pino';
import type { Blobs } from './blobs.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { Keyring } from './keyring.ts';

export interface Services {
	readonly config: Config;
	readonly database: Database;
	readonly keyring: Keyring;
	readonly jobs: Jobs;
	/** The bytes of attached files. */
	readonly blobs: Blobs;
	readonly log: Logger;
}
