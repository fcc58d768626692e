// The doctor: looks over the database and the data folder and says what is wrong, what it means and what to do. Changes nothing.
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkBreached } from '../../platform/breached-passwords.ts';
import { appRole, bounded, type Database, type Queryable } from '../../platform/database.ts';
import { AppError, type ErrorParams, fill, fillWords, type Words } from '../../platform/errors.ts';
import { keyFileOf, MasterKeys, sourceName } from '../../platform/keyring-master.ts';
import { masterUse } from '../../platform/keyring-rotate.ts';
import { hashOfStatements, migrationsDir, peopleRole, requiredExtensions } from '../../platform/migrate.ts';
import type { Services } from '../../platform/services.ts';
import { needsSetUp } from '../access/accounts.ts';
import { auditFinding, auditStanding, sqlStanding } from '../audit/standing.ts';
import { sampleFiles } from '../customers/files-queries.ts';
import { readFindables } from '../customers/lookup-queries.ts';
import { tokensOf } from '../customers/rules.ts';
import * as queries from './doctor-queries.ts';
import { type CheckName, type FindingCode, findings } from './messages.ts';

export interface Finding {
	readonly check: CheckName;
	readonly level: 'ok' | 'warning' | 'error';
	readonly means: Words;
	/** What to do; only where something is wrong. */
	readonly todo?: Words;
}

/** The longest that one question to the database may take, in milliseconds. */
const patience = 120_000;
const sampleSize = 500;
/** Fewer: each is a question to the storage. */
const filesLookedAt = 100;
const mebibyte = 2 ** 20;

interface Found {
	readonly code: FindingCode;
	readonly params: ErrorParams;
	/** What {told} stands for, which another part found and told in its own words. */
	readonly told?: Words;
}

type Check = (client: Queryable, subject: Subject) => Promise<Found>;

interface Subject extends Pick<Services, 'config' | 'database' | 'blobs'> {
	/** The statements of generated objects, as this version has them. */
	readonly generated: readonly string[];
}

function listed(names: readonly (string | number)[]): string {
	return names.slice(0, 10).join(', ') + (names.length > 10 ? ' …' : '');
}

function found(code: FindingCode, params: ErrorParams = {}): Found {
	return { code, params };
}

/** What can be asked of any database; a check that fails ends the examination, since the others stand on it. */
const foundations: Partial<Record<CheckName, Check>> = {
	server: async (client) => {
		const server = await queries.readServer(client);
		return found(server.number < 150_000 ? 'server_old' : 'server_fine', { version: server.version, size: server.size });
	},
	migrations: async (client) => {
		const files = readdirSync(migrationsDir)
			.filter((name) => /^\d+.*\.sql$/.test(name))
			.map((name) => name.replace(/\.sql$/, ''))
			.sort();
		const done = (await queries.readMigrations(client)) ?? [];
		const newer = done.filter((name) => !files.includes(name));
		if (newer.length > 0) return found('migrations_newer', { names: listed(newer) });
		const pending = files.filter((name) => !done.includes(name));
		if (pending.length > 0) return found('migrations_pending', { names: listed(pending) });
		return found('migrations_done', { count: files.length });
	},
};

