// Marked data through every door: found everywhere first, so that the search is known to find it; then erased, and found nowhere, nor after a restore.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.ts';
import { type Opened, openServices } from '../../commands/services.ts';
import { auditColumn } from '../../platform/audit.ts';
import { loadConfig } from '../../platform/config.ts';
import { letterPlace } from '../../platform/mail.ts';
import { peopleRole, urlFor } from '../../platform/migrate.ts';
import { type Ask, asker } from '../../platform/testing.ts';
import { createApiKey } from '../access/accounts.ts';
import { removalTask } from '../customers/files-queries.ts';
import { customerTasks } from '../customers/jobs.ts';
import { indexQueued } from '../customers/lookup.ts';
import { ledgerPath } from './ledger.ts';
import { completeErasures } from './physical.ts';
import { doors, email, filesBelow, marks, stem } from './planting-testing.ts';

const root = mkdtempSync(join(tmpdir(), 'clientele-planted-'));
const [dataDir, backup] = [join(root, 'data'), join(root, 'backup')];
const needles = [stem, ...Object.values(marks)];
let log = '';

interface Running {
	readonly services: Opened;
	readonly app: FastifyInstance;
	readonly ask: Ask;
	stop(): Promise<void>;
}

async function start(folder: string): Promise<Running> {
	const opened = await openServices(
		{
			...loadConfig({}),
			dataDir: folder,
			logLevel: 'fatal',
			ratePerson: 0,
			rateAnonymous: 0,
			smtpUrl: 'smtp://127.0.0.1:9',
			mailFrom: 'crm@example.com',
			outboundNetworks: ['127.0.0.0/8'],
		},
		{ role: 'command' },
	);
	const lines = new Writable({
		write: (chunk, _encoding, next) => {
			log += String(chunk);
			next();
		},
	});
	const services = { ...opened, log: pino({ level: 'info' }, lines) };
	const app = await buildApp(services);
	return {
		services,
		app,
		ask: asker(app, (await createApiKey(services, { name: 'test' })).key),
		stop: async () => {
			await app.close();
			await opened.close();
		},
	};
}

/** Which needles a file or text holds, in UTF-8 and in UTF-16, whatever the case of Latin letters. */
const found = (bytes: Buffer): string[] => {
	const text = bytes.toString('latin1').toLowerCase();
	return needles.filter((needle) =>
		['utf8', 'utf16le'].some((encoding) =>
			text.includes(
				Buffer.from(needle, encoding as 'utf8')
					.toString('latin1')
					.toLowerCase(),
			),
		),
	);
};

/** Files of the data folder that hold a needle: tables, indexes, write-ahead log, statistics, uploads, exports, logs, as they lie on the disk. */
const inFiles = (folder: string): string[] =>
	filesBelow(folder)
		.filter((path) => found(readFileSync(path)).length > 0)
		.map((path) => relative(folder, path));

/** What is encrypted under the key of the installation, which outlives the person, opened. */
const opened = (row: string): string =>
	[...row.matchAll(/~0\.[\w-]+/g)]
		.flatMap(([sealed]) =>
			['asked', 'idempotency_keys.reply', 'imports.cell', letterPlace, auditColumn].map((place) => {
				try {
					return running.services.keyring.open(place, sealed);
				} catch {
					return '';
				}
			}),
		)
		.join(' ');

