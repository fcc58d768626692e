// The list of changes of one customer: what each changed, from where it came, and how it can be taken back. Pure.
import type { z } from 'zod';
import type { EntryKey, EntryRow, LinkedRecord, Via } from './changes-queries.ts';
import type { change } from './endpoints-changes.ts';
import { contactKey, same } from './rules.ts';
import { differingUnits, takeBack } from './rules-undo.ts';
import type { Content } from './statement.ts';

export type Change = z.output<typeof change>;
type Values = Readonly<Record<string, unknown>>;

/** How a change is taken back; or why not. */
export type Plan =
	| { readonly how: 'state'; readonly before: Content; readonly after: Content }
	| { readonly how: 'close' | 'reopen'; readonly records: readonly LinkedRecord[] }
	| { readonly how: 'owner'; readonly owner_id: number | null; readonly scope_id: number }
	| { readonly how: 'trash'; readonly deleted: boolean }
	| { readonly how: 'note' | 'relationship' | 'file'; readonly id: number; readonly image: Values | null; readonly stands: boolean }
	| { readonly how: 'refuse'; readonly code: NonNullable<Change['undo_refused']> };

export interface Standing {
	readonly id: number;
	readonly state: string;
	/** What is stated by hand now. */
	readonly manual: Content;
	readonly manual_source: number;
	/** Statements that speak now. */
	readonly speaking: number;
	/** Why bulk edits were done, by number. */
	readonly reasons: ReadonlyMap<number, string>;
	/** Names of colleagues by id. */
	readonly people: ReadonlyMap<number, string>;
	/** What the person may do: change values, move to the trash and back. */
	readonly may_write: boolean;
	readonly may_delete: boolean;
	readonly sees_ip: boolean;
	/** Whether he may write what a unit holds. */
	readonly writes: (unit: string) => boolean;
}

export function parseKey(text: string): EntryKey {
	return { letter: text[0] as EntryKey['letter'], ref: Number(text.slice(1)) };
}

const sets: Readonly<Record<string, (member: never) => string>> = {
	contact_points: (point: { kind: string; value: string }) => contactKey(point),
	addresses: (place: { key: string }) => place.key,
	tags: (tag: string) => tag,
};
const nameParts = ['family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix'];
/** Columns that repeat what is told of their set or unit. */
const repeated = new Set(['sort_name', 'email', 'phone', 'city', 'region', 'postal_code', 'country']);

type Difference = Change['changes'][number];

/** Members of a set that came, went or changed. */
function differing(set: string, before: readonly unknown[], after: readonly unknown[]): Difference[] {
	const keyOf = sets[set]! as (member: unknown) => string;
	const [old, now] = [before, after].map((list) => new Map(list.map((one) => [keyOf(one), one])));
	return [...new Set([...old!.keys(), ...now!.keys()])]
		.filter((key) => !same(old!.get(key) ?? null, now!.get(key) ?? null))
		.map((key) => ({ unit: `${set}/${key}`, before: old!.get(key) ?? null, after: now!.get(key) ?? null }));
}

/** What a row of history says about the golden values: unit by unit, sets member by member. */
function ofValues(image: Values, after: Values): Difference[] {
	const values = image.values as Values;
	const found: Difference[] = [];
	for (const [column, before] of Object.entries(values)) {
		if (repeated.has(column) || (nameParts.includes(column) && 'name' in values)) continue;
		if (column === 'tags') found.push(...differing('tags', (before ?? []) as unknown[], (after.tags ?? []) as unknown[]));
		else if (column === 'attributes') {
			const [old, now] = [(before ?? {}) as Values, (after.attributes ?? {}) as Values];
			for (const name of new Set([...Object.keys(old), ...Object.keys(now)]))
				if (!same(old[name] ?? null, now[name] ?? null))
					found.push({ unit: `attributes.${name}`, before: old[name] ?? null, after: now[name] ?? null });
		} else if (sets[column]) {
			const [old, now] = [image[`${column}_before`], image[`${column}_after`]];
			if (Array.isArray(old) && Array.isArray(now)) found.push(...differing(column, old, now));
			// Kept before members were: which, and no more.
			else for (const key of (before ?? []) as string[]) found.push({ unit: `${column}/${key}`, before: null, after: null });
		} else found.push({ unit: column, before: before ?? null, after: after[column] ?? null });
	}
	return found;
}

