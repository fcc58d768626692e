// Bulk edits: prepared with a preview, started, worked off batch by batch as the person who asked, cancelled between batches, and undone.
import { demand, type Principal } from '../../platform/auth.ts';
import { asOwner, type Database, type Queryable, read, write } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Task } from '../../platform/jobs.ts';
import { withLock } from '../../platform/lock.ts';
import { reasonNeeded } from '../../platform/reason.ts';
import type { Services } from '../../platform/services.ts';
import { demandStill } from '../access/escalation.ts';
import { isActiveUser, userPrincipal } from '../access/queries.ts';
import { approvalState, askApproval, readRules, withdrawApproval } from '../approvals/queries.ts';
import type { ApprovalRules } from '../approvals/schema.ts';
import { changingMany } from '../privacy/limits.ts';
import { applyBatch, demandAction, demandFields, type Outcome, undoBatch } from './bulk-edits-batch.ts';
import * as queries from './bulk-edits-queries.ts';
import { attributeMap } from './definitions.ts';
import type { BulkAction, BulkSelection } from './endpoints-bulk.ts';
import { exportSql } from './list.ts';
import { customerError as error } from './messages.ts';
import { readings, type Words } from './several.ts';
import type { Editor } from './standing.ts';

/** Customers of one transaction: long enough for sets to pay, short enough that nobody waits for a row and a cancel is heard within a second or two. */
export const batchSize = 1_000;
/** First customers of which a result tells why they were refused, or what they keep. */
export const told = 100;
const lockName = 'clientele bulk edit';

export type Parts = Pick<Services, 'database' | 'config'>;

export const editorOf = ({ config }: Pick<Services, 'config'>, principal: Principal): Editor => ({
	principal,
	country: config.defaultCountry,
});

/** Throws unless this person may do it. */
export function demandRight(principal: Principal, action: BulkAction): void {
	demand(principal, 'customers.write');
	if ('delete' in action || 'restore' in action) demand(principal, 'customers.delete');
}

/** A selection as a query of the list: for restoring, in the trash. @throws AppError bulk_state_unsuited */
export function queryOf(selection: BulkSelection, action: BulkAction): Parameters<typeof exportSql>[0] {
	const state = 'restore' in action ? 'deleted' : 'active';
	if ('ids' in selection) return { ids: selection.ids, state };
	if (selection.query.state !== undefined && selection.query.state !== state) throw error('bulk_state_unsuited');
	return { ...selection.query, except: selection.except, state };
}

/** SQL of those who are meant; words of a search joined, and apart where that finds nobody, as the list does. */
export async function chosenSql(
	{ database, config }: Parts,
	principal: Principal,
	{ selection, action }: Meant,
): Promise<queries.ChosenSql> {
	const context = {
		attributes: await attributeMap(database.app),
		country: config.defaultCountry,
		keyring: database.keyring,
		reader: principal,
	};
	const query = queryOf(selection, action);
	const made = (words: Words) => exportSql(query, { select: 'c.id, c.scope_id, c.owner_id' }, context, words);
	const search = query.search?.trim();
	for (const { words } of search ? readings(search, context) : []) {
		const way = made(words);
		const found = await read(database, principal, (client) => client.query(`select from (${way.text}) x limit 1`, way.values));
		if (found.rowCount) return way;
	}
	return made('joined');
}

export interface Meant {
	readonly selection: BulkSelection;
	readonly action: BulkAction;
}

/** A person's bulk edit. @throws AppError bulk_edit_not_found */
export async function found(database: Database, principal: Principal, id: number): Promise<queries.StoredBulkEdit> {
	const row = await read(database, principal, (client) => queries.findBulkEdit(client, id, principal.user_id));
	if (!row) throw error('bulk_edit_not_found', { id });
	return row;
}

const tasks = { apply: 'customers.bulk_edit', undo: 'customers.bulk_undo' } as const;
type Work = keyof typeof tasks;

async function queue(
	{ jobs }: Pick<Services, 'jobs'>,
	client: Parameters<Services['jobs']['add']>[0],
	work: Work,
	id: number,
): Promise<void> {
	await jobs.add(client, tasks[work], { bulk_edit_id: id }, { key: `${tasks[work]}:${id}`, maxAttempts: 5 });
}

const needsApproval = ({ action, total }: queries.StoredBulkEdit, { delete_rows: most }: ApprovalRules): boolean =>
	'delete' in action && most > 0 && total > most;

