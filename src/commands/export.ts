// The command `export`: any list or search into a file or onto standard output.
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { commandPrincipal } from '../features/access/accounts.ts';
import { exportTo } from '../features/exports/run.ts';
import { type ExportFormat, exportOptions } from '../features/exports/schema.ts';
import { commandError } from './messages.ts';
import type { Opened } from './services.ts';
import { answer, inWords, language, wantsJson } from './terminal.ts';
import { writeWhole } from './whole-file.ts';

export interface ExportFlags {
	readonly format: ExportFormat;
	readonly out?: string;
	readonly search?: string;
	readonly filter?: string;
	readonly fields?: readonly string[];
	readonly purpose?: string;
	readonly channel?: string;
	readonly anonymised?: boolean;
}

function optionsOf({ format, search, filter, fields, purpose, channel }: ExportFlags) {
	const parsed = exportOptions.safeParse({ format, search, filter, fields: fields?.join(','), language, purpose, channel });
	if (parsed.success) return parsed.data;
	const { path, message } = parsed.error.issues[0]!;
	throw commandError('option_malformed', { option: `--${String(path[0])}`, reason: message });
}

export async function exportCommand(services: Opened, signal: AbortSignal, flags: ExportFlags): Promise<void> {
	if (flags.out === undefined && wantsJson) throw commandError('json_needs_out');
	const options = optionsOf(flags);
	const principal = await commandPrincipal(services);
	const anonymised = flags.anonymised === true;
	const began = performance.now();
	if (flags.out === undefined) {
		const passing = new PassThrough();
		await Promise.all([
			exportTo(services, principal, options, passing, { signal, anonymised }),
			pipeline(passing, process.stdout, { end: false }).catch((thrown: NodeJS.ErrnoException) => {
				// Whoever reads has seen enough (head).
				if (thrown.code !== 'EPIPE') throw thrown;
			}),
		]);
		return;
	}
	const file = resolve(flags.out);
	const { rows, bytes } = await writeWhole(file, (stream) => exportTo(services, principal, options, stream, { signal, anonymised }));
	const seconds = Math.round(performance.now() - began) / 1_000;
	answer({ file, format: flags.format, rows, bytes, seconds }, () => [
		inWords(
			{ 'zh-CN': '已导出 {rows} 位客户到 {file}（{seconds} 秒）。', en: 'Exported {rows} customers to {file} ({seconds} s).' },
			{ rows, file, seconds },
		),
	]);
}