/** What a first statement says. */
function ofContent(content: Content | null): Difference[] {
	const found: Difference[] = [];
	for (const [unit, value] of Object.entries(content ?? {})) {
		if (unit === 'denied') continue;
		if (sets[unit]) found.push(...differing(unit, [], value as unknown[]));
		else found.push({ unit, before: null, after: unit === 'name' ? ((value as { name?: string }).name ?? null) : value });
	}
	return found;
}

/** What an image shows: null for a fact that was not there, and for a file that lay in the trash. */
function present(kind: string, image: Values | null): Values | null {
	return image === null || image.absent || (kind === 'file' && image.deleted_at) ? null : image;
}

/** A relationship as seen from one of its ends. */
function relationshipFrom(id: number, image: Values | null): Values | null {
	if (image === null) return null;
	const out = Number(image.customer_id) === id;
	const { type, starts_on = null, ends_on = null, note = null } = image;
	return { type, direction: out ? 'out' : 'in', other_id: Number(out ? image.other_id : image.customer_id), starts_on, ends_on, note };
}

function differencesOf(entry: EntryRow, { people }: Standing): Difference[] {
	const { kind, letter } = entry;
	const [before, after] = [present(kind, entry.image), present(kind, entry.after)];
	if (kind === 'values') return ofValues(entry.image!, entry.after ?? {});
	if (kind === 'created') return ofContent(entry.records[0]?.content ?? null);
	if (kind === 'note') return [{ unit: 'note', before: before?.body ?? null, after: after?.body ?? null }];
	if (kind === 'file') return [{ unit: 'file', before: before?.name ?? null, after: after?.name ?? null }];
	if (kind === 'relationship')
		return [
			{ unit: 'relationship', before: relationshipFrom(entry.customer_id, before), after: relationshipFrom(entry.customer_id, after) },
		];
	if (kind === 'state') return [{ unit: 'state', before: before?.state ?? null, after: after?.state ?? null }];
	if (kind === 'owner' && letter === 'h') {
		const named = (id: unknown) => (id === null || id === undefined ? null : { id, name: people.get(Number(id)) ?? null });
		const found: Difference[] = [];
		if (!same(before?.owner_id ?? null, after?.owner_id ?? null))
			found.push({ unit: 'owner_id', before: named(before?.owner_id), after: named(after?.owner_id) });
		if (!same(before?.scope_id ?? null, after?.scope_id ?? null))
			found.push({ unit: 'scope_id', before: before?.scope_id ?? null, after: after?.scope_id ?? null });
		return found;
	}
	return [];
}

const refuse = (code: NonNullable<Change['undo_refused']>): Plan => ({ how: 'refuse', code });

function planOfRecords({ records, kind }: EntryRow, standing: Standing): Plan {
	if (kind === 'created') return refuse('created');
	if (records.length === 0) return refuse('computed');
	const brought = records.filter(({ closed }) => !closed);
	if (brought.length === 0) {
		// What an import withdrew comes back with that import.
		if (records.some((one) => one.closed_by !== null || !one.withdrawn_by_hand)) return refuse('import');
		const gone = records.filter(({ open }) => !open);
		return gone.length === 0 ? refuse('changed_since') : { how: 'reopen', records: gone };
	}
	const byHand = brought.filter(({ source_id }) => source_id === standing.manual_source);
	if (byHand.length > 0) {
		if (byHand.some(({ customer_id }) => customer_id !== standing.id)) return refuse('merged');
		if (byHand.some(({ cause }) => cause === 'created')) return refuse('created');
		const [before, after] = [byHand[0]!.content_before ?? {}, byHand.at(-1)!.content ?? {}];
		return same(takeBack(standing.manual, before, after).content, standing.manual)
			? refuse('changed_since')
			: { how: 'state', before, after };
	}
	const open = brought.filter((one) => one.open);
	if (open.length === 0) return refuse('withdrawn');
	return standing.speaking <= open.length ? refuse('last_statement') : { how: 'close', records: open };
}

