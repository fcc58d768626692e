// Taking one change of a customer back, in the caller's transaction. What it does is a change itself and can be taken back.
import { may } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { mayWrite } from '../../platform/masking.ts';
import { reasonsOf } from './bulk-edits-queries.ts';
import { bulkOf, type Change, changeOf, type Standing as Now, parseKey, planOf, viaOf } from './changes.ts';
import { type EntryRow, readEntries, withoutHidden } from './changes-queries.ts';
import { attributeMap, manualSource } from './definitions.ts';
import { demandOwner, move } from './edit.ts';
import { changeFile, lockFile } from './files-queries.ts';
import { deleteRelationship, lockRelationship, updateRelationship } from './graph.ts';
import { changesSince, currentStatements, remember, rememberRelationship, userNames } from './history-queries.ts';
import { customerError as error, undoError } from './messages.ts';
import { fieldNature } from './natures.ts';
import { changeNote, lockNote } from './notes-queries.ts';
import { type CustomerHead, readGolden, setDeleted } from './queries.ts';
import { refuseLost } from './required.ts';
import { unitsOfColumns } from './rules.ts';
import { takeBack } from './rules-undo.ts';
import { type Editor, lockSeen, recomputed, refuseConflict, refuseGone, type Standing, stateByHand } from './standing.ts';
import * as queries from './undo-change-queries.ts';

/** A customer whose changes are told: one in the trash too. */
export function refuseUntold(id: number, head: Pick<CustomerHead, 'state' | 'golden_id'> | undefined): void {
	if (!head) throw error('customer_not_found', { id });
	if (head.state !== 'deleted') refuseGone(id, head.state, head.golden_id);
}

/** What the plans of this customer's changes depend on. */
export async function standingNow(
	client: Queryable,
	{ principal }: Editor,
	id: number,
	state: string,
	entries: readonly EntryRow[],
): Promise<Now> {
	const statements = await currentStatements(client, id);
	const attributes = await attributeMap(client);
	const owners = entries
		.flatMap(({ image, after }) => [image?.owner_id, after?.owner_id])
		.map((one) => (typeof one === 'number' ? one : null));
	return {
		id,
		state,
		manual: statements.find((one) => one.source_id === manualSource && one.key === String(id))?.content ?? {},
		manual_source: manualSource,
		speaking: await queries.countSpeaking(client, id),
		people: await userNames(client, owners),
		reasons: await reasonsOf(
			client,
			entries.flatMap((entry) => bulkOf(viaOf(entry)) ?? []),
		),
		may_write: may(principal, 'customers.write'),
		may_delete: may(principal, 'customers.delete'),
		sees_ip: may(principal, 'users.manage'),
		writes: (unit) => mayWrite(principal, fieldNature(unit, attributes).kind),
	};
}

/** Somebody changed the same since: who, when and what, for the sentence. */
async function overtaken(client: Queryable, id: number, entry: EntryRow, change: Change): Promise<Error> {
	if (entry.changed_since) return overtakenBy(entry.changed_since.by, entry.changed_since.at, [entry.kind]);
	const version = Number(entry.image?.version);
	if (!Number.isSafeInteger(version)) return undoError('undo_changed_since');
	const mine = new Set(change.changes.map(({ unit }) => unit));
	const golden = await readGolden(client, id);
	for (const { values, changed_by, at } of (await changesSince(client, id, version + 1)).reverse()) {
		const both = [...unitsOfColumns(values, { ...golden.units, attributes: golden.attributes })].filter(
			(unit) => mine.has(unit) || [...mine].some((one) => one.startsWith(`${unit}/`)),
		);
		if (both.length > 0) return overtakenBy(changed_by, at, both);
	}
	return undoError('undo_changed_since');
}

function overtakenBy(by: string | null, at: string, fields: readonly string[]): Error {
	if (by === null) return undoError('undo_changed_since');
	const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
	return undoError(
		'undo_overtaken',
		{ who: by, when, fields: fields.join(', ') },
		{ extra: { changed_by: by, changed_at: at, units: fields } },
	);
}

export interface Undone {
	readonly change_id: string | null;
	readonly kept: string[];
}