/** Starts a draft, or an undo. @throws AppError bulk_edit_state, bulk_edit_expired, reason_needed */
export async function start(services: Services, principal: Principal, id: number, work: Work): Promise<queries.StoredBulkEdit> {
	const { database } = services;
	const stored = await found(database, principal, id);
	demandRight(principal, stored.action);
	await read(database, principal, (client) => demandFields(client, editorOf(services, principal), stored.action));
	if (stored.expired) throw error('bulk_edit_expired');
	if (work === 'undo' && stored.undo_expired) throw error('bulk_edit_undo_expired', { days: queries.undoDays });
	if (work === 'apply' && principal.reason === undefined && needsApproval(stored, await readRules(database.app))) throw reasonNeeded();
	return write(database, principal, async (client) => {
		if (work === 'apply' && principal.reason !== undefined) await queries.noteReason(client, id, principal.reason);
		const moved =
			work === 'apply'
				? await queries.moveState(client, id, ['draft'], 'queued')
				: await queries.moveState(client, id, ['done', 'cancelled', 'failed'], 'undoing');
		if (!moved) throw error('bulk_edit_state', { id, state: stored.state });
		await queue(services, client, work, id);
		return moved;
	});
}

/** Lets a bulk edit go on that waited for approval: whom it is about was written down before. */
export async function releaseBulkEdit({ jobs }: Pick<Services, 'jobs'>, client: Queryable, id: number): Promise<void> {
	if (await queries.moveState(client, id, ['waiting'], 'running')) await queue({ jobs }, client, 'apply', id);
}

/** Ends a bulk edit that waited for approval. */
export async function dropWaitingBulkEdit(client: Queryable, id: number, { code, words }: AppError): Promise<void> {
	await queries.moveState(client, id, ['waiting'], 'cancelled', { code, words });
}

/** Whether a bulk edit has to wait until another person lets it go; asks for that where nobody did yet. */
async function waits(services: Services, principal: Principal, stored: queries.StoredBulkEdit): Promise<boolean> {
	if (!('delete' in stored.action)) return false;
	return write(services.database, principal, async (client) => {
		const running = await queries.lockBulkEdit(client, stored.id, 'running');
		if (!running || !needsApproval(running, await readRules(client))) return false;
		const state = await approvalState(client, 'bulk_delete', stored.id);
		if (state === 'allowed') return false;
		await queries.moveState(client, stored.id, ['running'], 'waiting');
		if (state === undefined)
			await askApproval(client, {
				kind: 'bulk_delete',
				target_id: stored.id,
				amount: running.total,
				requested_by: stored.user_id,
				reason: principal.reason,
			});
		return true;
	});
}

/** Cancels: what is done stays. @throws AppError bulk_edit_state */
export async function cancel(database: Database, principal: Principal, id: number): Promise<queries.StoredBulkEdit> {
	const { state } = await found(database, principal, id);
	const row = await write(database, principal, async (client) => {
		await withdrawApproval(client, 'bulk_delete', id);
		return queries.moveState(client, id, ['draft', 'waiting', 'queued', 'running'], 'cancelled');
	});
	if (!row) throw error('bulk_edit_state', { id, state });
	return row;
}

/** The person who asked, as he stands now: rights may have changed since. @throws AppError bulk_edit_user_gone, not_allowed */
async function principalOf(database: Database, { id, user_id, action, reason }: queries.StoredBulkEdit, work: Work): Promise<Principal> {
	if (!(await isActiveUser(database.owner, user_id))) throw error('bulk_edit_user_gone');
	const trace = { channel: 'bulk', bulk_edit: id, ...(work === 'undo' && { undone: 1 }) };
	const why = work === 'apply' && reason !== null && { reason };
	const principal = { ...(await userPrincipal(database.owner, user_id)), via: 'command' as const, trace, ...why };
	demandRight(principal, action);
	return principal;
}

