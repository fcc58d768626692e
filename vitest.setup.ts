// Once per test run: a real PostgreSQL in a temporary folder (or the server of TEST_DATABASE_URL) and the migrated template database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { auditWords } from './src/features/audit/actions.ts';
import { ensureEmbedded } from './src/platform/embedded.ts';
import { installCompleteness } from './src/platform/testing-audit.ts';
import { prepareDatabase } from './src/prepare.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const external = process.env.TEST_DATABASE_URL;
	const folder = external ? null : mkdtempSync(join(tmpdir(), 'clientele-postgres-'));
	const quiet = () => {};
	const embedded = folder ? await ensureEmbedded(folder, { info: quiet, warn: console.warn, error: console.error }) : null;
	const url = new URL(external ?? embedded!.url);
	const name = `template_${process.pid}`;
	const admin = new pg.Client({ connectionString: url.toString() });
	await admin.connect();
	await admin.query(`create database ${name}`);
	url.pathname = `/${name}`;
	await prepareDatabase(url.toString());
	const template = new pg.Client({ connectionString: url.toString() });
	await template.connect();
	await installCompleteness(template);
	await template.query(auditWords(pg.escapeLiteral));
	await template.end();
	project.provide('templateUrl', url.toString());
	return async () => {
		await admin.query(`drop database if exists ${name} with (force)`);
		await admin.end();
		await embedded?.stop();
		if (folder) rmSync(folder, { recursive: true, force: true });
	};
}