/**
 * Takes back exactly what one change did; what was changed since stays and is told in `kept`.
 * @throws AppError change_not_found; undo_… where it cannot be taken back; version_conflict where the same was changed since `version`
 */
export async function undoChange(client: Queryable, editor: Editor, id: number, change_id: string, version?: number): Promise<Undone> {
	const head = await lockSeen(client, id);
	refuseUntold(id, head);
	const [entry] = await withoutHidden(client, await readEntries(client, id, { only: parseKey(change_id), limit: 1 }));
	if (!entry) throw undoError('change_not_found', { change_id });
	const now = await standingNow(client, editor, id, head.state, [entry]);
	const plan = planOf(entry, now);
	const change = changeOf(entry, now);
	if (plan.how === 'refuse')
		throw plan.code === 'changed_since' ? await overtaken(client, id, entry, change) : undoError(`undo_${plan.code}`);
	const stood: Standing = {
		head,
		golden: await readGolden(client, id),
		statements: await currentStatements(client, id),
		manual: now.manual,
	};
	const by = editor.principal.user_id;
	let kept: string[] = [];
	switch (plan.how) {
		case 'state': {
			await refuseConflict(client, stood, version, new Set(change.changes.map(({ unit }) => unit)));
			const back = takeBack(now.manual, plan.before, plan.after);
			kept = back.kept;
			await stateByHand(client, editor, stood, back.content, null, 'customers.undo');
			break;
		}
		case 'close':
		case 'reopen':
			await refuseConflict(client, stood, version, new Set(change.changes.map(({ unit }) => unit)));
			await (plan.how === 'close' ? queries.closeRecords : queries.reopenRecords)(client, plan.records);
			await recomputed(client, id, by, 'customers.undo');
			await queries.rememberNothing(client, id, by);
			await refuseLost(client, id, stood.golden.attributes);
			break;
		case 'owner':
			await demandOwner(client, plan.owner_id);
			await move(client, editor, id, plan);
			break;
		case 'trash':
			await setDeleted(client, id, plan.deleted, by);
			break;
		case 'note':
			await undoNote(client, entry.customer_id, plan, by);
			break;
		case 'relationship':
			await undoRelationship(client, plan, by);
			break;
		case 'file':
			await undoFile(client, entry.customer_id, plan, by);
			break;
	}
	await announce(client, { kind: 'customers', ids: [id], by });
	return { change_id: await queries.entryMade(client, id), kept };
}

/** What stands of a note, a file or a relationship now, and the image before the change. */
interface FactPlan {
	readonly id: number;
	readonly image: Readonly<Record<string, unknown>> | null;
	readonly stands: boolean;
}

async function undoNote(client: Queryable, customer_id: number, { id, image, stands }: FactPlan, by: number): Promise<void> {
	if (!stands) {
		await remember(client, 'note', customer_id, id, { absent: true }, new Date().toISOString(), by);
		return queries.reviveNote(client, customer_id, id, image!);
	}
	const note = await lockNote(client, customer_id, id);
	if (!note) throw undoError('undo_changed_since');
	await changeNote(client, note, (image?.body as string | undefined) ?? null, by);
}

/** A file has its name again, lies in the trash again, or comes back from there; after thirty days it is gone. */
async function undoFile(client: Queryable, customer_id: number, { id, image }: FactPlan, by: number): Promise<void> {
	const file = await lockFile(client, customer_id, id);
	if (!file) throw undoError('undo_changed_since');
	await changeFile(client, file, (image?.name as string | undefined) ?? file.name, image === null, by);
}

async function undoRelationship(client: Queryable, { id, image, stands }: FactPlan, by: number): Promise<void> {
	if (!stands) {
		for (const end of [image!.customer_id, image!.other_id] as number[])
			await remember(client, 'relationship', end, id, { absent: true }, new Date().toISOString(), by);
		if (!(await queries.reviveRelationship(client, id, image!))) throw undoError('relationship_end_gone');
		return;
	}
	const now = await lockRelationship(client, id);
	if (!now) throw undoError('undo_changed_since');
	await rememberRelationship(client, now, by);
	if (!image) return deleteRelationship(client, now);
	const { starts_on = null, ends_on = null, note = null } = image as Partial<typeof now>;
	await updateRelationship(client, now, { ...now, starts_on, ends_on, note });
}
