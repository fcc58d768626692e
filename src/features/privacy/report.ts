// The report of access: everything that is held about one person, as a zip of JSON, HTML and attached files; and what the person provided, as JSON or CSV.
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import { Sink } from '../../platform/files/sink.ts';
import { createWriter } from '../../platform/files/write.ts';
import { ZipWriter } from '../../platform/files/zip-write.ts';
import { isSealed, sealedFor } from '../../platform/keyring.ts';
import type { Services } from '../../platform/services.ts';
import { openedValues } from '../customers/sealing.ts';
import type { reportFormats } from './endpoints-requests.ts';
import { holdings } from './holdings.ts';
import { listPurposes, listRecipients, readSettings } from './queries.ts';
import { htmlEnd, htmlHead, htmlItem, htmlSection, reportWords } from './report-html.ts';
import * as queries from './report-queries.ts';

export type ReportFormat = (typeof reportFormats)[number];

type Item = Record<string, unknown>;

/** What a person gave us himself or what was observed of him, without what we computed or noted about him (GDPR article 20). */
const provided = ['contact_points', 'addresses', 'source_records', 'consents', 'files'] as const;

/** Sections by the names of their tables. */
const sections = Object.keys(holdings).filter((table) => holdings[table]!.report);

/** The name under which a value was sealed, told by where it stands. */
function columnOf(key: string, parent: string): string {
	if (parent === 'attributes') return `attributes.${key}`;
	return key === 'body' ? 'notes.body' : key;
}

/** Opens whatever is encrypted in these rows, in place: the person may read what is his. */
async function openItems(client: Queryable, items: readonly Item[], members: readonly number[]): Promise<void> {
	const found: { holder: Record<string, unknown>; key: string; column: string; text: string }[] = [];
	const walk = (value: unknown, key: string, parent: string): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const [name, inner] of Object.entries(value)) {
			const [own, above] = Array.isArray(value) ? [key, parent] : [name, key];
			if (isSealed(inner) && !members.includes(sealedFor(inner))) (value as Record<string, unknown>)[name] = null;
			else if (isSealed(inner))
				found.push({ holder: value as Record<string, unknown>, key: name, column: columnOf(own, above), text: inner });
			else walk(inner, own, above);
		}
	};
	for (const item of items) walk(item, '', '');
	const values = await openedValues(client, found);
	for (const [at, { holder, key }] of found.entries()) holder[key] = values[at];
}

interface Subject {
	readonly customer_id: number;
	readonly language: Language;
}

/** What goes before the sections: who is responsible, for what the data is used, who receives it. */
async function frameOf(client: Queryable, members: readonly number[]) {
	const settings = await readSettings(client);
	return {
		made_at: new Date().toISOString(),
		customer_ids: members,
		controller: settings.controller,
		data_protection_officer: settings.officer,
		purposes: (await listPurposes(client, true, 0, 1000)).map(({ version: _v, measures: _m, ...purpose }) => purpose),
		recipients: (await listRecipients(client, true, 0, 1000)).map(({ name, role, country, safeguard }) => ({
			name,
			role,
			country,
			safeguard,
		})),
		sources: await queries.sourcesOf(client, members),
		disclosed_within_12_months: await queries.disclosuresOf(client),
		what_was_done: await queries.actsOn(client, members),
		automated_decisions: reportWords.no_decisions,
	};
}

/** Purposes that rest on consent or a contract: what the right to take data along is about (GDPR article 20(1)). */
async function portablePurposes(client: Queryable) {
	const portable = (await listPurposes(client, false, 0, 1000)).filter((one) =>
		[one.gdpr_basis, one.pipl_basis].some((basis) => basis === 'consent' || basis === 'contract'),
	);
	return portable.map(({ name_en, name_zh, gdpr_basis, pipl_basis }) => ({ name_en, name_zh, gdpr_basis, pipl_basis }));
}

async function* pagesOf(client: Queryable, table: string, members: readonly number[]): AsyncGenerator<Item[]> {
	for await (const items of queries.itemsOf(client, table, members)) {
		await openItems(client, items, members);
		yield items;
	}
}

type Put = (text: string) => Promise<void>;

