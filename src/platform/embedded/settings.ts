// The settings of the embedded PostgreSQL, suited to the machine. Pure: the machine's figures come in, the text of postgresql.conf goes out.
import { statfsSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';

const MB = 2 ** 20;
const GB = 2 ** 30;

/** What the settings depend on, in bytes. */
export interface Machine {
	/** Memory that this program and the database share, a container's limit included. */
	readonly memory: number;
	/** Size of the disk that holds the data folder. */
	readonly disk: number;
	/** Size of /dev/shm, 0 where there is none. */
	readonly sharedMemory: number;
}

export function measureMachine(dataDir: string): Machine {
	// The limit of the container, if any; without one it is 0 or beyond what the machine has.
	const limit = process.constrainedMemory();
	const size = (path: string) => {
		const { blocks, bsize } = statfsSync(path);
		return blocks * bsize;
	};
	return {
		memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
		disk: size(dataDir),
		sharedMemory: statSync('/dev/shm', { throwIfNoEntry: false }) ? size('/dev/shm') : 0,
	};
}

/** Every setting that differs from PostgreSQL's default, with the reason beside it. Sizes are in megabytes. */
export function chooseSettings(machine: Machine): Readonly<Record<string, string | number>> {
	const between = (low: number, value: number, high: number) => Math.round(Math.min(Math.max(value, low), high) / MB);
	const megabytes = (low: number, value: number, high: number) => `${between(low, value, high)}MB`;
	return {
		max_connections: 100,
		// A quarter of the memory is the manual's advice (section 19.4); beyond 4 GB the gain is small and other programs want to live too.
		shared_buffers: megabytes(64 * MB, machine.memory / 4, 4 * GB),
		effective_cache_size: megabytes(256 * MB, machine.memory / 2, 64 * GB),
		// Index builds after an import; three autovacuum workers may each take as much.
		maintenance_work_mem: megabytes(32 * MB, machine.memory / 16, GB),
		autovacuum_work_mem: megabytes(32 * MB, machine.memory / 64, 256 * MB),
		work_mem: megabytes(4 * MB, machine.memory / 512, 32 * MB),
		// The automatic value is capped at one WAL segment, which is 1 MB here.
		wal_buffers: '16MB',
		// Imports write gigabytes: rarer checkpoints write each page fewer times. Bounded by the disk, so that the log never fills it.
		max_wal_size: megabytes(128 * MB, machine.disk / 10, 4 * GB),
		min_wal_size: '80MB',
		checkpoint_timeout: '15min',
		// Compressing a page image with pglz, the one method this build has, takes 95 µs: after a checkpoint it made look-up rows five times dearer.
		wal_compression: 'off',
		// Disks without moving parts: a random read costs about as much as the next one.
		random_page_cost: 1.1,
		// Compiling a query takes longer than the short queries of this program run.
		jit: 'off',
		// Containers often have 64 MB of /dev/shm, too little for parallel queries.
		...(process.platform === 'linux' && machine.sharedMemory < 512 * MB ? { dynamic_shared_memory_type: 'sysv' } : {}),
		shared_preload_libraries: 'pg_stat_statements',
		// What people ask in SQL is read from it into the audit: the more it keeps, the less is pushed out between two looks.
		'pg_stat_statements.max': 5000,
		// Partitioned tables take a lock for every partition that a query touches.
		max_locks_per_transaction: 256,
		password_encryption: 'scram-sha-256',
		timezone: 'UTC',
		log_timezone: 'UTC',
		lc_messages: 'C',
		default_text_search_config: 'pg_catalog.simple',
		// With the login of whoever asked: what somebody is refused in SQL is told here alone.
		log_line_prefix: '%m [%p] %q%u ',
		log_checkpoints: 'off',
		// Statements and the details of errors hold personal data, which an erasure could not reach in a log file.
		log_min_error_statement: 'panic',
		log_error_verbosity: 'terse',
		log_parameter_max_length: 0,
	};
}

/** The text of postgresql.conf. */
export function renderSettings(settings: Readonly<Record<string, string | number>>): string {
	const lines = Object.entries(settings).map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}`);
	return `# Written by Clientele at every start, changes are lost. Your own settings: ALTER SYSTEM SET name = value; they win over these.\n${lines.join('\n')}\n`;
}
