// The command `import` with `undo`, `redo` and `list`.
import { access, constants } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { commandPrincipal } from '../features/access/accounts.ts';
import { fatesInWords, importError, stateLabels } from '../features/imports/messages.ts';
import { importRow } from '../features/imports/preview.ts';
import { findImport, listImports } from '../features/imports/queries.ts';
import { type ImportProgress, importFile } from '../features/imports/run.ts';
import { type ImportOptions, importOptions, type MappedColumn, matchRules } from '../features/imports/schema.ts';
import { requestRedo, requestUndo, runRedo, runUndo, tellUndo } from '../features/imports/undo.ts';
import { commandError } from './messages.ts';
import type { Opened } from './services.ts';
import { answer, columns, inWords, language, ProgressLine } from './terminal.ts';

export interface ImportFlags {
	readonly map?: string;
	readonly source?: string;
	readonly kind?: ImportOptions['kind'];
	readonly match?: readonly string[];
	readonly mode?: ImportOptions['mode'];
	readonly maxAbsentPercent?: number;
	readonly tags?: string[];
	readonly country?: string;
	readonly encoding?: string;
	readonly sheet?: string;
	readonly revive?: boolean;
	readonly dryRun?: boolean;
	/** Of the whole program: how the result is written. */
	readonly json?: boolean;
}

/**
 * Reads `column=field,…`. Names with a comma or an equals sign stand in double quotes; nothing after the equals sign leaves the column out.
 * @throws AppError mapping_malformed
 */
export function parseMapping(text: string): MappedColumn[] {
	const pair = /\s*(?:"((?:[^"]|"")*)"|([^,="]*))\s*=\s*([^,=]*?)\s*(?:,|$)/y;
	const found: MappedColumn[] = [];
	while (pair.lastIndex < text.length) {
		const start = pair.lastIndex;
		const match = pair.exec(text);
		const column = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.trim();
		if (!match || !column) throw commandError('mapping_malformed', { text: text.slice(start) });
		found.push({ column, field: match[3] || null });
	}
	if (found.length === 0) throw commandError('mapping_malformed', { text });
	return found;
}

/** The options of the command line as the import takes them; what is wrong with one is said by its name. */
function optionsOf({ map, maxAbsentPercent: max_absent_percent, dryRun: _dryRun, json: _json, ...flags }: ImportFlags): ImportOptions {
	const parsed = importOptions.safeParse({ ...flags, max_absent_percent, ...(map !== undefined && { columns: parseMapping(map) }) });
	if (parsed.success) return parsed.data;
	const { path, message } = parsed.error.issues[0]!;
	const reason = path[0] === 'match' ? matchRules.join(', ') : message;
	throw commandError('option_malformed', { option: path[0] === 'columns' ? '--map' : `--${String(path[0])}`, reason });
}

const progressWords = {
	'zh-CN': '{percent}%  {rows} 行  {speed} 行/秒  剩余 {left}',
	en: '{percent}%  {rows} rows  {speed} rows/s  {left} left',
};

function progressText({ share, rows, seconds }: ImportProgress): string {
	const left = share > 0 ? Math.round((seconds / share) * (1 - share)) : 0;
	const time = left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`;
	const number = new Intl.NumberFormat(language);
	const speed = number.format(seconds > 0 ? Math.round(rows / seconds) : 0);
	return inWords(progressWords, { percent: Math.floor(share * 100), rows: number.format(rows), speed, left: time });
}

export async function importCommand(services: Opened, signal: AbortSignal, path: string, flags: ImportFlags): Promise<void> {
	const options = optionsOf(flags);
	await access(path, constants.R_OK).catch((thrown) => {
		throw commandError('file_unreadable', { file: path, reason: (thrown as NodeJS.ErrnoException).code ?? '?' });
	});
	const principal = await commandPrincipal(services);
	const line = new ProgressLine();
	const done = await importFile(services, principal, {
		path: resolve(path),
		name: basename(path),
		options,
		dryRun: flags.dryRun ?? false,
		onProgress: (progress) => line.show(() => progressText(progress)),
		signal,
	}).finally(() => line.end());
	if (signal.aborted) throw commandError('import_paused', { id: done.import_id, rows: done.rows });
	const { import_id, rows, seconds } = done;
	answer(done, () => [
		inWords(
			flags.dryRun
				? {
						'zh-CN': '试运行，未写入。{rows} 行将是：{fates}（{seconds} 秒）',
						en: 'Dry run, nothing was written. {rows} rows would be: {fates} ({seconds} s)',
					}
				: {
						'zh-CN': '导入 {import_id} 完成。{rows} 行：{fates}（{seconds} 秒）',
						en: 'Import {import_id} is done. {rows} rows: {fates} ({seconds} s)',
					},
			{ import_id, rows: new Intl.NumberFormat(language).format(rows), fates: fatesInWords(done, language), seconds },
		),
	]);
}

/** Undoes an import, or (dryRun) tells what that would do; customers that stay are listed with the reason. */
export async function undoCommand(services: Opened, id: number, { dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<void> {
	if (!dryRun) {
		await requestUndo(services, id, await commandPrincipal(services));
		await runUndo(services, id);
	}
	const record = await findImport(services.database.owner, id);
	if (!record) throw importError('import_not_found', { id });
	const { removed, reverted, kept_count, kept } = await tellUndo(services, id, record.state, language, {
		patience: Number.POSITIVE_INFINITY,
	});
	answer({ import_id: id, removed, reverted, kept: kept_count, kept_customers: kept }, () => [
		inWords(
			dryRun
				? {
						'zh-CN': '试运行，未撤销：导入 {id} 将移除 {removed} 位客户，还原 {reverted} 位，保留 {kept} 位。',
						en: 'Dry run, nothing was undone: of the customers of import {id} {removed} would go, {reverted} be put back, {kept} stay.',
					}
				: {
						'zh-CN': '已撤销导入 {id}：移除 {removed} 位客户，还原 {reverted} 位，保留 {kept} 位。',
						en: 'Import {id} is undone: {removed} customers went, {reverted} were put back, {kept} stay.',
					},
			{ id, removed, reverted, kept: kept_count },
		),
		...columns(kept.map(({ customer_id, name, reason }) => [String(customer_id), name ?? '', reason])),
	]);
}

export async function redoCommand(services: Opened, id: number): Promise<void> {
	await requestRedo(services, id, await commandPrincipal(services));
	await runRedo(services, id);
	answer({ import_id: id }, () => [inWords({ 'zh-CN': '已重做导入 {id}。', en: 'Import {id} is done again.' }, { id })]);
}

/** The last hundred imports, newest first. */
export async function listCommand(services: Opened): Promise<void> {
	const imports = (await listImports(services.database.owner, null, null, 100)).map((record) => importRow(record, language));
	answer({ imports }, () =>
		columns(
			imports.map((one) => [
				String(one.id),
				one.created_at.slice(0, 16).replace('T', ' '),
				inWords(stateLabels[one.state]),
				`${one.rows}`,
				one.source,
				one.file_name,
				fatesInWords(one, language),
			]),
		),
	);
}