/** The whole as JSON, section after section. */
async function writeJson(client: Queryable, members: readonly number[], tables: readonly string[], frame: object, put: Put): Promise<void> {
	await put(`${JSON.stringify(frame, null, 1).slice(0, -2)},\n "sections": {`);
	for (const [place, table] of tables.entries()) {
		await put(`${place > 0 ? ',' : ''}\n  ${JSON.stringify(table)}: [`);
		let between = '';
		for await (const items of pagesOf(client, table, members)) {
			await put(between + items.map((item) => `\n   ${JSON.stringify(item)}`).join(','));
			between = ',';
		}
		await put(']');
	}
	await put('\n }\n}\n');
}

async function writeHtml(
	client: Queryable,
	members: readonly number[],
	frame: Awaited<ReturnType<typeof frameOf>>,
	language: Language,
	put: Put,
) {
	await put(htmlHead(frame, language));
	for (const table of sections) {
		let begun = false;
		for await (const items of pagesOf(client, table, members)) {
			await put((begun ? '' : htmlSection(holdings[table]!.words[language])) + items.map((item) => htmlItem(item, language)).join(''));
			begun = true;
		}
	}
	await put(htmlEnd);
}

/** A file's name that no unpacking program takes for a path. */
const safeName = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '_');

async function writeZip(client: Queryable, { blobs }: Services, { customer_id, language }: Subject, sink: Sink): Promise<void> {
	const members = await queries.membersOf(client, customer_id);
	const frame = await frameOf(client, members);
	const zip = new ZipWriter(sink);
	const text = async (name: string, write: (put: Put) => Promise<void>) => {
		const entry = await zip.entry(name);
		await write((piece) => entry.write(piece));
		await entry.end();
	};
	await text('data.json', (put) => writeJson(client, members, sections, frame, put));
	await text('report.html', (put) => writeHtml(client, members, frame, language, put));
	for (const file of await queries.filesOf(client, members)) {
		const entry = await zip.entry(`files/${file.id}-${safeName(file.name)}`);
		for await (const chunk of (await blobs.get(file.storage_key)) as AsyncIterable<Buffer>) await entry.write(chunk);
		await entry.end();
	}
	await zip.end();
}

/** What the person provided: one line for each value, so that any program reads it. */
async function writeCsv(client: Queryable, { customer_id }: Subject, path: string): Promise<void> {
	const members = await queries.membersOf(client, customer_id);
	const writer = createWriter('csv', createWriteStream(path), ['section', 'item', 'field', 'value'], {});
	let number = 0;
	for (const table of provided) {
		for await (const items of pagesOf(client, table, members)) {
			const rows: unknown[][] = [];
			for (const item of items) {
				number++;
				for (const [field, value] of Object.entries(item))
					if (value !== null) rows.push([table, number, field, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
			}
			await writer.write(rows);
		}
	}
	await writer.end();
}

const folderOf = ({ config }: Pick<Services, 'config'>): string => join(config.dataDir, 'files', 'reports');

/** Milliseconds after which a report that a crash left behind is removed. */
const abandoned = 3_600_000;

/** Removes reports whose process died while somebody fetched them. */
export async function clearReports(services: Pick<Services, 'config'>): Promise<void> {
	const folder = folderOf(services);
	for (const name of await readdir(folder).catch(() => [])) {
		const path = join(folder, name);
		const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
		if (Date.now() - mtimeMs > abandoned) await rm(path, { force: true });
	}
}

/**
 * Makes a report and gives it as a stream. It is written to a file first, so that no connection to the database waits for a slow download, and the
 * file is removed when the stream ends, whichever way.
 */
export async function makeReport(services: Services, subject: Subject, format: ReportFormat): Promise<{ stream: Readable; bytes: number }> {
	const folder = folderOf(services);
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, randomBytes(16).toString('hex'));
	try {
		await asOwner(services.database, async (client) => {
			// One moment for all sections and both forms.
			await client.query('set transaction isolation level repeatable read, read only');
			if (format === 'csv') return writeCsv(client, subject, path);
			const sink = new Sink(createWriteStream(path, { mode: 0o600 }));
			if (format === 'zip') return writeZip(client, services, subject, sink);
			const members = await queries.membersOf(client, subject.customer_id);
			const frame = { made_at: new Date().toISOString(), customer_ids: members, purposes: await portablePurposes(client) };
			await writeJson(client, members, provided, frame, (piece) => sink.write(piece));
			await sink.end();
		});
	} catch (cause) {
		await rm(path, { force: true });
		throw cause;
	}
	const stream = createReadStream(path);
	stream.once('close', () => void rm(path, { force: true }));
	return { stream, bytes: (await stat(path)).size };
}
