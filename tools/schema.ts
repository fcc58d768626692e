// `npm run schema`: writes migrations/schema.sql anew from a freshly migrated database.
import { writeFileSync } from 'node:fs';
import { printSchema } from './catalogue.ts';
import { withMigratedDatabase } from './database.ts';

export const schemaFile = new URL('../migrations/schema.sql', import.meta.url);

if (process.argv[1] === new URL(import.meta.url).pathname) {
	writeFileSync(schemaFile, await withMigratedDatabase(printSchema));
}
