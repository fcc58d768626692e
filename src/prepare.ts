// Brings a database to this version of the product: migrations, the queue's tables, and the objects written from field metadata.
import { accessSql } from './features/access/scopes.ts';
import { crmColumns, crmSql } from './features/customers/crm.ts';
import { refuseDependents } from './features/customers/crm-dependents.ts';
import { goldenSql } from './features/customers/golden.ts';
import { recomputeSql } from './features/customers/recompute.ts';
import { rescopeSql } from './features/customers/rescope.ts';
import { searchSql } from './features/customers/search-functions.ts';
import { openDatabase } from './platform/database.ts';
import { migrateJobs } from './platform/jobs.ts';
import { masksSql } from './platform/masks-sql.ts';
import { migrate } from './platform/migrate.ts';
import { peopleSql } from './platform/people-sql.ts';
import { setRolePasswords, tellsPassword } from './platform/roles.ts';

/** Statements of all features that may run again at any time. */
export const generatedSql: readonly string[] = [
	...masksSql,
	...accessSql,
	...goldenSql,
	...rescopeSql,
	recomputeSql,
	...searchSql,
	...crmSql,
];

/** Migrates the database at the owner's address; returns the names of the migrations that ran. */
export async function prepareDatabase(ownerUrl: string, log?: (message: string) => void): Promise<readonly string[]> {
	// The queue asks as the owner alone: the other role may have no password yet.
	const database = openDatabase({ ownerUrl, appUrl: ownerUrl });
	try {
		const ran = await migrate(ownerUrl, {
			always: peopleSql,
			generated: generatedSql,
			check: (client) => refuseDependents(client, crmColumns),
			before: () => migrateJobs(database),
			log,
		});
		// Otherwise it takes the keyring, whose keys are in the database only now.
		if (tellsPassword(ownerUrl)) await setRolePasswords(ownerUrl);
		return ran;
	} finally {
		await database.close();
	}
}
