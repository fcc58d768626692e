// Fills a database with the demo world through the doors of real data: each source is imported as a file, then links and notes are added.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demand, type Principal } from '../../platform/auth.ts';
import { read, write } from '../../platform/database.ts';
import { createNdjsonWriter } from '../../platform/files/ndjson-write.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap, findOrCreateSource, insertAttribute } from '../customers/definitions.ts';
import { findImport } from '../imports/queries.ts';
import { importFile } from '../imports/run.ts';
import type { MatchRule } from '../imports/schema.ts';
import { requestUndo, runUndo } from '../imports/undo.ts';
import { deleteDemoFacts, demoImports } from './installation-queries.ts';
import { customersByKey, insertLinks, insertNotes, type NewLink, type NewNote } from './queries.ts';
import { worldAttributes } from './world/attributes.ts';
import { linksAt, type WorldLink } from './world/links.ts';
import { type WorldRecord, type WorldSource, worldSources } from './world/shapes.ts';
import { noteAt, recordAt, returningAt } from './world/world.ts';

export interface DemoProgress {
	readonly step: 'customers' | 'relationships' | 'notes';
	/** From 0 to 1, of this step. */
	readonly share: number;
}

export interface DemoOptions {
	/** How many customers the world has; fewer that are there already are completed. */
	readonly customers: number;
	readonly onProgress?: (progress: DemoProgress) => void;
}

export interface DemoDone {
	/** Customers, relationships and notes that were added; 0 where all were there. */
	readonly customers: number;
	readonly relationships: number;
	readonly notes: number;
	readonly seconds: number;
}

/** The columns of a source's file and the fields they go to. */
const columns: readonly (readonly [keyof WorldRecord, string])[] = [
	['external_id', 'external_id'],
	['kind', 'kind'],
	['name', 'name'],
	['phone', 'phone'],
	['email', 'email'],
	['wechat', 'wechat'],
	['company', 'company'],
	['job_title', 'job_title'],
	['line1', 'line1'],
	['city', 'city'],
	['region', 'region'],
	['postal_code', 'postal_code'],
	['country', 'country'],
	['birth_date', 'birth_date'],
	['gender', 'gender'],
	['language', 'language'],
	['industry', 'industry'],
	['tax_id', 'tax_id'],
	['lifecycle_stage', 'lifecycle_stage'],
	['tags', 'tags'],
	['loyalty_level', 'attributes.loyalty_level'],
	['contract_value', 'attributes.contract_value'],
	['newsletter', 'attributes.newsletter'],
	['preferred_store', 'attributes.preferred_store'],
	['stated_at', 'stated_at'],
];

/** Records or links handled at a time. */
const batch = 5_000;

async function* inBatches(count: number): AsyncGenerator<number[]> {
	for (let from = 0; from < count; from += batch) yield Array.from({ length: Math.min(batch, count - from) }, (_, index) => from + index);
}

/**
 * Makes the first `customers` records of the demo world stand in the database. What is there already is left as it is, so that doing it twice
 * adds nothing and a larger number adds the rest. Duplicates of the world stay customers of their own: of each source only its own
 * identifier is trusted.
 * @throws AppError not_allowed
 */
export async function fillDemo(services: Services, principal: Principal, { customers, onProgress }: DemoOptions): Promise<DemoDone> {
	demand(principal, 'imports.run');
	const began = performance.now();
	await defineAttributes(services, principal);
	const sources = await defineSources(services, principal);
	const imports: { source: WorldSource; file: string; at: (index: number) => WorldRecord | null; match: MatchRule[] }[] = [
		...worldSources.map((source) => ({
			source,
			file: `${source}.ndjson`,
			at: (index: number) => {
				const record = recordAt(index);
				return record.source === source ? record : null;
			},
			match: ['external_id' as const],
		})),
		// Known customers who also came to an event: recognised by their e-mail, so that two sources speak about them.
		{ source: 'events', file: 'events-visitors.ndjson', at: returningAt, match: ['external_id', 'email'] },
	];
	let added = 0;
	for (const [index, one] of imports.entries()) {
		added += await importSource(services, principal, one, sources, customers);
		onProgress?.({ step: 'customers', share: (index + 1) / imports.length });
	}
	const relationships = await addLinks(services, principal, sources, customers, onProgress);
	const notes = await addNotes(services, principal, sources, customers, onProgress);
	return { customers: added, relationships, notes, seconds: Math.round(performance.now() - began) / 1_000 };
}

type SourceIds = ReadonlyMap<WorldSource, number>;

async function defineAttributes({ database }: Services, principal: Principal): Promise<void> {
	await write(database, principal, async (client) => {
		const known = await attributeMap(client);
		for (const attribute of worldAttributes) if (!known.has(attribute.name)) await insertAttribute(client, attribute);
	});
}

async function defineSources({ database }: Services, principal: Principal): Promise<SourceIds> {
	const ids = new Map<WorldSource, number>();
	await write(database, principal, async (client) => {
		for (const source of worldSources) ids.set(source, (await findOrCreateSource(client, source, 'demo')).id);
	});
	return ids;
}

const keyOf = (sources: SourceIds, { source, external_id }: Pick<WorldRecord, 'source' | 'external_id'>): string =>
	`${sources.get(source)}:${external_id}`;