const checks: Partial<Record<CheckName, Check>> = {
	extensions: async (client) => {
		const extensions = await queries.readExtensions(client, requiredExtensions);
		const missing = extensions.filter(({ installed }) => installed === null);
		if (missing.length > 0) return found('extension_missing', { names: missing[0]!.name });
		const old = extensions.filter(({ installed, offered }) => offered !== null && installed !== offered);
		if (old.length > 0) return found('extension_old', { names: old[0]!.name });
		return found('extensions_fine', { names: listed(extensions.map(({ name }) => name)) });
	},
	generated: async (client, { generated }) => {
		const current = (await queries.readGeneratedHash(client)) === hashOfStatements(generated);
		return found(current ? 'generated_current' : 'generated_old');
	},
	roles: async (client, { database }) => {
		const roles = await queries.readRoles(client, [appRole, peopleRole]);
		const missing = roles.find(({ there }) => !there);
		if (missing) return found('role_missing', { names: missing.name });
		const strong = roles.find((role) => role.strong);
		if (strong) return found('role_too_strong', { names: strong.name });
		try {
			await database.app.query('select 1');
		} catch (thrown) {
			return found('role_cannot_connect', { reason: (thrown as Error).message });
		}
		return found('roles_fine', { names: listed(roles.map(({ name }) => name)) });
	},
	visibility: async (client) => {
		const tables = await queries.readGuards(client);
		const open = tables.filter(({ guarded }) => !guarded).map(({ name }) => name);
		if (open.length > 0) return found('visibility_off', { names: listed(open) });
		return found('visibility_fine', { count: tables.length });
	},
	indexes: async (client) => {
		const { count, invalid } = await queries.readIndexes(client);
		if (invalid.length > 0) return found('indexes_invalid', { names: listed(invalid) });
		return found('indexes_fine', { count });
	},
	orphans: async (client) => {
		const orphans = await queries.readOrphans(client);
		if (orphans.length === 0) return found('orphans_none');
		return found('orphans_found', { counts: listed(orphans.map(({ name, count }) => `${name} ${count}`)) });
	},
	statements: async (client) => {
		const { count, ids } = await queries.readUnstated(client);
		return count === 0 ? found('statements_all') : found('statements_missing', { count, ids: listed(ids) });
	},
	lookup: async (client) => {
		const kept = await queries.sampleTokens(client, sampleSize);
		const wrong: number[] = [];
		for (const customer of await readFindables(client, [...kept.keys()])) {
			const wanted = new Set(tokensOf(customer));
			const found = kept.get(customer.id)!;
			if (wanted.size !== found.length || found.some((token) => !wanted.has(token))) wrong.push(customer.id);
		}
		if (wrong.length === 0) return found('lookup_current', { count: kept.size });
		return found('lookup_old', { count: kept.size, wrong: wrong.length, ids: listed(wrong) });
	},
	audit: async (client, subject) => {
		const broken = await auditFinding(subject, client);
		if (broken) return { ...found('audit_broken'), told: broken };
		const { block_age, checkpoint_age, waiting, key_readable, leaves } = await auditStanding(client, subject);
		if (waiting > 60) return found('audit_unsealed', { waiting: Math.round(waiting) });
		const ago = (seconds: number | null) => (seconds === null ? '–' : `${Math.round(seconds)} s`);
		const ages = { block: ago(block_age), checkpoint: ago(checkpoint_age) };
		if (key_readable !== false && !leaves) return found(key_readable ? 'audit_within_reach' : 'audit_unknown_reach', ages);
		return found(leaves ? 'audit_leaves' : 'audit_fine', ages);
	},
	sql: async (client) => {
		const { count, sharing, wrong } = await sqlStanding(client);
		if (count === 0) return found('sql_none');
		if (wrong !== null) return found('sql_unread', { count, reason: wrong });
		return sharing.length > 0 ? found('sql_shared', { logins: listed(sharing) }) : found('sql_read', { count });
	},
	keys: async (client, { config }) => {
		const masters = new MasterKeys(config);
		await masters.read();
		const use = await masterUse(client, masters);
		const count = (ones: typeof use) => ones.reduce((sum, { wraps }) => sum + wraps, 0);
		const ids = (ones: typeof use) => listed(ones.map(({ id }) => id));
		const missing = use.filter(({ place }) => place === null);
		if (missing.length > 0) return found('keys_missing', { ids: ids(missing), count: count(missing) });
		const old = use.filter(({ place, wraps }) => place !== 1 && wraps > 0);
		if (old.length > 0) return found('keys_old', { ids: ids(old), count: count(old) });
		const first = use[0]?.id ?? '?';
		const file = sourceName(config);
		if (file === keyFileOf(config.dataDir)) return found('keys_beside', { id: first, file });
		return found('keys_fine', { id: first, count: count(use) });
	},
	queue: async (client) => {
		const queue = await queries.readQueue(client);
		if (queue.failed > 0) {
			return found('queue_failed', { count: queue.failed, task: queue.failed_task ?? '?', reason: queue.failed_reason ?? '?' });
		}
		if (queue.waiting > 0 && queue.minutes >= 10) return found('queue_late', { minutes: queue.minutes });
		return found('queue_fine', { waiting: queue.waiting, running: queue.running, indexing: queue.indexing });
	},
	imports: async (client) => {
		const imports = await queries.readUnfinishedImports(client);
		const left = imports.filter(({ held }) => !held);
		if (left.length > 0) return found('imports_left', { ids: listed(left.map(({ id, state }) => `${id} (${state})`)) });
		if (imports.length > 0) return found('imports_running', { ids: listed(imports.map(({ id }) => id)) });
		return found('imports_none');
	},
	files: async (client, { blobs, config }) => {
		const where = config.filesBucket ? `S3: ${config.filesBucket}` : config.dataDir;
		try {
			await blobs.probe();
		} catch (thrown) {
			return found('files_unwritable', { where, reason: (thrown as Error).message });
		}
		const sample = await sampleFiles(client, filesLookedAt);
		const wrong: string[] = [];
		for (const { customer_id, id, storage_key, bytes } of sample)
			if ((await blobs.size(storage_key)) !== bytes) wrong.push(`${customer_id}/files/${id}`);
		if (wrong.length === 0) return found('files_fine', { where, count: sample.length });
		return found('files_missing', { where, count: sample.length, wrong: wrong.length, ids: listed(wrong) });
	},
	administrator: async (_client, { database }) => found((await needsSetUp(database)) ? 'administrator_missing' : 'administrator_there'),
	passwords: async (_client, { config: { breachedPasswords: file } }) => {
		if (!file) return found('passwords_built_in');
		try {
			const { lines } = await checkBreached(file);
			return found('passwords_fine', { file, count: lines });
		} catch (thrown) {
			if (!(thrown instanceof AppError)) throw thrown;
			return { ...found('passwords_broken'), told: thrown.words };
		}
	},
	disk: async (_client, { config }) => {
		// With DATABASE_URL the folder is made by the first upload.
		let folder = config.dataDir;
		while (!existsSync(folder)) folder = dirname(folder);
		const { bavail, bsize, blocks } = statfsSync(folder);
		const free = bavail * bsize;
		const params = { folder, free: `${Math.round(free / mebibyte)} MiB` };
		if (free < 256 * mebibyte) return found('disk_full', params);
		return found(free < Math.min(2_048 * mebibyte, blocks * bsize * 0.05) ? 'disk_low' : 'disk_fine', params);
	},
};

