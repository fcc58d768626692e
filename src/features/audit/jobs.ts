// Background work of the audit: partitions made ahead, months that the retention policy ends, verifying when somebody asks for it.
import { audit } from '../../platform/audit.ts';
import { asOwner } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import { readSettings, storeVerified } from './reading.ts';
import type { StoredResult } from './result.ts';
import { dropMonths, makePartitions } from './retention.ts';
import { verifyAudit } from './verify.ts';

export const verifyTask = 'audit.verify';

const verify: Task = async (_payload, { config, database }, signal) => {
	const { outside: _, ...result } = await verifyAudit({ config, database }, signal ? { signal } : {});
	const stored: StoredResult = { ...result, at: new Date().toISOString() };
	await asOwner(database, async (client) => {
		await storeVerified(client, stored);
		await audit(client, {
			action: 'audit.verified',
			entity: 'settings',
			entity_id: 'audit_verified',
			detail: { ok: result.ok, entries: result.entries },
		});
	});
};

const keep: Task = async (_payload, services) => {
	await makePartitions(services.database.owner);
	const { keep_months } = await readSettings(services.database.owner);
	if (keep_months !== null) await dropMonths(services, keep_months);
};

export const auditTasks: Tasks = { [verifyTask]: verify, 'audit.keep': keep };

export const auditCrontab = '7 2 * * * audit.keep ?jobKey=audit.keep';