/** Imports what a source says and the database does not know yet; returns how many customers it made. */
async function importSource(
	services: Services,
	principal: Principal,
	{ source, file, at, match }: { source: WorldSource; file: string; at: (index: number) => WorldRecord | null; match: MatchRule[] },
	sources: SourceIds,
	count: number,
): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'clientele-demo-'));
	try {
		const path = join(folder, file);
		const writer = createNdjsonWriter(
			createWriteStream(path),
			columns.map(([name]) => name),
		);
		let rows = 0;
		for await (const indexes of inBatches(count)) {
			const records = indexes.map(at).filter((record) => record !== null);
			const keys = records.map((record) => keyOf(sources, record));
			const known = await read(services.database, principal, (client) => customersByKey(client, keys));
			const fresh = records.filter((_, index) => !known.has(keys[index]!));
			await writer.write(fresh.map((record) => columns.map(([name]) => (name === 'tags' ? record.tags.join('; ') : record[name]))));
			rows += fresh.length;
		}
		await writer.end();
		if (rows === 0) return 0;
		const done = await importFile(services, principal, {
			path,
			options: {
				source,
				match,
				kind: 'auto',
				mode: 'delta',
				date_order: 'ymd',
				columns: columns.map(([column, field]) => ({ column, field })),
			},
		});
		return done.created;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function addLinks(
	services: Services,
	principal: Principal,
	sources: SourceIds,
	count: number,
	onProgress: DemoOptions['onProgress'],
): Promise<number> {
	let added = 0;
	let done = 0;
	for await (const indexes of inBatches(count)) {
		const links = indexes.flatMap(linksAt);
		added += await write(services.database, principal, async (client) => {
			const ids = await customersByKey(client, [...new Set(links.flatMap(({ from, to }) => [keyOf(sources, from), keyOf(sources, to)]))]);
			const rows = links.flatMap(({ type, from, to, starts_on }: WorldLink): NewLink[] => {
				const customer_id = ids.get(keyOf(sources, from));
				const other_id = ids.get(keyOf(sources, to));
				return customer_id === undefined || other_id === undefined ? [] : [{ customer_id, type, other_id, starts_on }];
			});
			return insertLinks(client, rows, principal.user_id);
		});
		done += indexes.length;
		onProgress?.({ step: 'relationships', share: done / count });
	}
	return added;
}

async function addNotes(
	services: Services,
	principal: Principal,
	sources: SourceIds,
	count: number,
	onProgress: DemoOptions['onProgress'],
): Promise<number> {
	let added = 0;
	let done = 0;
	for await (const indexes of inBatches(count)) {
		const notes = indexes.flatMap((index) => {
			const note = noteAt(index);
			return note ? [{ key: keyOf(sources, recordAt(index)), ...note }] : [];
		});
		added += await write(services.database, principal, async (client) => {
			const ids = await customersByKey(
				client,
				notes.map(({ key }) => key),
			);
			const rows = notes.flatMap(({ key, body, at }): NewNote[] => {
				const customer_id = ids.get(key);
				return customer_id === undefined ? [] : [{ customer_id, body, at }];
			});
			return insertNotes(client, rows, principal.user_id);
		});
		done += indexes.length;
		onProgress?.({ step: 'notes', share: done / count });
	}
	return added;
}

/**
 * Takes the demo away: its notes and links, told by their content, then its imports, the last one first. Customers to whom somebody added something
 * (a note, a value, a statement of another source) stay.
 * @param tell is called with the share that is done, from 0 to 1
 */
export async function removeDemo(services: Services, principal: Principal, tell: (share: number) => void = () => {}): Promise<void> {
	demand(principal, 'settings.manage');
	const { database } = services;
	const sources = await defineSources(services, principal);
	const { ids, rows } = await demoImports(database.owner);
	let done = 0;
	// The rows of its files are at least as many as the records of its world.
	for await (const indexes of inBatches(rows)) {
		await write(database, principal, async (client) => {
			const links = indexes.flatMap(linksAt);
			const notes = indexes.flatMap((index) => {
				const note = noteAt(index);
				return note ? [{ key: keyOf(sources, recordAt(index)), ...note }] : [];
			});
			const keys = [...notes.map(({ key }) => key), ...links.flatMap(({ from, to }) => [keyOf(sources, from), keyOf(sources, to)])];
			const known = await customersByKey(client, [...new Set(keys)]);
			await deleteDemoFacts(
				client,
				notes.flatMap(({ key, body, at }) => (known.has(key) ? [{ customer_id: known.get(key)!, body, at }] : [])),
				links.flatMap(({ type, from, to }) => {
					const [customer_id, other_id] = [known.get(keyOf(sources, from)), known.get(keyOf(sources, to))];
					return customer_id === undefined || other_id === undefined ? [] : [{ customer_id, type, other_id }];
				}),
			);
		});
		done += indexes.length;
		tell((0.3 * done) / rows);
	}
	for (const [index, id] of ids.entries()) {
		if ((await findImport(database.owner, id))?.state !== 'undoing') await requestUndo(services, id, principal);
		await runUndo(services, id);
		tell(0.3 + (0.7 * (index + 1)) / ids.length);
	}
}