/** Puts the customers of one batch through and notes how far it came; false where there is nothing left, or somebody cancelled. */
async function applyNext(services: Services, principal: Principal, id: number): Promise<boolean> {
	return write(services.database, principal, async (client) => {
		const stored = await queries.lockBulkEdit(client, id, 'running');
		if (!stored) return false;
		const ids = await queries.nextCustomers(client, id, stored.next_id, batchSize);
		if (ids.length === 0) {
			// Who went out of sight meanwhile was not met.
			const hidden = stored.total - stored.done;
			await queries.noteProgress(client, { ...stored, done: stored.total, refused: stored.refused + hidden });
			await queries.moveState(client, id, ['running'], 'done');
			return false;
		}
		const outcomes = await changingMany(
			client,
			() => applyBatch(client, editorOf(services, principal), stored.action, ids, id),
			(done) => done.flatMap((one) => (one.before ? [one.id] : [])),
		);
		await queries.noteOutcomes(client, id, ids, outcomes);
		const count = (wanted: Outcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length;
		await queries.noteProgress(client, {
			...stored,
			next_id: ids.at(-1)!,
			done: stored.done + ids.length,
			changed: stored.changed + count('changed'),
			unchanged: stored.unchanged + count('unchanged'),
			refused: stored.refused + count('refused'),
			reasons: [...stored.reasons, ...outcomes.flatMap(({ reason }) => (reason ? [reason] : []))].slice(0, told),
		});
		return true;
	});
}

const nothingUndone: queries.UndoResult = { done: 0, back: 0, kept: 0, customers: [] };

async function undoNext(services: Services, principal: Principal, id: number): Promise<boolean> {
	return write(services.database, principal, async (client) => {
		const stored = await queries.lockBulkEdit(client, id, 'undoing');
		if (!stored) return false;
		const ids = await queries.nextCustomers(client, id, stored.undo_next_id, batchSize, true);
		const result = stored.undo_result ?? nothingUndone;
		if (ids.length === 0) {
			await queries.noteProgress(client, { ...stored, undo_result: result });
			await queries.moveState(client, id, ['undoing'], 'undone');
			return false;
		}
		const undone = await changingMany(
			client,
			() => undoBatch(client, editorOf(services, principal), stored.action, ids, id),
			// Whoever is restricted before it begins keeps his state.
			(done) => done.flatMap((one) => (one.units.includes('state') ? [] : [one.id])),
		);
		const kept = undone.filter(({ units }) => units.length > 0);
		await queries.noteProgress(client, {
			...stored,
			undo_next_id: ids.at(-1)!,
			undo_result: {
				done: result.done + ids.length,
				back: result.back + ids.length - kept.length,
				kept: result.kept + kept.length,
				customers: [...result.customers, ...kept].slice(0, told),
			},
		});
		return true;
	});
}

/** Writes down whom a bulk edit is about, where that was not done yet. */
async function chooseOnce(services: Services, principal: Principal, stored: queries.StoredBulkEdit): Promise<void> {
	if (stored.state !== 'queued') return;
	const chosen = await chosenSql(services, principal, stored);
	await write(services.database, principal, async (client) => {
		if (await queries.lockBulkEdit(client, stored.id, 'queued')) await queries.choose(client, stored.id, chosen);
	});
}

/** Works on a bulk edit to its end, unless it is cancelled or the process stops: then it goes on where it stood. */
async function workOn(services: Services, id: number, work: Work, signal?: AbortSignal): Promise<void> {
	const { database, log } = services;
	const stored = await queries.findBulkEdit(database.owner, id, null);
	if (!stored || !(work === 'apply' ? ['queued', 'running'] : ['undoing']).includes(stored.state)) return;
	try {
		const principal = await principalOf(database, stored, work);
		if (work === 'apply') {
			await read(database, principal, (client) => demandAction(client, editorOf(services, principal), stored.action));
			await chooseOnce(services, principal, stored);
			if (await waits(services, principal, stored)) return;
		} else await read(database, principal, (client) => demandFields(client, editorOf(services, principal), stored.action));
		const next = work === 'apply' ? applyNext : undoNext;
		while (await next(services, principal, id)) {
			await demandStill(database.owner, principal);
			if (signal?.aborted) return await queue(services, database.owner, work, id);
		}
	} catch (cause) {
		// Two who waited for each other, or a server that went away: the queue tries again.
		if (!(cause instanceof AppError) && signal?.aborted) throw cause;
		if (['40001', '40P01', '55P03', '57P01', '08006'].includes((cause as { code?: string }).code ?? '')) throw cause;
		const known = cause instanceof AppError ? cause : error('bulk_edit_failed');
		if (known !== cause) log.error({ err: cause, bulk_edit_id: id }, 'bulk edit failed');
		const reason = { code: known.code, words: known.words };
		await asOwner(database, (client) => queries.moveState(client, id, ['queued', 'running', 'undoing'], 'failed', reason));
	}
}

const task =
	(work: Work): Task<{ bulk_edit_id: number }> =>
	({ bulk_edit_id: id }, services, signal) =>
		// Where another process is at it, there is nothing to do.
		withLock(
			services.database,
			{ name: lockName, id },
			() => workOn(services, id, work, signal),
			async () => {},
		);

/** Bulk edits whose process died are put in the queue again; drafts of yesterday go. */
const resume: Task = async (_payload, services) => {
	const { owner } = services.database;
	for (const { id, state } of await queries.unfinishedBulkEdits(owner, lockName))
		await queue(services, owner, state === 'undoing' ? 'undo' : 'apply', id);
	await asOwner(services.database, queries.deleteOldDrafts);
};

export const bulkEditTasks = { [tasks.apply]: task('apply'), [tasks.undo]: task('undo'), 'customers.bulk_resume': resume };

export const bulkEditCrontab = '* * * * * customers.bulk_resume ?max=1&jobKey=customers.bulk_resume';
