// What an import would do with the first rows: the same staging and planning as the real run, in a transaction that is rolled back.
import type { Principal } from '../../platform/auth.ts';
import { read, write } from '../../platform/database.ts';
import { fill, type Language, type Words } from '../../platform/errors.ts';
import { openTable } from '../../platform/files/open.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import { contactLabels, fieldLabels } from '../customers/messages.ts';
import { contactKinds } from '../customers/schema.ts';
import type { Content } from '../customers/statement.ts';
import type { Plan } from './batch-queries.ts';
import { fileOptions, noIds, stageBatch, stageOptions } from './batches.ts';
import { targets } from './mapping.ts';
import { attributeUnmapped, importError as error, groupLabels, rowWords, targetLabels } from './messages.ts';
import * as queries from './queries.ts';
import { proposeOptions, sampleRows } from './recognise.ts';
import type { ImportOptions, ImportRow, Preview } from './schema.ts';
import { primaryAddress, StagedBatch, stageRow } from './staged.ts';

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
		unchanged: record.unchanged,
		refused: record.refused,
		problems: record.problems,
		rows_per_second: perSecond,
		seconds_left: left,
		indexing: record.indexing,
		seconds: Math.round(record.seconds * 10) / 10,
		error: record.error && { code: record.error.code, message: record.error.words[language] ?? record.error.code },
		options: record.options,
		created_at: record.created_at,
		finished_at: record.finished_at,
		undone_at: record.undone_at,
		can_undo: ended && (record.created + record.updated + record.unchanged > 0 || record.options.mode === 'full'),
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

/** A statement as a person reads it: field to value. */
function readable(content: Content): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const [unit, value] of Object.entries(content)) {
		if (unit === 'name')
			for (const [part, text] of Object.entries(value as Record<string, string>)) if (part !== 'sort_name') values[part] = text;
		if (unit === 'contact_points')
			for (const point of content.contact_points!)
				values[point.kind] = values[point.kind] ? `${values[point.kind]}, ${point.value}` : point.value;
		if (unit === 'addresses') {
			const { key: _, is_primary: __, ...parts } = primaryAddress(content.addresses!)!;
			Object.assign(values, parts);
		}
		if (!['name', 'contact_points', 'addresses'].includes(unit)) values[unit] = value;
	}
	return values;
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

class RollBack extends Error {}

/** Looks at a file with the options given; what they leave open is proposed. Nothing is stored but the options. */
export async function previewImport(
	services: Services,
	principal: Principal,
	id: number,
	given: ImportOptions,
	language: Language,
): Promise<Preview> {
	const { database, config } = services;
	const record = await queries.findImport(database.owner, id);
	if (!record) throw error('import_not_found', { id });
	if (!record.file) throw error('file_gone', { id });
	const table = await openTable({ path: record.file, name: record.file_name }, fileOptions(given));
	try {
		const attributes = await read(database, principal, attributeMap);
		const proposal = await proposeOptions(table, given, await queries.rememberedMapping(database.app, record.source_id), attributes);
		const planned: ImportOptions = {
			...proposal.options,
			columns: proposal.options.columns!.map((one) => (one.field === 'new' ? { ...one, field: null } : one)),
		};
		await queries.updateImport(database.owner, id, { options: proposal.options, format: table.format });
		const says = planned.columns!.some(({ field }) => field !== null);
		const rows = says
			? await planRows(services, principal, record, planned, table, config.defaultCountry, language).catch((cause) => {
					// Before a person has chosen anything, a file without a recognisable column is shown, not refused.
					if (given.columns === undefined && (cause as { code?: string }).code === 'nothing_mapped') return [];
					throw cause;
				})
			: [];
		const count = (action: string) => rows.filter((row) => row.action === action).length;
		return {
			import: importRow((await queries.findImport(database.owner, id))!, language),
			format: table.format,
			encoding: table.encoding ?? null,
			delimiter: table.delimiter ?? null,
			sheet: table.sheet ?? null,
			columns: proposal.columns.map((one) => ({ ...one, samples: [...one.samples] })),
			options: proposal.options,
			rows: rows.slice(0, 50),
			checked_rows: rows.length,
			would: { create: count('create'), update: count('update'), unchanged: count('unchanged'), refuse: count('refuse') },
			warnings: [...table.warnings.map(({ words }) => words), ...unmappedRequired(proposal.options, attributes)].map(
				(words) => words[language],
			),
			targets: targetList(attributes, language),
		};
	} finally {
		await table.close();
	}
}

async function planRows(
	{ database }: Services,
	principal: Principal,
	record: queries.ImportRecord,
	options: ImportOptions,
	table: Awaited<ReturnType<typeof openTable>>,
	country: string,
	language: Language,
): Promise<Preview['rows']> {
	const about = {
		import_id: record.id,
		source_id: record.source_id,
		user_id: principal.user_id,
		scope_id: record.scope_id,
		began: Date.now() * 1_000,
	};
	const staging = { ...(await stageOptions(database.app, table, options, about, country)), keep: true };
	const batch = new StagedBatch();
	for await (const block of table.rows()) {
		const problems = new Map(block.problems.map((one) => [one.row, one]));
		const notes = new Map(block.notes.map((one) => [one.row, one]));
		for (let index = 0; index < block.rows.length && batch.count < sampleRows; index++) {
			const row = block.first + index;
			stageRow(batch, row, block.rows[index]!, { problem: problems.get(row), note: notes.get(row) }, noIds, staging);
		}
		if (batch.count >= sampleRows) break;
	}
	let planned: Plan = new Map();
	try {
		await write(database, principal, async (client) => {
			const context = {
				...about,
				known_until: Number.MAX_SAFE_INTEGER,
				revive: options.revive ?? false,
				units: staging.mapping.units,
				kinds: staging.mapping.kinds,
			};
			planned = await stageBatch(client, batch, context, false);
			throw new RollBack();
		});
	} catch (cause) {
		if (!(cause instanceof RollBack)) throw cause;
	}
	const words = { created: 'create', updated: 'update', unchanged: 'unchanged', refused: 'refuse' } as const;
	const staged = new Set(batch.rows);
	return [...batch.stated].map(([row, { content, cells, problems }]) => {
		const one = planned.get(row);
		const told = problems.map(({ column, code, words }) => ({ column, code, message: words[language] }));
		if (one?.action === 'refused') {
			const code = one.state === 'erased' ? 'erased' : 'in_trash';
			told.push({ column: null, code, message: fill(rowWords[code][language], { id: one.customer_id }) });
		}
		return {
			row,
			cells: [...cells],
			action: one ? words[one.action] : staged.has(row) ? 'create' : 'refuse',
			customer_id: one && !one.fresh ? one.customer_id : null,
			values: readable(content),
			problems: told,
		};
	});
}