/** Tables and catalogues of every schema whose rows hold a needle, read through PostgreSQL: what it decompresses. */
async function inRows(client: pg.Pool): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'm') and n.nspname not in ('pg_toast', 'information_schema') and c.relpersistence <> 't' order by 1`,
	);
	const holding: string[] = [];
	for (const { name } of rows) {
		const all = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
		if (all.rows.some(({ row }) => found(Buffer.from(row)).length > 0 || found(Buffer.from(opened(row))).length > 0)) holding.push(name);
	}
	return holding;
}

let running: Running;
let id: number;
let other: number;

beforeAll(async () => {
	running = await start(dataDir);
	const { ask, services } = running;
	id = (
		await ask('POST', '/customers', { name: marks.name, kind: 'person', phone: marks.phone, email, source: 'shop', external_id: 'A-1' })
	).body.id;
	other = (await ask('POST', '/customers', { name: 'Other Person', email: 'other@person.example' })).body.id;
	const people = new pg.Client({ connectionString: urlFor(services.ownerUrl, peopleRole) });
	people.on('error', () => {});
	await people.connect();
	for (const [door, plant] of Object.entries(doors))
		await plant({ services, ask, people, id, other }).catch((cause) => {
			throw new Error(`${door}: ${(cause as Error).message}`, { cause });
		});
	await people.end();
	await indexQueued(services);
	await services.database.owner.query('vacuum analyze');
	await services.database.owner.query('checkpoint');
}, 120_000);

afterAll(async () => {
	await running.stop();
	rmSync(root, { recursive: true, force: true });
});

describe('the search', () => {
	it('finds the person in rows of every kind, also compressed ones', async () => {
		const tables = await inRows(running.services.database.owner);
		for (const table of [
			'customers',
			'source_records',
			'contact_points',
			'addresses',
			'lookup',
			'lookup_tokens',
			'notes',
			'files',
			'relationships',
			'history',
		])
			expect(tables).toContain(table);
		for (const table of ['bulk_edits', 'views', 'exports', 'import_problems', 'idempotency_keys', 'privacy_requests', 'pg_statistic'])
			expect(tables).toContain(table);
		for (const table of [
			'import_corrections',
			'imports',
			'privacy_request_steps',
			'processing_limits',
			'consents',
			'retention_policies',
			'legal_holds',
		])
			expect(tables).toContain(table);
		expect(tables).toContain('graphile_worker._private_jobs');
	});

	it('finds the person in the files: tables, write-ahead log, uploads, exports, attachments', () => {
		const files = inFiles(dataDir);
		for (const place of [
			/^postgres\/base\//,
			/^postgres\/pg_wal\//,
			/^files\/imports\//,
			/^files\/exports\//,
			/^files\/(?!imports|exports)/,
		])
			expect(
				files.some((path) => place.test(path)),
				String(place),
			).toBe(true);
	});

	it('finds nothing in the log, nor open what is encrypted', async () => {
		expect(found(Buffer.from(log))).toEqual([]);
		const { rows } = await running.services.database.owner.query<{ row: string }>(
			'select t::text as row from customers t union all select t::text from audit_log t',
		);
		expect(rows.some(({ row }) => row.includes(marks.identity) || row.includes(`${stem}secret`))).toBe(false);
	});
});

describe('after the erasure', () => {
	beforeAll(async () => {
		await running.stop();
		// As a copy of the folder is made while nothing runs, with its owners.
		execFileSync('cp', ['-a', dataDir, backup]);
		running = await start(dataDir);
		const erased = await running.ask('POST', `/customers/${id}/erase`, { reason: 'asked for by the person' });
		if (erased.status !== 200) throw new Error(JSON.stringify(erased.body));
		await customerTasks[removalTask]!({} as never, running.services);
	}, 120_000);

	it('no row tells of it, though nothing was rewritten yet', async () => {
		expect(await inRows(running.services.database.owner).then((tables) => tables.filter((name) => name !== 'pg_statistic'))).toEqual([]);
		expect((await running.ask('GET', `/customers/${id}`)).status).toBe(410);
		for (const query of [`search=${email}`, `search=${encodeURIComponent(marks.name)}`, `search=${marks.phone}`])
			expect((await running.ask('GET', `/customers?${query}`)).body.items).toEqual([]);
		expect((await running.ask('GET', `/customers/${other}`)).body).toMatchObject({ id: other, name: 'Other Person', relationships: [] });
	});

	it('no byte of the data folder does once the disk has followed', async () => {
		expect(await completeErasures(running.services, 'now')).toBe(1);
		expect(await inRows(running.services.database.owner)).toEqual([]);
		expect((await running.ask('GET', '/erasures')).body.items[0]).toMatchObject({ customer_ids: [id], physical_at: expect.any(String) });
		// Stopped, so that all that the server keeps in memory is written.
		await running.stop();
		expect(inFiles(dataDir)).toEqual([]);
		running = await start(dataDir);
		expect(found(Buffer.from(log))).toEqual([]);
	});

	it('a copy of before is brought up to the ledger before it serves, and the person cannot come back in either', async () => {
		expect(inFiles(backup).length).toBeGreaterThan(0);
		copyFileSync(ledgerPath(dataDir), ledgerPath(backup));
		const restored = await start(backup);
		try {
			expect((await restored.ask('GET', `/customers/${id}`)).status).toBe(410);
			expect((await restored.ask('GET', `/customers/${other}`)).status).toBe(200);
			expect(await inRows(restored.services.database.owner).then((tables) => tables.filter((name) => name !== 'pg_statistic'))).toEqual([]);
			expect((await restored.ask('POST', '/customers', { name: 'X', email })).body.code).toBe('person_erased');
			await customerTasks[removalTask]!({} as never, restored.services);
			expect(await completeErasures(restored.services, 'now')).toBe(1);
		} finally {
			await restored.stop();
		}
		expect(inFiles(backup)).toEqual([]);
		expect((await running.ask('POST', '/customers', { name: 'X', phone: marks.phone })).body.code).toBe('person_erased');
		expect(existsSync(ledgerPath(dataDir))).toBe(true);
	});
});
