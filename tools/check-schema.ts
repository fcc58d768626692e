// The checks that need a migrated database: schema.sql is current, columns and shapes agree, the schema can be spread over machines. One database for all.
import { existsSync, readFileSync } from 'node:fs';
import { printSchema } from './catalogue.ts';
import { findObstacles } from './citus.ts';
import { withMigratedDatabase } from './database.ts';
import { findDrift } from './drift.ts';
import { schemaFile } from './schema.ts';

/** The first lines that differ, with the line number. */
function firstDifference(committed: string, current: string): string {
	const [before, now] = [committed.split('\n'), current.split('\n')];
	const at = now.findIndex((line, index) => line !== before[index]);
	const line = at === -1 ? now.length : at;
	return `line ${line + 1}\n  committed: ${before[line] ?? '(end)'}\n  database:  ${now[line] ?? '(end)'}`;
}

const problems = await withMigratedDatabase(async (client) => {
	const current = await printSchema(client);
	const committed = existsSync(schemaFile) ? readFileSync(schemaFile, 'utf8') : '';
	const stale =
		committed === current
			? []
			: [
					`migrations/schema.sql is not the schema of the migrations: run npm run schema. First difference: ${firstDifference(committed, current)}`,
				];
	return [...stale, ...(await findDrift(client)), ...(await findObstacles(client))];
});
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
