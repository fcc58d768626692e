// A process of its own that works on one import until it ends or is killed; for tests of what a kill leaves behind.
import pino from 'pino';
import { loadConfig } from '../../platform/config.ts';
import { appRole, openDatabase } from '../../platform/database.ts';
import { openJobs } from '../../platform/jobs.ts';
import { urlFor } from '../../platform/migrate.ts';
import { openBlobs } from '../../platform/storage.ts';
import { testKeyring } from '../../platform/testing-keys.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { runImport } from './run.ts';
import { runRedo, runUndo } from './undo.ts';

const [ownerUrl, dataDir, task, id] = process.argv.slice(2) as [string, string, 'run' | 'undo' | 'redo' | 'dry', string];
const keyring = await testKeyring(ownerUrl);
const database = openDatabase({ ownerUrl, appUrl: urlFor(ownerUrl, appRole), max: 4, keyring });
const config = { ...loadConfig({}), dataDir };
const services = { config, database, keyring, jobs: openJobs(), blobs: openBlobs(config), log: pino({ level: 'silent' }) };
const principal = await commandPrincipal(services);
if (task === 'undo') await runUndo(services, Number(id));
else if (task === 'redo') await runRedo(services, Number(id));
else await runImport(services, principal, Number(id), { batchRows: 1_000, dryRun: task === 'dry' });
await database.close();
