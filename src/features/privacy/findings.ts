// Looking through free text for personal data that nobody expects there: as it is written, and all of it as a job.
import type { Queryable } from '../../platform/database.ts';
import { isSealed } from '../../platform/keyring.ts';
import type { Services } from '../../platform/services.ts';
import { openedValues } from '../customers/sealing.ts';
import * as queries from './finding-queries.ts';
import { waitAgain } from './look-queries.ts';
import { lookSoon } from './looking.ts';
import { findPersonal } from './rules-findings.ts';

/** Texts looked through in one transaction. */
const step = 500;

/** Longest text that is looked through, in characters. */
const most = 100_000;

/** Looks through a text and notes what stands in it. */
export async function scanText(client: Queryable, place: queries.FindingPlace, text: string, country = 'CN'): Promise<void> {
	await queries.storeFindings(client, place, findPersonal(text.slice(0, most), country));
}

async function scanRows(client: Queryable, rows: readonly queries.TextRow[], country: string): Promise<void> {
	const sealed = rows.filter(({ text }) => isSealed(text)).map(({ text }) => ({ column: 'notes.body', text }));
	const opened = await openedValues(client, sealed);
	let at = 0;
	for (const row of rows) {
		const text = isSealed(row.text) ? opened[at++] : row.text;
		if (typeof text === 'string') await scanText(client, row, text, country);
	}
}

/** Looks through notes and text attributes that came or were changed since the last time, all of them with `anew`; and sees to it that files are. */
export async function scanAll(services: Services, anew: boolean, signal?: AbortSignal): Promise<void> {
	const { owner } = services.database;
	const country = services.config.defaultCountry;
	const began = new Date().toISOString();
	const since = anew ? '1970-01-01T00:00:00Z' : await queries.lastScan(owner);
	for (let after: readonly [number, number] = [0, 0]; ; ) {
		signal?.throwIfAborted();
		const rows = await queries.notesSince(owner, since, after, step);
		await scanRows(owner, rows, country);
		const last = rows.at(-1);
		if (!last || rows.length < step) break;
		after = [last.customer_id, last.entity_id];
	}
	for (let after = 0; ; ) {
		signal?.throwIfAborted();
		const last = await queries.lastChanged(owner, since, after, step);
		if (last === null) break;
		await scanRows(owner, await queries.attributesSince(owner, since, after, step), country);
		after = last;
	}
	await queries.forgetGone(owner);
	if (anew) for (let after: number | null = 0; after !== null; after = await waitAgain(owner, after, 5_000)) signal?.throwIfAborted();
	await lookSoon(services, owner);
	await queries.noteScan(owner, began);
}
