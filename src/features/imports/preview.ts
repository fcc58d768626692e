// An import as its page shows it, and what is to be seen of it before it begins: how the file was understood, and what would happen to its rows.
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, read, write } from '../../platform/database.ts';
import { fill, fillWords, type Language, type Words } from '../../platform/errors.ts';
import { openTable } from '../../platform/files/open.ts';
import { mayWrite } from '../../platform/masking.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import { contactLabels, fieldLabels } from '../customers/messages.ts';
import { fieldNature } from '../customers/natures.ts';
import { contactKinds } from '../customers/schema.ts';
import { fileOptions } from './batches.ts';
import { dropCorrections } from './correction-queries.ts';
import { targets } from './mapping.ts';
import { attributeUnmapped, correctionsDropped, importError as error, groupLabels, mappingWords, targetLabels } from './messages.ts';
import { noRows, previewRows } from './preview-rows.ts';
import * as queries from './queries.ts';
import { type Difference, proposeOptions } from './recognise.ts';
import type { ImportOptions, ImportRow, Preview } from './schema.ts';

/** An import as its page shows it, in the language of the person. */
export function importRow(record: queries.ImportRecord, language: Language): ImportRow {
	const perSecond = record.seconds > 0 ? Math.round(record.rows / record.seconds) : null;
	const left =
		record.state === 'running' && record.total_rows && perSecond
			? Math.max(0, Math.round((record.total_rows - record.rows) / perSecond))
			: null;
	const ended = ['done', 'cancelled', 'failed', 'paused'].includes(record.state);
	return {
		id: record.id,
		source: record.source,
		file_name: record.file_name,
		format: record.format,
		state: record.state,
		total_rows: record.total_rows,
		rows: record.rows,
		created: record.created,
		updated: record.updated,
		further: record.further,
		unchanged: record.unchanged,
		refused: record.refused,
		problems: record.problems,
		repaired: record.repaired,
		rows_per_second: perSecond,
		seconds_left: left,
		indexing: record.indexing,
		seconds: Math.round(record.seconds * 10) / 10,
		error: record.error && { code: record.error.code, message: record.error.words[language] ?? record.error.code },
		options: record.options,
		created_at: record.created_at,
		finished_at: record.finished_at,
		undone_at: record.undone_at,
		can_undo: ended && (record.rows > record.refused || record.options.mode === 'full'),
		can_redo: record.state === 'undone' && record.purged_at === null,
	};
}

const groups: Readonly<Record<string, keyof typeof groupLabels>> = {
	external_id: 'identity',
	stated_at: 'identity',
	kind: 'identity',
	name: 'name',
	family_name: 'name',
	given_name: 'name',
	middle_name: 'name',
	name_prefix: 'name',
	name_suffix: 'name',
	company: 'name',
	line1: 'address',
	line2: 'address',
	city: 'address',
	region: 'address',
	postal_code: 'address',
	country: 'address',
};

/** Everything a column may go to, with its words and group. */
export function targetList(attributes: Parameters<typeof targets>[0], language: Language): Preview['targets'] {
	const labels: Readonly<Record<string, Readonly<Record<Language, string>> | undefined>> = {
		...contactLabels,
		...fieldLabels,
		...targetLabels,
	};
	return targets(attributes).map((field) => {
		const attribute = field.startsWith('attributes.') ? attributes.get(field.slice('attributes.'.length)) : undefined;
		const label = attribute ? (language === 'zh-CN' ? attribute.label_zh : attribute.label_en) : (labels[field]?.[language] ?? field);
		const group = attribute ? 'attributes' : (contactKinds as readonly string[]).includes(field) ? 'contact' : (groups[field] ?? 'more');
		return { field, label, group: groupLabels[group][language] };
	});
}