function planOfFact(entry: EntryRow): Plan {
	if (entry.changed_since) return refuse('changed_since');
	const [image, stands] = [present(entry.kind, entry.image), present(entry.kind, entry.after) !== null];
	if (!image && !stands) return refuse('changed_since');
	return { how: entry.kind as 'note' | 'relationship' | 'file', id: entry.entity_id!, image, stands };
}

/** The units that taking an entry back would write. */
function unitsWritten(entry: EntryRow, standing: Standing): Set<string> {
	const units = new Set(differencesOf(entry, standing).map(({ unit }) => unit));
	for (const { content, content_before } of entry.records)
		for (const unit of differingUnits(content_before ?? {}, content ?? {})) units.add(unit);
	return units;
}

/** How an entry is taken back by this person. */
export function planOf(entry: EntryRow, standing: Standing): Plan {
	const { kind, image } = entry;
	if (kind === 'state') {
		if (!standing.may_delete) return refuse('not_allowed');
		const [was, is] = [image?.state, entry.after?.state];
		if (entry.changed_since || standing.state !== is) return refuse('changed_since');
		if (is === 'deleted' && was === 'active') return { how: 'trash', deleted: false };
		return was === 'deleted' && is === 'active' ? { how: 'trash', deleted: true } : refuse('computed');
	}
	if (!standing.may_write || ![...unitsWritten(entry, standing)].every(standing.writes)) return refuse('not_allowed');
	if (standing.state === 'deleted') return refuse('in_trash');
	if (kind === 'owner') {
		if (entry.changed_since) return refuse('changed_since');
		return { how: 'owner', owner_id: (image!.owner_id as number | null) ?? null, scope_id: image!.scope_id as number };
	}
	if (kind === 'note' || kind === 'relationship' || kind === 'file') return planOfFact(entry);
	return ['values', 'created', 'statement'].includes(kind) ? planOfRecords(entry, standing) : refuse('computed');
}

/** Where a change came from: what was noted at the time, else what its statement tells. */
function channelOf(via: Via | null, record: LinkedRecord | undefined, entry: EntryRow): string | null {
	if (via?.channel) return via.channel;
	if (record) return record.source_kind === 'manual' ? null : record.source_kind;
	return (entry.image ?? entry.after)?.import_id ? 'import' : null;
}

const recordOf = ({ records }: EntryRow): LinkedRecord | undefined => records.find(({ closed }) => !closed) ?? records[0];

/** From where an entry comes: as it was noted, else as its statement has it. */
export const viaOf = (entry: EntryRow): Via | null => entry.via ?? recordOf(entry)?.via ?? null;

/** The bulk edit that an entry is of. */
export const bulkOf = (via: Via | null): number | null => (typeof via?.bulk_edit === 'number' ? via.bulk_edit : null);

/** An entry as the interface tells it. */
export function changeOf(entry: EntryRow, standing: Standing): Change {
	const record = recordOf(entry);
	const via = viaOf(entry);
	const plan = planOf(entry, standing);
	return {
		id: `${entry.letter}${entry.ref}`,
		at: entry.at,
		by: entry.by ?? record?.by ?? null,
		channel: channelOf(via, record, entry),
		api_key: entry.api_key,
		ip: standing.sees_ip ? (via?.ip ?? null) : null,
		kind: entry.kind,
		source: record?.source ?? null,
		statement_id: record?.id ?? null,
		import: record?.import_id ? { id: record.import_id, row: record.import_row, file_name: record.file_name } : null,
		bulk_id: bulkOf(via),
		reason: via?.undone ? null : (standing.reasons.get(bulkOf(via) ?? 0) ?? null),
		withdrawn: entry.records.length > 0 && entry.records.every(({ closed }) => closed),
		changes: differencesOf(entry, standing),
		can_undo: plan.how !== 'refuse',
		undo_refused: plan.how === 'refuse' ? plan.code : null,
		undoes: via?.undoes ?? null,
		undone_by: entry.undone_by,
	};
}