function finding(check: CheckName, { code, params, told }: Found): Finding {
	const { level, means, ...rest } = findings[code];
	const filled = (words: Words): Words => {
		const { 'zh-CN': zh, en } = fillWords(words, params);
		return told ? { 'zh-CN': fill(zh, { told: told['zh-CN'] }), en: fill(en, { told: told.en }) } : { 'zh-CN': zh, en };
	};
	return { check, level, means: filled(means), ...('todo' in rest && { todo: filled(rest.todo) }) };
}

/** One check in a transaction of its own that the database ends when it takes too long. */
async function run(database: Database, name: CheckName, check: Check, subject: Subject): Promise<Finding> {
	const client = await database.owner.connect();
	try {
		return finding(name, await bounded(client, patience, () => check(client, subject)));
	} catch (thrown) {
		return finding(name, found('check_failed', { reason: (thrown as Error).message }));
	} finally {
		client.release();
	}
}

/** Looks over everything, one check after the other. Where the server or the migrations are wrong, the checks that stand on them are left out. */
export async function examine(subject: Subject): Promise<Finding[]> {
	const results: Finding[] = [];
	const all = async (some: Partial<Record<CheckName, Check>>) => {
		for (const [name, check] of Object.entries(some)) results.push(await run(subject.database, name as CheckName, check, subject));
	};
	await all(foundations);
	if (!results.some(({ level }) => level === 'error')) await all(checks);
	return results;
}