/** A sentence for each required attribute that no column goes to: said once of the file instead of every row. */
function unmappedRequired({ columns = [] }: ImportOptions, attributes: Parameters<typeof targets>[0]): Words[] {
	return [...attributes.values()]
		.filter(({ name, required }) => required && !columns.some(({ field }) => field === `attributes.${name}`))
		.map(({ label_zh, label_en }) => ({
			'zh-CN': fill(attributeUnmapped['zh-CN'], { attribute: label_zh }),
			en: fill(attributeUnmapped.en, { attribute: label_en }),
		}));
}

/** Headings in a sentence: all of them would fill the page. */
const someOf = (columns: readonly string[]) => `${columns.slice(0, 8).join(', ')}${columns.length > 8 ? ' …' : ''}`;

/** What a person should know where the file is not like the last one of its source. */
function tellDifference(difference: Difference | null): Words[] {
	if (!difference) return [];
	const { used, added, missing } = difference;
	if (!used) return [mappingWords.unlike];
	const told: Words[] = [];
	if (added.length > 0) told.push(fillWords(mappingWords.added, { columns: someOf(added) }));
	if (missing.length > 0) told.push(fillWords(mappingWords.missing, { columns: someOf(missing) }));
	return told;
}

/** Options that say which rows and columns a file has: where one changes, what was mended would hit others. */
const layout = ['sheet', 'has_header', 'delimiter', 'encoding'] as const;

/** Drops the corrections of a draft that is read otherwise from now on; the sentence that says so. */
export async function dropMisplaced(client: Queryable, record: queries.ImportRecord, next: ImportOptions): Promise<Words[]> {
	if (layout.every((option) => record.options[option] === next[option])) return [];
	const count = await dropCorrections(client, record.id);
	return count === 0 ? [] : [fillWords(correctionsDropped, { count })];
}

/** Looks at a file with the options given; what they leave open is proposed. Nothing is stored but the options. */
export async function previewImport(
	services: Services,
	principal: Principal,
	id: number,
	given: ImportOptions,
	language: Language,
): Promise<Preview> {
	const { database } = services;
	const record = await queries.findImport(database.owner, id);
	if (!record) throw error('import_not_found', { id });
	if (!record.file) throw error('file_gone', { id });
	const table = await openTable({ path: record.file, name: record.file_name }, fileOptions(given));
	try {
		const attributes = await read(database, principal, attributeMap);
		const writes = (field: string) => mayWrite(principal, fieldNature(field, attributes).kind);
		const proposal = await proposeOptions(
			table,
			given,
			await queries.rememberedMapping(database.app, record.source_id),
			attributes,
			writes,
		);
		const planned: ImportOptions = {
			...proposal.options,
			columns: proposal.options.columns!.map((one) => (one.field === 'new' ? { ...one, field: null } : one)),
		};
		const dropped = await write(database, principal, async (client) => {
			await queries.updateImport(client, id, { options: proposal.options, format: table.format });
			return dropMisplaced(client, record, given);
		});
		const says = planned.columns!.some(({ field }) => field !== null);
		const rows = says
			? await previewRows(services, principal, record, planned, table, language).catch((cause) => {
					// Before a person has chosen anything, a file without a recognisable column is shown, not refused.
					if (given.columns === undefined && (cause as { code?: string }).code === 'nothing_mapped') return noRows;
					throw cause;
				})
			: noRows;
		return {
			import: importRow((await queries.findImport(database.owner, id))!, language),
			format: table.format,
			encoding: table.encoding ?? null,
			delimiter: table.delimiter ?? null,
			sheet: table.sheet ?? null,
			sheets: [...(table.sheets ?? [])].slice(0, 50),
			columns: proposal.columns.map((one) => ({ ...one, samples: [...one.samples] })),
			options: proposal.options,
			...rows,
			warnings: [
				...table.warnings.map(({ words }) => words),
				...tellDifference(proposal.difference),
				...dropped,
				...unmappedRequired(proposal.options, attributes),
			].map((words) => words[language]),
			targets: targetList(attributes, language).filter(({ field }) => writes(field)),
		};
	} finally {
		await table.close();
	}
}
