// What follows from a decision: the work goes on where it waited, or ends with the reason, and whoever asked is told.
import type { Queryable } from '../../platform/database.ts';
import type { AppError } from '../../platform/errors.ts';
import type { Services } from '../../platform/services.ts';
import { dropWaitingBulkEdit, releaseBulkEdit } from '../customers/bulk-edits.ts';
import { dropWaitingExport, releaseExport } from '../exports/jobs.ts';
import { notify } from '../notifications/queries.ts';
import type { Decided } from './queries.ts';
import type { ApprovalKind } from './schema.ts';

interface Kind {
	/** Goes on as the one who asked, with the rights that he has then. */
	readonly release: (services: Pick<Services, 'jobs'>, client: Queryable, id: number) => Promise<void>;
	/** Ends what waited. */
	readonly drop: (client: Queryable, id: number, why: AppError) => Promise<void>;
}

const kinds: Readonly<Record<ApprovalKind, Kind>> = {
	export: { release: releaseExport, drop: dropWaitingExport },
	bulk_delete: { release: releaseBulkEdit, drop: dropWaitingBulkEdit },
};

type What = 'allowed' | AppError;

/** Carries a decision out, in the transaction that stores it. `by`: who decided; null where nobody did in time. */
export async function carryOut(
	services: Pick<Services, 'jobs'>,
	client: Queryable,
	{ kind, target_id, requested_by }: Decided,
	what: What,
	by: number | null,
): Promise<void> {
	const allowed = what === 'allowed';
	if (allowed) await kinds[kind].release(services, client, target_id);
	else await kinds[kind].drop(client, target_id, what);
	await notify(client, {
		user_id: requested_by,
		kind: 'approval_decided',
		by,
		detail: { kind, target_id, allowed, expired: by === null },
	});
}
